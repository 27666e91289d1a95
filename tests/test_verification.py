"""Captures verified against git: one thing is damaged and the whole report compared, manifests rewritten or not."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.captures.verification import RULES, read_captures, verify_captures
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.sources import FolderTree
from tests import exports_x
from tests.roots import Root, root_files

ITEMS = "data/items/items-000001.jsonl"


class Place:
    """A root in git with one capture, its store, and a second copy of the store."""

    def __init__(self, folder: Path) -> None:
        self.root, self.store, self.second = folder / "root", folder / "store", folder / "second"

    @property
    def bag(self) -> Path:
        return self.store / "bags/parks-x" / self.capture

    @property
    def capture(self) -> str:
        return next((self.root / "captures/parks-x").iterdir()).name

    @property
    def record(self) -> Path:
        return self.root / "captures/parks-x" / self.capture

    def report(self, *, second: bool = False) -> list[str]:
        """Each finding as `CODE subject: message`, with the store's folder left out."""
        captures, findings = read_captures(FolderTree(self.root), CommitTree(Repository(self.root), "HEAD"))
        copy = self.second if second else None
        findings += verify_captures(captures, self.store, copy, lambda _: True)
        assert all(each.expected for each in findings)
        assert {each.code for each in findings} <= RULES.keys()
        return [f"{each.code} {each.message}" for each in findings]


