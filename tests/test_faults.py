"""Ingest killed, starved and failed at every call that changes the disk: afterwards the whole capture or none.

A clean run under strace lists the calls below the store and the root; each is then the one that fails.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from records_portal.register.findings import Refusal
from records_portal.store.bag_verification import verify_bag
from tests.faults.take_in import taken_in
from tests.faults.tracing import (
    FAULTS,
    Call,
    assert_durable_before_renamed,
    calls_of,
    changes_disk,
    command,
    copied_program,
    environment,
    same_calls,
    struck,
    traced,
)
from tests.hostile.raw import Entry, sound_files, zip_of
from tests.hostile.zips import sound_zip

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
]
CAPTURE = "2024-05-01-"


class Place:
    """A root, a store and an export in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root, self.store, self.export = folder, folder / "root", folder / "store", folder / "x.zip"
        (self.root / "registry/sites").mkdir(parents=True)
        (self.root / "registry/sites/parks-x.yml").write_text("agency: parks\n", encoding="utf-8")
        self.export.write_bytes(sound_zip())

    @property
    def command(self) -> list[str]:
        return command("take_in", self.root, self.store, self.export)

    def bags(self) -> list[Path]:
        return sorted(self.store.glob("bags/*/*"))

    def in_root(self) -> list[str]:
        return sorted(path.name for path in self.root.glob("captures/parks-x/*/*"))

    def assert_nothing_is_half(self) -> None:
        """What lies where captures are looked for is whole."""
        for bag in self.bags():
            assert verify_bag(bag) == []
        for path in self.root.glob("captures/parks-x/*/[!.]*"):
            [bag] = self.bags()
            assert path.read_bytes() == (bag / path.name).read_bytes()

    def assert_whole(self, *, unremoved: int = 0) -> None:
        """One capture of three items in the store and in the root, and nothing else.

        So many empty folders could not be taken away after the capture was whole, and go with the next run.
        """
        self.assert_nothing_is_half()
        [bag] = self.bags()
        assert (bag / "data/received/part-1.zip").read_bytes() == self.export.read_bytes()
        assert len((bag / "items.csv").read_text(encoding="utf-8").splitlines()) == 4
        assert self.in_root() == ["capture.yml", "items.csv"]
        left = list((self.store / "staging").rglob("*"))
        assert (len(left), [path for path in left if not path.is_dir()]) == (unremoved, [])
        assert [path.name for path in (self.store / "keys").iterdir()] == ["parks-x.key"]
        assert {path.name for path in self.store.iterdir()} == {"bags", "keys", "lock", "staging"}

    def run_again(self) -> None:
        taken_in(self.root, self.store, self.export)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    copied_program(folder)
    return folder


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, program: Path) -> tuple[list[Call], list[Call]]:
    """The calls of a run that nothing disturbs: all, and those that change the disk below the store and the root."""
    found, points = [], []
    for _ in range(2):
        place = Place(tmp_path_factory.mktemp("clean"))
        done, trace = traced(place.folder, program, place.command)
        assert done.returncode == 0, done.stderr
        place.assert_whole()
        found.append(list(calls_of(trace)))
        points.append([each for each in found[-1] if changes_disk(each, (place.root, place.store))])
    assert same_calls(points)
    return found[1], points[1]


def test_files_and_folders_are_durable_before_a_name_makes_them_count(clean: tuple[list[Call], list[Call]]) -> None:
    assert assert_durable_before_renamed(clean[1]) == 4


def fsyncs_where_they_end(trace: str) -> Iterator[str]:
    """The lines of a trace; what one thread began and another interrupted stands in two, of which the second counts."""
    began = {}
    for line in trace.splitlines():
        thread, _, call = line.partition(" ")
        if call.lstrip().startswith("fsync(") and line.endswith("<unfinished ...>"):
            began[thread] = line
        else:
            yield began.pop(thread) if "<... fsync resumed>" in call else line


def test_files_that_are_made_durable_together_are_so_before_a_name_makes_them_count(
    tmp_path: Path, program: Path
) -> None:
    place = Place(tmp_path)
    done, trace = traced(place.folder, program, place.command, synced_at_once=8)
    assert done.returncode == 0, done.stderr
    place.assert_whole()
    over = "\n".join(fsyncs_where_they_end(trace))
    calls = [each for each in calls_of(over) if changes_disk(each, (place.root, place.store))]
    assert assert_durable_before_renamed(calls) == 4


@pytest.mark.parametrize("fault", ["full", "failing"])
def test_a_file_that_cannot_be_made_durable_beside_others_ends_the_run(
    tmp_path: Path, program: Path, fault: str
) -> None:
    place = Place(tmp_path)
    inject = ("-e", f"inject=fsync:{FAULTS[fault]}:when=1")
    done, trace = traced(place.folder, program, place.command, *inject, synced_at_once=8)
    assert "INJECTED" in trace
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert (place.bags(), list(place.store.glob("staging/*"))) == ([], [])
    place.run_again()
    place.assert_whole()


def state_after(place: Place) -> str:
    if not place.bags():
        return "none"
    return "whole" if place.in_root() == ["capture.yml", "items.csv"] else "whole, root behind"


