"""Exports of WordPress sites: posts, pages and comments are items, files of attachments their media, by address.

* An export may come in several files; an attachment belongs to its post whichever of them has it.
* Comments are items of their own, and lie within the element of their post.
* Parts of a site's design, forms that were sent in, and what names a person's address are residue in named parts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...leftovers import Parts, UnknownShapes, cut_out, is_packaging, list_doubt
from ...pieces import ExportedItem, Fragment, Media, Opener, Owner, Piece, Recognised, Remark, Residue
from ...slices.json_slices import CUT
from ...slices.markup_text import media_in
from ...slices.xml_slices import XmlNode, XmlStretch, xml_elements, xml_opening
from .values import (
    ATTACHMENT,
    BUILDING,
    COMMENT,
    ITEM,
    SUBMISSIONS,
    WordPressSite,
    attached,
    distinct,
    featured,
    is_address,
    item_of_blog_comment,
    item_of_blog_post,
    number_of,
    post_type,
    private_places,
    unknown_elements,
)

NAME = "wordpress"
KINDS = frozenset(("post", "page", "comment"))
_LACKS = (
    "media files unless they are handed in beside the export",
    "earlier versions of posts and pages",
    "comments that were marked as spam",
    "settings, menus and the look of the site",
)
_WANTED = frozenset((ITEM,))
_PARTS = Parts.of(
    orphan_media=r"(?:.*/)?uploads/.*",
    # These are stretches within the files.
    design=r"(?!)",
    submissions=r"(?!)",
    personal_particulars=r"(?!)",
)
_UPLOAD = re.compile(r"(?:.*/)?uploads/(.+)")


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by the words of WordPress in its channel; nothing where no file has them."""
    sites = _sites(members, opener)
    if not sites:
        return None
    addresses = {site.address.rstrip("/") for site in sites.values() if is_address(site.address)}
    if len(addresses) > 1:
        named = " and ".join(repr(each) for each in sorted(addresses)[:2])
        raise Refusal(f"the files are of {len(addresses)} sites, {named}; hand in those of one site at a time")
    versions = {site.version for site in sites.values()} - {""}
    return Recognised(
        platforms=frozenset(),
        format=NAME,
        era=f"wxr-{max(versions).replace('.', '-')}" if versions else "wxr",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        account_name=next(iter(addresses), ""),
        owners=tuple(Owner("the export", address=each, is_page=True) for each in addresses),
        exported_at=max((site.exported_at for site in sites.values() if site.exported_at), default=None),
    )


def _sites(members: Sequence[Member], opener: Opener) -> dict[Member, WordPressSite]:
    found = {}
    for member in members:
        if member.base.lower().endswith(".xml") and not is_packaging(member.name):
            with opener(member) as stream:
                root = xml_opening(stream, _WANTED)
            if root and (site := WordPressSite.of(root)):
                found[member] = site
    return found


@dataclass(slots=True)
class _Attachments:
    """What the whole export has: the numbers of its posts, and attachments by their number and by their post."""

    posts: set[str] = field(default_factory=set)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    of_posts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    fragments: dict[str, list[Fragment]] = field(default_factory=lambda: defaultdict(list))

    def note(self, member: Member, stretch: XmlStretch, node: XmlNode) -> None:
        """Take in one element of a file."""
        number, kind = number_of(node, "wp:post_id"), post_type(node)
        if kind == ATTACHMENT and number:
            self.files[number] = attached(node)
            if (parent := number_of(node, "wp:post_parent")) and not any(node.all(COMMENT)):
                # In two files it stands twice, and is one attachment of which both own their bytes.
                if number not in self.of_posts[parent]:
                    self.of_posts[parent].append(number)
                self.fragments[number].append(Fragment(member, stretch.offset, stretch.data))
        elif number and not BUILDING.fullmatch(kind) and not SUBMISSIONS.fullmatch(kind):
            self.posts.add(number)

    def claimed(self, node: XmlNode) -> bool:
        """Whether an attachment is part of a post that the export has."""
        number = number_of(node, "wp:post_id")
        return number_of(node, "wp:post_parent") in self.posts and number in self.fragments


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    yield from _WordPressReading(recognised, opener).pieces()


