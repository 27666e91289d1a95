"""`python -m records_portal` is the command `records`."""

from records_portal.commands.cli import main

main()
