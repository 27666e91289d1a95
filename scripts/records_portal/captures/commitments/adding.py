"""Commitments for captures that have none: seeds into their bags, roots beside their records; no manifest is changed.

* Only what still is what was captured is committed to: every line is held against its digest in the index first.
* The seeds come first. Killed between the two, the next run finds them there and makes the same roots of them.
* A capture that is listed in the store alone (over 100,000 items) is left out: git has no place for its roots.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records_portal.files.durable import locked_folder, write_durably
from records_portal.register.beside.later_commitments import COMMITMENTS, Version, parse_commitments, render_commitments
from records_portal.register.findings import Refusal
from records_portal.register.sources import Tree
from records_portal.store.bags import SALTS
from records_portal.store.folder import Store, read_key
from records_portal.store.removal import move_seeds_into_bag

from ..contents import line_fragments
from ..index import read_item_rows
from ..indexes.item_index import IndexRow, digest, parse_items
from ..root_captures import INDEX
from .leaves import commitment
from .seeds import HEADING, DrawSeed, random_seed, read_seeds, seed_line


@dataclass(frozen=True, slots=True)
class CommittedCapture:
    """How many items of a capture were committed to now, and the file that was written below the root."""

    capture: str
    items: int
    written: str = ""
    left_out: str = ""


def add_commitments(root: Path, store: Store, capture: str, draw_seed: DrawSeed = random_seed) -> CommittedCapture:
    """Commit to the items of the capture SITE/CAPTURE, in a store that is locked for this run; done before: nothing."""
    folder, bag = root / "captures" / capture, store.folder / "bags" / capture
    if not (folder / INDEX).is_file():
        return CommittedCapture(capture, 0, left_out="its index lies in the store alone")
    rows = {
        (row.id, row.version): row for row in parse_items((folder / INDEX).read_bytes(), f"captures/{capture}/{INDEX}")
    }
    if any(row.commitment for row in rows.values()):
        return CommittedCapture(capture, 0)
    if not (bag / "data").is_dir():
        raise Refusal(f"the store {str(store.folder)!r} has no bag of captures/{capture}; name the store that has it")
    if (folder / COMMITMENTS).is_file():
        return CommittedCapture(capture, 0)
    key, known = read_key(store.folder / "keys" / f"{capture.split('/')[0]}.key"), read_seeds(bag)
    seeds: dict[Version, bytes] = {}
    roots: dict[Version, str] = {}
    for version, line in _listed_lines(bag, rows, key):
        if known and version not in known:
            raise Refusal(f"bags/{capture}/{SALTS} has no seed of {version[0]!r}; restore the bag from another copy")
        seeds[version] = known.get(version) or draw_seed()
        roots[version] = commitment(seeds[version], line["item"], line_fragments(line))
    if not roots:
        return CommittedCapture(capture, 0)
    if not known:
        _place_seeds(store, capture, seeds)
    with locked_folder(folder):
        write_durably(folder / COMMITMENTS, render_commitments(roots))
    return CommittedCapture(capture, len(roots), f"captures/{capture}/{COMMITMENTS}")


def _listed_lines(
    bag: Path, rows: Mapping[Version, IndexRow], key: bytes
) -> Iterator[tuple[Version, Mapping[str, Any]]]:
    """The lines of a bag that the index lists, each as it was captured."""
    for segment in sorted((bag / "data/items").glob("items-*.jsonl")):
        with segment.open("rb") as file:
            for number, data in enumerate(file, 1):
                line = json.loads(data)
                if line["change"] in ("repeated", "copy"):
                    continue
                row = rows.get((line["id"], line["version"]))
                if row is None or digest(key, line["item"]) != row.digest:
                    where = f"bags/{bag.parent.name}/{bag.name}/{segment.name}:{number}"
                    raise Refusal(f"{where} is not what was captured; `records captures verify` says what is wrong")
                yield (row.id, row.version), line


def _place_seeds(store: Store, capture: str, seeds: Mapping[Version, bytes]) -> None:
    with store.staging() as staged:
        write_durably(staged / SALTS, b"".join([HEADING, *(seed_line(*each, seed) for each, seed in seeds.items())]))
        move_seeds_into_bag(store.folder, staged / SALTS, capture)


def roots_in_records(tree: Tree, folder: str) -> dict[Version, str]:
    """The roots of a capture's items as a root of records has them: by its index, or by what was added later."""
    try:
        later = parse_commitments(tree.read(f"{folder}/{COMMITMENTS}"))
        roots = {each.version: each.commitment for each in later if each.commitment}
    except FileNotFoundError:
        roots = {}
    rows = read_item_rows(tree, folder)
    return roots | {(row["id"], int(row["version"])): row["commitment"] for row in rows if row["commitment"]}
