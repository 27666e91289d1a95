"""Whose approval a change needs: one table by kind of record, and of a site by what happened to it.

The forge's reviewers follow from `.github/CODEOWNERS`; this says by the records' own rules who has to agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.kinds import kind_of
from records_portal.register.model import Record, Register
from records_portal.register.sites import holds_role, name_of

if TYPE_CHECKING:
    from records_portal.register.records import AgencyValue

HEAD, TEAM, OFFICER = "agency-head", "web-content-team", "records-officer"
DECIDERS = ("communications-director", "cto-cio")

BY_FACT: Mapping[str, tuple[str, ...]] = {
    "request": (TEAM,),
    "review": DECIDERS,
    "activation": (TEAM,),
    "registration": (TEAM,),
    "recertification": (TEAM,),
    "agency-change": DECIDERS,
    "suspension": DECIDERS,
    "reinstatement": DECIDERS,
    "incident": (TEAM,),
    "direction": (HEAD,),
    "final-capture": (OFFICER,),
    "deactivation": (TEAM,),
    "credentials-handed-over": (TEAM,),
    "notice": (TEAM,),
    "decommissioning": (TEAM,),
    "correction": (TEAM,),
    "listing": (TEAM,),
}
BY_KIND: Mapping[str, tuple[str, ...]] = {
    "portal": (OFFICER, TEAM),
    "platforms": (TEAM,),
    "agencies": (HEAD,),
    "people": (HEAD,),
    "sites": (HEAD, TEAM),
    "designations": (HEAD,),
    "policies": DECIDERS,
    "operations": (HEAD,),
    "posts": (HEAD,),
    "holds": (OFFICER,),
    "requests": (OFFICER,),
    "audits": (OFFICER,),
    "schedules": (OFFICER,),
    "events": (OFFICER,),
    "classifications": (OFFICER,),
    "authorizations": (OFFICER,),
    "dispositions": (OFFICER,),
    "captures": (OFFICER,),
}
OF_A_SITE = frozenset(("designations", "operations", "posts", "classifications", "captures"))
RETENTION_FIELDS = ("communications", "capture")


@dataclass(frozen=True, slots=True)
class Approval:
    """A role that has to agree, of which agency where that matters, and who holds it on the day."""

    role: str
    agency: str = ""
    people: tuple[str, ...] = ()


def approvals_needed(
    register: Register,
    kind: str,
    record_id: str,
    values: Iterable[Mapping[str, object]],
    facts: Iterable[Mapping[str, object]],
    touched: frozenset[str],
    on: str,
) -> tuple[Approval, ...]:
    """Whose approval a change to a record needs, by what it was and is, by its new facts and its other fields."""
    roles = [role for fact in facts for role in BY_FACT.get(str(fact.get("kind")), (TEAM,))]
    if kind != "sites" or touched or not roles:
        roles += BY_KIND[kind]
    if kind == "sites" and touched & {*RETENTION_FIELDS}:
        roles.append(OFFICER)
    agencies = tuple(dict.fromkeys(_owners(register, kind, record_id, values)))
    found = (one for role in dict.fromkeys(roles) for one in _approvals(register, role, agencies, on))
    return tuple(dict.fromkeys(found))


def roles_needed(paths: Iterable[str]) -> frozenset[str]:
    """The roles that may have to agree to a change of files, whatever it says; of no record's files, none."""
    kinds = {named[0].name for path in paths if (named := kind_of(path))}
    facts = {role for roles in BY_FACT.values() for role in roles} if "sites" in kinds else set()
    return frozenset(role for kind in kinds for role in BY_KIND[kind]) | facts


def _owners(register: Register, kind: str, record_id: str, values: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The agencies that a record belongs to, before the change and after it."""
    if kind in ("agencies", "policies"):
        yield record_id
    elif kind in OF_A_SITE:
        site = register.get("sites", record_id.partition("/")[0])
        if site:
            yield str(site.value["agency"])
    else:
        yield from (str(value["agency"]) for value in values if isinstance(value.get("agency"), str))


def _approvals(register: Register, role: str, agencies: tuple[str, ...], on: str) -> Iterator[Approval]:
    if role != HEAD:
        holders = (person for person in register.of("people").values() if holds_role(person.value, role, on))
        yield Approval(role, "", tuple(str(person.value["name"]) for person in holders))
    elif not agencies:
        yield Approval(role)
    for agency in agencies if role == HEAD else ():
        record = register.get("agencies", agency)
        yield Approval(role, name_of(register, "agencies", agency), _head(register, record))


def _head(register: Register, agency: Record[AgencyValue] | None) -> tuple[str, ...]:
    person = str(agency.value.get("head", "")) if agency else ""
    return (name_of(register, "people", person),) if person else ()
