"""By whom: people who are registered and there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.staff import leaves_on

if TYPE_CHECKING:
    from records_portal.register.records import PersonValue


def check_person(register: Register, person: str, option: str, today: date) -> Record[PersonValue]:
    """Somebody who is registered and has not left."""
    record = register.get("people", person)
    if record is None or record.private:
        raise Refusal(f"{option} {person!r} is not in registry/people/; name a registered person")
    if (last_on := leaves_on(register, person)) < today.isoformat():
        raise Refusal(f"{option} {person!r} left on {last_on}; name somebody who is there")
    return record


def role_of(person: Record[PersonValue], today: date) -> str:
    """The role in which a person disposes of records, of those held on a day; empty where none is held."""
    day = today.isoformat()
    held = [each["role"] for each in person.value["roles"] if each["from_on"] <= day <= each.get("to_on", "9999-12-31")]
    likely = ("records-officer", "site-administrator", "web-content-team")
    return min(held, key=lambda role: likely.index(role) if role in likely else len(likely), default="")
