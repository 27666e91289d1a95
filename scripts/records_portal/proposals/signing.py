"""Whether what somebody would sign would count, told before they sign it, and who else could.

* An approval is judged as the gate judges it: by `approval_state`, as if it had been given.
* A release is its own person's, in the role that may release a hold of that kind; a first key, a role and a
  replacement are others' than the person's; a rotation is the person's own; what was read in an answer is signed by
  somebody who neither entered it nor asked for the authority.
* That the items of a hold are enough is counsel's own word; a day of an item, and that something is no record, are of
  whoever wrote the decision, the latter of a records officer; a confirmed series is of whoever confirmed it.
* A new beginning of keys goes by its letter, and by nobody's signature.
* What an act is not about it does nothing for.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from records_portal.identity.acts import Known
from records_portal.identity.approvals import HEAD, OFFICER
from records_portal.identity.signers import Signers
from records_portal.identity.statements import ACTS
from records_portal.register.agencies import heads_for
from records_portal.register.sites import holds_role
from records_portal.retention.holds import (
    COUNSEL,
    ITEMS_ALONE,
    OWN_WORD,
    freeing_steps,
    may_release,
    releaser_of,
    words_of_counsel,
)

from .approval_state import GRANT, REPLACE, REVOKE, ROTATE, approval_state
from .difference import Difference, RecordChange
from .given_approvals import APPROVE, GivenApproval

if TYPE_CHECKING:
    from records_portal.register.model import Register
    from records_portal.register.records import HoldValue

RELEASE, WITNESS = "release", "witness-evidence"
DECISIONS = {"date": "dates.csv", "nonrecord": "classes.csv"}  # where an act's decisions about items stand


@dataclass(frozen=True, slots=True)
class Signing:
    """What would be signed: the change, the people of before it, the register with the records, and the day.

    `decisions` are the files of decisions about items that it changes, each with what it said before and says now.
    """

    change: Difference
    signers: Signers
    register: Register
    on: str
    decisions: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)

    def roles_of(self, person: str) -> tuple[str, ...]:
        """The roles that a person holds on the day, each once."""
        record = self.signers.register.get("people", person)
        roles = [each["role"] for each in record.value["roles"]] if record else []
        return tuple(dict.fromkeys(role for role in roles if record and holds_role(record.value, role, self.on)))

    def fault(self, person: str, role: str, act: str) -> str:
        """Why an act of a person in a role would count for nothing; empty where it would count."""
        if act not in ACTS:
            return ""  # no statement is made of it
        reasons = list(self._decided(person, role, act))
        reasons += [self._fault(record, person, role, act) for record in self.change.records]
        if not reasons and act != APPROVE:
            return f"nothing in this is what {act!r} is about"
        return next(iter(reasons), "") if all(reasons) else ""

    def who_could(self, act: str) -> tuple[str, ...]:
        """Who has a key and could do an act so that it counts, each with the role."""
        holders = sorted({each.person for found in self.signers.holders.values() for each in found})
        return tuple(
            f"{person} ({role})"
            for person in holders
            for role in self.roles_of(person)
            if not self.fault(person, role, act)
        )

    def any_role_does(self, act: str) -> bool:
        """Whether it makes no difference in which of the roles that count somebody acts."""
        return act not in (APPROVE, REPLACE)

    def _fault(self, record: RecordChange, person: str, role: str, act: str) -> str:
        match act, record.kind:
            case "approve", _:
                return self._gate(record, person, role, act)
            case "release", "holds":
                return self._release(record, person, role)
            case "confirm", "holds":
                return self._confirm(record, person, role)
            case "confirm", "schedules":
                return _confirmed(record, person) or self._gate(record, person, role, act)
            case ("date", "events") | ("nonrecord", "classifications"):
                return self._gate(record, person, role, act)
            case "grant", "staff":
                return self._stay(record, person, role)
            case "re-anchor", _:
                return "a new beginning of keys goes by the letter that the settings name, and by no signature"
            case "witness-evidence", "authorizations":
                return _witness(record, person)
            case (("grant" | "replace" | "revoke" | "rotate"), "people"):
                return self._key(record, person, role, act)
        return f"{act!r} is not about {record.kind}"

    def _decided(self, person: str, role: str, act: str) -> Iterator[str]:
        """What a file of decisions about items has against an act of a person about it."""
        for path, (before, after) in self.decisions.items():
            if path.rpartition("/")[2] != DECISIONS.get(act):
                continue
            who = decided_by(before, after, act)
            if act == "nonrecord" and role != OFFICER:
                yield f"that something is no record is decided by {OFFICER}"
            else:
                yield "" if person in who else f"{path} has decisions of {', '.join(who) or 'nobody'}, who sign them"

    def _gate(self, record: RecordChange, person: str, role: str, act: str) -> str:
        """What the gate has against an approval of one record."""
        given = GivenApproval(person, Known.SIGNED, role, self.on, act, frozenset((record.path,)))
        one = Difference("", "", self.register, (record,), (), (), (), ())
        people = self.signers.register.of("people").values()
        officers = frozenset(each.id for each in people if holds_role(each.value, OFFICER, self.on))
        state = approval_state(one, [given], officers, lambda _: None)
        return state.not_counting[0].reason if state.not_counting else ""

    def _release(self, record: RecordChange, person: str, role: str) -> str:
        hold = cast("HoldValue", record.values[1] or {})
        named = [each for each in freeing_steps(hold) if each.get("by") == person]
        if not named:
            return f"no release of {record.id!r} is by {person!r}"
        wanted = releaser_of(hold["kind"])
        if not may_release(self.register, record.id, hold, person, named[-1]["on"]) or role != wanted:
            return f"a hold of kind {hold['kind']!r} is released by {wanted}"
        return ""

    def _confirm(self, record: RecordChange, person: str, role: str) -> str:
        hold = cast("HoldValue", record.values[1] or {})
        if hold.get("preserve") != ITEMS_ALONE and OWN_WORD not in hold:
            return "a confirmation frees nothing, and counts without a signature"
        if role != COUNSEL or person not in {each.said["by"] for each in words_of_counsel(self.register, hold)}:
            return (
                f"that the items of a hold are enough is signed by whoever was {COUNSEL} and placed or confirmed it so"
            )
        return ""

    def _stay(self, record: RecordChange, person: str, role: str) -> str:
        if person == record.id:
            return "this change gives it to the person who approves it"
        whose = self.register.get("people", record.id)
        heads = heads_for(self.register, str(whose.value["agency"])) if whose else ()
        able = role == OFFICER or (role == HEAD and person in heads)
        return "" if able else f"that {record.id!r} stays is signed by their {HEAD} or {OFFICER}"

    def _key(self, record: RecordChange, person: str, role: str, act: str) -> str:
        own = person == record.id
        if act == ROTATE:
            return "" if own else f"a key is rotated by {record.id!r}, with an earlier key"
        if act == REVOKE and own:
            return ""
        if own:
            return "this change gives it to the person who approves it"
        if role in (HEAD, OFFICER):
            return self._gate(record, person, role, GRANT if act == REPLACE else act)  # one of the two who replace it
        return f"{act!r} is signed by {HEAD} or {OFFICER}"


def decided_by(before: bytes, after: bytes, act: str) -> list[str]:
    """Who wrote what a file of decisions has now and had not before, of those that an act is about."""
    known, found = ([tuple(row.items()) for row in _rows(each)] for each in (before, after))
    new = [dict(row) for row in found if row not in known]
    return sorted({row["by"] for row in new if act != "nonrecord" or row.get("class") == "nonrecord"})


def _rows(data: bytes) -> Iterator[dict[str, str]]:
    for row in csv.DictReader(io.StringIO(data.decode("utf-8", "replace"), newline="")):
        yield {str(key): str(value) for key, value in row.items() if key is not None}


def _confirmed(record: RecordChange, person: str) -> str:
    """What speaks against a confirmation of series: that none of those that are new is the person's."""
    before, after = (list(_confirmations(value)) for value in record.values)
    who = sorted({str(_at(each, "by")) for each in after if each not in before})
    return "" if person in who else f"no series is confirmed in this by {person!r}, but by {', '.join(who) or 'nobody'}"


def _confirmations(schedule: object) -> Iterator[object]:
    for version in _entries(schedule, "versions") if isinstance(schedule, Mapping) else ():
        for series in _entries(version, "series") if isinstance(version, Mapping) else ():
            if (said := _at(series, "confirmed")) is not None:
                yield said


def _witness(record: RecordChange, person: str) -> str:
    value = record.values[1] if isinstance(record.values[1], Mapping) else {}
    if person == _at(value.get("requested"), "by"):
        return "asked for it"
    if person == _entered(value):
        return "entered the answer"
    return ""


def _entered(value: Mapping[str, object]) -> object:
    """Who entered the answer that counts: the last approval's or renewal's, of one day the later."""
    found = [each for each in _entries(value, "status") if _at(each, "status") == "approved"]
    given = [*_entries(value, "renewals")[::-1], *found[::-1]]
    return _at(_at(max(given, key=lambda each: str(_at(each, "on")), default=None), "evidence"), "entered_by")


def _entries(value: Mapping[str, object], name: str) -> list[object]:
    listed = value.get(name)
    return listed if isinstance(listed, list) else []


def _at(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, Mapping) else None
