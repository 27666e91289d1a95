"""What a disposition would take: everything that is due under one authorization now, and why the rest is left.

* A version of an item is taken where every copy of it in the store is authorized under this very authorization; what an
  earlier disposition under it names and what came back is taken again, unless it is held.
* An export as received that holds something held is frozen, and with it everything else in it, unless the hold is
  recorded to be about items alone; once the export is gone, only what is held itself stays.
* Whatever a bag holds and no index lists stops everything.

Not here: whether it may be done at all, see `preconditions`; doing it, see `disposition`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from records_portal.register.findings import Refusal
from records_portal.register.model import Record
from records_portal.retention.item_lists import (
    RESIDUE,
    Named,
    RetainedItem,
    is_covered,
    items_digest,
    residue_id,
    turned_up_later,
)
from records_portal.retention.request_lines import series_asked
from records_portal.retention.series import Series
from records_portal.retention.statuses import STATUSES, Judgement, Retention

from .bag_contents import Contents

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

MOST_ENTRIES = 5_000
MOST_BYTES = 850_000
_ENTRY_BYTES = 120
FROZEN, OTHER, VOIDED, LATER = (
    "frozen with an export that holds something held",
    "authorized by another authorization",
    "voided",
    "not on its list, for it turned up later",
)


class ListedItem(NamedTuple):
    """An item as an index lists it, with its keyed digest and its size."""

    item: RetainedItem
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One version of an item, or one part of residue, that is disposed of."""

    item: RetainedItem
    digest: str
    size: int
    eligible_on: str
    series: str = ""

    @property
    def part(self) -> str:
        """The part's name, where it is one of residue."""
        return self.item.id.split("/")[2] if self.item.kind == RESIDUE else ""


@dataclass(frozen=True, slots=True)
class DispositionPlan:
    """The list, sorted, how many are left for which reason, and the series: the request's first, and the others."""

    authorization: str
    series: Series
    entries: tuple[PlannedItem, ...]
    left: Mapping[str, int]
    others: tuple[Series, ...] = ()

    @property
    def every_series(self) -> tuple[Series, ...]:
        """The series in the order of the request."""
        return self.series, *self.others

    def digest_of(self, entries: Iterable[PlannedItem]) -> str:
        """The digest of a list under this plan's series; of several, over the digests of their parts in order."""
        listed = list(entries)
        if not self.others:
            return items_digest(self.series, (each.item.named for each in listed))
        digest = hashlib.sha256()
        for series in self.every_series:
            part = items_digest(series, (each.item.named for each in listed if each.series == series.reference))
            digest.update(f"{part}\n".encode())
        return digest.hexdigest()


def left_of(plan: DispositionPlan) -> str:
    """How much is left for which reason; empty where nothing is."""
    return ", ".join(f"{count:,} {reason}" for reason, count in plan.left.items())


def disposition_plan(
    retention: Retention,
    authorization: Record[AuthorizationValue],
    rows: Iterable[ListedItem],
    bags: Sequence[Contents],
) -> DispositionPlan:
    """What is due under an authorization, out of the rows of its sites and what the bags of its sites hold."""
    asked = series_asked(authorization.value)
    series = [retention.series[each] for each in asked if each in retention.series]
    if not series:
        raise Refusal(f"series {asked[0]!r} is not in force; ask for authority under one that is")
    judged: dict[Named, list[tuple[ListedItem, Judgement]]] = {}
    for row in rows:
        judged.setdefault(row.item.named, []).append((row, retention.judge(row.item)))
    present = list(_present(bags))
    if unknown := sorted({named for named, _ in present} - judged.keys()):
        raise Refusal(
            f"{unknown[0][0]}: a bag holds item {unknown[0][1]!r}, which no index lists; `records captures verify` "
            "says what is wrong"
        )
    frozen = _frozen(retention, judged, bags)
    before = _disposed_under(retention, authorization.id)
    taken: list[PlannedItem] = []
    left: Counter[str] = Counter()
    for named in sorted({named for named, _ in present}):
        found = judged[named]
        if not any(is_covered(retention, authorization, row.item) for row, _ in found):
            left[LATER] += any(turned_up_later(retention, authorization, row.item) for row, _ in found)
            continue
        reason = _reason(retention, authorization.id, [each for _, each in found], named in before)
        reason = reason or (FROZEN if named in frozen else "")
        if reason:
            left[reason] += 1
        else:
            taken.append(_entry(*found[0]))
    return DispositionPlan(authorization.id, series[0], tuple(taken), dict(sorted((+left).items())), tuple(series[1:]))


