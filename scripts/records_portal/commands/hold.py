"""`records hold`: the letter of a hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal

if TYPE_CHECKING:
    pass
from .options import FOLDER
from .output import write_file
from .places import Places, named_record


@click.group()
def hold() -> None:
    """Tell those concerned about a hold."""


@hold.command()
@click.argument("name", metavar="ID")
@click.option("--out", type=FOLDER, required=True, metavar="FOLDER", help="The letter, as PDF.")
@click.pass_obj
def letter(places: Places, name: str, out: Path) -> int:
    """Write the letter of a hold: what has to be kept, where, and until when."""
    from records_portal.documents import hold_letter

    if not places.private:
        raise Refusal("holds stand in the private root; name it with --private")
    if out.resolve().is_relative_to(places.root.resolve()):
        raise Refusal(f"{str(out)!r} lies in the public root; a hold letter is private, name a place elsewhere")
    places.refuse_unreadable()
    register = places.loaded.register
    write_file(out, hold_letter(register, named_record(places, "holds", name, register.get("holds", name))))
    return 0
