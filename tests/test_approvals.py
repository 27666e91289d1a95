"""Whose approval a change needs: by what kind of record it is, what happened to it, whose it is, and on which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from records_portal.identity.approvals import Approval, approvals_needed
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.kinds import KINDS
from records_portal.register.model import Register
from records_portal.register.shapes import schema_of
from tests.roots import load, root_files

ROLES = {
    "ana": ("agency-head",),
    "cem": ("communications-director",),
    "cto": ("cto-cio",),
    "ofe": ("records-officer",),
    "web": ("web-content-team",),
}
ON = "2024-06-01"
TEAM = Approval("web-content-team", "", ("Web",))
OFFICER = Approval("records-officer", "", ("Ofe",))
DIRECTOR = Approval("communications-director", "", ("Cem",))
TECHNOLOGY = Approval("cto-cio", "", ("Cto",))
HEAD_OF_PARKS = Approval("agency-head", "Parks", ("Ana",))
HEAD_OF_WATER = Approval("agency-head", "Water", ())


@pytest.fixture
def register(tmp_path: Path) -> Register:
    files = root_files()
    person = files["registry/people/ana.yml"]
    for name, roles in ROLES.items():
        held = [{"role": role, "from_on": "2024-01-01", "to_on": ON} for role in roles]
        files[f"registry/people/{name}.yml"] = person | {"name": name.title(), "roles": held}
    water = {key: value for key, value in files["registry/agencies/parks.yml"].items() if key != "head"}
    files["registry/agencies/water.yml"] = water | {"name": "Water"}
    return load(tmp_path, files)


def needed(
    register: Register,
    kind: str,
    record_id: str,
    values: Iterable[Mapping[str, Any]] = (),
    facts: Iterable[str] = (),
    touched: Iterable[str] = (),
    on: str = ON,
) -> list[Approval]:
    happened = [{"kind": fact} for fact in facts]
    return list(approvals_needed(register, kind, record_id, values, happened, frozenset(touched), on))


PARKS, WATER = {"agency": "parks"}, {"agency": "water"}
BY_FACT = {
    "request": [TEAM],
    "review": [DIRECTOR, TECHNOLOGY],
    "activation": [TEAM],
    "registration": [TEAM],
    "recertification": [TEAM],
    "agency-change": [DIRECTOR, TECHNOLOGY],
    "suspension": [DIRECTOR, TECHNOLOGY],
    "reinstatement": [DIRECTOR, TECHNOLOGY],
    "incident": [TEAM],
    "direction": [HEAD_OF_PARKS],
    "final-capture": [OFFICER],
    "deactivation": [TEAM],
    "credentials-handed-over": [TEAM],
    "notice": [TEAM],
    "decommissioning": [TEAM],
    "correction": [TEAM],
    "listing": [TEAM],
    "a fact of another program": [TEAM],
}


def test_every_fact_of_the_schema_is_in_the_table() -> None:
    kinds = schema_of("sites")["properties"]["facts"]["items"]["properties"]["kind"]["enum"]
    assert {*FACT_KINDS} == {*kinds} == {*BY_FACT} - {"a fact of another program"}


@pytest.mark.parametrize("fact", BY_FACT)
def test_a_fact_of_a_site_needs_whom_the_table_names_and_nobody_else(register: Register, fact: str) -> None:
    assert needed(register, "sites", "parks-x", [PARKS], [fact]) == BY_FACT[fact]


BY_KIND = {
    "portal": ("portal", [OFFICER, TEAM]),
    "platforms": ("x", [TEAM]),
    "agencies": ("parks", [HEAD_OF_PARKS]),
    "people": ("ana", [HEAD_OF_PARKS]),
    "sites": ("parks-x", [HEAD_OF_PARKS, TEAM]),
    "designations": ("parks-x", [HEAD_OF_PARKS]),
    "policies": ("parks", [DIRECTOR, TECHNOLOGY]),
    "operations": ("parks-x/2024", [HEAD_OF_PARKS]),
    "posts": ("parks-x/2024", [HEAD_OF_PARKS]),
    "holds": ("H-1", [OFFICER]),
    "requests": ("R-1", [OFFICER]),
    "staff": ("ana", [HEAD_OF_PARKS]),
    "access": ("parks-x", [HEAD_OF_PARKS]),
    "audits": ("A-1", [OFFICER]),
    "schedules": ("local", [OFFICER]),
    "events": ("E-1", [OFFICER]),
    "classifications": ("parks-x/2024", [OFFICER]),
    "authorizations": ("Z-1", [OFFICER]),
    "dispositions": ("D-1", [OFFICER]),
    "captures": ("parks-x/2024", [OFFICER]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_without_facts_needs_whom_its_kind_names(register: Register, kind: str) -> None:
    record_id, expected = BY_KIND[kind]
    assert needed(register, kind, record_id, [PARKS]) == expected


def test_a_fact_beside_other_fields_needs_both_and_each_once(register: Register) -> None:
    assert needed(register, "sites", "parks-x", [PARKS], ["notice"], ["purpose"]) == [TEAM, HEAD_OF_PARKS]
    assert needed(register, "sites", "parks-x", [PARKS], ["review"], ["purpose"]) == [
        DIRECTOR,
        TECHNOLOGY,
        HEAD_OF_PARKS,
        TEAM,
    ]


@pytest.mark.parametrize("field", ["communications", "capture"])
def test_what_decides_over_retention_needs_the_records_officer_too(register: Register, field: str) -> None:
    assert needed(register, "sites", "parks-x", [PARKS], (), [field]) == [HEAD_OF_PARKS, TEAM, OFFICER]
    assert needed(register, "sites", "parks-x", [PARKS], (), ["url"]) == [HEAD_OF_PARKS, TEAM]
    assert needed(register, "people", "ana", [PARKS], (), [field]) == [HEAD_OF_PARKS], "of a site alone"


def test_a_record_of_another_kind_needs_whom_its_kind_names_beside_its_facts(register: Register) -> None:
    assert needed(register, "holds", "H-1", [PARKS], ["review"]) == [DIRECTOR, TECHNOLOGY, OFFICER]


def test_a_change_of_agency_needs_the_heads_of_both_and_of_one_agency_once(register: Register) -> None:
    assert needed(register, "people", "ana", [PARKS, WATER]) == [HEAD_OF_PARKS, HEAD_OF_WATER]
    assert needed(register, "people", "ana", [PARKS, PARKS]) == [HEAD_OF_PARKS]


def test_what_belongs_to_a_person_is_the_agencys_of_the_person(register: Register) -> None:
    assert needed(register, "staff", "ana", [WATER]) == [HEAD_OF_PARKS]
    assert needed(register, "staff", "nobody", [WATER]) == [Approval("agency-head")]


@pytest.mark.parametrize("kind", ["designations", "operations", "posts", "access"])
def test_what_belongs_to_a_site_is_its_agencys_whatever_it_says_itself(register: Register, kind: str) -> None:
    assert needed(register, kind, "parks-x/2024", [WATER]) == [HEAD_OF_PARKS]
    assert needed(register, kind, "nowhere/2024", [WATER]) == [Approval("agency-head")]


def test_an_agency_is_its_own(register: Register) -> None:
    assert needed(register, "agencies", "water", [PARKS]) == [HEAD_OF_WATER]
    assert needed(register, "agencies", "forests") == [Approval("agency-head", "forests", ())], "a new one"


@pytest.mark.parametrize("value", [{}, {"agency": None}, {"agency": 3}])
def test_a_head_is_asked_for_also_where_no_agency_is_named(register: Register, value: dict[str, Any]) -> None:
    assert needed(register, "people", "ana", [value]) == [Approval("agency-head")]


@pytest.mark.parametrize(
    ("on", "people"), [("2023-12-31", ()), ("2024-01-01", ("Ofe",)), ("2024-06-01", ("Ofe",)), ("2024-06-02", ())]
)
def test_those_are_named_who_hold_the_role_on_the_day(register: Register, on: str, people: tuple[str, ...]) -> None:
    assert needed(register, "holds", "H-1", on=on) == [Approval("records-officer", "", people)]


# who may agree, by the register of before the change


def holders(register: Register, kind: str, record_id: str, after: Register | None = None, **value: str) -> list[Any]:
    """Of each approval whose agreement is enough."""
    found = approvals_needed(register, kind, record_id, [value], [], frozenset(), ON, after)
    return [each.holders for each in found]


def test_whoever_holds_the_role_may_agree(register: Register) -> None:
    assert holders(register, "holds", "H-1") == [(("ofe", "records-officer"),)]


def test_the_head_of_an_agency_and_those_above_it_may_agree(tmp_path: Path) -> None:
    files = root_files()
    parks = files["registry/agencies/parks.yml"]
    files["registry/people/bo.yml"] = files["registry/people/ana.yml"] | {"name": "Bo"}
    files["registry/agencies/trails.yml"] = parks | {"name": "Trails", "head": "bo", "parent": "parks"}
    found = load(tmp_path, files)
    assert holders(found, "people", "cy", agency="trails") == [(("bo", "agency-head"), ("ana", "agency-head"))]
    assert holders(found, "people", "cy", agency="parks") == [(("ana", "agency-head"),)]
    assert holders(found, "people", "cy") == [(("ana", "agency-head"),)]


def test_the_head_stands_in_for_a_team_of_one_and_for_no_other_role(register: Register, tmp_path: Path) -> None:
    alone = (("web", "web-content-team"), ("ana", "agency-head"))
    assert holders(register, "platforms", "x") == [alone]
    assert holders(register, "policies", "parks") == [
        (("cem", "communications-director"),),
        (("cto", "cto-cio"),),
    ]
    assert holders(register, "schedules", "local") == [(("ofe", "records-officer"),)]
    files = root_files()
    held = [{"role": "web-content-team", "from_on": "2024-01-01"}]
    for name in ("web", "wendy"):
        files[f"registry/people/{name}.yml"] = files["registry/people/ana.yml"] | {"name": name.title(), "roles": held}
    two = load(tmp_path / "two", files)
    assert holders(two, "platforms", "x") == [(("web", "web-content-team"), ("wendy", "web-content-team"))]


def test_where_nobody_heads_an_agency_a_records_officer_may_agree(register: Register) -> None:
    assert holders(register, "people", "cy", agency="water") == [(("ofe", "records-officer"),)]


def test_no_change_makes_its_own_head(register: Register, tmp_path: Path) -> None:
    files = root_files()
    files["registry/people/mal.yml"] = files["registry/people/ana.yml"] | {"name": "Mal"}
    files["registry/agencies/parks.yml"]["head"] = "mal"
    files["registry/agencies/trails.yml"] = files["registry/agencies/parks.yml"] | {"name": "Trails", "parent": "parks"}
    after = load(tmp_path / "after", files)
    assert holders(register, "people", "cy", after, agency="parks") == [(("ana", "agency-head"),)]
    assert holders(register, "agencies", "trails", after) == [(("ana", "agency-head"),)], "new, below Parks"
    assert holders(register, "designations", "parks-x", after) == [(("ana", "agency-head"),)]


def test_whose_a_new_site_is_says_the_change(register: Register, tmp_path: Path) -> None:
    files = root_files()
    files["registry/sites/parks-y.yml"] = files["registry/sites/parks-x.yml"]
    after = load(tmp_path / "after", files)
    assert holders(register, "designations", "parks-y", after) == [(("ana", "agency-head"),)]
    assert needed(register, "designations", "parks-y") == [Approval("agency-head")]


def test_a_letter_about_approvals_needs_a_head_too(register: Register) -> None:
    found = approvals_needed(register, "portal", "portal", [], [], frozenset({"approvals"}), ON)
    assert [each.role for each in found] == ["records-officer", "web-content-team", "agency-head"]
