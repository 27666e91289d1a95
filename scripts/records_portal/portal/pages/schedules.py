"""Pages of retention schedules: their versions, and each series with its rule in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from markupsafe import Markup

from records_portal.register.model import Record
from records_portal.retention.series import version_in_force
from records_portal.wording.words import rule_words, year_end

from ..context import PageContext
from .about import about, alternates
from .render import RecordPage, body
from .sites import fiscal_year_start

if TYPE_CHECKING:
    from records_portal.register.records import ScheduleValue, ScheduleVersion, ScheduleVersionSeries


def schedules_section(context: PageContext) -> Markup:
    """All schedules with the version in force and the number of series confirmed."""
    rows = []
    for schedule in context.register.of("schedules").values():
        version = version_in_force(schedule.value, context.as_of)
        series = version["series"] if version else []
        rows.append((schedule, version, len(series), sum("confirmed" in one for one in series)))
    return body("schedules", context, "schedules/", rows=rows)


def schedule_pages(context: PageContext) -> Iterator[RecordPage]:
    """One page for each schedule."""
    used: Counter[str] = Counter()
    for counts in context.due_counts.values():
        for one in counts:
            used[one.series] += one.items
    for schedule in context.register.of("schedules").values():
        yield _schedule_page(context, schedule, used)


def _schedule_page(context: PageContext, schedule: Record[ScheduleValue], used: Mapping[str, int]) -> RecordPage:
    value, address = schedule.value, f"schedules/{schedule.id}/"
    changes = context.history_of(("schedules", schedule.id))
    source = about(context, schedule, changes)
    start = fiscal_year_start(context, schedule)
    text = body(
        "schedule",
        context,
        address,
        record=schedule,
        schedule=value,
        versions=_versions(context, schedule, start),
        used=used,
        year_end=year_end(start),
        changes=changes,
        about=source,
    )
    return RecordPage(
        address=address,
        title=value["name"],
        description=f"{value['name']} ({value['jurisdiction']}): how long each series is kept and what happens then.",
        breadcrumb=(("Schedules", "schedules/"),),
        body=text,
        kicker="Retention schedule",
        head=alternates(context, address, source),
    )


def _versions(
    context: PageContext, schedule: Record[ScheduleValue], start: str
) -> list[tuple[ScheduleVersion, str, list[tuple[ScheduleVersionSeries, str]]]]:
    """Versions, newest first, each with its standing on the as-of date and its series with their rules in words."""
    in_force = version_in_force(schedule.value, context.as_of)
    found = []
    for version in sorted(schedule.value["versions"], key=lambda one: str(one["effective_on"]), reverse=True):
        coming = version["effective_on"] > context.as_of
        standing = "in force" if version is in_force else "not in force yet" if coming else "superseded"
        found.append((version, standing, [(series, rule_words(series, start)) for series in version["series"]]))
    return found
