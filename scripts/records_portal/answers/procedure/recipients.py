"""To whom a message goes: the people who hold a role, by name, and the address that the register has for their office.

An address is never made up: where the register has none, the recipient is named and the address left to the sender.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from records_portal.identity.telling import role_words
from records_portal.register.agencies import agencies_above
from records_portal.register.model import Register
from records_portal.register.sites import current_designations, holds_role

HEAD, ADMINISTRATOR, TEAM = "agency-head", "site-administrator", "web-content-team"
THE_PERSON = "the-person"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\Z")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets or sends a message, in words; without an address the sender fills it in."""

    words: str
    address: str = ""

    def __str__(self) -> str:
        return f"{self.words} <{self.address}>" if self.address else f"{self.words} (address not in the register)"


def role_title(register: Register, role: str) -> str:
    """A role in words, also that of whoever a message is about."""
    return "the person" if role == THE_PERSON else role_words(register, role)


@dataclass(frozen=True, slots=True)
class Offices:
    """Who holds which role for an agency and a site on a day; nobody private is named to the public."""

    register: Register
    agency: str
    site: str
    on: str
    private: bool = False
    person: str = ""

    def holders(self, role: str) -> tuple[str, ...]:
        """The ids of those who hold a role: of a site's administrators the designated ones."""
        if role == THE_PERSON:
            return (self.person,) if self.person else ()
        if role == ADMINISTRATOR and self.site:
            return tuple(str(each["person"]) for each in current_designations(self.register, self.site))
        if role == HEAD:
            above = agencies_above(self.register, self.agency) if self.agency else ()
            heads = (self.register.get("agencies", each) for each in above)
            found = next((str(each.value["head"]) for each in heads if each and "head" in each.value), "")
            return (found,) if found else ()
        able = [
            person
            for person in self.register.of("people").values()
            if holds_role(person.value, role, self.on) and person.private <= self.private
        ]
        own = [person.id for person in able if person.value["agency"] == self.agency]
        return tuple(own or (person.id for person in able))

    def recipients(self, role: str) -> Iterator[Recipient]:
        """Whoever holds a role, in words: one recipient for an office with an address, else one for each person."""
        names = [self.name(each) for each in self.holders(role)]
        title = "" if role == THE_PERSON else role_words(self.register, role)
        address = self._address(role)
        if address or len(names) < 2:
            named = ", ".join(names)
            words = f"{named} ({title})" if named and title else named or title or "The person"
            yield Recipient(words, address)
            return
        yield from (Recipient(f"{name} ({title})" if title else name) for name in names)

    def office(self, role: str) -> Recipient:
        """A role as one recipient, whoever holds it; a sender whom no document names is left open."""
        if not role:
            return Recipient("Whoever sends it")
        return next(self.recipients(role)) if self.agency else Recipient(self.title(role), self._address(role))

    def title(self, role: str) -> str:
        """A role in words."""
        return role_title(self.register, role)

    def sender(self, role: str, by: str) -> Recipient:
        """Who sends a message: the person that is named, else whoever holds the role."""
        if not by:
            return next(self.recipients(role))
        title = "" if role == THE_PERSON else f" ({role_words(self.register, role)})"
        return Recipient(f"{self.name(by)}{title}", self._address(role))

    def name(self, person: str) -> str:
        """A person's name, or the id of somebody whom the register does not know."""
        record = self.register.get("people", person)
        return str(record.value["name"]) if record and record.private <= self.private else person

    def _address(self, role: str) -> str:
        """The office's mailbox: the role's own, an agency's contact for its head, the portal's for whom it names."""
        portal = self.register.portal
        known = {str(each["role"]): str(each.get("email", "")) for each in portal.get("roles", ())}
        found = known.get(role, "")
        if not found and role == HEAD and (agency := self.register.get("agencies", self.agency)):
            found = str(agency.value.get("contact", {}).get("email", ""))
        contact = portal.get("contact", {})
        if not found and role_words(self.register, role) == contact.get("office"):
            found = str(contact.get("email", ""))
        return found if _ADDRESS.match(found) else ""
