"""What each module is held to: its tests, the share of mutants that they find, and which mutants have no effect."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.campaign import Module
from tests.mutation.mutants import Mutant

FLOORS = Path(__file__).with_name("floors.toml")


@dataclass(frozen=True, slots=True)
class Entry:
    """A module of `floors.toml`; `sample` is how many mutants stand for all where all would take too long."""

    module: Module
    total: int
    found: int
    floor: float
    sample: int | None
    no_effect: tuple[tuple[str, str], ...]

    def has_no_effect(self, mutant: Mutant) -> bool:
        """Whether it is listed as a change that nothing could notice."""
        return (mutant.function, mutant.change) in self.no_effect


def entries() -> dict[str, Entry]:
    """Each module by its dotted name, in the order of the file."""
    return {
        name: Entry(
            Module(name, tuple(value["tests"])),
            value["total"],
            value["found"],
            value["floor"],
            value.get("sample"),
            tuple((one["in"], change) for one in value.get("no_effect", ()) for change in one["changes"]),
        )
        for name, value in tomllib.loads(FLOORS.read_text(encoding="utf-8")).items()
    }


def write_score(name: str, total: int, found: int) -> None:
    """Write down a module's score where its entry stands."""
    head, entry, rest = re.split(
        rf'(?ms)(^\["{re.escape(name)}"\]\n.*?)(?=^\[|\Z)', FLOORS.read_text("utf-8"), maxsplit=1
    )
    entry = re.sub(r"(?m)^total = \d+", f"total = {total}", entry)
    entry = re.sub(r"(?m)^found = \d+", f"found = {found}", entry)
    FLOORS.write_text(head + entry + rest, encoding="utf-8")
