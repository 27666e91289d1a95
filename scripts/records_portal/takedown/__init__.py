"""Taking unacceptable content down, after a preserved copy."""
