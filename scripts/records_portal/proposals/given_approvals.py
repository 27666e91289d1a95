"""What was given of the approvals that a change needs, as values: who gave it, how it is known, and what lacks.

Records are named as KIND/ID. Not here: how it is counted; see `approval_state`.
"""

from __future__ import annotations

from dataclasses import dataclass

from records_portal.identity.acts import Exemption, Known
from records_portal.identity.approvals import Approval

APPROVE = "approve"
ANY_ROLE = ""


@dataclass(frozen=True, slots=True)
class GivenApproval:
    """An approval that somebody gave: how it is known, in which role, of which files, and why it would not count.

    A review is in any role that the person has, and of the whole change: it names no files.
    """

    person: str
    known: Known
    role: str = ANY_ROLE
    on: str = ""
    act: str = APPROVE
    paths: frozenset[str] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NeededApproval:
    """An approval that is needed: which ones count, for which records it is missing, and what a letter goes without."""

    approval: Approval
    given: tuple[GivenApproval, ...]
    lacking: tuple[str, ...]
    exempt: tuple[tuple[str, Exemption], ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalState:
    """All approvals that a change needs, and those that count for nothing with the reason; whether anybody can sign."""

    can_sign: bool
    needed: tuple[NeededApproval, ...] = ()
    not_counting: tuple[GivenApproval, ...] = ()

    @property
    def missing(self) -> tuple[NeededApproval, ...]:
        """The approvals without which it may not be merged."""
        return tuple(each for each in self.needed if each.lacking)


NOBODY_CAN_SIGN = ApprovalState(can_sign=False)
