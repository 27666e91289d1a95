"""A search for what a records request asks for: every item of the captures is read, and nothing is kept as an index.

* An item answers where one of the words stands anywhere in what it says, in the names of its files or in its source,
  whatever the case, the Unicode form and the white space; without words every item of the scope does.
* It is of the days that it can date from: whoever does not know when an item was made leaves it in.
* Deleted, edited and hidden things are items like others, each told as what it is.
* What a capture lists and the bag no longer has is counted, and what was not searched is named: an answer "no records"
  is as good as that.
* The statement depends on the captures and on what was asked alone, so that it comes out the same on any machine.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from records_portal.register.findings import Refusal

FORM = "records-search 1"
MATCHING = "NFC, case folded, white space folded; any of the words, anywhere in an item, its file names and its source"
COLUMNS = (
    "site", "capture", "item", "version", "kind", "earliest_on", "latest_on", "change", "deleted", "edited", "words",
)  # fmt: skip
# A line without one of these bytes and signs says each of its letters as it is: it can be looked through unread.
_ESCAPED = b"\\u"
# How ingest begins a line; of most lines nothing else has to be read.
_HEAD = re.compile(rb'\{"id":"([^"\\]+)","version":([0-9]+|null),"change":"([a-z]+)"')


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What is searched for: sites, kinds and words (none: all), the first and last day in ISO form (empty: open)."""

    sites: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    from_on: str = ""
    to_on: str = ""

    def as_mapping(self) -> dict[str, Any]:
        """The scope as a statement has it."""
        lists = {"sites": self.sites, "kinds": self.kinds, "words": self.words}
        return {name: sorted(set(each)) for name, each in lists.items()} | {
            "from_on": self.from_on,
            "to_on": self.to_on,
        }


@dataclass(frozen=True, slots=True)
class SearchableItem:
    """What an index says of a version of an item, as far as a search asks for it."""

    id: str
    version: int
    change: str
    kind: str
    earliest_on: str
    latest_on: str
    deleted: str
    edited: str


@dataclass(frozen=True, slots=True)
class SearchedCapture:
    """A capture to be searched: its record, what its index lists, and the lines of its bag."""

    name: str
    record: Mapping[str, Any]
    listed: Iterable[SearchableItem]
    lines: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class FoundItems:
    """What a search has found: the hits as rows of `COLUMNS`, and for each capture what was read of it."""

    hits: tuple[tuple[str, ...], ...]
    captures: tuple[Mapping[str, Any], ...]


def search_captures(scope: SearchScope, captures: Iterable[SearchedCapture]) -> FoundItems:
    """Search captures, one after the other; of what one says nothing stays in memory but the hits."""
    wanted = _SearchedWords.of(scope.words)
    hits: list[tuple[str, ...]] = []
    told: list[Mapping[str, Any]] = []
    for capture in captures:
        found, figures = _searched(scope, wanted, capture)
        hits += found
        told.append(figures)
    ordered = sorted(hits, key=lambda row: (row[0], row[6], row[2], int(row[3]), row[1]))
    return FoundItems(tuple(ordered), tuple(sorted(told, key=lambda each: str(each["capture"]))))


def _searched(
    scope: SearchScope, wanted: _SearchedWords, capture: SearchedCapture
) -> tuple[list[tuple[str, ...]], Mapping[str, Any]]:
    site, _, name = capture.name.partition("/")
    # What a row calls gone is not in the capture; an earlier one has what it said.
    listed = {(each.id, each.version): each for each in capture.listed if each.change != "gone" or each.deleted}
    asked = {version for version, each in listed.items() if _is_asked(scope, each)}
    left = {version for version, each in listed.items() if each.change != "gone"}
    seen: set[tuple[str, int | None]] = set()
    hits: list[tuple[str, ...]] = []
    for line in capture.lines:
        version, change = _named(line)
        if version not in listed or version in seen or change in ("repeated", "copy"):
            continue
        seen.add(version)
        left.discard(version)
        if version in asked and (words := wanted.in_item(line)) is not None:
            each = listed[version]
            days = each.earliest_on, each.latest_on
            state = each.change, each.deleted, each.edited
            hits.append((site, name, each.id, str(each.version), each.kind, *days, *state, "|".join(words)))
    record = capture.record
    return hits, {
        "capture": capture.name,
        "manifests": [each["sha256"] for each in record["bag"]["manifests"]],
        "received": [each["sha256"] for each in record["received"]],
        "listed": len(listed),
        "of_the_scope": len(asked),
        "hits": len(hits),
        "no_longer_there": len(left),
        "of_the_scope_no_longer_there": len(left & asked),
        "dispositions": list(record.get("dispositions", ())),
        "lacks": list(record["lacks"]),
        "not_searched": [f"residue/{each['part']}" for each in record["residue"]],
    }


def _is_asked(scope: SearchScope, item: SearchableItem) -> bool:
    early = bool(scope.to_on and item.earliest_on and item.earliest_on > scope.to_on)
    late = bool(scope.from_on and item.latest_on and item.latest_on < scope.from_on)
    return not early and not late and (not scope.kinds or item.kind in scope.kinds)


