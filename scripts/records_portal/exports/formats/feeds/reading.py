"""Feeds that were saved: each holds the last entries of a site, and never says how many there were before.

* A feed is known by how it begins; several savings of one feed may be handed in together, and feeds of one site.
* An entry that dropped out of a feed was not deleted for that: nothing is ever gone by a feed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...leftovers import Parts, UnknownShapes, is_packaging, list_doubt
from ...loose_values import json_value
from ...pieces import ExportedItem, Fragment, Opener, Owner, Piece, Recognised, Remark, Residue
from ...slices.json_lists import list_elements
from ...slices.json_slices import CUT, LARGEST
from ...slices.xml_slices import xml_elements, xml_opening
from ..files_csv import TABLE
from .values import ENTRIES, FeedSource, item_of_feed_element, item_of_feed_object, source_of_json, source_of_xml

NAME = "feeds"
KINDS = frozenset(("post", "comment"))
_LACKS = (
    "entries that dropped out of the feed before it was saved",
    "whole texts where the feed has summaries",
    "media files",
    "earlier versions of entries",
    "entries that were taken back",
)
_PARTS = Parts.of()
_XML = (".xml", ".rss", ".atom", ".rdf", ".feed")
_ITEMS = re.compile("items")
_VERSION_OF_JSON = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org')
_START = 4096


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The feeds by how they begin; nothing where no file is one."""
    # Beside a table of files, a feed is one of its files.
    feeds = {} if any(member.base == TABLE for member in members) else _feeds(members, opener)
    if not feeds:
        return None
    hosts = {host for feed in feeds.values() if (host := _host(feed.address))}
    if len(hosts) > 1:
        named = " and ".join(repr(each) for each in sorted(hosts)[:2])
        raise Refusal(f"the feeds are of {len(hosts)} sites, {named}; hand in those of one site at a time")
    first = next(iter(feeds.values()))
    return Recognised(
        platforms=frozenset(),
        format=NAME,
        era=first.era,
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        account_name=first.title,
        owners=tuple(
            Owner("the feed", address=each.address) for each in list(feeds.values())[:1] if _host(each.address)
        ),
        complete=False,
    )


def _feeds(members: Sequence[Member], opener: Opener) -> dict[Member, FeedSource]:
    found = {}
    for member in members:
        name = member.base.lower()
        feed = None
        if not is_packaging(member.name) and (name.endswith(_XML) or "." not in name):
            with opener(member) as stream:
                root = xml_opening(stream, ENTRIES)
            feed = source_of_xml(root) if root else None
        elif not is_packaging(member.name) and name.endswith(".json") and member.size <= LARGEST:
            feed = _json_feed(member, opener)
        if feed:
            found[member] = feed
    return found


def _json_feed(member: Member, opener: Opener) -> FeedSource | None:
    with opener(member) as stream:
        start = stream.read(_START)
        if not _VERSION_OF_JSON.search(start):
            return None
        value = json_value(start + stream.read())
    return FeedSource("json-feed") if value is None else source_of_json(value)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the feeds, each byte in exactly one of them."""
    feeds = _feeds(recognised.members, opener)
    strangers, mended = UnknownShapes(), Counter[str]()
    nameless: dict[tuple[ExportedItem, int], list[Fragment]] = {}
    for member, feed in feeds.items():
        entries = _objects if feed.era.startswith("json-feed") else _elements
        seen = Counter[ExportedItem]()
        for fragment, item, broken, count in entries(member, feed, opener):
            mended[member.base] += count
            if item and item.id:
                yield replace(item, fragments=(fragment,))
            elif item:
                # Without an id an entry of several savings is the same where it says the same.
                seen[item] += 1
                nameless.setdefault((item, seen[item]), []).append(fragment)
            elif broken:
                yield _not_read(member, fragment, strangers)
            else:
                yield Residue("framing", member, fragment.offset, fragment.data)
    yield from (replace(item, fragments=tuple(fragments)) for (item, _), fragments in nameless.items())
    for member in recognised.members:
        if member not in feeds:
            yield Residue(_PARTS.part(member.name), member)
    yield from strangers.remarks()
    for name, count in sorted(mended.items()):
        if count:
            yield Remark(f"characters in {name} that XML forbids, read as spaces or question marks", count)


def _not_read(member: Member, fragment: Fragment, strangers: UnknownShapes) -> Piece:
    """What is no entry, or the end of a file that was broken off."""
    return strangers.residue(member, fragment.offset, fragment.data) if fragment.data else list_doubt(member, CUT)


_Stretch = tuple[Fragment, ExportedItem | None, bool, int]


def _elements(member: Member, feed: FeedSource, opener: Opener) -> Iterator[_Stretch]:
    """The stretches of a feed in XML, the items in them, which are broken, and how many characters were mended.

    A broken one without a byte is the end of a file that was broken off.
    """
    with opener(member) as stream:
        for each in xml_elements(stream, ENTRIES):
            item = item_of_feed_element(each.node, feed) if each.node else None
            broken = each.broken or each.cut or (each.node is not None and item is None)
            yield Fragment(member, each.offset, each.data), item, broken, each.mended


def _objects(member: Member, feed: FeedSource, opener: Opener) -> Iterator[_Stretch]:
    """The stretches of a feed in JSON."""
    with opener(member) as stream:
        for each in list_elements(stream, _ITEMS):
            is_entry = each.element and each.key == "items"
            item = item_of_feed_object(each.value, feed) if is_entry else None
            broken = each.broken or (is_entry and item is None)
            if each.data:
                yield Fragment(member, each.offset, each.data), item, broken, 0
