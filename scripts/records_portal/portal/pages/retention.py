"""What is due at one site: for each class and series the chain in words, when items become eligible, and which first.

Only a site with items has such a page. Holds are not in the public root, so none is shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from records_portal.register.model import Record
from records_portal.retention.item_lists import RESIDUE
from records_portal.retention.series import series_now, version_in_force
from records_portal.retention.statuses import PAST_ELIGIBLE, STATUSES
from records_portal.wording.words import CLASSES, count, day, joined, plain, rule_words

from ..context import PageContext
from .render import RecordPage, body
from .sites import fiscal_year_start

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

MOST_ROWS = 10
COLUMNS = ["site", "item", "kind", "class", "schedule", "series", "trigger_on", "eligible_on", "status", "capture"]


class DueRow(NamedTuple):
    """One item of the due list as this page shows it."""

    item: str
    kind: str
    content_class: str
    series: str
    trigger_on: str
    eligible_on: str
    status: str
    capture: str


class MonthRow(NamedTuple):
    """How many items of one status are eligible from which month of a year."""

    year: str
    status: str
    months: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Link:
    """A record that a chain goes through: what it says, where its page is, and the last commit that changed it."""

    says: str
    kind: str
    id: str
    address: str
    commit: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The items of one class and series: their chain in words, and how many are in which status."""

    title: str
    anchor: str
    links: tuple[Link, ...]
    rule: str
    statuses: tuple[tuple[str, int], ...]
    months: tuple[MonthRow, ...]
    amount: str


def due_site_pages(context: PageContext) -> Iterator[RecordPage]:
    """One page for each site that has items."""
    for site, rows in _rows_by_site(context).items():
        record = context.register.get("sites", site)
        if record is not None:
            yield _due_site_page(context, record, rows)


def _rows_by_site(context: PageContext) -> Mapping[str, list[DueRow]]:
    found: dict[str, list[DueRow]] = defaultdict(list)
    columns = (context.portal.due[name].tolist() for name in COLUMNS)
    for site, item, kind, content_class, schedule, number, trigger_on, eligible_on, status, capture in zip(
        *columns, strict=True
    ):
        series = f"{schedule}#{number}" if schedule else ""
        found[site].append(DueRow(item, kind, content_class, series, trigger_on, eligible_on, status, capture))
    return found


def _due_site_page(context: PageContext, site: Record[SiteValue], rows: Sequence[DueRow]) -> RecordPage:
    address, title = f"due/{site.id}/", context.titles[site.id]
    past = sum(row.status in PAST_ELIGIBLE for row in rows)
    text = body(
        "retention",
        context,
        address,
        site=site.id,
        total=len(rows),
        amount=_amount(rows),
        past=past,
        chains=list(_chains(context, site, rows)),
        rows=sorted(rows, key=_urgency)[:MOST_ROWS],
    )
    return RecordPage(
        address=address,
        title=f"What is due: {title}",
        description=f"{title}: {_amount(rows)}, {past:,} past the end of the retention period, and why.",
        breadcrumb=(("Due", "due/"), (title, f"sites/{site.id}/")),
        body=text,
        kicker="Retention",
    )


def _amount(rows: Sequence[DueRow]) -> str:
    """How many items, and how many parts of the residue."""
    parts = sum(row.kind == RESIDUE for row in rows)
    items = [count(len(rows) - parts, "item")] if parts < len(rows) else []
    return joined([*items, *([count(parts, "residue part")] if parts else [])])


def _urgency(row: DueRow) -> tuple[bool, bool, str, str]:
    return row.status not in PAST_ELIGIBLE, not row.eligible_on, row.eligible_on, row.item


def _chains(context: PageContext, site: Record[SiteValue], rows: Sequence[DueRow]) -> Iterator[Chain]:
    """A chain for each class and series; what is no record and what has no class come last."""
    groups: dict[tuple[str, str], list[DueRow]] = defaultdict(list)
    for row in rows:
        groups[row.content_class, row.series].append(row)
    ordered = sorted(groups, key=lambda one: (not one[0], one[0] == "nonrecord", *one))
    for number, (content_class, series) in enumerate(ordered, 1):
        listed = groups[content_class, series]
        name = CLASSES[content_class][0] if content_class in CLASSES else plain(content_class) or "Not classified"
        schedule, found = context.series.get(series, (None, None))
        counts = Counter(row.status for row in listed)
        yield Chain(
            title=f"{name}: {context.series_title(series)}" if series else name,
            anchor=f"chain-{number}",
            links=tuple(_links(context, site, content_class, series)),
            rule=rule_words(found, fiscal_year_start(context, schedule)) if found else "",
            statuses=tuple((status, counts[status]) for status in STATUSES if counts[status]),
            months=tuple(_months(listed)),
            amount=_amount(listed),
        )


def _months(rows: Sequence[DueRow]) -> Iterator[MonthRow]:
    """How many items become or became eligible in which month, by year and status; only years that have any."""
    counts: Counter[tuple[str, str]] = Counter((row.eligible_on[:7], row.status) for row in rows if row.eligible_on)
    years = {(month[:4], status) for month, status in counts}
    for year, status in sorted(years, key=lambda one: (one[0], -STATUSES.index(one[1])), reverse=True):
        months = tuple(counts[f"{year}-{month:02}", status] for month in range(1, 13))
        yield MonthRow(year, status, months, sum(months))


def _links(context: PageContext, site: Record[SiteValue], content_class: str, series: str) -> Iterator[Link]:
    """The records that lead from a class to its series and its rule."""
    if content_class and context.register.get("classifications", site.id):
        yield _link(context, "Which content is of this class: the site's rules", "classifications", site.id)
    for owner, field in _naming(context, site, content_class):
        named = sorted({one["series"] for one in owner.value[field] if _names(one, content_class)})
        who = "The site" if owner.kind == "sites" else "The agency, for its sites,"
        yield _link(context, f"{who} keeps this class under {', '.join(named)}", owner.kind, owner.id)
        for reference in named:
            now = series_now(context.register, reference, context.as_of)
            if now and now != reference:
                yield _link(context, f"{reference} was renumbered and is {now} now", "schedules", now.partition("#")[0])
    schedule = context.register.get("schedules", series.partition("#")[0])
    version = version_in_force(schedule.value, context.as_of) if schedule else None
    if schedule and version:
        since = day(str(version["effective_on"]))
        yield _link(context, f"Version {version['version']}, in force since {since}, governs", "schedules", schedule.id)


def _naming(context: PageContext, site: Record[SiteValue], content_class: str) -> Iterator[tuple[Record, str]]:
    """The record that names the series of a class: the site, or its agency where the site names none."""
    agency = context.register.get("agencies", site.value["agency"])
    if any(_names(one, content_class) for one in site.value.get("communications", ())):
        yield site, "communications"
    elif agency and any(_names(one, content_class) for one in agency.value.get("class_series", ())):
        yield agency, "class_series"


def _names(entry: Mapping[str, Any], content_class: str) -> bool:
    return "series" in entry and entry["class"] == content_class


def _link(context: PageContext, says: str, kind: str, record_id: str) -> Link:
    changes = context.history_of((kind, record_id))
    commit = changes[0].commit if changes else ""
    return Link(says, kind, record_id, context.address(kind, record_id), commit)
