"""When a retention period ends: one scalar formula, from which every date in the portal comes.

* With a cutoff, the period runs from the day after the last day of the month, quarter, calendar year, or month, quarter
  or year of a fiscal year, that contains the trigger: `eligible_on = (cutoff + 1 day) + period`.
* The months and quarters of a fiscal year are counted from its first day: of one that begins on 15 April the first
  quarter ends on 14 July.
* Without one, `eligible_on = (trigger + period) + 1 day`: the last day of the period is still part of it
  (Regulation (EEC, Euratom) No 1182/71, article 3).
* Years and months move the calendar month once and together, a day that the month lacks becomes the month's last;
  then weeks and days are added. Stepping month by month, or by 365 days a year, comes out early.
* `retained_through` is the day before `eligible_on`.

Not here: which rule applies to what, holds and authority; see `retention`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_PERIOD = re.compile(r"P(?=[0-9])(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,7})D)?\Z", re.ASCII)
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})\Z", re.ASCII)
FIRST_DAY = "1990-01-01"  # nothing that happened to an account, a page or a post is older: the web is not
LAST_START_DAY = 28
# By the months of the fiscal year's parts that a cutoff may be the end of.
FISCAL_CUTOFFS = {"fiscal-month-end": 1, "fiscal-quarter-end": 3, "fiscal-year-end": 12}
CUTOFFS = ("none", "month-end", "quarter-end", "calendar-year-end", *FISCAL_CUTOFFS)
ONE_DAY = timedelta(days=1)


class NotADate(ValueError):  # noqa: N818 -- what it says is what the value is
    """A text that is not a date, a period or the start of a fiscal year; the message says what would be right."""


class BeyondCalendar(OverflowError):  # noqa: N818
    """A date after the year 9999, which nothing can be due on."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of whole years, months, weeks and days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class FiscalYearStart:
    """The month and day, 1 to 28, on which a fiscal year begins."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The cutoff (none without one), the last day of retention and the first day on which disposition may happen."""

    cutoff_on: date | None
    retained_through: date
    eligible_on: date


def parse_date(text: str) -> date:
    """A date written YYYY-MM-DD."""
    try:
        if _DATE.match(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise NotADate(f"{text!r} is not a date; a date is written like 2024-05-01")


def parse_period(text: str) -> Period:
    """An ISO 8601 period of years, months, weeks and days."""
    match = _PERIOD.match(text)
    if not match:
        raise NotADate(f"{text!r} is not a period; a period is written like P3Y, P6M, P2W, P90D or P1Y6M")
    return Period(*(int(number or 0) for number in match.groups()))


def parse_fiscal_year_start(text: str) -> FiscalYearStart:
    """The start of a fiscal year, written MM-DD."""
    match = _MONTH_DAY.match(text)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= LAST_START_DAY):
        raise NotADate(f"{text!r} is not the start of a fiscal year; write MM-DD with a day from 01 to 28, like 07-01")
    return FiscalYearStart(month, day)


def add_period(start: date, period: Period) -> date:
    """A date moved by a period: years and months at once, clamped to the month's last day, then weeks and days."""
    months = start.year * 12 + (start.month - 1) + period.years * 12 + period.months
    year, month = divmod(months, 12)
    if year > date.max.year:
        raise BeyondCalendar(f"{start} plus the period lies after the year {date.max.year}")
    day = min(start.day, monthrange(year, month + 1)[1])
    return _later(date(year, month + 1, day), period.weeks * 7 + period.days)


def _later(start: date, days: int) -> date:
    try:
        return start + timedelta(days=days)
    except OverflowError as error:
        raise BeyondCalendar(f"{start} plus {days} days lies after the year {date.max.year}") from error


def cutoff_on(trigger: date, cutoff: str, fiscal_year_start: FiscalYearStart) -> date | None:
    """The last day of the period that contains the trigger; nothing without a cutoff."""
    match cutoff:
        case "none":
            return None
        case "month-end":
            return _last_day(trigger.year, trigger.month)
        case "quarter-end":
            return _last_day(trigger.year, (trigger.month + 2) // 3 * 3)
        case "calendar-year-end":
            return date(trigger.year, 12, 31)
    if cutoff in FISCAL_CUTOFFS:
        return _fiscal_end(trigger, FISCAL_CUTOFFS[cutoff], fiscal_year_start)
    raise NotADate(f"{cutoff!r} is not a cutoff; one of {', '.join(CUTOFFS)}")


def _fiscal_end(trigger: date, months: int, start: FiscalYearStart) -> date:
    """The last day of the part of a fiscal year, so many months long, that contains the trigger."""
    # Months are numbered through; one that begins later in the calendar month than the trigger is not reached yet.
    begun = trigger.year * 12 + trigger.month - 1 - (trigger.day < start.day)
    next_part = begun - (begun - (start.month - 1)) % months + months
    year, month = divmod(next_part, 12)
    if year > date.max.year:
        raise BeyondCalendar(f"the fiscal period of {trigger} ends after the year {date.max.year}")
    return date(year, month + 1, start.day) - ONE_DAY


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def eligibility(trigger: date, period: Period, cutoff: str, fiscal_year_start: FiscalYearStart) -> Eligibility:
    """When what a trigger starts may be disposed of: the one formula."""
    end = cutoff_on(trigger, cutoff, fiscal_year_start)
    eligible_on = add_period(_later(end, 1), period) if end else _later(add_period(trigger, period), 1)
    return Eligibility(end, eligible_on - ONE_DAY, eligible_on)
