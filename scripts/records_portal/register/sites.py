"""What follows from a site's facts and from who is designated, at a date that is given.

The status is never typed: the last fact that bears on it decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from .fact_kinds import fact_kind
from .model import Record, Register

if TYPE_CHECKING:
    from .records import Designation, PersonValue, SiteFact, SiteFactKind, SiteHandle, SiteValue

Fact = TypeVar("Fact", bound=Mapping[str, object])

PRESENT = frozenset(("activated", "registered", "suspended", "decommissioning"))
IN_USE = frozenset(("activated", "registered"))


def statuses(facts: Sequence[Fact]) -> Iterator[tuple[Fact, str]]:
    """Each fact with the status after it; one that does not bear on the status leaves it.

    A fact need not be sound: what changes before it is merged is told of as well.
    """
    status = before_suspension = ""
    for fact in facts:
        if row := fact_kind(str(fact["kind"])):
            if row.makes == "suspended" and status != "suspended":
                before_suspension = status
            status = row.status_after(fact, status, before_suspension)
        yield fact, status


def status_of(site: SiteValue, as_of: str | None = None) -> str:
    """The status of a site, or of the site as it was at the end of a day; empty before its first fact."""
    known = [status for fact, status in statuses(site["facts"]) if as_of is None or fact["on"] <= as_of]
    return known[-1] if known else ""


def is_compromised(site: SiteValue) -> bool:
    """Whether the last incident left the account out of the agency's hands."""
    states = [fact["state"] for fact in site["facts"] if fact["kind"] == "incident"]
    return bool(states) and states[-1] == "compromised"


def first_fact(site: SiteValue, kind: SiteFactKind) -> SiteFact | None:
    """The first fact of a kind, or nothing."""
    return next((fact for fact in site["facts"] if fact["kind"] == kind), None)


def last_fact(site: SiteValue, *kinds: SiteFactKind) -> SiteFact | None:
    """The last fact of any of these kinds, or nothing."""
    return next((fact for fact in reversed(site["facts"]) if fact["kind"] in kinds), None)


def handle_of(site: SiteValue) -> str:
    """The handle in use, or the last one; empty before activation."""
    return handle_in_use(site.get("handles", ()))


def handle_in_use(handles: Sequence[SiteHandle]) -> str:
    """The handle without a last day, or the last one; empty where there is none."""
    current = [one["handle"] for one in handles if "to_on" not in one]
    return str((current or [one["handle"] for one in handles] or [""])[-1])


def current_designations(register: Register, site_id: str) -> list[Designation]:
    """The designations of a site that were not removed."""
    record = register.get("designations", site_id)
    return [one for one in record.value["designations"] if "removed" not in one] if record else []


def holds_role(person: PersonValue, role: str, on: str) -> bool:
    """Whether a person held a role on a day, both ends of its time included."""
    return any(
        held["role"] == role and held["from_on"] <= on <= held.get("to_on", "9999-12-31") for held in person["roles"]
    )


def name_of(register: Register, kind: str, record_id: str) -> str:
    """A record's name for people, or its id where it has none."""
    record = register.get(kind, record_id)
    return str(record.value.get("name", record_id)) if record else record_id


def site_title(register: Register, site: Record[SiteValue]) -> str:
    """A site's title for people: whose it is and where."""
    agency = name_of(register, "agencies", site.value["agency"])
    return f"{agency} on {name_of(register, 'platforms', site.value['platform'])}"
