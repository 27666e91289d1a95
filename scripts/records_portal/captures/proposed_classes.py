"""Classes for many items at once, before anybody decides: by today's rules, or from a list that somebody filled in.

* A rule applies to what is there as it would at ingest: the first that matches gives the class, or leaves it open.
* What a person decided about an item stays: a rule proposes nothing for it.
* Nothing here is written. What a proposal moves earlier or later is computed from the same table as the due list.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from .contents import CapturedItem
from .indexes.item_index import ClassificationRule, classified

Place = tuple[str, str]  # a capture and an item of it


@dataclass(frozen=True, slots=True)
class ProposedClass:
    """A class for an item of a capture, the one that it has now (empty where none), and the rule that gives it."""

    capture: str
    item: str
    before: str
    content_class: str
    rule: str = ""


def by_rules(
    listed: pd.DataFrame,
    contents: Iterable[CapturedItem],
    rules: Sequence[ClassificationRule],
    decided: Container[Place],
) -> list[ProposedClass]:
    """The items of one site that today's rules give another class than they have; `listed` has its items alone.

    Of an item of which a capture lists several versions the last one counts, for a decision is about all of them.
    """
    rows = _last_versions(listed)
    found = []
    for each in contents:
        row = rows.get((each.capture, each.id))
        if row is None or row["version"] != str(each.version) or (each.capture, each.id) in decided:
            continue
        on = date.fromisoformat(row["latest_on"]) if row["latest_on"] else None
        given, rule = classified(rules, row["kind"], each.text_of("author"), each.hashtags, on)
        if given and given != row["class"]:
            found.append(ProposedClass(each.capture, each.id, row["class"], given, rule))
    return found


def _last_versions(listed: pd.DataFrame) -> dict[Place, dict[str, str]]:
    """The row of the last version of each item in each capture."""
    rows: dict[Place, dict[str, str]] = {}
    columns = ["capture", "id", "version", "kind", "class", "latest_on"]
    for cells in zip(*(listed[name].tolist() for name in columns), strict=True):
        row = dict(zip(columns, map(str, cells), strict=True))
        place = row["capture"], row["id"]
        if place not in rows or int(rows[place]["version"]) < int(row["version"]):
            rows[place] = row
    return rows


def as_if_decided(items: pd.DataFrame, site: str, proposed: Iterable[ProposedClass]) -> pd.DataFrame:
    """Every item as it would be if the proposals were decided, for a second due list."""
    given: Mapping[Place, str] = {(each.capture, each.item): each.content_class for each in proposed}
    table = items.copy()
    keys = zip(table["site"], table["capture"], table["id"], table["class"], table["classes_before"], strict=True)
    after = [
        (cls, before) if where != site else _after(given.get((capture, item), cls), cls, before)
        for where, capture, item, cls, before in keys
    ]
    table["class"] = [cls for cls, _ in after]
    table["classes_before"] = [before for _, before in after]
    return table


def _after(new: str, old: str, before: str) -> tuple[str, str]:
    """The class and those before it, as `classes.csv` would say them."""
    if new == old:
        return old, before
    return new, " ".join(sorted({*before.split(), old} - {"", new}))
