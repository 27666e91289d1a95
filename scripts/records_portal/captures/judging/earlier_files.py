"""The files that known items were read from in earlier captures, held against the files of an export."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import commonpath
from typing import TYPE_CHECKING

import orjson

from records_portal.exports.archives.opening import Member
from records_portal.exports.finding.renamed import original_name
from records_portal.exports.pieces import Recognised
from records_portal.register.findings import Refusal

from ..indexes.item_index import IndexRow
from ..indexes.known_items import KnownItems

if TYPE_CHECKING:
    from pathlib import Path

# Nothing tells the last message or entry of such a file from one before it: what is cut there looks whole.
_LINES = re.compile(r".*\.(?:txt|mbox|jsonl|ndjson)\Z", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")


@dataclass(slots=True)
class _EarlierFile:
    """How many items were read from a file, which of them are not met now, and where the last of either stood."""

    items: int = 0
    missed: set[str] = field(default_factory=set)
    last_missed: int = -1
    last_met: int = -1

    def take_in(self, item: str, offset: int, *, is_missed: bool) -> None:
        """Note an item of the file."""
        self.items += 1
        if is_missed:
            self.missed.add(item)
            self.last_missed = max(self.last_missed, offset)
        else:
            self.last_met = max(self.last_met, offset)


def items_of_files_not_there(
    missed: Sequence[IndexRow],
    history: KnownItems,
    bags: Path,
    read: tuple[Recognised, Mapping[Member, str]],
) -> set[str]:
    """The missed items whose file, in the last capture that had them, is not in the export or ends before them.

    What was read is told by what the export is, and by the last item of each of its files.
    """
    recognised, last_items = read
    left, found = {row.id for row in missed}, set[str]()
    names = _Names.of(recognised.members, last_items)
    for capture in reversed(history.captures):
        if left and capture.format == recognised.format:
            files = _files_of_bag(bags / capture.name, left)
            top = len(_common_folder(files))
            for path, file in files.items():
                left -= file.missed
                is_there = names.have(path[top:], is_alone=file.items == 1, same_folders=capture.era == recognised.era)
                if not is_there or _ends_before(file, path, names.last_item(path[top:]), history):
                    found |= file.missed
    return found


def _files_of_bag(bag: Path, wanted: Collection[str]) -> dict[str, _EarlierFile]:
    """The files that the items of a bag were read from, by the paths under which they were received."""
    files: dict[str, _EarlierFile] = {}
    for segment in sorted((bag / "data/items").glob("items-*.jsonl")):
        try:
            with segment.open("rb") as lines:
                for told in map(orjson.loads, lines):
                    for place in told["fragments"][:1]:
                        file = files.setdefault(place["path"], _EarlierFile())
                        file.take_in(told["id"], place["offset"], is_missed=told["id"] in wanted)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refusal(
                f"{bag.name}/{segment.relative_to(bag).as_posix()} in the store cannot be read; `records captures "
                "verify` says what is wrong with it"
            ) from error
    return files


def _common_folder(paths: Iterable[str]) -> str:
    """The folder in which all files lie, with the slash behind it."""
    folders = [path.rpartition("/")[0] for path in paths]
    common = commonpath(folders) if folders else ""
    return f"{common}/" if common else ""


def _ends_before(file: _EarlierFile, path: str, last: str | None, history: KnownItems) -> bool:
    """Whether what stood last in a file of lines is missed, and nothing new stands there now."""
    if not _LINES.match(path) or file.last_missed <= file.last_met:
        return False
    row = history.row(last) if last else None
    return row is None or row.change != "new"


@dataclass(frozen=True, slots=True)
class _Names:
    """The names of an export's files, with and without the folders around them, and the last item of each."""

    tails: Mapping[str, str | None]
    patterns: frozenset[str]

    @classmethod
    def of(cls, members: Sequence[Member], last_items: Mapping[Member, str]) -> _Names:
        """The names under which files can be looked for."""
        tails: dict[str, str | None] = {}
        for member in members:
            for name in {member.name, member.place[1]}:
                for tail in _tails(original_name(name)):
                    tails[tail] = tails.get(tail) or last_items.get(member)
        return cls(tails, frozenset(_NUMBERS.sub("#", name) for name in tails))

    def have(self, path: str, *, is_alone: bool, same_folders: bool) -> bool:
        """Whether a file is there; one with a single item may be gone with it, where others of its kind are there."""
        name = original_name(path)
        if not same_folders:
            name = name.rpartition("/")[2]
        return name in self.tails or (is_alone and _NUMBERS.sub("#", name) in self.patterns)

    def last_item(self, path: str) -> str | None:
        """The last item that was read from a file, as far as one was."""
        return self.tails.get(original_name(path))


def _tails(name: str) -> Iterable[str]:
    parts = name.split("/")
    return ("/".join(parts[start:]) for start in range(len(parts)))
