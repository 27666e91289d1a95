"""The wheel alone is enough: a root is begun, checked and built into a portal where no checkout is in reach."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel
CHECKOUT = Path(__file__).parents[1]
GIT = ("git", "-c", "user.name=Nobody", "-c", "user.email=nobody@lakeland.example")


def run(place: Path, *command: str | Path) -> str:
    """What an installed command prints, run in another folder and with nothing of the caller's environment."""
    environment = {"PATH": os.defpath, "HOME": str(place), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def records() -> Path:
    """The command of the bare environment, whose package is not the checkout's."""
    command = Path(os.environ["RECORDS"])
    said = run(Path("/"), command.with_name("python"), "-c", "import records_portal; print(records_portal.__file__)")
    assert not Path(said.strip()).is_relative_to(CHECKOUT / "scripts")
    return command


def committed(root: Path) -> None:
    for words in (("init", "-q", "--initial-branch=main"), ("add", "."), ("commit", "-q", "-m", "First records")):
        run(root, *GIT, *words)


def test_a_new_root_validates_and_is_built_with_every_guide(records: Path, tmp_path: Path) -> None:
    run(tmp_path, records, "init", "ours", "--title", "Official social media of Ourtown")
    committed(tmp_path / "ours")
    run(tmp_path, records, "--root", "ours", "validate")
    run(tmp_path, records, "--root", "ours", "build", "--out", "site")
    home = (tmp_path / "site/index.html").read_text("utf-8")
    assert "Official social media of Ourtown" in home
    guides = {path.stem for path in (CHECKOUT / "docs/guides").glob("*.md")} - {"index"}
    assert {path.name for path in (tmp_path / "site/guides").iterdir() if path.is_dir()} == guides
    assert (tmp_path / "site/check/index.html").is_file()
    assert list((tmp_path / "site/assets").rglob("portal*.css"))


def test_the_sample_is_built_to_the_same_bytes_as_from_the_checkout(records: Path, tmp_path: Path) -> None:
    """What the settings and the pages of a checkout add to a root, the wheel adds too."""
    root = tmp_path / "sample"
    for name in ("registry", "schedules", "captures"):
        shutil.copytree(CHECKOUT / name, root / name)
    committed(root)
    run(tmp_path, records, "--root", root, "build", "--as-of", "2026-11-20", "--out", "wheel")
    for name in ("docs", "mkdocs.yml"):
        (shutil.copytree if (CHECKOUT / name).is_dir() else shutil.copy)(CHECKOUT / name, root / name)
    run(tmp_path, records, "--root", root, "build", "--as-of", "2026-11-20", "--out", "checkout")
    built = [
        {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "wheel", tmp_path / "checkout")
    ]
    assert built[0].keys() == built[1].keys()
    assert [name for name in built[0] if built[0][name] != built[1][name]] == []
