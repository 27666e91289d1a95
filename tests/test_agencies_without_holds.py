"""That an agency keeps no holds: where people have keys its head signed it, whatever stands in the plain file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.commands.places import Places, why_holds_unasked
from records_portal.commands.store import reaching_now
from records_portal.files.yaml_text import read_yaml
from records_portal.identity.anchor_moves import SET, AnchorMove, SignedMove
from records_portal.identity.statements import NAMESPACE
from records_portal.store.anchors import NoPrivateRoot, keep_move, move_of_agency, read_anchors, write_anchors
from tests.disposals import DISPOSED_AT, Office, signed_plan
from tests.ssh_signing import SigningKey, ssh_keygen_signs
from tests.test_anchor_moves import Desk, desk
from tests.test_disposal import hold
from tests.test_register_believed import person_of, ready
from tests.test_signed_dispositions import KEYS

__all__ = ["desk", "ready"]
Capsys = pytest.CaptureFixture[str]
NONE = NoPrivateRoot("It keeps none", "ana", "2025-02-01")
TO_NONE, TO_COUNSEL = move_of_agency("parks", NONE), move_of_agency("parks", "counsel")
NO_SIGNATURE = "that agency 'parks' keeps no holds has no signature that counts: "


@pytest.fixture
def office(ready: Office, tmp_path: Path) -> Office:
    """The same with a hold, where somebody has written into the anchors that the agency keeps none."""
    office = ready.copied_to(tmp_path)
    office.private.commit({"registry/holds/claim.yml": hold()})
    office.anchor(parks=NONE)
    return office


def kept(
    office: Office,
    sentence: str,
    who: str,
    role: str,
    act: str = SET,
    on: str = "2025-02-01",
    key: SigningKey | None = None,
) -> None:
    """Keep a text about an agency beside the anchors, signed."""
    move = AnchorMove("a" * 40, "b" * 64, sentence, act=act)
    text = move.signed_by(who, role, on)
    signature = (key or KEYS[who]).sign(text, NAMESPACE.encode()).text()
    keep_move(office.store, SignedMove(who, role, on, move, text, signature).name, text, signature)


def rehearsed(office: Office, capsys: Capsys) -> tuple[int, str]:
    """A run that does not ask the private root, of which the anchors say that there is none."""
    code, _, err = office.run("dispose", "routine-may", "--by", "bo", "--witness", "ana", capsys=capsys, private=False)
    return code, err


def refusal(office: Office, capsys: Capsys) -> str:
    code, err = rehearsed(office, capsys)
    assert (code, err.startswith(f"records: {NO_SIGNATURE}")) == (2, True), err
    assert err.endswith("; `records anchor set --agency parks none --key FILE` signs it as its head\n")
    assert list((office.store / "certificates").glob("*.yml")) == []
    return err.removeprefix(f"records: {NO_SIGNATURE}").partition("; `")[0]


def test_what_somebody_wrote_into_the_anchors_lifts_no_hold(office: Office, capsys: Capsys) -> None:
    assert refusal(office, capsys) == "its head signed nothing of the kind"


def test_it_counts_once_the_head_signed_it(office: Office, capsys: Capsys) -> None:
    kept(office, TO_NONE, "ana", "agency-head")
    assert rehearsed(office, capsys)[0] == 0


@pytest.mark.parametrize(
    ("who", "role", "why"),
    [
        ("bo", "records-officer", "where the holds of an agency are is said by its agency-head, not by"),
        ("cy", "counsel", "an anchor is moved by agency-head and records-officer, not by 'counsel'"),
        ("cy", "agency-head", "'cy' did not hold the role 'agency-head' on 2025-02-01"),
    ],
)
def test_nobody_but_the_head_says_it(office: Office, capsys: Capsys, who: str, role: str, why: str) -> None:
    kept(office, TO_NONE, who, role)
    assert refusal(office, capsys).startswith(why)


def test_the_heads_name_under_another_key_says_nothing(office: Office, capsys: Capsys) -> None:
    kept(office, TO_NONE, "ana", "agency-head", key=KEYS["bo"])
    assert refusal(office, capsys).endswith("is another person's")


@pytest.mark.parametrize(
    "sentence",
    [
        move_of_agency("parks", NoPrivateRoot("It keeps none", "ana", "2025-02-02")),
        move_of_agency("parks", NoPrivateRoot("It keeps some", "ana", "2025-02-01")),
        move_of_agency("parks", NoPrivateRoot("It keeps none", "bo", "2025-02-01")),
        move_of_agency("harbor", NONE),
    ],
)
def test_a_signature_is_for_this_agency_this_reason_this_person_and_this_day(
    office: Office, capsys: Capsys, sentence: str
) -> None:
    kept(office, sentence, "ana", "agency-head")
    assert refusal(office, capsys) == "its head signed nothing of the kind"


def test_half_of_a_move_is_none(office: Office, capsys: Capsys) -> None:
    """A move needs two: the first signature under one, and an editor, are not enough."""
    kept(office, TO_NONE, "ana", "agency-head", act="move-anchor")
    assert refusal(office, capsys) == "its head signed nothing of the kind"
    kept(office, TO_NONE, "bo", "records-officer", act="move-anchor")
    assert rehearsed(office, capsys)[0] == 0


@pytest.mark.parametrize("on", ["2025-02-01", "2025-02-20"])
def test_what_once_was_true_is_not_put_back(office: Office, capsys: Capsys, on: str) -> None:
    """The head said it, then two persons moved the agency to a private root, and then the file is edited back."""
    kept(office, TO_NONE, "ana", "agency-head")
    kept(office, TO_COUNSEL, "ana", "agency-head", act="move-anchor", on=on)
    kept(office, TO_COUNSEL, "bo", "records-officer", act="move-anchor", on=on)
    alone = (
        f"{NO_SIGNATURE}its head alone says nothing more once two persons signed {TO_COUNSEL!r}; two persons move it"
    )
    assert alone in rehearsed(office, capsys)[1]
    kept(office, TO_NONE, "ana", "agency-head", on="2025-02-21")
    assert alone in rehearsed(office, capsys)[1]
    kept(office, TO_NONE, "ana", "agency-head", act="move-anchor", on="2025-02-21")
    assert alone in rehearsed(office, capsys)[1]
    kept(office, TO_NONE, "bo", "records-officer", act="move-anchor", on="2025-02-21")
    assert rehearsed(office, capsys)[0] == 0


@pytest.mark.parametrize("moved", ["agency parks -> legal", "anchor counsel F/private.git main -> F/new.git main"])
def test_two_persons_moved_it_and_nobody_puts_the_old_root_back(office: Office, capsys: Capsys, moved: str) -> None:
    """The old private root would answer still, and has none of the holds that came since."""
    office.anchor(parks="counsel")
    sentence = moved.replace("F/", f"{office.folder}/")
    kept(office, sentence, "ana", "agency-head", act="move-anchor")
    given = ("dispose", "routine-may", "--by", "bo", "--witness", "ana")
    assert "held" in office.run(*given, capsys=capsys)[2]
    kept(office, sentence, "bo", "records-officer", act="move-anchor")
    code, _, err = office.run(*given, capsys=capsys)
    address = str(office.folder / "private.git")
    assert (code, err) == (
        2,
        f"records: by the anchors the holds of agency 'parks' are in 'counsel' at {address!r}, and what was signed "
        f"last is {sentence!r}; bring anchors.yml back from the second copy\n",
    )


def test_a_head_who_is_none_any_more_says_nothing_any_more(office: Office, capsys: Capsys) -> None:
    kept(office, TO_NONE, "ana", "agency-head")
    path, ana = person_of(office, "ana")
    office.publish({path: ana | {"roles": [each | {"to_on": "2025-02-28"} for each in ana["roles"]]}}, "Ana goes")
    office.anchor(parks=NONE)
    assert "held the role 'agency-head' no more" in refusal(office, capsys)


def test_taking_the_keys_out_of_the_register_opens_nothing(office: Office, capsys: Capsys) -> None:
    for who in KEYS:
        path, value = person_of(office, who)
        office.publish({path: {key: each for key, each in value.items() if key != "keys"}}, "No key")
    office.anchor(parks=NONE)
    assert refusal(office, capsys) == "its head signed nothing of the kind"


def test_every_door_asks_for_the_signature(office: Office, capsys: Capsys) -> None:
    why = f"{NO_SIGNATURE}its head signed nothing of the kind"
    places = Places(office.root.folder, (), office.store, office.folder / "cache", DISPOSED_AT)
    assert why in why_holds_unasked(places, ["parks-x"])  # what is closed, deleted or hidden
    assert why in reaching_now(places, read_anchors(office.store), office.store).reaching.unasked_of["parks-x"]
    code, out, _ = office.run("anchor", capsys=capsys, private=False)
    assert (code, why in out) == (1, True)
    late = office.run("validate", capsys=capsys, private=False)[1]
    assert (
        f"K012 parks: {why}; `records anchor set --agency parks none --key FILE` signs it as its head [late]\n" in late
    )
    kept(office, TO_NONE, "ana", "agency-head")
    assert why_holds_unasked(places, ["parks-x"]) == ""
    assert reaching_now(places, read_anchors(office.store), office.store).reaching.unasked_of == {}
    assert office.run("anchor", capsys=capsys, private=False)[0] == 0
    assert "K012 parks" not in office.run("validate", capsys=capsys, private=False)[1]


def test_the_certificate_says_who_signed_it(ready: Office, tmp_path: Path, capsys: Capsys) -> None:
    office = ready.copied_to(tmp_path)
    office.anchor(parks=NONE)
    kept(office, TO_NONE, "ana", "agency-head")
    plan = signed_plan(office, "routine-may", {"executor": ("bo", KEYS["bo"]), "witness": ("ana", KEYS["ana"])})
    given = ("dispose", "routine-may", "--execute", "--plan", str(plan), "--by", "bo", "--witness", "ana")
    code, _, err = office.run(*given, capsys=capsys)
    assert code == 0, err
    certificate = read_yaml((office.store / "certificates/routine-may.yml").read_bytes())[0]["certificate"]
    assert certificate["without_holds"] == [
        {"agency": "parks", "why": "It keeps none", "said_by": "ana", "on": "2025-02-01", "known": "signed by ana"}
    ]


@pytest.fixture
def library(desk: Desk) -> Desk:
    """The same office with a second agency, of which the anchors say nothing."""
    desk.office.write({"registry/agencies/library.yml": desk.office.files["registry/agencies/parks.yml"]})
    return desk


def agencies(desk: Desk) -> Mapping[str, str | NoPrivateRoot]:
    found = read_anchors(desk.store)
    assert found
    return found.agencies


def test_setting_it_asks_the_head_of_that_agency_for_a_signature(library: Desk) -> None:
    said = ("set", "--agency", "library", "none", "--why", "The State keeps them", "--said-by", "ana")
    code, out, err = library.run(*said)
    assert (code, out) == (2, "")
    assert "agency 'library' keeps no holds has no signature that counts: its head signed nothing of the kind" in err
    for who, why in (("ana", "'ana' is not the head of library, nor of an agency above"), ("ben", "did not hold")):
        code, _, err = library.run(*said, "--key", str(library.keys[who]))
        assert (code, why in err) == (2, True), err
    assert (agencies(library), (library.store / "moves").exists()) == ({"parks": "counsel"}, False)
    code, out, _ = library.run(*said, "--key", str(library.keys["dee"]))
    assert (code, "agency library -> none, said by ana on 2024-05-02: The State keeps them" in out) == (0, True)
    assert agencies(library)["library"] == NoPrivateRoot("The State keeps them", "ana", "2024-05-02")
    assert library.run(*said) == (0, "", "")


def test_what_stands_there_unsigned_is_signed_afterwards(library: Desk) -> None:
    anchors = read_anchors(library.store)
    assert anchors
    none = NoPrivateRoot("The State keeps them", "ben", "2024-04-01")
    write_anchors(library.store, replace(anchors, agencies={"parks": "counsel", "library": none}))
    assert library.run()[0] == 1
    code, out, err = library.run("set", "--agency", "library", "none", "--key", str(library.keys["dee"]))
    assert (code, "said by ben on 2024-04-01" in out) == (0, True), err
    assert library.run()[0] == 0


def test_a_text_signed_elsewhere_counts_as_one_signed_here(library: Desk) -> None:
    said = ("set", "--agency", "library", "none", "--why", "The State keeps them", "--said-by", "ana")
    text = library.run(*said, "--dry-run", "--key", str(library.keys["dee"]))[1]
    signed = library.folder / "from-dee.txt"
    signed.write_text(text, encoding="utf-8")
    signature = ssh_keygen_signs(library.keys["dee"], signed.read_bytes(), "records-approval")
    signed.with_name("from-dee.txt.sig").write_bytes(signature)
    assert "library" not in agencies(library)
    assert library.run(*said, "--signed", str(signed))[0] == 0
    assert "library" in agencies(library)
