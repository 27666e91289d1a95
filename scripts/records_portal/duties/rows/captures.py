"""Captures: taken as often as the cadence says, whole, and of every site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.register.sites import first_fact

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes
from .sites import MISSOURI

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue, SiteValue

TO_REPAIR = 20
# What an export did not say of itself is no fault of whoever handed it in.
NO_FAULT = frozenset(("undeclared", "picked"))


def reaches(capture: Record[CaptureValue]) -> str:
    """The last day that a capture can speak of."""
    value = capture.value
    made_at = value.get("exported_at", value["ingested"]["at"])
    return str(min(value["scope"].get("to_on", "9999-12-31"), made_at[:10]))


def captured_until(context: DutyContext, site: Record[SiteValue]) -> tuple[str, bool]:
    """The day to which the captures of a site reach, or else on which it was opened; and whether there is a capture."""
    whole = [each for each in context.captures.get(site.id, []) if "picked" not in each.value["scope"]]
    begun = first_fact(site.value, "activation") or first_fact(site.value, "registration")
    return max(map(reaches, whole), default=begun["on"] if begun else ""), bool(whole)


def _not_captured(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        if site.id in context.sites_with_unreadable_captures:
            continue
        every = site.value.get("capture", {}).get("every", "")
        last, there = captured_until(context, site)
        if last:
            due_on = context.due_on(last, "capture", every)
            known = f"the last capture reaches {last}" if there else "no capture"
            missing = f"{known}, one was due on {due_on}"
            yield site_owes(site, ("capture",), due_on, days_after(due_on, 1), missing)


def _not_whole(context: DutyContext) -> Iterator[Owed]:
    for name, captures in context.captures.items():
        site = context.register.get("sites", name)
        last = max(captures, key=reaches)
        verdict = last.value.get("verdict")
        if site is None or verdict is None or verdict["value"] != "partial" or not {*verdict["reasons"]} - NO_FAULT:
            continue
        on = last.value["ingested"]["at"][:10]
        missing = f"the newest capture, {last.id}, is partial: {', '.join(verdict['reasons'])}"
        late_on = context.after_working_days(on, TO_REPAIR)
        yield site_owes(site, ("verdict",), on, late_on, missing, record=last)


ROWS = (
    Duty(
        "capture",
        "Take an export of the site and hand it in",
        "site-administrator",
        _not_captured,
        "an export handed in",
        "records ingest EXPORT --site {site}",
        "",
        f"{MISSOURI}: social media capture; records retention and Sunshine requests",
        "portal.yml: cadences.capture, or the site's own",
        law=True,
        code="C002",
    ),
    Duty(
        "capture-whole",
        "Take an export again that was not whole",
        "site-administrator",
        _not_whole,
        "a complete capture that reaches as far",
        "records ingest EXPORT --site {site}",
        "",
        f"{MISSOURI}: records retention and Sunshine requests (capture all records)",
        f"within {TO_REPAIR} working days",
        law=True,
        code="B061",
    ),
)
