"""The due list: counts first, then the items that come first, the rest as a download."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from records_portal.retention.destruction_years import dispositions_of_year, sums_of_year, years_of_dispositions
from records_portal.retention.statuses import PAST_ELIGIBLE, STATUSES
from records_portal.wording.words import DUE_STATUS

from ..context import DueCount, PageContext
from .calendars import CALENDAR, subscription
from .pictures import due_picture
from .render import body
from .sites import ordered

MOST_ROWS = 500
COLUMNS = ["site", "item", "kind", "class", "schedule", "series", "trigger_on", "eligible_on", "status"]


def due_section(context: PageContext) -> Markup:
    """Counts by status and by series, then the items past their period and those next to reach its end."""
    due = context.portal.due
    by_status: Counter[str] = Counter()
    by_series: Counter[tuple[str, str]] = Counter()
    for counts in context.due_counts.values():
        for one in counts:
            by_status[one.status] += one.items
            by_series[one.series, one.status] += one.items
    return body(
        "due",
        context,
        "due/",
        total=len(due),
        past=sum(by_status[status] for status in PAST_ELIGIBLE),
        by_month=due_picture(context),
        calendar_at=CALENDAR if context.coming else "",
        webcal=subscription(context, CALENDAR),
        statuses=[(status, by_status[status]) for status in STATUSES if by_status[status]],
        series=ordered([DueCount("", series, status, items) for (series, status), items in by_series.items()]),
        sites=_sites(context),
        rows=_first_rows(context),
        status_options=[(status, DUE_STATUS[status][0]) for status in STATUSES if by_status[status]],
        most=MOST_ROWS,
        years=[
            (year, [(*agencies_and_series(each), *each[2:]) for each in sums_of_year(rows)], rows)
            for year in years_of_dispositions(context.register)
            for rows in (dispositions_of_year(context.register, year),)
        ],
    )


def agencies_and_series(sums: tuple[str, str, str, int, int, int]) -> tuple[list[str], list[str]]:
    """The ids of a sum's agencies and the references of its series."""
    return sums[0].split(), sums[1].split()


def _sites(context: PageContext) -> list[tuple[str, int, int]]:
    """Each registered site with items, how many it has, and how many of them are past their period."""
    found = []
    for site in context.register.of("sites"):
        if counts := context.due_counts.get(site):
            past = sum(one.items for one in counts if one.status in PAST_ELIGIBLE)
            found.append((site, sum(one.items for one in counts), past))
    return found


def _first_rows(context: PageContext) -> list[dict[str, str]]:
    """At most `MOST_ROWS` items: what is past its period first, then by the day on which it may go, undated last."""
    due = context.portal.due[COLUMNS]
    order = due.assign(past=~due["status"].isin(PAST_ELIGIBLE), undated=due["eligible_on"] == "")
    order = order.sort_values(["past", "undated", "eligible_on", "site", "item"], kind="stable")
    return [dict(zip(COLUMNS, row, strict=True)) for row in order[COLUMNS].head(MOST_ROWS).itertuples(index=False)]
