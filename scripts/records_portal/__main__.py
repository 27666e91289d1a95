"""`python -m records_portal` is the command `records`."""

from .cli import main

main()
