"""The second copy: brought up to date bag by bag, and never at the cost of the only good one there is."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from records_portal.copies.copied_files import FILE_FOLDERS, NOT_COPIED, copy_files
from records_portal.files.yaml_text import dump_yaml
from records_portal.store.bag_verification import verify_bag
from records_portal.store.certificates import sealed_certificate
from records_portal.store.folder import _KNOWN
from records_portal.store.identity import read_identity, read_mark
from tests.disposals import TEXTS, Office, files_below
from tests.exports_x import zip_of
from tests.test_disposal import LATER, hold, holding
from tests.test_random_histories import in_a_process_killed_after
from tests.test_verification import rewrite_manifests

Capsys = pytest.CaptureFixture[str]
GONE = TEXTS["1001"].encode()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two captures of three posts, authority over the post of May, and a second copy of before."""
    office = Office(tmp_path_factory.mktemp("prepared"))
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    whole = office.write_export("two", "1001", "1002", "1003")
    office.ingest(zip_of(whole, office.folder / "two.zip"), LATER)
    office.publish()
    office.authorize("routine-may", "1001")
    return office


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def second(office: Office) -> Path:
    return office.folder / "elsewhere/second"


def copied(office: Office, capsys: Capsys, *more: str, private: bool = True) -> tuple[int, list[str], str]:
    code, out, err = office.run("store", "copy", str(second(office)), *more, capsys=capsys, private=private)
    return code, out.splitlines(), err.strip()


def refused(office: Office, capsys: Capsys, *more: str) -> str:
    """The one line of a refusal, after which the store and the copy are as they were."""
    before = [files_below(each) for each in (office.store, second(office))]
    code, out, err = copied(office, capsys, *more)
    assert (code, out, err.count("\n")) == (2, [], 0)
    assert [files_below(each) for each in (office.store, second(office))] == before
    return err.removeprefix("records: ")


def bags(office: Office) -> list[str]:
    return bags_of(office.store)


def bags_of(folder: Path) -> list[str]:
    """The captures of a store, or of a copy in which some may be locked."""
    return sorted(each.name for below in ("bags", "locked") for each in folder.glob(f"{below}/parks-x/*"))


def dispose(office: Office, capsys: Capsys) -> None:
    code, _, err = office.dispose("routine-may", "--execute", "--witness", "cy", capsys=capsys)
    assert code == 0, err
    office.publish()


def damage(bag: Path) -> None:
    """Change a byte of the first items, which the manifests then tell."""
    path = min((bag / "data/items").glob("items-*.jsonl"))
    path.write_bytes(path.read_bytes()[:-2] + b" \n")


def test_a_new_copy_has_everything_that_the_store_keeps(office: Office, capsys: Capsys) -> None:
    one, two = bags(office)
    code, out, err = copied(office, capsys)
    assert out == [
        "keys/parks-x.key: added",
        "anchors.yml: added",
        f"bags/parks-x/{one}: added",
        f"bags/parks-x/{two}: added",
    ]
    assert (code, err) == (0, f"{second(office)}: 4 added; it is complete")
    for folder in ("bags", "keys"):
        assert files_below(second(office) / folder) == files_below(office.store / folder)
    assert (second(office) / "anchors.yml").read_bytes() == (office.store / "anchors.yml").read_bytes()
    assert [verify_bag(each) for each in (second(office) / "bags/parks-x").iterdir()] == [[], []]
    identity, mark = read_identity(office.store), read_mark(second(office))
    assert identity is not None
    assert mark is not None
    assert (mark.store, mark.number, mark.state) == (identity.id, 1, "complete")


