"""The item index beside a capture, and what else names items.

A row is checked as a whole; only what is turned down is looked at cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from records_portal.register.beside.later_commitments import COMMITMENTS, parse_commitments
from records_portal.register.model import Record
from records_portal.register.shapes import Schema, schema_of
from records_portal.retention.item_lists import derived_earliest_on
from records_portal.values.item_kinds import ITEM_KINDS

from .context import CheckContext, CheckedRow, Index, SideFile
from .fields import Branch, branch_of, labelled
from .rules import RuleFault, error, fault

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue

CLASSES = ("replicated", "policy-program", "routine", "unacceptable", "nonrecord")
_SAFE = r"(?:[A-Za-z0-9][A-Za-z0-9 ._:/-]*)?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DIGEST = r"(?:[0-9a-f]{64})?"
_DAYS = ("created_at", "latest_on", "earliest_on")
_A_DAY = timedelta(days=1)
CELLS = {
    "id": (r"[A-Za-z0-9][A-Za-z0-9 ._:/-]*", "the platform's id"),
    "id_basis": (r"platform|synthesised", "platform or synthesised"),
    "version": (r"[1-9][0-9]{0,8}", "a number from 1"),
    "change": (r"new|edited|gone|returned", "new, edited, gone or returned"),
    "kind": ("|".join(ITEM_KINDS), f"one of {', '.join(ITEM_KINDS)}"),
    "class": (f"(?:{'|'.join(CLASSES)})?", f"nothing, or one of {', '.join(CLASSES)}"),
    "class_rule": (_SAFE, "the id of a classification rule"),
    "created_at": (rf"(?:{DAY}(?:T[0-9:.]+Z)?)?", "a moment in UTC, or a date"),
    "latest_on": (rf"(?:{DAY})?", "a date that is no earlier than created_at"),
    "time_basis": (r"[a-z-]*", "a word for where the time comes from"),
    "edited": (r"(?:yes)?", "yes or nothing"),
    "deleted": (r"(?:yes)?", "yes or nothing"),
    "media": (r"[0-9]{1,9}", "a number"),
    "bytes": (r"[0-9]{1,15}", "a number"),
    "digest": (_DIGEST, "a digest of 64 hexadecimal digits"),
    "content_digest": (_DIGEST, "a digest of 64 hexadecimal digits"),
    "earliest_on": (rf"(?:{DAY})?", "a date that is no later than latest_on and created_at"),
    "commitment": (_DIGEST, "the root of the item's salted tree, 64 hexadecimal digits"),
}
HEADING = ",".join(CELLS)
# Of captures from before the first day of an item was written, and from before items were committed to.
EARLIER_HEADINGS = tuple(HEADING.partition(f",{name}")[0] for name in ("earliest_on", "commitment"))
_ROWS = {
    heading: re.compile(",".join(f"({CELLS[name][0]})" for name in heading.split(",")), re.ASCII)
    for heading in (HEADING, *EARLIER_HEADINGS)
}


def index_of(context: CheckContext, capture: Record[CaptureValue]) -> Index:
    """A capture's index, read once."""
    if capture.id not in context.indexes:
        context.indexes[capture.id] = _read_index(context.beside(capture, "items.csv"))
    return context.indexes[capture.id]


def _read_index(file: SideFile) -> Index:
    lines = (file.data or b"").decode("utf-8", "replace").split("\n")
    if file.data is None:
        return Index(file, (), ())
    if lines[0] not in _ROWS:
        return Index(file, (), ((1, 1, "the heading is not that of an item index", HEADING),))
    if lines[-1]:
        return Index(file, (), ((len(lines), 1, "the last line does not end", "a line feed at the end"),))
    rows: list[CheckedRow] = []
    broken: list[tuple[int, int, str, str]] = []
    for number, line in enumerate(lines[1:-1], 2):
        match = _ROWS[lines[0]].fullmatch(line)
        if match and is_day(match[9]) and is_day(match[8][:10]) and _are_days_of(match):
            rows.append(_checked_row(number, dict(zip(lines[0].split(","), match.groups(), strict=True))))
        else:
            broken.append(_broken_cell(number, line, lines[0].split(",")))
    return Index(file, tuple(rows), tuple(broken))


def _checked_row(line: int, cells: Mapping[str, str]) -> CheckedRow:
    days = cells["created_at"], cells["latest_on"], cells.get("earliest_on") or derived_earliest_on(cells)
    return CheckedRow(line, cells["id"], int(cells["version"]), cells["change"], *days, cells.get("commitment", ""))


@cache
def is_day(text: str) -> bool:
    """Whether a text is a real date, or nothing."""
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _are_days_of(row: re.Match[str]) -> bool:
    first = len(row.groups()) < 17 or _is_first_day(row[17], row[9], row[8])
    return first and _is_last_day(row[9], row[8])


def _is_last_day(day: str, created_at: str) -> bool:
    """Whether a day can be the last that an item dates from: in a zone behind that is the day before the moment's."""
    if not (day and created_at and is_day(day) and is_day(created_at[:10])):
        return True
    return date.fromisoformat(created_at[:10]) - date.fromisoformat(day) <= _A_DAY


def _is_first_day(day: str, latest_on: str, created_at: str) -> bool:
    """Whether a day can be the first that an item dates from; in a zone ahead that is the day after the moment's."""
    if not day:
        return True
    after = (not latest_on or day <= latest_on) and is_day(day)
    return after and (not created_at or date.fromisoformat(day) - date.fromisoformat(created_at[:10]) <= _A_DAY)


