"""One object of a Facebook JSON file as an item: post, comment, picture, or the newer form of labels and values.

* Moments are seconds since 1970 (or milliseconds, where they are too large for that).
* The platform's sentence about a post (`X shared a memory.`) tells its kind and is never its text.
* An address that a post shares is part of its text, as readers saw it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ...archives.opening import Member
from ...loose_values import dicts, mapping, text_of
from ...pieces import ExportedItem, Fragment, Media
from ..meta.labels import labels_of, media_of_record, stamps_of_record

_EARLIEST, _LATEST = -2_208_988_800, 7_258_118_400
_MILLISECONDS = 100_000_000_000
_SHARED = re.compile(
    r"\b(?:shared(?! a link\b)|compart\w+|a partagé|geteilt|partilhou|delte)\b"
    r"|\bподелил",  # noqa: RUF001
    re.IGNORECASE,
)
_REPLIED = re.compile(
    r"\b(?:replied|respondió|respondeu|a répondu|geantwortet|svarte)\b"
    r"|\bответил",  # noqa: RUF001
    re.IGNORECASE,
)
_TEXT_LABEL = re.compile(
    r"(?:text|message|caption|comment|description|texto|mensaje|comentario|descripción|texte|légende|commentaire"
    r"|nachricht|kommentar|beschreibung|mensagem|comentário|descrição|legenda|текст|сообщение|комментарий|описание"
    r"|tekst|melding|beskrivelse)\Z"
)
_OF_OTHERS = frozenset(("owner", "target", "author", "page", "profile", "group"))
_MENTION = re.compile(r"@\[\d{1,20}:\d{1,9}:([^\]]{1,200})\]")
_HASHTAG = re.compile(r"(?<![\w&#])#(\w*[^\W\d]\w*)")
_FILM = re.compile(r"\.(?:mp4|m4v|mov|webm|avi|mkv|3gp)\Z", re.IGNORECASE)
_ID = re.compile(r"[0-9]{5,20}\Z")


@dataclass(frozen=True, slots=True)
class FacebookContext:
    """What an object does not say itself: whose it is, where its media lie, and what its file holds."""

    author: str
    find_media: Callable[[str], Member | None]
    story: bool = False
    comment: bool = False
    deleted: bool = False
    dates: str = ""


def moment_of_count(value: object) -> datetime | None:
    """The moment of a count of seconds or milliseconds since 1970; none for zero, or for years nobody can mean."""
    if isinstance(value, bool) or not isinstance(value, int) or value == 0:
        return None
    seconds = value // 1000 if abs(value) > _MILLISECONDS else value
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds < _LATEST else None


def item_of_object(value: object, fragment: Fragment, around: FacebookContext) -> ExportedItem | None:
    """The item that an object makes, or nothing where it has no shape that is known."""
    entry = mapping(value)
    if "uri" in entry:
        return picture([(fragment, entry)], around)
    if isinstance(entry.get("comment"), str):
        return _comment(entry, entry, fragment, around)
    if "label_values" in entry:
        return _labelled(entry, fragment, around)
    if not (moment_of_count(entry.get("timestamp")) or "data" in entry or "attachments" in entry):
        return None
    parts, attached = dicts(entry.get("data")), list(_attached(entry))
    written = next((mapping(part["comment"]) for part in parts if isinstance(part.get("comment"), dict)), None)
    if not (parts or attached or text_of(entry.get("title"))):
        return None
    if written is not None:
        return _comment(entry, written, fragment, around)
    return _post(entry, fragment, around)


def _post(entry: Mapping[str, Any], fragment: Fragment, around: FacebookContext) -> ExportedItem:
    parts, attached = dicts(entry.get("data")), list(_attached(entry))
    media = [each for each in (mapping(part.get("media")) for part in attached) if each]
    captions = {text_of(each.get("description")) for each in media} - {""}
    text = _joined(text_of(part.get("post")) for part in parts)
    if not text and len(captions) == 1:
        text = captions.pop()
    links = [text_of(mapping(part.get("external_context")).get("url")) for part in attached]
    text = _joined([text, *(text_of(part.get("text")) for part in attached), *_named(attached), *links])
    # Where somebody was is all that a check-in says; beside words it is a detail of the post.
    text = text or _joined(text_of(mapping(part.get("place")).get("name")) for part in attached)
    updated = max(filter(None, (moment_of_count(part.get("update_timestamp")) for part in parts)), default=None)
    shared = not any(links) and bool(_SHARED.search(text_of(entry.get("title"))))
    kind = "story" if around.story else "repost" if shared else "post"
    item = undated_item(kind, text, (fragment,), tuple(_media(media, text, around)), around)
    return _timed(item, moment_of_count(entry.get("timestamp")), updated)


def _named(attached: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What a post is about: an event's name, a poll's question, a life event, the group that it shares."""
    for part in attached:
        yield text_of(mapping(part.get("event")).get("name"))
        yield text_of(mapping(part.get("poll")).get("question"))
        yield text_of(mapping(part.get("life_event")).get("title"))
        yield text_of(part.get("name"))


