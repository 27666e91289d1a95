"""Posts of X collected by twarc or Social Feed Manager: JSON lines of either interface, or their table.

* A collection holds what was asked for, others' posts too: items are those of the site's account, the rest is residue.
* A page of the later interface is cut into its posts; those that it refers to stand apart from them on the same line.
* Where nobody says whose site it is, every post that was collected is an item.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO

from ...archives.opening import Member
from ...known_shapes import KnownShapes, Shape
from ...leftovers import Parts, UnknownShapes, is_packaging
from ...loose_values import dicts, mapping
from ...pieces import ExportedItem, Fragment, Opener, Piece, Recognised, Remark, Residue
from ...slices.csv_slices import heading, named_rows
from ...slices.json_lines import line_slices
from ...slices.json_lists import lists_within
from ...slices.json_slices import Slice, elements
from ...table_ids import TableIds
from ..x.values import disagrees
from .shapes import EARLY, INCLUDED_MEDIUM, INCLUDED_USER, LATE, LATE_BEFORE_EDITS
from .values import TABLE_COLUMNS, Included, is_early, is_late, item_of_collected_row, item_of_tweet, writer_of

NAME = "twarc"
KINDS = frozenset(("post", "reply", "repost"))
OTHERS = "posts-of-others"
_LACKS = (
    "media files",
    "posts that the collection did not ask for",
    "posts that were deleted before they were collected",
    "line breaks, in tables",
)
_LINES = re.compile(r"(?:.*/)?[^/]+\.(?:jsonl?|ndjson|txt)\Z", re.IGNORECASE)
_TABLE = re.compile(r"(?:.*/)?[^/]+\.csv\Z", re.IGNORECASE)
_HEAD = 1 << 16
_KEYS = re.compile(rb'"(?:id_str|author_id|__twarc|includes|edit_history_tweet_ids)"\s*:')
_MOST_LOOKED_AT = 50  # posts, to tell whose a collection is
_DATA, _REFERRED = ("data",), ("includes", "tweets")
_PARTS = Parts.of()


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The collection by its first post or its table's columns; nothing where neither is there."""
    files = _files(members, opener)
    if not files:
        return None
    writers = _writers(files, opener)
    account, handle = next(iter(writers)) if len(writers) == 1 else ("", "")
    return Recognised(
        platforms=frozenset(("x",)),
        format=NAME,
        era="+".join(sorted(set(files.values()))),
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        account_id=account,
        handle=handle,
        complete=False,
    )


def _files(members: Sequence[Member], opener: Opener) -> dict[Member, str]:
    """Each file of the collection and how it is written."""
    found = {}
    for member in members:
        if is_packaging(member.name):
            continue
        if _LINES.match(member.name):
            with opener(member) as stream:
                looks_right = _KEYS.search(stream.read(_HEAD))
            if looks_right and (era := _era(member, opener)):
                found[member] = era
        elif _TABLE.match(member.name):
            with opener(member) as stream:
                if heading(stream) >= TABLE_COLUMNS:
                    found[member] = "table"
    return found


def _era(member: Member, opener: Opener) -> str:
    """The interface that the first post of a file is of; nothing where none is among its first lines."""
    with opener(member) as stream:
        for each in islice((one for one in _values(stream) if one.element), _MOST_LOOKED_AT):
            value = mapping(each.value)
            if is_early(value):
                return "v1"
            if any(map(is_late, (*dicts(value.get("data")), mapping(value.get("data")), value))):
                return "v2"
    return ""


def _values(stream: BinaryIO) -> Iterator[Slice]:
    """The posts of a list, or the lines of a file of lines."""
    head = stream.peek(16) if hasattr(stream, "peek") else b""
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        yield from elements(stream)
    else:
        yield from line_slices(stream)


def _writers(files: Mapping[Member, str], opener: Opener) -> set[tuple[str, str]]:
    """The writers of the first posts, those that they refer to left out."""
    found: set[tuple[str, str]] = set()
    looked_at = 0
    for member, era in files.items():
        with opener(member) as stream:
            for post, included in _table_writers(stream) if era == "table" else _posts(stream):
                found.add(writer_of(post, included))
                looked_at += 1
                if looked_at > _MOST_LOOKED_AT or len(found) > 1:
                    return found
    return found


def _posts(stream: BinaryIO) -> Iterator[tuple[Mapping[str, Any], Included]]:
    for each in _values(stream):
        value = mapping(each.value)
        if is_early(value) or is_late(value):
            yield value, Included()
        else:
            included = Included.of(value.get("includes"))
            yield from ((post, included) for post in dicts(value.get("data")) if is_late(post))


