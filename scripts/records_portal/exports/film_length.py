"""How long an MP4 or QuickTime film lasts, by the one header that says so; the film itself is passed over unread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

_MOST_BOXES = 10_000
_CHUNK = 1 << 20


def film_milliseconds(stream: BinaryIO) -> int | None:
    """The duration in milliseconds; nothing where the file is another thing or does not say."""
    for kind, size in _boxes(stream):
        if kind == b"moov":
            continue  # its boxes follow one by one
        if kind == b"mvhd":
            return _duration(stream.read(min(size or 0, 64)))
        if size is None or not _passed(stream, size):
            return None
    return None


def _boxes(stream: BinaryIO) -> Iterator[tuple[bytes, int | None]]:
    """The kind of each box and how many bytes it holds; none where it reaches to the end of the file."""
    for _ in range(_MOST_BOXES):
        head = stream.read(8)
        if len(head) < 8 or not head[4:].isalnum():
            return
        size, used = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, used = int.from_bytes(stream.read(8), "big"), 16
        if size and size < used:
            return
        yield head[4:], size - used if size else None


def _passed(stream: BinaryIO, size: int) -> bool:
    while size and (data := stream.read(min(size, _CHUNK))):
        size -= len(data)
    return not size


def _duration(header: bytes) -> int | None:
    long = header[:1] == b"\1"
    start, width = (20, 8) if long else (12, 4)
    scale, units = header[start : start + 4], header[start + 4 : start + 4 + width]
    if len(units) < width or not int.from_bytes(scale, "big"):
        return None
    return round(int.from_bytes(units, "big") * 1000 / int.from_bytes(scale, "big"))
