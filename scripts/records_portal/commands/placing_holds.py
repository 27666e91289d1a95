"""What is written of a hold when it is placed, by a command or by answers: what it covers, and who was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from records_portal.register.findings import Refusal

from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.answers.authoring import RecordDraft
    from records_portal.register.model import Register
    from records_portal.register.records import HoldValue


def people_told(known: Register, named: Iterable[str], on: str, option: str = "--notify") -> list[str]:
    """The people who are told; a role is whoever holds it on that day."""
    from records_portal.register.sites import holds_role

    found: list[str] = []
    for name in named:
        holders = [each.id for each in known.of("people").values() if holds_role(each.value, name, on)]
        if known.get("people", name):
            holders = [name]
        elif holders:
            tell(f"{name} on {on}: {', '.join(holders)}")
        else:
            raise Refusal(f"{option} {name!r} is no person of the register, and nobody held such a role on {on}")
        found += holders
    return list(dict.fromkeys(found))


def public_commit(places: Places) -> str:
    """The commit of the public root; empty where it is no repository."""
    from records_portal.history.repository import Repository

    try:
        return Repository(places.root).head()
    except (Refusal, ValueError):
        return ""


def placed_by_answers(places: Places, draft: RecordDraft, notified: Iterable[str]) -> RecordDraft:
    """The draft of a hold with what its scope means on its day, and with the people who were told."""
    from records_portal.register.record_editing import add_property, read_record
    from records_portal.retention.hold_scopes import covers_of, sites_that_left

    value, register = cast("HoldValue", draft.record.value), places.loaded.register
    on = value["placed"]["on"]
    for site, agency in sites_that_left(register, value["scope"], on):
        tell(f"{site} had left {agency} before {on} and is not held; name it in the scope")
    after = add_property(draft.after, ("covers",), covers_of(register, value["scope"], on, (), public_commit(places)))
    if told := people_told(register, notified, on, "notified"):
        after = add_property(after, ("notified",), [{"person": person, "on": on} for person in told])
    return replace(draft, after=after, record=read_record(draft.path, after))
