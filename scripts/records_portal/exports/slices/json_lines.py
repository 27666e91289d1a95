"""JSON lines cut into their lines by byte offsets; a file is read once, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from .json_slices import LARGEST, Slice

_MARK = b"\xef\xbb\xbf"


def line_slices(stream: BinaryIO) -> Iterator[Slice]:
    """Every line of a file: an element with its value, an empty line, or one that cannot be read and is broken."""
    offset, within = 0, False
    while line := stream.readline(LARGEST):
        text = line.removeprefix(_MARK) if not offset else line
        # A line that is longer than any value may be comes in pieces, and none of them is one.
        whole = not within and (line.endswith(b"\n") or len(line) < LARGEST)
        within = not line.endswith(b"\n")
        yield _line(offset, line, text) if whole else Slice(offset, line, broken=True)
        offset += len(line)


def _line(offset: int, line: bytes, text: bytes) -> Slice:
    if not text.strip():
        return Slice(offset, line)
    try:
        return Slice(offset, line, json.loads(text), element=True)
    except (ValueError, RecursionError):
        return Slice(offset, line, broken=True)
