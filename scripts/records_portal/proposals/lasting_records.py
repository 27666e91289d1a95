"""What may become of a record that was written, kind by kind: what grows, what may come, what closes it and by whom.

* Whatever the table does not name stays as it was written: it is not changed or taken away, and nothing comes to it.
* A list that grows keeps its entries, in their order; what is new stands at its end.
* A request for authority that the State returned is mended: what it asks for may change until it is handed in again.
* What puts a record to an end, or right, names a person who held one of the roles for that on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from records_portal.register.model import AnyRecord, Register
from records_portal.register.sites import holds_role


@dataclass(frozen=True, slots=True)
class LastingKind:
    """The rule of a kind, by paths in which `[]` stands for any entry.

    The lists that grow; what may come later; what may change at any time; what may while it is mended; what may turn
    from a word into a mapping; the days that may become later, which frees nothing; and by what it is closed, with the
    roles of those who may.
    """

    grows: frozenset[str] = frozenset()
    may_come: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    mended: frozenset[str] = frozenset()
    turns: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    closed_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


LASTING = {
    "holds": LastingKind(
        grows=frozenset(("amendments", "updates", "releases", "notified")),
        may_come=frozenset(
            (
                "confirmed",
                "covers",
                "items_enough",
                "preserve",
                "amendments[].covers",
                "releases[].covers",
                "notified[].acknowledged_on",
            )
        ),
        turns=frozenset(("notified[]",)),
    ),
    "authorizations": LastingKind(
        grows=frozenset(("status", "renewals", "clearances")),
        may_come=frozenset(
            (
                "appraised",
                "requested.number",
                "requested.evidence",
                "status[].evidence",
                "status[].read",
                "renewals[].evidence",
                "renewals[].read",
            )
        ),
        mended=frozenset(
            (
                "series",
                "sites",
                "span",
                "items_digest",
                "volume",
                "lines",
                "spared",
                "method",
                "medium",
                "location",
                "clearances",
                "requested.approver",
                "requested.proposed_on",
            )
        ),
    ),
    "dispositions": LastingKind(
        grows=frozenset(("corrections",)), closed_by={"corrections": ("records-officer", "agency-head")}
    ),
    "events": LastingKind(may_come=frozenset(("description",)), later=frozenset(("on",))),
    "classifications": LastingKind(grows=frozenset(("rules",)), free=frozenset(("decided",))),
    "requests": LastingKind(
        grows=frozenset(
            (
                "assigned",
                "holds",
                "search",
                "platform_requests",
                "items",
                "exemptions",
                "redactions",
                "production",
                "copies",
                "appeals",
                "log",
                "corrections",
                "scope.clarified",
                "clock.extensions",
            )
        ),
        may_come=frozenset(
            (
                "citation",
                "reference",
                "received_by",
                "received_how",
                "clock",
                "clock.due_on",
                "clock.acknowledged_on",
                "closure",
                "closure.informed_on",
                "closure.holds_released_on",
                "closure.evidence",
                "appeals[].reference",
                "appeals[].decided_on",
                "appeals[].outcome",
                "platform_requests[].answered_on",
                "platform_requests[].answer",
                "platform_requests[].evidence",
                "copies[].destroyed_on",
                "exemptions[].reviewed_by",
                "exemptions[].reviewed_on",
                "production[].evidence",
            )
        ),
        free=frozenset(("costs",)),
        closed_by={"closure": ("records-custodian", "counsel", "records-officer")},
    ),
}


def altered(before: AnyRecord, after: AnyRecord) -> Iterator[str]:
    """What a change does to a record that was written and must not do, a line for each."""
    if rule := LASTING.get(before.kind):
        yield from _Compared(rule, mends=_is_returned(before.value)).at("", before.value, after.value)


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
    mends: bool

    def may_change(self, path: str) -> bool:
        return path in self.rule.free or (self.mends and path in self.rule.mended)

    def at(self, path: str, before: object, after: object) -> Iterator[str]:
        if before == after or self.may_change(path):
            return
        if isinstance(before, dict) and isinstance(after, dict):
            for name in dict.fromkeys((*before, *after)):
                yield from self.property(f"{path}.{name}".removeprefix("."), name, before, after)
        elif isinstance(before, list) and isinstance(after, list) and path in self.rule.grows:
            if len(after) < len(before):
                yield f"an entry of {path} is taken away"
            for one, other in zip(before, after, strict=False):
                yield from self.at(f"{path}[]", one, other)
        elif path in self.rule.later and str(before) < str(after):
            return
        elif not (path in self.rule.turns and isinstance(before, str) and isinstance(after, dict)):
            yield f"{path} is changed in place"

    def property(
        self, path: str, name: str, before: Mapping[str, object], after: Mapping[str, object]
    ) -> Iterator[str]:
        if name in before and name in after:
            yield from self.at(path, before[name], after[name])
        elif self.may_change(path):
            return
        elif name in before:
            yield f"{path} is taken away"
        elif path not in self.rule.grows | self.rule.may_come:
            yield f"{path} comes too late"
