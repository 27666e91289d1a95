"""The one door to what a platform handed out: zip, tar, tar.gz and folders, read as named streams, never unpacked.

* Every name is relative, printable, in one spelling, and no folder; links and devices are refused.
* Sizes are declared before they are read; a stream longer or shorter than declared is refused.
* Limits on entries, total size and ratio are checked before anything is read.
"""

from __future__ import annotations

import io
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from .containers import CHUNK, Container, Limits, container, reason_of
from .findings import Refusal


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One file of an export: the number of the part that holds it, its name there and its size in bytes."""

    part: int
    name: str
    size: int

    @property
    def base(self) -> str:
        """The last component of the name."""
        return self.name.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that was handed out together: the parts as given and the files in them."""

    paths: tuple[Path, ...]
    forms: tuple[str, ...]
    members: tuple[Member, ...]
    containers: tuple[Container, ...] = field(repr=False)

    @contextmanager
    def open(self, member: Member) -> Iterator[BinaryIO]:
        """The content of a file, exactly as long as declared; a damaged one is refused."""
        where = f"{member.name!r} in {self.paths[member.part - 1].name!r}"
        try:
            with self._opened(member, where) as stream:
                yield io.BufferedReader(_Exact(stream, member.size, where), CHUNK)
        except (zipfile.BadZipFile, zlib.error, EOFError, tarfile.TarError, NotImplementedError) as error:
            raise Refusal(f"{where} cannot be read ({reason_of(error)}); download the export again") from error

    def _opened(self, member: Member, where: str) -> BinaryIO:
        try:
            return self.containers[member.part - 1].open(member.name)
        except OSError as error:
            raise Refusal(f"{where} cannot be read ({error.strerror}); copy the export again") from error


class _Exact(io.RawIOBase):
    """A stream that is refused when it holds less or more than was declared."""

    def __init__(self, stream: BinaryIO, size: int, where: str) -> None:
        self._stream, self._left, self._where = stream, size, where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            data = self._stream.read(len(view))
        except OSError as error:
            raise Refusal(f"{self._where} cannot be read ({error.strerror}); copy the export again") from error
        self._left -= len(data)
        if self._left < 0 or (not data and self._left):
            raise Refusal(f"{self._where} is not as long as its archive declares; download the export again")
        view[: len(data)] = data
        return len(data)


def _check_names(path: Path, names: Sequence[str], limits: Limits) -> None:
    """Refuse names that lead elsewhere, hide something or would meet in one place on another computer."""
    seen: dict[str, str] = {}
    for name in names:
        if fault := _fault_of_name(name, limits):
            raise Refusal(f"{name!r} in {path.name!r} {fault}; this is no export as a platform makes it")
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in seen:
            raise Refusal(f"{name!r} and {seen[folded]!r} in {path.name!r} are one name; each file needs its own")
        seen[folded] = name
    for folded, name in seen.items():
        parts = folded.split("/")
        if any("/".join(parts[:depth]) in seen for depth in range(1, len(parts))):
            raise Refusal(f"{name!r} in {path.name!r} lies below a file; this is no export as a platform makes it")


def _fault_of_name(name: str, limits: Limits) -> str:
    parts = name.split("/")
    if not name or name.startswith("/") or name[1:2] == ":":
        return "is an absolute name"
    if "\\" in name or any(part in ("", ".", "..") for part in parts):
        return "leads out of its folder"
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in name):
        return "holds characters that cannot be seen"
    if len(parts) > limits.depth or len(name.encode()) > limits.name_bytes:
        return "is too long or too deep"
    if any(len(part.encode()) > 255 for part in parts):
        return "is too long"
    return ""


@contextmanager
def open_export(paths: Iterable[Path], limits: Limits | None = None) -> Iterator[Export]:
    """The parts of one export, every name and declared size checked, open until the block ends."""
    bounds, given = limits or Limits(), tuple(paths)
    with ExitStack() as stack:
        containers: list[Container] = []
        members: list[Member] = []
        for number, path in enumerate(given, 1):
            try:
                opened = container(path, bounds)
            except OSError as error:
                raise Refusal(f"{str(path)!r} cannot be read ({error.strerror})") from error
            stack.callback(opened.close)
            found = sorted(opened.members())
            _check_names(path, [name for name, _ in found], bounds)
            containers.append(opened)
            members += (Member(number, name, size) for name, size in found)
        yield Export(given, tuple(each.form for each in containers), tuple(members), tuple(containers))