def _present(bags: Iterable[Contents]) -> Iterator[tuple[Named, Contents]]:
    """Everything that lies in the bags, and where."""
    for bag in bags:
        yield from ((named, bag) for named in bag.named)


def _frozen(
    retention: Retention, judged: Mapping[Named, list[tuple[ListedItem, Judgement]]], bags: Sequence[Contents]
) -> set[Named]:
    """Everything that lies in a bag whose export as received is kept and holds something held."""
    freezing = {hold.id for hold in retention.holds if not hold.items_only}
    frozen_bags = {
        bag.name
        for named, bag in _present(bags)
        if bag.keeps_export and any(freezing & set(judgement.holds) for _, judgement in judged[named])
    }
    return {named for named, bag in _present(bags) if bag.name in frozen_bags}


def _disposed_under(retention: Retention, authorization: str) -> set[Named]:
    """What earlier dispositions under an authorization name."""
    found: set[Named] = set()
    for record in retention.register.of("dispositions").values():
        if record.value["authorization"] == authorization:
            found |= {(each["site"], each["item"], each["version"]) for each in record.value.get("items", ())}
            residue = record.value.get("residue", ())
            found |= {(each["site"], residue_id(each["capture"], each["part"]), 1) for each in residue}
    return found


def _reason(retention: Retention, authorization: str, judged: Sequence[Judgement], again: bool) -> str:
    """Why something is left; empty where every copy of it may go under this authorization."""
    reasons = [reason for each in judged if (reason := _reason_of(retention, authorization, each, again))]
    return min(reasons, key=_rank, default="")


def _rank(reason: str) -> int:
    return STATUSES.index(reason) if reason in STATUSES else len(STATUSES)


def _reason_of(retention: Retention, authorization: str, judgement: Judgement, again: bool) -> str:
    came_back = judgement.status in ("resurfaced", "disposed", "transferred")
    if came_back and judgement.holds:
        return "held"
    if came_back and not again:
        return judgement.status
    if not came_back and judgement.status != "authorized":
        return f"{VOIDED}: {judgement.voided.partition(': ')[2]}" if judgement.voided else judgement.status
    if came_back and not _is_past(retention, judgement):
        return "retained"
    authority = judgement.authority
    if authority is None or authority.state != "authorized":
        return f"{VOIDED}: {judgement.voided.partition(': ')[2]}" if judgement.voided else "awaiting-authorization"
    return "" if authority.id == authorization else OTHER


def _is_past(retention: Retention, judgement: Judgement) -> bool:
    """Whether what came back is as due as anything else under its series."""
    entry, dates = judgement.entry, judgement.outcome.dates
    appraised = judgement.authority is not None and judgement.authority.appraised
    if entry is None or dates is None or entry.disposition == "permanent" or not entry.confirmed:
        return False
    if entry.appraisal and not appraised:
        return False
    return retention.as_of >= dates.eligible_on


def _entry(row: ListedItem, judgement: Judgement) -> PlannedItem:
    dates = judgement.outcome.dates
    eligible_on = dates.eligible_on.isoformat() if dates else ""
    return PlannedItem(row.item, row.digest, row.size, eligible_on, judgement.series)


def fits_in_record(entries: Sequence[PlannedItem], most: int = MOST_ENTRIES) -> bool:
    """Whether a list can stand in a record too; else it lies beside it alone."""
    size = sum(_ENTRY_BYTES + len(each.item.site) + len(each.item.id) for each in entries)
    return len(entries) <= most and size <= MOST_BYTES
