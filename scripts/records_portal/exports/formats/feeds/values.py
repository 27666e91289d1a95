"""One entry of a feed as an item: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed 1.0 and 1.1.

* The id is the feed's own, where it has one, and the entry's address otherwise; signs that an index cannot hold are
  written as their codes.
* An entry that says only when it was changed dates from that day at the latest, and from no day at the first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from ...loose_values import mapping, text_in, text_of, web_address
from ...moments import dated, dated_by_clock, moment_in_utc, moment_of_mail, moment_with_offset
from ...pieces import ExportedItem, Media
from ...slices.markup_text import media_in, text_of_markup
from ...slices.xml_slices import XmlNode

ENTRIES = frozenset(("item", "atom:entry"))
# An underscore is written so where it would else look like the start of a code.
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._:/-]|_(?=[0-9A-F]{2})")
_LONGEST_ID = 200
_MAIL = re.compile(r"\S{1,100}@\S{1,100}\s*(?:\(([^()]{1,200})\))?\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class FeedSource:
    """Whose feed it is: its kind and version, its title, the address of its site, and its language."""

    era: str
    title: str = ""
    address: str = ""
    language: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What any kind of feed says of an entry; texts are plain, `media` are addresses and descriptions."""

    id: str
    texts: Sequence[str]
    published: str
    changed: str
    permalink: str
    author: str
    tags: Sequence[str]
    media: Sequence[tuple[str, str]]
    reply_to: str = ""
    language: str = ""


def source_of_xml(root: XmlNode) -> FeedSource | None:
    """Whose feed a file is by its opening; nothing where it is none."""
    language, base = root.attributes.get("xml:lang", ""), root.attributes.get("xml:base", "")
    channel = root.first("channel")
    if root.name == "rss" and channel:
        version = re.sub(r"[^0-9]+", "-", root.attributes.get("version", ""))[:10].strip("-")
        era = f"rss-{version}" if version else "rss"
    elif root.name == "rdf:RDF" and channel:
        era = "rss-1-0"
    elif root.name == "atom:feed":
        address = next(_links(root, "alternate", base), "")
        era = "atom-0-3" if root.attributes.get("version") == "0.3" else "atom-1-0"
        return FeedSource(era, root.within("atom:title"), address, language, base or address)
    else:
        return None
    address = channel.within("link")
    return FeedSource(era, channel.within("title"), address, channel.within("language") or language, base or address)


def source_of_json(value: object) -> FeedSource | None:
    """Whose JSON Feed a file is; nothing where it is none."""
    fields = mapping(value)
    match = re.match(r"https?://(?:www\.)?jsonfeed\.org/version/1(\.1)?\Z", text_in(fields.get("version")))
    if not match or not isinstance(fields.get("items"), list):
        return None
    address = text_in(fields.get("home_page_url"))
    era = "json-feed-1-1" if match[1] else "json-feed-1-0"
    return FeedSource(era, text_in(fields.get("title")), address, text_in(fields.get("language")), address)


def item_of_feed_element(node: XmlNode, feed: FeedSource) -> ExportedItem | None:
    """The item that an element makes, without its fragment; nothing where it says nothing."""
    return _item(_of_atom(node, feed) if node.name == "atom:entry" else _of_rss(node), feed)


def item_of_feed_object(value: object, feed: FeedSource) -> ExportedItem | None:
    """The item that an object of a JSON Feed makes, without its fragment; nothing where it says nothing."""
    fields = mapping(value)
    markup, plain = text_in(fields.get("content_html")), text_in(fields.get("content_text"))
    writers = _listed(fields.get("authors")) or [fields.get("author")]
    files = list(map(mapping, _listed(fields.get("attachments"))))
    shown = [(each, "") for each in (text_in(fields.get("image")), *media_in(markup))]
    entry = _Entry(
        id=text_of(fields.get("id")),
        texts=(
            text_in(fields.get("title")),
            plain or text_of_markup(markup) or text_in(fields.get("summary")),
            text_in(fields.get("external_url")),
        ),
        published=text_in(fields.get("date_published")),
        changed=text_in(fields.get("date_modified")),
        permalink=text_in(fields.get("url")),
        author=text_in(mapping(writers[0]).get("name")),
        tags=list(map(text_in, _listed(fields.get("tags")))),
        media=[*((text_in(each.get("url")), text_in(each.get("title"))) for each in files), *shown],
        language=text_in(fields.get("language")),
    )
    return _item(entry, feed)


def _of_rss(node: XmlNode) -> _Entry:
    link, guid = node.within("link"), node.first("guid")
    unique = node.within("guid") or node.attributes.get("rdf:about", "")
    is_address = guid is not None and guid.attributes.get("isPermaLink", "true") == "true"
    body = node.within("content:encoded") or node.within("description")
    files = [*node.all("enclosure"), *node.all("media:content")]
    files += [each for group in node.all("media:group") for each in group.all("media:content")]
    mail = _MAIL.match(node.within("author"))
    return _Entry(
        id=unique or link,
        texts=(text_of_markup(node.within("title")), text_of_markup(body)),
        published=node.within("pubDate") or node.within("dc:date"),
        changed=node.within("atom:updated"),
        permalink=link or (unique if is_address else ""),
        author=node.within("dc:creator") or (mail[1] or "" if mail else node.within("author")),
        tags=[each.text().strip() for each in node.all("category")],
        media=[
            *((each.attributes.get("url", ""), each.within("media:description")) for each in files),
            *((each, "") for each in media_in(body)),
        ],
    )


