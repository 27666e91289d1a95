"""`records policy`: each element in the documents' order; an empty policy names all that it lacks, a full one none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.duties.policy_elements import ELEMENTS
from records_portal.duties.policy_scorecard import policy_scores
from records_portal.duties.tasks import tasks
from records_portal.register.shapes import schema_of
from tests.duty_office import POLICY, STEPS, context_on, faultless, policy, register_of, write_office
from tests.pdf_text import pdf_pages, squeezed
from tests.roots import command

NEEDED = [each.key for each in ELEMENTS if each.always and each.key != "title"]


def written(folder: Path, value: dict[str, Any], *words: str) -> tuple[int, str, str]:
    write_office(folder, faultless() | {POLICY: value})
    done = command("--root", folder / "public", "policy", "parks", *words, home=folder)
    return done.returncode, done.stdout, done.stderr


def test_the_elements_are_all_parts_of_the_schema() -> None:
    # where parts stand elsewhere is no part
    assert sorted(each.key for each in ELEMENTS) == sorted(schema_of("policies")["properties"].keys() - {"found_in"})
    assert len(ELEMENTS) == 36


def test_an_empty_policy_names_each_element_that_it_lacks(tmp_path: Path) -> None:
    code, out, err = written(tmp_path, {"title": "Policy"}, "--format", "json")
    assert (code, err) == (0, "")
    parts = json.loads(out)["parts"]
    assert [each["key"] for each in parts if each["owed"]] == NEEDED
    code, out, err = written(tmp_path, {"title": "Policy"})
    assert out.count("  not filled in; written by the ") == len(NEEDED) - 1  # the programme is the board at the end
    assert err.startswith("not filled in: Purpose, Authority, Goals, Definitions, Applicability, Technological scope, ")


def test_an_empty_policy_makes_a_task_for_each_element(tmp_path: Path) -> None:
    register = register_of(tmp_path, faultless() | {POLICY: {"title": "Policy"}})
    found = [task for task in tasks(context_on(register, "2026-05-12")) if task.duty == "policy-element"]
    assert sorted(task.subject for task in found) == sorted(f"policies/parks {key}" for key in NEEDED)


def test_a_full_policy_lacks_nothing(tmp_path: Path) -> None:
    code, out, err = written(tmp_path, policy())
    assert (code, err) == (0, "every element is filled in\n")
    assert "not filled in" not in out
    assert out.startswith("Policy for official social media\n\nPurpose (New Jersey framework: purpose)\n")
    assert "  Statement: Residents learn of dangers early.\n" in out


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ({"document": "Handbook", "page": 12, "heading": "Accounts"}, "It stands in Handbook, page 12, 'Accounts'"),
        ({"url": "https://parks.example/handbook"}, "It stands in https://parks.example/handbook"),
        ({"document": "Handbook"}, ""),
        ({"next_review_on": "2027-05-01"}, ""),
    ],
)
def test_a_part_that_stands_elsewhere_is_not_lacking_where_its_place_is_named(
    tmp_path: Path, place: dict[str, Any], line: str
) -> None:
    value = policy() | {"found_in": [{"part": "ownership"} | place]}
    del value["ownership"]
    code, out, err = written(tmp_path, value)
    assert code == 0
    assert err == ("every element is filled in\n" if line else "not filled in: Ownership\n")
    assert (f"  {line}\n" in out) == bool(line)
    assert ("It stands in" in out) == bool(line)


def test_the_scorecard_counts_a_part_that_stands_elsewhere(tmp_path: Path) -> None:
    value = policy() | {"found_in": [{"part": "ownership", "page": 12}]}
    del value["ownership"]
    context = context_on(register_of(tmp_path, faultless() | {POLICY: value}), "2026-05-12")
    assert {each.state for each in policy_scores(context) if each.element == "ownership"} == {"met"}


def test_the_board_has_the_nine_steps_in_their_order(tmp_path: Path) -> None:
    value = policy()
    value["programme"] = [value["programme"][1], {"step": "training", "status": "in-progress"}]
    _, out, _ = written(tmp_path, value, "--format", "json")
    board = json.loads(out)["programme"]
    assert [each["step"] for each in board] == STEPS
    assert [each["status"] for each in board] == [
        *("not recorded", "done", "not recorded", "not recorded", "not recorded", "not recorded", "in progress"),
        *("not recorded", "not recorded"),
    ]
    assert board[1]["participants"] == "cto cio"


def test_the_pdf_says_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    value = policy()
    del value["endorsements"]
    code, _, err = written(tmp_path, value, "--pdf", str(tmp_path / "policy.pdf"))
    assert (code, err) == (0, "not filled in: Endorsements\n")
    said = "".join(pdf_pages((tmp_path / "policy.pdf").read_bytes()))
    for words in (
        "Residents learn of dangers early.",
        "Not filled in: Endorsements.",
        "by the Communications Director",
    ):
        assert squeezed(words) in said


def test_an_agency_without_a_policy_is_refused(tmp_path: Path) -> None:
    write_office(tmp_path, faultless())
    done = command("--root", tmp_path / "public", "policy", "park", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "agencies 'park' is not in the register; did you mean 'parks'?" in done.stderr
    (tmp_path / "public/registry/policies/parks.yml").unlink()
    done = command("--root", tmp_path / "public", "policy", "parks", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'parks' has no policy yet; `records new policy parks` begins one" in done.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_hostile_words_stay_words(tmp_path: Path, form: str) -> None:
    value = policy() | {"purpose": {"statement": "#sys.exit() \\u{202e} <script>alert(1)</script>"}}
    code, out, _ = written(tmp_path, value, "--format", form)
    assert code == 0
    assert "<script>alert(1)</script>" in out
