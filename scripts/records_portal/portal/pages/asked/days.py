"""`/days/`: what each site was on any past day, by the dated facts of its record, in stretches of time.

* A stretch ends where a fact, a handle's first or last day, or another agency begins the next one.
* The files are cut by year, each with every stretch that reaches into it, so that an answer needs one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from records_portal.register.model import Record
from records_portal.register.sites import is_compromised, status_of
from records_portal.values.csv_text import csv_text

from ...context import PageContext
from ..render import body

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

FOLDER = "days/data/"
MOST_ON_THE_PAGE = 500


@dataclass(frozen=True, slots=True)
class SiteStretch:
    """A site in a stretch of days, both included; without a last day it holds until today."""

    site: str
    title: str
    from_on: str
    to_on: str
    status: str
    compromised: bool
    handle: str
    agency: str


COLUMNS = tuple(each.name for each in fields(SiteStretch))


def days_section(context: PageContext) -> Markup:
    """The box, and every stretch where they fit on the page."""
    found = list(stretches(context))
    return body(
        "days",
        context,
        "days/",
        years=_years(context, found),
        first=min((each.from_on for each in found), default=""),
        shown=found if len(found) <= MOST_ON_THE_PAGE else [],
        total=len(found),
    )


def days_files(context: PageContext) -> Iterator[tuple[str, bytes]]:
    """The stretches of each year, for the script of the box and for spreadsheets."""
    found = list(stretches(context))
    for year in _years(context, found):
        rows = [each for each in found if each.from_on[:4] <= year <= (each.to_on or context.as_of)[:4]]
        written = [asdict(each) for each in rows]
        yield f"{FOLDER}{year}.json", json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()
        cells = [tuple("yes" if each is True else each or "" for each in astuple(row)) for row in rows]
        yield f"{FOLDER}{year}.csv", csv_text(COLUMNS, cells).encode()


def _years(context: PageContext, found: Sequence[SiteStretch]) -> list[str]:
    """The years from the first fact until today; the calendar bounds what a record may claim."""
    if not found:
        return []
    first = min(each.from_on for each in found)
    return [f"{year:04}" for year in range(int(first[:4]), int(context.as_of[:4]) + 1)]


def stretches(context: PageContext) -> Iterator[SiteStretch]:
    """Every site in its stretches of days until today, in the order of the sites."""
    for site in context.register.of("sites").values():
        yield from _of_site(context, site)


def _of_site(context: PageContext, site: Record[SiteValue]) -> Iterator[SiteStretch]:
    begins = [day for day in sorted(set(_beginnings(site.value))) if day <= context.as_of]
    found: list[SiteStretch] = []
    for day in begins:
        one = _on(context, site, day)
        if not one.status:
            continue
        if found and replace(found[-1], from_on=day) == one:
            continue
        if found:
            found[-1] = replace(found[-1], to_on=_day_before(day))
        found.append(one)
    yield from found


def _beginnings(value: SiteValue) -> Iterator[str]:
    """The days on which something of a site begins to be otherwise."""
    yield from (fact["on"] for fact in value["facts"])
    for handle in value.get("handles", ()):
        yield handle["from_on"]
        if "to_on" in handle and handle["to_on"] < date.max.isoformat():
            yield (date.fromisoformat(handle["to_on"]) + timedelta(days=1)).isoformat()


def _on(context: PageContext, site: Record[SiteValue], day: str) -> SiteStretch:
    value = site.value
    until_then = {**value, "facts": [fact for fact in value["facts"] if fact["on"] <= day]}
    handles = [
        each["handle"]
        for each in value.get("handles", ())
        if each["from_on"] <= day <= each.get("to_on", date.max.isoformat())
    ]
    return SiteStretch(
        site.id,
        context.titles[site.id],
        day,
        "",
        status_of(value, day),
        is_compromised(until_then),  # type: ignore[arg-type]  # the same site with fewer facts
        handles[-1] if handles else "",
        context.title("agencies", _agency(value, day)),
    )


def _agency(value: SiteValue, day: str) -> str:
    """The agency that a site was of on a day: before its first later move, what that moved it from."""
    for fact in value["facts"]:
        if fact["kind"] == "agency-change" and fact["on"] > day:
            return fact["from_agency"]
    return value["agency"]


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
