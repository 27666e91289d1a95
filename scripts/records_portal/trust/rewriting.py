"""History written anew with other contents in place of some: trees, commits and tags, each once, and nothing else.

* A commit of which neither the tree nor a parent changed keeps its name. One that is written anew keeps author,
  committer, dates and message; signatures over what it was are left out, for they would not hold.
* The old objects stay where they are. Whoever redacts has them pruned afterwards, here and at the forge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from records_portal.history.repository import Repository

from .leaves import SALT_BYTES
from .log_files import REDACTED

_SIGNED = (b"gpgsig ", b"gpgsig-sha256 ", b"mergetag ")
_TAG_SIGNATURE = re.compile(rb"-----BEGIN (?:SSH|PGP) SIGNATURE-----.*", re.DOTALL)
_TREE_MODE = b"40000"


@dataclass
class Rewriting:
    """The objects that are written anew: names before and after, and the bytes that have to be written."""

    repository: Repository
    blobs: Mapping[str, str]
    trees: dict[str, str] = field(default_factory=dict)
    commits: dict[str, str] = field(default_factory=dict)
    written: list[tuple[str, bytes]] = field(default_factory=list, repr=False)

    def rewrite(self, tips: Iterable[str]) -> None:
        """Write anew, in memory, what some commits have in their history."""
        names = self.repository.history_of(tips)
        objects = dict(self.repository.commit_objects(names))
        self._rewrite_trees({data.split(b"\n", 1)[0][5:].decode() for data in objects.values()})
        for name in names:
            new = self._commit(objects[name])
            if new != objects[name]:
                self.commits[name] = self.add("commit", new)

    def add(self, kind: str, data: bytes) -> str:
        """Note an object to be written; its name."""
        self.written.append((kind, data))
        return self.repository.name_of(kind, data)

    def _rewrite_trees(self, roots: Iterable[str]) -> None:
        read: dict[str, list[tuple[bytes, bytes, str]]] = {}
        waiting = set(roots)
        while waiting:
            for name, data in self.repository.tree_objects(sorted(waiting)):
                read[name] = list(_entries(data, len(name) // 2))
            below = {there for name in waiting for mode, _, there in read[name] if mode == _TREE_MODE}
            waiting = below - read.keys()
        for name in read:
            self._tree(name, read)

    def _tree(self, name: str, read: Mapping[str, list[tuple[bytes, bytes, str]]]) -> str:
        """The name of a tree as it is now; depth is that of the folders."""
        if name not in self.trees:
            now = [
                (mode, path, self._tree(there, read) if mode == _TREE_MODE else self.blobs.get(there, there))
                for mode, path, there in read[name]
            ]
            data = b"".join(mode + b" " + path + b"\0" + bytes.fromhex(there) for mode, path, there in now)
            self.trees[name] = name if now == read[name] else self.add("tree", data)
        return self.trees[name]

    def _commit(self, data: bytes) -> bytes:
        head, _, message = data.partition(b"\n\n")
        lines: list[bytes] = []
        changed = False
        for line in head.split(b"\n"):
            word, _, said = line.partition(b" ")
            now = said.decode("latin-1")
            if word == b"tree":
                now = self.trees[now]
            elif word == b"parent":
                now = self.commits.get(now, now)
            changed = changed or now.encode("latin-1") != said
            lines.append(word + b" " + now.encode("latin-1") if word else line)
        return b"\n".join(_unsigned(lines)) + b"\n\n" + message if changed else data

    def tag(self, name: str, data: bytes) -> str:
        """The name of an annotated tag as it is now, from its bytes."""
        first, _, rest = data.partition(b"\n")
        there = first.removeprefix(b"object ").decode()
        if there not in self.commits:
            return name
        return self.add("tag", f"object {self.commits[there]}\n".encode() + _TAG_SIGNATURE.sub(b"", rest))


def _unsigned(lines: Iterable[bytes]) -> list[bytes]:
    """The header of a commit without signatures, each with the lines that go on from it."""
    found: list[bytes] = []
    skipping = False
    for line in lines:
        skipping = line.startswith(_SIGNED) or (skipping and line.startswith(b" "))
        if not skipping:
            found.append(line)
    return found


def _entries(data: bytes, size: int) -> Iterable[tuple[bytes, bytes, str]]:
    start = 0
    while start < len(data):
        end = data.index(b"\0", start)
        mode, _, path = data[start:end].partition(b" ")
        yield mode, path, data[end + 1 : end + 1 + size].hex()
        start = end + 1 + size


def without_salts(data: bytes, places: Iterable[int]) -> bytes:
    """A file of salts of which those on some lines were destroyed; lines that it has not yet are left aside."""
    lines = data.split(b"\n")
    for place in places:
        if place < len(lines) and len(lines[place]) == 2 * SALT_BYTES:
            lines[place] = REDACTED.encode()
    return b"\n".join(lines)
