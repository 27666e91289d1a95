"""The portal's pages: every page and every download, from values alone; nothing is read but the records' own files.

* Values reach a page through autoescaped templates only, and an address becomes a link only where it is a plain one.
* No page says when it was made: the same commit on the same as-of date gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from markupsafe import Markup

from ..shell import Shells
from .agencies import agencies_section, agency_pages
from .captures import capture_pages, captures_section
from .context import PUBLIC_KINDS, Context, PortalData, prepare
from .downloads import data_section, dictionary_section, downloads
from .due import due_section
from .home import home_section
from .records import generic_pages, operations_section
from .schedules import schedule_pages, schedules_section
from .sites import check, registry, site_pages
from .trail import trail_pages, trail_section

__all__ = ["PortalData", "build_facts", "render_pages", "search_entries"]

SECTIONS: Mapping[str, tuple[str, Callable[[Context], Markup]]] = {
    "": ("home", home_section),
    "check/": ("check", check),
    "sites/": ("sites", registry),
    "agencies/": ("agencies", agencies_section),
    "captures/": ("captures", captures_section),
    "schedules/": ("schedules", schedules_section),
    "due/": ("due", due_section),
    "changes/": ("changes", trail_section),
    "operations/": ("operations", operations_section),
    "data/": ("data", data_section),
    "data/dictionary/": ("dictionary", dictionary_section),
}


def render_pages(portal: PortalData, shells: Shells) -> Iterator[tuple[str, bytes]]:
    """Every page and download by its address: the sections first, then the records, then the files."""
    context = prepare(portal)
    for address, (name, section) in SECTIONS.items():
        yield address, shells.page(address).fill({name: section(context)}).encode()
    kinds = (site_pages, agency_pages, schedule_pages, capture_pages, generic_pages, trail_pages)
    for page in chain.from_iterable(pages(context) for pages in kinds):
        yield page.stamped(shells)
    yield from downloads(context)


def search_entries(portal: PortalData) -> Iterator[tuple[str, str, str]]:
    """What the search finds: sites, agencies and schedules by address, title and a line of text."""
    context = prepare(portal)
    for site in portal.register.of("sites").values():
        names = " ".join(f"@{one['handle']}" for one in site.value.get("handles", ()))
        text = f"{names} {site.value.get('url', '')} {context.status[site.id]}. {site.value['purpose']}"
        yield f"sites/{site.id}/", context.titles[site.id], text.strip()
    for kind in ("agencies", "schedules"):
        for record in portal.register.of(kind).values():
            yield f"{kind}/{record.id}/", str(record.value["name"]), str(record.value.get("jurisdiction", "Agency"))


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
