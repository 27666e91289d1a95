"""The gate of a private root: what a change of it does, what it would let go from a hold, and what it lacks.

* People, roles and keys are those of the public root, which lies beside it.
* Records are closed and never taken away; a disposition is never changed; of a hold nothing that was written is.
* A step that frees is by whoever may release that kind of hold and, where people have keys, signed with the change.
* Whatever brings an error into the records may not be merged; placing a hold lacks nothing: it binds already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from records_portal.checks import check_register
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.changes import differences
from records_portal.register.findings import Finding, Severity, in_order
from records_portal.register.model import AnyRecord, Register
from records_portal.retention.freed import Freed
from records_portal.retention.holds import people_have_keys

from .hold_changes import PrivateChange, freed_by_change, register_at, steps_of

UNCHANGED = ("dispositions",)


@dataclass(frozen=True, slots=True)
class PrivateDifference:
    """What a change of a private root does, in words, and whether it may be merged."""

    told: tuple[str, ...]
    errors: tuple[Finding, ...]
    lacking: tuple[str, ...]
    freed: Freed

    @property
    def may_merge(self) -> bool:
        """Whether nothing stands against it."""
        return not self.errors and not self.lacking

    def lines(self) -> Iterator[str]:
        """What stands against it first, then what is let go, then the changes."""
        yield from (f"error: {each}" for each in self.errors)
        yield from (f"lacking: {each}" for each in self.lacking)
        yield from self.freed.lines()
        yield from self.told

    def as_mapping(self) -> dict[str, object]:
        """All of it under the names that machines read."""
        return {
            "may_merge": self.may_merge,
            "errors": [each.as_mapping() for each in self.errors],
            "lacking": list(self.lacking),
            "freed": self.freed.as_mapping(),
            "changes": list(self.told),
        }


def private_difference(change: PrivateChange, items: pd.DataFrame, as_of: date) -> PrivateDifference:
    """What a change between two commits of a private root does."""
    before, after = register_at(change, change.base), register_at(change, change.head)
    errors = set(_errors(change, after, change.head, as_of)) - set(_errors(change, before, change.base, as_of))
    said, said_now = _private_records(before), _private_records(after)
    return PrivateDifference(
        tuple(_told(said, said_now)),
        tuple(in_order(errors)),
        (*_taken_away(said, said_now), *_unsigned(before, after)),
        freed_by_change(change, items, as_of),
    )


def _errors(change: PrivateChange, register: Register, commit: str, as_of: date) -> Iterator[Finding]:
    tree = CommitTree(Repository(change.private), commit, str(change.private))
    found = check_register(register, [(change.public, False), (tree, True)], as_of)
    return (each for each in found if each.severity is Severity.ERROR)


def _private_records(register: Register) -> Mapping[tuple[str, str], AnyRecord]:
    return {(record.kind, record.id): record for record in register if record.private}


def _told(before: Mapping[tuple[str, str], AnyRecord], after: Mapping[tuple[str, str], AnyRecord]) -> Iterator[str]:
    """Each record that changes, and each field of it in the record's own words."""
    for kind, name in sorted(before.keys() | after.keys()):
        was, now = before.get((kind, name)), after.get((kind, name))
        if was and now and was.value == now.value:
            continue
        yield f"{kind}/{name}{'' if was and now else ' is new' if now else ' is taken away'}"
        for each in differences(kind, was.value if was else None, now.value) if now else ():
            yield f"  {each.field}: {each.before or 'nothing'} -> {each.after or 'nothing'}"


def _taken_away(
    before: Mapping[tuple[str, str], AnyRecord], after: Mapping[tuple[str, str], AnyRecord]
) -> Iterator[str]:
    for named, record in before.items():
        if named not in after:
            yield f"{named[0]}/{named[1]} is taken away; records are closed, never taken away"
        elif named[0] in UNCHANGED and after[named].value != record.value:
            yield f"{named[0]}/{named[1]} is changed; what was disposed of stays as it was entered"


def _unsigned(before: Register, after: Register) -> Iterator[str]:
    """The steps that the change brings and that their person has not signed, where people have keys."""
    if not people_have_keys(after):
        return
    known = set(steps_of(before))
    for step in steps_of(after):
        if step not in known and step[:3] not in after.past.signed:
            _, name, _, on = step
            signs = f"`records approve holds/{name} --act release` signs it"
            yield f"what was written of holds/{name} on {on} is not signed; {signs}"
