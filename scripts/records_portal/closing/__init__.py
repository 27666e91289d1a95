"""Closing a site, step by step."""
