"""What the histories of the roots know beside the records as they stand: earlier versions, and what people signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """What a record's file said from a day on, and where the file lay."""

    on: str
    value: Mapping[str, Any]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier versions of records by kind and id, the oldest first, and the steps that count as signed."""

    versions: Mapping[tuple[str, str], tuple[EarlierVersion, ...]] = field(default_factory=dict)
    signed: frozenset[tuple[str, str]] = frozenset()

    def of(self, kind: str, record_id: str) -> tuple[EarlierVersion, ...]:
        """The earlier versions of a record."""
        return self.versions.get((kind, record_id), ())

    def since(self, kind: str, record_id: str, day: str) -> tuple[Mapping[str, Any], ...]:
        """What a record said on a day and on any day after it, as far as its history knows."""
        known = self.of(kind, record_id)
        first = max((number for number, each in enumerate(known) if each.on < day), default=0)
        return tuple(each.value for each in known[first:])


def step_name(value: Mapping[str, Any]) -> str:
    """A step of a record by everything that it says, so that one that was changed since is another."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
