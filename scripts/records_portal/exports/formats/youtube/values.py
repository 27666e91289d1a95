"""The tables of YouTube in Google Takeout and a row of each as an item; columns come and go, and are known by name.

Ids begin with what they name (`video:`, `comment:`, `chat:`, `post:`), for the platform's own may begin with a hyphen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ...moments import dated, moment_with_offset
from ...pieces import ExportedItem
from ...slices.markup_text import hashtags_in
from .media import Described

VIDEOS, TEXTS, COMMENTS, CHATS, POSTS, CHANNEL = "videos", "texts", "comments", "live-chats", "posts", "channel"
ITEM_TABLES = (VIDEOS, COMMENTS, CHATS, POSTS)
Row = Mapping[str, str]
Columns = frozenset[str]
_ID = re.compile(r"[A-Za-z0-9._-]{1,200}\Z")
_TITLE, _DESCRIPTION = "video title text segments", "video description text segments"

TABLES: dict[str, Callable[[Columns], bool]] = {
    VIDEOS: lambda columns: {"video id", "video title (original)"} <= columns,
    TEXTS: lambda columns: "video id" in columns and any(each.startswith((_TITLE, _DESCRIPTION)) for each in columns),
    COMMENTS: lambda columns: {"comment id", "comment text"} <= columns,
    CHATS: lambda columns: {"live chat id", "live chat text"} <= columns,
    POSTS: lambda columns: (
        "post id" in columns and "comment id" not in columns and any(each.startswith("post text") for each in columns)
    ),
    CHANNEL: lambda columns: {"channel id", "channel title (original)"} <= columns,
}

# The columns that every export of these tables had so far, and the names of those that come and go.
_TEXTS_OF_VIDEOS = r"video (?:description|title) (?:text segments \d+|\(original\))"
USUAL: dict[str, Columns] = {
    VIDEOS: frozenset((
        "video id", "approx duration (ms)", "video category", "video description (original)", "channel id",
        "video title (original)", "privacy", "video create timestamp", "video publish timestamp",
    )),
    TEXTS: frozenset(("video id",)),
    COMMENTS: frozenset(("comment id", "channel id", "comment create timestamp", "comment text")),
    CHATS: frozenset(("live chat id", "channel id", "live chat create timestamp", "video id", "live chat text")),
    POSTS: frozenset(("post id",)),
    CHANNEL: frozenset(),
}  # fmt: skip
OTHERS: dict[str, re.Pattern[str]] = {
    VIDEOS: re.compile(rf"video audio language|video state|tag \d+|{_TEXTS_OF_VIDEOS}\Z"),
    TEXTS: re.compile(rf"video text (?:create|update) timestamp|{_TEXTS_OF_VIDEOS}\Z"),
    COMMENTS: re.compile(r"price|(?:top-level |parent )?comment id|post id|video id\Z"),
    CHATS: re.compile(r"price\Z"),
    POSTS: re.compile(r"channel id|post (?:text|create|update|publish|visibility|type|privacy)\b"),
    CHANNEL: re.compile(""),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """Whose export it is."""

    id: str = ""
    title: str = ""

    @classmethod
    def of(cls, row: Row) -> Channel:
        """The channel that a row names."""
        return cls(_id(row, "channel id"), row.get("channel title (original)", "").strip())


def channel_written(row: Row) -> str:
    """The channel that a row names, whether that can be an id or not."""
    return row.get("channel id", "").strip()


def video_id(row: Row) -> str:
    """The id of the video that a row is of."""
    return _id(row, "video id")


def described(row: Row) -> Described:
    """What tells a video's file."""
    length = row.get("approx duration (ms)", "").strip()
    return Described(title_of(row), int(length) if re.fullmatch(r"\d{1,12}", length, re.ASCII) else None)


def title_of(row: Row) -> str:
    """A video's title."""
    return row.get("video title (original)", "")


def item_of_table_row(table: str, row: Row, channel: Channel, texts: Row) -> ExportedItem | None:
    """The item that a row makes, without its fragment; nothing where it names no id."""
    if table == VIDEOS:
        return _video(row, channel, texts)
    if table == COMMENTS:
        return _comment(row, channel)
    return _chat(row, channel) if table == CHATS else _post(row, channel)


