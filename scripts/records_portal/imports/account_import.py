"""An agency's list of the accounts it has, as site records; what cannot be taken is reported and left out.

* Nothing is invented: an agency, platform or person that the register does not know is a defect, and what the list does
  not say is not in the record. That the list names the account is the record's one fact, `listing`.
* An account is one account in every spelling of its address; one that the register has already is left alone.
* All records of a run are written or none; no file is ever overwritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from records_portal.answers.authoring import blocking
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Finding, Place, Refusal, one_line
from records_portal.register.kinds import ID_BYTES, KINDS
from records_portal.register.model import Record, Register
from records_portal.register.record_editing import RecordWrite, write_records
from records_portal.register.shapes import check_shape
from records_portal.values.csv_text import csv_text

from .account_rows import Defective, Listing, Reader
from .account_sheets import HIDDEN, SheetRow, read_sheet

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agency": ("agency", "department", "organization", "organisation", "agency id", "agency name"),
    "platform": ("platform", "service", "network", "social network", "channel"),
    "handle": ("handle", "username", "user name", "screen name", "account handle"),
    "url": ("url", "link", "address", "account url", "web address", "profile url"),
    "account_id": ("account id", "platform id", "permanent id", "user id"),
    "account_name": ("name", "account name", "display name", "page name", "title"),
    "purpose": ("purpose", "description", "short description", "about"),
    "administrator": ("administrator", "admin", "site administrator", "manager"),
    "since": ("since", "in use since", "opened", "created", "start date"),
    "status": ("status", "state"),
}
REPORT_COLUMNS = ["row", "column", "value", "defect", "right"]
SHOWN, HEADING = 80, 1
HAD = "the account of site "
MOST_NUMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Defect:
    """Why a row, or a column, was left out: where, what, what would be right."""

    row: int
    column: str
    value: str
    wrong: str
    right: str

    def __str__(self) -> str:
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        said = f" {self.value[:SHOWN]!r}" if self.value else ""
        return one_line(f"{where}:{said} {self.wrong}; {self.right}")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list comes to: the records by path, the defects, and how many rows it has."""

    files: Mapping[str, bytes]
    defects: tuple[Defect, ...]
    rows: int

    @property
    def faulty(self) -> int:
        """How many rows have to be mended; what the register has already is none of them."""
        return len({each.row for each in self.defects if not each.wrong.startswith(HAD)} - {HEADING})


def import_accounts(source: Path, register: Register, listing: Listing, as_of: date) -> Imported:
    """What a list comes to; nothing is written."""
    heading, *rows = read_sheet(source)
    columns, defects = _columns(source, heading)
    reader = Reader(register, listing)
    made: dict[str, tuple[int, Record]] = {}
    for row in rows:
        if row.hidden:
            defects.append(Defect(row.number, "", "", *HIDDEN))
            continue
        cells = {columns[index]: cell for index, cell in enumerate(row.cells) if index in columns}
        try:
            value = reader.value_of(cells)
            _refuse_known(reader, value, row.number)
            record = _record(value, reader.taken)
        except Defective as found:
            defects.append(Defect(row.number, found.column, found.value, found.wrong, found.right))
            continue
        reader.taken.add(record.id)
        made[record.path] = row.number, record
    faults = list(_unsound(register, made, as_of))
    defects += [defect for _, defect in faults]
    left_out = {path for path, _ in faults}
    files = {path: dump_yaml(record.value).encode() for path, (_, record) in made.items() if path not in left_out}
    return Imported(files, tuple(sorted(defects, key=lambda one: (one.row, one.column))), len(rows))


def _columns(source: Path, heading: SheetRow) -> tuple[dict[int, str], list[Defect]]:
    """Which column holds what, by the headings."""
    meant = {name: column for column, names in COLUMNS.items() for name in (*names, column.replace("_", " "))}
    found: dict[int, str] = {}
    defects = []
    for index, cell in enumerate(heading.cells):
        name = " ".join(re.sub(r"[^a-z]+", " ", cell.text.casefold()).split())
        column = meant.get(name, "")
        if column in found.values():
            raise Refusal(f"{source.name!r}: two columns say {column.replace('_', ' ')!r}; leave one out")
        if column:
            found[index] = column
        elif cell.text:
            defects.append(
                Defect(heading.number, cell.text, "", "the column is not read", f"one of {', '.join(COLUMNS)}")
            )
    lacking = [one for one in ("agency",) if one not in found.values()]
    if not {"url", "handle", "account_id"} & set(found.values()):
        lacking.append("url, handle or account id")
    if lacking:
        raise Refusal(
            f"{source.name!r} has no column {' and no column '.join(lacking)}; its first line names the columns"
        )
    return found, defects


