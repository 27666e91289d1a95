"""Public holidays of States that the `holidays` library has wrong: a table of each, with its source and its years.

* A day is looked up in the years of its State's table alone. Beyond them nothing is known, and nothing is assumed: a
  law may have changed, and a day too few would make a date too early.
* A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after.
* Days that a governor grants from year to year, such as the one after Thanksgiving, go into the portal's `closed_on`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


class UnknownHolidays(ValueError):  # noqa: N818 -- what it says is what is unknown
    """A country, subdivision or year whose public holidays are not known; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class StateHolidays:
    """The holidays of a State's offices by year, and where they stand; asking for another year is refused."""

    state: str
    source: str
    years: Mapping[int, frozenset[date]]

    @property
    def first_year(self) -> int:
        """The first year that the table covers."""
        return min(self.years)

    @property
    def last_year(self) -> int:
        """The last year that the table covers."""
        return max(self.years)

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date) or day.year not in self.years:
            raise UnknownHolidays(
                f"the holidays of {self.state} are known from {self.first_year} to {self.last_year}, and {day} is not "
                "in these years; a newer version of the program may know them"
            )
        return day in self.years[day.year]


def _table(days: Mapping[int, str]) -> dict[int, frozenset[date]]:
    return {year: frozenset(date.fromisoformat(f"{year}-{day}") for day in text.split()) for year, text in days.items()}


# Juneteenth is the third Friday of June, and election day is kept every year; Lincoln's birthday is not.
NEW_JERSEY = StateHolidays(
    "New Jersey",
    "N.J.S.A. 11A:6-24.1 (with Juneteenth since P.L.2020, c.76); N.J.S.A. 36:1-1 on Lincoln's birthday",
    _table(
        {
            2021: "01-01 01-18 02-15 04-02 05-31 06-18 07-05 09-06 10-11 11-02 11-11 11-25 12-24 12-31",
            2022: "01-17 02-21 04-15 05-30 06-17 07-04 09-05 10-10 11-08 11-11 11-24 12-26",
            2023: "01-02 01-16 02-20 04-07 05-29 06-16 07-04 09-04 10-09 11-07 11-10 11-23 12-25",
            2024: "01-01 01-15 02-19 03-29 05-27 06-21 07-04 09-02 10-14 11-05 11-11 11-28 12-25",
            2025: "01-01 01-20 02-17 04-18 05-26 06-20 07-04 09-01 10-13 11-04 11-11 11-27 12-25",
            2026: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 10-12 11-03 11-11 11-26 12-25",
            2027: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 10-11 11-02 11-11 11-25 12-24 12-31",
            2028: "01-17 02-21 04-14 05-29 06-16 07-04 09-04 10-09 11-07 11-10 11-23 12-25",
        }
    ),
)
# Lincoln's birthday and Truman Day are holidays beside Washington's birthday.
MISSOURI = StateHolidays(
    "Missouri",
    "RSMo 9.010; the Office of Administration's list, oa.mo.gov/commissioner/state-holidays",
    _table(
        {
            2023: "01-02 01-16 02-13 02-20 05-08 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
            2024: "01-01 01-15 02-12 02-19 05-08 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
            2025: "01-01 01-20 02-12 02-17 05-08 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
            2026: "01-01 01-19 02-12 02-16 05-08 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
            2027: "01-01 01-18 02-12 02-15 05-07 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
            2028: "01-17 02-11 02-21 05-08 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
        }
    ),
)
OWN_TABLES = {("US", "NJ"): NEW_JERSEY, ("US", "MO"): MISSOURI}
