"""Closing a site: each step of the flow after the one before it, and the name looked at again afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from records_portal.register.sites import last_fact

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes
from .sites import NEW_JERSEY, fact_path

# No document says how long a step of flow E may take; these working days are ours.
TO_COPY, TO_DEACTIVATE, TO_HAND_OVER, TO_DOCUMENT = 10, 5, 2, 5
CLOSING_STEPS = ("direction", "final-capture", "deactivation", "credentials-handed-over")
FLOW_E = f"{NEW_JERSEY}: flow E, decommissioning"


def _step(context: DutyContext, after: str, step: str, working_days: int, missing: str) -> Iterator[Owed]:
    """What a site that is being closed lacks: one step, when the one before it was taken and no later one was."""
    for site in context.of("sites"):
        if context.status[site.id] != "decommissioning":
            continue
        directed = last_fact(site.value, "direction")
        since = site.value["facts"].index(directed) if directed else 0
        taken = {fact["kind"]: fact["on"] for fact in site.value["facts"][since:]}
        if after in taken and step not in taken:
            on = taken[after]
            late_on = context.after_working_days(on, working_days)
            yield site_owes(site, ("facts",), on, late_on, missing.format(on=on))


def _no_final_capture(context: DutyContext) -> Iterator[Owed]:
    yield from _step(
        context, "direction", "final-capture", TO_COPY, "directed to be closed on {on}, its contents are not copied"
    )


def _not_deactivated(context: DutyContext) -> Iterator[Owed]:
    yield from _step(
        context, "final-capture", "deactivation", TO_DEACTIVATE, "copied on {on}, access is not said to be blocked"
    )


def _not_handed_over(context: DutyContext) -> Iterator[Owed]:
    yield from _step(
        context,
        "deactivation",
        "credentials-handed-over",
        TO_HAND_OVER,
        "deactivated on {on}, the list of log-in credentials was not handed over",
    )


def _not_documented(context: DutyContext) -> Iterator[Owed]:
    yield from _step(
        context,
        "deactivation",
        "decommissioning",
        TO_DOCUMENT,
        "deactivated on {on}, the closing is not documented in the register",
    )


def _closed_without_steps(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        there = {fact["kind"] for fact in site.value["facts"]}
        closed = last_fact(site.value, "decommissioning", "listing")
        if context.status[site.id] == "decommissioned" and (
            lacking := [each for each in CLOSING_STEPS if each not in there]
        ):
            since = closed["on"] if closed else ""
            yield site_owes(site, ("facts",), since, since, f"decommissioned without {', '.join(lacking)}")


def _handle_not_looked_at(context: DutyContext) -> Iterator[Owed]:
    for site in context.of("sites"):
        closing = last_fact(site.value, "decommissioning")
        if not closing or closing["recheck_on"] < closing["on"]:
            continue
        if not any(fact["on"] >= closing["recheck_on"] for fact in site.value["facts"]):
            owed_on = closing["recheck_on"]
            missing = f"the handle was to be looked at again on {owed_on}"
            path = (*fact_path(site, closing), "recheck_on")
            closed = context.status[site.id] == "decommissioned"
            yield site_owes(site, path, owed_on, days_after(owed_on, 1), missing, shown=closed)


ROWS = (
    Duty(
        "final-capture",
        "Copy all contents and metadata before the site is closed",
        "site-administrator",
        _no_final_capture,
        "a final-capture fact",
        "records decommission {site} --record final-capture",
        "final-copy",
        FLOW_E,
        f"within {TO_COPY} working days of the direction",
        law=True,
        code="B020",
    ),
    Duty(
        "deactivation",
        "Deactivate the site, block access, delete or flag its contents",
        "site-administrator",
        _not_deactivated,
        "a deactivation fact, with copies to the web team and the agency head",
        "records decommission {site} --record deactivation",
        "final-notice",
        FLOW_E,
        f"within {TO_DEACTIVATE} working days of the final copy",
        code="B021",
    ),
    Duty(
        "credentials-handed-over",
        "Hand over the final list of log-in credentials",
        "site-administrator",
        _not_handed_over,
        "a credentials-handed-over fact: that and by which channel, never what",
        "records new fact {site} credentials-handed-over",
        "credentials",
        FLOW_E,
        f"within {TO_HAND_OVER} working days of the deactivation",
        secret=True,
        code="B022",
    ),
    Duty(
        "documentation",
        "Document the decommissioning in the register",
        "cto-cio",
        _not_documented,
        "a decommissioning fact with what became of the name",
        "records new fact {site} decommissioning",
        "documentation",
        FLOW_E,
        f"within {TO_DOCUMENT} working days of the deactivation",
        code="B023",
    ),
    Duty(
        "closing-complete",
        "Catch up on the steps without which the site was closed",
        "cto-cio",
        _closed_without_steps,
        "the steps caught up on",
        "records new fact {site} correction",
        "",
        FLOW_E,
        "once",
        code="L011",
    ),
    Duty(
        "handle-recheck",
        "Look whether a given-up name has been taken by others",
        "web-content-team",
        _handle_not_looked_at,
        "a decommissioning fact with what was found and the next date",
        "records new fact {site} decommissioning",
        "",
        "how the U.S. Digital Registry failed: released names were registered by strangers; rhythm of the office's own",
        "the day named at the closing",
        code="L012",
    ),
)
