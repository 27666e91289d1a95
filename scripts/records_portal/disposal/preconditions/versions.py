"""That what something goes under says what it said when it counted first: the schedule's version, the authorization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from records_portal.history.file_versions import earlier_versions
from records_portal.history.repository import Repository
from records_portal.register.confirmation import confirmed_digest, fiscal_start
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.retention.granting_answers import documented_answers
from records_portal.retention.series import Series

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, ScheduleValue

_AUTHORIZATIONS = "schedules/authorizations"


def check_versions_stand(repository: Repository, register: Register, listed: Iterable[Series]) -> None:
    """No confirmed series of a version was changed in place since: a version in force is superseded, never edited.

    Whoever shortens a period may write the digest anew, too; what the file said before stays in the history.
    """
    said_before = earlier_versions(repository, ["HEAD"], ["schedules"])
    for reference in sorted({series.reference for series in listed}):
        schedule, _, number = reference.partition("#")
        record = register.get("schedules", schedule)
        now = {} if record is None else dict(_confirmed(register, record.value, number))
        for earlier in said_before.get(("schedules", schedule), ()):
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


def check_granted_stands(repository: Repository, register: Register, record: Record[AuthorizationValue]) -> None:
    """What the State granted in a document that is kept was never changed in place: its list, and the answer itself.

    An answer that another record had in an earlier version, and has no longer, was taken out of it: it stays used.
    """
    own = {each.mark for each in documented_answers(record)}
    for (_, name), versions in earlier_versions(repository, ["HEAD"], [_AUTHORIZATIONS]).items():
        standing = register.get("authorizations", name)
        kept = {(each.path, each.mark) for each in documented_answers(standing)} if standing else set()
        for version in versions:
            value: AuthorizationValue = version.value  # type: ignore[assignment]  # of authorizations
            answers = list(documented_answers(Record("authorizations", name, version.path, value)))
            lost = [each for each in answers if (each.path, each.mark) not in kept]
            if name != record.id and any(each.mark in own for each in lost):
                raise Refusal(
                    f"the answer to {record.id!r} granted {name!r} in commit {version.commit[:12]}, from which it was "
                    "taken out since; put it back there, and ask for an answer of its own"
                )
            if name == record.id and answers and (changed := _changed(value, record.value) or (lost and "the answer")):
                raise Refusal(
                    f"{changed} of {record.id!r} was changed in place after it had been granted in commit "
                    f"{version.commit[:12]}; put back what it said, and hand in a request of its own for anything else"
                )


def _changed(before: AuthorizationValue, now: AuthorizationValue) -> str:
    """The first field that says what is asked for and differs; empty where none does."""
    pairs = (
        ("series", before["series"], now["series"]),
        ("sites", sorted(before["sites"]), sorted(now["sites"])),
        ("span", before.get("span"), now.get("span")),
        ("items_digest", before.get("items_digest"), now.get("items_digest")),
        ("lines", before.get("lines"), now.get("lines")),
    )
    return next((name for name, old, new in pairs if old != new), "")
