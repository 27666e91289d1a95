"""The tree of the log (RFC 6962, section 2.1): hashes of leaves, roots, and proofs of inclusion and consistency.

* A leaf and a node are told apart by the byte before them; a tree is split at the largest power of two below its size.
* A proof is followed as RFC 9162 says it (2.1.3.2 and 2.1.4.2), which needs no tree. A first size of zero is refused:
  every tree begins with nothing, so nothing is proven.

Not here: whose tree it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

HASH_BYTES = 32
MOST_LEAVES = 2**64  # an index has 64 bits
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of leaves."""
    return next(roots_at(hashes, [len(hashes)]))


def roots_at(hashes: Sequence[bytes], sizes: Iterable[int]) -> Iterator[bytes]:
    """The root over the first leaves for each of some sizes, which grow; each leaf is hashed into the tree once."""
    whole: list[tuple[int, bytes]] = []  # the perfect trees so far, with their heights: the highest first
    done = 0
    for size in sizes:
        for hashed in hashes[done:size]:
            height = 0
            while whole and whole[-1][0] == height:
                hashed = node_hash(whole.pop()[1], hashed)
                height += 1
            whole.append((height, hashed))
        done = size
        yield _folded([each for _, each in whole])


def _folded(whole: Sequence[bytes]) -> bytes:
    """The root over perfect trees, of which each next one is smaller."""
    if not whole:
        return EMPTY_ROOT
    root = whole[-1]
    for left in reversed(whole[:-1]):
        root = node_hash(left, root)
    return root


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root, its sibling first."""
    if not 0 <= index < len(hashes):
        raise ValueError(f"no leaf {index} in a tree of {len(hashes)}")
    found: list[bytes] = []
    while len(hashes) > 1:
        split = _split(len(hashes))
        left, right = hashes[:split], hashes[split:]
        hashes, index, other = (left, index, right) if index < split else (right, index - split, left)
        found.append(tree_root(other))
    return found[::-1]


def consistency_proof(hashes: Sequence[bytes], size: int) -> list[bytes]:
    """The hashes which show that the first `size` leaves are those of an earlier tree."""
    if not 0 < size <= len(hashes):
        raise ValueError(f"no earlier tree of {size} in one of {len(hashes)}")
    return _consistency(hashes, size, whole=True)


def _consistency(hashes: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    if size == len(hashes):
        return [] if whole else [tree_root(hashes)]
    split = _split(len(hashes))
    if size <= split:
        return [*_consistency(hashes[:split], size, whole=whole), tree_root(hashes[split:])]
    return [*_consistency(hashes[split:], size - split, whole=False), tree_root(hashes[:split])]


def _split(size: int) -> int:
    return int(1 << (size - 1).bit_length() - 1)


def proves_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from the hash of a leaf, at its index, to the root of a tree of that size."""
    if not 0 <= index < size < MOST_LEAVES or not _are_hashes([leaf, root, *proof]):
        return False
    place, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def proves_consistency(first: int, second: int, proof: Sequence[bytes], roots: tuple[bytes, bytes]) -> bool:
    """Whether a proof shows that the tree of the first size and root is the beginning of the second."""
    if not 0 < first <= second < MOST_LEAVES:
        return False
    if first == second:
        return not proof and roots[0] == roots[1]
    if not _are_hashes([*roots, *proof]):
        return False
    path = list(proof) if first & (first - 1) else [roots[0], *proof]
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    return last == 0 and (old, new) == roots


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(len(each) == HASH_BYTES for each in values)
