"""Who an account belongs to, for machines: schema.org in the head of the pages of agencies and sites.

It is data, not script: whatever a value holds, it cannot end the element.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from records_portal.register.model import Record
from records_portal.register.sites import IN_USE
from records_portal.values.urls import is_plain_url

from ..building.shell import NOTHING
from ..context import PageContext

if TYPE_CHECKING:
    from records_portal.register.records import AgencyValue, SiteValue

_UNSAFE = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


def agency_data(context: PageContext, agency: Record[AgencyValue]) -> Markup:
    """An agency with the addresses of all its official accounts in use."""
    return _script(_organisation(context, agency, (site.id for site in context.by_agency.get(agency.id, ()))))


def site_data(context: PageContext, site: Record[SiteValue]) -> Markup:
    """The agency of a site with the address of this one account; nothing where the account is not in use."""
    agency = context.register.get("agencies", site.value["agency"])
    if agency is None or not _address_in_use(context, site.id):
        return NOTHING
    return _script(_organisation(context, agency, (site.id,)))


def _organisation(context: PageContext, agency: Record[AgencyValue], sites: Iterable[str]) -> dict[str, Any]:
    value = agency.value
    parent = context.register.get("agencies", value.get("parent", ""))
    pages = [url for url in value.get("web_pages", ()) if is_plain_url(url)]
    addresses = [address for site in sites if (address := _address_in_use(context, site))]
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": value["name"],
        **({"url": pages[0]} if pages else {}),
        **({"parentOrganization": _name_only(parent)} if parent else {}),
        **({"sameAs": addresses} if addresses else {}),
    }


def _name_only(agency: Record[AgencyValue]) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": agency.value["name"]}


def _address_in_use(context: PageContext, site_id: str) -> str:
    """The address of a site's account while it is official, in use and in the agency's hands."""
    account = context.accounts.get(site_id)
    return account.url if account and account.state in IN_USE else ""


def _script(value: dict[str, Any]) -> Markup:
    text = json.dumps(value, ensure_ascii=False).translate(_UNSAFE)
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704 -- escaped above
