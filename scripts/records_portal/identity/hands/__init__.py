"""Whose hands each change of a record went through."""
