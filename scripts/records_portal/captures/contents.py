"""What captured items say, as their bags have them: read, never changed, and for nobody but whoever runs the store."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from records_portal.register.findings import Refusal


@dataclass(frozen=True, slots=True)
class CapturedItem:
    """A version of an item as one bag has it: what it says under its names, and its media as files of the bag.

    `change` is the one of its capture, `repeated` where an earlier capture has the same, `copy` where this one has.
    """

    capture: str
    id: str
    version: int
    change: str
    said: Mapping[str, Any]
    files: tuple[str, ...]

    def text_of(self, name: str) -> str:
        """What the item says under a name, where that is a text."""
        value = self.said.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def hashtags(self) -> tuple[str, ...]:
        """The hashtags of the item."""
        return tuple(each for each in self.said.get("hashtags") or () if isinstance(each, str))


def captured_items(store: Path, site: str, capture: str) -> Iterator[CapturedItem]:
    """The items of a capture in the order of its export, without lines that repeat another of the same bag."""
    for where, line in _lines(store, site, capture):
        if (found := _item(capture, line, where)).version:
            yield found


def captured_lines(store: Path, site: str, capture: str) -> Iterator[Mapping[str, Any]]:
    """The lines of a capture's segments as they were written, each with what it keeps of its source."""
    for where, line in _lines(store, site, capture):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _no_item(where) from error


def _lines(store: Path, site: str, capture: str) -> Iterator[tuple[str, bytes]]:
    bag = store / "bags" / site / capture
    if not (bag / "data").is_dir():
        raise Refusal(
            f"the store {str(store)!r} has no bag of captures/{site}/{capture}; name the store that has it with --store"
        )
    for segment in sorted((bag / "data/items").glob("items-*.jsonl")):
        with segment.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield f"{segment.relative_to(store)}:{number}", line


def _no_item(where: str) -> Refusal:
    return Refusal(f"{where}: this is no item; `records captures verify` says what is wrong with the bag")


def _item(capture: str, line: bytes, where: str) -> CapturedItem:
    try:
        value = orjson.loads(line)
        return CapturedItem(
            capture,
            value["id"],
            value["version"] or 0,
            value["change"],
            value["item"],
            tuple(value["files"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _no_item(where) from error


def line_fragments(line: Mapping[str, Any]) -> list[bytes]:
    """The stretches of its source that a line of a segment keeps, byte for byte."""
    return list(map(fragment_bytes, line["fragments"]))


def fragment_bytes(fragment: Mapping[str, Any]) -> bytes:
    """The bytes that a line of a segment keeps of its source."""
    if "text" in fragment:
        return str(fragment["text"]).encode("utf-8", "surrogatepass")
    return base64.b64decode(fragment["base64"], validate=True)
