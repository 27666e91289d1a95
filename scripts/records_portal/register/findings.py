"""Two kinds of wrong: a finding is a fault in the records, a refusal is a reason why a command cannot go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from operator import attrgetter


class Severity(StrEnum):
    """How a finding weighs: only an error blocks; what depends on today or on somebody's duty never does."""

    ERROR = "error"
    LATE = "late"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column count from 1, and 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault in the records: where it is, what is wrong and what would be right."""

    path: str
    line: int
    column: int
    code: str
    subject: str
    message: str
    severity: Severity = Severity.ERROR
    expected: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        place = Place(self.path, self.line, self.column)
        right = f"; {self.expected}" if self.expected else ""
        guess = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        subject = f" {self.subject}" if self.subject else ""
        return one_line(f"{place}: {self.code}{subject}: {self.message}{right}{guess}")

    def as_mapping(self) -> dict[str, str | int]:
        """The finding under the names that machines read."""
        return asdict(self) | {"severity": self.severity.value}


_IN_ORDER = attrgetter(*(each.name for each in fields(Finding)))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as they compare, many of them in a fraction of the time."""
    return sorted(findings, key=_IN_ORDER)


def finding(
    code: str,
    place: Place,
    subject: str,
    message: str,
    *,
    severity: Severity = Severity.ERROR,
    expected: str = "",
    suggestion: str = "",
) -> Finding:
    """A finding at a place."""
    return Finding(place.path, place.line, place.column, code, subject, message, severity, expected, suggestion)


class Refusal(Exception):  # noqa: N818 -- it is not a fault of the program but its answer
    """A reason, in one line, why a command cannot go on; the command line exits with 2.

    What it says `further` stands below that line.
    """

    further: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """The text on one line of printable characters: what a record or an export holds cannot drive a terminal."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
