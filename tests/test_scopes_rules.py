"""Scopes and authorities as values: each key, each day at its edge, and what is certain against what may be."""

from __future__ import annotations

from typing import Any

import pytest

from records_portal.register.model import Record, Register
from records_portal.retention.request_lines import lines_of
from records_portal.retention.scopes import (
    Authority,
    Coverage,
    authorities,
    authorization_coverage,
    coverage_of,
)

Asked = tuple[str, str, int, str, str]

EVERYTHING = Coverage()
SITES = Coverage(sites=frozenset({"x"}))
SERIES = Coverage(series=frozenset({"s#1"}))
ITEMS = Coverage(items=frozenset({("x", "1", 1), ("x", "2", 0)}))
SPAN = Coverage(from_on="2020-01-01", to_on="2020-12-31")
SINCE = Coverage(from_on="2020-01-01")
UNTIL = Coverage(to_on="2020-12-31")

POST: Asked = ("x", "1", 1, "s#1", "2020-06-01")


def post(**changes: Any) -> Asked:
    names = ("site", "item", "version", "series", "on")
    return tuple((dict(zip(names, POST, strict=True)) | changes).values())  # type: ignore[return-value]  # as it was


@pytest.mark.parametrize(
    ("scope", "asked", "may", "surely"),
    [
        (EVERYTHING, post(), True, True),
        (EVERYTHING, post(series="", on=""), True, True),
        (SITES, post(), True, True),
        (SITES, post(series=""), True, True),
        (SITES, post(site="y"), False, False),
        (SERIES, post(), True, True),
        (SERIES, post(series="s#2"), False, False),
        (SERIES, post(series=""), True, False),
        (ITEMS, post(), True, True),
        (ITEMS, post(version=2), False, False),
        (ITEMS, post(item="2", version=5), True, True),
        (ITEMS, post(site="y"), False, False),
        (SPAN, post(), True, True),
        (SPAN, post(on="2019-12-31"), False, False),
        (SPAN, post(on="2020-01-01"), True, True),
        (SPAN, post(on="2020-12-31"), True, True),
        (SPAN, post(on="2021-01-01"), False, False),
        (SPAN, post(on=""), True, False),
        (SINCE, post(on=""), True, False),
        (UNTIL, post(on=""), True, False),
    ],
)
def test_a_scope_covers_what_agrees_in_every_key_and_surely_what_is_known(
    scope: Coverage, asked: Asked, may: bool, surely: bool
) -> None:
    assert (scope.covers(*asked), scope.surely_covers(*asked)) == (may, surely)


def record(kind: str, name: str, value: Any) -> Record:
    return Record(kind, name, f"{kind}/{name}.yml", value)


def register(**kinds: dict[str, Any]) -> Register:
    return Register(
        {kind: {name: record(kind, name, value) for name, value in each.items()} for kind, each in kinds.items()}
    )


def site(agency: str = "parks", closed_on: str = "") -> dict[str, Any]:
    closing = [{"kind": "decommissioning", "on": closed_on}] if closed_on else []
    return {"agency": agency, "facts": [{"kind": "request", "on": "2020-01-01"}, *closing]}


THREE = {"x": site(), "y": site(), "z": site("waters")}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, EVERYTHING),
        ({"sites": ["x"]}, SITES),
        ({"agencies": ["parks"]}, Coverage(sites=frozenset({"x", "y"}))),
        ({"sites": ["x", "z"], "agencies": ["parks"]}, SITES),
        ({"series": ["s#1"]}, SERIES),
        ({"items": [{"site": "x", "item": "1", "version": 1}, {"site": "x", "item": "2"}]}, ITEMS),
        ({"items": []}, Coverage(items=frozenset())),
        ({"from_on": "2020-01-01", "to_on": "2020-12-31"}, SPAN),
    ],
)
def test_a_scope_is_what_its_record_says_and_agencies_are_their_sites(value: Any, expected: Coverage) -> None:
    assert coverage_of(register(sites=THREE), value) == expected


ONE_OFF: Any = {
    "kind": "one-off",
    "series": "s#1",
    "sites": ["x"],
    "status": [{"status": "pending", "on": "2025-01-05"}, {"status": "approved", "on": "2025-02-01"}],
}


