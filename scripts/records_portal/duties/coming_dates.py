"""What comes, by day: the dates that follow from the public register and lie on or after the as-of date.

* Items are counted by site, series and month, on the first day of the month on which some become eligible.
* Whose training ends is told by role, not by name, and only where the private root is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd

from records_portal.checks.authorizations import RENEWAL_STEPS, ongoing_ends
from records_portal.checks.captures import reaches
from records_portal.checks.context import CheckContext
from records_portal.checks.people import trained_until
from records_portal.checks.upkeep import last_sighting
from records_portal.register.model import Record
from records_portal.register.sites import first_fact, holds_role, last_fact
from records_portal.register.staff import leaves_on
from records_portal.values.dates import parse_date

from .calendars import ComingEvent

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

MONTHS_AHEAD = 24


def coming_dates(
    context: CheckContext, due: pd.DataFrame, titles: Mapping[str, str], series_title: Callable[[str], str]
) -> Iterator[ComingEvent]:
    """Everything dated that comes, of the sites with these titles; series are called as `series_title` says."""
    yield from _eligible(context, due, titles, series_title)
    for on, kind, about, agencies, page in chain(
        _of_sites(context, titles),
        _handles(context, titles),
        _renewals(context),
        _training(context),
        _policies(context),
    ):
        if on >= context.today:
            yield ComingEvent(on, kind, about, tuple(agencies), page)


_Dated = tuple[str, str, str, Iterable[str], str]


def _eligible(
    context: CheckContext, due: pd.DataFrame, titles: Mapping[str, str], series_title: Callable[[str], str]
) -> Iterator[ComingEvent]:
    """What is still retained and becomes eligible within two years."""
    last = context.in_days(MONTHS_AHEAD * 31)
    shown = due[(due["status"] == "retained") & (due["eligible_on"] >= context.today) & (due["eligible_on"] <= last)]
    columns = (shown[name].tolist() for name in ("site", "schedule", "series", "eligible_on"))
    first: dict[tuple[str, str, str], str] = {}
    items: Counter[tuple[str, str, str]] = Counter()
    for site, schedule, number, on in zip(*columns, strict=True):
        group = (site, f"{schedule}#{number}", on[:7])
        items[group] += 1
        first[group] = min(first.get(group, on), on)
    for (site, series, month), number in items.items():
        if record := context.register.get("sites", site):
            about = f"{titles.get(site, site)}, {series_title(series)}"
            agencies = (record.value["agency"],)
            yield ComingEvent(first[site, series, month], "eligible", about, agencies, f"due/{site}/", number)


def _of_sites(context: CheckContext, titles: Mapping[str, str]) -> Iterator[_Dated]:
    """What is done again and again about sites: captures, link checks, recertification, terms."""
    for site in context.registered_sites:
        if seen_on := last_sighting(site)[0]:
            yield _about(site, titles, context.due_on(seen_on, "link_check"), "link-check", "#links")
        if last := last_fact(site.value, "registration", "recertification"):
            yield _about(site, titles, context.due_on(last["on"], "recertification"), "recertification")
        if reached := _captured_until(context, site):
            every = site.value.get("capture", {}).get("every", "")
            yield _about(site, titles, context.due_on(reached, "capture", every), "capture", "#captures")
    for site in context.sites_in_use:
        for agreement in site.value.get("agreements", []):
            checked_on = agreement.get("checked_on", agreement["accepted_on"])
            yield _about(site, titles, context.due_on(checked_on, "terms_check"), "terms-check", "#links")


def _about(site: Record[SiteValue], titles: Mapping[str, str], on: str, kind: str, anchor: str = "") -> _Dated:
    return on, kind, titles.get(site.id, site.id), (site.value["agency"],), f"sites/{site.id}/{anchor}"


def _captured_until(context: CheckContext, site: Record[SiteValue]) -> str:
    """The day to which the captures of a site reach, or else on which the account was opened."""
    captures = [one for one in context.captures.get(site.id, []) if "picked" not in one.value["scope"]]
    begun = first_fact(site.value, "activation") or first_fact(site.value, "registration")
    return max(map(reaches, captures), default=begun["on"] if begun else "")


def _handles(context: CheckContext, titles: Mapping[str, str]) -> Iterator[_Dated]:
    for site in context.of("sites"):
        closing = last_fact(site.value, "decommissioning")
        if closing and context.status[site.id] == "decommissioned":
            yield _about(site, titles, closing["recheck_on"], "handle-recheck", "#names")


def _renewals(context: CheckContext) -> Iterator[_Dated]:
    """The three steps before the last day of each ongoing authority."""
    for record, _, until_on in ongoing_ends(context):
        sites = (context.register.get("sites", name) for name in record.value["sites"])
        agencies = sorted({site.value["agency"] for site in sites if site})
        for step in RENEWAL_STEPS:
            on = (parse_date(until_on) - timedelta(days=step)).isoformat()
            words = f"{step} days before the last day, {until_on}" if step else f"last day, {until_on}"
            yield on, "renewal", f"{record.id}, {words}", agencies, f"records/authorizations/{record.id}/"


def _training(context: CheckContext) -> Iterator[_Dated]:
    """Whose training ends when, by agency and role, with the private root; whoever has left by then takes no course."""
    if not context.reads_private:
        return
    roles = {one["role"]: one["title"] for one in context.register.portal.get("roles", ())}
    for person in context.of("people"):
        agency, until_on = person.value.get("agency", ""), trained_until(context, person.id)
        if not until_on or leaves_on(context.register, person.id) <= until_on:
            continue
        held = {one["role"] for one in person.value["roles"] if holds_role(person.value, one["role"], context.today)}
        for role in sorted(held):
            about = f"{roles.get(role, role.replace('-', ' '))}, {_name(context, agency)}"
            yield until_on, "training", about, (agency,), f"agencies/{agency}/"


def _name(context: CheckContext, agency: str) -> str:
    record = context.register.get("agencies", agency)
    return str(record.value["name"]) if record else agency


def _policies(context: CheckContext) -> Iterator[_Dated]:
    for policy in context.of("policies"):
        done = [one["on"] for one in policy.value.get("reviews", [])]
        done += [one.get("effective_on", one.get("adopted_on", "")) for one in policy.value.get("versions", [])]
        if last := max((on for on in done if on), default=""):
            page = f"records/policies/{policy.id}/"
            yield context.due_on(last, "policy_review"), "policy-review", _name(context, policy.id), (policy.id,), page