def _broken_cell(number: int, line: str, columns: list[str]) -> tuple[int, int, str, str]:
    """The first cell of a row that is wrong, with its column."""
    cells = line.split(",")
    if len(cells) != len(columns):
        return number, 1, f"{len(cells)} cells", f"{len(columns)} cells, none with a comma"
    column, days = 1, dict(zip(columns, cells, strict=True))
    for cell, name in zip(cells, columns, strict=True):
        pattern, right = CELLS[name]
        sound = re.fullmatch(pattern, cell, re.ASCII) and (name not in _DAYS or is_day(cell[:10]))
        late = name != "earliest_on" or _is_first_day(cell, days["latest_on"], days["created_at"])
        if not (sound and late and (name != "latest_on" or _is_last_day(cell, days["created_at"]))):
            return number, column, f"{name} {cell[:80]!r}", right
        column += len(cell) + 1
    return number, 1, "the row cannot be read", HEADING


def _captures_with_index(context: CheckContext) -> Iterator[tuple[Record[CaptureValue], Index]]:
    for capture in context.of("captures"):
        yield capture, index_of(context, capture)


@error
def check_index_there(context: CheckContext) -> Iterator[RuleFault]:
    """I001 beside a capture lies its item index, or the summary of a large one."""
    for capture, index in _captures_with_index(context):
        if index.file.data is None and context.beside(capture, "summary.csv").data is None:
            yield fault(capture, (), "no items.csv beside the capture", "the index that was written with it")


@error
def check_index_rows(context: CheckContext) -> Iterator[RuleFault]:
    """I002 an item index has its heading, and in each cell what the column is for."""
    for capture, index in _captures_with_index(context):
        for line, column, message, right in index.broken:
            yield RuleFault(index.file.place(line, column), capture.id, message, right)


@error
def check_index_sorted(context: CheckContext) -> Iterator[RuleFault]:
    """I003 an item index is sorted by moment, id and version."""
    for capture, index in _captures_with_index(context):
        for earlier, later in pairwise(index.rows):
            if (later.created_at, later.id, later.version) < (earlier.created_at, earlier.id, earlier.version):
                message = f"item {later.id!r} comes after {earlier.id!r}"
                yield RuleFault(
                    index.file.place(later.line), capture.id, message, "sorted by created_at, id and version"
                )
                break


@error
def check_index_once(context: CheckContext) -> Iterator[RuleFault]:
    """I004 a version of an item stands once in an index."""
    for capture, index in _captures_with_index(context):
        seen: set[tuple[str, int]] = set()
        for row in index.rows:
            if (row.id, row.version) in seen:
                message = f"version {row.version} of item {row.id!r} stands twice"
                yield RuleFault(index.file.place(row.line), capture.id, message, "each version once")
            seen.add((row.id, row.version))


def _items_named(_: str, schema: Schema, fields: Mapping[str, Schema]) -> str:
    return "items" if {"site", "item"} <= set(fields) and schema.get("type", "object") == "object" else ""


@cache
def _item_references_of(kind: str) -> Branch:
    return branch_of(schema_of(kind), _items_named)


def _items_of(context: CheckContext, site: str) -> set[str] | None:
    """The ids of a site's items; nothing where not all of them are listed in the root."""
    found: set[str] = set()
    if site in context.sites_with_unreadable_captures:
        return None
    for capture in context.captures.get(site, []):
        index = index_of(context, capture)
        if not index.is_readable:
            return None
        found.update(row.id for row in index.rows)
    return found


@error
def check_items_exist(context: CheckContext) -> Iterator[RuleFault]:
    """I005 an item that a hold, an event or a records request names is in an index of its site, or was disposed of."""
    disposed = {
        (each["site"], each["item"]) for one in context.of("dispositions") for each in one.value.get("items", [])
    }
    known: dict[str, set[str] | None] = {}
    for kind in ("holds", "events", "requests"):
        for record in context.of(kind):
            for path, _, value, _ in labelled(record.value, _item_references_of(kind)):
                if not isinstance(value, dict):
                    continue
                site, item = value["site"], value["item"]
                if site not in known:
                    known[site] = _items_of(context, site)
                items = known[site]
                if items is not None and item not in items and (site, item) not in disposed:
                    message = f"no item {item!r} of {site!r}"
                    yield fault(record, (*path, "item"), message, f"an id in captures/{site}/")


@error
def check_later_commitments(context: CheckContext) -> Iterator[RuleFault]:
    """I012 `commitments.csv` has the root of each version once, of versions that the index lists without one."""
    for capture in context.of("captures"):
        file = context.beside(capture, COMMITMENTS)
        if file.data is None:
            continue
        index = index_of(context, capture)
        listed = {(row.id, row.version): row for row in index.rows}
        for row in parse_commitments(file.data):
            right = "a line as `records captures commitments` writes it"
            if row.wrong:
                yield RuleFault(file.place(row.line), capture.id, row.wrong, right)
            elif index.is_readable and row.version not in listed:
                message = f"no version {row.version[1]} of item {row.version[0]!r}"
                yield RuleFault(file.place(row.line), capture.id, message, "a version that items.csv lists")
            elif index.is_readable and listed[row.version].commitment:
                message = f"version {row.version[1]} of item {row.version[0]!r} has its commitment in items.csv"
                yield RuleFault(file.place(row.line), capture.id, message, "the one root that was written at ingest")
