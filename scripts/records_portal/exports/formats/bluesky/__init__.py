"""Repositories of Bluesky."""
