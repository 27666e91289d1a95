"""One activity of a Mastodon outbox as an item: text out of HTML, moments, visibility, boosts, polls, media."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ...archives.opening import Member
from ...loose_values import dicts, mapping, text_in, web_address
from ...moments import dated, moment_of_number, moment_with_offset
from ...pieces import ExportedItem, Media
from ...slices.markup_text import text_of_markup

MEDIA = re.compile(r"media_attachments/.+")
DIRECT = "direct"
_ID = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9._:/-]{3,400}\Z")
_NUMBER = re.compile(r"/statuses/(\d{17,19})(?:/activity)?\Z", re.ASCII)
_WRITER = re.compile(r"https?://([^/@]+)/(?:users/|@)([\w.-]+)(?:/|\Z)", re.ASCII)
_PUBLIC = frozenset(("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"))
_HANDLE_IN_ADDRESS = re.compile(r"/(?:users/|@)([^/?#]+)/?\Z")


@dataclass(frozen=True, slots=True)
class MastodonAccount:
    """Whose archive it is: the address that names the account, its handle, and the address of its followers."""

    id: str = ""
    handle: str = ""

    @classmethod
    def of(cls, value: object) -> MastodonAccount:
        """The actor that a value describes."""
        fields = mapping(value)
        return cls(text_in(fields.get("id")), text_in(fields.get("preferredUsername")))


@dataclass(frozen=True, slots=True)
class MastodonContext:
    """What a post does not say itself: whose it is, and the archive's media by their path below the media folder."""

    actor: MastodonAccount
    media: Mapping[str, Member] = field(default_factory=dict)


def item_of_activity(activity: object, around: MastodonContext) -> ExportedItem | None:
    """The item that an activity makes, without its fragment, or nothing where it has another shape."""
    fields = mapping(activity)
    if fields.get("type") == "Announce":
        return _boost(fields, around)
    note = mapping(fields.get("object"))
    if fields.get("type") != "Create" or not isinstance(note.get("content"), str | None):
        return None
    return _post(note, around, visibility(activity)) if _ID.match(text_in(note.get("id"))) else None


def accounts_of_activity(activity: object) -> Iterator[MastodonAccount]:
    """Whose an activity is: who did it, and of a post who wrote it; only earlier addresses hold the handle."""
    fields = mapping(activity)
    doers = [fields.get("actor")]
    if fields.get("type") == "Create":
        doers.append(mapping(fields.get("object")).get("attributedTo"))
    for doer in doers:
        if address := text_in(doer) or text_in(mapping(doer).get("id")):
            match = _HANDLE_IN_ADDRESS.search(address)
            yield MastodonAccount(address, match[1] if match else "")


def visibility(activity: object) -> str:
    """`public`, `unlisted`, `followers` or `direct`: whom an activity is addressed to."""
    fields = mapping(activity)
    note = mapping(fields.get("object"))
    to, copied = ({*_texts(fields.get(key)), *_texts(note.get(key))} for key in ("to", "cc"))
    if to & _PUBLIC:
        return "public"
    if copied & _PUBLIC:
        return "unlisted"
    return "followers" if any(each.endswith("/followers") for each in to | copied) else DIRECT


def nameless(activity: object) -> int:
    """How many hashtags and choices of polls lack their name, which no server leaves out."""
    note = mapping(mapping(activity).get("object"))
    tags = [each for each in dicts(note.get("tag")) if each.get("type") == "Hashtag"]
    choices = [each for name in ("oneOf", "anyOf") for each in dicts(note.get(name))]
    return sum(not text_in(each.get("name")) for each in (*tags, *choices))


def moment_of_address(post_id: str) -> datetime | None:
    """The moment that the number in a post's address carries, none in addresses without one."""
    match = _NUMBER.search(post_id)
    return moment_of_number(int(match[1]), 16, 2016) if match else None


def _boost(fields: Mapping[str, Any], around: MastodonContext) -> ExportedItem | None:
    boosted = text_in(fields.get("object")) or text_in(mapping(fields.get("object")).get("id"))
    post_id = text_in(fields.get("id"))
    if not _ID.match(post_id) or not boosted:
        return None
    writer = _WRITER.match(boosted)
    item = ExportedItem(
        id=post_id,
        kind="repost",
        text="",
        author=around.actor.handle,
        account_id=around.actor.id,
        repost_of=boosted,
        repost_author=f"{writer[2]}@{writer[1]}" if writer else "",
    )
    return dated(item, moment_with_offset(fields.get("published")), "explicit-offset", moment_of_address(post_id))


def _post(note: Mapping[str, Any], around: MastodonContext, seen_by: str) -> ExportedItem:
    post_id = text_in(note["id"])
    reply_to = text_in(note.get("inReplyToAtomUri")) or text_in(note.get("inReplyTo"))
    published, updated = (moment_with_offset(note.get(key)) for key in ("published", "updated"))
    own_thread = bool(around.actor.id) and reply_to.startswith(f"{around.actor.id}/")
    item = ExportedItem(
        id=post_id,
        kind="message" if seen_by == DIRECT else "reply" if reply_to else "post",
        text="\n\n".join(filter(None, _paragraphs(note))),
        media=tuple(_media(note, around)),
        author=around.actor.handle,
        account_id=around.actor.id,
        permalink=web_address(note.get("url")),
        language=_language(note),
        hashtags=tuple(_hashtags(note)),
        reply_to=reply_to,
        reply_to_account=around.actor.id if own_thread else "",
        edited=bool(updated) and updated != published,
        visibility=seen_by,
        conversation=text_in(note.get("conversation")) if seen_by == DIRECT else "",
    )
    return dated(item, published, "explicit-offset", moment_of_address(post_id), updated)


def _paragraphs(note: Mapping[str, Any]) -> Iterator[str]:
    """What people see: title, warning, text, and the choices of a poll; only the text is markup."""
    yield text_in(note.get("name")).strip()
    yield text_in(note.get("summary")).strip()
    yield text_of_markup(text_in(note.get("content")))
    for choices in ("oneOf", "anyOf"):
        yield "\n".join(f"- {text_in(each.get('name')).strip()}" for each in dicts(note.get(choices)))


def _media(note: Mapping[str, Any], around: MastodonContext) -> Iterator[Media]:
    """Attachments; servers put a prefix of their own before the archive's media folder."""
    for attachment in dicts(note.get("attachment")):
        address = text_in(attachment.get("url")) or next(
            (text_in(each.get("href")) for each in dicts(attachment.get("url"))), ""
        )
        if address:
            path = MEDIA.search(address)
            member = around.media.get(path[0]) if path else None
            yield Media(address, member, bool(path), text_in(attachment.get("name")))


def _hashtags(note: Mapping[str, Any]) -> Iterator[str]:
    for tag in dicts(note.get("tag")):
        if tag.get("type") == "Hashtag" and text_in(tag.get("name")):
            yield text_in(tag["name"]).removeprefix("#")


def _language(note: Mapping[str, Any]) -> str:
    languages = list(mapping(note.get("contentMap")))
    return languages[0] if len(languages) == 1 else ""


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]
