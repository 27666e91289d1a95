"""The commands that give out a request's list to be ticked, and read it back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal

from .judging import judged_for
from .output import tell
from .output_files import write_file, write_together
from .places import Places, git_person, named_record

if TYPE_CHECKING:
    from records_portal.register.item_lists.authorized_lists import AuthorizedList
    from records_portal.register.model import Record
    from records_portal.register.records import AuthorizationValue

FILE = click.Path(path_type=Path)
MOST_ROWS = 500_000


@click.command("list")
@click.argument("name", metavar="ID")
@click.option("--out", type=FILE, required=True, metavar="FILE", help="The sheet: .xlsx, or .csv.")
@click.pass_obj
def write_list(places: Places, name: str, out: Path) -> int:
    """Write the list of a request as a spreadsheet, with a column to mark what is spared and one for the reason."""
    from records_portal.disposal.authorization_lists import SHEET_COLUMNS, sheet_rows
    from records_portal.values.csv_text import csv_text

    record, items = _with_list(places, name)
    _, judged = judged_for(places, record)
    rows = sheet_rows(items, judged)
    if out.suffix.lower() == ".xlsx":
        write_file(out, _workbook(SHEET_COLUMNS, rows), places)
    else:  # a spreadsheet takes CSV for UTF-8 only where it begins with the byte order mark
        write_file(out, csv_text(SHEET_COLUMNS, rows).encode("utf-8-sig"), places)
    tell(f"mark what is kept under spare and say why; then `records authorization tick {name} {out}`")
    return 0


def _workbook(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet in which every cell is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "List"
    for number, row in enumerate([columns, *rows], 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(number, place, text)
            cell.data_type = "s"  # an id that begins with = is no formula
            if number == 1:
                cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (8, 40, 44, 30, 12, 12, 12, 24), strict=True):
        sheet.column_dimensions[letter].width = width
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


@click.command("paper")
@click.argument("name", metavar="ID")
@click.option("--out", type=FILE, required=True, metavar="DIR", help="The folder for the paper, as PDF and as text.")
@click.pass_obj
def write_paper(places: Places, name: str, out: Path) -> int:
    """Write what the approver has to know: counts, samples, what is new, what is spared and why, what is left out."""
    from records_portal.disposal.authorization_drafts import judged_once
    from records_portal.documents import approver_paper, approver_pdf

    record, _ = _with_list(places, name)
    for root in (places.root, *places.private):
        if out.resolve().is_relative_to(root.resolve()):
            raise Refusal(f"{str(out)!r} lies in a root; what the approver reads is kept elsewhere, name a place there")
    retention, judged = judged_for(places, record)
    paper = approver_paper(record, retention, judged_once(judged), private=bool(places.private))
    files = {
        f"{name}-approval.pdf": approver_pdf(places.loaded.register, paper),
        f"{name}-approval.txt": paper.render().encode(),
    }
    write_together(out, files, places)
    return 0


@click.command("tick")
@click.argument("name", metavar="ID")
@click.argument("file", type=FILE)
@click.option("--by", metavar="PERSON", help="Who spares them; default: whoever git's user.email belongs to.")
@click.option("--dry-run", is_flag=True, help="Show what would be spared, write nothing.")
@click.pass_obj
def read_ticked_list(places: Places, name: str, file: Path, by: str | None, dry_run: bool) -> int:
    """Read a ticked list back: what is marked leaves the request, by name and with its reason."""
    from records_portal.disposal.authorization_lists import refuse_fixed_list, spared_by, ticked_rows, with_spared
    from records_portal.disposal.preconditions.people import check_person
    from records_portal.files.durable import write_durably
    from records_portal.files.yaml_text import dump_yaml
    from records_portal.imports.account_sheets import read_sheet
    from records_portal.register.item_lists.authorized_lists import list_path, render_authorized_list
    from records_portal.register.kinds import KINDS
    from records_portal.register.record_editing import render_diff, write_record

    record, items = _with_list(places, name)
    refuse_fixed_list(record)
    sheet = read_sheet(file, MOST_ROWS)
    if hidden := [row.number for row in sheet if row.hidden]:
        raise Refusal(
            f"{file.name!r}: rows are hidden: {len(hidden):,}, first row {hidden[0]}; show them all, then save it"
        )
    rows = [(row.number, [cell.text for cell in row.cells]) for row in sheet]
    spared = spared_by(items, ticked_rows(rows))
    if not spared:
        tell("nothing is marked; the list stays as it is")
        return 0
    by = by or git_person(places, "--by", "read the list")
    person = check_person(places.loaded.register, by, "--by", places.today())
    retention, judged = judged_for(places, record)
    said_by = person.id, places.today().isoformat()
    value, left = with_spared(retention, record, items, spared, judged, said_by)
    root, path = places.root_of(record), KINDS["authorizations"].path_of(record.id)
    before, after = (root / path).read_bytes(), dump_yaml(value).encode()
    click.echo(render_diff(before, after, path), nl=False)
    tell(f"spared: {len(spared):,}; on the list: {len(left):,}")
    if dry_run:
        tell("nothing was written")
        return 0
    # a run that ends between the two leaves a digest that no list has: nothing is authorized, and it may be run again
    write_record(root, path, after, before)
    write_durably(root / list_path(path), render_authorized_list(left))
    return 0


def _with_list(places: Places, name: str) -> tuple[Record[AuthorizationValue], AuthorizedList]:
    """A request with the list beside it."""
    places.refuse_unreadable()
    register = places.loaded.register
    record = named_record(places, "authorizations", name, register.get("authorizations", name))
    if name not in register.lists:
        raise Refusal(f"authorization {name!r} has no list beside it; `records authorization draft` writes one")
    return record, register.lists[name]
