"""The due list: what retention says of every item at once, by judging each distinct case once.

* A case is what a judgement depends on: the profile of site and class (series, holds, events and authorizations that
  reach them), the day, and whether the item came back. Items that a hold, an event or a disposition names are cases of
  their own.
* Every function here is one of a partition: rows in, rows or counts out, so that partitions may be computed apart.

Frames have the columns of `sources.load_items`; categorical columns are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .item_lists import Item, disposed_on, items_digest
from .model import Record, Register
from .retention import DUE_COLUMNS, Judgement, Retention, due_cells
from .scopes import Coverage, authorization_coverage

Codes = npt.NDArray[np.int64]
MOST_FLAGS = 1 << 27
COUNT_COLUMNS = ["site", "schedule", "series", "month", "status", "items"]


@dataclass(frozen=True, slots=True)
class Cases:
    """The distinct cases of a partition: a judgement for each, and the number of its case for each row."""

    judged: Sequence[Judgement]
    of_row: Codes


def due_dispositions(register: Register, items: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Every item with its series, its dates and its status: `DUE_COLUMNS`, then `version` and `capture`."""
    retention = Retention(register, as_of)
    retention.lists = lists_of(retention, items)
    cases = cases_of(retention, items)
    cells = np.array([due_cells(each) for each in cases.judged], dtype=object).reshape(-1, len(DUE_COLUMNS) - 4)
    columns: dict[str, Any] = {
        name: items[source].to_numpy()
        for name, source in (("site", "site"), ("item", "id"), ("kind", "kind"), ("class", "class"))
    }
    for place, name in enumerate(DUE_COLUMNS[4:]):
        columns[name] = cells[:, place][cases.of_row]
    due = pd.DataFrame(columns, dtype=str)
    due["version"] = items["version"].to_numpy()
    due["capture"] = items["capture"].to_numpy()
    return due


