"""`records report`: what happened in a year, for those who oversee it."""

from __future__ import annotations

import json
from pathlib import Path

import click

from records_portal.register.findings import Refusal

from .options import FOLDER, FORMAT
from .output_files import write_file
from .places import Places


@click.group()
def report() -> None:
    """Say what was done in a year."""


@report.command()
@click.option("--year", type=click.IntRange(1990, 9999), required=True, metavar="YEAR")
@click.option("--csv", "table", type=FOLDER, metavar="FILE", help="Also write a line for each disposition, as CSV.")
@click.option("--pdf", type=FOLDER, metavar="FILE", help="Also write the report, as PDF.")
@FORMAT
@click.pass_obj
def destruction(places: Places, year: int, table: Path | None, pdf: Path | None, form: str) -> int:
    """Sum up what was disposed of in a year, by agency, records series and method."""
    from records_portal.retention.destruction_years import COLUMNS, SUM_COLUMNS, dispositions_of_year, sums_of_year
    from records_portal.values.csv_text import csv_text
    from records_portal.wording.words import count

    if form == "json" and (table or pdf):
        raise Refusal("--format json answers with the list itself; leave out --csv and --pdf, or --format json")
    places.refuse_unreadable()
    register = places.loaded.register
    rows = dispositions_of_year(register, year)
    sums = sums_of_year(rows)
    if form == "json":
        summed = [dict(zip(SUM_COLUMNS, each, strict=True)) for each in sums]
        listed = [dict(zip(COLUMNS, each.as_row(), strict=True)) for each in rows]
        click.echo(json.dumps({"year": year, "sums": summed, "dispositions": listed}, indent=2))
        return 0
    for agencies, series, method, number, items, residue in sums:
        counted = f"{count(number, 'disposition')}, {count(items, 'item')}, {residue:,} of residue"
        click.echo(f"{agencies}  {series}  {method}: {counted}")
    total = f"{count(len(rows), 'disposition')}, {count(sum(each.items for each in rows), 'item')}"
    click.echo(f"{year}: {total if rows else 'nothing was disposed of'}")
    if table:
        write_file(table, csv_text(COLUMNS, (each.as_row() for each in rows)).encode(), places)
    if pdf:
        from records_portal.documents import destruction_report

        write_file(pdf, destruction_report(register, year, rows, places.today()), places)
    return 0
