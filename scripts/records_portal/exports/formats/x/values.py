"""One post of an X/Twitter export as an item, whatever its era: text, moment, kind, media, edits.

* Links are expanded by their indices first, which count in the text as it was written; only then is it unescaped.
* Ids issued after 2010-11-04 carry their moment; where it contradicts the written one, the later counts.
* Before that day an exact midnight is a date without a time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, TypedDict
from urllib.parse import urlsplit

from ...archives.opening import Member
from ...loose_values import dicts, mapping, text_of
from ...pieces import ExportedItem, Fragment, Media

# 2010-11-04 01:42:54.657 UTC, from which ids count milliseconds in all but their lower 22 bits.
_EPOCH_MS = 1288834974657
_YEARS = (2006, 2200)
_FIRST_TIMED_ID = 29_700_859_247
_TIMED_FROM = datetime(2010, 11, 5, tzinfo=UTC)
ID = re.compile(r"[0-9]{1,19}\Z")
_INDEX = re.compile(r"\d{1,6}\Z")
_REPOST = re.compile(r"RT @(\w{1,20}):? ")
# Not from the locale: `strptime` would read other names on another computer.
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_PLAIN = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?: ?\+00:?00|Z)\Z")
_WORDED = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})\Z")

FindMedia = Callable[[str], Member | None]


@dataclass(frozen=True, slots=True)
class PostContext:
    """What a post does not say itself: whose it is, where its media lie, whether it was deleted, whom it was for."""

    account_id: str
    handle: str
    find_media: FindMedia
    has_media: bool
    deleted: bool = False
    audience: str = ""


def written_moment(text: object) -> datetime | None:
    """A written moment in UTC, in any of the spellings of any era; none outside the years that can be meant."""
    found = _written_moment(text)
    return found if found and _YEARS[0] <= found.year <= _YEARS[1] else None


def _written_moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        if match := _PLAIN.match(text):
            return datetime(*map(int, match.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
        if match := _WORDED.match(text):
            name, day, hour, minute, second, year = match.groups()
            return datetime(int(year), _MONTHS[name], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except (ValueError, KeyError):
        return None
    return None


# Each post asks for its own moment several times over; a few are enough.
@lru_cache(maxsize=8)
def moment_of_id(post_id: str) -> datetime | None:
    """The moment that an id carries, to the second; none before ids carried one."""
    if not ID.match(post_id) or int(post_id) < _FIRST_TIMED_ID:
        return None
    return datetime.fromtimestamp(((int(post_id) >> 22) + _EPOCH_MS) // 1000, UTC)


def disagrees(item: ExportedItem) -> bool:
    """Whether an item's id and its written moment name different seconds (one apart is rounding)."""
    issued = moment_of_id(item.id)
    if not issued or not item.created_at or item.created_at < _TIMED_FROM:
        return False
    return abs(issued - item.created_at) > timedelta(seconds=1)


def display_text(text: str, entities: Mapping[str, Any]) -> str:
    """The text as people saw it: links expanded by their indices, those of attached media removed, then unescaped."""
    spans: dict[tuple[int, int], tuple[str, str]] = {}
    for entity in dicts(entities.get("urls")):
        spans[_indices(entity)] = (text_of(entity.get("url")), text_of(entity.get("expanded_url")))
    for entity in dicts(entities.get("media")):
        spans[_indices(entity)] = (text_of(entity.get("url")), "")
    # From the end, so that what was replaced moves no index that is still to come.
    for (start, end), (short, full) in sorted(spans.items(), reverse=True):
        if not short or full == short:
            continue
        if text[start:end] == short:
            text = text[:start] + html.escape(full, quote=False) + text[end:]
        else:
            text = text.replace(short, html.escape(full, quote=False))
    return html.unescape(text).strip()


def item_of_post(value: object, fragments: tuple[Fragment, ...], around: PostContext) -> ExportedItem | None:
    """The item that a post's value makes, or nothing where it has another shape."""
    tweet = value.get("tweet", value) if isinstance(value, dict) else None
    if not isinstance(tweet, dict):
        return None
    post_id = text_of(tweet.get("id_str")) or text_of(tweet.get("id"))
    written = tweet.get("full_text", tweet.get("text"))
    if not ID.match(post_id) or not isinstance(written, str):
        return None
    original = mapping(tweet.get("retweeted_status"))
    repost = _REPOST.match(written) if original or "full_text" in tweet else None
    reply_to = text_of(tweet.get("in_reply_to_status_id_str")) or text_of(tweet.get("in_reply_to_status_id"))
    reply_account = text_of(tweet.get("in_reply_to_user_id_str")) or text_of(tweet.get("in_reply_to_user_id"))
    user = mapping(tweet.get("user"))
    extended = {"media": mapping(tweet.get("extended_entities")).get("media")}
    entities = extended | {name: each for name, each in mapping(tweet.get("entities")).items() if each}
    versions = _versions(mapping(tweet.get("edit_info")), post_id)
    deleted_at = written_moment(tweet.get("deleted_at"))
    return ExportedItem(
        id=post_id,
        kind="repost" if repost or original else "reply" if reply_to or reply_account else "post",
        text=_repost_text(original) or display_text(written, entities),
        fragments=fragments,
        media=tuple(_media(post_id, tweet, around)),
        author=text_of(user.get("screen_name")) or around.handle,
        account_id=text_of(user.get("id_str")) or around.account_id,
        # This address leads to the post whatever its account is called by then.
        permalink=f"https://twitter.com/i/web/status/{post_id}",
        language=text_of(tweet.get("lang")),
        hashtags=tuple(text_of(tag.get("text")) for tag in dicts(entities.get("hashtags"))),
        reply_to=reply_to,
        reply_to_account=reply_account,
        repost_of=text_of(original.get("id_str")) or _source_of_media(tweet) if repost or original else "",
        repost_author=text_of(mapping(original.get("user")).get("screen_name")) or (repost[1] if repost else ""),
        versions=versions,
        edited=len(versions) > 1,
        deleted=around.deleted or bool(deleted_at),
        deleted_at=iso(deleted_at) if deleted_at else "",
        visibility=around.audience,
        **_times(tweet.get("created_at"), post_id, versions),
    )


