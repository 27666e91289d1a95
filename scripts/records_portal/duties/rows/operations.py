"""Keeping a site: monitored, moderated, reported on; credentials, settings, terms, escalations, personal accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record
from records_portal.register.sites import holds_role, last_fact
from records_portal.register.staff import access_to
from records_portal.retention.live_holds import holds_laid_on_content

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes
from .captures import reaches
from .designations import SHARED, TEAM
from .sites import MISSOURI, NEW_JERSEY, begun_on

if TYPE_CHECKING:
    from records_portal.register.records import (
        OperationsLogContentChange,
        OperationsLogModeration,
        OperationsLogValue,
        SiteValue,
    )

# Days of grace are ours: the documents say daily, periodically, all changes, and no days.
TO_ATTEST, TO_REMEDY, TO_REPORT_CHANGE, TO_COPY, TO_NOTIFY, TO_REVIEW, TO_FOLLOW_UP = 5, 5, 2, 1, 5, 10, 10
COUNSEL = "counsel"
RESPONSIBILITIES = f"{NEW_JERSEY}: responsibilities"
# What a report on a site is about (New Jersey, responsibilities).
USAGE = {"measures": "usage", "effectiveness": "effectiveness"}
# The roles to which the flows send their messages.
NEEDED = ("agency-head", "communications-director", "cto-cio", "web-content-team", "records-officer")
FLOW_D = f"{NEW_JERSEY}: flow D, deleting unacceptable content"
FLOW_B = f"{NEW_JERSEY}: flow B, on-going authorization"
_Log = tuple[Record["SiteValue"], Record["OperationsLogValue"]]


def logs_of_sites(context: DutyContext) -> Iterator[_Log]:
    """Each operations log with its site."""
    for name, logs in context.logs.items():
        if site := context.register.get("sites", name):
            for log in logs:
                yield site, log


def months_owed(context: DutyContext, site: Record[SiteValue]) -> Iterator[str]:
    """The months since a site came into use that are over, each as YYYY-MM."""
    begun = begun_on(site)
    if not begun:
        return
    year, month = int(begun[:4]), int(begun[5:7])
    while (this := f"{year:04}-{month:02}") < context.today[:7]:
        yield this
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def first_after(month: str) -> str:
    """The day after a month's end."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + 1:04}-01-01" if number == 12 else f"{year:04}-{number + 1:02}-01"


def _in_words(months: list[str]) -> str:
    """Months as people write them: the first and the last of a row of them."""
    spans: list[list[str]] = []
    for month in months:
        if spans and first_after(spans[-1][-1])[:7] == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return ", ".join(span[0] if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans)


