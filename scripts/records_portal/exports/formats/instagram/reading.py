"""One passage through an export of Instagram: every file is cut, and what belongs to one item is put together.

* Lists are read in pieces and the list of posts last, so that only what stands in other lists too is held in memory.
* Messages, where they are asked for, come last, so that no id of a post depends on them.
* Pages are read before lists: their zone is known only when all are, and a page repeats what a list says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from ...archives.opening import Member
from ...known_shapes import KnownShapes
from ...leftovers import UnknownShapes, list_doubt, page_doubts
from ...pieces import Doubt, ExportedItem, Fragment, Opener, Piece, Recognised, Remark, Residue
from ...slices.json_lists import JsonStretch, list_elements
from ..meta.messages import message_files, messages
from .files import (
    LOGIN_PAGE,
    MODERATION,
    PARTS,
    SECTION,
    ItemFile,
    instagram_residue_part,
    item_files,
    media_files,
    media_files_of_messages,
    says_empty,
)
from .pages import (
    LARGEST_PAGE,
    UndatedBlock,
    blocks,
    has_moments,
    item_of_undated_block,
    offsets_of_logins,
    offsets_of_uploads,
    proven_offset,
    undated_block,
)
from .reposts import repost
from .rows import MediaRow, comment_row, post_of_rows, row
from .shapes import shape_of
from .values import (
    InstagramContext,
    comment,
    filtered_words,
    is_about_posts,
    item_of_element,
    late_upload,
    restrained_account,
)

_Key = tuple[str, str, frozenset[str], str]


def _key(item: ExportedItem) -> _Key:
    """What two lists of one export say alike of one post."""
    moment = item.created_at.isoformat() if item.created_at else ""
    return item.kind, moment, frozenset(medium.address for medium in item.media), item.text


def _minute_key(item: ExportedItem) -> _Key:
    """What a list and a page say alike of one item: pages have no seconds and do not tell replies."""
    moment = item.created_at.strftime("%Y-%m-%dT%H:%M") if item.created_at else ""
    kind = "post" if item.kind == "reply" else item.kind
    return kind, moment, frozenset(medium.address for medium in item.media), " ".join(item.text.split())


def _is_wanted(file: ItemFile, recognised: Recognised) -> bool:
    """Whether a file's items are of the platform that is asked for: for a site on Threads, those of Threads alone."""
    return recognised.platforms != {"threads"} or file.role == "threads"


