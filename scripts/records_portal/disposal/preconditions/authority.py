"""Under what: an authorization that is merged, in force and approved, over sound records, by a lawful method."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from records_portal.history.audit_trail import Approver
from records_portal.history.repository import Repository
from records_portal.identity.acts import Exemption
from records_portal.identity.trail import read_trail, signed_authorizers
from records_portal.register.findings import Finding, Refusal, Severity
from records_portal.register.model import Record, Register
from records_portal.register.sites import status_of
from records_portal.retention.holds import people_have_keys
from records_portal.retention.scopes import Authority
from records_portal.retention.series import Series
from records_portal.values.dates import BeyondCalendar, parse_date
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import earliest_disposition, notice_days

from ..site_roots import has_private_parts, refuse_several_roots, roots_of_sites

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

METHODS = ("destroy", "destroy-confidential", "transfer-file", "transfer-archives")


def check_findings(findings: Iterable[Finding]) -> None:
    """No record has a fault."""
    errors = sorted(each for each in findings if each.severity is Severity.ERROR)
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise Refusal(f"{errors[0]}{more}; `records validate` lists what has to be mended first")


def authorization_of(register: Register, name: str) -> Record[AuthorizationValue]:
    """The record of an authorization, in the root that the records of all its sites lie in."""
    record = register.get("authorizations", name)
    if record is None:
        raise Refusal(f"no authorization {name!r} in schedules/authorizations/; name one that is merged")
    sites = record.value.get("sites", ())
    if has_private_parts(register, record, sites):
        return record
    roots = roots_of_sites(register, sites)
    if record.private and not any(private for private, _ in roots):
        raise Refusal(
            f"authorization {name!r} is in the private root; a disposition is public, and so is its authority"
        )
    refuse_several_roots(name, roots)
    if roots and (record.private, record.origin) not in roots:
        raise Refusal(f"authorization {name!r} does not lie in the root of its sites; ask for authority there")
    return record


def check_in_force(
    register: Register, record: Record[AuthorizationValue], authority: Authority | None, today: date
) -> None:
    """The authorization was approved and still counts."""
    if authority is None or authority.state == "awaiting-authorization":
        state = record.value["status"][-1]["status"]
        raise Refusal(f"authorization {record.id!r} is {state}, not approved; wait until it is granted")
    if authority.state == "authorization-lapsed":
        raise Refusal(f"authorization {record.id!r} has lapsed; have it renewed")
    sites = [register.get("sites", name) for name in record.value["sites"]]
    living = [site for site in sites if site and status_of(site.value, today.isoformat()) != "decommissioned"]
    if authority.kind == "ongoing" and not living:
        raise Refusal(f"authorization {record.id!r} ended when its sites were decommissioned; ask for a one-off one")
    if authority.kind == "one-off":
        _check_notice(register, record, today)


def _check_notice(register: Register, record: Record[AuthorizationValue], today: date) -> None:
    """The day that was proposed has come, and the notice in working days is kept where the portal's settings ask."""
    requested = record.value["requested"]
    if today < (proposed := parse_date(requested.get("proposed_on", requested["on"]))):
        raise Refusal(f"authorization {record.id!r} was asked for from {proposed} on; do it then")
    if "working_days" in register.portal:
        try:
            first = earliest_disposition(register.portal, parse_date(requested["on"]))
        except (BeyondCalendar, UnknownHolidays) as error:
            raise Refusal(f"the notice of authorization {record.id!r} cannot be counted: {error}") from error
        if today < first:
            days = notice_days(register.portal)
            raise Refusal(
                f"authorization {record.id!r} was asked for on {requested['on']}, and {days} working days have to "
                f"pass; do it on {first} or later"
            )


def method_of(record: Record[AuthorizationValue], series: Series) -> str:
    """How records are disposed of under an authorization; one that its series or its appraisal forbids is refused."""
    method = str(record.value.get("method", series.disposition))
    decision = record.value["appraised"]["decision"] if "appraised" in record.value else ""
    destroys = method.startswith("destroy")
    if series.disposition == "permanent" or method not in METHODS:
        raise Refusal(f"series {series.reference!r} is permanent; nothing of it is disposed of")
    if destroys and decision == "transfer-to-archives":
        raise Refusal(f"the appraisal of {record.id!r} says transfer-to-archives; nothing under it is destroyed")
    if destroys and series.disposition.startswith("transfer") and decision != "no-archival-value":
        raise Refusal(
            f"series {series.reference!r} is transferred, and no appraisal of {record.id!r} found it without "
            "archival value; have it appraised, or transfer it"
        )
    if method == "destroy" and series.disposition == "destroy-confidential":
        raise Refusal(f"series {series.reference!r} is destroyed confidentially; {record.id!r} says {method!r}")
    return method


def check_approved(
    repository: Repository,
    register: Register,
    record: Record[AuthorizationValue],
    executor: str,
    letter: Exemption | None,
    public: Repository | None = None,
) -> tuple[Approver, ...]:
    """Somebody approved it who neither asked for it nor carries it out, and how that is known.

    The signature of a records officer or a disposition approver over it as it stands counts. Where the letter of the
    agency's head lets the office go without, its approver's name and the trailers of commits count too, and the
    certificate says `declared`. Of a private root's authorization `public` has the people, their roles and keys.
    """
    others = {executor, record.value["requested"]["by"]}
    has_keys = people_have_keys(register)
    signed = signed_authorizers(repository, register, record, public) if has_keys else ()
    if counting := tuple(each for each in signed if each.person not in others):
        return counting
    if letter is None:
        raise Refusal(_unsigned(record.id, executor, has_keys=has_keys))
    named = register.get("people", record.value["requested"].get("approver", ""))
    declared = [Approver(named.id, named.value["name"], named.value["title"])] if named else []
    for change in read_trail(repository, register).of("authorizations", record.id):
        declared += change.approved_by
    if not (counting := tuple(each for each in dict.fromkeys(declared) if each.person not in others)):
        raise Refusal(
            f"authorization {record.id!r} was approved by nobody but {executor!r} or whoever asked for it; "
            "have another person carry it out, or approve it with an Approved-by line"
        )
    return counting


def _unsigned(name: str, executor: str, *, has_keys: bool) -> str:
    if has_keys:
        return (
            f"no records officer or disposition approver but {executor!r} or whoever asked for it signed authorization "
            f"{name!r} as it stands; another of them signs it with `records approve authorizations/{name}`"
        )
    return (
        f"nobody has a key, so that nobody knows who approved authorization {name!r}; `records key genesis` begins "
        "with the first, or `approvals` in registry/portal.yml names the head's letter by which dispositions go without"
    )
