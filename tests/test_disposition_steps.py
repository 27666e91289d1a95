"""The steps of a disposition apart: what goes from which bag, what is put back, what is durable, where a key lacks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from records_portal.disposal.bag_contents import Contents, site_keys
from records_portal.disposal.bag_rewriting import removals_from
from records_portal.disposal.disposition import DispositionOutcome, _written, move_and_certify
from records_portal.disposal.plan import PlannedItem
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import RetainedItem
from records_portal.store.certificates import Certificate
from records_portal.store.journals import Journal
from tests.disposals import nothing_moved

LIKES = "residue/c1/likes"


def post(site: str, item: str, capture: str = "c1") -> PlannedItem:
    return PlannedItem(RetainedItem(site, item, 1, "post", "routine", "2021-03-05", capture=capture), "", 1, "")


def part(site: str, capture: str, name: str) -> PlannedItem:
    item = RetainedItem(site, f"residue/{capture}/{name}", 1, "residue", "routine", "2021-03-05", capture=capture)
    return PlannedItem(item, "", 1, "")


def bag(name: str, *items: str, parts: tuple[str, ...] = ()) -> Contents:
    site, capture = name.split("/")
    return Contents(site, capture, Path(name), {(item, 1): 1 for item in items}, frozenset(parts), keeps_export=False)


def going(*bags: Contents) -> dict[str, tuple[set[str], set[str]]]:
    """What goes from each bag of post 1 of one site, post 2 of another and a part of a capture of the first."""
    portion = [post("x", "1"), post("y", "2"), part("x", "c1", "likes")]
    removals = removals_from(bags, portion)
    return {each.name: ({item for item, _ in each.items}, {*each.parts}) for each in removals}


def test_an_item_goes_from_every_bag_of_its_site_and_a_part_from_its_own_alone() -> None:
    assert going(
        bag("x/c1", "1", "9", parts=("likes", "ads")),
        bag("x/c2", "1", "2", parts=("likes",)),
        bag("y/c1", "1", "2", parts=("likes",)),
    ) == {"x/c1": ({"1"}, {"likes"}), "x/c2": ({"1"}, set()), "y/c1": ({"2"}, set())}


def test_a_bag_of_which_a_part_alone_is_on_the_list_is_written_anew_and_one_without_anything_is_not() -> None:
    assert going(bag("x/c1", "9", parts=("likes",))) == {"x/c1": (set(), {"likes"})}
    assert going(bag("x/c2", "9", parts=("ads",)), bag("y/c1", "1"), bag("z/c1", "1", "2", parts=("likes",))) == {}


def test_an_item_that_is_called_as_a_part_is_does_not_go_with_it() -> None:
    assert going(bag("x/c2", LIKES)) == {}


def test_every_site_with_bags_has_a_key(tmp_path: Path) -> None:
    for path in ("bags/x/c1", "bags/y/c1", "keys"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "keys/x.key").write_bytes(bytes(range(32)))
    assert site_keys(tmp_path, ["x", "z"]) == {"x": bytes(range(32))}
    with pytest.raises(Refusal) as refusal:
        site_keys(tmp_path, ["x", "y"])
    assert str(refusal.value) == f"the store {str(tmp_path)!r} has no key of 'y'; restore it from a copy of the store"


def test_nothing_was_done_unless_it_is_said() -> None:
    assert DispositionOutcome() == DispositionOutcome((), (), "", False)
    assert not DispositionOutcome().is_new


def test_a_certificate_is_whole_on_the_disk_before_it_is_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    fsync = os.fsync

    def syncing(handle: int) -> None:
        sizes.append(os.fstat(handle).st_size)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", syncing)
    certificate = Certificate("d1", {"id": "d1", "sites": ["größe"]})
    assert _written(tmp_path / "certificate.yml", certificate) == tmp_path / "certificate.yml"
    text = dump_yaml({"id": "d1", "sites": ["größe"]}).encode()
    assert ((tmp_path / "certificate.yml").read_bytes(), sizes) == (text, [len(text)])


JOURNAL = Journal("d1", ("x/c1",))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An old bag; beside the store the new one and its certificate."""
    for folder, text in (("store/bags/x/c1", "old"), ("built/x/c1", "new")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "says").write_text(text)
    (tmp_path / "built/certificate.yml").write_text("done")
    return tmp_path / "store"


def says(store: Path) -> str:
    return (store / "bags/x/c1/says").read_text()


def test_what_is_certified_stays_and_its_journal_with_it(store: Path) -> None:
    built = store.parent / "built"
    move_and_certify(store, JOURNAL, built, built / "certificate.yml", nothing_moved)
    assert says(store) == "new"
    assert (store / "certificates/d1.yml").read_text() == "done"
    assert (store / "journals/d1.json").is_file()


def test_what_cannot_be_certified_is_put_back(store: Path) -> None:
    built = store.parent / "built"
    with pytest.raises(FileNotFoundError, match=r"missing\.yml"):
        move_and_certify(store, JOURNAL, built, built / "missing.yml", nothing_moved)
    assert says(store) == "old"
    assert list((store / "journals").iterdir()) == list((store / "dispositions").iterdir()) == []


def test_what_may_be_held_since_the_roots_were_asked_is_put_back(store: Path) -> None:
    def moved() -> None:
        assert (says(store), (store / "certificates/d1.yml").exists()) == ("new", False)
        raise Refusal("a root moved")

    built = store.parent / "built"
    with pytest.raises(Refusal, match="a root moved"):
        move_and_certify(store, JOURNAL, built, built / "certificate.yml", moved)
    assert says(store) == "old"
    assert list((store / "journals").iterdir()) == list((store / "certificates").iterdir()) == []


def test_what_did_not_begin_is_told_as_it_is_and_nothing_is_put_back(store: Path) -> None:
    built = store.parent / "built"
    (store / "journals").write_text("in the way")
    with pytest.raises(FileExistsError):
        move_and_certify(store, JOURNAL, built, built / "certificate.yml", nothing_moved)
    assert says(store) == "old"
