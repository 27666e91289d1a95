"""What every form of archive shares: how much it may hold, stretches of an open file as streams, and names as told.

Stretches are read at their own place in the file, so that several streams of one archive do not disturb each other.
"""

from __future__ import annotations

import io
import os
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from records_portal.register.findings import Refusal

CHUNK = 1 << 20
PIECE = 1 << 16
# S_ISUID and S_ISGID: who unpacks such a file may hand his rights to whoever runs it.
SET_ON_EXECUTION = 0o6000
# A name can have as many characters as an archive likes, and a refusal is one line.
LONGEST_TOLD = 80


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one part of an export may hold before it is taken for a bomb."""

    entries: int = 200_000
    total: int = 1 << 40
    ratio: int = 200
    free_bytes: int = 8 << 20  # below this size no ratio is looked at
    name_bytes: int = 1_000
    depth: int = 20
    listing_bytes: int = 32 << 20
    nesting: int = 3  # archives within archives within archives
    nested: int = 500


class Damaged(ValueError):  # noqa: N818 -- it says what the archive is
    """An archive that contradicts itself or ends early, and where."""


def told(name: str) -> str:
    """A name as a refusal quotes it: never longer than a line bears."""
    return repr(name if len(name) <= LONGEST_TOLD else f"{name[:LONGEST_TOLD]}…")


def check_amount(path: Path, total: int, packed: int, limits: Limits) -> None:
    """Refuse more bytes than can be meant."""
    if total > limits.total or (total > limits.free_bytes and total > packed * limits.ratio):
        raise Refusal(f"{path.name!r} would unpack to more than {total} bytes from {packed}; this is no export")


class FileStretch(io.RawIOBase):
    """A stretch of an open file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._handle, self._at, self._end = file.fileno(), start, start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        count = os.preadv(self._handle, [view[: max(0, self._end - self._at)]], self._at)
        self._at += count
        return count


class PackedStretch(io.RawIOBase):
    """The content of a packed stretch: its length and checksum have to be those declared, and nothing may follow."""

    def __init__(self, packed: FileStretch, size: int, checksum: int, deflated: bool) -> None:
        self._packed, self._left, self._expected, self._found = packed, size, checksum, 0
        # A negative size: deflate alone (RFC 1951), without the header that zlib or gzip puts before it.
        self._engine = zlib.decompressobj(-zlib.MAX_WBITS) if deflated else None
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)[: self._left]  # type: ignore[arg-type]
        count = self._fill(view)
        if self._left and not count:
            raise Damaged("its content ends early")
        self._found = zlib.crc32(view[:count], self._found)
        self._left -= count
        if not self._left and not self._ended:
            self._end()
        return count

    def _fill(self, view: memoryview) -> int:
        if self._engine is None:
            return self._packed.readinto(view)
        data = self._inflated(self._engine, len(view)) if view else b""
        view[: len(data)] = data
        return len(data)

    def _inflated(self, engine: zlib._Decompress, most: int) -> bytes:
        while not engine.eof:
            # What did not fit into the last answer comes first, so that a bomb never unpacks into memory.
            waiting = engine.unconsumed_tail or self._packed.read(PIECE) or b""
            data = engine.decompress(waiting, most)
            if data or not waiting:
                return data
        return b""

    def _end(self) -> None:
        self._ended = True
        more = self._engine and (self._inflated(self._engine, 1) or self._engine.unused_data)
        if more or self._packed.read(1):
            raise Damaged("its content is longer than declared")
        if self._engine and not self._engine.eof:
            raise Damaged("its content ends early")
        if self._found != self._expected:
            raise Damaged("its checksum is another one")
