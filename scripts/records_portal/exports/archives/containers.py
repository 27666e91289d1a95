"""The forms in which an export comes: zip, tar, tar.gz and folder, each a list of names and sizes, and streams."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Protocol

from records_portal.register.findings import Refusal

from .strangers import NotAnExport, stranger
from .streams import SET_ON_EXECUTION, Limits, check_amount, told
from .tar_archives import BLOCK, GZIP_MARK, TarArchive, is_tar, unpacked_tar
from .zip_archives import MARKS, ZipArchive

# The unit of `st_blocks` on Linux, whatever the file system's own (stat(2)).
SECTOR = 512
_WARC = b"WARC/"
# Endings of what can be a whole export, or all that somebody kept of one.
_READ_ALONE = frozenset(
    (
        ".json",
        ".jsonl",
        ".ndjson",
        ".js",
        ".csv",
        ".xml",
        ".atom",
        ".rss",
        ".car",
        ".mbox",
        ".mbx",
        ".html",
        ".htm",
        ".txt",
    )
)


class Container(Protocol):
    """One part of an export, whatever its form."""

    @property
    def form(self) -> str:
        """What it is: zip, tar, tar-gz or folder."""

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that are named for themselves."""

    def members(self) -> Iterator[tuple[str, int]]:
        """The name and declared size of every file."""

    def open(self, name: str) -> io.RawIOBase:
        """The content of a file, as an unbuffered stream."""

    def close(self) -> None:
        """Let go of what is held open."""


class _Folder:
    form = "folder"
    folders: tuple[str, ...] = ()

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._files = path, dict(_files_below(path, limits))

    def members(self) -> Iterator[tuple[str, int]]:
        yield from self._files.items()

    def open(self, name: str) -> io.RawIOBase:
        # A file can be swapped for a link or a pipe after it was listed: not followed, and not waited for.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        return os.fdopen(os.open(self._path / name, flags), "rb", buffering=0)

    def close(self) -> None:
        """Nothing is held open."""


class _Lone:
    """A file by itself: a WARC file under its usual ending, or what some platforms hand out as a folder of one file."""

    folders: tuple[str, ...] = ()

    def __init__(self, path: Path, form: str, ending: str = "") -> None:
        self.form, self._path = form, path
        self._name = path.name.removesuffix(ending) + ending

    def members(self) -> Iterator[tuple[str, int]]:
        yield self._name, self._path.stat().st_size

    def open(self, name: str) -> io.RawIOBase:
        return self._path.open("rb", buffering=0)

    def close(self) -> None:
        """Nothing is held open."""


def _packs_warc(head: bytes) -> bool:
    try:
        # 31 stands for gzip alone.
        return zlib.decompressobj(31).decompress(head, len(_WARC)) == _WARC
    except zlib.error:
        return False


def _files_below(top: Path, limits: Limits) -> Iterator[tuple[str, int]]:
    folders, before, count, total, held = [str(top)], len(str(top / "x")) - 1, 0, 0, 0
    while folders:
        with os.scandir(folders.pop()) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            count += 1
            if count > limits.entries:
                raise Refusal(f"{top.name!r} holds too many entries; at most {limits.entries} are read")
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
                continue
            name, status = entry.path[before:], entry.stat(follow_symlinks=False)
            if not entry.is_file(follow_symlinks=False):
                raise Refusal(f"{told(name)} in {top.name!r} is a link or a device; an export holds files only")
            if status.st_mode & SET_ON_EXECUTION:
                raise Refusal(f"{told(name)} in {top.name!r} is a program that runs as somebody else; take it out")
            # A sparse file says that it is long and holds nothing: what it takes on the disk is its packed size.
            total, held = total + status.st_size, held + status.st_blocks * SECTOR
            yield name, status.st_size
    if held:
        check_amount(top, total, held, limits)


def container(path: Path, limits: Limits) -> Container:
    """The part at a path, by its first bytes, not by its name."""
    if path.is_dir():
        return _Folder(path, limits)
    if not path.is_file():
        raise Refusal(f"{str(path)!r} does not exist; name the export as it was downloaded")
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        head = file.read(BLOCK)
        file.seek(0)
        if head.startswith(_WARC):
            return _Lone(path, "warc", ".warc")
        if head.startswith(GZIP_MARK) and _packs_warc(head):
            return _Lone(path, "warc-gz", ".warc.gz")
        if found := archive_in(file, head, path, limits):
            stack.pop_all()
            return found
        if path.suffix.lower() in _READ_ALONE and head.strip(b"\0"):
            return _Lone(path, "folder")
    raise NotAnExport(stranger(path.name, head))


def is_archive(head: bytes) -> bool:
    """Whether a file that begins so can be an archive."""
    return (head.startswith((*MARKS, GZIP_MARK)) and not _packs_warc(head)) or is_tar(head)


def archive_in(file: BinaryIO, head: bytes, path: Path, limits: Limits) -> Container | None:
    """The zip, tar or tar.gz in an open file that begins with `head`; `path` is how it is told."""
    if head.startswith(MARKS):
        return ZipArchive(file, path, limits)
    if head.startswith(GZIP_MARK):
        with file, ExitStack() as stack:
            unpacked = stack.enter_context(unpacked_tar(file, path, limits))
            found = TarArchive(unpacked, path, limits, "tar-gz")
            stack.pop_all()
            return found
    return TarArchive(file, path, limits, "tar") if is_tar(head) else None
