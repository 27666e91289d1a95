"""The media of an item as a browser may show them: told by their first bytes, and never anything that can act.

What is no picture, film or sound of a known kind is handed out as a file to be saved; a page or a drawing with scripts
is never opened, whatever its name says.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

_HEAD = 32
_KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftyp(?:M4A|M4B)", re.DOTALL), "audio/mp4"),
    (re.compile(rb"....ftyp(?:avif|avis)", re.DOTALL), "image/avif"),
    (re.compile(rb"....ftyp", re.DOTALL), "video/mp4"),
    (re.compile(rb"\x1aE\xdf\xa3"), "video/webm"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), "audio/mpeg"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "audio/wav"),
)
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class ShownMedium:
    """A medium of an item: its file in the bag (none where the export had none), its kind, and what is said of it."""

    path: Path | None
    kind: str
    description: str
    address: str
    state: str

    @property
    def shown_as(self) -> str:
        """`image`, `video`, `audio`, or `file` for what is only handed out; nothing where there is no file."""
        if self.path is None:
            return ""
        return "file" if self.kind == UNKNOWN else self.kind.partition("/")[0]


def shown_media(bag: Path, line: Mapping[str, Any]) -> list[ShownMedium]:
    """The media of an item, those with a file by their first bytes."""
    said = [each for each in line.get("item", {}).get("media") or () if isinstance(each, dict)]
    files = [str(each) for each in line.get("files") or ()]
    held = [each for each in said if each.get("sha256")]
    # A file without a byte has no digest: where the two cannot be told to belong together, nothing is said of a file.
    about = held if len(held) == len(files) else [{} for _ in files]
    shown = [_medium(bag, name, each) for name, each in zip(files, about, strict=True)]
    absent = [each for each in said if not each.get("sha256")]
    return shown + [ShownMedium(None, "", *_said(each)) for each in absent]


def _said(medium: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(medium.get("description", "")), str(medium.get("address", "")), str(medium.get("state", ""))


def _medium(bag: Path, name: str, said: Mapping[str, Any]) -> ShownMedium:
    path = bag / name
    inside = ".." not in Path(name).parts and name.startswith("data/items/")
    try:
        if not inside:
            raise FileNotFoundError(name)
        with opened_file(path) as file:
            head = file.read(_HEAD)
    except OSError:
        return ShownMedium(None, "", str(said.get("description", "")), str(said.get("address", "")), "missing")
    kind = next((kind for pattern, kind in _KINDS if pattern.match(head)), UNKNOWN)
    return ShownMedium(path, kind, *_said(said))


def opened_file(path: Path) -> BinaryIO:
    """A file of a bag; never through a link, which would show files of the computer."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
