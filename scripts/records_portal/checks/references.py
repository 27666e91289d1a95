"""What a record names exists, and what a public record names is public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record
from records_portal.values.urls import credential_in

from .context import CheckContext
from .mentions import Mention, names_of, roles
from .rules import RuleFault, error, fault, late, of_one_record

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

LOOKING_FORWARD = ("portal", "agencies", "sites", "policies")


def _is_private(context: CheckContext, mention: Mention) -> bool:
    kind = {"series": "schedules", "copies": "people"}.get(mention.kind, mention.kind)
    named = context.register.get(kind, mention.name.split("#")[0])
    return named is not None and named.private and not mention.record.private


def _missing(context: CheckContext, kind: str) -> Iterator[RuleFault]:
    """A fault for each name of a kind of record that there is none of."""
    title = KINDS[kind].title.lower()
    known = sorted(names_of(context.register, kind))
    for each in context.unknown_names:
        if each.kind == kind and not _is_private(context, each):
            where = (
                KINDS[kind].path_of(each.name) if "{id}" in KINDS[kind].path or "/" in each.name else KINDS[kind].path
            )
            guess = context.guess(each.name, kind, known)
            yield fault(
                each.record, each.path, f"no such {title} {each.name!r}", "" if guess else f"the record {where}", guess
            )


@error
def check_people_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R001 every person named has a record in registry/people/."""
    yield from _missing(context, "people")


@error
def check_agencies_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R002 every agency named, be it by a file's name, has a record in registry/agencies/."""
    yield from _missing(context, "agencies")


@error
def check_platforms_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R003 every platform named has a record in registry/platforms/."""
    yield from _missing(context, "platforms")


@error
def check_sites_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R004 every site named, be it by a file's or a folder's name, has a record in registry/sites/."""
    yield from _missing(context, "sites")


@error
def check_schedules_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R005 every schedule named has a record in schedules/."""
    yield from _missing(context, "schedules")


@error
def check_series_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R006 every series named stands in some version of its schedule."""
    for each in context.unknown_names:
        schedule = each.name.split("#")[0]
        if (
            each.kind != "series"
            or each.name in context.series
            or ("schedules", schedule) in context.register.unreadable
        ):
            continue
        if context.register.knows("schedules", schedule):
            beside = [name for name in context.series if name.startswith(f"{schedule}#")]
            message = f"no such series {each.name!r}"
        else:
            beside = list(context.series)
            message = f"no such schedule {schedule!r}"
        guess = context.guess(each.name, "series", beside)
        yield fault(each.record, each.path, message, "" if guess else "a series of a schedule in schedules/", guess)


@late
def check_series_in_force(context: CheckContext) -> Iterator[RuleFault]:
    """R007 a series that is to be followed from now on stands in the version of its schedule in force."""
    for each in context.unknown_names:
        follows = each.record.kind in LOOKING_FORWARD and each.kind == "series" and each.name in context.series
        if follows and not _is_private(context, each):
            message = f"series {each.name!r} is not in the version in force on {context.today}"
            yield fault(each.record, each.path, message, "the series that took its place")


@error
def check_copies_reach_somebody(context: CheckContext) -> Iterator[RuleFault]:
    """R008 a copy goes to a role or to a person with a record."""
    known = [*roles(), *sorted(names_of(context.register, "people"))]
    for each in context.unknown_names:
        if each.kind == "copies" and not _is_private(context, each):
            guess = context.guess(each.name, "copies", known)
            expected = "" if guess else "a role, or the id of a person"
            yield fault(each.record, each.path, f"{each.name!r} is neither a role nor a person", expected, guess)


@error
def check_captures_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R009 every capture named lies in captures/SITE/."""
    yield from _missing(context, "captures")


@error
def check_authorizations_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R010 every disposition authorization named has a record in schedules/authorizations/."""
    yield from _missing(context, "authorizations")


