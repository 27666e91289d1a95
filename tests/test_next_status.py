"""What a site lacks for its next status: for each status the fact that leads on and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from records_portal.proposals.next_status import missing_for_next
from records_portal.register.model import Record, Register
from tests.roots import load, root_files

REQUEST = {"kind": "request"}
APPROVED, REJECTED = ({"kind": "review", "decision": decision} for decision in ("approved", "rejected"))
ACTIVATION = {"kind": "activation"}
OPEN = [REQUEST, APPROVED, ACTIVATION]
REGISTERED = [*OPEN, {"kind": "registration"}]
WHOLE = {
    "agency": "parks",
    "account_id": "1",
    "handles": [{"handle": "Parks"}],
    "url": "https://x.com/Parks",
    "accountable": "ana",
    "ownership": {"owner": "agency"},
    "comments": "open",
    "communications": [{"class": "routine", "series": "local#routine"}],
}
LINKED = "a page of the agency that links to the account (fact `registration`)"
REINSTATED = "the reason for the suspension gone (fact `reinstatement`), or the site ordered closed (fact `direction`)"
DESIGNATED = "an administrator designated by the head of the agency"
DOCUMENTED = "the registry documented, with what becomes of the handle (fact `decommissioning`)"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    files = root_files()
    one = {"person": "ana", "on": "2020-01-02", "by": "ana", "role": "agency-head", "copies_to": ["cto-cio"]}
    responsibilities = ["content-current"]
    files["registry/designations/parks-x.yml"] = {"designations": [one | {"responsibilities": responsibilities}]}
    return load(tmp_path, files)


def missing(
    register: Register, facts: list[dict[str, Any]], fields: Mapping[str, Any] | None = None, site: str = "parks-x"
) -> Any:
    value = {key: each for key, each in (WHOLE | {**(fields or {})}).items() if each is not None}
    record: Record[Any] = Record("sites", site, "", value | {"facts": facts})
    return missing_for_next(register, record)


@pytest.mark.parametrize(
    ("facts", "following", "lacking"),
    [
        ([], "requested", ["a request"]),
        ([REQUEST], "approved", ["the decision: approvals by the Communications Director and by the CTO/CIO"]),
        ([REQUEST, REJECTED], "requested", ["a request, which puts right what was turned down"]),
        ([REQUEST, APPROVED], "activated", ["the account opened (fact `activation`)"]),
        (OPEN, "registered", [LINKED]),
        (REGISTERED, "", []),
        (
            [*REGISTERED, {"kind": "suspension"}],
            "registered",
            [REINSTATED],
        ),
        ([*REGISTERED, {"kind": "direction"}, {"kind": "decommissioning"}], "", []),
    ],
)
def test_each_status_has_one_that_comes_next_and_what_leads_there(
    register: Register, facts: list[dict[str, Any]], following: str, lacking: list[str]
) -> None:
    assert missing(register, facts) == (following, tuple(lacking))


@pytest.mark.parametrize(
    ("field", "words"), [("account_id", "the account id"), ("handles", "the handle"), ("url", "the address")]
)
def test_an_account_is_opened_and_registered_with_all_that_identifies_it(
    register: Register, field: str, words: str
) -> None:
    opened = "the account opened (fact `activation`)"
    assert missing(register, [REQUEST, APPROVED], {field: None}) == ("activated", (opened, words))
    assert missing(register, OPEN, {field: None}) == ("registered", (LINKED, words))


@pytest.mark.parametrize(
    ("fields", "lacking"),
    [
        ({"accountable": None}, ["who answers for it"]),
        ({"ownership": None}, ["who owns the account and its contents"]),
        ({"comments": None}, ["whether the public can comment"]),
        ({"communications": None}, ["the types of communications and their series"]),
        ({"communications": []}, ["the types of communications and their series"]),
        (
            {"communications": [{"class": "routine", "series": "local#routine"}, {"class": "policy"}]},
            ["a records series for each type of communication"],
        ),
        (
            {"communications": [{"class": "routine", "series": "local#routine"}, {"class": "routine"}]},
            [],  # the series of the class, as its first type of communication names it
        ),
    ],
)
def test_a_registration_comes_with_who_answers_and_with_a_series_for_each_type(
    register: Register, fields: dict[str, Any], lacking: list[str]
) -> None:
    assert missing(register, OPEN, fields) == ("registered", (LINKED, *lacking))


def test_a_registration_comes_with_an_administrator(register: Register) -> None:
    assert missing(register, OPEN, site="parks-two") == ("registered", (LINKED, DESIGNATED))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("final-capture", "the final capture"),
        ("deactivation", "access blocked and the content dealt with"),
        ("credentials-handed-over", "the login handed over"),
    ],
)
def test_a_closing_lists_the_steps_that_are_not_taken(register: Register, kind: str, words: str) -> None:
    steps = [{"kind": each} for each in ("final-capture", "deactivation", "credentials-handed-over")]
    closing = [*REGISTERED, {"kind": "direction"}]
    assert missing(register, [*closing, *steps]) == ("decommissioned", (DOCUMENTED,))
    left = [each for each in steps if each["kind"] != kind]
    assert missing(register, [*closing, *left]) == ("decommissioned", (words, DOCUMENTED))
