"""Offices that begin: what `records init` is told, and how it is run."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.commands.cli import run

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA = "Ana Reyes; Mayor; Head of agency, Communications Director; ; 2026-01-05; areyes"
BO = "Bo Lind; Clerk; CTO/CIO, records officer, web team, liaison; ; 2026-01-05; blind"
TOWN = (
    *("--title", "Official social media of Ourtown", "--state", "MO", "--kind", "local"),
    *("--fiscal-year-start", "01-01", "--agency", "City of Ourtown; ourtown; ; https://ourtown.example/"),
    *("--person", ANA, "--person", BO),
)
# Public halves of keys that nobody has: what is signed with them is not asked here.
KEYS = {
    "ana": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFe9qK2R58j96i89QuvMnI3FE6oOFwEw7BoS3XQdNNVe",
    "bo": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAT/0uQJkEexBqBCNMVIGmCPq9x4NsF54dsqxhJdyV9X",
}


@dataclass
class Bench:
    """A folder in which offices begin, with two people's keys."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def keys(self) -> tuple[str, ...]:
        """The options by which both keys are given."""
        return ("--key", f"ana-reyes={self.folder}/ana.pub", "--key", f"Bo Lind={self.folder}/bo.pub")

    def run(self, *arguments: object, at: datetime = NOON) -> tuple[int, str, str]:
        """One command: its exit code, and what it prints with the folder named F."""
        self.capsys.readouterr()
        settings = {"cache": self.folder / "cache", "started_at": at, "environment": dict(os.environ)}
        code = run([str(each) for each in arguments], settings)
        out, err = self.capsys.readouterr()
        return code, out.replace(str(self.folder), "F"), err.replace(str(self.folder), "F")

    def begin(self, name: str, *arguments: object) -> tuple[int, str, str]:
        """`records init` for a folder here."""
        return self.run("init", self.folder / name, *arguments)

    def begun(self, name: str, *arguments: object) -> Path:
        """The folder of an office that begins without a fault."""
        code, _, err = self.begin(name, *arguments)
        assert code == 0, err
        return self.folder / name

    def left(self) -> list[str]:
        """What lies in the folder beside the keys."""
        return sorted(each.name for each in self.folder.iterdir() if each.name not in ("ana.pub", "bo.pub", "cache"))


def git(folder: Path, *arguments: str) -> str:
    """What git prints in a folder, with nobody's settings."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    done = subprocess.run(["git", *arguments], cwd=folder, env=settings, capture_output=True, text=True, check=True)
    return done.stdout


def made_bench(folder: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    """A folder with the two keys in it."""
    for name, line in KEYS.items():
        (folder / f"{name}.pub").write_text(f"{line} {name}\n")
    return Bench(folder, capsys)
