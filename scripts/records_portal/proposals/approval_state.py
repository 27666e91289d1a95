"""Who approved a change and who has not yet: what it needs, by the register of before it, against what was given.

* An approval counts for a record when it is by somebody who may agree to that, in that role, in a way that counts for
  such a record, and when it speaks of the contents that would be merged.
* Nobody approves what they asked for, nor the record that gives them a role, an agency or a site.
* Where two roles decide over a site, they are two people; so are the two who replace a key.
* For the kinds that a head's letter names the office goes without, and that is said.
* Where nobody of the register has a key, nobody can sign yet: nothing is counted, and that is said.

Not here: how a statement or a review is read; see `identity.proposed_acts` and `reviews`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from records_portal.identity.acts import OF_KIND, Exemption, counts
from records_portal.identity.approvals import OFFICER, Approval
from records_portal.register.fact_kinds import DECIDERS

from .given_approvals import ANY_ROLE, APPROVE, ApprovalState, GivenApproval, NeededApproval

if TYPE_CHECKING:
    from .difference import Difference, RecordChange

GRANT, ROTATE, REPLACE, REVOKE = "grant", "rotate", "replace", "revoke"
# beside approving, what else is signed of records of a kind by whoever has to agree to it
ALSO: Mapping[str, tuple[str, ...]] = {
    "people": (GRANT, ROTATE, REPLACE, REVOKE),
    "holds": ("release", "confirm"),
    "schedules": ("confirm",),
    "events": ("date",),
    "classifications": ("nonrecord",),
    "captures": ("date", "nonrecord"),
}
LAST = 99


def approval_state(
    difference: Difference,
    given: Sequence[GivenApproval],
    officers: frozenset[str],
    letter_for: Callable[[RecordChange], Exemption | None],
) -> ApprovalState:
    """What a change needs against what was given; the officers are those of the register of before it."""
    count = _Count(officers)
    needed = []
    for approval, records in difference.approvals().items():
        good = {record.path: count.good(given, approval, record) for record in records}
        open_records = [record for record in records if not good[record.path]]
        letters = [(record.name, letter_for(record)) for record in open_records]
        exempt = tuple((name, letter) for name, letter in letters if letter)
        lacking = tuple(name for name, letter in letters if not letter)
        counting = dict.fromkeys(each for found in good.values() for each in found)
        needed.append(NeededApproval(approval, tuple(counting), lacking, exempt))
    used = {each for one in needed for each in one.given}
    return ApprovalState(True, tuple(needed), tuple(count.refused(each) for each in given if each not in used))


class _Count:
    """The count of what was given, with the reason that came nearest to counting of each that did not."""

    def __init__(self, officers: frozenset[str]) -> None:
        self.officers = officers
        self.reasons: dict[GivenApproval, tuple[int, str]] = {}
        self.decided: dict[str, frozenset[str]] = {}

    def good(
        self, given: Sequence[GivenApproval], approval: Approval, record: RecordChange
    ) -> tuple[GivenApproval, ...]:
        """The approvals that count for a record."""
        found = [each for each in given if not self._is_refused(each, approval, record)]
        if any(each.act == REPLACE for each in found) and len({each.person for each in found}) < 2:
            return self._all_refused(found, "a key is replaced by a head and a records officer, who are two people")
        if approval.role in DECIDERS and record.kind == "sites" and found:
            before = self.decided.get(record.path, frozenset())
            self.decided[record.path] = before.union(each.person for each in found)
            if before and len(self.decided[record.path]) == 1:
                return self._all_refused(found, "the two roles that decide over a site are two people")
        return tuple(found)

    def refused(self, given: GivenApproval) -> GivenApproval:
        """An approval that counts for nothing, with why."""
        nearest = self.reasons.get(given, (0, "it speaks of no record that needs it"))[1]
        return replace(given, reason=given.reason or nearest)

    def _all_refused(self, found: Sequence[GivenApproval], reason: str) -> tuple[GivenApproval, ...]:
        for each in found:
            self.reasons[each] = (LAST, reason)
        return ()

    def _is_refused(self, given: GivenApproval, approval: Approval, record: RecordChange) -> bool:
        for rank, reason in enumerate(self._steps(given, approval, record)):
            if reason:
                if rank > self.reasons.get(given, (-1, ""))[0]:
                    self.reasons[given] = rank, reason
                return True
        return False

    def _steps(self, given: GivenApproval, approval: Approval, record: RecordChange) -> Iterator[str]:
        """What each step of the judgement has against an approval; nothing where it passes."""
        yield given.reason
        spoken = given.paths is None or record.path in given.paths
        yield "" if spoken else "it speaks of no record that needs it"
        yield "" if given.act in (APPROVE, *ALSO.get(record.kind, ())) else f"{given.act!r} approves no such record"
        yield "" if self._may(given, approval, record) else _not_needed(given)
        # what is no record guards all of them, like the settings
        act = OF_KIND.get(record.kind, OF_KIND["portal"])
        yield "" if counts(act, given.known) else f"{given.known} does not count for {act}"
        yield "asked for it" if given.person in _asked_by(record) else ""
        gains = given.person in _given_to(record) and not _is_own_key(given, record)
        yield "this change gives it to the person who approves it" if gains else ""

    def _may(self, given: GivenApproval, approval: Approval, record: RecordChange) -> bool:
        roles = {role for person, role in approval.holders if person == given.person}
        if record.kind == "people" and given.act in ALSO["people"]:
            roles |= {OFFICER} if given.person in self.officers else set()
            if _is_own_key(given, record):
                return True
        return bool(roles) if given.role == ANY_ROLE else given.role in roles


def _not_needed(given: GivenApproval) -> str:
    if given.role == ANY_ROLE:
        return "holds no role that is needed"
    return f"{given.known}, in a role that is not needed: {given.role}"


def _is_own_key(given: GivenApproval, record: RecordChange) -> bool:
    """Whether somebody rotates or ends a key of their own, and nothing else of their record changes."""
    own = record.kind == "people" and record.id == given.person and given.act in (ROTATE, REVOKE)
    old, new = record.values
    if not own or not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return False
    return all(old.get(key) == new.get(key) for key in (*old, *new) if key != "keys")


def _asked_by(record: RecordChange) -> frozenset[str]:
    """Who asked for what a record says now."""
    new = record.values[1] if isinstance(record.values[1], Mapping) else {}
    if record.kind == "sites":
        asked = [each for each in _mappings(new.get("facts")) if each.get("kind") == "request"][-1:]
    else:
        asked = [each for each in (new.get("requested"),) if isinstance(each, Mapping)]
    return frozenset(str(each.get("by", "")) for each in asked)


def _given_to(record: RecordChange) -> frozenset[str]:
    """Whom a change of a record gives a role, a key, an agency or a site."""
    old, new = (value if isinstance(value, Mapping) else {} for value in record.values)
    match record.kind:
        case "people":
            gained = any(new.get(field) != old.get(field) for field in ("roles", "keys"))
            return frozenset({record.id}) if gained else frozenset()
        case "agencies":
            return frozenset({str(new["head"])}) if "head" in new and new["head"] != old.get("head") else frozenset()
        case "designations":
            before = _mappings(old.get("designations"))
            come = [each for each in _mappings(new.get("designations")) if each not in before]
            return frozenset(str(each.get("person", "")) for each in come)
        case _:
            return frozenset()


def _mappings(listed: object) -> list[Mapping[str, object]]:
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
