"""What comes, by day: the dates that follow from the public register and lie on or after the as-of date.

* Items are counted by site, series and month, on the first day of the month on which some become eligible.
* Whose training ends is told by role, not by name, and only where the private root is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd

from records_portal.register.sites import holds_role
from records_portal.register.staff import leaves_on

from .calendars import ComingEvent
from .context import DutyContext, days_after
from .rows.authority import RENEWAL_STEPS, ongoing_ends
from .rows.people import trained_until
from .table import DUTIES

if TYPE_CHECKING:
    pass

MONTHS_AHEAD = 24


def coming_dates(
    context: DutyContext, due: pd.DataFrame, titles: Mapping[str, str], series_title: Callable[[str], str]
) -> Iterator[ComingEvent]:
    """Everything dated that comes, of the sites with these titles; series are called as `series_title` says."""
    yield from _eligible(context, due, titles, series_title)
    for on, kind, about, agencies, page in chain(
        _of_sites(context, titles),
        _renewals(context),
        _training(context),
        _policies(context),
    ):
        if on >= context.today:
            yield ComingEvent(on, kind, about, tuple(agencies), page)


_Dated = tuple[str, str, str, Iterable[str], str]


def _eligible(
    context: DutyContext, due: pd.DataFrame, titles: Mapping[str, str], series_title: Callable[[str], str]
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


# Rows of the table of duties that come round about a site: the kind of event, and where its page says more.
ROUNDS = (
    ("linked-page", "link-check", "#links"),
    ("recertification", "recertification", ""),
    ("capture", "capture", "#captures"),
    ("terms-check", "terms-check", "#links"),
    ("handle-recheck", "handle-recheck", "#names"),
)


def _of_sites(context: DutyContext, titles: Mapping[str, str]) -> Iterator[_Dated]:
    """What is done again and again about sites, and the names of closed ones."""
    for duty, kind, anchor in ROUNDS:
        for each in DUTIES[duty].owed(context):
            if not each.shown or not each.path:
                continue  # nothing comes round of what was never done
            about = titles.get(each.site, each.site)
            yield each.owed_on, kind, about, (each.agency,), f"sites/{each.site}/{anchor}"


def _renewals(context: DutyContext) -> Iterator[_Dated]:
    """The three steps before the last day of each ongoing authority."""
    for record, _, until_on in ongoing_ends(context):
        sites = (context.register.get("sites", name) for name in record.value["sites"])
        agencies = sorted({site.value["agency"] for site in sites if site})
        for step in RENEWAL_STEPS:
            on = days_after(until_on, -step)
            words = f"{step} days before the last day, {until_on}" if step else f"last day, {until_on}"
            yield on, "renewal", f"{record.id}, {words}", agencies, f"records/authorizations/{record.id}/"


def _training(context: DutyContext) -> Iterator[_Dated]:
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


def _name(context: DutyContext, agency: str) -> str:
    record = context.register.get("agencies", agency)
    return str(record.value["name"]) if record else agency


def _policies(context: DutyContext) -> Iterator[_Dated]:
    for each in DUTIES["policy-review"].owed(context):
        page = f"records/policies/{each.agency}/"
        yield each.owed_on, "policy-review", _name(context, each.agency), (each.agency,), page
