"""The pages of a Facebook export since 2018: one block an item, cut where it stands in the source.

* The classes are the platform's and drift: each part is known by any of those that were seen, whatever its tag.
* Rows carry no zone; the page's heading says the offset at the time of the export, which is a guess for older rows.
* A table of labels and values (camera, addresses of uploads) is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from ...local_dates import WrittenMoment, parse_written
from ...pieces import ExportedItem, Fragment, Media
from ...slices.html_slices import Node, parse
from .values import FacebookContext, hashtags, kind_by_narration, shown_text

_TITLE = ("_a6-h", "_2lek")
_BODY = ("_a6-p", "_2let")
_DATE = ("_a72d",)
_FOOT = ("_a6-o", "_2lem")
_TABLE = ("_a6-q", "_a6_q")
_FRAMES = ("_a7nf", "_a7ng")
_FRAME, _CAPTION, _LABEL = "_a7ng", "_3-95", "_a6_m"
_GENERATED = re.compile(r"(?:Generated|Created|Downloaded) by (.{1,200}?)(?: \((https?://[^\s)]{1,200})\))? on (.+)")
_DATE_LIKE = re.compile(rb"\b(?:19|20)\d\d\b.{0,12}?\b\d{1,2}:\d\d", re.DOTALL)
_OWN_ADDRESS = re.compile(r"https?://(?:[\w-]+\.)*(?:facebook\.com/dyi/|fbcdn\.net/)")
_LINKED_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|heic|bmp|tiff?|mp4|m4v|mov|webm|avi|mkv|3gp|mp3|m4a|aac|wav|ogg|opus)\s*(?:[?#].*)?\Z",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")
_DECORATION = re.compile(r"(?:\A|/)(?:files|icons)/[^/]*\Z")
_MOST_WORDS_BEFORE = 3
_MOST_DATES = 20


@dataclass(frozen=True, slots=True)
class Heading:
    """What a page says of the export: whose it is, when it was made and at which offset."""

    author: str = ""
    address: str = ""
    exported_at: datetime | None = None
    offset: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Block:
    """What a block of a page holds, before it is known whether a post holds the same; `media` have their captions."""

    fragment: Fragment
    narration: str
    text: str
    media: Mapping[str, str]
    links: tuple[str, ...]
    written: WrittenMoment | None
    updated: WrittenMoment | None

    @property
    def empty(self) -> bool:
        """Whether nothing was understood of it."""
        return not (self.text or self.media or (self.narration and self.written))


def is_block(node: Node) -> bool:
    """Whether an element is a block of a page: an item, if it holds what items do."""
    classes = node.classes
    return "_a6-g" in classes or "_2lej" in classes or {"uiBoxWhite", "noborder"} <= classes


def heading_of(page: bytes) -> Heading:
    """The heading of a page, where it is written in English; a moment with an offset alone where it is not."""
    for line in parse(page[: 1 << 18]).text().splitlines():
        if match := _GENERATED.search(line):
            written = parse_written(match[3])
            exported, offset = (written.placed()[0], _offset(written)) if written else (None, timedelta())
            return Heading(match[1].strip(), match[2] or "", exported, offset)
        if "UTC" in line and len(line) < 300 and (written := _at_end(line)) and written.offsets:
            return Heading("", "", written.placed()[0], _offset(written))
    return Heading()


def _offset(written: WrittenMoment) -> timedelta:
    return written.offsets[0] if written.offsets else timedelta()


def _at_end(line: str) -> WrittenMoment | None:
    """The moment that a line ends with."""
    words = line.split()
    return next(filter(None, (parse_written(" ".join(words[start:])) for start in range(len(words)))), None)


def dates_in(data: bytes) -> int:
    """How many stretches of a page's source look like a date and a time."""
    return len(_DATE_LIKE.findall(data))


def read_block(fragment: Fragment) -> Block:
    """What a block holds."""
    root = parse(fragment.data)
    dates = [node.text() for name in (*_DATE, *_FOOT) for node in islice(root.all(name), _MOST_DATES)]
    lines, moments, updated = dict[str, None](), list[WrittenMoment](), None
    for line in _lines(root):
        if found := parse_written(line):
            moments.append(found)
        elif changed := _after_words(line):
            updated = changed
        elif not any(date and line.endswith(date) for date in dates[:1]):
            lines[line] = None
    title = _first(root, _TITLE) or next(root.tagged("h2"), None)
    captions = _captions(root)
    told = set(captions.values()) - {""}
    return Block(
        fragment=fragment,
        narration=title.text() if title else "",
        text=shown_text("\n".join(lines) or (told.pop() if len(told) == 1 and _described(root) else "")),
        media={address: captions.get(address, "") for address in _media(root)},
        links=tuple(_links(root)),
        written=next(filter(None, map(parse_written, dates)), None) or next(iter(moments), None),
        updated=updated,
    )


