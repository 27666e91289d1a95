"""Entries of many records taken in from one spreadsheet: posts, attestations, training, access, usage figures.

* Each row is held against the register by itself: what is wrong with one keeps no other from being told, or written.
* An entry that stands in its record already is left alone; another one of the same day and name is a defect.
* All records of a run are written or none; no other byte of them changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from records_portal.answers.authoring import Trees, blocking, with_values
from records_portal.answers.questions import completed
from records_portal.files.yaml_text import dump_yaml, read_places, read_yaml
from records_portal.register.findings import Finding, Place, Refusal
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record
from records_portal.register.record_editing import RecordWrite, append_entries, read_record
from records_portal.register.shapes import check_shape

from .account_import import Defect
from .account_sheets import HIDDEN, read_sheet
from .entry_rows import EntryRow, RowReading, entry_key
from .entry_sheets import EntrySheet

Placed = Callable[[str, Mapping[str, object]], tuple[str, Path, bool]]


@dataclass(slots=True)
class EntriesOfRecord:
    """The rows of one record: where it is, what its file says, and the entries that come to it."""

    root: Path
    path: str
    private: bool
    before: bytes | None
    rows: list[EntryRow] = field(default_factory=list)
    known: dict[tuple[str, ...], Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportedEntries:
    """What a spreadsheet comes to: the files as they would be, the defects, and how many rows came to what."""

    files: tuple[RecordWrite, ...]
    defects: tuple[Defect, ...]
    rows: int
    written: int
    repeated: int

    @property
    def left_out(self) -> int:
        """How many rows were left out for a defect."""
        return self.rows - self.written - self.repeated


def import_entries(source: Path, reading: RowReading, placed: Placed, trees: Trees, as_of: date) -> ImportedEntries:
    """What a spreadsheet comes to; nothing is written. `placed` names the record, root and secrecy of an entry."""
    heading, *rows = read_sheet(source)
    columns, defects = reading.columns(source, heading)
    records: dict[tuple[Path, str], EntriesOfRecord] = {}
    repeated = 0
    for row in rows:
        if row.hidden:
            defects.append(Defect(row.number, "", "", *HIDDEN))
            continue
        entry, faults = reading.row(row, columns)
        faults = faults or list(_shape_faults(reading, entry, columns))
        if not faults:
            try:
                repeated += not _put(reading.sheet, records, entry, placed)
            except Refusal as refusal:
                wrong, _, right = str(refusal).partition("; ")
                faults = [Defect(row.number, "", "", wrong, right or "another entry")]
        defects += faults
    listed = tuple(trees)
    unsound = list(_unsound(reading, records, listed, as_of))
    files = tuple(
        RecordWrite(each.root, each.path, each.before, _text(reading.sheet, each))
        for each in records.values()
        if each.rows
    )
    written = sum(len(each.rows) for each in records.values())
    told = tuple(sorted([*defects, *unsound], key=lambda one: (one.row, one.column)))
    return ImportedEntries(files, told, len(rows), written, repeated)


def _part(sheet: EntrySheet, entry: EntryRow) -> dict[str, Any]:
    """The entry as it stands in its record."""
    return completed(sheet.form.root, entry.answers)


def _shape_faults(reading: RowReading, entry: EntryRow, columns: Mapping[int, tuple[str, str]]) -> Iterator[Defect]:
    """What the schema says against an entry, by its columns."""
    sheet = reading.sheet
    if sheet.form.sets:
        return
    name = str(sheet.form.into[0])
    value = {name: [_part(sheet, entry)]}
    headings = dict(columns.values())
    record = Record(
        sheet.form.kind, "row", KINDS[sheet.form.kind].path_of("row/0"), value, locate=lambda _: Place("row")
    )
    for fault in check_shape(record):
        path = fault.subject.removeprefix("row").strip().removeprefix(f"{name}.0").strip(".")
        right = fault.expected or (
            f"did you mean {fault.suggestion!r}?" if fault.suggestion else "as the template says"
        )
        yield Defect(entry.number, headings.get(path, path), "", fault.message, right)


def _put(sheet: EntrySheet, records: dict[tuple[Path, str], EntriesOfRecord], entry: EntryRow, placed: Placed) -> bool:
    """Put an entry among those of its record; not where it stands there already, and refused where another one does."""
    record_id, root, private = placed(entry.record_id, entry.answers)
    path = KINDS[sheet.form.kind].path_of(record_id)
    if (root, path) not in records:
        file = root / path
        made = EntriesOfRecord(root, path, private, file.read_bytes() if file.is_file() else None)
        made.known.update((entry_key(sheet, each), each) for each in _standing(sheet, made))
        records[root, path] = made
    record, part = records[root, path], _part(sheet, entry)
    if sheet.form.sets:
        return _put_anew(sheet, record, entry, part)
    key = entry_key(sheet, part)
    if other := record.known.get(key):
        if all(other.get(name) == value for name, value in part.items()):
            return False
        raise Refusal(
            f"another entry of {', '.join(key)} stands in {path} already; a correction, or another day or title"
        )
    record.known[key] = part
    record.rows.append(entry)
    return True


def _put_anew(sheet: EntrySheet, record: EntriesOfRecord, entry: EntryRow, part: Mapping[str, Any]) -> bool:
    """Put what is said of an entry that is there; not where it says so already."""
    if record.before is None:
        raise Refusal(f"{record.path} does not exist; what it is about is written first, with `records new`")
    whole = read_yaml(_text(sheet, record))[0]
    place = sheet.form.place_in(whole, part)
    found = whole
    for step in place:
        found = found[step]
    if all(found.get(name) == value for name, value in part.items()):
        return False
    record.rows.append(entry)
    return True


def _standing(sheet: EntrySheet, record: EntriesOfRecord) -> list[Mapping[str, Any]]:
    """The entries that stand in a record's file."""
    found = read_yaml(record.before)[0] if record.before is not None else None
    for step in sheet.form.into:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else []


