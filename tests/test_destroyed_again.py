"""What was destroyed and lies in a restored copy goes there too: under the same certificate, signed, and never held."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from records_portal.disposal.bag_rewriting import rewrite_bag
from records_portal.files.yaml_text import read_yaml
from records_portal.store.bag_verification import verify_bag
from records_portal.store.identity import read_mark
from records_portal.values.ssh_signatures import verify_signature
from tests.disposals import TEXTS, Office, files_below, run_quietly
from tests.exports_x import zip_of
from tests.ssh_signing import make_key
from tests.test_disposal import LATER, hold, holding
from tests.test_random_histories import in_a_process_killed_after
from tests.test_restored_copy import everything, locked, opened
from tests.test_second_copy import GONE, bags, second

KILLED_AT = (3, 8, 16, 33, 40, 48, 55, 70, 77, 85, 100)
Capsys = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def destroyed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose people have keys; its store lost a post under a certificate, and a restored copy did not."""
    office = Office(tmp_path_factory.mktemp("destroyed"))
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    office.ingest(zip_of(office.write_export("two", "1001", "1002", "1003"), office.folder / "two.zip"), LATER)
    office.publish()
    office.authorize("routine-may", "1001")
    assert run_quietly(office, "store", "copy", str(second(office))) == 0
    shutil.copytree(second(office), office.folder / "restored")
    code = run_quietly(office, "dispose", "routine-may", "--execute", "--witness", "ana", "--by", "bo")
    assert code == 0
    path = "registry/people/bo.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    make_key(office.folder / "bo", "-t", "ed25519")
    line = " ".join((office.folder / "bo.pub").read_text().split()[:2])
    office.publish({path: value | {"keys": [{"key": line, "from_on": "2024-01-01"}]}}, "Keys")
    code = run_quietly(office, "store", "open", str(office.folder / "restored"))
    assert code == 1
    return office


@pytest.fixture
def office(destroyed: Office, tmp_path: Path) -> Office:
    office = destroyed.copied_to(tmp_path)
    shutil.copyfile(office.store / "anchors.yml", office.folder / "restored/anchors.yml")  # they name this folder now
    return office


def copy_of(office: Office) -> Path:
    return office.folder / "restored"


def again(office: Office, capsys: Capsys, *more: str, private: bool = True) -> tuple[int, list[str], str]:
    key = ("--key", str(office.folder / "bo")) if "--execute" in more and "--key" not in more else ()
    arguments = ("store", "destroy-again", str(copy_of(office)), *more, *key)
    code, out, err = office.run(*arguments, capsys=capsys, private=private)
    return code, out.splitlines(), err.strip()


def refused(office: Office, capsys: Capsys, *more: str, private: bool = True) -> str:
    """Why nothing was destroyed, after which the copy holds what it held."""
    before = everything(copy_of(office))
    code, out, err = again(office, capsys, "--execute", *more, private=private)
    assert code != 0
    assert everything(copy_of(office)) == before
    assert not (copy_of(office) / "destroyed-again").exists() or not any(
        (copy_of(office) / "destroyed-again").iterdir()
    )
    return "\n".join([*out, err])


def record_of_it(office: Office, folder: Path | None = None) -> dict[str, Any]:
    value, fault = read_yaml(((folder or copy_of(office)) / "destroyed-again/routine-may.again.1.yml").read_bytes())
    assert fault is None
    assert isinstance(value, dict)
    return value


def test_a_rehearsal_says_what_would_go_and_writes_nothing(office: Office, capsys: Capsys) -> None:
    before = files_below(copy_of(office))
    code, out, err = again(office, capsys)
    assert (code, out) == (0, ["routine-may: 1 item"])
    assert err == "nothing was written; --execute would destroy it again, and sign that"
    assert files_below(copy_of(office)) == before


def test_it_goes_again_under_the_same_certificate_and_everything_else_is_open(office: Office, capsys: Capsys) -> None:
    assert holding(copy_of(office), GONE) != []
    code, out, err = again(office, capsys, "--execute")
    assert (code, err) == (0, "")
    assert out == ["routine-may: 1 item", "destroyed-again/routine-may.again.1.yml: written"]
    assert holding(copy_of(office), GONE) == []
    assert locked(copy_of(office)) == []
    assert read_mark(copy_of(office)).state == "opened"  # type: ignore[union-attr]
    assert files_below(copy_of(office) / "bags").keys() == files_below(office.store / "bags").keys()
    assert [verify_bag(each) for each in (copy_of(office) / "bags/parks-x").iterdir()] == [[], []]
    certificate = office.store / "certificates/routine-may.yml"
    assert (copy_of(office) / "certificates/routine-may.yml").read_bytes() == certificate.read_bytes()
    assert not list(copy_of(office).glob("journals/*"))
    office.store = copy_of(office)
    assert office.run("captures", "verify", capsys=capsys)[0] == 0


