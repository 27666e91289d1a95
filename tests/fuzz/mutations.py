"""Small damage to bytes, told by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_NUMBERS = (
    b"\0\0",
    b"\xff\xff",
    b"\1\0",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\x80",
    bytes(8),
)
_MARKS = (b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\7\x08", b"ustar\x0000", b"\x1f\x8b\x08")
_JSON = (
    b"null", b"true", b"[]", b"{}", b'""', b"0", b"-1", b"1e999", b"9" * 400, b"NaN", b"Infinity",
    b'"\\ud800"', b"[[[[", b"]", b"}", b",", b":", b'"', b"\\", b"\\u0000", b"\xff", b"\xef\xbb\xbf", b"\r\n",
    b'"id_str":7', b'"text":{}', b"=", b"[" * 5000, b'"\\u202e"', b'"9999-99-99T99:99:99Z"', b"-0", b"<script>",
    b'"Thu Jan 01 00:00:00 +0000 0000"',
)  # fmt: skip
_NAMES = (b"..", b"/", b"\\", b"\0", b"%2e%2e", b"C:", b"\xe2\x80\xae", b"data", b"tweets.js")


def mutated(data: bytes, chance: random.Random, tokens: Sequence[bytes] = ()) -> bytes:
    """The bytes with one to four small damages."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(_CHANGES)(data, chance, tokens or (*_NUMBERS, *_MARKS, *_NAMES))
    return data


def mutated_text(data: bytes, chance: random.Random) -> bytes:
    """The same for what an export says, with words that JSON and scripts know."""
    return mutated(data, chance, _JSON)


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 1, 2, 4, 16, 100)))


def _flipped(data: bytes, chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    if not data:
        return data
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def _overwritten(data: bytes, chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    place, token = chance.randint(0, len(data)), chance.choice(tokens)
    return data[:place] + token + data[place + len(token) :]


def _inserted(data: bytes, chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    place = chance.randint(0, len(data))
    return data[:place] + chance.choice(tokens) + data[place:]


def _deleted(data: bytes, chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _doubled(data: bytes, chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] + data[end:]


def _moved(data: bytes, chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    start, end = _span(data, chance)
    left, place = data[:start] + data[end:], chance.randint(0, len(data))
    return left[:place] + data[start:end] + left[place:]


def _cut(data: bytes, chance: random.Random, tokens: Sequence[bytes]) -> bytes:
    return data[: chance.randint(0, len(data))]


_CHANGES: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    _flipped, _flipped, _overwritten, _overwritten, _inserted, _deleted, _doubled, _moved, _cut,
)  # fmt: skip
