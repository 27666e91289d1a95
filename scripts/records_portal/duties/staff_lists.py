"""Lists about people, from the private root: who can get in, what a leaver hands over, who has to be trained.

* Whoever acted without a recorded access is listed too: a shared login cannot tell who used it, the logs do.
* A leaver's sheet names everything that has the person's name, by the last day on which it may still have it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from records_portal.register.site_log import credentials_changed
from records_portal.register.sites import current_designations
from records_portal.register.staff import FOR_EVER, access_to, leaves_on, training_of

from .context import DutyContext, days_after
from .rows.designations import SHARED
from .rows.holds import last_word
from .rows.people import TO_TRAIN, trained_until, works_with_content
from .tasks import Task, tasks

Row = tuple[str, ...]
ACCESS_COLUMNS = (
    *("site", "agency", "person", "how", "from_on", "ended_on", "needed_for", "leaves_on", "credentials_changed_on"),
    *("acts", "last_acted_on", "note"),
)
LEAVER_COLUMNS = ("by_on", "what", "about", "role", "person", "done", "command")
TRAINING_COLUMNS = ("person", "agency", "since", "site", "course", "on", "until_on", "acknowledged_on", "state")


@dataclass(frozen=True, slots=True)
class HandOver:
    """One thing to do before somebody's last day: by when, what, about what, whose task, and the command.

    `done` is the day on which it was done already, empty where it was not.
    """

    by_on: str
    what: str
    about: str
    role: str
    person: str
    done: str
    command: str

    def as_row(self) -> Row:
        """The thing as a row of a table."""
        return self.by_on, self.what, self.about, self.role, self.person, self.done, self.command


def access_rows(context: DutyContext, *, site: str = "", agency: str = "") -> Iterator[Row]:
    """Who can get in or could: every access of every site, and whoever acted there without one."""
    for record in context.of("sites"):
        if site and record.id != site:
            continue
        if agency and agency not in {each.id for each in context.agencies_above(record.value["agency"])}:
            continue
        acted, needed = _acted(context, record.id), _needed(context, record.id)
        known: set[str] = set()
        for _, _, access in access_to(context.register, record.id):
            name, ended = access["person"], access.get("ended_on", "")
            known.add(name)
            over = "" < ended <= context.today
            changed = max(credentials_changed(access, context.logs.get(record.id, ())), default="")
            within = [day for day in acted.get(name, ()) if access["from_on"] <= day <= (ended or FOR_EVER)]
            shared = access["how"] in SHARED
            note = _note(context, name, over=over, shared=shared, changed=changed, needed=name in needed)
            last = leaves_on(context.register, name)
            yield (
                *(record.id, record.value["agency"], name, access["how"], access["from_on"], ended),
                *(", ".join(needed.get(name, ())), "" if last == FOR_EVER else last, changed),
                *(str(len(within)), max(within, default=""), note),
            )
        for name in sorted(acted.keys() - known):
            days = acted[name]
            yield (
                *(record.id, record.value["agency"], name, "", "", "", ", ".join(needed.get(name, ())), "", ""),
                *(str(len(days)), max(days), "acted without a recorded access"),
            )


def _note(context: DutyContext, name: str, *, over: bool, shared: bool, changed: str, needed: bool) -> str:
    last = leaves_on(context.register, name)
    if over:
        return "knows shared credentials that were not changed since" if shared and not changed else ""
    if last < context.today:
        return "left and can still get in"
    if last < FOR_EVER:
        return "leaves"
    return "" if needed else "no longer needs access"


def _needed(context: DutyContext, site: str) -> Mapping[str, list[str]]:
    """Why each person needs access to a site: designated, or named as answering for it."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in current_designations(context.register, site):
        found[each["person"]].append("designated")
    record = context.register.get("sites", site)
    accountable = record.value.get("accountable") if record else None
    for part in ("posting", "responding", "retention") if accountable else ():
        for name in accountable[part] if accountable else ():
            found[name].append(f"answers for {part}")
    return found


