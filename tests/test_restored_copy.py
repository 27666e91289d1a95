"""A restored copy of any age: nobody reads it before it was held against the register, and then what may be read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from records_portal.store.identity import read_identity, read_mark
from tests.disposals import TEXTS, Office, files_below
from tests.test_disposal import hold, holding
from tests.test_second_copy import GONE, bags, bags_of, copied, damage, dispose, prepared, second

Capsys = pytest.CaptureFixture[str]
__all__ = ["prepared"]


@pytest.fixture
def office(prepared: Office, tmp_path: Path) -> Office:
    return prepared.copied_to(tmp_path)


def restored(office: Office) -> Path:
    """A restored copy: the second copy as it is now, in a folder of its own."""
    folder = office.folder / "restored"
    shutil.copytree(second(office), folder)
    return folder


def opened(
    office: Office, capsys: Capsys, folder: Path, *more: str, private: bool = True
) -> tuple[int, list[str], str]:
    code, out, err = office.run("store", "open", str(folder), *more, capsys=capsys, private=private)
    return code, out.splitlines(), err.strip()


def locked(folder: Path) -> list[str]:
    return sorted(each.relative_to(folder / "locked").as_posix() for each in (folder / "locked").glob("*/*"))


def everything(folder: Path) -> list[bytes]:
    """The bytes of every file of every bag, wherever it lies."""
    return sorted(data for name, data in files_below(folder).items() if name.startswith(("bags/", "locked/")))


def test_a_copy_of_today_opens_whole_and_is_read_and_not_written_to(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    folder = restored(office)
    code, out, err = opened(office, capsys, folder)
    assert (code, out) == (0, [])
    assert err == f"{folder} is open to be read: 2 bags open, 0 locked, 0 lacking, 0 items held; see {folder}/opened"
    assert read_mark(folder).state == "opened"  # type: ignore[union-attr]
    office.store = folder
    assert office.run("captures", "verify", capsys=capsys)[0] == 0
    before = files_below(folder)
    for arguments in (
        ("ingest", str(office.folder / "one"), "--site", "parks-x", "--by", "ana"),
        ("dispose", "routine-may", "--execute", "--by", "bo"),
    ):
        code, _, err = office.run(*arguments, capsys=capsys)
        assert code == 2
        assert "is a copy of a store that was opened to be read" in err
    assert files_below(folder) == before


def test_what_was_disposed_of_since_is_listed_and_locked(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    folder = restored(office)
    dispose(office, capsys)
    before = everything(folder)
    code, out, err = opened(office, capsys, folder)
    assert code == 1
    assert out == [
        *(f"parks-x/{bag}: locked: it holds what 'routine-may' disposed of" for bag in bags(office)),
        "certificates/routine-may.yml: lacking: the copy is of before, or lost it",
    ]
    assert err.splitlines() == [
        f"{folder} is open to be read: 0 bags open, 2 locked, 1 lacking, 0 items held; see {folder}/opened",
        f"disposed of since: 2 items; `records store destroy-again {folder}`",
    ]
    assert locked(folder) == [f"parks-x/{bag}" for bag in bags(office)]
    assert holding(folder / "bags", GONE) == []
    assert everything(folder) == before
    assert (folder / "opened/disposed.csv").read_text().splitlines() == [
        "bag,disposition,site,item,version",
        *(f"parks-x/{bag},routine-may,parks-x,1001,1" for bag in bags(office)),
    ]
    office.store = folder
    code, out_text, _ = office.run("captures", "verify", capsys=capsys)
    assert code == 1
    assert "V001 parks-x/" in out_text
    assert "the bag is locked; `records store open` says why" in out_text
    assert "is locked" not in office.run("captures", "verify", "--format", "json", capsys=capsys)[2]


def test_a_certificate_that_is_not_merged_locks_too(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    folder = restored(office)
    code, _, _ = office.dispose("routine-may", "--execute", capsys=capsys)
    assert code == 0
    shutil.copytree(office.store / "certificates", folder / "certificates")
    office.root.git("stash", "--include-untracked")
    _, out, _ = opened(office, capsys, folder)
    assert out == [f"parks-x/{bag}: locked: it holds what 'routine-may' disposed of" for bag in bags(office)]


def test_a_copy_that_is_ahead_of_the_register_by_a_certificate_is_open(office: Office, capsys: Capsys) -> None:
    office.dispose("routine-may", "--execute", capsys=capsys)
    office.root.git("stash", "--include-untracked")
    copied(office, capsys)
    folder = restored(office)
    assert opened(office, capsys, folder)[:2] == (0, [])
    (folder / "certificates/routine-may.yml").unlink()
    shutil.rmtree(office.store)
    code, out, _ = opened(office, capsys, folder)
    assert code == 1
    rewritten = "locked: manifest-sha256.txt is not the one that capture.yml in git names: it was rewritten"
    assert out == [f"parks-x/{bag}: {rewritten}" for bag in bags_of(folder)]


def test_held_items_are_marked(office: Office, capsys: Capsys) -> None:
    office.private.commit({"registry/holds/gate.yml": hold()})
    copied(office, capsys)
    folder = restored(office)
    code, out, err = opened(office, capsys, folder)
    assert (code, out) == (0, [])
    assert "1 item held" in err
    assert (folder / "opened/held.csv").read_text().splitlines() == ["site,item,version,holds", "parks-x,1001,1,gate"]


def test_where_a_private_root_cannot_be_asked_everything_is_locked(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    folder = restored(office)
    before = everything(folder)
    code, out, _ = opened(office, capsys, folder, private=False)
    assert code == 1
    assert len(out) == 2
    assert "locked: the holds of agency 'parks' are in the private root 'counsel'" in out[0]
    assert (len(locked(folder)), everything(folder)) == (2, before)
    (office.folder / "private.git").rename(office.folder / "away.git")
    code, out, _ = opened(office, capsys, folder)
    assert code == 1
    assert "cannot be compared with what is published" in out[0]
    assert len(locked(folder)) == 2
    (office.folder / "away.git").rename(office.folder / "private.git")
    assert opened(office, capsys, folder)[:2] == (0, [])
    assert (locked(folder), everything(folder)) == ([], before)


def test_a_wrong_root_opens_nothing(office: Office, capsys: Capsys, tmp_path: Path) -> None:
    copied(office, capsys)
    folder = restored(office)
    before = files_below(folder)
    wrong = tmp_path / "wrong"
    shutil.copytree(office.root.folder, wrong)
    office.root.git("-C", str(wrong), "remote", "set-url", "origin", str(office.folder / "private.git"))
    code, out, err = office.run("store", "open", str(folder), capsys=capsys, root=wrong)
    assert (code, out) == (2, "")
    assert "its anchor says" in err
    (folder / "anchors.yml").unlink()
    shutil.rmtree(office.store)
    code, _, err = opened(office, capsys, folder)
    assert code == 2
    assert "has no anchors.yml, so that nobody knows which repositories are meant" in err
    assert files_below(folder) == {name: data for name, data in before.items() if name != "anchors.yml"}


def test_what_is_not_what_git_says_is_locked(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    folder = restored(office)
    one, two = bags(office)
    damage(folder / "bags/parks-x" / one)
    shutil.copytree(folder / "bags/parks-x" / two, folder / "bags/parks-x/2020-01-01-00000000")
    code, out, _ = opened(office, capsys, folder)
    assert code == 1
    assert out == [
        "parks-x/2020-01-01-00000000: locked: no capture in git has this bag",
        f"parks-x/{one}: locked: data/items/items-000001.jsonl has changed",
    ]


def test_captures_later_than_the_copy_are_named_as_lacking(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    folder = restored(office)
    shutil.rmtree(folder / "bags/parks-x" / bags(office)[1])
    code, out, err = opened(office, capsys, folder)
    assert (code, out) == (1, [f"parks-x/{bags(office)[1]}: lacking: the copy is of before, or lost it"])
    assert "1 bag open, 0 locked, 1 lacking" in err
    _, text, _ = office.run("store", "open", str(folder), "--format", "json", capsys=capsys)
    assert json.loads(text)["lacking"] == [f"parks-x/{bags(office)[1]}"]


def test_a_copy_made_by_other_means_is_opened_on_somebodys_word(office: Office, capsys: Capsys) -> None:
    folder = office.folder / "by-hand"
    shutil.copytree(office.store, folder)
    code, _, err = opened(office, capsys, folder)
    assert code == 2
    assert "say so with --adopt" in err
    assert opened(office, capsys, folder, "--adopt")[:2] == (0, [])


def test_a_copy_that_a_run_left_in_the_middle_of_a_disposition_reads_nothing_aside(
    office: Office, capsys: Capsys
) -> None:
    """A folder copied by other means while a disposition was between its certificate and the deletion."""
    folder = office.folder / "by-hand"
    shutil.copytree(office.store, folder)
    dispose(office, capsys)
    one = bags(office)[0]
    shutil.copytree(office.store / "certificates", folder / "certificates")
    (folder / "journals").mkdir()
    bag = f"parks-x/{one}"
    (folder / "journals/routine-may.json").write_text(json.dumps({"bags": [bag], "package": ""}))
    aside = folder / "dispositions/routine-may/aside" / bag
    aside.parent.mkdir(parents=True)
    (folder / "bags" / bag).rename(aside)
    shutil.copytree(office.store / "bags" / bag, folder / "bags" / bag)
    code, out, _ = opened(office, capsys, folder, "--adopt")
    assert code == 1
    assert out[-1] == "routine-may: locked: what it moved aside is still there"
    assert aside.is_dir()


def test_a_copy_becomes_the_store_once_nothing_in_it_has_to_be_destroyed(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    before = restored(office)
    dispose(office, capsys)
    copied(office, capsys)
    after = office.folder / "after"
    shutil.copytree(second(office), after)
    code, _, err = opened(office, capsys, after, "--as-store")
    assert code == 2
    assert "is the store; name" in err
    lost, office.store = office.store, before
    lost.rename(office.folder / "lost")
    code, _, err = opened(office, capsys, before, "--as-store")
    assert code == 2
    assert "it holds what 'routine-may' disposed of; it stays a copy" in err
    assert read_mark(before) is not None
    office.store = after
    code, out, err = opened(office, capsys, after, "--as-store")
    assert (code, out) == (0, [])
    assert "is the store now" in err
    was, now = read_identity(office.folder / "lost"), read_identity(after)
    assert was is not None
    assert now is not None
    assert (read_mark(after), now.continues, now.id != was.id) == (None, (was.id,), True)
    assert copied(office, capsys)[0] == 0  # the second copy of the old store is one of the new
    office.store = office.folder / "lost"
    assert "is a copy of another store" in copied(office, capsys)[2]


def test_an_opened_copy_becomes_a_second_copy_again_on_somebodys_word(office: Office, capsys: Capsys) -> None:
    copied(office, capsys)
    dispose(office, capsys)
    opened(office, capsys, second(office))
    assert len(locked(second(office))) == 2
    assert "say --adopt" in copied(office, capsys)[2]
    assert copied(office, capsys, "--adopt")[0] == 0
    assert files_below(second(office) / "bags") == files_below(office.store / "bags")
    assert locked(second(office)) == []
    assert holding(second(office), TEXTS["1002"].encode()) != []


def test_nothing_is_taken_into_an_earlier_store_that_says_of_none(office: Office, capsys: Capsys) -> None:
    """A backup by other means that was put in the place of the store, and knows nothing of being a copy."""
    earlier = office.folder / "earlier"
    shutil.copytree(office.store, earlier)
    dispose(office, capsys)
    office.store = earlier
    before = files_below(earlier)
    export = str(office.write_export("three", "1002", "1003"))
    code, _, err = office.run("ingest", export, "--site", "parks-x", "--by", "ana", capsys=capsys)
    assert code == 2
    assert "is of before the disposition 'routine-may': it is a copy of a store" in err
    assert f"`records store open {earlier} --adopt` does that" in err
    assert {name for name in files_below(earlier) if name not in before} <= {"lock"}
