"""The clauses of both source documents, in our own words, with the place of each in the register.

A clause of which the documents say several things has several rows: `NJ 3.1/1` is the first of them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("clauses.csv")
SECTIONS: Mapping[str, str] = {
    "NJ 1": "New Jersey: action steps",
    "NJ 2": "New Jersey: elements of the framework",
    "NJ 3": "New Jersey: establishing a site",
    "NJ 4": "New Jersey: agency responsibilities",
    "NJ ": "New Jersey: retention, disposition and decommissioning",
    "MO 1": "Missouri: purpose, scope and records",
    "MO 2": "Missouri: authority, ownership and access",
    "MO 3": "Missouri: communication",
    "MO 4": "Missouri: retention and records requests",
    "MO 5": "Missouri: training, personal accounts, audit, capture",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A thing that a source document asks for, and where the register holds it."""

    key: str
    asks: str
    held: str

    @property
    def number(self) -> str:
        """Its number in the table, without the count of its rows."""
        return self.key.partition("/")[0]

    @property
    def section(self) -> str:
        """The heading under which it stands."""
        return next(title for start, title in SECTIONS.items() if self.key.startswith(start))


@cache
def clauses() -> Mapping[str, Clause]:
    """Every clause by its key, in the order of the documents."""
    rows = csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines())
    return {row["clause"]: Clause(row["clause"], row["asks"], row["held"]) for row in rows}
