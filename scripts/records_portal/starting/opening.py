"""What is said about a new root: agencies, people, places; each part checked as it is said.

* A row of a spreadsheet, an option and an answer on a terminal have the same parts in the same order.
* Names are accepted for ids; an id is made of the name where none is given.
* What contradicts something said before is refused at once; what nobody said is None, or empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeVar, cast

from records_portal.register.findings import Refusal
from records_portal.register.kinds import DEVICES, ID, ID_BYTES
from records_portal.register.records import Role
from records_portal.values.dates import NotADate, parse_date, parse_fiscal_year_start
from records_portal.values.urls import credential_in

from .roles import some_roles
from .states import FEDERAL, StateRow, state_named

Kind = Literal["state", "local", "federal"]
KINDS: Mapping[str, Kind] = {"state": "state", "local": "local", "federal": "federal"}
FORGES = ("github", "gitlab", "forgejo", "gitea")
NO_FORGE = "none"
AGENCY_PARTS = ("name", "id", "part of", "web page")
PERSON_PARTS = ("name", "title", "roles", "agency", "since", "login", "id")

Entry = TypeVar("Entry", "NewAgency", "NewPerson")


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency as it is said: what it is part of may be named by id or name."""

    id: str
    name: str
    part_of: str = ""
    web_page: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as said, each role with its first day; the agency may be named by id or name, or left out."""

    id: str
    name: str
    title: str
    held: tuple[tuple[Role, str], ...]
    agency: str = ""
    login: str = ""

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that the person has."""
        return tuple(role for role, _ in self.held)

    def joined(self, other: NewPerson) -> NewPerson:
        """The person of two rows: one more role, or the same one once."""
        more = tuple(each for each in other.held if each[0] not in self.roles)
        return replace(self, held=(*self.held, *more), login=self.login or other.login)

    def is_also(self, other: NewPerson) -> bool:
        """Whether two rows are about one person in one office."""
        said = (self.id, self.name, self.title, self.agency)
        return said == (other.id, other.name, other.title, other.agency) and other.login in ("", self.login)


@dataclass(frozen=True, slots=True)
class NewPrivateRoot:
    """A private root: its name, and whose holds it has; those of every agency where none is named."""

    name: str
    agencies: tuple[str, ...] = ()


@dataclass
class Opening:
    """What was said so far."""

    folder: Path
    title: str = ""
    government: str = ""
    state: StateRow | None = None
    kind: Kind | None = None
    time_zone: str = ""
    fiscal_year_start: str = ""
    agencies: list[NewAgency] = field(default_factory=list)
    people: list[NewPerson] = field(default_factory=list)
    platforms: tuple[str, ...] | None = None
    schedules: tuple[str, ...] | None = None
    private: list[NewPrivateRoot] = field(default_factory=list)
    keys: dict[str, Path] = field(default_factory=dict)
    letter: str = ""
    without_keys: bool = False
    forge: str = ""
    address: str = ""
    private_addresses: dict[str, str] = field(default_factory=dict)
    branch: str = "main"
    url: str = ""
    program: str = ""
    empty: bool = False

    def take_state(self, text: str) -> None:
        """The State by its letters or name; any other government by its name."""
        self.state = state_named(text)
        self.government = self.state.government if self.state else one_text("the State", text)
        if self.state and self.state.code == FEDERAL:
            self.kind = "federal"

    def take_kind(self, text: str) -> None:
        """State, local or federal."""
        kind = KINDS.get(text.strip().casefold())
        if kind is None:
            raise Refusal(f"{text!r} is no kind of office; state, local or federal")
        if self.state and (self.state.code == FEDERAL) != (kind == "federal"):
            raise Refusal(f"an office of {self.state.name} is not {kind}; say another State or another kind")
        self.kind = kind

    def take_fiscal_year(self, text: str) -> None:
        """The first day of the fiscal year, as month and day."""
        try:
            parse_fiscal_year_start(text.strip())
        except NotADate as error:
            raise Refusal(f"fiscal_year_start: {error}") from error
        self.fiscal_year_start = text.strip()

    def take_agency(self, agency: NewAgency) -> None:
        """One more agency."""
        _add(self.agencies, agency, "agency")

    def take_person(self, person: NewPerson) -> None:
        """One more person."""
        _add(self.people, person, "person")

    def take_private(self, text: str) -> None:
        """A private root: NAME, or NAME=AGENCY,AGENCY."""
        name, _, named = text.partition("=")
        name = an_id("a private root", name.strip())
        if name == "public" or any(each.name == name for each in self.private):
            raise Refusal(f"the private root {name!r} is there already; give each a name of its own")
        agencies = tuple(each.strip() for each in named.split(",") if each.strip())
        self.private.append(NewPrivateRoot(name, agencies))

    def take_key(self, text: str) -> None:
        """The public half of a person's key: PERSON=FILE."""
        person, equals, file = text.partition("=")
        if not equals or not file.strip():
            raise Refusal(f"{text!r} names no file; write PERSON=FILE, such as ana-reyes=ana.pub")
        self.keys[person.strip()] = Path(file.strip()).expanduser()

    def take_private_address(self, text: str) -> None:
        """Where a private root is published: NAME=ADDRESS."""
        name, equals, address = text.partition("=")
        if not equals:
            raise Refusal(f"{text!r} names no address; write NAME=ADDRESS")
        self.private_addresses[name.strip()] = an_address("--private-address", address)

    def agency_id(self, text: str) -> str:
        """The agency that is meant by id or name; where none is named, the only one that is part of no other."""
        tops = [each.id for each in self.agencies if not each.part_of]
        if not text and len(tops) == 1:
            return tops[0]
        return _named(self.agencies, text, "agency")

    def known_agency(self, text: str) -> str:
        """The agency that is meant, where one is meant at all."""
        return self.agency_id(text) if text else ""

    def person_id(self, text: str) -> str:
        """The person that somebody names by id or by name."""
        return _named(self.people, text, "person")

    @property
    def held_roles(self) -> set[str]:
        """Every role that somebody has."""
        return {role for person in self.people for role in person.roles}


