"""Which months the captures of a site cover, by kind of item; and those of all sites in use together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from records_portal.captures.coverage import Calendar, site_calendar
from records_portal.register.model import Record
from records_portal.register.sites import IN_USE
from records_portal.wording.words import SHORT_MONTHS, count, day, joined, plain

from ..context import PageContext
from ..downloads.svg_pictures import Grid, GridRow, render_grid
from .pictures import Picture

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue, SiteValue

MONTHS_BACK, MOST_SITES = 24, 40
STATE_WORDS = {"whole": "all", "part": "part", "seen": "held", "none": "gap"}
MEANINGS = {
    "whole": "covered: every day lies in a capture",
    "part": "partly: some days do",
    "seen": "held: items, but the scope is unknown",
    "none": "gap: nothing",
}


def coverage_picture(
    context: PageContext, site: Record[SiteValue], captures: Sequence[Record[CaptureValue]]
) -> Picture | None:
    """The months of a site by kind of item and year; nothing where nothing was captured."""
    calendar = _calendar(context, site, captures)
    if not calendar.months:
        return None
    years = sorted({month[:4] for month in calendar.months})
    rows = [(kind, year) for kind in calendar.kinds for year in years]
    grid = Grid(
        "coverage",
        "Which months are covered by captures",
        _coverage_words(calendar),
        tuple(name[0] for name in SHORT_MONTHS),
        MEANINGS,
        tuple(
            GridRow(year, _marks(calendar, kind, year), _group(kind) if year == years[0] else "") for kind, year in rows
        ),
    )
    return Picture(
        "coverage",
        "Months covered",
        "All, part and gap say how much of a month the captures cover; the number is that of the items held.",
        render_grid(grid),
        ("Kind and year", *SHORT_MONTHS),
        tuple((f"{plain(kind)} {year}", _cells(calendar, kind, year)) for kind, year in rows),
        "calendar",
    )


def _calendar(context: PageContext, site: Record[SiteValue], captures: Sequence[Record[CaptureValue]]) -> Calendar:
    return site_calendar(site, captures, context.held.get(site.id, {}), context.portal.as_of)


def _group(kind: str) -> str:
    return plain(kind).capitalize()


def _marks(calendar: Calendar, kind: str, year: str) -> tuple[str, ...]:
    cells = (calendar.cells.get((f"{year}-{month:02}", kind)) for month in range(1, 13))
    return tuple(cell.state if cell else "" for cell in cells)


def _cells(calendar: Calendar, kind: str, year: str) -> tuple[str, ...]:
    cells = (calendar.cells.get((f"{year}-{month:02}", kind)) for month in range(1, 13))
    return tuple(
        (STATE_WORDS[cell.state] + (f" {cell.items:,}" if cell.items else "")) if cell else "" for cell in cells
    )


def _coverage_words(calendar: Calendar) -> str:
    """How many months of each kind are in which state, for whoever does not see the picture."""
    said = []
    for kind in calendar.kinds:
        states = Counter(calendar.cells[month, kind].state for month in calendar.months)
        parts = [f"{number} {MEANINGS[state].partition(':')[0]}" for state, number in states.items()]
        said.append(f"{plain(kind)}: {joined(parts)}")
    return f"{count(len(calendar.months), 'month')}; {'; '.join(said)}."


def all_coverage_picture(context: PageContext, last_captures: Mapping[str, str]) -> Picture | None:
    """The last two years of the sites in use with captures, those first whose last capture lies furthest back."""
    ordered = sorted((on, site) for site, on in last_captures.items() if context.status.get(site) in IN_USE)
    if not ordered:
        return None
    months = _last_months(context.as_of)
    rows = [(context.titles[name], last, _marks_of(context, name, months)) for last, name in ordered[:MOST_SITES]]
    left_out = len(ordered) - len(rows)
    more = f" The other {count(left_out, 'site')} were captured later than these." if left_out else ""
    grid = Grid(
        "coverage",
        f"Which of the last {MONTHS_BACK} months are covered by captures, by site",
        f"{count(len(rows), 'site')}; the table beside it has the number of months of each.",
        tuple(_half_year(month) for month in months),
        MEANINGS,
        tuple(GridRow(title, marks) for title, _, marks in rows),
        labels_above=True,
    )
    return Picture(
        "coverage",
        "Months covered, by site",
        f"The last {MONTHS_BACK} months of each site in use that has captures, the one captured longest ago first. "
        f"A month is covered where every kind of item is.{more}",
        render_grid(grid),
        ("Site", "Last capture", *(MEANINGS[state].partition(":")[0].capitalize() for state in MEANINGS)),
        tuple((title, (day(last), *(str(marks.count(state)) for state in MEANINGS))) for title, last, marks in rows),
    )


def _last_months(as_of: str) -> list[str]:
    now = int(as_of[:4]) * 12 + int(as_of[5:7]) - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(now - MONTHS_BACK + 1, now + 1)]


def _half_year(month: str) -> str:
    return f"{SHORT_MONTHS[int(month[5:]) - 1]} {month[:4]}" if month[5:] in ("01", "07") else ""


def _marks_of(context: PageContext, name: str, months: Sequence[str]) -> tuple[str, ...]:
    every = context.register.of("captures")
    captures = [every[one.id] for one in context.related[name] if one.kind == "captures"]
    calendar = _calendar(context, context.register.of("sites")[name], captures)
    return tuple(_together(calendar, month) for month in months)


def _together(calendar: Calendar, month: str) -> str:
    """What is true of a month over all kinds; nothing where the site has no such month."""
    states = {calendar.cells[month, kind].state for kind in calendar.kinds if (month, kind) in calendar.cells}
    if len(states) < 2:
        return next(iter(states), "")
    return "part" if states & {"whole", "part"} else "seen"
