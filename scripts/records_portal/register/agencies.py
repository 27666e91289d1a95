"""Agencies: which lie above one, for whose records a head speaks, and the head's letter about approvals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from records_portal.values.dates import BeyondCalendar, Period, add_period, parse_date

from .model import Register

if TYPE_CHECKING:
    from .records import PortalApprovals

A_YEAR = Period(years=1)


def agencies_above(register: Register, agency: str) -> Iterator[str]:
    """An agency and those above it, the nearest first; each once, for a circle is another rule's finding."""
    seen = set[str]()
    while agency and agency not in seen:
        yield agency
        seen.add(agency)
        record = register.get("agencies", agency)
        agency = record.value.get("parent", "") if record else ""


def heads_for(register: Register, agency: str) -> tuple[str, ...]:
    """Who heads an agency, then who heads those above it; of no agency, whoever heads one that has none above it."""
    if agency:
        chain = [register.get("agencies", each) for each in agencies_above(register, agency)]
    else:
        chain = [each for each in register.of("agencies").values() if "parent" not in each.value]
    return tuple(dict.fromkeys(each.value["head"] for each in chain if each and "head" in each.value))


def one_decides(register: Register, agency: str, on: str) -> bool:
    """Whether an agency, or one above it, was said to be so small on a day that one person decides on sites."""
    for each in agencies_above(register, agency):
        record = register.get("agencies", each)
        said = record.value.get("one_decider") if record else None
        if said and said["on"] <= on <= said.get("to_on", on):
            return True
    return False


def letter_until(letter: PortalApprovals) -> str:
    """The last day on which a head's letter counts: a year after its own."""
    try:
        return add_period(parse_date(letter["on"]), A_YEAR).isoformat()
    except BeyondCalendar:
        return date.max.isoformat()