def fault_at(folder: Path, program: Path, call: Call, fault: str) -> tuple[str, str]:
    """A run in which one call fails, and the run after it; the state between them, and how the first ended."""
    place = Place(folder)
    done, described = struck(folder, program, place.command, call, fault)
    try:
        place.assert_nothing_is_half()
        if fault == "killed":
            assert done.returncode in (-9, 137)
        elif done.returncode == 0:
            place.assert_whole(unremoved=int(call.name == "rmdir"))
        else:
            assert done.returncode == 2
            assert done.stdout == ""
            assert len(done.stderr.splitlines()) == 1
            assert done.stderr.startswith("records: ")
            left = list(place.folder.rglob("*unfinished")) + list(place.store.glob("staging/*"))
            assert left == []
        state = state_after(place)
        place.run_again()
        place.assert_whole()
        assert [path.name for path in place.root.rglob("*unfinished")] == []
    except (AssertionError, Refusal, OSError) as error:
        raise AssertionError(f"{described}: {error}") from error
    shutil.rmtree(folder)
    return state, "done" if done.returncode == 0 else "refused" if done.returncode == 2 else "dead"


REFUSED = {("none", "refused"), ("whole", "done"), ("whole, root behind", "refused"), ("whole", "refused")}
ENDS = {
    "killed": {("none", "dead"), ("whole, root behind", "dead"), ("whole", "dead")},
    "full": REFUSED,
    "failing": REFUSED,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_after_the_next_run_the_capture_is_whole(
    tmp_path: Path, program: Path, clean: tuple[list[Call], list[Call]], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    points = clean[1]
    folders = [tmp_path / str(number) for number in range(len(points))]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(lambda folder, call: fault_at(folder, program, call, fault), folders, points))
    with capsys.disabled():
        by_call = dict(Counter(call.name for call in points))
        print(f"\n{fault}: {len(points)} points {by_call}; ended {dict(Counter(ends))}", end="")
    assert set(ends) == ENDS[fault]
    assert len(points) > 100


def slow_run(place: Place, program: Path) -> subprocess.Popen[str]:
    """A run that waits three seconds where it would write its first manifest."""
    delayed = ["strace", "-f", "-o", "/dev/null", "-e", "inject=fsync:delay_enter=3000000:when=8"]
    return subprocess.Popen(
        [*delayed, *place.command],
        env=environment(place.folder, program),
        cwd=place.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_of_two_runs_at_once_one_wins_and_the_other_refuses(tmp_path: Path, program: Path) -> None:
    place = Place(tmp_path)
    with slow_run(place, program) as first:
        while not list(place.store.glob("staging/*/bag/data/items")):
            assert first.poll() is None
            time.sleep(0.02)
        with pytest.raises(Refusal, match="is in use by another run"):
            place.run_again()
        _, errors = first.communicate(timeout=30)
    assert (first.returncode, errors) == (0, "")
    place.assert_whole()
    place.run_again()
    place.assert_whole()


def git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=Ana", "-c", "user.email=ana@parks.example")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def taken_away(place: Place) -> Iterator[tuple[str, Path]]:
    """The ways in which a working tree loses what was not committed, and the root after each."""
    git(place.root, "stash", "--include-untracked")
    yield "stash", place.root
    git(place.root, "stash", "drop")
    git(place.root, "clean", "-fdx")
    yield "clean", place.root
    git(place.folder, "clone", "--quiet", str(place.root), "second")
    yield "clone", place.folder / "second"


@pytest.mark.parametrize("call", ["killed-before", "killed-between", "not-killed"])
def test_what_git_takes_away_is_restored_from_the_store(tmp_path: Path, program: Path, call: str) -> None:
    place = Place(tmp_path)
    git(tmp_path, "init", "--quiet", str(place.root))
    git(place.root, "add", "--all")
    git(place.root, "commit", "--quiet", "--message", "start")
    number = {"killed-before": 3, "killed-between": 4, "not-killed": 999}[call]
    traced(tmp_path, program, place.command, "-e", f"inject=rename:signal=KILL:when={number}")
    [bag] = place.bags()
    key = (place.store / "keys/parks-x.key").read_bytes()
    for how, root in taken_away(place):
        assert not list(root.glob("captures/*/*/*")), how
        outcome = taken_in(root, place.store, place.export)
        assert sorted(path.rpartition("/")[2] for path in outcome.written) == ["capture.yml", "items.csv"], how
        for name in ("capture.yml", "items.csv"):
            assert (root / "captures/parks-x" / bag.name / name).read_bytes() == (bag / name).read_bytes(), how
        assert place.bags() == [bag]
        assert (place.store / "keys/parks-x.key").read_bytes() == key
    assert verify_bag(bag) == []


def test_a_second_capture_that_dies_leaves_the_first_alone(tmp_path: Path, program: Path) -> None:
    place = Place(tmp_path)
    place.run_again()
    [first] = place.bags()
    later = tmp_path / "later.zip"
    later.write_bytes(zip_of([*(Entry(name.encode(), data) for name, data in sound_files().items()), Entry(b"b")]))
    done, trace = traced(tmp_path, program, command("take_in", place.root, place.store, later))
    assert done.returncode == 0, done.stderr
    renames = sum(call.name == "rename" for call in calls_of(trace))
    [second] = set(place.bags()) - {first}
    assert renames == 3
    for number in range(1, renames + 1):
        for path in (second, place.root / "captures/parks-x" / second.name):
            shutil.rmtree(path)
        traced(
            tmp_path,
            program,
            command("take_in", place.root, place.store, later),
            "-e",
            f"inject=rename:signal=KILL:when={number}",
        )
        assert verify_bag(first) == []
        outcome = taken_in(place.root, place.store, later)
        assert outcome.counts["found"] == 3
        assert [verify_bag(bag) for bag in place.bags()] == [[], []]
        names = sorted(path.name for path in (place.root / "captures/parks-x" / second.name).iterdir())
        assert names == ["capture.yml", "items.csv"]
        header, *rows = (second / "items.csv").read_text(encoding="utf-8").splitlines()
        assert (header.split(",")[0], rows) == ("id", [])
