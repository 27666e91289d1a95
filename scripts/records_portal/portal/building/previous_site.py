"""The site of an earlier build, from which a new one is made by writing only what differs.

* After a build the site that was replaced is not deleted but put aside, in the user's own cache folder, with a list of
  its files. The next build starts from it, so that work and writing grow with what changed, not with the register.
* A file counts as unchanged when its size and its time of change are those that were noted when it was written; what
  is not on the list is taken away. Where no site was put aside yet, the files of the one in place are copied, those
  whose bytes have the digest on the list; where a folder cannot be moved, everything is written anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import Any

from records_portal.files.kept import make_own_folder, read_kept, write_kept

Entry = list[Any]  # the key of what it was made from, the digest, the size, the time of change
KEY, DIGEST, SIZE, CHANGED = range(4)
_PIECES = re.compile(r"[0-9a-f]*:[0-9]{1,15}(?: [0-9a-f]*:[0-9]{1,15})*\Z")


class SiteWriter:
    """A new site being written, over an earlier one where there is one."""

    def __init__(self, out: Path, cache: Path | None) -> None:
        self.out = out
        self.aside = _aside(out, cache) if cache else None
        self.folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        self.source: Path | None = None
        self._made: set[str] = set()
        self.lost: set[str] = set()
        self.known: dict[str, Entry] = self._taken_over()
        self.folder.chmod(0o755)
        self.kept: dict[str, Entry] = {}
        self.before: dict[str, bytes] = {}

    def _taken_over(self) -> dict[str, Entry]:
        """The site that was put aside, moved to the workplace: those of its files that are as they were written."""
        if not self.aside:
            return {}
        if not (self.aside / "spare").is_dir():
            self.source = self.out
            return self._untouched(self.out, "site.json") if self.out.is_dir() else {}
        try:
            self.folder.rmdir()
            (self.aside / "spare").rename(self.folder)
        except OSError:
            self.folder.mkdir(exist_ok=True)
            return {}
        foreign: list[str] = []
        known = self._untouched(self.folder, "spare.json", foreign)
        for path in foreign:
            os.unlink(f"{self.folder}/{path}")  # noqa: PTH108 -- thousands of them
            _remove_empty(self.folder, path.rpartition("/")[0])
        self._made = {path.rpartition("/")[0] for path in known}
        return known

    def _untouched(self, folder: Path, listed: str, foreign: list[str] | None = None) -> dict[str, Entry]:
        """The files of a list that are as they were written; the others on it are lost."""
        entries = _read_list(self.aside / listed) if self.aside else {}
        known = dict(_as_written(folder, entries, foreign))
        self.lost = set(entries.keys() - known.keys())
        return known

    def has(self, path: str, key: str) -> bool:
        """Whether the file is there as it would be made from what the key stands for; if so it stays."""
        entry = self.known.get(path)
        if not key or not entry or entry[KEY] != key:
            return False
        if self.source:
            there = self._was(path)
            if there is None:
                return False
            self._write(path, there, key, entry[DIGEST])
        else:
            self.kept[path] = entry
        return True

    def _was(self, path: str) -> bytes | None:
        """A file as it was before; nothing, and it is lost, where another build changed it since it was looked at."""
        with suppress(OSError), open(f"{self.source or self.folder}/{path}", "rb") as file:  # noqa: PTH123 -- thousands
            there = file.read()
            if _digest(there) == self.known[path][DIGEST]:
                return there
        del self.known[path]
        self.lost.add(path)
        return None

    def put(self, path: str, content: bytes, key: str = "") -> None:
        """Write a file, unless it is there with the same bytes."""
        digest = _digest(content)
        entry = self.known.get(path)
        if entry and entry[DIGEST] == digest and not self.source:
            self.kept[path] = [key, *entry[DIGEST:]]
            return
        if entry and path.endswith(".html") and (there := self._was(path)) is not None:
            self.before[path] = there
        self._write(path, content, key, digest)

    def put_pieces(self, path: str, pieces: Iterable[tuple[str, Callable[[], bytes]]]) -> None:
        """Write a file of pieces; one that has the key of a piece of the file as it was is cut out of that."""
        wanted = tuple(pieces)
        there = self._pieces_of(path, {key for key, _ in wanted})
        parts = [(key, there[key] if key in there else make()) for key, make in wanted]
        self.put(path, b"".join(part for _, part in parts), " ".join(f"{key}:{len(part)}" for key, part in parts))

    def has_pieces(self, path: str, keys: Iterable[str]) -> bool:
        """Whether the file is there and would be made from the same pieces; if so it stays."""
        entry = self.known.get(path)
        was = [one.partition(":")[0] for one in entry[KEY].split(" ")] if entry else []
        wanted = list(keys)
        return bool(entry and any(wanted) and was == wanted and self.has(path, entry[KEY]))

    def _pieces_of(self, path: str, wanted: AbstractSet[str]) -> dict[str, bytes]:
        entry = self.known.get(path)
        if not entry or not _PIECES.match(entry[KEY]):
            return {}
        data = self._was(path)
        if data is None:
            return {}
        found, start = {}, 0
        for key, _, length in (one.partition(":") for one in entry[KEY].split(" ")):
            if key and key in wanted:
                found[key] = data[start : start + int(length)]
            start += int(length)
        return found

    def _write(self, path: str, content: bytes, key: str, digest: str) -> None:
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            os.makedirs(f"{self.folder}/{folder}", exist_ok=True)  # noqa: PTH103 -- thousands of them
            self._made.add(folder)
        with open(f"{self.folder}/{path}", "wb", buffering=0) as file:  # noqa: PTH123 -- thousands of them
            file.write(content)
            found = os.fstat(file.fileno())
        self.kept[path] = [key, digest, found.st_size, found.st_ctime_ns]
        if not self.source:
            self.known[path] = self.kept[path]

    def clear(self) -> set[str]:
        """Take away what the new site does not have; the paths, with those that were lost to another hand."""
        gone = self.known.keys() - self.kept.keys()
        for path in gone if not self.source else ():
            os.unlink(f"{self.folder}/{path}")  # noqa: PTH108 -- thousands of them
        for folder in sorted({path.rpartition("/")[0] for path in gone if not self.source}, reverse=True):
            _remove_empty(self.folder, folder)
        return gone | self.lost

    def publish(self) -> None:
        """Put the new site in the place of the old one, and the old one aside."""
        old = None
        if self.out.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{self.out.name}-old-", dir=self.out.parent))
            self.out.rename(old)
        try:
            self.folder.rename(self.out)
        except OSError:
            if old:
                old.rename(self.out)
            raise
        self._put_aside(old)

    def _put_aside(self, old: Path | None) -> None:
        if not self.aside:
            if old:
                shutil.rmtree(old)
            return
        listed, spare = self.aside / "site.json", self.aside / "spare"
        try:
            make_own_folder(self.aside)
            shutil.rmtree(spare, ignore_errors=True)
            (self.aside / "spare.json").unlink(missing_ok=True)
            if old and listed.exists():
                listed.rename(self.aside / "spare.json")
                old.rename(spare)
            elif old:
                shutil.rmtree(old)
            write_kept(listed, self.kept)
        except OSError:
            if old:
                shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        """Leave nothing of a site that was not published."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _aside(out: Path, cache: Path) -> Path:
    return cache / "sites" / hashlib.sha256(str(out.resolve()).encode()).hexdigest()[:16]


