"""Two states of the records, and what the second changes: in words, with whose approval it needs and what it lacks.

* Facts of a site that were merged already stay as they are, and a record is closed, never deleted: else an error.
* What else was written lasts by its kind's row of `lasting_kinds` and by its place (`lasting_files`), unless it was an
  error before: that may be put right.
* Both sides are checked; a finding counts as added or removed by what it says, not by its line.
* What cannot be read is compared as far as it can be parsed, and its finding says the rest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from records_portal.files.yaml_text import read_yaml
from records_portal.identity.approvals import Approval, approvals_needed
from records_portal.identity.telling import other_fields
from records_portal.register.changes import NO_FACTS_ADDED, FactsAdded, FieldChange, differences, facts_added
from records_portal.register.fact_kinds import brought_along
from records_portal.register.findings import Finding, Place, Severity, finding
from records_portal.register.kinds import FOLDERS, RecordKind, kind_of
from records_portal.register.model import AnyRecord, Register
from records_portal.register.sites import site_title
from records_portal.register.sources import Tree
from records_portal.retention.impact import Impact

from .given_approvals import ApprovalState
from .lasting_files import altered_files
from .lasting_records import altered, closed_by_others
from .next_status import missing_for_next

LOOK_ALIKE = "A012"
MERGED_FACTS, REMOVED, ALTERED, ALTERED_FILE = "X001", "X002", "X003", "X004"
ALIKE = 0.6
MOST_RENAMES = 200


@dataclass(frozen=True, slots=True)
class RecordsState:
    """One state of the records: what it is called, its files, its register and all findings about it."""

    label: str
    tree: Tree
    register: Register
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What becomes of one record; `earlier_id` is what it was called, where its file was renamed."""

    kind: str
    id: str
    path: str
    what: str
    title: str
    fields: tuple[FieldChange, ...]
    course: FactsAdded
    approvals: tuple[Approval, ...]
    earlier_id: str = ""
    next_status: str = ""
    missing: tuple[str, ...] = ()
    values: tuple[object, object] = (None, None)

    @property
    def name(self) -> str:
        """What it is called in a list: the record by kind and id, and what is no record by its path."""
        return self.path if kind_of(self.path) is None else f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class GuardedChange:
    """A change of a file that is no record: what such files are called, the file, what became of it, and its owners."""

    called: str
    path: str
    what: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that a change does; `impact` is nothing where a side cannot be read, `state` where nobody asked for it.

    `against_tree` is what no change may bring in any file; `beside` are changed files that need an approval of their
    own, and `guarded` those of them that lie beside the records.
    """

    base: str
    head: str
    register: Register
    records: tuple[RecordChange, ...]
    files: tuple[tuple[str, str], ...]
    against_merged: tuple[Finding, ...]
    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]
    impact: Impact | None = None
    state: ApprovalState | None = None
    against_tree: tuple[Finding, ...] = ()
    beside: tuple[RecordChange, ...] = ()
    guarded: tuple[GuardedChange, ...] = ()

    @property
    def may_merge(self) -> bool:
        """Whether nothing blocks it: no error, and no approval that is missing."""
        return not self.errors and not (self.state and self.state.missing)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What blocks the change: what it does to merged records and to the tree, and the errors that it adds."""
        return (
            *self.against_merged,
            *self.against_tree,
            *(one for one in self.added if one.severity is Severity.ERROR),
        )

    @property
    def look_alikes(self) -> tuple[Finding, ...]:
        """Handles that come to resemble one of another agency."""
        return tuple(one for one in self.added if one.code == LOOK_ALIKE)

    def approvals(self) -> Mapping[Approval, list[RecordChange]]:
        """Whose approval is needed, with the records for which."""
        needed: dict[Approval, list[RecordChange]] = {}
        for record in (*self.records, *self.beside):
            for approval in record.approvals:
                needed.setdefault(approval, []).append(record)
        return needed


def difference_of(
    before: RecordsState, after: RecordsState, paths: Mapping[str, str], as_of: str, impact: Impact | None = None
) -> Difference:
    """What the second side changes in the first, of which these files differ."""
    named = {path: name for path in paths if (name := kind_of(path))}
    records = _renamed([_record_change(before, after, path, *name, as_of) for path, name in named.items()])
    return Difference(
        before.label,
        after.label,
        after.register,
        tuple(records),
        tuple((path, what) for path, what in paths.items() if path not in named),
        (*_against_merged(before, after, records, as_of), *_against_files(before, after)),
        tuple(_only_in(after.findings, before.findings)),
        tuple(_only_in(before.findings, after.findings)),
        impact,
    )


