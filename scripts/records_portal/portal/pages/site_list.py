"""The registry as tables that need no script: all sites on one page, or many on pages of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from records_portal.register.fact_kinds import STATUSES
from records_portal.register.model import Record
from records_portal.wording.words import plain

from ..building.shell import Shells, StampedPage
from ..context import PageContext
from ..inputs import Deferred, input_key
from .render import RecordPage, body
from .sites import site_row

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

MOST_ON_ONE_PAGE = 1_000
SITES_PER_PAGE = 500


def registry(context: PageContext) -> Markup:
    """The registry, or its first page."""
    return _table(context, 1, _pages(context))


def registry_inputs(context: PageContext, shared: str) -> str:
    """The key of the registry's first page; empty where it has none."""
    return _inputs(context, shared, 1, _pages(context))


def registry_pages(context: PageContext, shells: Shells, shared: str = "") -> Iterator[tuple[str, Deferred]]:
    """The other pages, each made when it is asked for; no site's id has two hyphens in a row."""
    pages = _pages(context)
    for number in range(2, len(pages) + 1):
        key = _inputs(context, shared, number, pages)
        yield _address(number), Deferred(key, partial(_stamped, context, shells, number, pages))


def _pages(context: PageContext) -> list[Sequence[Record[SiteValue]]]:
    sites = list(context.register.of("sites").values())
    size = SITES_PER_PAGE if len(sites) > MOST_ON_ONE_PAGE else max(1, len(sites))
    return [sites[start : start + size] for start in range(0, len(sites), size)] or [[]]


def _address(number: int) -> str:
    return f"sites/list--{number}/" if number > 1 else "sites/"


def _inputs(context: PageContext, shared: str, number: int, pages: Sequence[Sequence[Record[SiteValue]]]) -> str:
    shown = [(one.id, one.digest, context.titles[one.id]) for one in pages[number - 1]]
    return input_key("registry", shared, total=sum(map(len, pages)), shown=shown)


def _stamped(
    context: PageContext, shells: Shells, number: int, pages: Sequence[Sequence[Record[SiteValue]]]
) -> StampedPage:
    title = f"Sites, page {number} of {len(pages)}"
    page = RecordPage(
        address=_address(number),
        title=title,
        description=f"{title}: official social media sites with their agency, account and status.",
        breadcrumb=(("Sites", "sites/"),),
        body=_table(context, number, pages),
    )
    return page.stamped(shells)


def _table(context: PageContext, number: int, pages: Sequence[Sequence[Record[SiteValue]]]) -> Markup:
    rows = [site_row(context, site) for site in pages[number - 1]]
    agencies = sorted({(row.agency, row.agency_name) for row in rows}, key=lambda one: one[1])
    platforms = sorted({(row.platform, row.platform_name) for row in rows}, key=lambda one: one[1])
    found = {row.status for row in rows}
    return body(
        "sites",
        context,
        _address(number),
        rows=rows,
        agencies=agencies,
        platforms=platforms,
        found=[(status, plain(status)) for status in STATUSES if status in found],
        number=number,
        total=sum(map(len, pages)),
        pages=[(_address(one), one) for one in range(1, len(pages) + 1)],
    )
