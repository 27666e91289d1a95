"""Exports of Facebook, of a profile or a page: JSON, pages since 2018, pages up to 2018.

* Lists of pictures and videos are read first: an entry whose file a post names is a further fragment of that post.
* The platform gives no ids; they are synthesised from moment, text and media.
* Where an export holds both JSON and pages, JSON is read and the pages are kept, for they say the same again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from ...archives.opening import Member
from ...known_shapes import KnownShapes
from ...leftovers import UnknownShapes, list_doubt, page_doubts
from ...loose_values import dicts, mapping, text_of
from ...pieces import Doubt, ExportedItem, Fragment, Opener, Owner, Piece, Recognised, Remark, Residue
from ...slices.html_slices import PageStretch, cut
from ...slices.json_lists import JsonStretch, list_elements
from ...slices.json_slices import first_value
from ..meta.messages import message_files, messages
from ..meta.text import mended
from . import files
from .first_pages import entries_of_album, entries_of_timeline, item_of_entry, items_of_picture
from .pages import Block, Heading, dates_in, heading_of, is_block, item_of_block, read_block
from .restrictions import restriction_kind, restrictions
from .shapes import COMMENT, PICTURE, POST
from .values import FacebookContext, comments_within, item_of_object, picture

NAME = "facebook"
PLATFORMS = frozenset(("facebook",))
KINDS = frozenset(("post", "repost", "comment", "reply", "story"))
_LARGEST_PAGE = 128 << 20
_LACKS = ("comments by others", "reactions by others", "addresses of posts", "ids of posts", "posts shared by others")
_LACKS_PAGES = (*_LACKS, "time zones of moments")
_LACKS_FIRST_PAGES = ("reactions by others", "addresses of posts", "ids of posts", "comments by others on posts")
_PROFILE = re.compile(r"(?:.*/)?(?:profile_information|your_professional_dashboard_activity|page_information)\.json\Z")
_NUMBERED = re.compile(r"(.*?)_(\d{1,3})(\.(?:json|html))\Z")
_GAP = "numbered files of items with a gap between them"
_ENTRANCE = re.compile(r"(?:.*/)?(?:index|start_here)\.html?\Z")


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The layout by file names and by how the files of posts begin; nothing where no name is Facebook's own."""
    content = [member for member in members if files.is_content(member.name)]
    first = [member for member in members if files.OWN_TIMELINE.match(member.name)]
    if any("your_instagram_activity/" in member.name for member in members):
        return None
    if not (first or any(map(_has_own_name, members)) or any(_begins_with_post(member, opener) for member in content)):
        return None
    lists = [member for member in content if member.name.endswith(".json")]
    # A list of something new beside pages is no export in JSON, of which the pages would only say the same.
    is_json = bool(lists) and (len(lists) == len(content) or any(_is_own_list(each, opener) for each in lists))
    heading = Heading() if is_json else _heading(members, opener)
    owners = tuple(_owners(members, opener))
    return Recognised(
        platforms=PLATFORMS,
        format=NAME,
        era="html-until-2018" if first else f"{'json' if is_json else 'html'}-{_years(members)}",
        members=tuple(members),
        lacks=_LACKS if is_json else _LACKS_FIRST_PAGES if first else _LACKS_PAGES,
        kinds=KINDS,
        account_name=next((min(each.names) for each in owners if each.names), "") or heading.author,
        owners=owners or tuple(_owners_of_pages(heading)),
        exported_at=heading.exported_at,
        offers=frozenset(("messages",) if message_files(members) else ()),
        doubts=(Doubt("missing-parts", _GAP),) if _has_gaps(content) else (),
        complete=not first,  # the first layout does not say which picture a post shows
    )


def _has_gaps(content: Sequence[Member]) -> bool:
    """Whether a numbered file of items is missing between others, or before them."""
    numbers: dict[tuple[str, str], set[int]] = {}
    for member in content:
        if match := _NUMBERED.match(member.name):
            numbers.setdefault((match[1], match[3]), set()).add(int(match[2]))
    return any(found != set(range(1, len(found) + 1)) for found in numbers.values())


def _has_own_name(member: Member) -> bool:
    names = (files.ROOTS, files.OWN_POSTS, files.OWN_COMMENTS, files.OWN_ALBUMS)
    return any(pattern.match(member.name) for pattern in names)


def _is_own_list(member: Member, opener: Opener) -> bool:
    """Whether a JSON file is one of Facebook's lists of items, by its name or by how it begins."""
    named = (files.OWN_POSTS, files.OWN_COMMENTS, files.OWN_ALBUMS)
    return any(pattern.match(member.name) for pattern in named) or _begins_with_post(
        member, opener, ("data", "attachments")
    )


def _begins_with_post(
    member: Member, opener: Opener, told_by: Sequence[str] = ("data", "attachments", "title")
) -> bool:
    """Whether a file, whatever its name, is a list of posts as Facebook writes them."""
    if "posts/" not in member.name or not member.name.endswith(".json"):
        return False
    with opener(member) as stream:
        first = mapping(next((each.value for each in list_elements(stream, files.LISTS) if each.element), None))
    return "timestamp" in first and any(each in first for each in told_by)


