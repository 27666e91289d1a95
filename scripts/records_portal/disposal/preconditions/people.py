"""By whom: people who are registered and there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from records_portal.identity.approvals import HEAD
from records_portal.identity.key_history import KeyHistory
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.staff import FOR_EVER, leaves_on

if TYPE_CHECKING:
    from records_portal.register.records import PersonValue

DISPOSERS = ("records-officer", "site-administrator", "web-content-team")


def check_person(register: Register, person: str, option: str, today: date) -> Record[PersonValue]:
    """Somebody who is registered and has not left."""
    record = register.get("people", person)
    if record is None or record.private:
        raise Refusal(f"{option} {person!r} is not in registry/people/; name a registered person")
    if (last_on := leaves_on(register, person)) < today.isoformat():
        staff = register.get("staff", person)
        moved = staff is not None and staff.value.get("leaves_on", FOR_EVER) > last_on
        right = "name somebody who is there"
        if moved:
            right += f", or have `records approve staff/{person} --act grant` sign that they stay"
        raise Refusal(f"{option} {person!r} left on {last_on}; {right}")
    return record


def check_executor(person: Record[PersonValue], today: date) -> None:
    """Somebody who holds a role in which records are disposed of; an agency's head may do it too."""
    if role_of(person, today) not in (*DISPOSERS, HEAD):
        raise Refusal(f"--by {person.id!r} holds no role in which records are disposed of: {', '.join(DISPOSERS)}")


def check_signed_for(history: KeyHistory, people: Iterable[str]) -> None:
    """Nobody acts whose keys, roles or last day were changed without the signature that this needs."""
    for person in people:
        if change := history.unsigned(person):
            raise Refusal(
                f"{person!r} acts in this, and the {change.event.act} of {change.event.subject}, commit "
                f"{change.commit[:12]}, was not done as it must be: {change.reason}"
            )


def role_of(person: Record[PersonValue], today: date) -> str:
    """The role in which a person disposes of records, of those held on a day; empty where none is held."""
    day = today.isoformat()
    held = [each["role"] for each in person.value["roles"] if each["from_on"] <= day <= each.get("to_on", "9999-12-31")]
    return min(held, key=lambda role: DISPOSERS.index(role) if role in DISPOSERS else len(DISPOSERS), default="")
