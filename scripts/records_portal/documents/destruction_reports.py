"""What was disposed of in a year, for whoever oversees it: sums first, then each disposition with its authority."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from records_portal.register.model import Register
from records_portal.register.sites import name_of
from records_portal.retention.destruction_years import YearsDisposition, sums_of_year
from records_portal.wording.words import count, joined, plain

from .letterheads import framed, person
from .typesetting import typeset


def destruction_report(register: Register, year: int, rows: Sequence[YearsDisposition], on: date) -> bytes:
    """The year's report as a PDF, dated by the day on which it is made."""
    agencies = {agency for each in rows for agency in each.agencies}
    values = framed(register, agencies, f"Records disposed of in {year}", f"Records disposed of in {year}", on)
    items, residue = sum(each.items for each in rows), sum(each.residue for each in rows)
    values["statement"] = (
        f"{count(len(rows), 'disposition')}, {count(items, 'item')} and {count(residue, 'part')} of what no item owns. "
        "Each has a certificate that names the authority, every item or the digest of the list, who carried it out and "
        "who saw it."
        if rows
        else "Nothing was disposed of."
    )
    values["sums"] = [
        (
            _agencies(register, agency.split()),
            ", ".join(series.split()),
            plain(method),
            *(f"{each:,}" for each in counted),
        )
        for agency, series, method, *counted in sums_of_year(rows)
    ]
    values["dispositions"] = [
        (
            each.on,
            each.id,
            ", ".join(each.sites),
            f"{each.items:,}",
            " / ".join(number for number in each.numbers if number) or each.authorization,
            joined([person(register, name) for name in (each.by, each.witness) if name]),
        )
        for each in rows
    ]
    return typeset("destruction", values, on)


def _agencies(register: Register, names: Sequence[str]) -> str:
    return joined([name_of(register, "agencies", each) for each in names])
