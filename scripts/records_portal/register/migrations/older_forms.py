"""What in a register is still of an older form, and which migration brings it to today's.

An older root goes on meanwhile: its holds bind, its reminders come, and nothing can be disposed of on what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from records_portal.files.yaml_text import ValuePath

from ..confirmation import Confirmation, confirmation_of, fiscal_start
from ..model import AnyRecord, Register

ACTS_SINCE, CONFIRMED_DIGEST, PRIVATE_PARTICULARS = "acts-since", "confirmed-digest", "private-particulars"
NOTIFIED = "notified"


class OlderForm(NamedTuple):
    """A value of an older form: whose, where, what is wrong with it, and the migration that is for it."""

    record: AnyRecord
    path: ValuePath
    message: str
    migration: str

    @property
    def right(self) -> str:
        """What mends it."""
        return f"`records upgrade --only {self.migration}`"


def particulars(register: Register) -> Iterator[OlderForm]:
    """What an attacker could use stands in a person's or a site's record: it goes to the private root."""
    for kind, names in (("people", ("leaves_on", "training")), ("sites", ("access",))):
        for record in register.records.get(kind, {}).values():
            for name in names:
                if name in record.value:
                    message = f"{name} stands where it helps whoever wants in"
                    yield OlderForm(record, (name,), message, PRIVATE_PARTICULARS)


def words_for_people(register: Register) -> Iterator[OlderForm]:
    """A hold says by a word alone who was told of it, without the day and the person."""
    for record in register.of("holds").values():
        for place, each in enumerate(record.value.get("notified", ())):
            if isinstance(each, str):
                message = f"{each!r} says neither who was told nor when"
                yield OlderForm(record, ("notified", place), message, NOTIFIED)


def acts_by_name(register: Register) -> Iterator[OlderForm]:
    """Approvals go by names that somebody typed: nobody has a key, and the settings do not say since when acts do."""
    portal = register.get("portal", "portal")
    if portal is None or "acts_since" in portal.value or any(kind == "people" for kind, _ in register.unreadable):
        return
    people = register.of("people").values()
    if people and not any(person.value.get("keys") for person in people):
        yield OlderForm(portal, (), "approvals go by names that anybody can type, and nobody has a key", ACTS_SINCE)


def confirmed_series(register: Register) -> Iterator[tuple[AnyRecord, ValuePath, str, Confirmation]]:
    """Each series that somebody confirmed, where that stands, its reference, and how it stands to it."""
    for record in register.of("schedules").values():
        if "fiscal_year_start" not in record.value and not register.portal:
            continue  # without settings nobody knows by which year it cuts off
        start = fiscal_start(record.value, register.portal)
        for place, version in enumerate(record.value["versions"]):
            for number, series in enumerate(version["series"]):
                if (confirmation := confirmation_of(series, start)) is not Confirmation.NONE:
                    path: ValuePath = ("versions", place, "series", number, "confirmed")
                    yield record, path, f"{record.id}#{series['number']}", confirmation


def unbound_confirmations(register: Register) -> Iterator[OlderForm]:
    """What is confirmed of a series bears no digest: it could have been changed since."""
    for record, path, reference, confirmation in confirmed_series(register):
        if confirmation is Confirmation.UNBOUND:
            message = f"what is confirmed of series {reference!r} is bound to nothing: it could be changed unseen"
            yield OlderForm(record, path, message, CONFIRMED_DIGEST)
