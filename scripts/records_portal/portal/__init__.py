"""The built site: pages, downloads, and how they are put together."""
