"""The captures of a store as a search reads them: what the index lists, and every line of the bag."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from records_portal.captures.capture_record import read_capture
from records_portal.captures.indexes.item_index import IndexRow, parse_items
from records_portal.captures.indexes.large_index import parse_parquet
from records_portal.captures.root_captures import INDEX, RECORD, WHOLE_INDEX
from records_portal.register.findings import Refusal

from .searching import SearchableItem, SearchedCapture


def searched_capture(store: Path, root: Path, name: str) -> SearchedCapture:
    """The capture SITE/CAPTURE of a root; one whose bag is not there is refused, for nobody knows what it holds."""
    folder, bag = root / "captures" / name, store / "bags" / name
    if not (bag / "data").is_dir() or bag.is_symlink():
        raise Refusal(
            f"the store {str(store)!r} has no bag of captures/{name}; name the store that has it with --store"
        )
    index = folder / INDEX
    if index.is_file():
        rows = parse_items(index.read_bytes(), f"captures/{name}/{INDEX}")
    else:
        rows = parse_parquet(bag / WHOLE_INDEX)
    return SearchedCapture(name, read_capture(folder / RECORD), map(_listed, rows), _lines(bag))


def _listed(row: IndexRow) -> SearchableItem:
    days = row.earliest_on, row.latest_on
    return SearchableItem(row.id, row.version, row.change, row.kind, *days, row.deleted, row.edited)


def _lines(bag: Path) -> Iterator[bytes]:
    for segment in sorted((bag / "data/items").glob("items-*.jsonl")):
        with segment.open("rb") as file:
            yield from file
