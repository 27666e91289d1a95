"""What an agency can put on its own pages: a picture that says what the register says, and the markup that links to it.

The picture is made anew with the portal, so that it never goes on calling official what no longer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup, escape

from records_portal.accounts.lookup import Account
from records_portal.values.urls import is_plain_url

from ..context import PageContext
from ..inputs import Deferred, input_key

HEIGHT = 52
LONGEST_LINE = 56
LETTER_WIDTH = 7.2
LEFT = 46
CHECK = "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0ZM5.2 8.9 2.5 6.2l1.1-1.1 1.6 1.6 3.2-3.2 1.1 1.1Z"
WARNING = "M6 .5 12 11.5H0Zm-.8 4V8h1.600V4.500Zm0 4.500v1.500h1.600V9Z"
SQUARE = "M0 0h12v12H0Zm2 2v8h8V2Z"
LOOKS = {
    "registered": ("Official account", "#0d5c3a", CHECK),
    "activated": ("Official account", "#0d5c3a", CHECK),
    "listed": ("Listed as official", "#0a4d92", CHECK),
    "suspended": ("Official account, out of use", "#7a4a00", WARNING),
    "decommissioning": ("Official account, being closed", "#7a4a00", WARNING),
    "compromised": ("Compromised account: do not trust it", "#9c1c1c", WARNING),
    "delisted": ("No longer an official account", "#48546a", SQUARE),
    "former": ("No longer an official account", "#48546a", SQUARE),
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
    'viewBox="0 0 {width} {height}" role="img">'
    "<title>{title}</title>"
    '<rect x=".5" y=".5" width="{inner}" height="51" rx="4" fill="#fff" stroke="{colour}"/>'
    '<path transform="translate(12 14) scale(2)" fill="{colour}" fill-rule="evenodd" d="{shape}"/>'
    '<g font-family="system-ui, Arial, sans-serif" font-size="13">'
    '<text x="46" y="22" font-weight="700" fill="{colour}">{first}</text>'
    '<text x="46" y="40" fill="#1a2330">{second}</text></g></svg>\n'
)


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge on the page of its site: the picture's address, its text, and the markup to copy."""

    address: str
    alternative: str
    width: int
    markup: str


def badge_address(site_id: str) -> str:
    """Where the badge of a site lies."""
    return f"sites/{site_id}/badge.svg"


def badge_of(context: PageContext, site_id: str) -> Badge | None:
    """The badge of a site; none where the look-up does not know its account."""
    account = context.accounts.get(site_id)
    if account is None:
        return None
    said, width = _alternative(account), _width(account)
    portal = str(context.register.portal.get("url", "")).rstrip("/")
    markup = Markup('<a href="%s/sites/%s/"><img src="%s/%s" width="%s" height="%s" alt="%s"></a>') % (
        portal,
        site_id,
        portal,
        badge_address(site_id),
        width,
        HEIGHT,
        said,
    )
    return Badge(badge_address(site_id), said, width, str(markup) if is_plain_url(portal) else "")


def badge_files(context: PageContext, shared: str = "") -> Iterator[tuple[str, Deferred]]:
    """The pictures, each made when asked for."""
    for account in context.lookup.accounts:
        key = input_key("badge", shared, account=account)
        yield badge_address(account.site), Deferred(key, partial(_drawn, account))


def _drawn(account: Account) -> bytes:
    return _picture(account).encode()


def _picture(account: Account) -> Markup:
    label, colour, shape = LOOKS[account.state]
    width = _width(account)
    return _SVG.format(
        width=width,
        inner=width - 1,
        height=HEIGHT,
        title=_plain(_alternative(account)),
        colour=colour,
        shape=shape,
        first=label,
        second=_short(account),
    )


def _alternative(account: Account) -> str:
    return f"{LOOKS[account.state][0]}: {account.title}, as the register says"


def _short(account: Account) -> Markup:
    text = account.title
    return _plain(text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…")


def _width(account: Account) -> int:
    letters = max(len(LOOKS[account.state][0]) + 2, min(len(account.title), LONGEST_LINE))
    return round(LEFT + letters * LETTER_WIDTH + 14)


def _plain(text: str) -> Markup:
    return escape(_NOT_XML.sub("\ufffd", text))
