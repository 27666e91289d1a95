"""What the histories of the roots know beside the records as they stand: earlier versions, and what people signed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """What a record's file said from a day on, where the file lay, and in which root: empty is the public one."""

    on: str
    value: Mapping[str, Any]
    path: str = ""
    commit: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier versions of records by kind and id, the oldest first, and the steps that count as signed.

    A step is signed in one root: `signed` has that root, the hold's id and what the step says, or what counsel said of
    what has to be preserved.
    `before` has for a commit that a hold was placed by all that came before it, itself among them. `had_keys` says that
    somebody's key once stood in the register: from then on acts are signed, whatever became of the keys. `ungranted`
    are people with a role that nobody signed for.
    """

    versions: Mapping[tuple[str, str], tuple[EarlierVersion, ...]] = field(default_factory=dict)
    signed: frozenset[tuple[str, str, str]] = frozenset()
    before: Mapping[str, frozenset[str]] = field(default_factory=dict)
    had_keys: bool = False
    ungranted: frozenset[tuple[str, str]] = frozenset()

    def of(self, kind: str, record_id: str) -> tuple[EarlierVersion, ...]:
        """The earlier versions of a record."""
        return self.versions.get((kind, record_id), ())

    def since(self, kind: str, record_id: str, commit: str) -> tuple[EarlierVersion, ...]:
        """The versions that a record was given after a commit; all of them where it is not known.

        A commit's day can be any that its author likes, so that no version is left out for its day.
        """
        before = self.before.get(commit, frozenset())
        return tuple(each for each in self.of(kind, record_id) if not each.commit or each.commit not in before)


def step_name(value: Mapping[str, Any]) -> str:
    """A step of a record by everything that it says, so that one that was changed since is another."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class PreservingWord:
    """Who placed or confirmed a hold as it says what to preserve, or said just that, with a name as of a step."""

    key: str
    said: Mapping[str, Any]
    name: str


def words_on_preserving(hold: Mapping[str, Any]) -> Iterator[PreservingWord]:
    """The words on what a hold says has to be preserved: its placing, its confirmation, and one of its own."""
    if isinstance(said := hold.get("items_enough"), Mapping):
        yield PreservingWord("items_enough", said, step_name({"items_enough": said}))
    for key in ("placed", "confirmed"):
        said = hold.get(key)
        if isinstance(said, Mapping) and "preserve" in hold:
            yield PreservingWord(key, said, step_name({key: said, "preserve": hold["preserve"]}))
