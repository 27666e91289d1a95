"""Series as values: which version governs, what a rule says, which series a class has, and where a number leads."""

from __future__ import annotations

from typing import Any

import pytest

from records_portal.register.confirmation import confirmed_digest
from records_portal.register.model import Record, Register
from records_portal.register.shapes import check_shape
from records_portal.retention.series import (
    Combination,
    RetentionRule,
    Series,
    class_series,
    rule_of,
    series_in_force,
    series_now,
    version_in_force,
)
from records_portal.values.dates import CUTOFFS, FiscalYearStart, Period

FROM_CREATION = {"trigger": "creation", "period": "P3Y"}
FROM_EVENT = {"trigger": "event", "event": "closed", "cutoff": "month-end", "period": "P1Y6M"}
CREATION = RetentionRule("", "none", Period(years=3))
EVENT = RetentionRule("closed", "month-end", Period(years=1, months=6))
FIRST, SECOND, THIRD = (
    {"version": number, "effective_on": on}
    for number, on in (("1", "2020-01-01"), ("2", "2024-01-01"), ("3", "2030-01-01"))
)


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_every_cutoff_that_a_command_takes_may_stand_in_a_record(cutoff: str) -> None:
    rule = {"trigger": "creation", "cutoff": cutoff, "period": "P3Y"}
    series = {
        "number": "1",
        "title": "A",
        "rule": rule,
        "disposition": "destroy",
        "authorization": "none",
        "citation": "A",
    }
    version = {"version": "1", "effective_on": "2024-01-01", "series": [series]}
    value = {"name": "Local", "jurisdiction": "Parks", "fiscal_year_start": "07-01", "local_extension": True}
    assert list(check_shape(record("schedules", "local", {**value, "versions": [version]}))) == []
    assert rule_of(rule) == RetentionRule("", cutoff, Period(years=3))  # type: ignore[arg-type]  # as a record has it


def record(kind: str, name: str, value: dict[str, Any]) -> Any:
    return Record(kind, name, f"{kind}/{name}.yml", value)


def register(**kinds: dict[str, dict[str, Any]]) -> Register:
    return Register(
        {kind: {name: record(kind, name, value) for name, value in each.items()} for kind, each in kinds.items()}
    )


def listed(number: str, **changes: Any) -> dict[str, Any]:
    return {"number": number, "title": f"Series {number}", "disposition": "destroy", "authorization": "none"} | changes


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (FROM_CREATION, CREATION),
        (FROM_EVENT, EVENT),
        ({"later_of": [FROM_CREATION, FROM_EVENT]}, Combination(True, (CREATION, EVENT))),
        ({"earlier_of": [FROM_EVENT, FROM_CREATION]}, Combination(False, (EVENT, CREATION))),
        (
            {"later_of": [{"earlier_of": [FROM_EVENT]}, FROM_CREATION]},
            Combination(True, (Combination(False, (EVENT,)), CREATION)),
        ),
    ],
)
def test_a_rule_says_what_its_record_says(value: Any, expected: Any) -> None:
    assert rule_of(value) == expected


@pytest.mark.parametrize(
    ("as_of", "number"),
    [("2019-12-31", None), ("2020-01-01", "1"), ("2023-12-31", "1"), ("2024-01-01", "2"), ("2029-12-31", "2")],
)
def test_the_last_version_that_is_in_effect_governs_from_its_day(as_of: str, number: str | None) -> None:
    schedule: Any = {"versions": [SECOND, THIRD, FIRST]}
    found = version_in_force(schedule, as_of)
    assert (found and found["version"]) == number


def test_every_series_in_force_is_a_value() -> None:
    first = FIRST | {
        "series": [
            listed("a", rule=FROM_CREATION, appraisal="required", confirmed={"on": "2020-01-01"}),
            listed("b", appraisal="none", authorization="ongoing", disposition="permanent"),
        ]
    }
    known = register(
        portal={"portal": {"fiscal_year_start": "07-01"}},
        schedules={
            "local": {"versions": [first]},
            "other": {"versions": [FIRST | {"series": [listed("c")]}], "fiscal_year_start": "10-15"},
            "next": {"versions": [THIRD | {"series": [listed("d")]}]},
        },
    )
    july = FiscalYearStart(7, 1)
    assert series_in_force(known, "2020-01-01") == {
        "local#a": Series("local", "a", "Series a", "1", CREATION, july, "destroy", True, "none", True),
        "local#b": Series("local", "b", "Series b", "1", None, july, "permanent", False, "ongoing", False),
        "other#c": Series(
            "other", "c", "Series c", "1", None, FiscalYearStart(10, 15), "destroy", False, "none", False
        ),
    }
    assert [each.reference for each in series_in_force(known, "2030-01-01").values()] == [
        "local#a",
        "local#b",
        "other#c",
        "next#d",
    ]


