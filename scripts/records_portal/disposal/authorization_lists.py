"""A request's list as people tick it: each item a row of a spreadsheet, spared by a mark and a reason, and read back.

* Every row bears the list's own mark: rows of another list, or of this one before it was changed, are refused.
* Every item of the list has one row and no other has any: a list that was cut or filtered spares nothing unseen.
* A list is ticked until the request has a number or an answer; then it is fixed, and another request is made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.findings import Refusal
from records_portal.register.item_lists.authorized_lists import AuthorizedList, render_authorized_list
from records_portal.register.model import Record
from records_portal.retention.item_lists import Named
from records_portal.retention.request_lines import series_asked
from records_portal.retention.statuses import Judgement, Retention
from records_portal.values.csv_text import plain_cell

from .authorization_drafts import line_values

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

SHEET_COLUMNS = ("spare", "reason", "item", "series", "kind", "dated_on", "eligible_on", "list")
MOST_SPARED = 5_000


@dataclass(frozen=True, slots=True)
class TickedRow:
    """A row as it came back: its number, whether it is marked, the reason, the item's name and the list's mark."""

    number: int
    spare: str
    reason: str
    item: str
    mark: str


def list_mark(items: AuthorizedList) -> str:
    """What every row of a list's sheet bears: the beginning of the list's digest, a word no spreadsheet rounds."""
    return f"list-{hashlib.sha256(render_authorized_list(items)).hexdigest()[:16]}"


def sheet_name(named: Named) -> str:
    """An item in one cell, as text that no spreadsheet takes for a number."""
    return f"{named[0]}/{named[1]}/{named[2]}"


def sheet_rows(items: AuthorizedList, judged: Iterable[Judgement]) -> list[tuple[str, ...]]:
    """The rows of a list, in its order; what no capture lists any more stands there without its days."""
    known = {each.item.named: each for each in judged}
    mark = list_mark(items)
    return [
        ("", "", sheet_name(named), series, *_said(known.get(named)), mark) for named, series in sorted(items.items())
    ]


def _said(judged: Judgement | None) -> tuple[str, str, str]:
    if judged is None:
        return "not in any capture", "", ""
    dates = judged.outcome.dates
    return judged.item.kind, judged.item.trigger_on, dates.eligible_on.isoformat() if dates else ""


def ticked_rows(rows: Sequence[tuple[int, Sequence[str]]]) -> list[TickedRow]:
    """The rows of a sheet by the names of its columns, which may stand in any order."""
    _, heading = rows[0]
    names = [each.strip().lower() for each in heading]
    if missing := [each for each in ("spare", "reason", "item", "list") if each not in names]:
        raise Refusal(
            f"the first row names no column {missing[0]!r}; give back the sheet of `records authorization list`"
        )
    places = [names.index(each) for each in ("spare", "reason", "item", "list")]
    return [
        TickedRow(number, *(cells[place].strip() if place < len(cells) else "" for place in places))
        for number, cells in rows[1:]
    ]


def spared_by(items: AuthorizedList, rows: Sequence[TickedRow]) -> dict[Named, str]:
    """The items that are marked, each with its reason; any doubt about the list is refused with its row."""
    mark = list_mark(items)
    known: dict[str, Named] = {}
    for named in items:
        known[sheet_name(named)] = known[plain_cell(sheet_name(named))] = named
    seen: dict[Named, int] = {}
    spared: dict[Named, str] = {}
    for row in rows:
        if row.mark != mark:
            raise Refusal(f"row {row.number} is of another list, {row.mark or 'none'} and not {mark}; tick a new sheet")
        if row.item not in known:
            raise Refusal(f"row {row.number} names {row.item!r}, which is not on the list; take the row out")
        named = known[row.item]
        if named in seen:
            raise Refusal(f"row {row.number} repeats {row.item!r} of row {seen[named]}; leave one of them")
        seen[named] = row.number
        if row.spare and not row.reason:
            raise Refusal(f"row {row.number} spares {row.item!r} without a reason; say why it is kept")
        if row.reason and not row.spare:
            raise Refusal(f"row {row.number} has a reason and no mark; mark it under spare, or take the reason out")
        if row.spare:
            spared[named] = row.reason
    if missing := sorted(items.keys() - seen.keys()):
        more = f" and {len(missing) - 1:,} more" if len(missing) > 1 else ""
        raise Refusal(f"the sheet lacks {sheet_name(missing[0])!r}{more}; give back every row of the list")
    return spared


def refuse_fixed_list(record: Record[AuthorizationValue]) -> None:
    """A list is no longer ticked once the State's system has it."""
    value = record.value
    if value["kind"] == "ongoing":
        raise Refusal(f"{record.id!r} is ongoing and has no list; each disposition under it fixes its own")
    if "number" in value["requested"] or [each["status"] for each in value["status"]] != ["pending"]:
        raise Refusal(f"the list of {record.id!r} is fixed, for it was handed in; make another request")


def with_spared(
    retention: Retention,
    record: Record[AuthorizationValue],
    items: AuthorizedList,
    spared: Mapping[Named, str],
    judged: Iterable[Judgement],
    said_by: tuple[str, str],
) -> tuple[AuthorizationValue, AuthorizedList]:
    """The record and the list without what is spared; the record names each of these, with reason, person and day."""
    left = {named: series for named, series in items.items() if named not in spared}
    if not left:
        raise Refusal("every item is spared; nothing is left to ask for, take the request back")
    references = [each for each in series_asked(record.value) if each in left.values()]
    if gone := [each for each in references if each not in retention.series]:
        raise Refusal(f"series {gone[0]!r} is not in force; make another request")
    days = {each.item.named: each.item.trigger_on for each in judged}
    spans = [_span([days.get(named, "") for named, under in left.items() if under == each]) for each in references]
    by, on = said_by
    earlier = list(record.value.get("spared", ()))
    known = {(each["site"], each["item"], each["version"]) for each in earlier}
    entries = [
        {"site": named[0], "item": named[1], "version": named[2], "reason": reason, "by": by, "on": on}
        for named, reason in sorted(spared.items())
        if named not in known
    ]
    if len(earlier) + len(entries) > MOST_SPARED:
        raise Refusal(
            f"more than {MOST_SPARED:,} items would be spared by name; draft for fewer days with --from, --to"
        )
    kept = {
        name: each for name, each in record.value.items() if name not in ("span", "items_digest", "volume", "lines")
    }
    fresh = line_values([retention.series[each] for each in references], left, spans)
    value = {**kept, "series": references[0], **fresh, "spared": [*earlier, *entries]}
    return _in_order(value), left


def _span(days: Sequence[str]) -> dict[str, str]:
    dated = [day for day in days if day]
    return {"from_on": min(dated), "to_on": max(dated)} if dated else {}


def _in_order(value: Mapping[str, object]) -> AuthorizationValue:
    """The properties as a draft has them."""
    first = ("kind", "series", "sites", "span", "items_digest", "volume", "lines", "spared")
    ordered = {name: value[name] for name in first if name in value}
    return ordered | {name: each for name, each in value.items() if name not in ordered}  # type: ignore[return-value]
