"""One post, comment or repost of TikTok as an item, from JSON or from lines of text; keys differ in case by year.

* An id carries its second. The address of a film is signed and expires: it is no part of an item.
* Moments are UTC, with or without saying so; words for nothing (`N/A`, `None`) are nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from ...archives.opening import Member
from ...moments import dated, moment_in_utc, moment_of_number, moment_with_offset
from ...pieces import ExportedItem, Media
from ...slices.markup_text import hashtags_in

POSTS, DELETED, STORIES, COMMENTS, REPOSTS, CHATS = (
    "posts",
    "deleted",
    "stories",
    "comments",
    "reposts",
    "live-comments",
)
_KINDS = {POSTS: "post", DELETED: "post", STORIES: "story", COMMENTS: "comment", REPOSTS: "repost", CHATS: "chat"}
KINDS = frozenset(_KINDS.values())
BLOCKS, FILTERS = "blocked-accounts", "keyword-filters"
MODERATION = frozenset((BLOCKS, FILTERS))
_NAME = re.compile(r"[A-Za-z0-9_.]{1,60}\Z")
_ID = re.compile(r"(?:/(?:video|photo)/|[?&](?:item_id|aweme_id)=)(\d{15,20})(?!\d)", re.ASCII)
_NOTHING = frozenset(("n/a", "none", "null"))
_TEXTS = frozenset(("comment", "commentcontent"))  # which may say just that
_SEEN_BY = {"everyone": "public", "public": "public", "only me": "private", "only you": "private"}

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TikTokAccount:
    """Whose export it is, and the files beside it by the number of the post that their names hold."""

    handle: str = ""
    name: str = ""
    files: Mapping[str, Member] = field(default_factory=dict)


def folded_values(value: object) -> Values:
    """The texts and numbers of an object under their keys without case and spaces; words for nothing are left out."""
    if not isinstance(value, dict):
        return {}
    texts = ((key, str(each).strip()) for key, each in value.items() if isinstance(each, str | int))
    found = {key.casefold().replace(" ", ""): text for key, text in texts if text}
    return {key: text for key, text in found.items() if key in _TEXTS or text.casefold() not in _NOTHING}


def has_key(value: object, wanted: str) -> bool:
    """Whether an object has a key, in whatever case it is written."""
    return isinstance(value, dict) and any(key.casefold().replace(" ", "") == wanted for key in value)


def item_of_tiktok(table: str, values: Values, account: TikTokAccount) -> ExportedItem | None:
    """The item that one entry of a table makes, without its fragment; nothing where it has no moment and no id."""
    made = _comment(table, values) if table in (COMMENTS, CHATS) else _film(table, values, account)
    return replace(made, author=account.handle) if made else None


def entry_of_moderation(table: str, value: object, account: TikTokAccount) -> ExportedItem | None:
    """The item that an entry of a list of blocked accounts or of words that are filtered out makes."""
    if table == FILTERS:
        words = value.strip() if isinstance(value, str) else ""
        return ExportedItem(id="", kind="filter", text=words, author=account.handle) if words else None
    values = folded_values(value)
    name = values.get("username", "")
    if not _NAME.match(name):
        return None
    item = ExportedItem(
        id=f"block:{name.casefold()}", kind="block", text=name, author=account.handle, reply_to_account=name
    )
    return dated(item, _written(values, "date"), "utc-by-format")


def id_in(address: str) -> str:
    """The number of the post that an address is of; nothing where it holds none."""
    match = _ID.search(address)
    return match[1] if match else ""


def moment_of_post(number: str) -> datetime | None:
    """The second that the number of a post carries."""
    return moment_of_number((int(number) >> 32) * 1000, 0, 2014) if number else None


def _written(values: Values, *names: str) -> datetime | None:
    text = next((values[name] for name in names if name in values), "")
    return moment_with_offset(text) or moment_in_utc(text.removesuffix("UTC").strip())


def _film(table: str, values: Values, account: TikTokAccount) -> ExportedItem | None:
    link = values.get("link", "") or values.get("videolink", "")
    number, written = id_in(link), _written(values, "date", "createtime", "datedeleted")
    if not number and not written:
        return None
    if table == REPOSTS:
        return dated(replace(_item("", REPOSTS, ""), repost_of=number), written, "utc-by-format")
    media = tuple(_media(number, link, values, account.files))
    handle = account.handle
    item = replace(
        _item(number, table, values.get("title", "")),
        media=media,
        permalink=f"https://www.tiktok.com/@{handle}/video/{number}" if number and handle else "",
        visibility=_SEEN_BY.get(seen_by := values.get("whocanview", "").casefold(), seen_by),
        deleted=table == DELETED,
    )
    return dated(item, written, "utc-by-format", moment_of_post(number))


def _media(number: str, link: str, values: Values, files: Mapping[str, Member]) -> Iterator[Media]:
    """The film of a post, by an address that does not change; its file where one that is named so lies beside."""
    address = f"https://www.tiktokv.com/share/video/{number}/" if number else _unsigned(link)
    if address:
        yield Media(address, files.get(number), expected=False, description=values.get("alternatetext", ""))


def _comment(table: str, values: Values) -> ExportedItem | None:
    text = values.get("comment", "") or values.get("commentcontent", "")
    written = _written(values, "date", "commenttime")
    target = next((values[name] for name in ("originalposturl", "originalpostlink", "url") if name in values), "")
    shown = [_unsigned(values[name]) for name in ("photo", "video", "sticker") if name in values]
    media = tuple(Media(each, None, expected=False) for each in dict.fromkeys(filter(None, shown)))
    if not written or not (text or media):
        return None
    return dated(replace(_item("", table, text), media=media, reply_to=id_in(target)), written, "utc-by-format")


def _unsigned(address: str) -> str:
    """An address without what signs it for some hours."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.scheme in ("http", "https") else ""


def _item(number: str, table: str, text: str) -> ExportedItem:
    return ExportedItem(
        id=number,
        kind=_KINDS[table],
        text=text,
        hashtags=hashtags_in(text),
    )
