"""Zips that mean harm, by name: the bytes, and what the refusal has to say."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from .names import ABSOLUTE, ABSURD, MEETING, TRAVERSAL, UNSEEN
from .raw import (
    Entry,
    deflated,
    descriptor_of,
    end_of,
    header_of,
    listing_of,
    sound_entries,
    sound_files,
    with_entry,
    zip_64_of,
    zip_of,
)

Case = tuple[str, Callable[[], bytes], str]
UTF_8 = 0x800


def zips() -> Iterator[Case]:
    """Every case: its name, its bytes when asked for, and a part of the refusal."""
    for group in (_names, _kinds, _bombs, _lies, _contradictions, _places, _packing):
        yield from group()


def _named(name: str, flags: int = UTF_8) -> Callable[[], bytes]:
    return lambda: zip_of(with_entry(name, flags=flags))


def _names() -> Iterator[Case]:
    for group, why in ((TRAVERSAL, "leads out"), (ABSOLUTE, "absolute name|leads out"), (UNSEEN, "cannot be seen")):
        for label, name in group.items():
            yield f"name-{label}", _named(name), why
    for label, name in ABSURD.items():
        yield f"name-{label}", _named(name), "is too long"
    for label, pair in MEETING.items():
        entries = [*sound_entries(), *(Entry(each.encode(), b"" if each[-1] == "/" else b"x") for each in pair)]
        yield f"names-meet-{label}", partial(zip_of, entries), "are one name|lies below a file"
    yield "name-empty", _named(""), "absolute name"
    yield "name-cut-by-nul", _named("data/a.js\0/../../evil"), "cannot be seen"
    yield "name-overlong", lambda: zip_of(with_entry(b"\xc0\xae\xc0\xae/evil")), "damaged"
    yield "name-not-utf-8", lambda: zip_of(with_entry(b"data/\xff\xfe", flags=UTF_8)), "damaged"
    yield "name-surrogate", lambda: zip_of(with_entry(b"data/\xed\xa0\x80", flags=UTF_8)), "damaged"
    second = b"\x01" + zlib.crc32(b"data/b").to_bytes(4, "little") + b"../../evil"
    field = struct.pack("<2H", 0x7075, len(second)) + second
    yield "name-second", lambda: zip_of(with_entry("data/b", extra=field)), "second name"
    yield "folder-up", lambda: zip_of(with_entry("../evil/", b"")), "leads out"
    yield "folder-root", lambda: zip_of(with_entry("/", b"")), "absolute name"


def _kinds() -> Iterator[Case]:
    kinds = {
        "link": 0o120777,
        "character-device": 0o20666,
        "block-device": 0o60666,
        "pipe": 0o10644,
        "socket": 0o140755,
    }
    for label, mode in kinds.items():
        entries = with_entry("data/b", b"/etc/passwd", mode=mode)
        yield f"kind-{label}", partial(zip_of, entries), "link or a device"
    for label, mode in {"user": 0o104755, "group": 0o102755}.items():
        entries = with_entry("data/b", mode=mode)
        yield f"kind-set-{label}-on-execution", partial(zip_of, entries), "somebody else"
    through = [*with_entry("data/link", b"/tmp", mode=0o120777), Entry(b"data/link/evil")]
    yield "kind-file-through-link", lambda: zip_of(through), "link or a device"
    yield "kind-folder-with-content", lambda: zip_of(with_entry("data/b/", b"x")), "folder with content"


def _bombs() -> Iterator[Case]:
    yield "bomb-flat", lambda: zip_of(with_entry("data/b", bytes(64 << 20), method=8)), "would unpack"
    yield "bomb-many", _many_bombs, "would unpack"
    yield "bomb-overlapping", lambda: _overlapping(4 << 10), "overlapping"
    yield "bomb-overlapping-large", lambda: _overlapping(1 << 20), "would unpack"
    yield "bomb-quoting", _quoting, "overlapping"
    yield "bomb-nested", _nested, "archives within archives more than 3 deep"
    yield "bomb-declared", lambda: zip_of(with_entry("data/b", method=8, size=0xFFFFFFF0)), "as long as it says"
    yield (
        "bomb-declared-in-64-bits",
        lambda: zip_of(with_entry("data/b", extra=_in_64(1 << 62), listed=_BEYOND)),
        "as long",
    )
    yield "entries-too-many", _too_many, "at most 200000"
    yield "entries-said-too-many", lambda: zip_64_of(sound_entries(), count=1 << 40), "at most 200000"


_BEYOND = {"size": 0xFFFFFFFF}


def _in_64(size: int) -> bytes:
    return struct.pack("<2HQ", 1, 8, size)


def _many_bombs() -> bytes:
    packed = deflated(bytes(1 << 20))
    one = Entry(b"", bytes(1 << 20), method=8, packed=packed)
    return zip_of([*sound_entries(), *(replace(one, name=b"data/%d" % number) for number in range(20))])


def _overlapping(size: int) -> bytes:
    """Many names in the listing for one content."""
    entries = with_entry("data/b", bytes(size), method=8)
    body, places = _laid_out(entries)
    again = [replace(entries[-1], name=b"data/%d" % number) for number in range(50)]
    return _with_listing(body, [*zip(entries, places, strict=True), *((each, places[-1]) for each in again)])


def _quoting() -> bytes:
    """An entry whose content takes in the header and the content of another."""
    inner = Entry(b"data/inner", bytes(1 << 20), method=8)
    outer = Entry(b"data/outer", header_of(inner) + inner.content)
    entries = [*sound_entries(), outer]
    body, places = _laid_out(entries)
    return _with_listing(body, [*zip(entries, places, strict=True), (inner, places[-1] + len(header_of(outer)))])


def _laid_out(entries: list[Entry]) -> tuple[bytes, list[int]]:
    """Entries one behind the other, and where each starts."""
    body, places = b"", []
    for entry in entries:
        places.append(len(body))
        body += header_of(entry) + entry.content
    return body, places


def _with_listing(body: bytes, listed: list[tuple[Entry, int]]) -> bytes:
    listing = b"".join(listing_of(entry, place) for entry, place in listed)
    return body + listing + end_of(len(listed), len(listing), len(body))


def _nested() -> bytes:
    layer = zip_of([Entry(b"0.dll", bytes(4 << 20), method=8)])
    for _ in range(4):
        layer = zip_of([Entry(b"lib%d.zip" % number, layer, method=8) for number in range(16)])
    return layer


def _too_many() -> bytes:
    body, listing = bytearray(), bytearray()
    for number in range(200_001):
        entry = b"PK\3\4\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\6\0\0\0%06d" % number
        place = struct.pack("<L", len(body))
        listing += b"PK\1\2\x14\3" + entry[4:30] + bytes(12) + place + entry[30:]
        body += entry
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 200_001, 200_001, len(listing), len(body))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(listing), 1)
    short = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return bytes(body + listing + end + locator + short)


def _lies() -> Iterator[Case]:
    again = "download the export again"
    wrong = {"checksum": 1}
    both = {"size": 5}
    data = b"12345678"
    yield "lie-checksum", lambda: zip_of(with_entry("data/b", data, listed=wrong, before=wrong)), again
    yield "lie-size-shorter", lambda: zip_of(with_entry("data/b", data, method=8, listed=both, before=both)), again
    longer = {"size": 9}
    yield "lie-size-longer", lambda: zip_of(with_entry("data/b", data, method=8, listed=longer, before=longer)), again
    yield "lie-size-stored", lambda: zip_of(with_entry("data/b", data, listed=longer, before=longer)), again
    yield (
        "lie-packed-beyond-end",
        lambda: zip_of(with_entry("data/b", data, listed={"packed": 999}, before={"packed": 999}, method=8)),
        "overlapping",
    )
    cut = deflated(bytes(range(256)) * 9)[:-20]
    yield "lie-content-cut", lambda: zip_of(with_entry("data/b", bytes(range(256)) * 9, method=8, packed=cut)), again
    hidden = deflated(data) + b"hidden"
    yield "lie-content-followed", lambda: zip_of(with_entry("data/b", data, method=8, packed=hidden)), again
    yield "lie-content-not-deflated", lambda: zip_of(with_entry("data/b", data, method=8, packed=b"\xff" * 20)), again
    yield "lie-count-less", lambda: zip_of(sound_entries(), count=2), "says that it holds 2"
    yield "lie-count-more", lambda: zip_of(sound_entries(), count=4), "says that it holds 4"
    yield "lie-long-count", lambda: zip_64_of(sound_entries(), count=2), "says that it holds 2"
    yield "lie-extra", lambda: zip_of(with_entry("data/b", extra=b"\x01\x00\xff\xff")), "damaged"
    yield "lie-extra-twice", lambda: zip_of(with_entry("data/b", extra=_in_64(1) * 2)), "damaged"


def _contradictions() -> Iterator[Case]:
    two = "described differently in two places"
    for figure in ("checksum", "packed", "size", "method"):
        yield f"contradiction-{figure}", partial(zip_of, with_entry("data/b", before={figure: 99})), two
    yield "contradiction-name", lambda: zip_of(with_entry("data/b", name_before=b"../c")), two
    yield "contradiction-encrypted", lambda: zip_of(with_entry("data/b", before={"flags": 1})), two
    streamed = {"checksum": 0, "packed": 0, "size": 0}
    entry = Entry(b"data/b", b"12345678", flags=8, before=streamed)
    for label, behind in {
        "checksum": descriptor_of(entry, checksum=1),
        "size": descriptor_of(entry, size=99),
        "absent": b"",
        "cut": descriptor_of(entry)[:9],
    }.items():
        entries = [*sound_entries(), replace(entry, behind=behind)]
        yield f"contradiction-behind-{label}", partial(zip_of, entries), two


def _places() -> Iterator[Case]:
    yield "place-in-front", lambda: b"PK\3\4" + zip_of(sound_entries()), "damaged"
    yield "place-in-front-counted", lambda: zip_of(sound_entries(), front=b"PK\3\4 in front"), "in front of its first"
    yield "place-script-in-front", lambda: b"#!/bin/sh\n" + zip_of(sound_entries()), "is not an export"
    yield "place-concatenated", lambda: zip_of(sound_entries()) + zip_of(sound_entries()), "damaged"
    yield "place-behind", lambda: zip_of(sound_entries()) + b"behind", "half a zip"
    yield "place-behind-entries", lambda: zip_of(sound_entries(), gap=b"hidden"), "behind its last entry"
    yield "place-between", lambda: zip_of([replace(sound_entries()[0], behind=b"gap"), *sound_entries()[1:]]), "between"
    yield "place-unlisted-entry", _unlisted, "between its entries"
    yield "place-comment-with-an-end", lambda: zip_of(sound_entries(), comment=zip_of([])), "two ends"
    yield "place-listing-earlier", lambda: zip_of(sound_entries(), moved=-4), "damaged"
    yield "place-listing-later", lambda: zip_of(sound_entries(), moved=4), "damaged"
    yield "place-listing-longer", lambda: zip_of(sound_entries(), more_listing=46), "damaged"
    yield "place-long-end-elsewhere", lambda: zip_64_of(sound_entries(), start=1 << 60), "damaged"
    yield (
        "place-entry-beyond-end",
        lambda: zip_of(with_entry("data/b", at=0x7FFFFFFF)),
        "two places|in two|between|overlapping",
    )
    yield "place-long-end-of-several", lambda: zip_64_of(sound_entries(), disks=7), "damaged"
    yield "place-two-ends-that-differ", lambda: zip_64_of(sound_entries(), short_count=2), "two end records differ"
    yield "place-split", lambda: zip_of(sound_entries(), disk=1), "split zip"
    whole = zip_of(with_entry("data/b", bytes(range(256)) * 40))
    for part in (1, 10, 25, 50, 75, 90, 99):
        yield f"half-{part}-percent", partial(_start_of, whole, part), "half a zip"
    for cut in (1, 21, 22, 23, 60):
        yield f"half-less-{cut}-bytes", partial(bytes, whole[:-cut]), "half a zip"


def _unlisted() -> bytes:
    entries = sound_entries()
    return zip_of([replace(entries[0], behind=header_of(Entry(b"hidden")) + b"x"), *entries[1:]])


def _packing() -> Iterator[Case]:
    for label, flags in {"plainly": 1, "strongly": 0x41, "with-hidden-headers": 0x2000}.items():
        entries = with_entry("data/b", flags=flags)
        yield f"encrypted-{label}", partial(zip_of, entries), "is encrypted"
    methods = {
        1: "shrunk",
        6: "imploded",
        9: "deflate64",
        12: "bzip2",
        14: "lzma",
        93: "zstandard",
        95: "xz",
        99: "aes",
    }
    for method, label in methods.items():
        entries = with_entry("data/b", method=method)
        yield f"method-{label}", partial(zip_of, entries), "unknown method"
    yield "method-patch", lambda: zip_of(with_entry("data/b", flags=0x20)), "unknown method"


def sound_zip() -> bytes:
    """The sound export, which the hostile ones differ from in one thing."""
    return zip_of([Entry(name.encode(), data) for name, data in sound_files().items()])


def _start_of(data: bytes, percent: int) -> bytes:
    return data[: len(data) * percent // 100]
