"""YouTube in Google Takeout: tables of videos, their texts, comments, live chats and posts, and the videos' files.

* Tables are known by their columns, for folders and files are named in the language of the account.
* A video's row in the table of texts is a further fragment of the same item.
* Files carry no id; one is a video's only where title and file name, or those and the length, fit only each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from ...archives.opening import Member
from ...known_shapes import table_remarks
from ...leftovers import Parts, UnknownShapes, is_packaging, table_doubts
from ...pieces import Doubt, ExportedItem, Fragment, Media, Opener, Owner, OwnersMet, Piece, Recognised, Remark, Residue
from ...slices.csv_slices import csv_slices, heading, named_rows
from .media import is_film, matched
from .values import (
    CHANNEL,
    CHATS,
    COMMENTS,
    ITEM_TABLES,
    OTHERS,
    POSTS,
    TABLES,
    TEXTS,
    USUAL,
    VIDEOS,
    Channel,
    Row,
    channel_written,
    described,
    item_of_table_row,
    video_id,
)

NAME = "youtube"
KINDS = {VIDEOS: ("post",), POSTS: ("post",), COMMENTS: ("comment", "reply"), CHATS: ("chat",)}
_LACKS = (
    "comments by others",
    "captions unless they were chosen",
    "numbers of views and likes",
    "deleted videos and comments",
    "earlier titles and descriptions",
    "videos and comments that the export was not asked for",
)
_LOOKED_AT = 20  # rows that show what a table holds
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)
_NAMED = re.compile(r"(?:videos|video texts|comments|live chats|posts)(?:\(\d+\))?\.csv", re.IGNORECASE)
_PARTS = Parts.of(
    viewer=r"(?:.*/)?archive_browser\.html",
    history=r"(?:.*/)?(?:history|verlauf|historique|historial)/.*|(?:.*/)?(?:watch|search)-history\.(?:html|json)",
    subscriptions=r"(?:.*/)?(?:subscriptions|abos|abonnements|suscripciones)/.*",
    playlists=r"(?:.*/)?playlists/.*",
    account=r"(?:.*/)?(?:channels?|channel-memberships|music-library[^/]*)/.*",
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by the columns of its tables; nothing where none holds videos, comments, chats or posts."""
    tables = _tables(members, opener)
    if not any(name in ITEM_TABLES for name in tables.values()):
        return None
    channel = _channel(tables, opener)
    return Recognised(
        platforms=frozenset(("youtube",)),
        format=NAME,
        era="2023-on",
        members=tuple(members),
        lacks=_LACKS,
        kinds=frozenset(kind for table in tables.values() for kind in KINDS.get(table, ())),
        account_id=channel.id,
        owners=tuple(
            Owner("the table of channels", number, names=frozenset(filter(None, (title,))))
            for number, title in sorted(
                {(channel_written(row), Channel.of(row).title) for row in _rows(tables, CHANNEL, opener)}
            )
        ),
    )


def _tables(members: Sequence[Member], opener: Opener) -> dict[Member, str]:
    """Each table that is known, and which."""
    found = {}
    for member in members:
        if member.name.lower().endswith(".csv") and not is_packaging(member.name):
            with opener(member) as stream:
                columns = heading(stream)
            if name := next((name for name, is_it in TABLES.items() if is_it(columns)), ""):
                found[member] = name
    return found


def _rows(tables: Mapping[Member, str], wanted: str, opener: Opener) -> Iterator[Row]:
    for member, name in tables.items():
        if name == wanted:
            with opener(member) as stream:
                yield from (each.cells for each in named_rows(stream) if each.cells)


def _channel(tables: Mapping[Member, str], opener: Opener) -> Channel:
    """The channel, where the export is of one only."""
    found = {Channel.of(row) for row in _rows(tables, CHANNEL, opener)}
    if not found:
        found = {Channel.of(row) for name in (VIDEOS, COMMENTS) for row in _rows(tables, name, opener)}
    return next(iter(found)) if len(found) == 1 else Channel()


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    yield from _YoutubeReading(recognised, opener).pieces()


