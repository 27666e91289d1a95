"""Items in the order of their likeness, so that whoever decides on many sees those together that say the same.

* Words are compared without case, addresses and figures: a weekly notice is the same each week.
* Of the words that several items share, the commonest that still tells items apart comes first.
* It only orders: no class follows from it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_WORD = re.compile(r"[#@]?[^\W\d_]{4,}")
# A word of more than a fourth of all items tells none of them from the others.
_MOST_SHARE = 4
_LEAST_COMMON = 4  # of few items any word that some of them share tells something


def ordered_by_likeness(texts: Sequence[str]) -> list[tuple[int, str]]:
    """The places of the texts in the order of their likeness, each with the word by which its group is known."""
    words = [set(_WORD.findall(_ADDRESS.sub(" ", text.casefold()))) for text in texts]
    shared = Counter(word for each in words for word in each)
    most = max(_LEAST_COMMON, len(texts) // _MOST_SHARE)
    telling = {word: count for word, count in shared.items() if 2 <= count <= most}
    keys = [_key(each, telling) for each in words]
    order = sorted(range(len(texts)), key=lambda place: (keys[place], place))
    return [(place, keys[place][0][1] if keys[place] else "") for place in order]


def _key(words: set[str], telling: dict[str, int]) -> list[tuple[int, str]]:
    """The telling words of a text, the commonest first; those of the site's own hashtags before all others."""
    return sorted((-telling[each] * (2 if each.startswith("#") else 1), each) for each in words if each in telling)
