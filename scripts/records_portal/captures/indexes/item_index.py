"""The item index (`items.csv`): what git knows of each item, and what changed against the captures before.

* No cell reveals content: digests are HMAC-SHA256 under the site's key, and no cell can start a formula.
* A version is a distinct content of one id; contents are told apart by text and media, else by everything.
* New, edited, returned and gone items are listed; repeated ones are only counted.
* An item dates from `earliest_on` at the first and `latest_on` at the last; an index from before has no first day.
* `commitment` is the root of the item's salted tree, empty until items are committed to.
"""

from __future__ import annotations

import csv
import hmac
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import orjson

from records_portal.register.findings import Refusal

COLUMNS = (
    "id", "id_basis", "version", "change", "kind", "class", "class_rule", "created_at", "latest_on", "time_basis",
    "edited", "deleted", "media", "bytes", "digest", "content_digest", "earliest_on", "commitment",
)  # fmt: skip
# Of captures from before the first day of an item was written, and from before items were committed to.
EARLIER_COLUMNS = (COLUMNS[:-2], COLUMNS[:-1])
_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=True, check_circular=False, separators=(",", ":"))
# No cell begins with = + - @ or a tab, which a spreadsheet would take for a formula.
_SAFE_CELL = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9 ._:/-]*)?\Z")


# The order of the fields is that of the columns, on which the Parquet index relies. A tuple, for it is made for each of
# half a million items, and a frozen dataclass takes six times as long to make.
class IndexRow(NamedTuple):
    """One line of the index; `edited` and `deleted` say `yes` or nothing, `media` counts, `bytes` is the volume."""

    id: str
    id_basis: str
    version: int
    change: str
    kind: str
    content_class: str
    class_rule: str
    created_at: str
    latest_on: str
    time_basis: str
    edited: str
    deleted: str
    media: int
    bytes: int
    digest: str
    content_digest: str
    earliest_on: str = ""
    commitment: str = ""

    @property
    def content(self) -> str:
        """What tells the contents of one id apart."""
        return self.content_digest or self.digest

    @property
    def order(self) -> tuple[str, str, int]:
        """Where the row stands in the index."""
        return self.created_at, self.id, self.version


def render_items(rows: Iterable[IndexRow]) -> bytes:
    """The index as CSV (RFC 4180, line feeds), sorted by moment, id and version."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in sorted(rows, key=lambda each: each.order):
        cells = [str(cell) for cell in row]
        if unsafe := next((cell for cell in cells if not _SAFE_CELL.match(cell)), None):
            raise Refusal(f"{unsafe!r} cannot stand in an item index; only letters, digits and . _ : / - can")
        writer.writerow(cells)
    return text.getvalue().encode()


def parse_items(data: bytes, path: str) -> Iterator[IndexRow]:
    """The rows of an index; another heading or a broken row is refused."""
    lines = csv.reader(io.StringIO(data.decode("utf-8", "replace"), newline=""))
    heading = tuple(next(lines, ()))
    if heading not in (COLUMNS, *EARLIER_COLUMNS):
        raise Refusal(f"{path}: the heading is not that of an item index; restore the file from git")
    for number, cells in enumerate(lines, 2):
        try:
            # The places of version, media and bytes among the columns.
            numbers = {place: int(cells[place]) for place in (2, 12, 13)}
            named = enumerate(zip(heading, cells, strict=True))
            yield IndexRow(*(numbers.get(place, cell) for place, (_, cell) in named))  # type: ignore[arg-type]
        except (ValueError, IndexError, TypeError) as error:
            raise Refusal(f"{path}:{number}: this is no row of an item index; restore the file from git") from error


def digest(key: bytes, canonical: Mapping[str, Any]) -> str:
    """The digest of everything that an item says."""
    # Each kind of digest begins with its own word, so that one can never pass for another.
    return hmac.digest(key, b"item\0" + _sorted_in_ascii(canonical), "sha256").hex()


def _sorted_in_ascii(canonical: Mapping[str, Any]) -> bytes:
    """What an item says in JSON, so that no version of Python and no order of fields changes a digest."""
    if str(canonical.get("text", "")).isascii():
        with suppress(orjson.JSONEncodeError):  # a number of more than 64 bits
            text = orjson.dumps(canonical, option=orjson.OPT_SORT_KEYS)
            # Then both write the same, this one in a fourth of the time; of ASCII they differ in one character alone.
            if text.isascii() and b"\x7f" not in text:
                return text
    return _SORTED.encode(canonical).encode()


def content_digest(key: bytes, text: str, media: Sequence[str]) -> str:
    """The digest of text (NFC, white space folded) and media, the same in every format; empty where both are."""
    folded = " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())
    if not folded and not media:
        return ""
    parts = "\0".join((folded, *sorted(media)))
    # A text from an export can hold half of a surrogate pair, which plain UTF-8 refuses.
    return hmac.digest(key, b"content\0" + parts.encode("utf-8", "surrogatepass"), "sha256").hex()


def changes_by_kind(found: Mapping[str, int], rows: Iterable[IndexRow]) -> dict[str, dict[str, int]]:
    """The numbers of each kind: what was found of it, and of that what is new, edited, returned, repeated and gone."""
    counted: Counter[tuple[str, str]] = Counter()
    marked: Counter[str] = Counter()
    for row in rows:
        counted[row.kind, row.change] += 1
        marked[row.kind] += row.change == "gone" and row.deleted == "yes"
    numbers = {}
    for kind in sorted({*found, *(kind for kind, _ in counted)}):
        listed = {change: counted[kind, change] for change in ("new", "edited", "returned")}
        repeated = max(0, found.get(kind, 0) - sum(listed.values()) - marked[kind])
        numbers[kind] = {"found": found.get(kind, 0), **listed, "repeated": repeated, "gone": counted[kind, "gone"]}
    return numbers


@dataclass(frozen=True, slots=True)
class ClassificationRule:
    """A classification rule: every condition that is given must hold; days are those of `latest_on`."""

    id: str
    content_class: str
    kinds: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None

    def matches(self, kind: str, author: str, hashtags: Sequence[str], on: date | None) -> bool:
        """Whether an item of this kind, author, hashtags and day falls under the rule."""
        dated = self.from_on is None and self.to_on is None
        if on is not None:
            dated = (self.from_on or date.min) <= on <= (self.to_on or date.max)
        return (
            dated
            and (not self.kinds or kind in self.kinds)
            and (not self.authors or _folded(author) in map(_folded, self.authors))
            and (not self.hashtags or bool({*map(_folded, hashtags)} & {*map(_folded, self.hashtags)}))
        )


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).removeprefix("@").removeprefix("#").casefold()


def classified(
    rules: Iterable[ClassificationRule], kind: str, author: str, hashtags: Sequence[str], on: date | None
) -> tuple[str, str]:
    """The class and the rule that gives it; two empty texts where none matches or the first leaves it open."""
    for rule in rules:
        if rule.matches(kind, author, hashtags, on):
            return (rule.content_class, rule.id) if rule.content_class else ("", "")
    return "", ""
