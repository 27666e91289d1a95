"""Who asks, approves, carries out and sees it done: which of them may be one person, pair by pair, by their keys."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from records_portal.documents import certificate
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from tests.disposals import Office, person, published_keys, signed_plan
from tests.pdf_text import pdf_pages, squeezed
from tests.ssh_signing import ed25519_key
from tests.test_signed_dispositions import sign

Capsys = pytest.CaptureFixture[str]
PARTS = ("requester", "approver", "executor", "witness")
PEOPLE = dict(zip(PARTS, ("hal", "ida", "jo", "kim"), strict=True))
KEYS = {name: ed25519_key(bytes([number]) * 32) for number, name in enumerate((*PEOPLE.values(), "lou"), 31)}
UNSIGNED = "no records officer or disposition approver but {executor!r} or whoever asked for it signed"
REFUSED = {
    ("requester", "approver"): UNSIGNED,
    ("approver", "executor"): UNSIGNED,
    ("executor", "witness"): "--witness {witness!r} carries it out; name another person",
}
ALLOWED = [("requester", "executor"), ("requester", "witness"), ("approver", "witness")]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Everybody may do everything that a disposition takes, and has a key."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    able = ("records-officer", "disposition-approver")
    office.publish({f"registry/people/{name}.yml": person(name.title(), *able) for name in KEYS})
    published_keys(office, {name: key.line for name, key in KEYS.items()})
    office.ingest(office.write_export("export", "1001", "1003"))
    office.publish()
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def carried_out(office: Office, people: dict[str, str], capsys: Capsys, reader: str = "lou") -> dict[str, Any]:
    """What the record says of a disposition that these people asked for, approved, carried out and saw."""
    requested = {"on": "2025-01-20", "by": people["requester"]}
    status = office.granted_in(evidence=office.granted_in()[1]["evidence"] | {"entered_by": people["requester"]})
    office.authorize("routine-may", "1001", requested=requested, status=status)
    sign(office, people["approver"], "disposition-approver", KEYS[people["approver"]])
    sign(office, reader, "records-officer", KEYS[reader], "witness-evidence")
    signers = {part: (people[part], KEYS[people[part]]) for part in ("executor", "witness")}
    plan = signed_plan(office, "routine-may", signers)
    code, _, err = office.run("dispose", "routine-may", "--execute", "--plan", str(plan), capsys=capsys)
    assert code == 0, err
    record: dict[str, Any]
    record, _ = read_yaml((office.root.folder / "schedules/dispositions/routine-may.yml").read_bytes())
    return record


def test_every_pair_is_decided() -> None:
    assert sorted([*REFUSED, *ALLOWED]) == sorted(combinations(PARTS, 2))


@pytest.mark.parametrize("pair", REFUSED, ids="-".join)
def test_parts_that_watch_each_other_are_not_one_persons(office: Office, capsys: Capsys, pair: tuple[str, str]) -> None:
    people = PEOPLE | {pair[1]: PEOPLE[pair[0]]}
    with pytest.raises(Refusal) as refusal:
        carried_out(office, people, capsys)
    assert str(refusal.value).startswith(REFUSED[pair].format(**people))


@pytest.mark.parametrize("pair", ALLOWED, ids="-".join)
def test_parts_that_fall_together_are_told(office: Office, capsys: Capsys, pair: tuple[str, str]) -> None:
    record = carried_out(office, PEOPLE | {pair[1]: PEOPLE[pair[0]]}, capsys)
    assert record["known"]["together"] == [{"person": PEOPLE[pair[0]], "parts": list(pair)}]


def test_of_four_people_nothing_falls_together(office: Office, capsys: Capsys) -> None:
    assert "together" not in carried_out(office, PEOPLE, capsys)["known"]


def test_an_office_of_two_disposes_of_records_and_the_certificate_says_so(office: Office, capsys: Capsys) -> None:
    people = {"requester": "hal", "executor": "hal", "approver": "ida", "witness": "ida"}
    record = carried_out(office, people, capsys, reader="ida")
    assert record["known"]["together"] == [
        {"person": "hal", "parts": ["requester", "executor"]},
        {"person": "ida", "parts": ["approver", "witness"]},
    ]
    stored, _ = read_yaml((office.store / "certificates/routine-may.yml").read_bytes())
    assert stored["disposition"]["known"] == record["known"]
    register = load_register(FolderTree(office.root.folder)).register
    text = "".join(pdf_pages(certificate(register, register.of("dispositions")["routine-may"])))
    told = "More than one part Hal, Officer: requester and executor; Ida, Officer: approver and witness"
    assert squeezed(told) in text
    office.publish()
    assert office.run("validate", capsys=capsys)[0] == 0


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("requester", "whoever asked for it does not approve it"),
        ("executor", "whoever carries it out does not approve it"),
    ],
)
def test_the_plan_is_not_approved_by_who_asked_or_carries_it_out(
    office: Office, capsys: Capsys, part: str, fault: str
) -> None:
    office.authorize("routine-may", "1001", requested={"on": "2025-01-20", "by": "hal"}, status=office.granted_in())
    sign(office, "ida", "disposition-approver", KEYS["ida"])
    sign(office, "lou", "records-officer", KEYS["lou"], "witness-evidence")
    signers = {each: (PEOPLE[each], KEYS[PEOPLE[each]]) for each in ("executor", "witness")}
    plan = signed_plan(office, "routine-may", signers | {"approver": (PEOPLE[part], KEYS[PEOPLE[part]])})
    code, _, err = office.run("dispose", "routine-may", "--execute", "--plan", str(plan), capsys=capsys)
    assert (code, f"the signature of {PEOPLE[part]!r} as approver does not count: {fault}" in err) == (2, True), err
