"""What reading the history found out, kept in the user's own cache folder, never in the repository.

* A commit is looked up by its name, which stands for all that it holds, and a change by its kind and the names of its
  two contents: what is outdated is not found, and a change request cannot write there.
* By which key a commit is signed follows from its bytes. What had to be asked of git depends on the key ring as well,
  so it is kept for one set of registered keys only.
* Who somebody is, is never kept: people are looked up in the register each time.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from records_portal import __version__
from records_portal.register.changes import NO_FACTS_ADDED, FactsAdded, FieldChange
from records_portal.register.shapes import schema_basis

from .commit_signatures import ASKED

_PROGRAM = (
    "files/yaml_parts.py",
    "files/yaml_text.py",
    "history/audit_trail.py",
    "history/commit_signatures.py",
    "history/repository.py",
    "history/trail_cache.py",
    "register/changes.py",
    "register/kinds.py",
    "register/sites.py",
    "values/ssh_keys.py",
    "values/ssh_signatures.py",
    "values/ssh_wire.py",
)
PACKAGE = Path(__file__).parents[1]

Difference = tuple[tuple[FieldChange, ...], FactsAdded]


class TrailCache:
    """Commits by name and differences by their contents; a miss only costs time."""

    def __init__(self, folder: Path | None, root: Path, keys: Iterable[str]) -> None:
        self.path = folder / f"history-{_name(root)}.json" if folder else None
        self.basis = _basis()
        self.keys = hashlib.sha256(" ".join(sorted(keys)).encode()).hexdigest()
        known = self._read()
        same_keys = known.get("keys") == self.keys
        commits = known.get("commits", {})
        self.commits: dict[str, list[Any]] = (
            commits if same_keys else {name: one for name, one in commits.items() if one[1] != ASKED}
        )
        self._known: Mapping[str, Any] = known.get("differences", {})
        self._used: dict[str, Any] = {}
        self.is_whole = bool(known) and same_keys

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads(self.path.read_bytes()) if self.path else {}
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) and known.get("basis") == self.basis else {}

    def find(self, key: str) -> Difference | None:
        """The difference under a key, or nothing."""
        entry = self._known.get(key)
        if entry is None:
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
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile("w", dir=self.path.parent, delete=False) as file:
                file.write(json.dumps(known, separators=(",", ":")))
            Path(file.name).replace(self.path)
        except OSError:
            return


def _course(facts: list[Any], led: list[str], before: str, after: str, only_grows: bool) -> FactsAdded:
    return FactsAdded(tuple(facts), tuple(led), before, after, only_grows)


def _name(root: Path) -> str:
    return hashlib.sha256(str(root.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _basis() -> str:
    """What the kept differences depend on besides their contents: the schemas' words and the program."""
    program = [(PACKAGE / name).read_bytes() for name in _PROGRAM]
    return hashlib.sha256(b"".join([__version__.encode(), schema_basis(), *program])).hexdigest()
