"""What an act is worth: by how it is known, for what it is, in one table.

* `signed`: a statement that verifies under a key which the register of the first parent gave the person.
* `attested`: the forge's review, signed as such a statement by an attester whom that register knows.
* `by-message`: a kept message, entered and signed by somebody else.
* `forge`: the forge says that somebody did it; it does not say who approved.
* `declared`: a name in a file or in a trailer.

A way of knowing that the table does not name for an act authorizes nothing. For named kinds of record an office may go
without, by a letter of the agency's head that is renewed within a year; whatever counts by that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from records_portal.register.agencies import heads_for, letter_until
from records_portal.register.model import Register

from .statements import Statement

if TYPE_CHECKING:
    from records_portal.register.records import DispositionKnownLetter, PortalApprovals


class Known(StrEnum):
    """How an act is known, the surest first."""

    SIGNED = "signed"
    ATTESTED = "attested"
    BY_MESSAGE = "by-message"
    FORGE = "forge"
    DECLARED = "declared"


class ActKind(StrEnum):
    """What acts are for, as far as it matters how they are known."""

    PLACE_HOLD = "placing or acknowledging a hold"
    DECIDE = "request, review, designation, removal, direction, policy"
    RELEASE = "releasing or narrowing a hold, roles, keys, confirmation, dating, nonrecord, evidence read"
    DISPOSE = "disposition: approval, executor, witness"


EVERY_WAY = frozenset(Known)
COUNTS: Mapping[ActKind, frozenset[Known]] = {
    ActKind.PLACE_HOLD: EVERY_WAY,
    ActKind.DECIDE: frozenset((Known.SIGNED, Known.ATTESTED, Known.BY_MESSAGE)),
    ActKind.RELEASE: frozenset((Known.SIGNED, Known.ATTESTED)),
    ActKind.DISPOSE: frozenset((Known.SIGNED,)),
}
OF_KIND: Mapping[str, ActKind] = {
    "portal": ActKind.RELEASE,  # roles, and keys by letter
    "platforms": ActKind.DECIDE,
    "agencies": ActKind.RELEASE,  # who heads one
    "people": ActKind.RELEASE,
    "sites": ActKind.DECIDE,
    "designations": ActKind.DECIDE,
    "policies": ActKind.DECIDE,
    "operations": ActKind.DECIDE,
    "posts": ActKind.DECIDE,
    "holds": ActKind.RELEASE,
    "requests": ActKind.DECIDE,
    "staff": ActKind.DECIDE,
    "access": ActKind.DECIDE,
    "audits": ActKind.DECIDE,
    "schedules": ActKind.RELEASE,  # confirmation
    "events": ActKind.RELEASE,  # dating
    "classifications": ActKind.RELEASE,  # nonrecord
    "authorizations": ActKind.DISPOSE,
    "dispositions": ActKind.DISPOSE,
    "captures": ActKind.DECIDE,
}
# a message prepares what it does not do: it is shown as waiting for a signature
PREPARES: Mapping[ActKind, frozenset[Known]] = {ActKind.RELEASE: frozenset((Known.BY_MESSAGE,))}


@dataclass(frozen=True, slots=True)
class Exemption:
    """For which kinds of record an office goes without, by whose letter, on which days, both included."""

    kinds: frozenset[str]
    said_by: str
    on: str
    until: str
    letter: str = ""

    def covers(self, kind: str, on: str) -> bool:
        """Whether the letter covers a kind of record on a day: a year from its own."""
        return kind in self.kinds and self.on <= on <= self.until

    @property
    def as_said(self) -> DispositionKnownLetter:
        """What a record says of it that goes by it."""
        return {"said_by": self.said_by, "on": self.on, "reference": self.letter}

    @property
    def words(self) -> str:
        """How whatever counts by it is told."""
        return f"declared, by letter of {self.said_by} of {self.on} ({self.letter})"


def exemption_for(base: Register, agency: str = "") -> Exemption | None:
    """The letter that the settings of BASE name, where it is of the head of an agency, or of one above it.

    For what belongs to no agency it is the letter of the head of one that has none above it.
    """
    letter: PortalApprovals | None = base.portal.get("approvals")
    if letter is None or letter["said_by"] not in heads_for(base, agency):
        return None
    kinds = frozenset[str](letter["kinds"])
    return Exemption(kinds, letter["said_by"], letter["on"], letter_until(letter), letter["letter"]["reference"])


@dataclass(frozen=True, slots=True)
class Act:
    """An act that somebody did: the statement, how it is known, the commit of the main line that brought it, and why it
    does not count where it does not."""

    statement: Statement
    known: Known
    commit: str
    at: str
    fingerprint: str = ""
    entered_by: str = ""
    reason: str = ""
    begun: int = -1
    place: int = -1

    @property
    def holds(self) -> bool:
        """Whether it is what it says."""
        return not self.reason


def counts(
    kind_of_act: ActKind, known: Known, kind: str = "", on: str = "", exemption: Exemption | None = None
) -> bool:
    """Whether an act that is known in this way authorizes something."""
    if known in COUNTS[kind_of_act]:
        return True
    return bool(exemption and kind and exemption.covers(kind, on))
