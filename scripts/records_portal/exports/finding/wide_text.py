"""Text that a program saved anew as UTF-16, read as the UTF-8 that platforms write; what is kept are its own bytes.

* Only with a byte order mark, and only where every two bytes of it are text: then each stretch has one way back.
* A stretch that a reader cuts within a character ends behind it, so that stretches lie end to end as before.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from ..archives.opening import Member
from ..archives.streams import CHUNK, FileStretch
from ..pieces import Opener

_TEXT = re.compile(r".*\.(?:json|jsonl|ndjson|js|csv|html?|xml|txt)", re.IGNORECASE)
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class WideText:
    """One such file: as received, as it is read, and where in both every so many bytes the same character begins."""

    received: Member
    shown: Member
    encoding: str
    spool: BinaryIO
    start: int
    narrow_places: list[int]
    wide_places: list[int]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The text in UTF-8."""
        yield io.BufferedReader(FileStretch(self.spool, self.start, self.shown.size), CHUNK)

    def stretch(self, offset: int, size: int) -> tuple[int, bytes]:
        """The place and the bytes as received of a stretch of what was read."""
        start, end = self._character_at(offset), self._character_at(offset + size)
        return self._wide(start), self._encoded(start, end)

    def _character_at(self, offset: int) -> int:
        """Where the first character begins that does not begin before a place."""
        following = self._read(offset, min(3, self.shown.size - offset))
        # Bytes of this form continue a character, and at most three do (RFC 3629, 3).
        return offset + next((at for at, byte in enumerate(following) if byte & 0xC0 != 0x80), len(following))

    def _wide(self, offset: int) -> int:
        at = bisect_right(self.narrow_places, offset) - 1
        return self.wide_places[at] + len(self._encoded(self.narrow_places[at], offset))

    def _encoded(self, start: int, end: int) -> bytes:
        return self._read(start, end - start).decode().encode(self.encoding)

    def _read(self, offset: int, size: int) -> bytes:
        return os.pread(self.spool.fileno(), size, self.start + offset)


def wide_texts(members: Iterable[Member], opener: Opener, closing: ExitStack) -> Mapping[tuple[int, str], WideText]:
    """The files that are text in UTF-16, by the place where they were received."""
    # One file for all of them, since there may be more than a program may have open.
    spool: list[BinaryIO] = []
    closing.callback(lambda: [each.close() for each in spool])
    found = (_wide_text(member, opener, spool) for member in members)
    return {each.received.place: each for each in found if each}


def _wide_text(member: Member, opener: Opener, spool: list[BinaryIO]) -> WideText | None:
    if member.size < 4 or member.size % 2 or not _TEXT.fullmatch(member.name):
        return None
    with opener(member) as stream:
        head = stream.read(4)
    if head[:2] not in _MARKS or head == codecs.BOM_UTF32_LE:
        return None
    if not spool:
        # Without a name nobody can change it meanwhile, and it ends with the program.
        spool.append(cast("BinaryIO", tempfile.TemporaryFile()))  # noqa: SIM115
    return _narrowed(member, _MARKS[head[:2]], opener, spool[0])


def _narrowed(member: Member, encoding: str, opener: Opener, spool: BinaryIO) -> WideText | None:
    start = spool.seek(0, io.SEEK_END)
    narrow, wide, narrow_places, wide_places = 0, 0, [0], [0]
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with opener(member) as stream:
            while data := stream.read(_BLOCK):
                text = decoder.decode(data)
                narrow += spool.write(text.encode())
                wide += len(text.encode(encoding))
                narrow_places.append(narrow)
                wide_places.append(wide)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return None
    spool.flush()
    shown = replace(member, size=narrow, received=member.place)
    return WideText(member, shown, encoding, spool, start, narrow_places, wide_places)
