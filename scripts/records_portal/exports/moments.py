"""When an item was made: written moments in ISO form, moments that ids carry, and the last one that can be meant."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from .pieces import ExportedItem

_YEARS = (1995, 2200)
# Of the year -0001, which WordPress writes for drafts, the standard library would make 2001.
_MAIL = re.compile(r"(?:[A-Za-z]{3,9},? ?)?\d{1,2}(?: +|-)[A-Za-z]{3,9}(?: +|-)\d{2,4} +\d\d?:\d\d.{0,40}\Z", re.ASCII)
# No zone is further ahead of UTC than Kiribati's Line Islands, and none further behind than Baker Island.
FIRST_ZONE, LAST_ZONE = timedelta(hours=14), timedelta(hours=-12)


def moment_with_offset(text: object) -> datetime | None:
    """A written moment that says its offset, in UTC and to the second; none outside the years that can be meant."""
    return _moment(text, offset_written=True)


def moment_in_utc(text: object) -> datetime | None:
    """A written moment without an offset, of a format whose moments are UTC."""
    return _moment(text, offset_written=False)


def _moment(text: object, *, offset_written: bool) -> datetime | None:
    # Python reads a date alone as its midnight, which nobody wrote.
    if not isinstance(text, str) or len(text.strip()) < len("2024-05-01T10:00"):
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        if (found.tzinfo is not None) != offset_written:
            return None
        found = found.astimezone(UTC) if offset_written else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return found.replace(microsecond=0) if _YEARS[0] <= found.year <= _YEARS[1] else None


def moment_of_mail(text: str) -> tuple[datetime | None, bool]:
    """A moment as mails and feeds write it (RFC 5322), as if in UTC where no zone is written, and whether one is."""
    try:
        found = parsedate_to_datetime(text.strip()) if _MAIL.match(text.strip()) else None
        has_zone = bool(found and found.tzinfo)
        found = (found.astimezone(UTC) if has_zone else found.replace(tzinfo=UTC)) if found else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, False
    return (found, has_zone) if found and _YEARS[0] <= found.year <= _YEARS[1] else (None, False)


def moment_of_number(number: int, shift: int, first_year: int) -> datetime | None:
    """The moment in the upper bits of an id (milliseconds since 1970), none before the year such ids began in."""
    seconds = (number >> shift) // 1000
    if not datetime(first_year, 1, 1, tzinfo=UTC).timestamp() <= seconds < datetime(2200, 1, 1, tzinfo=UTC).timestamp():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def dated(
    item: ExportedItem,
    written: datetime | None,
    basis: str,
    issued: datetime | None = None,
    changed: datetime | None = None,
) -> ExportedItem:
    """The item with its moment: the written one, else its id's; it dates from one of those that are known."""
    known = [each for each in (written, issued, changed) if each]
    return replace(
        item,
        created_at=written or issued,
        earliest_at=min(known) if written or issued else None,
        latest_at=max(known) if written or issued else None,
        time_basis=basis if written else "calibrated" if issued else "unknown",
    )


def dated_by_clock(
    item: ExportedItem, clock: datetime, last: datetime | None = None, first: datetime | None = None
) -> ExportedItem:
    """The item with a wall clock of an unknown zone, as if in UTC; it can mean clocks from `first` to `last`."""
    return replace(
        item,
        created_at=clock,
        clock_at=clock,
        earliest_at=(first or clock) - FIRST_ZONE,
        latest_at=(last or clock) - LAST_ZONE,
        time_basis="display-local-assumed",
    )


def disagree(written: datetime | None, issued: datetime | None, seconds: int) -> bool:
    """Whether a written moment and an id's are further apart than can be explained."""
    return bool(written and issued) and abs(written - issued) > timedelta(seconds=seconds)  # type: ignore[operator]
