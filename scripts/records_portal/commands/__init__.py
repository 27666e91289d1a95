"""The command line: where the clock and the environment are read, and nothing else computes."""
