"""What every document says of offices, people, series and days, in the words of the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from records_portal.register.model import Register
from records_portal.register.sites import name_of, site_title
from records_portal.wording.words import ROLES, count, joined, plain

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationSpan, DispositionSpan, ScheduleVersionSeries


def framed(register: Register, agencies: Iterable[str], title: str, footer: str, dated_on: date) -> dict[str, object]:
    """What every template needs: the office whose document it is, its title, its footer and its day."""
    named = sorted(set(agencies))
    office, contact = register.portal.get("title", "Records portal"), register.portal.get("contact", {})
    lines = [register.portal.get("jurisdiction", "")]
    if len(named) == 1 and (agency := register.get("agencies", named[0])):
        lines = [office, *lines]
        office, contact = agency.value["name"], agency.value.get("contact", {})
    lines.append(", ".join(str(contact[key]) for key in ("office", "email", "phone", "url") if key in contact))
    return {
        "title": title,
        "office": office,
        "letterhead": [line for line in lines if line],
        "footer": footer,
        "dated": [dated_on.year, dated_on.month, dated_on.day],
    }


def agencies_of(register: Register, sites: Iterable[str]) -> list[str]:
    """The agencies of sites, each once."""
    known = (register.get("sites", name) for name in sites)
    return sorted({site.value["agency"] for site in known if site})


def agency_names(register: Register, sites: Iterable[str]) -> str:
    """The names of the agencies of sites."""
    return joined([name_of(register, "agencies", each) for each in agencies_of(register, sites)])


def site_names(register: Register, sites: Iterable[str]) -> str:
    """Sites as one says them, each with its id."""
    return joined([f"{_title(register, each)} ({each})" for each in sites])


def _title(register: Register, site_id: str) -> str:
    site = register.get("sites", site_id)
    return site_title(register, site) if site else site_id


def person(register: Register, person_id: str) -> str:
    """A person by name and title, or whatever stands in the record in place of one."""
    record = register.get("people", person_id)
    return f"{record.value['name']}, {record.value['title']}" if record else person_id


def role(register: Register, name: str) -> str:
    """A role as this government calls it."""
    local: dict[str, str] = {each["role"]: each["title"] for each in register.portal.get("roles", ())}
    return str(local.get(name) or ROLES.get(name) or plain(name).capitalize())


def series_entry(register: Register, reference: str) -> tuple[str, str, ScheduleVersionSeries | None]:
    """The schedule's name, the newest version that has a series, and what it says of it; nothing where none has it."""
    schedule, _, number = reference.partition("#")
    record = register.get("schedules", schedule)
    found: tuple[str, str, ScheduleVersionSeries | None] = (name_of(register, "schedules", schedule), "", None)
    if record:
        for version in sorted(record.value["versions"], key=lambda each: str(each["effective_on"])):
            for series in version["series"]:
                if series["number"] == number:
                    found = (record.value["name"], version["version"], series)
    return found


def span(value: AuthorizationSpan | DispositionSpan | None) -> str:
    """The days from and to which something reaches, as a form has them."""
    first, last = (value.get("from_on", ""), value.get("to_on", "")) if value else ("", "")
    if first and last:
        return first if first == last else f"{first} to {last}"
    return f"from {first}" if first else f"up to {last}" if last else "all dates"


def number_of_items(number: int) -> str:
    """A number of items as one says it."""
    return count(number, "item")
