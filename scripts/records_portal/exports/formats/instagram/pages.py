"""Items from the pages of Instagram's HTML exports since 2021, whose moments are written without a zone.

* The pages write every moment in UTC-8, in winter and summer; the login page and the ids of media can prove it.
* Unproven, a moment can be as late as in the last zone of the world; a minute counts to its end.
* A block is found by its classes alone: tags changed over the years, classes did not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from ...local_dates import WrittenMoment, parse_written
from ...moments import moment_with_offset
from ...pieces import ExportedItem, Fragment
from ...slices.html_slices import Node, PageStretch, cut, parse
from .reposts import first_of_each, with_labels
from .values import InstagramContext, hashtags_of, media_of, moment_of_upload, told_apart

USUAL_OFFSET = timedelta(hours=-8)
_BLOCK = "_a6-g"
_CAPTION, _CONTENT, _DATE, _CELL = "_a6-h", "_a6-p", "_a6-o", "_a6_q"
_MOST_DATES = 5
LARGEST_PAGE, LARGEST_BLOCK = 64 << 20, 1 << 20
_LOCAL_FILE = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|//|#)(?!.*\.html?\Z).+", re.DOTALL)
_ANY_FILE = re.compile(r"(?:https?:)?//.+|" + _LOCAL_FILE.pattern, re.DOTALL)
_SLACK = timedelta(minutes=2)
_QUARTER = timedelta(minutes=15)
_DAY = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class UndatedBlock:
    """A block as read, before the zone of the pages is known."""

    fragment: Fragment
    role: str
    text: str
    owner: str
    labels: Mapping[str, str]
    written: WrittenMoment | None
    addresses: tuple[str, ...]


def blocks(source: bytes) -> Iterator[PageStretch]:
    """The blocks of a page and what stands between them."""
    return cut(source, lambda node: _BLOCK in node.classes)


def undated_block(fragment: Fragment, role: str) -> UndatedBlock | None:
    """What a block says; nothing where it holds neither a moment nor media nor text that is known."""
    if len(fragment.data) > LARGEST_BLOCK:
        return None
    tree = parse(fragment.data)
    cells = first_of_each(_cells(tree))
    caption = tree.first(_CAPTION)
    text, owner, written = caption.text() if caption else "", "", _written(tree, cells if role == "comments" else {})
    if role == "comments" and cells:
        text, owner = told_apart({label: value for label, value in cells.items() if not parse_written(value)})
    elif role == "comments":
        (text, written), owner = _early_comment(tree, written), text
    addresses = tuple(dict.fromkeys(_addresses(tree)))
    return (
        UndatedBlock(fragment, role, text, owner, cells, written, addresses) if written or text or addresses else None
    )


def _written(tree: Node, cells: dict[str, str]) -> WrittenMoment | None:
    """The moment below the block, else the one in its table, which for a post would be that of its picture."""
    dates = (node.text() for node in islice(tree.all(_DATE), _MOST_DATES))
    return next(filter(None, map(parse_written, (*dates, *cells.values()))), None)


def _early_comment(tree: Node, written: WrittenMoment | None) -> tuple[str, WrittenMoment | None]:
    """The text and the moment of a comment without a table: lines below the name of whom it answers."""
    place = tree.first(_CONTENT)
    lines = place.text().split("\n") if place else []
    moments = [parse_written(line) for line in lines]
    text = "\n".join(line for line, moment in zip(lines, moments, strict=True) if not moment)
    return text, written or next(filter(None, moments), None)


def _cells(tree: Node) -> Iterator[tuple[str, str]]:
    """The labels of a block's tables with their values, which stand within the same cell or in the next.

    A row that holds another table is the heading of a group and has no value of its own.
    """
    for line in tree.tagged("tr"):
        found = [node for node in line.children if isinstance(node, Node) and node.tag == "td"]
        if not found or _CELL not in found[0].classes or any(line.tagged("tr")):
            continue
        label = " ".join("".join(each for each in found[0].children if isinstance(each, str)).split())
        values = found[1:] or [node for node in found[0].children if isinstance(node, Node)]
        yield label, "\n".join(filter(None, (node.text() for node in values)))


def _addresses(tree: Node) -> Iterator[str]:
    for node in tree.tagged("a", "img", "video", "source", "track"):
        for name, allowed in (("href", _LOCAL_FILE), ("src", _ANY_FILE)):
            address = node.attributes.get(name, "").strip()
            if allowed.fullmatch(address):
                yield f"https:{address}" if address.startswith("//") else address


def item_of_undated_block(found: UndatedBlock, offset: timedelta | None, around: InstagramContext) -> ExportedItem:
    """The item that a block makes, with the offset of the pages where it is proven."""
    written = found.written and found.written.in_order(around.dates)
    created, latest, basis = _placed(written, offset)
    item = ExportedItem(
        id="",
        kind={"stories": "story", "comments": "comment", "reposts": "repost"}.get(found.role, "post"),
        text=found.text,
        created_at=created,
        earliest_at=_earliest(written, offset),
        latest_at=latest,
        time_basis=basis,
        fragments=(found.fragment,),
        media=media_of(found.addresses, around.find_media),
        author=around.handle,
        hashtags=hashtags_of(found.text),
        reply_to_account=found.owner,
        deleted=found.role == "deleted-posts",
    )
    return with_labels(item, found.labels) if found.role == "reposts" else item


def _placed(written: WrittenMoment | None, offset: timedelta | None) -> tuple[datetime | None, datetime | None, str]:
    """The moment, the last it can be and how it is known; an offset other than the usual one may be a summer's."""
    if not written:
        return None, None, "unknown"
    minute = timedelta(seconds=0 if written.clock.second else 59)
    if offset is None or written.offsets:
        created, latest, basis = written.placed(USUAL_OFFSET)
        return created, latest + minute, basis
    created, _, _ = replace(written, offsets=(offset,)).placed()
    return created, created + minute + _other_season(offset), "calibrated"


