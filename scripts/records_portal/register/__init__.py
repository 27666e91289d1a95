"""A record: its kind, its shape, its file, its facts, and how it is changed."""
