"""What holds, events and authorizations cover, and how far each binds or allows at a date.

What binds covers whatever cannot be ruled out; what frees, allows or starts a clock covers only what is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .model import Register

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
class Hold:
    """A hold that still binds something: its scopes, less those that were released."""

    id: str
    scopes: tuple[Coverage, ...]
    released: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """An authorization as it stands on the as-of date: `authorized`, `authorization-lapsed` or merely asked for."""

    id: str
    coverage: Coverage
    state: str
    appraised: bool


def coverage_of(register: Register, value: Mapping[str, Any]) -> Coverage:
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


def holds_in_force(register: Register) -> list[Hold]:
    """Every hold with what is left of its scope; a hold binds from the moment it is written."""
    return [
        Hold(
            record.id,
            tuple(
                coverage_of(register, scope)
                for scope in (record.value["scope"], *(each["scope"] for each in record.value.get("amendments", [])))
            ),
            tuple(
                coverage_of(register, release["scope"]) if "scope" in release else Coverage()
                for release in record.value.get("releases", [])
            ),
        )
        for record in register.of("holds").values()
    ]


def holding(holds: Iterable[Hold], site: str, item: str, version: int, series: str, on: str) -> list[str]:
    """The ids of the holds that bind an item."""
    found = []
    for hold in holds:
        bound = any(scope.covers(site, item, version, series, on) for scope in hold.scopes)
        freed = any(scope.surely_covers(site, item, version, series, on) for scope in hold.released)
        if bound and not freed:
            found.append(hold.id)
    return found


def authorities(register: Register, as_of: str) -> dict[str, list[Authority]]:
    """Every authorization that was granted, by series, as it stands on a date."""
    found: dict[str, list[Authority]] = {}
    for record in register.of("authorizations").values():
        value = record.value
        span = value.get("span", {})
        coverage = Coverage(
            frozenset(value["sites"]), None, None, span.get("from_on", ALWAYS), span.get("to_on", FOREVER)
        )
        authority = Authority(record.id, coverage, _authority_state(value, as_of), "appraised" in value)
        found.setdefault(value["series"], []).append(authority)
    return found


def _authority_state(value: Mapping[str, Any], as_of: str) -> str:
    known = [status for status in value["status"] if status["on"] <= as_of]
    if not known or known[-1]["status"] != "approved":
        return "awaiting-authorization"
    if value["kind"] == "one-off":
        return "authorized"
    ends = [
        known[-1].get("until_on", ""),
        *(each["until_on"] for each in value.get("renewals", []) if each["on"] <= as_of),
    ]
    return "authorized" if max(ends) >= as_of else "authorization-lapsed"
