"""One record of a Bluesky repository as an item: text, links, media by their CIDs, moments of clients and of keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ...archives.opening import Member
from ...loose_values import dicts, mapping, text_in, texts_in
from ...moments import dated, moment_of_number, moment_with_offset
from ...pieces import ExportedItem, Media
from ...slices.car_blocks import BlockLink, cid_text

POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"
BLOCKS = ("app.bsky.graph.block", "app.bsky.graph.listblock")
KINDS = frozenset(("post", "reply", "repost"))
APART = 300  # seconds between a client's clock and its key that need no explanation
_ID = re.compile(r"at://did:[a-z]+:[A-Za-z0-9._:-]{1,200}/[A-Za-z0-9.-]{3,200}/[A-Za-z0-9._:-]{1,512}\Z")
_ADDRESS = re.compile(r"at://(did:[a-z]+:[^/]{1,200})/")
_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_KEY = re.compile(rf"[{_SORTABLE}]{{13}}\Z")
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class BlueskyAccount:
    """What a record does not say itself: whose it is, under which handles, and the blobs beside it by their CIDs."""

    did: str
    handles: tuple[tuple[datetime, str], ...] = ()
    blobs: Mapping[str, Member] = field(default_factory=dict)

    @property
    def handle(self) -> str:
        """The handle of today, as far as it is known."""
        return self.handles[-1][1] if self.handles else ""

    def handle_at(self, moment: datetime | None) -> str:
        """The handle of a moment, the first one for what is older than all of them."""
        before = [handle for since, handle in self.handles if moment and since <= moment]
        return before[-1] if before else self.handles[0][1] if self.handles and moment else self.handle


def item_of_record(record: object, path: str, account: BlueskyAccount) -> ExportedItem | None:
    """The item that a record makes, without its fragment; nothing where it has another shape."""
    fields = mapping(record)
    collection, _, key = path.partition("/")
    item_id = f"at://{account.did}/{path}"
    if fields.get("$type") != collection or not _ID.match(item_id):
        return None
    item = _READERS[collection](fields, account)
    if item is None:
        return None
    written, issued = moment_with_offset(fields.get("createdAt")), moment_of_key(key)
    permalink = f"https://bsky.app/profile/{account.did}/post/{key}" if collection == POST else ""
    return dated(_named(item, item_id, permalink, account, written or issued), written, "explicit-offset", issued)


def _named(
    item: ExportedItem, item_id: str, permalink: str, account: BlueskyAccount, moment: datetime | None
) -> ExportedItem:
    author = account.handle_at(moment)
    return replace(
        item,
        id=item_id,
        permalink=permalink,
        author=author,
        account_id=account.did,
        visibility="" if item.kind == "block" else "public",
    )


def moment_of_key(key: str) -> datetime | None:
    """The moment in a record's key, which counts microseconds in its upper bits; none in keys of another kind."""
    if not _KEY.match(key):
        return None
    number = 0
    for sign in key:
        number = number << 5 | _SORTABLE.index(sign)
    return moment_of_number((number >> 10) // 1000, 0, 2022)


def _repost(fields: Mapping[str, Any], account: BlueskyAccount) -> ExportedItem | None:
    subject = text_in(mapping(fields.get("subject")).get("uri"))
    return ExportedItem("", "repost", "", repost_of=subject, repost_author=_writer(subject)) if subject else None


def _post(fields: Mapping[str, Any], account: BlueskyAccount) -> ExportedItem | None:
    text, embed = fields.get("text"), mapping(fields.get("embed"))
    if not isinstance(text, str):
        return None
    parent = text_in(mapping(mapping(fields.get("reply")).get("parent")).get("uri"))
    features = [each for facet in dicts(fields.get("facets")) for each in dicts(facet.get("features"))]
    addresses = [*(text_in(each.get("uri")) for each in features), *_addresses(embed)]
    tags = [*(text_in(each.get("tag")) for each in features), *texts_in(fields.get("tags"))]
    quoted = next(_quoted(embed), "")
    langs = texts_in(fields.get("langs"))
    return ExportedItem(
        id="",
        kind="reply" if parent else "post",
        text=_with_addresses(text, addresses),
        media=tuple(_media(embed, account)),
        language=langs[0] if len(langs) == 1 else "",
        hashtags=tuple(dict.fromkeys(filter(None, tags))),
        reply_to=parent,
        reply_to_account=_writer(parent),
        repost_of=quoted,
        repost_author=_writer(quoted),
    )


def _block(fields: Mapping[str, Any], account: BlueskyAccount) -> ExportedItem | None:
    """That an account, or everybody on a list, is blocked: no matter of the public."""
    subject = text_in(fields.get("subject"))
    return ExportedItem("", "block", subject, reply_to_account=subject) if subject else None


_READERS: Mapping[str, Callable[[Mapping[str, Any], BlueskyAccount], ExportedItem | None]] = {
    POST: _post,
    REPOST: _repost,
    **dict.fromkeys(BLOCKS, _block),
}
ITEMS = frozenset(_READERS)


def _with_addresses(text: str, addresses: list[str]) -> str:
    """A text with the addresses that it shows shortened or not at all behind it."""
    missing = [each for each in dict.fromkeys(addresses) if each and each not in text]
    return "\n\n".join(filter(None, (text, "\n".join(missing))))


def _embeds(embed: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """What is embedded, and what stands within that: a quoted record beside media."""
    if embed and depth < _DEEPEST:
        yield embed
        yield from _embeds(mapping(embed.get("media")), depth + 1)
        yield from _embeds(mapping(embed.get("record")), depth + 1)


def _addresses(embed: Mapping[str, Any]) -> Iterator[str]:
    for each in _embeds(embed):
        yield text_in(mapping(each.get("external")).get("uri"))


def _quoted(embed: Mapping[str, Any]) -> Iterator[str]:
    for each in _embeds(embed):
        if uri := text_in(each.get("uri")) if "cid" in each else "":
            yield uri


def _media(embed: Mapping[str, Any], account: BlueskyAccount) -> Iterator[Media]:
    """Pictures and films; the picture of a link's card is no medium of the post."""
    for each in _embeds(embed):
        for listed in ("images", "items", "media"):
            for one in dicts(each.get(listed)):
                yield from _medium(one.get("image") or one.get("video"), text_in(one.get("alt")), account)
        yield from _medium(each.get("video"), text_in(each.get("alt")), account)


def _medium(blob: object, description: str, account: BlueskyAccount) -> Iterator[Media]:
    """A blob, of today's form or of that until 2023, by its CID."""
    fields = mapping(blob)
    cid = cid_text(fields["ref"]) if isinstance(fields.get("ref"), BlockLink) else text_in(fields.get("cid"))
    if cid:
        yield Media(cid, account.blobs.get(cid), bool(account.blobs), description)


def _writer(address: str) -> str:
    match = _ADDRESS.match(address)
    return match[1] if match else ""
