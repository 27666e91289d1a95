"""The one door to what a platform handed out: zip, tar, tar.gz and folders, read as named streams, never unpacked.

* Every name is relative, printable, in one spelling, and no folder; links and devices are refused.
* Sizes are declared before they are read; a stream longer or shorter than declared is refused.
* Limits on entries, total size and ratio are checked before anything is read.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from records_portal.register.findings import Refusal

from .containers import Container, container
from .streams import CHUNK, Damaged, Limits, told

# They cannot be seen, but words of Persian and of India and many emoji are written with them.
JOINERS = "\u200c\u200d"
# What most file systems hold in one name; the bag has to be copied to others.
LONGEST_COMPONENT = 255
# `C:name` leads to another drive on Windows even without a slash.
_DRIVE = re.compile(r"[A-Za-z]:")


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
        where = f"{told(member.name)} in {self.paths[member.part - 1].name!r}"
        try:
            with self._opened(member, where) as stream:
                yield io.BufferedReader(_Exact(stream, member.size, where), CHUNK)
        except (Damaged, zlib.error) as error:
            raise Refusal(f"{where} cannot be read ({error}); download the export again") from error

    def _opened(self, member: Member, where: str) -> io.RawIOBase:
        try:
            return self.containers[member.part - 1].open(member.name)
        except OSError as error:
            raise Refusal(f"{where} cannot be read ({error.strerror}); copy the export again") from error


class _Exact(io.RawIOBase):
    """A stream that is refused when it holds less or more than was declared."""

    def __init__(self, stream: io.RawIOBase, size: int, where: str) -> None:
        self._stream, self._left, self._where = stream, size, where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            count = self._stream.readinto(view) or 0
        except OSError as error:
            raise Refusal(f"{self._where} cannot be read ({error.strerror}); copy the export again") from error
        self._left -= count
        if self._left < 0 or (not count and self._left):
            raise Refusal(f"{self._where} is not as long as its archive declares; download the export again")
        return count


def _check_names(path: Path, names: Sequence[str], folders: Sequence[str], limits: Limits) -> None:
    """Refuse names that lead elsewhere, hide something or would meet in one place on another computer."""
    seen: dict[str, str] = {}
    for name in (*folders, *names):
        if fault := _fault_of_name(name, limits):
            raise Refusal(f"{told(name)} in {path.name!r} {fault}; this is no export as a platform makes it")
    for name in names:
        folded = _folded(name)
        if folded in seen:
            raise Refusal(f"{told(name)} and {told(seen[folded])} in {path.name!r} are one name; each needs its own")
        seen[folded] = name
    above: set[str] = set()
    for name in (*seen, *(f"{_folded(folder)}/" for folder in folders)):
        folder = name.rpartition("/")[0]
        while folder and folder not in above:
            above.add(folder)
            folder = folder.rpartition("/")[0]
    if clash := min(above & seen.keys(), default=None):
        raise Refusal(
            f"{told(seen[clash])} in {path.name!r} is a file, and another lies below a file; this is no export"
        )


def _folded(name: str) -> str:
    """A name as the least careful file system tells it from others."""
    visible = name.translate(dict.fromkeys(map(ord, JOINERS)))
    # Folding case can take a composed letter apart again (Unicode, 3.13, D145).
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", visible).casefold())


def _fault_of_name(name: str, limits: Limits) -> str:
    parts = name.split("/")
    if not name or name.startswith("/") or _DRIVE.match(name) or parts[0] == "~":
        return "is an absolute name"
    if len(parts) > limits.depth or len(name) > limits.name_bytes:
        return "is too long or too deep"
    if not name.isprintable() and any(_is_unseen(character) for character in name):
        return "holds characters that cannot be seen"
    # Windows drops dots and spaces at the end of a name, so that `. .` can become a folder above.
    if not all(part.strip(". ") for part in parts) or any(_leads_up(reading) for reading in _readings(name)):
        return "leads out of its folder"
    if len(name.encode()) > limits.name_bytes or any(len(part.encode()) > LONGEST_COMPONENT for part in parts):
        return "is too long"
    return ""


def _is_unseen(character: str) -> bool:
    """Whether a character controls, hides or turns round others; those that join letters and emoji may stand."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in JOINERS


def _readings(name: str) -> set[str]:
    """A name and what others might read in it."""
    readings = {name}
    # Compatibility forms turn wide dots and slashes, and the two dots of U+2025, into plain ones.
    if not name.isascii():
        readings.add(unicodedata.normalize("NFKC", name))
    if "%" in name:
        # Twice, since a second program may decode what the first one did.
        readings |= {unquote(name), unquote(unquote(name))}
    return readings


def _leads_up(reading: str) -> bool:
    return "\\" in reading or any(part.strip() == ".." for part in reading.split("/"))


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
            _check_names(path, [name for name, _ in found], opened.folders, bounds)
            containers.append(opened)
            members += (Member(number, name, size) for name, size in found)
        yield Export(given, tuple(each.form for each in containers), tuple(members), tuple(containers))
