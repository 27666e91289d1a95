"""The records with which a register begins, by path: settings, agencies, people, platforms, schedules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from records_portal.checks.context import CADENCES
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.register.key_editing import with_key
from records_portal.register.kinds import KINDS
from records_portal.values.ssh_keys import SshKey
from records_portal.wording.words import ROLES

from .forge_addresses import noreply_domain, page_of
from .opening import NO_FORGE, NewPerson, Opening
from .shipped import shipped_platforms, shipped_schedules
from .states import FEDERAL

STANDING = (
    "agency-head",
    "communications-director",
    "cto-cio",
    "web-content-team",
    "it-web-liaison",
    "site-administrator",
    "records-officer",
    "records-management-unit",
)


def first_records(opening: Opening, keys: Mapping[str, SshKey], letter: str, today: str) -> dict[str, bytes]:
    """Every record of a new public root, as bytes by path."""
    values: list[tuple[str, str, dict[str, Any]]] = [("portal", "portal", settings_of(opening))]
    values += [("agencies", *each) for each in _agencies(opening)]
    values += [("people", person.id, _person(opening, person, today)) for person in opening.people]
    values += [("platforms", name, dict(shipped_platforms()[name])) for name in opening.platforms or ()]
    files = {KINDS[kind].path_of(name): dump_yaml(value).encode() for kind, name, value in values}
    files |= {f"schedules/{name}.yml": shipped_schedules()[name] for name in opening.schedules or ()}
    for person_id, key in keys.items():
        path = KINDS["people"].path_of(person_id)
        files[path] = with_key(files[path], key, today, letter)
    return files


def settings_of(opening: Opening) -> dict[str, Any]:
    """The portal's settings."""
    value: dict[str, Any] = {"title": opening.title}
    if government := government_of(opening):
        value["jurisdiction"] = government
    if opening.url:
        value["url"] = opening.url
    value |= {"time_zone": opening.time_zone, "fiscal_year_start": opening.fiscal_year_start}
    if opening.empty:
        return value
    value["cadences"] = dict(CADENCES)  # said, so that the office sees what it can change
    if opening.state:
        federal = opening.state.code == FEDERAL
        value["working_days"] = {"country": "US"} | ({} if federal else {"subdivision": opening.state.code})
    shown = [role for role in ROLES if role in STANDING or role in opening.held_roles]
    value["roles"] = [{"role": role, "title": ROLES[role]} for role in shown]
    if opening.forge != NO_FORGE:
        forge = {"url": page_of(opening.address), "kind": opening.forge}
        value["forge"] = forge | {"noreply_domain": noreply_domain(opening.forge, opening.address)}
        if opening.branch != "main":
            value["forge"]["branch"] = opening.branch
    return value


def government_of(opening: Opening) -> str:
    """The government that the portal speaks for: of a local office its own name with the State's."""
    if opening.kind == "local" and opening.state and opening.agencies:
        first = next((each for each in opening.agencies if not each.part_of), opening.agencies[0])
        return f"{first.name}, {opening.state.name}"
    return opening.government


def heads(people: Iterable[NewPerson], opening: Opening) -> dict[str, str]:
    """The head of each agency by its id; two heads of one are refused."""
    found: dict[str, str] = {}
    for person in people:
        if "agency-head" in person.roles:
            agency = _agency_of_person(opening, person)
            if agency in found:
                raise Refusal(f"{found[agency]!r} and {person.id!r} are both head of {agency!r}; an agency has one")
            found[agency] = person.id
    return found


def _agencies(opening: Opening) -> Iterator[tuple[str, dict[str, Any]]]:
    parents = {each.id: _parent(opening, each.id, each.part_of) for each in opening.agencies if each.part_of}
    led = heads(opening.people, opening)
    for agency in opening.agencies:
        value: dict[str, Any] = {"name": agency.name}
        if agency.id in parents:
            value["parent"] = parents[agency.id]
        value["kind"] = opening.kind
        if agency.id in led:
            value["head"] = led[agency.id]
        if agency.web_page:
            value["web_pages"] = [agency.web_page]
        yield agency.id, value


def _parent(opening: Opening, agency: str, part_of: str) -> str:
    try:
        return opening.agency_id(part_of)
    except Refusal as refusal:
        raise Refusal(f"agency {agency!r}, part of: {refusal}") from refusal


def _agency_of_person(opening: Opening, person: NewPerson) -> str:
    try:
        return opening.agency_id(person.agency)
    except Refusal as refusal:
        raise Refusal(f"{person.name}, agency: {refusal}") from refusal


def _person(opening: Opening, person: NewPerson, today: str) -> dict[str, Any]:
    value: dict[str, Any] = {"name": person.name, "title": person.title}
    value["agency"] = _agency_of_person(opening, person)
    value["roles"] = [{"role": role, "from_on": since or today} for role, since in person.held]
    if person.login:
        value["forge_login"] = person.login
    return value
