"""The pages, each from values alone."""
