"""The parts of records that only tell, which no row of the table of duties and no check asks for, with the reason."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.story.clauses import Clause

TOLD = Path(__file__).with_suffix(".csv")


class ToldLine(NamedTuple):
    """A line of the list: a kind and a part, of what every kind has as patterns, and why nothing asks for it."""

    kind: str
    part: str
    why: str


@cache
def told_lines() -> tuple[ToldLine, ...]:
    """The whole list."""
    rows = csv.DictReader(TOLD.read_text(encoding="utf-8").splitlines())
    return tuple(ToldLine(row["kind"], row["part"], row["why"]) for row in rows)


def lines_for(kind: str, part: str) -> list[ToldLine]:
    """The lines that speak of a part: its own, or one about what every kind has."""
    return [
        line
        for line in told_lines()
        if line[:2] == (kind, part) or (line.kind == "*" and re.fullmatch(_pattern(line.part), part))
    ]


def _pattern(part: str) -> str:
    return re.escape(part).replace(r"\*", ".*")


def places_of(clause: Clause) -> list[tuple[str, str]]:
    """The places that a clause's row names, as kind and part, without the kinds of facts."""
    found = re.findall(r"`(\w+): ([^`]+)`", clause.held)
    return [(kind, re.sub(r"\[[\w-]+\]", "", path)) for kind, path in found]
