"""The moments of a table of posts: wall clocks to the minute, without a zone and in an order that differs by country.

* Day and month are told apart by the whole table; where nothing tells, a heading in English means the month first.
* Addresses on Instagram hold the id of the medium, which carries the second of its upload: three posts that were
  published within minutes of it, and none before it, show the zone of the table.
* Without that the zone is assumed, and a post can date from any moment that the clock means somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ...moments import dated_by_clock
from ...pieces import ExportedItem
from ..instagram.values import moment_of_medium

_WRITTEN = re.compile(
    r"(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:,? |T)(\d{1,2})[:.](\d\d)(?:[:.](\d\d))? ?(?:([AaPp])\.?[Mm]\.?)?\Z",
    re.ASCII,
)
_SHORTCODE = re.compile(r"https?://(?:www\.)?instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv)/([\w-]{10,12})(?:[/?#]|\Z)")
_STORY = re.compile(r"https?://(?:www\.)?instagram\.com/stories/[\w.]+/(\d{17,20})(?:[/?#]|\Z)", re.ASCII)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_YEARS = (2004, 2200)
_MINUTE = timedelta(seconds=59)
# The table is written to the minute, and a film is published some time after its upload.
_SOONER, _LAG = timedelta(minutes=1), timedelta(minutes=4)
_PROOFS = 3
_ZONES: tuple[tzinfo, ...] = (
    *map(ZoneInfo, ("America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York")),
    UTC,
    *map(ZoneInfo, ("America/Anchorage", "Europe/London", "Europe/Berlin", "Europe/Athens")),
    *(timezone(timedelta(minutes=30 * half)) for half in range(-24, 29)),
)


@dataclass(frozen=True, slots=True)
class TableClock:
    """What a whole table tells of its moments: whether the day comes first, nothing where that is open, and zones."""

    day_first: bool | None = None
    zones: tuple[tzinfo, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str]], english: bool, dates: str = "") -> TableClock:
        """The clock of a table's moments and permalinks; `dates` is the order of day and month, where it was said."""
        numbers = [match for written, _ in rows if (match := _WRITTEN.match(written))]
        slashed = [match for match in numbers if match[2] != "." and len(match[1]) <= 2]
        day, month = any(int(each[1]) > 12 for each in slashed), any(int(each[3]) > 12 for each in slashed)
        told = dates == "dmy" if dates else day if day != month else (False if english and not day else None)
        clock = cls(told)
        proofs = [
            (clocks[0], issued)
            for written, permalink in rows
            if len(clocks := clock.readings(written)) == 1 and (issued := moment_of_permalink(permalink))
        ]
        return replace(clock, zones=_proven(proofs))

    def readings(self, written: str) -> list[datetime]:
        """The wall clocks that a cell can mean, as if they were UTC."""
        match = _WRITTEN.match(written)
        if not match:
            return []
        found = (_clock(match, *day) for day in self._days(match))
        return list(dict.fromkeys(each for each in found if each))

    def _days(self, match: re.Match[str]) -> list[tuple[int, int, int]]:
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            return [(first, second, third)]
        year = third + 2000 if len(match[4]) <= 2 else third
        days = {True: (year, second, first), False: (year, first, second)}
        day_first = True if match[2] == "." else self.day_first
        return [days[day_first]] if day_first is not None else [days[False], days[True]]

    def placed(self, item: ExportedItem, written: str) -> ExportedItem:
        """The item with its moment, and the first and the last that it can be."""
        readings, issued = self.readings(written), moment_of_permalink(item.permalink)
        if not readings:
            at = issued
            basis = "calibrated" if at else "unknown"
            return replace(item, created_at=at, earliest_at=at, latest_at=None, time_basis=basis)
        offsets = {_offset(zone, readings[0]) for zone in self.zones}
        if len(readings) == 1 and len(offsets) == 1:
            at = readings[0] - offsets.pop()
            return replace(item, created_at=at, earliest_at=at, latest_at=at + _MINUTE, time_basis="calibrated")
        return dated_by_clock(item, readings[0], max(readings) + _MINUTE, min(readings))


def moment_of_permalink(address: str) -> datetime | None:
    """When the medium was uploaded that an address on Instagram names; nothing for any other address."""
    if story := _STORY.match(address):
        return moment_of_medium(int(story[1]))
    match = _SHORTCODE.match(address)
    if not match:
        return None
    number = 0
    for letter in match[1]:
        number = number * 64 + _LETTERS.index(letter)
    return moment_of_medium(number)


def _clock(match: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    hour = int(match[5])
    if match[8]:
        hour = hour % 12 + (12 if match[8] in "pP" else 0)
    try:
        found = datetime(year, month, day, hour, int(match[6]), int(match[7] or 0), tzinfo=UTC)
    except ValueError:
        return None
    return found if _YEARS[0] <= found.year <= _YEARS[1] else None


def _proven(proofs: Sequence[tuple[datetime, datetime]]) -> tuple[tzinfo, ...]:
    """The zones that most posts show; none where one of them would have a post published before its upload."""
    counted = [(_fitting(proofs, zone), zone) for zone in _ZONES]
    most = max((count for count, _ in counted), default=0)
    if most < _PROOFS or 2 * most < len(proofs):
        return ()
    return tuple(zone for count, zone in counted if count == most)


def _fitting(proofs: Iterable[tuple[datetime, datetime]], zone: tzinfo) -> int:
    count = 0
    for clock, issued in proofs:
        lag = clock - _offset(zone, clock) - issued
        if lag < -_SOONER:
            return 0
        count += lag <= _LAG
    return count


def _offset(zone: tzinfo, clock: datetime) -> timedelta:
    return clock.replace(tzinfo=zone).utcoffset() or timedelta()