def timed(written: object, item: ExportedItem) -> ExportedItem:
    """The item with its moment, how that is known, and the last moment that it can date from."""
    return replace(item, **_times(written, item.id, item.versions))


class _Times(TypedDict):
    created_at: datetime | None
    earliest_at: datetime | None
    latest_at: datetime | None
    time_basis: str
    date_only: bool


def _times(written: object, post_id: str, versions: Iterable[str]) -> _Times:
    """When a post was made, as an item says it."""
    created, issued = written_moment(written), moment_of_id(post_id)
    if not created:
        basis = "calibrated" if issued else "unknown"
        return _Times(created_at=issued, earliest_at=issued, latest_at=issued, time_basis=basis, date_only=False)
    # The oldest exports know days only and write them as midnight: the whole day is possible.
    if created < _TIMED_FROM and (created.hour, created.minute, created.second) == (0, 0, 0):
        end_of_day = created + timedelta(seconds=86_399)
        return _Times(
            created_at=created, earliest_at=created, latest_at=end_of_day, time_basis="utc-by-format", date_only=True
        )
    possible = [created, *filter(None, map(moment_of_id, versions))]
    if issued and created >= _TIMED_FROM:
        possible.append(issued)
    return _Times(
        created_at=created,
        earliest_at=min(possible),
        latest_at=max(possible),
        time_basis="explicit-offset",
        date_only=False,
    )


def iso(when: datetime) -> str:
    """A moment in UTC, as records write it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _indices(entity: Mapping[str, Any]) -> tuple[int, int]:
    indices = entity.get("indices")
    if isinstance(indices, list) and len(indices) == 2 and all(_INDEX.match(text_of(each)) for each in indices):
        return int(indices[0]), int(indices[1])
    return -1, -1


def _repost_text(original: Mapping[str, Any]) -> str:
    text = original.get("full_text", original.get("text"))
    if not isinstance(text, str):
        return ""
    author = text_of(mapping(original.get("user")).get("screen_name"))
    return f"RT @{author}: {display_text(text, mapping(original.get('entities')))}"


def _source_of_media(tweet: Mapping[str, Any]) -> str:
    entities = dicts(mapping(tweet.get("extended_entities") or tweet.get("entities")).get("media"))
    sources: Iterable[str] = (
        text_of(each.get("source_status_id_str") or each.get("source_status_id")) for each in entities
    )
    return next(filter(None, sources), "")


def _versions(edit: Mapping[str, Any], post_id: str) -> tuple[str, ...]:
    # Of nearly every post: it was never edited.
    if edit == {"initial": edit.get("initial")} and mapping(edit["initial"]).get("editTweetIds") == [post_id]:
        return (post_id,)
    control = mapping(edit.get("initial")) or mapping(mapping(edit.get("edit")).get("editControlInitial"))
    listed = control.get("editTweetIds")
    found = [text_of(each) for each in listed] if isinstance(listed, list) else []
    initial = text_of(mapping(edit.get("edit")).get("initialTweetId"))
    return tuple(dict.fromkeys(filter(ID.match, [*([initial] if initial else []), *found])))


def _media(post_id: str, tweet: Mapping[str, Any], around: PostContext) -> Iterator[Media]:
    extended = dicts(mapping(tweet.get("extended_entities")).get("media"))
    seen: set[str] = set()
    for entity in extended or dicts(mapping(tweet.get("entities")).get("media")):
        address = text_of(entity.get("media_url_https")) or text_of(entity.get("media_url"))
        if address and address not in seen:
            seen.add(address)
            members = (around.find_media(f"{post_id}-{base}") for base in _file_names(address, entity))
            alt = text_of(entity.get("media_alt")) or text_of(entity.get("ext_alt_text"))
            yield Media(address, next(filter(None, members), None), around.has_media, alt)


def _file_names(address: str, entity: Mapping[str, Any]) -> Iterator[str]:
    """The names that a medium's file can have: the last part of its address, or of a video variant's."""
    variants = dicts(mapping(entity.get("video_info")).get("variants"))
    for each in (*(text_of(variant.get("url")) for variant in variants), address):
        try:
            yield urlsplit(each).path.rpartition("/")[2]
        except ValueError:
            continue
