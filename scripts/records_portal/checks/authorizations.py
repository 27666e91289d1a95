"""Disposition authorizations and dispositions: decided in order, renewed in time, kept to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from ..model import Record, ValuePath
from .context import Context
from .rules import Fault, advice, error, fault, late

MAY_FOLLOW = {
    "pending": ("approved", "denied", "returned"),
    "returned": ("pending", "approved", "denied"),
    "approved": ("denied",),
    "denied": ("pending",),
}
NOTICE_DAYS = 60


@error
def check_status_order(context: Context) -> Iterator[Fault]:
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
def check_series_in_force_when_requested(context: Context) -> Iterator[Fault]:
    """Z002 authority is asked for under a series that was in force on that day."""
    for record in context.of("authorizations"):
        series, on = record.value["series"], record.value["requested"]["on"]
        if series in context.series and series not in context.series_on(on):
            yield fault(record, ("series",), f"series {series!r} was not in force on {on}", "a series that was")


@error
def check_approver_differs(context: Context) -> Iterator[Fault]:
    """Z003 a request for authority is not approved by whoever made it."""
    for record in context.of("authorizations"):
        requested = record.value["requested"]
        if requested.get("approver") == requested["by"]:
            yield fault(record, ("requested", "approver"), f"{requested['by']!r} made the request", "another person")


@error
def check_ongoing_is_for_replicated(context: Context) -> Iterator[Fault]:
    """Z004 ongoing authority exists for replicated content only, each with its original elsewhere."""
    for record in context.of("authorizations"):
        if record.value["kind"] != "ongoing":
            continue
        classes = context.series.get(record.value["series"], {}).get("classes", ["replicated"])
        if set(classes) != {"replicated"}:
            message = f"series {record.value['series']!r} is for {', '.join(classes)} content"
            yield fault(record, ("series",), message, "a series for replicated content alone")
        for index, name in enumerate(record.value["sites"]):
            site = context.register.get("sites", name)
            if site and not _names_originals(site):
                message = f"{name!r} names no original of its replicated content"
                yield fault(record, ("sites", index), message, "original in each of its replicated communications")


def _names_originals(site: Record) -> bool:
    replicated = [each for each in site.value.get("communications", []) if each["class"] == "replicated"]
    return bool(replicated) and all("original" in each for each in replicated)


def _ends(context: Context) -> Iterator[tuple[Record, ValuePath, str]]:
    """Each ongoing authority that was approved and not taken back, with the last day on which it counts."""
    for record in context.of("authorizations"):
        last = record.value["status"][-1]
        if record.value["kind"] != "ongoing" or last["status"] != "approved":
            continue
        ends: list[tuple[str, ValuePath]] = [(last.get("until_on", ""), ("status", len(record.value["status"]) - 1))]
        ends += [(each["until_on"], ("renewals", index)) for index, each in enumerate(record.value.get("renewals", []))]
        until_on, path = max(ends, key=lambda each: each[0])
        yield record, path, until_on or context.due_on(last["on"], "authorization_renewal")


def _counts_for_a_living_site(context: Context, record: Record) -> bool:
    return any(context.status.get(name) != "decommissioned" for name in record.value["sites"])


@late
def check_renewed(context: Context) -> Iterator[Fault]:
    """Z005 an ongoing authority is renewed before it ends."""
    for record, path, until_on in _ends(context):
        if until_on < context.today and _counts_for_a_living_site(context, record):
            yield fault(
                record, path, f"the authority ended on {until_on}", "a renewal; until then nothing is disposed of"
            )


@advice
def check_renewal_soon(context: Context) -> Iterator[Fault]:
    """Z006 the renewal of an ongoing authority is asked for in the sixty days before it ends."""
    for record, path, until_on in _ends(context):
        if context.today <= until_on <= context.in_days(NOTICE_DAYS) and _counts_for_a_living_site(context, record):
            yield fault(record, path, f"the authority ends on {until_on}", "a renewal asked for now")


def _dispositions(context: Context) -> Iterator[tuple[Record, Mapping[str, Any]]]:
    for record in context.of("dispositions"):
        if authorization := context.register.get("authorizations", record.value["authorization"]):
            yield record, authorization.value


@error
def check_disposition_keeps_to_authority(context: Context) -> Iterator[Fault]:
    """Z007 a disposition keeps to the series, the sites and the method of its authorization."""
    for record, authority in _dispositions(context):
        if record.value["series"] != authority["series"]:
            message = f"series {record.value['series']!r}, authorized for {authority['series']!r}"
            yield fault(record, ("series",), message, authority["series"])
        if record.value["method"] != authority.get("method", record.value["method"]):
            message = f"method {record.value['method']}, authorized for {authority['method']}"
            yield fault(record, ("method",), message, authority["method"])
        for name in ("items", "residue"):
            for index, each in enumerate(record.value.get(name, [])):
                if each["site"] not in authority["sites"]:
                    path: ValuePath = (name, index, "site")
                    message = f"{each['site']!r} is not among the sites of the authorization"
                    yield fault(record, path, message, f"one of {', '.join(authority['sites'])}")


@error
def check_disposed_after_approval(context: Context) -> Iterator[Fault]:
    """Z008 a disposition happens after its authorization was approved."""
    for record, authority in _dispositions(context):
        approved = [each["on"] for each in authority["status"] if each["status"] == "approved"]
        if not approved or record.value["on"] < min(approved):
            when = f"approved on {min(approved)}" if approved else "never approved"
            yield fault(record, ("on",), f"disposed of on {record.value['on']}, {when}", "a day after the approval")
