"""Authority to dispose: asked for, answered, renewed in time; what was transferred is received."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record
from records_portal.register.sites import first_fact
from records_portal.values.dates import BeyondCalendar, parse_date
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import earliest_disposition, notice_days

from ..context import DatedRegister, DutyContext, days_after
from ..model import Duty, Owed
from .sites import MISSOURI, NEW_JERSEY

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

# The three steps before the last day of an ongoing authority: asked for, asked again, over.
RENEWAL_STEPS = (60, 30, 0)
RENEWAL_ACTIONS = {
    60: "ask for the renewal in the State's system",
    30: "ask again: the answer takes time, and without it nothing is disposed of after {end}",
    0: "the authority ends; without a renewal nothing is disposed of under it from the next day on",
}
TO_ASK, TO_MEND, TO_RECEIVE = 20, 10, 30
FLOW_B = f"{NEW_JERSEY}: flow B, on-going authorization, renewed annually"
ARTEMIS = "N.J.A.C. 15:3-2.2: request and authorization for records disposal"


def ongoing_ends(context: DatedRegister) -> Iterator[tuple[Record[AuthorizationValue], ValuePath, str]]:
    """Each ongoing authority that counts for a site in use, where its end is written, and its last day."""
    for record in context.of("authorizations"):
        last = record.value["status"][-1]
        if record.value["kind"] != "ongoing" or last["status"] != "approved":
            continue
        if all(context.status.get(name) == "decommissioned" for name in record.value["sites"]):
            continue
        ends: list[tuple[str, ValuePath]] = [(last.get("until_on", ""), ("status", len(record.value["status"]) - 1))]
        ends += [(each["until_on"], ("renewals", index)) for index, each in enumerate(record.value.get("renewals", []))]
        until_on, path = max(ends, key=lambda each: each[0])
        yield record, path, until_on or context.due_on(last["on"], "authorization_renewal")


def renewal_step(context: DatedRegister, until_on: str) -> int | None:
    """Which of the three steps before the end of an authority was reached last; nothing before the first."""
    days = (parse_date(until_on) - context.as_of).days
    return min((step for step in RENEWAL_STEPS if days <= step), default=None)


def _agency_of(context: DutyContext, sites: list[str]) -> tuple[str, str]:
    """The agency and the first site of those that a record names."""
    found = [site for name in sites if (site := context.register.get("sites", name))]
    return (found[0].value["agency"], found[0].id) if found else ("", "")


def _of_authorization(
    context: DutyContext,
    record: Record[AuthorizationValue],
    path: ValuePath,
    days: tuple[str, str],
    missing: str,
    done: str = "",
    people: tuple[str, ...] = (),
) -> Owed:
    agency, site = _agency_of(context, record.value["sites"])
    subject = f"authorizations/{record.id}"
    return Owed(record, path, *days, missing, agency, site, subject=subject, done=done, people=people)


def _not_renewed(context: DutyContext) -> Iterator[Owed]:
    for record, path, until_on in ongoing_ends(context):
        step = renewal_step(context, until_on)
        ended = until_on < context.today
        if step is None:
            missing = f"the authority ends on {until_on}"
            done = RENEWAL_ACTIONS[60]
        elif step:
            missing = f"the authority ends on {until_on}, within {step} days"
            done = "a renewal asked for now" if step == RENEWAL_STEPS[0] else "a renewal, asked for again now"
        else:
            missing = f"the authority ended on {until_on}" if ended else "the authority ends today"
            done = f"a renewal; {'until then' if ended else 'from tomorrow on'} nothing is disposed of"
        days = (days_after(until_on, -RENEWAL_STEPS[0]), until_on)
        yield _of_authorization(context, record, path, days, missing, done)


def _returned(context: DutyContext) -> Iterator[Owed]:
    for record in context.of("authorizations"):
        last = record.value["status"][-1]
        if last["status"] == "returned":
            missing = f"returned on {last['on']}: {last.get('reason', 'no reason was recorded')}"
            days = (last["on"], context.after_working_days(last["on"], TO_MEND))
            people = (record.value["requested"]["by"],)
            path: ValuePath = ("status", len(record.value["status"]) - 1)
            yield _of_authorization(context, record, path, days, missing, people=people)


def answer_expected(context: DatedRegister, record: Record[AuthorizationValue]) -> tuple[str, str]:
    """The first day on which a pending request may be acted on, and the notice in words; empty where not known."""
    portal, requested = context.register.portal, record.value["requested"]
    try:
        earliest_on = earliest_disposition(portal, parse_date(requested["on"])).isoformat()
    except (BeyondCalendar, UnknownHolidays):
        return "", ""
    last = record.value["status"][-1]
    notice = f"pending since {last['on']}; {notice_days(portal)} working days after {requested['on']}: {earliest_on}"
    return max(earliest_on, requested.get("proposed_on", earliest_on)), notice


def _not_answered(context: DutyContext) -> Iterator[Owed]:
    for record in context.of("authorizations"):
        if record.value["status"][-1]["status"] == "pending":
            on, notice = answer_expected(context, record)
            if on:
                days = (on, context.after_working_days(on, TO_MEND))
                people = (record.value["requested"]["by"],)
                path: ValuePath = ("status", len(record.value["status"]) - 1)
                yield _of_authorization(context, record, path, days, notice, people=people)


def _ongoing_not_asked(context: DutyContext) -> Iterator[Owed]:
    """Flow B: once a site with replicated content is registered and linked, ongoing authority is asked for."""
    asked = {
        name
        for record in context.of("authorizations")
        if record.value["kind"] == "ongoing"
        for name in record.value["sites"]
    }
    for site in context.registered_sites:
        replicated = [
            each
            for each in site.value.get("communications", [])
            if each["class"] == "replicated" and "original" in each
        ]
        registration = first_fact(site.value, "registration")
        if replicated and registration and site.id not in asked:
            since = registration["on"]
            missing = "it carries replicated content, no ongoing authority was asked for"
            days = (since, context.after_working_days(since, TO_ASK))
            yield Owed(site, (), *days, missing, site.value["agency"], site.id)


def _not_received(context: DutyContext) -> Iterator[Owed]:
    for record in context.of("dispositions"):
        transfer = record.value.get("transfer")
        if transfer and "receipt" not in transfer:
            authority = context.register.get("authorizations", record.value["authorization"])
            agency, site = _agency_of(context, authority.value["sites"] if authority else [])
            days = (record.value["on"], days_after(record.value["on"], TO_RECEIVE))
            missing = f"transferred to {transfer['to']} on {record.value['on']}, no receipt"
            subject = f"dispositions/{record.id}"
            names = (("authorization", record.value["authorization"]),)
            yield Owed(record, ("transfer",), *days, missing, agency, site, subject=subject, names=names)


ROWS = (
    Duty(
        "authority-renewal",
        "Renew the ongoing authority to dispose of replicated content",
        "site-administrator",
        _not_renewed,
        "a renewal",
        "records authorization renew {id}",
        "ongoing-authority-renewal",
        FLOW_B,
        "60 days before its last day, again at 30, late on the day itself",
        law=True,
        code="Z005",
    ),
    Duty(
        "authority-returned",
        "Mend a request for authority that was returned",
        "site-administrator",
        _returned,
        "the request handed in again, and its answer",
        "records authorization answer {id}",
        "",
        ARTEMIS,
        f"within {TO_MEND} working days",
        law=True,
        code="B120",
    ),
    Duty(
        "authority-answer",
        "Look in the State's system for the answer to a request",
        "site-administrator",
        _not_answered,
        "the answer: approved, denied or returned",
        "records authorization answer {id}",
        "",
        f"{ARTEMIS} (23 working days)",
        "after the notice in working days",
        law=True,
        code="B121",
    ),
    Duty(
        "ongoing-authority",
        "Ask for ongoing authority to dispose of replicated content",
        "site-administrator",
        _ongoing_not_asked,
        "a request for ongoing authority",
        "records new authorization ID",
        "ongoing-authority",
        FLOW_B,
        f"within {TO_ASK} working days of the registration",
        law=True,
        code="B122",
        weight="advice",
    ),
    Duty(
        "transfer-receipt",
        "Get the receipt of what was transferred",
        "records-officer",
        _not_received,
        "a receipt that repeats the digest of the package's manifest",
        "records dispose {authorization}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (transfer to the Missouri State Archives)",
        f"within {TO_RECEIVE} days",
        law=True,
        code="B123",
    ),
)
