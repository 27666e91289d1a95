"""Bytes on disk: strict YAML with its places, durable writes, what is content by name and first bytes, progress."""
