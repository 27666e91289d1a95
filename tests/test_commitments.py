"""Salted commitments: each word of an item bound at ingest, under a salt that dies with the item."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.commitments.adding import add_commitments
from records_portal.captures.commitments.leaves import commitment, item_leaves, salts
from records_portal.captures.commitments.seeds import read_seeds
from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.store.folder import locked_store
from tests import exports_x
from tests.disposals import Office, files_below
from tests.roots import Root, ingest_request, root_files
from tests.test_verification import Place, edited, rewrite_manifests, without_line

Capsys = pytest.CaptureFixture[str]
SEED = bytes(range(32))
SAID: dict[str, Any] = {
    "id": "1001",
    "text": "Call (609) 555-0123 \nnow",
    "hashtags": ["trails"],
    "deleted": True,
    "media": [{"state": "found", "address": "a.jpg", "description": "A gate", "sha256": "ab"}],
}


def test_the_root_is_the_one_that_the_documentation_says() -> None:
    leaves = [
        b"deleted\0jtrue",
        b"hashtags/0\0ttrails",
        b"id\0t1001",
        b"media/0/address\0ta.jpg",
        b"media/0/description/0\0tA ",
        b"media/0/description/1\0tgate",
        b"media/0/sha256\0tab",
        b"media/0/state\0tfound",
        b"text/0\0tCall ",
        b"text/1\0t(609) ",
        b"text/2\0t555-0123 \n",
        b"text/3\0tnow",
        b"fragments/0/sha256\0t" + hashlib.sha256(b"source").hexdigest().encode(),
    ]
    assert item_leaves(SAID, [b"source"]) == leaves
    stream = hashlib.shake_256(b"salts\0" + SEED).digest(16 * 13)
    digests = [hashlib.sha256(b"\0" + stream[16 * n : 16 * n + 16] + leaf).digest() for n, leaf in enumerate(leaves)]
    root = hashlib.sha256(b"\1" + (13).to_bytes(8, "big") + b"".join(digests)).hexdigest()
    assert commitment(SEED, SAID, [b"source"]) == root


def test_no_two_salts_are_alike_and_none_is_that_of_another_seed() -> None:
    assert len({*salts(SEED, 500), *salts(bytes(32), 500)}) == 1000


@pytest.mark.parametrize(
    "text", ["", " ", "a\u00a0b " * 9, "\u6771\u4eac" * 40, "half \ud83d\ude00 \ud83d", "a\0b\r\n\tc"]
)
def test_the_words_of_a_text_are_the_text_again_and_come_out_the_same_from_a_line(text: str) -> None:
    words = [leaf.split(b"\0t", 1)[1] for leaf in item_leaves({"text": text}, [])]
    again = json.loads(json.dumps({"text": text}))
    assert b"".join(words) == again["text"].encode("utf-8", "surrogatepass")
    assert max(map(len, (word.decode("utf-8", "surrogatepass").strip() for word in words)), default=0) <= 16
    assert commitment(SEED, {"text": text}, []) == commitment(SEED, again, [])


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A capture that was committed to at ingest, one from before, and the root in git."""
    folder = tmp_path_factory.mktemp("sound")
    root = Root(folder / "root")
    root.write(root_files())
    request = request_in(folder)
    ingest_export(request)
    root.commit({})
    return folder


def request_in(folder: Path, **changes: Any) -> IngestRequest:
    made = ingest_request(folder / "asked")
    shutil.rmtree(folder / "asked")
    fields: dict[str, Any] = {each: getattr(made, each) for each in made.__slots__}
    fields |= {"root": folder / "root", "store": folder / "store", "draw_seed": drawn(1)}
    return IngestRequest(**fields | {"paths": (exports_x.write_2022(folder / "export"),)} | changes)


def drawn(first: int) -> Any:
    """Seeds, each another one."""
    numbers = iter(range(first, first + 10_000))
    return lambda: hashlib.sha256(str(next(numbers)).encode()).digest()


@pytest.fixture
def place(sound: Path, tmp_path: Path) -> Place:
    shutil.copytree(sound / "root", tmp_path / "root")
    shutil.copytree(sound / "store", tmp_path / "store")
    return Place(tmp_path)


def rows(place: Place) -> dict[str, str]:
    lines = (place.record / "items.csv").read_text().splitlines()[1:]
    return {line.split(",")[0]: line.rsplit(",", 1)[1] for line in lines}


def test_every_item_of_an_export_is_committed_to_under_a_seed_of_its_own(place: Place) -> None:
    seeds = read_seeds(place.bag)
    assert len(set(seeds.values())) == len(seeds) == len(rows(place)) > 3
    lines = [json.loads(line) for line in (place.bag / "data/items/items-000001.jsonl").read_bytes().splitlines()]
    for line in lines:
        fragments = [each["text"].encode() for each in line["fragments"]]
        assert rows(place)[line["id"]] == commitment(seeds[line["id"], 1], line["item"], fragments)
    assert place.report() == []


