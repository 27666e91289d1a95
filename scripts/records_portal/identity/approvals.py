"""Whose approval a change needs: one table by kind of record, and that of fact kinds for a site.

* Who holds a role, and who heads an agency, is what the register of before the change says: no change makes its own
  approver. Whose a new record is, is what the change says.
* Where nobody heads an agency or one above it, a records officer stands in, so that an agency can begin.
* Where one person alone is the web and content management team, the head of the agency may agree instead: nobody agrees
  to what they ask for themselves.
* A role of the whole portal is not one agency's head's to give: a records officer agrees too, who is somebody else;
  where there is none, whoever heads an agency that has none above it.
* The daily logs of a site are its designated administrators' own to agree to, as the base designates them: whoever the
  policy names looks at them each month. The head of the agency may too, and does where nobody is designated.

The forge's reviewers follow from `.github/CODEOWNERS`; this says by the records' own rules who has to agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from records_portal.register.agencies import agencies_above, heads_for
from records_portal.register.fact_kinds import DECIDERS, FACT_KINDS, fact_kind
from records_portal.register.kinds import kind_of
from records_portal.register.model import Record, Register
from records_portal.register.sites import current_designations, holds_role, name_of

if TYPE_CHECKING:
    from records_portal.register.records import AgencyValue

HEAD, TEAM, OFFICER = "agency-head", "web-content-team", "records-officer"
ADMINISTRATOR = "site-administrator"
# their holders agree to, or release, what is of any agency
OF_THE_PORTAL = frozenset((OFFICER, TEAM, *DECIDERS, "counsel"))
STOOD_IN_FOR = frozenset((TEAM,))  # never for the two who decide on sites, nor for what concerns holds and dispositions
DISPOSITION_APPROVER = "disposition-approver"  # of an agency; a records officer approves for every one

BY_KIND: Mapping[str, tuple[str, ...]] = {
    "portal": (OFFICER, TEAM),
    "platforms": (TEAM,),
    "agencies": (HEAD,),
    "people": (HEAD,),
    "sites": (HEAD, TEAM),
    "designations": (HEAD,),
    "policies": DECIDERS,
    "operations": (ADMINISTRATOR,),
    "posts": (ADMINISTRATOR,),
    "holds": (OFFICER,),
    "requests": (OFFICER,),
    "staff": (HEAD,),
    "access": (HEAD,),
    "audits": (OFFICER,),
    "schedules": (OFFICER,),
    "events": (OFFICER,),
    "classifications": (OFFICER,),
    "authorizations": (OFFICER,),
    "dispositions": (OFFICER,),
    "captures": (OFFICER,),
}
OF_A_SITE = frozenset(("designations", "operations", "posts", "classifications", "captures", "access"))
LOGS = frozenset(("operations", "posts"))
RETENTION_FIELDS = ("communications", "capture")
LETTER = "approvals"  # of the settings: which kinds go without signed approvals


@dataclass(frozen=True, slots=True)
class Approval:
    """A role that has to agree, of which agency where that matters, and who holds it on the day.

    `holders` are the ids of all whose agreement is enough, each with the role: for an agency also the heads above it.
    """

    role: str
    agency: str = ""
    people: tuple[str, ...] = ()
    holders: tuple[tuple[str, str], ...] = field(default=(), compare=False)


def approvals_needed(
    register: Register,
    kind: str,
    record_id: str,
    values: Iterable[Mapping[str, object]],
    facts: Iterable[Mapping[str, object]],
    touched: frozenset[str],
    on: str,
    after: Register | None = None,
) -> tuple[Approval, ...]:
    """Whose approval a change to a record needs, by what it was and is, by its new facts and its other fields.

    The register is that of before the change; where the change is known, the one of after it says whose a new site is.
    """
    roles = [role for fact in facts for role in _approvers(fact)]
    if kind != "sites" or touched or not roles:
        roles += BY_KIND[kind]
    if kind == "sites" and touched & {*RETENTION_FIELDS}:
        roles.append(OFFICER)
    if kind == "portal" and LETTER in touched:
        roles.append(HEAD)
    after = after or register
    values = tuple(values)
    agencies = tuple(dict.fromkeys(owning_agencies(register, after, kind, record_id, values)))
    found: Iterable[Approval]
    found = (one for role in dict.fromkeys(roles) for one in _approvals(register, after, role, agencies, on))
    if kind == "people" and _gives_role_of_portal(values):
        found = (*found, *_of_another_officer(register, record_id, on))
    if kind in LOGS:
        found = _of_administrators(register, after, record_id.partition("/")[0], agencies, on)
    if kind == "authorizations":
        found = (_with_disposition_approvers(register, after, one, values, on) for one in found)
    return tuple(dict.fromkeys(found))


def _approvers(fact: Mapping[str, object]) -> tuple[str, ...]:
    """Whose approval a fact needs; one of another program's kind is the web team's to look at."""
    row = fact_kind(str(fact.get("kind")))
    return row.approvers if row else (TEAM,)


def _with_disposition_approvers(
    register: Register, after: Register, needed: Approval, values: Iterable[Mapping[str, object]], on: str
) -> Approval:
    """The approval of a request for authority: a records officer's, or that of the approver of each site's agency."""
    named = {str(site) for value in values for site in _listed(value.get("sites"))}
    sites = [register.get("sites", name) or after.get("sites", name) for name in sorted(named)]
    agencies = {site.value["agency"] for site in sites if site}
    able = [
        person
        for person in register.of("people").values()
        if agencies and approves_dispositions(register, person.id, DISPOSITION_APPROVER, agencies, on)
    ]
    people = dict.fromkeys((*needed.people, *(str(person.value["name"]) for person in able)))
    holders = (*needed.holders, *((person.id, DISPOSITION_APPROVER) for person in able))
    return Approval(needed.role, needed.agency, tuple(people), holders)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def roles_needed(paths: Iterable[str]) -> frozenset[str]:
    """The roles that may have to agree to a change of files, whatever it says; of no record's files, none."""
    kinds = {named[0].name for path in paths if (named := kind_of(path))}
    facts = {role for row in FACT_KINDS.values() for role in row.approvers} if "sites" in kinds else set()
    besides = {DISPOSITION_APPROVER} if "authorizations" in kinds else set()
    besides |= {HEAD} if kinds & LOGS else set()
    return frozenset(role for kind in kinds for role in BY_KIND[kind]) | facts | besides