def _table_writers(stream: BinaryIO) -> Iterator[tuple[Mapping[str, Any], Included]]:
    for row in named_rows(stream):
        if row.cells:
            user = {"id_str": row.cells.get("user_id", ""), "screen_name": row.cells["user_screen_name"]}
            yield {"user": user, "created_at": "", "id": row.cells["id"]}, Included()


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the collection, each byte in exactly one of them."""
    yield from _CollectionReading(recognised, opener).pieces()


def _shape_of(post: Mapping[str, Any]) -> Shape:
    """The shape that a post should have, by the interface and the year in which it was collected."""
    if is_early(post):
        return EARLY
    return LATE if "edit_history_tweet_ids" in post else LATE_BEFORE_EDITS


class _CollectionReading:
    """One passage through a collection."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._recognised, self._opener = recognised, opener
        self._strangers = UnknownShapes()
        self._shapes = KnownShapes("posts")
        self._seen: Counter[str] = Counter()
        self._others = self._items = 0

    def pieces(self) -> Iterator[Piece]:
        files = _files(self._recognised.members, self._opener)
        for member, era in files.items():
            with self._opener(member) as stream:
                if era == "table":
                    yield from self._of_table(member, stream)
                else:
                    yield from self._of_lines(member, stream)
        for member in self._recognised.members:
            if member not in files:
                yield Residue(_PARTS.part(member.name), member)
        yield from self._strangers.remarks()
        yield from self._shapes.remarks()
        yield from (Remark(what, count) for what, count in sorted(self._seen.items()) if count)
        if self._others and not self._items:
            yield Remark("posts, none of them of this site's account", self._others)

    def _of_table(self, member: Member, stream: BinaryIO) -> Iterator[Piece]:
        ids = self._table_ids(member)
        for row in named_rows(stream):
            fragment = Fragment(member, row.offset, row.data)
            if row.cells is None and not row.broken:
                yield Residue("framing", member, row.offset, row.data)
            elif row.cells is None or ids.is_rounded(row.cells["id"].strip()):
                self._seen["rows whose id a spreadsheet rounded"] += row.cells is not None
                yield self._strangers.residue(member, row.offset, row.data)
            else:
                writer = row.cells.get("user_id", "").strip(), row.cells["user_screen_name"].strip()
                yield self._piece(fragment, item_of_collected_row(row.cells, (fragment,)), writer)

    def _table_ids(self, member: Member) -> TableIds:
        with self._opener(member) as stream:
            rows = (row.cells for row in named_rows(stream) if row.cells)
            return TableIds.of((cells["id"].strip(), [cells["text"], cells["tweet_url"]]) for cells in rows)

    def _of_lines(self, member: Member, stream: BinaryIO) -> Iterator[Piece]:
        for each in _values(stream):
            value = mapping(each.value)
            if each.element and (is_early(value) or is_late(value)):
                yield self._post(Fragment(member, each.offset, each.data), value, Included())
            elif each.element and isinstance(value.get("data"), list | dict):
                yield from self._of_page(member, each, value)
            elif each.element and "__twarc" in value and "data" not in value:
                yield Residue("pages", member, each.offset, each.data)
            elif each.element or each.broken:
                yield self._strangers.residue(member, each.offset, each.data)
            elif each.data:
                yield Residue("framing", member, each.offset, each.data)

    def _of_page(self, member: Member, page: Slice, value: Mapping[str, Any]) -> Iterator[Piece]:
        """The posts of a page, those that it refers to, and what else it says of them."""
        self._look_beside(member, mapping(value.get("includes")))
        included = Included.of(value.get("includes"))
        if is_late(mapping(value["data"])):
            yield self._post(Fragment(member, page.offset, page.data), value["data"], included)
            return
        for each in lists_within(page, (_DATA, _REFERRED)):
            post = mapping(each.value)
            if each.element and is_late(post):
                referred = each.key != _DATA[0]
                yield self._post(Fragment(member, each.offset, each.data), post, included, referred=referred)
            elif each.element:
                yield self._strangers.residue(member, each.offset, each.data)
            elif each.data:
                yield Residue("pages", member, each.offset, each.data)

    def _look_beside(self, member: Member, includes: Mapping[str, Any]) -> None:
        for each in dicts(includes.get("users")):
            self._shapes.look(member.base, each, b"", INCLUDED_USER)
        for each in dicts(includes.get("media")):
            self._shapes.look(member.base, each, b"", INCLUDED_MEDIUM)

    def _post(
        self, fragment: Fragment, post: Mapping[str, Any], included: Included, *, referred: bool = False
    ) -> Piece:
        writer = writer_of(post, included)
        item = item_of_tweet(post, (fragment,), included)
        if item:
            data = b"" if included.posts else fragment.data
            self._shapes.look(fragment.member.base, post, data, _shape_of(post))
        return self._piece(fragment, item, writer, referred=referred)

    def _piece(
        self, fragment: Fragment, item: ExportedItem | None, writer: tuple[str, str], *, referred: bool = False
    ) -> Piece:
        """The item of a post, or its residue where it is another's or of another shape."""
        if item is None:
            return self._strangers.residue(fragment.member, fragment.offset, fragment.data)
        if not self._is_own(writer, referred=referred):
            self._others += not referred
            return Residue(OTHERS, fragment.member, fragment.offset, fragment.data)
        self._items += 1
        self._seen["posts whose id carries another moment than the one written"] += disagrees(item)
        return item

    def _is_own(self, writer: tuple[str, str], *, referred: bool) -> bool:
        """Whether a post's writer is the account that is meant; a post that another refers to has to be proved so."""
        account, handle = writer
        if self._recognised.site_account or self._recognised.site_handles:
            by_id = account and self._recognised.site_account
            if by_id:
                return account == self._recognised.site_account
            return handle.casefold() in self._recognised.site_handles
        if self._recognised.account_id:
            return account == self._recognised.account_id
        return not referred
