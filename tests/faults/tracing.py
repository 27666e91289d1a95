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
    shutil.copy(Path(__file__).with_name("take_in.py"), folder)
    compileall.compile_dir(folder, quiet=2)


def command(root: Path, store: Path, export: Path) -> list[str]:
    """The ingest as a process."""
    return [sys.executable, "-W", "error", "-m", "take_in", str(root), str(store), str(export)]


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
    folder: Path, program: Path, arguments: list[str], *options: str
) -> tuple[subprocess.CompletedProcess[str], str]:
    """A run under strace, and the trace."""
    trace = folder / "trace"
    called = ["strace", "-f", "-y", "-s", "0", "-o", str(trace), "-e", f"trace={','.join(CHANGING)}", *options]
    done = subprocess.run(
        [*called, *arguments],
        env=environment(folder, program),
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