def _acted(context: DutyContext, site: str) -> Mapping[str, list[str]]:
    """The days on which each person did something on a site, by its logs."""
    found: dict[str, list[str]] = defaultdict(list)
    for log in context.logs.get(site, ()):
        value = log.value
        for entries in (
            *(value.get("monitoring", ()), value.get("moderation", ()), value.get("content_changes", ())),
            *(value.get("settings_changes", ()), value.get("credential_changes", ())),
        ):
            for each in entries:
                found[str(each["by"])].append(str(each["on"]))
    for posts in context.post_logs.get(site, ()):
        for post in posts.value["posts"]:
            if "posted_on" in post:
                found[post["author"]].append(post["posted_on"])
    return found


def leaver_sheet(context: DutyContext, name: str, last_on: str) -> list[HandOver]:
    """Everything to hand over, end or change before somebody's last day, the earliest first."""
    found = [
        *_designations(context, name, last_on),
        *_access(context, name, last_on),
        *_accountable(context, name, last_on),
        *_roles(context, name, last_on),
        *_keys(context, name, last_on),
        *_told(context, name, last_on),
        *_tasks(context, name, last_on),
    ]
    return sorted(found, key=lambda each: each.by_on)


def _whose(context: DutyContext, role: str, agency: str, site: str, but: str) -> str:
    """Who does it: the first who holds the role and does not leave."""
    return next((each for each in context.holders(role, agency, site) if each != but), "")


def _designations(context: DutyContext, name: str, last_on: str) -> Iterator[HandOver]:
    for site in context.of("sites"):
        agency = site.value["agency"]
        head = _whose(context, "agency-head", agency, site.id, name)
        people = [each["person"] for each in current_designations(context.register, site.id)]
        if name in people:
            if people == [name]:
                by_on, command = days_after(last_on, -30), f"records new designation {site.id}"
                yield HandOver(by_on, "designate who follows", f"sites/{site.id}", "agency-head", head, "", command)
            command = f"records end designation {site.id}"
            yield HandOver(
                last_on, "remove from the administrators", f"sites/{site.id}", "agency-head", head, "", command
            )


def _access(context: DutyContext, name: str, last_on: str) -> Iterator[HandOver]:
    for site in context.of("sites"):
        agency, logs = site.value["agency"], context.logs.get(site.id, ())
        for _, _, access in access_to(context.register, site.id):
            if access["person"] != name:
                continue
            ended, about = access.get("ended_on", ""), f"sites/{site.id} {access['how']}"
            team = _whose(context, "web-content-team", agency, site.id, name)
            command = f"records end access {site.id}"
            yield HandOver(last_on, "end the access", about, "web-content-team", team, ended, command)
            if access["how"] in SHARED:
                changed = max(credentials_changed(access, logs), default="")
                other = _whose(context, "site-administrator", agency, site.id, name)
                command = f"records new credential-change {site.id}"
                what = "change the shared credentials, by somebody who stays"
                yield HandOver(last_on, what, about, "site-administrator", other, changed, command)


def _accountable(context: DutyContext, name: str, last_on: str) -> Iterator[HandOver]:
    for site in context.sites_in_use:
        accountable = site.value.get("accountable")
        parts = [part for part in ("posting", "responding", "retention") if accountable and name in accountable[part]]
        if parts:
            team = _whose(context, "web-content-team", site.value["agency"], site.id, name)
            what = f"name who answers for {' and '.join(parts)} instead"
            command = f"records new accountable {site.id}"
            yield HandOver(last_on, what, f"sites/{site.id}", "web-content-team", team, "", command)
    for agency in context.of("agencies"):
        if agency.value.get("head") == name:
            command = f"records change agency {agency.id}"
            yield HandOver(last_on, "name the next head", f"agencies/{agency.id}", "agency-head", "", "", command)


