"""Tiles and bundles (C2SP tlog-tiles): the hashes of the tree and the leaves, cut into files of 256.

A tile on level 0 has hashes of leaves, one above has the roots of whole tiles below. The last ones of a level may be
partial, and their width is in their name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .tree import HASH_BYTES, tree_root

WIDTH = 256
LONGEST_LEAF = 65_535  # its length stands in two bytes


class NotATile(ValueError):  # noqa: N818 -- what it says is what the bytes are
    """Files that are no tiles of one tree; the message says why."""


def index_path(index: int) -> str:
    """A number as the names of tiles have it: groups of three digits, all but the last with an x before them."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    return "/".join([*(f"x{each}" for each in groups[:-1]), groups[-1]])


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """The name of a tile, or of a bundle where the level is `entries`, below the log's folder."""
    return f"tile/{level}/{index_path(index)}" + (f".p/{width}" if width < WIDTH else "")


def tiles_of(hashes: Sequence[bytes]) -> dict[str, bytes]:
    """Every tile of a tree by its name, from the hashes of its leaves."""
    found: dict[str, bytes] = {}
    level, row = 0, list(hashes)
    while row:
        for index, part in enumerate(_parts(row)):
            found[tile_path(level, index, len(part))] = b"".join(part)
        whole = len(row) // WIDTH * WIDTH
        row = [tree_root(part) for part in _parts(row[:whole])]
        level += 1
    return found


def bundles_of(leaves: Sequence[bytes]) -> dict[str, bytes]:
    """Every bundle of leaves by its name."""
    return {
        tile_path("entries", index, len(part)): b"".join(len(each).to_bytes(2) + each for each in part)
        for index, part in enumerate(_parts(leaves))
    }


def leaf_paths(level: int | str, size: int) -> list[str]:
    """The names of the tiles of a level's 256 each that a row of that many has."""
    return [tile_path(level, start // WIDTH, min(WIDTH, size - start)) for start in range(0, size, WIDTH)]


def read_leaves(files: Mapping[str, bytes], size: int) -> list[bytes]:
    """The leaves of a tree of that size, out of its bundles; a wider bundle stands in where a partial one has gone."""
    return [each for index, width in _widths(size) for each in _entries(_file(files, "entries", index, width), width)]


def read_hashes(files: Mapping[str, bytes], size: int) -> list[bytes]:
    """The hashes of the leaves of a tree of that size, out of its tiles."""
    found = []
    for index, width in _widths(size):
        data = _file(files, 0, index, width)
        if len(data) < width * HASH_BYTES or len(data) % HASH_BYTES:
            raise NotATile(f"{tile_path(0, index, width)} has {len(data):,} bytes; {width * HASH_BYTES:,} are right")
        found += [data[start : start + HASH_BYTES] for start in range(0, width * HASH_BYTES, HASH_BYTES)]
    return found


def _widths(size: int) -> Iterator[tuple[int, int]]:
    return ((start // WIDTH, min(WIDTH, size - start)) for start in range(0, size, WIDTH))


def _file(files: Mapping[str, bytes], level: int | str, index: int, width: int) -> bytes:
    for wide in (width, WIDTH):
        if (path := tile_path(level, index, wide)) in files:
            return files[path]
    raise NotATile(f"{tile_path(level, index, width)} is not there")


def _entries(data: bytes, width: int) -> Iterator[bytes]:
    start = 0
    for _ in range(width):
        end = start + 2 + int.from_bytes(data[start : start + 2])
        if len(data) < start + 2 or len(data) < end:
            raise NotATile("a bundle of leaves ends before its last one")
        yield data[start + 2 : end]
        start = end


def _parts(row: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (row[start : start + WIDTH] for start in range(0, len(row), WIDTH))
