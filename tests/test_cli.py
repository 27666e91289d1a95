"""The command as a person runs it: exit codes, one line for what is wrong, nothing written."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from records_portal.register.shapes import SCHEMAS
from tests.exports_x import write_2018
from tests.roots import Root, command, root_files

SCRIPTS = Path(__file__).parents[1] / "scripts"


class Shell:
    """A root in git, and the command run in it."""

    def __init__(self, folder: Path) -> None:
        self.root = Root(folder / "root")
        self.root.commit(root_files())
        self.store = folder / "root-store"
        self.home = folder / "home"
        self.home.mkdir()

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        with contextlib.chdir(self.root.folder):
            return command(*arguments, home=self.home)

    def run_apart(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """The same in a process of its own."""
        names = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SCRIPTS),
            "TZ": "Pacific/Kiritimati",
        }
        program = [sys.executable, "-W", "error", "-m", "records_portal", *map(str, arguments)]
        return subprocess.run(
            program, cwd=self.root.folder, env=names | environment, capture_output=True, text=True, check=False
        )

    def refusal(self, *arguments: str | Path) -> str:
        """The one line of a command that cannot run and that leaves everything as it was."""
        before = snapshot(self.root.folder.parent)
        done = self.run(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert snapshot(self.root.folder.parent) == before
        [line] = done.stderr.splitlines()
        return line


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, less the cache of the user."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts and ".git" not in path.parts
    }


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    write_2018(folder)
    return folder


def test_a_period_is_answered_in_two_lines(shell: Shell) -> None:
    done = shell.run_apart(
        "eligible", "2007-09-01", "--cutoff", "fiscal-year-end", "--fiscal-year-start", "09-01", "--period", "P3Y"
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "retained_through: 2011-08-31\neligible_on: 2011-09-01\n",
        "",
    )


@pytest.mark.parametrize(
    ("cutoff", "through", "eligible"),
    [
        ("fiscal-year-end", "2025-06-30", "2025-07-01"),
        ("fiscal-quarter-end", "2025-06-30", "2025-07-01"),
        ("fiscal-month-end", "2025-06-30", "2025-07-01"),
    ],
)
def test_the_portals_fiscal_year_is_used_where_none_is_given(
    shell: Shell, tmp_path: Path, cutoff: str, through: str, eligible: str
) -> None:
    question = ("eligible", "2024-06-30", "--cutoff", cutoff, "--period", "P1Y")
    assert shell.run(*question).stdout == f"retained_through: {through}\neligible_on: {eligible}\n"
    refused = shell.run("--root", tmp_path, *question)
    assert (refused.returncode, refused.stderr) == (
        2,
        "records: a fiscal year needs its first day; add --fiscal-year-start MM-DD\n",
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("2023-02-29", "--period", "P1Y"), "'2023-02-29' is not a date"),
        (("2024-01-01", "--period", "1Y"), "'1Y' is not a period"),
        (("2024-01-01", "--period", "P9999Y"), "after the year 9999"),
        (
            ("2024-01-01", "--cutoff", "fiscal-year-end", "--fiscal-year-start", "02-29", "--period", "P1Y"),
            "'02-29' is not",
        ),
        (("2024-01-01", "--cutoff", "weekly", "--period", "P1Y"), "'weekly' is not one of"),
        (("2024-01-01",), "Missing option '--period'"),
    ],
)
def test_a_question_that_makes_no_sense_gets_one_line(shell: Shell, arguments: tuple[str, ...], reason: str) -> None:
    assert reason in shell.refusal("eligible", *arguments)


def test_findings_have_places_for_people_and_for_machines(shell: Shell) -> None:
    path = shell.root.folder / "registry/sites/parks-x.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("agency: parks\n", "agency: park\n", 1), encoding="utf-8")
    text = shell.run_apart("validate", "--as-of", "2026-01-15")
    [line] = [line for line in text.stdout.splitlines() if ":1:1: R002 " in line]
    assert line.startswith("registry/sites/parks-x.yml:1:1: R002 parks-x: ")
    assert line.endswith("did you mean 'parks'? [error]")
    assert text.returncode == 1
    listed = json.loads(shell.run("validate", "--as-of", "2026-01-15", "--format", "json").stdout)
    [found] = [each for each in listed if each["suggestion"] == "parks" and each["line"] == 1]
    assert found.keys() == {
        "code", "severity", "path", "line", "column", "subject", "message", "expected", "suggestion",
    }  # fmt: skip


def test_what_is_late_does_not_fail_the_check(shell: Shell) -> None:
    done = shell.run("validate", "--as-of", "2026-01-15")
    assert (done.returncode, "[error]" in done.stdout) == (0, False), done.stdout


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_due_is_empty_without_captures(shell: Shell, form: str) -> None:
    done = shell.run("due", "--format", form, "--as-of", "2026-01-15")
    assert done.returncode == 0, done.stderr
    assert "0 items" in done.stderr
    assert "clearance may be pending" in done.stderr


def test_an_export_is_taken_in_once(shell: Shell, export: Path) -> None:
    first = shell.run("ingest", export, "--site", "parks-x", "--by", "ana", "--format", "json")
    assert first.returncode == 0, first.stderr
    outcome = json.loads(first.stdout)
    assert list(outcome) == [
        "verdict", "reasons", "known", "not_in_it", "offered_account_id", "platform", "format", "era", "account",
        "span", "counts", "kinds", "declared", "media", "residue", "lacks", "unknown", "capture", "written",
        "kept_back",
    ]  # fmt: skip
    assert (outcome["verdict"], outcome["reasons"]) == ("complete", [])
    assert outcome["kinds"]["post"] == {
        "found": 2, "new": 2, "edited": 0, "returned": 0, "repeated": 0, "gone": 0,
    }  # fmt: skip
    before = snapshot(shell.root.folder.parent)
    again = json.loads(shell.run("ingest", export, "--site", "parks-x", "--by", "ana", "--format", "json").stdout)
    assert again | {"written": outcome["written"]} == outcome
    assert again["written"] == []
    assert snapshot(shell.root.folder.parent) == before
    due = shell.run("due", "--format", "csv", "--as-of", "2026-01-15")
    header, *rows = due.stdout.split()
    assert header == (
        "site,item,kind,class,schedule,series,trigger_on,cutoff_on,retained_through,eligible_on,status,holds,authorization"
    )
    residue = [row for row in rows if row.split(",")[2] == "residue"]
    assert len(rows) - len(residue) == outcome["counts"]["found"]
    assert len(residue) == len(outcome["residue"])
    assert shell.run("validate", "--as-of", "2026-01-15").returncode == 0


def test_a_dry_run_reads_everything_and_writes_nothing(shell: Shell, export: Path) -> None:
    before = snapshot(shell.root.folder.parent)
    done = shell.run("ingest", export, "--site", "parks-x", "--by", "ana", "--dry-run", "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["written"]) == (0, [])
    assert snapshot(shell.root.folder.parent) == before


def test_nobody_takes_an_export_in_or_judges_one_without_being_registered(shell: Shell, export: Path) -> None:
    reason = (
        "records: git's user.email belongs to nobody in registry/people/; say who takes it in or judges it with "
        "--by PERSON"
    )
    assert shell.refusal("ingest", export, "--site", "parks-x") == reason
    assert shell.refusal("ingest", export, "--site", "parks-x", "--dry-run") == reason
    assert shell.refusal("captures", "judge", "parks-x") == reason
    assert shell.run("ingest", export, "--site", "parks-x", "--by", "ana").returncode == 0
    [record] = shell.root.folder.glob("captures/parks-x/*/capture.yml")
    assert "  by: ana\n" in record.read_text(encoding="utf-8")


def bad_exports(shell: Shell, export: Path, folder: Path) -> Iterator[tuple[list[str | Path], str]]:
    whole = folder / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        for path in sorted(export.rglob("*")):
            archive.write(path, path.relative_to(export))
    half, text, inside = folder / "half.zip", folder / "notes.bin", shell.root.folder / "store"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    text.write_text("not an export", encoding="utf-8")
    (folder / "empty").mkdir()
    site = ["--site", "parks-x", "--by", "ana"]
    yield ["ingest", export, "--site", "park-x"], "did you mean 'parks-x'"
    yield ["ingest", folder / "absent.zip", *site], "absent.zip"
    yield ["ingest", text, *site], "notes.bin"
    yield ["ingest", folder / "empty", *site], "empty"
    yield ["ingest", half, *site], "half.zip"
    yield ["--store", inside, "ingest", export, *site], "working tree"
    yield ["ingest", export, *site, "--by", "nobody"], "'nobody' is not in registry/people/"


def test_what_cannot_be_taken_in_gets_one_line_and_leaves_nothing(shell: Shell, export: Path, tmp_path: Path) -> None:
    for arguments, reason in bad_exports(shell, export, tmp_path):
        assert reason in shell.refusal(*arguments)


def test_a_store_that_cannot_be_written_is_refused(shell: Shell, export: Path) -> None:
    if os.geteuid() == 0:
        shell.store.write_text("a file where the store would be", encoding="utf-8")
    else:
        shell.store.mkdir(mode=0o500)
    assert "root-store" in shell.refusal("ingest", export, "--site", "parks-x", "--by", "ana")


def test_a_record_that_cannot_be_read_stops_what_is_computed_from_all(shell: Shell, export: Path) -> None:
    (shell.root.folder / "registry/sites/parks-x.yml").write_text("agency: &a parks\n", encoding="utf-8")
    place = "registry/sites/parks-x.yml:1:9: Y004"
    assert place in shell.refusal("due")
    assert place in shell.refusal("build")
    assert place in shell.refusal("ingest", export, "--site", "parks-x", "--by", "ana")
    done = shell.run("validate")
    assert (done.returncode, done.stdout.count("Y004")) == (1, 1)


def test_a_portal_needs_a_whole_history(shell: Shell, tmp_path: Path) -> None:
    shell.root.commit({}, message="again")
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{shell.root.folder}", shallow], check=True)
    assert "git fetch --unshallow" in shell.refusal("--root", shallow, "build", "--as-of", "2026-01-15")
    assert shell.run("--root", shallow, "validate").returncode == 0
    assert shell.run("--root", shallow, "due").returncode == 0
    (shallow / ".git").rename(tmp_path / "git-taken-away")
    assert "not in a git repository" in shell.refusal("--root", shallow, "build")
    assert shell.run("--root", shallow, "validate").returncode == 0


def test_a_hooks_environment_does_not_lead_elsewhere(shell: Shell, tmp_path: Path) -> None:
    done = shell.run_apart("validate", GIT_DIR=str(tmp_path / "nowhere"), GIT_WORK_TREE=str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_a_folder_that_is_no_root_is_refused(shell: Shell, tmp_path: Path) -> None:
    assert "no folder registry/" in shell.refusal("--root", tmp_path / "home", "validate")
    assert "is not a folder" in shell.refusal("--private", tmp_path / "absent", "validate")


def test_the_portal_is_never_built_with_the_private_root(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    assert "public root alone" in shell.refusal("--private", tmp_path / "private", "build")


def test_a_new_root_validates_and_is_not_started_twice(shell: Shell, tmp_path: Path) -> None:
    new = tmp_path / "new"
    empty = ("--empty", "--title", "Ours", "--fiscal-year-start", "07-01")
    done = shell.run("init", new, *empty, "--time-zone", "America/Chicago")
    assert (done.returncode, done.stdout.splitlines()) == (0, [str(new), f"{new}-store", f"{new}.git"])
    checked = shell.run("--root", new, "validate")
    assert (checked.returncode, checked.stdout) == (0, "")
    # What is committed is read by everybody: no path of this machine, neither of the program nor of the user.
    files = [path for path in sorted(new.rglob("*")) if path.is_file() and ".git" not in path.relative_to(new).parts]
    written = b"\n".join(path.read_bytes() for path in files)
    paths = (b"file:/", str(tmp_path).encode(), str(SCHEMAS.parent).encode())
    assert [each for each in paths if each in written] == []
    assert "already has records" in shell.refusal("init", new)
    other = tmp_path / "other"
    assert "is not an IANA time zone" in shell.refusal("init", other, *empty, "--time-zone", "Mars/Olympus")
    assert "fiscal_year_start" in shell.refusal("init", other, "--empty", "--fiscal-year-start", "02-31")
