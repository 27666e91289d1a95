"""A large list taken in, killed in the midst: every record that is there is whole, and the next run completes it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from records_portal.files.yaml_text import dump_yaml
from records_portal.imports.digital_registry import COLUMNS
from records_portal.register.starter import new_root
from tests.roots import root_files

ROWS = 300
LONGEST = 300.0
RECORDS = (sys.executable, "-m", "records_portal")


def small_root(folder: Path) -> Path:
    files = root_files()
    files["registry/people/bo.yml"] = files["registry/people/ana.yml"] | {"name": "Bo Reed"}
    for number in range(ROWS):
        files[f"registry/sites/lake{number}-x.yml"] = files["registry/sites/parks-x.yml"]
    for path, value in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dump_yaml(value), encoding="utf-8")
    return folder


def accounts(folder: Path) -> tuple[Path, Sequence[str]]:
    rows = "".join(f"parks,x,Trail{number}\n" for number in range(ROWS))
    (folder / "accounts.csv").write_text(f"agency,platform,handle\n{rows}", encoding="utf-8")
    return small_root(folder / "root"), ("import", "accounts", str(folder / "accounts.csv"), "--on", "2024-01-05")


def posts(folder: Path) -> tuple[Path, Sequence[str]]:
    heading = "Site,Date of posting,Author,Approval authority,Approved on,Title of the post,Description of the post"
    rows = "".join(f"lake{number}-x,2024-05-02,ana,bo,2024-05-01,Closed,Ridge trail\n" for number in range(ROWS))
    (folder / "posts.csv").write_text(f"{heading}\n{rows}", encoding="utf-8")
    return small_root(folder / "root"), ("import", "posts", str(folder / "posts.csv"))


def dump(folder: Path) -> tuple[Path, Sequence[str]]:
    new_root(folder / "root", "Official accounts", "UTC", "10-01")
    row = "Survey {0},Twitter,Survey,Rocks.,2023-05-04,https://twitter.com/Survey{0},Published\n"
    rows = "".join(row.format(number) for number in range(ROWS))
    (folder / "dump.csv").write_text(f"{','.join(COLUMNS)}\n{rows}", encoding="utf-8")
    report = ("--report", str(folder / "report.csv"))
    return folder / "root", ("import", "us-digital-registry", str(folder / "dump.csv"), *report)


def files_of(root: Path) -> dict[str, bytes]:
    return {str(each.relative_to(root)): each.read_bytes() for each in root.rglob("*") if each.is_file()}


def command(root: Path, arguments: Sequence[str]) -> list[str]:
    return [*RECORDS, "--root", str(root), *arguments]


def killed_after(new: int, root: Path, arguments: Sequence[str], folder: Path) -> int:
    """Kill a run as soon as so many new records are there, as a power cut would; how many there were then."""
    before = len(records_in(root))
    running = subprocess.Popen(
        command(root, arguments), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    began = time.monotonic()
    while len(records_in(root)) < before + new and running.poll() is None and time.monotonic() - began < LONGEST:
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL, "it had ended by itself"
    return len(records_in(root)) - before


def records_in(root: Path) -> list[str]:
    return [name for folder in os.walk(root / "registry") for name in folder[2] if name.endswith(".yml")]


Begun = Callable[[Path], tuple[Path, Sequence[str]]]


@pytest.mark.parametrize("begun", [accounts, posts, dump])
def test_a_run_that_is_killed_leaves_whole_records_and_the_next_one_completes_it(begun: Begun, tmp_path: Path) -> None:
    root, arguments = begun(tmp_path)
    shutil.copytree(root, tmp_path / "sound")
    before = files_of(root)
    done = subprocess.run(command(tmp_path / "sound", arguments), cwd=tmp_path, check=True, capture_output=True)
    assert done.stderr == b""
    sound = files_of(tmp_path / "sound")
    (tmp_path / "report.csv").unlink(missing_ok=True)
    for new in (1, ROWS // 4, ROWS // 3):  # one run after the other, each killed
        assert 0 < killed_after(new, root, arguments, tmp_path) < ROWS
        there = files_of(root)
        records = {path: data for path, data in there.items() if path.endswith(".yml")}
        assert records.items() <= sound.items(), "half a record, or one that an undisturbed run does not write"
        assert before.items() <= there.items(), "a record was lost"
    subprocess.run(command(root, arguments), cwd=tmp_path, check=True, capture_output=True)
    assert files_of(root) == sound, "not what an undisturbed run writes, or something is left of the killed ones"
