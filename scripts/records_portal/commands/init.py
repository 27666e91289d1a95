"""`records init`: a new root."""

from __future__ import annotations

from pathlib import Path

import click

from records_portal.register.findings import Refusal

from .options import FOLDER
from .output import tell
from .places import as_time_zone


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--title", default="Official social media sites", show_default=True, help="The portal's title.")
@click.option("--time-zone", default="UTC", show_default=True, help="The office's IANA time zone.")
@click.option("--fiscal-year-start", default="07-01", show_default=True, metavar="MM-DD")
def init(folder: Path, title: str, time_zone: str, fiscal_year_start: str) -> int:
    """Start a new root in DIR."""
    from records_portal.register.model import Record
    from records_portal.register.shapes import check_shape
    from records_portal.register.starter import new_root

    as_time_zone({"time_zone": time_zone})
    settings = {"title": title, "time_zone": time_zone, "fiscal_year_start": fiscal_year_start}
    for fault in check_shape(Record("portal", "portal", "registry/portal.yml", settings)):
        raise Refusal(f"{fault.subject}: {fault.message}; {fault.expected}")
    click.echo(
        "".join(f"{folder / name}\n" for name in new_root(folder, title, time_zone, fiscal_year_start)), nl=False
    )
    tell(f"next: git init {folder} if it is not a repository yet; then add agencies, people and platforms, and sites")
    return 0
