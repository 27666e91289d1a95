"""How a difference is told: what is cut, folded, counted and quoted, each rule from two folders and some findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.proposals.difference_report import LONGEST_VALUE, as_mapping, code, render_comment, render_text
from records_portal.register.findings import Severity
from tests.roots import root_files
from tests.test_difference_rules import PERSON, REVIEW, SITE, changed, compared, told, with_facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "`a b`"),
        ("a \n b", "`a b`"),
        ("", "nothing"),
        (" ", "nothing"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a```", "```` a``` ````"),
        ("a" * 300, f"`{'a' * 300}`"),
        ("a" * 301, f"`{'a' * 299}…`"),
    ],
)
def test_a_value_stands_as_code_that_it_cannot_end(text: str, expected: str) -> None:
    assert LONGEST_VALUE == 300
    assert code(text) == expected


def test_nothing_is_said_to_be_nothing(tmp_path: Path) -> None:
    found = compared(tmp_path, root_files(), root_files())
    unknown = "What becomes due earlier or later cannot be computed, because a record cannot be read."
    assert render_text(found) == f"old -> new\n  No record changes.\n  {unknown}\n"
    heading = "<!-- records-diff -->\n## What this changes in the register\n\n"
    assert render_comment(found) == f"{heading}- No record changes.\n- {unknown}\n"


def test_each_field_says_what_it_was_and_becomes(tmp_path: Path) -> None:
    after = changed(root_files(), PERSON, name="Ben", note="New")
    found = compared(tmp_path, root_files(), after)
    text = render_text(found).splitlines()
    assert "  Name: 'Ana' becomes 'Ben'" in text
    assert "  note: now 'New'" in text
    back = render_text(compared(tmp_path / "b", after, root_files())).splitlines()
    assert "  note: no longer 'New'" in back
    assert "- `note`: now `New`" in render_comment(found).splitlines()
    mapping: dict[str, Any] = as_mapping(found)
    assert [(one["kind"], one["id"], one["what"]) for one in mapping["records"]] == [("people", "ana", "changed")]
    assert (mapping["base"], mapping["head"], mapping["files"]) == ("old", "new", [])


def test_a_fact_is_told_and_what_is_missing_for_the_next_status(tmp_path: Path) -> None:
    text = render_text(compared(tmp_path, root_files(), with_facts(REVIEW))).splitlines()
    assert "  Missing for activated:" in text
    assert "    the account opened (fact `activation`)" in text


def test_findings_are_counted_and_errors_stand_first(tmp_path: Path) -> None:
    files = root_files()
    late = told("L001", "late", severity=Severity.ADVICE)
    errors = [told("R003", f"new {number:02}", number + 1) for number in range(41)]
    found = compared(tmp_path / "a", files, files, [], [*errors, late])
    text = render_text(found).splitlines()
    assert "  it cannot be merged: 41 errors" in text
    assert "  and 1 more; `records validate` lists them" in text
    assert text[text.index("What comes to be late or advised") + 1].endswith("(advice)")
    assert "- **It cannot be merged: 41 errors.**" in render_comment(found)
    one = render_text(compared(tmp_path / "b", files, files, [errors[1]], [errors[0]])).splitlines()
    assert "  it cannot be merged: 1 error" in one
    assert "What this puts right" in one
    assert "What comes to be late or advised" not in one


def test_files_beside_records_are_listed_and_folded_where_there_are_many(tmp_path: Path) -> None:
    files = root_files()
    many = {f"registry/note-{number:02}.txt": "x" for number in range(13)}
    found = compared(tmp_path, files, files | many)
    assert "  Files beside records: 13" in render_text(found).splitlines()
    assert "<details><summary>13 lines</summary>" in render_comment(found)
    few = dict(list(many.items())[:12])
    assert "<details>" not in render_comment(compared(tmp_path / "few", files, files | few))


def test_whoever_has_to_approve_is_named_or_nobody_is(tmp_path: Path) -> None:
    text = render_text(compared(tmp_path, root_files(), changed(root_files(), SITE, purpose="Safety")))
    assert "(Ana): for sites/parks-x" in text
    assert "(nobody in the register holds this role today): for sites/parks-x" in text
