"""The life of keys: each change of anybody's keys or roles on the main line, who did it, and why it does not count.

* The first commit with a key is the genesis: it admits what it holds. It has two people's keys, or one and a letter.
* A first key or a role is granted by the head of the person's agency or a records officer, never by the person alone;
  where nobody else is left who could sign, the head's letter stands beside the key.
* A rotation is signed by an earlier key. A replacement is signed by a head and a records officer, two people and
  neither the person, and counts ten days later at the earliest. An end is signed by either of them or by the person.
* Where every key is lost, the portal's settings name the new ones and the letter, and it is shown for ever.
* Whoever signs does so with a key and in a role that were themselves admitted before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from records_portal.history.main_line import ABSENT, MainLine
from records_portal.history.repository import Repository
from records_portal.register.findings import Refusal
from records_portal.register.kinds import STATEMENTS, kind_of
from records_portal.register.model import Register
from records_portal.register.record_editing import read_record
from records_portal.values.dates import parse_date

from .acts import Act, ActKind, counts
from .acts_of_history import Acts, read_acts
from .base import BaseReader, base_reader
from .key_events import (
    GRANT,
    REPLACE,
    REVOKE,
    ROTATE,
    KeyEntry,
    KeyEvent,
    RoleEntry,
    events_between,
    key_entries,
    stands,
)

HEAD, OFFICER = "agency-head", "records-officer"
WAITS = timedelta(days=10)
PORTAL, PEOPLE = "registry/portal.yml", "registry/people/"
MAY = {
    GRANT: "the head of the agency or a records officer, who is somebody else",
    ROTATE: "the person, with an earlier key",
    REPLACE: "the head of the agency and a records officer, two people and neither the person",
    REVOKE: "the head of the agency, a records officer or the person",
}


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

    @property
    def faults(self) -> tuple[KeyChange, ...]:
        """The changes that were not done as they must be."""
        return tuple(each for each in self.changes if each.reason)


def genesis_fingerprint(lines: Iterable[str]) -> str:
    """The digest of keys, whatever their order."""
    return hashlib.sha256("".join(f"{each}\n" for each in sorted(lines)).encode()).hexdigest()


def read_key_history(repository: Repository, bases: BaseReader, acts: Acts | None = None) -> KeyHistory:
    """The life of the keys of a root, from its main line."""
    line = bases.line
    values = _values(repository, line)
    walk = _Walk(bases, line, _statements(line, acts or read_acts(repository, bases), values))
    for place, changed in _steps(line, values):
        walk.take(place, changed)
    return KeyHistory(walk.genesis, tuple(walk.changes), tuple(walk.reanchored))


def keys_of(repository: Repository, register: Register) -> KeyHistory:
    """The same of a register in which somebody has a key, or acted; the history of another has none to tell of."""
    told = any(each.value.get("keys") for each in register.of("people").values()) or "reanchored" in register.portal
    if not told and not repository.ever_had(STATEMENTS):
        return KeyHistory(None)
    return read_key_history(repository, base_reader(repository))


@dataclass(frozen=True, slots=True)
class _Step:
    """A record of a person, or the settings, before and after a commit; empty where there is none or it is broken."""

    path: str
    content: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def person(self) -> str:
        """The person's id; empty of the settings."""
        named = kind_of(self.path)
        return named[1] if named and named[0].name == "people" else ""


def _values(repository: Repository, line: MainLine) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What each state of a person's record or of the settings says, by path and content."""
    asked = [(path, each.new) for path in line.transitions if _is_asked(path) for each in line.transitions[path]]
    blobs = dict(repository.blobs(sorted({name for _, name in asked} - {ABSENT})))
    return {(path, name): _value(path, blobs[name]) for path, name in asked if name}


def _is_asked(path: str) -> bool:
    return path == PORTAL or (path.startswith(PEOPLE) and kind_of(path) is not None)


def _value(path: str, content: bytes) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = read_record(path, content).value
    except Refusal:
        return {}  # nobody has a key by a record that cannot be read
    return found


