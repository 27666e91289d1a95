"""What options of several commands have in common."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from records_portal.values.dates import NotADate, parse_date


class Date(click.ParamType[date, object]):
    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """A date option."""
        try:
            return value if isinstance(value, date) else parse_date(str(value))
        except NotADate as error:
            self.fail(str(error), param, ctx)


FOLDER = click.Path(path_type=Path)
AS_OF = click.option("--as-of", type=Date(), metavar="DATE", help="The date that counts as today.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
