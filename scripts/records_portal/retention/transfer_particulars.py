"""The twelve particulars that go with records handed to the archives (36 CFR 1232.16(a)), made from the register.

They have the names of `transfer` in a disposition's record, in the order of the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.register.sites import name_of, site_title

from .item_lists import RetainedItem

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, ScheduleVersionSeries, SiteValue

PARTICULARS = (
    ("creating_office", "Creating office"),
    ("series_title", "Series title"),
    ("description", "Description of the records"),
    ("span", "Date span"),
    ("physical_form", "Physical form and medium"),
    ("volume", "Volume"),
    ("schedule_citation", "Schedule and item"),
    ("access_restrictions", "Access restrictions"),
    ("disposition", "Disposition"),
    ("disposition_action_on", "Date of the disposition action"),
    ("physical_location", "Physical location"),
    ("control_number", "Control number"),
)
MEDIUM = "Digital: items as JSON lines with their media as files, in a BagIt bag"
DISPOSITIONS = {
    "transfer-archives": "Transfer to the archives",
    "transfer-file": "Transfer to the file to which the records belong",
}


def transfer_particulars(
    register: Register,
    authorization: Record[AuthorizationValue],
    items: Sequence[RetainedItem],
    on: date,
    control_number: str,
    size: int,
) -> dict[str, object]:
    """The particulars of the items that an authorization covers, as they go on a day; `size` is in bytes."""
    value = authorization.value
    series = _series(register, value["series"])
    sites = [site for name in sorted({each.site for each in items}) if (site := register.get("sites", name))]
    agencies = sorted({site.value["agency"] for site in sites})
    days = sorted(each.on for each in items if each.on)
    titles = ", ".join(f"{site_title(register, site)} ({site.id})" for site in sites)
    title, citation = (series["title"], series["citation"]) if series else (value["series"], value["series"])
    described = (series.get("description") if series else "") or f"Items of {title}"
    method = value.get("method", series["disposition"] if series else "")
    found = {
        "creating_office": ", ".join(name_of(register, "agencies", each) for each in agencies),
        "series_title": title,
        "description": f"{described} From the official social media sites: {titles}",
        "span": {"from_on": days[0], "to_on": days[-1]} if days else None,
        "physical_form": value.get("medium", MEDIUM),
        "volume": f"{len(items):,} {'item' if len(items) == 1 else 'items'}, {size:,} bytes",
        "schedule_citation": citation,
        "access_restrictions": _restrictions(sites),
        "disposition": DISPOSITIONS.get(method, "Transfer"),
        "disposition_action_on": on.isoformat(),
        "physical_location": value.get("location", "The store of the records portal"),
        "control_number": control_number,
    }
    return {name: _fitting(each) for name, each in found.items() if each is not None}


def _restrictions(sites: Sequence[Record[SiteValue]]) -> str:
    if any(site.value["audience"] == "internal" for site in sites):
        return "From an internal site: not public; to be looked through before anything is shown"
    return "None is recorded in the register"


def _series(register: Register, reference: str) -> ScheduleVersionSeries | None:
    """What the newest version of a schedule says of a series, or nothing where none has it."""
    schedule, _, number = reference.partition("#")
    record = register.get("schedules", schedule)
    versions = sorted(record.value["versions"], key=lambda each: str(each["effective_on"])) if record else []
    found = None
    for version in versions:
        found = next((each for each in version["series"] if each["number"] == number), found)
    return found


def _fitting(value: object) -> object:
    """A line of at most 300 characters, as the schema has it; a mapping stays."""
    if not isinstance(value, str):
        return value
    line = " ".join(value.split())
    return line if len(line) <= 300 else f"{line[:297]}..."