def _earliest(written: WrittenMoment | None, offset: timedelta | None) -> datetime | None:
    """The first moment that it can be, by the same rule."""
    if not written or offset is None or written.offsets:
        return written.earliest if written else None
    return replace(written, offsets=(offset,)).earliest - _other_season(offset)


def _other_season(offset: timedelta) -> timedelta:
    return timedelta(hours=0 if offset == USUAL_OFFSET else 1)


def offsets_of_logins(source: bytes) -> Iterator[timedelta]:
    """The offset in each block of the login page: its heading is in UTC, the moment in its table is the pages'."""
    for each in blocks(source):
        tree = parse(each.data) if each.block else Node("")
        heading = next((moment_with_offset(node.text()) for node in tree.all(_CAPTION)), None)
        written = _written(tree, dict(_cells(tree)))
        if heading and written and not written.offsets and (offset := _offset(written, heading)) is not None:
            yield offset


def offsets_of_uploads(drafts: Iterable[UndatedBlock]) -> Iterator[timedelta | None]:
    """The offset in each block whose media's id carries a moment of the same day; none where the two do not fit."""
    for each in drafts:
        uploads = [upload for upload in map(moment_of_upload, each.addresses) if upload]
        written = each.written
        if uploads and written and not written.offsets:
            assumed, _, _ = written.placed(USUAL_OFFSET)
            if abs(uploads[0] - assumed) < _DAY:
                yield _offset(written, uploads[0])


def _offset(written: WrittenMoment, moment: datetime) -> timedelta | None:
    """How far a wall clock is from a moment in UTC, in quarters of an hour; none where it is no such distance."""
    apart = written.clock.replace(tzinfo=UTC) - moment
    rounded = round(apart / _QUARTER) * _QUARTER
    return rounded if abs(apart - rounded) <= _SLACK and abs(rounded) <= timedelta(hours=14) else None


def proven_offset(logins: Sequence[timedelta], uploads: Sequence[timedelta | None]) -> timedelta | None:
    """The offset of the pages: that of all logins, else the one that most uploads agree on."""
    if logins:
        return logins[0] if len(set(logins)) == 1 else None
    if not uploads:
        return None
    found, times = Counter(uploads).most_common(1)[0]
    enough = times >= (1 if found == USUAL_OFFSET else 3) and times * 2 > len(uploads)
    return found if enough else None


def has_moments(source: bytes) -> bool:
    """Whether a page without a block that is known shows moments all the same."""
    waiting = [parse(source)]
    while waiting:
        node = waiting.pop()
        for each in node.children:
            if isinstance(each, Node):
                waiting.append(each)
            elif parse_written(each):
                return True
    return False


def handle_on_page(source: bytes, labels: frozenset[str]) -> str:
    """The account's handle on the page about it."""
    cells = _cells(parse(source))
    return next((value for label, value in cells if label in labels and value.strip()), "")
