"""What events and authorizations cover, and how far an authorization allows at a date; for holds see `holds`.

What may matter covers whatever cannot be ruled out; what allows or starts a clock covers only what is certain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.register.sites import status_of

from .request_lines import RequestLine, lines_of

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, HoldScope


FOREVER = "9999-12-31"
ALWAYS = "0000-00-00"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A scope: every key that is given must agree, one of its values is enough; an unknown date is covered."""

    sites: frozenset[str] | None = None
    series: frozenset[str] | None = None
    items: frozenset[tuple[str, str, int]] | None = None
    from_on: str = ALWAYS
    to_on: str = FOREVER

    def covers(self, site: str, item: str, version: int, series: str, on: str) -> bool:
        """Whether an item lies within the scope; one without a series or a date cannot be ruled out."""
        return (
            (self.sites is None or site in self.sites)
            and (self.series is None or not series or series in self.series)
            and (self.items is None or (site, item, version) in self.items or (site, item, 0) in self.items)
            and (not on or self.from_on <= on <= self.to_on)
        )

    def surely_covers(self, site: str, item: str, version: int, series: str, on: str) -> bool:
        """Whether an item lies within the scope beyond doubt: what frees or starts a clock needs no less."""
        dated = bool(on) or (self.from_on == ALWAYS and self.to_on == FOREVER)
        placed = bool(series) or self.series is None
        return dated and placed and self.covers(site, item, version, series, on)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authorization as it stands on the as-of date: `authorized`, `authorization-lapsed` or merely asked for."""

    id: str
    kind: str
    coverage: Coverage
    state: str
    appraised: bool
    granted_on: str
    items_digest: str
    method: str


def coverage_of(register: Register, value: HoldScope) -> Coverage:
    """A scope from its record; agencies become their sites, and with sites given too both must agree."""
    sites = frozenset(value["sites"]) if "sites" in value else None
    if "agencies" in value:
        theirs = frozenset(
            site.id for site in register.of("sites").values() if site.value["agency"] in value["agencies"]
        )
        sites = theirs if sites is None else sites & theirs
    items = value.get("items")
    return Coverage(
        sites,
        frozenset(value["series"]) if "series" in value else None,
        frozenset((one["site"], one["item"], one.get("version", 0)) for one in items) if items is not None else None,
        value.get("from_on", ALWAYS),
        value.get("to_on", FOREVER),
    )


def authorities(register: Register, as_of: str) -> dict[str, list[Authority]]:
    """Every authorization that was asked for, by series, as it stands on a date."""
    found: dict[str, list[Authority]] = {}
    for record in register.of("authorizations").values():
        for line in lines_of(record.value):
            found.setdefault(line.series, []).append(_authority(register, record, line, as_of))
    return found


def authorization_coverage(register: Register, record: Record[AuthorizationValue], line: RequestLine) -> Coverage:
    """What a line of an authorization names: the items of its list where one lies beside it, else sites and span."""
    sites = frozenset(record.value["sites"])
    if record.id in register.lists:
        names = (named for named, series in register.lists[record.id].items() if series == line.series)
        return Coverage(sites, None, frozenset(names))
    return Coverage(sites, None, None, line.from_on or ALWAYS, line.to_on or FOREVER)


def _authority(register: Register, record: Record[AuthorizationValue], line: RequestLine, as_of: str) -> Authority:
    value = record.value
    coverage = authorization_coverage(register, record, line)
    if value["kind"] == "ongoing":  # ends at decommissioning
        living = {
            name
            for name in value["sites"]
            if not (site := register.get("sites", name)) or status_of(site.value, as_of) != "decommissioned"
        }
        coverage = replace(coverage, sites=frozenset(living))
    granted = [each["on"] for each in value["status"] if each["status"] == "approved" and each["on"] <= as_of]
    granted += [each["on"] for each in value.get("renewals", []) if each["on"] <= as_of]
    if value["kind"] == "none-required":
        granted = [value["requested"]["on"]]
    return Authority(
        record.id,
        value["kind"],
        coverage,
        _authority_state(value, as_of),
        "appraised" in value and value["appraised"]["on"] <= as_of,
        max(granted, default=FOREVER),
        line.items_digest,
        value.get("method", ""),
    )


def _authority_state(value: AuthorizationValue, as_of: str) -> str:
    known = [status for status in value["status"] if status["on"] <= as_of]
    if value["kind"] == "none-required":  # nobody outside decides: it counts from its day, unless it was taken back
        return "awaiting-authorization" if not known or known[-1]["status"] == "denied" else "authorized"
    if not known or known[-1]["status"] != "approved":
        return "awaiting-authorization"
    if value["kind"] != "ongoing":
        return "authorized"
    ends = [
        known[-1].get("until_on", ""),
        *(each["until_on"] for each in value.get("renewals", []) if each["on"] <= as_of),
    ]
    return "authorized" if max(ends) >= as_of else "authorization-lapsed"
