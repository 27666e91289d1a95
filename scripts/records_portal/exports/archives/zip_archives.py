"""Zip archives, read strictly: the listing at the end and the header before each file have to tell the same.

* Headers, contents and listing lie end to end: nothing in front, between or behind, and nothing twice.
* Encryption, links, devices, programs that run as another, and other methods than stored and deflated are refused.
* Names are UTF-8 where they are valid as such, else code page 437; a second name has to be the same one.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from records_portal.register.findings import Refusal

from .streams import SET_ON_EXECUTION, Damaged, FileStretch, Limits, PackedStretch, check_amount, told

# A local header (APPNOTE 4.3.7), or the end record of a zip without entries (4.3.16).
MARKS = (b"PK\x03\x04", b"PK\x05\x06")
STORED, DEFLATED = 0, 8
# A figure in the long form leaves all ones in its short place (APPNOTE 4.4.1.4).
IN_64, SHORT_OF_64 = 0xFFFFFFFF, 0xFFFF
# 6.3 is the highest version that a feature asks for (APPNOTE 4.4.3.2).
NEWEST_VERSION = 63
LARGEST_GAIN = 1040  # deflate cannot gain more than 1032 to 1
# Bits 0, 6 and 13 each say encrypted; 5 patched, 3 described behind, 11 UTF-8 (APPNOTE 4.4.4).
_ENCRYPTED, _PATCH, _DESCRIBED_AFTER, _UTF_8 = 0x2041, 0x20, 0x08, 0x800
# APPNOTE 4.5.3 and 4.6.9.
_FIELD_64, _FIELD_NAME = 0x0001, 0x7075
# In order: APPNOTE 4.3.16, 4.3.15, 4.3.14, 4.3.12 and 4.3.7.
_END = struct.Struct("<4s4H2LH")
_END_64_PLACE = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LISTED = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")


class _End(NamedTuple):
    """Where the listing of all entries lies, and how many it says it holds."""

    start: int
    size: int
    entries: int
    is_64: bool


class _Entry(NamedTuple):
    raw_name: bytes
    name: str
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int
    mode: int


class ZipArchive:
    """One zip that was found whole and sound, its contents still to be read."""

    form = "zip"

    def __init__(self, file: BinaryIO, path: Path, limits: Limits) -> None:
        self._file = file
        try:
            end = _end_of(file, path, limits)
            entries = list(_listed(file, end))
            _check_entries(entries, path, limits)
            starts = _starts(file, entries, end.start, path)
        except (Damaged, struct.error) as error:
            raise Refusal(f"{path.name!r} is half a zip or damaged ({error}); download it again") from error
        self.folders = tuple(entry.name.rstrip("/") or "/" for entry in entries if entry.name.endswith("/"))
        self._files = [(entry, start) for entry, start in starts if not entry.name.endswith("/")]
        self._places = {entry.name: (entry, start) for entry, start in self._files}

    def members(self) -> Iterator[tuple[str, int]]:
        yield from ((entry.name, entry.size) for entry, _ in self._files)

    def open(self, name: str) -> PackedStretch:
        entry, start = self._places[name]
        content = FileStretch(self._file, start, entry.packed)
        return PackedStretch(content, entry.size, entry.checksum, entry.method == DEFLATED)

    def close(self) -> None:
        self._file.close()


def _end_of(file: BinaryIO, path: Path, limits: Limits) -> _End:
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
    if start + length != place:
        raise Damaged("something lies in front of it or before its end; this is no export as a platform makes it")
    return _End(start, length, count, is_64)


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


def _listed(file: BinaryIO, end: _End) -> Iterator[_Entry]:
    listing = os.pread(file.fileno(), end.size, end.start)
    place = count = 0
    while place < len(listing):
        entry, place = _entry_at(listing, place)
        count += 1
        yield entry
    # Writers without the long end record count anew behind 65,535.
    if count != end.entries and (end.is_64 or count % 0x10000 != end.entries):
        raise Damaged(f"it says that it holds {end.entries} entries and lists {count}")


def _entry_at(listing: bytes, place: int) -> tuple[_Entry, int]:
    mark, _, version, flags, method, _, _, checksum, packed, size, *lengths, disk, _, attributes, offset = (
        _LISTED.unpack_from(listing, place)
    )
    at = place + _LISTED.size
    name_end, extra_end, end = at + lengths[0], at + sum(lengths[:2]), at + sum(lengths)
    if mark != b"PK\x01\x02" or end > len(listing) or disk not in (0, SHORT_OF_64):
        raise Damaged("its listing is broken")
    if version & 0xFF > NEWEST_VERSION:
        raise Damaged("it asks for a program newer than any")
    raw_name, extra = listing[at:name_end], _fields(listing[name_end:extra_end])
    size, packed, offset = _in_64((size, packed, offset), extra)
    name = _name_of(raw_name, flags, extra)
    return _Entry(raw_name, name, flags, method, checksum, packed, size, offset, attributes >> 16), end


def _fields(extra: bytes) -> Mapping[int, bytes]:
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


def _in_64(values: tuple[int, ...], extra: Mapping[int, bytes]) -> Iterator[int]:
    """Values, those too large for their place read from the extra field for them."""
    field = extra.get(_FIELD_64, b"")
    for value in values:
        # The field holds only those values that are missing in their place, in their order (APPNOTE 4.5.3).
        if value == IN_64 and field:
            yield int(struct.unpack_from("<Q", field)[0])
            field = field[8:]
        else:
            yield value


def _name_of(raw: bytes, flags: int, extra: Mapping[int, bytes]) -> str:
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


def _check_entries(entries: list[_Entry], path: Path, limits: Limits) -> None:
    for entry in entries:
        where = f"{told(entry.name)} in {path.name!r}"
        if entry.flags & _ENCRYPTED:
            raise Refusal(f"{path.name!r} is encrypted; hand in the export as the platform made it")
        # Zero: the writer knows no modes, as on Windows.
        if entry.mode and stat.S_IFMT(entry.mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Refusal(f"{where} is a link or a device; an export holds files only")
        if entry.mode & SET_ON_EXECUTION and not entry.name.endswith("/"):
            raise Refusal(f"{where} is a program that runs as somebody else; an export holds no such file")
        if entry.method not in (STORED, DEFLATED) or entry.flags & _PATCH:
            raise Refusal(f"{where} is packed by an unknown method; hand in a plain zip")
        if entry.name.endswith("/") and entry.size:
            raise Refusal(f"{where} is a folder with content; this is no export")
        if entry.size != entry.packed if entry.method == STORED else entry.size > entry.packed * LARGEST_GAIN:
            raise Refusal(f"{where} cannot be as long as it says; download the export again")
        if entry.size > limits.free_bytes:
            check_amount(path, entry.size, entry.packed, limits)
    check_amount(path, sum(entry.size for entry in entries), path.stat().st_size, limits)


def _starts(file: BinaryIO, entries: list[_Entry], end: int, path: Path) -> list[tuple[_Entry, int]]:
    """Each entry with the place of its content, in the order of the listing; they have to lie end to end."""
    found, expected = {}, 0
    ordered = sorted(range(len(entries)), key=lambda number: entries[number].offset)
    for number, following in zip(ordered, [*ordered[1:], None], strict=True):
        entry = entries[number]
        # One content under many entries is how a small zip becomes a bomb (Fifield, A better zip bomb, 2019).
        if entry.offset < expected:
            raise Refusal(f"{path.name!r} holds overlapping entries; this is no export")
        if entry.offset > expected:
            where = "between its entries" if expected else "in front of its first entry"
            raise Refusal(f"{path.name!r} has something {where}; this is no export as a platform makes it")
        start, agrees_before = _checked_header(file, entry, path)
        content_end, limit = start + entry.packed, end if following is None else entries[following].offset
        expected = content_end + _description_size(file, entry, (content_end, limit), agrees_before, path)
        found[number] = start
    if expected != end:
        overlap = "overlapping entries" if expected > end else "something behind its last entry"
        raise Refusal(f"{path.name!r} holds {overlap}; this is no export as a platform makes it")
    return [(entry, found[number]) for number, entry in enumerate(entries)]


def _checked_header(file: BinaryIO, entry: _Entry, path: Path) -> tuple[int, bool]:
    """Where the content starts, and whether the header before it tells sizes and checksum as the listing does."""
    header = os.pread(file.fileno(), _LOCAL.size, entry.offset)
    mark, _, flags, method, _, _, checksum, packed, size, name_size, extra_size = _LOCAL.unpack(header)
    at = entry.offset + _LOCAL.size
    rest = os.pread(file.fileno(), name_size + extra_size, at)
    extra = _fields(rest[name_size:])
    size, packed = _in_64((size, packed), extra)
    same = (mark, method, rest[:name_size]) == (b"PK\x03\x04", entry.method, entry.raw_name)
    same = same and not (flags ^ entry.flags) & (_ENCRYPTED | _PATCH | _DESCRIBED_AFTER)
    same = same and _name_of(entry.raw_name, flags, extra) == entry.name
    agrees = (checksum, packed, size) == (entry.checksum, entry.packed, entry.size)
    if not same or not (agrees or (entry.flags & _DESCRIBED_AFTER and not checksum and not packed and not size)):
        raise _contradiction(entry, path)
    return at + name_size + extra_size, agrees


def _description_size(file: BinaryIO, entry: _Entry, gap: tuple[int, int], agrees_before: bool, path: Path) -> int:
    """How long the description behind the content is; it has to tell sizes and checksum as the listing does."""
    if not entry.flags & _DESCRIBED_AFTER or (agrees_before and gap[0] == gap[1]):
        return 0
    described = os.pread(file.fileno(), min(24, max(0, gap[1] - gap[0])), gap[0])
    # The mark is optional, and sizes have four bytes or, of large files, eight (APPNOTE 4.3.9).
    for form in ("<3L", "<LQQ"):
        if max(entry.packed, entry.size) > IN_64 and form == "<3L":
            continue
        figures = struct.pack(form, entry.checksum, entry.packed, entry.size)
        if described in (figures, b"PK\x07\x08" + figures):
            return len(described)
    raise _contradiction(entry, path)


def _contradiction(entry: _Entry, path: Path) -> Refusal:
    where = f"{told(entry.name)} in {path.name!r}"
    return Refusal(f"{where} is described differently in two places; download the export again")
