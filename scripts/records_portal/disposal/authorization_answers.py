"""What became of a request, added to its record: numbers, decisions and renewals, never a change of what stands there.

* A decision follows the one before it, in the order of dates, and is not of tomorrow.
* A one-off request is granted for a list that its digest fixes; an ongoing one until a day.
* Only an ongoing authority that was granted is renewed, for sites that are not decommissioned, and for longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from records_portal.checks.authorizations import MAY_FOLLOW
from records_portal.checks.context import CADENCES
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.record_editing import add_property, append_entry
from records_portal.register.sites import status_of
from records_portal.retention.granting_answers import SharedAnswer, granted_by, last_grant, told_elsewhere
from records_portal.retention.request_lines import lines_of
from records_portal.values.dates import add_period, parse_period

from .request_particulars import refuse_without_particulars

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue


@dataclass(frozen=True, slots=True)
class StateAnswer:
    """What the State answered: a decision or a renewal, its day, by whom, its number, until when, and why."""

    on: date
    by: str = ""
    status: str = ""
    number: str = ""
    until_on: date | None = None
    reason: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict)
    read: str = ""

    def entry(self, *names: str) -> dict[str, object]:
        """The parts that are there, under the names of the record."""
        parts: dict[str, object] = {
            "status": self.status,
            "on": self.on.isoformat(),
            "by": self.by,
            "number": self.number,
            "until_on": self.until_on.isoformat() if self.until_on else "",
            "reason": self.reason,
            "evidence": dict(self.evidence),
            "read": self.read,
        }
        return {name: parts[name] for name in (*names, "evidence", "read") if parts[name]}


def with_request_number(register: Register, record: Record[AuthorizationValue], data: bytes, number: str) -> bytes:
    """The record with the number that the State's system gave the request, which says all that has to be said."""
    refuse_without_particulars(register, record)
    return add_property(data, ("requested", "number"), number)


def with_evidence(record: Record[AuthorizationValue], data: bytes, answer: StateAnswer) -> bytes:
    """The record with the document of its last approval or renewal, where none was kept when that was entered."""
    last, found = record.value["status"][-1]["status"], last_grant(record.value)
    if last != "approved" or found is None:
        raise Refusal(f"{record.id!r} is {last}; a document shows that it was granted")
    path, _ = found
    data = add_property(data, (*path, "evidence"), dict(answer.evidence))
    return add_property(data, (*path, "read"), answer.read)


def with_decision(
    register: Register, record: Record[AuthorizationValue], data: bytes, answer: StateAnswer, today: date
) -> bytes:
    """The record with a decision after the last one."""
    value, last = record.value, record.value["status"][-1]
    _refuse_day(last["on"], answer.on, today)
    if answer.status not in MAY_FOLLOW[last["status"]]:
        allowed = ", ".join(MAY_FOLLOW[last["status"]])
        raise Refusal(f"{record.id!r} is {last['status']}; after that it may be {allowed}, not {answer.status}")
    if answer.status in ("denied", "returned") and not answer.reason:
        raise Refusal(f"a request that is {answer.status} comes back with a reason; add --reason")
    if answer.status == "approved":
        refuse_without_particulars(register, record)
        if value["kind"] != "none-required" and not (answer.number and answer.by):
            lacks = "--number and --by" if not (answer.number or answer.by) else "--by" if answer.number else "--number"
            raise Refusal(f"an authority that was granted has a number and somebody who signed it; add {lacks}")
        answer = _granted(register, value, answer)
    elif answer.until_on:
        raise Refusal(f"--until is for an authority that is approved, not {answer.status}; leave it out")
    return append_entry(data, ("status",), answer.entry("status", "on", "by", "number", "until_on", "reason"))


def with_renewal(
    register: Register, record: Record[AuthorizationValue], data: bytes, answer: StateAnswer, today: date
) -> bytes:
    """The record of an ongoing authority with a renewal."""
    value = record.value
    last, renewals = value["status"][-1], value.get("renewals", [])
    if value["kind"] != "ongoing" or last["status"] != "approved":
        raise Refusal(
            f"{record.id!r} is {value['kind']} and {last['status']}; an ongoing authority that counts is renewed"
        )
    _refuse_day(max([last["on"], *(each["on"] for each in renewals)]), answer.on, today)
    answer = _granted(register, value, answer)
    ends = max([last.get("until_on", ""), *(each["until_on"] for each in renewals)])
    if answer.until_on and answer.until_on.isoformat() <= ends:
        raise Refusal(
            f"{record.id!r} counts until {ends} already; a renewal is for longer, not until {answer.until_on}"
        )
    return append_entry(data, ("renewals",), answer.entry("on", "by", "number", "until_on"))


def refuse_used_answer(register: Register, record_id: str, number: str, digest: str = "") -> None:
    """Refuse an answer that grants another request: ask for one of its own, or hand in one request over all series."""
    if shared := granted_by(register, number, digest, record_id):
        _refuse_shared(shared, record_id, "")


def refuse_told_elsewhere(
    register: Register, record_id: str, readings: Sequence[str], read: Callable[[str], Sequence[str]]
) -> None:
    """Refuse a document in which the number of another request's answer stands, or whose text is that answer's."""
    if shared := told_elsewhere(register, record_id, readings, read):
        _refuse_shared(shared, record_id, "what the document says is no answer of its own: ")


def _refuse_shared(shared: SharedAnswer, record_id: str, why: str) -> None:
    raise Refusal(
        f"{why}{shared.answer.what} {shared.answer.name[:40]!r} grants {shared.other.id!r}, and one answer grants one "
        f"request; enter the State's answer to {record_id!r}, or follow the other with --status denied if it was "
        "entered there by mistake"
    )


def _refuse_day(last_on: str, on: date, today: date) -> None:
    if on > today:
        raise Refusal(f"{on} is still to come; name the day of the answer")
    if on.isoformat() < last_on:
        raise Refusal(f"{on} is before {last_on}, the day of the entry before; the oldest comes first")


def _granted(register: Register, value: AuthorizationValue, answer: StateAnswer) -> StateAnswer:
    """An approval or renewal, fit for its kind; an ongoing authority counts for a year where nothing else is said."""
    if value["kind"] != "ongoing":
        if not all(line.items_digest for line in lines_of(value)):
            raise Refusal(
                "the request does not fix its list with items_digest; draft it with `records authorization draft`"
            )
        if answer.until_on:
            raise Refusal("--until is for an ongoing authority; a one-off one covers its list, leave it out")
        return answer
    sites = [site for name in value["sites"] if (site := register.get("sites", name))]
    if sites and all(status_of(site.value, answer.on.isoformat()) == "decommissioned" for site in sites):
        raise Refusal(f"site {sites[0].id!r} is decommissioned; its ongoing authority has ended, ask for a one-off one")
    if answer.until_on and answer.until_on <= answer.on:
        raise Refusal(f"--until {answer.until_on} is not after {answer.on}; name the last day on which it counts")
    period = register.portal.get("cadences", {}).get("authorization_renewal", CADENCES["authorization_renewal"])
    until_on = answer.until_on or add_period(answer.on, parse_period(period))
    return replace(answer, until_on=until_on)
