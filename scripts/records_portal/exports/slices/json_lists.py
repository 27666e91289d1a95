"""JSON files whose lists stand below a key (`{"ig_stories": [...]}`), cut into the elements of the lists by offsets."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from .json_slices import CUT, LARGEST, LONGEST_OPENING, TWICE, Slice, elements

_SPACE = re.compile(r"[ \t\r\n,:]*")
_FIRST_LIST = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(\w{1,60})"\s*:\s*\[')
_END_OF_LIST = re.compile(rb"\s*\]")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonStretch:
    """A stretch of a file: an element with the key of its list (none in a list at the top), or what stands between."""

    key: str
    offset: int
    data: bytes
    value: Any = None
    element: bool = False
    broken: bool = False
    fault: str = ""


def list_elements(stream: BinaryIO, section: re.Pattern[str]) -> Iterator[JsonStretch]:
    """The elements of a file's lists and all that stands between them, in order.

    An object at the top is opened where one of its keys is a section, even if its end is missing; else it is one
    element. The list of its first key may be of any length; what follows it must fit into memory.
    """
    head = stream.read(LONGEST_OPENING)
    whole = cast(BinaryIO, _Again(head, stream))
    first = _FIRST_LIST.match(head)
    if first and section.fullmatch(first[1].decode()):
        yield from _below(whole, first[1].decode())
    else:
        yield from _at_top(whole, section)


class _Again:
    """A stream of which the beginning was read, from that beginning."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        return head or self._stream.read(size)


def _at_top(stream: BinaryIO, section: re.Pattern[str]) -> Iterator[JsonStretch]:
    in_list = False
    for each in elements(stream):
        opens = isinstance(each.value, dict) and any(map(section.fullmatch, each.value))
        if each.element and opens and not in_list:
            yield from _opened(each)
        else:
            in_list = in_list or (each.offset == 0 and not each.element and each.data.endswith(b"["))
            yield JsonStretch("", each.offset, each.data, each.value, each.element, each.broken, each.fault)


def _below(stream: BinaryIO, key: str) -> Iterator[JsonStretch]:
    """The elements of the first key's list, then what stands behind it."""
    slices = elements(stream, below=key)
    for each in slices:
        if each.broken:
            yield from _behind(each, slices, key)
        else:
            name = key if each.element else ""
            yield JsonStretch(name, each.offset, each.data, each.value, each.element, fault=each.fault)


def _behind(first: Slice, slices: Iterator[Slice], key: str) -> Iterator[JsonStretch]:
    """What other keys hold behind a list; a list that breaks off has nothing behind it."""
    data = bytearray(first.data)
    while len(data) <= LARGEST and (more := next(slices, None)):
        data += more.data
    rest = Slice(first.offset, bytes(data))
    if _END_OF_LIST.match(rest.data):
        yield from _opened(rest, key)
    else:
        yield JsonStretch("", rest.offset, rest.data, broken=True)
    yield from (JsonStretch("", each.offset, each.data, broken=True) for each in slices)


def _opened(whole: Slice, *before: str) -> Iterator[JsonStretch]:
    """What an object holds, from its start or from behind a list: elements of lists, other values, what is between."""
    done, keys = 0, Counter(before)
    try:
        for key, start, end in _values(whole.data.decode("latin-1"), keys):
            yield _between(whole, done, start)
            data = whole.data[start:end]
            yield JsonStretch(key, whole.offset + start, data, _value(data), element=True)
            done = end
    except (ValueError, IndexError, RecursionError):
        yield JsonStretch("", whole.offset + done, whole.data[done:], broken=True, fault=CUT)
        return
    yield _between(whole, done, len(whole.data))
    if any(times > 1 for times in keys.values()):
        yield JsonStretch("", whole.offset + len(whole.data), b"", fault=TWICE)


def _value(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _values(text: str, keys: Counter[str]) -> Iterator[tuple[str, int, int]]:
    """The key, the start and the end of every element and of every value that is no list; each key is counted."""
    at = _next(text, _next(text, 0) + 1)
    while text[at] != "}":
        start, (_, at) = at, _DECODER.raw_decode(text, at)
        key = json.loads(text[start:at].encode("latin-1"))
        if not isinstance(key, str):
            raise ValueError("a key is a text")  # noqa: TRY004 -- the text is wrong, not a type of ours
        keys[key] += 1
        at = _next(text, at)
        if text[at] != "[":
            _, end = _DECODER.raw_decode(text, at)
            yield key, at, end
            at = _next(text, end)
            continue
        at = _next(text, at + 1)
        while text[at] != "]":
            _, end = _DECODER.raw_decode(text, at)
            yield key, at, end
            at = _next(text, end)
        at = _next(text, at + 1)


def _next(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _between(whole: Slice, start: int, end: int) -> JsonStretch:
    return JsonStretch("", whole.offset + start, whole.data[start:end])


def below(whole: Slice, path: Sequence[str]) -> Iterator[Slice]:
    """The elements of the list at a path of keys within an object, and all that stands around them, in order.

    What cannot be read, and an object without such a list, is broken.
    """
    text, done = whole.data.decode("latin-1"), 0
    try:
        for start, end in _elements_at(text, path):
            yield Slice(whole.offset + done, whole.data[done:start])
            data = whole.data[start:end]
            yield Slice(whole.offset + start, data, _value(data), element=True)
            done = end
    except (ValueError, IndexError, RecursionError):
        yield Slice(whole.offset + done, whole.data[done:], broken=True)
        return
    yield Slice(whole.offset + done, whole.data[done:])


def _elements_at(text: str, path: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The start and the end of every element of the list at a path."""
    at = _next(text, 0)
    for key in path:
        at = _value_of(text, at, key)
    if text[at] != "[":
        raise ValueError("no list stands there")
    at = _next(text, at + 1)
    while text[at] != "]":
        start, (_, at) = at, _DECODER.raw_decode(text, at)
        yield start, at
        at = _next(text, at)


def _value_of(text: str, at: int, wanted: str) -> int:
    """Where the value of an object's key starts."""
    if text[at] != "{":
        raise ValueError("no object stands there")
    at = _next(text, at + 1)
    while text[at] == '"':
        key, at = _DECODER.raw_decode(text, at)
        at = _next(text, at)
        if key == wanted:
            return at
        at = _next(text, _DECODER.raw_decode(text, at)[1])
    raise ValueError("no such key")


def lists_within(whole: Slice, paths: Sequence[Sequence[str]]) -> Iterator[JsonStretch]:
    """The elements of those lists that an object has at some paths of keys, and all that stands around them, in order.

    The key of an element is its list's path, joined by slashes; an object that cannot be read is broken.
    """
    text, done = whole.data.decode("latin-1"), 0
    places: list[tuple[int, int, str]] = []
    for path in paths:
        try:
            places += ((start, end, "/".join(path)) for start, end in list(_elements_at(text, path)))
        except (ValueError, IndexError, RecursionError):
            continue
    for start, end, key in sorted(places):
        yield _between(whole, done, start)
        data = whole.data[start:end]
        yield JsonStretch(key, whole.offset + start, data, _value(data), element=True)
        done = end
    yield _between(whole, done, len(whole.data))
