"""Runs the engine and notes what it read outside the folders that it was told: `engine_run.py NOTES FOLDER...`.

A page may take in a file that lies anywhere, and settings may inherit others; only who reads them knows. This file runs
alone, in the engine's own process.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

READING = ("open", "os.listdir", "os.scandir")
# programs, and what every program on a machine reads: types of files, time zones, locales
_DEVICES = ("/dev/null", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/fd")  # not `/dev/shm`, where files may lie
OF_THE_SYSTEM = ("/usr", "/etc", *_DEVICES, "/proc", "/sys", "/opt", "/nix", "/Library", "/System")


def build_noting(notes: str, *known: str) -> None:
    """Build with mkdocs, then write each other path that was read, a line each."""
    import mkdocs
    from mkdocs.__main__ import cli

    installed = str(Path(mkdocs.__file__).parents[1])
    folders = [os.path.realpath(each) for each in (*known, installed, sys.prefix, sys.base_prefix, *OF_THE_SYSTEM)]
    looked_through = {os.path.realpath(each) for each in sys.path}  # for modules: by their names, whatever they hold
    elsewhere: set[str] = set()

    def noted(event: str, arguments: tuple[object, ...]) -> None:
        if event in READING and arguments and isinstance(arguments[0], str | bytes | os.PathLike):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            inside = any(path == each or path.startswith(f"{each}{os.sep}") for each in folders)
            if not inside and (event == "open" or path not in looked_through):
                elsewhere.add(path)

    sys.addaudithook(noted)
    try:
        cli(["build", "--strict", "--clean", "-f", "mkdocs.yml"])
    finally:
        Path(notes).write_text("".join(f"{each}\n" for each in sorted(elsewhere)), encoding="utf-8")


if __name__ == "__main__":
    build_noting(*sys.argv[1:])
