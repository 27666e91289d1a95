"""The commands that say what changed: between two commits in words, and what a record said on an earlier day."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from records_portal.register.findings import Finding, Refusal, as_rows, in_order, one_line

from .options import Date

if TYPE_CHECKING:
    from records_portal.identity.earlier_records import EarlierRecord
    from records_portal.proposals.difference import Difference, RecordsState
    from records_portal.retention.impact import Impact

WORKING_TREE = "the files as they lie there"


@click.command()
@click.argument("revisions", metavar="BASE..HEAD")
@click.option("--as-of", type=Date(), metavar="DATE", help="The date that counts as today.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.pass_obj
def diff(places: Any, revisions: str, as_of: date | None, form: str) -> int:
    """Say in words what a change does: whose approval it needs, what it lacks, what becomes due earlier.

    BASE..HEAD names two commits, BASE...HEAD the one where they parted and HEAD; BASE alone is compared with the files
    as they lie there.
    """
    from records_portal.proposals.difference_report import as_mapping, render_comment, render_text

    found = _difference(places, revisions, as_of)
    if form == "json":
        click.echo(json.dumps(as_mapping(found), indent=2, ensure_ascii=False, default=str))
    elif form == "markdown":
        click.echo(render_comment(found), nl=False)
    else:
        click.echo(render_text(found), nl=False)
    if places.private is None:
        _tell("without --private no hold is seen")
    return int(bool(found.errors))


def _difference(places: Any, revisions: str, as_of: date | None) -> Difference:
    from records_portal.files.uncollected import uncollected
    from records_portal.portal.building.side_by_side import both
    from records_portal.proposals.difference import difference_of, differing_files

    base, head = _commits(places, revisions)
    before, after = replace(places, commit=base), replace(places, commit=head)
    day = as_of or after.today()
    paths = differing_files(before.public_tree, after.public_tree)
    with uncollected():
        size = sum(len(kind) for each in (before, after) for kind in each.loaded.register.records.values())
        now, then = both(lambda: _findings(after, paths, day), lambda: as_rows(_findings(before, paths, day)), size)
        sides = (
            _side(before, base[:12], (Finding(*row) for row in then)),
            _side(after, head[:12] or WORKING_TREE, in_order(now)),
        )
        return difference_of(*sides, paths, day.isoformat(), _impact(before, after, day))


def _commits(places: Any, revisions: str) -> tuple[str, str]:
    """The two commits that are meant; the second is empty where the files as they lie there are."""
    from records_portal.history.repository import Repository

    base, dots, head = revisions.partition("..")
    apart, head = head.startswith("."), head.removeprefix(".")
    if not base or (dots and not head):
        raise Refusal(f"{revisions!r} does not name two commits; write BASE..HEAD, or BASE alone")
    repository = Repository(places.root)
    if apart:
        return repository.merge_base(base, head), repository.resolved(head)
    return repository.resolved(base), repository.resolved(head) if head else ""


def _findings(places: Any, paths: Iterable[str], day: date) -> set[Finding]:
    from records_portal.checks import check_register
    from records_portal.proposals.difference import placed_roughly

    trees = [(places.public_tree, False), *([(places.private_tree, True)] if places.private_tree else [])]
    return {*places.loaded.findings, *check_register(placed_roughly(places.loaded.register, paths), trees, day)}


def _side(places: Any, label: str, findings: Iterable[Finding]) -> RecordsState:
    from records_portal.proposals.difference import RecordsState

    return RecordsState(label, places.public_tree, places.loaded.register, tuple(findings))


def _impact(before: Any, after: Any, day: date) -> Impact | None:
    """What becomes due earlier or later; nothing where a side cannot be read."""
    from records_portal.retention.impact import compare_registers

    try:
        for each in (before, after):
            each.refuse_unreadable()
        items = before.items_and_residue, after.items_and_residue
    except Refusal:
        return None
    return compare_registers(before.loaded.register, after.loaded.register, *items, day)


@click.command()
@click.argument("name", metavar="KIND/ID")
@click.option("--as-of", type=Date(), metavar="DATE", help="As it stood at the end of that day; default: today.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def show(places: Any, name: str, as_of: date | None, form: str) -> int:
    """Show a record as it stood on a day, its status then, and who had changed it until then.

    KIND/ID names it, such as schedules/local; a site is named by its id alone.
    """
    from records_portal.identity.earlier_records import earlier_record, render_earlier

    today = places.today()
    if as_of and as_of > today:
        raise Refusal(f"{as_of} has not come yet; today is {today}")
    found = earlier_record(places.root, places.loaded.register, _named(name), as_of or today, places.cache)
    if form == "json":
        click.echo(json.dumps(_mapping(found), indent=2, ensure_ascii=False, default=str))
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in render_earlier(found)), nl=False)
    return 0


def _named(name: str) -> tuple[str, str]:
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


def _mapping(found: EarlierRecord) -> dict[str, Any]:
    return asdict(found) | {"value": dict(found.value)}


def _tell(message: str) -> None:
    click.echo(one_line(message), err=True)
