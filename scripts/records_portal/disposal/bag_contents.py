"""What a bag holds: which version of which item each line is, the parts of its residue, and what was received.

A line that repeats another of its own bag under another digest has no version of its own: it has that of the line of
the same id that says the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, TypedDict

from records_portal.captures.indexes.item_index import content_digest, digest
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import Named, residue_id
from records_portal.store.folder import Store, read_key

Version = tuple[str, int]
SEGMENTS = "items-*.jsonl"


class BagMedium(TypedDict):
    """A media file of an item."""

    sha256: str


class BagItem(TypedDict):
    """What a line of a segment says of its item, as far as it tells contents apart."""

    text: NotRequired[str]
    media: NotRequired[list[BagMedium]]


class LineFragment(TypedDict):
    """What a line keeps of its source, as text or, where that is none, as bytes."""

    text: NotRequired[str]
    base64: NotRequired[str]


class BagLine(TypedDict):
    """A line of a segment as it was written at ingest."""

    id: str
    version: int | None
    files: list[str]
    item: BagItem
    fragments: list[LineFragment]


class ResidueEntry(TypedDict):
    """A line of the residue's index: the file of a part."""

    part: str
    file: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a segment: its bytes, the item and version that it holds, and its media as files of the bag."""

    data: bytes
    version: Version
    value: BagLine

    @property
    def files(self) -> list[str]:
        """The media, as files of the bag."""
        return list(self.value["files"])


@dataclass(frozen=True, slots=True)
class Contents:
    """What one bag of a site holds: how many lines for each version of an item, parts of residue, and the export."""

    site: str
    capture: str
    folder: Path
    lines: Mapping[Version, int]
    parts: frozenset[str]
    keeps_export: bool

    @property
    def name(self) -> str:
        """SITE/CAPTURE."""
        return f"{self.site}/{self.capture}"

    @property
    def named(self) -> frozenset[Named]:
        """Every version of an item and every part of residue that it holds."""
        items = {(self.site, *version) for version in self.lines}
        return frozenset(items | {(self.site, residue_id(self.capture, part), 1) for part in self.parts})


def bag_contents(site: str, folder: Path, key: bytes) -> Contents:
    """What a bag holds, by its own segments and its residue's index."""
    lines = Counter(line.version for segment in segments(folder) for line in bag_lines(folder, segment, key))
    parts = frozenset(entry["part"] for entry, _ in residue_entries(folder))
    received = folder / "data/received"
    return Contents(site, folder.name, folder, lines, parts, received.is_dir() and any(received.iterdir()))


def contents_of_bags(store: Path, sites: Sequence[str], apart: Container[str] = ()) -> list[Contents]:
    """What every bag of some sites holds, in the order of sites and captures, but for those that are kept apart."""
    keys = site_keys(store, sites)
    return [
        bag_contents(site, folder, keys[site])
        for site in sites
        for folder in Store(store).bags(site)
        if not folder.is_symlink() and f"{site}/{folder.name}" not in apart
    ]


def site_keys(store: Path, sites: Sequence[str]) -> dict[str, bytes]:
    """The key of each site that has bags."""
    found = {}
    for site in sites:
        path = store / "keys" / f"{site}.key"
        if path.is_file():
            found[site] = read_key(path)
        elif Store(store).bags(site):
            raise Refusal(f"the store {str(store)!r} has no key of {site!r}; restore it from a copy of the store")
    return found


def segments(folder: Path) -> list[str]:
    """The segments of a bag, in the order of their numbers."""
    return sorted(f"data/items/{path.name}" for path in (folder / "data/items").glob(SEGMENTS))


def bag_lines(folder: Path, segment: str, key: bytes) -> Iterator[Line]:
    """The lines of a segment, each with what it holds."""
    known: dict[str, dict[str, int]] | None = None
    for data, value in _values(folder / segment):
        version = value["version"]
        if version is None:
            known = _versions(folder, key) if known is None else known
            version = known.get(value["id"], {}).get(_content(value["item"], key))
            if version is None:
                raise Refusal(f"{folder.name}/{segment} holds a copy of item {value['id']!r} that no other line is of")
        yield Line(data, (value["id"], version), value)


def residue_entries(folder: Path) -> Iterator[tuple[ResidueEntry, bytes]]:
    """The entries of the residue's index, each with its line."""
    with (folder / "data/residue/index.jsonl").open("rb") as file:
        for data in file:
            yield json.loads(data), data


def _values(path: Path) -> Iterator[tuple[bytes, BagLine]]:
    with path.open("rb") as file:
        for data in file:
            yield data, json.loads(data)


def _versions(folder: Path, key: bytes) -> dict[str, dict[str, int]]:
    """The version of each content of each id of a bag."""
    found: dict[str, dict[str, int]] = {}
    for segment in segments(folder):
        for _, value in _values(folder / segment):
            if value["version"] is not None:
                found.setdefault(value["id"], {})[_content(value["item"], key)] = value["version"]
    return found


def _content(item: BagItem, key: bytes) -> str:
    """What tells the contents of one id apart, as the index does it."""
    media = [each["sha256"] for each in item.get("media", ()) if each["sha256"]]
    return content_digest(key, item.get("text", ""), media) or digest(key, item)
