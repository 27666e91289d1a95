"""`records show`: what a record said on an earlier day."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import FORMAT, Date

if TYPE_CHECKING:
    from records_portal.identity.earlier_records import EarlierRecord
from .places import Places


@click.command()
@click.argument("name", metavar="KIND/ID")
@click.option("--as-of", type=Date(), metavar="DATE", help="As it stood at the end of that day; default: today.")
@FORMAT
@click.pass_obj
def show(places: Places, name: str, as_of: date | None, form: str) -> int:
    """Show a record as it stood on a day, its status then, and who had changed it until then.

    KIND/ID names it, such as schedules/local; a site is named by its id alone.
    """
    from records_portal.identity.earlier_records import earlier_record, render_earlier

    today = places.today()
    if as_of and as_of > today:
        raise Refusal(f"{as_of} has not come yet; today is {today}")
    register = places.loaded.register
    record = register.get(*named(name))
    root = places.root_of(record) if record else places.root  # what is private has its history in its own root
    found = earlier_record(root, register, named(name), as_of or today, places.cache)
    if form == "json":
        click.echo(json.dumps(_mapping(found), indent=2, ensure_ascii=False, default=str))
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in render_earlier(found)), nl=False)
    return 0


def named(name: str) -> tuple[str, str]:
    """The kind and the id that a name stands for."""
    from records_portal.register.kinds import KINDS

    kind, slash, record_id = name.partition("/")
    if not slash:
        return ("portal", "portal") if name == "portal" else ("sites", name)
    if kind not in KINDS:
        guess = difflib.get_close_matches(kind, KINDS, 1)
        right = f"did you mean {guess[0]!r}?" if guess else f"one of {', '.join(KINDS)}"
        raise Refusal(f"kind {kind!r} is not known; {right}")
    return kind, record_id


def _mapping(found: EarlierRecord) -> dict[str, object]:
    return asdict(found) | {"value": dict(found.value)}
