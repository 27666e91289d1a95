"""Captured items read in a browser, from a server on the loopback address that fetches nothing."""
