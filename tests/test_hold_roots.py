"""Which holds stand in the way of a disposition: whatever was renamed, moved, deleted or said elsewhere in between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.store.anchors import Anchor, Anchors, NoPrivateRoot, read_anchors, write_anchors
from tests.disposals import Office, PublishedRoot

Capsys = pytest.CaptureFixture[str]
NONE = NoPrivateRoot("It keeps none", "ana", "2025-02-01")
ONE_ITEM = {"items": [{"site": "parks-x", "item": "1003"}]}


def hold(**changes: Any) -> dict[str, Any]:
    placed = {"on": "2025-01-12", "by": "cy"}
    fields = {"matter": "M-1", "kind": "litigation", "subject": "The gate", "placed": placed}
    return {**fields, "scope": {"sites": ["parks-x"]}, **changes}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with items that are due and an authorization for them."""
    office = Office(tmp_path)
    office.ingest(office.write_export("export", "1001", "1003"))
    office.authorize("routine-may", "1001")
    return office


def record(office: Office, path: str) -> dict[str, Any]:
    value: dict[str, Any] = read_yaml((office.root.folder / path).read_bytes())[0]
    return value


def second_root(office: Office, **agencies: str | NoPrivateRoot) -> PublishedRoot:
    """Another private root, `other`, with its anchor, and which agency has which."""
    root, address = PublishedRoot(office.folder / "other"), str(office.folder / "other.git")
    root.git("init", "--quiet", "--bare", "--initial-branch=main", address)
    root.git("remote", "add", "origin", address)
    root.commit({"registry/README.md": "Holds live here"})
    office.anchor()
    anchors = read_anchors(office.store)
    assert anchors
    other = Anchor("other", address, "main", root.git("rev-parse", "main").strip())
    write_anchors(office.store, Anchors(anchors.public, (*anchors.private, other), agencies))
    return root


def refusal(office: Office, capsys: Capsys, *more: str, private: bool = True) -> str:
    given = (*more, "dispose", "routine-may", "--execute", "--by", "bo", "--witness", "ana")
    code, _, err = office.run(*given, capsys=capsys, private=private)
    assert (code, list((office.store / "certificates").glob("*.yml"))) == (2, [])
    return err


def test_an_agency_that_was_renamed_in_place_is_asked_for_by_its_former_name(office: Office, capsys: Capsys) -> None:
    office.private.commit({"registry/holds/claim.yml": hold()})
    folder = office.root.folder / "registry"
    office.root.git("mv", "registry/agencies/parks.yml", "registry/agencies/lakes.yml")
    for path in (*(folder / "people").glob("*.yml"), *(folder / "sites").glob("*.yml")):
        path.write_text(path.read_text().replace("agency: parks\n", "agency: lakes\n"))
    office.publish()
    office.anchor(parks="counsel", lakes=NONE)
    assert "the holds of agency 'parks' are in the private root 'counsel'" in refusal(office, capsys, private=False)


def test_the_agencies_above_are_asked_for_too(office: Office, capsys: Capsys) -> None:
    parks = record(office, "registry/agencies/parks.yml")
    state = parks | {"name": "State"}
    office.publish({"registry/agencies/state.yml": state, "registry/agencies/parks.yml": parks | {"parent": "state"}})
    office.publish({"registry/agencies/parks.yml": parks})
    other = second_root(office, parks="counsel", state="other")
    other.commit({"registry/holds/claim.yml": hold()})
    assert "the holds of agency 'state' are in the private root 'other'" in refusal(office, capsys)


def test_a_hold_that_the_public_root_had_binds(office: Office, capsys: Capsys) -> None:
    office.publish({"registry/holds/claim.yml": hold()})
    (office.root.folder / "registry/holds/claim.yml").unlink()
    office.publish()
    assert "H007 claim: its file is gone, and it binds all the same" in refusal(office, capsys)
    moved = hold(releases=[{"on": "2025-02-01", "by": "cy", "note": "Settled."}])
    office.private.commit({"registry/holds/claim.yml": moved})
    given = ("dispose", "routine-may", "--execute", "--by", "bo", "--witness", "ana")
    assert office.run(*given, capsys=capsys)[0] == 0