def ingest(root: Path, store: Path, export: Path, most_listed: int = 100_000) -> None:
    ingest_export(
        IngestRequest(
            paths=(export,),
            root=root,
            store=store,
            site="parks-x",
            platform="x",
            account_id=None,
            time_zone="America/New_York",
            rules=(),
            moment=datetime(2024, 5, 1, 14, 30, tzinfo=UTC),
            by="ana",
            software="Records Portal 0.1.0",
            most_listed=most_listed,
        )
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    root = Root(folder / "root")
    root.write(root_files())
    ingest(folder / "root", folder / "store", exports_x.write_2022(folder / "export"))
    root.commit({})
    return folder


@pytest.fixture
def place(sound: Path, tmp_path: Path) -> Place:
    shutil.copytree(sound / "root", tmp_path / "root")
    shutil.copytree(sound / "store", tmp_path / "store")
    return Place(tmp_path)


def rewrite_manifests(bag: Path) -> None:
    """What somebody does who wants nothing to be seen: every manifest made anew, and the size of the payload."""
    files = [each for each in bag.rglob("*") if each.is_file()]
    payload = [each for each in files if each.relative_to(bag).parts[0] == "data"]
    info = bag / "bag-info.txt"
    lines = [line for line in info.read_text().splitlines(keepends=True) if not line.startswith("Payload-Oxum")]
    size = sum(each.stat().st_size for each in payload)
    info.write_text("".join([*lines, f"Payload-Oxum: {size}.{len(payload)}\n"]))
    for algorithm in ("sha256", "sha512"):
        _write_manifest(bag, f"manifest-{algorithm}.txt", algorithm, payload)
    tags = [each for each in bag.iterdir() if each.is_file() and not each.name.startswith("tagmanifest-")]
    for algorithm in ("sha256", "sha512"):
        _write_manifest(bag, f"tagmanifest-{algorithm}.txt", algorithm, tags)


def _write_manifest(bag: Path, name: str, algorithm: str, files: list[Path]) -> None:
    named = {each.relative_to(bag).as_posix(): hashlib.new(algorithm, each.read_bytes()).hexdigest() for each in files}
    (bag / name).write_text("".join(f"{digest}  {path}\n" for path, digest in sorted(named.items())))


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def without_line(path: Path, part: str) -> None:
    lines = path.read_text().splitlines(keepends=True)
    assert any(part in line for line in lines)
    path.write_text("".join(line for line in lines if part not in line))


def test_a_sound_store_gives_no_finding(place: Place) -> None:
    assert place.report() == []


PHOTO = "data/received/part-1/data/tweets_media/1588000000000000000-Dock01.jpg"
REWRITTEN = [
    "V004 manifest-sha256.txt is not the one that capture.yml in git names: it was rewritten",
    "V004 manifest-sha512.txt is not the one that capture.yml in git names: it was rewritten",
]


@pytest.mark.parametrize(
    ("damage", "report"),
    [
        (
            lambda bag: edited(bag / ITEMS, "Picnic on Sunday", "Picnic on Monday"),
            [f"V003 {ITEMS} has changed", f"V007 {ITEMS}:1 is not what the index says of item '1700100100000000005'"],
        ),
        (
            lambda bag: (bag / PHOTO).unlink(),
            [
                f"V003 {PHOTO} is missing",
                "V003 bag-info.txt declares {oxum} as Payload-Oxum, found is {found}",
                "V005 data/received/part-1 is not what was received: {size} bytes, capture.yml in git says otherwise",
            ],
        ),
        (
            lambda bag: (bag / "data/extra").write_bytes(b""),
            [
                "V003 data/extra is in no manifest",
                "V003 bag-info.txt declares {oxum} as Payload-Oxum, found is {found}",
            ],
        ),
        (lambda bag: (bag / "notes.txt").write_bytes(b"x"), ["V003 notes.txt is in no manifest"]),
        (lambda bag: (bag / "bagit.txt").unlink(), ["V003 bagit.txt is missing"]),
        (lambda bag: (bag / "items.csv").unlink(), ["V003 items.csv is missing"]),
        (lambda bag: (bag / "tagmanifest-sha512.txt").unlink(), ["V003 tagmanifest-sha512.txt is missing"]),
        (
            lambda bag: (bag / "fetch.txt").write_text("https://elsewhere.example/a 1 data/a\n"),
            [
                "V003 fetch.txt names content elsewhere; a bag of the store holds all of its own",
                "V003 fetch.txt is in no manifest",
            ],
        ),
    ],
)
def test_a_damaged_bag_is_named(place: Place, damage: Callable[[Path], None], report: list[str]) -> None:
    before = oxum(place.bag)
    damage(place.bag)
    figures = {"oxum": before, "found": oxum(place.bag), "size": received_size(place.bag)}
    assert place.report() == [line.format(**figures) for line in report]


def received_size(bag: Path) -> int:
    return sum(each.stat().st_size for each in (bag / "data/received/part-1").rglob("*") if each.is_file())


def oxum(bag: Path) -> str:
    files = [each for each in (bag / "data").rglob("*") if each.is_file()]
    return f"{sum(each.stat().st_size for each in files)}.{len(files)}"


@pytest.mark.parametrize(
    ("damage", "report"),
    [
        (
            lambda bag: edited(bag / ITEMS, "Picnic on Sunday", "Picnic on Monday"),
            [*REWRITTEN, f"V007 {ITEMS}:1 is not what the index says of item '1700100100000000005'"],
        ),
        (
            lambda bag: without_line(bag / ITEMS, '"id":"1588000000000000000","version"'),
            [
                *REWRITTEN,
                "V007 version 1 of item '1588000000000000000' is in the index and not in the bag",
            ],
        ),
        (
            lambda bag: edited(bag / ITEMS, '"id":"1588000000000000000","version"', '"id":"1588","version"'),
            [
                *REWRITTEN,
                f"V007 {ITEMS}:6 is item '1588', which is not in the index",
                "V007 version 1 of item '1588000000000000000' is in the index and not in the bag",
            ],
        ),
        (
            lambda bag: (bag / ITEMS).write_bytes(b"[]\n" + (bag / ITEMS).read_bytes()),
            [*REWRITTEN, f"V007 {ITEMS}:1 is no item"],
        ),
        (
            lambda bag: (bag / PHOTO).write_bytes(b"another photograph"),
            [
                *REWRITTEN,
                "V005 data/received/part-1 is not what was received: {size} bytes, capture.yml in git says otherwise",
            ],
        ),
        (
            lambda bag: (bag / "data/received/part-2.zip").write_bytes(b"PK"),
            [*REWRITTEN, "V005 data/received/part-2.zip was never received, by what capture.yml in git says"],
        ),
        (
            lambda bag: edited(bag / "items.csv", ",post,", ",reply,"),
            ["V006 items.csv is not what git says"],
        ),
        (lambda bag: (bag / "items.csv").unlink(), ["V006 items.csv is not in the bag, though git has it"]),
        (
            lambda bag: edited(bag / "capture.yml", "era: 2022-on", "era: 2018-22"),
            ["V006 capture.yml is not what git says"],
        ),
        (
            lambda bag: edited(bag / "bag-info.txt", "2024-05-01", "2020-05-01"),
            ["V006 bag-info.txt is not what git says"],
        ),
        (lambda bag: (bag / "notes.txt").write_bytes(b"x"), ["V006 notes.txt is no file that a capture has"]),
        (
            lambda bag: without_line(bag / "salts.csv", "1700100100000000005,1,"),
            [
                f"V010 {ITEMS}:1 was committed to, and its seed is not in the bag: nothing of it can be proven",
            ],
        ),
    ],
)
def test_who_rewrites_the_manifests_is_found_out_by_git(
    place: Place, damage: Callable[[Path], None], report: list[str]
) -> None:
    damage(place.bag)
    rewrite_manifests(place.bag)
    assert place.report() == [line.format(size=received_size(place.bag)) for line in report]


def test_a_missing_bag_and_a_bag_without_a_record_are_named(place: Place) -> None:
    place.bag.rename(place.bag.with_name("2020-01-01-00000000"))
    (place.store / "bags/stray.txt").write_bytes(b"")
    assert place.report() == [
        "V002 no capture in git has this bag",
        "V002 no capture in git has this bag",
        "V001 the bag is missing",
    ]


def test_a_link_in_place_of_a_bag_is_no_bag(place: Place, tmp_path: Path) -> None:
    place.bag.rename(tmp_path / "elsewhere")
    (place.store / "bags/parks-x" / place.capture).symlink_to(tmp_path / "elsewhere")
    assert place.report() == ["V001 the bag is missing"]


def test_a_record_that_was_altered_in_the_root_vouches_for_nothing(place: Place) -> None:
    """Bag and root changed alike: only the commit tells."""
    edited(place.bag / "items.csv", ",post,", ",reply,")
    rewrite_manifests(place.bag)
    shutil.copy(place.bag / "items.csv", place.record / "items.csv")
    assert place.report() == [
        "V009 items.csv differs from what was committed",
        "V006 items.csv is not what git says",
    ]


def test_a_record_that_was_deleted_from_the_root_is_still_verified(place: Place) -> None:
    (place.record / "capture.yml").unlink()
    edited(place.bag / ITEMS, "Picnic on Sunday", "Picnic on Monday")
    assert place.report() == [
        "V009 capture.yml is not there, though it was committed",
        f"V003 {ITEMS} has changed",
        f"V007 {ITEMS}:1 is not what the index says of item '1700100100000000005'",
    ]


def test_a_capture_that_was_not_committed_yet_is_taken_as_it_lies(place: Place, tmp_path: Path) -> None:
    ingest(place.root, place.store, exports_x.write_2018(tmp_path / "older"))
    assert place.report() == ["V009 the capture is not committed yet"]


def test_a_key_that_is_lost_or_cut_is_named(place: Place) -> None:
    key = place.store / "keys/parks-x.key"
    key.write_bytes(key.read_bytes()[:31])
    assert place.report() == ["V008 the key is missing or no key"]


def test_a_second_copy_is_verified_like_the_first(place: Place) -> None:
    shutil.copytree(place.store, place.second)
    assert place.report(second=True) == []
    second = place.second / "bags/parks-x" / place.capture
    edited(second / ITEMS, "Picnic on Sunday", "Picnic on Monday")
    rewrite_manifests(second)
    (place.second / "keys/parks-x.key").write_bytes(bytes(32))
    report = place.report(second=True)
    assert report[:3] == ["V008 the second copy has another key", *REWRITTEN]
    assert place.report() == []
    shutil.rmtree(second)
    (place.second / "keys/parks-x.key").unlink()
    assert place.report(second=True) == ["V008 the key is missing or no key", "V001 the bag is missing"]


def test_the_index_of_a_large_capture_is_verified_in_the_store(tmp_path: Path) -> None:
    root = Root(tmp_path / "root")
    root.write(root_files())
    ingest(tmp_path / "root", tmp_path / "store", exports_x.write_2022(tmp_path / "export"), most_listed=3)
    root.commit({})
    place = Place(tmp_path)
    assert place.report() == []
    summary = place.record / "summary.csv"
    edited(summary, ",1,", ",2,")
    shutil.copy(summary, place.bag / "summary.csv")
    root.commit({})
    rewrite_manifests(place.bag)
    assert place.report() == ["V007 summary.csv in git is not the sum of the index in the bag"]
    (place.bag / "items.parquet").write_bytes(b"PAR1")
    rewrite_manifests(place.bag)
    [only] = place.report()
    assert only.startswith("V007 the index cannot be read: ")


def test_a_record_of_another_shape_is_named_and_the_rest_is_verified(place: Place) -> None:
    edited(place.record / "capture.yml", "received:", "taken:")
    Root.git(_opened(place), "commit", "--quiet", "--all", "--message", "x")
    assert [line for line in place.report() if line.startswith("V009")] == [
        "V009 the record cannot be read, so that nothing vouches for the bag"
    ]


def _opened(place: Place) -> Root:
    root = Root.__new__(Root)
    root.folder = place.root
    return root


def test_an_index_that_cannot_be_read_is_named(place: Place) -> None:
    (place.record / "items.csv").write_text("id\n")
    Root.git(_opened(place), "commit", "--quiet", "--all", "--message", "x")
    assert place.report() == [
        "V006 items.csv is not what git says",
        f"V007 the index cannot be read: captures/parks-x/{place.capture}/items.csv: the heading is not that of an item"
        " index; restore the file from git",
    ]


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"id":[],"version":1,"change":"new","item":{}}', "\udcff", "null", ""]
)
def test_no_line_of_a_bag_leads_to_a_traceback(place: Place, line: str) -> None:
    (place.bag / ITEMS).write_bytes(line.encode("utf-8", "surrogateescape") + b"\n" + (place.bag / ITEMS).read_bytes())
    assert place.report() == [
        f"V003 {ITEMS} has changed",
        f"V003 bag-info.txt declares {declared(place.bag)} as Payload-Oxum, found is {oxum(place.bag)}",
        f"V007 {ITEMS}:1 is no item",
    ]


