"""The holidays of New Jersey and Missouri, day for day where the library differs, and refused beyond the last year."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.values.state_holidays import MISSOURI, NEW_JERSEY, StateHolidays, UnknownHolidays
from records_portal.values.working_days import earliest_disposition, working_days_of

NJ = {"working_days": {"country": "US", "subdivision": "NJ"}}
MO = {"working_days": {"country": "US", "subdivision": "MO"}}
# What the library takes for a holiday and is none ("-"), and what it does not know ("+").
DIFFERENCES = {
    "NJ": """
        2021: -02-12 +11-02
        2022: -02-11 +06-17 -06-20
        2023: -02-13 +06-16 -06-19 +11-07
        2024: -02-12 -06-19 +06-21
        2025: -02-12 -06-19 +06-20 +11-04
        2026: -02-12
        2027: -02-12 +11-02
        2028: -02-11 +06-16 -06-19
    """,
    "MO": """
        2023: +02-13
        2024: +02-12
        2025: +02-12
        2026: +02-12
        2027: +02-12
        2028: +02-11
    """,
}
LIBRARY = "0.108"


def differences(table: StateHolidays, subdivision: str) -> str:
    """How a table differs from the library on weekdays, a line for each year."""
    library = holidays.country_holidays("US", subdiv=subdivision)
    lines = []
    for year, own in sorted(table.years.items()):
        days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
        known = {day for day in days if day.year == year and day.weekday() < 5 and day in library}
        signs = {day: "+" if day in own else "-" for day in own ^ known}
        lines.append(f"{year}: {' '.join(f'{signs[day]}{day:%m-%d}' for day in sorted(signs))}")
    return "\n".join(lines)


@pytest.mark.parametrize(("table", "subdivision"), [(NEW_JERSEY, "NJ"), (MISSOURI, "MO")])
def test_the_library_differs_on_these_days_and_on_no_other(table: StateHolidays, subdivision: str) -> None:
    expected = "\n".join(line.strip() for line in DIFFERENCES[subdivision].strip().splitlines())
    assert version("holidays") == LIBRARY, "see whether the library was mended, then name its version here"
    assert differences(table, subdivision) == expected


@pytest.mark.parametrize(
    ("portal", "submitted_on", "days", "expected"),
    [
        # offices are open on Lincoln's birthday in New Jersey, and Presidents Day is on 16 February
        (NJ, "2026-02-10", 7, "2026-02-20"),
        # in Missouri both are holidays
        (MO, "2026-02-10", 7, "2026-02-23"),
        (MO, "2026-02-11", 1, "2026-02-13"),
        # the third Friday of June in 2024 is the 21st, and the 19th is a day like others
        (NJ, "2024-06-18", 1, "2024-06-19"),
        (NJ, "2024-06-20", 1, "2024-06-24"),
        (NJ, "2028-06-15", 2, "2028-06-20"),
        # the general election day of a year with an odd number
        (NJ, "2025-11-03", 1, "2025-11-05"),
        (NJ, "2027-11-01", 1, "2027-11-03"),
        # New Year's Day of 2028 is a Saturday
        (MO, "2027-12-30", 1, "2028-01-03"),
        # Truman Day, and Good Friday that Missouri does not keep
        (MO, "2026-05-07", 1, "2026-05-11"),
        (MO, "2026-04-02", 1, "2026-04-03"),
        (NJ, "2026-04-02", 1, "2026-04-06"),
    ],
)
def test_working_days_are_counted_by_the_states_own_holidays(
    portal: dict[str, dict[str, str]], submitted_on: str, days: int, expected: str
) -> None:
    asked = {"working_days": {**portal["working_days"], "notice_days": days}}
    assert earliest_disposition(asked, date.fromisoformat(submitted_on)) == date.fromisoformat(expected)


def test_each_table_names_its_source_and_its_years() -> None:
    assert [(each.first_year, each.last_year) for each in (NEW_JERSEY, MISSOURI)] == [(2021, 2028), (2023, 2028)]
    assert "11A:6-24.1" in NEW_JERSEY.source
    assert "RSMo 9.010" in MISSOURI.source
    for table in (NEW_JERSEY, MISSOURI):
        assert sorted(table.years) == list(range(table.first_year, table.last_year + 1))
        # thirteen holidays a year: the first of January, on a Saturday, is kept in the year before
        for year, days in table.years.items():
            moved = date(year, 1, 1).weekday() == 5, date(year + 1, 1, 1).weekday() == 5
            assert len(days) == 13 - moved[0] + moved[1]
            assert all(day.weekday() < 5 and day.year == year for day in days)


@pytest.mark.parametrize(
    ("portal", "submitted_on", "message"),
    [
        (
            NJ,
            "2028-12-01",
            "the holidays of New Jersey are known from 2021 to 2028, and 2029-01-01 is not in these years",
        ),
        (
            NJ,
            "2020-12-01",
            "the holidays of New Jersey are known from 2021 to 2028, and 2020-12-02 is not in these years",
        ),
        (
            MO,
            "2029-05-01",
            "the holidays of Missouri are known from 2023 to 2028, and 2029-05-02 is not in these years",
        ),
    ],
)
def test_a_count_that_leaves_the_years_of_a_table_is_refused(
    portal: dict[str, dict[str, str]], submitted_on: str, message: str
) -> None:
    with pytest.raises(UnknownHolidays) as told:
        earliest_disposition(portal, date.fromisoformat(submitted_on))
    assert str(told.value).startswith(message)


def test_a_weekend_before_the_first_year_needs_no_table() -> None:
    assert working_days_of(MO).after(date(2022, 12, 30), 1) == date(2023, 1, 3)


def test_a_day_that_is_closed_in_a_year_that_is_not_known_is_refused_too() -> None:
    portal = {"working_days": {**NJ["working_days"], "closed_on": ["2029-01-02"]}}
    with pytest.raises(UnknownHolidays):
        working_days_of(portal).after(date(2029, 1, 1), 1)


@given(start=st.dates(date(2023, 1, 1), date(2028, 9, 1)), days=st.integers(1, 60))
def test_the_last_day_is_open_and_so_many_are_open_up_to_it(start: date, days: int) -> None:
    for portal, table in ((NJ, NEW_JERSEY), (MO, MISSOURI)):
        found = working_days_of(portal).after(start, days)
        between = [start + timedelta(days=number) for number in range(1, (found - start).days + 1)]
        assert len([day for day in between if day.weekday() < 5 and day not in table.years[day.year]]) == days
