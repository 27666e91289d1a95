"""The log as it lies on the branch `attestations`: read whole, and believed only when it holds together.

* The tree is computed anew from the leaves; tiles, checkpoints and the leaves of publications have to agree with it.
* Each checkpoint is the publication of its number, names the one before by its digest, and is signed by a key that the
  settings of its commit's first parent name: that is asked by whoever has the repository.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .leaves import ABSENT, NONE, Leaf, LoggedChange, NotALeaf, Publication, Redaction, Reference, parse_leaf
from .notes import Checkpoint, NotANote, NoteKey, parse_checkpoint, signers_of
from .tiles import WIDTH, NotATile, bundles_of, index_path, read_hashes, read_leaves, tiles_of
from .tree import HASH_BYTES, leaf_hash, roots_at, tree_root

CHECKPOINT = "checkpoint"
NO_SALT, REDACTED = "-", "redacted"


class BrokenLog(ValueError):  # noqa: N818 -- what it says is what the files are
    """A log that does not hold together; the message says where."""


@dataclass(frozen=True)
class Log:
    """A log: its leaves with what they say, their hashes and salts, and the checkpoints, the first one first."""

    leaves: tuple[bytes, ...] = field(default=(), repr=False)
    said: tuple[Leaf, ...] = field(default=(), repr=False)
    hashes: tuple[bytes, ...] = field(default=(), repr=False)
    salts: tuple[str, ...] = field(default=(), repr=False)
    checkpoints: tuple[bytes, ...] = field(default=(), repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self.leaves)

    @property
    def last(self) -> Publication | None:
        """The latest publication; nothing where nothing is published yet."""
        found = self.said[-1] if self.said else None
        return found if isinstance(found, Publication) else None

    @property
    def checkpoint(self) -> bytes:
        """The latest checkpoint."""
        return self.checkpoints[-1]

    @cached_property
    def publications(self) -> tuple[Publication, ...]:
        """Every publication, the first one first."""
        return tuple(each for each in self.said if isinstance(each, Publication))

    @cached_property
    def contents(self) -> dict[str, str]:
        """Each path, as leaves write it, with its content as of the last leaf; without those that are absent."""
        return folded_contents(self.said)

    @cached_property
    def references(self) -> dict[str, str]:
        """Each reference that there is with the object that it points to."""
        found = {each.name: each.object for each in self.said if isinstance(each, Reference)}
        return {name: said for name, said in found.items() if said != ABSENT}

    def redactions(self) -> Iterator[Redaction]:
        """The redactions, in order."""
        return (each for each in self.said if isinstance(each, Redaction))


def folded_contents(said: Sequence[Leaf]) -> dict[str, str]:
    """What each path has after the leaves, without what is absent."""
    found = {each.path: each.content for each in said if isinstance(each, LoggedChange)}
    return {path: content for path, content in found.items() if content != ABSENT}


def snapshot_root(contents: Mapping[str, str]) -> str:
    """The root over the files of a publication, sorted by their paths."""
    return tree_root([leaf_hash(f"{path}\n{contents[path]}\n".encode()) for path in sorted(contents)]).hex()


def salts_path(index: int) -> str:
    """The file of salts that has the leaf of an index."""
    return f"salts/{index_path(index // WIDTH)}"


def checkpoint_path(number: int) -> str:
    """The checkpoint of a publication."""
    return f"checkpoints/{number}"


def people_path(digest: str) -> str:
    """The file of people, roles and keys with a digest."""
    return f"people/{digest}"


def parse_log(files: Mapping[str, bytes]) -> Log:
    """The log in some files, named below its folder; `BrokenLog` where they do not agree. Who signed is not asked."""
    if CHECKPOINT not in files:
        if files:
            raise BrokenLog("the log has files and no checkpoint")
        return Log()
    try:
        said = parse_checkpoint(files[CHECKPOINT])
        leaves = read_leaves(files, said.size)
        parsed = tuple(map(parse_leaf, leaves))
        tiles = read_hashes(files, said.size)
    except (NotANote, NotATile, NotALeaf) as error:
        raise BrokenLog(str(error)) from error
    hashes = tuple(map(leaf_hash, leaves))
    if list(hashes) != tiles:
        wrong = next(place for place, each in enumerate(hashes) if each != tiles[place])
        raise BrokenLog(f"leaf {wrong} is not the one in its tile")
    checkpoints = tuple(_checkpoints(files, parsed, hashes))
    if checkpoints[-1] != files[CHECKPOINT]:
        raise BrokenLog("the latest checkpoint is not that of the latest publication")
    return Log(tuple(leaves), parsed, hashes, tuple(_salts(files, parsed)), checkpoints, files)


def _checkpoints(files: Mapping[str, bytes], said: Sequence[Leaf], hashes: Sequence[bytes]) -> Iterator[bytes]:
    """The checkpoint of each publication, in order, as far as numbers, sizes, roots and digests agree."""
    found = [(place, leaf) for place, leaf in enumerate(said) if isinstance(leaf, Publication)]
    if not found or found[-1][0] != len(said) - 1:
        raise BrokenLog("the last leaf of the log is no publication")
    previous, origin = NONE, ""
    roots = roots_at(hashes, [place + 1 for place, _ in found])
    for number, ((place, leaf), root) in enumerate(zip(found, roots, strict=True), 1):
        data = files.get(checkpoint_path(number), b"")
        try:
            checkpoint = parse_checkpoint(data)
        except NotANote as error:
            raise BrokenLog(f"{checkpoint_path(number)}: {error}") from error
        origin = origin or checkpoint.origin
        if (leaf.number, leaf.size, leaf.previous) != (number, place + 1, previous):
            raise BrokenLog(f"leaf {place} is not publication {number} with the checkpoint before it")
        if checkpoint != Checkpoint(origin, place + 1, root):
            raise BrokenLog(f"{checkpoint_path(number)} is not that of the log's first {place + 1:,} leaves")
        previous = hashlib.sha256(data).hexdigest()
        yield data


def _salts(files: Mapping[str, bytes], said: Sequence[Leaf]) -> Iterator[str]:
    for start in range(0, len(said), WIDTH):
        lines = files.get(salts_path(start), b"").decode("ascii", "replace").split("\n")[:-1]
        for place, leaf in enumerate(said[start : start + WIDTH]):
            line = lines[place] if place < len(lines) else ""
            salted = isinstance(leaf, LoggedChange) and leaf.content != ABSENT
            if not (_is_salt(line) or line == REDACTED if salted else line == NO_SALT):
                raise BrokenLog(f"{salts_path(start)}:{place + 1}: no salt as leaf {start + place} needs it")
            yield line


def _is_salt(line: str) -> bool:
    return len(line) == 2 * HASH_BYTES and not set(line) - set("0123456789abcdef")


def check_signatures(log: Log, keys_for: Callable[[Publication], Sequence[NoteKey]]) -> None:
    """Refuse a log of which a checkpoint is not signed by a key that counted for its publication."""
    for number, (publication, data) in enumerate(zip(log.publications, log.checkpoints, strict=True), 1):
        try:
            signed = signers_of(data, keys_for(publication))
        except NotANote as error:
            raise BrokenLog(f"{checkpoint_path(number)}: {error}") from error
        if not signed:
            raise BrokenLog(f"{checkpoint_path(number)} is signed by no key that the settings before it name")


def grown(log: Log, leaves: Sequence[tuple[bytes, str]]) -> tuple[Log, dict[str, bytes]]:
    """A log with more leaves, each with the line of its salt, and the files that it has besides; unsigned yet."""
    data = (*log.leaves, *(each for each, _ in leaves))
    hashes = (*log.hashes, *(leaf_hash(each) for each, _ in leaves))
    salts = (*log.salts, *(salt for _, salt in leaves))
    files = {
        path: content
        for path, content in (tiles_of(hashes) | bundles_of(data)).items()
        if log.files.get(path) != content
    }
    for start in range(log.size // WIDTH * WIDTH, len(salts), WIDTH):
        files[salts_path(start)] = "".join(f"{each}\n" for each in salts[start : start + WIDTH]).encode()
    said = (*log.said, *(parse_leaf(each) for each, _ in leaves))
    return Log(data, said, hashes, salts, log.checkpoints, log.files), files
