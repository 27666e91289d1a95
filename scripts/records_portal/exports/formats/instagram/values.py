"""Items from the values of Instagram's JSON files since 2021: posts, stories, comments and Threads.

* A post of one medium has its caption and moment there, one of several at its top; the top counts first.
* Text is written as escaped UTF-8 bytes and is mended.
* An upload later than the written moment, known by a medium's id, makes an item date from the upload.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from ...archives.opening import Member
from ...loose_values import text_in
from ...moments import dated, moment_of_number
from ...pieces import ExportedItem, Fragment, Media
from ..meta.labels import labels_of, media_of_record, stamps_of_record
from ..meta.text import mended

_EPOCH_MS = 1314220021721
_MEDIA_ID = re.compile(r"(?:.*[_/])?(\d{18,19})(?:\.\w{1,5})?\Z", re.DOTALL)
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TEXT_LABELS = frozenset((
    "Caption", "Text", "Pie de foto", "Texto", "Légende", "Texte", "Bildunterschrift", "Legenda", "Подпись", "Текст",
))  # fmt: skip
_HASHTAG = re.compile(r"(?<![\w&/])#(\w+)")
_HANDLE = re.compile(r"[A-Za-z0-9_.]{1,30}\Z")
_YEARS = (2010, 2200)
_LATE = timedelta(minutes=5)

FindMedia = Callable[[str], Member | None]


@dataclass(frozen=True, slots=True)
class InstagramContext:
    """What an element does not say itself: whose it is and where its media lie."""

    handle: str
    find_media: FindMedia
    dates: str = ""


def moment_of_seconds(value: object) -> datetime | None:
    """A moment in seconds since 1970, or in milliseconds where the number is too large for seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e14:
        return None
    found = datetime.fromtimestamp(int(value) // (1000 if value > 1e11 else 1), UTC)
    return found if _YEARS[0] <= found.year <= _YEARS[1] else None


def moment_of_upload(address: str) -> datetime | None:
    """The moment that the id at the end of a medium's name carries; shorter ids carry none."""
    match = _MEDIA_ID.match(address)
    return moment_of_medium(int(match[1])) if match else None


def moment_of_medium(number: int) -> datetime | None:
    """The moment that the id of a medium carries."""
    return moment_of_number(number + (_EPOCH_MS << 23), 23, 2010)


def late_upload(item: ExportedItem) -> datetime | None:
    """The moment of the last upload where it is later than the written moment can explain."""
    uploads = [each for each in (moment_of_upload(medium.address) for medium in item.media) if each]
    latest = max(uploads, default=None)
    return latest if latest and item.created_at and latest > item.created_at + _LATE else None


def media_of(
    addresses: Sequence[str], find: FindMedia, descriptions: Mapping[str, str] | None = None
) -> tuple[Media, ...]:
    """The media at some addresses, each once; an address on the network is never in an export."""
    return tuple(
        Media(each, None, expected=False)
        if _REMOTE.match(each)
        else Media(
            each, find(each) or find(unquote(each)), expected=True, description=(descriptions or {}).get(each, "")
        )
        for each in dict.fromkeys(addresses)
    )


def hashtags_of(text: str) -> tuple[str, ...]:
    """The hashtags of a text, each once."""
    return tuple(dict.fromkeys(_HASHTAG.findall(text)))


def item_of_element(value: object, fragment: Fragment, role: str, around: InstagramContext) -> ExportedItem | None:
    """The item that an element makes, or nothing where it has another shape."""
    whole = mended(value)
    if isinstance(whole, dict) and "label_values" in whole:
        return _labelled(whole, fragment, role, around)
    entries = _entries(whole)
    if entries is None:
        return None
    titles = [text_in(each.get("title")) for each in entries]
    text = text_in(whole.get("title")) or next(filter(None, titles), "")
    created = next(
        filter(None, (moment_of_seconds(each.get("creation_timestamp")) for each in (whole, *entries))), None
    )
    if not (entries or text or created):
        return None
    addresses = {address: title for each, title in zip(entries, titles, strict=True) for address in _addresses(each)}
    described = {address: title for address, title in addresses.items() if title != text}
    item = ExportedItem(
        id="",
        kind=_kind(role, entries),
        text=text,
        fragments=(fragment,),
        media=media_of(list(addresses), around.find_media, described),
        author=around.handle,
        hashtags=hashtags_of(text),
        deleted=role == "deleted-posts",
    )
    return dated(item, created, "utc-by-format")


def _labelled(whole: dict[str, Any], fragment: Fragment, role: str, around: InstagramContext) -> ExportedItem | None:
    """The item that labels and values make; without a picture or film they are about a post and no post."""
    entries = media_of_record(whole)
    said = [each for each in labels_of(whole) if "owner" not in each.groups and each.value]
    text = next((each.value for each in said if each.label in _TEXT_LABELS), "")
    if not entries:
        return None
    text = text or next((each for entry in entries if (each := text_in(entry.get("title")))), "")
    stamps = [*stamps_of_record(whole), *(entry.get("creation_timestamp") for entry in entries)]
    item = ExportedItem(
        id="",
        kind=_kind(role, entries),
        text=text,
        fragments=(fragment,),
        media=media_of([address for entry in entries for address in _addresses(entry)], around.find_media),
        author=around.handle,
        hashtags=hashtags_of(text),
        deleted=role == "deleted-posts",
    )
    return dated(item, next(filter(None, map(moment_of_seconds, stamps)), None), "utc-by-format")


def is_about_posts(value: object) -> bool:
    """Whether an element is labels and values without any picture or film: of an account's posts, but none of them."""
    return isinstance(value, dict) and any(labels_of(value)) and not media_of_record(value)


def _entries(whole: object) -> list[dict[str, Any]] | None:
    """The media of a post; a lone medium is one. Nothing where the value is no post."""
    if not isinstance(whole, dict):
        return None
    entries = whole.get("media", [whole])
    if not isinstance(entries, list):
        return None
    known = all(isinstance(each, dict) and isinstance(each.get("uri"), str) for each in entries)
    timed = "creation_timestamp" in whole or any("creation_timestamp" in each for each in entries if known)
    return entries if known and timed else None


def _kind(role: str, entries: Sequence[Mapping[str, Any]]) -> str:
    if role == "stories":
        return "story"
    posted = [each.get("text_app_post") for each in entries]
    return "reply" if any(isinstance(each, dict) and each.get("is_reply") is True for each in posted) else "post"


def _addresses(entry: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of a medium and of what belongs to it: subtitles, other sizes, dubbed sound."""
    waiting: list[Any] = [entry]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if (address := each.get("uri")) and isinstance(address, str):
                yield address
            waiting += reversed(each.values())
        elif isinstance(each, list):
            waiting += reversed(each)


def comment(value: object, fragment: Fragment, around: InstagramContext) -> ExportedItem | None:
    """The item that a comment makes; its labels are in the language of the account, and at first there were none."""
    whole = mended(value)
    if not isinstance(whole, dict):
        return None
    fields = whole.get("string_map_data")
    unlabelled = whole.get("string_list_data")
    if isinstance(fields, dict) and _all_dicts(list(fields.values())):
        named = {label: text_in(each.get("value")) for label, each in fields.items() if "value" in each}
        stamps = [each.get("timestamp") for each in fields.values()]
        text, owner = told_apart(named)
    elif isinstance(unlabelled, list) and len(unlabelled) == 1 and _all_dicts(unlabelled):
        stamps = [unlabelled[0].get("timestamp")]
        text, owner = text_in(unlabelled[0].get("value")), text_in(whole.get("title"))
    else:
        return None
    created = next(filter(None, map(moment_of_seconds, stamps)), None)
    addresses = list(_addresses({"media": whole.get("media_list_data")}))
    if not (text or addresses) or not created:
        return None
    return comment_of(text, owner, created, "utc-by-format", fragment, around, addresses)


def restrained_account(value: object, fragment: Fragment, kind: str, around: InstagramContext) -> ExportedItem | None:
    """The item that an account on a list of blocked or restricted ones makes: whom, and since when."""
    whole = mended(value)
    listed = whole.get("string_list_data") if isinstance(whole, dict) else None
    if not isinstance(listed, list) or not _all_dicts(listed):
        return None
    names = [text_in(whole.get("title")), *(text_in(each.get("value")) for each in listed)]
    account = next((each for each in names if _HANDLE.match(each)), "")
    if not account:
        return None
    item = ExportedItem(
        id=f"{kind}:{account.casefold()}",
        kind=kind,
        text=account,
        fragments=(fragment,),
        author=around.handle,
        reply_to_account=account,
    )
    since = next(filter(None, (moment_of_seconds(each.get("timestamp")) for each in listed)), None)
    return dated(item, since, "utc-by-format")


def filtered_words(value: object, fragment: Fragment, around: InstagramContext) -> ExportedItem | None:
    """The item that words make whose comments, messages or posts the account does not show; it has no id."""
    whole = mended(value)
    listed = whole.get("string_list_data") if isinstance(whole, dict) else None
    if not isinstance(listed, list) or not _all_dicts(listed):
        return None
    words = dict.fromkeys(filter(None, (text_in(each.get("value")).strip() for each in listed)))
    if not words:
        return None
    item = ExportedItem(id="", kind="filter", text="\n".join(words), fragments=(fragment,), author=around.handle)
    since = [moment for each in listed if (moment := moment_of_seconds(each.get("timestamp")))]
    return dated(item, max(since, default=None), "utc-by-format")


def told_apart(named: Mapping[str, str]) -> tuple[str, str]:
    """The comment and whose post it is to, by their English labels, else by their order and by what can be a handle."""
    if "Comment" in named or "Media Owner" in named:
        return named.get("Comment", ""), named.get("Media Owner", "")
    values = [each for each in named.values() if each]
    if len(values) > 1 and _HANDLE.match(values[0]) and not _HANDLE.match(values[1]):
        return values[1], values[0]
    return (values[0] if values else ""), (values[1] if len(values) > 1 else "")


def comment_of(
    text: str,
    owner: str,
    created: datetime,
    basis: str,
    fragment: Fragment,
    around: InstagramContext,
    addresses: Sequence[str] = (),
) -> ExportedItem:
    """The item that a comment makes, whichever way it was written."""
    item = ExportedItem(
        id="",
        kind="comment",
        text=text,
        fragments=(fragment,),
        media=media_of(addresses, around.find_media),
        author=around.handle,
        hashtags=hashtags_of(text),
        reply_to_account=owner,
    )
    return dated(item, created, basis)


def handle_in_file(value: object) -> str:
    """The account's handle in a file about it."""
    whole = mended(value)
    if not isinstance(whole, dict):
        return ""
    users = whole.get("profile_user")
    if isinstance(users, list):
        fields = [each.get("string_map_data") for each in users if isinstance(each, dict)]
        named = {label: each for field in fields if isinstance(field, dict) for label, each in field.items()}
        values = [
            each.get("value") for label, each in named.items() if label in HANDLE_LABELS and isinstance(each, dict)
        ]
        # What no handle can be (a letter of another script, a sign that is not seen) still names an account: another.
        return next((each for each in values if isinstance(each, str) and each.strip()), "")
    return text_in(whole.get("username"))


HANDLE_LABELS = frozenset((
    "Username", "Nombre de usuario", "Nom d\u2019utilisateur", "Nom d'utilisateur", "Benutzername", "Nome de usuário",
    "Nome de utilizador", "Имя пользователя", "Brukernavn",
))  # fmt: skip


def _all_dicts(value: list[Any]) -> bool:
    return all(isinstance(each, dict) for each in value)
