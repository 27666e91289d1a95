"""Whose key a commit is signed with: by the register of before the commit landed on the main line.

* A key entered later bears out no earlier commit, and one that had ended bears out no later one, whatever day a commit
  claims. What landed with the first keys of all is judged by those: there is no register of before.
* A key of two people is nobody's. A key of the forge's own says that the forge did it, and not who.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from records_portal.history.audit_trail import BY_FORGE, VERIFIED
from records_portal.history.main_line import MainLine, landing_places
from records_portal.history.merged_changes import landing_days
from records_portal.history.repository import Repository
from records_portal.values.ssh_keys import NotAKey, parse_key

from .key_steps import KeyStep, key_steps, key_values
from .signers import AT_ONCE, FOR_EVER

OPENPGP = "OPENPGP:"
ALWAYS = "0001-01-01"


class HeldKey(NamedTuple):
    """A key in somebody's record, or the forge's in the settings: whose it is and when it counts."""

    person: str
    from_on: str = ALWAYS
    to_on: str = FOR_EVER
    ended: str = ""

    def counts(self, on: str) -> bool:
        """Whether it counts on a day."""
        return self.ended not in AT_ONCE and self.from_on <= on <= self.to_on


class CommitKeys:
    """The keys along a main line, each with the places at which its holders changed."""

    def __init__(self, repository: Repository, line: MainLine) -> None:
        self.places = landing_places(repository.commits(), [name for name, _ in line.commits])
        self.days = landing_days(line)
        self.holders = _holders(key_steps(line, key_values(repository, line)))
        self.first = min((changes[0][0] for changes in self.holders.values()), default=0)

    def signer(self, commit: str, key: str) -> tuple[str, str]:
        """Who signed a commit with a key, and how that is told; nobody where the key counted for nobody."""
        place = self.places[commit]
        held = self._held(key, place if place <= self.first else place - 1)
        counting = {each.person for each in held if each.counts(self.days[place])}
        if len({each.person for each in held}) != 1 or not counting:
            return "", ""
        (person,) = counting
        return (person, VERIFIED) if person else ("", BY_FORGE)

    def _held(self, key: str, place: int) -> tuple[HeldKey, ...]:
        changes = self.holders.get(key, [])
        found = bisect_right(changes, place, key=lambda each: each[0])
        return changes[found - 1][1] if found else ()


def _holders(steps: Iterable[tuple[int, list[KeyStep]]]) -> Mapping[str, list[tuple[int, tuple[HeldKey, ...]]]]:
    """Of each key the places at which its holders changed, and who they were from there on."""
    now: dict[str, dict[str, tuple[HeldKey, ...]]] = {}
    found: dict[str, list[tuple[int, tuple[HeldKey, ...]]]] = {}
    for place, changed in steps:
        touched = dict[str, None]()
        for step in changed:
            before, after = _keys_in(step.person, step.before), _keys_in(step.person, step.after)
            for key in (*before, *after):
                touched[key] = None
                now.setdefault(key, {})[step.path] = after.get(key, ())
        for key in touched:
            found.setdefault(key, []).append((place, tuple(each for held in now[key].values() for each in held)))
    return found


def _keys_in(person: str, value: Mapping[str, Any]) -> dict[str, tuple[HeldKey, ...]]:
    """The keys of a record by fingerprint; of the settings those of the forge, which are nobody's."""
    found: dict[str, tuple[HeldKey, ...]] = {}
    for name, held in _entries(person, value) if person else _entries("", value.get("forge", {})):
        found[name] = (*found.get(name, ()), held)
    return found


def _entries(person: str, value: Mapping[str, Any]) -> Iterator[tuple[str, HeldKey]]:
    for entry in value.get("keys", ()):
        if name := _fingerprint(entry["key"]):
            yield name, HeldKey(person, entry["from_on"], entry.get("to_on", FOR_EVER), entry.get("ended", ""))
    if name := _fingerprint(value.get("signing_key", "")):
        yield name, HeldKey(person)


def _fingerprint(key: str) -> str:
    try:
        return key if key.startswith(OPENPGP) else parse_key(key).fingerprint
    except NotAKey:
        return ""
