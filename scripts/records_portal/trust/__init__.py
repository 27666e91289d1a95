"""The log of the records' changes, and what outsiders verify with: `verify.py`, which imports nothing of the others."""
