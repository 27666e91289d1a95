"""A change before it is merged: compared, and told in words."""
