"""What a change does to a record that was written and must not do, by the table of what lasts (`lasting_kinds`).

* A list that grows keeps its entries, in their order; what is new stands at its end. Words have no order.
* A request for authority that the State returned is mended: what it asks for may change until it is handed in again.
* A day that is still to come is a plan: it may be moved to another one that is still to come.
* What puts a record to an end, or right, names a person who held one of the roles for that on that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from records_portal.register.model import AnyRecord, Register
from records_portal.register.sites import holds_role

from .lasting_kinds import LASTING, LastingKind


def altered(kind: str, before: Mapping[str, object], after: Mapping[str, object], today: str) -> Iterator[str]:
    """What a change does to the value of a record that was written and must not do, a line for each; today is a day."""
    if rule := LASTING.get(kind):
        yield from _Compared(rule, before, after, today).at("", before, after)


def closed_by_others(register: Register, before: AnyRecord | None, after: AnyRecord) -> Iterator[str]:
    """What closes a record, or puts it right, and names somebody who held none of the roles for that on that day."""
    rule = LASTING.get(after.kind, LastingKind())
    for name, roles in rule.closed_by.items():
        known = _entries(before.value, name) if before else []
        for each in _entries(after.value, name):
            if each not in known and not _held(register, each, roles):
                who = f"{each.get('by', 'nobody')!r}, who was none of {', '.join(roles)}"
                yield f"{name} of {each.get('on', 'no day')} is by {who}"


def _held(register: Register, said: Mapping[str, object], roles: Iterable[str]) -> bool:
    person = register.get("people", str(said.get("by", "")))
    return person is not None and any(holds_role(person.value, role, str(said.get("on", ""))) for role in roles)


def _is_returned(value: Mapping[str, object]) -> bool:
    entries = _entries(value, "status")
    return bool(entries) and entries[-1]["status"] == "returned"


def _entries(value: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    """The entries of a list, or the one that stands there."""
    found = value.get(name, ())
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


@dataclass(frozen=True, slots=True)
class _Compared:
    """The values of a record before and after a change, held against the rule of its kind."""

    rule: LastingKind
    was: Mapping[str, object]
    now: Mapping[str, object]
    today: str

    def may_change(self, path: str) -> bool:
        return path in self.rule.free or (path in self.rule.mended and _is_returned(self.was)) or self.comes_along(path)

    def comes_along(self, path: str) -> bool:
        """Whether a new entry of one of the lists with which a place changes comes too."""
        return any(
            _is_of(entry, kind)
            for named in self.rule.comes_with.get(path, ())
            for name, _, kind in [named.partition(":")]
            for entry in _came(self.was.get(name), self.now.get(name))
        )

    def at(self, path: str, before: object, after: object) -> Iterator[str]:
        if before == after or self.may_change(path):
            return
        if isinstance(before, dict) and isinstance(after, dict):
            until = self.rule.open_until.get(path)
            if until is None or until in before:
                for name in dict.fromkeys((*before, *after)):
                    yield from self.property(path, name, before, after)
        elif isinstance(before, list) and isinstance(after, list):
            yield from self.entries(path, before, after)
        elif not (self.is_moved(path, str(before), str(after)) or self.turns(path, before, after)):
            yield f"{path} is changed in place{self.otherwise(path)}"

    def entries(self, path: str, before: Sequence[object], after: Sequence[object]) -> Iterator[str]:
        """What becomes of the entries of a list: of one that grows, each by itself; any other may not differ.

        Entries of one that does not grow may still say what they may say later, where they are as many as before.
        """
        if path in self.rule.grows and all(isinstance(each, str) for each in (*before, *after)):
            if lost := list((Counter(map(str, before)) - Counter(map(str, after))).elements()):
                yield f"{path} loses {lost[0]!r}"
            return
        if path not in self.rule.grows and not (self.reaches_into(path) and len(before) == len(after)):
            yield f"{path} is changed in place{self.otherwise(path)}"
            return
        if len(after) < len(before):
            yield f"an entry of {path} is taken away"
        for one, other in zip(before, after, strict=False):
            yield from self.at(f"{path}[]", one, other)

    def reaches_into(self, path: str) -> bool:
        """Whether the rule says something of the entries of a list."""
        rule = self.rule
        named = (*rule.may_come, *rule.completes, *rule.free, *rule.grows, *rule.planned, *rule.later)
        return any(each.startswith(f"{path}[]") for each in named)

    def is_moved(self, path: str, before: str, after: str) -> bool:
        """Whether a day is moved as it may be."""
        if path in self.rule.later and before < after:
            return True
        return path in self.rule.planned and before > self.today and after >= self.today

    def turns(self, path: str, before: object, after: object) -> bool:
        return path in self.rule.turns and isinstance(before, str) and isinstance(after, dict)

    def otherwise(self, path: str) -> str:
        """With what a place may change, in words."""
        with_what = [
            f"a fact of kind {kind}" if kind else f"a new entry of {name}"
            for named in self.rule.comes_with.get(path, ())
            for name, _, kind in [named.partition(":")]
        ]
        return f" without {' or '.join(with_what)}" if with_what else ""

    def property(
        self, path: str, name: str, before: Mapping[str, object], after: Mapping[str, object]
    ) -> Iterator[str]:
        place = f"{path}.{name}".removeprefix(".")
        if name in before and name in after:
            yield from self.at(place, before[name], after[name])
        elif self.may_change(place):
            return
        elif name in before:
            if place not in self.rule.may_go:
                yield f"{place} is taken away"
        elif path not in self.rule.completes and place not in self.rule.grows | self.rule.may_come:
            yield f"{place} comes too late"


def _came(before: object, after: object) -> Sequence[object]:
    """The entries at the end of a list by which it grew: one that was changed in place is no new one."""
    known = len(before) if isinstance(before, list) else 0
    return after[known:] if isinstance(after, list) else []


def _is_of(entry: object, kind: str) -> bool:
    return not kind or (isinstance(entry, dict) and entry.get("kind") == kind)
