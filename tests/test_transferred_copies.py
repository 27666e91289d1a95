"""What was handed over under a receipt goes from every copy: from bags, and from the package that waited there."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from records_portal.disposal.transfers import Receipt
from records_portal.files.yaml_text import read_yaml
from tests.disposals import TEXTS, Office, published_keys, run_quietly, signed_plan
from tests.ssh_signing import make_key
from tests.test_disposal import holding
from tests.test_signed_dispositions import KEYS, sign

Capsys = pytest.CaptureFixture[str]
GONE, KEPT = TEXTS["1001"].encode(), TEXTS["1003"].encode()
PACKAGE = "transfers/routine-may"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A package that waited for its receipt when two copies were made; then the receipt came."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    make_key(office.folder / "dee", "-t", "ed25519")
    lines = {name: KEYS[name].line for name in ("ana", "bo", "cy")}
    published_keys(office, lines | {"dee": " ".join((office.folder / "dee.pub").read_text().split()[:2])})
    path = "registry/people/dee.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    value.pop("leaves_on")
    office.publish({path: value})
    office.ingest(office.write_export("export", "1001", "1002", "1003"))
    office.publish()
    office.authorize("routine-may", "1001", status=office.granted_in(), method="transfer-file")
    for act in ("approve", "witness-evidence"):
        sign(office, "cy", "disposition-approver", KEYS["cy"], act)
    assert run_quietly(office, "dispose", "routine-may", "--execute", "--by", "bo") == 0
    assert (office.store / PACKAGE).is_dir()
    assert run_quietly(office, "store", "copy", str(office.folder / "second")) == 0
    shutil.copytree(office.folder / "second", office.folder / "restored")
    manifest = hashlib.sha256((office.store / PACKAGE / "manifest-sha256.txt").read_bytes()).hexdigest()
    receipt = Receipt("R-1", "2025-03-03", manifest=manifest)
    signers = {"executor": ("bo", KEYS["bo"]), "witness": ("ana", KEYS["ana"])}
    plan = signed_plan(office, "routine-may", signers, receipt=receipt)
    given = ("--receipt", "R-1", "--received-on", "2025-03-03", "--manifest", manifest)
    assert run_quietly(office, "dispose", "routine-may", "--execute", "--plan", str(plan), *given) == 0
    assert not (office.store / PACKAGE).exists()
    office.publish()
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    office = prepared.copied_to(tmp_path)
    for each in ("second", "restored"):
        shutil.copyfile(office.store / "anchors.yml", office.folder / each / "anchors.yml")  # they name this folder now
    return office


def again(office: Office, capsys: Capsys, *more: str) -> tuple[int, str]:
    given = ("store", "destroy-again", str(office.folder / "restored"), *more)
    code, out, err = office.run(*given, capsys=capsys)
    return code, out + err


def test_the_package_goes_from_the_second_copy_with_its_certificate(office: Office, capsys: Capsys) -> None:
    assert holding(office.folder / "second" / PACKAGE, GONE) != []
    out = office.run("store", "copy", str(office.folder / "second"), capsys=capsys)[1]
    assert f"{PACKAGE}: removed: under 'routine-may'" in out.splitlines()
    assert holding(office.folder / "second", GONE) == []
    assert holding(office.folder / "second", KEPT) != []


def test_a_hold_keeps_the_package_in_the_second_copy(office: Office, capsys: Capsys) -> None:
    held = {"matter": "M-1", "kind": "litigation", "subject": "The gate", "scope": {"sites": ["parks-x"]}}
    office.private.commit({"registry/holds/claim.yml": held | {"placed": {"on": "2025-03-03", "by": "cy"}}})
    out = office.run("store", "copy", str(office.folder / "second"), capsys=capsys)[1]
    assert f"{PACKAGE}: kept: what went under 'routine-may' stays in the copy" in out
    assert holding(office.folder / "second" / PACKAGE, GONE) != []


def test_a_restored_copy_names_the_package_and_lets_it_go_with_its_bag(office: Office, capsys: Capsys) -> None:
    restored = office.folder / "restored"
    code, out, _ = office.run("store", "open", str(restored), capsys=capsys)
    assert (code, f"{PACKAGE}: what was handed over under 'routine-may' lies there still" in out.splitlines()) == (
        1,
        True,
    )
    assert holding(restored / PACKAGE, GONE) != []
    code, told = again(office, capsys, "--execute", "--key", str(office.folder / "dee"))
    assert (code, "destroyed-again/routine-may.again.1.yml: written" in told) == (0, True), told
    assert holding(restored, GONE) == []
    assert holding(restored, KEPT) != []
    code, out, _ = office.run("store", "open", str(restored), capsys=capsys)
    assert (code, PACKAGE in out) == (0, False), out


def test_a_package_that_is_left_alone_goes_too(office: Office, capsys: Capsys) -> None:
    """The copy's bag is the one of after the disposition, as where a run was killed before the package went."""
    restored = office.folder / "restored"
    for name in ("bags", "certificates"):
        shutil.rmtree(restored / name, ignore_errors=True)
        shutil.copytree(office.store / name, restored / name)
    assert office.run("store", "open", str(restored), capsys=capsys)[0] == 1
    assert again(office, capsys)[1].splitlines()[0] == "routine-may: 1 item"
    code, told = again(office, capsys, "--execute", "--key", str(office.folder / "dee"))
    assert (code, "destroyed-again/routine-may.again.1.yml: written" in told) == (0, True), told
    assert holding(restored, GONE) == []
    assert holding(restored, KEPT) != []


def test_a_package_in_a_restored_copy_stays_while_a_hold_reaches_it(office: Office, capsys: Capsys) -> None:
    held = {"matter": "M-1", "kind": "litigation", "subject": "The gate", "scope": {"sites": ["parks-x"]}}
    office.private.commit({"registry/holds/claim.yml": held | {"placed": {"on": "2025-03-03", "by": "cy"}}})
    assert office.run("store", "open", str(office.folder / "restored"), capsys=capsys)[0] == 1
    assert again(office, capsys, "--execute", "--key", str(office.folder / "dee"))[0] == 1
    assert holding(office.folder / "restored" / PACKAGE, GONE) != []


def test_a_package_that_still_waits_for_its_receipt_is_left_alone(office: Office, capsys: Capsys) -> None:
    """A copy of today, whose register knows of no disposition of it."""
    restored = office.folder / "restored"
    shutil.move(restored / PACKAGE, restored / "transfers/routine-june")
    out = office.run("store", "open", str(restored), capsys=capsys)[1]
    assert "transfers/" not in out
    assert again(office, capsys, "--execute", "--key", str(office.folder / "dee"))[0] == 0
    assert holding(restored / "transfers/routine-june", GONE) != []
