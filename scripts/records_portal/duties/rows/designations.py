"""Administrators: designated, for all nine responsibilities, told, given access to the disposition system, removed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.register.shapes import schema_of
from records_portal.register.sites import current_designations, first_fact, holds_role
from records_portal.register.staff import access_path, access_to

from ..context import DutyContext
from ..model import Duty, Owed, site_owes
from .sites import NEW_JERSEY, TO_TELL, begun_on

if TYPE_CHECKING:
    from records_portal.register.records import Designation, DesignationValue, SiteValue

TO_ASK, TO_CONSULT, TO_DESIGNATE_ANOTHER = 10, 5, 20
TEAM = ("web-content-team", "cto-cio")
SHARED = frozenset(("shared-login", "publishing-tool", "recovery-contact"))
DESIGNATION = f"{NEW_JERSEY}: responsibilities, step 1"
FLOW_A = f"{NEW_JERSEY}: flow A, log-in credentials of the disposition system"
_Entry = tuple[Record["DesignationValue"], int, "Designation"]


@cache
def responsibilities() -> tuple[str, ...]:
    """The nine responsibilities of an administrator."""
    fields = schema_of("designations")["properties"]["designations"]["items"]["properties"]
    return tuple(fields["responsibilities"]["items"]["enum"])


def _sites_with_entries(context: DutyContext) -> Iterator[tuple[Record[SiteValue], _Entry]]:
    for record in context.of("designations"):
        if site := context.register.get("sites", record.id):
            for index, designation in enumerate(record.value["designations"]):
                yield site, (record, index, designation)


def _current(context: DutyContext) -> Iterator[tuple[Record[SiteValue], _Entry]]:
    """The designations that count today, of sites in use."""
    in_use = {site.id for site in context.sites_in_use}
    for site, entry in _sites_with_entries(context):
        if site.id in in_use and "removed" not in entry[2]:
            yield site, entry


def _nobody_designated(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        if ("designations", site.id) in context.register.unreadable:
            continue
        if not current_designations(context.register, site.id):
            registration = first_fact(site.value, "registration")
            since = registration["on"] if registration else begun_on(site)
            done = f"a designation by the agency head in registry/designations/{site.id}.yml"
            yield site_owes(site, (), since, since, "nobody is designated as administrator", done=done)


def _one_alone(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        named = {each["person"]: each["on"] for each in current_designations(context.register, site.id)}
        if len(named) == 1:
            ((person, since),) = named.items()
            late_on = context.after_working_days(since, TO_DESIGNATE_ANOTHER)
            missing = f"{person!r} is its only administrator: nobody can stand in"
            yield site_owes(site, (), since, late_on, missing)


def _not_all_nine(context: DutyContext) -> Iterator[Owed]:
    for site, (record, index, each) in _current(context):
        if lacking := [one for one in responsibilities() if one not in each["responsibilities"]]:
            missing = f"{each['person']!r} is not designated for {', '.join(lacking)}"
            path = ("designations", index, "responsibilities")
            on, who = each["on"], each["person"]
            yield site_owes(site, path, on, on, missing, record=record, detail=who)


def _cto_not_told(context: DutyContext) -> Iterator[Owed]:
    for site, (record, index, each) in _current(context):
        if not _told(context, each.get("copies_to", ()), ("cto-cio",), each["on"]):
            late_on = context.after_working_days(each["on"], TO_TELL)
            missing = f"the CTO/CIO was not told that {each['person']!r} is designated"
            path = ("designations", index)
            yield site_owes(site, path, each["on"], late_on, missing, record=record, detail=each["person"])


def _told(context: DutyContext, said: tuple[str, ...] | list[str], roles: tuple[str, ...], on: str) -> bool:
    people = (context.register.get("people", name) for name in said)
    return bool({*said} & {*roles}) or any(
        person and any(holds_role(person.value, role, on) for role in roles) for person in people
    )


def _removal_without_end(context: DutyContext) -> Iterator[Owed]:
    for site, (record, index, each) in _sites_with_entries(context):
        removed = each.get("removed")
        if removed and "access_ended_on" not in removed:
            missing = f"{each['person']!r} was removed on {removed['on']}, nothing says when access ended"
            path = ("designations", index, "removed")
            yield site_owes(site, path, removed["on"], removed["on"], missing, record=record, detail=each["person"])


def _removal_not_told(context: DutyContext) -> Iterator[Owed]:
    for site, (record, index, each) in _sites_with_entries(context):
        removed = each.get("removed")
        if removed and not _told(context, removed.get("reported_to", ()), TEAM, removed["on"]):
            late_on = context.after_working_days(removed["on"], TO_TELL)
            missing = (
                f"{each['person']!r} was removed on {removed['on']}, neither the web team nor the CTO/CIO was told"
            )
            path = ("designations", index, "removed")
            yield site_owes(site, path, removed["on"], late_on, missing, record=record, detail=each["person"])


def _removed_with_access(context: DutyContext) -> Iterator[Owed]:
    for site, (record, index, each) in _sites_with_entries(context):
        removed, name = each.get("removed"), each["person"]
        if removed is None or _is_designated(context, site.id, name):
            continue
        for _, _, access in access_to(context.register, site.id):
            if access["person"] == name and "ended_on" not in access:
                missing = f"{name!r} was removed on {removed['on']}, their access has not ended"
                path = ("designations", index, "removed")
                done = f"ended_on in {access_path(context.register, site.id)}"
                on = removed["on"]
                # a shared password is not taken away from one person: it changes, and that is a row of its own
                shown = access["how"] not in SHARED or _changed_on(context, site.id, name) >= on
                yield site_owes(site, path, on, on, missing, record=record, detail=name, done=done, shown=shown)


def _is_designated(context: DutyContext, site: str, person: str) -> bool:
    return any(each["person"] == person for each in current_designations(context.register, site))


def _shared_login_not_changed(context: DutyContext) -> Iterator[Owed]:
    """Whoever was removed knows a shared password until it changes, whatever their own access says."""
    for site, (record, index, each) in _sites_with_entries(context):
        removed, name = each.get("removed"), each["person"]
        if removed is None or _is_designated(context, site.id, name) or site.id not in _in_use(context):
            continue
        shared = any(
            access["how"] in SHARED and access["person"] == name and access["from_on"] <= removed["on"]
            for _, _, access in access_to(context.register, site.id)
        )
        if shared and _changed_on(context, site.id, name) < removed["on"]:
            missing = f"{name!r} was removed on {removed['on']}, the shared credentials have not changed since"
            late_on = context.after_working_days(removed["on"], 1)
            path = ("designations", index, "removed")
            yield site_owes(site, path, removed["on"], late_on, missing, record=record, detail=name)


def _changed_on(context: DutyContext, site: str, person: str) -> str:
    """The day on which the shared credentials of a site, as one person knows them, changed last."""
    days = [
        access["credentials_changed_on"]
        for _, _, access in access_to(context.register, site)
        if access["person"] == person and "credentials_changed_on" in access
    ]
    days += [each["on"] for log in context.logs.get(site, ()) for each in log.value.get("credential_changes", [])]
    return max(days, default="")


def _in_use(context: DutyContext) -> frozenset[str]:
    return frozenset(site.id for site in context.sites_in_use)


def _no_disposition_access(context: DutyContext) -> Iterator[Owed]:
    """Flow A starts after activation and a linked page, for each administrator."""
    registered = {site.id for site in context.registered_sites}
    for site, (record, index, each) in _current(context):
        registration = first_fact(site.value, "registration")
        if site.id not in registered or registration is None or "disposition_system" in each:
            continue
        since = max(registration["on"], each["on"])
        missing = f"{each['person']!r} has not asked for access to the disposition system"
        late_on = context.after_working_days(since, TO_ASK)
        who = each["person"]
        path = ("designations", index)
        yield site_owes(site, path, since, late_on, missing, record=record, detail=who, people=(who,))


def _unit_not_consulted(context: DutyContext) -> Iterator[Owed]:
    for site, (record, index, each) in _current(context):
        asked = each.get("disposition_system")
        if asked and "consulted_on" not in asked and "informed_on" not in asked:
            late_on = context.after_working_days(asked["requested_on"], TO_CONSULT)
            missing = (
                f"{each['person']!r} asked for access to the disposition system on {asked['requested_on']}, "
                "the Records Management Unit was not consulted"
            )
            path = ("designations", index, "disposition_system")
            yield site_owes(
                site,
                path,
                asked["requested_on"],
                late_on,
                missing,
                record=record,
                detail=each["person"],
                role=asked.get("requested_of", ""),
            )


def _administrator_not_informed(context: DutyContext) -> Iterator[Owed]:
    for site, (record, index, each) in _current(context):
        asked = each.get("disposition_system")
        if asked and "consulted_on" in asked and "informed_on" not in asked:
            on = asked["consulted_on"]
            missing = f"{each['person']!r} was not informed of the credentials of the disposition system"
            path = ("designations", index, "disposition_system")
            late_on = context.after_working_days(on, TO_CONSULT)
            yield site_owes(
                site,
                path,
                on,
                late_on,
                missing,
                record=record,
                detail=each["person"],
                role=asked.get("requested_of", ""),
            )


ROWS = (
    Duty(
        "administrator",
        "Designate an administrator",
        "agency-head",
        _nobody_designated,
        "a designation by the agency head",
        "records new designation {site}",
        "designation",
        DESIGNATION,
        "from the registration on",
        code="D001",
    ),
    Duty(
        "second-administrator",
        "Designate a second administrator",
        "agency-head",
        _one_alone,
        "a designation of another person",
        "records new designation {site}",
        "addition",
        f"{NEW_JERSEY}: establishing a site, step 1 (administrators); at least two (NC State University)",
        f"within {TO_DESIGNATE_ANOTHER} working days",
        code="B030",
        weight="advice",
    ),
    Duty(
        "nine-responsibilities",
        "Confirm all nine responsibilities",
        "agency-head",
        _not_all_nine,
        "all nine, confirmed again",
        "records change designation {site}",
        "",
        DESIGNATION,
        "with each designation",
        code="D002",
    ),
    Duty(
        "designation-told",
        "Tell the CTO/CIO who is designated",
        "agency-head",
        _cto_not_told,
        "copies_to with cto-cio in the designation",
        "records change designation {site}",
        "",
        DESIGNATION,
        f"within {TO_TELL} working days of the designation",
        code="B031",
    ),
    Duty(
        "removal-ends-access",
        "Say when the access of a removed administrator ended",
        "agency-head",
        _removal_without_end,
        "access_ended_on",
        "records change removal {site}",
        "removal",
        f"{NEW_JERSEY}: responsibilities, note on removal",
        "with the removal",
        secret=True,
        code="D006",
    ),
    Duty(
        "removal-told",
        "Tell the web team or the CTO/CIO who was removed",
        "agency-head",
        _removal_not_told,
        "reported_to in the removal",
        "records change removal {site}",
        "removal",
        f"{NEW_JERSEY}: responsibilities, note on removal",
        f"within {TO_TELL} working days of the removal",
        secret=True,
        code="B032",
    ),
    Duty(
        "removed-without-access",
        "End the access of a removed administrator",
        "web-content-team",
        _removed_with_access,
        "ended_on",
        "records end access {site}",
        "",
        "Missouri, Guidelines for Creating an Agency Social Media Policy: access and security",
        "with the removal",
        secret=True,
        code="D007",
    ),
    Duty(
        "removed-shared-login",
        "Change the shared credentials that a removed administrator knows",
        "site-administrator",
        _shared_login_not_changed,
        "a credential change since the removal",
        "records new credential-change {site}",
        "credential-change",
        "Missouri, Guidelines for Creating an Agency Social Media Policy: access and security",
        "within a working day of the removal",
        secret=True,
        code="B033",
    ),
    Duty(
        "disposition-access",
        "Ask for access to the disposition system",
        "site-administrator",
        _no_disposition_access,
        "disposition_system: requested_on",
        "records new disposition-access {site}",
        "disposition-access",
        FLOW_A,
        f"within {TO_ASK} working days of the registration or the designation",
        law=True,
        code="B034",
        weight="advice",
    ),
    Duty(
        "disposition-access-consultation",
        "Consult the Records Management Unit about the credentials",
        "web-content-team",
        _unit_not_consulted,
        "disposition_system: consulted_on",
        "records new disposition-access-consultation {site}",
        "disposition-access-consultation",
        FLOW_A,
        f"within {TO_CONSULT} working days of the request",
        law=True,
        code="B035",
    ),
    Duty(
        "disposition-access-informed",
        "Inform the administrator of the credentials of the disposition system",
        "web-content-team",
        _administrator_not_informed,
        "disposition_system: informed_on",
        "records new disposition-access-informed {site}",
        "disposition-access-informed",
        FLOW_A,
        f"within {TO_CONSULT} working days of the consultation",
        law=True,
        code="B036",
    ),
)