def test_the_record_says_who_destroyed_what_in_which_copy_and_is_signed(office: Office, capsys: Capsys) -> None:
    again(office, capsys, "--execute")
    record = record_of_it(office)
    original, _ = read_yaml((office.store / "certificates/routine-may.yml").read_bytes())
    assert record["disposition"] == "routine-may"
    assert record["certificate"]["digest"] == original["disposition"]["certificate"]["digest"]
    assert record["items"] == [{"site": "parks-x", "item": "1001", "version": 1}]
    assert record["bags"] == [f"parks-x/{bag}" for bag in bags(office)]
    assert (record["by"], record["role"], record["on"]) == ("bo", "records-officer", "2025-03-03")
    signed, digest = record["signed"], hashlib.sha256(record["plan"].encode()).hexdigest()
    lines = ["records-disposition v1", "person bo", "part executor", "on 2025-03-03", f"plan {digest}", ""]
    statement = "\n".join(lines).encode()
    assert (signed["person"], signed["part"], signed["on"], signed["plan"]) == ("bo", "executor", "2025-03-03", digest)
    assert verify_signature(signed["signature"].encode(), statement, "records-disposition").holds
    tips = [root.git("rev-parse", "main").strip() for root in (office.private, office.root)]
    mark = read_mark(copy_of(office))
    assert mark is not None
    assert record["plan"].splitlines() == [
        "records-destroy-again v1",
        f"copy {mark.store} 1",
        f"root counsel {tips[0]}",
        f"root public {tips[1]}",
        f"disposition routine-may {record['certificate']['digest']}",
        *(f"bag routine-may {bag}" for bag in record["bags"]),
        f"items routine-may 1 {record['items_digest']}",
    ]


def test_a_second_run_has_nothing_to_do(office: Office, capsys: Capsys) -> None:
    again(office, capsys, "--execute")
    before = files_below(copy_of(office))
    code, out, err = again(office, capsys, "--execute")
    assert (code, out, err) == (0, [], f"{copy_of(office)} holds nothing that was disposed of")
    assert files_below(copy_of(office)) == before


@pytest.mark.parametrize(
    ("scope", "why"),
    [
        ({"sites": ["parks-x"], "items": [{"site": "parks-x", "item": "1001"}]}, "hold 'claim' reaches item '1001'"),
        (
            {"sites": ["parks-x"], "items": [{"site": "parks-x", "item": "1003"}]},
            "hold 'claim' freezes the export as received, which holds item '1003'",
        ),
    ],
)
def test_a_hold_that_came_since_keeps_it(office: Office, capsys: Capsys, scope: dict[str, Any], why: str) -> None:
    office.private.commit({"registry/holds/claim.yml": hold(scope=scope)})
    assert refused(office, capsys) == f"routine-may: 1 item: not destroyed again: {why}\n"
    assert len(locked(copy_of(office))) == 2


def request(**more: Any) -> dict[str, Any]:
    return {"law": "opra", "received_on": "2025-03-01", "scope": {"description": "Gates", "sites": ["parks-x"]}} | more


CLOSED = {"closure": {"on": "2025-03-02", "by": "ana", "outcome": "no-records"}}


def test_a_request_and_an_appeal_keep_it_and_a_closed_one_does_not(office: Office, capsys: Capsys) -> None:
    path = "registry/requests/gates.yml"
    office.private.commit({path: request()})
    assert "request 'gates' reaches item '1001'" in refused(office, capsys)
    office.private.commit({path: request(**CLOSED, appeals=[{"on": "2025-03-02", "to": "The council"}])})
    assert "request 'gates' reaches item '1001'" in refused(office, capsys)
    office.private.commit({path: request(**CLOSED, scope={"description": "Gates", "from_on": "2020-01-01"})})
    assert again(office, capsys, "--execute")[0] == 0


def test_a_private_root_that_cannot_be_asked_keeps_it(office: Office, capsys: Capsys) -> None:
    code, _, err = again(office, capsys, "--execute", private=False)
    assert (code, err) == (0, f"{copy_of(office)} holds nothing that was disposed of") or "cannot be asked" in err
    assert holding(copy_of(office), GONE) != []
    (office.folder / "private.git").rename(office.folder / "away.git")
    assert "cannot be asked" in refused(office, capsys)


def test_a_certificate_that_is_not_merged_or_another_destroys_nothing(office: Office, capsys: Capsys) -> None:
    path = "schedules/dispositions/routine-may.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    value["certificate"]["digest"] = "0" * 64
    office.publish({path: value})
    assert "is not the one that its merged record names" in refused(office, capsys)
    office.root.git("rm", "--quiet", path)
    office.publish()
    assert "'routine-may' is not merged; commit its record first" in refused(office, capsys)


