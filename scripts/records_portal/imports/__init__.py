"""Accounts from lists that exist already."""
