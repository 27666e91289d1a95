"""Working days are counted by hand here: weekends, public holidays and the days that a government adds are left out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.values.dates import BeyondCalendar
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import WorkingDays, earliest_disposition, working_days_of

NEW_JERSEY = {"working_days": {"country": "US", "subdivision": "NJ"}}


def closed(*days: str) -> dict[str, Any]:
    return {"working_days": {"country": "US", "subdivision": "NJ", "closed_on": list(days)}}


@pytest.mark.parametrize(
    ("portal", "submitted_on", "expected"),
    [
        # 4-6 Nov 3, 9-13 without Veterans Day 4, 16-20 5, 23-27 without Thanksgiving 4, 30 Nov-4 Dec 5, 7 and 8 Dec 2
        (NEW_JERSEY, "2026-11-02", "2026-12-08"),
        # the same with the day after Thanksgiving as a day on which the offices are closed
        (closed("2026-11-27"), "2026-11-02", "2026-12-09"),
        # over Christmas, New Year and the birthday of Martin Luther King: 3, 4, 0, 5, 5, 4, 2
        (NEW_JERSEY, "2026-12-21", "2027-01-26"),
        # the same month in the country at large, where election day is none: 4, 4, 5, 4, 5, 1
        ({"working_days": {"country": "US"}}, "2026-11-02", "2026-12-07"),
        # weekends alone: 4, 5, 5, 5, 4
        ({}, "2026-11-02", "2026-12-03"),
        # handed in on a Saturday, Sunday or Friday: Monday is the first day
        ({}, "2026-10-31", "2026-12-02"),
        ({}, "2026-11-01", "2026-12-02"),
        ({}, "2026-10-30", "2026-12-02"),
        ({"working_days": {"notice_days": 1}}, "2026-11-20", "2026-11-23"),
        ({"working_days": {"notice_days": 0}}, "2026-11-20", "2026-11-20"),
        ({"working_days": {"country": "US", "subdivision": "MO", "notice_days": 3}}, "2026-05-06", "2026-05-12"),
    ],
)
def test_the_notice_is_counted_in_working_days(portal: dict[str, Any], submitted_on: str, expected: str) -> None:
    assert earliest_disposition(portal, date.fromisoformat(submitted_on)) == date.fromisoformat(expected)


@pytest.mark.parametrize("submitted_on", [date(2021, 2, 28) + timedelta(days=137 * step) for step in range(20)])
def test_more_days_closed_never_make_a_date_earlier(submitted_on: date) -> None:
    without = earliest_disposition(NEW_JERSEY, submitted_on)
    assert earliest_disposition({}, submitted_on) <= without
    assert earliest_disposition(closed(without.isoformat()), submitted_on) > without


@given(start=st.dates(date(1990, 1, 1), date(2100, 1, 1)), days=st.integers(1, 60))
def test_the_day_found_is_a_working_day_with_so_many_up_to_it(start: date, days: int) -> None:
    working = WorkingDays(holidays={date(2026, 12, 25)}, closed_on=frozenset([date(2026, 12, 24)]))
    found = working.after(start, days)
    assert found in working
    assert working.between(start, found) == days
    assert working.between(start, found - timedelta(days=1)) == days - 1


def test_a_date_beyond_the_calendar_is_told() -> None:
    with pytest.raises(BeyondCalendar, match="after the year 9999"):
        earliest_disposition({}, date(9999, 12, 20))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"country": "XX"}, "no holidays are known for the country 'XX'; two capital letters such as US"),
        ({"country": "US", "subdivision": "QQ"}, "no holidays are known for 'QQ' in US; one of AK, AL"),
        ({"country": "VA", "subdivision": "QQ"}, "no holidays are known for 'QQ' in VA; leave it out"),
        ({"subdivision": "NJ"}, "subdivision 'NJ' of no country; a country such as US beside it"),
    ],
)
def test_unknown_holidays_are_told_with_what_is_known(settings: dict[str, str], message: str) -> None:
    with pytest.raises(UnknownHolidays) as told:
        working_days_of({"working_days": settings})
    assert str(told.value).startswith(message)
