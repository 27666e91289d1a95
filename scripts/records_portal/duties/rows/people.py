"""People: trained, acknowledged, without access or role after the last day. All of it is secret but agencies' own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import AnyRecord
from records_portal.register.site_log import credentials_changed
from records_portal.register.sites import current_designations, holds_role
from records_portal.register.staff import FOR_EVER, access_to, leaves_on, training_of

from ..context import DatedRegister, DutyContext, days_after
from ..model import Duty, Owed, site_owes
from .designations import SHARED
from .sites import MISSOURI, NEW_JERSEY, begun_on

# How long before the last day a leaver's duties are owed is ours; Missouri says before anyone leaves.
BEFORE_LEAVING, TO_REPLACE, TO_ACKNOWLEDGE, TO_TRAIN = 14, 30, 10, 20
TRAINING = f"{MISSOURI}: training; {NEW_JERSEY}: action steps, acknowledge-based training"
ACCESS = f"{MISSOURI}: access and security"


def trained_until(context: DatedRegister, name: str) -> str:
    """The last day on which a person's training counts; empty without any that is known here."""
    courses = (course for _, _, course in training_of(context.register, name))
    lasts = _lasts(context, name)
    return max(
        (
            each.get("expires_on") or context.due_on(each["on"], "training", lasts.get(each["course"].casefold(), ""))
            for each in courses
        ),
        default="",
    )


def _lasts(context: DatedRegister, name: str) -> dict[str, str]:
    """How long each course counts by the policy of a person's agency, where that says it."""
    person = context.register.get("people", name)
    for agency in context.agencies_above(person.value["agency"]) if person else ():
        if policy := context.register.get("policies", agency.id):
            courses = policy.value.get("training", {}).get("courses", [])
            return {each["course"].casefold(): each["valid_for"] for each in courses if "valid_for" in each}
    return {}


def training_lack(context: DatedRegister, name: str, *, reads_private: bool) -> str:
    """What a person's training lacks today, in words; empty where it is current or nobody here can know."""
    person, until = context.register.get("people", name), trained_until(context, name)
    if person is None or until >= context.today:
        return ""
    if until:
        return f"the training of {name!r} ended on {until}"
    return f"{name!r} has no training" if reads_private and not person.value.get("trained") else ""


def works_with_content(context: DutyContext) -> dict[str, tuple[str, str]]:
    """Everybody who posts, approves, moderates, answers, watches or can sign in, each with since when and where."""
    found: dict[str, tuple[str, str]] = {}
    for person, since, site in chain(_named_for_sites(context), _named_in_logs(context), _named_in_posts(context)):
        if person and (person not in found or since < found[person][0]):
            found[person] = (since, site)
    return found


def _named_for_sites(context: DutyContext) -> Iterator[tuple[str, str, str]]:
    for site in context.sites_in_use:
        for each in current_designations(context.register, site.id):
            yield each["person"], each["on"], site.id
        accountable = site.value.get("accountable")
        for name in (*accountable["posting"], *accountable["responding"]) if accountable else ():
            yield name, begun_on(site), site.id
        for _, _, access in access_to(context.register, site.id):
            if access.get("ended_on", FOR_EVER) > context.today >= access["from_on"]:
                yield access["person"], access["from_on"], site.id


def _named_in_logs(context: DutyContext) -> Iterator[tuple[str, str, str]]:
    for site in context.sites_in_use:
        for log in context.logs.get(site.id, ()):
            yield from ((each["by"], each["on"], site.id) for each in log.value.get("monitoring", []))
            yield from ((each["by"], each["on"], site.id) for each in log.value.get("moderation", []))


def _named_in_posts(context: DutyContext) -> Iterator[tuple[str, str, str]]:
    in_use = {site.id for site in context.sites_in_use}
    for log in context.of("posts"):
        site = log.id.split("/")[0]
        for post in log.value["posts"] if site in in_use else ():
            if "posted_on" in post:
                yield post["author"], post["posted_on"], site
                yield post.get("approved_by", ""), post["posted_on"], site


def _not_trained(context: DutyContext) -> Iterator[Owed]:
    if not context.reads_private:
        return
    for name, (since, site) in sorted(works_with_content(context).items()):
        person = context.register.get("people", name)
        if person is None or leaves_on(context.register, name) < context.today:
            continue
        until = trained_until(context, name)
        if until:
            missing = f"the training of {name!r} {'ends' if until >= context.today else 'ended'} on {until}"
            days = (until, days_after(until, 1))
        elif person.value.get("trained"):
            continue
        else:
            missing = f"{name!r} has no training"
            days = (since, context.after_working_days(since, TO_TRAIN))
        record: AnyRecord = person
        yield Owed(record, (), *days, missing, person.value["agency"], names=(("person", name), ("site", site)))


