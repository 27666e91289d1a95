"""What every page is made from: the register and what was computed, with indexes made in one pass over each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from records_portal.accounts.lookup import Account, Lookup, lookup_of
from records_portal.captures.coverage import held_by_site
from records_portal.duties.calendars import ComingEvent
from records_portal.duties.coming_dates import coming_dates
from records_portal.duties.context import DutyContext, duty_context
from records_portal.duties.policy_scorecard import PolicyScore, policy_scores
from records_portal.duties.scorecard import Score, scores
from records_portal.duties.tasks import Task, tasks
from records_portal.history.audit_trail import AuditTrail, Change
from records_portal.identity.key_history import KeyHistory
from records_portal.register.findings import Finding, Refusal
from records_portal.register.kinds import KINDS, kind_of
from records_portal.register.model import Record, Register
from records_portal.register.sites import handle_of, site_title, status_of
from records_portal.register.sources import Tree
from records_portal.retention.series import version_in_force
from records_portal.wording.words import ROLES, plain

if TYPE_CHECKING:
    from records_portal.register.records import ScheduleValue, ScheduleVersionSeries, SiteValue

OWN_FOLDERS = {"sites": "sites", "agencies": "agencies", "schedules": "schedules", "captures": "captures"}
DAYS_AHEAD = 30
WITHOUT_PAGE = frozenset({"people", "portal", "designations"})
NO_KEYS = KeyHistory(None)
PUBLIC_KINDS = tuple(name for name, kind in KINDS.items() if not kind.private)


@dataclass(frozen=True)
class PortalData:
    """Everything the portal shows: the public register, what follows from it on a date, and where it came from."""

    register: Register
    due: pd.DataFrame
    items: pd.DataFrame
    history: AuditTrail
    findings: tuple[Finding, ...]
    as_of: date
    tree: Tree
    head: str = ""
    dirty: bool = False
    version: str = ""
    keys: KeyHistory = NO_KEYS
    log: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class DueCount:
    """How many items of one site and series are in one status, and the first day on which they may go."""

    site: str
    series: str
    status: str
    items: int


@dataclass(frozen=True)
class PageContext:
    """The portal's values with the indexes that pages look things up in."""

    portal: PortalData
    titles: Mapping[str, str]
    status: Mapping[str, str]
    by_agency: Mapping[str, list[Record[SiteValue]]]
    related: Mapping[str, list[Record]]
    series: Mapping[str, tuple[Record[ScheduleValue], ScheduleVersionSeries]]
    due_counts: Mapping[str, list[DueCount]]
    months: Mapping[str, Mapping[str, int]]
    classes: Mapping[str, Mapping[tuple[str, str], int]]
    findings: Mapping[str, list[Finding]]
    changes: tuple[Change, ...]
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def register(self) -> Register:
        """The public register."""
        return self.portal.register

    @property
    def as_of(self) -> str:
        """The date that counts as today."""
        return self.portal.as_of.isoformat()

    @cached_property
    def lookup(self) -> Lookup:
        """Every public account that is or was official, with the keys that lead to it."""
        return lookup_of(self.register, self.as_of, self.titles)

    @cached_property
    def accounts(self) -> Mapping[str, Account]:
        """The same accounts by site."""
        return {account.site: account for account in self.lookup.accounts}

    @cached_property
    def held(self) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """Each site's items by month and kind."""
        return held_by_site(self.portal.items)

    @cached_property
    def duties(self) -> DutyContext:
        """What the rows of the table of duties look at."""
        return duty_context(self.register, self.portal.as_of, reads_private=False)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """What is late, owed now or owed within a month, of what may be public."""
        return tuple(task for task in tasks(self.duties, days_ahead=DAYS_AHEAD) if not task.secret)

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """How the nine responsibilities of each registered site stand."""
        return tuple(scores(self.duties))

    @cached_property
    def scores_by_site(self) -> Mapping[str, list[Score]]:
        """The same by site."""
        found: dict[str, list[Score]] = defaultdict(list)
        for score in self.scores:
            found[score.site].append(score)
        return found

    @cached_property
    def policy_scores(self) -> Mapping[str, list[PolicyScore]]:
        """How the parts of each policy stand, by the agency whose it is; where one is lacking, that alone."""
        found: dict[str, list[PolicyScore]] = defaultdict(list)
        for score in policy_scores(self.duties):
            found[score.agency].append(score)
        return found

    @cached_property
    def standing(self) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Of each agency the states of its sites' responsibilities and of the parts of the policy that it goes by."""
        found = {}
        for agency in self.register.of("agencies"):
            sites = [score.state for score in self.scores if score.agency == agency]
            policy = self.duties.policy_of.get(agency, agency)
            parts = [score.state for score in self.policy_scores.get(policy, ())]
            found[agency] = (tuple(sites), tuple(parts))
        return found

    @cached_property
    def coming(self) -> tuple[ComingEvent, ...]:
        """Every date to come."""
        return tuple(coming_dates(self.duties, self.portal.due, self.titles, self.series_title))

    @cached_property
    def coming_by_agency(self) -> Mapping[str, list[ComingEvent]]:
        """The same for each agency that one concerns."""
        found: dict[str, list[ComingEvent]] = defaultdict(list)
        for one in self.coming:
            for agency in one.agencies:
                found[agency].append(one)
        return dict(found)

    def person(self, person_id: str) -> str:
        """A person's name and title; the id of somebody the register does not know."""
        record = self.register.get("people", person_id)
        return f"{record.value['name']}, {record.value['title']}" if record else person_id

    def role(self, role: str) -> str:
        """A role as the portal's settings call it."""
        return self.roles.get(role) or ROLES.get(role) or plain(role)

    def title(self, kind: str, record_id: str) -> str:
        """A record as people call it."""
        if kind == "sites":
            return self.titles.get(record_id, record_id)
        if kind == "people":
            return self.person(record_id)
        record = self.register.get(kind, record_id)
        value = record.value if record else {}
        if name := value.get("name") or (value.get("title") if kind in {"audits", "policies"} else ""):
            return str(name)
        if kind == "portal":
            return KINDS[kind].title
        owner, _, rest = record_id.partition("/")
        if kind in {"designations", "classifications", "operations", "posts", "captures"} and owner in self.titles:
            return f"{self.titles[owner]}, {rest}" if rest else self.titles[owner]
        if kind == "policies":
            return self.title("agencies", record_id)
        return record_id

    def address(self, kind: str, record_id: str) -> str:
        """The address of a record's page from the site's root; empty where it has none."""
        if not self.register.get(kind, record_id):
            return ""
        if kind == "designations":
            return f"sites/{record_id}/#administrators" if self.register.get("sites", record_id) else ""
        if kind in WITHOUT_PAGE or KINDS[kind].private:
            return ""
        return f"{OWN_FOLDERS.get(kind, f'records/{kind}')}/{record_id}/"

    def series_address(self, reference: str) -> str:
        """The address of a series on its schedule's page; empty where no version in force has it."""
        schedule, _, number = reference.partition("#")
        return f"schedules/{schedule}/#{series_anchor(number)}" if reference in self.series else ""

    def series_title(self, reference: str) -> str:
        """A series by its title and number."""
        found = self.series.get(reference)
        return f"{found[1]['title']} ({found[1]['number']})" if found else reference

    def history_of(self, *records: tuple[str, str]) -> list[Change]:
        """The changes of some records together, newest first."""
        if len(records) == 1:
            return list(self.portal.history.of(*records[0]))
        changes = [change for record in records for change in self.portal.history.of(*record)]
        return sorted(changes, key=lambda change: change.at, reverse=True)


