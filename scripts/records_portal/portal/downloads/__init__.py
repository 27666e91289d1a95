"""What the portal offers for other programs: tables, feeds, badges, look-up and search data."""
