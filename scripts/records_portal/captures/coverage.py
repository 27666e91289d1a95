"""The coverage calendar: which months of a site its captures cover, by kind of item.

* A capture of known scope covers the days from its first to the one before it was made; one of unknown scope, none.
* A web archive holds what its pages were on the day of a visit: it covers no day.
* It covers the kinds that its scope names, or else those that any capture of the same format has found at the site
  without taking in more, such as messages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from records_portal.register.beside.capture_verdicts import has_known_scope
from records_portal.register.model import Record, Register
from records_portal.register.sites import first_fact
from records_portal.values.dates import parse_date

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue, SiteValue

STATES = {
    "whole": "a capture covers every day",
    "part": "captures cover some days",
    "seen": "items are held, of days that no known scope covers",
    "none": "nothing is held",
}
_MARKS = {"whole": "#", "part": "+", "seen": "?", "none": "."}


@dataclass(frozen=True, slots=True)
class CoverageMonth:
    """One month of one kind: the state, the items that are held, and the captures that cover it."""

    state: str
    items: int
    captures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A site's months, its kinds, and the cell of each."""

    site: str
    months: tuple[str, ...]
    kinds: tuple[str, ...]
    cells: Mapping[tuple[str, str], CoverageMonth]

    def as_mapping(self) -> dict[str, Any]:
        """The calendar under the names that machines read."""
        cells = [
            {"month": month, "kind": kind, "state": cell.state, "items": cell.items, "captures": list(cell.captures)}
            for (month, kind), cell in self.cells.items()
        ]
        return {"site": self.site, "months": list(self.months), "kinds": list(self.kinds), "cells": cells}


@dataclass(frozen=True, slots=True)
class _Span:
    capture: str
    kinds: frozenset[str]
    first: date
    last: date


def coverage_calendar(register: Register, site: Record[SiteValue], items: pd.DataFrame, as_of: date) -> Calendar:
    """The calendar of a site from its activation, or its oldest item, to a date or to its end."""
    captures = [each for each in register.of("captures").values() if each.id.split("/")[0] == site.id]
    held = held_by_site(items.loc[items["site"] == site.id]).get(site.id, {})
    return site_calendar(site, captures, held, as_of)


def site_calendar(
    site: Record[SiteValue], captures: Sequence[Record[CaptureValue]], held: Mapping[tuple[str, str], int], as_of: date
) -> Calendar:
    """The same from what is at hand: the site's captures, and its items by month and kind."""
    kinds = tuple(sorted({*_found_kinds(captures), *(kind for _, kind in held), *_asked_kinds(captures)}))
    first, last = _limits(site, captures, held, as_of)
    spans = [span for capture in captures if (span := _span(capture, captures, first, last))]
    months = tuple(_months(first, last)) if kinds else ()
    cells = {
        (month, kind): _cell(_days_of(month, first, last), kind, spans, held.get((month, kind), 0))
        for month in months
        for kind in kinds
    }
    return Calendar(site.id, months, kinds, cells)


def held_by_site(items: pd.DataFrame) -> Mapping[str, Mapping[tuple[str, str], int]]:
    """Each site's items by month and kind, each id counted once; what has no date is left out."""
    held: dict[str, Counter[tuple[str, str]]] = {}
    own = items.drop_duplicates(["site", "id"])
    days = own["latest_on"].where(own["latest_on"] != "", own["created_at"].str[:10])
    for site, month, kind in zip(own["site"], days.str[:7], own["kind"], strict=True):
        if month:
            held.setdefault(site, Counter())[month, kind] += 1
    return held


def _found_kinds(captures: Sequence[Record[CaptureValue]]) -> set[str]:
    return {each["kind"] for capture in captures for each in capture.value["kinds"] if each["items"]}


def _asked_kinds(captures: Sequence[Record[CaptureValue]]) -> set[str]:
    return {kind for capture in captures for kind in capture.value["scope"].get("kinds", [])}


def _limits(
    site: Record[SiteValue], captures: Sequence[Record[CaptureValue]], held: Mapping[tuple[str, str], int], as_of: date
) -> tuple[date, date]:
    begun = first_fact(site.value, "activation")
    days = [begun["on"]] if begun else []
    days += [f"{month}-01" for month, _ in held]
    days += [capture.value["span"]["from_on"] for capture in captures if "span" in capture.value]
    ended = first_fact(site.value, "deactivation")
    last = min(as_of, parse_date(ended["on"])) if ended else as_of
    return min(parse_date(min(days)) if days else last, last), last


def _span(
    capture: Record[CaptureValue], captures: Sequence[Record[CaptureValue]], first: date, last: date
) -> _Span | None:
    """What a capture covers; nothing where nobody knows what it was asked to hold."""
    if not has_known_scope(capture.value) or capture.value["format"] == "warc":
        return None
    scope = capture.value["scope"]
    made_on = parse_date(str(capture.value.get("exported_at", capture.value["ingested"]["at"]))[:10])
    same = [each for each in captures if each.value["format"] == capture.value["format"] and _takes_in(capture, each)]
    kinds = frozenset(scope["kinds"]) if "kinds" in scope else frozenset(_found_kinds(same))
    begins = max(first, parse_date(scope["from_on"])) if "from_on" in scope else first
    ends = min(last, made_on - timedelta(days=1))
    if "to_on" in scope:
        ends = min(ends, parse_date(scope["to_on"]))
    return _Span(capture.id.split("/")[1], kinds, begins, ends) if begins <= ends else None


def _takes_in(capture: Record[CaptureValue], other: Record) -> bool:
    """Whether a capture takes in whatever another one does."""
    own, theirs = (set(each.value["scope"].get("include", [])) for each in (capture, other))
    return theirs <= own


def _months(first: date, last: date) -> Iterator[str]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _days_of(month: str, first: date, last: date) -> tuple[date, date]:
    """The first and the last day of a month, as far as the calendar reaches."""
    begins = parse_date(f"{month}-01")
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max(first, begins), min(last, ends)


def _cell(days: tuple[date, date], kind: str, spans: Sequence[_Span], items: int) -> CoverageMonth:
    begins, ends = days
    covering = sorted(
        (each for each in spans if kind in each.kinds and each.first <= ends and begins <= each.last),
        key=lambda each: each.first,
    )
    reached = begins - timedelta(days=1)
    for span in covering:
        if span.first <= reached + timedelta(days=1):
            reached = max(reached, span.last)
    state = "whole" if reached >= ends else "part" if covering else "seen" if items else "none"
    return CoverageMonth(state, items, tuple(sorted(each.capture for each in covering)))


def render_coverage(calendar: Calendar) -> str:
    """The calendar as text: a line for each kind and year, a mark for each month, and what the marks mean."""
    years = sorted({month[:4] for month in calendar.months})
    width = max((len(kind) for kind in calendar.kinds), default=0)
    lines = [f"{'':{width}} year JFMAMJJASOND"] if years else ["no capture of this site"]
    for kind in calendar.kinds:
        for year in years:
            cells = (calendar.cells.get((f"{year}-{month:02}", kind)) for month in range(1, 13))
            lines.append(f"{kind:{width}} {year} " + "".join(_MARKS[cell.state] if cell else " " for cell in cells))
    lines += [f"{mark} {STATES[state]}" for state, mark in _MARKS.items()] if years else []
    return "".join(f"{line.rstrip()}\n" for line in lines)
