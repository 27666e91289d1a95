"""Disposition authorizations and dispositions: decided in order, renewed in time, kept to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from records_portal.duties.table import DUTIES
from records_portal.files.yaml_text import ValuePath
from records_portal.register.findings import Place
from records_portal.register.item_lists.authorized_lists import AuthorizedList
from records_portal.register.model import Record
from records_portal.retention.granting_answers import last_grant, shared_answers
from records_portal.retention.item_lists import items_digest
from records_portal.retention.request_lines import lines_of, series_asked
from records_portal.values.dates import BeyondCalendar, parse_date
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import earliest_disposition, notice_days, working_days_of
from records_portal.wording.words import count

from .context import CheckContext
from .rules import RuleFault, advice, error, fault, late, owed_faults

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, DispositionValue, SiteValue

MAY_FOLLOW = {
    "pending": ("approved", "denied", "returned"),
    "returned": ("pending", "approved", "denied"),
    "approved": ("denied",),
    "denied": ("pending",),
}


@error
def check_status_order(context: CheckContext) -> Iterator[RuleFault]:
    """Z001 an authorization is requested, then pending, then approved, denied or returned, in the order of dates."""
    for record in context.of("authorizations"):
        steps = record.value["status"]
        if steps[0]["on"] < record.value["requested"]["on"]:
            message = f"{steps[0]['status']} on {steps[0]['on']}, requested on {record.value['requested']['on']}"
            yield fault(record, ("status", 0, "on"), message, "the day of the request or later")
        for index, (earlier, later) in enumerate(pairwise(steps), 1):
            if later["on"] < earlier["on"]:
                message = f"{later['status']} on {later['on']} stands after {earlier['status']} on {earlier['on']}"
                yield fault(record, ("status", index, "on"), message, "the oldest status first")
            elif later["status"] not in MAY_FOLLOW[earlier["status"]]:
                expected = f"one of {', '.join(MAY_FOLLOW[earlier['status']])}"
                message = f"{later['status']} cannot follow {earlier['status']}"
                yield fault(record, ("status", index, "status"), message, expected)


@error
def check_series_in_force_when_requested(context: CheckContext) -> Iterator[RuleFault]:
    """Z002 authority is asked for under a series that was in force on that day."""
    for record in context.of("authorizations"):
        on = record.value["requested"]["on"]
        for index, series in enumerate(series_asked(record.value)):
            if series in context.series and series not in context.series_on(on):
                path: ValuePath = ("lines", index, "series") if "lines" in record.value else ("series",)
                yield fault(record, path, f"series {series!r} was not in force on {on}", "a series that was")


@error
def check_approver_differs(context: CheckContext) -> Iterator[RuleFault]:
    """Z003 a request for authority is not approved by whoever made it."""
    for record in context.of("authorizations"):
        requested = record.value["requested"]
        if requested.get("approver") == requested["by"]:
            yield fault(record, ("requested", "approver"), f"{requested['by']!r} made the request", "another person")


@error
def check_ongoing_is_for_replicated(context: CheckContext) -> Iterator[RuleFault]:
    """Z004 ongoing authority exists for replicated content only, each with its original elsewhere."""
    for record in context.of("authorizations"):
        if record.value["kind"] != "ongoing":
            continue
        series = context.series.get(record.value["series"])
        classes = series.get("classes", ["replicated"]) if series else ["replicated"]
        if set(classes) != {"replicated"}:
            message = f"series {record.value['series']!r} is for {', '.join(classes)} content"
            yield fault(record, ("series",), message, "a series for replicated content alone")
        elif series and series["authorization"] != "ongoing":
            message = f"series {record.value['series']!r} allows no ongoing authority"
            yield fault(record, ("series",), message, "a series with authorization: ongoing, or a one-off request")
        for index, name in enumerate(record.value["sites"]):
            site = context.register.get("sites", name)
            if site and not _names_originals(site):
                message = f"{name!r} names no original of its replicated content"
                yield fault(record, ("sites", index), message, "original in each of its replicated communications")


def _names_originals(site: Record[SiteValue]) -> bool:
    replicated = [each for each in site.value.get("communications", []) if each["class"] == "replicated"]
    return bool(replicated) and all("original" in each for each in replicated)


@late
def check_renewed(context: CheckContext) -> Iterator[RuleFault]:
    """Z005 an ongoing authority is renewed before its last day."""
    yield from owed_faults(context, "authority-renewal")


@advice
def check_renewal_soon(context: CheckContext) -> Iterator[RuleFault]:
    """Z006 the renewal of an ongoing authority is asked for sixty days before its last day, and again at thirty."""
    duty = DUTIES["authority-renewal"]
    for each in duty.owed(context.duties):
        if each.owed_on <= context.today < each.late_on:
            yield RuleFault(each.record.place(*each.path), each.record.id, each.missing, each.done)


def _dispositions(context: CheckContext) -> Iterator[tuple[Record[DispositionValue], AuthorizationValue]]:
    for record in context.of("dispositions"):
        if authorization := context.register.get("authorizations", record.value["authorization"]):
            yield record, authorization.value


@error
def check_disposition_keeps_to_authority(context: CheckContext) -> Iterator[RuleFault]:
    """Z007 a disposition keeps to the series, the sites and the method of its authorization."""
    for record, authority in _dispositions(context):
        asked = series_asked(authority)
        for series in (record.value["series"], *(each["series"] for each in record.value.get("further_series", ()))):
            if series not in asked:
                message = f"series {series!r}, authorized for {' and '.join(map(repr, asked))}"
                yield fault(record, ("series",), message, " or ".join(asked))
        if record.value["method"] != authority.get("method", record.value["method"]):
            message = f"method {record.value['method']}, authorized for {authority['method']}"
            yield fault(record, ("method",), message, authority["method"])
        for name, sites in (
            ("items", [each["site"] for each in record.value.get("items", [])]),
            ("residue", [each["site"] for each in record.value.get("residue", [])]),
        ):
            for index, site in enumerate(sites):
                if site not in authority["sites"]:
                    path: ValuePath = (name, index, "site")
                    message = f"{site!r} is not among the sites of the authorization"
                    yield fault(record, path, message, f"one of {', '.join(authority['sites'])}")


@error
def check_disposed_after_approval(context: CheckContext) -> Iterator[RuleFault]:
    """Z008 a disposition happens after its authorization was approved."""
    for record, authority in _dispositions(context):
        approved = [each["on"] for each in authority["status"] if each["status"] == "approved"]
        if authority["kind"] == "none-required":
            approved = [authority["requested"]["on"]]
        if not approved or record.value["on"] < min(approved):
            when = f"approved on {min(approved)}" if approved else "never approved"
            yield fault(record, ("on",), f"disposed of on {record.value['on']}, {when}", "a day after the approval")


@late
def check_notice_of_disposition(context: CheckContext) -> Iterator[RuleFault]:
    """Z009 a disposition is proposed for a day that leaves the notice of working days after the request."""
    portal = context.register.portal
    for record in context.of("authorizations"):
        requested = record.value["requested"]
        if "proposed_on" not in requested:
            continue
        submitted_on, proposed_on = parse_date(requested["on"]), parse_date(requested["proposed_on"])
        try:
            earliest_on = earliest_disposition(portal, submitted_on)
            if proposed_on < earliest_on:
                days = working_days_of(portal).between(submitted_on, proposed_on)
                message = f"proposed for {proposed_on}, {days} working days after {submitted_on}"
                expected = f"{earliest_on} or later, for {notice_days(portal)} working days"
                yield fault(record, ("requested", "proposed_on"), message, expected)
        except (BeyondCalendar, UnknownHolidays):
            continue


@late
def check_list_fixed_before_approval(context: CheckContext) -> Iterator[RuleFault]:
    """Z010 a one-off authorization is granted for a list of items that its digest fixes."""
    for record in context.of("authorizations"):
        value = record.value
        if value["kind"] == "ongoing" or all(line.items_digest for line in lines_of(value)):
            continue
        for index, step in enumerate(value["status"]):
            if step["status"] == "approved":
                message = f"approved on {step['on']} without items_digest"
                expected = "the digest that `records authorization draft` computes; without it nothing is disposed of"
                yield fault(record, ("status", index), message, expected)
                break


@late
def check_ongoing_ends_with_the_site(context: CheckContext) -> Iterator[RuleFault]:
    """Z011 an ongoing authority ends when its sites are decommissioned: not granted, renewed or used after that."""
    yield from _used_after_closing(context)
    for record in context.of("authorizations"):
        if record.value["kind"] != "ongoing":
            continue
        granted: list[tuple[str, ValuePath]] = [
            (each["on"], ("status", index))
            for index, each in enumerate(record.value["status"])
            if each["status"] == "approved"
        ]
        granted += [(each["on"], ("renewals", index)) for index, each in enumerate(record.value.get("renewals", []))]
        closed = {name: _closed_on(context, name) for name in record.value["sites"]}
        if not all(closed.values()):
            continue
        name, closed_on = max(closed.items(), key=lambda each: each[1])
        for on, path in granted:
            if on >= closed_on:
                message = f"{name!r} was decommissioned on {closed_on}, granted or renewed on {on}"
                yield fault(record, path, message, "a request of its own for what the site still holds")


def _used_after_closing(context: CheckContext) -> Iterator[RuleFault]:
    for record, authority in _dispositions(context):
        if authority["kind"] != "ongoing":
            continue
        for name in sorted({each["site"] for each in record.value.get("items", [])}):
            closed_on = _closed_on(context, name)
            if closed_on and record.value["on"] > closed_on:
                message = f"disposed of on {record.value['on']}, {name!r} was decommissioned on {closed_on}"
                yield fault(record, ("on",), message, "a request of its own for what the site still holds")


def _closed_on(context: CheckContext, name: str) -> str:
    """The day on which a site that is decommissioned was; empty for any other."""
    site = context.register.get("sites", name)
    if site is None or context.status[name] != "decommissioned":
        return ""
    return max(str(fact["on"]) for fact in site.value["facts"] if fact["kind"] == "decommissioning")


@error
def check_list_has_its_digest(context: CheckContext) -> Iterator[RuleFault]:
    """Z012 the list beside a request is the one that its digest fixes, under its series and on its sites."""
    register = context.register
    for record in context.of("authorizations"):
        if items := register.lists.get(record.id):  # one that cannot be read is F008's
            yield from _wrong_list(context, record, items)
    for name in sorted(register.lists):
        if not register.knows("authorizations", name):
            place = Place(f"schedules/authorizations/{name}.csv")
            yield RuleFault(place, name, "a list without the record of a request", f"{name}.yml beside it")


def _wrong_list(
    context: CheckContext, record: Record[AuthorizationValue], items: AuthorizedList
) -> Iterator[RuleFault]:
    expected = "the list and the digest that `records authorization draft` wrote together"
    in_force = context.series_values_on(record.value["requested"]["on"])
    for line in lines_of(record.value):
        named = [one for one, series in items.items() if series == line.series]
        if (series := in_force.get(line.series)) and items_digest(series, named) != line.items_digest:
            path: ValuePath = ("lines",) if "lines" in record.value else ("items_digest",)
            have = "has" if len(named) == 1 else "have"
            message = f"{count(len(named), 'item')} of {line.series!r} beside it {have} another digest"
            yield fault(record, path, message, expected)
    if strangers := sorted(set(items.values()) - set(series_asked(record.value))):
        yield fault(record, ("series",), f"the list beside it names series {strangers[0]!r}", expected)
    if strangers := sorted({site for site, _, _ in items} - set(record.value["sites"])):
        yield fault(record, ("sites",), f"the list beside it names site {strangers[0]!r}", expected)
    for index, each in enumerate(record.value.get("spared", ())):
        if (each["site"], each["item"], each["version"]) in items:
            yield fault(record, ("spared", index), f"{each['item']!r} is spared and stands on the list", expected)


@error
def check_none_is_required(context: CheckContext) -> Iterator[RuleFault]:
    """Z015 the office decides by itself only under series that ask for no authority."""
    for record in context.of("authorizations"):
        in_force = context.series_values_on(record.value["requested"]["on"])
        for reference in series_asked(record.value) if record.value["kind"] == "none-required" else ():
            if (series := in_force.get(reference)) and series.authorization != "none":
                message = f"series {reference!r} asks for an authority"
                yield fault(record, ("kind",), message, "a one-off request, or a series with authorization: none")


@error
def check_granted_by_number_and_name(context: CheckContext) -> Iterator[RuleFault]:
    """Z013 an authority that was granted names its number and who signed it."""
    for record in context.of("authorizations"):
        if record.value["kind"] == "none-required":
            continue
        for index, step in enumerate(record.value["status"]):
            lacks = [name for name in ("number", "by") if name not in step]
            if step["status"] == "approved" and lacks:
                message = f"approved on {step['on']} without {' and '.join(lacks)}"
                yield fault(record, ("status", index), message, "what the State's answer says")


@late
def check_granted_by_a_document(context: CheckContext) -> Iterator[RuleFault]:
    """Z014 the document in which an authority that counts was granted is kept in the store, under a digest."""
    if not any(person.value.get("keys") for person in context.of("people")):
        return
    used = {each.value["authorization"] for each in context.of("dispositions")}
    for record in context.of("authorizations"):
        value, found = record.value, last_grant(record.value)
        if found is None or value["status"][-1]["status"] != "approved" or value["kind"] == "none-required":
            continue
        if value["kind"] == "one-off" and record.id in used:
            continue  # what was granted is gone; its certificate says by what
        path, granted = found
        if "evidence" not in granted:
            message = f"granted on {granted['on']}, and no document says so"
            expected = f"`records authorization answer {record.id} --evidence FILE`; until then nothing is disposed of"
            yield fault(record, path, message, expected)


@late
def check_answer_grants_one_request(context: CheckContext) -> Iterator[RuleFault]:
    """Z016 one answer of the State grants one request: no other one has its number or its document."""
    for each in shared_answers(context.register):
        expected = (
            "an answer of its own; one entered by mistake is followed by denied; till then nothing is disposed of"
        )
        if each.is_second:
            yield fault(each.answer.record, each.answer.path, each.told, expected)
