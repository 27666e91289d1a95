"""The pages of a Facebook export up to 2018: a timeline on one page, and a page for each album.

* An entry begins at its `div.meta`; what follows up to the next is its text and its `div.comment`, the body.
* A picture's block goes to the next picture; comments of other people in it are items of their own.
* Moments are written with the name of their zone or its offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice, pairwise

from ...local_dates import WrittenMoment, parse_written
from ...pieces import ExportedItem, Fragment, Media
from ...slices.html_slices import Node, PageStretch, cut, parse
from .pages import placed
from .values import FacebookContext, kind_by_narration, undated_item

_ENTRY = re.compile(rb"(?:<p(?:\s[^<>]*)?>\s*)?<div\s[^<>]*?class=[\"']?meta[\"'\s>]", re.IGNORECASE)
_PICTURE = re.compile(rb"<(?:img|video)\s[^<>]*?src=", re.IGNORECASE)
_FOOTER = re.compile(rb"<div\s[^<>]*?class=[\"']?footer[\"'\s>]", re.IGNORECASE)
_MOST_DATES, _MOST_COMMENTS = 20, 20
_PARAGRAPH_END = re.compile(rb"</p\s*>", re.IGNORECASE)


def entries_of_timeline(page: bytes) -> Iterator[PageStretch]:
    """The entries of a timeline and all that stands between them."""
    at = 0
    for start, following in pairwise(_bounds(_ENTRY, page)):
        end = following
        if page[start : start + 2].lower() == b"<p" and (closing := _PARAGRAPH_END.search(page, start, following)):
            end = closing.end()
        if start > at:
            yield PageStretch(at, page[at:start])
        yield PageStretch(start, page[start:end], block=True)
        at = end
    if at < len(page):
        yield PageStretch(at, page[at:])


def item_of_entry(fragment: Fragment, around: FacebookContext) -> ExportedItem | None:
    """The item that an entry of a timeline makes; nothing where its moment is missing."""
    root = parse(fragment.data)
    written = _moment(root)
    if not written:
        return None
    text = "\n".join(filter(None, (node.text() for node in islice(root.all("comment"), _MOST_COMMENTS))))
    narration = root.text(leave_out=lambda node: not node.classes.isdisjoint(("meta", "comment")))
    kind = kind_by_narration(narration, comment=False)
    return placed(undated_item(kind, text, (fragment,), (), around), written.in_order(around.dates), None, timedelta())


def entries_of_album(page: bytes) -> Iterator[PageStretch]:
    """The pictures of an album's page, each with what belongs to it, and what stands before them."""
    bounds = _bounds(_PICTURE, page)
    yield PageStretch(0, page[: bounds[0]])
    for start, end in pairwise(bounds):
        yield PageStretch(start, page[start:end], block=True)
    yield PageStretch(bounds[-1], page[bounds[-1] :])


def _bounds(beginning: re.Pattern[bytes], page: bytes) -> list[int]:
    """Where blocks begin, and where the last one ends: at the page's foot or its end."""
    starts = [match.start() for match in beginning.finditer(page)]
    footer = _FOOTER.search(page, starts[-1] if starts else 0)
    return [*starts, footer.start() if footer else len(page)]


def items_of_picture(fragment: Fragment, around: FacebookContext) -> Iterator[ExportedItem]:
    """The item that a picture makes, and those that comments of other people on it make; none without a moment."""
    own: list[Fragment] = []
    if not _moment(parse(fragment.data)):
        return
    for each in cut(fragment.data, _is_comment):
        part = replace(fragment, offset=fragment.offset + each.offset, data=each.data)
        comment = _comment(part, around) if each.block else None
        if comment:
            yield comment
        else:
            own.append(part)
    root = parse(b"".join(each.data for each in own))
    media = tuple(_media(root, around))
    text = root.text(leave_out=lambda node: node.tag in ("table", "h1", "title") or "meta" in node.classes)
    item = undated_item("post", text, tuple(own), media, around)
    yield _dated(item, root, around)


def _is_comment(node: Node) -> bool:
    return "comment" in node.classes


def _comment(part: Fragment, around: FacebookContext) -> ExportedItem | None:
    """A comment that says who wrote it; a caption does not."""
    root = parse(part.data)
    user = root.first("user")
    if not user:
        return None
    text = root.text(leave_out=lambda node: node is user or "meta" in node.classes)
    item = replace(undated_item("comment", text, (part,), (), around), author=user.text())
    return _dated(item, root, around)


def _dated(item: ExportedItem, root: Node, around: FacebookContext) -> ExportedItem:
    written = _moment(root)
    return placed(item, written and written.in_order(around.dates), None, timedelta())


def _moment(root: Node) -> WrittenMoment | None:
    """The first moment in an element of that class."""
    found = (parse_written(node.text()) for node in root.all("meta") if node.tag != "table")
    return next(filter(None, islice(found, _MOST_DATES)), None)


def _media(root: Node, around: FacebookContext) -> Iterator[Media]:
    for node in root.tagged("img", "video", "source"):
        address = node.attributes.get("src", "").strip()
        if address:
            remote = bool(re.match(r"https?:", address))
            yield Media(address, None if remote else around.find_media(address), not remote)
