"""The life of keys: each change of anybody's keys or roles on the main line, who did it, and why it does not count.

* The first commit with a key is the genesis: it admits what it holds. It has two people's keys, or one and a letter.
* A first key, a role or a later last day is granted by the head of the person's agency or a records officer, never by
  the person alone; where nobody else is left who could sign, the head's letter stands beside the key.
* A rotation is signed by an earlier key. A replacement is signed by a head and a records officer, two people and
  neither the person, and counts ten days later at the earliest. An end is signed by either of them or by the person.
* Where every key is lost, the portal's settings name the new ones and the letter, and it is shown for ever.
* Whoever signs does so with a key and in a role that were themselves admitted before. A statement admits what stands at
  the end of what it speaks of, and once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from records_portal.history.main_line import MainLine
from records_portal.history.repository import Repository
from records_portal.register.agencies import agencies_above
from records_portal.register.kinds import STATEMENTS
from records_portal.register.model import Register
from records_portal.values.dates import parse_date

from .acts import Act, ActKind, counts
from .acts_of_history import Acts, read_acts
from .approvals import HEAD, OFFICER
from .base import BaseReader, base_reader
from .key_events import (
    GRANT,
    REPLACE,
    REVOKE,
    ROTATE,
    KeyEntry,
    KeyEvent,
    RoleEntry,
    StayEntry,
    events_between,
    key_entries,
)
from .key_history import Genesis, KeyChange, KeyHistory, Reanchoring
from .key_steps import PORTAL, KeyStep, StatedChange, key_steps, key_values, stated_changes

WAITS = timedelta(days=10)
MAY = {
    GRANT: "the head of the agency or a records officer, who is somebody else",
    ROTATE: "the person, with an earlier key",
    REPLACE: "the head of the agency and a records officer, two people and neither the person",
    REVOKE: "the head of the agency, a records officer or the person",
}


def read_key_history(repository: Repository, bases: BaseReader, acts: Acts | None = None) -> KeyHistory:
    """The life of the keys of a root, from its main line."""
    line = bases.line
    values = key_values(repository, line)
    walk = _Walk(bases, line, stated_changes(line, acts or read_acts(repository, bases), values))
    for place, changed in key_steps(line, values):
        walk.take(place, changed)
    return KeyHistory(walk.genesis, tuple(walk.changes), tuple(walk.reanchored))


def keys_of(repository: Repository, register: Register) -> KeyHistory:
    """The same of a register in which somebody has a key, or acted; the history of another has none to tell of."""
    told = any(each.value.get("keys") for each in register.of("people").values()) or "reanchored" in register.portal
    if not told and not repository.ever_had(STATEMENTS):
        return KeyHistory(None)
    return read_key_history(repository, base_reader(repository))


@dataclass
class _Walk:
    """The walk along the main line: which keys and roles were admitted, and since which place."""

    bases: BaseReader
    line: MainLine
    stated: Mapping[str, list[StatedChange]]
    genesis: Genesis | None = None
    changes: list[KeyChange] = field(default_factory=list)
    reanchored: list[Reanchoring] = field(default_factory=list)
    people: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    roles: dict[tuple[str, str, str], int] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)

    def take(self, place: int, steps: Sequence[KeyStep]) -> None:
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
        self, place: int, steps: Sequence[KeyStep], before: Mapping[str, Mapping[str, Any]]
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
        self, place: int, step: KeyStep, before: Mapping[str, Mapping[str, Any]], anew: Mapping[str, Reanchoring]
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

    def _signed(self, made: KeyChange, step: KeyStep, before: Mapping[str, Mapping[str, Any]]) -> KeyChange:
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
            by_letter = others[:1] if _letter(event) and self._alone(made, others, before) else ()
            signers = _two_people(heads, officers, person) or by_letter
            return signers, _too_soon(made, signers) if signers else lacking
        if others and _lacks_letter(event) and self._alone(made, others, before):
            return (), "only one key was left to sign with; the head's letter has to stand beside the new one"
        return others[:1], "" if others else lacking

    def _in_role(self, acts: Sequence[Act], role: str, place: int, agency: str) -> list[Act]:
        """The acts by somebody whose role was admitted before; the head's for the agency or one above it."""
        above = set(agencies_above(self.bases.register(place - 1), agency)) if role == HEAD else None
        admitted = {
            who
            for (who, held, whose), since in self.roles.items()
            if held == role and since < place and (above is None or whose in above)
        }
        return [each for each in acts if each.statement.role == role and each.statement.person in admitted]

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
        if isinstance(of, StayEntry):
            return
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


def _two_people(heads: Iterable[Act], officers: Sequence[Act], person: str) -> tuple[Act, ...]:
    """A head's act and an officer's, of two people who are neither the person; nothing where there is no such pair."""
    pairs = ((one, two) for one in heads for two in officers)
    return next((pair for pair in pairs if len({person, *(each.statement.person for each in pair)}) == 3), ())


def _letter(event: KeyEvent) -> str:
    return event.of.letter if isinstance(event.of, KeyEntry) else ""


def _lacks_letter(event: KeyEvent) -> bool:
    return isinstance(event.of, KeyEntry) and not event.of.letter


def _too_soon(made: KeyChange, acts: Iterable[Act]) -> str:
    """Why a replacement counts too soon; empty where it waits, so that the person can object."""
    signed = max(made.on, *(each.statement.on for each in acts))
    first = (parse_date(signed) + WAITS).isoformat()
    counts_from = "" if isinstance(made.event.of, StayEntry) else made.event.of.from_on
    if counts_from >= first:
        return ""
    return f"it counts from {counts_from}; a key that replaces another counts ten days later, from {first}"


def _but_not(wanted: Sequence[Act], spoken: Sequence[StatedChange], word: str) -> str:
    """What was signed and is not enough, in words."""
    for act in wanted:
        if act.reason:
            return f"; {act.statement.person!r} signed, but {act.reason}"
        return f"; {act.statement.person!r} signed with a key that was not admitted"
    other = next((each.act.statement for each in spoken), None)
    return f"; {other.person!r} signed {other.act!r} and not {word!r}" if other else ""
