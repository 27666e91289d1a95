"""What lies beside a record and belongs to it."""
