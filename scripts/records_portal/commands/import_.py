"""The commands that bring in accounts from a list that already exists."""

from __future__ import annotations

from pathlib import Path

import click

from records_portal.register.findings import Refusal

from .places import Places

FOLDER = click.Path(path_type=Path)


@click.group(name="import")
def imports() -> None:
    """Bring in existing accounts from a list, with a report of its defects."""


@imports.command("us-digital-registry")
@click.argument("source", metavar="CSV", type=FOLDER)
@click.option("--report", type=FOLDER, required=True, metavar="FILE", help="Where the list of defects is written.")
@click.option("--root", type=FOLDER, metavar="DIR", help="The fresh root to fill; default: the root of the portal.")
@click.pass_obj
def us_digital_registry(places: Places, source: Path, report: Path, root: Path | None) -> int:
    """Read the last public dump of the U.S. Digital Registry into a fresh root."""
    from records_portal.imports.digital_registry import import_registry

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
        day = parse_date(on).isoformat() if on else places.today().isoformat()
    except NotADate as error:
        raise Refusal(f"--on: {error}") from error
    places.refuse_unreadable()
    imported = import_accounts(
        source, places.loaded.register, Listing(name or source.name, day, origin), places.today()
    )
    if not dry_run:
        write_files(places.root, imported.files)
    if report:
        form = "csv" if report.suffix.lower() == ".csv" else "text"
        report.write_text(render_defects(imported.defects, form), encoding="utf-8", newline="")
    else:
        click.echo(render_defects(imported.defects, "text"), nl=False)
    click.echo(summary_of(imported, not dry_run))
    return int(imported.faulty > 0)