def approves_dispositions(base: Register, person: str, role: str, agencies: Iterable[str], on: str) -> bool:
    """Whether somebody, in this role, approves the disposition of records of these agencies, by the register of BASE.

    A records officer does, and whoever is named as disposition approver of each agency, or of one above it.
    """
    record = base.get("people", person)
    if record is None or not holds_role(record.value, role, on):
        return False
    if role == OFFICER:
        return True
    own = {
        held.get("agency", record.value["agency"])
        for held in record.value["roles"]
        if held["role"] == role and held["from_on"] <= on <= held.get("to_on", "9999-12-31")
    }
    return role == DISPOSITION_APPROVER and all(own.intersection(agencies_above(base, each)) for each in agencies)


def owning_agencies(
    register: Register, after: Register, kind: str, record_id: str, values: Iterable[Mapping[str, object]]
) -> Iterator[str]:
    """The agencies that a record belongs to, before the change and after it."""
    if kind in ("agencies", "policies"):
        yield record_id
    elif kind in OF_A_SITE:
        site_id = record_id.partition("/")[0]
        if site := register.get("sites", site_id) or after.get("sites", site_id):
            yield str(site.value["agency"])
    elif kind == "staff":
        if person := register.get("people", record_id) or after.get("people", record_id):
            yield str(person.value["agency"])
    else:
        yield from (str(value["agency"]) for value in values if isinstance(value.get("agency"), str))


