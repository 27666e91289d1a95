"""Whose signature a key makes, by the register of one commit.

* A key counts by position: the register that is asked is that of the first parent on the main line, so that no change
  admits a key, a role or a person for itself. The key's dates only narrow that.
* Whoever signs says the day, so the day alone proves nothing: a statement lands on the main line before its key, its
  role or its person's time there ended, and not before its own day. Where it landed, the latest day that the main line
  had claimed until then counts.
* A key that ended as rotated, lost or revoked signs nothing any more, whatever day a statement names.
* One key is one person's: a key that stands twice is nobody's.
* The sample's test keys sign nothing but the sample.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from records_portal.register.kinds import KINDS
from records_portal.register.model import Record, Register
from records_portal.register.sample_keys import refused_keys
from records_portal.register.sites import holds_role
from records_portal.register.staff import leaves_on
from records_portal.values.dates import parse_date
from records_portal.values.ssh_keys import NotAKey, parse_key
from records_portal.values.ssh_signatures import verify_signature

from .statements import NAMESPACE, Statement

if TYPE_CHECKING:
    from records_portal.register.records import PersonValue

FOR_EVER = "9999-12-31"
AT_ONCE = ("rotated", "lost", "revoked")


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Whose a key is, and the days on which it counts, both included."""

    person: str
    from_on: str
    to_on: str = FOR_EVER
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """What became of a signature: the key's fingerprint, and why it does not count; empty where it does."""

    fingerprint: str
    reason: str = ""


class Signers:
    """The people of a register with their keys."""

    def __init__(self, register: Register, *, spared: Collection[str] = ()) -> None:
        """`spared` are the ends of keys that leave what landed before; of another root, where that is asked besides."""
        self.register = register
        self.holders = _holders(register)
        self._at_once = tuple(each for each in AT_ONCE if each not in spared)

    def check(
        self,
        statement: Statement,
        signed: bytes,
        armored: bytes,
        namespace: str = NAMESPACE,
        *,
        landing: bool = False,
        landed: str = "",
    ) -> Signature:
        """Whether these bytes were signed by the statement's person, who held the role on its day.

        `landing` asks the register of before the statement landed, which may have the end of a key that it speaks of;
        `landed` is the day on which it did, where that is known.
        """
        verdict = verify_signature(armored, signed, namespace)
        if not verdict.holds:
            return Signature(verdict.fingerprint, verdict.reason)
        return Signature(
            verdict.fingerprint, self.fault(statement, verdict.fingerprint, landing=landing, landed=landed)
        )

    def fault(self, statement: Statement, fingerprint: str, *, landing: bool = False, landed: str = "") -> str:
        """Why a statement by this key would not count; empty where it would."""
        spared = landing and _ends_own_key(statement)
        return next(self._faults(statement, fingerprint, spared, landed), "")

    def fault_of_person(self, person: str, on: str, fingerprint: str, landed: str = "") -> str:
        """Why a signature of that day by this key is not this person's, whatever role they hold; empty where it is."""
        record = self.register.get("people", person)
        if record is None or record.private:
            return f"person {person!r} is not in the register"
        if leaves_on(self.register, person) < on:
            return f"{person!r} had left before {on}"
        nothing = Statement(person, "", "", on, ())
        return next(self._faults_of_key(nothing, fingerprint, spared=False, landed=max(on, landed)), "")

    def _faults(self, statement: Statement, fingerprint: str, spared: bool, landed: str) -> Iterator[str]:
        if person := self.register.get("people", statement.person):
            yield from self._faults_of_key(statement, fingerprint, spared, landed)
            yield from _faults_of_person(person, statement, landed)
        else:
            yield f"person {statement.person!r} is not in the register that it was made under"

    def fault_of_role(self, statement: Statement, landed: str) -> str:
        """Why a person could not say this, whoever signs that they did; empty where they could."""
        if person := self.register.get("people", statement.person):
            return next(_faults_of_person(person, statement, landed), "")
        return f"person {statement.person!r} is not in the register that it was made under"

    def _faults_of_key(self, statement: Statement, fingerprint: str, spared: bool, landed: str) -> Iterator[str]:
        holders, on = self.holders.get(fingerprint, ()), statement.on
        if {each.person for each in holders} - {statement.person}:
            yield f"the key {fingerprint} is another person's"
        own = [each for each in holders if each.person == statement.person]
        counting = [each for each in own if each.from_on <= on <= each.to_on]
        if not own:
            yield f"the key {fingerprint} was not registered for {statement.person!r} before this change"
        elif not counting:
            yield f"the key {fingerprint} did not count on {on}"
        elif not spared and all(each.ended in self._at_once for each in own):
            yield f"the key {fingerprint} had ended as {own[0].ended} before this change"
        elif not spared and max(each.to_on for each in counting) < landed:
            yield f"the key {fingerprint} had ended on {counting[-1].to_on}, before this was merged on {landed}"


def _faults_of_person(person: Record[PersonValue], statement: Statement, landed: str) -> Iterator[str]:
    on = statement.on
    if not holds_role(person.value, statement.role, on):
        yield f"{statement.person!r} did not hold the role {statement.role!r} on {on}"
    elif _role_until(person.value, statement.role, on) < landed:
        yield f"{statement.person!r} held the role {statement.role!r} no more when this was merged on {landed}"
    if person.value.get("leaves_on", FOR_EVER) < max(on, landed):
        yield f"{statement.person!r} had left before {max(on, landed)}"
    if landed and on > _day_after(landed):
        yield f"it is dated {on}, a day that had not come when it was merged on {landed}"


def _role_until(person: PersonValue, role: str, on: str) -> str:
    """The last day of a role that is held on a day."""
    ends = (held.get("to_on", FOR_EVER) for held in person["roles"] if held["role"] == role and held["from_on"] <= on)
    return max(ends)


def _day_after(day: str) -> str:
    """The next day: where a statement was signed it may have begun already."""
    return FOR_EVER if day >= FOR_EVER else (parse_date(day) + timedelta(days=1)).isoformat()


def _ends_own_key(statement: Statement) -> bool:
    """Whether a statement is about its signer's own keys and nothing else, with an act that ends one."""
    own = KINDS["people"].path_of(statement.person)
    return statement.act in ("rotate", "revoke") and [each.path for each in statement.changes] == [own]


def _holders(register: Register) -> Mapping[str, tuple[KeyHolder, ...]]:
    """Who holds each key, by its fingerprint."""
    found: dict[str, list[KeyHolder]] = {}
    refused = refused_keys(register.portal)
    for person in register.of("people").values():
        for entry in person.value.get("keys", ()):
            try:
                fingerprint = parse_key(entry["key"]).fingerprint
            except NotAKey:
                continue  # the checks say so; here it is nobody's
            if fingerprint in refused:
                continue
            holder = KeyHolder(person.id, entry["from_on"], entry.get("to_on", FOR_EVER), entry.get("ended", ""))
            found.setdefault(fingerprint, []).append(holder)
    return {fingerprint: tuple(holders) for fingerprint, holders in found.items()}
