"""What speaks against it that known items are gone, of an export that counts nothing: asked only where some would go.

* A known item is not gone while its id or its moment stands in a file of the export that was not read.
* Nor while its content stands there under another id that is made here, of a moment that was not read as before.
* Nor where the file that it was read from before is not in the export, or ends before it. A file that held one item
  alone goes with it, where others of its kind are there.
* Nor where entries of lists are not as they are known to be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from records_portal.exports.pieces import Doubt, Recognised

from ..gathering import Gathering, UnreadStretch
from ..indexes.item_index import IndexRow
from ..indexes.known_items import KnownItems, near, unpack
from .earlier_files import items_of_files_not_there

if TYPE_CHECKING:
    from pathlib import Path

# Parts of the residue that speak of items which are gone for all that, or of what others and the account did.
_NOT_ASKED = frozenset((
    "packaging", "direct-messages", "deleted-posts", "moderation-lists", "contacts", "login", "advertising", "likes",
    "reactions", "favourites", "votes", "bookmarks", "saved", "history", "searches", "viewer", "orphan-media",
    "unreachable-blocks", "repeated-blocks", "indexes", "crawl-logs", "drafts", "logged-information",
))  # fmt: skip
_CHUNK, _OVERLAP, _SNIFFED = 1 << 20, 256, 1 << 12
# What an id and a number of seconds look like in any file, and a moment that is written out.
_TOKEN = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d|[0-9A-Za-z_-]{9,200}")
_SEGMENT = re.compile(r"[0-9A-Za-z_-]{9,200}")
_HAS_DIGIT = re.compile(r"\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_SECONDS, _FINER = 10, (13, 16)  # digits of seconds since 1970 in our days, of thousandths and of millionths


@dataclass(frozen=True, slots=True)
class GoneItems:
    """The known items that an export should hold and does not, what else is known, and where the earlier bags lie."""

    rows: Sequence[IndexRow]
    history: KnownItems
    bags: Path


def doubts_of_gone(gone: GoneItems, recognised: Recognised, gathering: Gathering) -> Iterator[Doubt]:
    """Why known items that were not met may be there all the same."""
    if met := sum(_is_met_again(row, _made_ids(gathering)) for row in gone.rows):
        yield Doubt("still-there", "known items whose content is in it under another moment", met)
    if places := _places_of_traces(gone, gathering):
        yield Doubt("still-there", "files that were not read and speak of known items", len(places), places)
    if items := items_of_files_not_there(gone.rows, gone.history, gone.bags, (recognised, gathering.last_items())):
        yield Doubt("files-not-there", "known items of files that are not in it, or that end before them", len(items))
    if gathering.changed:
        yield Doubt("unknown-parts", "entries that are not as they are known to be", gathering.changed)


def _made_ids(gathering: Gathering) -> dict[str, list[IndexRow]]:
    """The new rows under ids that are made here, by their content."""
    made: dict[str, list[IndexRow]] = {}
    for row in map(unpack, gathering.rows.packed):
        if row.change == "new" and row.id_basis != "platform" and row.content_digest:
            made.setdefault(row.content_digest, []).append(row)
    return made


def _is_met_again(row: IndexRow, made: dict[str, list[IndexRow]]) -> bool:
    """Whether a new item has the content of a known one, on a day that may be the same."""
    return any(near(row.latest_on, one.latest_on) for one in made.get(row.content_digest, ()))


def _places_of_traces(gone: GoneItems, gathering: Gathering) -> tuple[str, ...]:
    """The files that were not read and hold an id or a moment of one of the items."""
    asked = [each for each in gathering.unread if each.part not in _NOT_ASKED]
    wanted = _tokens(gone) if asked else frozenset[bytes]()
    found = {each.member.base for each in asked if wanted and _speaks_of(wanted, each, gathering)}
    return tuple(sorted(found))


def _tokens(gone: GoneItems) -> frozenset[bytes]:
    """What tells that a file speaks of one of these items, and of none that was met."""
    here = gone.history.here
    ids = [row.id for row in gone.rows if row.id_basis == "platform"]
    moments = {row.created_at for row in gone.rows if _MOMENT.match(row.created_at)}
    segments = {segment for item in ids for segment in _SEGMENT.findall(item) if _HAS_DIGIT.search(segment)}
    if segments:  # what ids have in common, as the name of their account, is of no single item
        segments.difference_update(segment for item in here for segment in _SEGMENT.findall(item))
    if moments:
        moments.difference_update(row.created_at for row in map(gone.history.row, here) if row)
    seconds = {str(int(datetime.fromisoformat(each).timestamp())) for each in moments}
    written = {each[:19].replace("T", sign) for each in moments for sign in "T "}
    return frozenset(each.encode() for each in segments | seconds | written)


def _speaks_of(wanted: Collection[bytes], stretch: UnreadStretch, gathering: Gathering) -> bool:
    return any(_is_wanted(each, wanted) for text in _texts(stretch, gathering) for each in _TOKEN.findall(text))


def _is_wanted(token: bytes, wanted: Collection[bytes]) -> bool:
    return token in wanted or (len(token) in _FINER and token.isdigit() and token[:_SECONDS] in wanted)


def _texts(stretch: UnreadStretch, gathering: Gathering) -> Iterator[bytes]:
    """The text of what was not read, piece by piece; of a file that is no text, nothing."""
    with gathering.opener(stretch.member) as stream:
        done = 0
        for offset, length in stretch.places or ((0, stretch.member.size),):
            while done < offset and (passed := stream.read(min(_CHUNK, offset - done))):
                done += len(passed)
            before = b""
            while done < offset + length and (read := stream.read(min(_CHUNK, offset + length - done))):
                if not stretch.places and b"\0" in (before + read)[:_SNIFFED]:
                    return
                yield before + read
                before, done = read[-_OVERLAP:], done + len(read)
