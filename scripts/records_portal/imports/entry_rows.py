"""A row of a spreadsheet as the answers to a form; whatever in it cannot be taken is a defect with what would be right.

* Every cell of a row is looked at, so that all its defects are told at once.
* A day is written year-month-day, or in the order that somebody said; Excel's own dates are days already. A number
  where a day is asked is never taken for one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from records_portal.answers.authoring import Answers, set_answer
from records_portal.answers.derived import Answerer, derive, id_for
from records_portal.answers.questions import Question, completed, missing, question_at
from records_portal.register.findings import Refusal
from records_portal.register.model import Register

from .account_import import Defect
from .account_sheets import SheetCell, SheetRow
from .entry_sheets import SEPARATOR, EntrySheet, headings_of, measure_choices, plain_heading

DateOrder = Literal["mdy", "dmy", ""]
SUBJECT = "*"
_NUMBERED_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?:[ T].*)?\Z", re.ASCII)
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9:.]+\Z", re.ASCII)
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})\Z", re.ASCII)
_MONTH_OF_DAY = re.compile(r"([0-9]{4}-[0-9]{2})-[0-9]{2}\Z", re.ASCII)
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What a row says: the entry's answers, and the record that it is about."""

    number: int
    record_id: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class RowReading:
    """How rows are read: the sheet, the register, what holds for every row, and in which order dates stand.

    `by` is whoever reports, and today, where the rows are reports.
    """

    sheet: EntrySheet
    register: Register
    given: Mapping[str, str]
    order: DateOrder = ""
    by: Answerer = field(default_factory=Answerer)

    def columns(self, source: Path, heading: SheetRow) -> tuple[dict[int, tuple[str, str]], list[Defect]]:
        """Which column holds which answer, with its heading; one that is not asked for is told and left alone."""
        meant = headings_of(self.sheet)
        found: dict[int, tuple[str, str]] = {}
        defects = []
        for index, cell in enumerate(heading.cells):
            path = meant.get(plain_heading(cell.text))
            if path and path in {one for one, _ in found.values()}:
                raise Refusal(f"{source.name!r}: two columns say {cell.text!r}; leave one out")
            if path:
                found[index] = path, cell.text
            elif path is None and cell.text:
                guess = difflib.get_close_matches(plain_heading(cell.text), list(meant), 1)
                right = f"did you mean {self._heading(meant[guess[0]])!r}?" if guess else "leave it out"
                defects.append(Defect(heading.number, cell.text, "", "a column that is not asked for", right))
        subject = self.sheet.subject.heading
        if SUBJECT not in {path for path, _ in found.values()} and plain_heading(subject) not in self.given:
            raise Refusal(f"{source.name!r} has no column {subject!r}; the first line names the columns")
        return found, defects

    def _heading(self, path: str) -> str:
        """The heading of an answer's column."""
        return next((one.heading for one in self.sheet.columns if path in (one.path, "*"[: one.path == ""])), path)

    def row(self, row: SheetRow, columns: Mapping[int, tuple[str, str]]) -> tuple[EntryRow, list[Defect]]:
        """What a row says, and everything in it that cannot be taken."""
        form, answers, defects, record_id = self.sheet.form, Answers(), list[Defect](), ""
        cells = {path: SheetCell(text) for path, text in self.given.items()}
        written = {path: cell for path, _, cell in _cells(row, columns) if cell.text or cell.wrong}
        heading = {path: text for path, text, _ in _cells(row, columns)}
        for path, cell in {**cells, **written}.items():
            try:
                if path in (SUBJECT, plain_heading(self.sheet.subject.heading)):
                    record_id = self._subject(cell)
                else:
                    self._put(answers, path, cell)
            except UnfitCell as unfit:
                name = heading.get(path, path)
                defects.append(Defect(row.number, name, cell.text, unfit.wrong, unfit.right))
        if not record_id and not any(each.column == self.sheet.subject.heading for each in defects):
            defects.append(
                Defect(
                    row.number, self.sheet.subject.heading, "", "nothing is named", "a name or an id of the register"
                )
            )
        _renumbered(answers)
        derive(form, answers, self.register, self.by if self.sheet.reports else Answerer(), record_id)
        known = {each.column for each in defects}
        for place, question in missing(form.root, completed(form.root, answers)):
            name = self._heading(".".join(map(str, place)))
            if form.sets and not question.asked:
                continue  # it stands in the entry that is there
            if name not in known:
                defects.append(Defect(row.number, name, "", "not answered", question.hint or question.title))
        told = {each.column for each in defects}
        for column in self.sheet.columns:
            if (
                column.needed
                and column.path
                and column.heading not in told
                and not {column.path, column.instead} & {*answers}
            ):
                defects.append(Defect(row.number, column.heading, "", "not answered", "as the template says"))
        return EntryRow(row.number, record_id, answers), defects

    def _subject(self, cell: SheetCell) -> str:
        """The record that the entry is about."""
        kind = "sites" if self.sheet.subject.heading == "Site" else "people"
        if cell.wrong:
            raise UnfitCell(*_parted(cell.wrong))
        found = id_for(Question("", "", "", "line", among=kind), cell.text, self.register)
        if found not in self.register.of(kind):
            guess = difflib.get_close_matches(found, list(self.register.of(kind)), 1)
            right = f"did you mean {guess[0]!r}?" if guess else f"a name or an id from registry/{kind}/"
            raise UnfitCell("not in the register", right)
        return found

    def _put(self, answers: Answers, path: str, cell: SheetCell) -> None:
        if cell.wrong:
            raise UnfitCell(*_parted(cell.wrong))
        measure = path.removeprefix("measures.")
        if self.sheet.measures and measure in measure_choices(self.sheet):
            number = cell.text.replace(",", "") if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", cell.text) else cell.text
            entries = answers.setdefault("measures", [])
            assert isinstance(entries, list)
            place = f"measures.{len(entries)}"
            self._set(answers, f"{place}.value", number)
            self._set(answers, f"{place}.measure", measure)
            return
        question = question_at(self.sheet.form.root, path.split("."))
        texts = [cell.text]
        if question and question.form in ("list", "ticks"):
            texts = [each.strip() for each in re.split(rf"[{SEPARATOR}\n]", cell.text) if each.strip()]
        for text in texts:
            self._set(answers, path, text)

    def _set(self, answers: Answers, path: str, text: str) -> None:
        question = question_at(self.sheet.form.root, path.split("."))
        if question and question.form == "date":
            text = day_of(text, self.order)
        elif path == "month":
            text = month_of(text)
        if question and question.form == "truth":
            text = {"y": "yes", "n": "no", "1": "yes", "0": "no"}.get(text.casefold(), text.casefold())
        try:
            set_answer(self.sheet.form.root, answers, path, text, lambda one, each: id_for(one, each, self.register))
        except Refusal as refusal:
            fault = str(refusal).removeprefix(f"{path}: ").removeprefix(f"{text!r} ")
            raise UnfitCell(*_parted(fault)) from refusal