def test_a_key_that_does_not_count_destroys_nothing(office: Office, capsys: Capsys) -> None:
    make_key(office.folder / "stranger", "-t", "ed25519")
    assert "is registered for nobody" in refused(office, capsys, "--key", str(office.folder / "stranger"))
    assert "is not registered for 'ana'" in refused(office, capsys, "--by", "ana")


def test_a_copy_that_was_not_opened_is_refused(office: Office, capsys: Capsys) -> None:
    code, _, err = office.run("store", "destroy-again", str(second(office)), "--execute", capsys=capsys)
    assert code == 2
    assert "`records store open" in err


@pytest.mark.parametrize("held", [True, False])
def test_what_a_copied_folder_had_moved_aside_goes_too_and_not_while_it_is_held(
    office: Office, capsys: Capsys, held: bool
) -> None:
    folder, one = copy_of(office), f"parks-x/{bags(office)[0]}"
    again(office, capsys, "--execute")
    (folder / "journals/routine-may.json").write_text(json.dumps({"bags": [one], "package": ""}))
    aside = folder / "dispositions/routine-may/aside" / one
    aside.mkdir(parents=True)
    (aside / "left").write_bytes(GONE)
    if held:
        office.private.commit({"registry/holds/claim.yml": hold()})
    code, out, _ = again(office, capsys, "--execute")
    assert (code, aside.is_dir()) == (int(held), held)
    assert out[0].endswith("hold 'claim' reaches item '1001'") == held
    assert bool(holding(folder, GONE)) == held


@pytest.mark.parametrize("calls", [25, 60, *(pytest.param(each, marks=pytest.mark.faults) for each in KILLED_AT)])
def test_a_run_that_is_killed_ends_with_all_of_it_or_nothing(office: Office, capsys: Capsys, calls: int) -> None:
    before = everything(copy_of(office))
    in_a_process_killed_after(calls, lambda: again(office, capsys, "--execute"))
    office_store, office.store = office.store, copy_of(office)
    code, _, _ = office.run("captures", "verify", capsys=capsys)
    office.store = office_store
    mark = read_mark(copy_of(office))
    assert mark is not None
    assert code == (2 if mark.state == "opening" else 1 if everything(copy_of(office)) == before else 0)
    assert opened(office, capsys, copy_of(office))[0] in (0, 1)
    if (copy_of(office) / "destroyed-again").is_dir() and any((copy_of(office) / "destroyed-again").glob("*.yml")):
        assert holding(copy_of(office), GONE) == []
    else:
        assert everything(copy_of(office)) == before
    assert again(office, capsys, "--execute")[0] == 0
    assert holding(copy_of(office), GONE) == []
    assert len(list((copy_of(office) / "destroyed-again").glob("*.yml"))) == 1
    assert not list(copy_of(office).glob("journals/*"))
    assert holding(copy_of(office), TEXTS["1002"].encode()) != []


def test_a_hold_that_comes_while_it_is_carried_out_puts_everything_back(
    office: Office, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def and_a_hold_comes(*arguments: Any) -> Any:
        office.private.commit({"registry/holds/claim.yml": hold()})
        monkeypatch.undo()
        return rewrite_bag(*arguments)

    monkeypatch.setattr("records_portal.copies.destroying_again.rewrite_bag", and_a_hold_comes)
    assert "the root 'counsel' was published anew meanwhile; everything was put back" in refused(office, capsys)
    assert "hold 'claim' reaches item '1001'" in refused(office, capsys)


def test_a_key_that_ended_signs_nothing(office: Office, capsys: Capsys) -> None:
    path = "registry/people/bo.yml"
    value, _ = read_yaml((office.root.folder / path).read_bytes())
    value["keys"][0] |= {"to_on": "2025-02-01", "ended": "rotated"}
    office.publish({path: value}, "An ended key")
    assert "nothing was destroyed, for the signature would not count: " in refused(office, capsys)


def test_nobody_reads_a_copy_in_which_a_destruction_was_killed(
    office: Office, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed at the moment at which the bags are out of their lock and not yet moved aside."""

    def destroyed_and_killed() -> None:
        monkeypatch.setattr("records_portal.copies.destroying_again.move_and_certify", lambda *_: os._exit(9))
        again(office, capsys, "--execute")

    before = everything(copy_of(office))
    in_a_process_killed_after(1_000_000, destroyed_and_killed)
    assert holding(copy_of(office) / "bags", GONE) != []
    store, office.store = office.store, copy_of(office)
    code, _, err = office.run("captures", "verify", capsys=capsys)
    assert code == 2
    assert f"`records store open {office.store}` does that" in err
    office.store = store
    assert opened(office, capsys, copy_of(office))[0] == 1
    assert (len(locked(copy_of(office))), everything(copy_of(office))) == (2, before)
    assert again(office, capsys, "--execute")[0] == 0
