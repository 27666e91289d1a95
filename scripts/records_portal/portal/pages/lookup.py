"""`/check/`: whether an account is official, asked in the browser; and every account in plain tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import Markup

from records_portal.accounts.lookup import Account

from ..building.shell import Shells, StampedPage
from ..context import PageContext
from ..downloads.lookup_data import lookup_files
from ..downloads.search_data import searched_rows
from ..inputs import Deferred, input_key
from .render import RecordPage, body

ROWS_PER_PAGE = 500
TAGS = {
    "registered": ("official", "official"),
    "activated": ("activated", "official, activated"),
    "listed": ("activated", "listed as official"),
    "suspended": ("suspended", "official, out of use"),
    "decommissioning": ("decommissioning", "official, being closed"),
    "compromised": ("compromised", "compromised: do not trust it now"),
    "delisted": ("decommissioned", "formerly official, listed as closed"),
    "former": ("decommissioned", "formerly official, closed"),
}


def check_section(context: PageContext) -> Markup:
    """The box, and the accounts themselves or, of many, the pages that have them."""
    pages = _pages(context)
    return body(
        "check",
        context,
        "check/",
        data="check/data/",
        tags=TAGS,
        accounts=pages[0] if len(pages) == 1 else (),
        ranges=[(_address(number), part[0], part[-1], len(part)) for number, part in enumerate(pages, 1)],
        total=len(context.lookup.accounts),
        contact=context.register.portal.get("contact", {}),
        committed_at=context.portal.history.head_at,
    )


def _pages(context: PageContext) -> list[Sequence[Account]]:
    """The accounts by title, cut into pages."""
    accounts = sorted(context.lookup.accounts, key=lambda one: (one.title.casefold(), one.site))
    return [accounts[start : start + ROWS_PER_PAGE] for start in range(0, len(accounts), ROWS_PER_PAGE)]


def _address(number: int) -> str:
    return f"check/accounts-{number}/"


def list_pages(context: PageContext, shells: Shells, shared: str = "") -> Iterator[tuple[str, Deferred]]:
    """The pages of the complete list, where it does not fit on one, made when they are asked for."""
    pages = _pages(context)
    for number, accounts in enumerate(pages if len(pages) > 1 else (), 1):
        key = input_key("accounts", shared, pages=len(pages), accounts=accounts)
        yield _address(number), Deferred(key, partial(_list_page, context, shells, number, len(pages), accounts))


def _list_page(
    context: PageContext, shells: Shells, number: int, pages: int, accounts: Sequence[Account]
) -> StampedPage:
    title = f"Official accounts, page {number} of {pages}"
    page = RecordPage(
        address=_address(number),
        title=title,
        description=f"{title}: every account that is or was official, from {accounts[0].title} to "
        f"{accounts[-1].title}.",
        breadcrumb=(("Check an account", "check/"),),
        body=body(
            "check_accounts",
            context,
            _address(number),
            accounts=accounts,
            tags=TAGS,
            before=_address(number - 1) if number > 1 else "",
            after=_address(number + 1) if number < pages else "",
        ),
    )
    return page.stamped(shells)


def check_files(context: PageContext) -> Iterator[tuple[str, bytes]]:
    """What the scripts of the box and of the search read."""
    facts = {
        "commit": context.portal.head,
        "committed_at": context.portal.history.head_at,
        "as_of": context.as_of,
        "tags": TAGS,
    }
    yield from lookup_files(context.lookup, context.titles, facts, searched_rows(context))
