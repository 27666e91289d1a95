"""The authoring log: kept, approved in time by the right one, of known types, with proof of what it uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes
from ..post_approvals import approval_of, standing_approval
from .operations import first_after
from .policy_kept import acted_as, policy_for, vetting_rules
from .sites import MISSOURI, NEW_JERSEY, begun_on

if TYPE_CHECKING:
    from records_portal.register.records import AuthoringLogPost, AuthoringLogValue, SiteValue

TO_PROVE, DAYS_AHEAD = 5, 7
AUTHORING = f"{NEW_JERSEY}: responsibilities, an authoring process with formal agency approvals for all postings"
COMMUNICATION = f"{MISSOURI}: communication"
COPYRIGHT = f"{MISSOURI}: copyright"
# Which roles clear a post for each kind of vetting; a peer may be anybody else.
VETTED_BY = {
    "communications-office": ("communications-director", "public-information-officer"),
    "counsel": ("counsel",),
    "supervisor": ("agency-head", "communications-director", "line-of-business", "public-information-officer"),
}


def posts_of_sites(
    context: DutyContext,
) -> Iterator[tuple[Record[SiteValue], Record[AuthoringLogValue], int, AuthoringLogPost]]:
    """Each entry of a log with its site, but for what was withdrawn before it was posted."""
    for log in context.of("posts"):
        site = context.register.get("sites", log.id.split("/")[0])
        if site is None:
            continue
        for index, post in enumerate(log.value["posts"]):
            if "posted_on" in post or "withdrawn_on" not in post:
                yield site, log, index, post


def _owed(
    site: Record[SiteValue],
    log: Record[AuthoringLogValue],
    path: ValuePath,
    post: AuthoringLogPost,
    days: tuple[str, str],
    missing: str,
    *,
    people: tuple[str, ...] = (),
    shown: bool = True,
) -> Owed:
    on = post.get("posted_on", post.get("planned_on", ""))
    return site_owes(site, path, *days, missing, record=log, detail=f"{on} {post['title']}", people=people, shown=shown)


def is_corrected(context: DutyContext, log: Record[AuthoringLogValue], post: AuthoringLogPost) -> bool:
    """Whether an entry of that log, or a later one of the site, says what was wrong with a post, by title or item.

    What is put right in January stands in the new year's log.
    """
    named = [post["title"], post.get("item", post["title"])]
    site = log.id.split("/")[0]
    later = (
        each for other in context.post_logs[site] if other.id >= log.id for each in other.value.get("corrections", [])
    )
    return any(name in each["corrects"] for each in later for name in named)


def _not_approved(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        how = approval_of(post, site.value).how
        if "posted_on" in post and how in ("nobody", "open-emergency"):
            on = post["posted_on"]
            path: ValuePath = ("posts", index)
            if how == "nobody":
                yield _owed(site, log, path, post, (on, on), f"posted on {on}, approved by nobody")
            else:  # it went out first; whoever approves it afterwards has some days for that
                days = (on, context.after_working_days(on, TO_PROVE))
                yield _owed(site, log, path, post, days, f"posted in an emergency on {on}, approved by nobody since")


def _approved_too_late(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        on, approval = post.get("posted_on", ""), approval_of(post, site.value)
        if approval.how == "afterwards" and not is_corrected(context, log, post):
            missing = f"posted on {on}, approved on {approval.on} only"
            days = (approval.on, context.after_working_days(approval.on, TO_PROVE))
            yield _owed(site, log, ("posts", index), post, days, missing)


def _standing_approval_does_not_cover(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        name, on = post.get("standing_approval"), post.get("posted_on", "")
        if name is None or not on or standing_approval(post, site.value) or is_corrected(context, log, post):
            continue
        given = next((each for each in site.value.get("standing_approvals", ()) if each["id"] == name), None)
        missing = f"the site has no standing approval {name!r}"
        if given:
            span = f"{', '.join(given['types'])} from {given['from_on']} to {given.get('withdrawn_on', given['to_on'])}"
            missing = f"standing approval {name!r} covers {span}, and not this post"
        days = (on, context.after_working_days(on, TO_PROVE))
        yield _owed(site, log, ("posts", index, "standing_approval"), post, days, missing)


def _approved_by_author(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        if post.get("approved_by") == post["author"]:
            on = post.get("posted_on", post.get("approved_on", context.today))
            missing = f"{post['author']!r} approved their own post"
            yield _owed(site, log, ("posts", index, "approved_by"), post, (on, on), missing)


def _planned_not_approved(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        planned = "posted_on" not in post and "planned_on" in post
        if planned and not approval_of(post, site.value).counts:
            on = post["planned_on"]
            missing = f"planned for {on}, approved by nobody"
            yield _owed(site, log, ("posts", index), post, (days_after(on, -DAYS_AHEAD), on), missing)


def _type_not_known(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        known = [each["type"] for each in site.value.get("communications", [])]
        if (
            known
            and "posted_on" in post
            and "type" in post
            and post["type"] not in known
            and not is_corrected(context, log, post)
        ):
            on = post["posted_on"]
            missing = f"type {post['type']!r}, which the site does not carry; it carries {', '.join(known)}"
            days = (on, context.after_working_days(on, TO_PROVE))
            yield _owed(site, log, ("posts", index, "type"), post, days, missing)


def _clearance(context: DutyContext, site: Record[SiteValue], sort: str) -> tuple[str, tuple[str, ...]]:
    """What clears a type of communication, and the roles that give it: those that the policy names come first."""
    vetting = {each["type"]: each["vetting"] for each in site.value.get("communications", [])}
    how = vetting.get(sort, "")
    policy = policy_for(context, site)
    rules = vetting_rules(policy, site, sort) if policy else []
    named = tuple(dict.fromkeys(role for each in rules for role in each.get("by", [])))
    if named:
        return ", ".join(role.replace("-", " ") for role in named), named
    return how, VETTED_BY.get(how, ())


def _not_vetted(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        how, wanted = _clearance(context, site, post.get("type", ""))
        approval = approval_of(post, site.value)
        if not wanted or "posted_on" not in post or not approval.by or is_corrected(context, log, post):
            continue
        person = context.register.get("people", approval.by)
        approved_on = approval.on or post["posted_on"]
        held = {
            each["role"]
            for each in (person.value["roles"] if person else ())
            if each["from_on"] <= approved_on <= each.get("to_on", "9999-12-31")
        }
        if not held & {*wanted}:
            on = post["posted_on"]
            missing = f"{post.get('type', '')!r} is cleared by {how}, {approval.by!r} is not one"
            days = (on, context.after_working_days(on, TO_PROVE))
            yield _owed(site, log, ("posts", index, "approved_by"), post, days, missing)


def _approved_in_no_role(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        by, role, on = post.get("approved_by", ""), post.get("approved_as", ""), post.get("approved_on", "")
        known = role and on and context.register.knows("people", by)
        if not known or acted_as(context, site, by, role, on) or is_corrected(context, log, post):
            continue
        missing = f"approved by {by!r} as {role.replace('-', ' ')}, which that person was not on {on}"
        days = (on, context.after_working_days(on, TO_PROVE))
        yield _owed(site, log, ("posts", index, "approved_as"), post, days, missing)


def _no_proof(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        for number, each in enumerate(post.get("copyright", [])):
            on, lacking = post.get("posted_on", ""), ""
            if each["basis"] == "written-permission" and "permission" not in each:
                lacking = "a written permission is claimed, no document is named"
            elif each["basis"] == "licence" and "licence" not in each:
                lacking = "a licence is claimed, none is named"
            elif each["basis"] == "none":
                lacking = "used without permission or exception"
            if on and lacking and "removed_on" not in each:
                days = (on, context.after_working_days(on, TO_PROVE))
                path: ValuePath = ("posts", index, "copyright", number)
                missing = f"{each['material']}: {lacking}"
                yield _owed(site, log, path, post, days, missing, people=(post["author"],))


def _permission_ended(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        for number, each in enumerate(post.get("copyright", [])):
            if "until_on" in each and "removed_on" not in each and "posted_on" in post:
                missing = f"{each['material']}: the permission ends on {each['until_on']}, it has not been taken down"
                path: ValuePath = ("posts", index, "copyright", number)
                days = (each["until_on"], days_after(each["until_on"], 1))
                yield _owed(site, log, path, post, days, missing)


def _endorsement_not_allowed(context: DutyContext) -> Iterator[Owed]:
    for site, log, index, post in posts_of_sites(context):
        endorsed, rule, on = post.get("endorsement"), site.value.get("endorsements"), post.get("posted_on", "")
        if endorsed is None or not on or is_corrected(context, log, post):
            continue
        why = _policy_forbids(context, site, endorsed["action"], {post["author"], endorsed.get("allowed_by", "")}, on)
        allowed = rule["by"] if rule and rule["allowed"] and "by" in rule else []
        if not why and rule and rule["allowed"]:
            if not allowed or {post["author"], endorsed.get("allowed_by", "")} & {*allowed}:
                continue
            why = f"only {', '.join(allowed)} may"
        why = why or "nobody may"
        missing = f"{endorsed['action']} of {endorsed.get('of', 'another account')}, {why}"
        days = (on, context.after_working_days(on, TO_PROVE))
        yield _owed(site, log, ("posts", index, "endorsement"), post, days, missing)


def _policy_forbids(context: DutyContext, site: Record[SiteValue], action: str, people: set[str], on: str) -> str:
    """Why the policy does not allow something that may look like support; empty where it does or says nothing."""
    policy = policy_for(context, site)
    actions = policy.value.get("endorsements", {}).get("actions", []) if policy else []
    rules = [each for each in actions if each["action"] == action]
    allowing = [each for each in rules if each["allowed"]]
    if rules and not allowing:
        return f"the policy does not allow {action}"
    may = [role for each in allowing for role in each.get("by", [])]
    if not may or any(acted_as(context, site, name, role, on) for name in people for role in may):
        return ""
    return f"the policy leaves {action} to the {', '.join(dict.fromkeys(may)).replace('-', ' ')}"


def _no_log(context: DutyContext) -> Iterator[Owed]:
    """A site without any log is a task, not silence: nobody can have posted nothing for months."""
    logged = {log.id.split("/")[0] for log in context.of("posts")}
    for site in context.registered_sites:
        since = begun_on(site)
        if site.id not in logged and since:
            owed_on = first_after(since[:7])
            missing = "no post was ever logged, neither its author nor its approval"
            yield site_owes(site, (), owed_on, context.after_working_days(owed_on, TO_PROVE), missing)


def _log_fell_silent(context: DutyContext) -> Iterator[Owed]:
    """A capture that found new posts after the last entry of the log shows that the log was not kept."""
    for site in context.registered_sites:
        logs = context.post_logs.get(site.id, ())
        days = [post["posted_on"] for log in logs for post in log.value["posts"] if "posted_on" in post]
        for capture in context.captures.get(site.id, ()):
            span = capture.value.get("span")
            own = sum(each["items"] for each in capture.value["kinds"] if each["kind"] in ("post", "article", "story"))
            if days and span and own and capture.value["counts"]["new"] and span["from_on"] > max(days):
                on = capture.value["ingested"]["at"][:10]
                missing = f"{capture.id} holds posts since {span['from_on']}, the log ends on {max(days)}"
                late_on = context.after_working_days(on, TO_PROVE)
                yield site_owes(site, (), on, late_on, missing)
                break


ROWS = (
    Duty(
        "post-approval",
        "Approve a post that was published",
        "communications-director",
        _not_approved,
        "approved_by and approved_on",
        "records change post {site}",
        "vetting",
        AUTHORING,
        "before it is posted",
        code="O001",
    ),
    Duty(
        "approval-before-posting",
        "Say why a post was approved only after it was published",
        "site-administrator",
        _approved_too_late,
        "an entry in corrections that names the post and the reason",
        "records new post-correction {site}",
        "",
        AUTHORING,
        f"within {TO_PROVE} working days of the approval",
        code="B070",
    ),
    Duty(
        "standing-approval",
        "Look at a post that its standing approval does not cover",
        "communications-director",
        _standing_approval_does_not_cover,
        "a standing approval of its type and day, an approval of its own, or a correction of the log",
        "records change post {site}",
        "vetting",
        AUTHORING,
        f"within {TO_PROVE} working days of the post",
        code="O003",
    ),
    Duty(
        "approval-by-another",
        "Have a post approved by somebody else than its author",
        "communications-director",
        _approved_by_author,
        "another person",
        "records change post {site}",
        "vetting",
        AUTHORING,
        "before it is posted",
        code="O002",
        weight="advice",
    ),
    Duty(
        "planned-post",
        "Approve a planned post",
        "communications-director",
        _planned_not_approved,
        "approved_by and approved_on",
        "records change post {site}",
        "vetting",
        AUTHORING,
        "before the day for which it is planned",
        code="B071",
    ),
    Duty(
        "post-type",
        "Look at a post of a type that the site does not carry",
        "communications-director",
        _type_not_known,
        "the type among the site's communications, or a correction of the log",
        "records new post-correction {site}",
        "vetting",
        COMMUNICATION,
        f"within {TO_PROVE} working days of the post",
        code="B072",
    ),
    Duty(
        "vetting",
        "Look at a post that was not cleared as its type asks",
        "communications-director",
        _not_vetted,
        "a correction of the log that names the post and who cleared it",
        "records new post-correction {site}",
        "vetting",
        COMMUNICATION,
        f"within {TO_PROVE} working days of the post",
        code="B073",
    ),
    Duty(
        "approval-role",
        "Look at a post that was approved in a role that nobody held",
        "communications-director",
        _approved_in_no_role,
        "approved_as in a role of that day, or a correction of the log",
        "records new post-correction {site}",
        "",
        AUTHORING,
        f"within {TO_PROVE} working days of the approval",
        code="B156",
    ),
    Duty(
        "copyright-proof",
        "Keep the proof that material may be used",
        "site-administrator",
        _no_proof,
        "the permission or the licence, or removed_on",
        "records change post {site}",
        "copyright-permission",
        COPYRIGHT,
        f"within {TO_PROVE} working days of the post",
        law=True,
        code="B074",
    ),
    Duty(
        "permission-ended",
        "Take down material whose permission ends",
        "site-administrator",
        _permission_ended,
        "removed_on, or a later until_on",
        "records change post {site}",
        "copyright-permission",
        COPYRIGHT,
        "on the permission's last day",
        law=True,
        code="B075",
    ),
    Duty(
        "endorsement",
        "Look at an endorsement that nobody allowed",
        "communications-director",
        _endorsement_not_allowed,
        "allowed_by one who may, or a correction of the log",
        "records new post-correction {site}",
        "",
        f"{COMMUNICATION} (acknowledging or forwarding messages)",
        f"within {TO_PROVE} working days of the post",
        code="B076",
    ),
    Duty(
        "post-log",
        "Keep a log of what is posted",
        "site-administrator",
        _no_log,
        "an entry for each post: date, author, approval, title, description",
        "records new post {site}",
        "vetting",
        AUTHORING,
        "from the month after the registration on",
        code="B077",
    ),
    Duty(
        "post-log-complete",
        "Enter the posts that the captures hold and the log lacks",
        "site-administrator",
        _log_fell_silent,
        "an entry for each post of that time",
        "records captures reconcile {site}",
        "",
        AUTHORING,
        f"within {TO_PROVE} working days of the capture",
        code="B078",
    ),
)
