"""Holds as values: what is meant, what is certain, and what the steps of a hold leave bound on a day."""

from __future__ import annotations

from typing import Any

import pytest

from records_portal.register.model import Record, Register
from records_portal.register.past import EarlierVersion, Past, step_name
from records_portal.retention.holds import (
    HeldSubject,
    Hold,
    HoldReach,
    HoldStep,
    agency_on,
    classes_named,
    holding,
    holds_in_force,
    sites_named,
)

EVERYTHING = HoldReach()
SITES = HoldReach(sites=frozenset({"x"}))
SERIES = HoldReach(series=frozenset({"s#1"}))
ITEMS = HoldReach(items=frozenset({("x", "1", 1), ("x", "2", 0)}))
SPAN = HoldReach(from_on="2020-01-01", to_on="2020-12-31")
SINCE = HoldReach(from_on="2020-01-01")
UNTIL = HoldReach(to_on="2020-12-31")
OF_CLASS = HoldReach(series=frozenset({"s#1"}), classes=frozenset({("x", "routine")}))


def post(**changes: Any) -> HeldSubject:
    one = HeldSubject("x", "1", 1, frozenset({"s#1"}), frozenset({"routine"}), "2020-06-01", "2020-06-01")
    return one._replace(**changes)


def on(first: str, last: str) -> HeldSubject:
    return post(first_on=first, last_on=last)


@pytest.mark.parametrize(
    ("reach", "subject", "may", "surely"),
    [
        (EVERYTHING, post(), True, True),
        (EVERYTHING, post(series=frozenset(), first_on="", last_on=""), True, True),
        (SITES, post(), True, True),
        (SITES, post(site="y"), False, False),
        (ITEMS, post(), True, True),
        (ITEMS, post(version=2), False, False),
        (ITEMS, post(item="2", version=5), True, True),
        (ITEMS, post(site="y"), False, False),
        (SERIES, post(), True, False),
        (OF_CLASS, post(), True, True),
        (OF_CLASS, post(series=frozenset({"s#1", "s#2"})), True, False),
        (OF_CLASS, post(series=frozenset({"s#2"})), True, False),
        (OF_CLASS, post(series=frozenset({"s#2"}), classes=frozenset({"nonrecord"})), False, False),
        (OF_CLASS, post(classes=frozenset({"routine", "nonrecord"})), True, False),
        (OF_CLASS, post(series=frozenset()), True, False),
        (OF_CLASS, post(classes=frozenset()), True, False),
        (SPAN, on("2020-01-01", "2020-12-31"), True, True),
        (SPAN, on("2019-12-31", "2020-01-01"), True, False),
        (SPAN, on("2020-12-31", "2021-01-01"), True, False),
        (SPAN, on("2019-01-01", "2019-12-31"), False, False),
        (SPAN, on("2021-01-01", "2021-02-01"), False, False),
        (SPAN, on("", "2020-06-01"), True, False),
        (SPAN, on("", "2021-06-01"), True, False),
        (SPAN, on("", "2019-06-01"), True, False),
        (SPAN, on("2020-06-01", ""), True, False),
        (SPAN, on("2021-06-01", ""), False, False),
        (SINCE, on("2019-06-01", "2020-01-01"), True, False),
        (UNTIL, on("2020-12-31", "2021-06-01"), True, False),
        (UNTIL, on("", ""), True, False),
    ],
)
def test_a_reach_is_of_what_cannot_be_ruled_out_and_surely_of_what_is_known(
    reach: HoldReach, subject: HeldSubject, may: bool, surely: bool
) -> None:
    assert (reach.may_reach(subject), reach.surely_reaches(subject)) == (may, surely)


@pytest.mark.parametrize(
    ("reach", "touches", "whole"),
    [
        (EVERYTHING, True, True),
        (SITES, True, True),
        (HoldReach(sites=frozenset({"y"})), False, False),
        (ITEMS, True, False),
        (HoldReach(items=frozenset({("y", "1", 0)})), False, False),
        (SERIES, True, False),
        (UNTIL, True, False),
    ],
)
def test_a_reach_touches_a_site_and_is_of_the_whole_of_it(reach: HoldReach, touches: bool, whole: bool) -> None:
    assert (reach.touches("x"), reach.is_whole("x")) == (touches, whole)