def _refuse_known(reader: Reader, value: Mapping[str, Any], number: int) -> None:
    """Leave out an account that is known already, else remember it."""
    keys = list(reader.keys_of(value))
    told = {"url": value.get("url"), "account_id": value.get("account_id")}
    told["handle"] = value["handles"][0]["handle"] if "handles" in value else None
    column, said = next((name, str(one)) for name, one in told.items() if one)
    for key in keys:
        if key in reader.known:
            raise Defective(column, said, f"the account of {reader.known[key]}", "each account once")
    reader.known.update(dict.fromkeys(keys, f"row {number}"))


def _record(value: dict[str, Any], taken: set[str]) -> Record:
    """The record under an id that no other has: whose it is, on which platform, and where needed, under which name."""
    handle = value["handles"][0]["handle"] if "handles" in value else value.get("account_id", "")
    own = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", handle).encode("ascii", "ignore").decode().lower())
    short = f"{value['agency']}-{value['platform']}"
    record_id = next((one for one in _names(short, own.strip("-"), value["platform"]) if one not in taken), "")
    if not record_id:
        raise Defective("", "", "no id is left for the record", "another handle, or a shorter id of the agency")
    path = KINDS["sites"].path_of(record_id)
    record = Record("sites", record_id, path, value, locate=lambda _: Place(path))
    text = dump_yaml(value)
    unreadable = None if text.isascii() and "\\u" not in text else read_yaml(text.encode())[1]
    if unreadable:
        raise Defective("", "", unreadable.message, unreadable.expected)
    for fault in check_shape(record):
        column = fault.subject.partition(" ")[2].split(".")[0]
        raise Defective(column, str(value.get(column, "")), fault.message, fault.expected or "as the schema says")
    return record


def _names(short: str, own: str, platform: str) -> Iterator[str]:
    """The ids that a record may get, the plainest first."""
    names = [short, f"{short}-{own}", f"{platform}-{own}"]
    yield from (name for name in names if len(name) <= ID_BYTES and not name.endswith("-"))
    stem = (names[1] if own else short)[: ID_BYTES - 5].rstrip("-")
    yield from (f"{stem}-{number}" for number in range(2, MOST_NUMBERED))


def _unsound(register: Register, made: Mapping[str, tuple[int, Record]], as_of: date) -> Iterator[tuple[str, Defect]]:
    """The records that the checks turn down, each with its row; what is left is checked again until nothing is."""
    left = dict(made)
    while left:
        sites = {**register.of("sites"), **{record.id: record for _, record in left.values()}}
        checked = replace(register, records={**register.records, "sites": sites})
        wrong: dict[str, Finding] = {}
        for each in blocking(checked, (), as_of):
            if each.path in left:
                wrong.setdefault(each.path, each)
        for path, each in wrong.items():
            number, _ = left.pop(path)
            right = each.expected or (f"did you mean {each.suggestion!r}?" if each.suggestion else "a sound record")
            yield path, Defect(number, "", "", each.message, right)
        if not wrong:
            return


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Write every file or none; one that is there already is never touched."""
    if taken := next((path for path in files if (root / path).exists() or (root / path).is_symlink()), None):
        raise Refusal(f"{taken} exists already; nothing was written")
    write_records(RecordWrite(root, path, None, data) for path, data in files.items())


def render_defects(defects: Iterable[Defect], form: str) -> str:
    """The defects as CSV or as lines of text."""
    if form == "csv":
        rows = ((one.row, one.column, one.value[:SHOWN], one.wrong, one.right) for one in defects)
        return csv_text(REPORT_COLUMNS, rows)
    return "".join(f"{one}\n" for one in defects)


def summary_of(imported: Imported, written: bool) -> str:
    """What came of a list, in a few lines."""
    left_out = len({one.row for one in imported.defects} - {1})
    would = "" if written else "would be "
    kinds = Counter(one.column or "the record" for one in imported.defects)
    counts = [f"{count:7,}  {kind}" for kind, count in kinds.most_common()]
    return "\n".join(
        [f"rows: {imported.rows:,}, {would}written: {len(imported.files):,}, left out: {left_out:,}", *counts]
    )
