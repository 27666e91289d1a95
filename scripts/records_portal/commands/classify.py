"""`records classify`: a person's decision on the class of items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal

if TYPE_CHECKING:
    pass
from .output import tell
from .places import Places


@click.command()
@click.argument("site")
@click.argument("capture")
@click.argument("items", metavar="ITEM...", nargs=-1, required=True)
@click.option("--class", "content_class", required=True, metavar="CLASS", help="The class, such as routine.")
@click.option("--by", required=True, metavar="PERSON", help="Who decided: the id of a person in the register.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in one line; it is published with the capture.")
@click.pass_obj
def classify(
    places: Places, site: str, capture: str, items: tuple[str, ...], content_class: str, by: str, reason: str
) -> int:
    """Record a person's decision on the class of items of a capture."""
    from records_portal.captures.classification import Decision, append_decision

    register = places.loaded.register
    record = register.get("captures", f"{site}/{capture}")
    if record is None:
        raise Refusal(f"no capture {capture!r} of {site!r} in the register; name it as its folder is named")
    person = register.get("people", by)
    if person is None or (person.private and not record.private):
        raise Refusal(f"--by {by!r} is not in registry/people/; name a registered person")
    root = places.root_of(record)
    decision = Decision(site, capture, items, content_class, by, places.today(), reason)
    written = append_decision(root, places.store, decision)
    if written:
        click.echo(f"{decision.folder}/classes.csv: {', '.join(written)} {content_class}")
    else:
        tell("nothing was written: the same was decided already")
    return 0