def _comment(
    entry: Mapping[str, Any], written: Mapping[str, Any], fragment: Fragment, around: FacebookContext
) -> ExportedItem:
    attached = list(_attached(entry))
    media = [each for each in (mapping(part.get("media")) for part in attached) if each]
    links = [text_of(mapping(part.get("external_context")).get("url")) for part in attached]
    text = _joined([text_of(written.get("comment")), *links])
    kind = "reply" if _REPLIED.search(text_of(entry.get("title"))) else "comment"
    item = undated_item(kind, text, (fragment,), tuple(_media(media, text, around)), around)
    item = replace(item, author=text_of(written.get("author")) or around.author)
    return _timed(item, moment_of_count(written.get("timestamp")) or moment_of_count(entry.get("timestamp")))


def _labelled(entry: Mapping[str, Any], fragment: Fragment, around: FacebookContext) -> ExportedItem | None:
    """The newer form, which may carry the platform's own id; its labels are written in the account's language."""
    found = [each for each in labels_of(entry) if not _OF_OTHERS.intersection(each.groups)]
    known = [each.value for each in found if _TEXT_LABEL.match(each.label.casefold()) and each.value]
    media = media_of_record(entry)
    if not (known or media):
        return None
    text = _joined(known)
    kind = "story" if around.story else "comment" if around.comment else "post"
    item = undated_item(kind, text, (fragment,), tuple(_media(media, text, around)), around)
    own_id = text_of(entry.get("fbid"))
    created = next(filter(None, map(moment_of_count, stamps_of_record(entry))), None)
    return _timed(replace(item, id=own_id if _ID.match(own_id) else ""), created)


def picture(found: list[tuple[Fragment, Mapping[str, Any]]], around: FacebookContext) -> ExportedItem | None:
    """The item that a picture or video makes which no post names, from every list that it stands in."""
    values = [value for _, value in found]
    text = next(filter(None, map(_caption, values)), "")
    media = tuple(_media(values[:1], text, around))
    created = next(filter(None, (moment_of_count(value.get("creation_timestamp")) for value in values)), None)
    if not media:
        return None
    kind = "story" if around.story else "post"
    return _timed(undated_item(kind, text, tuple(fragment for fragment, _ in found), media, around), created)


def _caption(value: Mapping[str, Any]) -> str:
    """What a picture says of itself; the title of a film is its own, that of a picture is its album's."""
    title = text_of(value.get("title")) if _FILM.search(text_of(value.get("uri"))) else ""
    return _joined([title, text_of(value.get("description"))])


def comments_within(value: object) -> int:
    """How many comments stand inside an object's pictures; they are kept with it."""
    entry = mapping(value)
    media = [entry, *(mapping(part.get("media")) for part in _attached(entry))]
    return sum(len(dicts(each.get("comments"))) for each in media)


def hashtags(text: str) -> tuple[str, ...]:
    """The hashtags of a text, each once."""
    return tuple(dict.fromkeys(_HASHTAG.findall(text)))


def kind_by_narration(narration: str, *, comment: bool, link: bool = False) -> str:
    """What the platform's sentence says of an item; sentences in other languages say nothing."""
    if comment:
        return "reply" if _REPLIED.search(narration) else "comment"
    return "repost" if _SHARED.search(narration) and not link else "post"


def undated_item(
    kind: str, text: str, fragments: tuple[Fragment, ...], media: tuple[Media, ...], around: FacebookContext
) -> ExportedItem:
    """An item without an id of its platform and, so far, without a moment."""
    return ExportedItem(
        id="",
        kind=kind,
        text=text,
        fragments=fragments,
        media=media,
        author=around.author,
        hashtags=hashtags(text),
        deleted=around.deleted,
    )


def _timed(item: ExportedItem, created: datetime | None, updated: datetime | None = None) -> ExportedItem:
    if not created:
        return replace(item, latest_at=updated, edited=bool(updated))
    latest = max(created, updated or created)
    return replace(
        item,
        created_at=created,
        earliest_at=min(created, updated or created),
        latest_at=latest,
        time_basis="utc-by-format",
        edited=latest > created,
    )


def _attached(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for attachment in dicts(entry.get("attachments")):
        yield from dicts(attachment.get("data"))


def _media(values: Iterable[Mapping[str, Any]], text: str, around: FacebookContext) -> Iterator[Media]:
    """The media of an item, each address once; a caption that repeats the text says nothing more."""
    seen: set[str] = set()
    for value in values:
        address = text_of(value.get("uri"))
        if address and address not in seen:
            seen.add(address)
            caption = shown_text(text_of(value.get("description")))
            remote = address.startswith(("http://", "https://"))
            member = None if remote else around.find_media(address)
            yield Media(address, member, not remote, "" if caption.strip() in text else caption)


def shown_text(text: str) -> str:
    """The text as readers saw it: a mention is the name alone."""
    return _MENTION.sub(r"\1", text)


def _joined(parts: Iterable[str]) -> str:
    """The parts a line each, as readers saw them, without those that are empty or said already."""
    text = ""
    for part in (shown_text(each).strip() for each in parts):
        if part and part not in text:
            text = f"{text}\n{part}" if text else part
    return text
