"""Dates that stand side by side do not contradict each other, and the clock that they are read by exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from zoneinfo import ZoneInfo

from records_portal.register.shapes import Schema, schema_of
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import working_days_of

from .context import CheckContext
from .fields import Branch, branch_of, labelled
from .rules import RuleFault, error, fault

IN_ORDER = (
    ("from_on", "to_on"),
    ("from_on", "ended_on"),
    ("on", "until_on"),
    ("on", "expires_on"),
    ("on", "acknowledged_on"),
    ("on", "recheck_on"),
    ("on", "removed_on"),
    ("on", "resolved_on"),
    ("on", "answered_on"),
    ("on", "decided_on"),
    ("started_on", "finished_on"),
    ("requested_on", "informed_on"),
    ("effective_on", "superseded_on"),
    ("received_on", "acknowledged_on"),
)


def _pairs(_: str, __: Schema, fields: Mapping[str, Schema]) -> str:
    return "dates" if any(first in fields and second in fields for first, second in IN_ORDER) else ""


@cache
def _dates_of(kind: str) -> Branch:
    return branch_of(schema_of(kind), _pairs)


@error
def check_dates_in_order(context: CheckContext) -> Iterator[RuleFault]:
    """T001 of two dates that stand side by side the later one does not come first."""
    for record in context.register:
        for path, _, value, _ in labelled(record.value, _dates_of(record.kind)):
            if not isinstance(value, dict):
                continue
            for first, second in IN_ORDER:
                if first in value and second in value and value[second] < value[first]:
                    message = f"{second} {value[second]} is before {first} {value[first]}"
                    yield fault(record, (*path, second), message, f"{value[first]} or later")


@error
def check_time_zone(context: CheckContext) -> Iterator[RuleFault]:
    """T002 the portal's time zone is one of the IANA's."""
    for portal in context.of("portal"):
        try:
            ZoneInfo(portal.value["time_zone"])
        except (KeyError, ValueError, OSError):
            message = f"no such time zone {portal.value['time_zone']!r}"
            yield fault(portal, ("time_zone",), message, "a name like America/New_York")


@error
def check_holidays_known(context: CheckContext) -> Iterator[RuleFault]:
    """T003 the portal's working days name a country and a subdivision whose public holidays are known."""
    for portal in context.of("portal"):
        try:
            working_days_of(portal.value)
        except UnknownHolidays as unknown:
            message, _, expected = str(unknown).partition("; ")
            yield fault(portal, ("working_days",), message, expected)
