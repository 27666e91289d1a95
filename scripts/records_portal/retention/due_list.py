"""The due list: what retention says of every item at once, by judging each distinct case once.

* A case is what a judgement depends on: the profile of site and class (series, holds, events and authorizations that
  reach them), the last day, where the first one lies among the days of the holds, and whether the item came back. Items
  that a hold, an event or a disposition names, and those that changed their class, are cases of their own.
* Every function here is one of a partition: rows in, rows or counts out, so that partitions may be computed apart.

Frames have the columns of `captures.index.load_items`; categorical columns are taken as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from records_portal.register.model import Register

from .holds import HoldReach
from .item_lists import NAMES_OF_ITEM, Named, RetainedItem, disposed_on, fixed_digests, is_covered, items_digest
from .request_lines import lines_of
from .scopes import ALWAYS, FOREVER, Coverage, authorization_coverage
from .statuses import DUE_COLUMNS, Judgement, Retention, due_cells

Codes = npt.NDArray[np.int64] | npt.NDArray[np.int32]
MOST_FLAGS = 1 << 27
COUNT_COLUMNS = ["site", "schedule", "series", "month", "status", "items"]


Group = tuple[str, str, str, str]
Case = tuple[int, str, str, int]
Profile = tuple[str, tuple[str, ...], tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class Cases:
    """The distinct cases of a partition: a judgement for each, and the number of its case for each row."""

    judged: Sequence[Judgement]
    of_row: Codes


@dataclass(slots=True)
class CaseBook:
    """The cases that were met so far, so that each is judged once however many partitions it is met in."""

    retention: Retention
    reach: Sequence[frozenset[str] | None] = field(init=False)
    classes: Sequence[frozenset[tuple[str, str]]] = field(init=False)
    bounds: Sequence[str] = field(init=False)
    profiles: dict[Profile, int] = field(default_factory=dict)
    profile_of: dict[tuple[str, str], int] = field(default_factory=dict)
    judged: dict[Case, Judgement] = field(default_factory=dict)
    groups: dict[Case, Group] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # the sites that each hold, event and authorization names: whatever tells one site from another
        self.reach = list(dict.fromkeys(coverage.sites for coverage in _coverages(self.retention)))
        reaches = [reach for hold in self.retention.holds for reach in hold.reaches]
        self.classes = list(dict.fromkeys(reach.classes for reach in reaches if reach.classes))
        days = {day for reach in reaches for day in (reach.from_on, reach.to_on)}
        self.bounds = sorted(days - {ALWAYS, FOREVER})

    def profile(self, site: str, content_class: str) -> int:
        """The number of what a site and a class have in common with others: series, and whatever reaches them."""
        pair = site, content_class
        if pair not in self.profile_of:
            reached = tuple(names is None or site in names for names in self.reach)
            reached += tuple(pair in classes for classes in self.classes)
            profile = content_class, self.retention.candidates(site, content_class), reached
            self.profile_of[pair] = self.profiles.setdefault(profile, len(self.profiles))
        return self.profile_of[pair]

    def first_day(self, day: str) -> str:
        """A day that lies where a first day does among the days of the holds; an unknown one stays unknown."""
        place = bisect_left(self.bounds, day)
        if not day or self.bounds[place : place + 1] == [day]:
            return day
        return f"{self.bounds[place - 1]}+" if place else ALWAYS

    def judge(self, case: Case, item: RetainedItem) -> Judgement:
        """What retention makes of a case, of which the item is one."""
        if case not in self.judged:
            self.judged[case] = self.retention.judge(item)
        return self.judged[case]

    def group(self, case: Case, item: RetainedItem) -> Group:
        """Where a case is counted."""
        if case not in self.groups:
            self.groups[case] = _group(self.judge(case, item))
        return self.groups[case]


@dataclass(frozen=True, slots=True)
class Distinct:
    """The cases of a partition with an item of each, the case of each row, and the rows that are judged alone."""

    cases: Sequence[Case]
    items: Sequence[RetainedItem]
    of_row: Codes
    alone: Sequence[tuple[int, RetainedItem]]


def due_dispositions(register: Register, items: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Every item with its series, its dates and its status: `DUE_COLUMNS`, then `version` and `capture`."""
    retention = Retention(register, as_of)
    retention.lists = lists_of(retention, [items])
    cases = cases_of(CaseBook(retention), items)
    cells = np.array([due_cells(each) for each in cases.judged], dtype=object).reshape(-1, len(DUE_COLUMNS) - 4)
    columns: dict[str, npt.NDArray[np.object_]] = {
        name: items[source].to_numpy()
        for name, source in (("site", "site"), ("item", "id"), ("kind", "kind"), ("class", "class"))
    }
    for place, name in enumerate(DUE_COLUMNS[4:]):
        columns[name] = cells[:, place][cases.of_row]
    due = pd.DataFrame(columns, dtype=str)
    due["version"] = items["version"].to_numpy()
    due["capture"] = items["capture"].to_numpy()
    return due


