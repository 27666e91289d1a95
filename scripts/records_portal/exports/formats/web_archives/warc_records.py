"""The records of a WARC file by offset and length, whether packed one by one (gzip) or plain; none is kept in memory.

* A record that is cut off, does not unpack, unpacks to more than can be meant, or is longer or shorter than it says
  is a stretch with a fault.
* After a fault the reading goes on at the next record; nothing between is left out.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 16
# The headers of the record and of its answer are looked for in so much; longer ones are taken for damage.
HEAD = 1 << 16
FREE_BYTES = 64 << 20  # below this size no ratio is looked at
# Deflate reaches 1,032 to 1 on zeros alone; no page comes near this.
RATIO = 200
# The mark of gzip, and deflate as its one method (RFC 1952, 2.3.1).
_MAGIC = b"\x1f\x8b\x08"
# Each record begins with its version (ISO 28500, clause 4).
_START = re.compile(rb"WARC/[01]\.\d+\r?\n")
_LINE = re.compile(rb"^([!-9;-~]{1,200}):[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)", re.MULTILINE)
_FOLD = re.compile(rb"[ \t]*\r?\n[ \t]+")  # a value may go on in indented lines (ISO 28500, clause 4)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_LENGTH = re.compile(r"[0-9]{1,15}\Z")
_LOST = ("cut off", "damaged")  # where it ends is not known
# A start is looked at with so many bytes behind it, enough to unpack the version.
_OVERLAP = 1024
_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha512": 64}


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A stretch of a WARC file: a record with what its headers say, or with a fault."""

    offset: int
    length: int
    fault: str = ""
    kind: str = ""
    uri: str = ""
    date: str = ""
    id: str = ""
    beside: str = ""
    page_id: str = ""
    status: int = 0
    mime: str = ""
    location: str = ""
    referer: str = ""
    same_as: str = ""
    cut_short: bool = False
    wrong_digest: bool = False


def is_warc(stream: BinaryIO) -> bool:
    """Whether a file begins as a WARC file does, packed or plain."""
    head = stream.read(512)
    return bool(_START.match(_unpacked_start(head) if head.startswith(_MAGIC) else head))


def warc_stretches(stream: BinaryIO) -> Iterator[WarcRecord]:
    """Every stretch of a file, in order and without gaps."""
    source = _Source(stream)
    while source.more():
        start, content = source.at, _Content()
        packed = source.starts_with(_MAGIC)
        fault = _read_packed(source, content) if packed else _read_plain(source, content)
        if fault in _LOST:
            source.seek_record(start + 1)
        yield content.record(start, source.at - start, fault)


def headers_of(block: bytes) -> tuple[dict[str, str], int]:
    """The headers at the front of a block by lower-case name, and where its body begins (-1 where they do not end)."""
    end = block.find(b"\r\n\r\n")
    # Looked for before the other end alone: looking through every body for it cost half of the whole reading.
    bare = block.find(b"\n\n", 0, end if end >= 0 else len(block))
    end = bare + 2 if bare >= 0 else end + 4 if end >= 0 else -1
    found: dict[str, str] = {}
    for name, value in _LINE.findall(block[: end if end >= 0 else len(block)]):
        plain = _FOLD.sub(b" ", value) if b"\n" in value else value
        # Field names are not case-sensitive (ISO 28500, clause 4).
        found.setdefault(name.decode("latin-1").lower(), plain.decode("utf-8", "replace").strip())
    return found, end


def unpacked_record(data: bytes, most: int) -> bytes:
    """A record's bytes without its packing, at most so many."""
    if not data.startswith(_MAGIC):
        return data[:most]
    return zlib.decompressobj(31).decompress(data, most)


def _unpacked_start(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, 64)
    except zlib.error:
        return b""