def _roles(context: DutyContext, name: str, last_on: str) -> Iterator[HandOver]:
    person = context.register.get("people", name)
    for held in person.value["roles"] if person else ():
        if held["from_on"] <= context.today and held.get("to_on", FOR_EVER) >= context.today and person:
            agency = held.get("agency", person.value["agency"])
            others = [each for each in context.holders(held["role"], agency) if each != name]
            hr = _whose(context, "human-resources", agency, "", name)
            follows = "" if others else "; nobody else holds it: name who follows first"
            yield HandOver(
                *(last_on, f"end the role {held['role']}{follows}", f"people/{name}", "human-resources", hr),
                *(held.get("to_on", ""), f"records end role {name}"),
            )


def _keys(context: DutyContext, name: str, last_on: str) -> Iterator[HandOver]:
    person = context.register.get("people", name)
    for each in person.value.get("keys", ()) if person else ():
        if each.get("to_on", FOR_EVER) >= context.today:
            officer = _whose(context, "records-officer", person.value["agency"] if person else "", "", name)
            about = f"people/{name} {each['key'].split()[0]}"
            command = f"records key revoke {name}"
            yield HandOver(last_on, "end the key", about, "records-officer", officer, each.get("to_on", ""), command)


def _told(context: DutyContext, name: str, last_on: str) -> Iterator[HandOver]:
    """Holds whose notice went to the person: whoever follows has to know of them."""
    for hold in context.of("holds"):
        told = [each for each in hold.value.get("notified", ()) if isinstance(each, Mapping) and each["person"] == name]
        if told and last_word(context, hold) is not None:
            counsel = next(iter(context.holders("counsel", "")), "")
            what = "tell whoever follows of the hold"
            command = f"records hold update {hold.id}"
            yield HandOver(last_on, what, f"holds/{hold.id}", "counsel", counsel, "", command)


def _tasks(context: DutyContext, name: str, last_on: str) -> Iterator[HandOver]:
    """What the person owes by then and nobody else can do: done before, or handed over."""
    days = max(0, (_ordinal(last_on) - _ordinal(context.today)))
    for task in tasks(context, days_ahead=min(days, 400)):
        if task.people == (name,) and not task.duty.startswith("leaver-"):
            yield _of_task(task, last_on)


def _of_task(task: Task, last_on: str) -> HandOver:
    what = f"do, or hand over: {task.title}"
    return HandOver(min(task.late_on, last_on), what, task.subject, task.role, "", "", task.command)


def _ordinal(day: str) -> int:
    from records_portal.values.dates import parse_date

    return parse_date(day).toordinal()


def training_rows(context: DutyContext, *, agency: str = "") -> Iterator[Row]:
    """Everybody who works with content or took a course: what was taken, until when it counts, what lacks."""
    working = works_with_content(context)
    for person in context.of("people"):
        if agency and agency not in {each.id for each in context.agencies_above(person.value["agency"])}:
            continue
        since, site = working.get(person.id, ("", ""))
        courses = sorted(
            (course for _, _, course in training_of(context.register, person.id)), key=lambda each: each["on"]
        )
        if not since and not courses:
            continue
        until = trained_until(context, person.id)
        last: Mapping[str, object] = courses[-1] if courses else {}
        state = _trained(context, person.id, since, until, last)
        yield (
            *(person.id, person.value["agency"], since, site, str(last.get("course", "")), str(last.get("on", ""))),
            *(until, str(last.get("acknowledged_on", "")), state),
        )


def _trained(context: DutyContext, name: str, since: str, until: str, last: Mapping[str, object]) -> str:
    """How somebody stands, in one word or two."""
    person = context.register.get("people", name)
    if leaves_on(context.register, name) < context.today:
        return "left"
    if not since:
        return "need not be trained"
    if not until and person and person.value.get("trained"):
        return "trained, no day known"
    if not until:
        return "late" if context.after_working_days(since, TO_TRAIN) <= context.today else "to be trained"
    if until < context.today:
        return "late"
    return "current" if "acknowledged_on" in last else "not acknowledged"
