"""The verdict on an export, before anything is written: does it hold everything, a part, or was it not understood?

* Formats give facts; what follows from them is decided here, for every format alike.
* Only what is `complete` makes an item gone. An export that declares nothing is that once its scope is said in words.
* Where too much would go at once, of everything or of one kind, the number has to be said too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.exports.pieces import ListRead
from records_portal.register.beside.capture_verdicts import VerdictValue, verdict_of

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue

COMPLETE, PARTIAL, NOT_UNDERSTOOD = "complete", "partial", "not-understood"
EXIT_CODES: Mapping[str, int] = {COMPLETE: 0, PARTIAL: 1, NOT_UNDERSTOOD: 2}

# Every reason that an export can be less than complete, each with its sentence; the schema lists the same words.
REASONS: Mapping[str, str] = {
    "undeclared": "it does not say how many items it holds, and nobody said what it was asked for",
    "fewer-than-declared": "it says that it holds more items than were found in it",
    "other-count": "it says that it holds far fewer items than were found in it",
    "broken-list": "a list of items in it ends before its end",
    "repeated-list": "a file of it holds the same list of items twice",
    "unknown-parts": "files of items hold something that was not understood",
    "missing-parts": "parts of it are not there",
    "partial-by-its-own-word": "it says of itself that it is not the whole",
    "shortened": "it begins within the year before it was made, and no older item that is known is in it",
    "picked": "only some of its items were taken in",
    "wrongly-gone": "items that the capture called gone are in it",
    "gone-outside": "items that the capture called gone lie outside of what it was asked for",
    "still-there": "parts of it that were not read speak of known items that would be gone",
    "files-not-there": "files that known items were read from are not in it, or end before them",
    "too-much-gone": "more of the known items would be gone than is likely",
}
# More than this share and more than this number of what is known: then a fault is likelier than a removal.
_SHARE, _NUMBER = 20, 10
# Mastodon's own count is off by a few in a hundred from what it hands out; one further off was not made by a platform.
_MISCOUNTED = 10


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """What is known of an export when everything of it has been read and nothing been written.

    `private` of the items found are of kinds that are never public, `withheld` are such items beside those found.
    `known` counts the items of earlier captures that it should hold, `would_go` those of them that it does not hold;
    `said_gone` is how many of these somebody said; `most_of_a_kind` is that they are more than half of a kind,
    `shortened` that they are all the older ones. `unmatched` counts the new items whose ids are made here and would be
    other ones if their media were there. `evidence` are the reasons to hold that the missed items are there after all.
    """

    found: int
    private: int = 0
    withheld: int = 0
    declared: int | None = None
    lists: tuple[ListRead, ...] = ()
    doubts: frozenset[str] = frozenset()
    unknown: int = 0
    in_words: bool = False
    picked: bool = False
    known: int = 0
    would_go: int = 0
    said_gone: int | None = None
    most_of_a_kind: bool = False
    shortened: bool = False
    unmatched: int = 0
    evidence: frozenset[str] = frozenset()

    @property
    def declares(self) -> bool:
        """Whether the export says how many items it holds."""
        return self.declared is not None or bool(self.lists)


@dataclass(frozen=True, slots=True)
class ExportVerdict:
    """What an export is held to be, and why it is less than complete; reasons are words of `REASONS`, in its order."""

    value: VerdictValue
    reasons: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """What a command that took the export in ends with."""
        return EXIT_CODES[self.value]

    @classmethod
    def standing(cls, capture: CaptureValue) -> ExportVerdict:
        """The verdict that a record of a capture has, or that one from before there were verdicts amounts to."""
        words = capture["verdict"]["reasons"] if "verdict" in capture else ()
        return cls(verdict_of(capture), tuple(words))

    def as_mapping(self) -> dict[str, str | list[str]]:
        """The verdict as the record says it."""
        return {"value": self.value, "reasons": list(self.reasons)}


def judged_export(facts: CaptureFacts) -> ExportVerdict:
    """The verdict on an export."""
    found = frozenset(_reasons(facts))
    reasons = tuple(word for word in REASONS if word in found)
    if not facts.picked and _is_not_understood(facts, found):
        return ExportVerdict("not-understood", reasons)
    return ExportVerdict("partial" if reasons else "complete", reasons)


def _reasons(facts: CaptureFacts) -> Iterator[str]:
    yield from facts.doubts
    if facts.picked:
        yield "picked"
        return
    if not facts.declares and not facts.in_words:
        yield "undeclared"
    yield from _reasons_of_counts(facts)
    if facts.unknown:
        yield "unknown-parts"
    if facts.said_gone != facts.would_go:
        if facts.unmatched and facts.would_go:
            yield "missing-parts"
        yield from facts.evidence
        if facts.shortened:
            yield "shortened"
        if facts.most_of_a_kind or too_much_gone(facts.would_go, facts.known):
            yield "too-much-gone"


def _reasons_of_counts(facts: CaptureFacts) -> Iterator[str]:
    """What the counts that an export declares say against what was found of each."""
    counts = [(each.declared, each.found) for each in facts.lists]
    if facts.declared is not None:
        # What an export declares are public posts; messages and the like come on top.
        counts.append((facts.declared, facts.found - facts.private))
    if any(declared > found for declared, found in counts):
        yield "fewer-than-declared"
    if any(found > declared + declared // _MISCOUNTED for declared, found in counts):
        yield "other-count"


def _is_not_understood(facts: CaptureFacts, reasons: frozenset[str]) -> bool:
    """Whether nothing was read although something is there to be read."""
    there = {"fewer-than-declared", "broken-list", "repeated-list", "unknown-parts"}
    return not (facts.found or facts.withheld) and bool(there & reasons)


def too_much_gone(would_go: int, known: int) -> bool:
    """Whether more would be gone at once than is likely: over 5 % and over 10 of the known items."""
    return would_go > _NUMBER and would_go * _SHARE > known


def most_of_a_kind(would_go: Mapping[str, int], known: Mapping[str, int]) -> bool:
    """Whether more than half of what is known of any kind would be gone: as where a list has another name."""
    return any(number * 2 > known.get(kind, 0) for kind, number in would_go.items())