def _named(line: bytes) -> tuple[tuple[str, int | None], str]:
    """Of which version of which item a line is, and its change."""
    if head := _HEAD.match(line):
        number = None if head[2] == b"null" else int(head[2])
        return (head[1].decode("utf-8", "surrogatepass"), number), head[3].decode()
    value = _value(line)
    return (value["id"], value["version"]), value["change"]


def _value(line: bytes) -> Mapping[str, Any]:
    try:
        value: Mapping[str, Any] = orjson.loads(line)
    except ValueError:  # half of a surrogate pair, which only this one reads
        value = json.loads(line)
    return value


@dataclass(frozen=True, slots=True)
class _SearchedWords:
    """The words, folded; of each the longest run without a space, where it is plain ASCII."""

    folded: tuple[tuple[str, str], ...]
    needles: tuple[bytes, ...] | None

    @classmethod
    def of(cls, words: Sequence[str]) -> _SearchedWords:
        folded = tuple((word, _folded(word)) for word in sorted(set(words)))
        needles = tuple(max(each.split(), key=len).encode() for _, each in folded if each)
        plain = all(each.isascii() and not {*each} & {*b'"\\'} for each in needles)
        return cls(folded, needles if plain else None)

    def in_item(self, line: bytes) -> list[str] | None:
        """Which of the words stand in an item, none of them without words; nothing where it does not answer."""
        if not self.folded:
            return []
        # Most lines are plain and have none: they are told by their bytes.
        if self.needles is not None and line.isascii() and _ESCAPED not in line:
            lower = line.lower()
            if not any(each in lower for each in self.needles):
                return None
        texts = [_folded(each) for each in _texts(_value(line))]
        return [word for word, folded in self.folded if any(folded in text for text in texts)] or None


def _texts(value: Mapping[str, Any]) -> Iterator[str]:
    yield from _strings(value["item"])
    yield from (each.rpartition("/")[2] for each in value["files"])
    yield from (each["text"] for each in value["fragments"] if "text" in each)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _folded(text: str) -> str:
    folded = text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()
    # Folding can take a text out of its form, which the next one then is not found by.
    return " ".join((folded if folded.isascii() else unicodedata.normalize("NFC", folded)).split())


def render_hits(found: FoundItems) -> bytes:
    """The hits as CSV: ids and days, and nothing that an item says but the words that were asked for."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(found.hits)
    return text.getvalue().encode()


def search_statement(request: str, scope: SearchScope, found: FoundItems) -> dict[str, Any]:
    """What was searched, in what, how, and the digest of what was found."""
    return {
        "form": FORM,
        "request": request,
        "scope": scope.as_mapping(),
        "matching": MATCHING,
        "unicode": unicodedata.unidata_version,
        "captures": list(found.captures),
        "hits": len(found.hits),
        "digest": hashlib.sha256(render_hits(found)).hexdigest(),
    }


def search_differences(said: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """In what a search that was replayed differs from what a statement says, one line each."""
    alike = ("hits", "digest", "unicode", "matching")
    found = [f"{name}: {said.get(name)!r} then, {now[name]!r} now" for name in alike if said.get(name) != now[name]]
    before, after = _by_name(said.get("captures")), _by_name(now["captures"])
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            found.append(f"capture {name} is not there now")
        elif name not in before:
            found.append(f"capture {name} was not searched then")
        else:
            found += _of_capture(name, before[name], after[name])
    return found


def _of_capture(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    new = [each for each in after["dispositions"] if each not in before.get("dispositions", ())]
    for field in after:
        if before.get(field) != after[field]:
            why = f" (since disposed of under {', '.join(map(repr, new))})" if new else ""
            yield f"capture {name}, {field}: {before.get(field)!r} then, {after[field]!r} now{why}"


def _by_name(captures: Any) -> dict[str, Mapping[str, Any]]:
    return {str(each["capture"]): each for each in captures or () if isinstance(each, Mapping) and "capture" in each}


def search_sums(told: Mapping[str, Any]) -> tuple[int, int, int, list[str]]:
    """Of a statement: hits, captures, items of the scope that are not there any more, and what was not searched."""
    captures = told["captures"]
    unread = sorted({part for each in captures for part in each["not_searched"]})
    return told["hits"], len(captures), sum(each["of_the_scope_no_longer_there"] for each in captures), unread


def parse_search_statement(data: bytes, name: str) -> tuple[Mapping[str, Any], SearchScope]:
    """A statement and the scope that it says; what is none is refused."""
    try:
        said = json.loads(data)
        asked = said["scope"]
        lists = [asked[each] for each in ("sites", "kinds", "words")]
        days = [asked[each] for each in ("from_on", "to_on")]
        texts = [said["form"], said["request"], said["digest"], *days, *(one for each in lists for one in each)]
        sound = all(isinstance(each, list) for each in (*lists, said["captures"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refusal(f"{name}: this is no statement of a search; name the statement.json of one") from error
    if not sound or said["form"] != FORM or not all(isinstance(each, str) for each in texts):
        raise Refusal(f"{name}: this is no statement of a search; name the statement.json of one")
    sites, kinds, words = (tuple(each) for each in lists)
    return said, SearchScope(sites, kinds, words, *days)
