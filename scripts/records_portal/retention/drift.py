"""What a new version of a retention schedule does to what is due: two versions, both applied today.

The version in force is held against the one before it, with the series that the crosswalk renumbered; each version
that is not in force yet is held against the one in force, as if it came into force today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from records_portal.register.model import Record, Register

from .due_list import due_dispositions
from .impact import Impact, impact_between
from .series import version_in_force

if TYPE_CHECKING:
    from records_portal.register.records import ScheduleValue, ScheduleVersion, ScheduleVersionSeries


@dataclass(frozen=True, slots=True)
class Drift:
    """Two versions of a schedule, and what today's due list is under the later instead of the earlier."""

    schedule: str
    earlier: str
    later: str
    later_from: str
    impact: Impact

    @property
    def title(self) -> str:
        """The two versions in one line."""
        return f"{self.schedule}: version {self.later} (from {self.later_from}) instead of {self.earlier}"

    def as_mapping(self) -> dict[str, object]:
        """All of it under the names that machines read."""
        versions: dict[str, object] = {"schedule": self.schedule, "earlier": self.earlier, "later": self.later}
        return versions | {"later_from": self.later_from} | self.impact.as_mapping()


def schedule_drift(register: Register, items: pd.DataFrame, as_of: date, schedule: str = "") -> Iterator[Drift]:
    """For each schedule the version in force against the one before, and each that is to come against that in force.

    Both are applied today, whatever day they are in force from.
    """
    today = due_dispositions(register, items, as_of)
    for record in register.of("schedules").values():
        in_force = version_in_force(record.value, as_of.isoformat())
        if in_force is None or schedule not in ("", record.id):
            continue
        for earlier, later, versions in _variants(record, in_force, as_of.isoformat()):
            other = due_dispositions(_with_versions(register, record, versions), items, as_of)
            pair = (other, today) if later is in_force else (today, other)
            impact = impact_between(*pair, as_of)
            yield Drift(record.id, earlier["version"], later["version"], later["effective_on"], impact)


def _variants(
    record: Record[ScheduleValue], in_force: ScheduleVersion, as_of: str
) -> Iterator[tuple[ScheduleVersion, ScheduleVersion, list[ScheduleVersion]]]:
    """An earlier and a later version of a schedule, one of them in force, with the versions that put in the other."""
    versions = sorted(record.value["versions"], key=lambda one: str(one["effective_on"]))
    place = versions.index(in_force)
    if place:
        before = versions[place - 1]
        yield before, in_force, [*versions[: place - 1], _numbered_like(before, in_force)]
    for coming in versions[place + 1 :]:
        yield in_force, coming, [*versions[: place + 1], {**coming, "effective_on": as_of}]


def _numbered_like(before: ScheduleVersion, after: ScheduleVersion) -> ScheduleVersion:
    """A version with its series under a later one's numbers too; what took in several series has none before."""
    by_number = {series["number"]: series for series in before["series"]}
    came_from: dict[str, list[str]] = {}
    for pair in after.get("crosswalk", ()):
        came_from.setdefault(pair["to"], []).append(pair["from"])
    renumbered: list[ScheduleVersionSeries] = [
        {**by_number[old[0]], "number": number}
        for number, old in came_from.items()
        if len(old) == 1 and old[0] in by_number and number not in by_number
    ]
    return {**before, "series": [*before["series"], *renumbered]}


def _with_versions(register: Register, record: Record[ScheduleValue], versions: Iterable[ScheduleVersion]) -> Register:
    value: ScheduleValue = {**record.value, "versions": list(versions)}
    schedules = {**register.of("schedules"), record.id: Record("schedules", record.id, record.path, value)}
    return Register({**register.records, "schedules": schedules}, register.unreadable, register.lists)
