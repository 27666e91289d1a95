"""Records Portal: run an agency's official social media sites and keep their records lawfully."""

__version__ = "0.1.0"
