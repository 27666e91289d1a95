"""What a site lacks for the status that comes next: the fact that leads there and what has to stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.register.sites import current_designations, status_of
from records_portal.retention.series import class_series

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

NEXT = {
    "": "requested",
    "requested": "approved",
    "rejected": "requested",
    "approved": "activated",
    "activated": "registered",
    "suspended": "registered",
    "decommissioning": "decommissioned",
}
IDENTIFYING = {"account_id": "the account id", "handles": "the handle", "url": "the address"}
CLOSING = {
    "final-capture": "the final capture",
    "deactivation": "access blocked and the content dealt with",
    "credentials-handed-over": "the login handed over",
}


def missing_for_next(register: Register, site: Record[SiteValue]) -> tuple[str, tuple[str, ...]]:
    """The status that comes next and what is missing for it; no status where nothing has to come."""
    status = status_of(site.value)
    following = NEXT.get(status, "")
    return following, tuple(_MISSING[status](register, site)) if following else ()


def _decision(_: Register, site: Record[SiteValue]) -> Iterator[str]:
    yield "the decision: approvals by the Communications Director and by the CTO/CIO"


def _request(_: Register, site: Record[SiteValue]) -> Iterator[str]:
    yield "a request, which puts right what was turned down" if site.value["facts"] else "a request"


def _activation(_: Register, site: Record[SiteValue]) -> Iterator[str]:
    yield "the account opened (fact `activation`)"
    yield from _absent(site.value, IDENTIFYING)


def _registration(register: Register, site: Record[SiteValue]) -> Iterator[str]:
    yield "a page of the agency that links to the account (fact `registration`)"
    yield from _absent(site.value, IDENTIFYING)
    if not current_designations(register, site.id):
        yield "an administrator designated by the head of the agency"
    yield from _absent(site.value, {"accountable": "who answers for it", "comments": "whether the public can comment"})
    yield from _without_series(register, site)


def _without_series(register: Register, site: Record[SiteValue]) -> Iterator[str]:
    by_class = class_series(register, site)
    said = site.value.get("communications", ())
    if not said:
        yield "the types of communications and their series"
    if any(one["class"] not in by_class for one in said):
        yield "a records series for each type of communication"


def _reinstatement(_: Register, site: Record[SiteValue]) -> Iterator[str]:
    yield "the reason for the suspension gone (fact `reinstatement`), or the site ordered closed (fact `direction`)"


def _closing(_: Register, site: Record[SiteValue]) -> Iterator[str]:
    there = {fact["kind"] for fact in site.value["facts"]}
    yield from (words for kind, words in CLOSING.items() if kind not in there)
    yield "the registry documented, with what becomes of the handle (fact `decommissioning`)"


def _absent(value: SiteValue, names: Mapping[str, str]) -> Iterator[str]:
    yield from (words for name, words in names.items() if name not in value)


_MISSING: Mapping[str, Callable[[Register, Record[SiteValue]], Iterator[str]]] = {
    "": _request,
    "requested": _decision,
    "rejected": _request,
    "approved": _activation,
    "activated": _registration,
    "suspended": _reinstatement,
    "decommissioning": _closing,
}