def test_a_series_that_was_changed_after_it_was_confirmed_is_confirmed_no_more() -> None:
    rule = {"trigger": "creation", "cutoff": "fiscal-year-end", "period": "P3Y"}
    plain = listed("1", rule=rule)
    plain.pop("confirmed", None)
    confirmed = {"on": "2024-02-01", "by": "ana", "source": "As published"}
    bound = plain | {"confirmed": confirmed | {"digest": confirmed_digest(plain, "07-01")}}

    def found(series: dict[str, Any], start: str = "07-01", **own: str) -> bool:
        schedule = {"versions": [FIRST | {"series": [series]}]} | own
        known = register(portal={"portal": {"fiscal_year_start": start}}, schedules={"s": schedule})
        return series_in_force(known, "2025-01-01")["s#1"].confirmed

    cut = bound | {"rule": rule | {"period": "P1M"}}
    assert [found(plain), found(plain | {"confirmed": confirmed}), found(bound), found(cut)] == [
        False,
        True,
        True,
        False,
    ]
    assert [found(bound, "10-01"), found(bound, "10-01", fiscal_year_start="07-01")] == [False, True]


def test_a_fiscal_year_begins_in_january_where_nobody_says_otherwise() -> None:
    known = register(schedules={"local": {"versions": [FIRST | {"series": [listed("a")]}]}})
    assert series_in_force(known, "2020-01-01")["local#a"].fiscal_year_start == FiscalYearStart(1, 1)


def of_classes(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    return [{"class": name} | ({"series": reference} if reference else {}) for name, reference in pairs]


@pytest.mark.parametrize(
    ("own", "agency", "expected"),
    [
        ([], [], {}),
        ([("routine", "s#1"), ("routine", "s#2"), ("routine", "s#1")], [], {"routine": ("s#1", "s#2")}),
        ([("policy-program", "s#1"), ("routine", "")], [], {"policy-program": ("s#1",)}),
        ([], [("routine", "s#3")], {"routine": ("s#3",)}),
        ([("routine", "s#1")], [("routine", "s#3")], {"routine": ("s#1",)}),
        ([("routine", "s#1")], [("nonrecord", "s#3")], {"routine": ("s#1",), "nonrecord": ("s#3",)}),
        ([("routine", "s#1"), ("unacceptable", "s#2")], [], {"routine": ("s#1",), "unacceptable": ("s#2",)}),
        ([], [("routine", "s#1"), ("unacceptable", "s#2")], {"routine": ("s#1",), "unacceptable": ("s#2",)}),
    ],
)
def test_a_class_has_the_sites_own_series_else_the_agencys(
    own: list[tuple[str, str]], agency: list[tuple[str, str]], expected: dict[str, tuple[str, ...]]
) -> None:
    known = register(agencies={"parks": {"class_series": of_classes(*agency)}})
    site = record("sites", "parks-x", {"agency": "parks", "communications": of_classes(*own)})
    assert (
        class_series(known, site) == ({"unacceptable": expected["routine"]} if "routine" in expected else {}) | expected
    )


def test_a_site_of_an_agency_that_nobody_knows_has_its_own_answers_alone() -> None:
    site = record("sites", "parks-x", {"agency": "gone", "communications": of_classes(("nonrecord", "s#1"))})
    assert class_series(register(), site) == {"nonrecord": ("s#1",)}
    assert class_series(register(), record("sites", "parks-x", {"agency": "gone"})) == {}


MOVES = [("moved", "new"), ("split", "one"), ("split", "two"), ("again", "new"), ("lost", "gone"), ("same", "same")]
SCHEDULE = {
    "versions": [
        SECOND
        | {
            "crosswalk": [{"from": before, "to": after} for before, after in MOVES],
            "series": [listed(each) for each in ("new", "one", "two", "again", "same", "kept")],
        },
        THIRD | {"crosswalk": [{"from": "new", "to": "newest"}], "series": [listed("newest")]},
        FIRST | {"series": [listed(each) for each in ("moved", "split", "again", "lost", "same", "kept")]},
    ]
}


@pytest.mark.parametrize(
    ("reference", "as_of", "expected"),
    [
        ("local#kept", "2024-01-01", "local#kept"),
        ("local#moved", "2023-12-31", "local#moved"),
        ("local#moved", "2024-01-01", "local#new"),
        ("local#moved", "2030-01-01", "local#newest"),
        ("local#moved", "2019-12-31", ""),
        ("local#same", "2024-01-01", "local#same"),
        ("local#split", "2024-01-01", ""),
        ("local#split", "2023-12-31", "local#split"),
        ("local#again", "2024-01-01", ""),
        ("local#lost", "2024-01-01", ""),
        ("local#kept", "2030-01-01", ""),
        ("local#absent", "2024-01-01", ""),
        ("other#kept", "2024-01-01", ""),
    ],
)
def test_a_reference_leads_through_crosswalks_to_the_one_series_in_force(
    reference: str, as_of: str, expected: str
) -> None:
    assert series_now(register(schedules={"local": SCHEDULE}), reference, as_of) == expected
