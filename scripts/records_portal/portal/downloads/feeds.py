"""Atom feeds (RFC 4287): entries of plain text, every value escaped, with identifiers that stay.

An entry is called after what it is about (a `tag:` of RFC 4151 with the day of the change), not after where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from records_portal.values.urls import is_plain_url

from ..building.shell import relative

LONGEST_TITLE, LONGEST_TEXT = 300, 4_000
NO_MOMENT = "1970-01-01T00:00:00Z"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A feed: the portal's address, its own below that, the page that it follows, and its title.

    `made_at` is the moment of a feed without entries: whoever subscribes to tasks keeps the address when all are done.
    """

    portal: str
    address: str
    page: str
    title: str
    made_at: str = NO_MOMENT

    def link(self, address: str) -> str:
        """An address of the portal: whole where the portal's own is known, else as seen from the feed."""
        if is_plain_url(self.portal):
            return f"{self.portal.rstrip('/')}/{address}"
        return relative(self.address, address)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change or task: its name among all, its moment, a title, who made it, more about it, the page it is about.

    `since` is the day in its name where the moment may move, as that of a task does which becomes late.
    """

    name: str
    at: str
    title: str
    author: str
    text: str
    page: str
    kind: str = "changes"
    since: str = ""


def render_feed(feed: FeedPage, entries: Iterable[FeedEntry]) -> bytes:
    """A feed, its entries in the order given."""
    shown = list(entries)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
        f"<id>{_text(_name(feed.portal, '', feed.address))}</id>",
        f"<title>{_text(feed.title, LONGEST_TITLE)}</title>",
        f"<updated>{_text(max((one.at for one in shown), default=feed.made_at))}</updated>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(feed.link(feed.address))}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(feed.link(feed.page))}/>',
        *(line for one in shown for line in _entry(feed, one)),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _entry(feed: FeedPage, entry: FeedEntry) -> Iterator[str]:
    yield "<entry>"
    yield f"<id>{_text(_name(feed.portal, entry.since or entry.at[:10], f'{entry.kind}/{entry.name}'))}</id>"
    yield f"<title>{_text(entry.title, LONGEST_TITLE)}</title>"
    yield f"<updated>{_text(entry.at)}</updated>"
    yield f"<author><name>{_text(entry.author, LONGEST_TITLE)}</name></author>"
    yield f'<link rel="alternate" type="text/html" href={_attribute(feed.link(entry.page))}/>'
    if entry.text:
        yield f'<content type="text">{_text(entry.text, LONGEST_TEXT)}</content>'
    yield "</entry>"


def _name(portal: str, on: str, specific: str) -> str:
    """An identifier for ever: a `tag:` where the portal has a host and the entry a day, else a name of our own."""
    host = (urlsplit(portal).hostname or "") if is_plain_url(portal) else ""
    if host and on:
        return f"tag:{host},{on}:{quote(specific)}"
    return f"https://{host}/{quote(specific)}" if host else f"urn:records-portal:{quote(specific)}"


def _text(text: str, longest: int = LONGEST_TITLE) -> str:
    clean = _NOT_XML.sub("\ufffd", text)
    return escape(clean if len(clean) <= longest else f"{clean[: longest - 1]}…")


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))
