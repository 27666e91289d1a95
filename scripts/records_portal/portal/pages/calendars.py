"""Calendars to subscribe to: one of everything that comes, and one for each agency that something comes for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from records_portal.duties.calendars import CalendarPage, ComingEvent, render_calendar
from records_portal.register.model import Record
from records_portal.values.urls import is_plain_url

from ..building.shell import NOTHING
from ..context import PageContext
from ..inputs import Deferred, input_key

if TYPE_CHECKING:
    from records_portal.register.records import AgencyValue

CALENDAR = "calendar.ics"


def calendar_files(context: PageContext, shared: str = "") -> Iterator[tuple[str, bytes | Deferred]]:
    """The calendars that have an event, those of agencies made when they are asked for."""
    title = str(context.register.portal.get("title", "Records Portal"))
    if context.coming:
        yield CALENDAR, _calendar(context, CALENDAR, title, context.portal.history.head_at, context.coming)
    for name, coming in context.coming_by_agency.items():
        if agency := context.register.get("agencies", name):
            stamp, named = _last_change(context, agency), f"{title}: {agency.value['name']}"
            make = partial(_calendar, context, agency_calendar(name), named, stamp, coming)
            yield agency_calendar(name), Deferred(input_key("calendar", shared, stamp=stamp, coming=coming), make)


def agency_calendar(name: str) -> str:
    """The address of an agency's calendar."""
    return f"agencies/{name}/{CALENDAR}"


def calendar_link(href: str, title: str) -> Markup:
    """The link to a calendar in the head of a page."""
    return Markup('<link rel="alternate feed" type="text/calendar" title="{}" href="{}">').format(title, href)


def agency_calendar_link(context: PageContext, agency: str) -> Markup:
    """The same for an agency's page; nothing where nothing comes."""
    return calendar_link(CALENDAR, "Dates to come") if agency in context.coming_by_agency else NOTHING


def subscription(context: PageContext, address: str) -> str:
    """What one enters in a calendar program to subscribe; empty where the portal's own address is not known."""
    url = str(context.register.portal.get("url", ""))
    return f"webcal://{url.partition('://')[2].rstrip('/')}/{address}" if is_plain_url(url) else ""


def _calendar(context: PageContext, address: str, title: str, stamped_at: str, coming: Sequence[ComingEvent]) -> bytes:
    page = CalendarPage(str(context.register.portal.get("url", "")), address, f"{title}: dates to come", stamped_at)
    return render_calendar(page, coming)


def _last_change(context: PageContext, agency: Record[AgencyValue]) -> str:
    """The moment of the last change to an agency or its sites: a change elsewhere leaves its calendar as it is."""
    about = [("agencies", agency.id)]
    for site in context.by_agency.get(agency.id, ()):
        about += [
            ("sites", site.id),
            ("designations", site.id),
            *((one.kind, one.id) for one in context.related[site.id]),
        ]
    newest = [changes[0].at for one in about if (changes := context.portal.history.of(*one))]
    return max(newest, default=context.portal.history.head_at)
