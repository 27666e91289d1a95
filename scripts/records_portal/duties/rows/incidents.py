"""A compromised account: posting stopped, the team told, recovered, and its credentials changed; with hours.

* The hours are ours: no document gives any. They count from the moment at which somebody first noticed it, where that
  is recorded; without it each step is owed on the day.
* The facts of an incident are all those since the account was last safe: a later one adds to an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.register.sites import is_compromised, last_fact

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes
from .sites import NEW_JERSEY, fact_path

if TYPE_CHECKING:
    from records_portal.register.records import SiteFact, SiteValue

HOURS_TO_FREEZE, HOURS_TO_NOTICE, HOURS_TO_RECOVER = 1, 4, 72
REPORTING = f"{NEW_JERSEY}: responsibilities, reporting all changes in login credentials"


def _incident(site: Record[SiteValue]) -> Sequence[SiteFact]:
    """The facts of the newest incident: from the first after the account was last safe to the last one."""
    found: list[SiteFact] = []
    for fact in site.value["facts"]:
        if fact["kind"] == "incident":
            if found and found[-1]["state"] == "recovered":
                found = []
            found.append(fact)
    return found


def _open(context: DutyContext) -> Iterator[tuple[Record[SiteValue], Sequence[SiteFact], str]]:
    """The compromised sites with the facts of the incident, and the moment at which it was noticed, where known."""
    for site in context.of("sites"):
        if is_compromised(site.value):
            facts = _incident(site)
            yield site, facts, min((fact["noticed_at"] for fact in facts if "noticed_at" in fact), default="")


def _by(moment: str, hours: int) -> tuple[str, str]:
    """The day on which so many hours after a moment end, where it was noticed, and that in words."""
    ends = datetime.fromisoformat(moment) + timedelta(hours=hours)
    return ends.date().isoformat(), f"by {ends:%H:%M} on {ends.date().isoformat()}, {hours} h after it was noticed"


def _not_recovered(context: DutyContext) -> Iterator[Owed]:
    for site, facts, noticed_at in _open(context):
        missing, late_on = f"compromised since {facts[0]['on']}, not recovered", facts[0]["on"]
        if noticed_at:
            missing += f"; back in the agency's hands {_by(noticed_at, HOURS_TO_RECOVER)[1]}"
        yield site_owes(site, fact_path(site, facts[-1]), facts[0]["on"], late_on, missing)


def _not_frozen(context: DutyContext) -> Iterator[Owed]:
    for site, facts, noticed_at in _open(context):
        if noticed_at and not any("frozen_at" in fact for fact in facts):
            late_on, words = _by(noticed_at, HOURS_TO_FREEZE)
            missing = f"whoever has the account can still post; posting is stopped {words}"
            path = fact_path(site, facts[-1])
            yield site_owes(site, path, facts[0]["on"], late_on, missing, detail=facts[0]["on"])


def _not_reported(context: DutyContext) -> Iterator[Owed]:
    """An account that somebody else has is told to the team that warns the public, at once."""
    for site, facts, noticed_at in _open(context):
        if not any(fact.get("reported_to") for fact in facts):
            on, missing = facts[0]["on"], f"compromised on {facts[0]['on']}, nobody is said to have been told"
            late_on = days_after(on, 1)
            if noticed_at:
                late_on, words = _by(noticed_at, HOURS_TO_NOTICE)
                missing += f"; {words}"
            yield site_owes(site, fact_path(site, facts[-1]), on, late_on, missing, detail=on)


def _recovered_without_change(context: DutyContext) -> Iterator[Owed]:
    """Passwords change on compromise: an account that was recovered without it is not safe."""
    for site in context.of("sites"):
        incident = last_fact(site.value, "incident")
        if incident is None or is_compromised(site.value):
            continue
        begun = next((fact["on"] for fact in _incident(site) if fact["state"] == "compromised"), "")
        changed = [
            each["on"]
            for log in context.logs.get(site.id, ())
            for each in log.value.get("credential_changes", [])
            if begun and each["on"] >= begun
        ]
        if begun and not changed:
            missing = f"recovered on {incident['on']}, no change of credentials since {begun} is recorded"
            yield site_owes(site, fact_path(site, incident), incident["on"], days_after(incident["on"], 1), missing)


ROWS = (
    Duty(
        "recovery",
        "Recover a compromised account",
        "site-administrator",
        _not_recovered,
        "an incident fact with the state recovered",
        "records new fact {site} incident",
        "",
        REPORTING,
        f"at once; within {HOURS_TO_RECOVER} hours at the latest",
        secret=True,
        code="L013",
    ),
    Duty(
        "incident-freeze",
        "Stop posting on a compromised account",
        "site-administrator",
        _not_frozen,
        "frozen_at in an incident fact",
        "records new fact {site} incident",
        "",
        REPORTING,
        f"within {HOURS_TO_FREEZE} hour of the notice",
        secret=True,
        code="B177",
    ),
    Duty(
        "incident-report",
        "Tell the web team and the CTO/CIO that an account is compromised",
        "site-administrator",
        _not_reported,
        "reported_to in an incident fact",
        "records new fact {site} incident",
        "",
        REPORTING,
        f"within {HOURS_TO_NOTICE} hours of the notice, or a day",
        secret=True,
        code="B024",
    ),
    Duty(
        "incident-credentials",
        "Change the credentials after an incident",
        "site-administrator",
        _recovered_without_change,
        "a credential change after the incident, with to whom it was reported",
        "records new credential-change {site}",
        "credential-change",
        f"{REPORTING}; on compromise (Texas A&M)",
        "within a day of the recovery",
        secret=True,
        code="B025",
    ),
)
