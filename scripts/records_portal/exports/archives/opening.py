"""The one door to what a platform handed out: zip, tar, tar.gz and folders, read as named streams, never unpacked.

* Every name is relative, printable, in one spelling, and no folder; links and devices are refused.
* Sizes are declared before they are read; a stream longer or shorter than declared is refused.
* Limits on entries, total size and ratio are checked before anything is read.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from records_portal.register.findings import Refusal

from .containers import Container, archive_in, container, is_archive
from .streams import CHUNK, Damaged, Limits, check_amount, told
from .tar_archives import BLOCK

# They cannot be seen, but words of Persian and of India and many emoji are written with them.
JOINERS = "\u200c\u200d"
# What most file systems hold in one name; the bag has to be copied to others.
LONGEST_COMPONENT = 255
# `C:name` leads to another drive on Windows even without a slash.
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True, order=True)
class Member:
    """One file of an export: the number of the part that holds it, its name there and its size in bytes.

    What is read under another name, or out of an archive within the part, was `received` as another part and name.
    """

    part: int
    name: str
    size: int
    received: tuple[int, str] | None = None

    @property
    def place(self) -> tuple[int, str]:
        """The part that it was received in, and its name there."""
        return self.received or (self.part, self.name)

    @property
    def base(self) -> str:
        """The last component of the name."""
        return self.name.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The name without its last component: empty, or with a slash behind it."""
        return self.name.removesuffix(self.base)


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that was handed out together: the parts as given and the files in them."""

    paths: tuple[Path, ...]
    forms: tuple[str, ...]
    members: tuple[Member, ...]
    containers: tuple[Container, ...] = field(repr=False)
    limits: Limits = field(default=Limits(), repr=False)
    closing: ExitStack = field(default_factory=ExitStack, repr=False)
    nested: dict[tuple[int, str], NestedArchive | None] = field(default_factory=dict, repr=False)

    @contextmanager
    def open(self, member: Member) -> Iterator[BinaryIO]:
        """The content of a file, exactly as long as declared; a damaged one is refused."""
        where = self._where(member)
        try:
            with self._opened(member, where) as stream:
                yield io.BufferedReader(_Exact(stream, member.size, where), CHUNK)
        except (Damaged, zlib.error) as error:
            raise Refusal(f"{where} cannot be read ({error}); download the export again") from error

    def within(self, member: Member) -> tuple[Member, ...] | None:
        """The files in an archive that is a file of the export, or nothing where it is no archive that is read.

        They are named below it as if it were a folder. It is opened once and stays open as long as the export.
        """
        if member.place not in self.nested:
            self._check_nesting(member)
            self.nested[member.place] = found = self._nested_archive(member)
            if found:
                self._check_amounts(member)
        found = self.nested[member.place]
        return found.members if found else None

    def _where(self, member: Member) -> str:
        part, name = member.place
        return f"{told(name)} in {self.paths[part - 1].name!r}"

    def _opened(self, member: Member, where: str) -> io.RawIOBase:
        part, name = member.place
        try:
            for place in _folders_above(name):
                if found := self.nested.get((part, place)):
                    return found.container.open(name[len(place) + 1 :])
            return self.containers[part - 1].open(name)
        except OSError as error:
            raise Refusal(f"{where} cannot be read ({error.strerror}); copy the export again") from error

    def _nested_archive(self, member: Member) -> NestedArchive | None:
        part, name = member.place
        with self.open(member) as stream:
            head = stream.read(BLOCK)
        if not is_archive(head):
            return None
        path = Path(name)
        found = archive_in(self._file_of(member), head, path, self.limits)
        if found is None:
            return None
        self.closing.callback(found.close)
        files = sorted(found.members())
        _check_names(path, [each for each, _ in files], found.folders, self.limits)
        return NestedArchive(found, tuple(Member(part, f"{name}/{each}", size) for each, size in files))

    def _file_of(self, member: Member) -> BinaryIO:
        """A file of the export as one that can be read at any place; what is packed is unpacked without a name."""
        part, name = member.place
        if self.forms[part - 1] == "folder" and (path := self.paths[part - 1] / name).is_file():
            # As a folder opens its files: never through a link that was put there meanwhile.
            return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
        with ExitStack() as stack, self.open(member) as stream:
            spool = stack.enter_context(tempfile.TemporaryFile())
            shutil.copyfileobj(stream, spool, CHUNK)
            spool.seek(0)
            stack.pop_all()
            return spool

    def _check_nesting(self, member: Member) -> None:
        part, name = member.place
        depth = sum((part, place) in self.nested for place in _folders_above(name))
        if depth >= self.limits.nesting:
            raise Refusal(
                f"{self.paths[part - 1].name!r} holds archives within archives more than {self.limits.nesting} deep; "
                "hand in the export as the platform made it"
            )
        if len(self.nested) >= self.limits.nested:
            raise Refusal(f"{self.paths[part - 1].name!r} holds more than {self.limits.nested} archives")

    def _check_amounts(self, member: Member) -> None:
        """Hold everything that one part holds, however deep, against the limits of one part."""
        part = member.place[0]
        archives = [found for (where, _), found in self.nested.items() if found and where == part]
        opened = [each for found in archives for each in found.members]
        given = [each for each in self.members if each.part == part]
        if len(given) + len(opened) > self.limits.entries:
            raise Refusal(
                f"{self.paths[part - 1].name!r} holds {len(given) + len(opened)} entries in archives within archives; "
                f"at most {self.limits.entries} are read"
            )
        size = sum(each.size for each in given)
        packed = size if self.forms[part - 1] == "folder" else self.paths[part - 1].stat().st_size
        check_amount(self.paths[part - 1], size + sum(each.size for each in opened), packed, self.limits)


@dataclass(frozen=True, slots=True)
class NestedArchive:
    """An archive that is a file of an export, opened: what it holds, named below it."""

    container: Container
    members: tuple[Member, ...]


def _folders_above(name: str) -> Iterator[str]:
    """Every beginning of a name that ends before a slash, the longest first."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


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
        forms = tuple(each.form for each in containers)
        yield Export(given, forms, tuple(members), tuple(containers), bounds, stack)
