"""The audit trail: every change to the register, newest first, as a full table in pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from ..history import Change
from ..kinds import KINDS
from .context import Context
from .render import Page, body

PAGE_SIZE = 200


def trail_section(context: Context) -> Markup:
    """The newest changes, with links to the pages of older ones."""
    return _table(context, "changes/", 1)


def trail_pages(context: Context) -> Iterator[Page]:
    """The pages of older changes, from the second on."""
    for number in range(2, _pages(context) + 1):
        address = f"changes/{number}/"
        yield Page(
            address=address,
            title=f"Changes, page {number}",
            description=f"Changes to the register, page {number}: who made them, who approved them, what they changed.",
            breadcrumb=(("Changes", "changes/"),),
            body=_table(context, address, number),
        )


def _pages(context: Context) -> int:
    return max(1, -(-len(context.changes) // PAGE_SIZE))


def _table(context: Context, address: str, number: int) -> Markup:
    shown: Sequence[Change] = context.changes[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    pages = [("changes/" if one == 1 else f"changes/{one}/", one) for one in range(1, _pages(context) + 1)]
    kinds = [(kind, KINDS[kind].title) for kind in sorted({change.kind for change in shown})]
    forge = str(context.register.portal.get("forge", {}).get("url", "")).rstrip("/")
    return body("changes", context, address, changes=shown, pages=pages, number=number, kind_options=kinds, forge=forge)