class _YoutubeReading:
    """One passage through an export: the texts that wait for their video, and the files that were found for one."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        self._tables = _tables(recognised.members, opener)
        self._channel = _channel(self._tables, opener)
        self._films = [member for member in recognised.members if is_film(member.name)]
        rows = _rows(self._tables, VIDEOS, opener)
        videos = {video: described(row) for row in rows if (video := video_id(row))}
        self._matching = matched(videos, self._films, opener)
        self._texts: dict[str, tuple[Fragment, Row]] = {}
        self._strangers, self._owners = UnknownShapes(), OwnersMet()

    def pieces(self) -> Iterator[Piece]:
        for member, name in self._tables.items():
            if name == TEXTS:
                yield from self._read_texts(member)
        for member, name in self._tables.items():
            if name in ITEM_TABLES:
                yield from self._read_items(member, name)
        for fragment, _ in self._texts.values():
            yield Residue("texts-without-videos", fragment.member, fragment.offset, fragment.data)
        read_tables = {member for member, name in self._tables.items() if name != CHANNEL}
        for member in self._members:
            if member not in read_tables and member not in self._matching.files.values():
                yield Residue("orphan-media" if member in self._films else _PARTS.part(member.name), member)
        yield from self._remarks()

    def _slices(self, member: Member) -> Iterator[tuple[Fragment, Row | None]]:
        """The rows of a table; the heading, empty lines and broken ones come without cells."""
        with self._opener(member) as stream:
            for each in named_rows(stream):
                fragment = Fragment(member, each.offset, each.data)
                yield fragment, {} if each.broken else each.cells

    def _read_texts(self, member: Member) -> Iterator[Piece]:
        for fragment, row in self._slices(member):
            if row is None:
                yield Residue("framing", member, fragment.offset, fragment.data)
            elif not video_id(row) or video_id(row) in self._texts:
                yield self._strangers.residue(member, fragment.offset, fragment.data)
            else:
                self._texts[video_id(row)] = fragment, row

    def _read_items(self, member: Member, name: str) -> Iterator[Piece]:
        last = b""
        for fragment, row in self._slices(member):
            last = fragment.data
            if row is None:
                yield Residue("framing", member, fragment.offset, fragment.data)
                continue
            yield from self._owners.told(Owner(f"the table {member.base!r}", channel_written(row)))
            text = self._texts.get(video_id(row)) if name == VIDEOS else None
            item = item_of_table_row(name, row, self._channel, text[1] if text else {})
            if not item:
                yield self._strangers.residue(member, fragment.offset, fragment.data)
                continue
            if text:
                del self._texts[video_id(row)]
            yield replace(item, fragments=(fragment, *(text[:1] if text else ())), media=self._media(name, row, item))
        yield from table_doubts(member, last)

    def _unread(self) -> Iterator[Member]:
        return (each for each in self._members if each not in self._tables and not is_packaging(each.name))

    def _looks_like_items(self, member: Member) -> bool:
        """Whether a table without known columns has the channel and a moment in a row, as lists of items do."""
        if not member.base.lower().endswith(".csv") or _PARTS.part(member.name) != "other-files":
            return False
        with self._opener(member) as stream:
            rows = [each.cells or () for each in islice(csv_slices(stream), 1, _LOOKED_AT)]
        return any(self._channel.id in row and any(map(_MOMENT.match, row)) for row in rows if self._channel.id)

    def _media(self, name: str, row: Row, item: ExportedItem) -> tuple[Media, ...]:
        """A video's file; where the export has no files at all, it was not asked for them."""
        if name != VIDEOS:
            return ()
        return (Media(item.permalink, self._matching.files.get(video_id(row)), bool(self._films)),)

    def _remarks(self) -> Iterator[Remark | Doubt]:
        yield from self._strangers.remarks()
        for member, name in self._tables.items():
            with self._opener(member) as stream:
                yield from table_remarks(member.base, heading(stream), USUAL[name], OTHERS[name])
        if unread := sum(bool(_NAMED.fullmatch(each.base)) and each.size > 0 for each in self._unread()):
            yield Doubt("unknown-parts", "tables of items by their names, without the columns of any", unread)
        if alike := sum(map(self._looks_like_items, self._unread())):
            yield Doubt("unknown-parts", "tables with moments of the channel, without the columns of any", alike)
        matching = self._matching
        if by_title := len(matching.files) - matching.by_length:
            yield Remark("videos whose file was found by its title alone", by_title)
        if matching.by_length:
            yield Remark("videos whose file was found by its title and length", matching.by_length)
        if matching.unclear:
            yield Remark("video files that fit several videos, or a video that several fit", matching.unclear)
        if self._texts:
            yield Remark("texts without their video", len(self._texts))
