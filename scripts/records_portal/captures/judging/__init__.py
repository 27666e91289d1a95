"""Captures judged: whose an export is, and a verdict that was given later."""