class _WordPressReading:
    """One passage through an export, after one that looked for its attachments."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        self._sites = _sites(recognised.members, opener)
        self._uploads = {
            match[1]: member
            for member in reversed(recognised.members)
            if member not in self._sites and (match := _UPLOAD.fullmatch(member.name))
        }
        self._strangers, self._mended = UnknownShapes(), Counter[str]()
        self._used: set[Member] = set()
        self._unknown = 0
        self._given: set[str] = set()
        self._attachments = _Attachments()

    def pieces(self) -> Iterator[Piece]:
        for member in self._sites:
            for stretch in self._stretches(member):
                if stretch.node:
                    self._attachments.note(member, stretch, stretch.node)
        for member in self._sites:
            for stretch in self._stretches(member):
                yield from self._pieces_of(member, stretch)
                self._mended[member.base] += stretch.mended
        for member in self._members:
            if member not in self._sites and member not in self._used:
                yield Residue(_PARTS.part(member.name), member)
        yield from self._remarks()

    def _remarks(self) -> Iterator[Remark]:
        yield from self._strangers.remarks()
        if self._unknown:
            yield Remark("elements in posts that are not known", self._unknown, is_change=True)
        for name, count in sorted(self._mended.items()):
            if count:
                yield Remark(f"characters in {name} that XML forbids, read as spaces or question marks", count)

    def _stretches(self, member: Member) -> Iterator[XmlStretch]:
        with self._opener(member) as stream:
            yield from xml_elements(stream, _WANTED)

    def _pieces_of(self, member: Member, stretch: XmlStretch) -> Iterator[Piece]:
        node, kind = stretch.node, post_type(stretch.node) if stretch.node else ""
        if stretch.cut:
            yield list_doubt(member, CUT)
        elif stretch.broken:
            yield self._strangers.residue(member, stretch.offset, stretch.data)
        elif not node:
            yield Residue("framing", member, stretch.offset, stretch.data)
        elif BUILDING.fullmatch(kind) or SUBMISSIONS.fullmatch(kind):
            part = "design" if BUILDING.fullmatch(kind) else "submissions"
            yield Residue(part, member, stretch.offset, stretch.data)
        elif not (kind == ATTACHMENT and self._attachments.claimed(node)):
            yield from self._items(Fragment(member, stretch.offset, stretch.data), node, self._sites[member])

    def _items(self, whole: Fragment, node: XmlNode, site: WordPressSite) -> Iterator[Piece]:
        """A post, its comments, and what in them is of no item."""
        item = item_of_blog_post(node, site)
        self._unknown += unknown_elements(node)
        comments = [*node.all(COMMENT)]
        places = sorted([*private_places(node), *((each.start, each.end) for each in comments)])
        own, taken = cut_out(whole, places)
        number = number_of(node, "wp:post_id")
        media = tuple(self._media(node, number))
        self._used.update(each.member for each in media if each.member)
        # A post that stands in two files has its attachments once.
        fresh = number not in self._given
        self._given.add(number)
        others = (
            fragment
            for attachment in (self._attachments.of_posts.get(number, []) if number and fresh else ())
            for fragment in self._attachments.fragments[attachment]
        )
        yield replace(item, fragments=(*own, *others), media=media)
        by_start = {each.start: each for each in comments}
        for fragment in taken:
            if comment := by_start.get(fragment.offset):
                yield from self._comment(fragment, comment, item)
            else:
                yield Residue("personal-particulars", fragment.member, fragment.offset, fragment.data)

    def _comment(self, whole: Fragment, node: XmlNode, post: ExportedItem) -> Iterator[Piece]:
        own, taken = cut_out(whole, private_places(node))
        yield replace(item_of_blog_comment(node, post.id, post.permalink), fragments=own)
        for fragment in taken:
            yield Residue("personal-particulars", fragment.member, fragment.offset, fragment.data)

    def _media(self, node: XmlNode, number: str) -> tuple[Media, ...]:
        files = self._attachments.files
        numbers = [*self._attachments.of_posts.get(number, []), featured(node)] if number else []
        own = [attached(node)] if post_type(node) == ATTACHMENT else []
        shown = ((address, "") for address in media_in(node.within("content:encoded")))
        found = [*own, *(files[each] for each in numbers if each in files), *shown]
        return distinct([self._medium(address, words) for address, words in found if address])

    def _medium(self, address: str, words: str) -> Media:
        _, _, path = address.partition("/uploads/")
        return Media(
            address, self._uploads.get(path.split("?")[0]) if path else None, expected=False, description=words
        )