def declared(bag: Path) -> str:
    return (bag / "bag-info.txt").read_text().split("Payload-Oxum: ")[1].strip()


def test_a_segment_that_is_a_link_is_not_read(place: Place, tmp_path: Path) -> None:
    (place.bag / ITEMS).rename(tmp_path / "elsewhere")
    (place.bag / ITEMS).symlink_to(tmp_path / "elsewhere")
    report = place.report()
    assert report[:2] == [f"V003 {ITEMS} is a link or a device", f"V003 {ITEMS} is missing"]
    assert len([line for line in report if line.endswith("is in the index and not in the bag")]) == 6


def test_text_that_is_no_unicode_is_kept_so_that_its_digest_holds(tmp_path: Path) -> None:
    """A lone surrogate, which some exports hold, comes back as it was."""
    posts = exports_x.posts_2022()[5:]
    posts[0]["full_text"] = "half \ud83d"
    folder = exports_x.write_2022(tmp_path / "export", posts=exports_x.posts_2022()[5:])
    data = folder / "data/tweets.js"
    data.write_text(f"window.YTD.tweets.part0 = {json.dumps([{'tweet': each} for each in posts])}")
    root = Root(tmp_path / "root")
    root.write(root_files())
    ingest(tmp_path / "root", tmp_path / "store", folder)
    root.commit({})
    assert Place(tmp_path).report() == []


def test_every_rule_of_verification_has_its_damage_here() -> None:
    text = Path(__file__).read_text("utf-8")
    assert [code for code in RULES if f'"{code} ' not in text] == []
