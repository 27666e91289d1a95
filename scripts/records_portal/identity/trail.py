"""The audit trail with how each approval is known: signed by a person, or only declared by a name that somebody typed.

* A signed act approves what happened to its files on the main line from the content that it names to the other,
  whichever commits did it.
* Of one person's approvals of a change the surest is told; a name in a message approves nothing that its author did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from records_portal.history.audit_trail import Approver, AuditTrail, Change, read_audit_trail
from records_portal.history.main_line import landing_places
from records_portal.history.repository import Repository
from records_portal.register.kinds import KINDS, STATEMENTS
from records_portal.register.model import Register

from .acts import Act
from .acts_of_history import read_acts
from .base import base_reader


def read_trail(repository: Repository, register: Register, cache_folder: Path | None = None) -> AuditTrail:
    """The history of the root's records, with every approval that is known."""
    trail = read_audit_trail(repository, register, cache_folder)
    if not repository.ever_had(STATEMENTS):
        return trail
    bases = base_reader(repository)
    by_path: dict[str, list[Act]] = {}
    for act in read_acts(repository, bases).acts:
        for each in act.statement.changes if act.holds else ():
            by_path.setdefault(each.path, []).append(act)
    places = landing_places(repository.commits(), [name for name, _ in bases.line.commits])
    return trail.with_changes(_approved(change, by_path, places, register) for change in trail.changes)


def signed_approvers(repository: Repository, register: Register, kind: str, record_id: str) -> tuple[Approver, ...]:
    """Who approved, with a signature that counts, a record as it stands at the commit that is checked out."""
    bases = base_reader(repository)
    path = KINDS[kind].path_of(record_id)
    content = bases.line.content(path, len(bases.line.commits) - 1)
    acts = read_acts(repository, bases).about(path, content)
    return tuple(dict.fromkeys(_approver(act, register) for act in acts if act.statement.act == "approve"))


def _approved(
    change: Change, by_path: Mapping[str, Iterable[Act]], places: Mapping[str, int], register: Register
) -> Change:
    place = places[change.commit]
    path = KINDS[change.kind].path_of(change.id)
    acts = [act for act in by_path.get(path, ()) if act.begun <= place <= act.place]
    signed = tuple(dict.fromkeys(_approver(act, register) for act in acts))
    if not signed:
        return change
    people = {each.person for each in signed}
    declared = tuple(each for each in change.approved_by if each.person not in people)
    return replace(change, approved_by=(*signed, *declared))


def _approver(act: Act, register: Register) -> Approver:
    person = register.get("people", act.statement.person)
    name, title = (str(person.value[key]) for key in ("name", "title")) if person else (act.statement.person, "")
    return Approver(act.statement.person, name, title, str(act.known))
