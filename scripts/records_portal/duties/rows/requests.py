"""Records requests, in the private root: answered within the law's clock, kept by a hold, told to whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from ..context import DutyContext, days_after
from ..model import Duty, Owed
from .sites import MISSOURI, NEW_JERSEY

if TYPE_CHECKING:
    from records_portal.register.records import RequestValue

# The usual clocks in business days (N.J.S.A. 47:1A-5(i); RSMo 610.023.3); any other law's day stands in the record.
USUAL_DAYS = {"opra": 7, "sunshine": 3}
DAYS_TO_APPEAL = {"opra": 45}
TO_HOLD, TO_TELL = 1, 1
OPRA = f"{NEW_JERSEY}: responsibilities, complying with the Open Public Records Act"
SUNSHINE = f"{MISSOURI}: records retention and Sunshine requests"
SOURCE = f"{OPRA}; {SUNSHINE}"


def answer_due_on(context: DutyContext, request: Record[RequestValue]) -> str:
    """The last day for the answer: that of the last extension, else of the clock, else the law's usual one."""
    clock = request.value.get("clock")
    if clock:
        return max([clock["due_on"], *(each["to_on"] for each in clock.get("extensions", []))])
    days = USUAL_DAYS.get(request.value["law"])
    return context.after_working_days(request.value["received_on"], days) if days else ""


def _of_request(
    context: DutyContext,
    request: Record[RequestValue],
    path: ValuePath,
    days: tuple[str, str],
    missing: str,
    detail: str = "",
) -> Owed:
    scope = request.value["scope"]
    sites = [site.value["agency"] for name in scope.get("sites", ()) if (site := context.register.get("sites", name))]
    agency = next(iter([*scope.get("agencies", ()), *sites]), "")
    leads = tuple(each["person"] for each in request.value.get("assigned", []) if each["part"] == "lead")
    return Owed(request, path, *days, missing, agency, detail=detail, people=leads)


def _open(context: DutyContext) -> Iterator[Record[RequestValue]]:
    for request in context.of("requests"):
        if "closure" not in request.value:
            yield request


def _not_answered(context: DutyContext) -> Iterator[Owed]:
    for request in _open(context):
        due_on = answer_due_on(context, request)
        if due_on:
            missing = f"received on {request.value['received_on']}, to be answered by {due_on}"
            path: ValuePath = ("clock",) if "clock" in request.value else ()
            yield _of_request(context, request, path, (request.value["received_on"], days_after(due_on, 1)), missing)


def _no_clock(context: DutyContext) -> Iterator[Owed]:
    for request in _open(context):
        if not answer_due_on(context, request):
            on = request.value["received_on"]
            days = (on, context.after_working_days(on, TO_HOLD))
            yield _of_request(context, request, (), days, "nothing says by when it is answered")


def _no_hold(context: DutyContext) -> Iterator[Owed]:
    for request in _open(context):
        if not request.value.get("holds"):
            on = request.value["received_on"]
            days = (on, context.after_working_days(on, TO_HOLD))
            yield _of_request(context, request, (), days, "no hold keeps the content while it is open")


def _not_told(context: DutyContext) -> Iterator[Owed]:
    for request in context.of("requests"):
        closure = request.value.get("closure")
        if closure and "informed_on" not in closure:
            days = (closure["on"], context.after_working_days(closure["on"], TO_TELL))
            missing = f"closed on {closure['on']}, whoever asked was not informed"
            yield _of_request(context, request, ("closure",), days, missing)


def _withheld_without_reason(context: DutyContext) -> Iterator[Owed]:
    for request in context.of("requests"):
        closure = request.value.get("closure")
        if closure and closure["outcome"] in ("denied", "granted-in-part") and not request.value.get("exemptions"):
            days = (closure["on"], context.after_working_days(closure["on"], TO_TELL))
            missing = f"{closure['outcome'].replace('-', ' ')} on {closure['on']}, no ground is named"
            yield _of_request(context, request, ("closure",), days, missing)