def _of_atom(node: XmlNode, feed: FeedSource) -> _Entry:
    base = urljoin(feed.base, node.attributes.get("xml:base", "")) if _is_sound(feed.base) else ""
    content, writer = node.first("atom:content"), node.first("atom:author")
    group = node.first("media:group")
    described = group.within("media:description") if group else ""
    answered = node.first("thr:in-reply-to")
    source = content.attributes.get("src", "") if content else ""
    return _Entry(
        id=node.within("atom:id") or next(_links(node, "alternate", base), ""),
        texts=(
            _written(node.first("atom:title")),
            _written(content) or _written(node.first("atom:summary")) or described,
        ),
        published=node.within("atom:published") or node.within("atom:issued") or node.within("atom:created"),
        changed=node.within("atom:updated") or node.within("atom:modified"),
        permalink=next(_links(node, "alternate", base), ""),
        author=writer.within("atom:name") if writer else "",
        tags=[each.attributes.get("label") or each.attributes.get("term", "") for each in node.all("atom:category")],
        media=[
            *((each, "") for each in _links(node, "enclosure", base)),
            *((each, "") for each in (_joined(base, source) if source else "", *media_in(_markup(content)))),
        ],
        reply_to=answered.attributes.get("ref", "") if answered else "",
        language=node.attributes.get("xml:lang", ""),
    )


def _links(node: XmlNode, relation: str, base: str) -> Iterator[str]:
    for each in node.all("atom:link"):
        if each.attributes.get("rel", "alternate") == relation and each.attributes.get("href"):
            yield _joined(base, each.attributes["href"].strip())


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _is_sound(address: str) -> bool:
    return bool(_joined(address, "x"))


def _markup(node: XmlNode | None) -> str:
    """The HTML of a text; nothing where it is plain."""
    if node is None or node.attributes.get("type", "text") in ("text", "text/plain"):
        return ""
    return node.markup() if node.attributes["type"] in ("xhtml", "application/xhtml+xml") else node.text()


def _written(node: XmlNode | None) -> str:
    if node is None:
        return ""
    return text_of_markup(_markup(node)) or node.text().strip()


def _item(entry: _Entry, feed: FeedSource) -> ExportedItem | None:
    text = "\n\n".join(dict.fromkeys(filter(None, map(str.strip, entry.texts))))
    media = {
        address: Media(address, None, expected=False, description=words) for address, words in entry.media if address
    }
    if not text and not media and not entry.id:
        return None
    item = ExportedItem(
        id=safe_id(entry.id),
        kind="comment" if entry.reply_to else "post",
        text=text,
        media=tuple(media.values()),
        author=entry.author,
        permalink=web_address(entry.permalink),
        language=entry.language or feed.language,
        hashtags=tuple(dict.fromkeys(filter(None, entry.tags))),
        reply_to=entry.reply_to,
    )
    return _dated(item, entry)


def safe_id(written: str) -> str:
    """An id as an index can hold it: any other sign as an underscore and its code, one that is too long as a digest."""
    safe = _UNSAFE.sub(lambda match: "".join(f"_{byte:02X}" for byte in match[0].encode("utf-8", "replace")), written)
    if not safe:
        return ""
    if len(safe) > _LONGEST_ID:
        return f"entry:{hashlib.sha256(written.encode('utf-8', 'replace')).hexdigest()[:40]}"
    return safe if safe[0].isalnum() else f"entry:{safe}"


def _dated(item: ExportedItem, entry: _Entry) -> ExportedItem:
    published, has_zone = _moment(entry.published)
    changed, changed_has_zone = _moment(entry.changed)
    if published and has_zone:
        later = changed if changed and changed_has_zone and changed > published else None
        return replace(dated(item, published, "explicit-offset", changed=later), edited=bool(later))
    if published:
        whole_day = published.replace(hour=23, minute=59, second=59) if _DAY.match(entry.published) else published
        return replace(dated_by_clock(item, published, whole_day), date_only=whole_day != published)
    if changed and changed_has_zone:
        return replace(item, created_at=changed, latest_at=changed, time_basis="explicit-offset")
    return item


def _moment(text: str) -> tuple[datetime | None, bool]:
    """A moment of a feed, and whether its zone is written: as in mails, or as in XML (RFC 3339)."""
    if found := moment_with_offset(text):
        return found, True
    found, has_zone = moment_of_mail(text)
    return found or moment_in_utc(f"{text}T00:00" if _DAY.match(text) else text), has_zone


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
