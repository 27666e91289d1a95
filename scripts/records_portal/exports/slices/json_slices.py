"""JSON inside script files, cut into the elements of its list by byte offsets; a file is read once, in pieces.

Text is scanned as Latin-1, where one character is one byte, so that offsets are right without counting;
an element with other bytes is parsed again as UTF-8. Where elements are set out in lines, as platforms write them, the
end of one is looked for as the end of the one before looked, and the stretch counts if it is a value as it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

PIECE = 1 << 20
LARGEST = 8 << 20  # one value in memory takes up to thirty times its text
LONGEST_OPENING = 4096
# Scripts assign the list to a name; a byte order mark may be passed over (RFC 8259, 8.1).
_OPENING = re.compile(rb"\A(?:\xef\xbb\xbf)?[^\[{=]{0,200}(?:=\s*)?(?=[\[{])")
_BELOW = rb'\A(?:\xef\xbb\xbf)?[ \t\r\n]*\{.*?"%b"\s*:\s*(?=\[)'
_AGAIN = rb'"%b"\s*:\s*\['
CUT, TWICE = "broken-list", "repeated-list"
_CLOSING = b"]; \t\r\n"
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_LAST_LINE = re.compile(rb"\n[ \t]*[}\]]\Z")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


# Python would read NaN and Infinity, which are no JSON (RFC 8259, 6).
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


@dataclass(frozen=True, slots=True)
class Slice:
    """A stretch of a file: an element and its value, or what stands between elements; `broken` marks unread bytes.

    `fault` says what is wrong with the list: it ends before its end (`broken-list`), or stands there twice
    (`repeated-list`). A stretch that says it may be empty.
    """

    offset: int
    data: bytes
    value: Any = None
    element: bool = False
    broken: bool = False
    fault: str = ""


class _Window:
    """The part of a file that is in memory; `at` is the first character that was not taken yet.

    `last_line` is the line that ended the element before, with the break before it.
    """

    def __init__(self, stream: BinaryIO, piece: int) -> None:
        self._stream, self._piece = stream, piece
        self._start, self.text, self.at, self.ended, self.last_line = 0, "", 0, False, ""

    def grow(self) -> bool:
        """Read on; twice as much each time, so that a long element is not scanned again and again."""
        self._start, self.text, self.at = self._start + self.at, self.text[self.at :], 0
        data = self._stream.read(max(self._piece, len(self.text)))
        self.text += data.decode("latin-1")
        self.ended = not data
        return bool(data)

    def take(self, end: int) -> tuple[int, bytes]:
        """The bytes up to a place in the text, and their offset in the file."""
        offset, data = self._start + self.at, self.text[self.at : end].encode("latin-1")
        self.at = end
        return offset, data


def elements(stream: BinaryIO, piece: int = PIECE, below: str = "") -> Iterator[Slice]:
    """The elements of a file's list (a lone object is one element) and all that stands between them, in order.

    The list is the file's own, or that of the first key named `below` near the start of the file's object.
    """
    window = _Window(stream, piece)
    while len(window.text) < LONGEST_OPENING and window.grow():
        continue
    pattern = re.compile(_BELOW % re.escape(below.encode()), re.DOTALL) if below else _OPENING
    opening = pattern.match(window.text[:LONGEST_OPENING].encode("latin-1"))
    if not opening:
        yield from _rest(window, broken=True)
        return
    is_list = window.text[opening.end()] == "["
    yield Slice(*window.take(opening.end() + is_list))
    broken = False
    while not broken and not _at_end(window, is_list):
        yield Slice(*window.take(_start_of_value(window)))
        element = _value(window)
        broken = element is None
        if element:
            yield element
            if not is_list:
                break
    if is_list and ((broken and window.ended) or _start_of_value(window) == len(window.text)):
        yield Slice(*window.take(window.at), fault=CUT)
    yield from _rest(window, broken=broken, closing=b"}" + _CLOSING if below else _CLOSING, below=below)


def first_value(stream: BinaryIO) -> Any:
    """What the first element of a file's list says, or its lone object; nothing where there is none."""
    return next((each.value for each in elements(stream) if each.element), None)


def _start_of_value(window: _Window) -> int:
    """Where the next value starts, past white space and commas; the end of the text where the file ends before."""
    while True:
        match = _BETWEEN.match(window.text, window.at)
        start = match.end() if match else window.at
        if start < len(window.text) or window.ended:
            return start
        window.grow()


def _at_end(window: _Window, is_list: bool) -> bool:
    start = _start_of_value(window)
    return start == len(window.text) or (is_list and window.text[start] == "]")


def _value(window: _Window) -> Slice | None:
    """The value at the front; nothing where the file ends within it or it cannot be read."""
    if window.last_line and (found := _set_out(window)):
        return found
    while True:
        try:
            value, end = _DECODER.raw_decode(window.text, window.at)
        except (ValueError, RecursionError):
            end = 0
        if end and (end < len(window.text) or window.ended):
            offset, data = window.take(end)
            line = _LAST_LINE.search(data)
            window.last_line = line[0].decode("latin-1") if line else ""
            return Slice(offset, data, value if data.isascii() else _as_utf8(data), element=True)
        if window.ended or len(window.text) - window.at > LARGEST:
            return None
        window.grow()


def _set_out(window: _Window) -> Slice | None:
    """The value at the front where it ends in the same line as the one before; nothing where that is not sure.

    No value that ends in a bracket is the beginning of another (RFC 8259, 2): a stretch that can be read is the value.
    A whole number of more than 64 bits comes as a float, which no reader takes for an id.
    """
    end = window.text.find(window.last_line, window.at) + len(window.last_line)
    if end < len(window.last_line) or window.text[window.at] not in "{[":
        return None
    try:
        value = orjson.loads(window.text[window.at : end].encode("latin-1"))
    except ValueError:
        return None
    offset, data = window.take(end)
    return Slice(offset, data, value, element=True)


def _as_utf8(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _rest(window: _Window, *, broken: bool, closing: bytes = _CLOSING, below: str = "") -> Iterator[Slice]:
    again = re.compile(_AGAIN % re.escape(below.encode())) if below else None
    while window.at < len(window.text) or window.grow():
        offset, data = window.take(len(window.text))
        fault = TWICE if again and again.search(data) else ""
        yield Slice(offset, data, broken=broken or bool(data.strip(closing)), fault=fault)
