"""Where keys and roles change on the main line, and which acts speak of it: read once, judged in `key_changes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records_portal.history.main_line import ABSENT, MainLine
from records_portal.history.repository import Repository
from records_portal.register.findings import Refusal
from records_portal.register.kinds import kind_of
from records_portal.register.record_editing import read_record

from .acts import Act
from .acts_of_history import Acts
from .key_events import KeyEvent, stands

PORTAL, PEOPLE = "registry/portal.yml", "registry/people/"
Values = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class KeyStep:
    """A record of a person, or the settings, before and after a commit; empty where there is none or it is broken."""

    path: str
    content: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def person(self) -> str:
        """The person's id; empty of the settings."""
        named = kind_of(self.path)
        return named[1] if named and named[0].name == "people" else ""


def key_values(repository: Repository, line: MainLine) -> dict[tuple[str, str], Mapping[str, Any]]:
    """What each state of a person's record or of the settings says, by path and content."""
    asked = [(path, each.new) for path in line.transitions if _is_asked(path) for each in line.transitions[path]]
    blobs = dict(repository.blobs(sorted({name for _, name in asked} - {ABSENT})))
    return {(path, name): _value(path, blobs[name]) for path, name in asked if name}


def _is_asked(path: str) -> bool:
    return path == PORTAL or (path.startswith(PEOPLE) and kind_of(path) is not None)


def _value(path: str, content: bytes) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = read_record(path, content).value
    except Refusal:
        return {}  # nobody has a key by a record that cannot be read
    return found


def key_steps(line: MainLine, values: Values) -> list[tuple[int, list[KeyStep]]]:
    """The commits of the main line that change such a record, oldest first."""
    found: dict[int, list[KeyStep]] = {}
    for path in sorted(filter(_is_asked, line.transitions)):
        for each in line.transitions[path]:
            before, after = (values.get((path, name), {}) for name in (each.old, each.new))
            found.setdefault(each.place, []).append(KeyStep(path, each.new, before, after))
    return sorted(found.items())


@dataclass(frozen=True, slots=True)
class StatedChange:
    """An act about a record: the stretch of the main line that it speaks of, and what the record says at its end."""

    act: Act
    begun: int
    merged: int
    value: Mapping[str, Any]

    def speaks_of(self, event: KeyEvent, place: int) -> bool:
        """Whether what happened at a place is what was signed: within the stretch, and still there at its end."""
        return self.begun <= place <= self.merged and stands(event, self.value)


def stated_changes(line: MainLine, acts: Acts, values: Values) -> dict[str, list[StatedChange]]:
    """The acts about each record of a person."""
    places = {commit: place for place, (commit, _) in enumerate(line.commits)}
    found: dict[str, list[StatedChange]] = {}
    for act in acts.acts:
        merged = places[act.commit]
        for change in act.statement.changes:
            old, new = (name if name.strip("0") else ABSENT for name in (change.old, change.new))
            begun = line.since(change.path, old, merged)
            value = values.get((change.path, new), {})
            found.setdefault(change.path, []).append(
                StatedChange(act, merged if begun is None else begun, merged, value)
            )
    return found
