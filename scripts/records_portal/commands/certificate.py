"""`records certificate`: the certificate of a disposition, set in type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    pass
from .options import FOLDER
from .output_files import write_file
from .places import Places, named_record


@click.command("certificate")
@click.argument("name", metavar="DISPOSITION")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The certificate, as PDF.")
@click.pass_obj
def print_certificate(places: Places, name: str, out: Path) -> int:
    """Set the certificate of a disposition in type."""
    from records_portal.documents import certificate

    places.refuse_unreadable()
    register = places.loaded.register
    disposition = named_record(places, "dispositions", name, register.get("dispositions", name))
    write_file(out, certificate(register, disposition), places)
    return 0
