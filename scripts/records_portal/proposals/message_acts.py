"""Acts of which a change keeps the message: by whom, in which role, and whether somebody else signed the entry.

A message is the act of whoever wrote it. That it names somebody else's approval makes nobody else act.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.identity.acts import Known

from .given_approvals import GivenApproval

if TYPE_CHECKING:
    from .difference import RecordChange

BY_MESSAGE = "by-message"


def message_acts(records: Iterable[RecordChange], signed: Iterable[GivenApproval]) -> Iterator[GivenApproval]:
    """The acts by message that a change enters; the entry is signed by somebody who neither acted nor is nobody."""
    good = [each for each in signed if each.known is Known.SIGNED and not each.reason]
    for record in records:
        before = list(_acts(record.values[0]))
        for act in _acts(record.values[1]):
            if act in before:
                continue
            for person, role in _actors(act):
                entered = any(each.paths and record.path in each.paths and each.person != person for each in good)
                reason = "" if entered else "known by a message, and nobody else signed its entry"
                on = str(act.get("on", ""))
                yield GivenApproval(person, Known.BY_MESSAGE, role, on, paths=frozenset({record.path}), reason=reason)


def _acts(value: object) -> Iterator[Mapping[str, object]]:
    """Each part of a record that has a message as its evidence."""
    if isinstance(value, Mapping):
        evidence = value.get("evidence")
        if isinstance(evidence, Mapping) and evidence.get("known_by") == BY_MESSAGE:
            yield value
        for each in value.values():
            yield from _acts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _acts(each)


def _actors(act: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Who acted by a message: whose it is, and nobody whom it names besides; another approval has its own message."""
    listed = act.get("approvals")
    approvals = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    for each in approvals or [act]:
        if "by" in each and each["by"] == act.get("by"):
            yield str(each["by"]), str(each.get("role", ""))
