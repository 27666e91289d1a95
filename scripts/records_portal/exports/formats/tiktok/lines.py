"""Text files of blocks (`Date: 2024-05-01 10:00:00`, a line a value, an empty line between blocks), cut by offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

# A text of several lines may hold a colon: only what TikTok writes before one begins a value.
_VALUE = re.compile(
    r"(Date|Link|Video Link|Likes?(?:\(s\))?|Title|Sound|Location|Cover Image|Who can view|Allow [a-z]{4,10}"
    r"|Alternate ?Text|AI ?Generated ?Content|Add ?Yours ?Text|Comment|Photo|Video|Sticker|Url"
    r"|Original ?Post ?(?:Link|URL)):(?: (.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS = re.compile(rb"Date: ?\d{4}-\d\d-\d\d", re.IGNORECASE)
_LARGEST_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A stretch of a file: a block and its values by their keys, or lines that are none."""

    offset: int
    data: bytes
    values: Mapping[str, str]


def text_blocks(stream: BinaryIO) -> Iterator[TextBlock]:
    """The blocks of a file and all that stands between them, in order."""
    offset, lines, size = 0, list[bytes](), 0
    while line := stream.readline(_LARGEST_BLOCK):
        if lines and (_BEGINS.match(line) or size > _LARGEST_BLOCK):
            yield _block(offset, b"".join(lines))
            offset, lines, size = offset + size, [], 0
        lines.append(line)
        size += len(line)
    if lines:
        yield _block(offset, b"".join(lines))


def _block(offset: int, data: bytes) -> TextBlock:
    values: dict[str, list[str]] = {}
    key = ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return TextBlock(offset, data, {})
    for line in text.splitlines():
        match = _VALUE.match(line)
        # Of a block each value is written once: a second one is part of a text.
        if match and match[1].casefold() not in values:
            key = match[1].casefold()
            values[key] = [match[2] or ""]
        elif key:
            values[key].append(line)
    found = {name: "\n".join(each).strip() for name, each in values.items()}
    return TextBlock(offset, data, found if "date" in found else {})
