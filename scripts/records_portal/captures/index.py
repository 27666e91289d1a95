"""The items of every capture as a root lists them: `items.csv`, the decisions of `classes.csv`, and the residue."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.sources import Tree
from records_portal.retention.item_lists import RESIDUE, derived_earliest_on, is_within, residue_id

ITEM_COLUMNS = [
    "id",
    "id_basis",
    "version",
    "change",
    "kind",
    "class",
    "class_rule",
    "created_at",
    "latest_on",
    "time_basis",
    "edited",
    "deleted",
    "media",
    "bytes",
    "digest",
    "content_digest",
    "earliest_on",
    "commitment",
]
# Of captures from before the first day of an item was written, and from before items were committed to.
EARLIER_ITEM_COLUMNS = (ITEM_COLUMNS[:-2], ITEM_COLUMNS[:-1])
TABLE_COLUMNS = ["site", "capture", *ITEM_COLUMNS, "classes_before", "dated_on"]
CLASS_COLUMNS = ["item", "class", "by", "on", "reason"]
DATE_COLUMNS = ["item", "dated_on", "by", "on", "evidence"]


def read_rows(tree: Tree, path: str, columns: list[str], earlier: Sequence[list[str]] = ()) -> list[dict[str, str]]:
    """The rows of a CSV file with exactly these columns, or none where there is no such file.

    A file from before may have the earlier columns, the first of these; its rows say nothing in the others.
    """
    try:
        data = tree.read(path)
    except FileNotFoundError:
        return []
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"{path}: not readable as CSV: {error}") from error
    if not rows or rows[0] not in (columns, *earlier):
        raise Refusal(f"{path}:1:1: the first line is not {','.join(columns)}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            raise Refusal(f"{path}:{number}:1: {len(row)} cells; {len(rows[0])} columns")
    unsaid = dict.fromkeys(columns[len(rows[0]) :], "")
    return [dict(zip(rows[0], row, strict=True)) | unsaid for row in rows[1:]]


def read_item_rows(tree: Tree, folder: str) -> list[dict[str, str]]:
    """The rows of a capture's item index, each with the first day that its item can date from."""
    rows = read_rows(tree, f"{folder}/items.csv", ITEM_COLUMNS, EARLIER_ITEM_COLUMNS)
    return [row if row["earliest_on"] else row | {"earliest_on": derived_earliest_on(row)} for row in rows]


def load_items(trees: Iterable[tuple[Tree, bool]], register: Register) -> pd.DataFrame:
    """Every item of every capture: `TABLE_COLUMNS`, with the decisions of `classes.csv` applied.

    `classes_before` has the classes that an item had before the last decision, a word each. Each tree comes with
    whether it is the private one; a capture is read from the tree that its record came from.
    Items that are gone are no items of their own: the earlier capture has them.
    """
    rows = [
        {"site": site, "capture": capture} | row
        for tree, private in trees
        for record in register.of("captures").values()
        if record.lies_in(tree.label, private)
        for site, capture in [record.id.split("/")]
        for row in _classified(tree, f"captures/{record.id}")
    ]
    return pd.DataFrame(rows, columns=pd.Index(TABLE_COLUMNS), dtype=str)


def load_residue(trees: Iterable[tuple[Tree, bool]], register: Register) -> pd.DataFrame:
    """Every residue part of every capture, as `load_items` gives items.

    Each dates from its capture at the latest. It has no first day: nobody has read what is in it, and messages may be
    older than every item beside them.
    """
    rows = [
        _residue_row(site, capture, one, record.value["ingested"]["at"], decided, register)
        for tree, private in trees
        for record in register.of("captures").values()
        if record.lies_in(tree.label, private)
        for site, capture in [record.id.split("/")]
        for decided in [Decisions(tree, f"captures/{record.id}")]
        for one in record.value["residue"]
    ]
    return pd.DataFrame(rows, columns=pd.Index(TABLE_COLUMNS), dtype=str)


def _residue_row(
    site: str, capture: str, part: Mapping[str, Any], at: str, decided: Decisions, register: Register
) -> dict[str, str]:
    zone = register.portal.get("time_zone", "UTC")
    on = datetime.fromisoformat(at).astimezone(ZoneInfo(zone)).date().isoformat()
    known = {
        "site": site,
        "capture": capture,
        "id": residue_id(capture, part["part"]),
        "version": "1",
        "change": "new",
        "kind": RESIDUE,
        **decided.of(f"{RESIDUE}/{part['part']}", "", "", on),
        "latest_on": on,
        "bytes": str(part["bytes"]),
    }
    return dict.fromkeys(TABLE_COLUMNS, "") | known


class Decisions:
    """The classes and the days that people gave to the items and residue parts of a capture, each item's in order.

    A day on which an item cannot have been made counts nowhere, whoever signed it: the item keeps its own.
    """

    def __init__(self, tree: Tree, folder: str) -> None:
        self.given: dict[str, list[str]] = {}
        for row in read_rows(tree, f"{folder}/classes.csv", CLASS_COLUMNS):
            self.given.setdefault(row["item"], []).append(row["class"])
        self.dated: dict[str, list[str]] = {}
        for row in read_rows(tree, f"{folder}/dates.csv", DATE_COLUMNS):
            self.dated.setdefault(row["item"], []).append(row["dated_on"])

    def __bool__(self) -> bool:
        return bool(self.given or self.dated)

    def of(self, item: str, at_ingest: str, earliest_on: str, latest_on: str) -> dict[str, str]:
        """The class of an item, the last that it was given, all others that it had before, and the day it was given.

        The day is the last of those that lie within the item's own, from `earliest_on` to `latest_on`.
        """
        every = [at_ingest, *self.given.get(item, [])]
        before = " ".join(sorted({*every} - {"", every[-1]}))
        days = [day for day in self.dated.get(item, ()) if is_within(day, earliest_on, latest_on)]
        return {"class": every[-1], "classes_before": before, "dated_on": days[-1] if days else ""}


def _classified(tree: Tree, folder: str) -> Iterator[dict[str, str]]:
    decided = Decisions(tree, folder)
    for row in read_item_rows(tree, folder):
        if row["change"] != "gone":
            yield row | decided.of(row["id"], row["class"], row["earliest_on"], row["latest_on"])
