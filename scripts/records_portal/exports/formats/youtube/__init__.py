"""YouTube in Google Takeout."""
