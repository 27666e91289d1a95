"""`records staff`: who can get in, what somebody who leaves hands over, who has to be trained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import AS_OF, Date
from .output import tell
from .places import Places, named_record

if TYPE_CHECKING:
    from records_portal.duties.context import DutyContext

FORM = click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
AGENCY = click.option("--agency", default="", metavar="AGENCY", help="Of an agency and those below it.")


@click.group()
def staff() -> None:
    """Who can get in, what somebody who leaves hands over, and who has to be trained. All of it is private."""


@staff.command("access")
@click.option("--site", default="", metavar="SITE", help="Of one site.")
@AGENCY
@AS_OF
@FORM
@click.pass_obj
def list_access(places: Places, site: str, agency: str, as_of: date | None, form: str) -> int:
    """List who can get in to each site, since when, how, why, when the credentials last changed, and who acted.

    Whoever acted without a recorded access is listed too. A note says what is not as it should be.
    """
    from records_portal.duties.staff_lists import ACCESS_COLUMNS, access_rows

    context = _context(places, as_of)
    _refuse_unknown(places, "sites", site)
    _refuse_unknown(places, "agencies", agency)
    rows = list(access_rows(context, site=site, agency=agency))
    _print(ACCESS_COLUMNS, rows, form)
    tell(f"{len(rows):,} {'line' if len(rows) == 1 else 'lines'}, {sum(bool(row[-1]) for row in rows):,} with a note")
    return 0


@staff.command("leaver")
@click.argument("person")
@click.option("--on", "last", type=Date(), metavar="DATE", help="The last day, where it is not recorded yet.")
@AS_OF
@FORM
@click.pass_obj
def sheet_of_leaver(places: Places, person: str, last: date | None, as_of: date | None, form: str) -> int:
    """Write the sheet of a PERSON who leaves: what to hand over, end or change before the last day, and by whom."""
    from records_portal.duties.staff_lists import LEAVER_COLUMNS, leaver_sheet
    from records_portal.register.staff import FOR_EVER, leaves_on

    context = _context(places, as_of)
    _refuse_unknown(places, "people", person)
    recorded = leaves_on(places.loaded.register, person)
    if last and recorded < FOR_EVER and recorded != last.isoformat():
        raise Refusal(f"{person!r} leaves on {recorded} as recorded; leave out --on, or record another day")
    last_on = last.isoformat() if last else recorded
    if last_on == FOR_EVER:
        raise Refusal(f"no last day of {person!r} is recorded; say --on DATE, or `records new leaving {person}`")
    rows = [each.as_row() for each in leaver_sheet(context, person, last_on)]
    _print(LEAVER_COLUMNS, rows, form)
    tell(f"{person} leaves on {last_on}: {sum(not row[5] for row in rows):,} of {len(rows):,} still to do")
    if recorded == FOR_EVER:
        tell(f"the last day is not recorded; `records new leaving {person}` makes tasks of it")
    return 0


@staff.command("training")
@AGENCY
@AS_OF
@FORM
@click.pass_obj
def list_training(places: Places, agency: str, as_of: date | None, form: str) -> int:
    """List who is to be trained, since when and why, the last course, until when it counts, the acknowledgement."""
    from records_portal.duties.staff_lists import TRAINING_COLUMNS, training_rows

    context = _context(places, as_of)
    _refuse_unknown(places, "agencies", agency)
    rows = list(training_rows(context, agency=agency))
    _print(TRAINING_COLUMNS, rows, form)
    tell(f"{len(rows):,} {'person' if len(rows) == 1 else 'people'}, {sum(row[-1] == 'late' for row in rows):,} late")
    return 0


def _context(places: Places, as_of: date | None) -> DutyContext:
    """What is known of both roots; without a private one nothing of this is known, and nothing is told."""
    from records_portal.duties.context import duty_context

    if not places.private:
        raise Refusal("who gets in, leaves and is trained stands in the private root; name it with --private DIR")
    places.refuse_unreadable()
    return duty_context(places.loaded.register, as_of or places.today(), reads_private=True)


def _refuse_unknown(places: Places, kind: str, name: str) -> None:
    if name:
        named_record(places, kind, name, places.loaded.register.get(kind, name))


def _print(columns: Sequence[str], rows: Sequence[Sequence[str]], form: str) -> None:
    from records_portal.values.csv_text import csv_text

    if form == "json":
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif form == "csv":
        click.echo(csv_text(columns, rows), nl=False)
    else:
        for row in rows:
            said = [f"{name} {cell}" for name, cell in zip(columns[1:], row[1:], strict=True) if cell]
            click.echo(one_line(f"{row[0]}: {'; '.join(said)}"))
