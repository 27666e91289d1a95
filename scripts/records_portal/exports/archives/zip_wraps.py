"""Zips of more than 4 GB by writers that know no long form (macOS Finder): every figure there leaves out whole 4 GB.

* Entries have to stand in the listing as they lie in the file, and each has to end where a header or the listing is.
* Only one length may fit; a content that gives two answers is refused.
* A packed file is taken to be hardly shorter than what it packs: what gains more than that is refused when it is read.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from .streams import Damaged
from .zip_listing import DESCRIBED_AFTER, LOCAL, MARKS, STORED, WRAP, ZipEntry

_DESCRIPTION = struct.Struct("<4s3L")


def unwrapped(file: BinaryIO, entries: Sequence[ZipEntry], end: int) -> list[ZipEntry]:
    """The entries of a zip with the whole 4 GB that their figures leave out; `end` is where the listing starts."""
    found, place = [], 0
    for number, entry in enumerate(entries, 1):
        if entry.offset != place % WRAP:
            raise Damaged("its entries do not lie in the order of the listing")
        start = place + LOCAL.size + sum(struct.unpack("<2H", os.pread(file.fileno(), 4, place + 26)))
        fitting = list(_packed_sizes(file, entry, start, (end, number == len(entries))))
        if len(fitting) != 1:
            raise Damaged("it is longer than 4 GB, and the length of an entry is not certain")
        found.append(entry._replace(offset=place, packed=fitting[0], size=_size(entry, fitting[0]), wraps=True))
        place = start + fitting[0] + _description_size(entry)
    return found


def _packed_sizes(file: BinaryIO, entry: ZipEntry, start: int, end: tuple[int, bool]) -> Iterator[int]:
    """Every length of a content behind which stands what has to stand there."""
    size, (listing, is_last) = _description_size(entry), end
    description = _DESCRIPTION.pack(b"PK\x07\x08", entry.checksum, entry.packed, entry.size)[:size]
    following = b"PK\x01\x02" if is_last else MARKS[0]
    for packed in range(entry.packed, listing - start - size + 1, WRAP):
        behind = os.pread(file.fileno(), size + 4, start + packed)
        if behind == description + following and (start + packed + size == listing) == is_last:
            yield packed


def _description_size(entry: ZipEntry) -> int:
    return _DESCRIPTION.size if entry.flags & DESCRIBED_AFTER else 0


def _size(entry: ZipEntry, packed: int) -> int:
    """How long the content is: the least that the packed one can stand for."""
    if entry.method == STORED:
        return packed
    # What cannot be packed becomes longer by five bytes in 16 KB at most (zlib, deflate.c).
    least = packed - packed // 1000 - 64
    return entry.size + max(0, -(-(least - entry.size) // WRAP)) * WRAP
