"""What a repository lists: its commit, and the tree of paths below it, walked from the root and never past it.

* Blocks that the tree does not reach are old or deleted; they are no records.
* A node that is met twice, paths out of order, and a tree too deep are refused: no repository has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from records_portal.register.findings import Refusal

from ...slices.car_blocks import BlockLink, CarSection, car_roots, car_sections, dag_cbor

_DEEPEST = 64  # a level holds four times as many paths as the one below
_LONGEST_PATH = 1024
# A node is a map of `e` and `l`; a record has a `$type` before either.
_NODE = (b"\xa2\x61e", b"\xa2\x61l")


@dataclass(slots=True)
class ListedRecords:
    """What the tree of a repository file tells: whose it is, its records, and how much of the tree is absent."""

    did: str = ""
    commit: bytes = b""
    records: dict[bytes, list[str]] = field(default_factory=dict)
    nodes: set[bytes] = field(default_factory=set)
    absent: int = 0


def repository_of(stream: BinaryIO, roots: tuple[bytes, ...]) -> ListedRecords:
    """The repository in a file whose header named its roots."""
    found = ListedRecords(commit=roots[0] if roots else b"")
    nodes: dict[bytes, bytes] = {}
    for section in car_sections(stream):
        if _may_be_needed(section, found.commit) and section.is_sound:
            nodes.setdefault(section.cid, section.content)
    commit = _mapping(nodes.get(found.commit))
    did, root = commit.get("did"), commit.get("data")
    if not isinstance(did, str) or not isinstance(root, BlockLink):
        found.absent = 1
        return found
    found.did = did
    for path, cid in _paths(bytes(root), nodes, found):
        found.records.setdefault(cid, []).append(path)
    return found


def roots_of(stream: BinaryIO) -> tuple[bytes, ...]:
    """The roots of a file, none where it is no repository file."""
    try:
        return car_roots(stream)
    except Refusal:
        return ()


def _may_be_needed(section: CarSection, commit: bytes) -> bool:
    return bool(section.cid) and (section.cid == commit or section.content.startswith(_NODE))


def _paths(root: bytes, nodes: Mapping[bytes, bytes], found: ListedRecords) -> Iterator[tuple[str, bytes]]:
    """Every path of the tree with its record's CID, in order."""
    before = b""
    stack: list[Iterator[tuple[bytes, bytes, bytes]]] = [_entries(root, nodes, found)]
    while stack:
        if len(stack) > _DEEPEST:
            raise Refusal("the tree of a Bluesky repository is deeper than any is; export it again")
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        path, cid, below = entry
        if path:
            if path <= before:
                raise Refusal("the paths of a Bluesky repository are not in order; export it again")
            before = path
            yield path.decode("utf-8", "replace"), cid
        if below:
            stack.append(_entries(below, nodes, found))


def _entries(cid: bytes, nodes: Mapping[bytes, bytes], found: ListedRecords) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The path, record and subtree of each entry of a node, first the subtree on its left."""
    if cid in found.nodes:
        raise Refusal("the tree of a Bluesky repository comes to one block twice; export it again")
    node = _mapping(nodes.get(cid))
    entries, left = node.get("e"), node.get("l")
    if not isinstance(entries, list):
        found.absent += 1
        return
    found.nodes.add(cid)
    if isinstance(left, BlockLink):
        yield b"", b"", bytes(left)
    path = b""
    for entry in entries:
        path = _path(entry, path)
        below = entry.get("t")
        yield path, bytes(entry["v"]), bytes(below) if isinstance(below, BlockLink) else b""


def _path(entry: object, before: bytes) -> bytes:
    """An entry's path: so much of the one before it, and its own end."""
    if isinstance(entry, dict) and isinstance(entry.get("v"), BlockLink):
        shared, end = entry.get("p"), entry.get("k")
        if isinstance(shared, int) and isinstance(end, bytes) and 0 <= shared <= len(before):
            path = before[:shared] + end
            if 0 < len(path) <= _LONGEST_PATH:
                return path
    raise Refusal("the tree of a Bluesky repository has an entry that is none; export it again")


def _mapping(content: bytes | None) -> Mapping[str, object]:
    try:
        value = dag_cbor(content) if content else None
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
