"""The items of every capture as a root lists them: `items.csv`, the decisions of `classes.csv`, and the residue."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.sources import Tree
from records_portal.retention.item_lists import RESIDUE, residue_id

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
]
CLASS_COLUMNS = ["item", "class", "by", "on", "reason"]


def read_rows(tree: Tree, path: str, columns: list[str]) -> list[dict[str, str]]:
    """The rows of a CSV file with exactly these columns, or none where there is no such file."""
    try:
        data = tree.read(path)
    except FileNotFoundError:
        return []
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal(f"{path}: not readable as CSV: {error}") from error
    if not rows or rows[0] != columns:
        raise Refusal(f"{path}:1:1: the first line is not {','.join(columns)}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(columns):
            raise Refusal(f"{path}:{number}:1: {len(row)} cells; {len(columns)} columns")
    return [dict(zip(columns, row, strict=True)) for row in rows[1:]]


def load_items(trees: Iterable[tuple[Tree, bool]], register: Register) -> pd.DataFrame:
    """Every item of every capture: `site`, `capture`, then `ITEM_COLUMNS`, with the decisions of `classes.csv` applied.

    Each tree comes with whether it is the private one; a capture is read from the tree that its record came from.
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
    return pd.DataFrame(rows, columns=pd.Index(["site", "capture", *ITEM_COLUMNS]), dtype=str)


def load_residue(trees: Iterable[tuple[Tree, bool]], register: Register) -> pd.DataFrame:
    """Every residue part of every capture, as `load_items` gives items: each dates from its capture at the latest."""
    rows = [
        _residue_row(site, capture, one, record.value["ingested"]["at"], decided, register)
        for tree, private in trees
        for record in register.of("captures").values()
        if record.lies_in(tree.label, private)
        for site, capture in [record.id.split("/")]
        for decided in [decisions(tree, f"captures/{record.id}")]
        for one in record.value["residue"]
    ]
    return pd.DataFrame(rows, columns=pd.Index(["site", "capture", *ITEM_COLUMNS]), dtype=str)


def _residue_row(
    site: str, capture: str, part: Mapping[str, Any], at: str, decided: Mapping[str, str], register: Register
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
        "class": decided.get(f"{RESIDUE}/{part['part']}", ""),
        "latest_on": on,
        "bytes": str(part["bytes"]),
    }
    return dict.fromkeys(ITEM_COLUMNS, "") | known


def decisions(tree: Tree, folder: str) -> dict[str, str]:
    """The class that a person gave last to each item or residue part of a capture."""
    return {row["item"]: row["class"] for row in read_rows(tree, f"{folder}/classes.csv", CLASS_COLUMNS)}


def _classified(tree: Tree, folder: str) -> Iterator[dict[str, str]]:
    decided = decisions(tree, folder)
    for row in read_rows(tree, f"{folder}/items.csv", ITEM_COLUMNS):
        if row["change"] != "gone":
            yield row | ({"class": decided[row["id"]]} if row["id"] in decided else {})
