"""The authoring log is looked at by the policy's reviewer, month by month; what was found is put right.

It is owed where the policy names the role that looks; the documents ask for the log and for nobody who reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath

from ..context import DutyContext
from ..model import Duty, Owed, site_owes
from .operations import logs_of_sites
from .policy_kept import bound_since, policy_for
from .posts import AUTHORING, TO_PROVE
from .sites import begun_on

if TYPE_CHECKING:
    from records_portal.register.records import OperationsLogLogReview

MONTHLY = "P1M"


def _reviews(context: DutyContext, site: str) -> Iterator[OperationsLogLogReview]:
    for log in context.logs.get(site, ()):
        yield from log.value.get("log_reviews", [])


def _not_looked_at(context: DutyContext) -> Iterator[Owed]:
    for site in context.registered_sites:
        policy = policy_for(context, site)
        rule = policy.value.get("communication", {}).get("log_review") if policy else None
        if policy is None or rule is None:
            continue
        ends = [each["to_on"] for each in _reviews(context, site.id)]
        since = max(ends, default=max(begun_on(site), bound_since(policy)))
        due_on = context.due_on(since, "usage_report", rule.get("every", MONTHLY))
        known = f"the log was looked at up to {since}" if ends else "nobody has looked at the log yet"
        late_on = context.after_working_days(due_on, TO_PROVE)
        yield site_owes(site, (), due_on, late_on, f"{known}, a look was due on {due_on}", role=rule["by"])


def _not_put_right(context: DutyContext) -> Iterator[Owed]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("log_reviews", [])):
            if each["found"] == "faults" and "remedied_on" not in each:
                missing = f"the look of {each['on']} found: {each.get('faults', 'faults that it does not name')}"
                path: ValuePath = ("log_reviews", index)
                late_on = context.after_working_days(each["on"], TO_PROVE)
                yield site_owes(site, path, each["on"], late_on, missing, record=log, detail=f"log review {each['on']}")


ROWS = (
    Duty(
        "log-review",
        "Look at the authoring log",
        "communications-director",
        _not_looked_at,
        "a look in the operations log, up to which day and what was found",
        "records new log-review {site}",
        "",
        AUTHORING,
        f"every month, or the policy's communication.log_review.every, and {TO_PROVE} working days",
        code="B175",
    ),
    Duty(
        "log-review-faults",
        "Put right what a look at the authoring log found",
        "site-administrator",
        _not_put_right,
        "remedied_on, in the look",
        "records change log-review {site}",
        "",
        AUTHORING,
        f"within {TO_PROVE} working days of the look",
        code="B176",
    ),
)
