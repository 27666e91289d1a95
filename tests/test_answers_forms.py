"""The form pages' way by e-mail: an empty block that the register reads once it is filled in, and a link to send it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from records_portal.answers.block import read_answers
from records_portal.answers.correspondence import blank_block, correspondents, mail_address
from records_portal.answers.request_forms import FORMS, narrowed
from records_portal.register.fact_kinds import FACT_KINDS

ROLES = [
    {"role": "communications-director", "title": "Director", "email": "communications@lakeland.example"},
    {"role": "cto-cio", "title": "CTO", "email": "cto@lakeland.example"},
    {"role": "agency-head", "title": "Head"},
]
SITE = """\
--- records answers 1 ---
kind: site
target:
values:
  agency:
  platform:
  purpose:
  on:
  by:
  role:
  copies_to:
    -
  type:
  communication_types:
    -
  justification:
  terms_url:
  proposed_administrators:
    -
--- end ---
"""


def test_an_empty_block_names_what_a_request_has_to_say() -> None:
    assert blank_block(FORMS["site"], "site") == SITE


def test_an_empty_designation_states_all_nine() -> None:
    values = read_answers(blank_block(FORMS["designation"], "designation")).values
    assert (len(values["responsibilities"]), values["person"]) == (9, None)


@pytest.mark.parametrize("kind", [kind for kind in FACT_KINDS if kind != "listing"])
def test_every_empty_block_can_be_read(kind: str) -> None:
    block = read_answers(blank_block(narrowed(FORMS["fact"], kind), kind))
    assert (block.kind, block.target, {"on", "by", "role"} <= set(block.values)) == (kind, "", True)


def test_a_request_goes_to_whom_the_procedure_says() -> None:
    who = correspondents("site", ROLES)
    assert (who.to, who.copies) == ("communications-director", ("cto-cio", "web-content-team", "agency-head"))
    link = urlsplit(mail_address(who, "Ask for a site", SITE))
    assert (link.scheme, link.path) == ("mailto", "communications@lakeland.example")
    asked = parse_qs(link.query)
    assert asked == {
        "cc": ["cto@lakeland.example"],
        "subject": ["Ask for a site"],
        "body": [SITE.replace("\n", "\r\n")],
    }
    assert "+" not in link.query  # a plus is no space to a mail program


def test_without_addresses_the_sender_fills_them_in() -> None:
    assert mail_address(correspondents("review", []), "A & B", "x").startswith("mailto:?subject=A%20%26%20B&body=x")