def plain_text(cell: str) -> str:
    """The text of a cell that holds text segments as JSON, with or without a wrapping, or plain text."""
    try:
        segments = json.loads(f"[{cell}]") if cell.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return cell.strip()
    if isinstance(segments, list) and len(segments) == 1 and isinstance(segments[0].get("takeoutSegments"), list):
        segments = segments[0]["takeoutSegments"]
    if not segments or not all(isinstance(each, dict) and isinstance(each.get("text"), str) for each in segments):
        return cell.strip()
    return "".join(each["text"] for each in segments).strip()


def _video(row: Row, channel: Channel, texts: Row) -> ExportedItem | None:
    video = video_id(row)
    if not video:
        return None
    title = _segments(texts, _TITLE) or title_of(row).strip()
    description = _segments(texts, _DESCRIPTION) or plain_text(row.get("video description (original)", ""))
    created, published = (_moment(row, f"video {each} timestamp") for each in ("create", "publish"))
    written, changed = (_moment(texts, f"video text {each} timestamp") for each in ("create", "update"))
    edited = bool(written and changed and changed > written)
    text = "\n\n".join(filter(None, (title, description)))
    item = _item(f"video:{video}", "post", text, row, channel)
    return dated(
        replace(
            item,
            permalink=f"https://www.youtube.com/watch?v={video}",
            visibility=row.get("privacy", "").strip().lower(),
            edited=edited,
        ),
        published or created,
        "explicit-offset",
        changed=changed if edited else None,
    )


def _comment(row: Row, channel: Channel) -> ExportedItem | None:
    comment, video, post = (_id(row, f"{each} id") for each in ("comment", "video", "post"))
    if not comment:
        return None
    above, dot, _ = comment.rpartition(".")
    parent = _id(row, "parent comment id") or _id(row, "top-level comment id") or (above if dot else "")
    parent = "" if parent == comment else parent
    item = _item(f"comment:{comment}", "reply" if parent else "comment", plain_text(row["comment text"]), row, channel)
    target = f"comment:{parent}" if parent else f"video:{video}" if video else f"post:{post}" if post else ""
    link = f"https://www.youtube.com/watch?v={video}&lc={comment}" if video else ""
    return dated(
        replace(item, permalink=link, reply_to=target), _moment(row, "comment create timestamp"), "explicit-offset"
    )


def _chat(row: Row, channel: Channel) -> ExportedItem | None:
    chat, video = _id(row, "live chat id"), video_id(row)
    if not chat:
        return None
    item = _item(f"chat:{chat}", "chat", plain_text(row["live chat text"]), row, channel)
    return dated(
        replace(item, reply_to=f"video:{video}" if video else ""),
        _moment(row, "live chat create timestamp"),
        "explicit-offset",
    )


def _post(row: Row, channel: Channel) -> ExportedItem | None:
    post = _id(row, "post id")
    if not post:
        return None
    item = _item(f"post:{post}", "post", _segments(row, "post text"), row, channel)
    created, changed = (_moment(row, f"post {each} timestamp") for each in ("create", "update"))
    edited = bool(created and changed and changed > created)
    link = f"https://www.youtube.com/post/{post}"
    return dated(replace(item, permalink=link, edited=edited), created, "explicit-offset", changed=changed)


def _item(item_id: str, kind: str, text: str, row: Row, channel: Channel) -> ExportedItem:
    writer = _id(row, "channel id")
    return ExportedItem(
        id=item_id,
        kind=kind,
        text=text,
        author=channel.title if channel.id and writer in ("", channel.id) else "",
        account_id=writer or channel.id,
        hashtags=hashtags_in(text),
    )


def _segments(row: Row, start: str) -> str:
    """The text of the numbered columns whose names start alike, in their order."""
    names = [name for name in row if name.startswith(start)]
    ordered = sorted(names, key=lambda name: (len(name), name))
    return "".join(plain_text(row[name]) for name in ordered)


def _id(row: Row, column: str) -> str:
    """An id as an item can have it: without the padding that some end in."""
    written = row.get(column, "").strip().replace("%3D", "=").rstrip("=")
    return written if _ID.match(written) else ""


def _moment(row: Row, column: str) -> datetime | None:
    return moment_with_offset(row.get(column))