def _years(members: Sequence[Member]) -> str:
    roots = {match[1] for member in members if (match := files.ROOTS.match(member.name))}
    if "this_profile's_activity_across_facebook" in roots:
        return "page"
    if "your_facebook_activity" in roots:
        return "2023-on"
    return "2022-2023" if roots else "2018-2021"


def _heading(members: Sequence[Member], opener: Opener) -> Heading:
    """What the first page with a heading says; entrances are asked before pages of posts."""
    pages = [
        each
        for each in members
        if re.search(r"\.html?\Z", each.name) and files.facebook_residue_part(each.name) != "packaging"
    ]
    entrances = [each for each in pages if _ENTRANCE.match(each.name) and each.name.count("/") <= 1]
    others = [each for each in pages if files.is_content(each.name) or files.OWN_TIMELINE.match(each.name)]
    for member in [*entrances, *others][:12]:
        with opener(member) as stream:
            heading = heading_of(stream.read(1 << 18))
        if heading.exported_at or heading.author:
            return heading
    return Heading()


def _owners(members: Sequence[Member], opener: Opener) -> Iterator[Owner]:
    """The profile or page, from each file that says its name and address."""
    for member in members:
        if _PROFILE.match(member.name):
            with opener(member) as stream:
                fields = mapping(mended(first_value(stream)))
            profile = mapping(fields.get("profile_v2") or fields.get("profile"))
            shown = next(iter(dicts(fields.get("prodash_activity"))), {})
            if name := text_of(mapping(profile.get("name")).get("full_name")) or text_of(shown.get("page_name")):
                handles = (text_of(profile.get("username")), _handle_of(text_of(profile.get("profile_uri"))))
                yield Owner(member.name, handles=frozenset(filter(None, handles)), names=frozenset((name,)))


def _handle_of(address: str) -> str:
    """The handle in a profile's address; an address with a number instead of one has none."""
    try:
        path = urlsplit(address).path.strip("/")
    except ValueError:
        return ""
    return "" if "/" in path or path.startswith("profile.php") else path


def _owners_of_pages(heading: Heading) -> Iterator[Owner]:
    if heading.author:
        yield Owner("the heading of its pages", names=frozenset((heading.author,)))


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    yield from _FacebookReading(recognised, opener).pieces()


