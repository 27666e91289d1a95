"""Exports of X (Twitter)."""
