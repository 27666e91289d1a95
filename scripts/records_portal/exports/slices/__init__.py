"""Files of exports cut into their elements by byte offsets: CSV, JSON and HTML."""
