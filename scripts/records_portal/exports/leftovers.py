"""What no item owns: the part of the residue that a file belongs to by its name, and the count of unknown shapes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .archives.opening import Member
from .pieces import Doubt, Fragment, Remark, Residue
from .slices.json_slices import CUT, TWICE

PACKAGING = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\._[^/]*|\.DS_Store)", re.IGNORECASE)


def is_packaging(name: str) -> bool:
    """Whether a file is of the program that packed the export, and not of the export."""
    return bool(PACKAGING.fullmatch(name))


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a format's residue: the first whose pattern is found in a file's whole name has the file."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]

    @classmethod
    def of(cls, **patterns: str) -> Parts:
        """Parts from their names, with underscores for hyphens, and the patterns of their files."""
        compiled = ((name.replace("_", "-"), re.compile(each, re.IGNORECASE)) for name, each in patterns.items())
        return cls((("packaging", PACKAGING), *compiled))

    def part(self, name: str) -> str:
        """The part that a file belongs to."""
        return next((part for part, pattern in self.patterns if pattern.fullmatch(name)), "other-files")


_FAULTS = {CUT: "lists that end before their end in", TWICE: "lists that stand twice in"}


def list_doubt(member: Member, fault: str) -> Doubt:
    """What a fault of a list means for the export."""
    return Doubt(fault, f"{_FAULTS[fault]} {member.base}")


def page_doubts(member: Member, page: bytes) -> Iterator[Doubt]:
    """What a page without its end means: that what stood behind is not there."""
    if b"</html" not in page[-4096:].lower():
        yield Doubt(CUT, f"pages that end before their end: {member.base}")


def table_doubts(member: Member, last: bytes) -> Iterator[Doubt]:
    """What a table means whose last line does not end, though its platform ends every line."""
    if last and not last.endswith(b"\n"):
        yield Doubt(CUT, f"tables whose last line does not end: {member.base}")


@dataclass(slots=True)
class UnknownShapes:
    """The stretches of files that were not understood, counted by file."""

    counts: Counter[str] = field(default_factory=Counter)

    def residue(self, member: Member, offset: int, data: bytes) -> Residue:
        """A stretch that was not understood, counted."""
        self.counts[member.base] += 1
        return Residue("unknown-shapes", member, offset, data)

    def remarks(self) -> Iterator[Remark]:
        """How many there are in each file."""
        for name, count in sorted(self.counts.items()):
            yield Remark(f"objects of an unknown shape in {name}", count)


def cut_out(fragment: Fragment, places: Sequence[tuple[int, int]]) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
    """A fragment without some places of its file, and these: starts and ends in order, none within another."""
    rest: list[Fragment] = []
    taken: list[Fragment] = []
    done, last = fragment.offset, fragment.offset + len(fragment.data)
    for start, end in (*places, (last, last)):
        rest += _stretch(fragment, done, start)
        taken += _stretch(fragment, start, end)
        done = end
    return tuple(rest), tuple(taken)


def _stretch(fragment: Fragment, start: int, end: int) -> list[Fragment]:
    data = fragment.data[start - fragment.offset : end - fragment.offset] if end > start else b""
    return [Fragment(fragment.member, start, data)] if data else []
