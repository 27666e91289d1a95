"""The wheel alone is enough: a root is begun, checked and built into a portal where no checkout is in reach."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.beginnings import KEYS, TOWN

pytestmark = pytest.mark.wheel
REQUEST = (
    *("--platform", "Facebook", "--purpose", "News of the town.", "--by", "Bo Lind"),
    *("--communication-types", "Closures", "--justification", "Residents ask there."),
    *("--proposed-administrators", "Bo Lind"),
)
CHECKOUT = Path(__file__).parents[1]
MOMENT = {"GIT_AUTHOR_DATE": "2026-11-20T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-20T12:00:00Z"}
GIT = ("git", "-c", "user.name=Nobody", "-c", "user.email=nobody@lakeland.example")


def run(place: Path, *command: str | Path, told: bool = False, beside: Mapping[str, str] | None = None) -> str:
    """What an installed command prints, or tells, run elsewhere and with nothing of the caller's environment."""
    environment = {"PATH": os.defpath, "HOME": str(place), "LANG": "C.UTF-8", **(beside or {})}
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr if told else done.stdout


@pytest.fixture(scope="module")
def records() -> Path:
    """The command of the bare environment, whose package is not the checkout's."""
    command = Path(os.environ["RECORDS"])
    said = run(Path("/"), command.with_name("python"), "-c", "import records_portal; print(records_portal.__file__)")
    assert not Path(said.strip()).is_relative_to(CHECKOUT / "scripts")
    return command


def committed(root: Path) -> None:
    begins = () if (root / ".git").is_dir() else (("init", "-q", "--initial-branch=main"),)
    for words in (*begins, ("add", "."), ("commit", "-q", "-m", "Records")):
        run(root, *GIT, *words, beside=MOMENT)


def test_an_office_begins_builds_its_portal_and_asks_for_a_site(records: Path, tmp_path: Path) -> None:
    """From `init` to the first page and the first site, by what the wheel holds and a few commands."""
    for name, line in KEYS.items():
        (tmp_path / f"{name}.pub").write_text(f"{line}\n")
    run(tmp_path, records, "init", "ours", *TOWN, "--key", "ana-reyes=ana.pub", "--key", "bo-lind=bo.pub")
    assert {"ours", "ours-private", "ours-store", "ours.git"} <= {path.name for path in tmp_path.iterdir()}
    locked = (CHECKOUT / "requirements/runtime.txt").read_bytes()
    assert (tmp_path / "ours/requirements.txt").read_bytes() == locked
    assert re.fullmatch(
        r"records-portal==[0-9.]+ --hash=sha256:[0-9a-f]{64}\n", (tmp_path / "ours/program.txt").read_text()
    )
    run(tmp_path, records, "--root", "ours", "validate")
    run(tmp_path, records, "--root", "ours", "build", "--out", "site")
    home = (tmp_path / "site/index.html").read_text("utf-8")
    assert "Official social media of Ourtown" in home
    assert "akeland" not in home
    guides = {path.stem for path in (CHECKOUT / "docs/guides").glob("*.md")} - {"index"}
    assert {path.name for path in (tmp_path / "site/guides").iterdir() if path.is_dir()} == guides
    assert (tmp_path / "site/check/index.html").is_file()
    assert list((tmp_path / "site/assets").rglob("portal*.css"))
    assert sorted(path.stem for path in (tmp_path / "ours/schedules").glob("*.yml")) == ["missouri"]
    assert (tmp_path / "ours/registry/platforms/facebook.yml").is_file()
    run(tmp_path, records, "--root", "ours", "new", "site", "ourtown-facebook", *REQUEST)
    assert "0 error" in run(tmp_path, records, "--root", "ours", "validate", told=True)
    committed(tmp_path / "ours")
    run(tmp_path, records, "--root", "ours", "build", "--out", "site")
    assert "News of the town" in (tmp_path / "site/sites/ourtown-facebook/index.html").read_text("utf-8")


def test_the_two_commands_of_an_offices_readme_are_enough(records: Path, tmp_path: Path) -> None:
    """What it needs comes from an index by its hash; the program, by its hash, from where the wheel lies."""
    run(tmp_path, records, "init", "ours", *TOWN, "--without-keys")
    readme = (tmp_path / "ours/README.md").read_text("utf-8")
    set_up, check = readme.partition("```sh\n")[2].partition("```")[0].splitlines()
    place = {
        "HOME": str(tmp_path),
        "PIP_FIND_LINKS": os.environ["WHEELS"],
        "PATH": f"{sys.base_prefix}/bin:{os.defpath}",
    }
    run(tmp_path / "ours", "/bin/sh", "-c", set_up, beside=place)
    assert "Official social media of Ourtown" in (tmp_path / "ours/site/index.html").read_text("utf-8")
    assert "0 error" in run(tmp_path / "ours", "/bin/sh", "-c", check, told=True, beside=place)
    assert run(tmp_path / "ours", *GIT, "status", "--porcelain") == "", "neither is a change of the register"


@pytest.mark.parametrize("forge", ["github", "gitlab", "forgejo"])
def test_the_wheel_has_what_each_forge_reads(records: Path, tmp_path: Path, forge: str) -> None:
    address = "git@forge.example:ourtown/records.git"
    run(tmp_path, records, "init", "ours", *TOWN, "--without-keys", "--forge", forge, "--address", address)
    run(tmp_path, records, "protection", f"ours/.{forge}/branch-protection.json")


def built_as(records: Path, root: Path, site: Path) -> dict[str, bytes]:
    """The files of the portal that is built from the last commit."""
    run(root.parent, records, "--root", root, "build", "--as-of", "2026-11-20", "--out", site)
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_the_sample_is_built_to_the_same_bytes_as_from_the_checkout(records: Path, tmp_path: Path) -> None:
    """What the settings and the pages of a checkout add to a root, the wheel adds too; the commit alone is another."""
    root = tmp_path / "sample"
    for name in ("registry", "schedules", "captures"):
        shutil.copytree(CHECKOUT / name, root / name)
    committed(root)
    wheel = built_as(records, root, tmp_path / "wheel")
    for name in ("docs", "mkdocs.yml"):
        (shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy)(CHECKOUT / name, root / name)
    committed(root)
    checkout = built_as(records, root, tmp_path / "checkout")
    assert wheel.keys() == checkout.keys()
    first, last = (run(root, *GIT, "rev-parse", name).strip().encode() for name in ("HEAD~", "HEAD"))
    named = {name for name, data in checkout.items() if last[:12] in data}
    assert named == {"build.json", "check/data/index.json", "data/datapackage.json"}
    same = {name: data.replace(first, last).replace(first[:12], last[:12]) for name, data in wheel.items()}
    assert [name for name in checkout if (same if name in named else wheel)[name] != checkout[name]] == []
