"""Parts of an export that were not handed in, by the numbers in the names of those that were."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .pieces import MOST_PLACES, Doubt

_PACKED = r"(?:\.(?:zip|tgz|tar\.gz|tar))?\Z"
# `takeout-20240501T080000Z-002.zip`, `…-part-2.zip`, `… (2 of 5).zip`; a copy's `(1)` counts copies, not parts.
_NUMBERED = tuple(
    re.compile(pattern + _PACKED, re.IGNORECASE)
    for pattern in (
        r"(?P<stem>takeout-\d{8}T\d{6}Z(?:-\d+)?)-(?P<number>\d{3})(?P<last>)",
        r"(?P<stem>.*?)[-_ ]?part[-_ ]?(?P<number>\d{1,3})(?:[-_ ]?of[-_ ]?(?P<last>\d{1,3}))?",
        r"(?P<stem>.*?)[-_ ]?\(?(?P<number>\d{1,3})[-_ ]of[-_ ](?P<last>\d{1,3})\)?",
    )
)


def missing_parts(names: Iterable[str]) -> Iterator[Doubt]:
    """The numbers that are missing between the first and the last that is known."""
    found: dict[str, set[int]] = {}
    ends: dict[str, int] = {}
    for name in names:
        match = next(filter(None, (pattern.match(name) for pattern in _NUMBERED)), None)
        if match:
            stem, number = match["stem"].casefold(), int(match["number"])
            found.setdefault(stem, set()).add(number)
            ends[stem] = max(ends.get(stem, 0), number, int(match["last"] or 0))
    for stem, numbers in found.items():
        if absent := set(range(min(1, min(numbers)), ends[stem] + 1)) - numbers:
            places = tuple(f"part {number}" for number in sorted(absent)[:MOST_PLACES])
            yield Doubt("missing-parts", "parts by their numbers that were not handed in", len(absent), places)
