"""Articles in a member's data from LinkedIn: a page each under `Articles/`, with its days above its text.

* What has no day of publication is a draft and no item; nor is a page of another shape.
* The days have minutes and no zone: an article can date from any place's clock.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from ..archives.opening import Member
from ..moments import dated_by_clock, moment_in_utc
from ..pieces import ExportedItem, Fragment, Media, Opener
from ..slices.markup_text import hashtags_in, text_of_markup

FILE = re.compile(r"(?:.*/)?articles/(?:.*/)?[^/]+\.html?\Z", re.IGNORECASE)
_LARGEST = 8 << 20
_PUBLISHED = re.compile(
    r"""<p\b[^<>]{0,200}\bclass\s*=\s*["']?published["']?[^<>]{0,200}>"""
    r"[^<]{0,80}?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d)[^<]{0,40}</p>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<h1\b[^<>]{0,400}>(.{0,2000}?)</h1>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,1000})", re.IGNORECASE)
_ADDRESS = re.compile(r"https://(?:www\.)?linkedin\.com/pulse/([A-Za-z0-9][A-Za-z0-9-]{0,190})/?\Z")
_LINK = re.compile(r"""<a\b[^<>]{0,200}?\bhref\s*=\s*["']([^"'<>]{1,1000})""", re.IGNORECASE)
_PICTURE = re.compile(r"""<img\b[^<>]{0,400}?\bsrc\s*=\s*["'](https?://[^"'<>\s]{1,1000})""", re.IGNORECASE)
_MINUTE = timedelta(seconds=59)


def item_of_article_page(member: Member, opener: Opener, author: str) -> ExportedItem | None:
    """The item that a page makes; nothing for a draft, or for another page."""
    if not FILE.match(member.name) or not 0 < member.size <= _LARGEST:
        return None
    with opener(member) as stream:
        data = stream.read()
    page = data.decode("utf-8", "replace")
    published = _PUBLISHED.search(page)
    clock = moment_in_utc(published[1]) if published else None
    if not published or not clock:
        return None
    above, body = page[: published.start()], page[published.end() :]
    heading = _HEADING.search(above)
    title = text_of_markup(_LINK.sub("<a", heading[1])) if heading else _title(above)
    text = "\n\n".join(filter(None, (title, text_of_markup(body))))
    address = next((each for each in _links(heading[1] if heading else "") if _ADDRESS.match(each)), "")
    named = _ADDRESS.match(address)
    item = ExportedItem(
        id=f"article:{named[1]}" if named else "",
        kind="article",
        text=text,
        fragments=(Fragment(member, 0, data),),
        author=author,
        permalink=address,
        hashtags=hashtags_in(text),
    )
    pictures = dict.fromkeys(html.unescape(each) for each in _PICTURE.findall(page))
    media = tuple(Media(each, None, expected=False) for each in pictures)
    return dated_by_clock(replace(item, media=media), clock, clock + _MINUTE)


def _title(page: str) -> str:
    found = _TITLE.search(page)
    return " ".join(html.unescape(found[1]).split()) if found else ""


def _links(markup: str) -> Iterator[str]:
    yield from (html.unescape(each).strip() for each in _LINK.findall(markup))
