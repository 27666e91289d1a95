"""What each platform hands out: one module or folder for each format."""
