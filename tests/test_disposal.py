"""Disposal: everything on the list goes from everywhere, nothing else changes, and whatever forbids it stops it."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bagit  # type: ignore[import-untyped]
import pytest

from records_portal.disposal.disposition import _carried_out
from records_portal.disposal.intended import Disposition
from records_portal.disposal.preconditions import cleared_disposition
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.store.certificates import certificate_digest
from records_portal.store.folder import locked_store
from tests.disposals import LETTER, MEDIA, PICTURES, TEXTS, Office, authorization, files_below, nothing_moved, untouched
from tests.exports_x import zip_of
from tests.test_verification import rewrite_manifests

Capsys = pytest.CaptureFixture[str]
LATER = datetime(2025, 1, 20, 12, tzinfo=UTC)
BACK = datetime(2025, 6, 2, 12, tzinfo=UTC)
AGAIN = datetime(2025, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two exports, the second a zip that repeats the first; authority over the post of May alone."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    whole = office.write_export("two", "1001", "1002", "1003")
    office.ingest(zip_of(whole, office.folder / "two.zip"), LATER)
    office.publish()
    office.authorize("routine-may", "1001")
    return office


@pytest.fixture
def ready(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def everything_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of every file, and of every file in every zip."""
    for name, data in files_below(folder).items():
        yield name, data
        if zipfile.is_zipfile(io.BytesIO(data)):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from ((f"{name}/{each}", archive.read(each)) for each in archive.namelist())


def holding(folder: Path, wanted: bytes) -> list[str]:
    return [name for name, data in everything_below(folder) if wanted in data]


def kept(office: Office) -> dict[str, str]:
    """What must not change: every line of an item, every medium and every file of residue, by its digest."""
    found = {}
    for name, data in files_below(office.store).items():
        if "/data/items/items-" in name:
            for line in data.splitlines():
                key = f"{name.split('/data/')[0]} {json.loads(line)['id']}"
                found[key] = hashlib.sha256(line).hexdigest()
        elif "/data/items/media/" in name or "/data/residue/" in name or name.startswith("keys/"):
            found[name] = hashlib.sha256(data).hexdigest()
    return found


def intended_by(office: Office, authorization: str) -> Disposition:
    """What would be carried out, once every precondition was found to hold."""
    return cleared_disposition(*office.asks(authorization)).disposition


def record_of(office: Office, name: str) -> dict[str, Any]:
    value, fault = read_yaml((office.root.folder / f"schedules/dispositions/{name}.yml").read_bytes())
    assert fault is None
    assert isinstance(value, dict)
    return value


def certificate_of(office: Office, name: str) -> dict[str, Any]:
    value, fault = read_yaml((office.store / f"certificates/{name}.yml").read_bytes())
    assert fault is None
    assert isinstance(value, dict)
    return value


def refused(office: Office, *arguments: str, capsys: Capsys, **changes: Any) -> str:
    """The one line of a refusal, after which roots and store are as they were, but for what was seen."""
    places = [office.store, office.root.folder / "registry", office.root.folder / "schedules"]
    places.append(office.root.folder / "captures")
    before = [untouched(each) for each in places]
    code, out, err = office.dispose(*arguments, capsys=capsys, **changes)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert [untouched(each) for each in places] == before
    return err.removeprefix("records: ").strip()


def test_a_dry_run_says_what_goes_and_writes_nothing(ready: Office, capsys: Capsys) -> None:
    before = files_below(ready.folder)
    code, out, err = ready.dispose("routine-may", capsys=capsys)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Authorization: routine-may, destroy, series local#routine (Series routine)",
        "Due:           1 item, 123 bytes",
        "Left:          nothing",
        "parks-x 1001 version 1 post eligible on 2022-05-02",
        "Nothing was written. --execute would verify the bags and destroy every copy of 1 item.",
    ]
    changed = {name for name, data in files_below(ready.folder).items() if before.get(name) != data}
    assert {name.split("/")[0] for name in changed} <= {"cache"}
    _, out, _ = ready.dispose("routine-may", "--format", "json", capsys=capsys)
    value = json.loads(out)
    assert (value["due"], value["executed"], value["items"][0]["item"]) == (1, False, "1001")


def test_every_copy_goes_and_everything_else_stays_as_it_was(ready: Office, capsys: Capsys) -> None:
    before = kept(ready)
    assert len(holding(ready.store, TEXTS["1001"].encode())) == 4  # in each capture: an item, and as received
    code, out, err = ready.dispose("routine-may", "--execute", "--witness", "cy", capsys=capsys)
    assert (code, err) == (0, "Next: look through what was written, commit it and have it merged.\n")
    assert "Certificate:   routine-may, 1 item, issued 2025-03-03T15:30:00Z, " in out
    assert holding(ready.store, TEXTS["1001"].encode()) == []
    assert holding(ready.store, TEXTS["1002"].encode()) != []
    assert len(holding(ready.store, PICTURES["pictures/gate.jpg"])) == 2  # the other post has it too
    gone = {key for key in before if key.endswith(" 1001")}
    assert kept(ready) == {key: each for key, each in before.items() if key not in gone}
    assert not list(ready.store.glob("bags/*/*/data/received"))
    assert [path.name for path in ready.store.glob("journals/*")] == []
    assert list(ready.store.glob("dispositions/*")) == []
    assert list((ready.store / "staging").iterdir()) == []
    ready.publish()
    assert ready.run("captures", "verify", capsys=capsys)[:2] == (0, "")
    assert ready.run("validate", capsys=capsys)[0] == 0
    _, out, _ = ready.run("due", "--format", "csv", capsys=capsys)
    status = {line.split(",")[1]: line.split(",")[10] for line in out.splitlines()[1:] if "residue" not in line}
    assert status == {"1001": "disposed", "1002": "awaiting-authorization", "1003": "retained"}


