"""Records of an older form brought to today's: each migration a pure function from texts to texts, in a module each."""
