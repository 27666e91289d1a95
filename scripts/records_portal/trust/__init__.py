"""What outsiders verify with: a program of its own, which is published and imports nothing of the others."""
