"""Git: raw commits, earlier roots, and the audit trail that follows from them."""
