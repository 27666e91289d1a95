"""The listing at the end of a zip: its one end record, and every entry as the listing tells of it.

* Nothing but a comment may follow the end record, and a comment holds no second one.
* Names are UTF-8 where they are valid as such, else code page 437; a second name has to be the same one.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from records_portal.register.findings import Refusal

from .streams import Damaged, Limits, told

# A local header (APPNOTE 4.3.7), or the end record of a zip without entries (4.3.16).
MARKS = (b"PK\x03\x04", b"PK\x05\x06")
STORED, DEFLATED = 0, 8
# A figure in the long form leaves all ones in its short place (APPNOTE 4.4.1.4).
IN_64, SHORT_OF_64 = 0xFFFFFFFF, 0xFFFF
# 6.3 is the highest version that a feature asks for (APPNOTE 4.4.3.2).
NEWEST_VERSION = 63
LARGEST_GAIN = 1040  # deflate cannot gain more than 1032 to 1
# Bits 0, 6 and 13 each say encrypted; 5 patched, 3 described behind, 11 UTF-8 (APPNOTE 4.4.4).
ENCRYPTED, PATCH, DESCRIBED_AFTER, _UTF_8 = 0x2041, 0x20, 0x08, 0x800
# FAT and NTFS (APPNOTE 4.4.2.2).
_WINDOWS = (0, 10)
# APPNOTE 4.5.3 and 4.6.9.
_FIELD_64, _FIELD_NAME = 0x0001, 0x7075
# Writers that know no long form count anew behind each of these.
WRAP = 1 << 32
# In order: APPNOTE 4.3.16, 4.3.15, 4.3.14, 4.3.12 and 4.3.7.
_END = struct.Struct("<4s4H2LH")
_END_64_PLACE = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LISTED = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")


class ZipEnd(NamedTuple):
    """Where the listing of all entries lies, and how many it says it holds."""

    start: int
    size: int
    entries: int
    is_64: bool

    @property
    def wraps(self) -> bool:
        """Whether the file is longer than a figure of this zip can say."""
        return not self.is_64 and self.start + self.size >= WRAP


class ZipEntry(NamedTuple):
    """One entry as the listing tells of it."""

    raw_name: bytes
    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int
    mode: int
    host: int = 3
    """The system that it was written on (APPNOTE 4.4.2)."""
    wraps: bool = False
    """Whether the figures written of it leave out every whole 4 GB."""

    @property
    def is_folder(self) -> bool:
        """Whether it is named as a folder."""
        return self.name.endswith("/")

    @property
    def told_figures(self) -> tuple[int, int, int]:
        """Checksum, packed size and size as they stand wherever they are written."""
        if self.wraps:
            return self.checksum, self.packed % WRAP, self.size % WRAP
        return self.checksum, self.packed, self.size


def end_of(file: BinaryIO, path: Path, limits: Limits) -> ZipEnd:
    """The one end record that reaches to the end of the file."""
    size = os.fstat(file.fileno()).st_size
    # Only a comment may follow the end record, and its length has two bytes.
    tail_size = min(size, _END.size + 0xFFFF)
    tail = os.pread(file.fileno(), tail_size, size - tail_size)
    places = [each for each in _places_of(tail, MARKS[1]) if _reaches_end(tail, each)]
    # A comment can hold a second end record; a reader that looks from the other side would believe that one.
    if len(places) != 1:
        raise Damaged("it has two ends" if places else "its end is missing")
    _, disk, first_disk, here, count, length, start, _ = _END.unpack_from(tail, places[0])
    place, is_64 = size - tail_size + places[0], False
    if tail[max(0, places[0] - _END_64_PLACE.size) :].startswith(b"PK\x06\x07"):
        place, is_64 = place - _END_64_PLACE.size, True
        short = disk, first_disk, here, count, length, start
        place, *figures = _end_64(file, place)
        # A figure that fits its short place may stand in both, and then has to be the same.
        if any(given not in (figure, SHORT_OF_64, IN_64) for given, figure in zip(short, figures, strict=True)):
            raise Damaged("its two end records differ")
        disk, first_disk, here, count, length, start = figures
    if disk or first_disk or here != count:
        raise Refusal(f"{path.name!r} is a piece of a split zip; hand in one whole zip for each part")
    if count > limits.entries or length > limits.listing_bytes:
        raise Refusal(f"{path.name!r} holds {count} entries; at most {limits.entries} are read")
    if not is_64 and place >= WRAP and (place - length - start) % WRAP == 0:
        start = place - length
    if start + length != place:
        raise Damaged("something lies in front of it or before its end; this is no export as a platform makes it")
    return ZipEnd(start, length, count, is_64)


def _places_of(data: bytes, mark: bytes) -> Iterator[int]:
    place = data.find(mark)
    while place >= 0:
        yield place
        place = data.find(mark, place + 1)


def _reaches_end(tail: bytes, place: int) -> bool:
    return len(tail) - place >= _END.size and place + _END.size + _END.unpack_from(tail, place)[7] == len(tail)


def _end_64(file: BinaryIO, place: int) -> tuple[int, ...]:
    """The end record of a zip too large for the short one: its place and its figures."""
    _, disk, start, disks = _END_64_PLACE.unpack(os.pread(file.fileno(), _END_64_PLACE.size, place))
    if disk or disks > 1 or not 0 <= start <= place - _END_64.size:
        raise Damaged("its long end record lies elsewhere")
    mark, length, _, _, *figures = _END_64.unpack(os.pread(file.fileno(), _END_64.size, start))
    # The length leaves out the mark and itself, twelve bytes (APPNOTE 4.3.14.1).
    if mark != b"PK\x06\x06" or start + 12 + length != place:
        raise Damaged("its long end record lies elsewhere")
    return start, *figures


def listed(file: BinaryIO, end: ZipEnd) -> list[ZipEntry]:
    """Every entry that the listing tells of, in its order."""
    entries = list(_listed(file, end))
    # PowerShell 5 writes `data\\posts.json`; where no name has the right slash, the wrong one can only be meant for it.
    if all(entry.host in _WINDOWS and "/" not in entry.name for entry in entries):
        entries = [entry._replace(name=entry.name.replace("\\", "/")) for entry in entries]
    return entries


def _listed(file: BinaryIO, end: ZipEnd) -> Iterator[ZipEntry]:
    listing = os.pread(file.fileno(), end.size, end.start)
    place = count = 0
    while place < len(listing):
        entry, place = _entry_at(listing, place)
        count += 1
        yield entry
    # Writers without the long end record count anew behind 65,535.
    if count != end.entries and (end.is_64 or count % 0x10000 != end.entries):
        raise Damaged(f"it says that it holds {end.entries} entries and lists {count}")


def _entry_at(listing: bytes, place: int) -> tuple[ZipEntry, int]:
    mark, made_by, version, flags, method, _, _, checksum, packed, size, *lengths, disk, _, attributes, offset = (
        _LISTED.unpack_from(listing, place)
    )
    at = place + _LISTED.size
    name_end, extra_end, end = at + lengths[0], at + sum(lengths[:2]), at + sum(lengths)
    if mark != b"PK\x01\x02" or end > len(listing) or disk not in (0, SHORT_OF_64):
        raise Damaged("its listing is broken")
    if version & 0xFF > NEWEST_VERSION:
        raise Damaged("it asks for a program newer than any")
    raw_name, extra = listing[at:name_end], extra_fields(listing[name_end:extra_end])
    size, packed, offset = in_64((size, packed, offset), extra)
    name = entry_name(raw_name, flags, extra)
    host = made_by >> 8
    return ZipEntry(raw_name, name, flags, method, checksum, packed, size, offset, attributes >> 16, host), end


def extra_fields(extra: bytes) -> Mapping[int, bytes]:
    """The extra fields of an entry by their numbers."""
    fields: dict[int, bytes] = {}
    place = 0
    while place + 4 <= len(extra):
        number, length = struct.unpack_from("<2H", extra, place)
        place += 4 + length
        # A field that stands twice gives two answers; number zero is padding, as zipalign writes it.
        if place > len(extra) or (number in fields and number):
            raise Damaged("its extra fields are broken")
        fields[number] = extra[place - length : place]
    return fields


def in_64(values: tuple[int, ...], extra: Mapping[int, bytes]) -> Iterator[int]:
    """Values, those too large for their place read from the extra field for them."""
    field = extra.get(_FIELD_64, b"")
    for value in values:
        # The field holds only those values that are missing in their place, in their order (APPNOTE 4.5.3).
        if value == IN_64 and field:
            yield int(struct.unpack_from("<Q", field)[0])
            field = field[8:]
        else:
            yield value


def entry_name(raw: bytes, flags: int, extra: Mapping[int, bytes]) -> str:
    try:
        name = raw.decode()
    except UnicodeDecodeError as error:
        # C0 begins the overlong forms that hide a dot or a slash from a careless decoder.
        if flags & _UTF_8 or b"\xc0" in raw:
            raise Damaged("a name is not the text that it says to be") from error
        # What a name is without the flag for UTF-8 (APPNOTE, appendix D).
        name = raw.decode("cp437")
    second = extra.get(_FIELD_NAME, b"")
    # It counts only where it holds the checksum of the first name (APPNOTE 4.6.9).
    if second[1:5] == zlib.crc32(raw).to_bytes(4, "little") and second[5:] not in (raw, name.encode()):
        raise Damaged(f"{told(name)} has a second name")
    return name
