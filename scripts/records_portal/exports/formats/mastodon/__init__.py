"""Archives of Mastodon."""