def test_an_authority_says_what_its_record_says_and_is_found_under_its_series() -> None:
    value = ONE_OFF | {
        "span": {"from_on": "2020-01-01", "to_on": "2020-12-31"},
        "items_digest": "0a",
        "method": "destroy",
        "appraised": {"on": "2025-01-31"},
    }
    known = register(authorizations={"a": value, "b": ONE_OFF, "c": ONE_OFF | {"series": "s#2"}})
    spanned = Coverage(frozenset({"x"}), None, None, "2020-01-01", "2020-12-31")
    assert authorization_coverage(known, known.of("authorizations")["a"], lines_of(value)[0]) == spanned
    assert authorities(known, "2025-02-01") == {
        "s#1": [
            Authority("a", "one-off", spanned, "authorized", True, "2025-02-01", "0a", "destroy"),
            Authority("b", "one-off", SITES, "authorized", False, "2025-02-01", "", ""),
        ],
        "s#2": [Authority("c", "one-off", SITES, "authorized", False, "2025-02-01", "", "")],
    }


def authority(as_of: str, known_sites: dict[str, Any] | None = None, **changes: Any) -> Authority:
    known = register(sites=THREE if known_sites is None else known_sites, authorizations={"a": ONE_OFF | changes})
    [found] = authorities(known, as_of)["s#1"]
    return found


DENIED = {"status": "denied", "on": "2025-03-01"}
AGAIN = {"status": "approved", "on": "2025-04-01"}
UNTIL_JULY = {"status": "approved", "on": "2025-02-01", "until_on": "2025-06-30"}
RENEWED = [{"on": "2025-06-01", "until_on": "2026-06-30"}]


@pytest.mark.parametrize(
    ("changes", "as_of", "state", "granted_on"),
    [
        ({}, "2025-01-04", "awaiting-authorization", "9999-12-31"),
        ({}, "2025-01-05", "awaiting-authorization", "9999-12-31"),
        ({}, "2025-01-31", "awaiting-authorization", "9999-12-31"),
        ({}, "2025-02-01", "authorized", "2025-02-01"),
        ({"status": [*ONE_OFF["status"], DENIED]}, "2025-03-01", "awaiting-authorization", "2025-02-01"),
        ({"status": [*ONE_OFF["status"], DENIED, AGAIN]}, "2025-04-01", "authorized", "2025-04-01"),
        ({"status": [UNTIL_JULY]}, "2025-07-01", "authorized", "2025-02-01"),
        ({"kind": "ongoing"}, "2025-02-01", "authorization-lapsed", "2025-02-01"),
        ({"kind": "ongoing"}, "2025-01-31", "awaiting-authorization", "9999-12-31"),
        ({"kind": "ongoing", "status": [UNTIL_JULY]}, "2025-06-30", "authorized", "2025-02-01"),
        ({"kind": "ongoing", "status": [UNTIL_JULY]}, "2025-07-01", "authorization-lapsed", "2025-02-01"),
        ({"kind": "ongoing", "status": [UNTIL_JULY, DENIED]}, "2025-02-01", "authorized", "2025-02-01"),
        ({"kind": "ongoing", "renewals": RENEWED}, "2025-05-31", "authorization-lapsed", "2025-02-01"),
        ({"kind": "ongoing", "renewals": RENEWED}, "2025-06-01", "authorized", "2025-06-01"),
        (
            {"kind": "ongoing", "status": [UNTIL_JULY], "renewals": RENEWED},
            "2026-06-30",
            "authorized",
            "2025-06-01",
        ),
        (
            {"kind": "ongoing", "status": [UNTIL_JULY], "renewals": RENEWED},
            "2026-07-01",
            "authorization-lapsed",
            "2025-06-01",
        ),
    ],
)
def test_an_authority_counts_from_its_day_until_its_last(
    changes: dict[str, Any], as_of: str, state: str, granted_on: str
) -> None:
    found = authority(as_of, **changes)
    assert (found.state, found.granted_on) == (state, granted_on)


@pytest.mark.parametrize(("as_of", "expected"), [("2025-05-19", False), ("2025-05-20", True), ("2025-05-21", True)])
def test_an_appraisal_counts_from_its_day(as_of: str, expected: bool) -> None:
    assert authority(as_of, appraised={"on": "2025-05-20"}).appraised is expected


@pytest.mark.parametrize(
    ("kind", "as_of", "expected"),
    [
        ("ongoing", "2025-08-31", {"x", "y", "unknown"}),
        ("ongoing", "2025-09-01", {"x", "unknown"}),
        ("one-off", "2025-09-01", {"x", "y", "unknown"}),
    ],
)
def test_an_ongoing_authority_leaves_a_site_that_is_decommissioned(kind: str, as_of: str, expected: set[str]) -> None:
    sites = {"x": site(), "y": site(closed_on="2025-09-01")}
    found = authority(as_of, sites, kind=kind, sites=["x", "y", "unknown"])
    assert found.coverage.sites == frozenset(expected)
