"""What an ingest is made of: what is asked for, the name of a capture, and an export that is read and judged."""
