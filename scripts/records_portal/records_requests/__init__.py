"""Records requests: what content answers one, found in the store, with a statement that can be replayed."""
