"""What a certificate says of the roots is a lower bound: whoever edits the anchors unsays nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.commands.places import Places, why_holds_unasked
from records_portal.files.yaml_text import read_yaml
from records_portal.identity.anchor_moves import ACT, AgenciesSaid
from records_portal.register.findings import Refusal
from records_portal.store.anchors import (
    Anchor,
    Anchors,
    CertifiedRoots,
    NoPrivateRoot,
    move_of_agency,
    read_anchors,
    write_anchors,
)
from tests.disposals import DISPOSED_AT, Office, PublishedRoot, signed_plan
from tests.test_agencies_without_holds import kept
from tests.test_disposal import hold
from tests.test_signed_dispositions import KEYS, sign, with_keys

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with keys, a capture, an authorization that is signed and another one that is not yet."""
    office = Office(tmp_path_factory.mktemp("ready"))
    with_keys(office)
    office.ingest(office.write_export("export", "1001", "1002", "1003"))
    office.authorize("routine-may", "1001", status=office.granted_in())
    sign(office, "cy", "disposition-approver", KEYS["cy"])
    sign(office, "cy", "counsel", KEYS["cy"], "witness-evidence")
    office.authorize("routine-june", "1002", span={"from_on": "2019-06-01", "to_on": "2019-06-30"})
    return office


@pytest.fixture
def office(ready: Office, tmp_path: Path, capsys: Capsys) -> Office:
    """The same once something was disposed of."""
    office = ready.copied_to(tmp_path)
    plan = signed_plan(office, "routine-may", {"executor": ("bo", KEYS["bo"]), "witness": ("ana", KEYS["ana"])})
    given = ("dispose", "routine-may", "--execute", "--plan", str(plan), "--by", "bo", "--witness", "ana")
    code, _, err = office.run(*given, capsys=capsys)
    assert code == 0, err
    office.publish()
    return office


def unasked(office: Office) -> str:
    """Why a site could not be closed and nothing of it deleted."""
    places = Places(office.root.folder, (office.private.folder,), office.store, office.folder / "cache", DISPOSED_AT)
    return why_holds_unasked(places, ["parks-x"])


def rehearsed(office: Office, capsys: Capsys) -> tuple[int, str]:
    code, _, err = office.run("dispose", "routine-june", "--by", "bo", "--witness", "ana", capsys=capsys)
    return code, err


def edited(office: Office, edit: Callable[[Anchors], Anchors]) -> None:
    """The anchors as somebody wrote them who can write the store."""
    anchors = read_anchors(office.store)
    assert anchors
    write_anchors(office.store, edit(anchors))


def test_a_certificate_says_whose_holds_were_asked_for_where(office: Office, capsys: Capsys) -> None:
    facts = read_yaml((office.store / "certificates/routine-may.yml").read_bytes())[0]["certificate"]
    assert [each["root"] for each in facts["asked"]] == ["public", "counsel"]
    assert facts["holds_in"] == [{"agency": "parks", "root": "counsel"}]
    assert unasked(office) == ""
    assert "signed authorization 'routine-june'" in rehearsed(office, capsys)[1], "it comes as far as that"


def test_what_was_seen_stays_seen_whatever_the_anchors_say(office: Office, capsys: Capsys) -> None:
    before = office.private.git("rev-parse", "main").strip()
    office.private.git("commit", "--quiet", "--amend", "--allow-empty", "--message", "Another beginning")
    office.private.git("push", "--quiet", "--force", "origin", "main")
    edited(office, lambda anchors: replace(anchors, private=(replace(anchors.private[0], last_seen=""),)))
    code, err = rehearsed(office, capsys)
    assert code == 2
    assert f"does not descend from {before[:12]}, seen there" in err


def other_root(office: Office) -> PublishedRoot:
    other = PublishedRoot(office.folder / "other")
    other.git("init", "--quiet", "--bare", "--initial-branch=main", str(office.folder / "other.git"))
    other.git("remote", "add", "origin", str(office.folder / "other.git"))
    other.commit({"registry/README.md": "Nothing is held here"})
    return other


