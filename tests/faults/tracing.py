"""strace: which calls a run makes that change the disk, and a run in which one of them fails."""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[2]
CHANGING = (
    "openat", "write", "pwrite64", "writev", "pwritev", "fsync", "fdatasync", "rename", "renameat", "renameat2",
    "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "link", "linkat", "symlink", "ftruncate", "fallocate",
    "chmod", "fchmod", "copy_file_range", "sendfile", "flock", "creat", "truncate",
)  # fmt: skip
FAULTS = {"killed": "signal=KILL", "full": "error=ENOSPC", "failing": "error=EIO"}
_CALL = re.compile(r"^(\d+) +(\w+)\((.*)$")


@dataclass(frozen=True, order=True)
class Call:
    """A call by its name and its number among the thread's calls of that name, and what strace says of it."""

    name: str
    number: int
    text: str


def copied_program(folder: Path) -> None:
    """A copy of the program, compiled, so that every run makes the same calls whatever happens to the original."""
    ignored = shutil.ignore_patterns("__pycache__", "theme", "templates")
    shutil.copytree(HERE / "scripts/records_portal", folder / "records_portal", ignore=ignored)
    shutil.copytree(Path(__file__).parent, folder / "tests/faults", ignore=ignored)
    (folder / "tests/__init__.py").touch()
    compileall.compile_dir(folder, quiet=2)


def command(module: str, *places: Path) -> list[str]:
    """A module of this folder as a process."""
    return [sys.executable, "-W", "error", "-m", f"tests.faults.{module}", *map(str, places)]


def environment(folder: Path, program: Path) -> dict[str, str]:
    """An environment in which two runs make the same calls."""
    (folder / "tmp").mkdir(exist_ok=True)
    return {
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(program),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder / "tmp"),
    }


def traced(
    folder: Path, program: Path, arguments: list[str], *options: str, synced_at_once: int = 0
) -> tuple[subprocess.CompletedProcess[str], str]:
    """A run under strace, and the trace."""
    trace = folder / "trace"
    called = ["strace", "-f", "-y", "-s", "0", "-o", str(trace), "-e", f"trace={','.join(CHANGING)}", *options]
    done = subprocess.run(
        [*called, *arguments],
        env=environment(folder, program) | {"SYNCED_AT_ONCE": str(synced_at_once)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done, trace.read_text(encoding="utf-8", errors="replace")


def calls_of(trace: str) -> Iterator[Call]:
    """Every call of a trace, counted by thread and name as strace counts them."""
    seen: Counter[tuple[str, str]] = Counter()
    for line in trace.splitlines():
        if match := _CALL.match(line):
            thread, name, text = match.groups()
            seen[thread, name] += 1
            yield Call(name, seen[thread, name], text)


def changes_disk(call: Call, folders: tuple[Path, ...]) -> bool:
    """Whether a call changes something below one of the folders."""
    if not any(str(folder) in call.text for folder in folders):
        return False
    return call.name != "openat" or "O_CREAT" in call.text or "O_TRUNC" in call.text


def struck(
    folder: Path, program: Path, arguments: list[str], call: Call, fault: str
) -> tuple[subprocess.CompletedProcess[str], str]:
    """A run in which one call fails, and what it was."""
    options = "-e", f"inject={call.name}:{FAULTS[fault]}:when={call.number}"
    done, trace = traced(folder, program, arguments, *options)
    described = f"{fault} at {call.name} {call.number} {call.text}: {done.returncode} {done.stderr!r}"
    hit = [each for each in trace.splitlines() if "INJECTED" in each or "killed by SIGKILL" in each]
    assert hit, f"never reached: {described}"
    return done, described


def assert_durable_before_renamed(calls: list[Call]) -> int:
    """What is renamed was on the disk before, and its new name is made durable after; the number of renames."""
    renames = [place for place, call in enumerate(calls) if call.name == "rename"]
    for place in renames:
        source, target = calls[place].text.split('"')[1:4:2]
        before, after = calls[:place], calls[place + 1 :]
        written = {each.text.partition("<")[2].partition(">")[0] for each in before if each.name == "write"}
        folders = {each.text.split('"')[1] for each in before if each.name == "mkdir" and each.text.endswith("= 0")}
        synced = {
            each.text.partition("<")[2].partition(">")[0]: n for n, each in enumerate(before) if each.name == "fsync"
        }
        for path in (each for each in written | folders if each == source or each.startswith(f"{source}/")):
            last_write = max(n for n, each in enumerate(before) if f"{path}>" in each.text or f'"{path}"' in each.text)
            assert synced[path] >= last_write, path
        assert f"<{Path(target).parent}>" in next(each.text for each in after if each.name == "fsync")
    return len(renames)


def same_calls(points: list[list[Call]]) -> bool:
    """Whether several runs made the same calls."""
    return len({tuple((each.name, each.number) for each in run) for run in points}) == 1
