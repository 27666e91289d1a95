"""JSON files of one deep object, cut by byte offsets: the elements of chosen lists, and each other value with its key.

* Values that nobody asked for are passed over and not built: a history of a million lines costs its bytes alone.
* Brackets have to match, so that a damaged value cannot hide the ones behind it; what cannot be followed is broken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from ..loose_values import json_value

LARGEST_TREE = 256 << 20
_DEEPEST = 8
_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
# All up to the next bracket; a quotation mark that never ends stands for itself.
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]|\\.)*+")*+([{}\[\]"])', re.DOTALL)
_PLAIN = re.compile(rb"[^\s,\[\]{}\"]++")
_CLOSING = {b"{": b"}", b"[": b"]"}
# The signs of JSON as bytes have them.
_OBJECT, _END, _LIST, _END_OF_LIST, _COLON, _COMMA = b"{}[]:,"

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreeStretch:
    """A part of a file: an element of a chosen list, a value with its key (`path` leads to it), or what is between."""

    path: Path
    offset: int
    data: bytes
    element: bool = False
    broken: bool = False

    @property
    def value(self) -> Any:
        """What an element says; nothing where it is no JSON."""
        return json_value(self.data)


def tree_stretches(
    stream: BinaryIO, is_open: Callable[[Path], bool], is_list: Callable[[Path], bool]
) -> Iterator[TreeStretch]:
    """A whole file in order; objects whose path `is_open` are looked into, lists whose path `is_list` are cut up."""
    data = stream.read(LARGEST_TREE)
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    done = 0
    try:
        for path, start, end, element in _parts(data, mark, is_open, is_list):
            if start > done:
                yield TreeStretch((), done, data[done:start])
            yield TreeStretch(path, start, data[start:end], element)
            done = end
    except (ValueError, IndexError):
        yield TreeStretch((), done, data[done:], broken=True)
    else:
        if len(data) > done:
            yield TreeStretch((), done, data[done:])
    at = len(data)
    while more := stream.read(1 << 20):
        yield TreeStretch((), at, more, broken=True)
        at += len(more)


def keys_at_top(data: bytes) -> frozenset[str]:
    """The keys of a file's object; none where it cannot be followed to its end."""
    found = set()
    try:
        for path, _, _, _ in _parts(data, 3 * data.startswith(b"\xef\xbb\xbf"), _nothing, _nothing):
            found.add(path[0])
    except (ValueError, IndexError):
        return frozenset()
    return frozenset(found)


def _nothing(path: Path) -> bool:
    return False


def _parts(
    text: bytes, at: int, is_open: Callable[[Path], bool], is_list: Callable[[Path], bool]
) -> Iterator[tuple[Path, int, int, bool]]:
    """The path, start and end of each part, and whether it is an element; refuses what is not one object."""
    at = _spaces(text, at)
    if text[at] != _OBJECT:
        raise ValueError("the file is no object")
    end = yield from _members(text, at, (), (is_open, is_list))
    if _spaces(text, end) < len(text):
        raise ValueError("something stands behind the object")


_Choice = tuple[Callable[[Path], bool], Callable[[Path], bool]]
_Parts = Iterator[tuple[Path, int, int, bool]]


def _members(text: bytes, at: int, path: Path, choice: _Choice) -> Any:
    """The parts of an object that begins here; returns where it ends."""
    at = _spaces(text, at + 1)
    while text[at] != _END:
        start = at
        match = _STRING.match(text, at)
        if not match:
            raise ValueError("an object has a key")
        below = (*path, json.loads(match[0]))
        at = _spaces(text, match.end())
        if text[at] != _COLON:
            raise ValueError("behind a key stands a colon")
        at = _spaces(text, at + 1)
        if text[at] == _OBJECT and len(below) < _DEEPEST and choice[0](below):
            at = yield from _members(text, at, below, choice)
        elif text[at] == _LIST and choice[1](below):
            at = yield from _elements(text, at, below)
        else:
            end = _past(text, at)
            yield below, start, end, False
            at = end
        at = _past_comma(text, at, _END)
    return at + 1


def _elements(text: bytes, at: int, path: Path) -> Any:
    at = _spaces(text, at + 1)
    while text[at] != _END_OF_LIST:
        end = _past(text, at)
        yield path, at, end, True
        at = _past_comma(text, end, _END_OF_LIST)
    return at + 1


def _past_comma(text: bytes, at: int, closing: int) -> int:
    at = _spaces(text, at)
    if text[at] == _COMMA:
        return _spaces(text, at + 1)
    if text[at] != closing:
        raise ValueError("values stand a comma apart")
    return at


def _spaces(text: bytes, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _past(text: bytes, at: int) -> int:
    """Where a value ends."""
    if text[at] not in (_OBJECT, _LIST):
        match = _STRING.match(text, at) or _PLAIN.match(text, at)
        if not match:
            raise ValueError("a value is missing")
        return match.end()
    waiting: list[bytes] = []
    while match := _TO_BRACKET.match(text, at):
        bracket, at = match[1], match.end()
        if bracket in _CLOSING:
            waiting.append(_CLOSING[bracket])
        elif waiting.pop() != bracket:
            break
        if not waiting:
            return at
    raise ValueError("brackets do not match")
