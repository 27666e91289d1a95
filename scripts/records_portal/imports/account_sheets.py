"""A spreadsheet that an agency sends: its rows as texts, read within limits, nothing in it executed or followed.

* A file is CSV in UTF-8 or a workbook of Excel; of a workbook the first sheet counts.
* What the spreadsheet hides is not taken unseen: a hidden sheet or column is refused, a hidden row is known as one.
* A formula is told as what it is, never its result; a number that the spreadsheet has rounded is told as rounded.
* What is larger than a list of accounts can be is refused: the file, its unpacked size, its rows and columns.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse

from records_portal.register.findings import Refusal

MAX_BYTES = 20_000_000
MAX_UNPACKED = 50_000_000
MAX_MEMBERS = 1_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
LONGEST_CELL = 5_000
EXACT = 2**53
HIDDEN = "the row is hidden", "show it, or leave it out"
DELIMITERS = ",;\t"
# What a cell holds that a program could not compute (ECMA-376, part 1, 18.18.11 and 18.17.3; the newer ones of Excel).
ERRORS = frozenset(
    (
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#BUSY!",
        "#UNKNOWN!",
        "#PYTHON!",
        "#EXTERNAL!",
    )
)

_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell's text, and why it cannot be taken, where it cannot."""

    text: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number as the spreadsheet shows it; hidden where it does not show it."""

    number: int
    cells: tuple[SheetCell, ...]
    hidden: bool = False


def read_sheet(path: Path, most_rows: int = MAX_ROWS) -> list[SheetRow]:
    """The rows of a file, the headings first; rows without any text are left out."""
    if not path.is_file():
        raise Refusal(f"{str(path)!r} is not a file; name a spreadsheet, .xlsx or .csv")
    if path.stat().st_size > MAX_BYTES:
        raise Refusal(f"{path.name!r} is larger than {MAX_BYTES // 1_000_000} MB; split it")
    rows = _workbook_rows(path, most_rows) if path.suffix.lower() == ".xlsx" else _csv_rows(path, most_rows)
    found = [row for row in rows if any(cell.text or cell.wrong for cell in row.cells)]
    if not found:
        raise Refusal(f"{path.name!r} is empty; the first line names the columns")
    if found[0].hidden:
        raise Refusal(f"{path.name!r}: row {found[0].number}, which names the columns, is hidden; show it")
    return found


def _numbered(path: Path, rows: Iterable[Iterable[Any]], most: int) -> Iterator[SheetRow]:
    for number, row in enumerate(rows, 1):
        if number > most + 1:
            raise Refusal(f"{path.name!r} has more than {most:,} rows; split it")
        cells = tuple(map(_cell, islice(row, MAX_COLUMNS + 1)))
        if len(cells) > MAX_COLUMNS and (cells[MAX_COLUMNS].text or cells[MAX_COLUMNS].wrong):
            raise Refusal(f"{path.name!r}: row {number} has more than {MAX_COLUMNS} cells; leave out what is not asked")
        yield SheetRow(number, cells[:MAX_COLUMNS])


def _cell(value: Any) -> SheetCell:
    """A cell's value as text."""
    if value is None:
        return SheetCell()
    if isinstance(value, datetime):
        return SheetCell(value.date().isoformat())
    if isinstance(value, date):
        return SheetCell(value.isoformat())
    if isinstance(value, bool):
        return SheetCell(str(value).lower())
    if isinstance(value, int | float):
        return _number_cell(value)
    return _text_cell(value.strip()) if isinstance(value, str) else _object_cell(type(value).__name__)


def _object_cell(name: str) -> SheetCell:
    """A cell that is no text: a formula over several cells or a table of them, a time of day, a span of time."""
    if "formula" in name.casefold():
        return SheetCell(name, "a formula over several cells; its value as plain text")
    return SheetCell(name, f"a {name}, no text; what is meant as plain text")


def _text_cell(text: str) -> SheetCell:
    if text in ERRORS:
        return SheetCell(text, "the spreadsheet's own error; the value that belongs there, as plain text")
    if len(text) > LONGEST_CELL:
        return SheetCell(text[:LONGEST_CELL], f"{len(text):,} characters; at most {LONGEST_CELL:,}")
    if text.startswith("="):
        return SheetCell(text, "a formula; its value as plain text")
    if _ROUNDED.match(text):
        return SheetCell(text, "a number that the spreadsheet has rounded; the cell formatted as text")
    return SheetCell(text)


