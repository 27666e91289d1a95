"""Exports of Reddit: `posts.csv` and `comments.csv` are items, their tables of headers a check on them.

* Tables are known by their columns. Posts and comments are counted apart, so an id begins with what it names.
* The address from which something was written is no part of an item: its cell is residue of its own.
* A table of headers says which items there are; its rows belong to their items, and one too many is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from ..archives.opening import Member
from ..leftovers import Parts, UnknownShapes, cut_out, is_packaging
from ..loose_values import web_address
from ..member_digests import digest_of_member
from ..moments import dated, moment_in_utc, moment_with_offset
from ..pieces import Doubt, ExportedItem, Fragment, ListRead, Media, Opener, Owner, Piece, Recognised, Remark, Residue
from ..slices.csv_slices import cell_places, column_names, heading, named_rows
from ..slices.markup_text import hashtags_in

NAME = "reddit"
POST, COMMENT = "post", "comment"
KINDS = {POST: ("post",), COMMENT: ("comment", "reply")}
_LACKS = (
    "comments by others",
    "media files",
    "votes and scores",
    "earlier versions of edited posts and comments",
    "who wrote what is answered",
)
Row = Mapping[str, str]
_SHARED = frozenset(("id", "permalink", "date", "subreddit"))
_ID = re.compile(r"(?:t\d_)?([a-z0-9]{1,13})\Z")
_LINKED = re.compile(r"/comments/([a-z0-9]{1,13})(?:[/?#]|\Z)")
_MEDIUM = re.compile(
    r"https?://(?:i|v|preview)\.redd\.it/\S+|https?://\S+\.(?:jpe?g|png|gif|webp|mp4)\Z", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://[^\s,|\"'<>]+", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.IGNORECASE)
_TAKEN_AWAY = {"[deleted]": "deleted", "[removed]": "removed"}
_LARGEST_LIST = 1 << 20
_PARTS = Parts.of(
    direct_messages=r"(?:.*/)?(?:messages?(?:_archive)?(?:_headers)?|chat_history)\.csv",
    login=r"(?:.*/)?ip_logs\.csv",
    contacts=r"(?:.*/)?(?:friends|approved_submitter_subreddits)\.csv",
    votes=r"(?:.*/)?(?:post|comment|poll)_votes\.csv",
    subscriptions=r"(?:.*/)?(?:(?:subscribed|moderated)_subreddits|multireddits)\.csv",
    drafts=r"(?:.*/)?(?:drafts|scheduled_posts)\.csv",
    saved=r"(?:.*/)?(?:saved_\w+|hidden_posts)\.csv",
    checksums=r"(?:.*/)?checkfile\.csv",
    account=(
        r"(?:.*/)?(?:account_gender|birthdate|linked_\w+|statistics|user_preferences|stripe|twitter|persona|payouts"
        r"|purchases|sensitive_ads_preferences|announcements|gold_received|gilded_content)\.csv"
    ),
    # These are stretches within tables.
    ip_addresses=r"(?!)",
    headers_without_items=r"(?!)",
)


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables that hold items, and those of their headers, each with what it is of."""

    items: dict[Member, str] = field(default_factory=dict)
    headers: dict[Member, str] = field(default_factory=dict)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by the columns of its tables; nothing where none holds posts or comments."""
    tables = _tables(members, opener)
    if not tables.items:
        return None
    statistics = _statistics(members, opener)
    bases = {member.base for member in members}
    absent = [name for name, _ in _checksums(members, opener) if name not in bases]
    declared = Counter[str]()
    for member, kind in tables.headers.items():
        declared[kind] += sum(1 for _ in _ids(member, opener))
    headed = {*tables.headers.values()} >= {*tables.items.values()}
    return Recognised(
        platforms=frozenset(("reddit",)),
        format=NAME,
        era="2020-on",
        members=tuple(members),
        lacks=_LACKS,
        kinds=frozenset(kind for each in tables.items.values() for kind in KINDS[each]),
        handle=statistics.get("account name", ""),
        exported_at=_moment(statistics.get("export time", "")),
        # One table without headers is enough that nobody knows how many items there are.
        lists=tuple((f"{kind}s", count) for kind, count in sorted(declared.items())) if headed else (),
        doubts=tuple(_doubts(absent)),
        owners=tuple(
            Owner("statistics.csv", handles=frozenset((name,)))
            for what, name in _statistics_told(members, opener)
            if what == "account name" and name
        ),
    )


def _doubts(absent: Sequence[str]) -> Iterator[Doubt]:
    if absent:
        yield Doubt("missing-parts", "files that checkfile.csv names and the export has not", len(absent))


def _tables(members: Sequence[Member], opener: Opener) -> _Tables:
    found = _Tables()
    for member in members:
        if member.name.lower().endswith(".csv") and not is_packaging(member.name):
            with opener(member) as stream:
                columns = heading(stream)
            if not columns >= _SHARED:
                continue
            kind = COMMENT if columns >= {"link", "parent"} else POST if columns & {"url", "title"} else ""
            if kind:
                (found.items if "body" in columns else found.headers)[member] = kind
    return found


def _ids(member: Member, opener: Opener) -> Iterator[str]:
    with opener(member) as stream:
        for row in named_rows(stream):
            if row.cells and (match := _ID.match(row.cells["id"])):
                yield match[1]


def _small_tables(members: Sequence[Member], name: str, opener: Opener) -> Iterator[BinaryIO]:
    for member in members:
        if member.base == name and member.size <= _LARGEST_LIST and not is_packaging(member.name):
            with opener(member) as stream:
                yield stream


def _statistics(members: Sequence[Member], opener: Opener) -> dict[str, str]:
    """What the export says of the account, by the words for it."""
    return dict(_statistics_told(members, opener))


def _statistics_told(members: Sequence[Member], opener: Opener) -> Iterator[tuple[str, str]]:
    """Each thing that a table of statistics says; of two exports there are two tables."""
    for stream in _small_tables(members, "statistics.csv", opener):
        for row in named_rows(stream):
            cells = [*row.cells.values()] if row.cells else []
            if len(cells) >= 2:
                yield cells[0].strip().casefold(), cells[1].strip()


def _checksums(members: Sequence[Member], opener: Opener) -> Iterator[tuple[str, str]]:
    """The files that the export says it has, each with the SHA-256 that it says of it."""
    for stream in _small_tables(members, "checkfile.csv", opener):
        for row in named_rows(stream):
            cells = [each.strip() for each in row.cells.values()] if row.cells else []
            names = [each for each in cells if each.lower().endswith(".csv")]
            digests = [each.lower() for each in cells if _SHA256.match(each)]
            if len(names) == len(digests) == 1:
                yield names[0].rpartition("/")[2], digests[0]


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    yield from _RedditReading(recognised, opener).pieces()


class _RedditReading:
    """One passage through an export: the rows of headers that wait for their item, and what was not understood."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        self._declared = dict(recognised.lists)
        self._author = recognised.handle
        self._tables = _tables(recognised.members, opener)
        self._strangers, self._found = UnknownShapes(), Counter[str]()
        self._columns: dict[Member, int] = {}
        self._waiting: dict[str, list[Fragment]] = defaultdict(list)

    def pieces(self) -> Iterator[Piece]:
        for member, kind in self._tables.headers.items():
            for fragment, row in self._rows(member):
                match = _ID.match(row["id"]) if row else None
                if match:
                    self._waiting[f"{kind}:{match[1]}"].append(fragment)
                else:
                    yield self._no_item(fragment, row)
        for member, kind in self._tables.items.items():
            for fragment, row in self._rows(member):
                item = item_of_reddit(kind, row, self._author) if row else None
                yield from self._whole(item, fragment, row) if item and row else [self._no_item(fragment, row)]
        if self._waiting and not self._declared:
            yield Doubt("fewer-than-declared", "headers of posts and comments that no table holds", len(self._waiting))
        for rows in self._waiting.values():
            yield from (Residue("headers-without-items", each.member, each.offset, each.data) for each in rows)
        owned = self._tables.items.keys() | self._tables.headers.keys()
        yield from (Residue(_PARTS.part(each.name), each) for each in self._members if each not in owned)
        yield from (ListRead(name, self._found[name], count) for name, count in self._declared.items())
        yield from self._strangers.remarks()
        if undated := self._found["undated"]:
            removed = bool(self._found["undated and removed"])
            yield Remark("posts and comments without a moment that can be read", undated, removed)
        if spoilt := self._spoilt():
            yield Remark("files whose checksum is another than checkfile.csv says", spoilt)

    def _rows(self, member: Member) -> Iterator[tuple[Fragment, Row | None]]:
        """The rows of a table; headings and empty lines come with no cells at all, broken rows with none of them."""
        with self._opener(member) as stream:
            for each in named_rows(stream):
                yield Fragment(member, each.offset, each.data), {} if each.broken else each.cells

    def _no_item(self, fragment: Fragment, row: Row | None) -> Residue:
        if row is None:
            return Residue("framing", fragment.member, fragment.offset, fragment.data)
        return self._strangers.residue(fragment.member, fragment.offset, fragment.data)

    def _whole(self, item: ExportedItem, fragment: Fragment, row: Row) -> Iterator[Piece]:
        """An item with all its rows, and the address from which it was written."""
        self._found["posts" if item.kind == POST else "comments"] += 1
        self._found["undated"] += item.created_at is None
        self._found["undated and removed"] += item.created_at is None and item.deleted
        kept: list[Fragment] = []
        for each in (fragment, *self._waiting.pop(item.id, ())):
            own, addresses = cut_out(each, self._address(each))
            kept += own
            yield from (Residue("ip-addresses", one.member, one.offset, one.data) for one in addresses)
        yield replace(item, fragments=tuple(kept))

    def _address(self, fragment: Fragment) -> list[tuple[int, int]]:
        """Where a row holds the address from which it was written."""
        places = cell_places(fragment.data)
        column = self._column_of_address(fragment.member)
        if not 0 <= column < len(places):
            return []
        start, end = places[column]
        return [(fragment.offset + start, fragment.offset + end)]

    def _column_of_address(self, member: Member) -> int:
        if member not in self._columns:
            with self._opener(member) as stream:
                names = column_names(stream)
            self._columns[member] = names.index("ip") if "ip" in names else -1
        return self._columns[member]

    def _spoilt(self) -> int:
        """How many files are other than the export says."""
        said = dict(_checksums(self._members, self._opener))
        named = (each for each in self._members if each.base in said)
        return sum(digest_of_member(each, "sha256", self._opener) != said[each.base] for each in named)


