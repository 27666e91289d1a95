"""The commands that explain what is due: the chain behind one item, and what a change does to all of them."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from records_portal.register.findings import Refusal, one_line

from .options import Date

if TYPE_CHECKING:
    import pandas as pd

    from records_portal.disposal.explanation import ExplainedItem, ExplanationStep
    from records_portal.retention.drift import Drift
    from records_portal.retention.impact import Impact


AS_OF = click.option("--as-of", type=Date(), metavar="DATE", help="The date that counts as today.")
AT = click.option("--at", "commit", default="", metavar="COMMIT", help="The records as they were at a commit.")


@click.command()
@click.argument("site")
@click.argument("item")
@click.option("--version", type=click.IntRange(1), default=None, metavar="N", help="Which version; default: the last.")
@AS_OF
@AT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def explain(places: Any, site: str, item: str, version: int | None, as_of: date | None, commit: str, form: str) -> int:
    """Say why an ITEM of a SITE may be disposed of or not: every step with file, line and commit."""
    from records_portal.disposal.explanation import Records, case_of, explanation

    places = replace(places, commit=commit)
    places.refuse_unreadable()
    records = Records(places.loaded.register, _every_item(places), places.trees)
    case = case_of(records, as_of or places.today(), site, item, version or 0)
    steps = _with_commits(places, explanation(case))
    if form == "json":
        click.echo(json.dumps([step.as_mapping() for step in steps], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{line}\n" for line in _chain(case, steps)), nl=False)
    return 0


def _every_item(places: Any) -> pd.DataFrame:
    """Every item and residue part; of a capture too large for git those that the store lists."""
    import pandas as pd

    from records_portal.captures.large_captures import large_capture_items

    for each in places.large:
        if each.index is None:
            name, store = f"{each.site}/{each.capture}", str(places.store)
            _tell(f"{name}: its items are left out, for the store {store!r} has no index of it; name it with --store")
    whole = large_capture_items(places.large)
    listed: pd.DataFrame = places.items_and_residue
    return pd.concat([listed, whole], ignore_index=True) if len(whole) else listed


def _with_commits(places: Any, steps: Iterable[ExplanationStep]) -> list[ExplanationStep]:
    """The steps, each with the last commit that changed its file."""
    from records_portal.history.earlier_roots import private_commit_at
    from records_portal.history.provenance import last_commits

    listed = list(steps)
    label = f"{places.private}/" if places.private else ""
    private = {step.path: step.path.removeprefix(label) for step in listed if step.private and step.path}
    public = {step.path for step in listed if step.path} - private.keys()
    commits = last_commits(places.root, public, places.commit)
    if places.private:
        at = private_commit_at(places.private, places.root, places.commit) if places.commit else ""
        found = last_commits(places.private, private.values(), at)
        commits |= {path: found[below] for path, below in private.items()}
    if not any(commits.values()):
        _tell("no commits are named: not in git, or its history is shallow; git fetch --unshallow fetches the rest")
    return [replace(step, commit=commits.get(step.path, "")) for step in listed]


def _chain(case: ExplainedItem, steps: Sequence[ExplanationStep]) -> Iterable[str]:
    """The steps for a terminal: what each says, and below it where that stands."""
    item = case.item
    yield one_line(f"{item.site} {item.id}, version {item.version}: {case.judgement.status}")
    width = max(len(step.step) for step in steps)
    for step in steps:
        yield one_line(f"{step.step:<{width}}  {step.says}")
        if step.path:
            place = f"{step.path}:{step.line}" if step.line else step.path
            yield one_line(f"{'':<{width}}  {place} {step.commit[:12]}".rstrip())


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
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@click.pass_obj
def impact(places: Any, revisions: str | None, as_of: date | None, drift: str | None, form: str) -> int:
    """Say what becomes due earlier, later or today by a change of the records, or by another version of a schedule.

    BASE..HEAD names two commits; BASE alone is compared with the files as they lie there.
    """
    if (revisions is None) == (drift is None):
        raise Refusal("name two commits as BASE..HEAD, or ask for --drift; one of the two")
    if revisions is None:
        return _print_drift(places, as_of, drift or "", form)
    _print_impact(_impact_of(places, revisions, as_of), revisions, form)
    if places.private is None:
        _tell("without --private no hold is seen")
    return 0


def _impact_of(places: Any, revisions: str, as_of: date | None) -> Impact:
    from records_portal.retention.impact import compare_registers

    base, dots, head = revisions.partition("..")
    if not base or head.startswith(".") or (dots and not head):
        raise Refusal(f"{revisions!r} does not name two commits; write BASE..HEAD, or BASE alone")
    before, after = replace(places, commit=base), replace(places, commit=head)
    for each in (before, after):
        each.refuse_unreadable()
    day = as_of or after.today()
    items = _every_item(before), _every_item(after)
    return compare_registers(before.loaded.register, after.loaded.register, *items, day)


def _print_impact(found: Impact, title: str, form: str) -> None:
    from records_portal.retention.impact import render_impact

    if form == "json":
        click.echo(json.dumps(found.as_mapping(), indent=2, ensure_ascii=False))
    elif form == "markdown":
        click.echo(render_impact(found, f"What becomes due by {title}"), nl=False)
    else:
        click.echo("".join(f"{one_line(line)}\n" for line in found.lines()), nl=False)


def _print_drift(places: Any, as_of: date | None, schedule: str, form: str) -> int:
    from records_portal.retention.drift import schedule_drift

    places.refuse_unreadable()
    register = places.loaded.register
    if schedule and not register.get("schedules", schedule):
        guess = difflib.get_close_matches(schedule, register.of("schedules"), 1)
        right = f"did you mean {guess[0]!r}?" if guess else "name a file of schedules/"
        raise Refusal(f"schedule {schedule!r} is not in schedules/; {right}")
    drifts = list(schedule_drift(register, _every_item(places), as_of or places.today(), schedule))
    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in drifts], indent=2, ensure_ascii=False))
    else:
        for each in drifts:
            _print_one_drift(each, form)
    if not drifts:
        _tell("no schedule has two versions to compare")
    return 0


def _print_one_drift(drift: Drift, form: str) -> None:
    if form == "text":
        click.echo(one_line(drift.title))
    _print_impact(drift.impact, drift.title, form)


def _tell(message: str) -> None:
    click.echo(one_line(message), err=True)
