"""Records series as values: which version of a schedule governs, what its rules say, and which series a class has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.confirmation import Confirmation, confirmation_of
from records_portal.register.model import Record, Register
from records_portal.values.dates import FiscalYearStart, Period, parse_fiscal_year_start, parse_period

if TYPE_CHECKING:
    from records_portal.register.records import (
        AgencyClassSeries,
        AgencyValue,
        Rule,
        ScheduleValue,
        ScheduleVersion,
        ScheduleVersionSeries,
        SiteCommunication,
        SiteValue,
    )

# one that was changed since shows its dates and disposes of nothing; one without a digest waits for `records upgrade`
DISPOSING = frozenset((Confirmation.FITS, Confirmation.UNBOUND))


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One member of a series' rule: from creation where `event` is empty, else from that event."""

    event: str
    cutoff: str
    period: Period


@dataclass(frozen=True, slots=True)
class Combination:
    """The later or the earlier of several rules."""

    later: bool
    members: tuple[RetentionRule | Combination, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A records series in force: how long, what then, and what a disposition needs."""

    schedule: str
    number: str
    title: str
    version: str
    rule: RetentionRule | Combination | None
    fiscal_year_start: FiscalYearStart
    disposition: str
    appraisal: bool
    authorization: str
    confirmed: bool
    is_ground: bool = False

    @property
    def reference(self) -> str:
        """SCHEDULE#NUMBER."""
        return f"{self.schedule}#{self.number}"


def rule_of(value: Rule | None) -> RetentionRule | Combination | None:
    """A rule from its record."""
    if value is None:
        return None
    if "later_of" in value:
        return Combination(True, tuple(rule for member in value["later_of"] if (rule := rule_of(member))))
    if "earlier_of" in value:
        return Combination(False, tuple(rule for member in value["earlier_of"] if (rule := rule_of(member))))
    return RetentionRule(value.get("event", ""), value.get("cutoff", "none"), parse_period(value["period"]))


def version_in_force(schedule: ScheduleValue, as_of: str) -> ScheduleVersion | None:
    """The version of a schedule that governs on a date, or nothing before the first."""
    in_force = [version for version in schedule["versions"] if version["effective_on"] <= as_of]
    return max(in_force, key=lambda version: str(version["effective_on"])) if in_force else None


def series_in_force(register: Register, as_of: str) -> dict[str, Series]:
    """Every series of every schedule in force on a date, by reference."""
    fallback = register.portal.get("fiscal_year_start", "01-01")
    return {
        f"{record.id}#{series['number']}": _series(record, version, series, fallback)
        for record in register.of("schedules").values()
        if (version := version_in_force(record.value, as_of))
        for series in version["series"]
    }


def _series(
    record: Record[ScheduleValue], version: ScheduleVersion, value: ScheduleVersionSeries, fallback: str
) -> Series:
    start = record.value.get("fiscal_year_start", fallback)
    return Series(
        schedule=record.id,
        number=value["number"],
        title=value["title"],
        version=version["version"],
        rule=rule_of(value.get("rule")),
        fiscal_year_start=parse_fiscal_year_start(start),
        disposition=value["disposition"],
        appraisal=value.get("appraisal") == "required",
        authorization=value["authorization"],
        confirmed=confirmation_of(value, start) in DISPOSING,
        is_ground=value.get("classes") == ["nonrecord"],
    )


def class_series(register: Register, site: Record[SiteValue]) -> dict[str, tuple[str, ...]]:
    """The series of each content class of a site, as its record names them: its own answer, else its agency's."""
    agency = register.get("agencies", site.value["agency"])
    return class_series_of(site.value, agency.value if agency else None)


def class_series_of(site: SiteValue, agency: AgencyValue | None) -> dict[str, tuple[str, ...]]:
    """The series of each content class by what a site and its agency say.

    Unacceptable content is kept as routine content is, where it has no series of its own.
    """
    own = _by_class(site.get("communications", []))
    named = (_by_class(agency.get("class_series", [])) if agency else {}) | own
    return ({"unacceptable": named["routine"]} if "routine" in named else {}) | named


def _by_class(entries: Sequence[SiteCommunication] | Sequence[AgencyClassSeries]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry in entries:
        if "series" in entry:
            found.setdefault(entry["class"], {})[entry["series"]] = None
    return {content_class: tuple(series) for content_class, series in found.items()}


def series_now(register: Register, reference: str, as_of: str) -> str:
    """The series in force that a reference leads to, be it through crosswalks; empty where none is sure.

    A number that a crosswalk moves away and that the version in force uses again could mean either: neither is taken.
    """
    schedule, _, number = reference.partition("#")
    record = register.get("schedules", schedule)
    version = version_in_force(record.value, as_of) if record else None
    if record is None or version is None:
        return ""
    moved = number
    for each in sorted(record.value["versions"], key=lambda one: str(one["effective_on"])):
        targets = {step["to"] for step in each.get("crosswalk", ()) if step["from"] == moved}
        if each["effective_on"] <= as_of and targets:
            if len(targets) > 1:
                return ""
            moved = targets.pop()
    in_force = {series["number"] for series in version["series"]}
    used_again = moved != number and number in in_force
    return f"{schedule}#{moved}" if moved in in_force and not used_again else ""


def series_family(register: Register, references: Iterable[str]) -> frozenset[str]:
    """Series with all their ancestors and descendants through the crosswalks of every version, earlier ones too."""
    found: set[str] = set()
    for reference in references:
        schedule, _, number = reference.partition("#")
        steps = list(_crosswalk_steps(register, schedule))
        found |= {f"{schedule}#{each}" for each in _reached(number, steps)}
        found |= {f"{schedule}#{each}" for each in _reached(number, [(to, begun) for begun, to in steps])}
    return frozenset(found)


def _crosswalk_steps(register: Register, schedule: str) -> Iterator[tuple[str, str]]:
    """Every step from a number to another that a schedule names, or ever named."""
    record = register.get("schedules", schedule)
    values = [each.value for each in register.past.of("schedules", schedule)]
    for value in [*values, *([record.value] if record else [])]:
        for version in value["versions"]:
            for step in version.get("crosswalk", ()):
                yield step["from"], step["to"]


def _reached(number: str, steps: Sequence[tuple[str, str]]) -> set[str]:
    """A number and all to which steps lead from it."""
    found, waiting = {number}, [number]
    while waiting:
        here = waiting.pop()
        further = {to for begun, to in steps if begun == here} - found
        found |= further
        waiting += further
    return found
