"""The long texts of X/Twitter posts (`note-tweet.js`), which carry another id than the post that they belong to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...loose_values import dicts, mapping, text_of
from ...pieces import ExportedItem, Fragment
from .values import ID, PostContext, display_text, timed

# A text that was cut is at least this long, whatever its signs weigh: 280, or 140 where each counts twice.
_LEAST_CUT = 100
_LEADING_NAMES = re.compile(r"\A(?:@\w{1,20}\s+)+")
_LINK = re.compile(r"https?://\S+")
_LINKS_AT_THE_END = re.compile(r"(?:\s*https?://(?:t\.co/\w+|(?:twitter|x)\.com/i/web/status/\d+))+\s*\Z")


def post_ids(note: Mapping[str, Any]) -> list[str]:
    """The posts that a note names as its own; most exports leave them out."""
    listed = [note.get("tweetId"), *(note["tweetIds"] if isinstance(note.get("tweetIds"), list) else ())]
    return [found for each in listed if ID.match(found := text_of(each))]


def begins(tweet: Mapping[str, Any], note: Mapping[str, Any], *, with_links: bool) -> bool:
    """Whether a post is a note's cut-off beginning; links are expanded or left out, as are names before a reply."""
    shown = display_text(text_of(tweet.get("full_text", tweet.get("text"))), mapping(tweet.get("entities")))
    unlinked = _LINKS_AT_THE_END.sub("", shown)
    beginning = _compared(unlinked.removesuffix("\u2026"), with_links)
    whole = _compared(note_text(note), with_links)
    cut = unlinked != shown or unlinked.endswith("\u2026") or len(beginning) >= _LEAST_CUT
    return bool(beginning) and (beginning == whole or (cut and whole.startswith(beginning)))


def _compared(text: str, with_links: bool) -> str:
    kept = text if with_links else _LINK.sub(" ", text)
    return " ".join(_LEADING_NAMES.sub("", kept.lstrip()).split())


def note_text(note: Mapping[str, Any]) -> str:
    """A note's text with its links expanded; it was never escaped."""
    core = mapping(note.get("core"))
    text = text_of(core.get("text"))
    for url in dicts(core.get("urls")):
        if short := text_of(url.get("shortUrl")):
            text = text.replace(short, text_of(url.get("expandedUrl")) or short)
    return text.strip()


def item_of_note(fragment: Fragment, note: Mapping[str, Any], deleted: bool, around: PostContext) -> ExportedItem:
    """The item that a note makes alone."""
    note_id = text_of(note.get("noteTweetId"))
    item = ExportedItem(
        id=note_id,
        kind="post",
        text=note_text(note),
        fragments=(fragment,),
        author=around.handle,
        account_id=around.account_id,
        hashtags=tuple(text_of(tag.get("text")) for tag in dicts(mapping(note.get("core")).get("hashtags"))),
        deleted=deleted,
    )
    return timed(note.get("createdAt"), item)
