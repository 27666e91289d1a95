"""Which handles a reader could take for one another.

* A skeleton folds what looks alike: letters of other scripts (Unicode's table of confusables), case and accents, `0`
  and `o`, `1`, `i` and `l`, other digits that stand for letters, `rn` and `m`, `vv` and `w`; separators go.
* Handles of six characters or more resemble each other at one edit of their skeletons too; a swap is one edit.
* Groups are found through buckets, never by comparing every pair.
* `nearness` looks further than `resemble`: words that impostors add, and two edits of a long handle.

Not here: whether an account is official; see `lookup`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations, pairwise

from records_portal.values.look_alikes import confusable_letters

SHORTEST_FOR_EDITS = 6
SHORTEST_FOR_TWO_EDITS = 10
SHORTEST_CORE = 4
SHORTEST_PART = 8
LARGEST_GROUP = 40
LONGEST_COMPARED = 100
NOT_NEAR = 0
SAME_LETTERS, ADDED_WORD, ONE_EDIT, TWO_EDITS, CONTAINED = range(1, 6)
ADDED_WORDS = (
    *("official", "officially", "real", "thereal", "the", "verified", "gov", "government", "state", "usa", "us"),
    *("help", "helpdesk", "support", "service", "services", "care", "info", "news", "alerts", "alert", "updates"),
    *("team", "office", "page", "account", "channel", "online", "live", "hq", "backup", "new", "grants", "grant"),
)
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
DIGITS = {"0": "o", "1": "l", "i": "l", "|": "l", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b"}
_LOOKS = str.maketrans(DIGITS)


def skeleton(handle: str) -> str:
    """What is left of a handle when everything that looks alike is written alike."""
    folded = "".join(map(_plain, unicodedata.normalize("NFKD", handle)))
    text = "".join(letter for letter in folded if letter == "|" or unicodedata.category(letter)[0] in "LN")
    for pair, one in PAIRS:
        text = text.replace(pair, one)
    return text.translate(_LOOKS)


@cache
def _plain(letter: str) -> str:
    letters = confusable_letters()
    return letter.lower() if letter.isascii() else letters.get(letter) or letters.get(letter.lower(), letter.lower())


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


def edits_between(one: str, other: str, most: int) -> int:
    """The number of insertions, removals, replacements and swaps of neighbours, or one more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    start = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return abs(len(one) - len(other))
    one, other = one[start:], other[start:]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, row = row, before, [at]
        for index, opposite in enumerate(other, 1):
            cost = min(before[index] + 1, row[-1] + 1, before[index - 1] + (letter != opposite))
            if at > 1 and index > 1 and letter == other[index - 2] and one[at - 2] == opposite:
                cost = min(cost, last[index - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


@cache
def added_skeletons() -> tuple[str, ...]:
    """The skeletons of the words that impostors add, the longest first."""
    return tuple(sorted({skeleton(word) for word in ADDED_WORDS}, key=lambda one: (-len(one), one)))


@lru_cache(maxsize=1_000)
def core_of(text: str) -> str:
    """A skeleton without the added words at its ends, as long as enough is left to recognise somebody by."""
    for word in added_skeletons():
        if len(text) - len(word) >= SHORTEST_CORE:
            if text.startswith(word):
                return core_of(text[len(word) :])
            if text.endswith(word):
                return core_of(text[: -len(word)])
    return text


def nearness(asked: str, known: str) -> int:
    """How one skeleton resembles another that is known: `NOT_NEAR`, or a kind, the closest being the smallest."""
    if not asked or max(len(asked), len(known)) > LONGEST_COMPARED:
        return NOT_NEAR
    if asked == known:
        return SAME_LETTERS
    core = core_of(asked)
    if core in known and core_of(known) == core:
        return ADDED_WORD
    shorter = min(len(asked), len(known))
    most = 2 if shorter >= SHORTEST_FOR_TWO_EDITS else 1 if shorter >= SHORTEST_FOR_EDITS else 0
    edits = edits_between(asked, known, most)
    if edits <= most:
        return ONE_EDIT if edits == 1 else TWO_EDITS
    is_part = len(known) >= SHORTEST_PART and (asked.startswith(known) or asked.endswith(known))
    return CONTAINED if is_part else NOT_NEAR


def resemble(one: str, other: str) -> bool:
    """Whether a reader could take one handle for the other."""
    return _alike(skeleton(one), skeleton(other))


def _alike(one: str, other: str) -> bool:
    if one == other:
        return bool(one)
    return min(len(one), len(other)) >= SHORTEST_FOR_EDITS and one_edit_apart(one, other)


def resembling_pairs(handles: Mapping[str, str], owners: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """The pairs of keys whose handles resemble each other, sorted; a crowd that shares one bucket is compared in a row.

    With owners, only pairs of different ones are looked for.
    Of more than `LARGEST_GROUP` handles in one bucket each is compared with the next only, so that a register full of
    the same name costs no more than its length.
    """
    skeletons = {key: skeleton(handle) for key, handle in handles.items()}
    buckets: dict[str, list[str]] = {}
    for key, text in sorted(skeletons.items()):
        for neighbour in set(neighbours(text)):
            buckets.setdefault(neighbour, []).append(key)
    of = owners or {key: key for key in handles}
    near = (pair for keys in buckets.values() if len(keys) > 1 for pair in _pairs(keys))
    pairs = {pair for pair in near if of[pair[0]] != of[pair[1]]}
    return sorted(pair for pair in pairs if _alike(skeletons[pair[0]], skeletons[pair[1]]))


def _pairs(keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(keys) <= LARGEST_GROUP:
        yield from combinations(keys, 2)
    else:
        yield from pairwise(keys)
