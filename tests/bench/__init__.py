"""Benchmarks: figures for people to read, each beside a named limit or peer measured in the same run."""
