"""`records impact`: what becomes due earlier or later by a change, or by another version of a schedule."""

from __future__ import annotations

import difflib
import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

if TYPE_CHECKING:
    from records_portal.retention.drift import Drift
    from records_portal.retention.impact import Impact
from .options import AS_OF
from .output import tell
from .places import Places, every_item


@click.command()
@click.argument("revisions", metavar="[BASE..HEAD]", required=False)
@AS_OF
@click.option(
    "--drift",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[SCHEDULE]",
    help="Compare versions of a schedule, or of all, instead of commits.",
)
@click.option("--holds", is_flag=True, help="The commits are of the private root: say what its holds would let go.")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.pass_obj
def impact(places: Places, revisions: str | None, as_of: date | None, drift: str | None, holds: bool, form: str) -> int:
    """Say what becomes due earlier, later or today by a change of the records, or by another version of a schedule.

    BASE..HEAD names two commits; BASE alone is compared with the files as they lie there.
    """
    if (revisions is None) == (drift is None):
        raise Refusal("name two commits as BASE..HEAD, or ask for --drift; one of the two")
    if holds:
        return _print_freed(places, revisions or "", as_of, form)
    if revisions is None:
        return _print_drift(places, as_of, drift or "", form)
    _print_impact(_impact_of(places, revisions, as_of), revisions, form)
    if not places.private:
        tell("without --private no hold is seen")
    return 0


def _print_freed(places: Places, revisions: str, as_of: date | None, form: str) -> int:
    """What a change of the private root would let go from its holds."""
    from records_portal.history.repository import Repository
    from records_portal.proposals.hold_changes import PrivateChange, freed_by_change

    private = places.private_root("a change of holds")
    base, dots, head = revisions.partition("..")
    if not (base and dots and head) or head.startswith("."):
        raise Refusal(f"{revisions!r} does not name two commits of the private root; write BASE..HEAD")
    repository = Repository(private)
    change = PrivateChange(
        places.root, places.public_tree, private, repository.resolved(base), repository.resolved(head)
    )
    found = freed_by_change(change, every_item(places), as_of or places.today())
    if form == "json":
        click.echo(json.dumps(found.as_mapping(), indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in found.lines()), nl=False)
    return 0


def _impact_of(places: Places, revisions: str, as_of: date | None) -> Impact:
    from records_portal.retention.impact import compare_registers

    base, dots, head = revisions.partition("..")
    if not base or head.startswith(".") or (dots and not head):
        raise Refusal(f"{revisions!r} does not name two commits; write BASE..HEAD, or BASE alone")
    before, after = replace(places, commit=base), replace(places, commit=head)
    for each in (before, after):
        each.refuse_unreadable()
    day = as_of or after.today()
    items = every_item(before), every_item(after)
    return compare_registers(before.loaded.register, after.loaded.register, *items, day)


def _print_impact(found: Impact, title: str, form: str) -> None:
    from records_portal.retention.impact import render_impact

    if form == "json":
        click.echo(json.dumps(found.as_mapping(), indent=2, ensure_ascii=False))
    elif form == "markdown":
        click.echo(render_impact(found, f"What becomes due by {title}"), nl=False)
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in found.lines()), nl=False)


def _print_drift(places: Places, as_of: date | None, schedule: str, form: str) -> int:
    from records_portal.retention.drift import schedule_drift

    places.refuse_unreadable()
    register = places.loaded.register
    if schedule and not register.get("schedules", schedule):
        guess = difflib.get_close_matches(schedule, register.of("schedules"), 1)
        right = f"did you mean {guess[0]!r}?" if guess else "name a file of schedules/"
        raise Refusal(f"schedule {schedule!r} is not in schedules/; {right}")
    drifts = list(schedule_drift(register, every_item(places), as_of or places.today(), schedule))
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in drifts], indent=2, ensure_ascii=False))
    else:
        for each in drifts:
            _print_one_drift(each, form)
    if not drifts:
        tell("no schedule has two versions to compare")
    return 0


def _print_one_drift(drift: Drift, form: str) -> None:
    if form == "text":
        click.echo(one_line(drift.title))
    _print_impact(drift.impact, drift.title, form)