def test_its_head_alone_does_not_say_that_it_keeps_none(office: Office) -> None:
    none = NoPrivateRoot("It keeps none", "ana", "2025-02-20")
    edited(office, lambda anchors: replace(anchors, agencies={"parks": none}))
    kept(office, move_of_agency("parks", none), "ana", "agency-head", on="2025-02-20")
    assert unasked(office) == (
        "that agency 'parks' keeps no holds has no signature that counts: its head alone says nothing more once a "
        "certificate named 'counsel'; two persons move it: `records anchor move --agency parks none`"
    )


def test_another_root_for_an_agency_needs_two_signatures(office: Office, capsys: Capsys) -> None:
    office.private.commit({"registry/holds/claim.yml": hold(scope={"sites": ["parks-x"]})})
    office.private = other_root(office)
    edited(
        office,
        lambda anchors: replace(
            anchors,
            private=(*anchors.private, Anchor("other", str(office.folder / "other.git"), "main")),
            agencies={"parks": "other"},
        ),
    )
    why = (
        "by certificate 'routine-may' the holds of agency 'parks' were in 'counsel', and two persons signed no move "
        "to what the anchors say now; bring anchors.yml back from the second copy"
    )
    assert rehearsed(office, capsys) == (2, f"records: {why}\n")
    assert unasked(office) == why


def test_another_place_on_the_disk_has_what_was_seen(office: Office, capsys: Capsys) -> None:
    seen = office.private.git("rev-parse", "main").strip()
    address = str(office.folder / "other.git")
    office.private = other_root(office)
    edited(office, lambda anchors: replace(anchors, private=(Anchor("counsel", address, "main"),)))
    assert f"does not descend from {seen[:12]}, seen there" in unasked(office)


FORGE = "https://forge.example/lakeland/holds.git"
ELSEWHERE = Anchor("counsel", "https://forge.example/mallory/holds.git", "main")


@pytest.mark.parametrize("last", [ELSEWHERE.address, FORGE])
def test_another_address_needs_two_signatures(office: Office, last: str) -> None:
    anchors = read_anchors(office.store)
    assert anchors
    asked = [
        CertifiedRoots(name, f"2025-0{month}-01", {"counsel": (address, "main")}, {"counsel": "a" * 40}, {})
        for month, (name, address) in enumerate((("first", FORGE), ("second", last)), 1)
    ]
    said = AgenciesSaid(office.root.folder, replace(anchors, certified=tuple(asked)), "2025-03-03")
    if last == ELSEWHERE.address:
        said.check_certified(ELSEWHERE)
        return
    why = f"by certificate 'second' the private root 'counsel' was published at {FORGE!r}, and two persons signed no"
    with pytest.raises(Refusal, match=re.escape(why)):
        said.check_certified(ELSEWHERE)
    for who, role in (("ana", "agency-head"), ("bo", "records-officer")):
        sentence = f"anchor counsel {FORGE} main -> {ELSEWHERE.address} main"
        kept(office, sentence, who, role, ACT)
    moved = read_anchors(office.store)
    assert moved
    AgenciesSaid(office.root.folder, replace(moved, certified=tuple(asked)), "2025-03-03").check_certified(ELSEWHERE)


def test_where_nobody_ever_had_a_key_the_anchors_count_as_they_stand(tmp_path: Path, capsys: Capsys) -> None:
    office = Office(tmp_path)
    office.ingest(office.write_export("export", "1001", "1002"))
    office.authorize("routine-may", "1001")
    office.authorize("routine-june", "1002", span={"from_on": "2019-06-01", "to_on": "2019-06-30"})
    assert office.dispose("routine-may", "--execute", capsys=capsys)[0] == 0
    office.publish()
    office.private = other_root(office)
    edited(
        office,
        lambda anchors: replace(
            anchors,
            private=(*anchors.private, Anchor("other", str(office.folder / "other.git"), "main")),
            agencies={"parks": "other"},
        ),
    )
    assert unasked(office) == ""