def test_a_second_run_changes_nothing_but_its_number(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    before = files_below(second(office))
    code, out, err = copied(office, capsys)
    assert (code, out, err) == (0, [], f"{second(office)}: nothing had changed; it is complete")
    changed = {name for name, data in files_below(second(office)).items() if before.get(name) != data}
    assert changed == {"copy.yml"}
    mark = read_mark(second(office))
    assert mark is not None
    assert mark.number == 2


def test_what_was_disposed_of_goes_from_the_copy_under_its_certificate(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    dispose(office, capsys)
    assert holding(second(office), GONE) != []
    one, two = bags(office)
    code, out, err = copied(office, capsys)
    assert out == [
        "certificates/routine-may.csv: added",
        "certificates/routine-may.yml: added",
        f"bags/parks-x/{one}: replaced: under 'routine-may'",
        f"bags/parks-x/{two}: replaced: under 'routine-may'",
    ]
    assert (code, err) == (0, f"{second(office)}: 2 added, 2 replaced; it is complete")
    assert holding(second(office), GONE) == []
    assert holding(second(office), TEXTS["1002"].encode()) != []
    assert files_below(second(office) / "bags") == files_below(office.store / "bags")
    assert files_below(second(office) / "replacing") == {}


def test_a_hold_that_came_after_the_disposition_keeps_what_the_copy_still_has(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    dispose(office, capsys)
    before = files_below(second(office) / "bags")
    office.private.commit({"registry/holds/gate.yml": hold()})
    code, out, _ = copied(office, capsys)
    assert code == 1
    assert f"bags/parks-x/{bags(office)[0]}: kept: what went under 'routine-may' stays in the copy: " in "\n".join(out)
    assert "hold 'gate' reaches item '1001'" in "\n".join(out)
    assert files_below(second(office) / "bags") == before


def test_holds_that_cannot_be_asked_for_keep_it_too(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    dispose(office, capsys)
    before = files_below(second(office) / "bags")
    code, out, _ = copied(office, capsys, private=False)
    assert code == 1
    assert "whether a hold reaches it cannot be asked: the holds of agency 'parks' are in the private root" in out[-1]
    assert files_below(second(office) / "bags") == before


def test_what_left_the_store_without_a_certificate_stays_in_the_copy(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    before = files_below(second(office) / "bags")
    one, two = bags(office)
    shutil.rmtree(office.store / "bags/parks-x" / one)
    segment = min((office.store / "bags/parks-x" / two / "data/items").glob("items-*.jsonl"))
    segment.write_bytes(b"".join(segment.read_bytes().splitlines(keepends=True)[1:]))
    rewrite_manifests(office.store / "bags/parks-x" / two)
    code, out, err = copied(office, capsys)
    assert code == 1
    mine, theirs = office.store / "bags/parks-x", second(office) / "bags/parks-x"
    assert out[0] == (
        f"bags/parks-x/{one}: kept: the store's own: the bag is missing; the copy's is whole: "
        f"cp -a {theirs / one} {mine / one}"
    )
    assert out[1].startswith(f"bags/parks-x/{two}: kept: the store's own: ")
    assert out[1].endswith(f"the copy's is whole: mv {mine / two} aside, then cp -a {theirs / two} {mine / two}")
    assert err.endswith("2 kept; it is complete")
    assert files_below(second(office) / "bags") == before


def test_a_disposition_without_its_certificate_is_none(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    dispose(office, capsys)
    before = files_below(second(office) / "bags")
    (office.store / "certificates/routine-may.yml").unlink()
    code, out, _ = copied(office, capsys)
    assert code == 1
    assert "something went under 'routine-may', of which there is no certificate" in out[-1]
    assert files_below(second(office) / "bags") == before


def test_a_certificate_that_does_not_name_what_went_covers_nothing(office: Office, capsys: Capsys) -> None:
    from records_portal.captures.root_captures import RECORD
    from records_portal.files.yaml_text import read_yaml

    copied(office, capsys)
    dispose(office, capsys)
    before = files_below(second(office) / "bags")
    # One more post goes from the bag and its index, by hand, as if the same disposition had taken it.
    bag = office.store / "bags/parks-x" / bags(office)[0]
    segment = min((bag / "data/items").glob("items-*.jsonl"))
    segment.write_bytes(
        b"".join(line for line in segment.read_bytes().splitlines(keepends=True) if b"Gate B" not in line)
    )
    for name in (RECORD, "items.csv"):
        (office.root.folder / "captures/parks-x" / bag.name / name).unlink()
    value, _ = read_yaml((bag / RECORD).read_bytes())
    rewrite_manifests(bag)
    (bag / RECORD).write_text(dump_yaml(value))
    rewrite_manifests(bag)
    office.publish()
    assert verify_bag(bag) == []
    code, out, _ = copied(office, capsys)
    assert code == 1
    assert "the newer bag lacks or changes something that no certificate names" in "\n".join(out)
    assert {name: data for name, data in files_below(second(office) / "bags").items() if bag.name in name} == {
        name: data for name, data in before.items() if bag.name in name
    }


def test_a_damaged_copy_is_repaired_from_a_good_original(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    one = bags(office)[0]
    damage(second(office) / "bags/parks-x" / one)
    code, out, _ = copied(office, capsys)
    assert code == 0
    assert out == [f"bags/parks-x/{one}: repaired: data/items/items-000001.jsonl has changed"]
    assert files_below(second(office) / "bags") == files_below(office.store / "bags")


def test_a_damaged_original_is_copied_over_nothing(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    before = files_below(second(office) / "bags")
    one = bags(office)[0]
    damage(office.store / "bags/parks-x" / one)
    code, out, err = copied(office, capsys)
    mine, theirs = office.store / "bags/parks-x" / one, second(office) / "bags/parks-x" / one
    assert out == [
        f"bags/parks-x/{one}: kept: the store's own: data/items/items-000001.jsonl has changed; the copy's is whole: "
        f"mv {mine} aside, then cp -a {theirs} {mine}"
    ]
    assert (code, err) == (1, f"{second(office)}: 1 kept; it is complete")
    assert files_below(second(office) / "bags") == before
    damage(second(office) / "bags/parks-x" / one)
    code, out, err = copied(office, capsys)
    assert out[0].startswith(f"bags/parks-x/{one}: kept: damaged in the store (")
    assert (code, err) == (1, f"{second(office)}: 1 kept; it is not complete")
    assert read_mark(second(office)).state == "incomplete"  # type: ignore[union-attr]


def test_the_only_damaged_one_is_not_taken_for_a_copy(office: Office, capsys: Capsys) -> None:
    one, two = bags(office)
    damage(office.store / "bags/parks-x" / one)
    code, out, err = copied(office, capsys)
    assert code == 1
    assert f"bags/parks-x/{two}: added" in out
    assert err.endswith("it is not complete")
    assert not (second(office) / "bags/parks-x" / one).exists()


@pytest.mark.parametrize("whose", ["store", "copy"])
def test_a_damaged_key_is_not_copied_and_a_good_one_repairs_it(office: Office, capsys: Capsys, whose: str) -> None:
    copied(office, capsys)
    paths = {"store": office.store / "keys/parks-x.key", "copy": second(office) / "keys/parks-x.key"}
    good = paths["copy"].read_bytes()
    paths[whose].write_bytes(b"short")
    code, out, _ = copied(office, capsys)
    if whose == "copy":
        assert (code, out) == (0, ["keys/parks-x.key: repaired"])
    else:
        assert code == 1
        assert out[0].startswith("keys/parks-x.key: kept: the store's own is damaged (")
    assert paths["copy"].read_bytes() == good


def test_another_key_is_put_over_nothing(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    key = second(office) / "keys/parks-x.key"
    key.write_bytes(b"k" * 32)
    code, out, _ = copied(office, capsys)
    assert code == 1
    assert out == [
        "keys/parks-x.key: kept: the store has another one than the copy, and both are whole; find out which"
    ]
    assert key.read_bytes() == b"k" * 32


def test_whatever_a_store_may_hold_is_copied_or_said_not_to_be() -> None:
    assert {*FILE_FOLDERS, "bags", "transfers", "anchors.yml", *NOT_COPIED} == _KNOWN
    assert not set(NOT_COPIED) & {*FILE_FOLDERS, "bags", "transfers", "anchors.yml"}


def test_a_list_beside_a_certificate_is_held_against_what_the_certificate_names(tmp_path: Path) -> None:
    listed = b"site,item,version,capture,part,class,digest\r\nparks-x,1001,1,,,routine,\r\n"
    record = {"authorization": "a", "item_list": {"sha256": hashlib.sha256(listed).hexdigest(), "rows": 1}}
    certificate = sealed_certificate("a", {}, record, "2025-03-03T15:30:00Z", listed)
    for name in ("store", "copy"):
        (tmp_path / name / "certificates").mkdir(parents=True)
        (tmp_path / name / "certificates/a.yml").write_text(dump_yaml(certificate.value))
        (tmp_path / name / "certificates/a.csv").write_bytes(listed)
    store, copy = tmp_path / "store", tmp_path / "copy"
    assert list(copy_files(store, copy)) == []
    (copy / "certificates/a.csv").write_bytes(b"damaged")
    assert list(map(str, copy_files(store, copy))) == ["certificates/a.csv: repaired"]
    (store / "certificates/a.csv").write_bytes(b"damaged")
    (kept,) = map(str, copy_files(store, copy))
    assert kept.startswith("certificates/a.csv: kept: the store's own is damaged (")
    assert (copy / "certificates/a.csv").read_bytes() == listed


def test_evidence_is_copied_by_the_digest_of_its_name(office: Office, capsys: Capsys) -> None:
    data = b"From: Hana <hana@agency.example>\n\nApproved.\n"
    name = f"evidence/{hashlib.sha256(data).hexdigest()}.eml"
    (office.store / "evidence").mkdir()
    (office.store / name).write_bytes(data)
    _, out, _ = copied(office, capsys)
    assert f"{name}: added" in out
    (office.store / name).write_bytes(data + b"P.S.")
    code, out, _ = copied(office, capsys)
    assert code == 1
    assert out[0].startswith(f"{name}: kept: the store's own is damaged (its bytes are not those of its name)")
    assert (second(office) / name).read_bytes() == data


ABOUT = ("--author", "A", "--posted-at", "2025-02-01T10:00:00Z", "--original-format", "html")
KILLED_AT = (2, 5, 20, 27, 35, 44, 65, 77, 90, 104)


@pytest.mark.parametrize("calls", [9, 54, *(pytest.param(each, marks=pytest.mark.faults) for each in KILLED_AT)])
@pytest.mark.parametrize("what", ["replaced", "repaired"])
def test_a_run_that_is_killed_at_any_moment_is_completed_by_the_next(
    office: Office, capsys: Capsys, what: str, calls: int
) -> None:
    copied(office, capsys)
    if what == "replaced":
        dispose(office, capsys)
    else:
        damage(second(office) / "bags/parks-x" / bags(office)[0])
    before, mine = files_below(second(office) / "bags"), files_below(office.store / "bags")
    in_a_process_killed_after(calls, lambda: copied(office, capsys))
    assert files_below(office.store / "bags") == mine
    mark = read_mark(second(office))
    assert mark is not None
    if mark.number == 1:  # nothing was begun
        assert (mark.state, files_below(second(office) / "bags")) == ("complete", before)
    for name in (f"parks-x/{bag}/" for bag in bags(office)):
        found = of_bag(files_below(second(office) / "bags"), name)
        # whole as it was, whole as it is to be, or on its way and still there beside its place
        assert found in (of_bag(before, name), of_bag(mine, name)) or mark.state == "incomplete"
    code, _, err = copied(office, capsys)
    assert code == 0, err
    assert files_below(second(office) / "bags") == mine
    assert files_below(second(office) / "replacing") == {}
    assert what == "repaired" or holding(second(office), GONE) == []


def of_bag(files: dict[str, bytes], bag: str) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name.startswith(bag)}


def test_a_place_that_is_no_second_copy_is_refused(office: Office, capsys: Capsys, tmp_path: Path) -> None:
    places = {
        office.store: "is the store itself",
        office.store / "second": "lies below the store",
        office.folder: "the store lies below",
        office.root.folder / "second": "lie within each other",
        office.private.folder: "lie within each other",
    }
    for place, why in places.items():
        before = files_below(office.store)
        code, out, err = office.run("store", "copy", str(place), capsys=capsys)
        assert (code, out) == (2, "")
        assert why in err
        assert files_below(office.store) == before
    other = tmp_path / "somebody's"
    office.root.git("init", "--quiet", str(other))
    code, _, err = office.run("store", "copy", str(other / "second"), capsys=capsys)
    assert code == 2
    assert "lies inside the working tree" in err


def test_a_copy_of_another_store_is_refused(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    mark = second(office) / "copy.yml"
    identity = read_identity(office.store)
    assert identity is not None
    mark.write_text(mark.read_text().replace(identity.id, "store-" + "0" * 32))
    assert f"is a copy of another store (store-{'0' * 32})" in refused(office, capsys)
    mark.write_text("store: nonsense\n")
    assert "does not say of which store this is a copy" in refused(office, capsys)


def test_a_copy_made_by_other_means_is_adopted_on_somebodys_word(office: Office, capsys: Capsys) -> None:
    second(office).mkdir(parents=True)
    for name in ("bags", "keys"):
        shutil.copytree(office.store / name, second(office) / name)
    assert "say so with --adopt" in refused(office, capsys)
    code, out, _ = copied(office, capsys, "--adopt")
    assert (code, out) == (0, ["anchors.yml: added"])
    (second(office) / "copy.yml").unlink()
    (second(office) / "keys/parks-x.key").write_bytes(b"k" * 32)
    assert "under other keys than the store" in refused(office, capsys, "--adopt")
    shutil.copyfile(office.store / "keys/parks-x.key", second(office) / "keys/parks-x.key")
    shutil.copyfile(office.store / "identity.yml", second(office) / "identity.yml")
    assert "is a store of its own" in refused(office, capsys, "--adopt")


def test_a_store_that_was_put_back_undoes_nothing_in_the_copy(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    shutil.copytree(office.store, office.folder / "earlier")
    copied(office, capsys)
    shutil.rmtree(office.store)
    shutil.copytree(office.folder / "earlier", office.store)
    assert "is newer than the store: it is of run 2, and the store knows of 1" in refused(office, capsys)


def test_a_store_that_was_put_back_to_before_a_disposition_is_told(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    shutil.copytree(office.store, office.folder / "earlier")
    dispose(office, capsys)
    copied(office, capsys)
    shutil.rmtree(office.store)
    shutil.copytree(office.folder / "earlier", office.store)
    identity = office.store / "identity.yml"
    identity.write_text(identity.read_text().replace("copies: 1", "copies: 7"))
    assert "which has no certificate 'routine-may.yml'" in refused(office, capsys)
    shutil.copytree(second(office) / "certificates", office.store / "certificates")
    assert "'routine-may' took something out of its bag" in refused(office, capsys)


def test_nobody_reads_or_writes_a_copy_that_was_not_opened(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    office.store = second(office)
    before = files_below(office.store)
    export = str(office.folder / "one")
    for arguments in (
        ("captures", "verify"),
        ("ingest", export, "--site", "parks-x", "--by", "ana"),
        (
            "moderate",
            "parks-x",
            "--item",
            "1002",
            "--category",
            "abusive",
            "--by",
            "ana",
            "--copy",
            f"{export}/read me.txt",
            *ABOUT,
        ),
        ("dispose", "routine-may", "--by", "bo"),
        ("store", "copy", str(office.folder / "third")),
    ):
        code, out, err = office.run(*arguments, capsys=capsys)
        assert (code, out) == (2, ""), arguments
        assert f"`records store open {office.store}` does that" in err, arguments
    assert files_below(office.store) == before


def test_a_bag_that_does_not_come_out_the_same_gets_no_place(
    office: Office, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that says it wrote, and wrote something else."""

    def badly(read: Any, written: Any, *_: Any) -> None:
        written.write(read.read() + b"!")

    monkeypatch.setattr(shutil, "copyfileobj", badly)
    code, _, err = copied(office, capsys)
    assert code == 2
    assert "did not come out the same" in err
    assert list(second(office).glob("bags/*/*")) == []
    assert read_mark(second(office)).state == "incomplete"  # type: ignore[union-attr]
    monkeypatch.undo()
    assert copied(office, capsys)[0] == 0


@pytest.mark.parametrize("original", ["good", "damaged"])
def test_a_bag_that_a_killed_run_had_moved_out_is_put_back_first(office: Office, capsys: Capsys, original: str) -> None:
    """Killed between the two renames: the bag's place is empty, and the store's own may be damaged by now."""
    copied(office, capsys)
    name = f"parks-x/{bags(office)[0]}"
    before = files_below(second(office) / "bags")
    begun = second(office) / "replacing" / name
    begun.mkdir(parents=True)
    (second(office) / "bags" / name).rename(begun / "old")
    shutil.copytree(office.store / "bags" / name, begun / "new")
    if original == "damaged":
        damage(office.store / "bags" / name)
    code, out, _ = copied(office, capsys)
    assert code == (1 if original == "damaged" else 0), out
    assert files_below(second(office) / "bags") == before
    assert files_below(second(office) / "replacing") == {}


def test_a_bag_that_a_killed_run_had_replaced_is_not_put_back(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    name = f"parks-x/{bags(office)[0]}"
    before = files_below(second(office) / "bags")
    begun = second(office) / "replacing" / name
    shutil.copytree(second(office) / "bags" / name, begun / "old")
    damage(begun / "old")
    assert copied(office, capsys)[:2] == (0, [])
    assert files_below(second(office) / "bags") == before
    assert files_below(second(office) / "replacing") == {}
