"""What a jurisdiction asks of a request for authority: a table in its schedule, held against the request's record.

Every particular of the table is asked for, be it confirmed by counsel or not: one too many costs a line, one too few
the request. The form says which ones nobody has confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.retention.request_lines import lines_of, series_asked

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, ScheduleRequestParticular

Told = Callable[["AuthorizationValue"], bool]


def _cleared(kind: str) -> Told:
    return lambda value: any(each["kind"] == kind for each in value.get("clearances", ()))


def _always(_: AuthorizationValue) -> bool:
    """What every request says by its shape, or what follows from its series and its sites."""
    return True


GIVEN: Mapping[str, Told] = {
    "agency": _always,
    "requester": _always,
    "approver": lambda value: "approver" in value["requested"],
    "schedule-number": _always,
    "item-number": _always,
    "series-title": _always,
    "inclusive-dates": lambda value: value["kind"] == "ongoing" or all(each.from_on for each in lines_of(value)),
    "volume": lambda value: value["kind"] == "ongoing" or "volume" in value,
    "medium": lambda value: "medium" in value,
    "location": lambda value: "location" in value,
    "method": lambda value: "method" in value,
    "audit-clearance": _cleared("audit"),
    "litigation-clearance": _cleared("litigation"),
    "public-records-clearance": _cleared("public-records-request"),
    "proposed-date": lambda value: "proposed_on" in value["requested"],
    "submitted-date": _always,
    "appraisal": lambda value: "appraised" in value,
    "auditors-copy": _always,  # the form says to whom it goes
}


def particulars_of(register: Register, value: AuthorizationValue) -> Iterator[tuple[str, ScheduleRequestParticular]]:
    """What the schedules of a request's series ask for, each particular once, with the schedule that asks."""
    seen = set()
    for name in dict.fromkeys(each.partition("#")[0] for each in series_asked(value)):
        schedule = register.get("schedules", name)
        for each in schedule.value.get("request_particulars", ()) if schedule else ():
            if each["particular"] not in seen:
                seen.add(each["particular"])
                yield name, each


def missing_particulars(register: Register, value: AuthorizationValue) -> list[str]:
    """What a request still has to say, each with its citation."""
    return [
        f"{each['particular']} ({each['citation']})"
        for _, each in particulars_of(register, value)
        if not GIVEN[each["particular"]](value)
    ]


def refuse_without_particulars(register: Register, record: Record[AuthorizationValue]) -> None:
    """A request that lacks something its jurisdiction asks for is not handed in."""
    if record.value["kind"] != "none-required" and (missing := missing_particulars(register, record.value)):
        raise Refusal(f"{record.id!r} does not say {', '.join(missing)}; enter it before it is handed in")


def unconfirmed_particulars(register: Register, value: AuthorizationValue) -> list[str]:
    """The particulars that nobody of counsel has confirmed."""
    return [each["particular"] for _, each in particulars_of(register, value) if "confirmed" not in each]