def _number_cell(value: float) -> SheetCell:
    text = str(int(value)) if value == value and abs(value) < EXACT and value == int(value) else str(value)
    if abs(value) < EXACT:
        return SheetCell(text)
    return SheetCell(text, "a number that the spreadsheet has rounded; the cell formatted as text")


def _csv_rows(path: Path, most: int) -> Iterator[SheetRow]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"{path.name!r} is neither .xlsx nor CSV in UTF-8; save it as one of them") from error
    if "\0" in text:
        raise Refusal(f"{path.name!r} is not a text file; save it as .xlsx or as CSV in UTF-8")
    heading = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from _numbered(path, reader, most)
    except csv.Error as error:
        raise Refusal(f"{path.name!r}, line {reader.line_num}: not readable as CSV: {error}") from error


def _workbook_rows(path: Path, most: int) -> Iterator[SheetRow]:
    from openpyxl import load_workbook  # a third of a second that other commands never pay
    from openpyxl.utils.exceptions import InvalidFileException

    data = io.BytesIO(path.read_bytes())  # the reader leaves a file open that it cannot read
    try:
        _refuse_hostile(path.name, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about styles and the like, which are not read
            sheet = load_workbook(data, read_only=True, data_only=False, keep_links=False).worksheets[0]
            if sheet.sheet_state != "visible":
                raise Refusal(f"{path.name!r}: its first sheet {sheet.title!r} is hidden; show it, or leave it out")
            rows, columns = _hidden(data, sheet._worksheet_path)  # type: ignore[attr-defined]  # the reader tells neither
            sheet.reset_dimensions()  # what a sheet says about its size is not believed
            for row in _numbered(path, sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), most):
                _refuse_hidden_text(path.name, row, columns)
                yield replace(row, hidden=row.number in rows)
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        NotImplementedError,
        EOFError,
        OverflowError,
        OSError,
    ) as error:
        raise Refusal(f"{path.name!r} cannot be read as a workbook; save it anew as .xlsx, or as CSV") from error


def _hidden(data: io.BytesIO, member: str) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and the columns that a sheet does not show, counted from 1."""
    rows, columns, number = set[int](), set[int](), 0
    with zipfile.ZipFile(data) as archive, archive.open(member) as part:
        for _, element in iterparse(part):  # noqa: S314 -- what declares entities was refused before
            name = element.tag.rpartition("}")[2]
            if name == "row":
                number = int(element.get("r", number + 1))
                rows |= {number} if _is_hidden(element, "ht") else set()
            if name == "col" and _is_hidden(element, "width"):
                columns |= {*range(int(element.get("min", 0)), min(int(element.get("max", 0)), MAX_COLUMNS) + 1)}
            element.clear()
    return frozenset(rows), frozenset(columns)


def _is_hidden(element: Element, size: str) -> bool:
    """Whether a row or a column is marked as hidden, or of no size."""
    return element.get("hidden") in ("1", "true") or float(element.get(size, 1)) == 0


def _refuse_hidden_text(name: str, row: SheetRow, columns: frozenset[int]) -> None:
    for index, cell in enumerate(row.cells, 1):
        if index in columns and (cell.text or cell.wrong):
            said = f"{name!r}: column {index} of row {row.number} is hidden and holds {cell.text[:40]!r}"
            raise Refusal(f"{said}; show the column, or leave it out")


def _refuse_hostile(name: str, data: io.BytesIO) -> None:
    """Refuse a workbook that unpacks to more than a list of accounts can be, or that declares entities of its own."""
    with zipfile.ZipFile(data) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
            raise Refusal(f"{name!r} unpacks to more than {MAX_UNPACKED // 1_000_000} MB; save a smaller list")
        if len({one.filename for one in members}) < len(members) or any(one.flag_bits & 1 for one in members):
            raise Refusal(f"{name!r} is encrypted or names a part twice; save it anew as .xlsx without a password")
        for one in members:
            if one.filename.lower().endswith((".xml", ".rels")) and _declares_entities(archive, one):
                raise Refusal(f"{name!r} declares entities in {one.filename!r}; save it anew as .xlsx")


def _declares_entities(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part has a document type, or is written so that one could hide."""
    before = b""
    with archive.open(member) as part:
        first = True
        while block := part.read(1 << 16):
            if first and block[:2] in (b"\xfe\xff", b"\xff\xfe", b"\0<", b"<\0"):
                return True
            first = False
            if b"<!DOCTYPE" in before + block or b"<!ENTITY" in before + block:
                return True
            before = block[-10:]
    return False
