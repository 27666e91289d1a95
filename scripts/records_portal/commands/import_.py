"""The commands that bring in accounts from a list that already exists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from records_portal.imports.entry_rows import DateOrder
from records_portal.imports.entry_sheets import SHEETS, EntrySheet
from records_portal.register.findings import Refusal

from .defect_lists import put_report, refuse_report
from .output_files import refuse_output
from .places import Places

FOLDER = click.Path(path_type=Path)


@click.group(name="import")
def imports() -> None:
    """Bring in existing accounts, or many entries at once, from a list, with a report of its defects."""


@imports.command("us-digital-registry")
@click.argument("source", metavar="CSV", type=FOLDER)
@click.option("--report", type=FOLDER, required=True, metavar="FILE", help="Where the list of defects is written.")
@click.option("--root", type=FOLDER, metavar="DIR", help="The fresh root to fill; default: the root of the portal.")
@click.pass_obj
def us_digital_registry(places: Places, source: Path, report: Path, root: Path | None) -> int:
    """Read the last public dump of the U.S. Digital Registry into a fresh root."""
    from records_portal.imports.digital_registry import import_registry

    refuse_output(report, replace(places, root=root or places.root))
    click.echo(import_registry(source, root or places.root, report))
    return 0


@imports.command()
@click.argument("source", metavar="FILE", type=FOLDER)
@click.option("--report", type=FOLDER, metavar="FILE", help="Where the defects are written: .csv, or lines of text.")
@click.option("--list", "name", metavar="TEXT", help="What the list is called; default: the file's name.")
@click.option("--on", metavar="DATE", help="The date of the list; default: today.")
@click.option("--origin", type=click.Choice(["inventory", "imported"]), default="inventory", show_default=True)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write no record.")
@click.pass_obj
def accounts(
    places: Places, source: Path, report: Path | None, name: str | None, on: str | None, origin: str, dry_run: bool
) -> int:
    """Take over an agency's list of its accounts (CSV or .xlsx); rows with defects are reported and left out."""
    from records_portal.imports.account_import import import_accounts, render_defects, summary_of, write_files
    from records_portal.imports.account_rows import Listing
    from records_portal.values.dates import NotADate, parse_date

    try:
        day = places.day_done(parse_date(on) if on else None).isoformat()
    except NotADate as error:
        raise Refusal(f"--on: {error}") from error
    refuse_report(report, source, places)
    places.refuse_unreadable()
    imported = import_accounts(
        source, places.loaded.register, Listing(name or source.name, day, origin), places.today()
    )
    if not dry_run:
        write_files(places.root, imported.files)
    if report:
        put_report(report, imported.defects, places)
    else:
        click.echo(render_defects(imported.defects, "text"), nl=False)
    click.echo(summary_of(imported, not dry_run))
    return int(imported.faulty > 0)


class _EntriesCommand(click.Command):
    """Entries of one kind from a spreadsheet."""

    def __init__(self, sheet: EntrySheet) -> None:
        params: list[click.Parameter] = [
            click.Argument(["source"], metavar="[FILE]", required=False, type=FOLDER),
            click.Option(
                ["--template"], type=FOLDER, metavar="FILE", help="Write an empty sheet instead: .csv, .xlsx."
            ),
            click.Option(["--month"], metavar="MONTH", help="Of a template: filled in as far as it is known."),
            click.Option(["--set", "settings"], multiple=True, metavar="COLUMN=VALUE", help="Holds for every row."),
            click.Option(["--dates"], type=click.Choice(["mdy", "dmy"]), help="What comes first in 05/06/2024."),
            click.Option(["--report"], type=FOLDER, metavar="FILE", help="Where the defects are written."),
            click.Option(["--dry-run"], is_flag=True, help="Read and check everything, write no record."),
        ]
        if sheet.word == "posts":
            params.insert(
                2, click.Option(["--from-captures"], metavar="SITE", help="Of a template: what was captured.")
            )
        super().__init__(sheet.word, callback=click.pass_obj(self.take_in), params=params, help=sheet.about)
        self.sheet = sheet

    def take_in(
        self,
        places: Places,
        source: Path | None,
        template: Path | None,
        month: str | None,
        settings: tuple[str, ...],
        dates: DateOrder | None,
        report: Path | None,
        dry_run: bool,
        from_captures: str | None = None,
    ) -> int:
        """Take in the rows of a file, or write a template for them."""
        from .entries_taken_in import take_in_entries, write_template

        if (source is None) == (template is None):
            raise Refusal("name a spreadsheet to take in, or one to write with --template FILE")
        if template is not None:
            return write_template(places, self.sheet, template, month, from_captures)
        if month or from_captures:
            raise Refusal("--month and --from-captures fill in a template; name it with --template FILE")
        assert source is not None
        return take_in_entries(places, self.sheet, source, settings, dates or "", report, dry_run)


for _sheet in SHEETS.values():
    imports.add_command(_EntriesCommand(_sheet))
