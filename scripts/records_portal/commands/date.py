"""`records date`: the day that a person gives an item by evidence."""

from __future__ import annotations

import datetime

import click

from records_portal.register.findings import Refusal

from .options import Date
from .output import tell
from .places import Places, every_item


@click.command("date")
@click.argument("site")
@click.argument("capture")
@click.argument("items", metavar="ITEM...", nargs=-1, required=True)
@click.option("--day", required=True, type=Date(), metavar="DATE", help="The latest day that the evidence allows.")
@click.option("--by", required=True, metavar="PERSON", help="Who decided: the id of a person in the register.")
@click.option("--evidence", required=True, metavar="TEXT", help="What shows the day, and where it is kept; one line.")
@click.pass_obj
def date_items(
    places: Places, site: str, capture: str, items: tuple[str, ...], day: datetime.date, by: str, evidence: str
) -> int:
    """Record a person's decision on the day of items of a capture, so that their period can be counted."""
    from records_portal.captures.dating import DATES, DatingDecision, append_dating
    from records_portal.disposal.preconditions.people import check_person

    places.refuse_unreadable()
    register = places.loaded.register
    record = register.get("captures", f"{site}/{capture}")
    if record is None:
        raise Refusal(f"no capture {capture!r} of {site!r} in the register; name it as its folder is named")
    person = check_person(register, by, "--by", places.today())
    decision = DatingDecision(site, capture, items, day, person.id, places.today(), evidence)
    written = append_dating(places.root_of(record), every_item(places), decision)
    if not written:
        tell("nothing was written: the same was decided already")
        return 0
    click.echo(f"{decision.folder}/{DATES}: {', '.join(written)} {day}")
    tell("it counts for a disposition once somebody signed the file: `records approve BASE..HEAD --act date`")
    return 0
