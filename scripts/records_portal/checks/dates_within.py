"""Dates that stand side by side do not contradict each other, and the clock that they are read by exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from zoneinfo import ZoneInfo

from records_portal.duties.known_by import SET_BEFOREHAND
from records_portal.files.yaml_text import ValuePath
from records_portal.register.shapes import Schema, schema_of
from records_portal.values.dates import FIRST_DAY, Period, parse_period
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import working_days_of

from .context import CheckContext
from .fields import Branch, branch_of, labelled
from .rules import RuleFault, advice, error, fault, of_one_record

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

# Days of terms, plans and announcements: they may lie ahead, and long ago. Every other day is one of something that
# happened, and so is what a list of paths below says of a name that mostly is not.
TO_COME = SET_BEFOREHAND | {"disposition_action_on", "withdrawn_on"}
HAPPENED = (
    ("sites", "handles", "from_on"),
    ("operations", "exceptions"),
    ("operations", "usage_reports"),
    ("posts", "withdrawn_on"),
)
# From such a day on something counts, which may be said before; or an export says it of itself.
OPEN = (
    ("agencies", "one_decider"),
    ("portal", "approvals"),
    ("portal", "working_days"),
    ("requests", "assigned"),
    ("authorizations", "status"),
    ("captures",),
    ("holds", "releases"),  # a hold binds until the day of its release
)
NO_TIME = Period()
FACTS_OWN_DAY = 3  # facts, its number, on: L004 tells it


def _pairs(_: str, __: Schema, fields: Mapping[str, Schema]) -> str:
    return "dates" if any(first in fields and second in fields for first, second in IN_ORDER) else ""


@cache
def _dates_of(kind: str) -> Branch:
    return branch_of(schema_of(kind), _pairs)


@error
@of_one_record()
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


def _day_of(name: str, _: Schema, __: Mapping[str, Schema]) -> str:
    """The name of a property that holds a day."""
    return name if name == "on" or name.endswith("_on") else ""


@cache
def _days_of(kind: str) -> Branch:
    return branch_of(schema_of(kind), _day_of)


def has_happened(kind: str, path: ValuePath) -> bool:
    """Whether the day at a path of a record is one of something that happened."""
    names = (kind, *(each for each in path if isinstance(each, str)))
    if any(set(each) <= set(names) for each in OPEN):
        return False
    return names[-1] not in TO_COME or any(set(each) <= set(names) for each in HAPPENED)


@advice
@of_one_record()
def check_days_have_come(context: CheckContext) -> Iterator[RuleFault]:
    """T004 what has happened is dated on a day that has come, and not before the web was there."""
    for record in context.register:
        for path, _, value, _ in labelled(record.value, _days_of(record.kind)):
            if not isinstance(value, str) or FIRST_DAY <= value <= context.today or not has_happened(record.kind, path):
                continue
            name = next(each for each in reversed(path) if isinstance(each, str))
            if value < FIRST_DAY:
                yield fault(record, path, f"{name} {value} is long ago", f"a day from {FIRST_DAY} on")
            elif record.kind != "sites" or path[0] != "facts" or len(path) != FACTS_OWN_DAY:
                yield fault(record, path, f"{name} {value} has not come yet", f"a day up to {context.today}")


def _cadence(_: str, schema: Schema, __: Mapping[str, Schema]) -> str:
    """Whether a property holds a period; in a schedule a period may have no length."""
    return "period" if schema.get("$ref", "") == "#/$defs/period" else ""


@cache
def _cadences_of(kind: str) -> Branch:
    return branch_of(schema_of(kind), _cadence) if kind != "schedules" else Branch("")


@error
@of_one_record()
def check_cadences_have_a_length(context: CheckContext) -> Iterator[RuleFault]:
    """T005 what comes round again does so after a while: its cadence has a length."""
    for record in context.register:
        for path, _, value, _ in labelled(record.value, _cadences_of(record.kind)):
            if isinstance(value, str) and parse_period(value) == NO_TIME:
                yield fault(record, path, f"{value} has no length", "a period such as P1M, P3M or P1Y")
