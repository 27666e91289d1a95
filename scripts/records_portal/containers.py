"""The forms in which an export comes: zip, tar, tar.gz and folder, each a list of names and sizes, and streams.

Links, devices, encryption, overlaps, unknown methods and more bytes than can be meant are refused before reading.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from .findings import Refusal

CHUNK = 1 << 20
FILES_AND_FOLDERS = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE)
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one part of an export may hold before it is taken for a bomb."""

    entries: int = 500_000
    total: int = 1 << 40
    ratio: int = 200
    free_bytes: int = 64 << 20  # below this size no ratio is looked at
    name_bytes: int = 1_000
    depth: int = 20


class Container(Protocol):
    """One part of an export, whatever its form."""

    form: str

    def members(self) -> Iterator[tuple[str, int]]:
        """The name and declared size of every file."""

    def open(self, name: str) -> BinaryIO:
        """The content of a file."""

    def close(self) -> None:
        """Let go of what is held open."""


class _Zip:
    form = "zip"

    def __init__(self, path: Path, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
            raise Refusal(f"{path.name!r} is half a zip or damaged ({reason_of(error)}); download it again") from error
        try:
            self._check(path, limits)
        except Refusal:
            self._zip.close()
            raise

    def _check(self, path: Path, limits: Limits) -> None:
        entries = sorted(self._zip.infolist(), key=lambda entry: entry.header_offset)
        if len(entries) > limits.entries:
            raise Refusal(f"{path.name!r} holds {len(entries)} entries; at most {limits.entries} are read")
        end = 0
        for entry in entries:
            _check_entry(entry, path)
            if entry.header_offset < end:
                raise Refusal(f"{path.name!r} holds overlapping entries; this is no export")
            end = entry.header_offset + 30 + entry.compress_size
        if entries and entries[0].header_offset:
            raise Refusal(f"{path.name!r} has something in front of its first entry; this is no export")
        _check_amount(path, sum(entry.file_size for entry in entries), path.stat().st_size, limits)

    def members(self) -> Iterator[tuple[str, int]]:
        yield from ((entry.orig_filename, entry.file_size) for entry in self._zip.infolist() if not entry.is_dir())

    def open(self, name: str) -> BinaryIO:
        return self._zip.open(name)  # type: ignore[return-value]

    def close(self) -> None:
        self._zip.close()


def _check_entry(entry: zipfile.ZipInfo, path: Path) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & 0x1:
        raise Refusal(f"{path.name!r} is encrypted; hand in the export as the platform made it")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refusal(f"{entry.orig_filename!r} in {path.name!r} is a link or a device; an export holds files only")
    if entry.compress_type not in ZIP_METHODS:
        raise Refusal(f"{entry.orig_filename!r} in {path.name!r} is packed by an unknown method; hand in a plain zip")
    if entry.is_dir() and entry.file_size:
        raise Refusal(f"{entry.orig_filename!r} in {path.name!r} is a folder with content; this is no export")


class _Tar:
    def __init__(self, path: Path, limits: Limits, packed: bool) -> None:
        self.form = "tar-gz" if packed else "tar"
        self._file = _unpacked(path, limits) if packed else path.open("rb")
        try:
            self._entries = list(self._read(path, limits))
        except (tarfile.TarError, ValueError, OverflowError) as error:
            self._file.close()
            raise Refusal(f"{path.name!r} is half a tar or damaged ({reason_of(error)}); download it again") from error
        except Refusal:
            self._file.close()
            raise
        self._places = {name: (start, size) for name, start, size in self._entries}

    def _read(self, path: Path, limits: Limits) -> Iterator[tuple[str, int, int]]:
        end = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        with tarfile.open(fileobj=self._file, mode="r:") as tar:
            for number, entry in enumerate(tar, 1):
                if number > limits.entries:
                    raise Refusal(f"{path.name!r} holds too many entries; at most {limits.entries} are read")
                if entry.type not in FILES_AND_FOLDERS or entry.issparse() or entry.size < 0:
                    raise Refusal(f"{entry.name!r} in {path.name!r} is a link or a device; an export holds files only")
                if entry.isreg():
                    yield entry.name, entry.offset_data, entry.size
            self._file.seek(tar.offset)
            if tar.offset >= end or self._file.read(tarfile.BLOCKSIZE).strip(b"\0"):
                raise Refusal(f"{path.name!r} is half a tar: its end is missing; download it again")

    def members(self) -> Iterator[tuple[str, int]]:
        yield from ((name, size) for name, _, size in self._entries)

    def open(self, name: str) -> BinaryIO:
        return io.BufferedReader(_Slice(self._file, *self._places[name]))

    def close(self) -> None:
        self._file.close()


class _Slice(io.RawIOBase):
    """A stretch of an open file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._at, self._end = file, start, start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        self._file.seek(self._at)
        data = self._file.read(min(len(view), self._end - self._at))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


def _unpacked(path: Path, limits: Limits) -> BinaryIO:
    """A tar.gz without its packing, in a file that has no name and ends with the program."""
    spool: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 -- the container closes it
    packed = path.stat().st_size
    try:
        with gzip.open(path, "rb") as stream:
            while data := stream.read(CHUNK):
                spool.write(data)
                _check_amount(path, spool.tell(), packed, limits)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        spool.close()
        raise Refusal(f"{path.name!r} is half a tar.gz or damaged ({reason_of(error)}); download it again") from error
    except Refusal:
        spool.close()
        raise
    return spool


class _Folder:
    form = "folder"

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._files = path, dict(_files_below(path, limits))

    def members(self) -> Iterator[tuple[str, int]]:
        yield from self._files.items()

    def open(self, name: str) -> BinaryIO:
        return os.fdopen(os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")

    def close(self) -> None:
        """Nothing is held open."""


def _files_below(top: Path, limits: Limits) -> Iterator[tuple[str, int]]:
    folders, count = [top], 0
    while folders:
        with os.scandir(folders.pop()) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            count += 1
            name = Path(entry.path).relative_to(top).as_posix()
            if count > limits.entries:
                raise Refusal(f"{top.name!r} holds too many entries; at most {limits.entries} are read")
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield name, entry.stat(follow_symlinks=False).st_size
            else:
                raise Refusal(f"{name!r} in {top.name!r} is a link or a device; an export holds files only")


def _check_amount(path: Path, total: int, packed: int, limits: Limits) -> None:
    if total > limits.total or (total > limits.free_bytes and total > packed * limits.ratio):
        raise Refusal(f"{path.name!r} would unpack to more than {total} bytes from {packed}; this is no export")


def container(path: Path, limits: Limits) -> Container:
    """The part at a path, by its first bytes, not by its name."""
    if path.is_dir():
        return _Folder(path, limits)
    if not path.is_file():
        raise Refusal(f"{str(path)!r} does not exist; name the export as it was downloaded")
    with path.open("rb") as file:
        head = file.read(tarfile.BLOCKSIZE)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _Zip(path, limits)
    if head.startswith(b"\x1f\x8b"):
        return _Tar(path, limits, packed=True)
    if head[257:262] == b"ustar":
        return _Tar(path, limits, packed=False)
    raise Refusal(f"{path.name!r} is not an export; hand in the zip, tar, tar.gz or folder that the platform gave")


def reason_of(error: BaseException) -> str:
    """What an error says of itself, or its name where it says nothing."""
    return str(error) or type(error).__name__
