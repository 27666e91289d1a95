"""Conservation proved on a bag: its items, their media and its residue hold every byte of what it keeps as received.

Every file of the export is put together again from the pieces, in order and without a gap, and compared as it is read;
of the pieces only their places are kept in memory.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from records_portal.captures.contents import fragment_bytes
from records_portal.captures.received import name_in_bag
from records_portal.exports.archives.opening import Export, Member, open_export
from records_portal.store.bags import CHUNK

from .bag_contents import LineFragment

Place = tuple[int, str]
_WIDTH = 5


@dataclass(slots=True)
class _Pieces:
    """The pieces of one file of the export: offset, length, file of the bag, position there, and which fragment."""

    numbers: array[int] = field(default_factory=lambda: array("q"))

    def add(self, *piece: int) -> None:
        """Note a piece."""
        self.numbers.extend(piece)

    def in_order(self) -> list[tuple[int, ...]]:
        """The pieces by their offsets."""
        return sorted(zip(*(self.numbers[start::_WIDTH] for start in range(_WIDTH)), strict=True))


@dataclass
class _Index:
    """Where in the bag each stretch of each file of the export lies, and which files lie there whole."""

    bag: Path
    files: list[str] = field(default_factory=list)
    pieces: dict[Place, _Pieces] = field(default_factory=dict)
    whole: dict[Place, str] = field(default_factory=dict)

    def note(self, place: Place, *piece: int) -> None:
        """Note a piece of a file."""
        self.pieces.setdefault(place, _Pieces()).add(*piece)

    def holds(self, place: Place) -> bool:
        """Whether there are pieces of a file, or it lies there whole."""
        return place in self.pieces or place in self.whole

    @cached_property
    def opened(self) -> frozenset[Place]:
        """Everything that files lie below: folders, and archives that were read as folders."""
        names = [(part, PurePosixPath(name)) for part, name in (*self.pieces, *self.whole)]
        return frozenset((part, str(folder)) for part, name in names for folder in name.parents)


def conservation_problems(bag: Path, forms: Sequence[str]) -> Iterator[str]:
    """Each file of the export as received that items and residue do not hold byte for byte; `forms` as recorded."""
    index = _indexed(bag)
    paths = [bag / name_in_bag(number, form) for number, form in enumerate(forms, 1)]
    with open_export(paths) as export:
        members = list(_files(export, export.members, index))
        for member in members:
            place = member.place
            times = sum(place in held for held in (index.pieces, index.whole))
            if member.size and times != 1:
                yield f"{member.name!r} is held {times} times by items and residue"
            elif member.size and not _is_same(export, member, index):
                yield f"{member.name!r} is not what items and residue hold of it"
        strangers = {*index.pieces, *index.whole} - {each.place for each in members}
    yield from (f"{name!r} of part {part} was never received" for part, name in sorted(strangers))


def _files(export: Export, members: Sequence[Member], index: _Index) -> Iterator[Member]:
    """Every file of the export; of an archive within it that was read as a folder, the files in that."""
    for member in members:
        inner = export.within(member) if member.place in index.opened and not index.holds(member.place) else None
        yield from _files(export, inner, index) if inner else (member,)


def _indexed(bag: Path) -> _Index:
    index = _Index(bag)
    for segment in sorted((bag / "data/items").glob("items-*.jsonl")):
        number = _numbered(index, segment)
        with segment.open("rb") as file:
            position = 0
            for line in file:
                for order, each in enumerate(json.loads(line)["fragments"]):
                    index.note(
                        (each["received"], each["path"]), each["offset"], each["length"], number, position, order
                    )
                position += len(line)
    media = bag / "data/items/media"
    for path in (each for each in media.rglob("*") if each.is_file()):
        part, _, name = path.relative_to(media).as_posix().partition("/")
        index.whole[int(part), name] = path.relative_to(bag).as_posix()
    _index_residue(index)
    return index


def _numbered(index: _Index, path: Path) -> int:
    index.files.append(path.relative_to(index.bag).as_posix())
    return len(index.files) - 1


def _index_residue(index: _Index) -> None:
    with (index.bag / "data/residue/index.jsonl").open("rb") as file:
        for entry in map(json.loads, file):
            place = entry["received"], entry["path"]
            if "ranges" not in entry:
                index.whole[place] = entry["file"]
                continue
            number, position = _numbered(index, index.bag / entry["file"]), 0
            for offset, length in entry["ranges"]:
                index.note(place, offset, length, number, position, -1)
                position += length


def _is_same(export: Export, member: Member, index: _Index) -> bool:
    place = member.place
    with export.open(member) as stream:
        if place in index.whole:
            with (index.bag / index.whole[place]).open("rb") as file:
                return _equal(stream, file)
        at = 0
        for offset, length, number, position, order in index.pieces[place].in_order():
            path = index.bag / index.files[number]
            held = _range(path, position, length) if order < 0 else _fragment(path, position, order)
            if offset != at or len(held) != length or stream.read(length) != held:
                return False
            at += length
        return not stream.read(1)


def _equal(one: BinaryIO, other: BinaryIO) -> bool:
    while data := one.read(CHUNK):
        if other.read(len(data)) != data:
            return False
    return not other.read(1)


def _range(path: Path, position: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(position)
        return file.read(length)


def _fragment(path: Path, position: int, order: int) -> bytes:
    with path.open("rb") as file:
        file.seek(position)
        fragment: LineFragment = json.loads(file.readline())["fragments"][order]
    return fragment_bytes(fragment)
