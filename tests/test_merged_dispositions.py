"""Nothing goes from any copy but under a disposition that was merged, certified and signed over these very items."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from records_portal.disposal.bag_contents import contents_of_bags, site_keys
from records_portal.disposal.bag_rewriting import Removal, rewrite_bag
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.store.bags import BagWriter
from records_portal.store.certificates import sealed_certificate
from tests.disposals import LETTER, TEXTS, Office, published_keys, run_quietly, signed_plan
from tests.ssh_signing import make_key
from tests.test_disposal import holding
from tests.test_register_believed import PORTAL, signed_by
from tests.test_restored_copy import everything
from tests.test_signed_dispositions import KEYS, sign

Capsys = pytest.CaptureFixture[str]
RECORD, CERTIFICATE = "schedules/dispositions/routine-may.yml", "certificates/routine-may.yml"
GONE, KEPT = TEXTS["1001"].encode(), TEXTS["1003"].encode()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A disposition that two people signed, not merged yet, and a second copy of before."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    lines = {name: KEYS[name].line for name in ("ana", "bo", "cy")}
    make_key(office.folder / "dee", "-t", "ed25519")
    lines["dee"] = " ".join((office.folder / "dee.pub").read_text().split()[:2])
    published_keys(office, lines)
    path = "registry/people/dee.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    value.pop("leaves_on")
    office.publish({path: value})
    office.ingest(office.write_export("export", "1001", "1002", "1003"))
    office.publish()
    office.authorize("routine-may", "1001", status=office.granted_in())
    for act in ("approve", "witness-evidence"):
        sign(office, "cy", "disposition-approver", KEYS["cy"], act)
    assert run_quietly(office, "store", "copy", str(office.folder / "second")) == 0
    shutil.copytree(office.folder / "second", office.folder / "restored")
    plan = signed_plan(office, "routine-may", {"executor": ("bo", KEYS["bo"]), "witness": ("ana", KEYS["ana"])})
    given = ("--plan", str(plan), "--by", "bo", "--witness", "ana")
    assert run_quietly(office, "dispose", "routine-may", "--execute", *given) == 0
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    office = prepared.copied_to(tmp_path)
    for each in ("second", "restored"):
        shutil.copyfile(office.store / "anchors.yml", office.folder / each / "anchors.yml")  # they name this folder now
    return office


def record_of(office: Office) -> dict[str, Any]:
    value, fault = read_yaml((office.root.folder / RECORD).read_bytes())
    assert fault is None
    assert isinstance(value, dict)
    return value


def copied(office: Office, capsys: Capsys) -> str:
    return office.run("store", "copy", str(office.folder / "second"), capsys=capsys)[1]


def destroyed_again(office: Office, capsys: Capsys) -> str:
    restored, key = str(office.folder / "restored"), str(office.folder / "dee")
    assert office.run("store", "open", restored, capsys=capsys)[0] == 1
    before = everything(office.folder / "restored")
    code, out, err = office.run("store", "destroy-again", restored, "--execute", "--key", key, capsys=capsys)
    assert (code == 0) == (everything(office.folder / "restored") != before)
    return out + err


def test_what_was_merged_and_signed_goes_from_both(office: Office, capsys: Capsys) -> None:
    office.publish()
    assert "replaced: under 'routine-may'" in copied(office, capsys)
    assert "destroyed-again/routine-may.again.1.yml: written" in destroyed_again(office, capsys)
    assert [holding(office.folder / each, GONE) for each in ("second", "restored")] == [[], []]
    assert [bool(holding(office.folder / each, KEPT)) for each in ("second", "restored")] == [True, True]


def test_what_was_not_merged_stays_in_the_second_copy(office: Office, capsys: Capsys) -> None:
    office.root.git("stash", "--quiet", "--include-untracked")
    out = copied(office, capsys)
    assert "what went under 'routine-may' stays in the copy: 'routine-may' is not merged; commit its record" in out
    assert holding(office.folder / "second", GONE) != []


def test_a_certificate_that_somebody_sealed_takes_nothing_from_the_second_copy(office: Office, capsys: Capsys) -> None:
    """The store's bag is written anew by hand, and a certificate with a sound digest says so."""
    office.publish()
    (bag,) = contents_of_bags(office.store, ["parks-x"])
    removal = Removal(bag, frozenset({("1003", 1)}), frozenset())
    key = site_keys(office.store, ["parks-x"])["parks-x"]
    rewrite_bag(removal, BagWriter(office.folder / "built"), key, "routine-late")
    shutil.rmtree(bag.folder)
    shutil.copytree(office.folder / "built", bag.folder)
    original, _ = read_yaml((office.store / CERTIFICATE).read_bytes())
    record = deepcopy(original["disposition"])
    other_item(record)
    facts = {name: each for name, each in original["certificate"].items() if name not in ("id", "issued_at")}
    sealed = sealed_certificate("routine-late", facts, record, "2025-03-03T16:00:00Z")
    (office.store / "certificates/routine-late.yml").write_text(dump_yaml(sealed.value))
    assert "'routine-late' is not merged; commit its record first" in copied(office, capsys)
    assert holding(office.folder / "second", KEPT) != []


