"""What a run about copies did or left undone, a line for each thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

CopyDeed = Literal["added", "replaced", "repaired", "removed", "kept"]


@dataclass(frozen=True, slots=True)
class CopyStep:
    """What was done with a bag or a file of a copy; of one that was kept, why, and whether the copy lacks it."""

    name: str
    what: CopyDeed
    why: str = ""
    lacks: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {self.what}" + (f": {self.why}" if self.why else "")

    def as_mapping(self) -> dict[str, Any]:
        """The step under the names that machines read."""
        return {"name": self.name, "what": self.what, "why": self.why, "lacks": self.lacks}


def in_numbers(steps: Iterable[CopyStep]) -> str:
    """How many things each was done with, in words; nothing where nothing was done."""
    counted: dict[str, int] = {}
    for each in steps:
        counted[each.what] = counted.get(each.what, 0) + 1
    return ", ".join(f"{number:,} {what}" for what, number in counted.items())
