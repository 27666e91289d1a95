"""Decisions beside a capture, on classes (`classes.csv`) and on days (`dates.csv`): about its items, by people."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.register.time_zones import as_time_zone
from records_portal.retention.item_lists import RESIDUE, is_within

from .context import CheckContext, SideFile
from .items import CLASSES, DAY, index_of, is_day
from .mentions import names_of
from .rules import RuleFault, error

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue

COLUMNS = ["item", "class", "by", "on", "reason"]
DATE_COLUMNS = ["item", "dated_on", "by", "on", "evidence"]
DATE_HEADING = "item,dated_on,by,on,evidence"


@dataclass(frozen=True, slots=True)
class _Decision:
    """A row of `classes.csv`, or why it is none."""

    line: int
    item: str = ""
    by: str = ""
    wrong: tuple[str, str] = ("", "")


def _decisions(file: SideFile) -> Iterator[_Decision]:
    if file.data is None:
        return
    reader = csv.reader(io.StringIO(file.data.decode("utf-8", "replace"), newline=""), strict=True)
    try:
        if next(reader, None) != COLUMNS:
            yield _Decision(1, wrong=("the heading is not that of class decisions", ",".join(COLUMNS)))
            return
        for cells in reader:
            wrong = _wrong_decision(cells)
            yield _Decision(reader.line_num, *((cells[0], cells[2]) if not wrong[0] else ("", "")), wrong)
    except csv.Error as broken:
        yield _Decision(reader.line_num, wrong=(f"not readable as CSV: {broken}", "quotes closed, one row a line"))


def _wrong_decision(cells: list[str]) -> tuple[str, str]:
    """What is wrong with a row and what would be right; nothing where it is sound."""
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} cells", f"{len(COLUMNS)} cells"
    _, content_class, _, on, reason = cells
    if content_class not in CLASSES:
        return f"class {content_class!r} is not known", f"one of {', '.join(CLASSES)}"
    if not on or not re.fullmatch(DAY, on) or not is_day(on):
        return f"on {on!r}", "a date"
    return ("no reason is given", "why the class was decided") if not reason.strip() else ("", "")


def _all_decisions(context: CheckContext) -> Iterator[tuple[Record[CaptureValue], SideFile, _Decision]]:
    for capture in context.of("captures"):
        file = context.beside(capture, "classes.csv")
        for decision in _decisions(file):
            yield capture, file, decision


@error
def check_decision_rows(context: CheckContext) -> Iterator[RuleFault]:
    """I006 class decisions have their heading, and in each row an item, a known class, a person, a date, a reason."""
    for capture, file, decision in _all_decisions(context):
        if decision.wrong[0]:
            yield RuleFault(file.place(decision.line), capture.id, *decision.wrong)


@error
def check_decisions_name_items(context: CheckContext) -> Iterator[RuleFault]:
    """I007 a class is decided for an item or a residue part of the same capture."""
    ids: dict[str, set[str]] = {}
    for capture, file, decision in _all_decisions(context):
        index = index_of(context, capture)
        if capture.id not in ids:
            parts = {f"{RESIDUE}/{each['part']}" for each in capture.value["residue"]}
            ids[capture.id] = {row.id for row in index.rows} | parts
        if not decision.wrong[0] and index.is_readable and decision.item not in ids[capture.id]:
            yield RuleFault(file.place(decision.line), capture.id, f"no item {decision.item!r}", "an id in items.csv")


@error
def check_decisions_by_people(context: CheckContext) -> Iterator[RuleFault]:
    """I008 a class is decided by a person with a record."""
    people = names_of(context.register, "people")
    for capture, file, decision in _all_decisions(context):
        if not decision.wrong[0] and decision.by not in people:
            guess = context.guess(decision.by, "people", sorted(people))
            expected = "" if guess else "the id of a person"
            yield RuleFault(file.place(decision.line), capture.id, f"no such person {decision.by!r}", expected, guess)


def _datings(file: SideFile) -> Iterator[tuple[int, list[str], str]]:
    """Each row with its line, and what is wrong with it; empty where it is sound."""
    if file.data is None:
        return
    reader = csv.reader(io.StringIO(file.data.decode("utf-8", "replace"), newline=""), strict=True)
    try:
        if next(reader, None) != DATE_COLUMNS:
            yield 1, [], f"the heading is not {DATE_HEADING}"
            return
        for cells in reader:
            yield reader.line_num, cells, _wrong_dating(cells)
    except csv.Error as broken:
        yield reader.line_num, [], f"not readable as CSV: {broken}"


def _wrong_dating(cells: list[str]) -> str:
    if len(cells) != len(DATE_COLUMNS):
        return f"{len(cells)} cells; {len(DATE_COLUMNS)} columns"
    _, dated_on, _, on, evidence = cells
    if not (is_day(dated_on) and is_day(on)):
        return f"dated_on {dated_on!r}, on {on!r}; both are dates"
    if dated_on > on:
        return f"dated {dated_on}, decided on {on}; a day that had come"
    return "" if evidence.strip() else "no evidence is named"


def _all_datings(context: CheckContext) -> Iterator[tuple[Record[CaptureValue], SideFile, int, list[str], str]]:
    for capture in context.of("captures"):
        file = context.beside(capture, "dates.csv")
        for line, cells, wrong in _datings(file):
            yield capture, file, line, cells, wrong


@error
def check_dating_rows(context: CheckContext) -> Iterator[RuleFault]:
    """I009 a dating decision names an item, a day that had come, a person, when it was decided, and the evidence."""
    for capture, file, line, _, wrong in _all_datings(context):
        if wrong:
            yield RuleFault(file.place(line), capture.id, wrong, "a row as `records date` writes it")


@error
def check_datings_within_days(context: CheckContext) -> Iterator[RuleFault]:
    """I011 the last day that was decided of an item lies within the days that its index says it can date from."""
    sound = (each for each in _all_datings(context) if not each[-1])
    last = {(capture.id, cells[0]): (capture, file, line, cells) for capture, file, line, cells, _ in sound}
    for capture, file, line, (item, day, *_) in last.values():
        for earliest_on, latest_on in _days_of(context, capture, item):
            if not is_within(day, earliest_on, latest_on):
                days = f"{earliest_on or 'any day'} to {latest_on or 'any day'}"
                wrong = f"{item!r} dates from {days}, and not from {day}"
                yield RuleFault(file.place(line), capture.id, wrong, "a line after it with a day within that")
                break


def _days_of(context: CheckContext, capture: Record[CaptureValue], item: str) -> Iterator[tuple[str, str]]:
    """From when to when each version of an item can date; a part of residue is no later than its capture."""
    if item.startswith(f"{RESIDUE}/"):
        at = datetime.fromisoformat(capture.value["ingested"]["at"])
        yield "", at.astimezone(as_time_zone(context.register.portal)).date().isoformat()
    for row in index_of(context, capture).rows:
        if row.id == item and row.change != "gone":
            yield row.earliest_on, row.latest_on


@error
def check_datings_name_items_and_people(context: CheckContext) -> Iterator[RuleFault]:
    """I010 a day is decided for an item or a residue part of the same capture, by a person with a record."""
    people = names_of(context.register, "people")
    for capture, file, line, cells, wrong in _all_datings(context):
        if wrong:
            continue
        index = index_of(context, capture)
        known = {f"{RESIDUE}/{each['part']}" for each in capture.value["residue"]} | {row.id for row in index.rows}
        if index.is_readable and cells[0] not in known:
            yield RuleFault(file.place(line), capture.id, f"no item {cells[0]!r}", "an id in items.csv")
        elif cells[2] not in people:
            yield RuleFault(file.place(line), capture.id, f"no such person {cells[2]!r}", "the id of a person")
