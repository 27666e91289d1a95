"""`records eligible`: when what a date starts may be disposed of, by the one formula."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal
from records_portal.values.dates import (
    CUTOFFS,
    FISCAL_CUTOFFS,
    BeyondCalendar,
    NotADate,
    eligibility,
    parse_fiscal_year_start,
    parse_period,
)

from .options import Date
from .places import Places

if TYPE_CHECKING:
    pass


@click.command()
@click.argument("trigger", metavar="DATE", type=Date())
@click.option("--cutoff", type=click.Choice(CUTOFFS), default="none", show_default=True)
@click.option("--fiscal-year-start", metavar="MM-DD", help="First day of the fiscal year; default: the portal's.")
@click.option("--period", required=True, metavar="P..", help="ISO 8601 period, such as P3Y or P90D.")
@click.pass_obj
def eligible(places: Places, trigger: date, cutoff: str, fiscal_year_start: str | None, period: str) -> int:
    """Say when what a DATE starts may be disposed of, by the one formula."""
    if cutoff in FISCAL_CUTOFFS and fiscal_year_start is None:
        if not (places.root / "registry" / "portal.yml").exists():
            raise Refusal("a fiscal year needs its first day; add --fiscal-year-start MM-DD")
        fiscal_year_start = places.loaded.register.portal.get("fiscal_year_start", "")
    try:
        start = parse_fiscal_year_start("01-01" if fiscal_year_start is None else fiscal_year_start)
        dates = eligibility(trigger, parse_period(period), cutoff, start)
    except (NotADate, BeyondCalendar) as error:
        raise Refusal(str(error)) from error
    click.echo(f"retained_through: {dates.retained_through}\neligible_on: {dates.eligible_on}")
    return 0
