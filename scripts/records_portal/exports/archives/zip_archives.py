"""Zip archives, read strictly: the listing at the end and the header before each file have to tell the same.

* Headers, contents and listing lie end to end: nothing in front, between or behind, and nothing twice.
* Encryption, links, devices, programs that run as another, and other methods than stored and deflated are refused.
* Where sizes and checksum follow the content, each may stand before it too: right, or as nothing.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from records_portal.register.findings import Refusal

from .streams import SET_ON_EXECUTION, Damaged, FileStretch, Limits, PackedStretch, check_amount, told
from .zip_listing import (
    DEFLATED,
    DESCRIBED_AFTER,
    ENCRYPTED,
    IN_64,
    LARGEST_GAIN,
    LOCAL,
    MARKS,
    PATCH,
    STORED,
    ZipEntry,
    end_of,
    entry_name,
    extra_fields,
    in_64,
    listed,
)
from .zip_wraps import unwrapped

__all__ = ["MARKS", "ZipArchive"]
# What Info-ZIP calls the file that it read from a pipe; the mode that it writes is the pipe's.
_PIPED = "-"


class ZipArchive:
    """One zip that was found whole and sound, its contents still to be read."""

    form = "zip"

    def __init__(self, file: BinaryIO, path: Path, limits: Limits) -> None:
        self._file = file
        try:
            end = end_of(file, path, limits)
            entries = listed(file, end)
            if end.wraps:
                entries = unwrapped(file, entries, end.start)
            _check_entries(entries, path, os.fstat(file.fileno()).st_size, limits)
            starts = list(_starts(file, entries, end.start, path))
            self._check_folders(starts)
        except (Damaged, struct.error, zlib.error) as error:
            raise Refusal(f"{path.name!r} is half a zip or damaged ({error}); download it again") from error
        if not entries:
            raise Refusal(f"{path.name!r} is an empty zip; ask the platform for the export again")
        self.folders = tuple(entry.name.rstrip("/") or "/" for entry in entries if entry.is_folder)
        self._places = {entry.name: (entry, start) for entry, start in starts if not entry.is_folder}
        # A name that stands twice is told by who checks the names, so that both have to be given.
        self._sizes = [(entry.name, entry.size) for entry in entries if not entry.is_folder]

    def members(self) -> Iterator[tuple[str, int]]:
        yield from self._sizes

    def open(self, name: str) -> PackedStretch:
        return self._content(*self._places[name])

    def close(self) -> None:
        self._file.close()

    def _content(self, entry: ZipEntry, start: int) -> PackedStretch:
        packed = FileStretch(self._file, start, entry.packed)
        return PackedStretch(packed, entry.size, entry.checksum, entry.method == DEFLATED)

    def _check_folders(self, starts: list[tuple[ZipEntry, int]]) -> None:
        """Read what stands for the content of folders, which Java packs too: it has to be nothing."""
        for entry, start in starts:
            if entry.is_folder:
                self._content(entry, start).read(1)


def _check_entries(entries: list[ZipEntry], path: Path, packed: int, limits: Limits) -> None:
    for entry in entries:
        where = f"{told(entry.name)} in {path.name!r}"
        if entry.flags & ENCRYPTED:
            raise Refusal(f"{path.name!r} is encrypted; hand in the export as the platform made it")
        # Zero: the writer knows no modes, as on Windows.
        kind = stat.S_IFMT(entry.mode)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR) and (entry.name, kind) != (_PIPED, stat.S_IFIFO):
            raise Refusal(f"{where} is a link or a device; an export holds files only")
        if entry.mode & SET_ON_EXECUTION and not entry.is_folder:
            raise Refusal(f"{where} is a program that runs as somebody else; an export holds no such file")
        if entry.method not in (STORED, DEFLATED) or entry.flags & PATCH:
            raise Refusal(f"{where} is packed by an unknown method; hand in a plain zip")
        if entry.is_folder and entry.size:
            raise Refusal(f"{where} is a folder with content; this is no export")
        if entry.size != entry.packed if entry.method == STORED else entry.size > entry.packed * LARGEST_GAIN:
            raise Refusal(f"{where} cannot be as long as it says; download the export again")
        if entry.size > limits.free_bytes:
            check_amount(path, entry.size, entry.packed, limits)
    check_amount(path, sum(entry.size for entry in entries), packed, limits)


def _starts(file: BinaryIO, entries: list[ZipEntry], end: int, path: Path) -> Iterator[tuple[ZipEntry, int]]:
    """Each entry with the place of its content, in the order of the file; they have to lie end to end."""
    expected = 0
    ordered = sorted(entries, key=lambda entry: entry.offset)
    limits = [*(entry.offset for entry in ordered[1:]), end][: len(ordered)]
    for entry, limit in zip(ordered, limits, strict=True):
        if entry.offset > expected:
            where = "between its entries" if expected else "in front of its first entry"
            raise Refusal(f"{path.name!r} has something {where}; this is no export as a platform makes it")
        start, agrees_before = _checked_header(file, entry, path)
        content_end = start + entry.packed
        # One content under many entries is how a small zip becomes a bomb (Fifield, A better zip bomb, 2019).
        if content_end > limit:
            raise Refusal(f"{path.name!r} holds overlapping entries; this is no export")
        expected = content_end + _description_size(file, entry, (content_end, limit), agrees_before, path)
        yield entry, start
    if expected != end:
        raise Refusal(f"{path.name!r} holds something behind its last entry; this is no export as a platform makes it")


def _checked_header(file: BinaryIO, entry: ZipEntry, path: Path) -> tuple[int, bool]:
    """Where the content starts, and whether the header before it tells sizes and checksum as the listing does."""
    header = os.pread(file.fileno(), LOCAL.size, entry.offset)
    mark, _, flags, method, _, _, checksum, packed, size, name_size, extra_size = LOCAL.unpack(header)
    at = entry.offset + LOCAL.size
    rest = os.pread(file.fileno(), name_size + extra_size, at)
    extra = extra_fields(rest[name_size:])
    size, packed = in_64((size, packed), extra)
    same = (mark, method, rest[:name_size]) == (b"PK\x03\x04", entry.method, entry.raw_name)
    same = same and not (flags ^ entry.flags) & (ENCRYPTED | PATCH | DESCRIBED_AFTER)
    same = same and entry_name(entry.raw_name, flags, extra).replace("\\", "/") == entry.name.replace("\\", "/")
    figures = tuple(zip((checksum, packed, size), entry.told_figures, strict=True))
    # A writer to a stream may know some of them beforehand: Finder and Info-ZIP the size, others all but the checksum.
    may_agree = all(given == figure or (entry.flags & DESCRIBED_AFTER and not given) for given, figure in figures)
    if not (same and may_agree):
        raise _contradiction(entry, path)
    return at + name_size + extra_size, all(given == figure for given, figure in figures)


def _description_size(file: BinaryIO, entry: ZipEntry, gap: tuple[int, int], agrees_before: bool, path: Path) -> int:
    """How long the description behind the content is; it has to tell sizes and checksum as the listing does."""
    if not entry.flags & DESCRIBED_AFTER or (agrees_before and gap[0] == gap[1]):
        return 0
    described = os.pread(file.fileno(), min(24, max(0, gap[1] - gap[0])), gap[0])
    # The mark is optional, and sizes have four bytes or, of large files, eight (APPNOTE 4.3.9).
    for form in ("<3L", "<LQQ"):
        if max(entry.told_figures) > IN_64 and form == "<3L":
            continue
        figures = struct.pack(form, *entry.told_figures)
        if described in (figures, b"PK\x07\x08" + figures):
            return len(described)
    raise _contradiction(entry, path)


def _contradiction(entry: ZipEntry, path: Path) -> Refusal:
    where = f"{told(entry.name)} in {path.name!r}"
    return Refusal(f"{where} is described differently in two places; download the export again")
