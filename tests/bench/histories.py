"""What it costs to read the history of the signed register, cold, again and after one more commit."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from records_portal.history.audit_trail import read_audit_trail
from records_portal.history.repository import Repository
from records_portal.register.sources import FolderTree, load_register
from tests.bench.signed_histories import git, signed_root


def _floor(folder: Path) -> None:
    """The least that git can do: list every change and hand out every blob in it."""
    raw = git(folder, "log", "--raw", "--no-abbrev", "--no-renames", "--format=%H", "--", "registry", "schedules")
    names = {name for line in raw.splitlines() if line.startswith(b":") for name in line.split()[2:4]} - {b"0" * 40}
    subprocess.run(
        ["git", "-C", str(folder), "cat-file", "--batch"],
        input=b"\n".join(sorted(names)),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def histories(folder: Path) -> None:
    """Read 20,000 changes cold, again, and after one more commit."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    signed_root(folder)
    register = load_register(FolderTree(folder)).register
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name)
        floor = _seconds(lambda: _floor(folder))
        cold = _seconds(lambda: read_audit_trail(Repository(folder), register, cache))
        warm = _seconds(lambda: read_audit_trail(Repository(folder), register, cache))
        names = {"NAME": "A Person", "EMAIL": "person@example.org"}
        who = {f"GIT_{part}_{key}": value for part in ("AUTHOR", "COMMITTER") for key, value in names.items()}
        (folder / "registry/agencies/parks.yml").open("a", encoding="utf-8").write("# looked at again\n")
        command = ["git", "-C", str(folder), "commit", "--quiet", "--all", "--message", "Change"]
        subprocess.run(command, check=True, env={"PATH": os.defpath, "HOME": name, **who})
        one_more = _seconds(lambda: read_audit_trail(Repository(folder), register, cache))
    rows = [
        ("git log --raw and every blob (the floor)", floor),
        ("history, cold", cold),
        ("history, unchanged", warm),
        ("history, one commit more", one_more),
    ]
    print(f"{len(Repository(folder).commits()):,} commits")
    for title, seconds in rows:
        print(f"  {title:<42}{seconds:8.2f} s {seconds / floor:8.2f} x the floor")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
