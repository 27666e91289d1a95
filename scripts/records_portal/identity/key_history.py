"""The life of the keys of a root as values: the first ones, every change since, and every new beginning by letter.

Not here: how it is found and judged; see `key_changes`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from .acts import Act
from .key_events import GRANT, REVOKE, KeyEntry, KeyEvent, RoleEntry


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One event with the commit that brought it, who did it, how it came about, and why it does not count."""

    event: KeyEvent
    place: int
    commit: str
    on: str
    by: tuple[str, ...] = ()
    how: str = ""
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether it was done as it must be."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Genesis:
    """The first keys: the commit that has them, the keys, and how they were made known; and what it lacks."""

    commit: str
    on: str
    keys: tuple[KeyEntry, ...]
    how: str
    reason: str = ""

    @property
    def fingerprint(self) -> str:
        """What is published elsewhere: the SHA-256 of the keys' lines in order, as `sort | sha256sum` prints it."""
        return genesis_fingerprint(each.line for each in self.keys)


@dataclass(frozen=True, slots=True)
class Reanchoring:
    """A new beginning by letter, where every key was lost."""

    on: str
    said_by: str
    letter: str
    keys: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """The genesis, every change since, and every new beginning; no genesis where nobody ever had a key."""

    genesis: Genesis | None
    changes: tuple[KeyChange, ...] = ()
    reanchored: tuple[Reanchoring, ...] = ()

    def admission(self, fingerprint: str) -> str:
        """How a key was admitted, or why it was not."""
        if come := self.coming(fingerprint):
            return come.how or f"not admitted: {come.reason}"
        return "genesis" if self.genesis and fingerprint in {each.fingerprint for each in self.genesis.keys} else ""

    def coming(self, fingerprint: str) -> KeyChange | None:
        """The change with which a key came; nothing of a first key, and of one that is not committed."""
        for each in reversed(self.changes):
            of = each.event.of
            if each.event.act != REVOKE and isinstance(of, KeyEntry) and of.fingerprint == fingerprint:
                return each
        return None

    def admits(self, fingerprint: str, place: int | None = None) -> bool:
        """Whether a key is a first one or was admitted as it must be, and not voided before a place."""
        coming, voided = self.coming(fingerprint), self.voided(fingerprint)
        return (coming is None or coming.holds) and (voided is None or (place is not None and place < voided.place))

    def voided(self, fingerprint: str) -> KeyChange | None:
        """The change that voided a key for good: its end undone, its time widened, or its entry taken out."""
        for each in self.changes:
            of = each.event.of
            if each.event.fault and isinstance(of, KeyEntry) and of.fingerprint == fingerprint:
                return each
        return None

    def unsigned(self, person: str) -> KeyChange | None:
        """The first change of a person's keys, roles or last day that nobody signed who may."""
        own = (each for each in self.faults if each.event.of.person == person)
        return next((each for each in own if not each.event.fault), None)

    @property
    def ungranted(self) -> frozenset[tuple[str, str]]:
        """The people with a role that nobody signed for."""
        granted = ((each.event.act, each.event.of) for each in self.faults)
        return frozenset((of.person, of.role) for act, of in granted if act == GRANT and isinstance(of, RoleEntry))

    def bears_out(self, act: Act) -> bool:
        """Whether an act is by a key that was admitted; of an attested one, also who signed for the attester."""
        entered = act.entered_by.split()
        admitting = (self.admits(each, act.place) for each in entered)
        return self.admits(act.fingerprint, act.place) and (not entered or any(admitting))

    @property
    def faults(self) -> tuple[KeyChange, ...]:
        """The changes that were not done as they must be."""
        return tuple(each for each in self.changes if each.reason)


def genesis_fingerprint(lines: Iterable[str]) -> str:
    """The digest of keys, whatever their order."""
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(lines)).encode()).hexdigest()
