"""Designated administrators: confirmed by the agency head, all nine responsibilities, trained, ended completely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.duties.rows.people import training_lack
from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record
from records_portal.register.sites import first_fact, holds_role
from records_portal.register.staff import access_path, access_to

from .context import CheckContext
from .rules import RuleFault, error, fault, late, owed_faults

if TYPE_CHECKING:
    from records_portal.register.records import Designation, DesignationRemoved, DesignationValue, SiteValue


def _designations(context: CheckContext) -> Iterator[tuple[Record[DesignationValue], int, Designation]]:
    for record in context.of("designations"):
        for index, designation in enumerate(record.value["designations"]):
            yield record, index, designation


@late
def check_administrator_designated(context: CheckContext) -> Iterator[RuleFault]:
    """D001 a registered site has an administrator."""
    yield from owed_faults(context, "administrator")


@late
def check_nine_responsibilities(context: CheckContext) -> Iterator[RuleFault]:
    """D002 a designation states all nine responsibilities."""
    yield from owed_faults(context, "nine-responsibilities")


@late
def check_administrators_trained(context: CheckContext) -> Iterator[RuleFault]:
    """D003 an administrator has current training."""
    in_use = {site.id for site in context.sites_in_use}
    for record, index, designation in _designations(context):
        if record.id not in in_use or "removed" in designation:
            continue
        if lack := training_lack(context, designation["person"], reads_private=context.reads_private):
            yield fault(record, ("designations", index, "person"), lack, "a course in the person's record")


@error
def check_designated_by_head(context: CheckContext) -> Iterator[RuleFault]:
    """D004 administrators are designated in the role of the agency head."""
    for record, index, designation in _designations(context):
        if designation.get("role", "agency-head") != "agency-head":
            message = f"designated in the role {designation['role']}"
            yield fault(record, ("designations", index, "role"), message, "agency-head")


@error
def check_head_of_that_agency(context: CheckContext) -> Iterator[RuleFault]:
    """D005 the head who designates heads the site's agency, or one above it."""
    for record, index, designation in _designations(context):
        site = context.register.get("sites", record.id)
        person = context.register.get("people", designation["by"])
        if not site or not person or not holds_role(person.value, "agency-head", designation["on"]):
            continue
        theirs = {
            held.get("agency", person.value["agency"])
            for held in person.value["roles"]
            if held["role"] == "agency-head" and held["from_on"] <= designation["on"]
        }
        if not theirs & _agencies_of(context, site):
            message = f"{designation['by']!r} heads {', '.join(sorted(theirs))}"
            expected = f"the head of {site.value['agency']}"
            yield fault(record, ("designations", index, "by"), message, expected)


def _agencies_of(context: CheckContext, site: Record[SiteValue]) -> set[str]:
    """Every agency that a site belonged to, with those above them."""
    names = [site.value["agency"], *(fact["from_agency"] for fact in site.value["facts"] if "from_agency" in fact)]
    return {agency.id for name in names for agency in context.agencies_above(name)} | set(names)


def _removals(context: CheckContext) -> Iterator[tuple[Record[DesignationValue], int, Designation, DesignationRemoved]]:
    for record, index, designation in _designations(context):
        if "removed" in designation:
            yield record, index, designation, designation["removed"]


@late
def check_removal_ends_access(context: CheckContext) -> Iterator[RuleFault]:
    """D006 a removal tells when access ended."""
    yield from owed_faults(context, "removal-ends-access")


@late
def check_access_ended(context: CheckContext) -> Iterator[RuleFault]:
    """D007 whoever is no longer administrator has no access any more."""
    yield from owed_faults(context, "removed-without-access")


@error
def check_removal_agrees_with_access(context: CheckContext) -> Iterator[RuleFault]:
    """D008 the designation and the site name the same day on which access ended."""
    for record, index, designation, removed in _removals(context):
        site = context.register.get("sites", record.id)
        if not site or "access_ended_on" not in removed:
            continue
        known = access_to(context.register, site.id)
        ends = [each.get("ended_on", "") for _, _, each in known if each["person"] == designation["person"]]
        if ends and all(ends) and removed["access_ended_on"] not in ends:
            there = f"on {max(ends)} in {access_path(context.register, site.id)}"
            message = f"access ended on {removed['access_ended_on']} here, {there}"
            path: ValuePath = ("designations", index, "removed", "access_ended_on")
            yield fault(record, path, message, "one day in both")


@error
def check_removed_after_designated(context: CheckContext) -> Iterator[RuleFault]:
    """D009 a removal comes after the designation."""
    for record, index, designation, removed in _removals(context):
        if removed["on"] < designation["on"]:
            message = f"removed on {removed['on']}, designated on {designation['on']}"
            yield fault(record, ("designations", index, "removed", "on"), message, f"{designation['on']} or later")


@error
def check_designated_once(context: CheckContext) -> Iterator[RuleFault]:
    """D010 nobody is designated for a site twice at a time."""
    for record in context.of("designations"):
        until: dict[str, str] = {}
        for index, each in enumerate(record.value["designations"]):
            if each["on"] < until.get(each["person"], ""):
                message = f"{each['person']!r} is already designated on {each['on']}"
                yield fault(record, ("designations", index, "person"), message, "one designation at a time")
            until[each["person"]] = each.get("removed", {}).get("on", "9999-12-31")


@error
def check_disposition_system_after_registration(context: CheckContext) -> Iterator[RuleFault]:
    """D011 access to the disposition system is asked for after activation and a linked page, never before (flow A)."""
    for record, index, designation in _designations(context):
        site = context.register.get("sites", record.id)
        asked_on = designation.get("disposition_system", {}).get("requested_on", "")
        if not site or not asked_on:
            continue
        registration = first_fact(site.value, "registration")
        if registration is None or asked_on < registration["on"]:
            since = f"the registration on {registration['on']}" if registration else "any registration"
            message = f"access to the disposition system was asked for on {asked_on}, before {since}"
            path: ValuePath = ("designations", index, "disposition_system", "requested_on")
            yield fault(record, path, message, "a date after the registration with its linked page")