def _add(listed: list[Entry], new: Entry, what: str) -> None:
    if any(each.id == new.id for each in listed):
        raise Refusal(f"the {what} {new.id!r} is there twice; give each an id of its own")
    listed.append(new)


def _named(listed: Iterable[NewAgency] | Iterable[NewPerson], text: str, what: str) -> str:
    said = text.strip().casefold()
    entries = cast("list[NewAgency | NewPerson]", list(listed))
    found = [each.id for each in entries if said in (each.id, each.name.casefold())]
    if len(found) != 1:
        known = ", ".join(each.id for each in entries) or "none is named yet"
        wrong = f"{text!r} is no {what} named here" if text else f"no {what} is named"
        raise Refusal(f"{wrong}; one of {known}")
    return found[0]


def an_id(what: str, text: str) -> str:
    """An id as records have them."""
    if not re.fullmatch(ID, text) or len(text) > ID_BYTES:
        raise Refusal(f"{what}: {text!r} is not an id; small letters, digits and single hyphens, {ID_BYTES} at most")
    if text in DEVICES:
        raise Refusal(
            f"{what}: {text!r} is the name of a device on Windows, which checks out no such file; a longer id"
        )
    return text


def an_address(what: str, text: str) -> str:
    """An address without a login in it: what is written down is read by others, and git never forgets."""
    if found := credential_in(text):
        raise Refusal(f"{what}: the address has {found}; the address without it")
    return text.strip()


def id_of(what: str, name: str, given: str = "") -> str:
    """The id that is given, or the one that a name makes."""
    if given:
        return an_id(what, given)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:ID_BYTES].strip("-")
    if not made:
        raise Refusal(f"{what}: no id can be made of {name!r}; give one")
    return an_id(what, made)


def one_text(what: str, text: str) -> str:
    """A text of one line that says something."""
    said = " ".join(text.split())
    if not said:
        raise Refusal(f"{what} is empty; it is needed")
    return said


def a_day(text: str) -> str:
    """A day as records have it; empty where none is said."""
    try:
        return parse_date(text).isoformat() if text else ""
    except NotADate as error:
        raise Refusal(str(error)) from error


def parsed_agency(parts: Mapping[str, str]) -> NewAgency:
    """An agency from its parts."""
    name = one_text("the agency's name", parts.get("name", ""))
    record_id = id_of("agency", name, parts.get("id", ""))
    return NewAgency(record_id, name, parts.get("part of", ""), parts.get("web page", ""))


def parsed_person(parts: Mapping[str, str]) -> NewPerson:
    """A person from their parts."""
    name = one_text("the person's name", parts.get("name", ""))
    title = one_text(f"the title of {name}", parts.get("title", ""))
    try:
        roles, since = some_roles(parts.get("roles", "")), a_day(parts.get("since", ""))
    except Refusal as refusal:
        raise Refusal(f"{name}: {refusal}") from refusal
    record_id = id_of("person", name, parts.get("id", ""))
    held = tuple((role, since) for role in roles)
    return NewPerson(record_id, name, title, held, parts.get("agency", ""), parts.get("login", "").lstrip("@"))


def parsed_row(text: str, columns: tuple[str, ...], make: Callable[[Mapping[str, str]], Entry]) -> Entry:
    """What an option says: the parts of a row with semicolons between, what is left out at the end left out."""
    cells = [" ".join(each.split()) for each in text.split(";")]
    if len(cells) > len(columns):
        raise Refusal(f"{text!r} has more than {len(columns)} parts; {'; '.join(columns).upper()}")
    return make(dict(zip(columns, cells, strict=False)))
