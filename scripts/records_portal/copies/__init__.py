"""Copies of the store: a second one kept up to date, a restored one opened, and what was destroyed destroyed again."""