def _not_acknowledged(context: DutyContext) -> Iterator[Owed]:
    for name in sorted({*context.register.of("people"), *context.register.of("staff")}):
        for record, path, course in training_of(context.register, name):
            if "acknowledged_on" not in course:
                person = context.register.get("people", name)
                missing = f"{course['course']!r} on {course['on']} is not acknowledged"
                yield Owed(
                    record,
                    path,
                    course["on"],
                    course["on"],
                    missing,
                    person.value["agency"] if person else "",
                    subject=f"people/{name}",
                    detail=course["on"],
                    people=(name,),
                    names=(("person", name),),
                )


def _access(context: DutyContext) -> Iterator[tuple[str, AnyRecord, ValuePath, dict[str, str], str]]:
    """Each access with its site, where it stands and the day its person leaves, of those who leave."""
    for site in context.of("sites"):
        for record, path, access in access_to(context.register, site.id):
            last_on = leaves_on(context.register, access["person"])
            if last_on < FOR_EVER:
                yield site.id, record, path, dict(access), last_on  # type: ignore[arg-type]


def _access_not_ended(context: DutyContext) -> Iterator[Owed]:
    for name, record, path, access, last_on in _access(context):
        if not access.get("ended_on", FOR_EVER) <= last_on:
            ended = f"ended on {access['ended_on']}" if "ended_on" in access else "has not ended"
            left = "left" if last_on < context.today else "leaves"
            missing = f"{access['person']!r} {left} on {last_on}, the access {ended}"
            done = f"ended_on {last_on} or earlier"
            yield _of_access(context, name, record, path, access, last_on, missing, done)


def _password_not_changed(context: DutyContext) -> Iterator[Owed]:
    for name, record, path, access, last_on in _access(context):
        days = sorted(credentials_changed(access, context.logs.get(name, ())))  # type: ignore[arg-type]
        changed_on = max((day for day in days if day <= last_on), default=days[-1] if days else "")
        if access["how"] in SHARED and not "" < changed_on <= last_on:
            changed = f"changed on {changed_on}" if changed_on else "not recorded as changed"
            left = "left" if last_on < context.today else "leaves"
            missing = f"{access['person']!r} {left} on {last_on}, the credentials are {changed}"
            done = f"a change of credentials in the operations log, on {last_on} or earlier"
            yield _of_access(context, name, record, path, access, last_on, missing, done)


def _of_access(
    context: DutyContext,
    site_id: str,
    record: AnyRecord,
    path: ValuePath,
    access: dict[str, str],
    last_on: str,
    missing: str,
    done: str,
) -> Owed:
    site = context.register.get("sites", site_id)
    assert site
    return site_owes(
        site,
        path,
        days_after(last_on, -BEFORE_LEAVING),
        days_after(last_on, 1),
        missing,
        record=record,
        detail=f"{access['person']} {access['how']}",
        done=done,
        names=(("person", access["person"]),),
    )


def _role_not_ended(context: DutyContext) -> Iterator[Owed]:
    for person in context.of("people"):
        last_on = leaves_on(context.register, person.id)
        for index, held in enumerate(person.value["roles"]):
            if last_on < FOR_EVER and held.get("to_on", FOR_EVER) > last_on:
                left = "left" if last_on < context.today else "leaves"
                missing = f"{person.id!r} {left} on {last_on} and is still {held['role']}"
                yield Owed(
                    person,
                    ("roles", index),
                    last_on,
                    days_after(last_on, 1),
                    missing,
                    person.value["agency"],
                    detail=held["role"],
                    done=f"to_on {last_on} or earlier",
                    names=(("person", person.id), ("role", held["role"])),
                )


def _leaver_not_replaced(context: DutyContext) -> Iterator[Owed]:
    """Whoever leaves and is a site's only administrator needs a successor before the last day."""
    for site in context.sites_in_use:
        people = {each["person"] for each in current_designations(context.register, site.id)}
        days = {leaves_on(context.register, name) for name in people}
        if people and FOR_EVER not in days:
            last_on = max(days)
            missing = f"its last administrator leaves on {last_on}, nobody is designated to follow"
            yield site_owes(site, (), days_after(last_on, -TO_REPLACE), days_after(last_on, 1), missing, detail=last_on)


