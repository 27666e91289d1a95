"""The hands of one record, read from the history of its root, and what they show for every record together.

What a change enters is what no earlier content of the record said: an entry that only moved was done by nobody anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from records_portal.files.yaml_text import read_yaml
from records_portal.history.audit_trail import AuditTrail, Change
from records_portal.history.repository import Repository
from records_portal.register.model import Register

from .of_changes import ChangeHands, Hands, RecordedAct, fact_acts, record_hands, recorded_acts

_ENTERED_WHOLE = frozenset(("dispositions", "authorizations"))


@dataclass(frozen=True, slots=True)
class KindHands:
    """How many records of a kind were changed how often, and how many of the changes show what of their hands."""

    kind: str
    records: int
    changes: int
    shown: Mapping[Hands, int]


def hands_of_record(root: Path, register: Register, trail: AuditTrail, name: tuple[str, str]) -> list[ChangeHands]:
    """Whose hands each change of a record went through, newest first; nothing where no commit has the record."""
    kind, record_id = name
    changes = trail.of(kind, record_id)
    values = dict(_values(Repository(root), changes))
    entered = _entered(register, kind, changes, values)
    return record_hands(register, changes, lambda change: entered[change.commit], _asked_elsewhere(register, name))


def _values(repository: Repository, changes: Iterable[Change]) -> Iterator[tuple[str, object]]:
    for name, data in repository.blobs(sorted({each.content for each in changes if each.content})):
        value, fault = read_yaml(data)
        if not fault:
            yield name, value


def _entered(
    register: Register, kind: str, changes: Sequence[Change], values: Mapping[str, object]
) -> dict[str, list[RecordedAct]]:
    """What each change entered that somebody did, by its commit."""
    known: set[RecordedAct] = set()
    found: dict[str, list[RecordedAct]] = {}
    for change in reversed(changes):
        said = list(dict.fromkeys(recorded_acts(register, kind, values.get(change.content))))
        found[change.commit] = [each for each in said if each not in known]
        known.update(said)
    return found


def _asked_elsewhere(register: Register, name: tuple[str, str]) -> str:
    """Who requested the authority for a disposition: that stands in another record."""
    kind, record_id = name
    disposition = register.get("dispositions", record_id) if kind == "dispositions" else None
    authority = register.get("authorizations", disposition.value["authorization"]) if disposition else None
    return authority.value["requested"]["by"] if authority else ""


def hands_of_known(register: Register, changes: Sequence[Change]) -> list[ChangeHands]:
    """The same of the changes of one record from what is at hand without git: a page is made from values alone.

    Of a site the facts that each change added are at hand, of a disposition and a request what they say since.
    """
    if not changes:
        return []
    kind, record_id = changes[0].kind, changes[0].id
    record = register.get(kind, record_id) if kind in _ENTERED_WHOLE else None
    whole = list(recorded_acts(register, kind, record.value)) if record else []

    def acts_of(change: Change) -> Iterable[RecordedAct]:
        return [*fact_acts(register, change.course.facts), *(whole if change is changes[-1] else ())]

    return record_hands(register, changes, acts_of, _asked_elsewhere(register, (kind, record_id)))


def hands_of_kinds(register: Register, trail: AuditTrail) -> list[KindHands]:
    """For each kind of record that was ever changed how often its changes show what, by the names of the kinds."""
    by_record: dict[str, dict[str, list[Change]]] = {}
    for change in trail.changes:
        by_record.setdefault(change.kind, {}).setdefault(change.id, []).append(change)
    found = []
    for kind, records in sorted(by_record.items()):
        shown = Counter(each.hands for changes in records.values() for each in hands_of_known(register, changes))
        found.append(KindHands(kind, len(records), shown.total(), {each: shown[each] for each in Hands}))
    return found
