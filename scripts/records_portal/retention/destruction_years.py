"""What was disposed of in a year: a row for each disposition, and sums by agency, series and method.

A year is told by the day on which the disposition happened. Only records are counted here, never what is due: what has
no disposition was not disposed of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register

if TYPE_CHECKING:
    from records_portal.register.records import DispositionValue

COLUMNS = (
    "disposition", "on", "method", "agencies", "sites", "series", "items", "residue_parts", "dated_from", "dated_to",
    "authorization", "request_number", "authorization_number", "certificate", "by", "witness",
)  # fmt: skip
SUM_COLUMNS = ("agencies", "series", "method", "dispositions", "items", "residue_parts")


@dataclass(frozen=True, slots=True)
class YearsDisposition:
    """One disposition as a yearly report lists it."""

    id: str
    on: str
    method: str
    agencies: tuple[str, ...]
    sites: tuple[str, ...]
    series: tuple[str, ...]
    items: int
    residue: int
    dated: tuple[str, str]
    authorization: str
    numbers: tuple[str, str]
    certificate: str
    by: str
    witness: str

    def as_row(self) -> tuple[object, ...]:
        """The cells below `COLUMNS`."""
        several = (" ".join(self.agencies), " ".join(self.sites), " ".join(self.series))
        counted = self.items, self.residue, *self.dated
        done = self.authorization, *self.numbers, self.certificate, self.by, self.witness
        return self.id, self.on, self.method, *several, *counted, *done


def years_of_dispositions(register: Register) -> list[int]:
    """The years in which something was disposed of, the latest first."""
    return sorted({int(record.value["on"][:4]) for record in register.of("dispositions").values()}, reverse=True)


def dispositions_of_year(register: Register, year: int) -> list[YearsDisposition]:
    """What was disposed of in a year, in the order of its days."""
    found = (_row(register, record) for record in register.of("dispositions").values())
    return sorted((each for each in found if each.on.startswith(f"{year:04}-")), key=lambda each: (each.on, each.id))


def sums_of_year(rows: Iterable[YearsDisposition]) -> list[tuple[str, str, str, int, int, int]]:
    """The dispositions, items and residue parts of each agency, series and method, as `SUM_COLUMNS` says.

    A disposition over several series or of several agencies is one row of its own, for its items are counted once.
    """
    dispositions: Counter[tuple[str, str, str]] = Counter()
    items: Counter[tuple[str, str, str]] = Counter()
    residue: Counter[tuple[str, str, str]] = Counter()
    for each in rows:
        key = " ".join(each.agencies), " ".join(each.series), each.method
        dispositions[key] += 1
        items[key] += each.items
        residue[key] += each.residue
    return [(*key, dispositions[key], items[key], residue[key]) for key in sorted(dispositions)]


def _row(register: Register, record: Record[DispositionValue]) -> YearsDisposition:
    value = record.value
    sites = _sites(register, value)
    agencies = sorted({site.value["agency"] for name in sites if (site := register.get("sites", name))})
    further = (each["series"] for each in value.get("further_series", ()))
    items = value["count"] if "count" in value else len(value.get("items", ()))
    span = value["span"]
    return YearsDisposition(
        id=record.id,
        on=value["on"],
        method=value["method"],
        agencies=tuple(agencies),
        sites=sites,
        series=tuple(dict.fromkeys((value["series"], *further))),
        items=items,
        residue=len(value.get("residue", ())),
        dated=(span.get("from_on", ""), span.get("to_on", "")),
        authorization=value["authorization"],
        numbers=(value.get("request_number", ""), value.get("authorization_number", "")),
        certificate=value["certificate"]["reference"],
        by=value["by"],
        witness=value.get("witness", ""),
    )


def _sites(register: Register, value: DispositionValue) -> tuple[str, ...]:
    """The sites that something went from; those of the authorization where the list does not lie in the record."""
    named = {each["site"] for each in (*value.get("items", ()), *value.get("residue", ()))}
    if not named and (authorization := register.get("authorizations", value["authorization"])):
        named = set(authorization.value["sites"])
    return tuple(sorted(named))
