"""Zips as the programs write them that people and platforms zip with, byte by byte, and each with one thing that lies.

`seen` tells where a layout is known from: real files of that program, or what others report of them. Content, names
and times are ours; everything else stands as that program writes it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

UNIX, DOS = 0x300, 0x000
STREAMED, UTF_8 = 0x0008, 0x0800
LONG, LONG_SHORT = 0xFFFFFFFF, 0xFFFF
DATE = 0x5D7E  # 30 November 2026, as MS-DOS counts
# Extended timestamps, owner of Info-ZIP's new and old kind, and the times of NTFS, as they stand in the files.
TIMES_LOCAL = b"UT\x09\x00\x03\xa1\xa4\x0dk\xa1\xa4\x0dk"
TIMES_LISTED = b"UT\x05\x00\x03\xa1\xa4\x0dk"
OWNER = b"ux\x0b\x00\x01\x04\x00\x00\x00\x00\x04\x00\x00\x00\x00"
FINDER = b"UX\x0c\x00\xa1\xa4\x0dk\xa1\xa4\x0dk\xf5\x01\x14\x00"
FINDER_NOW = (
    b"UT\x0d\x00\x07\xa1\xa4\x0dk\xa1\xa4\x0dk\xa1\xa4\x0dkux\x0b\x00\x01\x04\xf5\x01\x00\x00\x04\x14\x00\x00\x00"
)
NTFS = b"\x0a\x00\x20\x00\x00\x00\x00\x00\x01\x00\x18\x00" + bytes(24)


@dataclass(frozen=True)
class ZipWriter:
    """How a program writes; `before` says how the header gives checksum, packed size and size: right, none or long."""

    seen: str
    made_by: int
    flags: int = 0
    before: tuple[str, str, str] = ("right", "right", "right")
    described: str = ""
    needs: int = 20
    marks_text: str = "where-needed"
    names_folders: bool = True
    folder_flags: int = 0
    packs_folders: bool = False
    stores: bool = False
    slash: str = "/"
    encoding: str = "utf-8"
    modes: bool = False
    extra_before: bytes = b""
    extra_listed: bytes = b""
    long_end: bool = False
    disks: int = 1


NONE = ("none", "none", "none")
WRITERS: Mapping[str, ZipWriter] = {
    "finder": ZipWriter(
        "real", UNIX | 20, STREAMED, ("none", "none", "right"), "signed", modes=True, marks_text="never",
        extra_before=FINDER_NOW, extra_listed=FINDER_NOW,
    ),
    "finder-earlier": ZipWriter(
        "reported", UNIX | 21, STREAMED, NONE, "signed", modes=True, marks_text="never",
        extra_before=FINDER, extra_listed=FINDER,
    ),
    "another-macos-zipper": ZipWriter(
        "real", UNIX | 20, modes=True, marks_text="never", extra_before=FINDER_NOW, extra_listed=FINDER_NOW
    ),
    "explorer": ZipWriter("reported", DOS | 20, names_folders=False),
    "explorer-earlier": ZipWriter("reported", DOS | 20, names_folders=False, encoding="cp437", marks_text="never"),
    "powershell-5": ZipWriter("reported", DOS | 20, names_folders=False, slash="\\"),
    "7-zip": ZipWriter("real", DOS | 63, extra_listed=NTFS),
    "info-zip-file": ZipWriter(
        "real", UNIX | 30, modes=True, marks_text="never",
        extra_before=TIMES_LOCAL + OWNER, extra_listed=TIMES_LISTED + OWNER,
    ),
    "info-zip-piped": ZipWriter(
        "real", UNIX | 30, STREAMED, ("none", "none", "right"), "signed", modes=True, marks_text="never",
        extra_before=TIMES_LOCAL + OWNER, extra_listed=TIMES_LISTED + OWNER,
    ),
    "info-zip-from-a-pipe": ZipWriter(
        "real", UNIX | 30, 0, ("right", "long", "long"), needs=45, modes=True, marks_text="never", names_folders=False
    ),
    "python": ZipWriter("real", UNIX | 20, modes=True, names_folders=False),
    "python-unseekable": ZipWriter("real", UNIX | 20, STREAMED, NONE, "signed", modes=True, names_folders=False),
    "python-zip64": ZipWriter(
        "real", UNIX | 45, 0, ("right", "long", "long"), needs=45, modes=True, names_folders=False
    ),
    "python-zip64-unseekable": ZipWriter(
        "real", UNIX | 45, STREAMED, ("none", "long-none", "long-none"), "signed-64", needs=45, modes=True,
        names_folders=False,
    ),
    "go": ZipWriter("real", DOS | 20, STREAMED, NONE, "signed"),
    "java": ZipWriter(
        "real", DOS | 20, STREAMED | UTF_8, NONE, "signed", folder_flags=STREAMED | UTF_8, packs_folders=True
    ),
    "java-jar": ZipWriter("real", DOS | 20, STREAMED | UTF_8, NONE, "signed", folder_flags=UTF_8),
    "stream-zip": ZipWriter(
        "real", UNIX | 45, STREAMED | UTF_8, ("none", "long-none", "long-none"), "signed-64", needs=45, modes=True,
        names_folders=False, long_end=True,
    ),
    "stream-zip-with-sizes": ZipWriter(
        "reported", UNIX | 45, STREAMED | UTF_8, ("none", "long", "long"), "signed-64", needs=45, modes=True,
        names_folders=False, long_end=True,
    ),
    "google": ZipWriter("guessed", DOS | 20, STREAMED | UTF_8, NONE, "signed", names_folders=False),
    "meta": ZipWriter(
        "guessed", DOS | 45, STREAMED | UTF_8, NONE, "plain", names_folders=False, long_end=True
    ),
    "x": ZipWriter(
        "guessed", DOS | 45, STREAMED | UTF_8, NONE, "signed-64", needs=45, names_folders=False, long_end=True,
        stores=True,
    ),
    "onedrive": ZipWriter(
        "reported", DOS | 45, STREAMED | UTF_8, NONE, "plain-64", needs=45, names_folders=False, long_end=True, disks=0
    ),
}  # fmt: skip


@dataclass(frozen=True)
class WrittenEntry:
    """One entry and the figures that a lie may change in one of the places where they stand."""

    name: bytes
    data: bytes
    flags: int
    method: int
    content: bytes
    size: int
    name_before: bytes
    wrong_before: Mapping[str, int]
    wrong_behind: int = 0

    @property
    def figures(self) -> dict[str, int]:
        return {"checksum": zlib.crc32(self.data), "packed": len(self.content), "size": self.size}


def written(writer: ZipWriter, files: Mapping[str, bytes], lie: str = "") -> bytes:
    """The files as a program zips them; with a lie, one thing of the last file is not as it says."""
    entries = [_entry(writer, name, data) for name, data in _named(writer, files)]
    entries[-1] = _lying(entries[-1], lie, writer)
    body, listing = b"", b""
    for entry in entries:
        place = len(body)
        body += _header(writer, entry) + entry.content + _description(writer, entry)
        listing += _listed(writer, entry, place)
    if lie == "overlap":
        listing += _listed(writer, replace(entries[-1], name=entries[-1].name + b"2"), place)
    if lie == "gap":
        body += b"hidden"
    count = len(entries) + (lie == "overlap")
    return body + listing + _end(writer, count, len(listing), len(body))


def _named(writer: ZipWriter, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    met: set[str] = set()
    for name, data in files.items():
        folder = name.rpartition("/")[0]
        if writer.names_folders and folder and folder not in met:
            met.add(folder)
            yield f"{folder}/", b""
        yield name, data


def _entry(writer: ZipWriter, name: str, data: bytes) -> WrittenEntry:
    is_folder = name.endswith("/")
    packs = writer.packs_folders if is_folder else not writer.stores
    raw = name.replace("/", writer.slash).encode(writer.encoding)
    flags = writer.folder_flags if is_folder else writer.flags
    if writer.marks_text == "where-needed" and not name.isascii():
        flags |= UTF_8
    content = _deflated(data) if packs else data
    return WrittenEntry(raw, data, flags, 8 if packs else 0, content, len(data), raw, {})


def _lying(entry: WrittenEntry, lie: str, writer: ZipWriter) -> WrittenEntry:
    streams = writer.flags & STREAMED
    match lie:
        case "name":
            return replace(entry, name_before=entry.name_before[:-1] + b"\x21")
        case "checksum":
            # Neither right nor nothing.
            return replace(entry, wrong_before={"checksum": 7})
        case "packed":
            return replace(entry, wrong_before={"packed": 7})
        case "size":
            return replace(entry, wrong_before={"size": 7})
        case "described":
            return replace(entry, wrong_behind=1) if streams else replace(entry, wrong_before={"checksum": 0})
        case "longer":
            return replace(entry, size=entry.size + 1)
        case "bomb":
            zeros = bytes(16 << 20)
            return replace(entry, data=zeros, size=len(zeros), content=_deflated(zeros), method=8)
    return entry


LIES: Mapping[str, str] = {
    "name": "described differently in two places",
    "checksum": "described differently in two places",
    "packed": "described differently in two places",
    "size": "described differently in two places",
    "described": "described differently in two places",
    "longer": "cannot be as long as it says|ends early|not as long as",
    "overlap": "overlapping entries",
    "gap": "behind its last entry|described differently",
    "bomb": "would unpack to more than",
}


def _deflated(data: bytes) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


def _header(writer: ZipWriter, entry: WrittenEntry) -> bytes:
    streams = bool(entry.flags & STREAMED)
    is_folder = entry.size == 0 and entry.method == 0
    ways = writer.before if streams or not writer.flags & STREAMED else ("right", "right", "right")
    short, long = {}, {}
    for (figure, true), way in zip(entry.figures.items(), ways, strict=True):
        value = entry.wrong_before.get(figure, 0 if way.endswith("none") else true)
        goes_long = way.startswith("long") and not is_folder
        short[figure] = LONG if goes_long else value
        if goes_long:
            long[figure] = value
    field = struct.pack("<2H2Q", 1, 16, long["size"], long["packed"]) if long else b""
    extra = writer.extra_before + field
    needs = writer.needs if entry.method or writer.needs > 20 else 20
    return (
        struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", needs, entry.flags, entry.method, 0, DATE,
            short["checksum"], short["packed"], short["size"], len(entry.name_before), len(extra),
        )
        + entry.name_before + extra
    )  # fmt: skip


def _description(writer: ZipWriter, entry: WrittenEntry) -> bytes:
    if not entry.flags & STREAMED:
        return b""
    checksum, packed, size = entry.figures.values()
    form = "<LQQ" if writer.described.endswith("64") else "<3L"
    mark = b"PK\x07\x08" if writer.described.startswith("signed") else b""
    return mark + struct.pack(form, checksum ^ entry.wrong_behind, packed, size)


def _listed(writer: ZipWriter, entry: WrittenEntry, place: int) -> bytes:
    folder = entry.name.endswith((b"/", b"\\"))
    mode = (0o40755 if folder else 0o100644) << 16 if writer.modes else 0
    checksum, packed, size = entry.figures.values()
    return (
        struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", writer.made_by, writer.needs, entry.flags, entry.method, 0, DATE,
            checksum, packed, size, len(entry.name), len(writer.extra_listed), 0, 0, 0, mode | 0x10 * folder, place,
        )
        + entry.name + writer.extra_listed
    )  # fmt: skip


def _end(writer: ZipWriter, count: int, size: int, start: int) -> bytes:
    if not writer.long_end:
        return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, start, 0)
    return (
        struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, writer.made_by, 45, 0, 0, count, count, size, start)
        + struct.pack("<4sLQL", b"PK\x06\x07", 0, start + size, writer.disks)
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, LONG_SHORT, LONG_SHORT, LONG, LONG, 0)
    )
