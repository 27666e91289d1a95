"""Pages of agencies: who they are, which sites they run, and under which series their content is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from records_portal.register.model import Record
from records_portal.register.sites import IN_USE
from records_portal.wording.words import plain, rule_words

from ..context import PageContext
from ..downloads.linked_data import agency_data
from .about import about, alternates
from .calendars import agency_calendar, agency_calendar_link, subscription
from .render import RecordPage, body
from .sites import fiscal_year_start, site_row

if TYPE_CHECKING:
    from records_portal.register.records import AgencyValue


def agencies_section(context: PageContext) -> Markup:
    """All agencies with the number of their sites."""
    rows = []
    for agency in context.register.of("agencies").values():
        sites = context.by_agency.get(agency.id, [])
        in_use = sum(context.status[site.id] in IN_USE for site in sites)
        rows.append((agency, in_use, len(sites)))
    return body("agencies", context, "agencies/", rows=rows)


def agency_page(context: PageContext, agency: Record[AgencyValue]) -> RecordPage:
    """The page of one agency."""
    address = f"agencies/{agency.id}/"
    changes = context.history_of(("agencies", agency.id))
    source = about(context, agency, changes)
    retention = []
    for one in agency.value.get("class_series", ()):
        schedule, series = context.series.get(one["series"], (None, None))
        rule = rule_words(series, fiscal_year_start(context, schedule)) if series else ""
        retention.append((one["class"], one["series"], rule))
    text = body(
        "agency",
        context,
        address,
        record=agency,
        agency=agency.value,
        children=[one.id for one in context.register.of("agencies").values() if one.value.get("parent") == agency.id],
        rows=[site_row(context, site) for site in context.by_agency.get(agency.id, [])],
        retention=retention,
        tasks=any(context.status[site.id] == "registered" for site in context.by_agency.get(agency.id, ()))
        or agency.id in context.policy_scores,
        standing=context.standing[agency.id],
        policy_of=context.duties.policy_of.get(agency.id, ""),
        coming=len(context.coming_by_agency.get(agency.id, ())) > 0,
        webcal=subscription(context, agency_calendar(agency.id)),
        changes=changes,
        about=source,
    )
    name = agency.value["name"]
    return RecordPage(
        address=address,
        title=name,
        description=f"The official social media sites of {name}, who answers for them, and how their records are kept.",
        breadcrumb=(("Agencies", "agencies/"),),
        body=text,
        kicker=f"{plain(agency.value['kind']).capitalize()} agency",
        head=alternates(context, address, source)
        + agency_calendar_link(context, agency.id)
        + agency_data(context, agency),
    )
