"""The status follows from the facts, one table, whatever else happened."""

from __future__ import annotations

from typing import Any

import pytest

from records_portal.register.sites import handle_of, holds_role, is_compromised, status_of


def site(*kinds: str, **values: Any) -> Any:
    """A site, as far as its status asks, with facts of these kinds, a day apart; a review is `review/approved`."""
    facts = []
    for day, kind in enumerate(kinds, 1):
        name, _, decision = kind.partition("/")
        facts.append({"kind": name, "on": f"2024-01-{day:02}", "decision": decision, "state": decision})
    return {"facts": facts} | values


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (["request"], "requested"),
        (["request", "review/rejected"], "rejected"),
        (["request", "review/rejected", "request"], "requested"),
        (["request", "review/approved"], "approved"),
        (["request", "review/approved", "activation"], "activated"),
        (["request", "review/approved", "activation", "registration"], "registered"),
        (["registration", "recertification", "notice", "correction", "agency-change"], "registered"),
        (["registration", "incident/compromised"], "registered"),
        (["registration", "suspension"], "suspended"),
        (["registration", "suspension", "reinstatement"], "registered"),
        (["activation", "suspension", "suspension", "reinstatement"], "activated"),
        (["registration", "direction", "final-capture", "deactivation", "credentials-handed-over"], "decommissioning"),
        (["registration", "direction", "decommissioning", "notice"], "decommissioned"),
    ],
)
def test_the_last_fact_that_bears_on_the_status_decides(kinds: list[str], status: str) -> None:
    assert status_of(site(*kinds)) == status


def test_the_status_of_an_earlier_day_knows_nothing_of_later_ones() -> None:
    facts = site("request", "review/approved", "activation")
    days = ("2023-12-31", "2024-01-01", "2024-01-02", "2024-01-03")
    assert [status_of(facts, day) for day in days] == ["", "requested", "approved", "activated"]


def test_a_compromised_site_is_so_until_it_is_recovered() -> None:
    assert is_compromised(site("registration", "incident/compromised", "notice"))
    assert not is_compromised(site("incident/compromised", "incident/recovered"))


def test_the_handle_in_use_is_the_one_without_an_end() -> None:
    old, new = (
        {"handle": "Old", "from_on": "2020-01-01", "to_on": "2023-01-01"},
        {"handle": "New", "from_on": "2023-01-02"},
    )
    assert handle_of(site(handles=[old, new])) == "New"
    assert handle_of(site(handles=[old])) == "Old"
    assert handle_of(site()) == ""


def test_a_role_is_held_from_its_first_through_its_last_day() -> None:
    person: Any = {"roles": [{"role": "counsel", "from_on": "2020-01-02", "to_on": "2020-01-31"}]}
    days = ("2020-01-01", "2020-01-02", "2020-01-31", "2020-02-01")
    assert [holds_role(person, "counsel", day) for day in days] == [False, True, True, False]