def without_unnamed_list(office: Office, record: dict[str, Any]) -> None:
    """The list beside the record is taken away where the record names none."""
    if "item_list" not in record:
        (office.root.folder / RECORD).with_suffix(".csv").unlink()


def sealed_anew(office: Office, change: Callable[[dict[str, Any]], None]) -> None:
    """The record is changed, and so is the certificate, with a digest of its own."""
    original, _ = read_yaml((office.store / CERTIFICATE).read_bytes())
    record = deepcopy(original["disposition"])
    change(record)
    facts = {name: each for name, each in original["certificate"].items() if name not in ("id", "issued_at")}
    sealed = sealed_certificate("routine-may", facts, record, original["certificate"]["issued_at"])
    (office.store / CERTIFICATE).write_text(dump_yaml(sealed.value))
    without_unnamed_list(office, record)
    office.publish({RECORD: sealed.value["disposition"]})


def other_item(record: dict[str, Any]) -> None:
    """As a record of before, which names no list beside it."""
    record.pop("item_list", None)
    record["items"][0]["item"] = "1003"


def other_executor(record: dict[str, Any]) -> None:
    record["by"] = "dee"


def unsigned(record: dict[str, Any]) -> None:
    record["known"] = {**record["known"], "executor": "declared"}
    del record["known"]["signatures"]


def not_known(record: dict[str, Any]) -> None:
    del record["known"]


def by_a_letter_that_nobody_knows(record: dict[str, Any]) -> None:
    unsigned(record)
    record["known"]["letter"] = {"said_by": "ana", "on": "2025-01-02", "reference": "Letter of the head 2025-01"}


def signed_by_another(record: dict[str, Any]) -> None:
    record["known"]["signatures"][0]["signature"] = record["known"]["signatures"][1]["signature"]


NO_SIGNATURE = "the executor of 'routine-may' did not sign its plan, and no letter that was in force says so"
FORGED = [
    (other_item, "the plan that was signed of 'routine-may' is not what its record says: items is '1 "),
    (other_executor, "the plan that was signed of 'routine-may' is not what its record says: executor is 'bo', not 'd"),
    (unsigned, NO_SIGNATURE),
    (by_a_letter_that_nobody_knows, NO_SIGNATURE),
    (not_known, "the record of 'routine-may' does not say how it is known who carried it out"),
    (signed_by_another, "the signature of 'bo' as executor of 'routine-may' does not count: "),
]


@pytest.mark.parametrize(("change", "why"), FORGED, ids=lambda each: getattr(each, "__name__", ""))
def test_a_forged_record_with_its_own_certificate_takes_nothing_from_a_copy(
    office: Office, capsys: Capsys, change: Callable[[dict[str, Any]], None], why: str
) -> None:
    sealed_anew(office, change)
    assert why in destroyed_again(office, capsys)


