"""What a page's key is made of: whatever shows on it changes its key, and what does not leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records_portal.duties.calendars import ComingEvent
from records_portal.history.audit_trail import UNREGISTERED, Actor, Approver, Change, Merge, audit_trail
from records_portal.portal.building.shell import Identity, Shell, Shells
from records_portal.portal.context import DueCount, PageContext, prepare
from records_portal.portal.inputs import (
    Pieced,
    _said_of,
    _texts,
    agency_inputs,
    change_inputs,
    input_key,
    section_inputs,
    shared_inputs,
    site_inputs,
)
from records_portal.register.findings import Finding, Severity
from records_portal.register.model import Record, Register
from tests.roots import root_files
from tests.test_pages import ANA, change, small

BEN = Actor("ben", "Ben", "Clerk")
SHARED = "0" * 32
SHELL = Shell("sites/_record/index.html", "sites/_record/", ("<p>", "body", "</p>"), Identity())
SHELLS = Shells(Path("built"), Identity(), {("sites", 2): SHELL}, {})


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> PageContext:
    """A small portal with a site and its designation."""
    return prepare(small(tmp_path_factory.mktemp("small")))


def with_record(context: PageContext, kind: str, record_id: str, **changed: Any) -> PageContext:
    """The same with one record changed, or another one added; a digest of its own unless it is given."""
    records = {name: dict(each) for name, each in context.register.records.items()}
    old = records.get(kind, {}).get(record_id, Record(kind, record_id, f"{kind}/{record_id}.yml", {}, digest="new"))
    records.setdefault(kind, {})[record_id] = replace(old, **{"digest": "other", **changed})
    return replace(context, portal=replace(context.portal, register=Register(records)))


def told(context: PageContext, *changes: Change) -> PageContext:
    """The same with these changes in its history."""
    return replace(context, portal=replace(context.portal, history=audit_trail("f" * 40, "", changes)))


def site_key(context: PageContext, shared: str = SHARED) -> str:
    return site_inputs(context, context.register.of("sites")["parks-x"], shared)


def agency_key(context: PageContext, shared: str = SHARED) -> str:
    return agency_inputs(context, context.register.of("agencies")["parks"], shared)


# keys as such


def test_a_key_is_the_digest_of_what_it_is_of_what_all_share_and_the_parts() -> None:
    assert input_key("site", SHARED, a=1, b=["x"]) == "3a7226628a3d04b1290fc5677fb2d1f9"
    assert len({input_key("site", SHARED), input_key("agency", SHARED), input_key("site", "1"),
                input_key("site", SHARED, a=1), input_key("site", SHARED, a="1"),
                input_key("site", SHARED, b=1)}) == 6  # fmt: skip


def test_where_what_all_share_has_no_key_nothing_has() -> None:
    assert input_key("site", "", a=1) == ""


def test_a_letter_that_is_half_a_pair_is_in_a_key_as_any() -> None:
    assert len(input_key("\ud800", SHARED)) == 32


def test_a_file_of_pieces_is_one_after_another() -> None:
    assert Pieced((("1", lambda: b"one"), ("", lambda: b"two"))).make() == b"onetwo"


def test_texts_are_found_wherever_they_stand() -> None:
    value = {"a": "one", "b": [{"c": "two", "d": 3}, "three", ["four"]], "e": None, "f": True}
    assert list(_texts(value)) == ["one", "two", "three", "four"]


def test_the_key_of_a_section_is_of_its_page_and_of_what_it_is_made_from() -> None:
    other = Shell(SHELL.name, SHELL.address, ("<p>", "body", "</div>"), Identity())
    keys = {section_inputs(SHELL, "1"), section_inputs(SHELL, "2"), section_inputs(other, "1")}
    assert (len(keys), section_inputs(SHELL, "1"), section_inputs(SHELL, "")) == (
        3,
        input_key("section", "1", page=("<p>", "body", "</p>")),
        "",
    )


# what all share


def test_what_all_share_has_a_key(context: PageContext) -> None:
    assert len(shared_inputs(context, SHELLS)) == 32
    assert shared_inputs(context, SHELLS) == shared_inputs(context, SHELLS)


@pytest.mark.parametrize("kind", ["portal", "agencies", "people", "platforms", "schedules"])
def test_a_record_that_many_pages_show_is_in_the_key_that_all_share(context: PageContext, kind: str) -> None:
    (record_id,) = context.register.of(kind)
    assert shared_inputs(with_record(context, kind, record_id), SHELLS) != shared_inputs(context, SHELLS)
    added = with_record(context, kind, "another")
    assert shared_inputs(added, SHELLS) != shared_inputs(context, SHELLS)


@pytest.mark.parametrize("kind", ["sites", "designations", "captures", "operations", "posts", "classifications"])
def test_a_record_of_one_site_is_not_in_the_key_that_all_share(context: PageContext, kind: str) -> None:
    assert shared_inputs(with_record(context, kind, "parks-x"), SHELLS) == shared_inputs(context, SHELLS)


def test_a_record_that_was_made_in_memory_leaves_everything_without_a_key(context: PageContext) -> None:
    for kind, record_id in (("people", "ana"), ("sites", "parks-x")):
        assert shared_inputs(with_record(context, kind, record_id, digest=""), SHELLS) == ""


def test_the_day_and_the_shells_are_in_the_key_that_all_share(context: PageContext) -> None:
    later = replace(context, portal=replace(context.portal, as_of=date(2026, 11, 21)))
    other = replace(
        SHELLS, records={("sites", 2): Shell(SHELL.name, SHELL.address, ("<b>", "body", "</b>"), Identity())}
    )
    keys = {shared_inputs(context, SHELLS), shared_inputs(later, SHELLS), shared_inputs(context, other)}
    assert len(keys) == 3


# the page of a site

FINDING = Finding("registry/sites/parks-x.yml", 1, 1, "R001", "site", "late", Severity.LATE)
OF_A_SITE: Mapping[str, Callable[[PageContext], PageContext]] = {
    "the record": lambda context: with_record(context, "sites", "parks-x"),
    "the title": lambda context: replace(context, titles={"parks-x": "Another"}),
    "a designation": lambda context: with_record(context, "designations", "parks-x"),
    "no designation": lambda context: replace(
        context,
        portal=replace(
            context.portal,
            register=Register(
                {kind: each for kind, each in context.register.records.items() if kind != "designations"}
            ),
        ),
    ),
    "a record about it": lambda context: replace(
        context, related={"parks-x": [Record("posts", "parks-x/1", "registry/posts/1.yml", {}, digest="d")]}
    ),
    "a finding": lambda context: replace(context, findings={"parks-x": [FINDING]}),
    "another severity": lambda context: replace(
        context, findings={"parks-x": [replace(FINDING, severity=Severity.ADVICE)]}
    ),
    "another message": lambda context: replace(context, findings={"parks-x": [replace(FINDING, message="later")]}),
    "another code": lambda context: replace(context, findings={"parks-x": [replace(FINDING, code="R002")]}),
    "what is due": lambda context: replace(
        context, due_counts={"parks-x": [DueCount("parks-x", "local#routine", "retained", 1)]}
    ),
    "the months": lambda context: replace(context, months={"parks-x": {"2024-05": 1}}),
    "a change": lambda context: told(context, change(1)),
    "another change": lambda context: told(context, change(2)),
    "a change of its designation": lambda context: told(context, change(1, "designations")),
    "what all share": lambda context: context,
}


def test_whatever_shows_on_the_page_of_a_site_changes_its_key(context: PageContext) -> None:
    keys = {"as it was": site_key(context)}
    for name, changed in OF_A_SITE.items():
        keys[name] = site_key(changed(context), "1" * 32 if name == "what all share" else SHARED)
    assert [name for name, key in keys.items() if len(key) != 32] == []
    assert len(set(keys.values())) == len(keys)


def test_what_is_of_other_sites_leaves_the_key_of_a_site_as_it_was(context: PageContext) -> None:
    key = site_key(context)
    assert site_key(with_record(context, "sites", "other-x")) == key
    assert site_key(replace(context, titles={**context.titles, "other-x": "Other"})) == key
    assert site_key(replace(context, findings={"other-x": [FINDING]}, months={"other-x": {"2024-05": 1}})) == key
    assert site_key(told(context, change(1, "sites", "other-x"))) == key
    assert site_key(context, "") == ""


def test_the_title_of_a_site_that_is_named_is_in_the_key(context: PageContext) -> None:
    value = root_files()["registry/sites/parks-x.yml"]
    value["facts"] = [*value["facts"], {"kind": "decommissioning", "successor": "other-x"}]
    naming = with_record(context, "sites", "parks-x", value=value)
    keys = {
        site_key(naming),
        site_key(replace(naming, titles={**context.titles, "other-x": "Other"})),
        site_key(replace(naming, titles={**context.titles, "other-x": "Renamed"})),
    }
    assert len(keys) == 3


# the page of an agency

EVENT = ComingEvent("2026-12-01", "eligible", "Parks", ("parks",), "")


def coming(context: PageContext, *agencies: str) -> PageContext:
    """The same with something to come for these agencies."""
    later = replace(context)
    later.__dict__["coming_by_agency"] = {agency: [EVENT] for agency in agencies}
    return later


def test_whatever_shows_on_the_page_of_an_agency_changes_its_key(context: PageContext) -> None:
    sites = context.by_agency["parks"]
    bare = coming(context)
    another: Record[Any] = Record("sites", "other-x", "registry/sites/other-x.yml", {}, digest="d")
    keys = [
        agency_key(bare),
        agency_key(bare, "1" * 32),
        agency_key(coming(context, "parks")),
        agency_key(coming(replace(context, titles={"parks-x": "Another"}))),
        agency_key(coming(replace(context, by_agency={"parks": [replace(sites[0], digest="other")]}))),
        agency_key(
            coming(
                replace(
                    context,
                    by_agency={"parks": [*sites, another]},
                    titles={**context.titles, "other-x": "Other"},
                )
            )
        ),
        agency_key(coming(replace(context, by_agency={}))),
        agency_key(coming(told(context, change(1, "agencies", "parks")))),
    ]
    assert [key for key in keys if len(key) != 32] == []
    assert len(set(keys)) == len(keys)


def test_what_is_of_other_agencies_leaves_the_key_of_an_agency_as_it_was(context: PageContext) -> None:
    key = agency_key(coming(context))
    assert agency_key(coming(context, "forest")) == key
    assert agency_key(coming(told(context, change(1, "agencies", "forest"), change(2)))) == key
    assert agency_key(coming(context), "") == ""


# a change


def test_all_that_is_said_of_a_change_is_in_its_key() -> None:
    one = change(1)
    said = [
        one,
        replace(one, commit="f" * 40),
        replace(one, kind="agencies"),
        replace(one, id="other-x"),
        replace(one, signed="no"),
        replace(one, by=BEN),
        replace(one, approved_by=(Approver("ben", "Ben", "Clerk"),)),
        replace(one, approved_by=(Approver("ben", "Ben", "Clerk", "signed"),)),
        replace(one, merge=Merge("m", BEN)),
        replace(one, merge=Merge("m", BEN, "forge")),
    ]
    assert len({_said_of(each) for each in said}) == len(said)
    assert _said_of(one) == (
        f"said {{'commit': '{1:040}', 'record': ('sites', 'parks-x'), 'signed': 'verified', 'by': {ANA!r}, "
        f"'approved_by': (), 'merged': ({UNREGISTERED!r}, 'no')}}"
    )


def test_a_change_is_told_with_the_title_and_the_address_that_its_record_has_now(context: PageContext) -> None:
    one = change(1)
    renamed = replace(context, titles={"parks-x": "Another"})
    without = replace(
        context,
        portal=replace(context.portal, register=Register({})),
    )
    assert len({change_inputs(each, one) for each in (context, renamed, without)}) == 3
    said = {"said": _said_of(one), "title": "Another", "address": "sites/parks-x/"}
    assert change_inputs(renamed, one) == f"change {said!r}"
