"""The gate of a private root: what a change of it does, what it would let go from a hold, and what it lacks.

* People, roles and keys are those of the public root, which lies beside it.
* Records are closed and never taken away; what was written stays and only grows, kind by kind (`lasting_records`).
* So do the files beside a capture: its index, and what people decided about its items (`lasting_files`).
* What closes a record is by whoever may; a grant, or a later change of a request that was granted, has the signature of
  somebody who approves dispositions of its sites' agencies and did not ask for it, where people have keys.
* A step that frees is by whoever may release that kind of hold and, where people have keys, signed with the change.
* The whole tree is looked at: nothing that no change may bring is in any of its files or commits (`whole_tree`).
* Whatever brings an error into the records may not be merged; placing a hold lacks nothing: it binds already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import pandas as pd

from records_portal.checks import check_register
from records_portal.files.plain_names import shown_path
from records_portal.history.repository import CommitTree, Repository
from records_portal.history.tree_changes import tree_changes
from records_portal.identity.approvals import approves_dispositions
from records_portal.identity.signers import Signers
from records_portal.identity.statements import NotAStatement, Statement, parse_statement
from records_portal.register.changes import differences
from records_portal.register.findings import Finding, Severity, in_order
from records_portal.register.kinds import FOLDERS, STATEMENTS, kind_of
from records_portal.register.model import AnyRecord, Record, Register
from records_portal.retention.freed import Freed
from records_portal.retention.holds import people_have_keys

from .guarded_files import guarded_changes
from .hold_changes import PrivateChange, freed_between, register_at, steps_of
from .lasting_files import altered_files
from .lasting_records import altered, closed_by_others
from .whole_tree import whole_tree_findings

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

Records = Mapping[tuple[str, str], AnyRecord]


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


def private_difference(change: PrivateChange, items: pd.DataFrame, as_of: date, now: datetime) -> PrivateDifference:
    """What a change between two commits of a private root does; no commit is of a later moment than now."""
    repository = Repository(change.private)
    before, after = register_at(change, change.base), register_at(change, change.head)
    errors = set(_errors(change, after, change.head, as_of)) - set(_errors(change, before, change.base, as_of))
    said, said_now = _private_records(before), _private_records(after)
    errors.update(whole_tree_findings(repository, change.base, change.head, now))
    return PrivateDifference(
        (*_beside(repository, change), *_told(said, said_now)),
        tuple(in_order(errors)),
        (
            *_taken_away(said, said_now),
            *_altered_or_closed(after, said, said_now, as_of),
            *_altered_files(change),
            *_grants_unsigned(change, after, said),
            *_unsigned(before, after),
        ),
        freed_between(before, after, items, as_of),
    )


def _errors(change: PrivateChange, register: Register, commit: str, as_of: date) -> Iterator[Finding]:
    tree = CommitTree(Repository(change.private), commit, str(change.private))
    found = check_register(register, [(change.public, False), (tree, True)], as_of)
    return (each for each in found if each.severity is Severity.ERROR)


def _beside(repository: Repository, change: PrivateChange) -> Iterator[str]:
    """Each file that is no record and differs, what guards the root first."""
    differing = [(shown_path(each.path), each.what) for each in tree_changes(repository, change.base, change.head)]
    for each in guarded_changes(differing, ""):
        yield f"{each.called}: {each.path} is {each.what}"
    yield from (f"beside records: {path} is {what}" for path, what in differing if _lies_beside(path))


def _lies_beside(path: str) -> bool:
    return path.startswith(tuple(f"{each}/" for each in FOLDERS)) and kind_of(path) is None


def _private_records(register: Register) -> Records:
    return {(record.kind, record.id): record for record in register if record.private}


def _told(before: Records, after: Records) -> Iterator[str]:
    """Each record that changes, and each field of it in the record's own words."""
    for kind, name in sorted(before.keys() | after.keys()):
        was, now = before.get((kind, name)), after.get((kind, name))
        if was and now and was.value == now.value:
            continue
        yield f"{kind}/{name}{'' if was and now else ' is new' if now else ' is taken away'}"
        for each in differences(kind, was.value if was else None, now.value) if now else ():
            yield f"  {each.field}: {each.before or 'nothing'} -> {each.after or 'nothing'}"


def _taken_away(before: Records, after: Records) -> Iterator[str]:
    for kind, name in before.keys() - after.keys():
        yield f"{kind}/{name} is taken away; records are closed, never taken away"


def _altered_or_closed(register: Register, before: Records, after: Records, as_of: date) -> Iterator[str]:
    for (kind, name), record in after.items():
        known = before.get((kind, name))
        for what in altered(kind, known.value, record.value, as_of.isoformat()) if known else ():
            yield f"{kind}/{name}: {what}; what was written stays, what is new is added to it"
        for what in closed_by_others(register, known, record):
            yield f"{kind}/{name}: {what}"


def _altered_files(change: PrivateChange) -> Iterator[str]:
    repository = Repository(change.private)
    before, after = (CommitTree(repository, each, str(change.private)) for each in (change.base, change.head))
    return (f"{path} {what}; {right}" for path, what, right in altered_files(before, after))


def _grants_unsigned(change: PrivateChange, register: Register, before: Records) -> Iterator[str]:
    """The requests that the change grants, or changes once they are granted, and that nobody who may has signed so."""
    granted = [
        record
        for record in register.of("authorizations").values()
        if record.private and record.value["status"][-1]["status"] == "approved" and _changes(before, record)
    ]
    if not granted or not people_have_keys(register):
        return
    tree = CommitTree(Repository(change.private), change.head, str(change.private))
    statements = list(_signed_statements(tree, register))
    for record in granted:
        if not any(_approves(register, each, record, tree.content_name(record.path)) for each in statements):
            signs = f"`records --private DIR approve authorizations/{record.id}` signs it"
            yield f"authorizations/{record.id} is granted, and nobody who may has signed it as it stands; {signs}"


def _changes(before: Records, record: AnyRecord) -> bool:
    known = before.get((record.kind, record.id))
    return known is None or known.value != record.value


def _signed_statements(tree: CommitTree, register: Register) -> Iterator[Statement]:
    """The statements of the change's end whose signature is their person's, by the public register of now."""
    signers = Signers(register)
    for path in tree.paths(STATEMENTS):
        try:
            statement = parse_statement(tree.read(path))
            armored = tree.read(f"{path}.sig")
        except (NotAStatement, OSError):
            continue
        if statement.path == path and not signers.check(statement, statement.render(), armored).reason:
            yield statement


def _approves(register: Register, statement: Statement, record: Record[AuthorizationValue], content: str) -> bool:
    """Whether a statement is the approval of a request as it stands, by somebody else than who asked for it."""
    sites = [register.get("sites", name) for name in record.value["sites"]]
    agencies = sorted({site.value["agency"] for site in sites if site})
    return (
        statement.act == "approve"
        and statement.person != record.value["requested"]["by"]
        and any((each.path, each.new) == (record.path, content) for each in statement.changes)
        and approves_dispositions(register, statement.person, statement.role, agencies, statement.on)
    )


def _unsigned(before: Register, after: Register) -> Iterator[str]:
    """The steps that the change brings and that their person has not signed, where people have keys."""
    if not people_have_keys(after):
        return
    known = set(steps_of(before))
    for step in steps_of(after):
        if step not in known and step[:3] not in after.past.signed:
            _, name, _, on = step
            signs = f"`records --private DIR approve holds/{name} --act release` signs it"
            yield f"what was written of holds/{name} on {on} is not signed; {signs}"
