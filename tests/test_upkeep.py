"""What keeps a site in order, at the edges: the last day in time and the first day late, and whom a rule spares."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records_portal.checks import upkeep
from records_portal.checks.context import CADENCES, CheckContext
from records_portal.checks.rules import Check
from records_portal.duties.rows.sites import last_sighting
from records_portal.files.yaml_text import ValuePath
from records_portal.register.findings import Place
from records_portal.register.model import Record, Register

ACTIVE: list[dict[str, Any]] = [{"kind": "activation", "on": "2020-01-02"}]
REGISTERED: list[dict[str, Any]] = [*ACTIVE, {"kind": "registration", "on": "2025-01-15"}]


def record(kind: str, name: str, value: dict[str, Any]) -> Record:
    def place(path: ValuePath) -> Place:
        return Place(".".join(map(str, path)))

    return Record(kind, name, "", value, locate=place)


def found(check: Check, *records: Record, as_of: str = "2026-01-15", **portal: Any) -> list[tuple[str, str, str]]:
    """The faults of a check: of which record, where in it, and what is said."""
    by_kind: dict[str, dict[str, Record]] = {"portal": {"portal": record("portal", "portal", portal)}}
    for each in records:
        by_kind.setdefault(each.kind, {})[each.id] = each
    context = CheckContext(Register(by_kind), date.fromisoformat(as_of))
    return [(each.subject, each.place.path, each.message) for each in check.faults(context)]


def site(name: str = "a", facts: list[dict[str, Any]] | None = None, **fields: Any) -> Any:
    return record(
        "sites",
        name,
        {"agency": "parks", "origin": "requested", "facts": REGISTERED if facts is None else facts} | fields,
    )


def page(seen_on: str, url: str = "https://parks.example/") -> dict[str, str]:
    return {"seen_on": seen_on, "url": url}


def test_the_cadences_are_these_where_the_portal_names_none() -> None:
    assert CADENCES == {
        "capture": "P3M",
        "link_check": "P1Y",
        "terms_check": "P1Y",
        "recertification": "P1Y",
        "training": "P1Y",
        "authorization_renewal": "P1Y",
        "hold_update": "P6M",
        "policy_review": "P1Y",
        "usage_report": "P6M",
        "audit": "P1Y",
        "credential_change": "P1Y",
    }


@pytest.mark.parametrize(("seen_on", "late"), [("2025-01-15", False), ("2025-01-14", True)])
def test_a_link_is_looked_at_by_the_day_a_year_after(seen_on: str, late: bool) -> None:
    expected = [("a", "linked_from.0", f"a link to the site was last seen on {seen_on}")] if late else []
    assert found(upkeep.check_linked, site(linked_from=[page(seen_on)])) == expected


def test_the_last_sighting_counts_wherever_it_is_written() -> None:
    facts = [*ACTIVE, {"kind": "registration", "on": "2020-01-03", "pages": [page("2020-01-03"), page("2024-03-03")]}]
    linked = [page("2024-02-02"), page("2023-01-01")]
    one = site(facts=facts, linked_from=linked)
    assert last_sighting(one) == ("2024-03-03", ("facts", 1, "pages", 1))
    assert found(upkeep.check_linked, one) == [
        ("a", "facts.1.pages.1", "a link to the site was last seen on 2024-03-03")
    ]
    later = site(facts=facts, linked_from=[page("2023-01-01"), page("2024-04-04")])
    assert last_sighting(later) == ("2024-04-04", ("linked_from", 1))
    assert last_sighting(site()) == ("", ())


def test_a_registered_site_without_a_link_is_told_and_another_is_not() -> None:
    assert found(upkeep.check_linked, site()) == [("a", "", "no page is known that links to the site")]
    assert found(upkeep.check_linked, site(facts=ACTIVE)) == []


def test_a_link_stands_on_a_host_of_the_agency_or_of_one_above() -> None:
    agencies = [
        record("agencies", "parks", {"parent": "state", "web_pages": ["https://parks.example/"]}),
        record("agencies", "state", {"web_pages": ["https://state.example/"]}),
    ]
    pages = [page("2025-05-05", url) for url in ("https://parks.example/x", "https://state.example/", "https://x.com/")]
    one = site(linked_from=pages)
    assert found(upkeep.check_linked_from_agency, *agencies, one) == [
        ("a", "linked_from.2", "'https://x.com/' is not on a host of the agency")
    ]
    assert found(upkeep.check_linked_from_agency, one) == [], "an agency without pages cannot be held to them"
    assert found(upkeep.check_linked_from_agency, *agencies, site(facts=ACTIVE, linked_from=pages)) == []


@pytest.mark.parametrize(
    ("last", "on", "late"),
    [
        ("registration", "2025-01-15", False),
        ("registration", "2025-01-14", True),
        ("recertification", "2025-01-15", False),
        ("recertification", "2025-01-14", True),
    ],
)
def test_a_registered_site_is_certified_again_within_a_year(last: str, on: str, late: bool) -> None:
    facts = [*ACTIVE, {"kind": "registration", "on": "2020-02-02"}]
    facts = facts[:1] if last == "registration" else facts
    facts = [*facts, {"kind": last, "on": on}, {"kind": "notice", "on": "2026-01-01"}]
    at, due = ("facts.1", "2026-01-14") if last == "registration" else ("facts.2", "2026-01-14")
    expected = [("a", at, f"last certified on {on}, due on {due}")] if late else []
    assert found(upkeep.check_recertified, site(facts=facts)) == expected


def test_a_site_that_is_not_registered_need_not_be_certified_again() -> None:
    facts = [*REGISTERED[:1], {"kind": "registration", "on": "2020-01-03"}, {"kind": "suspension", "on": "2021-01-01"}]
    assert found(upkeep.check_recertified, site(facts=facts)) == []
    restored = [*ACTIVE, {"kind": "listing", "on": "2019-01-01", "entry": "in-use"}]
    assert found(upkeep.check_recertified, site(facts=restored)) == []
    nothing = [{"kind": "reinstatement", "on": "2020-01-01"}]
    assert found(upkeep.check_recertified, site(facts=nothing)) == [], "there is no day to count from"


@pytest.mark.parametrize(
    ("agreement", "on"),
    [
        ({"accepted_on": "2025-01-14"}, "2025-01-14"),
        ({"accepted_on": "2025-01-15"}, ""),
        ({"accepted_on": "2020-01-01", "checked_on": "2025-01-15"}, ""),
        ({"accepted_on": "2025-12-01", "checked_on": "2025-01-14"}, "2025-01-14"),
    ],
)
def test_terms_are_looked_at_again_within_a_year(agreement: dict[str, str], on: str) -> None:
    recent = {"accepted_on": "2025-12-31"}
    expected = [("a", "agreements.1", f"the terms were last looked at on {on}, due on 2026-01-14")] if on else []
    assert found(upkeep.check_terms_checked, site(facts=ACTIVE, agreements=[recent, agreement])) == expected
    assert found(upkeep.check_terms_checked, site(facts=[], agreements=[agreement])) == []


def test_the_portals_own_cadence_counts() -> None:
    one = site(agreements=[{"accepted_on": "2025-12-14"}])
    assert found(upkeep.check_terms_checked, one, cadences={"terms_check": "P1M"}) != []
    assert found(upkeep.check_terms_checked, one, cadences={"link_check": "P1M"}) == []


def test_a_site_in_use_names_its_terms_and_who_is_accountable() -> None:
    assert found(upkeep.check_agreement_recorded, site()) == [("a", "", "no agreement is recorded")]
    assert found(upkeep.check_agreement_recorded, site(agreements=[])) == []
    assert found(upkeep.check_agreement_recorded, site(facts=[])) == []
    assert found(upkeep.check_accountable_named, site()) == [("a", "", "nobody is named as accountable")]
    assert found(upkeep.check_accountable_named, site(accountable={})) == []
    assert found(upkeep.check_accountable_named, site(facts=[])) == []


def test_a_site_that_takes_comments_posts_a_statement() -> None:
    said = [("a", "comments", "comments are open, no moderation statement is named")]
    assert found(upkeep.check_moderation_statement, site(comments={"mode": "open"})) == said
    assert found(upkeep.check_moderation_statement, site(comments={"mode": "off"})) == []
    assert found(upkeep.check_moderation_statement, site(comments={"mode": "open", "statement_url": "x"})) == []
    assert found(upkeep.check_moderation_statement, site()) == []


def test_counsel_reviews_comments_and_each_agreement() -> None:
    reviewed = {"counsel_reviewed_on": "2025-01-01"}
    assert found(upkeep.check_counsel_reviewed, site(comments={}, agreements=[reviewed, {}])) == [
        ("a", "comments", "counsel has not reviewed the comment rules"),
        ("a", "agreements.1", "counsel has not reviewed the agreement"),
    ]
    assert found(upkeep.check_counsel_reviewed, site(comments=reviewed, agreements=[reviewed])) == []
    assert found(upkeep.check_counsel_reviewed, site()) == []


def test_what_the_agency_does_not_own_has_a_document() -> None:
    check = upkeep.check_ownership_documented
    assert found(check, site(ownership={"owner": "vendor"})) == [("a", "ownership", "owned by a vendor")]
    assert found(check, site(ownership={"owner": "personal"})) == [("a", "ownership", "owned personally")]
    assert found(check, site(facts=[], ownership={"owner": "personal"})) == [("a", "ownership", "owned personally")]
    for owned in ({"owner": "agency"}, {"owner": "vendor", "document": "D-1"}):
        assert found(check, site(ownership=owned)) == []


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("requested", [("a", "", "who owns the account and its contents is not stated")]),
        ("inventory", [("a", "", "who owns the account and its contents is not stated")]),
        ("imported", [("a", "", "who owns the account and its contents is not stated")]),
    ],
)
def test_ownership_is_never_assumed(origin: str, expected: list[tuple[str, str, str]]) -> None:
    check = upkeep.check_ownership_documented
    assert found(check, site(origin=origin)) == expected
    assert found(check, site(origin=origin, ownership={"owner": "agency"})) == []


def test_nobody_owns_an_account_that_is_only_asked_for() -> None:
    assert (
        found(
            upkeep.check_ownership_documented, site(origin="requested", facts=[{"kind": "request", "on": "2020-01-02"}])
        )
        == []
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"reviews": [{"on": "2024-01-01"}, {"on": "2025-01-15"}]}, ""),
        ({"reviews": [{"on": "2024-01-01"}, {"on": "2025-01-14"}]}, "reviews"),
        ({"versions": [{"effective_on": "2025-01-14"}]}, "versions"),
        ({"versions": [{"effective_on": "2025-01-15", "adopted_on": "2020-01-01"}]}, ""),
        ({"versions": [{"adopted_on": "2025-01-14"}, {}]}, "versions"),
        ({"reviews": [{"on": "2025-01-14"}], "versions": [{"adopted_on": "2020-01-01"}]}, "reviews"),
        ({"versions": [{}]}, ""),
        ({}, ""),
    ],
)
def test_a_policy_is_reviewed_within_a_year(fields: dict[str, Any], expected: str) -> None:
    said = [("parks", expected, "last reviewed on 2025-01-14, due on 2026-01-14")] if expected else []
    assert found(upkeep.check_policy_reviewed, record("policies", "parks", fields)) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "no head, no web_pages, no contact"),
        ({"head": "ana", "contact": {}}, "no web_pages"),
        ({"web_pages": [], "contact": {}}, "no head"),
        ({"head": "ana", "web_pages": []}, "no contact"),
        ({"head": "ana", "web_pages": [], "contact": {}}, ""),
    ],
)
def test_an_agency_names_its_head_its_pages_and_where_it_is_reached(fields: dict[str, Any], said: str) -> None:
    expected = [("parks", "", said)] if said else []
    assert found(upkeep.check_agency_complete, record("agencies", "parks", fields)) == expected


def test_settings_name_no_repository_that_the_anchors_name() -> None:
    said = "the settings can be changed by whoever can publish, and name no repository"
    assert found(upkeep.check_anchored) == []
    assert found(upkeep.check_anchored, published_branch="main") == [("portal", "published_branch", said)]
    assert found(upkeep.check_anchored, private_root="required") == [("portal", "private_root", said)]
    assert list(upkeep.check_anchored.faults(CheckContext(Register({}), date(2026, 1, 15)))) == []
