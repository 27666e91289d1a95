"""Disposal killed, starved and failed at every call that changes the disk: all or nothing, and one certificate.

A clean run under strace lists the calls below the store and the root; each is then the one that fails. What git takes
away in between (a stash, a clean, another clone) changes nothing. The usual run takes a sample of the calls.
"""

from __future__ import annotations

import pickle
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from records_portal.disposal.preconditions import cleared_disposition
from records_portal.register.findings import Refusal
from records_portal.store.bag_verification import verify_bag
from records_portal.store.folder import locked_store
from tests.disposals import PICTURES, TEXTS, Office, files_below
from tests.exports_x import zip_of
from tests.faults.dispose_of import disposed
from tests.faults.tracing import (
    FAULTS,
    Call,
    assert_durable_before_renamed,
    calls_of,
    changes_disk,
    command,
    copied_program,
    same_calls,
    struck,
    traced,
)
from tests.test_disposal import LATER, holding, kept

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
NAME = "routine-2019"
SAMPLED = 18
AWAY = ("plain", "stash", "clean", "clone")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    copied_program(folder)
    return folder


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Three posts in two captures, authority over two of them that share a picture, and the intended beside it all."""
    office = Office(tmp_path_factory.mktemp("begun"))
    office.ingest(office.write_export("one", "1001", "1002", "1003"))
    whole = office.write_export("two", "1001", "1002", "1003")
    office.ingest(zip_of(whole, office.folder / "two.zip"), LATER)
    office.publish()
    office.authorize(NAME, "1001", "1002", span={"from_on": "2019-05-01", "to_on": "2019-06-30"})
    intended = cleared_disposition(*office.asks(NAME)).disposition
    (office.folder / "intended").write_bytes(pickle.dumps(intended))
    return office


class Scene:
    """A copy of the office in a folder of its own, and what was there before."""

    def __init__(self, begun: Office, folder: Path) -> None:
        self.office = begun.copied_to(folder)
        self.folder, self.store, self.root = folder, self.office.store, self.office.root.folder
        self.before = files_below(self.store / "bags")
        self.kept = {name: each for name, each in kept(self.office).items() if not name.endswith((" 1001", " 1002"))}

    @property
    def command(self) -> list[str]:
        return command("dispose_of", self.root, self.store, self.folder / "intended")

    @property
    def certificate(self) -> bytes:
        path = self.store / f"certificates/{NAME}.yml"
        return path.read_bytes() if path.is_file() else b""

    def recovered(self) -> str:
        """The state once anybody has taken the lock: nothing, byte for byte, or all of it in the store."""
        with locked_store(self.store):
            pass
        assert not list(self.store.glob("journals/*"))
        assert not list(self.store.glob("dispositions/*"))
        if not self.certificate:
            assert files_below(self.store / "bags") == self.before
            return "nothing"
        self.assert_gone()
        return "all"

    def assert_gone(self) -> None:
        for item in ("1001", "1002"):
            assert holding(self.store, TEXTS[item].encode()) == []
        for picture in ("pictures/gate.jpg", "pictures/fence.jpg"):
            assert holding(self.store, PICTURES[picture]) == []
        expected = {n: d for n, d in self.kept.items() if not n.endswith(("/pictures/gate.jpg", "/pictures/fence.jpg"))}
        assert kept(self.office) == expected
        assert [verify_bag(bag) for bag in (self.store / "bags/parks-x").iterdir()] == [[], []]

    def taken_away(self, how: str) -> Path:
        """The root after git took away what was not committed."""
        if how == "stash":
            self.office.root.git("stash", "--include-untracked")
        if how == "clean":
            self.office.root.git("checkout", "--", ".")
            self.office.root.git("clean", "-fdx")
        if how == "clone":
            self.office.root.git("clone", "--quiet", str(self.folder / "remote.git"), str(self.folder / "second"))
            return self.folder / "second"
        return self.root

    def assert_whole(self, root: Path) -> None:
        """One disposition, in the store and in the root, and nothing else."""
        self.assert_gone()
        assert (root / f"schedules/dispositions/{NAME}.yml").is_file()
        for bag in (self.store / "bags/parks-x").iterdir():
            assert (root / "captures/parks-x" / bag.name / "capture.yml").read_bytes() == (
                bag / "capture.yml"
            ).read_bytes()
        assert [path.name for path in root.rglob("*unfinished")] == []
        assert [path.name for path in self.store.rglob("*unfinished")] == []
        assert [path for path in (self.store / "staging").rglob("*") if path.is_file()] == []
        assert {path.name for path in (self.store / "certificates").iterdir()} == {f"{NAME}.yml", f"{NAME}.csv"}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, program: Path, begun: Office) -> tuple[list[Call], list[Call]]:
    """The calls of a run that nothing disturbs: all, and those that change the disk below the store and the root."""
    found, points = [], []
    for _ in range(2):
        scene = Scene(begun, tmp_path_factory.mktemp("clean"))
        done, trace = traced(scene.folder, program, scene.command)
        assert (done.returncode, done.stderr) == (0, "")
        scene.assert_whole(scene.root)
        found.append(list(calls_of(trace)))
        points.append([each for each in found[-1] if changes_disk(each, (scene.root, scene.store))])
    assert same_calls(points)
    return found[1], points[1]


@pytest.mark.faults
def test_everything_is_durable_before_a_name_makes_it_count(clean: tuple[list[Call], list[Call]]) -> None:
    # a list, two captures out and two in, a journal, a certificate, a list, a record and two captures in the root
    assert assert_durable_before_renamed(clean[1]) == 11


@pytest.mark.faults
def test_nothing_is_deleted_before_the_certificate_is_durable(clean: tuple[list[Call], list[Call]]) -> None:
    calls = clean[1]
    certified = next(n for n, each in enumerate(calls) if each.name == "rename" and f"/{NAME}.yml" in each.text)
    durable = next(n for n, each in enumerate(calls) if n > certified and each.name == "fsync")
    assert "/store/certificates>" in calls[durable].text
    deleted = [n for n, each in enumerate(calls) if each.name in ("unlink", "unlinkat", "rmdir") and "= 0" in each.text]
    in_root = [n for n, each in enumerate(calls) if each.name != "flock" and "/root/" in each.text]
    assert durable < min(deleted)
    assert durable < min(in_root)


def fault_at(scene: Scene, program: Path, call: Call, fault: str, how: str) -> tuple[str, str]:
    """A run in which one call fails, what git takes away then, and the run after it; the state between them."""
    done, described = struck(scene.folder, program, scene.command, call, fault)
    try:
        if fault == "killed":
            assert done.returncode in (-9, 137)
        elif done.returncode == 0:
            scene.assert_whole(scene.root)
        else:
            assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
            assert done.stderr.startswith("records: ")
        certificate = scene.certificate
        if done.returncode == 2 and not certificate:
            assert files_below(scene.store / "bags") == scene.before
        state = scene.recovered()
        assert (state == "all") == bool(certificate)
        root = scene.taken_away(how)
        [again] = disposed(root, scene.store, scene.folder / "intended")
        scene.assert_whole(root)
        assert not certificate or scene.certificate == certificate
        assert again.digest.encode() in scene.certificate
    except (AssertionError, Refusal, OSError, ValueError, subprocess.CalledProcessError) as error:
        raise AssertionError(f"{described}, then {how}: {error!r}") from error
    shutil.rmtree(scene.folder)
    return state, {0: "done", 2: "refused"}.get(done.returncode, "dead")


def campaign(
    begun: Office, program: Path, folder: Path, fault: str, chosen: list[tuple[Call, str]], told: Callable[[str], None]
) -> None:
    def one(number: int) -> tuple[str, str]:
        call, how = chosen[number]
        return fault_at(Scene(begun, folder / str(number)), program, call, fault, how)

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(one, range(len(chosen))))
    told(f"\n{fault}: {len(chosen)} runs; ended {dict(Counter(ends))}")
    assert {state for state, _ in ends} == {"nothing", "all"}


@pytest.mark.faults
@pytest.mark.parametrize("fault", FAULTS)
def test_after_the_next_run_all_or_nothing_is_gone(
    tmp_path: Path,
    program: Path,
    begun: Office,
    clean: tuple[list[Call], list[Call]],
    fault: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A sample of the calls, another one for each fault, each followed by one of the ways."""
    points = clean[1][list(FAULTS).index(fault) :: SAMPLED]
    chosen = [(call, AWAY[number % len(AWAY)]) for number, call in enumerate(points)]
    with capsys.disabled():
        campaign(begun, program, tmp_path, fault, chosen, lambda text: print(text, end=""))
    assert len(clean[1]) > 150


