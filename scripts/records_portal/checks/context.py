"""A register prepared for checking at one date: what several checks ask for is found once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from records_portal.register.findings import Place
from records_portal.register.model import Record, Register
from records_portal.register.sites import IN_USE, status_of
from records_portal.retention.series import Series, series_in_force, version_in_force
from records_portal.values.dates import BeyondCalendar, add_period, parse_date, parse_period

from .mentions import Mention, unknown_names

if TYPE_CHECKING:
    from records_portal.register.records import AgencyValue, CaptureValue, EachOfKind, ScheduleVersionSeries, SiteValue

CADENCES = {
    "capture": "P3M",
    "link_check": "P1Y",
    "terms_check": "P1Y",
    "recertification": "P1Y",
    "training": "P1Y",
    "authorization_renewal": "P1Y",
    "hold_update": "P6M",
    "policy_review": "P1Y",
}
GUESSES = 100
LENGTHS = 4


def host_of(url: str) -> str:
    """The host of an address; empty where it has none that can be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@lru_cache(maxsize=50_000)
def _after(last: str, period: str) -> str:
    try:
        return add_period(parse_date(last), parse_period(period)).isoformat()
    except BeyondCalendar:
        return date.max.isoformat()


class Files(Protocol):
    """Bytes by path; `label` names the tree in messages."""

    label: str

    def read(self, path: str) -> bytes:
        """A file's bytes; `FileNotFoundError` where there is none."""


@dataclass(frozen=True, slots=True)
class SideFile:
    """A file beside a capture's record: where it lies and its bytes, or nothing where there is none."""

    path: str
    data: bytes | None

    def place(self, line: int = 0, column: int = 1) -> Place:
        """A place in the file."""
        return Place(self.path, line, column if line else 0)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What the checks ask of a row of the index."""

    line: int
    id: str
    version: int
    change: str
    created_at: str
    latest_on: str
    earliest_on: str


@dataclass(frozen=True, slots=True)
class Index:
    """A capture's index: the rows that could be read, and for each other line, column, what is wrong, what is right."""

    file: SideFile
    rows: tuple[CheckedRow, ...]
    broken: tuple[tuple[int, int, str, str], ...]

    @property
    def is_readable(self) -> bool:
        """Whether every row could be read."""
        return self.file.data is not None and not self.broken


@dataclass(frozen=True)
class CheckContext:
    """A register, the files beside its captures and the date from which everything is judged."""

    register: Register
    as_of: date
    trees: tuple[tuple[Files, bool], ...] = ()
    indexes: dict[str, Index] = field(default_factory=dict, repr=False)
    _guesses: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    def beside(self, capture: Record[CaptureValue], name: str) -> SideFile:
        """The file of a name beside a capture, from the tree that the capture came from."""
        path = f"{capture.path.rpartition('/')[0]}/{name}"
        for tree, private in self.trees:
            if capture.lies_in(tree.label, private):
                shown = str(PurePosixPath(tree.label) / path)
                try:
                    return SideFile(shown, tree.read(path))
                except OSError:
                    return SideFile(shown, None)
        return SideFile(path, None)

    @property
    def reads_private(self) -> bool:
        """Whether a private root was read: without one nobody knows who left, was trained or has access."""
        return any(private for _, private in self.trees)

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

    @cached_property
    def series(self) -> Mapping[str, ScheduleVersionSeries]:
        """Every series of any version by reference, as its newest version has it."""
        return {
            f"{schedule.id}#{series['number']}": series
            for schedule in self.of("schedules")
            for version in sorted(schedule.value["versions"], key=lambda each: str(each["effective_on"]))
            for series in version["series"]
        }

    def series_on(self, day: str) -> frozenset[str]:
        """The references of the series in force on a day."""
        if day not in self._in_force:
            self._in_force[day] = frozenset(
                f"{schedule.id}#{series['number']}"
                for schedule in self.of("schedules")
                if (version := version_in_force(schedule.value, day))
                for series in version["series"]
            )
        return self._in_force[day]

    def series_values_on(self, day: str) -> Mapping[str, Series]:
        """Every series in force on a day, with its rule."""
        if day not in self._values_in_force:
            self._values_in_force[day] = series_in_force(self.register, day)
        return self._values_in_force[day]

    @cached_property
    def _values_in_force(self) -> dict[str, Mapping[str, Series]]:
        return {}

    @cached_property
    def _in_force(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def unknown_names(self) -> tuple[Mention, ...]:
        """Every name in a record that is not among those it may use."""
        return tuple(unknown_names(self.register, self.series_on(self.today)))

    def agencies_above(self, agency_id: str) -> Iterator[Record[AgencyValue]]:
        """An agency and those above it, each once."""
        seen: set[str] = set()
        agency = self.register.get("agencies", agency_id)
        while agency and agency.id not in seen:
            yield agency
            seen.add(agency.id)
            agency = self.register.get("agencies", agency.value.get("parent", ""))

    def hosts_of(self, agency_id: str) -> frozenset[str]:
        """The hosts of an agency's web pages and of those of the agencies above it."""
        if agency_id not in self._hosts:
            self._hosts[agency_id] = frozenset(
                host
                for agency in self.agencies_above(agency_id)
                for url in agency.value.get("web_pages", ())
                if (host := host_of(url))
            )
        return self._hosts[agency_id]

    @cached_property
    def _hosts(self) -> dict[str, frozenset[str]]:
        return {}

    def due_on(self, last: str, cadence: str, own: str = "") -> str:
        """The day by which something has to happen again: its own cadence's, else the portal's; never after 9999."""
        return _after(last, own or self.register.portal.get("cadences", {}).get(cadence, CADENCES[cadence]))

    def in_days(self, days: int) -> str:
        """The date some days after the as-of date."""
        return (self.as_of + timedelta(days=days)).isoformat()

    def guess(self, value: str, family: str, known: Iterable[str]) -> str:
        """The name that was most likely meant, or nothing; a register full of faults gets only so many guesses."""
        key = (family, value)
        if key not in self._guesses:
            near = (
                [name for name in known if abs(len(name) - len(value)) <= LENGTHS]
                if len(self._guesses) < GUESSES
                else []
            )
            self._guesses[key] = next(iter(difflib.get_close_matches(value, near, 1)), "")
        return self._guesses[key]
