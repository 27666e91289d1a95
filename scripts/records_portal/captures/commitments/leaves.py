"""What an item is committed to: a leaf for each word and field, each under a salt of its own, and the root over them.

* A leaf is a place in the item, a zero byte, `t` with a text or `j` with any other value as JSON. Prose (`text`,
  `description`) is cut into words, each with the white space behind it; together they are the text again.
* The salts are one stream (SHAKE-256) of one random seed of the item, so that one that is released tells nothing of the
  others, and none can be made again once the seed is gone. An HMAC for each took ten times as long.
* Leaf: SHA-256 of `00`, salt and leaf. Root: SHA-256 of `01`, the number of leaves (8 bytes) and every leaf's digest,
  so that a proof names each leaf, opened or not, and nothing can be hidden beneath another one.
* The source of the item has a leaf too, the SHA-256 of each stretch: opened where the item is released whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

SEED_BYTES = 32
SALT_BYTES = 16
PROSE = frozenset(("text", "description"))
# Spaces of ASCII alone: what else is white space differs by the version of Unicode. Sixteen characters at most, since a
# text in a script without spaces would be one word, and nothing of it could be left out by itself.
_WORD = re.compile(r"[^ \t\n\r]{1,16}[ \t\n\r]*|[ \t\n\r]+")


def item_leaves(said: Mapping[str, Any], fragments: Iterable[bytes]) -> list[bytes]:
    """The leaves of what an item says, in the order of its fields, and of the stretches that it was read from."""
    found: list[bytes] = []
    for name in sorted(said):
        _add_leaves(found, name, said[name], is_prose=name in PROSE)
    for number, data in enumerate(fragments):
        found.append(b"fragments/%d/sha256\0t%b" % (number, hashlib.sha256(data).hexdigest().encode()))
    return found


def _add_leaves(found: list[bytes], place: str, value: Any, *, is_prose: bool) -> None:
    if isinstance(value, str):
        text = value if value.isascii() else _rejoined(value)
        named = [(place, text)] if not is_prose else _words(place, text)
        found += [f"{name}\0t{word}".encode("utf-8", "surrogatepass") for name, word in named]
    elif isinstance(value, Mapping):
        for name in sorted(value):
            _add_leaves(found, f"{place}/{name}", value[name], is_prose=name in PROSE)
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            _add_leaves(found, f"{place}/{number}", each, is_prose=is_prose)
    else:
        found.append(f"{place}\0j{json.dumps(value)}".encode())


def _words(place: str, text: str) -> list[tuple[str, str]]:
    return [(f"{place}/{number}", word) for number, word in enumerate(_WORD.findall(text))]


def _rejoined(text: str) -> str:
    """A text as it is read from JSON again, which makes one character of two halves that stand side by side."""
    with suppress(UnicodeEncodeError):
        text.encode()
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def salts(seed: bytes, number: int) -> list[bytes]:
    """So many salts of 16 bytes, made of an item's seed."""
    stream = hashlib.shake_256(b"salts\0" + seed).digest(number * SALT_BYTES)
    return [stream[place : place + SALT_BYTES] for place in range(0, len(stream), SALT_BYTES)]


def leaf_digest(salt: bytes, leaf: bytes) -> bytes:
    """The digest of a leaf under its salt; without the salt no guess at the leaf can be tried."""
    return hashlib.sha256(b"\0" + salt + leaf).digest()


def root_over(digests: Sequence[bytes]) -> str:
    """The root over the digests of all leaves, in hex."""
    return hashlib.sha256(b"\1" + len(digests).to_bytes(8, "big") + b"".join(digests)).hexdigest()


def commitment(seed: bytes, said: Mapping[str, Any], fragments: Iterable[bytes]) -> str:
    """The root of an item's salted leaves, in hex: it binds every word of the item, and tells nothing of any."""
    leaves = item_leaves(said, fragments)
    return root_over([leaf_digest(*each) for each in zip(salts(seed, len(leaves)), leaves, strict=True)])
