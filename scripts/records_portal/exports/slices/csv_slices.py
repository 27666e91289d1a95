"""CSV cut into its rows by byte offsets; quoted line breaks belong to their row, and a file is read once, in lines.

Text is scanned as Latin-1, where one character is one byte, so that offsets are right without counting;
each cell is then read as UTF-8.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

# A quotation mark that never ends would make the whole rest of the file one row in memory.
LARGEST_ROW = 1 << 20
_CELL = re.compile(rb'"(?:[^"]|"")*+"|[^,\r\n"]*+')
# Spreadsheets put it before UTF-8; it would become part of the first column's name.
_MARK = b"\xef\xbb\xbf"


class Quoted(csv.excel):
    """RFC 4180: a quotation mark within a cell is written twice; anything else is no row."""

    strict = True


class Escaped(Quoted):
    """A quotation mark within a cell is written behind a backslash."""

    doublequote = False
    escapechar = "\\"


class Semicolons(Quoted):
    """As spreadsheets write it where the comma stands in numbers."""

    delimiter = ";"


class Tabs(Quoted):
    """Cells a tab apart."""

    delimiter = "\t"


Dialect = type[Quoted]


@dataclass(frozen=True, slots=True)
class CsvSlice:
    """A stretch of a file: a row and its cells (none in an empty line), or bytes that are no row and have no cells."""

    offset: int
    data: bytes
    cells: tuple[str, ...] | None


class _Lines:
    """The lines of a file as Latin-1 text, and the bytes of those that make up the row being read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._offset, self._taken = stream, 0, b""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LARGEST_ROW)
        first = not self._offset and not self._taken
        self._taken += line
        if not line:
            raise StopIteration
        if len(self._taken) >= LARGEST_ROW:
            raise csv.Error("no row is as long as this")
        return (line.removeprefix(_MARK) if first else line).decode("latin-1")

    def take(self, cells: list[str] | None) -> CsvSlice:
        """What was read since the last time."""
        offset, data = self._offset, self._taken
        self._offset, self._taken = offset + len(data), b""
        return CsvSlice(offset, data, _as_utf8(cells))


def csv_slices(stream: BinaryIO, dialect: Dialect = Quoted) -> Iterator[CsvSlice]:
    """The rows of a file and all that is no row, in order; reading goes on behind a row that is broken."""
    lines = _Lines(stream)
    reader = csv.reader(lines, dialect)
    while True:
        try:
            cells: list[str] | None = next(reader)
        except StopIteration:
            break
        except csv.Error:
            # A reader that failed keeps half of the row for the next one; a new one begins clean.
            reader, cells = csv.reader(lines, dialect), None
        if (row := lines.take(cells)).data:
            yield row
    if (rest := lines.take(None)).data:
        yield rest


def _as_utf8(cells: list[str] | None) -> tuple[str, ...] | None:
    try:
        return None if cells is None else tuple(cell.encode("latin-1").decode() for cell in cells)
    except UnicodeDecodeError:
        return None


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A stretch of a table: a row by the names of its columns, or what has none: the heading, empty or broken lines."""

    offset: int
    data: bytes
    cells: Mapping[str, str] | None
    broken: bool = False


def named_rows(stream: BinaryIO, dialect: Dialect = Quoted) -> Iterator[NamedRow]:
    """The rows of a table by the names in its heading, folded as `folded_name` does.

    The heading is the first line that is not empty, nor what spreadsheets write before it (`sep=;`).
    """
    names: tuple[str, ...] = ()
    for each in csv_slices(stream, dialect):
        if each.cells is None:
            yield NamedRow(each.offset, each.data, None, broken=True)
        elif not names or not any(each.cells):
            names = names or (() if _is_before_heading(each.cells) else tuple(map(folded_name, each.cells)))
            yield NamedRow(each.offset, each.data, None)
        elif len(each.cells) != len(names):
            yield NamedRow(each.offset, each.data, None, broken=True)
        else:
            yield NamedRow(each.offset, each.data, dict(zip(names, each.cells, strict=True)))


def cell_places(row: bytes) -> list[tuple[int, int]]:
    """Where in the bytes of a row (RFC 4180, commas) each cell begins and ends, with its quotation marks."""
    places, at = [], 0
    while match := _CELL.match(row, at):
        places.append((match.start(), match.end()))
        at = match.end() + 1
        if row[match.end() : at] != b",":
            break
    return places


def heading(stream: BinaryIO, dialect: Dialect = Quoted) -> frozenset[str]:
    """The folded names of a table's columns; none where the first line is no row."""
    return frozenset(column_names(stream, dialect))


def column_names(stream: BinaryIO, dialect: Dialect = Quoted) -> tuple[str, ...]:
    """The same in the order of the columns."""
    lines = (each.cells or () for each in csv_slices(stream, dialect) if not _is_before_heading(each.cells))
    return tuple(map(folded_name, next(lines, ())))


def _is_before_heading(cells: Sequence[str] | None) -> bool:
    """Whether a line is empty, or says to a spreadsheet what stands between cells; one that is no row is neither."""
    return cells is not None and (not any(cells) or (cells[0].startswith("sep=") and not any(cells[1:])))


def folded_name(name: str) -> str:
    """A column's name in lower case, with single spaces and none before a bracket."""
    return " ".join(name.casefold().replace("(", " (").split())
