"""What reading the history found out, kept in the user's own cache folder, never in the repository.

* A commit is looked up by its name, which stands for all that it holds, and a change by its kind and the names of its
  two contents: what is outdated is not found, and a change request cannot write there.
* By which key a commit is signed follows from its bytes. What had to be asked of git depends on the key ring as well,
  so it is kept for one set of registered keys only.
* Who somebody is, is never kept: people are looked up in the register each time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from records_portal.files.kept import read_kept, write_kept
from records_portal.files.program import program_digest
from records_portal.register.changes import NO_FACTS_ADDED, FactsAdded, FieldChange
from records_portal.register.kinds import KINDS

from .commit_signatures import ASKED

READING = ("values", "files", "register", "wording", "history")
READERS = ("PyYAML", "cryptography")

Difference = tuple[tuple[FieldChange, ...], FactsAdded]


class TrailCache:
    """Commits by name and differences by their contents; a miss only costs time."""

    def __init__(self, folder: Path | None, root: Path, keys: Iterable[str]) -> None:
        self.path = folder / f"history-{_name(root)}.json" if folder else None
        self.basis = _basis()
        self.keys = hashlib.sha256(" ".join(sorted(keys)).encode()).hexdigest()
        known = self._read()
        same_keys = known.get("keys") == self.keys
        self.commits: dict[str, list[Any]] = {
            name: one
            for name, one in _mapping(known.get("commits")).items()
            if _is_commit(one) and (same_keys or one[1] != ASKED)
        }
        self._known: Mapping[str, Any] = _mapping(known.get("differences"))
        self._used: dict[str, Any] = {}
        self.is_whole = bool(known) and same_keys

    def _read(self) -> dict[str, Any]:
        known = _mapping(read_kept(self.path)) if self.path else {}
        return known if known.get("basis") == self.basis else {}

    def add(self, name: str, entry: list[Any]) -> None:
        """Remember a commit."""
        self.commits[name] = entry
        self.is_whole = False

    def find(self, key: str) -> Difference | None:
        """The difference under a key, or nothing."""
        entry = self._known.get(key)
        if entry is None or not _is_difference(entry):
            return None
        self._used[key] = entry
        fields, come = entry
        return tuple(map(FieldChange._make, fields)), (_course(*come) if come else NO_FACTS_ADDED)

    def keep(self, key: str, found: Difference) -> None:
        """Remember a difference."""
        fields, come = found
        told = None if come == NO_FACTS_ADDED else [come.facts, come.statuses, come.before, come.after, come.only_grows]
        self._used[key] = [fields, told]
        self.is_whole = False

    def write(self) -> None:
        """Write what was used; where the folder cannot be written the next run is merely slower."""
        if not self.path or self.is_whole:
            return
        known = {"basis": self.basis, "keys": self.keys, "commits": self.commits, "differences": self._used}
        with suppress(OSError):
            write_kept(self.path, known)


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_commit(entry: Any) -> bool:
    """Whether an entry is a commit as it was kept: moment, signature, key, author, committer, approvals, files."""
    if not isinstance(entry, list) or len(entry) != 7:
        return False
    *said, approvals, files = entry
    return (
        _are_texts(said)
        and _are_texts(approvals)
        and _are_rows(files, len(("kind", "id", "before", "after")))
        and all(row[0] in KINDS for row in files)
    )


def _is_difference(entry: Any) -> bool:
    """Whether an entry is a difference as it was kept: the fields, and of a site what became of its facts."""
    if not isinstance(entry, list) or len(entry) != 2:
        return False
    fields, come = entry
    return _are_rows(fields, len(FieldChange._fields)) and (come is None or _is_course(come))


def _is_course(come: Any) -> bool:
    if not isinstance(come, list) or len(come) != 5:
        return False
    facts, led, before, after, only_grows = come
    are_facts = isinstance(facts, list) and all(isinstance(fact, dict) for fact in facts)
    return are_facts and _are_texts(led) and _are_texts([before, after]) and isinstance(only_grows, bool)


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _are_rows(rows: Any, width: int) -> bool:
    return isinstance(rows, list) and all(_are_texts(row) and len(row) == width for row in rows)


def _course(facts: list[Any], led: list[str], before: str, after: str, only_grows: bool) -> FactsAdded:
    return FactsAdded(tuple(facts), tuple(led), before, after, only_grows)


def _name(root: Path) -> str:
    return hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _basis() -> str:
    """What else the kept depends on: the program with its schemas, and the packages that read for it."""
    return hashlib.sha256(repr((program_digest(*READING), *map(version, READERS))).encode()).hexdigest()
