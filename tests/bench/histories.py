"""A long history of a register, made by git fast-import, and what it costs to read it."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from records_portal.files.yaml_text import dump_yaml
from records_portal.history.audit_trail import read_audit_trail
from records_portal.history.repository import Repository
from records_portal.register.sources import FolderTree, load_register
from tests.bench.kept_roots import kept_root
from tests.bench.synthetic import write_register

COMMITS, SITES = 10_000, 5_000
FIRST_MOMENT = 1_577_960_000


def write_history(folder: Path, commits: int = COMMITS, sites: int = SITES) -> None:
    """A repository whose first commit is the register and whose every other one changes two of its sites."""
    write_register(folder, sites)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    done = subprocess.run(
        ["git", "-C", folder, "fast-import", "--quiet"], input=b"".join(_stream(folder, commits, sites)), check=True
    )
    assert done.returncode == 0
    _git(folder, "reset", "--quiet", "--hard", "main")


def _git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True).stdout


def _stream(folder: Path, commits: int, sites: int) -> Iterator[bytes]:
    yield _commit(0)
    for path in sorted(folder.rglob("*.yml")):
        yield _file(path.relative_to(folder).as_posix(), path.read_bytes())
    texts = [(folder / f"registry/sites/site-{number:06}.yml").read_text(encoding="utf-8") for number in range(sites)]
    for number in range(1, commits):
        yield _commit(number)
        for site in {(2 * number) % sites, (2 * number + 1) % sites}:
            texts[site] = _changed(texts[site], number)
            yield _file(f"registry/sites/site-{site:06}.yml", texts[site].encode())


def _commit(number: int) -> bytes:
    who = f"A Person <7+ana@users.noreply.forge.example> {FIRST_MOMENT + number * 3600} +0000"
    return f"commit refs/heads/main\ncommitter {who}\ndata 7\nChange\n\n".encode()


def _file(path: str, data: bytes) -> bytes:
    return f"M 644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _changed(text: str, number: int) -> str:
    """A site after one more recertification, with another purpose."""
    lines = [f"purpose: Purpose {number}" if line.startswith("purpose:") else line for line in text.splitlines()]
    fact = dump_yaml([{"kind": "recertification", "on": "2026-01-02", "by": "ben", "role": "web-content-team"}])
    return "\n".join(lines).replace("\naccount_id:", f"\n{fact}account_id:") + "\n"


def _floor(folder: Path) -> None:
    """The least that git can do: list every change and hand out every blob in it."""
    raw = _git(folder, "log", "--raw", "--no-abbrev", "--no-renames", "--format=%H", "--", "registry", "schedules")
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
    kept_root("history", write_history, folder)
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
    print(f"{COMMITS:,} commits")
    for title, seconds in rows:
        print(f"  {title:<42}{seconds:8.2f} s {seconds / floor:8.2f} x the floor")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
