"""Signatures over the plan of a disposition: who carries it out, who sees it done and who approves, each by their key.

* What is signed is a text of five lines: its form, the person, the part that they have, the day, the plan's digest.
* A key counts that the register has at the tip of the published root, on the plan's day, and that came as it must.
* One that was rotated, lost or revoked signs nothing any more; one person's key is nobody else's.
* Of a disposition that was merged, the register counts that stood before its record came, and the keys that it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from records_portal.files.yaml_text import read_yaml
from records_portal.history.repository import Repository
from records_portal.register.model import Register
from records_portal.values.ssh_signatures import verify_signature

from .acts_of_history import read_acts
from .base import BaseReader, base_reader
from .key_changes import read_key_history
from .signers import Signers
from .trail import Letters

PLAN_NAMESPACE = "records-disposition"
SIGNED_LINE = "records-disposition v1"


class PlanPart(StrEnum):
    """What somebody has to do with a disposition."""

    APPROVER = "approver"
    EXECUTOR = "executor"
    WITNESS = "witness"


@dataclass(frozen=True, slots=True)
class PlanSignature:
    """Somebody's signature over a plan: the part that they have in it, the day, the plan's digest, and the armor."""

    person: str
    part: PlanPart
    on: str
    plan: str
    armored: bytes

    def approves_as(self, person: str) -> bool:
        """Whether it is the approval of a person."""
        return (self.part, self.person) == (PlanPart.APPROVER, person)

    @property
    def signed(self) -> bytes:
        """The bytes that are signed."""
        return plan_statement(self.person, self.part, self.on, self.plan)


def plan_statement(person: str, part: PlanPart, on: str, plan: str) -> bytes:
    """What somebody signs about a plan, by its digest."""
    lines = (SIGNED_LINE, f"person {person}", f"part {part}", f"on {on}", f"plan {plan}")
    return "".join(f"{line}\n" for line in lines).encode()


def plan_signature_faults(
    repository: Repository, register: Register, signatures: Iterable[PlanSignature]
) -> Iterator[str]:
    """Of each signature why it does not count, by the register at the tip that is checked out; empty where it does."""
    signers, bases = Signers(register), base_reader(repository)
    keys = read_key_history(repository, bases, read_acts(repository, bases))
    for each in signatures:
        verdict = verify_signature(each.armored, each.signed, PLAN_NAMESPACE)
        fault = verdict.reason or signers.fault_of_person(each.person, each.on, verdict.fingerprint)
        if not fault and not keys.admits(verdict.fingerprint):
            why = keys.voided(verdict.fingerprint) or keys.coming(verdict.fingerprint)
            fault = f"the key {verdict.fingerprint} was not admitted as it must be: {why.reason if why else ''}"
        yield fault


@dataclass
class LandedRecord:
    """The record of a disposition on its root's main line, with what it says of who signed.

    `people` is the main line whose people, keys and letters count: of a private root's record the public root's.
    """

    bases: BaseReader
    path: str
    known: Mapping[str, Any]
    people: Letters

    @property
    def _is_private(self) -> bool:
        return self.people.bases is not self.bases

    @cached_property
    def _before(self) -> int:
        """The last place of the people's line before the record landed."""
        return self.people.bases.line.until(self._landed_at) if self._is_private else self.place - 1

    @cached_property
    def place(self) -> int:
        """The commit of the main line that brought what the record says of who signed."""
        changes = self.bases.line.transitions.get(self.path, [])
        texts = dict(self.bases.repository.blobs(sorted({each.new for each in changes if each.new})))
        found = -1
        for each in reversed(changes):
            value = read_yaml(texts[each.new])[0] if each.new else None
            if not isinstance(value, dict) or value.get("known") != self.known:
                break
            found = each.place
        return found

    @cached_property
    def _landed_at(self) -> int:
        """The moment at which it landed: the latest that the main line had claimed until then."""
        return self.bases.line.moment(self.place)

    @property
    def _landed(self) -> str:
        return datetime.fromtimestamp(self._landed_at, UTC).date().isoformat()

    def signature_faults(self, signatures: Iterable[PlanSignature]) -> Iterator[str]:
        """Of each signature why it did not count where the record landed; empty where it did.

        A private root can be dated back: there a key counts by the public register of now too.
        """
        line, keys = self.people.bases, self.people.keys
        people = [line.signers(self._before)]
        if self._is_private:
            people.append(line.signers(line.line.last))
        for each in signatures:
            verdict = verify_signature(each.armored, each.signed, PLAN_NAMESPACE)
            about = each.person, each.on, verdict.fingerprint, self._landed
            fault = verdict.reason or next(filter(None, (one.fault_of_person(*about) for one in people)), "")
            coming = keys.coming(verdict.fingerprint)
            if not fault and coming is not None and (not coming.holds or coming.place > self._before):
                fault = f"the key {verdict.fingerprint} had not been admitted as it must be"
            yield fault

    def stands_by_letter(self, agencies: Iterable[str], letter: Mapping[str, object], on: str) -> bool:
        """Whether this very letter counts, from before the record landed, for dispositions of every agency.

        It is asked about the record's day or the one on which it landed, whichever is later.
        """
        base, day = self.people.bases.register(self._before), max(on, self._landed)
        found = self.people.covering(base, sorted(agencies), "dispositions", day, place=self._before)
        return found is not None and found.as_said == letter