def record(kind: str, name: str, value: Any) -> Record:
    return Record(kind, name, f"{kind}/{name}.yml", value)


def register(past: Past | None = None, **kinds: dict[str, Any]) -> Register:
    records = {kind: {name: record(kind, name, each) for name, each in found.items()} for kind, found in kinds.items()}
    return Register(records, past=past or Past())


def person(role: str, **dates: str) -> dict[str, Any]:
    return {"roles": [{"role": role, "from_on": "2020-01-01"} | dates]}


PEOPLE = {"lea": person("counsel"), "ana": person("site-administrator"), "aud": person("auditor")}
PEOPLE |= {"cus": person("records-custodian"), "old": person("counsel", to_on="2024-12-31")}


def site(agency: str = "parks", *changes: tuple[str, str, str], **series: str) -> dict[str, Any]:
    facts = [
        {"kind": "agency-change", "on": day, "from_agency": before, "to_agency": after}
        for day, before, after in changes
    ]
    said = [
        {"type": "News", "class": name.replace("_", "-"), "series": reference} for name, reference in series.items()
    ]
    return {"agency": agency, "facts": facts, "communications": said}


def hold(scope: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {"kind": "litigation", "placed": {"on": "2025-01-10", "by": "ana"}, "scope": scope or {}} | changes


def binding(known: Register, subject: HeldSubject, as_of: str = "2026-01-01") -> list[str]:
    return holding(holds_in_force(known, as_of), subject)


def held(value: dict[str, Any], subject: HeldSubject, as_of: str = "2026-01-01", **kinds: dict[str, Any]) -> bool:
    return binding(register(holds={"h": value}, **({"people": PEOPLE} | kinds)), subject, as_of) == ["h"]


def release(on_day: str = "2025-03-01", by: str = "lea", **scope: Any) -> dict[str, Any]:
    return {"on": on_day, "by": by} | ({"scope": scope} if scope else {})


@pytest.mark.parametrize(
    ("kind", "by", "freed"),
    [
        ("litigation", "lea", True),
        ("litigation", "ana", False),
        ("litigation", "cus", False),
        ("investigation", "lea", True),
        ("other", "lea", True),
        ("audit", "aud", True),
        ("audit", "lea", False),
        ("public-records-request", "cus", True),
        ("public-records-request", "lea", False),
        ("litigation", "old", False),
        ("litigation", "nobody", False),
    ],
)
def test_who_may_release_is_decided_by_the_kind_of_hold_and_the_roles_of_that_day(
    kind: str, by: str, freed: bool
) -> None:
    value = hold({"sites": ["x"]}, kind=kind, releases=[release(by=by)])
    assert held(value, post()) is not freed


def test_where_people_have_keys_a_release_counts_once_it_is_signed() -> None:
    people = PEOPLE | {"lea": person("counsel") | {"keys": [{"key": "ssh-ed25519 AAAA"}]}}
    freeing = release()
    holds = {"h": hold({"sites": ["x"]}, releases=[freeing])}
    assert binding(register(holds=holds, people=people), post()) == ["h"]
    signed = Past(signed=frozenset({("", "h", step_name(freeing))}))
    assert binding(register(signed, holds=holds, people=people), post()) == []
    other = Past(signed=frozenset({("", "h", step_name(release("2025-02-28")))}))
    assert binding(register(other, holds=holds, people=people), post()) == ["h"]
    elsewhere = Past(signed=frozenset({("other", "h", step_name(freeing))}))
    assert binding(register(elsewhere, holds=holds, people=people), post()) == ["h"]


WIDER = {"on": "2025-06-01", "by": "ana", "scope": {"sites": ["x"]}}
NARROWER = {"on": "2025-02-01", "by": "lea", "scope": {"sites": ["y"]}, "covers": {"sites": ["y"]}}


@pytest.mark.parametrize(
    ("steps", "as_of", "bound"),
    [
        ({"releases": [release("2025-03-01")]}, "2025-02-28", True),
        ({"releases": [release("2025-03-01")]}, "2025-03-01", False),
        ({"releases": [release("2025-12-01")]}, "2025-03-01", True),
        ({"releases": [release("2025-03-01")], "amendments": [WIDER]}, "2025-05-31", True),
        ({"releases": [release("2025-07-01")], "amendments": [WIDER]}, "2025-06-30", True),
        ({"releases": [release("2025-07-01")], "amendments": [WIDER]}, "2025-07-01", False),
        ({"releases": [release("2025-06-01")], "amendments": [WIDER]}, "2026-01-01", True),
        ({"releases": [release("2025-01-10")]}, "2026-01-01", False),
        ({"releases": [release("2025-01-09")]}, "2026-01-01", True),
        ({"amendments": [NARROWER]}, "2025-01-31", True),
        ({"amendments": [NARROWER]}, "2025-02-01", False),
        ({"amendments": [NARROWER, WIDER]}, "2025-06-01", True),
        ({"amendments": [NARROWER | {"by": "ana"}]}, "2026-01-01", True),
        ({"amendments": [{k: v for k, v in NARROWER.items() if k != "covers"}]}, "2026-01-01", True),
        ({"amendments": [NARROWER, WIDER | {"on": "2025-02-01"}]}, "2026-01-01", True),
    ],
)
def test_steps_count_in_the_order_of_their_dates_up_to_the_day_asked_for(
    steps: dict[str, Any], as_of: str, bound: bool
) -> None:
    assert held(hold({"sites": ["x"]}, **steps), post(), as_of) is bound


def test_a_hold_reaches_the_sites_that_its_agencies_had_when_it_was_placed_and_since() -> None:
    sites = {
        "left-since": site("waters", ("2025-06-01", "parks", "waters")),
        "came-since": site("parks", ("2025-06-01", "waters", "parks")),
        "passed-through": site("waters", ("2025-02-01", "waters", "parks"), ("2025-03-01", "parks", "waters")),
        "left-before": site("waters", ("2025-01-10", "parks", "waters")),
        "never": site("waters"),
        "silently": site("waters"),
    }
    past = Past({("sites", "silently"): (EarlierVersion("2024-01-01", site("parks")),)})
    known = register(past, holds={"h": hold({"agencies": ["parks"]})}, sites=sites)
    bound = [name for name in sites if binding(known, post(site=name))]
    assert bound == ["left-since", "came-since", "passed-through", "silently"]
    covers = {"sites": ["left-before"]}
    known = register(past, holds={"h": hold({"agencies": ["parks"]}, covers=covers)}, sites=sites)
    assert binding(known, post(site="left-before")) == ["h"]
    [found] = holds_in_force(register(holds={"h": hold({"agencies": ["parks"]})}, sites=sites), "2026-01-01")
    assert found.came_after("2025-06-01", post(site="came-since"))
    assert not found.came_after("2025-06-02", post(site="came-since"))
    assert not found.came_after("2025-01-11", post(site="left-since"))
    assert found.covered(post(site="left-since"))


def schedule(*steps: tuple[str, str], effective_on: str = "2025-07-01") -> dict[str, Any]:
    crosswalk = [{"from": begun, "to": to} for begun, to in steps]
    return {"versions": [{"effective_on": effective_on, "crosswalk": crosswalk, "series": []}]}


@pytest.mark.parametrize(
    ("scope", "series", "bound"),
    [
        (["s#1"], "s#2", True),
        (["s#1"], "s#3", True),
        (["s#3"], "s#1", True),
        (["s#2"], "s#2", True),
        (["s#2"], "s#9", False),
        (["t#1"], "s#2", False),
    ],
)
def test_a_hold_of_a_series_reaches_all_its_ancestors_and_descendants(
    scope: list[str], series: str, bound: bool
) -> None:
    schedules = {"s": schedule(("1", "2"), ("2", "3"))}
    assert held(hold({"series": scope}), post(series=frozenset({series})), schedules=schedules) is bound
    gone = Past({("schedules", "s"): (EarlierVersion("2025-01-01", schedules["s"]),)})
    known = register(gone, holds={"h": hold({"series": scope})}, schedules={"s": schedule()})
    assert (binding(known, post(series=frozenset({series}))) == ["h"]) is bound


def test_a_hold_of_a_series_goes_on_reaching_a_class_that_moved_to_another_series() -> None:
    moved = post(series=frozenset({"s#9"}))
    sites = {"x": site(routine="s#9")}
    scope = {"series": ["s#1"]}
    assert not held(hold(scope), moved, sites=sites)
    covers = {"classes": [{"site": "x", "class": "routine"}]}
    assert held(hold(scope, covers=covers), moved, sites=sites)
    past = Past({("sites", "x"): (EarlierVersion("2024-01-01", site(routine="s#1")),)})
    assert binding(register(past, holds={"h": hold(scope)}, sites=sites), moved) == ["h"]
    versions = (
        EarlierVersion("2023-01-01", site(routine="s#1"), commit="a"),
        EarlierVersion("2024-01-01", sites["x"], commit="b"),
    )
    long_ago = Past({("sites", "x"): versions}, before={"b": frozenset({"a", "b"}), "a": frozenset({"0"})})
    assert binding(register(long_ago, holds={"h": hold(scope)}, sites=sites), moved) == ["h"]
    for commit, bound in (("b", []), ("a", ["h"]), ("unknown", ["h"])):
        known = register(long_ago, holds={"h": hold(scope, covers={"commit": commit})}, sites=sites)
        assert binding(known, moved) == bound


def test_a_hold_of_a_series_reaches_an_item_by_every_class_that_it_had() -> None:
    sites = {"x": site(routine="s#1", policy_program="s#2")}
    reclassed = post(series=frozenset({"s#2"}), classes=frozenset({"routine", "policy-program"}))
    assert held(hold({"series": ["s#1"]}), reclassed, sites=sites)
    assert not held(hold({"series": ["s#1"]}), reclassed._replace(classes=frozenset({"policy-program"})), sites=sites)


def test_a_release_of_agencies_and_series_frees_what_has_always_lain_in_them_since() -> None:
    sites = {"x": site("parks", routine="s#1"), "y": site("parks", ("2025-06-01", "waters", "parks"), routine="s#1")}
    by_agency = hold({"sites": ["x", "y"]}, releases=[release(agencies=["parks"])])
    assert not held(by_agency, post(), sites=sites)
    assert held(by_agency, post(site="y"), sites=sites)
    by_series = hold({"sites": ["x"]}, releases=[release(series=["s#1"])])
    assert not held(by_series, post(), sites=sites)
    assert held(by_series, post(series=frozenset()), sites=sites)
    moved_in = Past({("sites", "x"): (EarlierVersion("2024-01-01", site(routine="s#2")),)})
    assert binding(register(moved_in, holds={"h": by_series}, sites=sites, people=PEOPLE), post()) == ["h"]
    unmapped = Past({("sites", "x"): (EarlierVersion("2024-01-01", site()),)})
    assert binding(register(unmapped, holds={"h": by_series}, sites=sites, people=PEOPLE), post()) == ["h"]


def test_a_release_goes_by_what_was_written_down_with_it() -> None:
    sites = {"x": site("parks", routine="s#1")}
    freeing = release(agencies=["parks"]) | {"covers": {"sites": []}}
    assert held(hold({"sites": ["x"]}, releases=[freeing]), post(), sites=sites)
    freeing = release(series=["s#1"]) | {"covers": {"series": ["s#1"], "classes": [{"site": "x", "class": "routine"}]}}
    assert not held(hold({"sites": ["x"]}, releases=[freeing]), post(), sites={"x": site()})
    assert held(hold({"sites": ["x"]}, releases=[freeing]), post(classes=frozenset({"nonrecord"})), sites=sites)


def test_what_a_hold_said_before_binds_and_what_it_released_does_not_count() -> None:
    before = hold({"sites": ["x"]}, releases=[release("2025-03-01")])
    narrowed = hold({"sites": ["x"], "to_on": "2019-12-31"})
    past = Past({("holds", "h"): (EarlierVersion("2025-01-10", before), EarlierVersion("2025-04-01", narrowed))})
    assert binding(register(past, holds={"h": narrowed}, people=PEOPLE), post()) == ["h"]
    [vanished] = holds_in_force(register(past, people=PEOPLE), "2026-01-01")
    assert (vanished.id, vanished.vanished, vanished.binds(post())) == ("h", True, True)


def test_the_export_is_frozen_until_it_is_recorded_that_the_items_are_enough() -> None:
    past = Past({("holds", "h"): (EarlierVersion("2025-01-10", hold()),)})
    items = hold(preserve="items", confirmed={"on": "2025-01-11", "by": "lea"})
    [found] = holds_in_force(register(holds={"h": items}, people=PEOPLE), "2026-01-01")
    assert found.items_only
    [found] = holds_in_force(register(past, holds={"h": items}, people=PEOPLE), "2026-01-01")
    assert found.items_only
    [found] = holds_in_force(register(past, people=PEOPLE), "2026-01-01")
    assert not found.items_only


@pytest.mark.parametrize(
    ("changes", "enough"),
    [
        ({}, False),
        ({"placed": {"on": "2025-01-10", "by": "lea"}}, True),
        ({"placed": {"on": "2025-01-10", "by": "old"}}, False),
        ({"placed": {"on": "2024-12-31", "by": "old"}}, True),
        ({"confirmed": {"on": "2025-01-11", "by": "lea"}}, True),
        ({"confirmed": {"on": "2025-01-11", "by": "old"}}, False),
        ({"confirmed": {"on": "2025-01-11", "by": "cus"}, "kind": "public-records-request"}, False),
        ({"confirmed": {"on": "2025-01-11", "by": "nobody"}}, False),
    ],
)
def test_that_the_items_are_enough_is_counsels_word_of_a_day_on_which_they_were_that(
    changes: dict[str, Any], enough: bool
) -> None:
    [found] = holds_in_force(register(holds={"h": hold(preserve="items", **changes)}, people=PEOPLE), "2026-01-01")
    assert found.items_only == enough


def test_a_word_that_counsel_gave_before_is_not_about_the_items() -> None:
    confirmed = {"confirmed": {"on": "2025-01-11", "by": "lea"}}
    past = Past({("holds", "h"): (EarlierVersion("2025-01-11", hold(**confirmed)),)})
    [found] = holds_in_force(
        register(past, holds={"h": hold(preserve="items", **confirmed)}, people=PEOPLE), "2026-01-01"
    )
    assert not found.items_only
    again = hold(preserve="items", confirmed={"on": "2025-02-01", "by": "lea"})
    [found] = holds_in_force(register(past, holds={"h": again}, people=PEOPLE), "2026-01-01")
    assert found.items_only


def test_a_hold_may_bind_on_a_site_until_all_of_it_is_released() -> None:
    def steps(*found: HoldStep) -> bool:
        return Hold("h", found).may_bind_on("x")

    laid = HoldStep("2025-01-01", begins=True, laid=(("2025-01-01", SITES),))
    assert steps(laid)
    assert not steps(HoldStep("2025-01-01", laid=(("2025-01-01", HoldReach(sites=frozenset({"y"}))),)))
    assert not steps(laid, HoldStep("2025-02-01", freed=(SITES,)))
    assert steps(laid, HoldStep("2025-02-01", freed=(UNTIL,)))
    assert not steps(laid, HoldStep("2025-02-01", left=(HoldReach(sites=frozenset({"y"})),)))
    assert steps(laid, HoldStep("2025-02-01", freed=(SITES,)), HoldStep("2025-03-01", laid=(("2025-03-01", ITEMS),)))


def test_what_a_scope_names_on_a_day() -> None:
    sites = {"x": site("waters", ("2025-06-01", "parks", "waters"), routine="s#1"), "y": site("parks", routine="s#2")}
    known = register(sites=sites)
    assert sites_named(known, {"agencies": ["parks"]}, "2025-05-31") == frozenset({"x", "y"})
    assert sites_named(known, {"agencies": ["parks"]}, "2025-06-01") == frozenset({"y"})
    assert sites_named(known, {"agencies": ["parks"], "sites": ["x"]}, "2025-05-31") == frozenset({"x"})
    assert sites_named(known, {"series": ["s#1"]}, "2025-05-31") is None
    assert agency_on(sites["x"], "2024-01-01") == "parks"  # type: ignore[arg-type]  # as much of a site as is asked
    assert classes_named(known, ["s#1"], ["x", "y", "nowhere"]) == {("x", "routine"), ("x", "unacceptable")}
