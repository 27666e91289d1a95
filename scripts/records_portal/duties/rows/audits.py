"""Audits: held as often as the policy says, reported, and every finding followed to its closure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from ..context import DutyContext, days_after
from ..model import Duty, Owed
from .policy import policy_begun
from .sites import MISSOURI, NEW_JERSEY, begun_on

if TYPE_CHECKING:
    from records_portal.register.records import AuditFinding, AuditValue

TO_REPORT, TO_CLOSE, TO_ANSWER = 10, 5, 10
# How long a finding may stand that sets no day is ours.
DAYS_OF = {"critical": 30, "major": 90, "minor": 180, "observation": 365}
AUDITING = f"{MISSOURI}: auditing social media"


def audited_until(context: DutyContext, agency: str) -> str:
    """The day on which the last audit of an agency was finished; empty where none was."""
    covers = {each.id for each in context.agencies_above(agency)}
    ends = [
        audit.value["finished_on"]
        for audit in context.of("audits")
        if "finished_on" in audit.value and _covers(audit, agency, covers)
    ]
    return max(ends, default="")


def _covers(audit: Record[AuditValue], agency: str, above: set[str]) -> bool:
    scope = audit.value["scope"]
    named = {*scope.get("agencies", ()), *scope.get("policies", ())}
    return (not named and "sites" not in scope) or bool(named & {agency, *above})


def _not_audited(context: DutyContext) -> Iterator[Owed]:
    begun: dict[str, str] = {}
    for site in context.sites_in_use:
        name = site.value["agency"]
        begun[name] = min(begun.get(name, begun_on(site)), begun_on(site))
    for name in sorted({_responsible(context, each) for each in begun}):
        agency = context.register.get("agencies", name)
        policy = context.register.get("policies", name)
        if agency is None:
            continue
        first = min(on for each, on in begun.items() if _responsible(context, each) == name)
        start = max(first, policy_begun(policy) if policy else first)
        last = audited_until(context, name)
        every = policy.value.get("audit", {}).get("every", "") if policy else ""
        due_on = context.due_on(last or start, "audit", every)
        next_on = _next_on(context, name)
        due_on = min(due_on, next_on) if next_on > last else due_on
        known = f"last audited on {last}" if last else "never audited"
        yield Owed(agency, (), due_on, days_after(due_on, 1), f"{known}, due on {due_on}", name)


def _responsible(context: DutyContext, agency: str) -> str:
    """The agency whose audit covers another one: that of its policy, else the topmost."""
    above = [each.id for each in context.agencies_above(agency)]
    return context.policy_of.get(agency, above[-1] if above else agency)


def _next_on(context: DutyContext, agency: str) -> str:
    above = {each.id for each in context.agencies_above(agency)}
    newest = max(
        (audit for audit in context.of("audits") if _covers(audit, agency, above)),
        key=lambda audit: audit.value.get("finished_on", audit.value["period"]["to_on"]),
        default=None,
    )
    return newest.value.get("next_on", "") if newest else ""


def _not_reported(context: DutyContext) -> Iterator[Owed]:
    for audit in context.of("audits"):
        finished_on = audit.value.get("finished_on")
        if finished_on and not any(each["to"] == "agency-head" for each in audit.value.get("reported", [])):
            late_on = context.after_working_days(finished_on, TO_REPORT)
            missing = f"finished on {finished_on}, not reported to the head of agency"
            yield Owed(audit, (), finished_on, late_on, missing, _agency(audit), people=_auditors(audit))


def _agency(audit: Record[AuditValue]) -> str:
    return next(iter(audit.value["scope"].get("agencies", ())), "")


def _auditors(audit: Record[AuditValue]) -> tuple[str, ...]:
    return tuple(each["person"] for each in audit.value["auditors"] if "person" in each)


def _findings(context: DutyContext) -> Iterator[tuple[Record[AuditValue], int, AuditFinding, str]]:
    """Each finding that is open, with the day on which it was made."""
    for audit in context.of("audits"):
        since = audit.value.get("finished_on", audit.value["period"]["to_on"])
        for index, each in enumerate(audit.value.get("findings", [])):
            if "closed_on" not in each:
                yield audit, index, each, since


def _finding_open(context: DutyContext) -> Iterator[Owed]:
    for audit, index, each, since in _findings(context):
        due_on = each.get("due_on", days_after(since, DAYS_OF[each["severity"]]))
        people = (each["owner"],) if "owner" in each else ()
        missing = f"finding {each['number']} ({each['severity']}) is open, due on {due_on}: {each['finding']}"
        path: ValuePath = ("findings", index)
        yield _of_audit(audit, path, (min(since, due_on), days_after(due_on, 1)), missing, each["number"], people)


def _of_audit(
    audit: Record[AuditValue],
    path: ValuePath,
    days: tuple[str, str],
    missing: str,
    number: str,
    people: tuple[str, ...] = (),
) -> Owed:
    names = (("finding", number),)
    return Owed(audit, path, *days, missing, _agency(audit), detail=f"finding {number}", people=people, names=names)


def _finding_without_owner(context: DutyContext) -> Iterator[Owed]:
    for audit, index, each, since in _findings(context):
        lacking = [
            words
            for name, words in (("owner", "nobody puts it right"), ("due_on", "no day is set"))
            if name not in each
        ]
        if lacking and each["severity"] != "observation":
            late_on = context.after_working_days(since, TO_ANSWER)
            missing = f"finding {each['number']}: {', '.join(lacking)}"
            yield _of_audit(audit, ("findings", index), (since, late_on), missing, each["number"])


def _closed_by_nobody(context: DutyContext) -> Iterator[Owed]:
    for audit in context.of("audits"):
        for index, each in enumerate(audit.value.get("findings", [])):
            if (
                "closed_on" in each
                and each["severity"] in ("critical", "major")
                and (lacking := _lacks_at_closure(each))
            ):
                missing = f"finding {each['number']} was closed on {each['closed_on']} {' and '.join(lacking)}"
                late_on = context.after_working_days(each["closed_on"], TO_CLOSE)
                yield _of_audit(audit, ("findings", index), (each["closed_on"], late_on), missing, each["number"])


def _lacks_at_closure(point: AuditFinding) -> list[str]:
    """What a closed point lacks before others can believe that it is closed."""
    lacking = [f"without {name}" for name in ("closed_by", "response") if name not in point]
    if "owner" in point and point.get("closed_by") == point["owner"]:
        lacking.append("by its own owner")
    return lacking


def _criterion_without_finding(context: DutyContext) -> Iterator[Owed]:
    """What was not met has to become a point that somebody puts right."""
    for audit in context.of("audits"):
        on = audit.value.get("finished_on", "")
        named = {each["criterion"] for each in audit.value.get("findings", []) if "criterion" in each}
        for index, each in enumerate(audit.value.get("criteria", []) if on else ()):
            name = each["id"]
            if each.get("met", "yes") in ("no", "in-part") and name not in named:
                met = "not met" if each.get("met") == "no" else "met in part"
                missing = f"{each['criterion'].rstrip('.')}: {met}, and no finding says what is to be done"
                late_on = context.after_working_days(on, TO_ANSWER)
                yield Owed(audit, ("criteria", index), on, late_on, missing, _agency(audit), detail=f"criterion {name}")


def _measured_against_nothing(context: DutyContext) -> Iterator[Owed]:
    for audit in context.of("audits"):
        on, criteria = audit.value.get("finished_on", ""), audit.value.get("criteria", [])
        open_ones = [each for each in criteria if "met" not in each]
        if on and (open_ones or not criteria):
            said = (
                f"whether {len(open_ones)} of its {len(criteria)} criteria were met" if criteria else "what it measured"
            )
            late_on = context.after_working_days(on, TO_REPORT)
            yield Owed(
                audit, (), on, late_on, f"finished on {on}, {said} is not said", _agency(audit), detail="criteria"
            )


def _update_without_version(context: DutyContext) -> Iterator[Owed]:
    """What an audit changed in a policy stands in it as a version."""
    for audit in context.of("audits"):
        for index, each in enumerate(audit.value.get("updates", [])):
            policy = context.register.get("policies", each.get("policy", ""))
            known = {one["version"] for one in policy.value.get("versions", [])} if policy else set()
            if policy and "version" in each and each["version"] not in known:
                missing = f"{each['what']}: version {each['version']} is not in the policy of {policy.id}"
                late_on = context.after_working_days(each["on"], TO_ANSWER)
                detail = f"update {index + 1}"
                yield Owed(audit, ("updates", index), each["on"], late_on, missing, policy.id, detail=detail)


def _capture_trial_failed(context: DutyContext) -> Iterator[Owed]:
    for audit in context.of("audits"):
        for index, each in enumerate(audit.value.get("capture_verification", [])):
            damaged = each.get("fixity_ok") is False
            if (each["matched"] < each["sampled"] or damaged) and "remedy" not in each:
                missing = (
                    f"of {each['sampled']} posts tried, {each['matched']} were found in the captures of {each['site']}"
                )
                missing += f"{', and' if damaged else ''}{' a checksum was wrong' if damaged else ''}"
                late_on = context.after_working_days(each["on"], TO_ANSWER)
                site = context.register.get("sites", each["site"])
                yield Owed(
                    audit,
                    ("capture_verification", index),
                    each["on"],
                    late_on,
                    missing,
                    site.value["agency"] if site else _agency(audit),
                    each["site"],
                    subject=f"audits/{audit.id}",
                    detail=f"trial {each['site']} {each['on']}",
                )


ROWS = (
    Duty(
        "audit",
        "Audit whether the policy is followed",
        "internal-audit",
        _not_audited,
        "an audit that is finished",
        "records new audit AUDIT",
        "audit-notice",
        AUDITING,
        "the policy's audit.every, or portal.yml: cadences.audit",
        code="B110",
    ),
    Duty(
        "audit-reported",
        "Report the audit to the head of agency",
        "internal-audit",
        _not_reported,
        "an entry in reported",
        "records new audit-report {id}",
        "",
        f"{AUDITING}; {NEW_JERSEY}: action steps, administer and evaluate",
        f"within {TO_REPORT} working days of its end",
        code="B111",
    ),
    Duty(
        "audit-finding",
        "Put right what the audit found",
        "records-officer",
        _finding_open,
        "closed_on and closed_by, with the response",
        "records end audit-finding {id}",
        "",
        AUDITING,
        "by the day set for it; without one, by how grave it is",
        code="B112",
    ),
    Duty(
        "audit-finding-owner",
        "Name who puts a finding right, and by when",
        "agency-head",
        _finding_without_owner,
        "owner and due_on",
        "records change audit-finding {id}",
        "",
        AUDITING,
        f"within {TO_ANSWER} working days of the audit",
        code="B113",
    ),
    Duty(
        "audit-finding-evidence",
        "Say who closed a grave finding, and how",
        "internal-audit",
        _closed_by_nobody,
        "closed_by and response",
        "records end audit-finding {id}",
        "",
        AUDITING,
        f"within {TO_CLOSE} working days",
        code="B114",
        weight="advice",
    ),
    Duty(
        "capture-trial",
        "Make good what a trial of the captures did not find",
        "records-officer",
        _capture_trial_failed,
        "remedy, in the trial",
        "records change capture-trial {id}",
        "",
        f"{AUDITING}; agencies without such a check cannot show that records are captured (NARA 2023)",
        f"within {TO_ANSWER} working days",
        law=True,
        code="B115",
    ),
    Duty(
        "audit-criterion",
        "Say what is to be done about what an audit found not to be met",
        "internal-audit",
        _criterion_without_finding,
        "a finding that names the criterion",
        "records new audit-finding {id}",
        "",
        f"{AUDITING} (to ensure that it is being followed)",
        f"within {TO_ANSWER} working days of the audit",
        code="B116",
    ),
    Duty(
        "audit-criteria",
        "Say what an audit measured, and whether it was met",
        "internal-audit",
        _measured_against_nothing,
        "criteria, each with met",
        "records new audit-criterion {id}",
        "",
        f"{AUDITING} (to ensure that it is being followed)",
        f"within {TO_REPORT} working days of the audit",
        code="B117",
        weight="advice",
    ),
    Duty(
        "audit-update",
        "Enter the policy's version that an audit led to",
        "communications-director",
        _update_without_version,
        "the version, in the policy",
        "records new policy-version {agency}",
        "",
        f"{AUDITING} (make any necessary updates)",
        f"within {TO_ANSWER} working days of the update",
        code="B118",
    ),
)
