"""Where a record's page comes from: its file, its alternates for machines and its last change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from records_portal.history.audit_trail import Change
from records_portal.register.model import Record

from ..context import PageContext
from .render import body

if TYPE_CHECKING:
    from records_portal.register.records import PortalValue


@dataclass(frozen=True, slots=True)
class About:
    """What the foot of a record's page says about the record itself."""

    kind: str
    path: str
    json: str
    yaml: str
    forge: str
    last: Change | None
    series: str


def about(context: PageContext, record: Record, changes: Sequence[Change]) -> About:
    """The foot of a record's page."""
    name = f"data/{record.kind}/{record.id}"
    return About(
        kind=record.kind,
        path=record.path,
        json=f"{name}.json",
        yaml=f"{name}.yml",
        forge=forge_address(context, record.path),
        last=changes[0] if changes else None,
        series=register_series(context, record.kind),
    )


def register_series(context: PageContext, kind: str) -> str:
    """The series under which the register's own files of a kind are kept; empty where the portal names none."""
    named = context.register.portal.get("register_series", ())
    return next((str(one["series"]) for one in named if one["kind"] == kind), "")


def forge_address(context: PageContext, path: str) -> str:
    """A file's address in the forge; empty where the portal names no forge."""
    portal = context.register.portal
    url = str(portal.get("forge", {}).get("url", "")).rstrip("/")
    return f"{url}/blob/{branch_of_links(portal)}/{path}" if url else ""


def branch_of_links(portal: PortalValue) -> str:
    """The branch that links to the forge lead to; older settings say it as the published one."""
    return portal.get("forge", {}).get("branch", portal.get("published_branch", "main"))


def alternates(context: PageContext, address: str, source: About) -> Markup:
    """The links in a page's head to the same record for machines."""
    return body("head", context, address, about=source)
