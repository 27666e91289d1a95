"""Content outside git: bags, digest keys, fixity, journals."""