def due_counts(retention: Retention, items: pd.DataFrame) -> pd.DataFrame:
    """How many items there are by site, series, month of eligibility and status: `COUNT_COLUMNS`, sorted."""
    cases = cases_of(retention, items)
    shown = [due_cells(each) for each in cases.judged]
    groups = [(cells[0], cells[1], cells[5][:7], cells[6]) for cells in shown]
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    sites, site_of_row = _coded(items["site"])
    group_of_case = np.array([numbers[group] for group in groups], dtype=np.int64)
    if not len(items):
        return pd.DataFrame(columns=pd.Index(COUNT_COLUMNS))
    joint = site_of_row * len(numbers)
    joint += group_of_case[cases.of_row]
    counts = np.bincount(joint, minlength=len(sites) * len(numbers))
    named = list(numbers)
    rows = [
        (sites[place // len(named)], *named[place % len(named)], int(counts[place])) for place in np.flatnonzero(counts)
    ]
    return pd.DataFrame(sorted(rows), columns=pd.Index(COUNT_COLUMNS))


def cases_of(retention: Retention, items: pd.DataFrame) -> Cases:
    """Every distinct case among the rows, judged once by the one function that judges an item."""
    representatives, of_row, alone = _distinct(retention, items)
    judged = [retention.judge(item) for item in representatives]
    for number, (place, item) in enumerate(alone, len(judged)):
        judged.append(retention.judge(item))
        of_row[place] = number
    return Cases(judged, of_row)


def lists_of(retention: Retention, items: pd.DataFrame) -> Mapping[str, frozenset[str]]:
    """The digest of the list of each one-off authorization, as `item_lists.lists_now` makes it of single items."""
    wanted = [
        record
        for record in retention.register.of("authorizations").values()
        if record.value["kind"] == "one-off" and "items_digest" in record.value and record.value["series"]
    ]
    if not wanted or not len(items):
        return {}
    gone = disposed_on(retention.register)
    representatives, of_row, alone = _distinct(retention, items)
    governing = [retention.series_governing(item) for item in representatives]
    single = np.ones(len(items), dtype=bool)
    single[[place for place, _ in alone]] = False
    found = {}
    for record in wanted:
        series = retention.series.get(record.value["series"])
        if series is None:
            continue
        covered = np.array(
            [
                reference == series.reference and _covered(record, item)
                for item, reference in zip(representatives, governing, strict=True)
            ],
            dtype=bool,
        )
        rows = np.flatnonzero(covered[of_row] & single) if len(covered) else np.array([], dtype=np.int64)
        listed = _named_rows(items, rows)
        asked_on = record.value["requested"]["on"]
        same_day: list[tuple[str, str, int]] = []
        for _, item in alone:
            ended_on = gone.get(item.named) or gone.get((item.site, item.id, 0)) or "9999"
            if ended_on >= asked_on and _covered(record, item) and retention.series_governing(item) == series.reference:
                (same_day if ended_on == asked_on else listed).append(item.named)
        found[record.id] = frozenset((items_digest(series, listed), items_digest(series, [*listed, *same_day])))
    return found


def _covered(record: Record, item: Item) -> bool:
    return authorization_coverage(record.value).surely_covers(*item.named, record.value["series"], item.on)


def _named_rows(items: pd.DataFrame, rows: Codes) -> list[tuple[str, str, int]]:
    chosen = items.iloc[rows]
    columns = (chosen[name].tolist() for name in ("site", "id", "version"))
    return [(site, item, int(version)) for site, item, version in zip(*columns, strict=True)]


def _distinct(retention: Retention, items: pd.DataFrame) -> tuple[list[Item], Codes, list[tuple[int, Item]]]:
    """An item for each distinct case, the case of each row, and the rows that have to be judged by themselves."""
    sites, site = _coded(items["site"])
    classes, content_class = _coded(items["class"])
    days, day = _coded(items["latest_on"])
    changes, change = _coded(items["change"])
    profiles, profile_of = _profiles(retention, sites, classes)
    returned = np.array([each == "returned" for each in changes], dtype=np.int64)
    key = profile_of[site * len(classes) + content_class]
    key *= len(days)
    key += day
    key *= 2
    key += returned[change] if len(returned) else 0
    cases, of_row = _numbered(key, len(profiles) * len(days) * 2)
    named = list(profiles.values())
    representatives = []
    for case in cases.tolist():
        (name, its_class), its_day = named[case // 2 // len(days)], days[case // 2 % len(days)]
        representatives.append(Item(name, "", 0, "", its_class, its_day, "returned" if case % 2 else "new"))
    return representatives, of_row, list(_alone(retention, items))


def _numbered(key: Codes, most: int) -> tuple[Codes, Codes]:
    """The distinct values of a key, sorted, and the place of each row's among them."""
    if most > MOST_FLAGS:
        values, places = np.unique(key, return_inverse=True)
        return values, places.astype(np.int64)
    flags = np.zeros(most, dtype=bool)
    flags[key] = True
    values = np.flatnonzero(flags)
    places = np.zeros(most, dtype=np.int64)
    places[values] = np.arange(len(values))
    return values, places[key]


def _profiles(
    retention: Retention, sites: Sequence[str], classes: Sequence[str]
) -> tuple[dict[tuple[Any, ...], tuple[str, str]], Codes]:
    """What tells pairs of site and class apart: a pair for each profile, and the profile of every pair."""
    reach = _reach(retention)
    found: dict[tuple[Any, ...], tuple[str, str]] = {}
    numbers: dict[tuple[Any, ...], int] = {}
    profile_of = np.zeros(len(sites) * len(classes), dtype=np.int64)
    for place, site in enumerate(sites):
        reached = tuple(names is None or site in names for names in reach)
        for number, content_class in enumerate(classes):
            profile = content_class, retention.candidates(site, content_class), reached
            if profile not in numbers:
                numbers[profile] = len(numbers)
                found[profile] = site, content_class
            profile_of[place * len(classes) + number] = numbers[profile]
    return found, profile_of


def _reach(retention: Retention) -> list[frozenset[str] | None]:
    """The sites that each hold, event and authorization names; whatever tells one site from another."""
    return list(dict.fromkeys(coverage.sites for coverage in _coverages(retention)))


def _coverages(retention: Retention) -> Iterator[Coverage]:
    for hold in retention.holds:
        yield from (scope for _, scope in hold.scopes)
        yield from hold.released
    yield from (coverage for _, _, coverage in retention.events)
    yield from (each.coverage for listed in retention.authorities.values() for each in listed)
    yield from (authorization_coverage(each.value) for each in retention.register.of("authorizations").values())


def _alone(retention: Retention, items: pd.DataFrame) -> Iterator[tuple[int, Item]]:
    """The rows whose item is named by a hold, an event or a disposition."""
    named = {(site, item) for site, item, _ in retention.disposed}
    for coverage in _coverages(retention):
        named |= {(site, item) for site, item, _ in coverage.items or ()}
    if not named:
        return
    places = np.flatnonzero(items["id"].isin({item for _, item in named}).to_numpy())
    chosen = items.iloc[places]
    columns = (chosen[name].tolist() for name in ("site", "id", "version", "kind", "class", "latest_on", "change"))
    for place, row in zip(places.tolist(), zip(*columns, strict=True), strict=True):
        site, item, version, kind, content_class, on, change = row
        if (site, item) in named:
            yield place, Item(site, item, int(version), kind, content_class, on, change)


def _coded(column: pd.Series[Any]) -> tuple[list[str], Codes]:
    """A column's distinct texts and the number of each row's."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(each) for each in column.cat.categories], column.cat.codes.to_numpy().astype(np.int64)
    codes, values = pd.factorize(column)
    return [str(each) for each in values], codes.astype(np.int64)


def single_items(items: pd.DataFrame) -> Iterator[Item]:
    """Each row as an item."""
    names = ("site", "id", "version", "kind", "class", "latest_on", "change", "capture")
    for site, item, version, kind, content_class, on, change, capture in zip(
        *(items[name].tolist() for name in names), strict=True
    ):
        yield Item(site, item, int(version), kind, content_class, on, change, capture)
