"""The audit trail with how each approval is known: signed by a person, or only declared by a name that somebody typed.

* A signed act approves what happened to its files on the main line from the content that it names to the other,
  whichever commits did it.
* Of one person's approvals of a change the surest is told; a name in a message approves nothing that its author did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from records_portal.history.audit_trail import Approver, AuditTrail, Change, read_audit_trail
from records_portal.history.main_line import ABSENT, landing_places
from records_portal.history.repository import Repository
from records_portal.register.kinds import KINDS, STATEMENTS
from records_portal.register.model import Register

from .acts import Act, Known
from .acts_of_history import read_acts
from .base import base_reader
from .key_changes import read_key_history
from .key_history import KeyHistory


class _Approval(NamedTuple):
    """An act as it speaks of one file: from which commit of the main line on."""

    begun: int
    act: Act


def read_trail(repository: Repository, register: Register, cache_folder: Path | None = None) -> AuditTrail:
    """The history of the root's records, with every approval that is known."""
    trail = read_audit_trail(repository, register, cache_folder)
    if not repository.ever_had(STATEMENTS):
        return trail
    bases = base_reader(repository)
    by_path: dict[str, list[_Approval]] = {}
    acts = read_acts(repository, bases)
    keys = read_key_history(repository, bases, acts)
    for act in acts.acts:
        for each in act.statement.changes if _approves(act, keys) else ():
            # each file has a stretch of its own: one may have left what the statement names earlier than another
            begun = bases.line.since(each.path, each.old if each.old.strip("0") else ABSENT, act.place)
            by_path.setdefault(each.path, []).append(_Approval(act.place if begun is None else begun, act))
    places = landing_places(repository.commits(), [name for name, _ in bases.line.commits])
    return trail.with_changes(_approved(change, by_path, places, register) for change in trail.changes)


def signed_approvers(
    repository: Repository, register: Register, kind: str, record_id: str, act: str = "approve"
) -> tuple[Approver, ...]:
    """Who approved, with a signature that counts, a record as it stands at the commit that is checked out.

    With another act, who did that: who read the evidence, for one.
    """
    bases = base_reader(repository)
    path = KINDS[kind].path_of(record_id)
    content = bases.line.content(path, len(bases.line.commits) - 1)
    acts = read_acts(repository, bases)
    keys = read_key_history(repository, bases, acts)
    # a statement that came before the last change speaks of an earlier time at which the record said the same
    last = max((each.place for each in bases.line.transitions.get(path, ())), default=0)
    known = (Known.SIGNED,) if act == "approve" else (Known.SIGNED, Known.ATTESTED)
    signed = (each for each in acts.about(path, content) if each.known in known)
    counting = (each for each in signed if _holds_as(each, keys, act) and each.place >= last)
    return tuple(dict.fromkeys(_approver(each, register) for each in counting))


def _approves(act: Act, keys: KeyHistory) -> bool:
    """Whether an act is an approval that holds."""
    return _holds_as(act, keys, "approve")


def _holds_as(act: Act, keys: KeyHistory, word: str) -> bool:
    """Whether an act holds as what it says, by a first key or by one that was admitted as it must be."""
    coming = keys.coming(act.fingerprint)
    return act.holds and act.statement.act == word and (coming is None or coming.holds)


def _approved(
    change: Change, by_path: Mapping[str, Iterable[_Approval]], places: Mapping[str, int], register: Register
) -> Change:
    place = places[change.commit]
    path = KINDS[change.kind].path_of(change.id)
    covering = [each.act for each in by_path.get(path, ()) if each.begun <= place <= each.act.place]
    signed = tuple(dict.fromkeys(_approver(act, register) for act in covering))
    if not signed:
        return change
    people = {each.person for each in signed}
    declared = tuple(each for each in change.approved_by if each.person not in people)
    return replace(change, approved_by=(*signed, *declared))


def _approver(act: Act, register: Register) -> Approver:
    person = register.get("people", act.statement.person)
    name, title = (str(person.value[key]) for key in ("name", "title")) if person else (act.statement.person, "")
    return Approver(act.statement.person, name, title, str(act.known))
