"""What an export of X is made of: the account, its posts, and how X writes text, links and files."""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

X_EPOCH_MS = 1288834974657
SOURCE = '<a href="https://posting.example" rel="nofollow">Lakeland Posting Tool</a>'
HASHTAG = re.compile(r"#(\w+)")
MENTION = re.compile(r"@(\w+)")
LINK = re.compile(r"https://\S+")


@dataclass(frozen=True)
class Account:
    """The account that an export was made for."""

    id: str
    handle: str
    name: str


@dataclass(frozen=True)
class Post:
    """One post as its author wrote it; `number` tells apart posts of one moment."""

    at: datetime
    text: str
    number: int = 0
    reply_to: str = ""
    images: tuple[str, ...] = ()
    long_text: str = ""

    @property
    def id(self) -> str:
        """The id that X would give it: its moment, then a number."""
        return str(((int(self.at.timestamp()) * 1000 - X_EPOCH_MS) << 22) | self.number)


@dataclass(frozen=True)
class Export:
    """What an export holds."""

    account: Account
    made_at: datetime
    posts: Sequence[Post]
    deleted: Sequence[Post] = ()
    messages: Sequence[tuple[datetime, str]] = ()
    missing_images: frozenset[str] = field(default_factory=frozenset)


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files below a folder."""
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def script(start: str, value: Any) -> bytes:
    """The text of a JavaScript file: its beginning, then the value as JSON."""
    return (start + json.dumps(value, indent=2) + "\n").encode()


def plain_time(moment: datetime) -> str:
    """A moment as the monthly files write it."""
    return f"{moment:%Y-%m-%d %H:%M:%S} +0000"


def short(link: str) -> str:
    """The short link that stands for a link."""
    return f"https://t.co/{zlib.crc32(link.encode()):08x}xy"


def shortened(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text as it is stored, escaped and with short links, and the links in it."""
    links = sorted(set(LINK.findall(text)))
    stored = html.escape(text, quote=False)
    for link in links:
        stored = stored.replace(link, short(link))
    found = [
        {
            "url": short(link),
            "expanded_url": link,
            "display_url": link.removeprefix("https://"),
            "indices": [stored.index(short(link)), stored.index(short(link)) + len(short(link))],
        }
        for link in links
    ]
    return stored, found


def marked(stored: str, pattern: re.Pattern[str], key: str) -> list[dict[str, Any]]:
    """What a pattern finds in a text, with the places."""
    return [{key: found.group(1), "indices": list(found.span())} for found in pattern.finditer(stored)]
