"""Ids of items that their platform gives none: made of moment to the minute, text and media, under the site's key.

* Equal items of one capture are told apart by a number.
* A page that names no zone shows the same item under another minute than a file that does: where one is known under
  the minute that a likely offset gives, it is that item.
* Where a capture held fewer of its media, its id was made of those: an item with as many media that is known under some
  of them is that item.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations, islice
from zoneinfo import ZoneInfo

from records_portal.exports.pieces import ExportedItem

from .indexes.known_items import KnownItems

_ASSUMED = "display-local-assumed"
# UTC, and Pacific time in winter and in summer.
_PLATFORMS_OWN = (timedelta(), timedelta(hours=-8), timedelta(hours=-7))

_MOST_TRIED = 1_024  # every choice among ten media, the most that an album held for years


@dataclass(slots=True)
class SynthesisedIds:
    """What gives the items of one capture their ids, and which were given."""

    key: bytes
    zone: ZoneInfo
    history: KnownItems
    given: Counter[str] = field(default_factory=Counter)

    def identified(self, item: ExportedItem, media: Sequence[str]) -> ExportedItem:
        """The item with its id; `media` are the digests of those that were found."""
        minutes = list(dict.fromkeys(_minutes(item, self.zone)))
        chosen = next((minute for minute in minutes if self._is_known(minute, item, media, minutes[0])), "")
        if not chosen:
            chosen, media = self._known_with_fewer(minutes, item, media) or (minutes[0], media)
        first = self._made(chosen, item.text, media)
        self.given[first] += 1
        made = first if self.given[first] == 1 else self._made(chosen, item.text, media, self.given[first])
        return replace(item, id=made, id_basis="synthesised")

    def _known_with_fewer(
        self, minutes: Sequence[str], item: ExportedItem, media: Sequence[str]
    ) -> tuple[str, Sequence[str]] | None:
        """The minute and those of the media under which an item is known of which some media were missing."""
        if not self.history.any_known:
            return None
        fewer = (some for size in reversed(range(len(media))) for some in combinations(media, size))
        for some in islice(fewer, _MOST_TRIED):
            for minute in minutes:
                known = self.history.row(self._made(minute, item.text, some))
                # Its index counts those that were missing too: with another number it is another item.
                if known and known.media == len(item.media) and self._is_known(minute, item, some, minutes[0]):
                    return minute, some
        return None

    def _is_known(self, minute: str, item: ExportedItem, media: Sequence[str], own: str) -> bool:
        """Whether an earlier capture holds the item under a minute; under one not its own, only of the other kind."""
        known = self.history.row(self._made(minute, item.text, media)) if self.history.any_known else None
        if not known:
            return False
        return minute == own or (known.time_basis == _ASSUMED) != (item.time_basis == _ASSUMED)

    def _made(self, minute: str, text: str, media: Sequence[str], number: int = 1) -> str:
        folded = " ".join(unicodedata.normalize("NFC", text).split())
        parts = "\0".join((minute, folded, *sorted(media), str(number)))
        # Under the key: whoever has the index could else try texts until an id fits.
        return hmac.new(self.key, b"id\0" + parts.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def _minutes(item: ExportedItem, zone: ZoneInfo) -> Iterator[str]:
    """The minute that an item is written under, then those that it can be known under from the other kind of export."""
    written = item.clock_at or item.created_at
    if not written:
        yield ""
        return
    if item.date_only:
        yield written.strftime("%Y-%m-%d")
        return
    yield _minute(written)
    local = written.replace(tzinfo=zone).utcoffset() if item.clock_at else written.astimezone(zone).utcoffset()
    guessed = item.clock_at - item.created_at if item.clock_at and item.created_at else timedelta()
    for offset in (local or timedelta(), guessed, *_PLATFORMS_OWN):
        yield _minute(written - offset if item.clock_at else written + offset)


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