def test_a_forged_record_without_a_certificate_destroys_nothing(office: Office, capsys: Capsys) -> None:
    """It names an item that was never disposed of, and the capture another disposition, so that nothing is compared."""
    office.publish()
    record, (capture,) = record_of(office), sorted(office.root.folder.glob("captures/parks-x/*/capture.yml"))
    other_item(record)
    value, _ = read_yaml(capture.read_bytes())
    value["dispositions"] = ["routine-may", "routine-may-2"]
    without_unnamed_list(office, record)
    office.publish({RECORD: record, capture.relative_to(office.root.folder).as_posix(): value})
    assert "the certificate of 'routine-may' and its merged record name other items" in destroyed_again(office, capsys)
    for each in (office.store, office.folder / "restored"):
        (each / CERTIFICATE).unlink(missing_ok=True)
    assert "there is no certificate of 'routine-may'" in destroyed_again(office, capsys)


def test_a_disposition_that_git_alone_names_keeps_everything_in_its_bag(office: Office, capsys: Capsys) -> None:
    office.publish()
    (capture,) = sorted(office.root.folder.glob("captures/parks-x/*/capture.yml"))
    value, _ = read_yaml(capture.read_bytes())
    value["dispositions"] = ["routine-may", "routine-may-2"]
    office.publish({capture.relative_to(office.root.folder).as_posix(): value})
    assert "routine-may: 1 item: not destroyed again: 'routine-may-2' is not merged" in destroyed_again(office, capsys)


def test_a_key_that_came_with_the_record_signs_nothing_in_it(office: Office, capsys: Capsys) -> None:
    """Bo's key is taken away before the record is merged, and comes back with it."""
    path = "registry/people/bo.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    office.root.git("stash", "--quiet", "--include-untracked")
    office.publish({path: {name: each for name, each in value.items() if name != "keys"}})
    office.root.git("stash", "pop", "--quiet")
    office.publish({path: value})
    assert "the signature of 'bo' as executor of 'routine-may' does not count: " in destroyed_again(office, capsys)


def test_a_key_that_was_rotated_since_signed_what_was_merged_before(office: Office, capsys: Capsys) -> None:
    office.publish()
    path = "registry/people/bo.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    value["keys"][0] |= {"to_on": "2025-03-03", "ended": "rotated"}
    office.publish({path: value})
    assert "replaced: under 'routine-may'" in copied(office, capsys)


@pytest.mark.parametrize(
    ("signs", "landed", "counts"),
    [("ana", "2026-01-02", True), ("", "2025-03-04", False), ("ana", "2026-01-03", False)],
)
def test_a_letter_takes_something_out_of_a_copy_where_its_head_signed_it_and_it_had_not_lapsed(
    office: Office, capsys: Capsys, signs: str, landed: str, counts: bool
) -> None:
    portal, _ = read_yaml((office.root.folder / PORTAL).read_bytes())
    office.publish({PORTAL: portal | {"approvals": LETTER}})
    if signs:
        signed_by(office, signs, "agency-head", PORTAL, "approve")
    office.root.commit({}, "--allow-empty", message="Later", GIT_COMMITTER_DATE=f"{landed}T12:00:00Z")
    sealed_anew(office, by_a_letter_that_nobody_knows)
    out = copied(office, capsys)
    assert (NO_SIGNATURE in out, holding(office.folder / "second", GONE) == []) == (not counts, counts), out


def lost_everywhere(office: Office) -> None:
    """The record is merged, and no store has the certificate any more."""
    office.publish()
    for folder in (office.store, office.folder / "second", office.folder / "restored"):
        for path in (folder / "certificates").glob("*"):
            path.unlink()


def said_lost(office: Office, by: str, signer: str, role: str) -> None:
    """Somebody says in the record that its certificate is lost, and somebody signs that."""
    correction = {"on": "2025-03-03", "by": by, "corrects": "certificate", "reason": "The disk of the store was lost."}
    office.publish({RECORD: record_of(office) | {"corrections": [correction]}})
    if signer:
        signed_by(office, signer, role, RECORD, "approve", "2025-03-03")


