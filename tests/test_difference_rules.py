"""What a change does to merged records, from two folders: what is touched, renamed, removed, and what findings come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import dump_yaml
from records_portal.proposals.difference import (
    MOST_RENAMES,
    Difference,
    RecordChange,
    RecordsState,
    difference_of,
    differing_files,
    placed_roughly,
)
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.findings import Finding, Place, Severity, finding
from records_portal.register.sources import FolderTree, load_register
from tests.roots import root_files

SITE = "registry/sites/parks-x.yml"
PERSON = "registry/people/ana.yml"
ON = "2026-01-15"
TEAM = {"by": "ana", "role": "web-content-team"}
GIVEN = [{"by": "ana", "role": role, "on": "2020-02-01"} for role in ("communications-director", "cto-cio")]
REVIEW = TEAM | {"kind": "review", "on": "2020-02-01", "decision": "approved", "approvals": GIVEN}
REVIEW |= {"copies_to": ["agency-head"]}
ACTIVATION = TEAM | {"kind": "activation", "on": "2020-02-10", "copies_to": ["cto-cio"]}


def side(folder: Path, files: dict[str, Any], findings: Iterable[Finding] = ()) -> RecordsState:
    for path, value in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(value if isinstance(value, str) else dump_yaml(value), encoding="utf-8")
    tree = FolderTree(folder)
    return RecordsState(folder.name, tree, load_register(tree, None).register, tuple(findings))


def compared(
    folder: Path,
    before: dict[str, Any],
    after: dict[str, Any],
    told_before: Iterable[Finding] = (),
    told_after: Iterable[Finding] = (),
) -> Difference:
    old, new = side(folder / "old", before, told_before), side(folder / "new", after, told_after)
    return difference_of(old, new, differing_files(old.tree, new.tree), ON)


def only(found: Difference) -> RecordChange:
    (one,) = found.records
    return one


def roles(one: RecordChange) -> list[str]:
    return [each.role for each in one.approvals]


def against(found: Difference) -> list[tuple[str, str, str]]:
    return [(each.code, each.subject, each.message) for each in found.against_merged]


def changed(files: dict[str, Any], path: str, **fields: Any) -> dict[str, Any]:
    return files | {path: files[path] | fields}


ALTERED = "facts that were merged already are altered, moved or taken out"


def with_facts(*facts: Any, **fields: Any) -> dict[str, Any]:
    files = root_files()
    return changed(files, SITE, facts=[*files[SITE]["facts"], *facts], **fields)


def test_files_are_added_changed_or_removed_by_what_they_hold(tmp_path: Path) -> None:
    old = side(tmp_path / "old", {"registry/people/a.yml": "x", "registry/people/b.yml": "x", "docs/a.md": "x"})
    new = side(tmp_path / "new", {"registry/people/b.yml": "y", "registry/people/c.yml": "x", "docs/a.md": "y"})
    assert differing_files(old.tree, new.tree) == {
        "registry/people/a.yml": "removed",
        "registry/people/b.yml": "changed",
        "registry/people/c.yml": "added",
    }
    assert differing_files(old.tree, old.tree) == {}


def test_a_file_that_is_no_record_is_named_beside_them(tmp_path: Path) -> None:
    files = root_files()
    found = compared(tmp_path, files, files | {"registry/notes.txt": "x"})
    assert (found.records, found.files) == ((), (("registry/notes.txt", "added"),))
    assert (found.base, found.head) == ("old", "new")


def test_a_field_of_a_site_needs_its_head_and_a_fact_whom_it_names(tmp_path: Path) -> None:
    files = root_files()
    one = only(compared(tmp_path / "a", files, changed(files, SITE, purpose="Safety")))
    assert (one.what, one.id, one.title, roles(one)) == (
        "changed",
        "parks-x",
        "Parks on X",
        ["agency-head", "web-content-team"],
    )
    assert [each.field for each in one.fields] == ["Purpose"]
    assert compared(tmp_path / "d", files, changed(files, SITE, purpose="Safety")).files == ()
    two = only(compared(tmp_path / "b", files, with_facts(REVIEW)))
    assert roles(two) == ["communications-director", "cto-cio"]
    assert (two.next_status, two.missing[:1]) == ("activated", ("the account opened (fact `activation`)",))
    assert against(compared(tmp_path / "c", files, with_facts(REVIEW))) == []


def test_the_fields_that_come_with_a_fact_are_these() -> None:
    assert {
        "activation": {"account_id", "account_name", "handles", "url"},
        "registration": {"linked_from"},
        "agency-change": {"agency"},
        "decommissioning": {"handles"},
    } == {kind: set(row.beside) for kind, row in FACT_KINDS.items() if row.beside}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"account_id": "1", "url": "https://x.com/a"}, ["web-content-team"]),
        ({"account_id": "1", "purpose": "Safety"}, ["web-content-team", "agency-head"]),
        ({"linked_from": []}, ["web-content-team", "agency-head"]),
    ],
)
def test_what_a_fact_brings_along_needs_no_approval_of_its_own(
    tmp_path: Path, fields: dict[str, Any], expected: list[str]
) -> None:
    before, after = with_facts(REVIEW), with_facts(REVIEW, ACTIVATION, **fields)
    assert roles(only(compared(tmp_path, before, after))) == expected


def test_merged_facts_that_change_are_an_error_and_need_the_head_too(tmp_path: Path) -> None:
    before = with_facts(REVIEW)
    found = compared(tmp_path / "a", before, root_files())
    assert against(found) == [("X001", "parks-x", ALTERED)]
    assert roles(only(found)) == ["agency-head", "web-content-team"]
    assert found.errors == found.against_merged
    unreadable = compared(tmp_path / "b", before, before | {SITE: "- a list\n"})
    assert against(unreadable)[0][:2] == ("X001", "parks-x")
    assert only(unreadable).what == "changed"
    empty = compared(tmp_path / "c", before, before | {SITE: ""})
    assert (only(empty).what, against(empty)[0][:2]) == ("changed", ("X001", "parks-x"))


def test_a_removed_record_is_an_error_and_is_named_as_it_was(tmp_path: Path) -> None:
    files = root_files()
    left = {path: value for path, value in files.items() if path != SITE}
    found = compared(tmp_path, files, left)
    assert against(found) == [("X002", "parks-x", "a merged record is removed")]
    assert (only(found).what, only(found).title, only(found).next_status) == ("removed", "Parks on X", "")
    added = compared(tmp_path / "b", left, files)
    assert (only(added).what, against(added), only(added).next_status) == ("added", [], "approved")


def person(**fields: Any) -> dict[str, Any]:
    return {"name": "Ana", "title": "Officer", "agency": "parks", "roles": [], "note": "n"} | fields


def renamed(folder: Path, old: Any, new: Any, kind: str = "people") -> list[tuple[str, str, str]]:
    found = compared(folder, {"registry/people/old.yml": old}, {f"registry/{kind}/new.yml": new})
    return [(one.what, one.id, one.earlier_id) for one in found.records]


APART = [("added", "new", ""), ("removed", "old", "")]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (person(), person(), True),
        (person(), person(name="Ben", title="Head"), True),  # three fields of five
        (person(), person(name="Ben", title="Head", note="m"), False),
        (person(), person(name="Ben", title="Head", more="x"), False),  # three of six
        (person(name="Ben", title="Head", more="x"), person(), False),
        ({"name": "Ana"}, {"name": "Ana"}, True),
        ({}, {}, False),
        ("- x\n", person(), False),
        (person(), "- name\n", False),
    ],
)
def test_a_record_that_is_gone_and_one_that_is_much_like_it_are_one(
    tmp_path: Path, old: Any, new: Any, same: bool
) -> None:
    found = renamed(tmp_path, old, new)
    assert (found if same else sorted(found)) == ([("renamed", "new", "old")] if same else APART)


def test_a_record_of_another_kind_is_another_record(tmp_path: Path) -> None:
    assert sorted(renamed(tmp_path, person(), person(), "agencies")) == APART


def test_a_renamed_record_is_an_error_with_both_approvals(tmp_path: Path) -> None:
    before, after = with_facts(REVIEW), root_files()
    value = with_facts(REVIEW, ACTIVATION)[SITE] | {"purpose": "Safety"}
    del after[SITE]
    found = compared(tmp_path, before, after | {"registry/sites/parks-two.yml": value})
    one = only(found)
    assert (one.what, one.id, one.earlier_id, one.title) == ("renamed", "parks-two", "parks-x", "Parks on X")
    assert [each.field for each in one.fields] == ["Purpose"]
    assert [each["kind"] for each in one.course.facts] == ["activation"]
    assert {"communications-director", "web-content-team", "agency-head"} & set(roles(one))
    assert against(found) == [("X002", "parks-two", "the record was 'parks-x'; an id never changes")]
    assert [each.code for each in found.errors] == ["X002"]


def test_of_two_likenesses_the_greater_counts_and_each_is_taken_once(tmp_path: Path) -> None:
    before = {"registry/people/a.yml": person(name="Ben"), "registry/people/b.yml": person()}
    after = {"registry/people/c.yml": person(), "registry/people/d.yml": person(name="Ben")}
    found = compared(tmp_path, before, after)
    assert [(one.id, one.earlier_id) for one in found.records] == [("c", "b"), ("d", "a")]
    two = compared(tmp_path / "two", {"registry/people/b.yml": person()}, after)
    assert sorted((one.id, one.earlier_id, one.what) for one in two.records) == [
        ("c", "b", "renamed"),
        ("d", "", "added"),
    ]


def told(code: str, message: str, line: int = 1, severity: Severity = Severity.ERROR, subject: str = "a") -> Finding:
    return finding(code, Place("registry/a.yml", line, 1), subject, message, severity=severity)


def test_findings_are_compared_by_what_they_say_and_counted(tmp_path: Path) -> None:
    files = root_files()
    before = [told("R001", "one"), told("R001", "one", 2), told("R002", "gone")]
    after = [told("R001", "one", 9), told("R003", "new"), told("A012", "alike", severity=Severity.ADVICE)]
    found = compared(tmp_path, files, files, before, after)
    assert [(each.code, each.line) for each in found.added] == [
        ("A012", 1),
        ("R003", 1),
    ]
    assert [each.code for each in found.removed] == ["R002", "R001"]
    assert [each.code for each in found.errors] == ["R003"]
    assert [each.code for each in found.look_alikes] == ["A012"]


def test_approvals_are_gathered_with_the_records_that_need_them(tmp_path: Path) -> None:
    files = root_files()
    after = changed(changed(files, SITE, purpose="Safety"), PERSON, title="Director")
    found = compared(tmp_path, files, after)
    assert [(each.role, [one.id for one in records]) for each, records in found.approvals().items()] == [
        ("agency-head", ["ana", "parks-x"]),
        ("web-content-team", ["parks-x"]),
    ]


def test_a_record_is_called_by_its_name_its_title_or_its_id(tmp_path: Path) -> None:
    files = root_files()
    portal = changed(files, "registry/portal.yml", title="Other")
    assert only(compared(tmp_path / "a", files, portal)).title == "Other"
    assert only(compared(tmp_path / "b", files, changed(files, PERSON, name="Ben"))).title == "Ben"
    assert only(compared(tmp_path / "c", files, files | {"registry/people/ben.yml": "- x\n"})).title == "ben"


def test_places_are_rough_but_for_the_files_that_are_named(tmp_path: Path) -> None:
    register = side(tmp_path, root_files()).register
    rough = placed_roughly(register, [SITE])
    assert rough.of("sites")["parks-x"].place("purpose").line > 0
    assert rough.of("people")["ana"].place("title") == Place(PERSON)
    lies = f"private/{PERSON}"
    hidden = replace(register.of("people")["ana"], private=True, locate=lambda _: Place(lies, 3, 1))
    private = replace(register, records={"people": {"ana": hidden}})
    assert placed_roughly(private, []).of("people")["ana"].place("title") == Place(lies)


def test_only_what_went_and_what_came_can_be_one_record(tmp_path: Path) -> None:
    a, b = "registry/people/a.yml", "registry/people/b.yml"
    came = compared(tmp_path / "a", {a: person()}, {a: person(name="Ben"), b: person()})
    assert [(one.what, one.id) for one in came.records] == [("changed", "a"), ("added", "b")]
    went = compared(tmp_path / "b", {a: person(), b: person(name="Ben")}, {b: person(title="Head")})
    assert [(one.what, one.id) for one in went.records] == [("removed", "a"), ("changed", "b")]


def test_what_lies_in_the_private_root_is_not_taken_for_the_public_file(tmp_path: Path) -> None:
    files = root_files()
    old = side(tmp_path / "old", files)
    new = side(tmp_path / "new", {path: value for path, value in files.items() if path != PERSON})
    side(tmp_path / "private", {PERSON: files[PERSON]})
    new = replace(new, register=load_register(new.tree, FolderTree(tmp_path / "private")).register)
    assert new.register.of("people")["ana"].private
    found = difference_of(old, new, differing_files(old.tree, new.tree), ON)
    assert [(one.what, one.id) for one in found.records] == [("removed", "ana")]


def test_a_record_that_could_not_be_read_before_needs_all_approvals(tmp_path: Path) -> None:
    files = root_files()
    assert roles(only(compared(tmp_path, files | {SITE: "- a list\n"}, files))) == ["web-content-team", "agency-head"]


def test_a_record_without_name_and_title_is_called_by_its_id(tmp_path: Path) -> None:
    hold = {"event": "superseded", "on": "2025-01-01", "covers": {"sites": ["parks-x"]}}
    event = hold | {"recorded": {"on": "2025-01-01", "by": "ana"}}
    files = root_files()
    assert only(compared(tmp_path, files, files | {"schedules/events/end.yml": event})).title == "end"


def test_so_many_records_are_looked_at_for_a_new_name() -> None:
    assert MOST_RENAMES == 200


def test_a_link_in_the_place_of_a_record_does_not_pass_for_its_removal(tmp_path: Path) -> None:
    files = root_files()
    old, new = side(tmp_path / "old", files), side(tmp_path / "new", files)
    (tmp_path / "new" / PERSON).unlink()
    (tmp_path / "new" / PERSON).symlink_to(tmp_path / "old" / PERSON)
    new = replace(new, register=load_register(new.tree, None).register)
    found = difference_of(old, new, {PERSON: "changed"}, ON)
    assert [(one.what, one.id) for one in found.records] == [("changed", "ana")]
