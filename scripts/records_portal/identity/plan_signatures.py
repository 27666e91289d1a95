"""Signatures over the plan of a disposition: who carries it out, who sees it done and who approves, each by their key.

* What is signed is a text of five lines: its form, the person, the part that they have, the day, the plan's digest.
* A key counts that the register has at the tip of the published root, on the plan's day, and that came as it must.
* One that was rotated, lost or revoked signs nothing any more; one person's key is nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from records_portal.history.repository import Repository
from records_portal.register.model import Register
from records_portal.values.ssh_signatures import verify_signature

from .acts_of_history import read_acts
from .base import base_reader
from .key_changes import read_key_history
from .signers import Signers

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
        coming = keys.coming(verdict.fingerprint)
        if not fault and coming is not None and not coming.holds:
            fault = f"the key {verdict.fingerprint} was not admitted as it must be: {coming.reason}"
        yield fault
