"""A register at one date: what both the checks and the duties ask of it is found once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.register.sites import IN_USE, current_designations, holds_role, status_of
from records_portal.retention.series import version_in_force
from records_portal.values.dates import BeyondCalendar, add_period, parse_date, parse_period
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import WorkingDays, working_days_of

from .known_by import known_by

if TYPE_CHECKING:
    from records_portal.register.records import (
        AgencyValue,
        AuthoringLogValue,
        CaptureValue,
        EachOfKind,
        OperationsLogValue,
        PersonValue,
        ScheduleVersionSeries,
        SiteValue,
    )

# where an office says nothing else; yearly renewal: New Jersey's procedure, flow B
CADENCES = {
    "capture": "P3M",
    "link_check": "P1Y",
    "terms_check": "P1Y",
    "recertification": "P1Y",
    "training": "P1Y",
    "authorization_renewal": "P1Y",
    "hold_update": "P6M",
    "policy_review": "P1Y",
    "usage_report": "P6M",
    "audit": "P1Y",
    "credential_change": "P1Y",
}


@lru_cache(maxsize=50_000)
def _after(last: str, period: str) -> str:
    try:
        return add_period(parse_date(last), parse_period(period)).isoformat()
    except BeyondCalendar:
        return date.max.isoformat()


@lru_cache(maxsize=50_000)
def days_after(day: str, days: int) -> str:
    """The date some days after another, or before it; never outside the calendar."""
    try:
        return (parse_date(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return (date.max if days > 0 else date.min).isoformat()


@dataclass(frozen=True)
class DatedRegister:
    """A register and the date from which everything is judged."""

    register: Register
    as_of: date

    @property
    def today(self) -> str:
        """The as-of date as records write dates."""
        return self.as_of.isoformat()

    if TYPE_CHECKING:  # the kind's name decides over the type, as it does in the register

        @property
        def of(self) -> EachOfKind: ...
    else:

        def of(self, kind):
            """The records of a kind."""
            return self.register.of(kind).values()

    @cached_property
    def status(self) -> Mapping[str, str]:
        """The status of every site on the as-of date."""
        return {site.id: status_of(site.value, self.today) for site in self.of("sites")}

    @cached_property
    def sites_in_use(self) -> tuple[Record[SiteValue], ...]:
        """The sites that are activated or registered and not suspended or closed."""
        return tuple(site for site in self.of("sites") if self.status[site.id] in IN_USE)

    @cached_property
    def registered_sites(self) -> tuple[Record[SiteValue], ...]:
        """The sites that are registered on the as-of date."""
        return tuple(site for site in self.of("sites") if self.status[site.id] == "registered")

    @cached_property
    def captures(self) -> Mapping[str, list[Record[CaptureValue]]]:
        """The captures of each site, by the folder that they lie in."""
        found: dict[str, list[Record[CaptureValue]]] = {}
        for capture in self.of("captures"):
            found.setdefault(capture.id.split("/")[0], []).append(capture)
        return found

    @cached_property
    def sites_with_unreadable_captures(self) -> frozenset[str]:
        """The sites of which not every capture's record could be read: what they lack cannot be told."""
        return frozenset(name.split("/")[0] for kind, name in self.register.unreadable if kind == "captures")

    def agencies_above(self, agency_id: str) -> Iterator[Record[AgencyValue]]:
        """An agency and those above it, each once."""
        seen: set[str] = set()
        agency = self.register.get("agencies", agency_id)
        while agency and agency.id not in seen:
            yield agency
            seen.add(agency.id)
            agency = self.register.get("agencies", agency.value.get("parent", ""))

    def due_on(self, last: str, cadence: str, own: str = "") -> str:
        """The day by which something has to happen again: its own cadence's, else the portal's; never after 9999."""
        return _after(last, own or self.register.portal.get("cadences", {}).get(cadence, CADENCES[cadence]))

    def in_days(self, days: int) -> str:
        """The date some days after the as-of date."""
        return (self.as_of + timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class DutyContext(DatedRegister):
    """What the rows of the table look at: a register that knows nothing dated later."""

    reads_private: bool = False

    @cached_property
    def logs(self) -> Mapping[str, list[Record[OperationsLogValue]]]:
        """The operations logs of each site, the oldest year first."""
        found: dict[str, list[Record[OperationsLogValue]]] = {}
        for log in self.of("operations"):
            found.setdefault(log.id.split("/")[0], []).append(log)
        return found

    @cached_property
    def post_logs(self) -> Mapping[str, list[Record[AuthoringLogValue]]]:
        """The authoring logs of each site, the oldest year first."""
        found: dict[str, list[Record[AuthoringLogValue]]] = {}
        for log in self.of("posts"):
            found.setdefault(log.id.split("/")[0], []).append(log)
        return found

    @cached_property
    def series(self) -> Mapping[str, ScheduleVersionSeries]:
        """Every series in force today as its schedule says it, by its reference."""
        return {
            f"{record.id}#{each['number']}": each
            for record in self.of("schedules")
            if (version := version_in_force(record.value, self.today))
            for each in version["series"]
        }

    @cached_property
    def in_use_by_agency(self) -> Mapping[str, list[Record[SiteValue]]]:
        """The sites in use of each agency."""
        found: dict[str, list[Record[SiteValue]]] = {}
        for site in self.sites_in_use:
            found.setdefault(site.value["agency"], []).append(site)
        return found

    @cached_property
    def working_days(self) -> WorkingDays:
        """The working days of the State and the agency, as the settings name them; weekdays where they are unknown."""
        try:
            return working_days_of(self.register.portal)
        except UnknownHolidays:
            return WorkingDays()

    def after_working_days(self, day: str, days: int) -> str:
        """The day that comes so many working days after another one."""
        try:
            return self.working_days.after(parse_date(day), days).isoformat()
        except UnknownHolidays:  # beyond the years of a State's table only the weekends are known
            return WorkingDays().after(parse_date(day), days).isoformat()
        except BeyondCalendar:
            return date.max.isoformat()

    @cached_property
    def policy_of(self) -> Mapping[str, str]:
        """The policy by which each agency goes: its own, else the nearest one above; an agency without is not there."""
        found: dict[str, str] = {}
        for agency in self.of("agencies"):
            for above in self.agencies_above(agency.id):
                if self.register.knows("policies", above.id):
                    found[agency.id] = above.id
                    break
        return found

    @cached_property
    def _people_by_role(self) -> Mapping[str, list[Record[PersonValue]]]:
        found: dict[str, list[Record[PersonValue]]] = {}
        for person in self.of("people"):
            for role in {held["role"] for held in person.value["roles"]}:
                if holds_role(person.value, role, self.today):
                    found.setdefault(role, []).append(person)
        return found

    def holders(self, role: str, agency: str, site: str = "") -> tuple[str, ...]:
        """Who has a role today for an agency: of the agency itself, else of the nearest one above, else anybody.

        Site administrators are those designated for the site.
        """
        if role == "site-administrator" and site:
            named = tuple(each["person"] for each in current_designations(self.register, site))
            if named:
                return tuple(dict.fromkeys(named))
        if (role, agency) not in self._holders:
            self._holders[role, agency] = self._found_holders(role, agency)
        return self._holders[role, agency]

    @cached_property
    def agencies_of_roles(self) -> Mapping[str, frozenset[str]]:
        """Each role that somebody holds today, with the agencies for which it is held."""
        return {
            role: frozenset(agency for person in people for agency in _agencies_of_role(person, role, self.today))
            for role, people in self._people_by_role.items()
        }

    @cached_property
    def _holders(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {}

    def _found_holders(self, role: str, agency: str) -> tuple[str, ...]:
        people = self._people_by_role.get(role, [])
        for above in self.agencies_above(agency):
            if found := [person.id for person in people if above.id in _agencies_of_role(person, role, self.today)]:
                return tuple(found)
        return tuple(person.id for person in people)


def _agencies_of_role(person: Record[PersonValue], role: str, day: str) -> set[str]:
    return {
        held.get("agency", person.value["agency"])
        for held in person.value["roles"]
        if held["role"] == role and held["from_on"] <= day <= held.get("to_on", "9999-12-31")
    }


def duty_context(register: Register, as_of: date, *, reads_private: bool) -> DutyContext:
    """What is known of a register at the end of a day."""
    return DutyContext(known_by(register, as_of.isoformat()), as_of, reads_private)
