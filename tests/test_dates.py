"""Dated cases with their sources, and a second formula that was derived independently."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.values.dates import (
    CUTOFFS,
    BeyondCalendar,
    FiscalYearStart,
    NotADate,
    Period,
    add_period,
    cutoff_on,
    eligibility,
    parse_date,
    parse_fiscal_year_start,
    parse_period,
)

JULY = FiscalYearStart(7, 1)

CASES = [
    # trigger, cutoff, fiscal year start, period, cutoff on, retained through, eligible on, source
    ("2007-09-01", "fiscal-year-end", "09-01", "P3Y", "2008-08-31", "2011-08-31", "2011-09-01", "Texas university"),
    ("2020-05-10", "calendar-year-end", "07-01", "P3Y", "2020-12-31", "2023-12-31", "2024-01-01", "NARA figure 5-4"),
    ("2024-01-15", "month-end", "07-01", "P1M", "2024-01-31", "2024-02-29", "2024-03-01", "NARA figure 5-4"),
    ("2024-01-31", "none", "07-01", "P1M", None, "2024-02-29", "2024-03-01", "Regulation 1182/71 article 3"),
    ("2024-02-29", "none", "07-01", "P1Y", None, "2025-02-28", "2025-03-01", "Regulation 1182/71 article 3"),
    ("2022-06-01", "fiscal-year-end", "03-01", "P1Y", "2023-02-28", "2024-02-29", "2024-03-01", "period ends stay"),
    ("2024-03-31", "fiscal-year-end", "04-01", "P6Y", "2024-03-31", "2030-03-31", "2030-04-01", "office's own date"),
    ("2023-06-30", "fiscal-year-end", "07-01", "P5Y", "2023-06-30", "2028-06-30", "2028-07-01", "last day of the year"),
    (
        "2023-07-01",
        "fiscal-year-end",
        "07-01",
        "P5Y",
        "2024-06-30",
        "2029-06-30",
        "2029-07-01",
        "first day of the year",
    ),
    # of a fiscal year from September, as in Texas: September to November
    ("2024-10-31", "fiscal-quarter-end", "09-01", "P1Y", "2024-11-30", "2025-11-30", "2025-12-01", "by hand"),
    ("2024-12-01", "fiscal-quarter-end", "09-01", "P1Y", "2025-02-28", "2026-02-28", "2026-03-01", "by hand"),
    ("2024-08-31", "fiscal-quarter-end", "09-01", "P1Y", "2024-08-31", "2025-08-31", "2025-09-01", "last day"),
    # from 15 April: to 14 July, 14 October, 14 January, 14 April
    ("2024-07-14", "fiscal-quarter-end", "04-15", "P6M", "2024-07-14", "2025-01-14", "2025-01-15", "last day"),
    ("2024-07-15", "fiscal-quarter-end", "04-15", "P6M", "2024-10-14", "2025-04-14", "2025-04-15", "first day"),
    ("2024-12-20", "fiscal-quarter-end", "04-15", "P6M", "2025-01-14", "2025-07-14", "2025-07-15", "over the year"),
    ("2025-01-14", "fiscal-quarter-end", "04-15", "P6M", "2025-01-14", "2025-07-14", "2025-07-15", "last day"),
    # July begins a fiscal year whose quarters are the calendar's
    ("2024-11-30", "fiscal-quarter-end", "07-01", "P90D", "2024-12-31", "2025-03-31", "2025-04-01", "by hand"),
    ("2024-01-20", "fiscal-month-end", "07-15", "P1M", "2024-02-14", "2024-03-14", "2024-03-15", "by hand"),
    ("2024-01-14", "fiscal-month-end", "07-15", "P1M", "2024-01-14", "2024-02-14", "2024-02-15", "last day"),
    ("2024-12-15", "fiscal-month-end", "07-15", "P1M", "2025-01-14", "2025-02-14", "2025-02-15", "over the year"),
    ("2024-02-29", "fiscal-month-end", "10-01", "P1Y", "2024-02-29", "2025-02-28", "2025-03-01", "begins on the first"),
    (
        "2024-02-29",
        "fiscal-month-end",
        "10-28",
        "P0D",
        "2024-03-27",
        "2024-03-27",
        "2024-03-28",
        "the latest first day",
    ),
    ("2024-11-30", "quarter-end", "07-01", "P90D", "2024-12-31", "2025-03-31", "2025-04-01", "by hand"),
    ("2024-05-01", "none", "07-01", "P90D", None, "2024-07-30", "2024-07-31", "by hand"),
    ("2024-05-01", "none", "07-01", "P0D", None, "2024-05-01", "2024-05-02", "by hand"),
    ("2024-01-31", "none", "07-01", "P1Y1M", None, "2025-02-28", "2025-03-01", "by hand"),
    ("2024-02-29", "none", "07-01", "P1Y1M", None, "2025-03-29", "2025-03-30", "the month moves once"),
    ("2024-01-31", "none", "07-01", "P1M1D", None, "2024-03-01", "2024-03-02", "clamped, then days"),
    ("2024-12-31", "month-end", "07-01", "P2W", "2024-12-31", "2025-01-14", "2025-01-15", "by hand"),
]


@pytest.mark.parametrize(("trigger", "cutoff", "start", "period", "ends", "through", "eligible", "source"), CASES)
def test_dated_case(
    trigger: str, cutoff: str, start: str, period: str, ends: str | None, through: str, eligible: str, source: str
) -> None:
    found = eligibility(parse_date(trigger), parse_period(period), cutoff, parse_fiscal_year_start(start))
    assert (found.cutoff_on and str(found.cutoff_on), str(found.retained_through), str(found.eligible_on)) == (
        ends,
        through,
        eligible,
    ), source


@pytest.mark.parametrize(
    "text",
    ["2024-13-01", "2023-02-29", "2024-5-1", "20240501", "2024-05-01\n", "x", "", "\uff12\uff10\uff12\uff14-05-01"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(NotADate, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize("text", ["P", "3Y", "P-3Y", "P3", "PT3H", "P1D1Y", "P1.5Y", "p3y", "P3Y\n", "P99999Y"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(NotADate, match="is not a period"):
        parse_period(text)


@pytest.mark.parametrize("text", ["02-29", "01-31", "13-01", "00-01", "7-1", "0701", "07-00"])
def test_a_fiscal_year_starts_on_a_day_that_every_year_has(text: str) -> None:
    with pytest.raises(NotADate, match="01 to 28"):
        parse_fiscal_year_start(text)


@pytest.mark.parametrize(("trigger", "cutoff"), [("9999-12-31", cutoff) for cutoff in CUTOFFS])
def test_beyond_the_calendar_is_never_a_date(trigger: str, cutoff: str) -> None:
    with pytest.raises(BeyondCalendar):
        eligibility(parse_date(trigger), Period(years=1), cutoff, JULY)


def second_formula(trigger: date, period: Period, cutoff: str, start: FiscalYearStart) -> date:
    """The first day after the period, found by walking days instead of by arithmetic on months."""
    if cutoff == "none":
        return shifted(trigger, period) + timedelta(days=1)
    day = trigger + timedelta(days=1)
    while not begins_a_period(day, cutoff, start):
        day += timedelta(days=1)
    return shifted(day, period)


def begins_a_period(day: date, cutoff: str, start: FiscalYearStart) -> bool:
    first_months = {"month-end": range(1, 13), "quarter-end": (1, 4, 7, 10), "calendar-year-end": (1,)}
    if cutoff.startswith("fiscal-"):
        every = {"fiscal-year-end": 12, "fiscal-quarter-end": 3, "fiscal-month-end": 1}[cutoff]
        first = {(start.month - 1 + number) % 12 + 1 for number in range(0, 12, every)}
        return day.day == start.day and day.month in first
    return day.day == 1 and day.month in first_months[cutoff]


def shifted(day: date, period: Period) -> date:
    month, year = day.month, day.year + period.years
    for _ in range(period.months):
        month, year = (1, year + 1) if month == 12 else (month + 1, year)
    number = day.day
    while True:
        try:
            moved = date(year, month, number)
            break
        except ValueError:
            number -= 1
    return moved + timedelta(days=7 * period.weeks + period.days)


periods = st.builds(Period, st.integers(0, 30), st.integers(0, 40), st.integers(0, 60), st.integers(0, 400))
starts = st.builds(FiscalYearStart, st.integers(1, 12), st.integers(1, 28))


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), periods, st.sampled_from(CUTOFFS), starts)
def test_a_second_formula_agrees(trigger: date, period: Period, cutoff: str, start: FiscalYearStart) -> None:
    assert eligibility(trigger, period, cutoff, start).eligible_on == second_formula(trigger, period, cutoff, start)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), periods, st.sampled_from(CUTOFFS), starts)
def test_a_cutoff_never_makes_a_record_eligible_earlier(
    trigger: date, period: Period, cutoff: str, start: FiscalYearStart
) -> None:
    with_cutoff = eligibility(trigger, period, cutoff, start)
    assert with_cutoff.eligible_on >= eligibility(trigger, period, "none", start).eligible_on
    assert with_cutoff.eligible_on > trigger
    assert with_cutoff.retained_through == with_cutoff.eligible_on - timedelta(days=1)


@given(st.dates(), st.dates(), periods)
def test_a_later_start_never_ends_earlier(one: date, other: date, period: Period) -> None:
    first, second = sorted((one, other))
    try:
        later = add_period(second, period)
    except BeyondCalendar:
        return
    assert add_period(first, period) <= later


@pytest.mark.parametrize(("text", "month", "day"), [("01-01", 1, 1), ("12-28", 12, 28), ("07-01", 7, 1)])
def test_a_fiscal_year_may_start_in_any_month_on_the_days_1_to_28(text: str, month: int, day: int) -> None:
    assert parse_fiscal_year_start(text) == FiscalYearStart(month, day)


def test_a_period_of_nothing_moves_nothing_and_leaves_out_what_is_not_written() -> None:
    assert add_period(date(2024, 5, 31), Period()) == date(2024, 5, 31)
    assert parse_period("P1Y") == Period(1, 0, 0, 0) == Period(years=1)
    assert parse_period("P2W3D") == Period(weeks=2, days=3)


def test_the_last_year_of_the_calendar_can_be_reached() -> None:
    assert add_period(date(9998, 12, 31), Period(years=1)) == date(9999, 12, 31)
    found = eligibility(date(9998, 1, 1), Period(), "fiscal-year-end", JULY)
    assert (found.cutoff_on, found.eligible_on) == (date(9998, 6, 30), date(9998, 7, 1))
    assert eligibility(date(9998, 7, 1), Period(), "fiscal-year-end", JULY).eligible_on == date(9999, 7, 1)


@pytest.mark.parametrize(
    ("cutoff", "last_day", "ends_on"),
    [
        ("fiscal-month-end", "9999-12-27", "9999-12-27"),
        ("fiscal-quarter-end", "9999-12-27", "9999-12-27"),
        ("fiscal-year-end", "9999-03-27", "9999-03-27"),
    ],
)
def test_the_last_fiscal_periods_of_the_calendar_end(cutoff: str, last_day: str, ends_on: str) -> None:
    start = FiscalYearStart(3, 28)
    assert cutoff_on(parse_date(last_day), cutoff, start) == parse_date(ends_on)
    with pytest.raises(BeyondCalendar, match=r"^the fiscal period of 9999-..-28 ends after the year 9999$"):
        cutoff_on(parse_date(last_day) + timedelta(days=1), cutoff, start)


@pytest.mark.parametrize("cutoff", ["fiscal-month-end", "fiscal-quarter-end", "fiscal-year-end"])
def test_the_first_fiscal_period_of_the_calendar_has_an_end(cutoff: str) -> None:
    assert cutoff_on(date.min, cutoff, FiscalYearStart(1, 15)) == date(1, 1, 14)


def test_another_cutoff_is_refused() -> None:
    with pytest.raises(NotADate, match="is not a cutoff"):
        eligibility(date(2024, 1, 1), Period(), "week-end", JULY)


def test_these_are_the_cutoffs() -> None:
    fiscal = ("fiscal-month-end", "fiscal-quarter-end", "fiscal-year-end")
    assert ("none", "month-end", "quarter-end", "calendar-year-end", *fiscal) == CUTOFFS
