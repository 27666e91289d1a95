"""`records explain`: the chain behind one item, each step with file, line and commit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import one_line

if TYPE_CHECKING:
    from records_portal.disposal.explanation import ExplainedItem, ExplanationStep
from .options import AS_OF, FORMAT
from .output import tell
from .places import Places, every_item

AT = click.option("--at", "commit", default="", metavar="COMMIT", help="The records as they were at a commit.")


@click.command()
@click.argument("site")
@click.argument("item")
@click.option("--version", type=click.IntRange(1), default=None, metavar="N", help="Which version; default: the last.")
@AS_OF
@AT
@FORMAT
@click.pass_obj
def explain(
    places: Places, site: str, item: str, version: int | None, as_of: date | None, commit: str, form: str
) -> int:
    """Say why an ITEM of a SITE may be disposed of or not: every step with file, line and commit."""
    from records_portal.disposal.explanation import Records, case_of, explanation

    places = replace(places, commit=commit)
    places.refuse_unreadable()
    records = Records(places.loaded.register, every_item(places), places.trees)
    case = case_of(records, as_of or places.today(), site, item, version or 0)
    steps = _with_commits(places, explanation(case))
    if form == "json":
        click.echo(json.dumps([step.as_mapping() for step in steps], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{line}\n" for line in _chain(case, steps)), nl=False)
    return 0


def _with_commits(places: Places, steps: Iterable[ExplanationStep]) -> list[ExplanationStep]:
    """The steps, each with the last commit that changed its file."""
    from records_portal.history.earlier_roots import private_commit_at
    from records_portal.history.provenance import last_commits

    listed = list(steps)
    private = {step.path for step in listed if step.private and step.path}
    public = {step.path for step in listed if step.path} - private
    commits = last_commits(places.root, public, places.commit)
    for folder in places.private:
        own = {path: path.removeprefix(f"{folder}/") for path in private if path.startswith(f"{folder}/")}
        at = private_commit_at(folder, places.root, places.commit) if places.commit else ""
        found = last_commits(folder, own.values(), at)
        commits |= {path: found[below] for path, below in own.items()}
    if not any(commits.values()):
        tell("no commits are named: not in git, or its history is shallow; git fetch --unshallow fetches the rest")
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
