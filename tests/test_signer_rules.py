"""Whose signature a key makes: each reason for which one does not count, from values alone."""

from __future__ import annotations

from typing import Any

import pytest

from records_portal.identity.signers import KeyHolder, Signature, Signers
from records_portal.identity.statements import ContentChange, Statement
from records_portal.register.model import Record, Register
from records_portal.values.ssh_keys import parse_key
from tests.ssh_signing import ed25519_key

ON = "2024-05-02"
CHANGES = (ContentChange("registry/sites/parks-x.yml", "0" * 40, "a" * 40),)
STATED = Statement("ben", "records-officer", "approve", ON, CHANGES)
KEYS = {name: ed25519_key(bytes([number]) * 32) for number, name in enumerate(("ben", "cy", "nobody"), 1)}
PRINTS = {name: parse_key(key.line).fingerprint for name, key in KEYS.items()}


def key(name: str, from_on: str = "2024-01-01", **more: str) -> dict[str, str]:
    return {"key": KEYS[name].line, "from_on": from_on, **more}


def person(*keys: dict[str, str], **more: Any) -> dict[str, Any]:
    roles = [{"role": "records-officer", "from_on": "2020-01-01", "to_on": "2024-12-31"}]
    return {"name": "A", "title": "Officer", "agency": "parks", "roles": roles, "keys": list(keys)} | more


def signers(**people: dict[str, Any]) -> Signers:
    """The people of a register with nobody else in it."""
    records = {name: Record("people", name, f"registry/people/{name}.yml", value) for name, value in people.items()}
    return Signers(Register({"people": records}))


def signed(found: Signers, by: str = "ben", statement: Statement = STATED, *, landing: bool = False) -> Signature:
    """What becomes of a statement that is signed by a key."""
    data = statement.render()
    return found.check(statement, data, KEYS[by].sign(data, b"records-approval").text(), landing=landing)


def on(day: str) -> Statement:
    return Statement("ben", "records-officer", "approve", day, CHANGES)


def test_a_signature_counts_by_the_key_that_the_register_gives_the_person() -> None:
    assert signed(signers(ben=person(key("ben")))) == Signature(PRINTS["ben"], "")


def test_a_signature_of_other_bytes_or_for_another_use_does_not_hold() -> None:
    found, data = signers(ben=person(key("ben"))), STATED.render()
    armored = KEYS["ben"].sign(data, b"records-approval").text()
    assert found.check(STATED, data + b"\n", armored).reason == "it does not fit what it stands for"
    other = KEYS["ben"].sign(data, b"git").text()
    assert found.check(STATED, data, other) == Signature(PRINTS["ben"], "made for 'git' and not for 'records-approval'")
    assert found.check(STATED, data, other, "git") == Signature(PRINTS["ben"], "")
    assert found.check(STATED, data, b"").fingerprint == ""


def test_nobody_signs_whom_the_register_does_not_know() -> None:
    why = "person 'ben' is not in the register that it was made under"
    assert signed(signers(cy=person(key("cy")))) == Signature(PRINTS["ben"], why)
    assert signed(signers()) == Signature(PRINTS["ben"], why)


def test_the_key_of_somebody_else_does_not_sign() -> None:
    found = signers(ben=person(key("ben")), cy=person(key("cy")))
    assert signed(found, "cy") == Signature(PRINTS["cy"], f"the key {PRINTS['cy']} is another person's")


def test_a_key_that_two_people_have_is_nobodys() -> None:
    found = signers(ben=person(key("ben")), cy=person(key("ben")))
    assert signed(found) == Signature(PRINTS["ben"], f"the key {PRINTS['ben']} is another person's")


def test_a_key_that_nobody_registered_does_not_sign() -> None:
    why = f"the key {PRINTS['nobody']} was not registered for 'ben' before this change"
    assert signed(signers(ben=person(key("ben"))), "nobody") == Signature(PRINTS["nobody"], why)


def test_a_person_without_keys_signs_nothing() -> None:
    value = person()
    del value["keys"]
    why = f"the key {PRINTS['ben']} was not registered for 'ben' before this change"
    assert signed(signers(ben=value)) == Signature(PRINTS["ben"], why)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2024-03-31", f"the key {PRINTS['ben']} did not count on 2024-03-31"),
        ("2024-04-01", ""),
        ("2024-05-31", ""),
        ("2024-06-01", f"the key {PRINTS['ben']} did not count on 2024-06-01"),
    ],
)
def test_a_key_counts_on_its_days_both_included(day: str, why: str) -> None:
    found = signers(ben=person(key("ben", "2024-04-01", to_on="2024-05-31")))
    assert signed(found, statement=on(day)) == Signature(PRINTS["ben"], why)


