"""Captures too large for git to list: their items from the index in the store, or counts from `summary.csv` alone.

A sum of a month says no days: its items are taken to date from the month's last day, so that none counts as due early,
and from no first day, so that every hold covers them. Nor has an index from before its items' first days were written.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from records_portal.register.model import Register
from records_portal.register.sources import Tree
from records_portal.retention.due_partitions import partitions_of

from ..index import TABLE_COLUMNS, Decisions, read_rows
from ..root_captures import INDEX, SUMMARY, WHOLE_INDEX
from .large_index import SUMMARY_COLUMNS


@dataclass(frozen=True, slots=True)
class LargeCapture:
    """A capture of which git has sums only; `index` is where the store has every item, if it has."""

    site: str
    capture: str
    sums: Sequence[dict[str, str]]
    decided: Decisions
    index: Path | None


def large_captures(
    trees: Iterable[tuple[Tree, bool]], register: Register, store: Path | None = None
) -> list[LargeCapture]:
    """The captures of a register that have no list of items in git."""
    return [
        LargeCapture(site, capture, sums, Decisions(tree, folder), _index(store, record.id))
        for tree, private in trees
        for record in register.of("captures").values()
        if record.lies_in(tree.label, private)
        for folder in (f"captures/{record.id}",)
        for site, capture in (record.id.split("/"),)
        if not _has(tree, f"{folder}/{INDEX}")
        for sums in (read_rows(tree, f"{folder}/{SUMMARY}", list(SUMMARY_COLUMNS)),)
        if sums
    ]


def _has(tree: Tree, path: str) -> bool:
    try:
        return bool(tree.read(path))
    except FileNotFoundError:
        return False


def _index(store: Path | None, capture: str) -> Path | None:
    path = store / "bags" / capture / WHOLE_INDEX if store else None
    return path if path and path.is_file() else None


def large_capture_items(captures: Iterable[LargeCapture]) -> pd.DataFrame:
    """Every item of the captures whose index the store has, as `captures.index.load_items` gives the others."""
    frames = [_whole(each).reindex(columns=TABLE_COLUMNS, fill_value="") for each in captures if each.index]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=pd.Index(TABLE_COLUMNS), dtype=str)


def _whole(each: LargeCapture) -> pd.DataFrame:
    frame = pd.read_parquet(each.index).astype(str) if each.index else pd.DataFrame()
    frame = frame[frame["change"] != "gone"].assign(site=each.site, capture=each.capture)
    return _decided(frame, each)


def _decided(frame: pd.DataFrame, each: LargeCapture) -> pd.DataFrame:
    if not each.decided:
        return frame
    known = frame.reindex(columns=["id", "class", "earliest_on", "latest_on"], fill_value="").astype(str)
    of_rows = [each.decided.of(*row) for row in known.itertuples(index=False, name=None)]
    return frame.assign(**{name: [row[name] for row in of_rows] for name in ("class", "classes_before", "dated_on")})


def partitions(captures: Iterable[LargeCapture]) -> Iterator[pd.DataFrame]:
    """The items of the captures in parts, or their sums where the store does not have them."""
    for each in captures:
        if each.index is None:
            yield _sums(each)
        else:
            for frame in partitions_of(each.index, each.site):
                yield _decided(frame[frame["change"] != "gone"], each)


def _sums(each: LargeCapture) -> pd.DataFrame:
    rows = [
        {
            "site": each.site,
            "id": "",
            "version": "0",
            "kind": row["kind"],
            "class": row["class"],
            "latest_on": _last_day(row["latest_on_month"]),
            "change": row["change"],
            "items": int(row["items"]),
        }
        for row in each.sums
        if row["change"] != "gone"
    ]
    return pd.DataFrame(rows)


def _last_day(month: str) -> str:
    return f"{month}-{monthrange(int(month[:4]), int(month[5:7]))[1]:02}" if month else ""