def _appeal_open(context: DutyContext) -> Iterator[Owed]:
    for request in context.of("requests"):
        for index, appeal in enumerate(request.value.get("appeals", [])):
            if "decided_on" not in appeal:
                late_on = context.after_working_days(appeal["on"], USUAL_DAYS["opra"])
                missing = f"an appeal of {appeal['on']} to {appeal['to']}, not decided"
                days = (appeal["on"], late_on)
                yield _of_request(context, request, ("appeals", index), days, missing, appeal["on"])


def _holds_kept_too_long(context: DutyContext) -> Iterator[Owed]:
    """The hold stays until complaint and appeal periods end; then the custodian lets it go."""
    for request in context.of("requests"):
        closure = request.value.get("closure")
        days_open = DAYS_TO_APPEAL.get(request.value["law"])
        if not closure or days_open is None or "holds_released_on" in closure or not request.value.get("holds"):
            continue
        if any("decided_on" not in each for each in request.value.get("appeals", [])):
            continue
        decided = [each["decided_on"] for each in request.value.get("appeals", []) if "decided_on" in each]
        on = days_after(max([closure["on"], *decided]), days_open + 1)
        missing = f"closed on {closure['on']}, the time for an appeal is over, its holds are not released"
        yield _of_request(context, request, ("closure",), (on, days_after(on, 30)), missing)


ROWS = (
    Duty(
        "records-request",
        "Answer a records request",
        "records-custodian",
        _not_answered,
        "a closure, or an extension with its reason",
        "records end records-request {id}",
        "",
        SOURCE,
        "the law's clock in business days: 7 (OPRA), 3 (Sunshine Law)",
        law=True,
        secret=True,
        code="B140",
    ),
    Duty(
        "records-request-clock",
        "Say by when a records request is answered",
        "records-custodian",
        _no_clock,
        "clock: due_on",
        "records change records-request {id}",
        "",
        SOURCE,
        f"within {TO_HOLD} working day",
        law=True,
        secret=True,
        code="B141",
    ),
    Duty(
        "records-request-hold",
        "Keep what a records request asks for",
        "records-custodian",
        _no_hold,
        "a hold, named in holds",
        "records hold place HOLD",
        "",
        SOURCE,
        f"within {TO_HOLD} working day",
        law=True,
        secret=True,
        code="B142",
    ),
    Duty(
        "records-request-told",
        "Inform whoever asked of the answer",
        "records-custodian",
        _not_told,
        "informed_on, in the closure",
        "records change records-request {id}",
        "",
        SOURCE,
        f"within {TO_TELL} working day of the closure",
        law=True,
        secret=True,
        code="B143",
    ),
    Duty(
        "records-request-grounds",
        "Name the ground for what was withheld",
        "records-custodian",
        _withheld_without_reason,
        "exemptions with citation and explanation",
        "records new request-exemption {id}",
        "",
        f"{SOURCE}; a specific lawful basis for each suppression (N.J.S.A. 47:1A-5(g)); RSMo 610.023.4",
        f"within {TO_TELL} working day of the closure",
        law=True,
        secret=True,
        code="B144",
    ),
    Duty(
        "records-request-appeal",
        "Answer an appeal",
        "counsel",
        _appeal_open,
        "decided_on and outcome",
        "records change records-request {id}",
        "",
        f"{SOURCE}; N.J.S.A. 47:1A-6",
        "7 business days of service",
        law=True,
        secret=True,
        code="B145",
    ),
    Duty(
        "records-request-holds-end",
        "Release the holds of a request whose time for an appeal is over",
        "records-custodian",
        _holds_kept_too_long,
        "holds_released_on, and the release itself",
        "records hold release HOLD",
        "",
        f"{SOURCE}; N.J.S.A. 47:1A-6 (45 days)",
        "46 days after the closure or the appeal's decision",
        secret=True,
        code="B146",
        weight="advice",
    ),
)
