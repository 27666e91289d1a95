"""`records import posts` and its like: entries of many records from one spreadsheet, and the template for it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.answers.derived import Answerer
from records_portal.imports.entry_rows import DateOrder, RowReading
from records_portal.imports.entry_sheets import EntrySheet, headings_of, plain_heading
from records_portal.register.findings import Refusal
from records_portal.wording.words import count

from .defect_lists import put_report, refuse_report
from .oneself import oneself
from .output_files import put_file
from .places import Places

if TYPE_CHECKING:
    from records_portal.imports.entry_import import Placed


def take_in_entries(
    places: Places,
    sheet: EntrySheet,
    source: Path,
    settings: tuple[str, ...],
    order: DateOrder,
    report: Path | None,
    dry_run: bool,
) -> int:
    """Take in a spreadsheet's rows; 1 where a row was left out."""
    from records_portal.imports.account_import import render_defects
    from records_portal.imports.entry_import import import_entries, summary_of_entries
    from records_portal.register.record_editing import write_records

    refuse_report(report, source, places)
    places.refuse_unreadable()
    reporter = Answerer(places.today().isoformat(), oneself(places))
    reading = RowReading(sheet, places.loaded.register, _given(sheet, settings), order, reporter)
    imported = import_entries(source, reading, _placed(places, sheet), places.trees, places.today())
    if not dry_run:
        write_records(imported.files)
    if report:
        put_report(report, imported.defects, places)
    else:
        click.echo(render_defects(imported.defects, "text"), nl=False)
    click.echo(summary_of_entries(imported, not dry_run))
    return int(imported.left_out > 0)


def _given(sheet: EntrySheet, settings: tuple[str, ...]) -> Mapping[str, str]:
    """What holds for every row, by the answer's path."""
    meant = headings_of(sheet)
    found = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        path = meant.get(plain_heading(name))
        if not equals or not path:
            known = ", ".join(one.heading for one in sheet.columns if one.path or one is sheet.subject)
            raise Refusal(f"--set {setting!r}: COLUMN=VALUE, with one of {known}")
        found[path] = value
    return found


def _placed(places: Places, sheet: EntrySheet) -> Placed:
    """Where an entry belongs: the record, the root, and whether that is a private one."""
    from .record_writing import log_of_the_year, place_of_record

    def placed(about: str, answers: Mapping[str, object]) -> tuple[str, Path, bool]:
        record_id = log_of_the_year(sheet.form, places, about, answers)
        return record_id, *place_of_record(sheet.form, places, record_id, answers)

    return placed


def write_template(places: Places, sheet: EntrySheet, file: Path, month: str | None, captured: str | None) -> int:
    """Write an empty spreadsheet, or one that is filled in as far as the register and its captures know."""
    from records_portal.imports.entry_sheets import entry_template

    rows = _rows(places, sheet, month, captured)
    put_file(file, entry_template(sheet, file, rows), places)
    click.echo(f"{file}: {count(len(rows), 'row')} to complete" if rows else f"{file}: an empty sheet")
    return 0


def _rows(places: Places, sheet: EntrySheet, month: str | None, captured: str | None) -> list[dict[str, str]]:
    from records_portal.imports.entry_drafts import captured_posts, sites_to_attest

    if captured:
        if not month:
            raise Refusal("--from-captures wants the month, with --month, such as 2026-03")
        items = [{str(name): str(cell) for name, cell in row.items()} for row in places.items.to_dict("records")]
        return captured_posts(items, places.loaded.register, captured, month)
    if month and sheet.word == "attestations":
        return sites_to_attest(places.loaded.register, month, places.today().isoformat())
    if month:
        raise Refusal("--month fills in a template of attestations, or one of posts with --from-captures SITE")
    return []
