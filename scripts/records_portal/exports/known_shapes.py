"""What is known of the entries of an export, so that a platform's next change is seen and not only passed over.

* A field that is not known is new; a usual field that is not there, stands there twice or holds another kind of value
  was changed. Neither is lost, since an entry is kept as it was written; both are told.
* Of each file the first hundred entries are looked at and every sixteenth after: a platform changes a layout for all
  entries from some day on, and looking at each costs as much as reading it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .pieces import Remark

LOOKED_AT, THEN_EVERY = 100, 16
NEW, CHANGED = 1, 2


@dataclass(frozen=True)
class ListOf:
    """A list whose elements are all of one kind, and none of which stands in it twice."""

    kind: Kind
    least: int = 0

    def check(self, value: object) -> int:
        """What is new or changed in a list, as bits."""
        if type(value) is not list or len(value) < self.least:
            return CHANGED
        # What stands in a list twice is one thing that its reader would take for two.
        found = CHANGED if isinstance(self.kind, Shape) and value and value[0] in value[1:] else 0
        for each in value:
            found |= _strange(each, self.kind)
        return found


@dataclass(frozen=True)
class Shape:
    """An object: the fields that are always there, those that can be, and of which kind each is.

    In one that `is_open` nothing is new: its fields are too many, or too little known.
    """

    always: Mapping[str, Kind]
    sometimes: Mapping[str, Kind] = field(default_factory=dict)
    is_open: bool = False

    @cached_property
    def _fields(self) -> Mapping[str, Kind]:
        return {**self.sometimes, **self.always}

    def check(self, value: object) -> int:
        """What is new or changed in an object, as bits; a field that is only sometimes there may hold nothing."""
        if type(value) is not dict:
            return CHANGED
        known, always = self._fields, self.always
        found = 0 if self.is_open or value.keys() <= known.keys() else NEW
        if not always.keys() <= value.keys():
            found |= CHANGED
        for name, each in value.items():
            kind = known.get(name)
            if kind is not None and not (each is None and name not in always):
                found |= _strange(each, kind)
        return found


@dataclass(frozen=True)
class OrNothing:
    """A value of a kind, or the word for nothing."""

    kind: Kind

    def check(self, value: object) -> int:
        """What is changed in a value that may be nothing, as bits."""
        return 0 if value is None else _strange(value, self.kind)


# A kind is a set of types (the empty one: anything), a pattern of a text or number, an object, a list, or one of these
# or nothing.
Pattern = re.Pattern[str]
Kind = frozenset[type] | re.Pattern[str] | Shape | ListOf | OrNothing
ANYTHING: Kind = frozenset()
TEXT: Kind = frozenset((str,))
NUMBER: Kind = frozenset((int, float))
FLAG: Kind = frozenset((bool,))


def _strange(value: object, kind: Kind) -> int:
    """What is new or changed in a value, as bits."""
    if type(kind) is frozenset:
        return 0 if not kind or type(value) in kind else CHANGED
    if isinstance(kind, re.Pattern):
        text = str(value) if type(value) in (str, int) else None
        return 0 if text is not None and kind.match(text) else CHANGED
    assert isinstance(kind, Shape | ListOf | OrNothing)
    return kind.check(value)


@dataclass(slots=True)
class KnownShapes:
    """The entries of an export that are not as they are known to be, counted by file."""

    what: str
    seen: Counter[str] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def look(self, name: str, value: object, data: bytes, shape: Shape) -> None:
        """Look at one entry of a file, given as its value and, where keys can stand twice in it, as it was written."""
        number = self.seen[name]
        self.seen[name] += 1
        if number >= LOOKED_AT and number % THEN_EVERY:
            return
        found = shape.check(value)
        if found & NEW:
            self.new[name] += 1
        if found & CHANGED or (data and has_repeated_keys(value, data)):
            self.changed[name] += 1

    def remarks(self) -> Iterator[Remark]:
        """How many there are in each file."""
        for name, count in sorted((+self.new).items()):
            yield Remark(f"{self.what} with fields that are not known in {name}", count, is_change=True)
        for name, count in sorted((+self.changed).items()):
            yield Remark(
                f"{self.what} without usual fields, or with other values in them, in {name}", count, is_change=True
            )


def table_remarks(name: str, columns: Collection[str], usual: Collection[str], other: Pattern) -> Iterator[Remark]:
    """What is new in the columns of a table and what is not there; columns of an `other` name come and go."""
    if new := sum(bool(each) and each not in usual and not other.match(each) for each in columns):
        yield Remark(f"columns that are not known in {name}", new, is_change=True)
    if absent := sum(each not in columns for each in usual):
        yield Remark(f"columns that are usual and not in {name}", absent, is_change=True)


def has_repeated_keys(value: object, data: bytes) -> bool:
    """Whether an object has a key twice, of which only the last is read."""
    # As many colons behind quotation marks as keys: then none stands there twice. A text can hold such colons too.
    if data.count(b'":') + data.count(b'" :') == _keys(value):
        return False
    try:
        json.loads(data, object_pairs_hook=_refuse_repeated)
    except _RepeatedKeyError:
        return True
    except ValueError:
        return False
    return False


def _keys(value: object) -> int:
    """How many keys a value holds, at any depth."""
    if type(value) is dict:
        return len(value) + sum(map(_keys, value.values()))
    return sum(map(_keys, value)) if type(value) is list else 0


class _RepeatedKeyError(Exception):
    """A key stands twice in one object."""


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedKeyError
    return found
