"""Class decisions: what a person decided about an item, added to `classes.csv` beside its capture, never changed there.

* A decision says the item, the class, who, when and why; of several about one item the last holds.
* The file is written beside itself and renamed, under a lock on the capture's folder: a line is there whole or not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from records_portal.checks.items import CLASSES as CONTENT_CLASSES
from records_portal.files.durable import locked_folder, write_durably
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree
from records_portal.retention.item_lists import RESIDUE, residue_id

from .capture_record import read_capture
from .index import CLASS_COLUMNS, read_rows
from .indexes.item_index import parse_items
from .indexes.large_index import parse_parquet
from .root_captures import INDEX, RECORD, SUMMARY, WHOLE_INDEX

CLASSES = "classes.csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Decision:
    """The class of some items of one capture, and who gave it when and why."""

    site: str
    capture: str
    items: tuple[str, ...]
    content_class: str
    by: str
    on: date
    reason: str

    @property
    def folder(self) -> str:
        """The capture's folder below the root."""
        return f"captures/{self.site}/{self.capture}"


def append_decision(root: Path, store: Path, decision: Decision) -> list[str]:
    """Add a line for each item of which the same was not decided already; those items, in the order given."""
    decision = checked_decision(root, store, decision)
    place = root / decision.folder
    with locked_folder(place):
        rows = read_rows(FolderTree(root), f"{decision.folder}/{CLASSES}", CLASS_COLUMNS)
        last = {row["item"]: (row["class"], row["by"], row["reason"]) for row in rows}
        said = decision.content_class, decision.by, decision.reason
        items = [item for item in dict.fromkeys(decision.items) if last.get(item) != said]
        if items:
            _write(place / CLASSES, _lines(decision, items), decision.folder)
    return items


def checked_decision(root: Path, store: Path, decision: Decision) -> Decision:
    """The decision as its capture knows the items; one that cannot be written is refused."""
    _check_words(decision)
    if not (root / decision.folder / "capture.yml").is_file():
        raise Refusal(f"no capture {decision.capture!r} of {decision.site!r}: no {decision.folder}/capture.yml")
    decision = replace(decision, items=_as_known_here(root, decision))
    _check_items(root, store, decision)
    return decision


def _check_words(decision: Decision) -> None:
    if decision.content_class not in CONTENT_CLASSES:
        known = ", ".join(CONTENT_CLASSES)
        raise Refusal(f"class {decision.content_class!r} is not known; one of {known}")
    if not decision.reason.strip() or not decision.reason.isprintable():
        raise Refusal(f"the reason {decision.reason!r} is no line of text; say why the class was decided")
    if decision.reason.startswith(_FORMULA):
        raise Refusal(f"the reason begins with {decision.reason[0]!r}, which a spreadsheet computes; begin with a word")
    if not decision.items:
        raise Refusal("no item was named; name the ids as items.csv has them")


def _parts(root: Path, decision: Decision) -> dict[str, str]:
    """Each residue part of the capture as it is decided here, by the name that the due list gives it."""
    parts = [str(each["part"]) for each in read_capture(root / decision.folder / RECORD)["residue"]]
    return {residue_id(decision.capture, part): f"{RESIDUE}/{part}" for part in parts}


def _as_known_here(root: Path, decision: Decision) -> tuple[str, ...]:
    """The items, with residue parts named as they are within their capture, however they were given."""
    named = _parts(root, decision)
    return tuple(named.get(item, item) for item in decision.items)


def _check_items(root: Path, store: Path, decision: Decision) -> None:
    """Refuse an item that the capture's index does not list, and a residue part that its record does not."""
    parts = set(_parts(root, decision).values())
    known = parts if parts.issuperset(decision.items) else _ids(root, store, decision) | parts
    unknown = [item for item in decision.items if item not in known]
    if unknown:
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        where = f"{decision.folder}/{INDEX}"
        if unknown[0].startswith(f"{RESIDUE}/"):
            right = f"it has {', '.join(sorted(parts))}" if parts else "it has none"
            raise Refusal(f"no part {unknown[0]!r}{more} of the residue of {decision.folder}; {right}")
        raise Refusal(f"no item {unknown[0]!r}{more} in {where}; a repeated item is decided where it is listed first")


def _ids(root: Path, store: Path, decision: Decision) -> set[str]:
    index = root / decision.folder / INDEX
    if index.is_file():
        rows = parse_items(index.read_bytes(), f"{decision.folder}/{INDEX}")
    elif (root / decision.folder / SUMMARY).is_file():
        rows = parse_parquet(store / "bags" / decision.site / decision.capture / WHOLE_INDEX)
    else:
        raise Refusal(f"{decision.folder}/{INDEX} is missing; restore it from git")
    return {row.id for row in rows if row.change != "gone"}


def _lines(decision: Decision, items: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    rest = decision.content_class, decision.by, decision.on.isoformat(), decision.reason
    csv.writer(text, lineterminator="\n").writerows((item, *rest) for item in items)
    return text.getvalue().encode()


def _write(path: Path, lines: bytes, folder: str) -> None:
    before = path.read_bytes() if path.exists() else f"{','.join(CLASS_COLUMNS)}\n".encode()
    if not before.endswith(b"\n"):
        raise Refusal(f"{folder}/{CLASSES}: the last line does not end; mend it first")
    write_durably(path, before + lines)