def test_a_key_that_was_registered_again_counts_on_the_days_of_either() -> None:
    again = key("ben", "2024-01-01", to_on="2024-01-31"), key("ben", "2024-04-01")
    found = signers(ben=person(*again))
    assert signed(found).reason == ""
    assert signed(found, statement=on("2024-01-31")).reason == ""
    assert signed(found, statement=on("2024-02-01")).reason == f"the key {PRINTS['ben']} did not count on 2024-02-01"
    assert found.holders == {
        PRINTS["ben"]: (KeyHolder("ben", "2024-01-01", "2024-01-31"), KeyHolder("ben", "2024-04-01", "9999-12-31"))
    }


def test_a_role_is_held_on_the_day_of_the_statement() -> None:
    found = signers(ben=person(key("ben")))
    assert signed(found, statement=on("2024-12-31")).reason == ""
    why = "'ben' did not hold the role 'records-officer' on 2025-01-01"
    assert signed(found, statement=on("2025-01-01")).reason == why
    other = Statement("ben", "agency-head", "approve", ON, CHANGES)
    assert signed(found, statement=other).reason == "'ben' did not hold the role 'agency-head' on 2024-05-02"


@pytest.mark.parametrize(
    ("leaves_on", "why"), [("2024-05-01", "'ben' had left before 2024-05-02"), ("2024-05-02", ""), ("2024-05-03", "")]
)
def test_somebody_signs_until_the_day_of_leaving(leaves_on: str, why: str) -> None:
    assert signed(signers(ben=person(key("ben"), leaves_on=leaves_on))) == Signature(PRINTS["ben"], why)


def test_what_is_no_key_is_nobodys_and_takes_no_other_away() -> None:
    broken = {"key": "ssh-ed25519 AAAA", "from_on": "2024-01-01"}
    found = signers(ben=person(broken, key("ben")))
    assert signed(found).reason == ""
    assert list(found.holders) == [PRINTS["ben"]]
    assert signers(ben=person(broken)).holders == {}


@pytest.mark.parametrize(
    ("ended", "why"),
    [
        ("rotated", f"the key {PRINTS['ben']} had ended as rotated before this change"),
        ("lost", f"the key {PRINTS['ben']} had ended as lost before this change"),
        ("revoked", f"the key {PRINTS['ben']} had ended as revoked before this change"),
        ("expired", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("landing", [False, True])
def test_a_key_that_ended_at_once_signs_nothing_on_its_days_either(ended: str, why: str, landing: bool) -> None:
    found = signers(ben=person(key("ben", to_on=ON, ended=ended)))
    assert signed(found, landing=landing) == Signature(PRINTS["ben"], why)


def test_a_key_that_was_registered_again_after_its_end_signs() -> None:
    found = signers(ben=person(key("ben", to_on="2024-03-01", ended="rotated"), key("ben", "2024-04-01")))
    assert signed(found).reason == ""


OWN = ContentChange("registry/people/ben.yml", "a" * 40, "b" * 40)
OTHERS = ContentChange("registry/people/cy.yml", "a" * 40, "b" * 40)


@pytest.mark.parametrize(
    ("act", "changes", "landing", "counts"),
    [
        ("revoke", (OWN,), True, True),
        ("rotate", (OWN,), True, True),
        ("replace", (OWN,), True, False),
        ("approve", (OWN,), True, False),
        ("revoke", (OWN,), False, False),
        ("revoke", (OTHERS,), True, False),
        ("revoke", (OWN, OTHERS), True, False),
        ("approve", CHANGES, True, False),
    ],
)
def test_a_key_ends_itself_where_that_lands_and_does_nothing_else(
    act: str, changes: tuple[ContentChange, ...], landing: bool, counts: bool
) -> None:
    found = signers(ben=person(key("ben", to_on=ON, ended="revoked")))
    statement = Statement("ben", "records-officer", act, ON, changes)
    why = "" if counts else f"the key {PRINTS['ben']} had ended as revoked before this change"
    assert signed(found, statement=statement, landing=landing).reason == why


def test_a_key_that_ended_signs_nothing_unless_it_is_said_that_the_end_lands() -> None:
    found = signers(ben=person(key("ben", to_on=ON, ended="revoked")))
    statement = Statement("ben", "records-officer", "revoke", ON, (OWN,))
    data = statement.render()
    verdict = found.check(statement, data, KEYS["ben"].sign(data, b"records-approval").text())
    assert verdict.reason == f"the key {PRINTS['ben']} had ended as revoked before this change"