class UnfitCell(Exception):  # noqa: N818 -- carries a defect to the one place that collects it
    """A cell that cannot be taken: what is wrong, and what would be right."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong, self.right = wrong, right


def _parted(fault: str) -> tuple[str, str]:
    wrong, _, right = fault.partition("; ")
    return wrong, right or "as the template says"


def _cells(row: SheetRow, columns: Mapping[int, tuple[str, str]]) -> Iterator[tuple[str, str, SheetCell]]:
    for index, cell in enumerate(row.cells):
        if index in columns:
            path, heading = columns[index]
            yield path, heading, cell


def _renumbered(answers: Answers) -> None:
    """Leave out entries that a cell could not fill, so that what is told is the cell and not the gap."""
    for name, value in list(answers.items()):
        if isinstance(value, list):
            answers[name] = [each for each in value if each is not None]


def day_of(text: str, order: DateOrder) -> str:
    """The day that a cell says, year-month-day; in another order only where somebody said which one it is."""
    if _SERIAL.match(text):
        raise UnfitCell("a number where a day is asked", "the column formatted as a date, or year-month-day")
    if with_time := _WITH_TIME.match(text):
        return with_time[1]
    match = _NUMBERED_DAY.match(text)
    if not match:
        return text
    if not order:
        raise UnfitCell(
            "day and month in an order that nobody said", "year-month-day, or the order with --dates mdy|dmy"
        )
    first, second = int(match[1]), int(match[3])
    month, day = (first, second) if order == "mdy" else (second, first)
    return f"{match[4]}-{month:02}-{day:02}"


def month_of(text: str) -> str:
    """The month that a cell says, year-month; a spreadsheet makes its first day of it."""
    if match := _MONTH_FIRST.match(text):
        return f"{match[2]}-{int(match[1]):02}"
    match = _MONTH_OF_DAY.match(text)
    return match[1] if match else text


def entry_key(sheet: EntrySheet, entry: Mapping[str, object]) -> tuple[str, ...]:
    """What tells an entry from another one of its record."""
    return tuple(str(entry.get(name)) for name in sheet.told_apart_by)