def _read_list(path: Path) -> Mapping[str, Entry]:
    listed = read_kept(path)
    return {path: entry for path, entry in listed.items() if _is_entry(entry)} if isinstance(listed, dict) else {}


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, list) and [type(part) for part in entry] == [str, str, int, int]


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _as_written(
    folder: Path, listed: Mapping[str, Entry], foreign: list[str] | None = None
) -> Iterable[tuple[str, Entry]]:
    """The files of a list that lie in a folder and were not touched since; the others are told to `foreign`."""
    for path, found in _walk(folder):
        entry = listed.get(path)
        if found and entry and entry[SIZE:] == [found.st_size, found.st_ctime_ns]:
            yield path, entry
        elif foreign is not None:
            foreign.append(path)


def _walk(folder: Path) -> Iterable[tuple[str, os.stat_result | None]]:
    """Every file below a folder with its state; of what is no plain file, none."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                else:
                    plain = entry.is_file(follow_symlinks=False)
                    yield f"{below}{entry.name}", entry.stat(follow_symlinks=False) if plain else None


def _remove_empty(root: Path, folder: str) -> None:
    while folder:
        try:
            os.rmdir(f"{root}/{folder}")  # noqa: PTH106 -- thousands of them
        except OSError:
            return
        folder = folder.rpartition("/")[0]
