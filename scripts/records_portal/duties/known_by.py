"""A register as it was known at the end of a day: what is dated later does not count.

* A mapping with a day that it cannot be without (`on`, `seen_on` ...) is not known before that day.
* Any other day that says that something was done is taken out where it lies ahead.
* Days that are set beforehand (`due_on`, `until_on`, `planned_on` ...) stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from records_portal.register.model import AnyRecord, Register
from records_portal.register.shapes import schema_of

DAY_OF_ENTRY = frozenset(
    ("on", "at", "seen_on", "accepted_on", "received_on", "requested_on", "access_blocked_on", "exported_at")
)
SET_BEFOREHAND = frozenset(
    (
        "due_on",
        "effective_on",
        "ended_on",
        "expires_on",
        "from_on",
        "leaves_on",
        "leaving_on",
        "next_on",
        "next_review_on",
        "planned_on",
        "proposed_on",
        "recheck_on",
        "starts_on",
        "superseded_on",
        "to_on",
        "until_on",
    )
)
NOT_WITHOUT = {"authorizations": "status", "sites": "facts", "designations": "designations", "posts": "posts"}


def known_by(register: Register, day: str) -> Register:
    """The same register without what is dated after a day; records of which nothing is left are not there."""
    kept: dict[str, dict[str, AnyRecord]] = {}
    for kind, by_id in register.records.items():
        kept[kind] = {}
        for name, record in by_id.items():
            if (known := _known_record(record, day)) is not None:
                kept[kind][name] = known
    return Register(kept, register.unreadable, register.lists, register.past)


def _known_record(record: AnyRecord, day: str) -> AnyRecord | None:
    value = _known(record.value, day)
    if value is record.value:
        return record
    if not isinstance(value, Mapping):
        return None
    required = schema_of(record.kind).get("required", ())
    lasting = NOT_WITHOUT.get(record.kind)
    if any(name not in value for name in required) or (
        lasting and not value.get(lasting) and not value.get("corrections")
    ):
        return None
    return replace(record, value=value)


def _known(value: object, day: str) -> object:
    """A value without what is dated later, the very same where nothing is; nothing for what is not known yet."""
    if isinstance(value, Mapping):
        return _known_mapping(value, day)
    if isinstance(value, list):
        found = [_known(each, day) for each in value]
        if all(mine is theirs for mine, theirs in zip(found, value, strict=True)):
            return value
        return [each for each in found if each is not None]
    return value


def _known_mapping(value: Mapping[str, object], day: str) -> object:
    changed = False
    kept: dict[str, object] = {}
    for key, each in value.items():
        if isinstance(each, str):
            if not _lies_ahead(key, each, day):
                kept[key] = each
            elif key in DAY_OF_ENTRY:
                return None
            else:
                changed = True
            continue
        known = _known(each, day)
        changed = changed or known is not each
        if known is not None:
            kept[key] = known
    if changed and "planned_on" not in value and "posted_on" in value and "posted_on" not in kept:
        return None
    return kept if changed else value


def _lies_ahead(key: str, text: str, day: str) -> bool:
    if key == "at" or key.endswith("_at"):
        return text[:10] > day and text[:4].isdigit()
    return (key == "on" or (key.endswith("_on") and key not in SET_BEFOREHAND)) and text > day