class _FacebookReading:
    """One passage through an export: pictures that wait for the post that names them, and what was not understood."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._recognised, self._opener = recognised, opener
        self._media = files.FacebookMedia.of(recognised.members)
        self._strangers = UnknownShapes()
        self._shapes = KnownShapes("entries")
        self._remarks: Counter[str] = Counter()
        self._pictures: dict[str, list[tuple[Fragment, Mapping[str, Any]]]] = {}
        self._blocks: dict[str, list[tuple[Block, FacebookContext]]] = {}
        self._is_json = recognised.era.startswith("json")
        self._offset = timedelta() if self._is_json else _heading(recognised.members, opener).offset

    def pieces(self) -> Iterator[Piece]:
        read = set[Member]()
        for member in sorted(self._recognised.members, key=lambda each: (not files.PICTURES.match(each.name), each)):
            if restriction_kind(member):
                read.add(member)
                yield from restrictions(member, self._opener, self._recognised.account_name)
            elif found := self._read_file(member):
                read.add(member)
                yield from found
        yield from self._left_over()
        if "messages" in self._recognised.include:
            for member in message_files(self._recognised.members):
                read.add(member)
                yield from messages(member, self._opener, self._media.find, self._strangers)
        for member in self._recognised.members:
            if member not in read and member not in self._media.used:
                yield Residue(self._part(member), member)
        yield from self._strangers.remarks()
        yield from self._shapes.remarks()
        yield from (Remark(what, count) for what, count in sorted(self._remarks.items()) if count)

    def _read_file(self, member: Member) -> Iterator[Piece] | None:
        """The pieces of a file that can hold items; nothing for another."""
        name, old = member.name, self._recognised.era == "html-until-2018"
        if old and files.OWN_TIMELINE.match(name):
            return self._read_page(member, timeline=True)
        if old and files.FIRST_ALBUMS.match(name):
            return self._read_page(member, timeline=False)
        if not files.is_content(name) or name.endswith(".json") != self._is_json:
            return None
        return self._read_list(member) if self._is_json else self._read_blocks(member)

    def _part(self, member: Member) -> str:
        if self._is_json and member.name.endswith(".html") and files.is_content(member.name):
            self._remarks["pages that say in HTML what the JSON says, kept but not read"] += 1
            return "pages-beside-json"
        part = files.facebook_residue_part(member.name)
        self._remarks["archives inside the export, kept but not read"] += part == "nested-archives"
        return part

    def _around(self, member: Member) -> FacebookContext:
        return FacebookContext(
            author=self._recognised.account_name,
            find_media=self._media.find,
            story=bool(files.STORIES.match(member.name)),
            comment=bool(files.COMMENTS.match(member.name)),
            deleted=bool(files.TRASH.match(member.name)),
            dates=self._recognised.dates,
        )

    def _read_list(self, member: Member) -> Iterator[Piece]:
        around = self._around(member)
        between = "albums" if files.ALBUM.match(member.name) else "framing"
        with self._opener(member) as stream:
            for each in list_elements(stream, files.LISTS):
                if each.fault:
                    yield list_doubt(member, each.fault)
                if each.element and each.key and not files.LISTS.fullmatch(each.key):
                    yield Residue(between, member, each.offset, each.data)
                elif each.element:
                    yield from self._read_entry(member, each, around)
                elif each.broken:
                    yield self._strangers.residue(member, each.offset, each.data)
                elif each.data:
                    yield Residue(between, member, each.offset, each.data)

    def _read_entry(self, member: Member, entry: JsonStretch, around: FacebookContext) -> Iterator[Piece]:
        fragment, value = Fragment(member, entry.offset, entry.data), mapping(mended(entry.value))
        address = text_of(value.get("uri"))
        picture_listed = bool(address) and bool(files.PICTURES.match(member.name))
        item = None if picture_listed else item_of_object(value, fragment, around)
        if (item or picture_listed) and not around.deleted and "label_values" not in value:
            shape = PICTURE if "uri" in value else COMMENT if around.comment else POST
            self._shapes.look(member.base, value, entry.data, shape)
        if picture_listed:
            self._pictures.setdefault(address, []).append((fragment, value))
        elif item:
            yield self._dated(self._joined(item))
        else:
            yield self._strangers.residue(member, entry.offset, entry.data)
            return
        self._remarks["comments inside pictures, kept with them"] += comments_within(value)

    def _joined(self, item: ExportedItem) -> ExportedItem:
        """The item with the entries that lists of pictures have of its media."""
        found = [fragment for each in item.media for fragment, _ in self._pictures.pop(each.address, [])]
        return replace(item, fragments=(*item.fragments, *found)) if found else item

    def _read_blocks(self, member: Member) -> Iterator[Piece]:
        around, blocks, dates, last = self._around(member), 0, 0, b""
        for each in self._cut(member):
            last = each.data or last
            if each.block:
                blocks += 1
                yield from self._read_block(member, each, around)
            else:
                dates += dates_in(each.data)
                yield Residue("framing", member, each.offset, each.data)
        yield from page_doubts(member, last)
        if not blocks and dates:
            self._remarks[f"dates outside any block of a known shape in {member.base}"] += dates

    def _cut(self, member: Member) -> Iterator[PageStretch]:
        page = self._page(member)
        if page is None:
            yield from self._too_large(member)
        else:
            yield from cut(page, is_block)

    def _page(self, member: Member) -> bytes | None:
        if member.size > _LARGEST_PAGE:
            return None
        with self._opener(member) as stream:
            return stream.read()

    def _too_large(self, member: Member) -> Iterator[PageStretch]:
        self._remarks[f"pages too large to be read, kept whole: {member.base}"] += 1
        with self._opener(member) as stream:
            offset = 0
            while data := stream.read(1 << 20):
                yield PageStretch(offset, data)
                offset += len(data)

    def _read_block(self, member: Member, stretch: PageStretch, around: FacebookContext) -> Iterator[Piece]:
        block = read_block(Fragment(member, stretch.offset, stretch.data))
        if block.empty:
            yield self._strangers.residue(member, stretch.offset, stretch.data)
        elif files.PICTURES.match(member.name) and block.media:
            self._blocks.setdefault(next(iter(block.media)), []).append((block, around))
        else:
            further = [each.fragment for name in block.media for each, _ in self._blocks.pop(name, [])]
            yield self._dated(item_of_block(block, (block.fragment, *further), around, self._offset))

    def _dated(self, item: ExportedItem) -> ExportedItem:
        self._remarks["items without a moment"] += item.created_at is None
        return item

    def _read_page(self, member: Member, *, timeline: bool) -> Iterator[Piece]:
        """The pieces of a page of the first layout."""
        page, around = self._page(member), self._around(member)
        if page is None:
            yield from (Residue("unknown-shapes", member, each.offset, each.data) for each in self._too_large(member))
            return
        yield from page_doubts(member, page)
        for each in entries_of_timeline(page) if timeline else entries_of_album(page):
            fragment = Fragment(member, each.offset, each.data)
            if not each.block:
                yield from [Residue("framing", member, each.offset, each.data)] if each.data else []
                continue
            found = [item_of_entry(fragment, around)] if timeline else [*items_of_picture(fragment, around)]
            if any(found):
                yield from (item for item in found if item)
            else:
                yield self._strangers.residue(member, each.offset, each.data)

    def _left_over(self) -> Iterator[Piece]:
        """Pictures that no post names are items of their own, whatever the number of lists that hold them."""
        for found in self._pictures.values():
            around = self._around(found[0][0].member)
            if item := picture(found, around):
                yield self._dated(item)
        for blocks in self._blocks.values():
            block, around = blocks[0]
            fragments = tuple(each.fragment for each, _ in blocks)
            yield self._dated(item_of_block(block, fragments, around, self._offset))