class InstagramReading:
    """One passage through an export: what has been met so far and waits for its other places."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        found = (each for each in item_files(recognised.members, opener) if _is_wanted(each, recognised))
        self._files = sorted(found, key=lambda each: each.role == "posts")
        self._media = media_files(recognised.members)
        self._messages = message_files(self._members) if "messages" in recognised.include else []
        self._around = InstagramContext(recognised.handle, self._media.find, recognised.dates)
        self._waiting: dict[_Key, ExportedItem] = {}
        self._on_pages: dict[_Key, list[ExportedItem]] = {}
        self._rows: dict[tuple[str, str, str], list[MediaRow]] = {}
        self._strange: Counter[str] = Counter()
        self._shapes = KnownShapes("posts")
        self._late = self._undated = self._assumed = 0

    def pieces(self) -> Iterator[Piece]:
        lists = [file for file in self._files if not file.page]
        for piece in self._read_pages([file for file in self._files if file.page]):
            if not isinstance(piece, ExportedItem):
                yield piece
            elif lists:
                self._on_pages.setdefault(_minute_key(piece), []).append(piece)
            else:
                yield self._checked(piece)
        for file in lists:
            yield from self._read_lists(file)
        yield from self._grouped()
        yield from map(self._checked, self._waiting.values())
        on_pages_alone = [item for items in self._on_pages.values() for item in items]
        self._on_pages.clear()
        yield from map(self._checked, on_pages_alone)
        read = {file.member for file in self._files} | self._media.used | {*self._messages}
        if self._messages:
            read |= yield from self._read_messages()
        for member in self._members:
            if member not in read:
                yield Residue(instagram_residue_part(member, self._opener), member)
        yield from self._remarks()

    def _read_messages(self) -> Generator[Piece, None, set[Member]]:
        """The pieces of the files of messages; returned are the media of these."""
        media, strangers = media_files_of_messages(self._members), UnknownShapes()
        for member in self._messages:
            yield from messages(member, self._opener, media.find, strangers)
        yield from strangers.remarks()
        return media.used

    def _unknown(self, file: ItemFile, offset: int, data: bytes) -> Residue:
        self._strange[file.label] += 1
        return Residue("unknown-shapes", file.member, offset, data)

    def _read_lists(self, file: ItemFile) -> Iterator[Piece]:
        with self._opener(file.member) as stream:
            for each in list_elements(stream, SECTION):
                fragment = Fragment(file.member, each.offset, each.data)
                if each.fault:
                    yield list_doubt(file.member, each.fault)
                if each.element and not says_empty(each.value):
                    yield from self._read_element(file, each, fragment)
                elif each.broken:
                    yield self._unknown(file, each.offset, each.data)
                elif each.data:
                    # What stands between the entries of a private list would tell how many there are.
                    part = "moderation-lists" if file.role in MODERATION else "framing"
                    yield Residue(part, file.member, each.offset, each.data)

    def _unlisted(self, file: ItemFile, each: JsonStretch) -> Residue:
        """An entry of a private list that was not understood, told once and not how often."""
        self._strange[file.label] = 1
        return Residue("moderation-lists", file.member, each.offset, each.data)

    def _read_element(self, file: ItemFile, each: JsonStretch, fragment: Fragment) -> Iterator[Piece]:
        role = file.role_of(each.key)
        if role == "direct-messages":
            yield Residue(role, file.member, each.offset, each.data)
            return
        if kind := MODERATION.get(role):
            if kind == "filter":
                yield filtered_words(each.value, fragment, self._around) or self._unlisted(file, each)
            else:
                yield restrained_account(each.value, fragment, kind, self._around) or self._unlisted(file, each)
            return
        if role in ("rows", "story-rows"):
            found = row(each.value, fragment)
            if found:
                together = found.address if role == "story-rows" else found.caption
                self._rows.setdefault((role, found.taken_at, together), []).append(found)
                return
        item = self._item(role, each.value, fragment)
        if item and role in ("posts", "more-posts", "stories", "threads") and (shape := shape_of(each.value)):
            self._shapes.look(file.label, each.value, each.data, shape)
        if item is None and file.label == "posts.json" and is_about_posts(each.value):
            yield Residue("other-platform-data", file.member, each.offset, each.data)
        elif item is None:
            yield self._unknown(file, each.offset, each.data)
        elif role in ("more-posts", "deleted-posts"):
            self._wait(item)
        else:
            yield self._checked(self._joined(item) if role == "posts" else item)

    def _item(self, role: str, value: object, fragment: Fragment) -> ExportedItem | None:
        if role == "comment-rows":
            return comment_row(value, fragment, self._around)
        if role == "comments":
            return comment(value, fragment, self._around)
        if role == "reposts":
            return repost(value, fragment, self._around)
        known = role in ("posts", "more-posts", "deleted-posts", "stories", "threads")
        return item_of_element(value, fragment, role, self._around) if known else None

    def _wait(self, item: ExportedItem) -> None:
        """Keep an item until its other places have been read."""
        self._waiting[_key(item)] = self._joined(item)

    def _joined(self, item: ExportedItem) -> ExportedItem:
        """The item with the fragments of the same post elsewhere."""
        other = self._waiting.pop(_key(item), None)
        if other is None:
            return item
        return replace(item, fragments=(*item.fragments, *other.fragments), deleted=item.deleted or other.deleted)

    def _checked(self, item: ExportedItem) -> ExportedItem:
        """The item as it leaves, with the block of it on a page if both were handed in, and counted if it is odd."""
        on_pages = self._on_pages.get(_minute_key(item))
        if on_pages:
            item = replace(item, fragments=(*item.fragments, *on_pages.pop(0).fragments))
        late = late_upload(item)
        self._late += bool(late)
        self._undated += not item.created_at
        self._assumed += item.time_basis == "display-local-assumed"
        return replace(item, latest_at=max(late, item.latest_at)) if late and item.latest_at else item

    def _grouped(self) -> Iterator[ExportedItem]:
        for (role, _, _), rows in self._rows.items():
            yield self._checked(post_of_rows(rows, "story" if role == "story-rows" else "post", self._around))

    def _read_pages(self, files: Sequence[ItemFile]) -> Iterator[Piece]:
        drafts: list[UndatedBlock] = []
        for file in files:
            if file.member.size > LARGEST_PAGE:
                self._strange[file.label] += 1
                yield Residue("unknown-shapes", file.member)
            else:
                yield from self._read_page(file, drafts)
        offset = proven_offset(list(self._logins()), list(offsets_of_uploads(drafts)))
        for each in drafts:
            item = item_of_undated_block(each, offset, self._around)
            if each.role in ("more-posts", "deleted-posts"):
                self._wait(item)
            else:
                yield self._joined(item) if each.role == "posts" else item
        yield from self._waiting.values()
        self._waiting.clear()

    def _read_page(self, file: ItemFile, drafts: list[UndatedBlock]) -> Iterator[Residue | Doubt]:
        """Put the drafts of a page's blocks with the others; the rest of the page."""
        with self._opener(file.member) as stream:
            source = stream.read()
        yield from page_doubts(file.member, source)
        stretches = list(blocks(source))
        if not any(each.block for each in stretches) and has_moments(source):
            yield self._unknown(file, 0, source)
            return
        for each in stretches:
            found = undated_block(Fragment(file.member, each.offset, each.data), file.role) if each.block else None
            if found:
                drafts.append(found)
            elif each.block:
                yield self._unknown(file, each.offset, each.data)
            elif each.data:
                yield Residue("framing", file.member, each.offset, each.data)

    def _logins(self) -> Iterator[timedelta]:
        for member in self._members:
            if LOGIN_PAGE.fullmatch(member.name) and member.size <= LARGEST_PAGE:
                with self._opener(member) as stream:
                    yield from offsets_of_logins(stream.read())

    def _remarks(self) -> Iterator[Remark]:
        for label, count in sorted(self._strange.items()):
            yield Remark(f"objects of an unknown shape in {label}", count)
        yield from self._shapes.remarks()
        if self._late:
            yield Remark("items whose media were uploaded after the written moment", self._late)
        if self._undated:
            yield Remark("items without a moment that can be read", self._undated)
        if self._assumed:
            yield Remark("items whose zone is assumed: nothing in the export proves it", self._assumed)
        nested = sum(PARTS.part(each.name) == "nested-archives" for each in self._members)
        if nested:
            yield Remark("archives inside the export, kept but not read", nested)