def test_until_it_is_committed_verify_says_so_and_nothing_else(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", capsys=capsys)
    code, out, _ = ready.run("captures", "verify", capsys=capsys)
    assert code == 1
    assert [line.split(": ", 1)[1].partition("; ") for line in out.splitlines()] == [
        (
            f"V009 parks-x/{capture}: what disposition 'routine-may' took out of the bag is not committed yet",
            "; ",
            right,
        )
        for capture in sorted(path.name for path in (ready.store / "bags/parks-x").iterdir())
        for right in ["commit capture.yml and the disposition; restore nothing [error]"]
    ]


def test_the_certificate_says_who_what_when_and_under_which_authority(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", "--witness", "cy", "--live", "parks-x=deleted", capsys=capsys)
    certificate, record = certificate_of(ready, "routine-may"), record_of(ready, "routine-may")
    path = ready.root.folder / "schedules/dispositions/routine-may.yml"
    assert path.read_bytes() == dump_yaml(certificate["disposition"]).encode()
    assert record["certificate"] == {
        "reference": "certificates/routine-may.yml",
        "issued_at": "2025-03-03T15:30:00Z",
        "digest": certificate_digest(certificate),
    }
    exports = [
        read_yaml((path / "capture.yml").read_bytes())[0]["received"][0]["sha256"]
        for path in sorted((ready.store / "bags/parks-x").iterdir())
    ]
    captures = sorted(path.name for path in (ready.store / "bags/parks-x").iterdir())
    [item] = record.pop("items")
    assert (item["site"], item["item"], item["version"], len(item["digest"])) == ("parks-x", "1001", 1, 64)
    listed = f"site,item,version,capture,part,class,digest\nparks-x,1001,1,,,,{item['digest']}\n"
    authority, _ = read_yaml((ready.root.folder / "schedules/authorizations/routine-may.yml").read_bytes())
    assert {name: each for name, each in record.items() if name not in ("certificate", "manner")} == {
        "authorization": "routine-may",
        "series": "local#routine",
        "schedule_version": "1",
        "method": "destroy",
        "on": "2025-03-03",
        "by": "bo",
        "role": "records-officer",
        "witness": "cy",
        "known": {
            "executor": "declared",
            "witness": "declared",
            "day": "declared",
            "approvals": [{"person": "cy", "known": "declared"}],
            "letter": {"said_by": "ana", "on": "2025-01-02", "reference": "Letter of the head 2025-01"},
            "together": [
                {"person": "cy", "parts": ["approver", "witness"]},
            ],
        },
        "request_number": "500123",
        "authorization_number": "A-25-0042",
        "authorized_on": "2025-02-03",
        "clearances": [{"kind": "litigation", "on": "2025-01-15", "by": "cy"}],
        "live_site": [{"site": "parks-x", "state": "deleted", "on": "2025-03-03", "by": "bo"}],
        "items_digest": authority["items_digest"],
        "item_list": {"sha256": hashlib.sha256(listed.encode()).hexdigest(), "rows": 1},
        "count": 1,
        "received": [
            {"site": "parks-x", "capture": capture, "sha256": sha256, "conserved_on": "2025-03-03"}
            for capture, sha256 in zip(captures, exports, strict=True)
        ],
        "span": {"from_on": "2019-05-01", "to_on": "2019-05-01"},
        "volume": {"amount": 1, "unit": "items", "bytes": 123},
        "copies_destroyed": [{"copy": "item-in-another-capture", "count": 1}],
    }
    assert "not overwritten" in record["manner"]
    assert certificate["certificate"]["executed_by"] == {"person": "bo", "name": "Bo", "title": "Officer"}
    assert certificate["certificate"]["series"]["citation"] == "Schedule of the test"
    assert TEXTS["1001"] not in str(certificate)


def test_twice_gives_the_same_certificate_before_and_after_the_commit(ready: Office, capsys: Capsys) -> None:
    _, first, _ = ready.dispose("routine-may", "--execute", capsys=capsys)
    line = next(each for each in first.splitlines() if each.startswith("Certificate:"))
    before = files_below(ready.store)
    for step in ("uncommitted", "committed"):
        assert ready.dispose("routine-may", "--execute", capsys=capsys, at=AGAIN) == (0, f"{line}\n", ""), step
        assert ready.dispose("routine-may", capsys=capsys, at=AGAIN) == (0, f"{line}\n", ""), step
        ready.publish()
    assert files_below(ready.store) == before


def test_what_git_takes_away_is_written_again_into_any_clone(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", capsys=capsys)
    root = ready.root
    whole = {name: data for name, data in files_below(root.folder).items() if not name.startswith(".git/")}
    certificate = (ready.store / "certificates/routine-may.yml").read_bytes()

    def check(folder: Path) -> None:
        code, out, _ = ready.dispose("routine-may", "--execute", capsys=capsys, at=AGAIN, root=folder)
        assert code == 0
        assert out.count("Written:") == 4
        assert {n: d for n, d in files_below(folder).items() if not n.startswith(".git/")} == whole
        assert (ready.store / "certificates/routine-may.yml").read_bytes() == certificate

    root.git("stash", "--include-untracked")
    check(root.folder)
    root.git("checkout", "--", ".")
    root.git("clean", "-fdx")
    check(root.folder)
    root.git("clone", "--quiet", str(ready.folder / "remote.git"), str(ready.folder / "second"))
    check(ready.folder / "second")


@pytest.mark.parametrize("order", [("routine-may", "routine-june"), ("routine-june", "routine-may")])
def test_sibling_authorities_over_one_capture_work_in_any_order(
    ready: Office, capsys: Capsys, order: tuple[str, str]
) -> None:
    ready.authorize("routine-june", "1002", span={"from_on": "2019-06-01", "to_on": "2019-06-30"})
    for name in order:
        assert ready.dispose(name, "--execute", capsys=capsys)[0] == 0
        ready.publish()
    for item in ("1001", "1002"):
        assert holding(ready.store, TEXTS[item].encode()) == []
        for picture in MEDIA[item].split("|"):
            assert holding(ready.store, PICTURES[picture]) == []
    assert len(holding(ready.store, TEXTS["1003"].encode())) == 2
    assert len(holding(ready.store, PICTURES["pictures/lantern.jpg"])) == 2
    assert "received" in record_of(ready, order[0])
    assert "received" not in record_of(ready, order[1])
    assert ready.run("captures", "verify", capsys=capsys)[:2] == (0, "")


def test_an_answer_that_was_used_is_not_used_for_another_request(ready: Office, capsys: Capsys) -> None:
    """Not by an older day of the request, nor by calling what it was used for denied, nor by another way of writing."""
    assert ready.dispose("routine-may", "--execute", capsys=capsys)[0] == 0
    ready.publish()
    span = {"from_on": "2019-06-01", "to_on": "2019-06-30"}
    pending, approved = authorization()["status"]
    denied = {"status": "denied", "on": "2025-02-10", "reason": "Entered by mistake"}
    ready.authorize("routine-may", "1001", status=[pending, approved, denied])
    for number in ("A-25-0042", "a\u201125\u20110042"):
        status = [pending, approved | {"number": number}]
        asked = {"on": "2025-01-10", "by": "ana", "approver": "cy"}
        ready.authorize("routine-june", "1002", span=span, status=status, requested=asked)
        told = refused(ready, "routine-june", "--execute", capsys=capsys)
        assert told.startswith(f"number {number!r} grants 'routine-may' too, and one answer grants one request")
    ready.authorize("routine-june", "1002", span=span)
    assert ready.dispose("routine-june", "--execute", capsys=capsys)[0] == 0


def test_of_two_answers_of_one_day_the_later_one_stands_in_the_record(ready: Office, capsys: Capsys) -> None:
    """One that was entered by mistake is followed by denied, and the right one may be entered on the same day."""
    pending, approved = authorization()["status"]
    mistaken, day = approved | {"number": "A-25-0024", "by": "State Library"}, approved["on"]
    denied = {"status": "denied", "on": day, "reason": "Entered by mistake"}
    again = {"status": "pending", "on": day}
    ready.authorize("routine-may", "1001", status=[pending, mistaken, denied, again, approved])
    assert ready.dispose("routine-may", "--execute", capsys=capsys)[0] == 0
    record = record_of(ready, "routine-may")
    assert (record["authorization_number"], record["authorized_on"]) == ("A-25-0042", "2025-02-03")


def test_the_same_bytes_again_are_still_recognised(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", capsys=capsys)
    ready.publish()
    outcome = ready.ingest(ready.folder / "one", BACK)
    assert outcome.written == ()
    assert holding(ready.store, TEXTS["1001"].encode()) == []


def test_what_comes_back_is_told_and_goes_again(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", capsys=capsys)
    ready.publish()
    returned = ready.ingest(zip_of(ready.write_export("three", "1001", "1003"), ready.folder / "three.zip"), BACK)
    assert returned.counts["returned"] == 1
    ready.publish()
    _, out, _ = ready.run("due", "--format", "csv", "--status", "resurfaced", capsys=capsys, at=AGAIN)
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == ["1001"]
    assert holding(ready.store, TEXTS["1001"].encode()) != []
    code, out, _ = ready.dispose("routine-may", "--execute", capsys=capsys, at=AGAIN)
    assert (code, "Certificate:   routine-may-2, 1 item, issued 2025-07-01" in out) == (0, True)
    assert holding(ready.store, TEXTS["1001"].encode()) == []
    ready.publish()
    _, out, _ = ready.run("due", "--format", "csv", "--status", "resurfaced", capsys=capsys, at=AGAIN)
    assert out.splitlines()[1:] == []
    assert ready.run("captures", "verify", capsys=capsys)[:2] == (0, "")
    code, out, _ = ready.dispose("routine-may", "--execute", capsys=capsys, at=AGAIN + timedelta(days=1))
    assert (code, [line.split(",")[0] for line in out.splitlines()]) == (
        0,
        ["Certificate:   routine-may", "Certificate:   routine-may-2"],
    )


def hold(**changes: Any) -> dict[str, Any]:
    fields = {
        "matter": "M-1",
        "kind": "litigation",
        "subject": "The gate",
        "placed": {"on": "2025-01-12", "by": "cy"},
        "scope": {"sites": ["parks-x"], "items": [{"site": "parks-x", "item": "1001"}]},
    }
    return fields | changes


def test_what_is_held_stays_and_so_does_the_export_that_holds_it(ready: Office, capsys: Capsys) -> None:
    ready.authorize("routine-june", "1002", span={"from_on": "2019-06-01", "to_on": "2019-06-30"})
    ready.private.commit({"registry/holds/claim.yml": hold()})
    assert refused(ready, "routine-may", "--execute", capsys=capsys) == "nothing is due under 'routine-may': 1 held"
    assert refused(ready, "routine-june", "--execute", capsys=capsys) == (
        "nothing is due under 'routine-june': 1 frozen with an export that holds something held"
    )
    released = hold(releases=[{"on": "2025-02-01", "by": "cy"}])
    ready.private.commit({"registry/holds/claim.yml": released, "registry/holds/again.yml": hold(preserve="items")})
    assert ready.dispose("routine-june", "--execute", capsys=capsys)[0] == 0
    assert holding(ready.store, TEXTS["1002"].encode()) == []
    assert holding(ready.store, TEXTS["1001"].encode()) != []


def test_once_the_export_is_gone_a_hold_keeps_only_what_it_covers(ready: Office, capsys: Capsys) -> None:
    ready.authorize("routine-june", "1002", span={"from_on": "2019-06-01", "to_on": "2019-06-30"})
    ready.dispose("routine-may", "--execute", capsys=capsys)
    ready.publish()
    late = {"sites": ["parks-x"], "items": [{"site": "parks-x", "item": "1003"}]}
    ready.private.commit({"registry/holds/claim.yml": hold(scope=late)})
    assert ready.dispose("routine-june", "--execute", capsys=capsys)[0] == 0
    assert holding(ready.store, TEXTS["1003"].encode()) != []


def test_a_returned_copy_is_protected_by_holds(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", capsys=capsys)
    ready.publish()
    ready.ingest(zip_of(ready.write_export("three", "1001", "1003"), ready.folder / "three.zip"), BACK)
    ready.publish()
    ready.private.commit({"registry/holds/claim.yml": hold(preserve="items")})
    code, out, err = ready.dispose("routine-may", "--execute", capsys=capsys, at=AGAIN)
    assert (code, "routine-may-2" in out, err) == (0, False, "Left under it: 1 held\n")
    assert holding(ready.store, TEXTS["1001"].encode()) != []


def test_what_was_destroyed_and_lies_there_again_is_found(ready: Office, capsys: Capsys) -> None:
    bag = min((ready.store / "bags/parks-x").iterdir())
    old = ready.folder / "old"
    shutil.copytree(bag, old)
    ready.dispose("routine-may", "--execute", capsys=capsys)
    ready.publish()
    shutil.copytree(old / "data/received", bag / "data/received")
    shutil.copy(old / "data/items/items-000001.jsonl", bag / "data/items")
    rewrite_manifests(bag)
    code, out, _ = ready.run("captures", "verify", f"parks-x/{bag.name}", capsys=capsys)
    found = [line.partition(f" parks-x/{bag.name}: ")[2].partition(";")[0] for line in out.splitlines()]
    assert code == 1
    assert found[2:] == [
        "data/received/part-1 was disposed of under 'routine-may' and is there",
        "data/items/items-000001.jsonl:1 is item '1001', which was disposed of",
    ]


def test_a_hold_placed_after_the_grant_voids_it_even_once_released(ready: Office, capsys: Capsys) -> None:
    released = hold(placed={"on": "2025-02-10", "by": "cy"}, releases=[{"on": "2025-02-20", "by": "cy"}])
    ready.private.commit({"registry/holds/claim.yml": released})
    assert refused(ready, "routine-may", "--execute", capsys=capsys) == (
        "nothing is due under 'routine-may': 1 voided: the hold claim came after it"
    )


def test_another_list_voids_the_authority(ready: Office, capsys: Capsys) -> None:
    ready.authorize("routine-all", "1001", span={"from_on": "2019-05-01", "to_on": "2019-06-30"})
    assert refused(ready, "routine-all", "--execute", capsys=capsys) == (
        "nothing is due under 'routine-all': 1 authorized by another authorization, "
        "1 voided: the items or the series' rule are not those that it was given for"
    )


def test_a_part_of_residue_goes_alone_once_it_is_classified_and_due(ready: Office, capsys: Capsys) -> None:
    bags = sorted((ready.store / "bags/parks-x").iterdir())
    capture = bags[0].name
    decision = ("--class", "routine", "--by", "ana", "--reason", "Nothing but a greeting")
    for bag in bags:
        assert ready.run("classify", "parks-x", bag.name, "residue/other-files", *decision, capsys=capsys)[0] == 0
    ready.publish()
    part = f"residue/{capture}/other-files"
    asked: dict[str, Any] = {"requested": {"on": "2027-12-20", "by": "ana", "approver": "cy"}}
    granted = [{"status": "approved", "on": "2028-01-12", "by": "State", "number": "A-1"}]
    span = {"from_on": "2025-01-10", "to_on": "2025-01-10"}
    portal, _ = read_yaml((ready.root.folder / "registry/portal.yml").read_bytes())
    ready.publish({"registry/portal.yml": portal | {"approvals": LETTER | {"on": "2027-12-01"}}})
    ready.authorize("residue-2025", part, span=span, status=granted, **asked)
    ready.root.git(
        "commit", "--quiet", "--allow-empty", "--amend", "--no-edit", GIT_COMMITTER_DATE="2028-01-12T12:00:00Z"
    )
    ready.root.git("push", "--quiet", "--force", "origin", "main")
    greeting = b"From the tool of the parks"
    before = kept(ready)
    assert len(holding(ready.store, greeting)) == 4
    assert ready.dispose("residue-2025", "--execute", capsys=capsys, at=datetime(2028, 1, 20, tzinfo=UTC))[0] == 0
    left = {name for name, _ in everything_below(ready.store) if "/residue/other-files/" in name}
    assert {name.split("/")[2] for name in left} == {bags[1].name}
    assert len(holding(ready.store, greeting)) == 2  # the other capture is a record of its own
    after = kept(ready)
    index = f"bags/parks-x/{capture}/data/residue/index.jsonl"
    gone = {name for name in before if name not in after}
    assert gone == {f"bags/parks-x/{capture}/data/residue/other-files/files/1/read me.txt"}
    assert {name for name in after if after[name] != before[name]} == {index}
    assert record_of(ready, "residue-2025")["residue"] == [
        {"site": "parks-x", "capture": capture, "part": "other-files", "class": "routine"}
    ]
    ready.publish()
    assert ready.run("captures", "verify", capsys=capsys)[:2] == (0, "")
    assert ready.run("validate", capsys=capsys)[0] == 0


def test_what_a_first_disposition_left_of_a_list_is_disposed_of_by_the_next(ready: Office, capsys: Capsys) -> None:
    (ready.root.folder / "schedules/authorizations/routine-may.yml").unlink()
    ready.authorize("both", "1001", "1002", span={"from_on": "2019-05-01", "to_on": "2019-06-30"})
    intended = intended_by(ready, "both")
    with locked_store(ready.store) as store:
        _carried_out(
            store, replace(intended, plan=replace(intended.plan, entries=intended.plan.entries[:1])), nothing_moved
        )
    assert holding(ready.store, TEXTS["1002"].encode()) != []
    ready.publish()
    code, out, _ = ready.dispose("both", "--execute", capsys=capsys, at=AGAIN)
    assert (code, "Certificate:   both-2, 1 item" in out) == (0, True)
    assert holding(ready.store, TEXTS["1002"].encode()) == []
    ready.publish()
    assert ready.run("captures", "verify", capsys=capsys)[:2] == (0, "")


def test_a_list_too_long_for_a_record_lies_beside_it_under_one_certificate(ready: Office, capsys: Capsys) -> None:
    (ready.root.folder / "schedules/authorizations/routine-may.yml").unlink()
    ready.authorize("both", "1001", "1002", span={"from_on": "2019-05-01", "to_on": "2019-06-30"})
    intended = intended_by(ready, "both")
    with locked_store(ready.store) as store:
        done = _carried_out(store, replace(intended, most=1), nothing_moved)
    assert [each.id for each in done.certificates] == ["both"]
    record = record_of(ready, "both")
    listed = (ready.root.folder / "schedules/dispositions/both.csv").read_bytes()
    assert (record["count"], "items" in record) == (2, False)
    assert record["item_list"] == {"sha256": hashlib.sha256(listed).hexdigest(), "rows": 2}
    assert (ready.store / "certificates/both.csv").read_bytes() == listed
    assert [line.split(",")[:3] for line in listed.decode().splitlines()[1:]] == [
        ["parks-x", "1001", "1"],
        ["parks-x", "1002", "1"],
    ]
    for item in ("1001", "1002"):
        assert holding(ready.store, TEXTS[item].encode()) == []
    ready.publish()
    assert ready.run("captures", "verify", capsys=capsys)[:2] == (0, "")
    assert ready.run("validate", capsys=capsys)[0] == 0
    _, out, _ = ready.run("due", "--format", "csv", "--status", "disposed", capsys=capsys)
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == ["1001", "1002"]
    returned = ready.ingest(zip_of(ready.write_export("three", "1001", "1003"), ready.folder / "three.zip"), BACK)
    assert returned.counts["returned"] == 1
    (ready.root.folder / "schedules/dispositions/both.csv").unlink()
    assert "F009 both: the list is missing" in ready.run("validate", capsys=capsys)[1]
    assert ready.dispose("both", "--execute", capsys=capsys, at=AGAIN)[0] == 0
    assert (ready.root.folder / "schedules/dispositions/both.csv").read_bytes() == listed


def test_a_short_list_stands_in_the_record_and_lies_beside_it_too(ready: Office, capsys: Capsys) -> None:
    assert ready.dispose("routine-may", "--execute", capsys=capsys)[0] == 0
    listed = (ready.store / "certificates/routine-may.csv").read_bytes()
    heading, row = listed.decode().splitlines()
    assert (heading, row.split(",")[:6]) == (
        "site,item,version,capture,part,class,digest",
        ["parks-x", "1001", "1", "", "", ""],
    )
    beside = ready.root.folder / "schedules/dispositions/routine-may.csv"
    assert beside.read_bytes() == listed
    record = record_of(ready, "routine-may")
    assert [(each["site"], each["item"], each["version"]) for each in record["items"]] == [("parks-x", "1001", 1)]
    assert record["item_list"] == {"sha256": hashlib.sha256(listed).hexdigest(), "rows": 1}
    ready.publish()
    assert ready.run("validate", capsys=capsys)[0] == 0
    beside.unlink()
    assert "F009 routine-may: the list is missing" in ready.run("validate", capsys=capsys)[1]


def test_a_list_that_says_other_than_the_record_is_not_its_list(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", capsys=capsys)
    place = ready.root.folder / "schedules/dispositions/routine-may.yml"
    value = read_yaml(place.read_bytes())[0]
    beside = place.with_suffix(".csv")
    beside.write_bytes(beside.read_bytes().replace(b"1001", b"1002"))
    value["item_list"]["sha256"] = hashlib.sha256(beside.read_bytes()).hexdigest()
    place.write_text(dump_yaml(value))
    assert (
        "F009 routine-may: it does not have the items and the residue that stand in the record"
        in ready.run("validate", capsys=capsys)[1]
    )


def test_a_list_that_was_changed_is_not_what_was_certified(ready: Office, capsys: Capsys) -> None:
    intended = intended_by(ready, "routine-may")
    with locked_store(ready.store) as store:
        _carried_out(store, replace(intended, most=0), nothing_moved)
    for folder in (ready.store / "certificates", ready.root.folder / "schedules/dispositions"):
        path = folder / "routine-may.csv"
        path.write_bytes(path.read_bytes().replace(b"1001", b"1002"))
    assert (
        "F009 routine-may: its digest is not the one that the disposition names"
        in (ready.run("validate", capsys=capsys)[1])
    )
    assert refused(ready, "routine-may", "--execute", capsys=capsys) == (
        "certificates/routine-may.csv in the store is not the list that was certified; restore it from a copy"
    )


def reclassified(office: Office, content_class: str, series: str, **more: Any) -> None:
    """The post of May is of another class, which leads to a series of its own."""
    path = office.root.folder / "registry/sites/parks-x.yml"
    site = read_yaml(path.read_bytes())[0]
    site["communications"].append({"type": "Plans", "vetting": "none", "class": content_class, "series": series} | more)
    path.write_text(dump_yaml(site))
    capture = min(path.name for path in (office.store / "bags/parks-x").iterdir())
    (office.root.folder / f"captures/parks-x/{capture}/classes.csv").write_text(
        f"item,class,by,on,reason\n1001,{content_class},ana,2025-01-11,Decided by hand\n"
    )
    (office.root.folder / "schedules/authorizations/routine-may.yml").unlink()
    office.publish()


def test_an_ongoing_authority_fixes_a_list_of_its_own_each_time(ready: Office, capsys: Capsys) -> None:
    original = {"system": "Press archive", "location": "Press office", "series": "local#kept"}
    reclassified(ready, "replicated", "local#replicated", original=original)
    granted = [{"status": "approved", "on": "2025-02-03", "by": "State", "number": "A-1", "until_on": "2025-12-31"}]
    value = authorization(kind="ongoing", series="local#replicated", span=None, status=granted)
    ready.publish({"schedules/authorizations/always.yml": value})
    assert "authorization 'always' has lapsed; have it renewed" in refused(
        ready, "always", "--execute", capsys=capsys, at=datetime(2026, 1, 2, tzinfo=UTC)
    )
    assert ready.dispose("always", "--execute", capsys=capsys)[0] == 0
    assert holding(ready.store, TEXTS["1001"].encode()) == []
    ready.publish()
    back = ready.ingest(zip_of(ready.write_export("three", "1001", "1003"), ready.folder / "three.zip"), BACK)
    ready.publish()
    code, out, err = ready.dispose("always", "--execute", capsys=capsys, at=AGAIN)
    assert (code, "always-2" in out, err) == (0, False, "Left under it: 1 awaiting-authorization\n")
    decided = ("--class", "replicated", "--by", "ana", "--reason", "The same post again")
    assert ready.run("classify", "parks-x", back.capture, "1001", *decided, capsys=capsys)[0] == 0
    ready.publish()
    code, out, _ = ready.dispose("always", "--execute", capsys=capsys, at=AGAIN)
    assert (code, "Certificate:   always-2, 1 item" in out) == (0, True)
    assert holding(ready.store, TEXTS["1001"].encode()) == []


TRANSFER: dict[str, Any] = {
    "series": "local#policy",
    "method": "transfer-archives",
    "appraised": {"on": "2025-02-01", "by": "State Archives", "decision": "transfer-to-archives"},
}


@pytest.fixture
def archival(ready: Office) -> Office:
    """The post of May is of a series that goes to the archives."""
    reclassified(ready, "policy-program", "local#policy")
    ready.authorize("plans-may", "1001", **TRANSFER)
    return ready


def test_a_transfer_makes_a_package_and_destroys_nothing_until_its_receipt(archival: Office, capsys: Capsys) -> None:
    before = kept(archival)
    code, out, err = archival.dispose("plans-may", "--execute", capsys=capsys)
    assert (code, err) == (0, "")
    assert "Package:       transfers/plans-may in the store was made and waits for the receipt; nothing was" in out
    assert kept(archival) == before
    assert archival.root.git("status", "--porcelain") == ""
    package = archival.store / "transfers/plans-may"
    bagit.Bag(str(package)).validate()
    [line] = (package / "data/items.jsonl").read_text().splitlines()
    item = json.loads(line)
    assert (item["id"], item["item"]["text"]) == ("1001", TEXTS["1001"])
    [medium] = item["files"]
    assert (package / medium).read_bytes() == PICTURES["pictures/gate.jpg"]
    rows = (package / "data/items.csv").read_text().splitlines()
    assert rows[0] == "site,item,version,kind,class,on,eligible_on,bytes,capture,digest"
    assert rows[1].startswith("parks-x,1001,1,post,policy-program,2019-05-01,2022-05-02,123,2025-01-10-")
    particulars = read_yaml((package / "data/transfer.yml").read_bytes())[0]
    assert len(particulars) == 14
    assert {name: particulars[name] for name in ("to", "series_title", "span", "volume", "control_number")} == {
        "to": "State Archives",
        "series_title": "Series policy",
        "span": {"from_on": "2019-05-01", "to_on": "2019-05-01"},
        "volume": "1 item, 123 bytes",
        "control_number": "plans-may",
    }
    assert "Date-Span: 2019-05-01 to 2019-05-01\n" in (package / "bag-info.txt").read_text()
    assert (package / "data/transfer.pdf").read_bytes().startswith(b"%PDF-")
    again = archival.dispose("plans-may", "--execute", capsys=capsys)
    assert "transfers/plans-may in the store is unchanged and waits for the receipt" in again[1]


RECEIPT = ("--receipt", "R-2025-118", "--received-on", "2025-03-20", "--accession", "2025-077", "--receipt-by", "Desk")
INVENTED = ("--manifest", "0" * 64)


def repeated(office: Office) -> tuple[str, str]:
    """The digest that the receiver reads off the package: `sha256sum manifest-sha256.txt`."""
    manifest = (office.store / "transfers/plans-may/manifest-sha256.txt").read_bytes()
    return "--manifest", hashlib.sha256(manifest).hexdigest()


def test_an_invented_receipt_destroys_nothing(archival: Office, capsys: Capsys) -> None:
    at = datetime(2025, 4, 1, tzinfo=UTC)
    archival.dispose("plans-may", "--execute", capsys=capsys)
    before = kept(archival)
    assert "add --manifest with the SHA-256 of manifest-sha256.txt" in refused(
        archival, "plans-may", "--execute", *RECEIPT, capsys=capsys, at=at
    )
    for invented in (INVENTED, ("--manifest", "totally invented")):
        assert refused(archival, "plans-may", "--execute", *RECEIPT, *invented, capsys=capsys, at=at) == (
            "the receipt 'R-2025-118' does not repeat the digest of the manifest of transfers/plans-may; it is of "
            "something else, ask the receiver for the SHA-256 of manifest-sha256.txt in what arrived"
        )
    assert kept(archival) == before
    assert (archival.store / "transfers/plans-may").is_dir()


def test_with_the_receipt_the_stores_copies_go_and_so_does_the_package(archival: Office, capsys: Capsys) -> None:
    at = datetime(2025, 4, 1, tzinfo=UTC)
    assert "there is no package transfers/plans-may that a receipt could be for" in refused(
        archival, "plans-may", "--execute", *RECEIPT, *INVENTED, capsys=capsys, at=at
    )
    archival.dispose("plans-may", "--execute", capsys=capsys)
    manifest = repeated(archival)
    code, out, _ = archival.dispose("plans-may", "--execute", *RECEIPT, *manifest, capsys=capsys, at=at)
    assert (code, "Certificate:   plans-may, 1 item, issued 2025-04-01T00:00:00Z" in out) == (0, True)
    assert holding(archival.store, TEXTS["1001"].encode()) == []
    assert list(archival.store.glob("transfers/*")) == []
    record = record_of(archival, "plans-may")
    assert (record["method"], record["transfer"]["to"]) == ("transfer-archives", "State Archives")
    assert record["transfer"]["receipt"] == {
        "on": "2025-03-20",
        "by": "Desk",
        "reference": "R-2025-118",
        "accession": "2025-077",
        "manifest_sha256": manifest[1],
    }
    archival.publish()
    assert archival.run("validate", capsys=capsys)[0] == 0
    _, out, _ = archival.run("due", "--format", "csv", "--status", "transferred", capsys=capsys, at=at)
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == ["1001"]


def test_a_receipt_counts_only_for_an_unchanged_package_of_what_is_due(archival: Office, capsys: Capsys) -> None:
    archival.dispose("plans-may", "--execute", capsys=capsys)
    at = datetime(2025, 4, 1, tzinfo=UTC)
    early = ("--receipt", "R-1", "--received-on", "2025-03-02")
    assert "the receipt is of 2025-03-02, before the package was made" in refused(
        archival, "plans-may", "--execute", *early, *repeated(archival), capsys=capsys, at=at
    )
    future = ("--receipt", "R-1", "--received-on", "2025-04-02")
    assert "which is still to come" in refused(
        archival, "plans-may", "--execute", *future, *repeated(archival), capsys=capsys, at=at
    )
    listed = archival.store / "transfers/plans-may/data/items.csv"
    sound = listed.read_bytes()
    listed.write_bytes(sound.replace(b"1001", b"1002"))
    assert "the package transfers/plans-may was changed (data/items.csv has changed)" in refused(
        archival, "plans-may", "--execute", *RECEIPT, *repeated(archival), capsys=capsys, at=at
    )
    rewrite_manifests(archival.store / "transfers/plans-may")
    assert "the package transfers/plans-may is not of what is due now" in refused(
        archival, "plans-may", "--execute", *RECEIPT, *repeated(archival), capsys=capsys, at=at
    )
    listed.write_bytes(sound)


def test_what_waits_in_a_transfer_package_is_not_destroyed_under_another_authority(
    archival: Office, capsys: Capsys
) -> None:
    archival.dispose("plans-may", "--execute", capsys=capsys)
    shutil.move(archival.store / "transfers/plans-may", archival.store / "transfers/another")
    archival.dispose("plans-may", "--execute", capsys=capsys)
    at = datetime(2025, 4, 1, tzinfo=UTC)
    assert "the package transfers/another holds '1001' of 'parks-x' too; wait for its receipt, or remove it" in refused(
        archival, "plans-may", "--execute", *RECEIPT, *repeated(archival), capsys=capsys, at=at
    )


def write_as_x(folder: Path, item: str) -> Path:
    """An export as X makes it, of one post that says the same with the same picture."""
    [picture] = MEDIA[item].split("|")
    medium = {
        "url": "https://t.co/cccccccccc",
        "media_url_https": "https://pbs.media.example/media/gate.jpg",
        "type": "photo",
        "indices": ["0", "0"],
    }
    post = {
        "id": item,
        "id_str": item,
        "created_at": "Wed May 01 12:00:00 +0000 2019",
        "full_text": TEXTS[item],
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": [], "media": [medium]},
        "extended_entities": {"media": [medium]},
    }
    (folder / "data/tweets_media").mkdir(parents=True)
    (folder / f"data/tweets_media/{item}-gate.jpg").write_bytes(PICTURES[picture])
    account = [{"account": {"username": "Parks", "accountId": "900000001"}}]
    for name, value in (("account", account), ("tweets", [{"tweet": post}])):
        (folder / f"data/{name}.js").write_text(f"window.YTD.{name}.part0 = {json.dumps(value)}")
    return folder


def test_what_comes_back_in_another_format_is_recognised_and_goes_again(ready: Office, capsys: Capsys) -> None:
    ready.dispose("routine-may", "--execute", capsys=capsys)
    ready.publish()
    outcome = ready.ingest(write_as_x(ready.folder / "x", "1001"), BACK)
    assert (outcome.format, outcome.counts["returned"]) == ("twitter", 1)
    assert holding(ready.store, TEXTS["1001"].encode()) != []
    ready.publish()
    _, out, _ = ready.run("due", "--format", "csv", "--status", "resurfaced", capsys=capsys, at=AGAIN)
    assert [line.split(",")[1] for line in out.splitlines()[1:]] == ["1001"]
    assert ready.dispose("routine-may", "--execute", capsys=capsys, at=AGAIN)[0] == 0
    assert holding(ready.store, TEXTS["1001"].encode()) == []
    captures = {each["capture"] for each in record_of(ready, "routine-may-2")["received"]}
    assert captures == {outcome.capture}


def test_a_capture_too_large_for_git_is_disposed_of_by_its_whole_index(office: Office, capsys: Capsys) -> None:
    outcome = office.ingest(office.write_export("one", "1001", "1002", "1003"), most_listed=2)
    assert not (office.root.folder / f"captures/parks-x/{outcome.capture}/items.csv").exists()
    office.publish()
    office.authorize("routine-may", "1001")
    code, out, _ = office.dispose("routine-may", "--execute", capsys=capsys)
    assert (code, "Certificate:   routine-may, 1 item" in out) == (0, True)
    assert holding(office.store, TEXTS["1001"].encode()) == []
    office.publish()
    assert office.run("captures", "verify", capsys=capsys)[:2] == (0, "")
    assert office.dispose("routine-may", "--execute", capsys=capsys)[0] == 0