def test_git_has_no_seed_and_no_salt(place: Place) -> None:
    seeds = read_seeds(place.bag).values()
    secrets = {form for seed in seeds for each in (seed, *salts(seed, 100)) for form in (each, each.hex().encode())}
    for name, data in files_below(place.root).items():
        assert not any(each in data for each in secrets), name


def test_an_item_whose_line_and_digest_were_rewritten_no_longer_gives_its_root(place: Place) -> None:
    edited(place.bag / "data/items/items-000001.jsonl", '"length":', '"length": ')
    rewrite_manifests(place.bag)
    assert not [each for each in place.report() if each.startswith("V010")]  # it says the same as before
    first, second = list(read_seeds(place.bag).items())[:2]
    edited(place.bag / "salts.csv", first[1].hex(), second[1].hex())
    rewrite_manifests(place.bag)
    assert [each for each in place.report() if each.startswith("V010")] == [
        f"V010 data/items/items-000001.jsonl:1 is not what item {first[0][0]!r} was committed to"
    ]


def test_a_seed_that_is_lost_or_cannot_be_read_is_told(place: Place) -> None:
    (item, _), _ = next(iter(read_seeds(place.bag).items()))
    without_line(place.bag / "salts.csv", f"{item},")
    rewrite_manifests(place.bag)
    lost = "was committed to, and its seed is not in the bag: nothing of it can be proven"
    assert [each for each in place.report() if each.startswith("V010")] == [
        f"V010 data/items/items-000001.jsonl:1 {lost}"
    ]
    (place.bag / "salts.csv").write_text("id,version,seed\nx,1,zz\n")
    rewrite_manifests(place.bag)
    name = f"parks-x/{place.capture}"
    said = f"bags/{name}/salts.csv:2: no line of seeds; restore the bag from another copy of the store"
    assert [each for each in place.report() if each.startswith("V010")] == [f"V010 the seeds cannot be read: {said}"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Two captures of the same posts, committed to, and authority over one of them."""
    office = Office(tmp_path)
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    office.publish()
    office.authorize("routine-may", "1001")
    return office


def test_a_seed_dies_with_its_item_and_the_others_stay(office: Office, capsys: Capsys) -> None:
    bag = next((office.store / "bags/parks-x").iterdir())
    before = read_seeds(bag)
    assert office.run("store", "copy", str(office.folder / "second"), capsys=capsys)[0] == 0
    code, _, err = office.dispose("routine-may", "--execute", "--witness", "cy", capsys=capsys)
    assert code == 0, err
    office.publish()
    assert read_seeds(bag) == {version: seed for version, seed in before.items() if version[0] != "1001"}
    assert office.run("captures", "verify", capsys=capsys)[:2] == (0, "")
    assert office.run("store", "copy", str(office.folder / "second"), capsys=capsys)[0] == 0
    gone = before["1001", 1]
    for folder in (office.store, office.folder / "second", office.root.folder):
        found = [name for name, data in files_below(folder).items() if gone in data or gone.hex().encode() in data]
        assert found == [], folder


def test_a_seed_that_outlived_its_item_is_found(office: Office, capsys: Capsys) -> None:
    bag = next((office.store / "bags/parks-x").iterdir())
    before = (bag / "salts.csv").read_bytes()
    office.dispose("routine-may", "--execute", "--witness", "cy", capsys=capsys)
    office.publish()
    (bag / "salts.csv").write_bytes(before)
    rewrite_manifests(bag)
    code, out, _ = office.run("captures", "verify", capsys=capsys)
    assert code == 1
    assert "V010 parks-x/" in out
    assert "version 1 of item '1001' was disposed of and its seed is there" in out


@pytest.fixture
def earlier(tmp_path: Path) -> Place:
    """A capture from before items were committed to, in git."""
    root = Root(tmp_path / "root")
    root.write(root_files())
    ingest_export(request_in(tmp_path, draw_seed=None))
    root.commit({})
    return Place(tmp_path)


def added(place: Place, draw_seed: Any = None) -> tuple[int, str]:
    with locked_store(place.store) as store:
        done = add_commitments(place.root, store, f"parks-x/{place.capture}", draw_seed or drawn(1))
    return done.items, done.written


def test_a_capture_from_before_is_committed_to_beside_what_it_has(earlier: Place) -> None:
    assert set(rows(earlier).values()) == {""}
    before, git = files_below(earlier.bag), files_below(earlier.record)
    assert earlier.report() == []
    number, written = added(earlier)
    assert (number, written) == (len(rows(earlier)), f"captures/parks-x/{earlier.capture}/commitments.csv")
    assert {name: files_below(earlier.bag)[name] for name in before} == before  # the manifests too
    assert {name: files_below(earlier.record)[name] for name in git} == git
    assert files_below(earlier.bag).keys() - before.keys() == {"salts.csv"}
    assert earlier.report() == ["V009 commitments.csv is not committed yet"]
    lines = (earlier.record / "commitments.csv").read_text().splitlines()
    assert (lines[0], len(lines)) == ("id,version,commitment", number + 1)
    assert added(earlier) == (0, "")


def test_killed_between_seeds_and_roots_the_next_run_makes_the_same_roots(earlier: Place) -> None:
    added(earlier)
    roots = (earlier.record / "commitments.csv").read_bytes()
    (earlier.record / "commitments.csv").unlink()
    assert added(earlier, drawn(500))[0] > 3
    assert (earlier.record / "commitments.csv").read_bytes() == roots


def test_what_is_not_what_was_captured_is_not_committed_to(earlier: Place) -> None:
    edited(earlier.bag / "data/items/items-000001.jsonl", "lake", "pond")
    before = files_below(earlier.bag.parents[2])
    with pytest.raises(Refusal, match=r"items-000001\.jsonl:\d+ is not what was captured"):
        added(earlier)
    assert not (earlier.record / "commitments.csv").exists()
    assert {name: data for name, data in files_below(earlier.bag.parents[2]).items() if name != "lock"} == {
        name: data for name, data in before.items() if name != "lock"
    }


def committed(place: Place) -> None:
    root = object.__new__(Root)
    root.folder = place.root
    root.commit({})


def test_roots_added_later_are_held_against_the_bag(earlier: Place) -> None:
    added(earlier)
    lines = (earlier.record / "commitments.csv").read_text().splitlines()
    edited(earlier.record / "commitments.csv", lines[1].rsplit(",", 1)[1], "0" * 64)
    committed(earlier)
    assert len([each for each in earlier.report() if each.startswith("V010")]) == 1


def test_the_command_adds_them_and_the_second_copy_gets_them(tmp_path: Path, capsys: Capsys) -> None:
    office = Office(tmp_path)
    export = office.write_export("one", "1001", "1002")
    place, second = Place(tmp_path), tmp_path / "second"
    made = ingest_request(tmp_path / "asked")
    fields: dict[str, Any] = {each: getattr(made, each) for each in made.__slots__}
    fields |= {"root": office.root.folder, "store": office.store, "paths": (export,), "draw_seed": None}
    ingest_export(IngestRequest(**fields))
    office.publish()
    assert office.run("store", "copy", str(second), capsys=capsys)[0] == 0
    code, out, err = office.run("captures", "commitments", "parks-x", capsys=capsys)
    assert (code, out, err) == (0, f"captures/parks-x/{place.capture}/commitments.csv: 2 items\n", "")
    code, out, err = office.run("captures", "commitments", "parks-x", capsys=capsys)
    said = f"parks-x/{place.capture}: nothing was written, its items were committed to before\n"
    assert (code, out, err) == (0, "", said)
    assert office.run("validate", capsys=capsys)[0] == 0
    office.publish()
    _, out, _ = office.run("store", "copy", str(second), capsys=capsys)
    assert f"bags/parks-x/{place.capture}: replaced: with the seeds of its items" in out
    assert read_seeds(second / "bags/parks-x" / place.capture) == read_seeds(place.bag) != {}
    assert office.run("captures", "verify", "--second", str(second), capsys=capsys)[:2] == (0, "")
    (place.bag / "salts.csv").unlink()
    edited(second / "bags/parks-x" / place.capture / "salts.csv", "1001,1,", "1001,2,")
    _, out, _ = office.run("store", "copy", str(second), capsys=capsys)
    assert "kept" in out


def test_a_capture_that_is_not_there_is_refused(tmp_path: Path, capsys: Capsys) -> None:
    office = Office(tmp_path)
    office.ingest(office.write_export("one", "1001"))
    office.publish()
    refusals = {
        ("parks-x", "nowhere"): "no capture 'nowhere' of 'parks-x' in the register",
        ("pond-x",): "'pond-x' has no capture",
    }
    for asked, said in refusals.items():
        assert office.run("captures", "commitments", *asked, capsys=capsys) == (2, "", f"records: {said}\n")


def test_the_record_of_a_capture_says_nothing_of_seeds(place: Place) -> None:
    value, _ = read_yaml((place.record / "capture.yml").read_bytes())
    assert "salts" not in json.dumps(value)
