"""What the earlier captures of a site hold, and what of it was met again in this one.

An item is kept as the packed row that tells of it last, and most items have one version: half a million of them take
some 200 MB. What is met moves from one side to the other, so that what is left was not seen again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias

from records_portal.register.findings import Refusal

from .item_index import IndexRow

# Between two cells of a packed row: it sorts before every sign that a cell can hold, as the end of a cell does.
_END = "\0"
_CELLS = 18
# Formats that give an item the ids of another one: both have those that the platform itself gave its posts.
_IDS_OF: Mapping[str, str] = {"twarc": "twitter"}


class EarlierCapture(NamedTuple):
    """A capture whose items are known: its name below the site, its format and the layout of its export."""

    name: str
    format: str
    era: str


class AskedItems(NamedTuple):
    """The items that an export of a format has to hold: their kinds, and the first and last moment in UTC."""

    format: str
    kinds: frozenset[str]
    from_on: str
    to_at: str


def pack(row: IndexRow) -> bytes:
    """A row as bytes, which sort as the index does: by moment, id and version."""
    text = _END.join((
        row.created_at, row.id, f"{row.version:09}", row.id_basis, row.change, row.kind, row.content_class,
        row.class_rule, row.latest_on, row.time_basis, row.edited, row.deleted, str(row.media), str(row.bytes),
        row.digest, row.content_digest, row.earliest_on, row.commitment,
    ))  # fmt: skip
    if text.count(_END) != _CELLS - 1:
        raise Refusal(f"{text!r} cannot stand in an item index; only letters, digits and . _ : / - can")
    return text.encode("utf-8", "surrogatepass")


def unpack(packed: bytes) -> IndexRow:
    """The row that was packed."""
    (
        created_at, item, version, id_basis, change, kind, content_class, class_rule, latest_on, time_basis, edited,
        deleted, media, size, digest, content_digest, earliest_on, commitment,
    ) = packed.decode("utf-8", "surrogatepass").split(_END)  # fmt: skip
    return IndexRow(
        item, id_basis, int(version), change, kind, content_class, class_rule, created_at, latest_on, time_basis,
        edited, deleted, int(media), int(size), digest, content_digest, earliest_on, commitment,
    )  # fmt: skip


@dataclass(slots=True)
class PackedRows:
    """Rows of an index, packed; they come out in the order of the index."""

    packed: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.packed)

    def __iter__(self) -> Iterator[IndexRow]:
        self.packed.sort()
        return map(unpack, self.packed)


@dataclass(slots=True)
class _Versions:
    """An item that had several contents: its last row, the number of each content, and which were met here."""

    row: bytes
    numbers: dict[str, int]
    met: set[int]


_Known: TypeAlias = bytes | _Versions


def _last(known: _Known) -> bytes:
    return known if isinstance(known, bytes) else known.row


def _numbers(known: _Known) -> dict[str, int]:
    """The contents that an item had, and the version of each."""
    if isinstance(known, bytes):
        row = unpack(known)
        return {row.content: row.version}
    return known.numbers


def _met(here: _Known | None) -> set[int]:
    """The versions of an item that were met here."""
    if here is None:
        return set()
    return {unpack(here).version} if isinstance(here, bytes) else here.met


@dataclass(slots=True)
class KnownItems:
    """Items by id: those of earlier captures that were not met here, those that were, and the contents disposed of.

    `listed_by` is the format of the capture that told of an item last; `captures` are those in the order of ingest.
    """

    earlier: dict[str, _Known] = field(default_factory=dict)
    here: dict[str, _Known] = field(default_factory=dict)
    disposed: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    listed_by: dict[str, str] = field(default_factory=dict)
    captures: list[EarlierCapture] = field(default_factory=list)

    @property
    def any_known(self) -> bool:
        """Whether any item is known."""
        return bool(self.earlier or self.here)

    @property
    def found(self) -> int:
        """How many versions of items were met here."""
        return sum(1 if isinstance(each, bytes) else len(each.met) for each in self.here.values())

    def row(self, item: str) -> IndexRow | None:
        """The row that tells of an item last."""
        known = self.here.get(item) or self.earlier.get(item)
        return unpack(_last(known)) if known else None

    def remember(self, rows: Iterable[IndexRow], form: str) -> None:
        """Take in the index of an earlier capture of a format; the captures come in the order of their ingest."""
        for row in rows:
            self.earlier[row.id] = _with(self.earlier.get(row.id), row, set())
            self.listed_by[row.id] = form

    def dispose(self, item: str, version: int, kept_digest: str = "") -> None:
        """Take in that a version of an item was disposed of: its content is known again under any id."""
        known = self.earlier.get(item)
        contents = {content for content, one in _numbers(known).items() if one == version} if known else set()
        # The register may come from another clone that never had the item: then the digest is all that tells.
        for content in contents | ({kept_digest} - {""}):
            day = unpack(_last(known)).latest_on if known else ""
            self.disposed.setdefault(content, set()).add((item, day))

    def _came_back(self, row: IndexRow) -> bool:
        """Whether a row has content that was disposed of: by its id, or of a day that another format may tell so."""
        if not self.disposed:
            return False
        found = self.disposed.get(row.content, set()) | self.disposed.get(row.digest, set())
        return any(item == row.id or near(day, row.latest_on) for item, day in found)

    def placed(self, row: IndexRow) -> tuple[IndexRow, bytes] | None:
        """The row with its version and change (empty where repeated), and packed; nothing where it is here already."""
        here = self.here.get(row.id)
        known = here or self.earlier.get(row.id)
        version, change = _version_and_change(known, row) if known else (1, "new")
        met = _met(here)
        # An export can hold an item in several of its files; it counts once.
        if version in met:
            return None
        returned = "returned" if self._came_back(row) else change
        # Of a tuple `_replace` costs three times as much, and there is one for each item.
        placed = IndexRow._make((*row[:2], version, returned, *row[4:]))
        kept = self.here[row.id] = _with(known, placed, met)
        self.earlier.pop(row.id, None)
        return placed, _last(kept)

    def expected(self, asked: AskedItems) -> Counter[str]:
        """How many items of each kind of earlier captures an export has to hold; asked before it is read."""
        return Counter(row.kind for row in self._present(asked))

    def gone(self, asked: AskedItems) -> Iterator[IndexRow]:
        """The items that earlier captures hold, that this one would hold if they still were there, and does not."""
        # Only what this export would hold is missed: another kind or day says nothing.
        # What is not in this capture has nothing in it that could be opened.
        return (row._replace(change="gone", commitment="") for row in self._present(asked))

    def _present(self, asked: AskedItems) -> Iterator[IndexRow]:
        """The items of these kinds and days that are there by the earlier captures and were not met here."""
        ids = _ids_of(asked.format)
        for item, known in self.earlier.items():
            # Another format has other ids: that none of them is met says nothing.
            if _ids_of(self.listed_by[item]) != ids:
                continue
            row = unpack(_last(known))
            if row.change != "gone" and row.kind in asked.kinds and asked.from_on <= row.created_at <= asked.to_at:
                yield row


def _ids_of(form: str) -> str:
    """The format whose ids a format's items have."""
    return _IDS_OF.get(form, form)


def _version_and_change(known: _Known, row: IndexRow) -> tuple[int, str]:
    last, numbers = unpack(_last(known)), _numbers(known)
    is_present = last.change != "gone"
    if row.content not in numbers:
        return max(numbers.values()) + 1, "edited" if is_present else "returned"
    version = numbers[row.content]
    # What the export itself marks as deleted has not come back.
    if not is_present:
        return version, "" if row.deleted else "returned"
    return version, "gone" if row.deleted and not last.deleted else ""


def _with(known: _Known | None, row: IndexRow, met: set[int]) -> _Known:
    """What is known of an item once a row was read too: content that is there again keeps its version's number."""
    numbers = (_numbers(known) if known else {}) | {row.content: row.version}
    if len(numbers) == 1:
        return pack(row)
    return _Versions(pack(row), numbers, met | {row.version})


def near(day: str, other: str) -> bool:
    """Whether two dates may be the same day told in two zones; an unknown one may be any."""
    return not day or not other or abs((date.fromisoformat(day) - date.fromisoformat(other)).days) <= 1
