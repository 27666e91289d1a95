"""The items of a site as somebody reads them: what the roots list of each, and where the store has what it says.

* Every item that is listed is there; one whose content the store has no more is shown as that, and not left out.
* Only places are kept, so that half a million items fit into memory; what one says is read when it is looked at.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import pandas as pd

from records_portal.register.findings import Refusal

NO_CLASS = "-none-"
_COLUMNS = (
    "capture", "id", "version", "change", "kind", "class", "class_rule", "created_at", "earliest_on", "latest_on",
    "edited", "deleted", "classes_before",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where the line of an item stands: its segment, and the first byte and the number of bytes in it."""

    segment: Path
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class ShelvedItem:
    """A version of an item as a capture lists it; without a place the store does not have its content."""

    number: int
    listed: Mapping[str, str]
    place: LinePlace | None
    reply_to: str = ""
    conversation: str = ""

    @property
    def id(self) -> str:
        """The item's id."""
        return self.listed["id"]

    @property
    def day(self) -> str:
        """The day that it dates from at the latest, empty where nobody knows."""
        return self.listed["latest_on"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for: a class (`NO_CLASS` for none), a kind, days, and words that all have to be there."""

    content_class: str = ""
    kind: str = ""
    from_on: str = ""
    to_on: str = ""
    words: str = ""

    def matches(self, item: ShelvedItem) -> bool:
        """Whether an item is of the class, the kind and the days; one without a day is of any day."""
        listed, day = item.listed, item.day
        return (
            (
                not self.content_class
                or listed["class"] == (self.content_class if self.content_class != NO_CLASS else "")
            )
            and (not self.kind or listed["kind"] == self.kind)
            and (not day or not self.from_on or day >= self.from_on)
            and (not day or not self.to_on or (listed["earliest_on"] or day) <= self.to_on)
        )


@dataclass(slots=True)
class Shelf:
    """Every item of a site in the order of their moments, and what belongs together."""

    site: str
    items: list[ShelvedItem] = field(default_factory=list)
    by_id: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    conversations: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def line(self, item: ShelvedItem) -> Mapping[str, Any]:
        """What the store has of an item: `item` as it was read, `files` and `fragments`; nothing where it has none."""
        if item.place is None:
            return {}
        try:
            with item.place.segment.open("rb") as file:
                file.seek(item.place.offset)
                found: dict[str, Any] = orjson.loads(file.read(item.place.length))
        except (OSError, ValueError):  # it was disposed of while somebody was reading
            return {}
        return found if found.get("id") == item.id else {}

    def found(self, wanted: Wanted) -> list[ShelvedItem]:
        """The items that a reader looks for."""
        chosen = [each for each in self.items if wanted.matches(each)]
        words = folded_text(wanted.words).split()
        return [each for each in chosen if self._has(each, words)] if words else chosen

    def _has(self, item: ShelvedItem, words: Sequence[str]) -> bool:
        text = folded_text(" ".join(_texts(self.line(item).get("item", {}))))
        return all(word in text or word == item.id.casefold() for word in words)

    def thread(self, item: ShelvedItem) -> list[ShelvedItem]:
        """What an item answers, what answers it, and the rest of its conversation; without its own versions."""
        numbers = {*self.by_id.get(item.reply_to, ())} if item.reply_to else set()
        numbers |= {*self.answers.get(item.id, ())}
        numbers |= {*self.conversations.get(item.conversation, ())} if item.conversation else set()
        return [self.items[number] for number in sorted(numbers) if self.items[number].id != item.id]

    def versions(self, item: ShelvedItem) -> list[ShelvedItem]:
        """Every version of an item, the oldest first."""
        return [self.items[number] for number in self.by_id[item.id]]


def folded_text(text: str) -> str:
    """A text as words are looked for in it."""
    return unicodedata.normalize("NFC", text).casefold()


def _texts(said: Mapping[str, Any]) -> Iterator[str]:
    """The words of an item: its text, its author, its hashtags, and the descriptions of its media."""
    yield str(said.get("text", ""))
    yield str(said.get("author", ""))
    yield from (f"#{each}" for each in said.get("hashtags") or ())
    yield from (str(each.get("description", "")) for each in said.get("media") or () if isinstance(each, dict))


def shelved_items(store: Path, site: str, listed: pd.DataFrame) -> Shelf:
    """The shelf of a site; `listed` has its items alone, as the roots list them."""
    places: dict[tuple[str, str, str], tuple[LinePlace, str, str]] = {}
    for capture in sorted(set(listed["capture"])):
        for key, found in _places(store, site, capture):
            places.setdefault(key, found)
    shelf = Shelf(site)
    columns = [listed[name].astype(str).tolist() for name in _COLUMNS]
    rows = sorted(zip(*columns, strict=True), key=lambda row: (row[7] or row[9], row[1], int(row[2])))
    for number, row in enumerate(rows):
        known = dict(zip(_COLUMNS, row, strict=True))
        place, reply_to, conversation = places.get((row[0], row[1], row[2]), (None, "", ""))
        shelf.items.append(ShelvedItem(number, known, place, reply_to, conversation))
        shelf.by_id[row[1]].append(number)
        if reply_to:
            shelf.answers[reply_to].append(number)
        if conversation:
            shelf.conversations[conversation].append(number)
    return shelf


def _places(store: Path, site: str, capture: str) -> Iterator[tuple[tuple[str, str, str], tuple[LinePlace, str, str]]]:
    """Where each item of a capture stands, by capture, id and version."""
    for segment in sorted((store / "bags" / site / capture / "data/items").glob("items-*.jsonl")):
        offset = 0
        with segment.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    value = orjson.loads(line)
                    said = value["item"]
                    key = capture, str(value["id"]), str(value["version"])
                    about = str(said.get("reply_to", "")), str(said.get("conversation", ""))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise Refusal(
                        f"{segment.relative_to(store)}:{number}: this is no item; `records captures verify` says what "
                        "is wrong with the bag"
                    ) from error
                yield key, (LinePlace(segment, offset, len(line)), *about)
                offset += len(line)