def series_anchor(number: str) -> str:
    """The name of a series' place on its page."""
    return f"series-{number}"


def prepare(portal: PortalData) -> PageContext:
    """The context of a portal; a private record in it is refused, for a page would publish it."""
    register = portal.register
    private = next((record for record in register if record.private), None)
    if private:
        raise Refusal(f"{private.path} is private; the portal is built from the public root alone")
    sites = register.of("sites")
    by_agency: dict[str, list[Record[SiteValue]]] = defaultdict(list)
    for site in sites.values():
        by_agency[site.value["agency"]].append(site)
    months, classes = _item_counts(portal.items)
    return PageContext(
        portal=portal,
        titles=_titles(register),
        status={site.id: status_of(site.value) for site in sites.values()},
        by_agency=by_agency,
        related=_related(register),
        series=_series(register, portal.as_of.isoformat()),
        due_counts=_due_counts(portal.due),
        months=months,
        classes=classes,
        findings=_findings_by_site(portal.findings),
        changes=tuple(change for change in portal.history.changes if not KINDS[change.kind].private),
        roles={one["role"]: one["title"] for one in register.portal.get("roles", ())},
    )


def _titles(register: Register) -> Mapping[str, str]:
    """Each site's title; where an agency has several on a platform, with what tells them apart."""
    plain_titles = {site.id: site_title(register, site) for site in register.of("sites").values()}
    times = Counter(plain_titles.values())
    return {
        site_id: title if times[title] == 1 else f"{title} ({_distinction(register.of('sites')[site_id])})"
        for site_id, title in plain_titles.items()
    }


