"""The long texts of X/Twitter posts (`note-tweet.js`), which carry another id than the post that they belong to."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from ...pieces import ExportedItem, Fragment
from .values import PostContext, dicts, mapping, text_of, timed


def begins(tweet: Mapping[str, Any], note: Mapping[str, Any]) -> bool:
    """Whether a post is the cut-off beginning of a note."""
    beginning = html.unescape(text_of(tweet.get("full_text", tweet.get("text"))))
    beginning = re.sub(r"(?:\s*https://t\.co/\w+)*\s*\Z", "", beginning).removesuffix("\u2026").rstrip()
    return bool(beginning) and text_of(mapping(note.get("core")).get("text")).startswith(beginning)


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
        created_at=None,
        latest_at=None,
        time_basis="unknown",
        fragments=(fragment,),
        author=around.handle,
        account_id=around.account_id,
        hashtags=tuple(text_of(tag.get("text")) for tag in dicts(mapping(note.get("core")).get("hashtags"))),
        deleted=deleted,
    )
    return timed(note.get("createdAt"), item)
