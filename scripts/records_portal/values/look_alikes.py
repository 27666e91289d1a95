"""Which letters of other scripts a reader takes for plain ones, by Unicode's table of confusables (UTS #39)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

_ASCII = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@cache
def confusable_letters() -> Mapping[str, str]:
    """Letters beyond ASCII by the ASCII letter or digit, in lower case, that they are confusable with (UTS #39)."""
    from confusable_homoglyphs.confusables import confusables_data  # type: ignore[import-untyped]

    found: dict[str, str] = {}
    for plain in _ASCII:
        for entry in confusables_data.get(plain, ()):
            other = unicodedata.normalize("NFKD", entry["c"].strip("\u200e\u200f"))
            if len(other) == 1 and not other.isascii():
                found.setdefault(other, plain.lower())
    return found


def looked_at(text: str) -> str:
    """Text as a reader sees it: wide and small forms, accents and letters of other scripts become the plain ones."""
    plain = unicodedata.normalize("NFKD", text)
    return plain.casefold() if plain.isascii() else "".join(map(_plain, plain))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter.casefold()
    letters = confusable_letters()
    return letters.get(letter) or letters.get(letter.casefold()) or letter.casefold()
