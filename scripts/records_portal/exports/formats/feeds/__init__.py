"""Feeds that were saved: RSS, Atom and JSON Feed."""