def cases_of(book: CaseBook, items: pd.DataFrame) -> Cases:
    """Every distinct case among the rows, judged once by the one function that judges an item."""
    found = _distinct(book, items)
    judged = [book.judge(case, item) for case, item in zip(found.cases, found.items, strict=True)]
    for number, (place, item) in enumerate(found.alone, len(judged)):
        judged.append(book.retention.judge(item))
        found.of_row[place] = number
    return Cases(judged, found.of_row)


def due_counts(book: CaseBook, items: pd.DataFrame) -> Counter[tuple[str, Group]]:
    """How many items of a partition there are by site and by series, month of eligibility and status.

    A column `items` says how many items a row stands for; without it each stands for itself.
    """
    found = _distinct(book, items)
    counts: Counter[tuple[str, Group]] = Counter()
    if not len(items):
        return counts
    groups = [book.group(case, item) for case, item in zip(found.cases, found.items, strict=True)]
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    group_of_case = np.array([numbers[group] for group in groups], dtype=np.int32)
    sites, site_of_row = _coded(items["site"])
    joint = site_of_row * len(numbers)
    joint += group_of_case[found.of_row]
    weights = items["items"].to_numpy() if "items" in items else None
    totals = np.bincount(joint, weights, minlength=len(sites) * len(numbers))
    named = list(numbers)
    for place in np.flatnonzero(totals).tolist():
        counts[sites[place // len(named)], named[place % len(named)]] = int(totals[place])
    for place, item in found.alone:
        counts[item.site, groups[found.of_row[place]]] -= 1
        counts[item.site, _group(book.retention.judge(item))] += 1
    return counts


def count_table(counts: Mapping[tuple[str, Group], int]) -> pd.DataFrame:
    """Counts as a table: `COUNT_COLUMNS`, sorted."""
    rows = sorted((site, *group, items) for (site, group), items in counts.items() if items)
    return pd.DataFrame(rows, columns=pd.Index(COUNT_COLUMNS))


def _group(judgement: Judgement) -> Group:
    schedule, _, number = judgement.series.partition("#")
    shows_dates = judgement.outcome.dates and not (judgement.entry and judgement.entry.disposition == "permanent")
    dates = judgement.outcome.dates if shows_dates else None
    return schedule, number, dates.eligible_on.isoformat()[:7] if dates else "", judgement.status


def lists_of(retention: Retention, partitions: Iterable[pd.DataFrame]) -> Mapping[str, frozenset[str]]:
    """The digests of the list of each one-off authorization, as `item_lists.lists_now` makes them of single items."""
    register = retention.register
    one_off = [each for each in register.of("authorizations").values() if each.value["kind"] != "ongoing"]
    found = {each.id: fixed_digests(retention, each) for each in one_off if each.id in register.lists}
    wanted = [
        (record, line)
        for record in one_off
        if record.id not in found
        for line in lines_of(record.value)
        if line.items_digest and line.series in retention.series
    ]
    listed: list[tuple[set[Named], set[Named]]] = [(set(), set()) for _ in wanted]
    gone = disposed_on(register)
    book = CaseBook(retention)
    for items in partitions if wanted else ():
        distinct = _distinct(book, items)
        governing = [retention.series_governing(item) for item in distinct.items]
        single = np.ones(len(items), dtype=bool)
        single[[place for place, _ in distinct.alone]] = False
        for (record, line), (on_list, same_day) in zip(wanted, listed, strict=True):
            coverage, asked_on = authorization_coverage(register, record, line), record.value["requested"]["on"]
            cases = zip(distinct.items, governing, strict=True)
            covered = np.array(
                [
                    under == line.series and coverage.surely_covers(*item.named, line.series, item.on)
                    for item, under in cases
                ],
                dtype=bool,
            )
            on_list.update(_named_rows(items, np.flatnonzero(covered[distinct.of_row] & single)))
            for _, item in distinct.alone:
                ended_on = gone.get(item.named, "9999")
                under = retention.series_governing(item)
                if ended_on >= asked_on and under == line.series and is_covered(retention, record, item):
                    (same_day if ended_on == asked_on else on_list).add(item.named)
    for (record, line), (on_list, same_day) in zip(wanted, listed, strict=True):
        digests = (items_digest(retention.series[line.series], each) for each in (on_list, on_list | same_day))
        found[record.id] = found.get(record.id, frozenset()) | frozenset(digests)
    return found


def _named_rows(items: pd.DataFrame, rows: Codes) -> list[Named]:
    chosen = items.iloc[rows]
    columns = (chosen[name].tolist() for name in ("site", "id", "version"))
    return [(site, item, int(version)) for site, item, version in zip(*columns, strict=True)]


def _distinct(book: CaseBook, items: pd.DataFrame) -> Distinct:
    sites, site = _coded(items["site"])
    classes, content_class = _coded(items["class"])
    days, day = _coded(items["latest_on"])
    changes, change = _coded(items["change"])
    firsts, first = _first_days(book, items)
    pairs = [(name, each) for name in sites for each in classes]
    profile_of = np.array([book.profile(*pair) for pair in pairs], dtype=np.int64)
    pair_of = dict(zip(profile_of.tolist(), pairs, strict=True))
    returned = np.array([each == "returned" for each in changes], dtype=np.int64)
    key = site * len(classes)
    key += content_class
    key = profile_of[key]
    key *= len(days)
    key += day
    key *= len(firsts)
    key += first
    key *= 2
    if returned.any():
        key += returned[change]
    numbers, of_row = _numbered(key, len(book.profiles) * len(days) * len(firsts) * 2)
    cases, representatives = [], []
    for number in numbers.tolist():
        rest, came_back = divmod(number, 2)
        rest, first_place = divmod(rest, len(firsts))
        profile, day_place = divmod(rest, len(days))
        name, its_class = pair_of[profile]
        its_day, its_first, returned_or_not = days[day_place], firsts[first_place], "returned" if came_back else "new"
        cases.append((profile, its_day, its_first, came_back))
        representatives.append(RetainedItem(name, "", 0, "", its_class, its_day, returned_or_not, "", its_first))
    return Distinct(cases, representatives, of_row, list(_alone(book.retention, items)))


def _first_days(book: CaseBook, items: pd.DataFrame) -> tuple[list[str], Codes]:
    """The first days as far as they matter to holds, and the number of each row's."""
    if "earliest_on" not in items:
        return [""], np.zeros(len(items), dtype=np.int64)
    days, day = _coded(items["earliest_on"])
    known = [book.first_day(each) for each in days]
    firsts = list(dict.fromkeys(known)) or [""]
    place_of = np.array([firsts.index(each) for each in known] or [0], dtype=np.int64)
    return firsts, place_of[day]


def _numbered(key: Codes, most: int) -> tuple[Codes, Codes]:
    """The distinct values of a key, sorted, and the place of each row's among them."""
    if most > MOST_FLAGS:
        values, places = np.unique(key, return_inverse=True)
        return values.astype(np.int64), places.astype(np.int64)
    flags = np.zeros(most, dtype=bool)
    flags[key] = True
    values = np.flatnonzero(flags)
    places = np.zeros(most, dtype=np.int32)
    places[values] = np.arange(len(values), dtype=np.int32)
    return values, places[key]


def _coverages(retention: Retention) -> Iterator[Coverage | HoldReach]:
    for hold in retention.holds:
        yield from hold.reaches
    yield from (coverage for _, _, coverage in retention.events)
    yield from (each.coverage for listed in retention.authorities.values() for each in listed)
    for record in retention.register.of("authorizations").values():
        if record.id in retention.register.lists:
            continue  # its coverage stands among the authorities, items and all
        yield from (authorization_coverage(retention.register, record, line) for line in lines_of(record.value))


def _alone(retention: Retention, items: pd.DataFrame) -> Iterator[tuple[int, RetainedItem]]:
    """The rows whose item is named by a hold, an event or a disposition, had another class before, or was dated."""
    named = {(site, item) for site, item, _ in retention.disposed}
    for coverage in _coverages(retention):
        named |= {(site, item) for site, item, _ in coverage.items or ()}
    decided = np.zeros(len(items), dtype=bool)
    for name in ("classes_before", "dated_on"):
        if name in items:
            decided |= items[name].ne("").to_numpy()
    if not named and not decided.any():
        return
    wanted = items["id"].isin({item for _, item in named}).to_numpy()
    places = np.flatnonzero(wanted | decided)
    for place, item in zip(places.tolist(), single_items(items.iloc[places]), strict=True):
        if (item.site, item.id) in named or item.classes_before or item.dated_on:
            yield place, item


def _coded(column: pd.Series[str]) -> tuple[list[str], Codes]:
    """A column's distinct texts and the number of each row's."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(each) for each in column.cat.categories], column.cat.codes.to_numpy().astype(np.int64)
    codes, values = pd.factorize(column)
    return [str(each) for each in values], codes.astype(np.int64)


def single_items(items: pd.DataFrame) -> Iterator[RetainedItem]:
    """Each row as an item; what a table of items does not say is unknown."""
    unsaid = [""] * len(items)
    columns = (items[name].tolist() if name in items else unsaid for name in NAMES_OF_ITEM)
    for site, item, version, *rest in zip(*columns, strict=True):
        yield RetainedItem(site, item, int(version), *rest)