def _distinction(site: Record[SiteValue]) -> str:
    handle = handle_of(site.value)
    return f"@{handle}" if handle else site.id


def _related(register: Register) -> Mapping[str, list[Record]]:
    """The records about a site, by the site's id."""
    related: dict[str, list[Record]] = defaultdict(list)
    for kind in ("captures", "operations", "posts"):
        for record in register.of(kind).values():
            related[record.id.partition("/")[0]].append(record)
    for record in register.of("classifications").values():
        related[record.id].append(record)
    for record in register.of("authorizations").values():
        for site in record.value["sites"]:
            related[site].append(record)
    for record in register.of("dispositions").values():
        value = record.value
        for site in sorted({each["site"] for each in (*value.get("items", ()), *value.get("residue", ()))}):
            related[site].append(record)
    for record in register.of("events").values():
        for site in record.value["covers"].get("sites", ()):
            related[site].append(record)
    return related


def _series(register: Register, as_of: str) -> Mapping[str, tuple[Record[ScheduleValue], ScheduleVersionSeries]]:
    return {
        f"{schedule.id}#{series['number']}": (schedule, series)
        for schedule in register.of("schedules").values()
        if (version := version_in_force(schedule.value, as_of))
        for series in version["series"]
    }


def _due_counts(due: pd.DataFrame) -> Mapping[str, list[DueCount]]:
    counts: dict[str, list[DueCount]] = defaultdict(list)
    columns = (due[name].tolist() for name in ("site", "schedule", "series", "status"))
    for (site, schedule, number, status), items in Counter(zip(*columns, strict=True)).items():
        series = f"{schedule}#{number}" if schedule else ""
        counts[site].append(DueCount(site, series, status, items))
    return counts


def _item_counts(
    items: pd.DataFrame,
) -> tuple[Mapping[str, Mapping[str, int]], Mapping[str, Mapping[tuple[str, str], int]]]:
    """The number of items by month, and by kind and class, of each capture and of each site."""
    months: dict[str, Counter[str]] = defaultdict(Counter)
    classes: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    columns = (items[name].tolist() for name in ("site", "capture", "latest_on", "kind", "class"))
    for site, capture, latest_on, kind, content_class in zip(*columns, strict=True):
        for key in (site, f"{site}/{capture}"):
            months[key][latest_on[:7]] += 1
            classes[key][kind, content_class] += 1
    return months, classes


def _findings_by_site(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    by_site: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if site := _site_of(finding.path):
            by_site[site].append(finding)
    return by_site


def _site_of(path: str) -> str:
    """The id of the site that a file is about; empty where it is about none or several."""
    parts = path.split("/")
    if parts[0] == "captures" and len(parts) > 1:
        return parts[1]
    named = kind_of(path)
    about = {"sites", "designations", "operations", "posts", "classifications"}
    return named[1].partition("/")[0] if named and named[0].name in about else ""
