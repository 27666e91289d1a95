"""Agencies and people from a spreadsheet: every row is taken, or none and each defect is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TypeVar

from records_portal.imports.account_sheets import SheetRow, read_sheet
from records_portal.register.findings import Refusal
from records_portal.values.csv_text import csv_text

from .opening import AGENCY_PARTS, PERSON_PARTS, NewAgency, NewPerson, parsed_agency, parsed_person

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "agency", "agency name", "person"),
    "id": ("id", "short name"),
    "part of": ("part of", "parent", "parent agency", "belongs to"),
    "web page": ("web page", "website", "web site", "url", "address"),
    "title": ("title", "job title", "position"),
    "roles": ("roles", "role"),
    "agency": ("agency", "department", "agency id", "agency name"),
    "since": ("since", "from", "in the role since", "start date"),
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


def agencies_in(source: Path) -> list[NewAgency]:
    """The agencies of a spreadsheet."""
    return _entries(source, AGENCY_PARTS, parsed_agency)


def people_in(source: Path) -> list[NewPerson]:
    """The people of a spreadsheet."""
    return _entries(source, PERSON_PARTS, parsed_person)


def sheet_template(name: str) -> str:
    """A spreadsheet to fill in, as CSV: the headings, and rows that show what is meant."""
    columns = AGENCY_PARTS if name == "agencies" else PERSON_PARTS
    rows = ((*row, *[""] * (len(columns) - len(row))) for row in EXAMPLES[name])
    return csv_text([each.capitalize() if each != "id" else "ID" for each in columns], rows)


def _entries(source: Path, parts: tuple[str, ...], make: Callable[[Mapping[str, str]], Made]) -> list[Made]:
    heading, *rows = read_sheet(source)
    columns = _columns(source, heading, parts)
    made: list[Made] = []
    defects: list[str] = []
    for row in rows:
        try:
            made.append(_entry(row, columns, make, {each.id for each in made}))
        except Refusal as refusal:
            defects.append(f"row {row.number}: {refusal}")
    if defects:
        whole = Refusal(f"{source.name!r}: {len(defects)} of {len(rows)} rows cannot be taken, so none was")
        whole.further = tuple(defects)
        raise whole
    if not made:
        raise Refusal(f"{source.name!r} has no row below its headings")
    return made


def _entry(
    row: SheetRow, columns: Mapping[int, str], make: Callable[[Mapping[str, str]], Made], taken: Collection[str]
) -> Made:
    """What a row says; a row of the template itself is nobody's."""
    cells = {columns[place]: cell for place, cell in enumerate(row.cells) if place in columns}
    for name, cell in cells.items():
        if cell.wrong:
            raise Refusal(f"{name} {cell.text[:80]!r}: {cell.wrong}")
    entry = make({name: cell.text for name, cell in cells.items()})
    if entry.name in {example[0] for examples in EXAMPLES.values() for example in examples}:
        raise Refusal(f"{entry.name} stands in the template as an example; take the row out")
    if entry.id in taken:
        raise Refusal(f"{entry.id!r} is there already; give each row an id of its own")
    return entry


def _columns(source: Path, heading: SheetRow, parts: tuple[str, ...]) -> dict[int, str]:
    """Which column holds what; a heading that means nothing here is refused, for it would be lost."""
    found: dict[int, str] = {}
    for place, cell in enumerate(heading.cells):
        said = " ".join(re.sub(r"[^a-z]+", " ", cell.text.casefold()).split())
        meant = next((part for part in parts if said in HEADINGS[part] and part not in found.values()), "")
        if meant:
            found[place] = meant
        elif cell.text:
            raise Refusal(f"{source.name!r}: the column {cell.text[:80]!r} is not known here; {', '.join(parts)}")
    if "name" not in found.values():
        raise Refusal(f"{source.name!r} has no column 'name'; its first line names the columns: {', '.join(parts)}")
    return found
