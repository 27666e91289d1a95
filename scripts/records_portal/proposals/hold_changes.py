"""What a change of a private root would let go from its holds, before it is merged and signed.

The public root and its items are those of the moment. A release or an amendment that the change brings counts as if it
were signed already and its day had come: what it is about is to be seen before somebody signs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.hold_history import RootHistory, with_past
from records_portal.register.findings import Refusal, Severity
from records_portal.register.model import Register
from records_portal.register.past import step_name
from records_portal.register.sources import Tree, load_register
from records_portal.retention.freed import Freed, freed_from_holds
from records_portal.retention.holds import freeing_steps
from records_portal.values.dates import parse_date


@dataclass(frozen=True, slots=True)
class PrivateChange:
    """Two commits of a private root, beside the public root as it lies there."""

    root: Path
    public: Tree
    private: Path
    base: str
    head: str


def freed_by_change(change: PrivateChange, items: pd.DataFrame, as_of: date) -> Freed:
    """The items that a hold of the base binds and that it would let go at the head."""
    return freed_between(register_at(change, change.base), register_at(change, change.head), items, as_of)


def freed_between(before: Register, after: Register, items: pd.DataFrame, as_of: date) -> Freed:
    """The same of the registers with the private root as it was at the base and at the head."""
    steps = list(steps_of(after))
    past = replace(after.past, signed=after.past.signed | {step[:3] for step in steps})
    day = max([as_of, *(parse_date(on) for *_, on in set(steps) - set(steps_of(before)))])
    return freed_from_holds(before, replace(after, past=past), items, day)


def register_at(change: PrivateChange, commit: str) -> Register:
    """The register with the private root as it was at a commit, and with its history up to there."""
    repository = Repository(change.private)
    tree = CommitTree(repository, commit, str(change.private))
    loaded = load_register(change.public, tree)
    if errors := [each for each in loaded.findings if each.severity is Severity.ERROR]:
        raise Refusal(f"{errors[0]}; what cannot be read cannot be compared")
    history = RootHistory(change.private, str(change.private), repository.resolved(commit))
    return with_past(loaded, RootHistory(change.root), [history]).register


def steps_of(register: Register) -> Iterator[tuple[str, str, str, str]]:
    """Every step of every hold that may free something, by its root, its hold and what it says, with its day."""
    for record in register.of("holds").values():
        for step in freeing_steps(record.value):
            yield record.origin, record.id, step_name(step), step["on"]
