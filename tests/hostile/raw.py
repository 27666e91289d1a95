"""Zip and tar written byte by byte, so that any figure in them can be wrong."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests import exports_x

FILE_MODE = 0o100644


def sound_files() -> dict[str, bytes]:
    """A small export of three posts, which is taken in where nothing is wrong with it."""
    account = {"account": {"username": exports_x.HANDLE, "accountId": exports_x.ACCOUNT}}
    posts = [{"tweet": each} for each in exports_x.posts_2022()[-3:]]
    return {
        "data/account.js": f"window.YTD.account.part0 = {json.dumps([account])}".encode(),
        "data/tweets.js": f"window.YTD.tweets.part0 = {json.dumps(posts)}".encode(),
        f"data/tweets_media/{exports_x.PHOTO}-Dock01.jpg": b"\xff\xd8 a fictional photograph \xff\xd9",
    }


@dataclass(frozen=True)
class Entry:
    """One entry of a zip; `listed`, `before` and `behind` change figures in one of the places where they stand."""

    name: bytes
    data: bytes = b"x"
    method: int = 0
    flags: int = 0
    mode: int = FILE_MODE
    extra: bytes = b""
    packed: bytes | None = None
    size: int | None = None
    listed: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    name_before: bytes | None = None
    behind: bytes = b""
    at: int | None = None

    @property
    def content(self) -> bytes:
        return self.packed if self.packed is not None else deflated(self.data) if self.method == 8 else self.data

    def figures(self, changes: Mapping[str, int]) -> tuple[int, ...]:
        size = len(self.data) if self.size is None else self.size
        true = {"flags": self.flags, "method": self.method, "checksum": zlib.crc32(self.data)}
        figures = {**true, "packed": len(self.content), "size": size, **changes}
        return (figures["flags"], figures["method"], 0, 0x21, figures["checksum"], figures["packed"], figures["size"])


def deflated(data: bytes) -> bytes:
    """Data as deflate packs it."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


def sound_entries() -> list[Entry]:
    """The sound export as entries."""
    return [Entry(name.encode(), data, method=8) for name, data in sound_files().items()]


def with_entry(name: str | bytes, data: bytes = b"x", **changes: object) -> list[Entry]:
    """The sound export and one entry more."""
    entry = Entry(name if isinstance(name, bytes) else name.encode(), data)
    return [*sound_entries(), replace(entry, **changes)]  # type: ignore[arg-type]


def header_of(entry: Entry) -> bytes:
    """What stands before an entry's content."""
    name = entry.name if entry.name_before is None else entry.name_before
    return (
        struct.pack("<4s5H3L2H", b"PK\3\4", 20, *entry.figures(entry.before), len(name), len(entry.extra))
        + name
        + entry.extra
    )


def listing_of(entry: Entry, offset: int) -> bytes:
    """What stands in the listing of all entries."""
    lengths = len(entry.name), len(entry.extra), 0, 0, 0, entry.mode << 16
    figures = entry.figures(entry.listed)
    at = offset if entry.at is None else entry.at
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", 0x314, 20, *figures, *lengths, at) + entry.name + entry.extra


def end_of(count: int, size: int, start: int, comment: bytes = b"", disk: int = 0) -> bytes:
    """The end of a zip."""
    return struct.pack("<4s4H2LH", b"PK\5\6", disk, disk, count, count, size, start, len(comment)) + comment


def zip_of(
    entries: Sequence[Entry],
    *,
    front: bytes = b"",
    gap: bytes = b"",
    moved: int = 0,
    count: int | None = None,
    more_listing: int = 0,
    comment: bytes = b"",
    disk: int = 0,
) -> bytes:
    """A zip of entries; `front` stands before them, `gap` behind them, `moved` is added to where the listing starts."""
    body, listing = front, b""
    for entry in entries:
        listing += listing_of(entry, len(body))
        body += header_of(entry) + entry.content + entry.behind
    body += gap
    number = len(entries) if count is None else count
    return body + listing + end_of(number, len(listing) + more_listing, len(body) + moved, comment, disk)


def zip_64_of(
    entries: Sequence[Entry],
    *,
    count: int | None = None,
    start: int | None = None,
    disks: int = 1,
    short_count: int = 0xFFFF,
) -> bytes:
    """A zip whose end is told in the long form."""
    short = zip_of(entries)
    size = len(b"".join(listing_of(entry, 0) for entry in entries))
    body, place = short[:-22], len(short) - 22
    number = len(entries) if count is None else count
    figures = 0, 0, number, number, size, place - size
    long_end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, *figures)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, place if start is None else start, disks)
    return body + long_end + locator + end_of(short_count, 0xFFFFFFFF, 0xFFFFFFFF)


def descriptor_of(entry: Entry, **changes: int) -> bytes:
    """What may stand behind an entry's content."""
    figures = entry.figures(changes)[-3:]
    return struct.pack("<4s3L", b"PK\7\x08", *figures)


def tar_entry(
    name: bytes, data: bytes = b"x", kind: bytes = b"0", *, size: bytes | None = None, mode: int = 0o644,
    target: bytes = b"", checksum: int | None = None,
) -> bytes:  # fmt: skip
    """One entry of a tar: its header and its content, padded."""
    length = b"%011o\0" % len(data) if size is None else size
    header = bytearray(512)
    parts = {0: name[:100], 100: b"%07o\0" % mode, 108: b"0000000\0", 116: b"0000000\0", 124: length}
    parts |= {136: b"00000000000\0", 148: b" " * 8, 156: kind, 157: target[:100], 257: b"ustar\x0000"}
    for place, value in parts.items():
        header[place : place + len(value)] = value
    total = sum(header) if checksum is None else checksum
    header[148:156] = b"%06o\0 " % total
    return bytes(header) + data + bytes(-len(data) % 512)


def tar_of(*entries: bytes, end: bytes = bytes(1024)) -> bytes:
    """A tar of the sound export and further entries."""
    sound = [tar_entry(name.encode(), data) for name, data in sound_files().items()]
    return b"".join([*sound, *entries]) + end


def fields(**values: bytes) -> bytes:
    """Fields as they stand before an entry of a tar; an underscore stands for a full stop."""
    content = b""
    for name, value in values.items():
        rest = b" " + name.replace("_", ".").encode() + b"=" + value + b"\n"
        length = next(size for size in range(len(rest), len(rest) + 12) if size == len(rest) + len(str(size)))
        content += str(length).encode() + rest
    return content
