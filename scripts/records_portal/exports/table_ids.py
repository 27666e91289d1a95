"""The ids of a table's rows: which of them a spreadsheet rounded, and which stand for rows that say different things.

A spreadsheet keeps fifteen digits of a number (IEEE 754) and writes zeros for the others: many ids become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_DIGITS_OF_SPREADSHEETS = 15
_LONG = re.compile(rf"\d{{{_DIGITS_OF_SPREADSHEETS + 1},}}\Z", re.ASCII)
# So many zeros together, in all long ids of a table, stand there by accident in one table of a thousand.
_ZEROS = 3


@dataclass(slots=True)
class TableIds:
    """What the rows of one table say under each id, read before any of them becomes an item."""

    _first: dict[str, list[int]] = field(default_factory=dict)
    _differing: dict[str, set[int]] = field(default_factory=dict)
    _zeros: int = 0
    _others: int = 0

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Sequence[str]]]) -> TableIds:
        """The ids of some rows, each with cells of which an empty one says nothing."""
        found = cls()
        for number, cells in rows:
            found._add(number, cells)
        return found

    def _add(self, number: str, cells: Sequence[str]) -> None:
        if number not in self._first and _LONG.match(number):
            self._others += not ends_in_zeros(number)
            self._zeros += len(number) - _DIGITS_OF_SPREADSHEETS
        # Numbers in place of texts: of a long table every text would be held at once.
        said = [hash(cell) if cell else 0 for cell in cells]
        first = self._first.setdefault(number, list(said))
        for place, (before, now) in enumerate(zip(first, said, strict=True)):
            if before and now and before != now:
                self._differing.setdefault(number, set()).add(place)
            first[place] = before or now

    def differing(self, number: str) -> frozenset[int]:
        """The places of the cells in which rows under one id say different things."""
        return frozenset(self._differing.get(number, ()))

    def is_rounded(self, number: str) -> bool:
        """Whether an id names nothing: it ends in zeros as all long ones do, or as one that stands for several."""
        all_do = not self._others and self._zeros >= _ZEROS
        return ends_in_zeros(number) and (all_do or number in self._differing)


def ends_in_zeros(number: str) -> bool:
    """Whether a number has more digits than a spreadsheet keeps, and all of those are zeros."""
    return bool(_LONG.match(number)) and not number[_DIGITS_OF_SPREADSHEETS:].strip("0")