@error
def check_holds_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R011 every hold named has a record in registry/holds/ of the private root."""
    yield from _missing(context, "holds")


@error
def check_audits_exist(context: CheckContext) -> Iterator[RuleFault]:
    """R012 every audit named has a record in registry/audits/."""
    yield from _missing(context, "audits")


def _circles(nexts: Mapping[str, str]) -> Iterator[str]:
    """The names from which a chain leads back to the name itself."""
    cleared: set[str] = set()
    for start in nexts:
        seen: dict[str, None] = {}
        name = start
        while name in nexts and name not in seen and name not in cleared:
            seen[name] = None
            name = nexts[name]
        if name in seen:
            yield from list(seen)[list(seen).index(name) :]
        cleared |= seen.keys()


@error
def check_agencies_have_no_circle(context: CheckContext) -> Iterator[RuleFault]:
    """R013 an agency is not its own parent, be it through others."""
    parents = {agency.id: agency.value["parent"] for agency in context.of("agencies") if "parent" in agency.value}
    for name in _circles(parents):
        agency = context.register.of("agencies")[name]
        message = f"parent {parents[name]!r} leads back to {name!r}"
        yield fault(agency, ("parent",), message, "an agency above it, or none")


def _successors(sites: Iterable[Record[SiteValue]]) -> Iterator[tuple[Record[SiteValue], int, str]]:
    for site in sites:
        for index, fact in enumerate(site.value["facts"]):
            if "successor" in fact:
                yield site, index, fact["successor"]


@error
def check_successors_have_no_circle(context: CheckContext) -> Iterator[RuleFault]:
    """R014 a site's successor is another site, and does not lead back to it."""
    places = {site.id: (site, index, name) for site, index, name in _successors(context.of("sites"))}
    for name in _circles({site: successor for site, (_, _, successor) in places.items()}):
        site, index, successor = places[name]
        message = f"successor {successor!r} leads back to {name!r}"
        yield fault(site, ("facts", index, "successor"), message, "the site that took its place")


@error
def check_corrections_name_facts(context: CheckContext) -> Iterator[RuleFault]:
    """R015 a correction names the kind and the day of an earlier fact of its site."""
    for site in context.of("sites"):
        known: set[tuple[str, str]] = set()
        for index, fact in enumerate(site.value["facts"]):
            if (
                fact["kind"] == "correction"
                and (named := (fact["corrects"]["kind"], fact["corrects"]["on"])) not in known
            ):
                message = f"no earlier {named[0]} on {named[1]}"
                yield fault(site, ("facts", index, "corrects"), message, "the kind and the day of a fact above it")
            known.add((fact["kind"], fact["on"]))


@error
def check_public_names_nothing_private(context: CheckContext) -> Iterator[RuleFault]:
    """P001 a record of the public root names nothing that only the private root holds."""
    for each in context.unknown_names:
        if _is_private(context, each):
            yield fault(each.record, each.path, f"{each.name!r} is in the private root", "a public record, or none")


@error
@of_one_record()
def check_internal_sites_are_private(context: CheckContext) -> Iterator[RuleFault]:
    """P002 a site for an internal audience stands in the private root."""
    for site in context.of("sites"):
        if site.value["audience"] == "internal" and not site.private:
            yield fault(site, ("audience",), "an internal site in the public root", "the private root")


@error
@of_one_record()
def check_addresses_carry_no_login(context: CheckContext) -> Iterator[RuleFault]:
    """P003 no address carries a login: no user name, password, token or signature."""
    for record in context.register:
        for path, text in texts_within(record.value):
            if found := credential_in(text):
                expected = "the address without it, and what was in it made void: git keeps it for good"
                yield fault(record, path, f"the address has {found}", expected)


def texts_within(value: object, path: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:
    """Every text within a value in which an address may stand, with its path."""
    if isinstance(value, str):
        if "://" in value:
            yield path, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from texts_within(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts_within(inner, (*path, index))
