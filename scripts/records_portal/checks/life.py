"""The life of a site: facts in order, the procedure followed, the decision taken by those who may take it.

For a site that was inventoried or imported a missing step is late; for a requested one it is a contradiction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.agencies import one_decides
from records_portal.register.fact_kinds import (
    DECIDERS,
    FACT_KINDS,
    NO_STATUS,
    STATUSES,
    USED,
    kinds_after,
    kinds_caught_up_on,
    kinds_of_flow,
)
from records_portal.register.model import AnyRecord, Record
from records_portal.register.sites import first_fact, holds_role, last_fact, statuses

from .context import CheckContext
from .rules import RuleFault, advice, error, fault, late, of_one_record, owed_faults

if TYPE_CHECKING:
    from records_portal.register.records import SiteFact, SiteValue

ALWAYS = frozenset(name for name, row in FACT_KINDS.items() if row.any_time)
SKIPPING = frozenset(name for name, row in FACT_KINDS.items() if row.skipping)
ORDER = (NO_STATUS, *STATUSES)
CLOSING_STEPS = kinds_of_flow("closing")[:-1]  # the last of the flow is the decommissioning itself


def _facts(context: CheckContext) -> Iterator[tuple[Record[SiteValue], int, SiteFact]]:
    for site in context.of("sites"):
        for index, fact in enumerate(site.value["facts"]):
            yield site, index, fact


@error
@of_one_record()
def check_facts_by_date(context: CheckContext) -> Iterator[RuleFault]:
    """L001 facts stand in the order of their dates."""
    for site in context.of("sites"):
        facts = site.value["facts"]
        for index, (earlier, fact) in enumerate(pairwise(facts), 1):
            if fact["on"] < earlier["on"]:
                message = f"{fact['kind']} on {fact['on']} stands after {earlier['kind']} on {earlier['on']}"
                yield fault(site, ("facts", index, "on"), message, "the oldest fact first")


def _allowed(status: str, skips: bool, earlier: Sequence[SiteFact]) -> frozenset[str]:
    """The kinds of fact that may follow; where steps may be missing, also those of later statuses, and what is missing.

    The request and the decision of an account that is in use already are caught up on under the day on which they come.
    """
    if not skips:
        return kinds_after(status)
    missed = kinds_caught_up_on(earlier) if status in USED else frozenset()
    return SKIPPING.union(missed, *(kinds_after(each) for each in ORDER[ORDER.index(status) :]))


@error
@of_one_record()
def check_facts_follow_procedure(context: CheckContext) -> Iterator[RuleFault]:
    """L002 each fact is one that may follow the status before it."""
    for site in context.of("sites"):
        skips = site.value["origin"] != "requested"
        before = ""
        facts = site.value["facts"]
        for index, (fact, after) in enumerate(statuses(facts)):
            if fact["kind"] not in ALWAYS and fact["kind"] not in (allowed := _allowed(before, skips, facts[:index])):
                expected = f"one of {', '.join(sorted(allowed | ALWAYS))}"
                where = f"while the site is {before}" if before else "before a request"
                yield fault(site, ("facts", index, "kind"), f"{fact['kind']} cannot come {where}", expected)
                break
            before = after


@late
def check_missing_steps(context: CheckContext) -> Iterator[RuleFault]:
    """L003 a site that was inventoried or imported catches up on request, approval and registration."""
    for site in context.of("sites"):
        if site.value["origin"] == "requested" or context.status[site.id] not in USED:
            continue
        if missing := list(_missed(site.value)):
            expected = f"a fact of today for each, the request first: `records new fact {site.id}`"
            yield fault(site, ("facts",), ", ".join(missing), expected)


def _missed(site: SiteValue) -> Iterator[str]:
    """What an account that is in use has not caught up on; that it was opened is known, and cannot happen again."""
    if not first_fact(site, "request"):
        yield "no request"
    decided = last_fact(site, "request", "review")
    if decided and decided.get("decision") == "rejected":
        yield f"turned down on {decided['on']}"
    elif not decided or "decision" not in decided:
        yield "no approval"
    if not first_fact(site, "registration"):
        yield "no registration"


@advice
@of_one_record()
def check_facts_not_ahead(context: CheckContext) -> Iterator[RuleFault]:
    """L004 a fact has happened: it is not dated after today."""
    for site, index, fact in _facts(context):
        if fact["on"] > context.today:
            message = f"{fact['kind']} on {fact['on']} is after {context.today}"
            yield fault(site, ("facts", index, "on"), message, "a date that has come")


@error
@of_one_record()
def check_decided_by_both(context: CheckContext) -> Iterator[RuleFault]:
    """L005 an approval is given by the Communications Director and by the CTO/CIO."""
    for site, index, fact in _facts(context):
        if fact["kind"] == "review" and fact["decision"] == "approved":
            given = [each["role"] for each in fact["approvals"]]
            for role in DECIDERS:
                if role not in given:
                    yield fault(
                        site, ("facts", index, "approvals"), f"no approval by the {role}", "one by each of both"
                    )


def _asked_by(site: SiteValue, index: int) -> str:
    """The agency whose request a decision is about: a site may belong to another one by now."""
    asked = [fact["agency"] for fact in site["facts"][:index] if fact["kind"] == "request"]
    return asked[-1] if asked else site["agency"]


@error
@of_one_record("agencies")
def check_decided_by_two(context: CheckContext) -> Iterator[RuleFault]:
    """L006 two approvals are given by two people, unless the agency's head said that one decides."""
    for site, index, fact in _facts(context):
        if one_decides(context.register, _asked_by(site.value, index), fact["on"]):
            continue
        people = [each["by"] for each in fact.get("approvals", [])]
        for number, person in enumerate(people):
            if person in people[:number]:
                path: ValuePath = ("facts", index, "approvals", number, "by")
                yield fault(site, path, f"{person!r} approves twice", "another person")