def _leaver_still_designated(context: DutyContext) -> Iterator[Owed]:
    for site in context.sites_in_use:
        for each in current_designations(context.register, site.id):
            last_on = leaves_on(context.register, each["person"])
            if last_on < FOR_EVER:
                left = "left" if last_on < context.today else "leaves"
                missing = f"{each['person']!r} {left} on {last_on} and is still designated"
                record = context.register.get("designations", site.id)
                yield site_owes(
                    site, (), last_on, days_after(last_on, 1), missing, record=record, detail=each["person"]
                )


def _access_not_needed(context: DutyContext) -> Iterator[Owed]:
    """Whoever holds no role, is not designated and answers for nothing needs no access."""
    for site in context.sites_in_use:
        accountable = site.value.get("accountable")
        needed = {each["person"] for each in current_designations(context.register, site.id)}
        if accountable:
            needed |= {*accountable["posting"], *accountable["responding"], *accountable["retention"]}
        for record, path, access in access_to(context.register, site.id):
            name = access["person"]
            person = context.register.get("people", name)
            if "ended_on" in access or name in needed or person is None or leaves_on(context.register, name) < FOR_EVER:
                continue
            roles = {each["role"] for each in person.value["roles"]} - {"contributor"}
            if any(holds_role(person.value, role, context.today) for role in roles):
                continue
            ends = [each.get("to_on", "") for each in person.value["roles"]]
            since = max([access["from_on"], *(end for end in ends if end < context.today)])
            missing = f"{name!r} holds no role, is not designated and answers for nothing, and can still sign in"
            late_on = context.after_working_days(since, TO_ACKNOWLEDGE)
            yield site_owes(site, path, since, late_on, missing, record=record, detail=name)


ROWS = (
    Duty(
        "training",
        "Take the course on social media and its records",
        "human-resources",
        _not_trained,
        "a course in the person's record in registry/staff/ of the private root",
        "records new training {person}",
        "training-notice",
        TRAINING,
        "the policy's training.courses.valid_for, else portal.yml: cadences.training, or the day that the course sets",
        secret=True,
        code="B080",
    ),
    Duty(
        "training-acknowledged",
        "Acknowledge the course that was taken",
        "human-resources",
        _not_acknowledged,
        "acknowledged_on",
        "records new training {person}",
        "training-acknowledgement",
        TRAINING,
        "with the course",
        secret=True,
        code="W005",
        weight="advice",
    ),
    Duty(
        "leaver-access",
        "End the access of somebody who leaves",
        "web-content-team",
        _access_not_ended,
        "ended_on, the last day or earlier",
        "records end access {site}",
        "",
        ACCESS,
        f"from {BEFORE_LEAVING} days before the last day",
        secret=True,
        code="W002",
    ),
    Duty(
        "leaver-password",
        "Change the shared credentials that somebody who leaves knows",
        "site-administrator",
        _password_not_changed,
        "credentials_changed_on, the last day or earlier",
        "records new credential-change {site}",
        "credential-change",
        f"{ACCESS} (updated before anyone who has access leaves)",
        f"from {BEFORE_LEAVING} days before the last day",
        secret=True,
        code="W003",
    ),
    Duty(
        "leaver-roles",
        "End the roles of somebody who leaves",
        "human-resources",
        _role_not_ended,
        "to_on, the last day or earlier",
        "records end role {person}",
        "",
        ACCESS,
        "on the last day",
        secret=True,
        code="W006",
    ),
    Duty(
        "leaver-designation",
        "Remove somebody who leaves from the administrators",
        "agency-head",
        _leaver_still_designated,
        "a removal with the day on which access ended",
        "records end designation {site}",
        "removal",
        f"{NEW_JERSEY}: responsibilities, note on removal",
        "on the last day",
        secret=True,
        code="B081",
    ),
    Duty(
        "leaver-successor",
        "Designate who follows the last administrator of a site",
        "agency-head",
        _leaver_not_replaced,
        "a designation of somebody who stays",
        "records new designation {site}",
        "addition",
        f"{NEW_JERSEY}: responsibilities, note on addition",
        f"from {TO_REPLACE} days before the last day",
        secret=True,
        code="B082",
    ),
    Duty(
        "access-needed",
        "End the access of somebody who no longer needs it",
        "web-content-team",
        _access_not_needed,
        "ended_on",
        "records end access {site}",
        "",
        f"{ACCESS} (or no longer needs access)",
        f"within {TO_ACKNOWLEDGE} working days",
        secret=True,
        code="B083",
    ),
)