class _Source:
    """A file that is read once, from front to back, with one piece of it at hand."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._piece, self._place, self._before = stream, b"", 0, 0

    @property
    def at(self) -> int:
        return self._before + self._place

    def more(self) -> bool:
        """Whether anything is left; a used-up piece is replaced by the next."""
        if self._place < len(self._piece):
            return True
        self._before += len(self._piece)
        self._piece, self._place = self._stream.read(CHUNK), 0
        return bool(self._piece)

    def _want(self, size: int) -> bytes:
        """What lies ahead, at least so much of it where the file has it; nothing is taken."""
        if len(self._piece) - self._place < size:
            rest, self._before = self._piece[self._place :], self.at
            self._piece, self._place = rest + self._stream.read(max(CHUNK, size)), 0
        return self._piece[self._place :]

    def starts_with(self, start: bytes) -> bool:
        return self._want(len(start)).startswith(start)

    def head(self) -> bytes:
        return self._want(HEAD)[:HEAD]

    def take(self, most: int) -> bytes:
        """The next bytes of the piece at hand."""
        data = self._piece[self._place : self._place + most] if self.more() else b""
        self._place += len(data)
        return data

    def give_back(self, size: int) -> None:
        self._place -= size

    def seek_record(self, earliest: int) -> None:
        """Go to the next start of a record, as far back as the piece at hand reaches, or to the end."""
        self._place = max(0, earliest - self._before)
        while True:
            ahead = self._want(2 * _OVERLAP)
            place = _next_start(ahead)
            if place is not None or len(ahead) < 2 * _OVERLAP:
                self._place += len(ahead) if place is None else place
                return
            self._place += len(ahead) - _OVERLAP  # a start may lie across the edge of two pieces


def _next_start(data: bytes) -> int | None:
    """Where in the data a record starts."""
    plain = re.search(rb"(?<=\n)WARC/[01]\.\d+\r?\n", data)
    found = plain.start() if plain else None
    place = data.find(_MAGIC)
    while place >= 0 and (found is None or place < found):
        if _START.match(_unpacked_start(data[place : place + _OVERLAP])):
            return place
        place = data.find(_MAGIC, place + 1)
    return found


def _read_packed(source: _Source, content: _Content) -> str:
    """Read one packed record; what is wrong with it, or nothing."""
    # Record by record is how archives are packed (ISO 28500, annex D.2); 31 stands for gzip alone.
    packing, start = zlib.decompressobj(31), source.at
    while not packing.eof:
        data = source.take(CHUNK)
        if not data:
            return "cut off"
        try:
            while data and not packing.eof:
                content.add(packing.decompress(data, CHUNK))
                data = packing.unconsumed_tail
        except zlib.error:
            return "damaged"
        if content.size > max(FREE_BYTES, (source.at - start) * RATIO):
            return "damaged"
    # What lies behind the packed record was read with it and belongs to the next.
    source.give_back(len(packing.unused_data))
    return content.fault()


def _read_plain(source: _Source, content: _Content) -> str:
    """Read one plain record; what is wrong with it, or nothing."""
    head = source.head()
    fields, body = headers_of(head)
    if not _START.match(head) or body < 0 or not _LENGTH.match(fields.get("content-length", "")):
        return "damaged"
    left = body + int(fields["content-length"])
    while left:
        data = source.take(min(CHUNK, left))
        if not data:
            return "cut off"
        content.add(data)
        left -= len(data)
    # Two new lines end a record (ISO 28500, clause 4); some writers end lines with LF alone.
    for end in (b"\r\n\r\n", b"\n\n"):
        if source.starts_with(end):
            content.add(source.take(len(end)))
            return content.fault()
    return content.fault() if not source.more() else "damaged"


class _Content:
    """What a record holds, as far as it has been read: its start, its size and the digest of its block."""

    def __init__(self) -> None:
        self._head, self.size = b"", 0
        self._fields: dict[str, str] = {}
        self._body = self._end = -1
        self._digest: tuple[str, hashlib._Hash] | None = None

    def add(self, data: bytes) -> None:
        """Take in the next unpacked bytes."""
        before, self.size = self.size, self.size + len(data)
        if len(self._head) < HEAD:
            self._head += data[: HEAD - len(self._head)]
        if self._body < 0:
            if before >= HEAD:
                return
            self._fields, self._body = headers_of(self._head)
            if self._body < 0:
                return
            length = self._fields.get("content-length", "")
            self._end = self._body + int(length) if _LENGTH.match(length) else -1
            self._digest = _digest_of(self._fields)
        if self._digest:
            self._digest[1].update(data[max(0, self._body - before) : max(0, self._end - before)])

    def fault(self) -> str:
        """What is wrong with the record as a whole, or nothing."""
        if not _START.match(self._head) or self._end < 0 or self.size < self._end:
            return "wrong length"
        return "several" if self.size > self._end + 4 else ""

    def record(self, offset: int, length: int, fault: str) -> WarcRecord:
        """The record, or its stretch with a fault."""
        if fault:
            return WarcRecord(offset, length, fault)
        fields, kind = self._fields, self._fields.get("warc-type", "").lower()
        block = self._head[self._body :]
        is_http = fields.get("content-type", "").lower().startswith("application/http")
        http = headers_of(block)[0] if is_http else {"content-type": fields.get("content-type", "")}
        status = _STATUS.match(block)
        return WarcRecord(
            offset,
            length,
            kind=kind,
            # WARC 1.0 wrote addresses in angle brackets, 1.1 no longer (ISO 28500:2017, clause 4).
            uri=fields.get("warc-target-uri", "").strip("<>"),
            date=fields.get("warc-date", ""),
            id=fields.get("warc-record-id", ""),
            beside=fields.get("warc-concurrent-to", "") or fields.get("warc-refers-to", ""),
            page_id=fields.get("warc-page-id", ""),
            status=int(status[1]) if is_http and status else 0,
            mime=http.get("content-type", "").partition(";")[0].strip().lower(),
            location=http.get("location", ""),
            referer=http.get("referer", "") if kind == "request" else "",
            same_as=fields.get("warc-refers-to-target-uri", "").strip("<>") if kind == "revisit" else "",
            cut_short="warc-truncated" in fields,
            wrong_digest=self._digest is not None and self._digest[0] != self._digest[1].hexdigest(),
        )


def _digest_of(fields: dict[str, str]) -> tuple[str, hashlib._Hash] | None:
    """The digest that a record states of its block, in hexadecimal, and a hash to compare it with."""
    name, _, written = fields.get("warc-block-digest", "").lower().partition(":")
    name = name.replace("-", "")
    if name not in _ALGORITHMS:
        return None
    # Written in base 32 or in hexadecimal: the standard asks for a token and names no form.
    if len(written) != 2 * _ALGORITHMS[name]:
        try:
            written = base64.b32decode(written.upper() + "=" * (-len(written) % 8)).hex()
        except ValueError:
            return None
    return written, hashlib.new(name, usedforsecurity=False)