@error
@of_one_record()
def check_requester_does_not_decide(context: CheckContext) -> Iterator[RuleFault]:
    """L007 nobody approves a request of their own."""
    for site in context.of("sites"):
        requester = ""
        for index, fact in enumerate(site.value["facts"]):
            requester = fact["by"] if fact["kind"] == "request" else requester
            for number, approval in enumerate(fact.get("approvals", [])):
                if requester and approval["by"] == requester:
                    path: ValuePath = ("facts", index, "approvals", number, "by")
                    yield fault(site, path, f"{requester!r} approves their own request", "another person")


@dataclass(frozen=True, slots=True)
class _Act:
    """What somebody did in a role on a day, and where that stands."""

    record: AnyRecord
    path: ValuePath
    by: str
    role: str | None
    on: str


def _acts(context: CheckContext) -> Iterator[_Act]:
    """Whatever somebody did in a role on a day."""
    for site, index, fact in _facts(context):
        yield _Act(site, ("facts", index), fact.get("by", ""), fact.get("role"), fact["on"])
        for number, approval in enumerate(fact.get("approvals", [])):
            path = ("facts", index, "approvals", number)
            yield _Act(site, path, approval["by"], approval["role"], approval["on"])
    for record in context.of("designations"):
        for index, each in enumerate(record.value["designations"]):
            yield _Act(record, ("designations", index), each["by"], each.get("role", "agency-head"), each["on"])
    for disposition in context.of("dispositions"):
        value = disposition.value
        yield _Act(disposition, (), value["by"], value.get("role"), value["on"])
    for log in context.of("operations"):
        for index, attested in enumerate(log.value.get("monitoring", [])):
            yield _Act(log, ("monitoring", index), attested["by"], attested.get("role"), attested["on"])


@error
@of_one_record("people")
def check_roles_held(context: CheckContext) -> Iterator[RuleFault]:
    """L008 whoever acts in a role held it on that day."""
    for act in _acts(context):
        person = context.register.get("people", act.by)
        if person and act.role and not holds_role(person.value, act.role, act.on):
            message = f"{act.by!r} was not {act.role} on {act.on}"
            expected = f"a role that {person.path} gives for that day"
            yield fault(act.record, (*act.path, "role"), message, expected)


@error
@of_one_record()
def check_approvals_in_time(context: CheckContext) -> Iterator[RuleFault]:
    """L009 an approval is given after the request and no later than the decision."""
    for site in context.of("sites"):
        asked = ""
        for index, fact in enumerate(site.value["facts"]):
            asked = fact["on"] if fact["kind"] == "request" else asked
            for number, approval in enumerate(fact.get("approvals", [])):
                if not asked <= approval["on"] <= fact["on"]:
                    message = f"approval on {approval['on']}"
                    expected = f"a date from {asked or 'the request'} to {fact['on']}"
                    yield fault(site, ("facts", index, "approvals", number, "on"), message, expected)


@error
@of_one_record()
def check_agency_follows(context: CheckContext) -> Iterator[RuleFault]:
    """L010 the agency of a site is that of its request, or of the last change of agency."""
    for site in context.of("sites"):
        said = ""
        for index, fact in enumerate(site.value["facts"]):
            if fact["kind"] == "agency-change" and said not in ("", fact["from_agency"]):
                message = f"from_agency {fact['from_agency']!r}, but the site was {said!r}'s"
                yield fault(site, ("facts", index, "from_agency"), message, said)
            said = fact.get("to_agency") or fact.get("agency") or said
        if said and said != site.value["agency"]:
            message = f"agency {site.value['agency']!r}, but the facts end with {said!r}"
            yield fault(site, ("agency",), message, f"{said!r}, or a change of agency")


@late
def check_closed_completely(context: CheckContext) -> Iterator[RuleFault]:
    """L011 a site is decommissioned by direction, with a final capture, deactivation and credentials handed over."""
    yield from owed_faults(context, "closing-complete")


@late
def check_handles_rechecked(context: CheckContext) -> Iterator[RuleFault]:
    """L012 somebody looks again, on the day set, whether a given-up handle has been taken by another."""
    yield from owed_faults(context, "handle-recheck")


@late
def check_incidents_end(context: CheckContext) -> Iterator[RuleFault]:
    """L013 a compromised account is recovered."""
    yield from owed_faults(context, "recovery")


@late
def check_platforms_last(context: CheckContext) -> Iterator[RuleFault]:
    """L014 a site whose platform has ended is decommissioned."""
    yield from owed_faults(context, "platform-ended")
