"""`records protection`: whether the branch that counts is protected as it is to be."""

from __future__ import annotations

import json
from pathlib import Path

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER
from .output import tell
from .places import Places

MOST_BYTES = 5_000_000


@click.command()
@click.argument("exports", metavar="FILE...", nargs=-1, required=True, type=FOLDER)
@click.option("--branch", default="main", show_default=True, help="The branch that counts.")
@click.pass_obj
def protection(places: Places, exports: tuple[Path, ...], branch: str) -> int:
    """Hold an export of the forge's branch protection against what is wanted; exit 1 where it is laxer.

    FILE is the JSON of the forge's interface, or the folder of a bare repository. `records init` wrote what is wanted
    beside the workflows, as branch-protection.json.
    """
    from records_portal.history.new_repository import PROTECTED, bare_settings
    from records_portal.starting.protection import lax_bare, laxities

    found = 0
    for export in exports:
        try:
            lacking = list(
                lax_bare(bare_settings(export), PROTECTED) if export.is_dir() else laxities(_read(export), branch)
            )
        except Refusal as refusal:
            raise Refusal(f"{str(export)!r}: {refusal}") from refusal
        for each in lacking:
            click.echo(one_line(f"{export}: {each}"))
        found += len(lacking)
    if not found:
        tell(f"{branch!r} is protected as it is to be, as far as these settings say")
    return int(found > 0)


def _read(export: Path) -> object:
    """What an export says; nothing of it is believed but its values."""
    try:
        if export.stat().st_size > MOST_BYTES:
            raise Refusal("more than 5 MB; an export of settings is smaller")
        value: object = json.loads(export.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise Refusal("it cannot be read as JSON; export it from the forge's interface") from error
    return value
