"""`records classify`: a person's decision on the class of items, one by one or many at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from records_portal.register.findings import Refusal

from .options import AS_OF
from .output import tell
from .places import Places


@click.command()
@click.argument("site")
@click.argument("capture", required=False)
@click.argument("items", metavar="ITEM...", nargs=-1)
@click.option("--class", "content_class", metavar="CLASS", help="The class, such as routine.")
@click.option("--by", metavar="PERSON", help="Who decided: the id of a person in the register.")
@click.option("--reason", metavar="TEXT", help="Why, in one line; it is published with the capture.")
@click.option("--by-rule", is_flag=True, help="What today's rules would class of what is there; written with --by.")
@click.option("--queue", type=click.Path(path_type=Path), metavar="FILE", help="Write the unclassified to a new CSV.")
@click.option(
    "--from", "filled", type=click.Path(path_type=Path), metavar="FILE", help="Decide as a filled-in queue says."
)
@AS_OF
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def classify(
    places: Places,
    site: str,
    capture: str | None,
    items: tuple[str, ...],
    content_class: str | None,
    by: str | None,
    reason: str | None,
    by_rule: bool,
    queue: Path | None,
    filled: Path | None,
    as_of: date | None,
    form: str,
) -> int:
    """Record a person's decision on the class of items of a capture, or of many items of a site at once.

    --by-rule and --from show what would move earlier or later, and write nothing until --by and --reason are named.
    """
    from .classify_many import Deciding, classify_by_rule, classify_from_sheet, write_queue

    if sum((by_rule, queue is not None, filled is not None, capture is not None)) != 1:
        raise Refusal("name a capture and items of it, or one of --by-rule, --queue FILE and --from FILE")
    if capture is not None:
        return _classify_items(places, site, capture, items, content_class, by, reason)
    if (by is None) != (reason is None):
        raise Refusal("--by and --reason belong together: who decides, and why in one line")
    if content_class and filled is None:
        raise Refusal("--class belongs to items that are named, or to the ticked rows of --from FILE")
    deciding = Deciding(site, by or "", reason or "", as_of or places.today(), form)
    if queue is not None:
        return write_queue(places, deciding, queue)
    if filled is not None:
        return classify_from_sheet(places, deciding, filled, content_class or "")
    return classify_by_rule(places, deciding)


def _classify_items(
    places: Places,
    site: str,
    capture: str,
    items: tuple[str, ...],
    content_class: str | None,
    by: str | None,
    reason: str | None,
) -> int:
    """Items that are named one by one."""
    from records_portal.captures.classification import Decision, append_decision

    if not (items and content_class and by and reason):
        raise Refusal("name items of the capture, with --class CLASS, --by PERSON and --reason TEXT")
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
