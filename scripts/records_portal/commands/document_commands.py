"""The commands that set a record in type for people: letters of holds, and certificates."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from records_portal.register.findings import Refusal

if TYPE_CHECKING:
    from records_portal.register.model import Record

FOLDER = click.Path(path_type=Path)


@click.group()
def hold() -> None:
    """Tell those concerned about a hold."""


@hold.command()
@click.argument("name", metavar="ID")
@click.option("--out", type=FOLDER, required=True, metavar="FILE", help="The letter, as PDF.")
@click.pass_obj
def letter(places: Any, name: str, out: Path) -> int:
    """Write the letter of a hold: what has to be kept, where, and until when."""
    from records_portal.documents import hold_letter

    if places.private is None:
        raise Refusal("holds stand in the private root; name it with --private")
    if out.resolve().is_relative_to(places.root.resolve()):
        raise Refusal(f"{str(out)!r} lies in the public root; a hold letter is private, name a place elsewhere")
    places.refuse_unreadable()
    write_file(out, hold_letter(places.loaded.register, named_record(places, "holds", name)))
    return 0


@click.command("certificate")
@click.argument("name", metavar="DISPOSITION")
@click.option("--out", type=FOLDER, required=True, metavar="FILE", help="The certificate, as PDF.")
@click.pass_obj
def print_certificate(places: Any, name: str, out: Path) -> int:
    """Set the certificate of a disposition in type."""
    from records_portal.documents import certificate

    places.refuse_unreadable()
    write_file(out, certificate(places.loaded.register, named_record(places, "dispositions", name)))
    return 0


def named_record(places: Any, kind: str, name: str) -> Record:
    """A record of the register, or the reason why there is none."""
    from records_portal.register.kinds import KINDS

    register = places.loaded.register
    found: Record | None = register.get(kind, name)
    if found is None:
        guess = difflib.get_close_matches(name, register.of(kind), 1)
        right = f"did you mean {guess[0]!r}?" if guess else f"{KINDS[kind].path_of('ID')} has none of that name"
        raise Refusal(f"{kind} {name!r} is not in the register; {right}")
    return found


def write_file(path: Path, data: bytes) -> None:
    """Write a file for people where they asked for it, and say where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    click.echo(str(path))