@pytest.mark.nightly
@pytest.mark.parametrize("how", AWAY)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_call_and_every_way(
    tmp_path: Path,
    program: Path,
    begun: Office,
    clean: tuple[list[Call], list[Call]],
    fault: str,
    how: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with capsys.disabled():
        chosen = [(call, how) for call in clean[1]]
        campaign(begun, program, tmp_path, fault, chosen, lambda text: print(text, f"then {how}", end=""))


@pytest.mark.faults
def test_two_deaths_in_a_row_change_nothing(
    tmp_path: Path, program: Path, begun: Office, clean: tuple[list[Call], list[Call]]
) -> None:
    """Killed in the midst of the moves, then killed while that is undone or completed."""
    renames = [each for each in clean[1] if each.name == "rename"]
    for first, second in ((renames[3], 1), (renames[3], 2), (renames[5], 3), (renames[6], 1)):
        scene = Scene(begun, tmp_path / f"{first.number}-{second}")
        struck(scene.folder, program, scene.command, first, "killed")
        traced(scene.folder, program, scene.command, "-e", f"inject=rename:signal=KILL:when={second}")
        certificate = scene.certificate
        scene.recovered()
        assert len(disposed(scene.root, scene.store, scene.folder / "intended")) == 1
        scene.assert_whole(scene.root)
        assert not certificate or scene.certificate == certificate
