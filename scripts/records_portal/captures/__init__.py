"""An export taken in: its bag, its index, the classes of its items, coverage and verification."""
