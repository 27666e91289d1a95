"""A register prepared for checking at one date: what several checks ask for is found once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from records_portal.duties.context import CADENCES, DatedRegister, DutyContext, duty_context
from records_portal.register.findings import Place
from records_portal.register.model import Record
from records_portal.retention.series import Series, series_in_force, version_in_force

from .mentions import Mention, unknown_names

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue, ScheduleVersionSeries

__all__ = ("CADENCES", "CheckContext", "CheckedRow", "Files", "Index", "SideFile", "host_of")

GUESSES = 100
LENGTHS = 4


def host_of(url: str) -> str:
    """The host of an address; empty where it has none that can be read."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


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
    commitment: str = ""


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
class CheckContext(DatedRegister):
    """A register, the files beside its captures and the date from which everything is judged."""

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

    @cached_property
    def duties(self) -> DutyContext:
        """The same for the rows of the table of duties, which know nothing dated later."""
        return duty_context(self.register, self.as_of, reads_private=self.reads_private)

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
