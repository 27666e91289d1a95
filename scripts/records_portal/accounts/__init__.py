"""Is this account official? Addresses, look-alikes, and the answer."""
