"""What a restored copy was found to be, as files in it: what is locked, disposed of, held and lacking.

The files are for people; nothing reads them back. They tell of holds, and lie in the copy alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from records_portal.files.durable import write_durably
from records_portal.files.yaml_text import dump_yaml
from records_portal.store.folder import OPENED
from records_portal.store.journals import made_folder
from records_portal.values.csv_text import csv_text

from .opening import DisposedHere, JudgedBag, RestoredCopy, put_aside


@dataclass(frozen=True, slots=True)
class OpenedCopy:
    """A restored copy as it was found: its bags, what was disposed of and is there, what is held, what is lacking."""

    bags: Sequence[JudgedBag]
    disposed: Sequence[DisposedHere]
    held: Sequence[tuple[tuple[str, str, int], str]]
    lacking: Sequence[str]
    aside: Sequence[str] = ()
    packages: Sequence[str] = ()
    was_incomplete: bool = False
    roots: Mapping[str, str] = field(default_factory=dict)

    @property
    def locked(self) -> list[JudgedBag]:
        """The bags that nobody may read."""
        return [each for each in self.bags if each.reason]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is locked and nothing lacking."""
        return not (self.locked or self.lacking or self.aside or self.packages or self.was_incomplete)

    def as_mapping(self) -> dict[str, Any]:
        """The same under the names that machines read; held items as a number, their list lies in the copy."""
        return {
            "bags": len(self.bags),
            "locked": [{"bag": each.name, "reason": each.reason, "why": each.why} for each in self.locked],
            "disposed": [
                {"bag": each.bag, "disposition": each.disposition, "site": each.named[0], "item": each.named[1],
                 "version": each.named[2]} for each in self.disposed
            ],
            "aside": list(self.aside),
            "packages": list(self.packages),
            "held": len(self.held),
            "lacking": list(self.lacking),
            "incomplete": self.was_incomplete,
        }  # fmt: skip


def opened_copy(copy: RestoredCopy, judged: Sequence[JudgedBag], roots: Mapping[str, str], state: str) -> OpenedCopy:
    """What a restored copy was found to be."""
    return OpenedCopy(
        judged,
        list(copy.disposed(judged)),
        list(copy.held()),
        copy.lacking(),
        put_aside(copy.folder),
        copy.packages(),
        state == "incomplete",
        roots,
    )


def write_opened(folder: Path, found: OpenedCopy, opened_at: str) -> None:
    """Write what a copy was found to be into it, each file whole and durable."""
    made_folder(folder / OPENED)
    locked = [[each.name, each.reason, each.why] for each in found.locked]
    disposed = [[each.bag, each.disposition, *map(str, each.named)] for each in found.disposed]
    held = [[*map(str, named), holds] for named, holds in found.held]
    tables = {
        "locked.csv": (["bag", "reason", "why"], locked),
        "disposed.csv": (["bag", "disposition", "site", "item", "version"], disposed),
        "held.csv": (["site", "item", "version", "holds"], held),
        "lacking.csv": (["lacking"], [[each] for each in found.lacking]),
    }
    for name, (heading, rows) in tables.items():
        write_durably(folder / OPENED / name, csv_text(heading, rows).encode())
    about = {"opened_at": opened_at, "roots": dict(found.roots), "bags": len(found.bags), "locked": len(found.locked)}
    write_durably(folder / OPENED / "opened.yml", dump_yaml(about).encode())
