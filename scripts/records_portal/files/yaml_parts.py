"""Many versions of the same files, read by their parts: what two versions share is parsed once.

A part is a key of the root with its value, or an entry of its list. A file is cut only between lines at which a part
begins, and only what is readable as exactly that part counts; every other file is read as a whole. The value is the one
that `read_yaml` gives.
"""

from __future__ import annotations

import re
from typing import Any

from .yaml_text import MAX_BYTES, read_yaml

_DOCUMENT_MARK = re.compile(rb"^(?:---|\.\.\.|%)", re.MULTILINE)
_KEY = re.compile(rb"^(?=[A-Za-z0-9_'\"])", re.MULTILINE)
_NOTHING = re.compile(rb"(?:[ ]*(?:#.*)?\n)*")
_LIST = re.compile(rb"([a-z_]+):\n( *)- ")
_ENTRY = {indent: re.compile(rb"^(?= {%d}- )" % indent, re.MULTILINE) for indent in range(5)}


class _Unlike(Exception):  # noqa: N818 -- the file is not one of parts
    """A part is not readable as exactly one part."""


class PartReader:
    """The values of files, with the parts that were read already at hand."""

    def __init__(self) -> None:
        self._keys: dict[bytes, tuple[str, Any]] = {}
        self._entries: dict[bytes, Any] = {}

    def read(self, data: bytes) -> Any:
        """The value of a file; nothing where it is not readable."""
        try:
            return self._by_parts(data)
        except _Unlike:
            return read_yaml(data)[0]

    def _by_parts(self, data: bytes) -> dict[str, Any]:
        before, *parts = _KEY.split(data)
        if not parts or len(data) > MAX_BYTES or not _NOTHING.fullmatch(before) or _DOCUMENT_MARK.search(data):
            raise _Unlike
        value = dict(map(self._key, parts))
        if len(value) != len(parts):
            raise _Unlike
        return value

    def _key(self, part: bytes) -> tuple[str, Any]:
        if part not in self._keys:
            listed = _LIST.match(part)
            self._keys[part] = self._list(part, listed) if listed else _only_key(part)
        return self._keys[part]

    def _list(self, part: bytes, listed: re.Match[bytes]) -> tuple[str, Any]:
        separator = _ENTRY.get(len(listed[2]))
        if separator is None:
            return _only_key(part)
        head, *entries = separator.split(part)
        return listed[1].decode(), [self._entry(head, one) for one in entries]

    def _entry(self, head: bytes, entry: bytes) -> Any:
        if entry not in self._entries:
            _, value = _only_key(head + entry)
            if not isinstance(value, list) or len(value) != 1:
                raise _Unlike
            self._entries[entry] = value[0]
        return self._entries[entry]


def _only_key(part: bytes) -> tuple[str, Any]:
    value, fault = read_yaml(part)
    if fault or not isinstance(value, dict) or len(value) != 1:
        raise _Unlike
    return next(iter(value.items()))
