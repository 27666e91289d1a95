"""The portal's pages: every page and every download, from values alone; nothing is read but the records' own files.

* Values reach a page through autoescaped templates only, and an address becomes a link only where it is a plain one.
* No page says when it was made: the same commit on the same as-of date gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from markupsafe import Markup

from records_portal.register.model import Record

from .building.shell import Shells, StampedPage
from .context import PUBLIC_KINDS, PageContext, PortalData, prepare
from .downloads.badges import badge_files
from .downloads.data_package import data_package
from .downloads.tables_of_kinds import data_section, dictionary_section, downloads
from .downloads.verifier import verifier_files
from .inputs import Deferred, Pieced, agency_inputs, section_inputs, shared_inputs, site_inputs
from .pages.agencies import agencies_section, agency_page
from .pages.asked.days import days_files, days_section
from .pages.asked.verify import verify_files, verify_section
from .pages.calendars import CALENDAR, calendar_files, calendar_link
from .pages.captures import capture_pages, captures_section
from .pages.due import due_section
from .pages.duties.tasks import task_files, task_pages, tasks_head, tasks_section
from .pages.forms.pages import cadence_form, designation_form, fact_index, form_pages, request_index, site_form
from .pages.home import home_section
from .pages.log import log_downloads, log_section
from .pages.lookup import check_files, check_section, list_pages
from .pages.records import generic_pages, operations_section
from .pages.render import RecordPage
from .pages.retention import due_site_pages
from .pages.schedules import schedule_pages, schedules_section
from .pages.site_list import registry, registry_inputs, registry_pages
from .pages.sites import site_page
from .pages.trail import trail_feeds, trail_head, trail_pages, trail_section

__all__ = ["PortalData", "build_facts", "package_of", "render_pages", "site_contents"]

SECTIONS: Mapping[str, tuple[str, Callable[[PageContext], Markup]]] = {
    "": ("home", home_section),
    "check/": ("check", check_section),
    "sites/": ("sites", registry),
    "agencies/": ("agencies", agencies_section),
    "captures/": ("captures", captures_section),
    "schedules/": ("schedules", schedules_section),
    "due/": ("due", due_section),
    "tasks/": ("tasks", tasks_section),
    "changes/": ("changes", trail_section),
    "days/": ("days", days_section),
    "verify/": ("verify", verify_section),
    "operations/": ("operations", operations_section),
    "request/": ("requests", request_index),
    "request/site/": ("request-site", site_form),
    "request/fact/": ("request-fact", fact_index),
    "request/designation/": ("request-designation", designation_form),
    "request/cadence/": ("request-cadence", cadence_form),
    "log/": ("log", log_section),
    "data/": ("data", data_section),
    "data/dictionary/": ("dictionary", dictionary_section),
}

Value = TypeVar("Value", bound=Mapping[str, object])

# of the sections that need not always be made again, what each is made from
INPUTS: Mapping[str, Callable[[PageContext, str], str]] = {
    "sites/": registry_inputs,
    "data/dictionary/": lambda _, shared: shared,
}


def render_pages(portal: PortalData, shells: Shells) -> Iterator[tuple[str, bytes]]:
    """Every page and download by its address: the sections first, then the records, then the files."""
    for address, content in site_contents(portal, shells):
        made = content.make() if isinstance(content, Deferred | Pieced) else content
        yield address, made.data() if isinstance(made, StampedPage) else made


def site_contents(portal: PortalData, shells: Shells) -> Iterator[tuple[str, bytes | StampedPage | Deferred | Pieced]]:
    """The same, each page of a site and each file of a record only made when asked for, and with its key."""
    context = prepare(portal)
    shared = shared_inputs(context, shells)
    for address, (name, section) in SECTIONS.items():
        key = section_inputs(shells.page(address), INPUTS[address](context, shared)) if address in INPUTS else ""
        yield address, Deferred(key, partial(_filled, shells, address, name, section, context))
    yield from registry_pages(context, shells, shared)
    for site in portal.register.of("sites").values():
        make = partial(_stamped, site_page, context, site, shells)
        yield f"sites/{site.id}/", Deferred(site_inputs(context, site, shared), make)
    for agency in portal.register.of("agencies").values():
        make = partial(_stamped, agency_page, context, agency, shells)
        yield f"agencies/{agency.id}/", Deferred(agency_inputs(context, agency, shared), make)
    kinds = (
        schedule_pages,
        capture_pages,
        due_site_pages,
        task_pages,
        generic_pages,
        form_pages,
    )
    for page in chain.from_iterable(pages(context) for pages in kinds):
        yield page.address, page.stamped(shells)
    yield from list_pages(context, shells, shared)
    yield from trail_pages(context, shells, shared)
    yield from downloads(context, shared)
    yield from trail_feeds(context, shared)
    yield from calendar_files(context, shared)
    yield from task_files(context)
    yield from check_files(context)
    yield from verify_files(context)
    yield from days_files(context)
    yield from badge_files(context, shared)
    yield from log_downloads(context)
    yield from verifier_files(context.register.portal)


def _filled(
    shells: Shells, address: str, name: str, section: Callable[[PageContext], Markup], context: PageContext
) -> bytes:
    head = trail_head(context) if address == "changes/" else Markup()
    if address == "tasks/":
        head = tasks_head(context)
    if address == "due/" and context.coming:
        head += calendar_link(f"../{CALENDAR}", "Dates to come")
    return shells.page(address).fill({name: section(context)}, head=head).encode()


def _stamped(
    page: Callable[[PageContext, Record[Value]], RecordPage],
    context: PageContext,
    record: Record[Value],
    shells: Shells,
) -> StampedPage:
    return page(context, record).stamped(shells)


def package_of(portal: PortalData) -> dict[str, Any]:
    """The data package of the portal's downloads, whose version is the day and the commit that they are of."""
    version = f"{portal.as_of.isoformat()}+{portal.head[:12]}"
    return data_package(portal.register, PUBLIC_KINDS, version, portal.history.head_at)


def build_facts(portal: PortalData) -> dict[str, Any]:
    """What `build.json` says about the build: from what it was made, and as of when."""
    return {
        "head": portal.head,
        "uncommitted_changes": portal.dirty,
        "as_of": portal.as_of.isoformat(),
        "version": portal.version,
        "items": len(portal.due),
        "records": {kind: len(portal.register.of(kind)) for kind in PUBLIC_KINDS},
    }
