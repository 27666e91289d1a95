"""Exports of Facebook."""
