"""The portal as a whole: the same bytes everywhere, nothing private, and an old one stays when a new one fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exports_x import write_2018
from tests.roots import CANARY, Root, command, lend, root_files

SCRIPTS = Path(__file__).parents[1] / "scripts"
SETTINGS = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
    {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"},
    {"TZ": "Asia/Kolkata", "LC_ALL": "POSIX", "PYTHONHASHSEED": "7"},
]


def records(root: Root, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return command("--root", root.folder, *arguments, home=root.folder.parent)


def records_apart(root: Root, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    names = {"HOME": str(root.folder.parent), "PATH": os.environ["PATH"], "PYTHONPATH": str(SCRIPTS)}
    program = [sys.executable, "-W", "error", "-m", "records_portal", "--root", str(root.folder), *map(str, arguments)]
    return subprocess.run(program, env=names | environment, capture_output=True, text=True, check=False)


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path, engine: Path) -> Root:
    lend(engine, tmp_path / ".cache" / "records-portal")
    root = Root(tmp_path / "root")
    root.commit(root_files(), GIT_AUTHOR_EMAIL=f"{CANARY}@private.example")
    return root


def build(root: Root, out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A build as of a day; with a setting of the environment, in a process of its own."""
    arguments = ("build", "--as-of", "2026-01-15", "--out", out)
    return records_apart(root, *arguments, **environment) if environment else records(root, *arguments)


@pytest.mark.builds
def test_the_same_commit_gives_the_same_bytes_in_any_zone_locale_and_hash_seed(root: Root, tmp_path: Path) -> None:
    write_2018(tmp_path / "export")
    assert records(root, "ingest", tmp_path / "export", "--site", "parks-x", "--by", "ana").returncode == 0
    root.commit({})
    sites = []
    for number, environment in enumerate(SETTINGS):
        done = build(root, tmp_path / f"site-{number}", **environment)
        assert done.returncode == 0, done.stderr
        sites.append(files_below(tmp_path / f"site-{number}"))
    assert len(sites[0]) > 60
    for other in sites[1:]:
        assert [name for name in sites[0] if sites[0][name] != other.get(name)] == []
        assert other.keys() == sites[0].keys()


def test_nothing_of_a_commits_message_name_or_address_is_published(root: Root, tmp_path: Path) -> None:
    assert build(root, tmp_path / "site").returncode == 0
    assert [name for name, content in files_below(tmp_path / "site").items() if CANARY.encode() in content] == []


def test_nothing_of_a_private_root_beside_it_is_published(root: Root, tmp_path: Path) -> None:
    private = tmp_path / "root-private" / "registry" / "holds"
    private.mkdir(parents=True)
    (private / "secret.yml").write_text(f"matter: {CANARY}\n", encoding="utf-8")
    assert build(root, tmp_path / "site").returncode == 0
    assert [name for name, content in files_below(tmp_path / "site").items() if CANARY.encode() in content] == []


def test_a_build_says_what_it_was_made_from(root: Root, tmp_path: Path) -> None:
    done = build(root, tmp_path / "site")
    head = root.git("rev-parse", "HEAD").strip()
    told = json.loads((tmp_path / "site" / "build.json").read_text(encoding="utf-8"))
    assert (told["head"], told["as_of"], told["uncommitted_changes"]) == (head, "2026-01-15", False)
    assert str(tmp_path / "site") in done.stdout.splitlines()[0]
    root.write({"registry/agencies/new.yml": root_files()["registry/agencies/parks.yml"]})
    assert "uncommitted changes" in build(root, tmp_path / "site").stdout
    assert (tmp_path / "site/agencies/new/index.html").is_file()


def test_records_with_errors_are_not_published_and_the_old_portal_stays(root: Root, tmp_path: Path) -> None:
    assert build(root, tmp_path / "site").returncode == 0
    before = files_below(tmp_path / "site")
    files = root_files()
    files["registry/sites/parks-x.yml"]["platform"] = "y"
    root.write(files)
    done = build(root, tmp_path / "site")
    assert (done.returncode, "no such platform 'y'" in done.stdout) == (1, True), done.stdout
    assert files_below(tmp_path / "site") == before


def test_a_folder_that_is_no_portal_is_not_replaced(root: Root, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = build(root, tmp_path / "mine")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert files_below(tmp_path / "mine") == {"thesis.txt": b"years of work"}
