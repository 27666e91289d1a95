"""Redactions of history: their maps, and what older names stand for since."""
