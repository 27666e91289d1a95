"""Agencies and people from a spreadsheet: every row is taken, or none and each defect is told.

Columns that mean nothing here are left alone and named: what is public is said on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from records_portal.imports.account_sheets import HIDDEN, SheetRow, read_sheet
from records_portal.register.findings import Refusal
from records_portal.values.csv_text import csv_text
from records_portal.wording.words import count

from .opening import AGENCY_PARTS, PERSON_PARTS, NewAgency, NewPerson, parsed_agency, parsed_person

FIRST, LAST = NAMED = ("first name", "last name")
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "agency", "agency name", "person"),
    "id": ("id", "short name"),
    "part of": ("part of", "parent", "parent agency", "belongs to"),
    "web page": ("web page", "website", "web site", "url", "address"),
    "title": ("title", "job title", "position"),
    "roles": ("roles", "role", "role s"),
    "agency": ("agency", "department", "agency id", "agency name"),
    "since": ("since", "from", "in the role since", "start date"),
    FIRST: ("first name", "given name", "first"),
    LAST: ("last name", "surname", "family name", "last"),
    "login": ("login", "forge login", "user name", "username", "github", "gitlab"),
}
EXAMPLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "agencies": (("Department of Examples", "examples", "", "https://example.gov/"),),
    "people": (
        ("Jo Example", "Director", "Head of agency, Communications Director", "examples", "2026-01-05", "jexample"),
        ("Sam Example", "Web officer", "CTO/CIO, Records officer, IT/Web liaison", "examples", "2026-01-05", ""),
    ),
}
Made = TypeVar("Made", NewAgency, NewPerson)


@dataclass(frozen=True, slots=True)
class SheetEntries(Generic[Made]):
    """What a spreadsheet says, and the headings that mean nothing here."""

    entries: list[Made]
    unread: tuple[str, ...] = ()


def agencies_in(source: Path) -> SheetEntries[NewAgency]:
    """The agencies of a spreadsheet."""
    return _entries(source, AGENCY_PARTS, parsed_agency, _agency_once)


def people_in(source: Path) -> SheetEntries[NewPerson]:
    """The people of a spreadsheet; somebody may have a row for each role."""
    return _entries(source, PERSON_PARTS, parsed_person, _person_joined)


def sheet_template(name: str) -> str:
    """A spreadsheet to fill in, as CSV: the headings, and rows that show what is meant."""
    columns = AGENCY_PARTS if name == "agencies" else PERSON_PARTS
    rows = ((*row, *[""] * (len(columns) - len(row))) for row in EXAMPLES[name])
    return csv_text([each.capitalize() if each != "id" else "ID" for each in columns], rows)


def _entries(
    source: Path,
    parts: tuple[str, ...],
    make: Callable[[Mapping[str, str]], Made],
    put: Callable[[dict[str, Made], Made], None],
) -> SheetEntries[Made]:
    heading, *rows = read_sheet(source)
    columns, unread = _columns(source, heading, parts)
    made: dict[str, Made] = {}
    defects: list[str] = []
    for row in rows:
        try:
            put(made, make(_cells(row, columns)))
        except Refusal as refusal:
            defects.append(f"row {row.number}: {refusal}")
    if defects:
        whole = Refusal(f"{source.name!r}: {len(defects)} of {count(len(rows), 'row')} cannot be taken, so none was")
        whole.further = tuple(defects)
        raise whole
    if not made:
        raise Refusal(f"{source.name!r} has no row below its headings")
    return SheetEntries(list(made.values()), unread)


def _cells(row: SheetRow, columns: Mapping[int, str]) -> dict[str, str]:
    """The texts of a row by what they are; a row of the template itself is nobody's."""
    if row.hidden:
        raise Refusal("; ".join(HIDDEN))
    cells = {columns[place]: cell for place, cell in enumerate(row.cells) if place in columns}
    for name, cell in cells.items():
        if cell.wrong:
            raise Refusal(f"{name} {cell.text[:80]!r}: {cell.wrong}")
    said = {name: cell.text for name, cell in cells.items()}
    said.setdefault("name", f"{said.pop(FIRST, '')} {said.pop(LAST, '')}".strip())
    if said["name"] in {example[0] for examples in EXAMPLES.values() for example in examples}:
        raise Refusal(f"{said['name']} stands in the template as an example; take the row out")
    return said


def _agency_once(made: dict[str, NewAgency], agency: NewAgency) -> None:
    if agency.id in made:
        raise Refusal(f"{agency.id!r} is there already; give each row an id of its own")
    made[agency.id] = agency


def _person_joined(made: dict[str, NewPerson], person: NewPerson) -> None:
    known = made.get(person.id)
    if known and not known.is_also(person):
        raise Refusal(f"{person.id!r} is there already with another title, agency or login; give each an id of its own")
    made[person.id] = known.joined(person) if known else person


def _columns(source: Path, heading: SheetRow, parts: tuple[str, ...]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Which column holds what, and the headings that mean nothing here."""
    found: dict[int, str] = {}
    unread = []
    for place, cell in enumerate(heading.cells):
        said = " ".join(re.sub(r"[^a-z]+", " ", cell.text.casefold()).split())
        meant = next((each for each in (*parts, *NAMED) if said in HEADINGS[each] and each not in found.values()), "")
        if meant:
            found[place] = meant
        elif cell.text:
            unread.append(cell.text[:80])
    if "name" not in found.values() and not {FIRST, LAST} <= set(found.values()):
        raise Refusal(f"{source.name!r} has no column 'name'; its first line names the columns: {', '.join(parts)}")
    return found, tuple(unread)
