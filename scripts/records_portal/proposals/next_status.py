"""What a site lacks for the status that comes next: the fact that leads there and what has to stand beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.fact_kinds import FACT_KINDS, kinds_due
from records_portal.register.model import Record, Register
from records_portal.register.sites import current_designations, status_of
from records_portal.retention.series import class_series

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

PROPERTIES = {
    "account_id": "the account id",
    "handles": "the handle",
    "url": "the address",
    "ownership": "who owns the account and its contents",
    "accountable": "who answers for it",
    "comments": "whether the public can comment",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a site lacks for its next status: a fact of a kind, or a part of the site that the fact wants."""

    words: str
    kind: str
    part: str = ""


def missing_for_next(register: Register, site: Record[SiteValue]) -> tuple[str, tuple[str, ...]]:
    """The status that comes next and what is missing for it; no status where nothing has to come."""
    due = kinds_due(status_of(site.value))
    following = FACT_KINDS[due[-1]].leads_to if due else ""
    return following, tuple(each.words for each in lacking_for_next(register, site))


def lacking_for_next(register: Register, site: Record[SiteValue]) -> Iterator[Lack]:
    """What a site lacks for its next status, the fact first and then the parts that it wants."""
    for kind in waiting_for(site.value):
        row = FACT_KINDS[kind]
        yield Lack(row.need_again if row.need_again and site.value["facts"] else row.need, kind)
        for part in row.wants:
            yield from (Lack(words, kind, part) for words in _wanted(register, site, part))


def waiting_for(site: SiteValue) -> tuple[str, ...]:
    """The kinds of fact for which the procedure waits, those apart that are recorded already."""
    there = {fact["kind"] for fact in site["facts"]}
    due = kinds_due(status_of(site))
    return tuple(kind for kind in due if FACT_KINDS[kind].leads_to or kind not in there)


def _wanted(register: Register, site: Record[SiteValue], name: str) -> Iterator[str]:
    """What a site lacks of something that a fact wants; designations and series are looked for elsewhere as well."""
    if name == "designations":
        if not current_designations(register, site.id):
            yield "an administrator designated by the head of the agency"
    elif name == "communications":
        yield from _without_series(register, site)
    elif name not in site.value:
        yield PROPERTIES[name]


def _without_series(register: Register, site: Record[SiteValue]) -> Iterator[str]:
    by_class = class_series(register, site)
    said = site.value.get("communications", ())
    if not said:
        yield "the types of communications and their series"
    if any(one["class"] not in by_class for one in said):
        yield "a records series for each type of communication"
