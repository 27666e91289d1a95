"""Records series as values: which version of a schedule governs, what its rules say, and which series a class has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .dates import FiscalYearStart, Period, parse_fiscal_year_start, parse_period
from .model import Record, Register


@dataclass(frozen=True, slots=True)
class Rule:
    """One member of a series' rule: from creation where `event` is empty, else from that event."""

    event: str
    cutoff: str
    period: Period


@dataclass(frozen=True, slots=True)
class Combination:
    """The later or the earlier of several rules."""

    later: bool
    members: tuple[Rule | Combination, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A records series in force: how long, what then, and what a disposition needs."""

    schedule: str
    number: str
    title: str
    version: str
    rule: Rule | Combination | None
    fiscal_year_start: FiscalYearStart
    disposition: str
    appraisal: bool
    authorization: str
    confirmed: bool

    @property
    def reference(self) -> str:
        """SCHEDULE#NUMBER."""
        return f"{self.schedule}#{self.number}"


def rule_of(value: Mapping[str, Any] | None) -> Rule | Combination | None:
    """A rule from its record."""
    if value is None:
        return None
    for key in ("later_of", "earlier_of"):
        if key in value:
            members = tuple(rule for member in value[key] if (rule := rule_of(member)))
            return Combination(key == "later_of", members)
    return Rule(value.get("event", ""), value.get("cutoff", "none"), parse_period(value["period"]))


def version_in_force(schedule: Mapping[str, Any], as_of: str) -> Mapping[str, Any] | None:
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


def _series(record: Record, version: Mapping[str, Any], value: Mapping[str, Any], fallback: str) -> Series:
    return Series(
        schedule=record.id,
        number=value["number"],
        title=value["title"],
        version=version["version"],
        rule=rule_of(value.get("rule")),
        fiscal_year_start=parse_fiscal_year_start(record.value.get("fiscal_year_start", fallback)),
        disposition=value["disposition"],
        appraisal=value.get("appraisal") == "required",
        authorization=value["authorization"],
        confirmed="confirmed" in value,
    )


def class_series(register: Register, site: Record) -> dict[str, str]:
    """The series of each content class of a site: its own answer, else its agency's; two answers give none."""
    agency = register.get("agencies", site.value["agency"])
    own = _by_class(site.value.get("communications", []))
    return (_by_class(agency.value.get("class_series", [])) if agency else {}) | own


def _by_class(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for entry in entries:
        if "series" in entry:
            found.setdefault(entry["class"], set()).add(entry["series"])
    return {content_class: next(iter(series)) if len(series) == 1 else "" for content_class, series in found.items()}
