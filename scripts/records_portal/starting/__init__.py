"""A root that starts: what is asked, and the repositories, the store and the forge's files that come of it."""
