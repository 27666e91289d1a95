"""Dating decisions: the day that a person gives an item by evidence, added to `dates.csv`, never changed there.

* The day is the latest that the evidence allows. It moves the trigger alone: holds, searches and requests go on seeing
  every day that the item can date from.
* It is no later than the capture, and where the index says from when to when an item dates, it lies within that; a
  line that says otherwise, written by hand, counts nowhere.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from records_portal.files.durable import locked_folder, write_durably
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree
from records_portal.retention.item_lists import RESIDUE, residue_id

from .index import DATE_COLUMNS, read_rows

DATES = "dates.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class DatingDecision:
    """The day of some items of one capture, who gave it, when, and by which evidence."""

    site: str
    capture: str
    items: tuple[str, ...]
    dated_on: date
    by: str
    on: date
    evidence: str

    @property
    def folder(self) -> str:
        """The capture's folder below the root."""
        return f"captures/{self.site}/{self.capture}"


def append_dating(root: Path, listed: pd.DataFrame, decision: DatingDecision) -> list[str]:
    """Add a line for each item of which the same was not decided already; `listed` is every item and residue part."""
    _check_evidence(decision)
    prefix = residue_id(decision.capture, "")  # as the due list prints a part
    here = (f"{RESIDUE}/{each.removeprefix(prefix)}" if each.startswith(prefix) else each for each in decision.items)
    decision = replace(decision, items=tuple(here))
    _check_days(listed, decision)
    place = root / decision.folder
    with locked_folder(place):
        rows = read_rows(FolderTree(root), f"{decision.folder}/{DATES}", DATE_COLUMNS)
        last = {row["item"]: (row["dated_on"], row["by"], row["evidence"]) for row in rows}
        said = decision.dated_on.isoformat(), decision.by, decision.evidence
        items = [item for item in dict.fromkeys(decision.items) if last.get(item) != said]
        if items:
            _write(place / DATES, decision, items)
    return items


def _check_evidence(decision: DatingDecision) -> None:
    said = decision.evidence
    if not said.strip() or not said.isprintable() or said.startswith(_FORMULA):
        raise Refusal(f"--evidence {said!r} is no line of text; say what shows the day, and where it is kept")
    if decision.dated_on > decision.on:
        raise Refusal(f"{decision.dated_on} is still to come; name the latest day that the evidence allows")


def _check_days(listed: pd.DataFrame, decision: DatingDecision) -> None:
    """Refuse an item that the capture does not list, and a day on which it cannot have been made."""
    own = listed[(listed["site"] == decision.site) & (listed["capture"] == decision.capture)]
    rows: dict[str, list[tuple[str, str]]] = {}
    columns = (own[name].tolist() for name in ("id", "kind", "latest_on", "earliest_on"))
    for item, kind, latest_on, earliest_on in zip(*columns, strict=True):
        name = f"{RESIDUE}/{item.split('/', 2)[2]}" if kind == RESIDUE else item
        rows.setdefault(name, []).append((latest_on, earliest_on))
    day = decision.dated_on.isoformat()
    for item in decision.items:
        if item not in rows:
            raise Refusal(f"no item {item!r} in {decision.folder}; a repeated item is dated where it is listed first")
        for latest_on, earliest_on in rows[item]:
            if latest_on and day > latest_on:
                raise Refusal(f"{item!r} dates from {latest_on} at the latest; {day} is after that")
            if earliest_on and day < earliest_on:
                raise Refusal(f"{item!r} dates from {earliest_on} at the earliest; {day} is before that")


def _write(path: Path, decision: DatingDecision, items: Sequence[str]) -> None:
    before = path.read_bytes() if path.exists() else f"{','.join(DATE_COLUMNS)}\n".encode()
    if not before.endswith(b"\n"):
        raise Refusal(f"{decision.folder}/{DATES}: the last line does not end; mend it first")
    text = io.StringIO(newline="")
    rest = decision.dated_on.isoformat(), decision.by, decision.on.isoformat(), decision.evidence
    csv.writer(text, lineterminator="\n").writerows((item, *rest) for item in items)
    write_durably(path, before + text.getvalue().encode())
