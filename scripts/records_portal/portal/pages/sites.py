"""Pages of sites: one for each, closed ones included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from records_portal.register.changes import SchemaWords, words_of
from records_portal.register.model import Record
from records_portal.register.site_log import linking_pages, moderation_statement
from records_portal.register.sites import handle_of, is_compromised, last_fact, statuses
from records_portal.retention.series import class_series
from records_portal.retention.statuses import STATUSES as DUE_STATUSES
from records_portal.wording.words import SITE_STATUS, happened, plain, rule_words

from ..context import DueCount, PageContext
from ..downloads.badges import badge_of
from ..downloads.linked_data import site_data
from .about import about, alternates
from .captures import capture_rows, months_of
from .months_covered import coverage_picture
from .render import RecordPage, body, status_tag
from .values import ShownValue, shown_fields

if TYPE_CHECKING:
    from records_portal.register.records import ScheduleValue, SiteCommunication, SiteFact, SiteValue

SAID_ELSEWHERE = frozenset({"kind", "on", "by", "role"})


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One fact of a site in plain words, with the status that it left the site in where it changed it."""

    title: str
    on: str
    by: str
    role: str
    status: str
    details: ShownValue


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site in a list."""

    id: str
    title: str
    agency: str
    agency_name: str
    platform: str
    platform_name: str
    handle: str
    url: str
    status: str
    compromised: bool
    since: str


def site_row(context: PageContext, site: Record[SiteValue]) -> SiteRow:
    """A site as lists show it."""
    value = site.value
    return SiteRow(
        id=site.id,
        title=context.titles[site.id],
        agency=value["agency"],
        agency_name=context.title("agencies", value["agency"]),
        platform=value["platform"],
        platform_name=context.title("platforms", value["platform"]),
        handle=handle_of(value),
        url=value.get("url", ""),
        status=context.status[site.id],
        compromised=is_compromised(value),
        since=_since(value["facts"])[0],
    )


def _since(facts: Sequence[SiteFact]) -> tuple[str, str]:
    """The day since which a site has its status, and the title of the fact that led to it."""
    before, since, led = "", "", ""
    for fact, status in statuses(facts):
        if status != before:
            before, since, led = status, fact.get("on", ""), happened(fact["kind"])
    return since, led


def site_page(context: PageContext, site: Record[SiteValue]) -> RecordPage:
    """The page of one site."""
    value, address = site.value, f"sites/{site.id}/"
    changes = context.history_of(("sites", site.id), ("designations", site.id))
    source = about(context, site, changes)
    since, led = _since(value["facts"])
    status, compromised = context.status[site.id], is_compromised(value)
    designations = context.register.get("designations", site.id)
    captures = context.register.of("captures")
    taken = [captures[one.id] for one in context.related[site.id] if one.kind == "captures"]
    named = designations.value["designations"] if designations else []
    operations = context.register.of("operations")
    logs = [operations[one.id] for one in context.related[site.id] if one.kind == "operations"]
    text = body(
        "site",
        context,
        address,
        record=site,
        site=value,
        compromised=compromised,
        closing=last_fact(value, "decommissioning") or {},
        since=since,
        scored=context.scores_by_site.get(site.id, []),
        led=led,
        handle=handle_of(value),
        linked=linking_pages(site),
        statement=moderation_statement(value, logs)[0],
        administrators=[one for one in named if "removed" not in one],
        removed=[one for one in named if "removed" in one],
        communications=_communications(context, site),
        captures=capture_rows(context, taken),
        covered=coverage_picture(context, site, taken) if taken else None,
        months=months_of(context.months.get(site.id, {})),
        due=ordered(context.due_counts.get(site.id, [])),
        late=context.findings.get(site.id, []),
        related=[one for one in context.related[site.id] if one.kind != "captures"],
        facts=[*_facts(context, value["facts"])][::-1],
        changes=changes,
        about=source,
        badge=badge_of(context, site.id),
    )
    title = context.titles[site.id]
    tag = status_tag("compromised", "compromised") if compromised else status_tag(status)
    return RecordPage(
        address=address,
        title=title,
        description=f"{title}: {status}. {SITE_STATUS.get(status, '')} Who answers for it, how its records are kept.",
        breadcrumb=(("Sites", "sites/"),),
        body=text,
        kicker="Official social media site",
        tag=tag,
        head=alternates(context, address, source) + site_data(context, site),
    )


def ordered(counts: Sequence[DueCount]) -> list[DueCount]:
    """Counts by series, then in the order of the statuses."""
    return sorted(counts, key=lambda one: (one.series, DUE_STATUSES.index(one.status)))


def _communications(context: PageContext, site: Record[SiteValue]) -> list[tuple[SiteCommunication, str, str]]:
    """Each type of communication with its series and that series' rule in words."""
    by_class = class_series(context.register, site)
    found = []
    for one in site.value.get("communications", ()):
        reference = one.get("series") or next(iter(by_class.get(one["class"], ())), "")
        schedule, series = context.series.get(reference, (None, None))
        start = fiscal_year_start(context, schedule)
        found.append((one, reference, rule_words(series, start) if series else ""))
    return found


def fiscal_year_start(context: PageContext, schedule: Record[ScheduleValue] | None) -> str:
    """The first day of a schedule's fiscal year; the portal's where it names none."""
    own = schedule.value.get("fiscal_year_start") if schedule else None
    return str(own or context.register.portal.get("fiscal_year_start", "01-01"))


@cache
def _fact_words() -> SchemaWords:
    return words_of("sites").at("facts").at(0)


def _facts(context: PageContext, facts: Sequence[SiteFact]) -> Iterator[ShownFact]:
    words = _fact_words()
    before = ""
    for fact, status in statuses(facts):
        yield ShownFact(
            title=_fact_title(fact),
            on=fact.get("on", ""),
            by=context.person(fact["by"]) if "by" in fact else "",
            role=context.role(fact["role"]) if "role" in fact else "",
            status=status if status != before else "",
            details=_details(context, words, fact),
        )
        before = status


def _fact_title(fact: SiteFact) -> str:
    if fact["kind"] == "review":
        return f"The request was {plain(fact['decision'])}"
    if fact["kind"] == "incident":
        return "The account was compromised" if fact["state"] == "compromised" else "The account was recovered"
    return happened(fact["kind"])


def _details(context: PageContext, words: SchemaWords, fact: SiteFact) -> ShownValue:
    return shown_fields(context, words, fact, without=SAID_ELSEWHERE)
