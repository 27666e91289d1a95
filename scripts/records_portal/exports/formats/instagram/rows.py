"""Items from Instagram's JSON files of 2018 to 2020: rows of media, and comments as lists of three texts.

* Rows of equal moment and caption are one post; text is plain UTF-8 and is never mended.
* Moments without an offset, as they were written until 2020, are UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ...loose_values import text_in
from ...moments import dated, moment_in_utc, moment_with_offset
from ...pieces import ExportedItem, Fragment
from .values import InstagramContext, comment_of, hashtags_of, media_of


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A row of `media.json`: one medium; those of equal moment and caption are one post."""

    taken_at: str
    caption: str
    address: str
    fragment: Fragment


def comment_row(value: object, fragment: Fragment, around: InstagramContext) -> ExportedItem | None:
    """The item that a comment of 2018 to 2020 makes: its moment, its text and whose post it is to."""
    if not isinstance(value, list) or not 2 <= len(value) <= 3 or not all(isinstance(each, str) for each in value):
        return None
    created, basis = moment_of_text(value[0])
    owner = value[2] if len(value) == 3 else ""
    return comment_of(value[1], owner, created, basis, fragment, around) if created else None


def row(value: object, fragment: Fragment) -> MediaRow | None:
    """A row of 2018 to 2020, or nothing where it has another shape."""
    if not isinstance(value, dict) or not text_in(value.get("path")) or not moment_of_text(value.get("taken_at"))[0]:
        return None
    return MediaRow(
        text_in(value["taken_at"]),
        text_in(value.get("caption")),
        text_in(value["path"]),
        fragment,
    )


def post_of_rows(rows: Sequence[MediaRow], kind: str, around: InstagramContext) -> ExportedItem:
    """The item that rows of equal moment and caption make."""
    first = rows[0]
    item = ExportedItem(
        id="",
        kind=kind,
        text=first.caption,
        fragments=tuple(each.fragment for each in rows),
        media=media_of([each.address for each in rows], around.find_media),
        author=around.handle,
        hashtags=hashtags_of(first.caption),
    )
    return dated(item, *moment_of_text(first.taken_at))


def moment_of_text(text: object) -> tuple[datetime | None, str]:
    """A moment of 2018 to 2020 and how it is known: with an offset since 2020, without one and in UTC before."""
    if written := moment_with_offset(text):
        return written, "explicit-offset"
    return moment_in_utc(text), "utc-by-format"
