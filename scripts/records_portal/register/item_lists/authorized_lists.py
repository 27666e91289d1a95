"""The list of items beside a request for authority (`schedules/authorizations/ID.csv`): what was asked for, by name.

One row an item: its site, its id, its version, and the series of the request's under which it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

LIST_COLUMNS = ["site", "item", "version", "series"]
FOLDER = "schedules/authorizations/"

AuthorizedList = Mapping[tuple[str, str, int], str]


class NotAList(ValueError):  # noqa: N818 -- what it says is what the file is
    """A file that is no list of items; the message says why, with the line."""


def is_authorized_list(path: str) -> bool:
    """Whether a file lies, by its name, beside a request for authority."""
    return path.startswith(FOLDER) and path.endswith(".csv") and "/" not in path.removeprefix(FOLDER)


def list_path(record_path: str) -> str:
    """Where the list of a request lies."""
    return f"{record_path.removesuffix('.yml')}.csv"


def parse_authorized_list(data: bytes) -> AuthorizedList:
    """The items of a list, each with its series; `NotAList` where a row is broken, repeated or out of order."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotAList(f"not readable as CSV: {error}") from error
    if not rows or rows[0] != LIST_COLUMNS:
        raise NotAList(f"the first line is not {','.join(LIST_COLUMNS)}")
    found: dict[tuple[str, str, int], str] = {}
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(LIST_COLUMNS) or not all(row) or not _is_version(row[2]):
            raise NotAList(f"line {number} does not name site, item, version and series")
        named = row[0], row[1], int(row[2])
        if named in found:
            raise NotAList(f"line {number} repeats {row[0]}/{row[1]}")
        found[named] = row[3]
    if not found:
        raise NotAList("no item stands on it")
    if list(found) != sorted(found):
        raise NotAList("the rows are not in the order of site, item and version")
    return found


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdecimal() and not text.startswith("0")


def render_authorized_list(items: AuthorizedList | Iterable[tuple[tuple[str, str, int], str]]) -> bytes:
    """A list in its one form."""
    pairs = items.items() if isinstance(items, Mapping) else items
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # ids are written as they are: a sign in front is part of an id
    writer.writerows([LIST_COLUMNS, *([*named[:2], str(named[2]), series] for named, series in sorted(pairs))])
    return text.getvalue().encode()
