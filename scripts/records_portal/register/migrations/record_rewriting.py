"""What a migration takes out of a record's file; every other byte with its comments stays.

Whoever enters facts adds to a record and changes nothing: this is for records of an older form alone.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Any

from records_portal.files.yaml_text import ValuePath, ValuePlaces, read_places, read_yaml

from ..findings import Refusal

_COMMENT = re.compile(r"\s*#")


def without_property(text: bytes, path: ValuePath) -> tuple[bytes, bytes]:
    """The text without a property that stands on lines of its own, and those lines with the comments among them."""
    whole = _readable(text)
    expected = copy.deepcopy(whole)
    holder = _at(expected, path[:-1])
    del holder[path[-1]]
    lines, places = _lines(text), read_places(text)
    first, last = places.keys[path][0], _last_line(places, path, lines)
    kept = _checked(text, "".join(lines[: first - 1] + lines[last:]), expected, path)
    return kept, "".join(lines[first - 1 : last]).encode()


def without_entry(text: bytes, path: ValuePath) -> bytes:
    """The text without an entry of a list that stands on lines of its own, with the comments among them."""
    expected = copy.deepcopy(_readable(text))
    del _at(expected, path[:-1])[path[-1]]
    lines, places = _lines(text), read_places(text)
    first, last = places.values[path][0], _last_line(places, path, lines)
    return _checked(text, "".join(lines[: first - 1] + lines[last:]), expected, path)


def with_entry_replaced(text: bytes, path: ValuePath, value: Mapping[str, str]) -> bytes:
    """The text with one mapping of plain words in the place of an entry of a list that stands on one line."""
    expected = copy.deepcopy(_readable(text))
    _at(expected, path[:-1])[path[-1]] = dict(value)
    lines, places = _lines(text), read_places(text)
    (line, first), (_, end) = places.values[path], places.ends[path]
    words = ", ".join(f"{key}: {word}" for key, word in value.items())
    lines[line - 1] = f"{lines[line - 1][: first - 1]}{{{words}}}{lines[line - 1][end - 1 :]}"
    return _checked(text, "".join(lines), expected, path)


def _last_line(places: ValuePlaces, path: ValuePath, lines: list[str]) -> int:
    """The last line of a property: that of its value's end, with the comment lines that are further in than its key."""
    ends = [end for each, end in places.ends.items() if each[: len(path)] == path]
    line, column = max(ends)
    last = line - 1 if column == 1 else line
    indent = places.keys.get(path, places.values[path])[1] - 1
    while last < len(lines) and _COMMENT.match(lines[last]) and _indent(lines[last]) > indent:
        last += 1
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _checked(text: bytes, changed: str, expected: Any, path: ValuePath) -> bytes:
    """The new text, once it reads as the old one does with just this changed."""
    data = changed.replace("\n", "\r\n" if b"\r\n" in text else "\n").encode()
    value, fault = read_yaml(data)
    if fault or value != expected:
        raise Refusal(f"{_dotted(path)} cannot be changed as the file is written; write it on lines of its own")
    return data


def _readable(text: bytes) -> Any:
    value, fault = read_yaml(text)
    if fault:
        raise Refusal(f"line {fault.line}, column {fault.column}: {fault.message}; {fault.expected}")
    return value


def _lines(text: bytes) -> list[str]:
    return text.decode("utf-8").replace("\r\n", "\n").splitlines(keepends=True)


def _at(value: Any, path: ValuePath) -> Any:
    for part in path:
        value = value[part]
    return value


def _dotted(path: ValuePath) -> str:
    return ".".join(map(str, path))