def item_of_reddit(kind: str, row: Row, author: str) -> ExportedItem | None:
    """The item that a row makes, without its fragment; nothing where it names no id."""
    match = _ID.match(row["id"].strip())
    if not match:
        return None
    body, title, shared = (row.get(name, "").strip() for name in ("body", "title", "url"))
    permalink = row["permalink"].strip()
    permalink = f"https://www.reddit.com{permalink}" if permalink.startswith("/") else permalink
    own = not shared or "/comments/" in shared or shared in body
    text = "\n\n".join(filter(None, (title, body, "" if own or kind == COMMENT else shared))).replace("\r\n", "\n")
    parent, link = _ID.match(row.get("parent", "").strip()), _LINKED.search(row.get("link", ""))
    shown = [*([shared] if _MEDIUM.match(shared) else []), *_ADDRESS.findall(row.get("media", ""))]
    item = ExportedItem(
        id=f"{kind}:{match[1]}",
        kind="reply" if kind == COMMENT and parent else kind,
        text=text,
        media=tuple(Media(each, None, expected=False) for each in dict.fromkeys(shown)),
        author=author,
        permalink=web_address(permalink),
        hashtags=hashtags_in(title),
        reply_to=f"{COMMENT}:{parent[1]}" if parent else f"{POST}:{link[1]}" if link else "",
        deleted=body in _TAKEN_AWAY,
        visibility=_TAKEN_AWAY.get(body, ""),
    )
    return dated(item, _moment(row["date"]), "explicit-offset")


def _moment(written: str) -> datetime | None:
    text = written.strip()
    return moment_in_utc(text.removesuffix("UTC").strip()) if text.endswith("UTC") else moment_with_offset(text)
