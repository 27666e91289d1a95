"""A journal's steps on a store: what each moves and deletes, and what is made durable in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from records_portal.register.findings import Refusal
from records_portal.store.journals import (
    Journal,
    begin,
    certify,
    complete,
    journals,
    made_folder,
    put_in_place,
    read_journal,
    recover,
    undo,
)
from records_portal.store.removal import certificate_path

ONE, TWO = "parks-x/c1", "parks-y/c2"
BOTH = Journal("d1", (ONE, TWO))
WRITTEN = b'{\n "bags": [\n  "parks-x/c1",\n  "parks-y/c2"\n ],\n "package": ""\n}\n'


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two bags that say that they are old."""
    store = tmp_path / "store"
    for name in (ONE, TWO):
        write(store, f"bags/{name}/says", "old")
    return store


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The same two bags, new, and a certificate."""
    for name in (ONE, TWO):
        write(tmp_path, f"built/{name}/says", "new")
    write(tmp_path, "built/certificate.yml", "done")
    return tmp_path / "built"


@pytest.fixture
def calls(store: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the system from here on, in order: each call is noted and done."""
    noted: list[str] = []
    rename, fsync = os.rename, os.fsync

    def renaming(source: Path, target: Path) -> None:
        noted.append(f"{os.path.relpath(source, store)} -> {os.path.relpath(target, store)}")
        rename(source, target)

    def syncing(handle: int) -> None:
        noted.append(f"sync {os.path.relpath(Path(f'/proc/self/fd/{handle}').readlink(), store)}")
        fsync(handle)

    monkeypatch.setattr(os, "rename", renaming)
    monkeypatch.setattr(os, "fsync", syncing)
    return noted


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def files(store: Path) -> dict[str, str]:
    """Every file of the store but the journals, by its path."""
    found = {each.relative_to(store).as_posix(): each for each in store.rglob("*") if each.is_file()}
    return {path: each.read_text() for path, each in found.items() if not path.startswith("journals/")}


def of_bags(one: str, two: str) -> dict[str, str]:
    return {"bags/parks-x/c1/says": one, "bags/parks-y/c2/says": two}


def test_folders_are_made_from_the_top_for_their_owner_alone_and_durably(store: Path, calls: list[str]) -> None:
    before = os.umask(0)
    try:
        made_folder(store / "a/b")
    finally:
        os.umask(before)
    assert [(store / each).stat().st_mode & 0o777 for each in ("a", "a/b")] == [0o700, 0o700]
    assert calls == ["sync .", "sync a"]
    made_folder(store / "a/b")
    assert calls == ["sync .", "sync a"]


def test_a_journal_is_durable_when_it_begins_and_reads_as_it_was(store: Path, calls: list[str]) -> None:
    begin(store, BOTH)
    path = store / "journals/d1.json"
    assert path.read_bytes() == WRITTEN
    assert (read_journal(path), journals(store)) == (BOTH, [path])
    assert (store / "certificates").is_dir()
    assert calls == [
        *("sync .", "sync ."),
        "sync journals/.d1.json.unfinished",
        "journals/.d1.json.unfinished -> journals/d1.json",
        "sync journals",
    ]
    with_package = Journal("d2", (), "d2")
    begin(store, with_package)
    assert read_journal(store / "journals/d2.json") == with_package


@pytest.mark.parametrize("text", ["{", "[]", "7", '{"bags": []}', '{"package": ""}', '{"bags": 7, "package": ""}'])
def test_another_file_in_the_place_of_a_journal_is_refused(store: Path, text: str) -> None:
    write(store, "journals/d1.json", text)
    with pytest.raises(Refusal, match=r"^journals/d1\.json in the store is no journal; restore the store from a copy$"):
        read_journal(store / "journals/d1.json")


def test_journals_are_listed_by_name_and_nothing_else_is(store: Path) -> None:
    assert journals(store) == []
    for name in ("b.json", "a.json", ".c.json", "d.txt"):
        write(store, f"journals/{name}", "")
    assert journals(store) == [store / "journals/a.json", store / "journals/b.json"]


def test_old_bags_are_moved_aside_and_new_ones_into_their_places(store: Path, built: Path, calls: list[str]) -> None:
    put_in_place(store, Journal("d1", (ONE,)), built)
    assert files(store) == {"dispositions/d1/aside/parks-x/c1/says": "old"} | of_bags("new", "old")
    assert calls == [
        *("sync .", "sync dispositions", "sync dispositions/d1", "sync dispositions/d1/aside"),
        "bags/parks-x/c1 -> dispositions/d1/aside/parks-x/c1",
        *("sync dispositions/d1/aside/parks-x", "sync bags/parks-x"),
        "../built/parks-x/c1 -> bags/parks-x/c1",
        *("sync bags/parks-x", "sync ../built/parks-x"),
    ]


