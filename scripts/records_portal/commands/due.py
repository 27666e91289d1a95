"""`records due`: every item with its dates and its status, or their counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal
from records_portal.wording.words import count

from .options import AS_OF
from .output import tell
from .places import Places

if TYPE_CHECKING:
    import pandas as pd

    from records_portal.disposal.preconditions.kept_lines import LostLine
    from records_portal.register.model import Register

MOST_TOLD = 3


@click.command()
@AS_OF
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--site", metavar="SITE", help="Only this site.")
@click.option("--status", metavar="STATUS", help="Only this status.")
@click.option("--summary", is_flag=True, help="Count by series and status instead of listing items.")
@click.option("--at", "commit", default="", metavar="COMMIT", help="The records as they were at a commit.")
@click.pass_obj
def due(
    places: Places, as_of: date | None, form: str, site: str | None, status: str | None, summary: bool, commit: str
) -> int:
    """List every item with its retention dates and its status."""
    from records_portal.portal.downloads.tables import due_summary, render_csv, render_table
    from records_portal.retention.statuses import DUE_COLUMNS, STATUSES

    places = replace(places, commit=commit)
    places.refuse_unreadable()
    register, day = places.loaded.register, as_of or places.today()
    if site is not None and not register.get("sites", site):
        raise Refusal(f"site {site!r} is not in the register")
    if status is not None and status not in STATUSES:
        raise Refusal(f"status {status!r} is not known; one of {', '.join(STATUSES)}")
    if not commit:
        tell_lost_lines(places)
    table = _due_counts(places, day) if summary else _due_items(places, day)
    if places.private and not summary:
        _tell_frozen(register, table, day)
    for column, wanted in (("site", site), ("status", status)):
        if wanted is not None:
            held = wanted == "held" and "holds" in table  # what came back and is held is told as both
            table = table.loc[(table[column] == wanted) | (table["holds"] != "" if held else False)]
    total = int(table["items"].sum()) if summary else len(table)
    table = due_summary(table) if summary else table[DUE_COLUMNS]
    if form == "json":
        click.echo(table.to_json(orient="records", indent=2, force_ascii=False).replace("\\/", "/"))
    elif form == "csv":
        click.echo(render_csv(table), nl=False)
    else:
        click.echo(render_table(table))
    if not summary:
        _tell_gone(places, table)
    unseen = "; without --private no hold is seen, so clearance may be pending" if not places.private else ""
    tell(f"as of {day}: {count(total, 'item or residue part', 'items and residue parts')}{unseen}")
    return 0


def tell_lost_lines(places: Places) -> None:
    """Which decisions were taken out of the files beside captures: what they were about seems free, and stays."""
    from records_portal.disposal.preconditions.kept_lines import lost_lines
    from records_portal.disposal.site_roots import captures_in
    from records_portal.history.repository import Repository

    try:
        repositories = [Repository(each) for each in places.folders]
    except Refusal:  # no history knows of a line
        return
    if not all(each.has_commit() for each in repositories):
        return
    lost: list[LostLine] = []
    for tree, private in places.trees:
        captures = captures_in(places.loaded.register, private=private, origin=tree.label if private else "")
        lost += lost_lines(tree, repositories, captures)
    named: dict[tuple[str, tuple[str, ...]], str] = {}  # by the line: several commits can have had it
    for each in lost:
        if _is_listed(places, each):
            named.setdefault((each.path, each.row), each.told)
    told = list(named.values())
    for words in told[:MOST_TOLD]:
        tell(f"{words}; `records dispose` refuses what it was about until the line is back")
    if len(told) > MOST_TOLD:
        tell(f"more lines of decisions that were lost: {len(told) - MOST_TOLD:,}")


def _is_listed(places: Places, lost: LostLine) -> bool:
    """Whether what a lost line was about can seem free; an item that no capture has is in no list."""
    site, name = lost.about
    items = places.items
    is_large = any(lost.path.startswith(f"captures/{each.site}/{each.capture}/") for each in places.large)
    return is_large or not lost.is_about_an_item or bool(((items["site"] == site) & (items["id"] == name)).any())


def _due_items(places: Places, day: date) -> pd.DataFrame:
    """Each item; of a capture too large for git those that the store lists."""
    import pandas as pd

    from records_portal.captures.indexes.large_captures import large_capture_items
    from records_portal.retention.due_list import due_dispositions

    _tell_of_large(places, "its items are not listed; --summary counts them")
    items = pd.concat([places.items_and_residue, large_capture_items(places.large)], ignore_index=True)
    return due_dispositions(places.loaded.register, items, day)


def _tell_frozen(register: Register, table: pd.DataFrame, day: date) -> None:
    """How many items that are authorized stay all the same, in an export as received that holds something held."""
    from records_portal.retention.holds import holds_in_force

    freezing = {hold.id for hold in holds_in_force(register, day.isoformat()) if not hold.items_only}
    held = table[table["holds"] != ""]
    names = held["holds"].map(lambda said: bool(freezing.intersection(said.split())))
    exports = set(zip(held["site"][names], held["capture"][names], strict=True))
    authorized = table[table["status"] == "authorized"]
    frozen = sum(each in exports for each in zip(authorized["site"], authorized["capture"], strict=True))
    if frozen:
        tell(
            f"{frozen:,} authorized items came in an export with something held: as long as the store keeps that "
            "export, they stay until the hold is released, or counsel confirms that its items are enough"
        )


def _tell_gone(places: Places, table: pd.DataFrame) -> None:
    """How many of the items the platform has no more, by the last capture that should hold them."""
    from records_portal.captures.comparison import gone_items

    gone = gone_items(places.loaded.register, places.trees)
    named = sorted(set(zip(table["site"], table["item"], strict=True)) & gone.keys()) if gone else []
    if named:
        first = ", ".join(f"{site} {item}" for site, item in named[:3])
        more = f" and {len(named) - 3:,} more" if len(named) > 3 else ""
        tell(f"{len(named):,} of them are gone from the platform ({first}{more}); `records explain` says since when")


def _tell_of_large(places: Places, what: str) -> None:
    for each in places.large:
        if each.index is None:
            tell(f"{each.site}/{each.capture}: the store {str(places.store)!r} has no index of it, so {what}")


def _due_counts(places: Places, day: date) -> pd.DataFrame:
    """Counts by site, series, month and status, without a list of every item in memory."""
    from itertools import chain

    from records_portal.captures.indexes.large_captures import partitions
    from records_portal.retention.due_list import lists_of
    from records_portal.retention.due_partitions import counted
    from records_portal.retention.statuses import Retention

    _tell_of_large(places, "its items are counted as of the last day of their month")
    retention = Retention(places.loaded.register, day)
    retention.lists = lists_of(retention, chain([places.items_and_residue], partitions(places.large)))
    return counted(retention, chain([places.items_and_residue], partitions(places.large)))