def _not_attested(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        attested = {each["month"] for log in context.logs.get(site.id, ()) for each in log.value.get("monitoring", [])}
        if lacking := [month for month in months_owed(context, site) if month not in attested]:
            owed_on = first_after(lacking[0])
            late_on = context.after_working_days(owed_on, TO_ATTEST)
            missing = f"nobody attested that it was watched every day in {_in_words(lacking)}"
            yield site_owes(site, (), owed_on, late_on, missing, names=(("month", lacking[0]),))


def _gaps_not_remedied(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("monitoring", [])):
            for number, gap in enumerate(each.get("exceptions", [])):
                if "remedied" not in gap:
                    missing = f"not watched from {gap['from_on']}, and nothing says how that was made good"
                    path: ValuePath = ("monitoring", index, "exceptions", number)
                    late_on = context.after_working_days(each["on"], TO_REMEDY)
                    yield site_owes(site, path, each["on"], late_on, missing, record=log, detail=gap["from_on"])


def _content_not_current(context: DutyContext) -> Iterator[Owed]:
    in_use = {site.id for site in context.sites_in_use}
    for site, log in logs_of_sites(context):
        if site.id not in in_use:
            continue
        newest = max(
            (each for one in context.logs[site.id] for each in one.value.get("monitoring", [])),
            key=lambda each: each["month"],
            default=None,
        )
        for index, each in enumerate(log.value.get("monitoring", [])):
            if each is newest and each.get("content_current") is False:
                missing = f"its content was not up to date on {each['on']}"
                late_on = context.after_working_days(each["on"], TO_REMEDY)
                yield site_owes(site, ("monitoring", index), each["on"], late_on, missing, record=log)


def _no_usage_report(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        ends = [each["to_on"] for log in context.logs.get(site.id, ()) for each in log.value.get("usage_reports", [])]
        since = max(ends, default=begun_on(site))
        due_on = context.due_on(since, "usage_report")
        known = f"the last report on its usage reaches {since}" if ends else "nothing was reported on its usage"
        yield site_owes(site, (), due_on, days_after(due_on, 31), f"{known}, one was due on {due_on}")


def _reports(context: DutyContext, site: str) -> Iterator[tuple[str, str, int]]:
    """Each report on a site's usage: to which day it reaches, when it was made, its place in the log."""
    for log in context.logs.get(site, ()):
        yield from ((each["to_on"], each["on"], n) for n, each in enumerate(log.value.get("usage_reports", [])))


def _report_without_content(context: DutyContext) -> Iterator[Owed]:
    """The newest report of a site alone is asked: a later one of the same time says what an earlier one left out."""
    newest = {site.id: max(_reports(context, site.id), default=("", "", 0)) for site, _ in logs_of_sites(context)}
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("usage_reports", [])):
            lacking = [word for name, word in USAGE.items() if not each.get(name)]
            if lacking and newest[site.id] == (each["to_on"], each["on"], index):
                missing = f"the report of {each['on']} says nothing of {' and '.join(lacking)}"
                late_on = context.after_working_days(each["on"], TO_REVIEW)
                path: ValuePath = ("usage_reports", index)
                yield _of_entry(site, log, path, each, each["on"], late_on, missing)


def _change_not_reported(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("credential_changes", [])):
            if not any(one["to"] in TEAM for one in each.get("reported", [])):
                missing = (
                    f"the change of credentials of {each['on']} was reported to neither the web team nor the CTO/CIO"
                )
                late_on = context.after_working_days(each["on"], TO_REPORT_CHANGE)
                path: ValuePath = ("credential_changes", index)
                yield site_owes(
                    site, path, each["on"], late_on, missing, record=log, detail=each["on"], people=(each["by"],)
                )


def _password_old(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        shared = [
            access
            for _, _, access in access_to(context.register, site.id)
            if access["how"] in SHARED and access.get("ended_on", "9999-12-31") > context.today
        ]
        if not shared:
            continue
        changed = [access["credentials_changed_on"] for access in shared if "credentials_changed_on" in access]
        changed += [
            each["on"]
            for log in context.logs.get(site.id, ())
            for each in log.value.get("credential_changes", [])
            if each.get("what", "password") in ("password", "publishing-tool", "recovery-contact")
        ]
        since = max(changed, default=begun_on(site))
        due_on = context.due_on(since, "credential_change")
        known = f"last changed on {since}" if changed else "not known to have been changed"
        yield site_owes(site, (), due_on, days_after(due_on, 1), f"the shared credentials are {known}, due on {due_on}")


def _not_copied(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("moderation", [])):
            if each["action"] == "deleted" and "copied" not in each and "not_copied" not in each:
                missing = f"deleted on {each['on']} without a copy, and nothing says why"
                late_on = context.after_working_days(each["on"], TO_COPY)
                yield _of_entry(site, log, ("moderation", index), each, each["on"], late_on, missing)


def _of_entry(
    site: Record[SiteValue],
    log: Record[OperationsLogValue],
    path: ValuePath,
    each: Mapping[str, object],
    owed_on: str,
    late_on: str,
    missing: str,
    *,
    whose: str = "by",
) -> Owed:
    """What is owed about an entry of a log, by whoever made it where `whose` names them."""
    people = (str(each[whose]),) if whose in each else ()
    detail = f"{path[0]} {each.get('id') or each['on']}"
    return site_owes(site, path, owed_on, late_on, missing, record=log, detail=detail, people=people)


def _author_not_notified(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("moderation", [])):
            if (
                each["action"] in ("deleted", "hidden", "author-blocked", "author-muted")
                and "author_notified" not in each
            ):
                missing = f"whether the author was told of what was done on {each['on']}, or why not, is not said"
                late_on = context.after_working_days(each["on"], TO_NOTIFY)
                yield _of_entry(site, log, ("moderation", index), each, each["on"], late_on, missing)


def _copy_not_classed(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("moderation", [])):
            copied = each.get("copied")
            if copied and not {"class", "series"} & copied.keys():
                missing = f"the copy of what was taken down on {each['on']} has no class: how long it stays is open"
                late_on = context.after_working_days(each["on"], TO_REVIEW)
                yield _of_entry(site, log, ("moderation", index), each, each["on"], late_on, missing, whose="")


def _counsel_not_looked(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        deletions: list[tuple[ValuePath, OperationsLogModeration | OperationsLogContentChange, bool]] = [
            *((("moderation", place), each, False) for place, each in enumerate(log.value.get("moderation", ()))),
            *(
                (("content_changes", place), each, each["change"] == "deleted" and "authorization" not in each)
                for place, each in enumerate(log.value.get("content_changes", ()))
            ),
        ]
        for path, each, asks in deletions:
            held = each.get("deleted_under", ())
            if not (held or (asks and "holds_checked_on" not in each)) or _counsel_looked(context, each):
                continue
            how = f"under {', '.join(map(repr, held))}" if held else "and its holds were not asked for"
            missing = f"deleted on {each['on']} {how}"
            yield site_owes(site, path, each["on"], each["on"], missing, record=log, detail=f"{path[0]} {each['on']}")


def _counsel_looked(context: DutyContext, deletion: OperationsLogModeration | OperationsLogContentChange) -> bool:
    if "counsel" not in deletion:
        return False
    looked = deletion["counsel"]
    person = context.register.get("people", looked["by"])
    return person is not None and looked["on"] >= deletion["on"] and holds_role(person.value, COUNSEL, looked["on"])


def _deleted_while_held(context: DutyContext) -> Iterator[Owed]:
    """What was deleted while a hold placed by that day bound it; what the log itself says of holds is told above."""
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("moderation", [])):
            if each["action"] != "deleted" or {"deleted_under", "holds_checked_on", "counsel"} & each.keys():
                continue
            item, posted_on = each.get("item", ""), each.get("posted_on", "")
            if held := holds_laid_on_content(context.register, site.id, item, posted_on, each["on"]):
                missing = f"deleted on {each['on']} while {', '.join(map(repr, held))} bound it"
                path: ValuePath = ("moderation", index)
                yield _of_entry(site, log, path, each, each["on"], each["on"], missing, whose="")


def _deleted_before_authority(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("content_changes", [])):
            if each["change"] != "deleted" or "counsel" in each:
                continue
            granted_on = _granted_on(context, each.get("authorization", ""))
            if granted_on and granted_on <= each["on"]:
                continue
            name = each.get("authorization", "")
            why = f"{name!r} was granted on {granted_on}" if granted_on else "no authority was granted"
            missing = f"content was deleted on {each['on']}, {why}"
            path: ValuePath = ("content_changes", index)
            yield site_owes(
                site,
                path,
                each["on"],
                context.after_working_days(each["on"], TO_REPORT_CHANGE),
                missing,
                record=log,
                detail=f"content_changes {each['on']}",
            )


def _granted_on(context: DutyContext, name: str) -> str:
    record = context.register.get("authorizations", name)
    approved = [each["on"] for each in record.value["status"] if each["status"] == "approved"] if record else []
    return min(approved, default="")


def _settings_not_reviewed(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("settings_changes", [])):
            reviewed_on = site.value.get("comments", {}).get("counsel_reviewed_on", "")
            if "counsel_reviewed_on" not in each and reviewed_on < each["on"]:
                missing = f"counsel has not reviewed the change of {each['setting']!r} of {each['on']}"
                late_on = context.after_working_days(each["on"], TO_REVIEW)
                path: ValuePath = ("settings_changes", index)
                yield _of_entry(site, log, path, each, each["on"], late_on, missing, whose="")


def _reason_not_said(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("settings_changes", [])):
            if "reason" not in each:
                missing = f"why {each['setting']!r} was changed on {each['on']} is not said"
                late_on = context.after_working_days(each["on"], TO_REVIEW)
                yield _of_entry(site, log, ("settings_changes", index), each, each["on"], late_on, missing)


def _escalation_open(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("escalations", [])):
            if "resolved_on" not in each:
                late_on = context.after_working_days(each["on"], TO_NOTIFY)
                undecided = "is decided and not resolved" if "decision" in each else "is not decided"
                missing = f"what became controversial on {each['on']} {undecided}"
                path: ValuePath = ("escalations", index)
                yield _of_entry(site, log, path, each, each["on"], late_on, missing, whose="decided_by")


def _terms_change_open(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("terms_changes", [])):
            if each["change"] == "terms-changed" and "counsel_consulted_on" not in each:
                missing = f"the terms changed on {each.get('effective_on', each['on'])}, counsel was not consulted"
                late_on = context.after_working_days(each["on"], TO_REVIEW)
                yield _of_entry(site, log, ("terms_changes", index), each, each["on"], late_on, missing, whose="")


def _change_of_service_open(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("terms_changes", [])):
            if each["change"] in ("outage", "export-changed", "export-withdrawn") and "response" not in each:
                missing = f"{each['change']} on {each['on']}: how the records were made safe is not said"
                late_on = context.after_working_days(each["on"], TO_REVIEW)
                yield _of_entry(site, log, ("terms_changes", index), each, each["on"], late_on, missing, whose="")


def _shutdown_without_capture(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("terms_changes", [])):
            if each["change"] not in ("shutdown-announced", "feature-ended"):
                continue
            taken = [reaches(capture) for capture in context.captures.get(site.id, ())]
            if "capture" in each or max(taken, default="") >= each["on"]:
                continue
            last_on = each.get("effective_on", days_after(each["on"], 30))
            missing = f"{each['change']} on {each['on']}, effective {last_on}, and no capture was taken since"
            yield _of_entry(site, log, ("terms_changes", index), each, each["on"], last_on, missing, whose="")


def _personal_not_captured(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("personal_account_reports", [])):
            if not {"captured_on", "capture"} & each.keys():
                missing = f"official business on a personal account, reported on {each['on']}, was not captured"
                late_on = context.after_working_days(each["on"], TO_FOLLOW_UP)
                path: ValuePath = ("personal_account_reports", index)
                yield _of_entry(site, log, path, each, each["on"], late_on, missing, whose="")


def _personal_not_followed_up(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("personal_account_reports", [])):
            if {"captured_on", "capture"} & each.keys() and "followed_up_on" not in each:
                since = each.get("captured_on", each["on"])
                missing = f"the report of {each['on']} about a personal account was not followed up"
                late_on = context.after_working_days(since, TO_FOLLOW_UP)
                path: ValuePath = ("personal_account_reports", index)
                yield _of_entry(site, log, path, each, since, late_on, missing, whose="")


def _nobody_has_access(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        if not any(True for _ in access_to(context.register, site.id)):
            since = begun_on(site)
            missing = "nothing says who can sign in"
            yield site_owes(site, (), since, context.after_working_days(since, TO_REVIEW), missing)


def _original_not_said(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        registration = last_fact(site.value, "registration")
        since = registration["on"] if registration else begun_on(site)
        for index, each in enumerate(site.value.get("communications", [])):
            if each["class"] == "replicated" and "original" not in each:
                missing = f"where the original of {each['type']!r} is kept is not said"
                path: ValuePath = ("communications", index)
                late_on = context.after_working_days(since, TO_REVIEW)
                yield site_owes(site, path, since, late_on, missing, detail=each["type"])


def _vacancy(context: DutyContext) -> Iterator[Owed]:
    """A role that somebody has to hold: those to whom the flows send their messages."""
    for name, sites in sorted(context.in_use_by_agency.items()):
        agency = context.register.get("agencies", name)
        for role in NEEDED:
            if agency and not context.holders(role, name):
                since = min(map(begun_on, sites))
                yield Owed(agency, (), since, since, f"nobody is {role}", name, detail=role, names=(("role", role),))


ROWS = (
    Duty(
        "monitoring",
        "Attest that the site was watched every day of the month",
        "site-administrator",
        _not_attested,
        "a monitoring entry for the month, with the days on which it was not watched",
        "records new attestation {site}",
        "",
        f"{RESPONSIBILITIES}, monitored and moderated on a daily basis",
        f"within {TO_ATTEST} working days of the month's end",
        code="B040",
    ),
    Duty(
        "monitoring-gap",
        "Make good what happened while nobody watched",
        "site-administrator",
        _gaps_not_remedied,
        "remedied, in the exception",
        "records change attestation {site}",
        "",
        f"{RESPONSIBILITIES}, monitored and moderated on a daily basis",
        f"within {TO_REMEDY} working days of the attestation",
        code="B041",
    ),
    Duty(
        "content-current",
        "Bring the content up to date",
        "site-administrator",
        _content_not_current,
        "an attestation with content_current",
        "records new attestation {site}",
        "",
        f"{RESPONSIBILITIES}, keeping the site/service content up to date",
        f"within {TO_REMEDY} working days of the attestation",
        code="B042",
    ),
    Duty(
        "usage-report",
        "Report on usage and effectiveness",
        "site-administrator",
        _no_usage_report,
        "a usage report",
        "records new usage-report {site}",
        "usage-report",
        f"{RESPONSIBILITIES}, reports on site/service usage and effectiveness",
        "portal.yml: cadences.usage_report, and a month to write it",
        code="B043",
    ),
    Duty(
        "usage-report-content",
        "Say how a site was used, and what it achieved",
        "site-administrator",
        _report_without_content,
        "measures and effectiveness, in the report",
        "records new usage-report {site}",
        "usage-report",
        f"{RESPONSIBILITIES}, reports on site/service usage and effectiveness",
        f"within {TO_REVIEW} working days of the report",
        code="B063",
        weight="advice",
    ),
    Duty(
        "credential-report",
        "Report a change of credentials",
        "site-administrator",
        _change_not_reported,
        "reported, to the web team or the CTO/CIO",
        "records new credential-report {site}",
        "credential-change",
        f"{RESPONSIBILITIES}, reporting all changes in login credentials",
        f"within {TO_REPORT_CHANGE} working days of the change",
        secret=True,
        code="B044",
    ),
    Duty(
        "credentials-renewed",
        "Change shared credentials",
        "site-administrator",
        _password_old,
        "a credential change",
        "records new credential-change {site}",
        "credential-change",
        f"{MISSOURI}: access and security; yearly (Texas A&M)",
        "portal.yml: cadences.credential_change",
        secret=True,
        code="B045",
    ),
    Duty(
        "moderation-copy",
        "Copy what was deleted, with its metadata, or say why not",
        "site-administrator",
        _not_copied,
        "copied or not_copied in the entry",
        "records change moderation-action {site}",
        "",
        f"{FLOW_D}, step 1",
        f"within {TO_COPY} working day of the deletion",
        law=True,
        code="B046",
    ),
    Duty(
        "author-notified",
        "Tell the author of what was taken down, or say why not",
        "site-administrator",
        _author_not_notified,
        "author_notified in the entry",
        "records change moderation-action {site}",
        "author-notice",
        f"{FLOW_D}, step 2 (notifies the author, if appropriate)",
        f"within {TO_NOTIFY} working days of the action",
        code="B047",
        weight="advice",
    ),
    Duty(
        "moderation-class",
        "Give the copy of unacceptable content a class",
        "records-officer",
        _copy_not_classed,
        "class or series, in copied",
        "records change moderation-action {site}",
        "",
        f"{FLOW_D}, step 2 (kept under routine commentary)",
        f"within {TO_REVIEW} working days of the action",
        law=True,
        code="B048",
        weight="advice",
    ),
    Duty(
        "deleted-under-hold",
        "Look at what was deleted under a hold",
        "counsel",
        _counsel_not_looked,
        f"`counsel` in the entry: the day on which {COUNSEL} looked at it, and who",
        "records change moderation-action {site}",
        "",
        f"{RESPONSIBILITIES}, complying with litigation hold/discovery instructions",
        "at once",
        law=True,
        secret=True,
        code="H009",
    ),
    Duty(
        "deleted-while-held",
        "Look at what was deleted while a hold bound it",
        "counsel",
        _deleted_while_held,
        f"`counsel` in the entry: the day on which {COUNSEL} looked at it, and who",
        "records change moderation-action {site}",
        "",
        f"{RESPONSIBILITIES}, complying with litigation hold/discovery instructions",
        "at once",
        law=True,
        secret=True,
        code="B062",
    ),
    Duty(
        "deleted-before-authority",
        "Look at what was deleted before its authority was granted",
        "records-officer",
        _deleted_before_authority,
        "an authorization that was granted by then, or counsel's look at it",
        "records change content-change {site}",
        "",
        f"{FLOW_B} (in accordance with the ongoing disposition authority granted)",
        f"within {TO_REPORT_CHANGE} working days of the deletion",
        law=True,
        code="B049",
    ),
    Duty(
        "setting-review",
        "Review a change of settings",
        "counsel",
        _settings_not_reviewed,
        "counsel_reviewed_on in the entry",
        "records change setting-change {site}",
        "comment-regulations",
        f"{MISSOURI}: management",
        f"within {TO_REVIEW} working days of the change",
        code="B050",
    ),
    Duty(
        "setting-reason",
        "Say why a setting was changed",
        "site-administrator",
        _reason_not_said,
        "reason in the entry",
        "records change setting-change {site}",
        "",
        f"{MISSOURI}: management (their rationale for regulating such speech)",
        f"within {TO_REVIEW} working days of the change",
        code="B051",
        weight="advice",
    ),
    Duty(
        "escalation",
        "Decide and resolve what became controversial",
        "communications-director",
        _escalation_open,
        "decision, decided_by and resolved_on in the entry",
        "records change escalation {site}",
        "",
        f"{MISSOURI}: communication (caused confusion, becomes controversial or is escalated)",
        f"within {TO_NOTIFY} working days",
        code="B052",
    ),
    Duty(
        "terms-change",
        "Have counsel look at changed terms",
        "counsel",
        _terms_change_open,
        "counsel_consulted_on in the entry",
        "records change terms-change {site}",
        "terms-of-use",
        f"{MISSOURI}: records retention and Sunshine requests; institutional authority",
        f"within {TO_REVIEW} working days",
        code="B053",
    ),
    Duty(
        "service-change",
        "Make the records safe after a change of the service",
        "site-administrator",
        _change_of_service_open,
        "response in the entry",
        "records change terms-change {site}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (crashes, plan and process)",
        f"within {TO_REVIEW} working days",
        code="B054",
    ),
    Duty(
        "shutdown-capture",
        "Capture a site before its platform shuts down",
        "site-administrator",
        _shutdown_without_capture,
        "a capture taken after the announcement",
        "records ingest EXPORT --site {site}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (if the site shuts down)",
        "before the day on which it shuts down",
        law=True,
        code="B055",
    ),
    Duty(
        "personal-account-capture",
        "Capture records made on a personal account",
        "records-officer",
        _personal_not_captured,
        "captured_on or capture in the entry",
        "records change personal-account-report {site}",
        "personal-accounts",
        f"{MISSOURI}: personal accounts",
        f"within {TO_FOLLOW_UP} working days of the report",
        law=True,
        code="B056",
    ),
    Duty(
        "personal-account-follow-up",
        "Follow up official business on a personal account",
        "agency-head",
        _personal_not_followed_up,
        "followed_up_on in the entry",
        "records change personal-account-report {site}",
        "personal-accounts",
        f"{MISSOURI}: personal accounts (ramifications)",
        f"within {TO_FOLLOW_UP} working days of the capture",
        code="B057",
    ),
    Duty(
        "access-recorded",
        "Record who can sign in",
        "web-content-team",
        _nobody_has_access,
        "an entry for each person in registry/access/ of the private root",
        "records new access {site}",
        "",
        f"{MISSOURI}: access and security",
        f"within {TO_REVIEW} working days of the activation",
        secret=True,
        code="B058",
    ),
    Duty(
        "originals",
        "Say where the original of replicated content is kept",
        "site-administrator",
        _original_not_said,
        "original: system and location",
        "records change communication {site}",
        "",
        FLOW_B,
        f"within {TO_REVIEW} working days of the registration",
        law=True,
        code="B059",
        weight="advice",
    ),
    Duty(
        "role-held",
        "Name somebody for a role that the procedure needs",
        "agency-head",
        _vacancy,
        "a person with the role",
        "records new role PERSON",
        "",
        f"{NEW_JERSEY}: action steps, potential organizational participants",
        "as long as a site is in use",
        code="B060",
    ),
)
