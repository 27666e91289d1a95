"""The lists of items that lie beside a record: what a request names, and what a disposition took."""