def _first(root: Node, names: tuple[str, ...]) -> Node | None:
    return next((node for name in names if (node := root.first(name))), None)


def _is_beside(node: Node) -> bool:
    """Whether an element is no text of the account's: a table, a frame with a picture, a label with its value."""
    if node.tag in ("table", "video", "footer", "h2") or not node.classes.isdisjoint((*_TABLE, *_FRAMES)):
        return True
    return any(isinstance(each, Node) and _LABEL in each.classes for each in node.children)


def _lines(root: Node) -> Iterator[str]:
    """The text of each innermost part of a body; of the whole body where it has no parts."""
    body = _first(root, _BODY)
    beside = {id(each) for node in root.walk() if _is_beside(node) for each in (node, *node.walk())}
    parts = [node for node in (body or root).all("_2pin") if id(node) not in beside]
    leaves = [node for node in parts if not any(id(each) not in beside for each in node.all("_2pin"))]
    for node in leaves or ([body] if body else []):
        if text := node.text(leave_out=_is_beside):
            yield text


def _captions(root: Node) -> dict[str, str]:
    """What stands below each picture in its innermost frame: its description, else the name of its album."""
    found = {}
    for frame in root.all(_FRAME):
        if frame.first(_FRAME):
            continue
        described = list(dict.fromkeys(node.text() for node in frame.all(_CAPTION)))
        text = "\n".join(described) or frame.text(leave_out=lambda node: node.tag in ("video", "table"))
        if address := next(_media(frame), ""):
            found[address] = text
    return found


def _described(root: Node) -> bool:
    """Whether pictures have descriptions, and not only the name of their album."""
    frames = (frame for frame in root.all(_FRAME) if not frame.first(_FRAME))
    return any(node.text() for frame in frames for node in frame.all(_CAPTION))


def _after_words(line: str) -> WrittenMoment | None:
    """The moment of a line such as `Updated Jul 26, 2024 1:35:01pm`."""
    if len(line) > 100:
        return None
    words = line.split()
    return next(
        filter(None, (parse_written(" ".join(words[count:])) for count in range(1, _MOST_WORDS_BEFORE + 1))), None
    )


def _media(root: Node) -> Iterator[str]:
    """The files that a block shows, or links to as pictures, films and sounds are linked to, each once."""
    shown = [node.attributes.get("src", "") for node in root.tagged("img", "video", "audio", "source")]
    linked = [node.attributes.get("href", "") for node in root.tagged("a")]
    addresses = [each.strip() for each in (*filter(_LINKED_FILE.search, linked), *shown)]
    for address in dict.fromkeys(addresses):
        if address and not _ELSEWHERE.match(address) and not _DECORATION.search(address):
            yield address.partition("?")[0].partition("#")[0]


def _links(root: Node) -> Iterator[str]:
    """The addresses that a body shares, without the platform's own."""
    body = _first(root, _BODY)
    for node in body.tagged("a") if body else ():
        address = node.attributes.get("href", "").strip()
        if re.match(r"https?://", address) and not _OWN_ADDRESS.match(address):
            yield address


def item_of_block(
    block: Block, fragments: tuple[Fragment, ...], around: FacebookContext, offset: timedelta
) -> ExportedItem:
    """The item that a block makes, with the fragments of it that other pages hold."""
    text = block.text
    for link in dict.fromkeys(block.links):
        if link not in text:
            text = f"{text}\n{link}" if text else link
    media = tuple(
        Media(address, around.find_media(address), True, "" if caption in text else caption)
        for address, caption in block.media.items()
    )
    narrated = kind_by_narration(block.narration, comment=around.comment, link=bool(block.links))
    item = ExportedItem(
        id="",
        kind="story" if around.story else narrated,
        text=text,
        fragments=fragments,
        media=media,
        author=around.author,
        hashtags=hashtags(text),
        deleted=around.deleted,
    )
    written, updated = (each and each.in_order(around.dates) for each in (block.written, block.updated))
    return placed(item, written, updated, offset)


def placed(
    item: ExportedItem, written: WrittenMoment | None, updated: WrittenMoment | None, offset: timedelta
) -> ExportedItem:
    """The item with its moment; a later version and an unknown zone move the last moment that it can date from."""
    changed = updated.placed(offset)[1] if updated else None
    if not written:
        return replace(item, latest_at=changed, edited=bool(updated))
    created, latest, basis = written.placed(offset)
    return replace(
        item,
        created_at=created,
        earliest_at=written.earliest,
        latest_at=max(latest, changed or latest),
        time_basis=basis,
        edited=updated is not None and updated.clock > written.clock,
        clock_at=written.clock if basis == "display-local-assumed" else None,
    )
