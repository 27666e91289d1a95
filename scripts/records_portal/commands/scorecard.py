"""`records scorecard`: the nine responsibilities of each site and the parts of each policy, now and over time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line
from records_portal.wording.words import count

from .options import AS_OF
from .output import tell
from .places import Places, named_record

if TYPE_CHECKING:
    from records_portal.duties.context import DutyContext

COLUMNS = ("kind", "agency", "about", "part", "state", "evidence_on", "age_days", "lacking")
OVER_TIME = ("on", "commit", "kind", "agency", "about", "met", "stale", "missing")
JUDGED = ("met", "stale", "missing")


@click.command()
@click.option("--agency", default="", metavar="AGENCY", help="Of an agency and those below it.")
@click.option(
    "--months", type=click.IntRange(1, 120), metavar="N", help="At the end of each of so many months instead."
)
@AS_OF
@click.option("--format", "form", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.pass_obj
def scorecard(places: Places, agency: str, months: int | None, as_of: date | None, form: str) -> int:
    """Say how the nine responsibilities of each site and the parts of each policy stand: met, stale or missing.

    With --months the history is asked: at the end of each month the register as it then stood, judged as of that day.
    What was entered later does not make an earlier month better. Without --private nothing is said of what is not
    public: holds and requests, and changes of credentials.
    """
    from records_portal.duties.context import duty_context

    if as_of and months:
        raise Refusal("--months ends with the last month that is over; leave out --as-of")
    places.refuse_unreadable()
    register = places.loaded.register
    if agency:
        named_record(places, "agencies", agency, register.get("agencies", agency))
    if months:
        found = list(_over_time(places, agency, months))
        _print(OVER_TIME, found, form)
        known = len({row[0] for row in found})
        if known < months:
            tell(f"{months - known:,} of {count(months, 'month')} without anything to judge: no site ran by then")
        return 0
    context = duty_context(register, as_of or places.today(), reads_private=bool(places.private))
    rows = [row for row in _rows(context) if _is_of(context, row[1], agency)]
    _print(COLUMNS, rows, form)
    counted = Counter(row[4] for row in rows)
    tell(", ".join(f"{counted[state]:,} {state}" for state in JUDGED))
    if not places.private:
        tell("without --private holds and requests, and changes of credentials, are not judged")
    return 0


def _rows(context: DutyContext) -> Iterator[tuple[str, ...]]:
    from records_portal.duties.policy_scorecard import policy_scores
    from records_portal.duties.scorecard import scores

    for each in scores(context):
        yield ("site", each.agency, each.site, *each.as_row()[2:])
    for part in policy_scores(context):
        yield ("policy", part.agency, part.agency, *part.as_row()[1:6])


def _is_of(context: DutyContext, name: str, agency: str) -> bool:
    return not agency or agency in {each.id for each in context.agencies_above(name)}


def _over_time(places: Places, agency: str, months: int) -> Iterator[tuple[str, ...]]:
    """What was met, stale and missing at the end of each month, by the commit that then counted."""
    from records_portal.duties.context import duty_context
    from records_portal.history.main_line import read_main_line
    from records_portal.history.repository import Repository

    repository = Repository(places.root)
    line = read_main_line(repository)
    for day in _month_ends(places.today(), months):
        place = line.until(_end_of(places, day))
        if place < 0:
            continue
        commit = line.commits[place][0]
        then = _places_at(places, commit)
        context = duty_context(then.loaded.register, day, reads_private=bool(then.private))
        counted: dict[tuple[str, str, str], Counter[str]] = {}
        for kind, whose, about, _, state, *_ in _rows(context):
            if _is_of(context, whose, agency):
                counted.setdefault((kind, whose, about), Counter())[state] += 1
        for key, states in counted.items():
            yield (day.isoformat(), commit[:12], *key, *(str(states[state]) for state in JUDGED))


def _places_at(places: Places, commit: str) -> Places:
    """The roots at a commit; a private root that had no commit by then said nothing yet."""
    from records_portal.history.earlier_roots import private_commit_at

    begun = []
    for private in places.private:
        try:
            private_commit_at(private, places.root, commit)
        except Refusal:
            continue
        begun.append(private)
    return replace(places, commit=commit, private=tuple(begun))


def _end_of(places: Places, day: date) -> int:
    """The last second of a day in the portal's own time zone."""
    from records_portal.register.time_zones import as_time_zone

    zone = as_time_zone(places.loaded.register.portal)
    return int(datetime.combine(day + timedelta(days=1), time(), zone).timestamp()) - 1


def _month_ends(today: date, months: int) -> list[date]:
    """The last days of the months that are over, the earliest first."""
    found, day = [], today.replace(day=1) - timedelta(days=1)
    for _ in range(months):
        found.append(day)
        if day.year == 1 and day.month == 1:
            break
        day = day.replace(day=1) - timedelta(days=1)
    return found[::-1]


def _print(columns: Sequence[str], rows: Sequence[Sequence[str]], form: str) -> None:
    from records_portal.values.csv_text import csv_text

    if form == "json":
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=2, ensure_ascii=False))
    elif form == "csv":
        click.echo(csv_text(columns, rows), nl=False)
    else:
        for row in rows:
            click.echo(one_line("  ".join(f"{name} {cell}" for name, cell in zip(columns, row, strict=True) if cell)))
