"""Tables of posts that Meta gives the staff of a page or a professional account."""