def test_a_hold_that_was_written_by_hand_into_the_wrong_root_is_told(office: Office, capsys: Capsys) -> None:
    other = second_root(office, parks="counsel")
    other.commit({"registry/holds/claim.yml": hold()})
    given = ("--private", str(other.folder), "validate")
    out = office.run(*given, capsys=capsys)[1]
    words = "the holds of parks-x are asked for in 'counsel', and not in the private root 'other'"
    assert f"K012 claim: {words}; this hold there [late]" in out
    office.private.commit({"registry/holds/claim.yml": hold()})
    assert "K012 claim" not in office.run("validate", capsys=capsys)[1], "it is where it is asked for"


def test_a_hold_in_a_root_that_no_anchor_names_is_told(office: Office, capsys: Capsys) -> None:
    other = PublishedRoot(office.folder / "other")
    other.git("init", "--quiet", "--bare", "--initial-branch=main", str(office.folder / "other.git"))
    other.git("remote", "add", "origin", str(office.folder / "other.git"))
    other.commit({"registry/holds/claim.yml": hold()})
    out = office.run("--private", str(other.folder), "validate", capsys=capsys, private=False)[1]
    assert "K012 claim: nobody asks for holds in this private root: --private " in out


@pytest.mark.parametrize("first", [True, False])
def test_a_hold_of_the_same_name_in_another_root_is_another_hold(office: Office, capsys: Capsys, first: bool) -> None:
    other = second_root(office, parks="counsel")
    office.private.commit({"registry/holds/claim.yml": hold()})
    (office.private.folder / "registry/holds/claim.yml").unlink()
    office.private.commit({})
    other.commit({"registry/holds/claim.yml": hold(scope={"sites": ["parks-x"], **ONE_ITEM})})
    both = [str(office.private.folder), str(other.folder)]
    given = [word for folder in (both if first else both[::-1]) for word in ("--private", folder)]
    err = refusal(office, capsys, *given, private=False)
    assert "H007 claim: its file is gone, and it binds all the same" in err
    assert "/private/registry/holds/claim.yml" in err


def test_a_widening_is_not_undone_by_a_release_that_was_written_before(office: Office, capsys: Capsys) -> None:
    narrow = hold(scope={"sites": ["parks-x"], **ONE_ITEM})
    released = narrow | {"releases": [{"on": "2025-02-01", "by": "cy", "note": "Settled."}]}
    office.private.commit({"registry/holds/claim.yml": narrow})
    office.private.commit({"registry/holds/claim.yml": released})
    given = ("hold", "amend", "claim", "--site", "parks-x", "--by", "cy", "--why", "All of it")
    assert office.run(*given, "--on", "2025-01-31", capsys=capsys) == (
        2,
        "",
        "records: 2025-01-31 is before the last step of the hold, of 2025-02-01; give that day or a later one with "
        "--on\n",
    )
    wider = {"on": "2025-01-31", "by": "cy", "scope": {"sites": ["parks-x"]}, "note": "All of it"}
    office.private.commit({"registry/holds/claim.yml": released | {"amendments": [wider]}})
    assert refusal(office, capsys) == "records: nothing is due under 'routine-may': 1 held\n"


def test_a_widening_that_was_written_after_a_release_is_in_force_everywhere(office: Office, capsys: Capsys) -> None:
    """The register of holds, its reminders and its letter say what binds, whatever day the widening names."""
    narrow = hold(scope={"sites": ["parks-x"], **ONE_ITEM})
    released = narrow | {"releases": [{"on": "2025-02-01", "by": "cy", "note": "Settled."}]}
    for each in (narrow, released):
        office.private.commit({"registry/holds/claim.yml": each})
    listed = ("hold", "register", "--as-of", "2025-09-03", "--format", "json")
    assert [each["state"] for each in json.loads(office.run(*listed, capsys=capsys)[1])] == ["released"]
    assert "H001" not in office.run("validate", "--as-of", "2025-09-03", capsys=capsys)[1]
    wider = {"on": "2025-01-31", "by": "cy", "scope": {"sites": ["parks-x"]}, "note": "All of it"}
    office.private.commit({"registry/holds/claim.yml": released | {"amendments": [wider]}})
    (row,) = json.loads(office.run(*listed, capsys=capsys)[1])
    assert row["state"] == "in force"
    assert "H001 claim" in office.run("validate", "--as-of", "2025-09-03", capsys=capsys)[1]
