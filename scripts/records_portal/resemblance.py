"""Which handles a reader could take for one another.

* A skeleton folds what looks alike: case, `0` and `o`, `1`, `i` and `l`, `rn` and `m`, `vv` and `w`; separators go.
* Handles of six characters or more resemble each other at one edit of their skeletons too.
* Groups are found through buckets, never by comparing every pair.

Not here: whether an account is official; see the look-up page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

SHORTEST_FOR_EDITS = 6
LARGEST_GROUP = 40
_SEPARATORS = str.maketrans("", "", "._-@ ")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_LOOKS = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "8": "b"})


def skeleton(handle: str) -> str:
    """What is left of a handle when everything that looks alike is written alike."""
    text = unicodedata.normalize("NFKC", handle).casefold().translate(_SEPARATORS)
    for pair, one in _PAIRS:
        text = text.replace(pair, one)
    return text.translate(_LOOKS)


def neighbours(text: str) -> Iterator[str]:
    """The text and all that is left of it when one character goes: texts one edit apart share one of these."""
    yield text
    if len(text) >= SHORTEST_FOR_EDITS:
        for index in range(len(text)):
            yield text[:index] + text[index + 1 :]


def one_edit_apart(one: str, other: str) -> bool:
    """Whether at most one insertion, removal or replacement turns one text into the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return one[start + (len(one) == len(other)) :] == other[start + 1 :]


def resemble(one: str, other: str) -> bool:
    """Whether a reader could take one handle for the other."""
    return _alike(skeleton(one), skeleton(other))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return bool(one)
    return min(len(one), len(other)) >= SHORTEST_FOR_EDITS and one_edit_apart(one, other)


def resembling_pairs(handles: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pairs of keys whose handles resemble each other, sorted; a crowd that shares one bucket is compared in a row.

    Of more than `LARGEST_GROUP` handles in one bucket each is compared with the next only, so that a register full of
    the same name costs no more than its length.
    """
    skeletons = {key: skeleton(handle) for key, handle in handles.items()}
    buckets: dict[str, list[str]] = {}
    for key, text in sorted(skeletons.items()):
        for neighbour in set(neighbours(text)):
            buckets.setdefault(neighbour, []).append(key)
    pairs = {pair for keys in buckets.values() if len(keys) > 1 for pair in _pairs(keys)}
    return sorted(pair for pair in pairs if _alike(skeletons[pair[0]], skeletons[pair[1]]))


def _pairs(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(keys) <= LARGEST_GROUP:
        yield from combinations(keys, 2)
    else:
        yield from pairwise(keys)