def _steps(line: MainLine, values: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[tuple[int, list[_Step]]]:
    """The commits of the main line that change such a record, oldest first."""
    found: dict[int, list[_Step]] = {}
    for path in sorted(filter(_is_asked, line.transitions)):
        for each in line.transitions[path]:
            before, after = (values.get((path, name), {}) for name in (each.old, each.new))
            found.setdefault(each.place, []).append(_Step(path, each.new, before, after))
    return sorted(found.items())


@dataclass(frozen=True, slots=True)
class _Stated:
    """An act about a record: the stretch of the main line that it speaks of, and what the record says at its end."""

    act: Act
    begun: int
    merged: int
    value: Mapping[str, Any]

    def speaks_of(self, event: KeyEvent, place: int) -> bool:
        """Whether what happened at a place is what was signed: within the stretch, and still there at its end."""
        return self.begun <= place <= self.merged and stands(event, self.value)


def _statements(
    line: MainLine, acts: Acts, values: Mapping[tuple[str, str], Mapping[str, Any]]
) -> dict[str, list[_Stated]]:
    """The acts about each record of a person."""
    places = {commit: place for place, (commit, _) in enumerate(line.commits)}
    found: dict[str, list[_Stated]] = {}
    for act in acts.acts:
        merged = places[act.commit]
        for change in act.statement.changes:
            old, new = (name if name.strip("0") else ABSENT for name in (change.old, change.new))
            begun = line.since(change.path, old, merged)
            value = values.get((change.path, new), {})
            found.setdefault(change.path, []).append(_Stated(act, merged if begun is None else begun, merged, value))
    return found


@dataclass
class _Walk:
    """The walk along the main line: which keys and roles were admitted, and since which place."""

    bases: BaseReader
    line: MainLine
    stated: Mapping[str, list[_Stated]]
    genesis: Genesis | None = None
    changes: list[KeyChange] = field(default_factory=list)
    reanchored: list[Reanchoring] = field(default_factory=list)
    people: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    roles: dict[tuple[str, str, str], int] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)

    def take(self, place: int, steps: Sequence[_Step]) -> None:
        """What a commit changes, judged by what stood before it."""
        before = dict(self.people)
        self.people |= {step.person: step.after for step in steps if step.person}
        if self.genesis is None:
            self._begin(place)
            return
        anew = self._new_beginnings(place, steps, before)
        found = [each for step in steps if step.person for each in self._judged(place, step, before, anew)]
        self.changes += found
        for each in found:
            self._enter(each)

    def _on(self, place: int) -> str:
        return datetime.fromtimestamp(self.line.commits[place][1], UTC).date().isoformat()

    def _begin(self, place: int) -> None:
        """The genesis, where somebody has a key."""
        entries = [each for person, value in self.people.items() for each in key_entries(person, value).values()]
        if not entries:
            return
        people = {each.person for each in entries}
        if len(people) > 1:
            how, reason = "two people's keys or more", ""
        elif any(each.letter for each in entries):
            how, reason = "one person's key and the head's letter", ""
        else:
            how, reason = "one person's key", "two people's keys begin a root, or one person's and the head's letter"
        if place:
            how += ", after the first commit"
        self.genesis = Genesis(self.line.commits[place][0], self._on(place), tuple(entries), how, reason)
        for entry in entries:
            self.keys[entry.fingerprint] = place
            if entry.ended:
                self.ended[entry.fingerprint] = entry.ended
        for person, value in self.people.items():
            for event in events_between(person, {}, value, {}):
                if isinstance(event.of, RoleEntry):
                    self.roles[person, event.of.role, event.of.agency] = place

    def _new_beginnings(
        self, place: int, steps: Sequence[_Step], before: Mapping[str, Mapping[str, Any]]
    ) -> Mapping[str, Reanchoring]:
        """The keys that this commit's settings admit by letter, each with the entry that says so."""
        found: dict[str, Reanchoring] = {}
        for step in steps:
            if step.path != PORTAL:
                continue
            old, new = (value.get("reanchored", []) for value in (step.before, step.after))
            if step.before and new[: len(old)] != old:
                gone = "the record of a new beginning was changed or taken away"
                self.reanchored.append(Reanchoring(self._on(place), "", "", (), gone))
                continue
            for entry in new[len(old) :]:
                made = self._reanchoring(entry, before)
                self.reanchored.append(made)
                found |= dict.fromkeys(made.keys, made)
        return found

    def _reanchoring(self, entry: Mapping[str, Any], before: Mapping[str, Mapping[str, Any]]) -> Reanchoring:
        keys = tuple(entry["keys"])
        now = self._standing(self.people)
        left = sorted(each for each in self._standing(before) & now if each in self.keys)
        reason = f"not every key is lost: {left[0]} still counts" if left else ""
        return Reanchoring(entry["on"], entry["said_by"], entry["letter"]["reference"], keys, reason)

    @staticmethod
    def _standing(people: Mapping[str, Mapping[str, Any]]) -> set[str]:
        """The keys that have not ended."""
        entries = (each for person, value in people.items() for each in key_entries(person, value).values())
        return {each.fingerprint for each in entries if not each.ended}

    def _judged(
        self, place: int, step: _Step, before: Mapping[str, Mapping[str, Any]], anew: Mapping[str, Reanchoring]
    ) -> Iterator[KeyChange]:
        for event in events_between(step.person, step.before, step.after, self.ended):
            made = KeyChange(event, place, self.line.commits[place][0], self._on(place))
            by_letter = anew.get(event.of.fingerprint) if isinstance(event.of, KeyEntry) else None
            if anew and event.act == REVOKE and isinstance(event.of, KeyEntry) and event.of.ended == "lost":
                by_letter = next(iter(anew.values()))
            if event.fault:
                yield _because(made, event.fault)
            elif by_letter:
                how = f"by letter, every key being lost: {by_letter.said_by}, {by_letter.on}"
                yield _because(made, by_letter.reason) if by_letter.reason else _done(made, (), how)
            else:
                yield self._signed(made, step, before)

    def _signed(self, made: KeyChange, step: _Step, before: Mapping[str, Mapping[str, Any]]) -> KeyChange:
        """The change with who signed it, or why nobody did who may."""
        spoken = [each for each in self.stated.get(step.path, ()) if each.speaks_of(made.event, made.place)]
        wanted = [each.act for each in spoken if each.act.statement.act == made.event.act]
        good = [act for act in wanted if self._is_admitted(act, made.place)]
        of = made.event.of
        agency = of.agency if isinstance(of, RoleEntry) else str((step.before or step.after).get("agency", ""))
        signers, reason = self._enough(made, good, agency, before)
        if reason and not good:
            reason += _but_not(wanted, spoken, made.event.act)
        if reason:
            return _because(made, reason)
        people = tuple(dict.fromkeys(each.statement.person for each in signers))
        return _done(made, people, f"{made.event.act} signed by {' and '.join(people)}")

    def _is_admitted(self, act: Act, place: int) -> bool:
        """Whether an act holds, and is by a key that was admitted before the change."""
        return act.holds and counts(ActKind.RELEASE, act.known) and self.keys.get(act.fingerprint, place) < place

    def _enough(
        self, made: KeyChange, acts: Sequence[Act], agency: str, before: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Sequence[Act], str]:
        """The acts that are enough for a change, or why they are not."""
        event, person = made.event, made.event.of.person
        lacking = f"no {event.act!r} is signed by {MAY[event.act]}"
        if event.act == ROTATE:
            own = [each for each in acts if each.statement.person == person and each.fingerprint in event.olds]
            return own[:1], "" if own else lacking
        heads, officers = (self._in_role(acts, role, made.place, agency) for role in (HEAD, OFFICER))
        others = [each for each in (*heads, *officers) if each.statement.person != person]
        if event.act == REVOKE:
            enough = others or [each for each in acts if each.statement.person == person]
            return enough[:1], "" if enough else lacking
        if event.act == REPLACE:
            pair = [
                (one, two)
                for one in heads
                for two in officers
                if len({one.statement.person, two.statement.person, person}) == 3
            ]
            enough = (
                list(pair[0]) if pair else others[:1] if _letter(event) and self._alone(made, others, before) else []
            )
            return enough, _too_soon(made, enough) if enough else lacking
        if others and _lacks_letter(event) and self._alone(made, others, before):
            return (), "only one key was left to sign with; the head's letter has to stand beside the new one"
        return others[:1], "" if others else lacking

    def _in_role(self, acts: Sequence[Act], role: str, place: int, agency: str) -> list[Act]:
        """The acts by somebody whose role was admitted before; the head's for the agency or one above it."""
        above = set(self._above(place, agency)) if role == HEAD else None
        admitted = {
            who
            for (who, held, whose), since in self.roles.items()
            if held == role and since < place and (above is None or whose in above)
        }
        return [each for each in acts if each.statement.role == role and each.statement.person in admitted]

    def _above(self, place: int, agency: str) -> Iterator[str]:
        """An agency and those above it, by the register of before, each once."""
        register, seen = self.bases.register(place - 1), set[str]()
        while agency and agency not in seen:
            yield agency
            seen.add(agency)
            record = register.get("agencies", agency)
            agency = str(record.value.get("parent", "")) if record else ""

    def _alone(self, made: KeyChange, acts: Sequence[Act], before: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether nobody but who signed, and the person, had a key that counted on the later day."""
        on = max(made.on, *(each.statement.on for each in acts), "")
        holders = {
            who
            for who, value in before.items()
            for each in key_entries(who, value).values()
            if each.fingerprint in self.keys and each.from_on <= on <= each.to_on
        }
        return len(holders - {made.event.of.person}) == 1

    def _enter(self, made: KeyChange) -> None:
        """What stands after a change: what was not admitted counts for nobody else's admission."""
        of = made.event.of
        if isinstance(of, RoleEntry):
            if made.event.act == GRANT and made.holds:
                self.roles[of.person, of.role, of.agency] = made.place
            return
        if of.ended:
            self.ended[of.fingerprint] = of.ended
        if made.event.act != REVOKE and made.holds:
            self.keys[of.fingerprint] = made.place
        elif made.reason and (made.event.fault or made.event.act != REVOKE):
            self.keys.pop(of.fingerprint, None)
        ended = key_entries(of.person, self.people[of.person]).values()
        self.ended |= {each.fingerprint: each.ended for each in ended if each.ended}


def _done(made: KeyChange, by: tuple[str, ...], how: str) -> KeyChange:
    return KeyChange(made.event, made.place, made.commit, made.on, by, how)


def _because(made: KeyChange, reason: str) -> KeyChange:
    return KeyChange(made.event, made.place, made.commit, made.on, reason=reason)


def _letter(event: KeyEvent) -> str:
    return event.of.letter if isinstance(event.of, KeyEntry) else ""


def _lacks_letter(event: KeyEvent) -> bool:
    return isinstance(event.of, KeyEntry) and not event.of.letter


def _too_soon(made: KeyChange, acts: Iterable[Act]) -> str:
    """Why a replacement counts too soon; empty where it waits, so that the person can object."""
    signed = max(made.on, *(each.statement.on for each in acts))
    first = (parse_date(signed) + WAITS).isoformat()
    if made.event.of.from_on >= first:
        return ""
    return f"it counts from {made.event.of.from_on}; a key that replaces another counts ten days later, from {first}"


def _but_not(wanted: Sequence[Act], spoken: Sequence[_Stated], word: str) -> str:
    """What was signed and is not enough, in words."""
    for act in wanted:
        if act.reason:
            return f"; {act.statement.person!r} signed, but {act.reason}"
        return f"; {act.statement.person!r} signed with a key that was not admitted"
    other = next((each.act.statement for each in spoken), None)
    return f"; {other.person!r} signed {other.act!r} and not {word!r}" if other else ""
