"""The form pages' way by e-mail: an empty block that the register reads once it is filled in, and a link to send it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from records_portal.answers.block import read_answers, render_block
from records_portal.answers.filling import filled_form, form_of_kind, kinds_of_answers
from records_portal.answers.procedure.blank_answers import answers_block, asked_questions
from records_portal.answers.procedure.eml import mailto_address
from records_portal.answers.procedure.message_table import carrier_of
from records_portal.answers.questions import Question, completed, missing
from records_portal.answers.request_forms import FORMS
from records_portal.portal.pages.forms.pages import every_form_page, form_page_of
from records_portal.portal.pages.forms.ways import issue_address
from tests.roots import load, root_files

SITE = """\
--- records answers 1 ---
kind: site
target:
values:
  agency:
  type:
  purpose:
  communication_types:
    -
  justification:
  terms_url:
  proposed_administrators:
    -
  by:
  role:
  on:
  copies_to:
    -
--- end ---
"""
ONE_OF_SEVERAL = ("hold", "event", "policy-exclusions", "policy-exclusion")  # which one is answered is a choice
KINDS = [kind for kind in kinds_of_answers() if kind != "fact"]


def is_whole(kind: str) -> bool:
    """Whether what has to be answered is all that the record needs: nothing stands there already, nothing is chosen."""
    form = form_of_kind(kind)
    return not form.which and not form.sets and kind not in ONE_OF_SEVERAL


def example_of(question: Question) -> dict[str, Any]:
    """What has to be answered, answered with the schema's examples; what the record has anyway is left out."""
    asked = [one for one in question.fields if one.asked and one.required and one.fixed is None and not one.same_as]
    return {one.name: _one_example(one) for one in asked}


def _one_example(question: Question) -> Any:
    if question.form == "group":
        return example_of(question)
    if question.form == "list" and question.entry and question.entry.form == "group":
        return [example_of(question.entry)]
    return list(question.choices) if question.form == "ticks" else question.example


def test_an_empty_block_names_what_a_request_has_to_say_in_the_procedures_order() -> None:
    assert answers_block(FORMS["site"], "site") == SITE


def test_an_empty_designation_states_all_nine() -> None:
    values = read_answers(answers_block(FORMS["designation"], "designation")).values
    assert (len(values["responsibilities"]), values["person"]) == (9, None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_empty_block_can_be_read(kind: str) -> None:
    assert read_answers(answers_block(form_of_kind(kind), kind)).kind == kind


@pytest.mark.parametrize("kind", [kind for kind in KINDS if is_whole(kind)])
def test_every_empty_block_once_filled_in_answers_everything(kind: str, tmp_path: Path) -> None:
    form = form_of_kind(kind)
    example = example_of(asked_questions(form))
    filled = filled_form(read_answers(render_block(kind, "parks-y", example)), load(tmp_path, root_files()))
    assert [".".join(map(str, path)) for path, _ in missing(form.root, completed(form.root, filled.answers))] == []


def test_every_kind_of_answers_has_a_page_but_what_the_public_never_learns() -> None:
    found = {(page.kind, page.form.kind) for page in every_form_page()}
    expected = {(kind, form_of_kind(kind).kind) for kind in KINDS}
    never = {(kind, name) for kind, name in expected if name in ("holds", "requests")}
    assert found == expected - never - {("request", "sites")}
    addresses = [page.address for page in every_form_page()]
    assert len(addresses) == len(set(addresses))
    assert {"request/agency-change/", "request/access/", "request/usage-report/"} <= set(addresses)


def test_a_page_puts_first_what_the_procedure_asks() -> None:
    assert [one.name for one in form_page_of("removal").asked] == ["person", "on", "by", "reason", "access_ended_on"]
    assert [one.title for one in form_page_of("site").asked] == [
        "Agency name", "Type of social media", "Purpose of the site/service", "Types of communications it will contain",
        "Justification for using it", "Link to the terms of service", "Proposed site/service administrators",
        "Who asks", "In the role of", "Date", "Copies to",
    ]  # fmt: skip
    assert [one.name for one in form_page_of("activation").asked][-4:] == [
        "account_id", "account_name", "handles", "url",
    ]  # fmt: skip


def test_what_no_document_names_goes_to_the_team() -> None:
    row = carrier_of("escalation", "Record an escalation")
    assert (row.to, row.copies, row.subject) == (("web-content-team",), (), "Record an escalation: {site}")
    assert carrier_of("post", "Log a post").to == ("web-content-team",)  # its message asks somebody for clearance


def test_a_mail_address_has_everything_and_no_plus() -> None:
    address = mailto_address(["communications@lakeland.example"], ["", "cto@lakeland.example"], "A & B", SITE)
    link = urlsplit(address)
    assert (link.scheme, link.path) == ("mailto", "communications@lakeland.example")
    assert parse_qs(link.query) == {
        "cc": ["cto@lakeland.example"],
        "subject": ["A & B"],
        "body": [SITE.replace("\n", "\r\n")],
    }
    assert "+" not in link.query  # a plus is no space to a mail program
    assert mailto_address([], [""], "A & B", "x").startswith("mailto:?subject=A%20%26%20B&body=x")


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("github", "issues/new?title={title}&body={body}"),
        ("gitlab", "-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}"),
        ("forgejo", "issues/new?title={title}&body={body}"),
        ("gitea", "issues/new?title={title}&body={body}"),
    ],
)
def test_each_forge_has_its_own_page_for_a_new_issue(kind: str, address: str) -> None:
    portal: Any = {"forge": {"url": "https://forge.example/o/r/", "kind": kind}}
    assert issue_address(portal) == f"https://forge.example/o/r/{address}"
    hostile: Any = {"forge": {"url": "javascript:alert(1)", "kind": kind}}
    assert (issue_address(hostile), issue_address({})) == ("", "")
