"""Salted commitments: what lets an item be proven word by word, and what of it is left out stay unguessed."""