def _approvals(
    register: Register, after: Register, role: str, agencies: tuple[str, ...], on: str
) -> Iterator[Approval]:
    if role != HEAD:
        held = [person for person in register.of("people").values() if holds_role(person.value, role, on)]
        names = tuple(str(person.value["name"]) for person in held)
        stands_in = _standing_in(register, after, role, agencies, on) if len(held) == 1 else ()
        yield Approval(role, "", names, (*((person.id, role) for person in held), *stands_in))
    elif not agencies:
        yield Approval(role, holders=_heads(register, after, "", on))
    for agency in agencies if role == HEAD else ():
        known = register if register.get("agencies", agency) else after
        head = _head(register, register.get("agencies", agency))
        yield Approval(role, name_of(known, "agencies", agency), head, _heads(register, after, agency, on))


def _gives_role_of_portal(values: tuple[Mapping[str, object], ...]) -> bool:
    """Whether a person's record comes to have a role of the whole portal, or has it for another time."""
    before = _listed(values[0].get("roles")) if len(values) > 1 else []
    now = _listed(values[-1].get("roles")) if values else []
    return any(isinstance(each, Mapping) and each.get("role") in OF_THE_PORTAL for each in now if each not in before)


def _of_another_officer(register: Register, person: str, on: str) -> Iterator[Approval]:
    """The approval of a records officer other than the person; of a head of all, where there is no other officer."""
    held = [
        each for each in register.of("people").values() if each.id != person and holds_role(each.value, OFFICER, on)
    ]
    if held:
        names = tuple(str(each.value["name"]) for each in held)
        yield Approval(OFFICER, "", names, tuple((each.id, OFFICER) for each in held))
    elif heads := [each for each in heads_for(register, "") if each != person]:
        yield Approval(
            HEAD, "", tuple(name_of(register, "people", each) for each in heads), tuple((each, HEAD) for each in heads)
        )


def _of_administrators(
    register: Register, after: Register, site: str, agencies: tuple[str, ...], on: str
) -> Iterator[Approval]:
    """The approval of a site's log: of whoever is designated for the site and has the role, or of the head."""
    named = [each["person"] for each in current_designations(register, site) if each["on"] <= on]
    people = [register.get("people", name) for name in dict.fromkeys(named)]
    able = [person for person in people if person and holds_role(person.value, ADMINISTRATOR, on)]
    if not able:
        yield from _approvals(register, after, HEAD, agencies, on)
        return
    heads = tuple(one for agency in agencies or ("",) for one in _heads(register, after, agency, on))
    of = name_of(register, "agencies", agencies[0]) if agencies else ""
    holders = (*((person.id, ADMINISTRATOR) for person in able), *heads)
    yield Approval(ADMINISTRATOR, of, tuple(str(person.value["name"]) for person in able), holders)


def _standing_in(
    register: Register, after: Register, role: str, agencies: tuple[str, ...], on: str
) -> Iterator[tuple[str, str]]:
    """Who may agree where one person alone holds a role and could not agree to what that person asks for."""
    if role in STOOD_IN_FOR:
        for agency in agencies or ("",):
            yield from _heads(register, after, agency, on)


def _head(register: Register, agency: Record[AgencyValue] | None) -> tuple[str, ...]:
    person = str(agency.value.get("head", "")) if agency else ""
    return (name_of(register, "people", person),) if person else ()


def _heads(register: Register, after: Register, agency: str, on: str) -> tuple[tuple[str, str], ...]:
    """Who may agree as an agency's head: heads of it and of those above it, else the records officers."""
    known = agency
    if agency and not register.get("agencies", agency):
        above = agencies_above(after, agency)
        known = next((each for each in above if register.get("agencies", each)), "")
    if heads := heads_for(register, known):
        return tuple((person, HEAD) for person in heads)
    people = register.of("people").values()
    return tuple((person.id, OFFICER) for person in people if holds_role(person.value, OFFICER, on))
