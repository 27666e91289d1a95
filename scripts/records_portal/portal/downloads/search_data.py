"""What the search finds beside the accounts: sites without one, agencies and schedules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from records_portal.register.model import Record

from ..context import PageContext

Row = dict[str, Any]


def searched_rows(context: PageContext) -> list[Row]:
    """The records that the look-up does not know, as the search shows them; sites first, then agencies."""
    return [*_sites(context), *_agencies(context), *_schedules(context)]


def _sites(context: PageContext) -> Iterator[Row]:
    for site in context.register.of("sites").values():
        if site.id not in context.accounts:
            yield {
                "site": site.id,
                "title": context.titles[site.id],
                "agency": context.title("agencies", site.value["agency"]),
                "platform_name": context.title("platforms", site.value["platform"]),
                "tag": [context.status[site.id], context.status[site.id]],
            }


def _agencies(context: PageContext) -> Iterator[Row]:
    for agency in context.register.of("agencies").values():
        parent = agency.value.get("parent", "")
        yield _row(context, agency, "agency", context.title("agencies", parent) if parent else "")


def _schedules(context: PageContext) -> Iterator[Row]:
    for schedule in context.register.of("schedules").values():
        yield _row(context, schedule, "schedule", schedule.value.get("jurisdiction", ""))


def _row(context: PageContext, record: Record, tag: str, under: str) -> Row:
    """A record by its page; `agency` is what it belongs under."""
    return {
        "address": context.address(record.kind, record.id),
        "title": context.title(record.kind, record.id),
        "agency": under,
        "tag": ["", tag],
    }
