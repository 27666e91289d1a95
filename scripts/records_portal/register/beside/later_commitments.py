"""The commitments of a capture from before items were committed to (`commitments.csv` beside its record).

What an index says stays as it was written; whoever asks for the root of an item's leaves asks the index and this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

COMMITMENTS = "commitments.csv"
HEADING = "id,version,commitment"
_ROW = re.compile(r"([A-Za-z0-9][A-Za-z0-9 ._:/-]*),([1-9][0-9]{0,8}),([0-9a-f]{64})", re.ASCII)
Version = tuple[str, int]


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A line of the file: the version of an item and its root in hex, or what is wrong with the line."""

    line: int
    version: Version = ("", 0)
    commitment: str = ""
    wrong: str = ""


def parse_commitments(data: bytes) -> Iterator[CommitmentRow]:
    """The lines of the file, each version once, broken ones told as such."""
    lines = data.decode("utf-8", "replace").split("\n")
    if lines[0] != HEADING:
        yield CommitmentRow(1, wrong="the heading is not that of commitments")
        return
    if lines[-1]:
        yield CommitmentRow(len(lines), wrong="the last line does not end")
    seen: set[Version] = set()
    for number, line in enumerate(lines[1:-1], 2):
        match = _ROW.fullmatch(line)
        version = (match[1], int(match[2])) if match else ("", 0)
        if not match:
            yield CommitmentRow(number, wrong="no id, version and root of 64 hexadecimal digits")
        elif version in seen:
            yield CommitmentRow(number, wrong=f"version {version[1]} of item {version[0]!r} stands twice")
        else:
            seen.add(version)
            yield CommitmentRow(number, version, match[3])


def render_commitments(commitments: Mapping[Version, str]) -> bytes:
    """The file, sorted by id and version."""
    rows = (f"{item},{version},{commitments[item, version]}\n" for item, version in sorted(commitments))
    return f"{HEADING}\n{''.join(rows)}".encode()