def differing_files(before: Tree, after: Tree) -> dict[str, str]:
    """The files that differ: added, changed or removed."""
    old, new = _contents(before), _contents(after)
    return {
        path: "added" if path not in old else "removed" if path not in new else "changed"
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    }


def placed_roughly(register: Register, exactly: Iterable[str]) -> Register:
    """The register with places by file alone but for some files: finding each line takes longer than comparing."""
    near = frozenset(exactly)

    def rough(record: AnyRecord) -> AnyRecord:
        place = Place(record.place().path) if record.private else Place(record.path)
        return record if record.path in near else replace(record, locate=lambda _: place)

    records = {kind: {name: rough(one) for name, one in by_id.items()} for kind, by_id in register.records.items()}
    return replace(register, records=records)


def _contents(tree: Tree) -> dict[str, str]:
    """The name that git gives, or would give, to each file's content; a link has none."""
    return {path: tree.content_name(path) for folder in FOLDERS for path in tree.paths(folder)}


def _record_change(
    before: RecordsState, after: RecordsState, path: str, kind: RecordKind, record_id: str, as_of: str
) -> RecordChange:
    old, new = _value(before, path, kind, record_id), _value(after, path, kind, record_id)
    base = before.register if before.register.of("people") else after.register  # a root that begins has no other
    known = after.register if new is not None else before.register
    return change_of(path, (old, new), base, after.register, as_of, _title(known, kind, record_id))


def change_of(
    path: str, values: tuple[object, object], base: Register, after: Register, as_of: str, title: str = ""
) -> RecordChange:
    """What becomes of the record of a file, by what it said before and says now, and whose approval that needs.

    People and their roles are those of `base`.
    """
    named = kind_of(path)
    if named is None:
        raise ValueError(f"{path!r} is no record's file")
    (kind, record_id), (old, new) = named, values
    what = "changed" if old is not None and new is not None else "added" if old is None else "removed"
    came = facts_added(old, new) if kind.name == "sites" else NO_FACTS_ADDED
    fields = differences(kind.name, old, new)
    found = [value for value in values if isinstance(value, Mapping)]
    touched = _touched(old, new, came) if what == "changed" else frozenset()
    approvals = approvals_needed(base, kind.name, record_id, found, came.facts, touched, as_of, after)
    site = after.get("sites", record_id) if kind.name == "sites" else None
    following, missing = missing_for_next(after, site) if site else ("", ())
    return RecordChange(
        kind.name,
        record_id,
        path,
        what,
        title or record_id,
        other_fields(fields, came),
        came,
        approvals,
        "",
        following,
        missing,
        values,
    )


def _value(side: RecordsState, path: str, kind: RecordKind, record_id: str) -> object:
    """A record's value; of one that is not sound whatever can be parsed; nothing where there is no file."""
    record = side.register.get(kind.name, record_id)
    if record and record.path == path and not record.private:
        return record.value
    try:
        value, _ = read_yaml(side.tree.read(path))
    except FileNotFoundError:
        return None
    except OSError:
        return {}
    return value if value is not None else {}


def _touched(old: object, new: object, came: FactsAdded) -> frozenset[str]:
    """The fields that change of themselves: without the facts, and without what a new fact brings along."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return frozenset(("facts",))
    brought = frozenset().union(*(brought_along(str(fact.get("kind"))) for fact in came.facts))
    differ = {key for key in (*old, *new) if old.get(key) != new.get(key)}
    return frozenset(differ - brought - ({"facts"} if came.only_grows else set()))


def _title(register: Register, kind: RecordKind, record_id: str) -> str:
    record = register.get(kind.name, record_id)
    if record is None:
        return record_id
    if kind.name == "sites" and (site := register.get("sites", record_id)):
        return site_title(register, site)
    return str(record.value.get("name") or record.value.get("title") or record_id)


def _renamed(changes: Sequence[RecordChange]) -> list[RecordChange]:
    """The changes, a record that went and one that came in its likeness being one and the same."""
    gone = [one for one in changes if one.what == "removed"][:MOST_RENAMES]
    known: dict[str, RecordChange] = {}
    for one in [one for one in changes if one.what == "added"][:MOST_RENAMES]:
        likenesses = [(_likeness(other, one), other.path) for other in gone if other.path not in known]
        likeness, path = max(likenesses, default=(0.0, ""))
        if likeness >= ALIKE:
            known[path] = one
    new_ids = {one.path: old for old, one in known.items()}
    by_path = {one.path: one for one in changes}
    kept = (one for one in changes if one.path not in known)
    return [_as_renamed(by_path[new_ids[one.path]], one) if one.path in new_ids else one for one in kept]


def _likeness(old: RecordChange, new: RecordChange) -> float:
    """How much of two records' fields is the same."""
    one, other = old.values[0], new.values[1]
    if old.kind != new.kind or not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return 0.0
    same = sum(key in other and bool(other[key] == value) for key, value in one.items())
    return same / max(len(one), len(other), 1)