def test_a_certificate_is_moved_to_its_place_durably(store: Path, built: Path, calls: list[str]) -> None:
    made_folder(store / "certificates")
    calls.clear()
    certify(store, BOTH, built / "certificate.yml")
    assert certificate_path(store, "d1") == store / "certificates/d1.yml"
    assert certificate_path(store, "d1").read_text() == "done"
    assert calls == ["../built/certificate.yml -> certificates/d1.yml", "sync certificates", "sync ../built"]


@pytest.mark.parametrize(("package", "left"), [("", {"transfers/d1/says": "package"}), ("d1", {})])
def test_what_was_moved_aside_and_can_be_derived_goes_at_the_end_and_a_package_with_it(
    store: Path, built: Path, calls: list[str], package: str, left: dict[str, str]
) -> None:
    journal = Journal("d1", (ONE, TWO), package)
    begin(store, journal)
    put_in_place(store, journal, built)
    certify(store, journal, built / "certificate.yml")
    for path in ("indexes/x", "transfers/d1/says", "transfers/d2/says", "dispositions/d2/says"):
        write(store, path, "package")
    calls.clear()
    complete(store, journal)
    others = {"transfers/d2/says": "package", "dispositions/d2/says": "package", "certificates/d1.yml": "done"}
    assert files(store) == of_bags("new", "new") | others | left
    assert journals(store) == []
    assert calls == ["sync dispositions", "sync .", *(["sync transfers"] if package else []), "sync journals"]


def test_a_disposition_that_nothing_was_moved_aside_for_is_completed_too(store: Path, built: Path) -> None:
    begin(store, BOTH)
    certify(store, BOTH, built / "certificate.yml")
    complete(store, BOTH)
    assert (files(store), journals(store)) == (of_bags("old", "old") | {"certificates/d1.yml": "done"}, [])


def test_nothing_is_completed_without_a_certificate(store: Path, built: Path) -> None:
    begin(store, BOTH)
    put_in_place(store, BOTH, built)
    before = files(store)
    with pytest.raises(Refusal, match=r"^the disposition 'd1' has no certificate, so nothing of it is deleted$"):
        complete(store, BOTH)
    assert files(store) == before


@pytest.mark.parametrize("ending", [complete, undo])
def test_a_bag_that_is_nowhere_is_told_and_nothing_is_deleted(store: Path, ending: object) -> None:
    begin(store, BOTH)
    (store / "bags" / TWO).rename(store / "elsewhere")
    write(store, "indexes/x", "derived")
    with pytest.raises(Refusal, match=r"^the bag 'parks-y/c2' is missing; restore it from another copy of the store$"):
        ending(store, BOTH)  # type: ignore[operator]  # one of two functions
    assert files(store) == {"bags/parks-x/c1/says": "old", "elsewhere/says": "old", "indexes/x": "derived"}
    assert len(journals(store)) == 1


def test_what_is_undone_lies_where_it_lay(store: Path, built: Path, calls: list[str]) -> None:
    begin(store, BOTH)
    put_in_place(store, BOTH, built)
    (store / "bags" / TWO).rename(built / TWO)  # as if it had been cut short before the second was in place
    write(store, "dispositions/d2/says", "another's")
    calls.clear()
    undo(store, BOTH)
    assert files(store) == of_bags("old", "old") | {"dispositions/d2/says": "another's"}
    assert journals(store) == []
    assert calls == [
        "bags/parks-x/c1 -> dispositions/d1/undone-0",
        *("sync dispositions/d1", "sync bags/parks-x"),
        "dispositions/d1/aside/parks-x/c1 -> bags/parks-x/c1",
        *("sync bags/parks-x", "sync dispositions/d1/aside/parks-x"),
        "dispositions/d1/aside/parks-y/c2 -> bags/parks-y/c2",
        *("sync bags/parks-y", "sync dispositions/d1/aside/parks-y"),
        *("sync dispositions", "sync journals"),
    ]


def test_what_was_begun_and_moved_nothing_is_undone_too(store: Path) -> None:
    begin(store, BOTH)
    undo(store, BOTH)
    assert (files(store), journals(store)) == (of_bags("old", "old"), [])


def test_a_run_that_was_cut_short_is_completed_with_a_certificate_and_undone_without(store: Path, built: Path) -> None:
    assert recover(store) == []
    certified, begun = Journal("d2", (ONE,)), Journal("d1", (TWO,))
    for journal in (certified, begun):
        begin(store, journal)
        put_in_place(store, journal, built)
    certify(store, certified, built / "certificate.yml")
    write(store, "journals/.d3.json.unfinished", "{")
    assert recover(store) == ["d1", "d2"]
    assert files(store) == of_bags("new", "old") | {"certificates/d2.yml": "done"}
    assert list((store / "journals").iterdir()) == []
