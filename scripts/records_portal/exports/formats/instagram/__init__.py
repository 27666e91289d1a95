"""Exports of Instagram, with what they hold of Threads."""
