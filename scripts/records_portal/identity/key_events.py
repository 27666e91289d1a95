"""What happens to the keys and the roles of a person between two states of the record, and which act each thing needs.

* `grant`: the first key of a person, a role, or a later last day. `rotate`: a key that comes while an earlier one can
  still sign for it. `replace`: a key that comes when none can. `revoke`: a key or a role that ends, for whatever
  reason.
* A time is only shortened. What widens it, takes a key out of the record, or brings one back that had ended is a fault
  that no signature heals.

Not here: who signed; see `key_changes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from records_portal.values.ssh_keys import NotAKey, parse_key

from .signers import FOR_EVER

GRANT, ROTATE, REPLACE, REVOKE = "grant", "rotate", "replace", "revoke"
NEVER_BACK = "a key that ended does not come back; make a new one"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key in a person's record: the time for which it counts, how it ended, and the letter that admits it."""

    person: str
    fingerprint: str
    type: str
    line: str
    from_on: str
    to_on: str = FOR_EVER
    ended: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A role in a person's record, with the agency that it is held for."""

    person: str
    role: str
    agency: str
    from_on: str
    to_on: str = FOR_EVER


@dataclass(frozen=True, slots=True)
class StayEntry:
    """The last day of a person, where it became a later one."""

    person: str
    to_on: str = FOR_EVER


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One thing that happened: the act that it needs, to which key, role or stay, in place of which keys, its fault."""

    act: str
    of: KeyEntry | RoleEntry | StayEntry
    olds: tuple[str, ...] = ()
    fault: str = ""

    @property
    def subject(self) -> str:
        """The key, the role or the stay in words."""
        if isinstance(self.of, KeyEntry):
            return f"the key {self.of.fingerprint} of {self.of.person!r}"
        if isinstance(self.of, StayEntry):
            return f"the longer stay of {self.of.person!r}"
        return f"the role {self.of.role!r} of {self.of.person!r}"


def key_entries(person: str, value: Mapping[str, Any]) -> dict[str, KeyEntry]:
    """A person's keys by fingerprint; one that cannot be read is nobody's, and the checks say so."""
    found = {}
    for entry in value.get("keys", ()):
        try:
            key = parse_key(entry["key"])
        except NotAKey:
            continue
        letter = entry.get("letter", {}).get("reference", "")
        time = entry["from_on"], entry.get("to_on", FOR_EVER), entry.get("ended", "")
        found[key.fingerprint] = KeyEntry(person, key.fingerprint, key.type, key.line, *time, letter)
    return found


def role_entries(person: str, value: Mapping[str, Any]) -> dict[tuple[str, str, str], RoleEntry]:
    """A person's roles, each by its name, its agency and its first day."""
    found = {}
    for entry in value.get("roles", ()):
        agency = entry.get("agency", value["agency"])
        held = RoleEntry(person, entry["role"], agency, entry["from_on"], entry.get("to_on", FOR_EVER))
        found[held.role, held.agency, held.from_on] = held
    return found


def stands(event: KeyEvent, value: Mapping[str, Any]) -> bool:
    """Whether what an event brought is what a record says; an end is nowhere to be found."""
    if event.act == REVOKE:
        return True
    if isinstance(event.of, KeyEntry):
        return key_entries(event.of.person, value).get(event.of.fingerprint) == event.of
    if isinstance(event.of, StayEntry):
        return event.of == StayEntry(event.of.person, value.get("leaves_on", FOR_EVER))
    return event.of in role_entries(event.of.person, value).values()


def events_between(
    person: str, before: Mapping[str, Any], after: Mapping[str, Any], ended: Mapping[str, str]
) -> Iterator[KeyEvent]:
    """What happened between two states of a person's record; `ended` says why keys ended earlier, by fingerprint."""
    yield from _key_events(key_entries(person, before), key_entries(person, after), ended)
    yield from _role_events(role_entries(person, before), role_entries(person, after))
    last = after.get("leaves_on", FOR_EVER)
    if after and before.get("leaves_on", FOR_EVER) < last:
        yield KeyEvent(GRANT, StayEntry(person, last))


def _key_events(
    before: Mapping[str, KeyEntry], after: Mapping[str, KeyEntry], ended: Mapping[str, str]
) -> Iterator[KeyEvent]:
    changed = [(was, after[each]) for each, was in before.items() if each in after and was != after[each]]
    new = [entry for each, entry in after.items() if each not in before]
    act, olds = _admitting(before, after)
    for entry in new:
        again = ended.get(entry.fingerprint)
        yield KeyEvent(act, entry, olds, f"it ended as {again}; {NEVER_BACK}" if again else "")
    why = {ROTATE: "rotated", REPLACE: "lost"}.get(act) if new else None
    for was, now in changed:
        if fault := _widened(was, now):
            yield KeyEvent(REVOKE, now, fault=fault)
        elif was.ended or now.ended != why:
            yield KeyEvent(REVOKE, now)
    for each, entry in before.items():
        if each not in after:
            yield KeyEvent(REVOKE, entry, fault="a key is ended and never taken out of the record")


def _admitting(before: Mapping[str, KeyEntry], after: Mapping[str, KeyEntry]) -> tuple[str, tuple[str, ...]]:
    """How a new key is admitted, and in place of which: whoever had one before is not granted another by others alone.

    Otherwise the head, who may grant a first key to anybody, could sign for everybody.
    """
    stood = [each for each, was in before.items() if not was.ended]
    signing = tuple(each for each in stood if each in after and after[each].ended in ("", "rotated"))
    if signing:
        return ROTATE, signing
    return (REPLACE, tuple(before)) if before else (GRANT, ())


def _widened(was: KeyEntry, now: KeyEntry) -> str:
    """Why a key's time may not be changed like this; empty where it becomes shorter."""
    if was.ended and now.ended != was.ended:
        return f"it ended as {was.ended}, which is not undone; {NEVER_BACK}"
    if now.to_on > was.to_on:
        return f"its last day was moved from {was.to_on} to {_day(now.to_on)}; a key's time is only shortened"
    if now.from_on < was.from_on:
        return f"its first day was moved from {was.from_on} to {now.from_on}; a key's time is only shortened"
    return ""


def _day(on: str) -> str:
    return "none" if on == FOR_EVER else on


def _role_events(
    before: Mapping[tuple[str, str, str], RoleEntry], after: Mapping[tuple[str, str, str], RoleEntry]
) -> Iterator[KeyEvent]:
    for name, held in after.items():
        was = before.get(name)
        if was is None or held.to_on > was.to_on:
            yield KeyEvent(GRANT, held)
        elif held.to_on < was.to_on:
            yield KeyEvent(REVOKE, held)
    yield from (KeyEvent(REVOKE, held) for name, held in before.items() if name not in after)
