"""`records diff`: what a change does, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Finding, Refusal, in_order

from .options import Date

if TYPE_CHECKING:
    from records_portal.proposals.difference import Difference, RecordsState
    from records_portal.retention.impact import Impact
from .output import tell
from .places import Places

WORKING_TREE = "the files as they lie there"


@click.command()
@click.argument("revisions", metavar="BASE..HEAD")
@click.option("--as-of", type=Date(), metavar="DATE", help="The date that counts as today.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.pass_obj
def diff(places: Places, revisions: str, as_of: date | None, form: str) -> int:
    """Say in words what a change does: whose approval it needs, what it lacks, what becomes due earlier.

    BASE..HEAD names two commits, BASE...HEAD the one where they parted and HEAD; BASE alone is compared with the files
    as they lie there.
    """
    from records_portal.proposals.difference_report import as_mapping, render_comment, render_text

    found = difference(places, revisions, as_of)
    if form == "json":
        click.echo(json.dumps(as_mapping(found), indent=2, ensure_ascii=False, default=str))
    elif form == "markdown":
        click.echo(render_comment(found), nl=False)
    else:
        click.echo(render_text(found), nl=False)
    if not places.private:
        tell("without --private no hold is seen")
    return int(bool(found.errors))


def difference(places: Places, revisions: str, as_of: date | None) -> Difference:
    """What a change does, by two commits as BASE..HEAD or BASE...HEAD, or one and the files as they lie there."""
    from records_portal.files.uncollected import uncollected
    from records_portal.proposals.difference import difference_of, differing_files

    base, head = _commits(places, revisions)
    before, after = replace(places, commit=base), replace(places, commit=head)
    day = as_of or after.today()
    paths = differing_files(before.public_tree, after.public_tree)
    with uncollected():
        sides = (
            _side(before, base[:12], in_order(_findings(before, paths, day))),
            _side(after, head[:12] or WORKING_TREE, in_order(_findings(after, paths, day))),
        )
        return difference_of(*sides, paths, day.isoformat(), _impact(before, after, day))


def _commits(places: Places, revisions: str) -> tuple[str, str]:
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


def _findings(places: Places, paths: Iterable[str], day: date) -> set[Finding]:
    from records_portal.checks import check_register
    from records_portal.proposals.difference import placed_roughly

    return {*places.loaded.findings, *check_register(placed_roughly(places.loaded.register, paths), places.trees, day)}


def _side(places: Places, label: str, findings: Iterable[Finding]) -> RecordsState:
    from records_portal.proposals.difference import RecordsState

    return RecordsState(label, places.public_tree, places.loaded.register, tuple(findings))


def _impact(before: Places, after: Places, day: date) -> Impact | None:
    """What becomes due earlier or later; nothing where a side cannot be read."""
    from records_portal.retention.impact import compare_registers

    try:
        for each in (before, after):
            each.refuse_unreadable()
        items = before.items_and_residue, after.items_and_residue
    except Refusal:
        return None
    return compare_registers(before.loaded.register, after.loaded.register, *items, day)
