"""The formula for dates against a second one: days walked one by one, and another library's calendar arithmetic.

Swept over tens of thousands of moments, offices and rules, drawn anew from a fixed start.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from records_portal.values.dates import CUTOFFS, FiscalYearStart, Period, eligibility

ZONES = (
    "America/New_York", "America/Anchorage", "America/St_Johns", "America/Sao_Paulo", "Europe/Lisbon", "Africa/Cairo",
    "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati", "Etc/GMT+12",
)  # fmt: skip
FIRST = datetime(2005, 1, 1, tzinfo=UTC)
MINUTES = 27 * 366 * 24 * 60
SWEPT = 40_000
DAY = timedelta(days=1)


def period_of(day: date, cutoff: str, start: FiscalYearStart) -> tuple[int, ...]:
    """What all days of one period have in common."""
    match cutoff:
        case "month-end":
            return day.year, day.month
        case "quarter-end":
            return day.year, (day.month - 1) // 3
        case "calendar-year-end":
            return (day.year,)
        case "fiscal-month-end":
            return months_begun(day, start)
        case "fiscal-quarter-end":
            year, number = months_begun(day, start)
            return year, number // 3
        case _:
            return (day.year - ((day.month, day.day) < (start.month, start.day)),)


def months_begun(day: date, start: FiscalYearStart) -> tuple[int, int]:
    """The year in which the fiscal year of a day began, and how many of its months had ended before that day."""
    year = day.year - ((day.month, day.day) < (start.month, start.day))
    begun = (day.month - start.month) % 12
    return year, begun if day.day >= start.day else (begun - 1) % 12


def second_formula(trigger: date, period: Period, cutoff: str, start: FiscalYearStart) -> date:
    """The first day on which disposition may happen: walk out of the period of the trigger, then let time pass."""
    moved = relativedelta(years=period.years, months=period.months, weeks=period.weeks, days=period.days)
    if cutoff == "none":
        after: date = trigger + moved + DAY
        return after
    day = trigger
    while period_of(day, cutoff, start) == period_of(trigger, cutoff, start):
        day += DAY
    ended: date = day + moved
    return ended


def cases(seed: int) -> Iterator[tuple[datetime, ZoneInfo, Period, str, FiscalYearStart]]:
    """Moments of an office and rules; a third of the days are the last of a month or the day after."""
    drawn = random.Random(seed)  # noqa: S311 -- the same cases every time
    zones = [ZoneInfo(name) for name in ZONES]
    for _ in range(SWEPT):
        moment = FIRST + timedelta(minutes=drawn.randrange(MINUTES))
        if drawn.random() < 1 / 3:
            moment = moment.replace(day=1) + timedelta(days=drawn.choice((-1, 0)))
        period = Period(
            drawn.choice((0, 0, 1, 3, 5, 7, 30)),
            drawn.choice((0, 0, 1, 6, 13)),
            drawn.choice((0, 0, 2)),
            drawn.choice((0, 0, 1, 90)),
        )
        start = FiscalYearStart(drawn.randrange(1, 13), drawn.randrange(1, 29))
        yield moment, drawn.choice(zones), period, drawn.choice(CUTOFFS), start


@pytest.mark.parametrize("seed", [1182, 71])
def test_both_formulas_agree_and_no_day_is_early(seed: int) -> None:
    wrong, early = [], []
    for moment, zone, period, cutoff, start in cases(seed):
        there = moment.astimezone(zone)
        found = eligibility(there.date(), period, cutoff, start)
        if found.eligible_on != second_formula(there.date(), period, cutoff, start):
            wrong.append((there, period, cutoff, start, found))
        passed = there.replace(tzinfo=None) + relativedelta(years=period.years, months=period.months)
        passed += timedelta(days=period.weeks * 7 + period.days)
        if datetime.combine(found.eligible_on, datetime.min.time()) < passed:
            early.append((there, period, cutoff, start, found))
        assert found.retained_through == found.eligible_on - DAY
    assert (wrong[:3], early[:3]) == ([], [])