def _text(sheet: EntrySheet, record: EntriesOfRecord) -> bytes:
    """The record's file with the entries of its rows."""
    parts = [_part(sheet, each) for each in record.rows]
    if sheet.form.sets:
        text = record.before or b""
        for part in parts:
            text = with_values(text, sheet.form.place_in(read_yaml(text)[0], part), part)
        return text
    if record.before is None:
        return dump_yaml({str(sheet.form.into[0]): parts}).encode()
    return append_entries(record.before, sheet.form.into, parts) if parts else record.before


def _unsound(
    reading: RowReading, records: Mapping[tuple[Path, str], EntriesOfRecord], trees: Trees, as_of: date
) -> Iterator[Defect]:
    """The rows whose entries the checks turn down; what is left is checked again until nothing is."""
    listed = tuple(trees)
    known = {(each.path, each.code, each.message) for each in blocking(reading.register, listed, as_of)}
    while changed := {key: record for key, record in records.items() if record.rows}:
        made = {each.path: (each, *_record(reading.sheet, each)) for each in changed.values()}
        kind = reading.sheet.form.kind
        of_kind = {**reading.register.of(kind), **{record.id: record for _, record, _ in made.values()}}
        checked = replace(reading.register, records={**reading.register.records, kind: of_kind})
        faults = [
            each for each in blocking(checked, listed, as_of) if (each.path, each.code, each.message) not in known
        ]
        wrong = {each.path: each for each in faults if each.path in made}
        if not wrong:
            return
        for path in wrong:
            record, _, text = made[path]
            yield from _left_out(reading.sheet, record, text, [each for each in faults if each.path == path])


def _record(sheet: EntrySheet, entries: EntriesOfRecord) -> tuple[Record, bytes]:
    text = _text(sheet, entries)
    return replace(read_record(entries.path, text), private=entries.private), text


def _left_out(sheet: EntrySheet, record: EntriesOfRecord, text: bytes, faults: Iterable[Finding]) -> Iterator[Defect]:
    """The rows that findings are about, taken out of a record; all of them where one cannot be told."""
    numbers: dict[int, Finding] = {}
    for fault in faults:
        row = _row_at(sheet, record, text, fault)
        for each in [row] if row else record.rows:
            numbers.setdefault(each.number, fault)
    record.rows = [each for each in record.rows if each.number not in numbers]
    for number, fault in numbers.items():
        right = fault.expected or (f"did you mean {fault.suggestion!r}?" if fault.suggestion else "a sound entry")
        yield Defect(number, "", "", fault.message, right)


def _row_at(sheet: EntrySheet, record: EntriesOfRecord, text: bytes, fault: Finding) -> EntryRow | None:
    """The row whose entry a finding's place is in."""
    into = sheet.form.into
    places = read_places(text)
    for path, place in (*places.values.items(), *places.keys.items()):
        if place == (fault.line, fault.column) and path[: len(into)] == into and len(path) > len(into):
            index = path[len(into)]
            first = len(_standing(sheet, record))
            if isinstance(index, int) and not sheet.form.sets and 0 <= index - first < len(record.rows):
                return record.rows[index - first]
    return None


def summary_of_entries(imported: ImportedEntries, written: bool) -> str:
    """What came of a spreadsheet, in one line."""
    would = "" if written else "would be "
    there = f", there already: {imported.repeated:,}" if imported.repeated else ""
    return f"rows: {imported.rows:,}, {would}written: {imported.written:,}{there}, left out: {imported.left_out:,}"