def _as_renamed(old: RecordChange, new: RecordChange) -> RecordChange:
    values = old.values[0], new.values[1]
    came = facts_added(*values) if new.kind == "sites" else NO_FACTS_ADDED
    return replace(
        new,
        what="renamed",
        fields=other_fields(differences(new.kind, *values), came),
        course=came,
        approvals=tuple(dict.fromkeys((*old.approvals, *new.approvals))),
        earlier_id=old.id,
        values=values,
    )


def _against_merged(
    before: RecordsState, after: RecordsState, records: Iterable[RecordChange], as_of: str
) -> Iterator[Finding]:
    """X001 merged facts stay as they are; X002 a record is neither removed nor renamed; X003 what was written stays."""
    for one in records:
        if one.what == "changed" and not one.course.only_grows:
            place = _place(after, one, "facts")
            message = "facts that were merged already are altered, moved or taken out"
            yield finding(MERGED_FACTS, place, one.id, message, expected="a later fact of kind correction")
        elif one.what == "removed":
            expected = "the record kept, and closed by a fact or an entry"
            yield finding(REMOVED, Place(one.path), one.id, "a merged record is removed", expected=expected)
        elif one.what == "renamed":
            message = f"the record was {one.earlier_id!r}; an id never changes"
            yield finding(REMOVED, Place(one.path), one.id, message, expected=f"the name {one.earlier_id}")
        yield from _altered(before, after, one, as_of)


def _altered(before: RecordsState, after: RecordsState, one: RecordChange, as_of: str) -> Iterator[Finding]:
    """X003 what a change does to a record that was sound, and what ends a record by somebody who may not."""
    old = before.register.get(one.kind, one.earlier_id or one.id)
    new = after.register.get(one.kind, one.id)
    if new is None or new.private:
        return
    expected = "what was written as it was, and what is new added to it"
    if old is not None and not old.private:
        # of facts X001 says it with the place
        was, now = ({key: value for key, value in each.value.items() if key != "facts"} for each in (old, new))
        came = {"facts": [*one.course.facts]} if one.kind == "sites" else {}
        wrong = _wrong_in(old, before.findings)
        for what in altered(one.kind, was, now | came, as_of):
            name = what.removeprefix("an entry of ").partition(" ")[0].split(".")[0].removesuffix("[]")
            if name not in wrong:
                yield finding(ALTERED, _place(after, one, name), one.id, what, expected=expected)
    for what in closed_by_others(after.register, old, new):
        yield finding(ALTERED, _place(after, one, what.partition(" ")[0]), one.id, what, expected="somebody who may")


def _wrong_in(record: AnyRecord, findings: Iterable[Finding]) -> frozenset[str]:
    """The properties of a record in which it had an error before: those may be put right."""
    lines = [each.line for each in findings if each.path == record.path and each.severity is Severity.ERROR]
    begins = sorted((record.place(name).line, name) for name in record.value) if lines else []
    return frozenset(begins[found - 1][1] for line in lines if (found := bisect_right(begins, (line, "\uffff"))))


def _place(side: RecordsState, one: RecordChange, name: str) -> Place:
    record = side.register.get(one.kind, one.id)
    return record.place(name) if record else Place(one.path)


def _against_files(before: RecordsState, after: RecordsState) -> Iterator[Finding]:
    """X004 what lies beside a capture, and what was signed, stays and is only added to."""
    for path, what, expected in altered_files(before.tree, after.tree):
        yield finding(ALTERED_FILE, Place(path), path.rpartition("/")[2], what, expected=expected)


def _only_in(findings: Iterable[Finding], others: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that the others lack, as often as they lack them."""
    there = Counter(map(_said, others))
    for one in sorted(findings):
        if there[_said(one)]:
            there[_said(one)] -= 1
        else:
            yield one


def _said(one: Finding) -> tuple[str, ...]:
    return one.code, one.severity, one.path, one.subject, one.message
