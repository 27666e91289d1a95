"""That the version of a schedule under which something goes says what it said when it was confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from records_portal.history.file_versions import earlier_versions
from records_portal.history.repository import Repository
from records_portal.register.confirmation import confirmed_digest, fiscal_start
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.retention.series import Series

if TYPE_CHECKING:
    from records_portal.register.records import ScheduleValue


def check_versions_stand(repository: Repository, register: Register, listed: Iterable[Series]) -> None:
    """No confirmed series of a version was changed in place since: a version in force is superseded, never edited.

    Whoever shortens a period may write the digest anew, too; what the file said before stays in the history.
    """
    for reference in sorted({series.reference for series in listed}):
        schedule, _, number = reference.partition("#")
        record = register.get("schedules", schedule)
        now = {} if record is None else dict(_confirmed(register, record.value, number))
        for earlier in earlier_versions(repository, ["HEAD"], ["schedules"]).get(("schedules", schedule), ()):
            said: ScheduleValue = earlier.value  # type: ignore[assignment]  # of schedules
            for version, digest in _confirmed(register, said, number):
                if now.get(version, digest) != digest:
                    raise Refusal(
                        f"series {reference!r} of version {version!r} was changed in place after it had been "
                        "confirmed; put back what it said, and enter a new version beside it"
                    )


def _confirmed(register: Register, schedule: ScheduleValue, number: str) -> Iterator[tuple[str, str]]:
    """The digest of what decides in a confirmed series, by the version of the schedule."""
    start = fiscal_start(schedule, register.portal)
    for version in schedule["versions"]:
        for series in version["series"]:
            if series["number"] == number and "confirmed" in series:
                yield version["version"], confirmed_digest(series, start)
