"""What the package takes away, moves or writes over below a store while it runs, as Python's audit events tell it.

Each event is told with the function of the package that asked for it. What a test does to a store itself is not: from
the asking inwards, the first frame of the package or of the tests decides whose it is. `FileIO.truncate` and programs
that are started raise no such event; those are looked for in the source, and in a run under strace.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

HERE = Path(__file__).parents[1]
PACKAGE = f"{HERE / 'scripts/records_portal'}/"
OURS = (PACKAGE, f"{HERE / 'tests'}/")
REMOVAL = "store/removal.py"
DURABLE = ("files/durable.py", "write_durably")
# The event, and the places of its paths and of the folders that these are relative to.
EVENTS = {
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.truncate": ((0, None),),
    "open": ((0, None),),
}
STORE_HAS = ("bags", "keys", "staging")


@dataclass(frozen=True, order=True)
class Taken:
    """One event: what, on which paths below a store, and which function of which module asked for it."""

    event: str
    paths: tuple[str, ...]
    module: str
    function: str

    @property
    def may(self) -> bool:
        """Whether it is the one removal, or the one durable write with its own unfinished file."""
        return self.module == REMOVAL or (
            (self.module, self.function) == DURABLE
            and self.event in ("open", "os.rename", "os.remove")
            and self.paths[0] == self._unfinished
        )

    @property
    def _unfinished(self) -> str:
        folder, _, name = self.paths[-1].rpartition("/")
        named = name if name.endswith(".unfinished") else f".{name}.unfinished"
        return f"{folder}/{named}" if folder else named

    @property
    def told(self) -> str:
        """The event with the folders of the store alone, in which runs differ least."""
        folders = [path.partition("/")[0] if "/" in path else path for path in self.paths]
        return f"{self.event} {' -> '.join(folders)} by {self.module} {self.function}"


class RemovalWatch:
    """Everything that was taken from stores since the watch began, in order."""

    def __init__(self, root: str = PACKAGE) -> None:
        self.package, self.ours = root, (root, *OURS)
        self.taken: list[Taken] = []
        self._known: set[Path] = set()
        self._asking = False

    def begin(self) -> None:
        """Watch from now on: a hook cannot be taken back."""
        sys.addaudithook(self.heard)

    def end(self) -> None:
        """Hear nothing from now on."""
        self._asking = True

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event that takes something from a store, when the package asked for it."""
        if event not in EVENTS or self._asking or (event == "open" and not _cuts(arguments)):
            return
        self._asking = True  # what is asked of the disk here is nobody's
        try:
            if asked := self._asked(sys._getframe(1)):
                paths = [_absolute(arguments, *places) for places in EVENTS[event]]
                stores = [self._store(path) for path in paths]
                if store := next(filter(None, stores), None):
                    self.taken.append(Taken(event, tuple(os.path.relpath(each, store) for each in paths), *asked))
        finally:
            self._asking = False

    def strays(self) -> list[Taken]:
        """What was taken from a store by anything but the one removal and the one durable write."""
        return [each for each in self.taken if not each.may]

    def _asked(self, frame: FrameType | None) -> tuple[str, str] | None:
        while frame and not frame.f_code.co_filename.startswith(self.ours):
            frame = frame.f_back
        if frame is None or not frame.f_code.co_filename.startswith(self.package):
            return None
        asked = frame
        # Of the one removal the name that others call it by, not the small functions within.
        while frame and frame.f_code.co_filename == asked.f_code.co_filename:
            asked, frame = frame, frame.f_back
        return asked.f_code.co_filename.removeprefix(self.package), asked.f_code.co_name

    def _store(self, path: Path) -> Path | None:
        """The store that a path is or lies below; also after its folders are gone."""
        for folder in (path, *path.parents):
            if folder in self._known or all((folder / name).is_dir() for name in STORE_HAS):
                self._known.add(folder)
                return folder
        return None


def _cuts(arguments: tuple[Any, ...]) -> bool:
    # An open file that is given to Python (`os.fdopen`) is told with a flag that nothing is done with.
    return not isinstance(arguments[0], int) and isinstance(arguments[2], int) and bool(arguments[2] & os.O_TRUNC)


def _absolute(arguments: tuple[Any, ...], path: int, folder: int | None) -> Path:
    named, given = arguments[path], arguments[folder] if folder is not None else None
    if isinstance(named, int):
        return Path(f"/proc/self/fd/{named}").readlink()
    base = Path(f"/proc/self/fd/{given}").readlink() if isinstance(given, int) and given >= 0 else Path.cwd()
    return Path(os.path.normpath(base / os.fsdecode(named)))


WATCH = RemovalWatch()