def test_a_certificate_that_is_lost_keeps_everything_until_two_people_say_so(office: Office, capsys: Capsys) -> None:
    lost_everywhere(office)
    assert "something went under 'routine-may', of which there is no certificate" in copied(office, capsys)
    assert (
        "there is no certificate of 'routine-may'; bring it back into the store from another copy, or where none "
        in (destroyed_again(office, capsys))
    )
    assert [bool(holding(office.folder / each, GONE)) for each in ("second", "restored")] == [True, True]
    said_lost(office, "bo", "ana", "agency-head")
    assert "replaced: under 'routine-may'" in copied(office, capsys)
    assert "destroyed-again/routine-may.again.1.yml: written" in destroyed_again(office, capsys)
    assert [holding(office.folder / each, GONE) for each in ("second", "restored")] == [[], []]
    assert [bool(holding(office.folder / each, KEPT)) for each in ("second", "restored")] == [True, True]
    assert office.run("store", "open", str(office.folder / "restored"), capsys=capsys)[:2] == (0, "")
    again, _ = read_yaml((office.folder / "restored/destroyed-again/routine-may.again.1.yml").read_bytes())
    assert again["certificate"]["digest"] == record_of(office)["certificate"]["digest"]


@pytest.mark.parametrize(
    ("by", "signer", "role"),
    [
        ("bo", "", ""),  # nobody signed it
        ("bo", "bo", "records-officer"),  # whoever carried it out, and said it
        ("cy", "ana", "agency-head"),  # said by somebody who is no records officer
        ("bo", "dee", "contributor"),  # signed by somebody who approves nothing
    ],
)
def test_that_a_certificate_is_lost_is_said_by_an_officer_and_signed_by_somebody_else(
    office: Office, capsys: Capsys, by: str, signer: str, role: str
) -> None:
    lost_everywhere(office)
    said_lost(office, by, signer, role)
    assert "of which there is no certificate" in copied(office, capsys)
    assert "there is no certificate of 'routine-may'" in destroyed_again(office, capsys)


def test_a_record_that_was_changed_does_not_stand_in_for_its_certificate(office: Office, capsys: Capsys) -> None:
    lost_everywhere(office)
    value = record_of(office)
    value["items"] = [{"site": "parks-x", "item": "1003", "version": 1, "digest": value["items"][0]["digest"]}]
    office.publish({RECORD: value})
    said_lost(office, "bo", "ana", "agency-head")
    copied(office, capsys)
    destroyed_again(office, capsys)
    assert [bool(holding(office.folder / each, GONE)) for each in ("second", "restored")] == [True, True]
    assert [bool(holding(office.folder / each, KEPT)) for each in ("second", "restored")] == [True, True]


def test_a_certificate_that_another_copy_has_is_brought_back_from_there(office: Office, capsys: Capsys) -> None:
    office.publish()
    shutil.copytree(office.store / "certificates", office.folder / "second/certificates", dirs_exist_ok=True)
    for path in (office.store / "certificates").glob("*"):
        path.unlink()
    said_lost(office, "bo", "ana", "agency-head")
    code, _, err = office.run("store", "copy", str(office.folder / "second"), capsys=capsys)
    assert (code, "newer than the store, which has no certificate 'routine-may.yml'" in err) == (2, True), err
    assert holding(office.folder / "second", GONE) != []


def test_a_restored_copy_names_the_certificates_and_documents_that_it_lacks(office: Office, capsys: Capsys) -> None:
    office.publish()
    restored = office.folder / "restored"
    (document,) = (restored / "evidence").iterdir()
    code, out, _ = office.run("store", "open", str(restored), capsys=capsys)
    wanted = "certificates/routine-may.yml: lacking: the copy is of before, or lost it"
    assert (code, wanted in out.splitlines()) == (1, True)
    assert f"evidence/{document.stem}: lacking" not in out
    document.unlink()
    shutil.copytree(office.store / "certificates", restored / "certificates", dirs_exist_ok=True)
    code, out, _ = office.run("store", "open", str(restored), capsys=capsys)
    assert f"evidence/{document.stem}: lacking: the copy is of before, or lost it" in out.splitlines()
    assert wanted not in out
    assert (restored / "opened/lacking.csv").read_text().splitlines() == ["lacking", f"evidence/{document.stem}"]
