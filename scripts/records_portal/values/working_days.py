"""Working days: neither weekend, nor public holiday of the country and its subdivision, nor a day the office is closed.

* The notice before a disposition is counted as courts count: the day of the submission is left out, the last day counts
  (N.J.A.C. 15:3-2.2(a): twenty-three working days).
* Holidays of New Jersey and Missouri are those of `state_holidays`; a count that leaves the years they are known of is
  refused. All others are those of the `holidays` library. What is lacking is added to the portal's `closed_on`: a day
  too many only makes a date later.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from .dates import ONE_DAY, BeyondCalendar, parse_date
from .state_holidays import OWN_TABLES, UnknownHolidays

NOTICE_DAYS = 23
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of an office; without a country only weekends and the days it is closed are left out."""

    holidays: Container[date] = frozenset()
    closed_on: frozenset[date] = field(default=frozenset())

    def __contains__(self, day: date) -> bool:
        # The holidays before the days closed: a year that is not known is told, whatever else is.
        return day.weekday() < SATURDAY and day not in self.holidays and day not in self.closed_on

    def after(self, start: date, days: int) -> date:
        """The working day that comes so many working days after a day; that day itself is not counted."""
        day = start
        try:
            while days > 0:
                day += ONE_DAY
                days -= day in self
        except OverflowError as error:
            raise BeyondCalendar(f"{start} and {days} working days lie after the year {date.max.year}") from error
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days there are after a day, up to another one that counts itself."""
        return sum(start + timedelta(days=number) in self for number in range(1, (end - start).days + 1))


def working_days_of(portal: Mapping[str, Any]) -> WorkingDays:
    """The working days that a portal's settings name."""
    settings = portal.get("working_days", {})
    closed_on = frozenset(parse_date(each) for each in settings.get("closed_on", ()))
    if "country" not in settings and "subdivision" in settings:
        raise UnknownHolidays(f"subdivision {settings['subdivision']!r} of no country; a country such as US beside it")
    if "country" not in settings:
        return WorkingDays(closed_on=closed_on)
    return WorkingDays(_public_holidays(settings["country"], settings.get("subdivision")), closed_on)


def notice_days(portal: Mapping[str, Any]) -> int:
    """How many working days have to lie between a request and the disposition."""
    return int(portal.get("working_days", {}).get("notice_days", NOTICE_DAYS))


def earliest_disposition(portal: Mapping[str, Any], submitted_on: date) -> date:
    """The first day for which a disposition may be proposed in a request that is submitted on a day."""
    return working_days_of(portal).after(submitted_on, notice_days(portal))


@lru_cache(maxsize=8)
def _public_holidays(country: str, subdivision: str | None) -> Container[date]:
    if table := OWN_TABLES.get((country, subdivision or "")):
        return table
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        raise UnknownHolidays(f"no holidays are known for the country {country!r}; two capital letters such as US")
    if subdivision is not None and subdivision not in known[country]:
        raise UnknownHolidays(f"no holidays are known for {subdivision!r} in {country}; {_some(known[country])}")
    found: Container[date] = holidays.country_holidays(country, subdiv=subdivision)
    return found


def _some(names: list[str]) -> str:
    return f"one of {', '.join(names)}" if names else "leave it out"
