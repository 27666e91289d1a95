"""The nine responsibilities of each site's administrators (New Jersey): met, stale or missing, with the evidence.

* Each responsibility is judged by rows of the table of duties and by nothing else; its evidence is the newest day on
  which something was done for it.
* What only a private root knows is not judged without one: holds and requests, and changes of credentials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.values.dates import parse_date

from .context import DutyContext
from .rows.captures import captured_until
from .rows.sites import statement_on, takes_comments
from .table import DUTIES, owed

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

MET, STALE, MISSING, NOT_NEEDED, PRIVATE = "met", "stale", "missing", "not-needed", "private"
SCORE_COLUMNS = ("site", "agency", "responsibility", "state", "evidence_on", "age_days", "lacking")
_Day = Callable[[DutyContext, Record["SiteValue"]], str]


@dataclass(frozen=True, slots=True)
class Score:
    """How one responsibility stands at one site: its state, the newest evidence with its age in days, what lacks."""

    site: str
    agency: str
    responsibility: str
    state: str
    evidence_on: str
    age_days: int | None
    lacking: str

    def as_row(self) -> tuple[str, ...]:
        """The score as a row of a table."""
        age = "" if self.age_days is None else str(self.age_days)
        return self.site, self.agency, self.responsibility, self.state, self.evidence_on, age, self.lacking


def _watched_on(context: DutyContext, site: Record[SiteValue]) -> str:
    return _newest(each["on"] for log in context.logs.get(site.id, ()) for each in log.value.get("monitoring", []))


def _current_on(context: DutyContext, site: Record[SiteValue]) -> str:
    return _newest(
        each["on"]
        for log in context.logs.get(site.id, ())
        for each in log.value.get("monitoring", [])
        if each.get("content_current")
    )


def _moderated_on(context: DutyContext, site: Record[SiteValue]) -> str:
    acted = [each["on"] for log in context.logs.get(site.id, ()) for each in log.value.get("moderation", [])]
    return _newest([*acted, _watched_on(context, site)])


def _captured_on(context: DutyContext, site: Record[SiteValue]) -> str:
    reached, there = captured_until(context, site)
    return reached if there else ""


def _logged_on(context: DutyContext, site: Record[SiteValue]) -> str:
    logs = context.post_logs.get(site.id, ())
    return _newest(post["posted_on"] for log in logs for post in log.value["posts"] if "posted_on" in post)


def _reported_on(context: DutyContext, site: Record[SiteValue]) -> str:
    return _newest(each["on"] for log in context.logs.get(site.id, ()) for each in log.value.get("usage_reports", []))


def _changed_on(context: DutyContext, site: Record[SiteValue]) -> str:
    logs = context.logs.get(site.id, ())
    return _newest(each["on"] for log in logs for each in log.value.get("credential_changes", []))


def _asked_on(context: DutyContext, site: Record[SiteValue]) -> str:
    return context.today if context.reads_private else ""


def _newest(days: Iterator[str] | list[str]) -> str:
    return max(days, default="")


# Of each responsibility: where its newest evidence is, and the rows by which it is judged.
RESPONSIBILITY_ROWS: Mapping[str, tuple[_Day, tuple[str, ...]]] = {
    "content-current": (_current_on, ("content-current",)),
    "moderation-statement": (statement_on, ("moderation-statement",)),
    "daily-monitoring": (_watched_on, ("monitoring", "monitoring-gap")),
    "moderation-actions": (_moderated_on, ("moderation-copy", "author-notified", "moderation-class")),
    "retention": (_captured_on, ("capture", "capture-whole", "authority-renewal", "deleted-before-authority")),
    "authoring": (
        _logged_on,
        (
            *("post-log", "post-log-complete", "post-approval", "approval-before-posting", "approval-by-another"),
            *("post-type", "vetting", "copyright-proof", "permission-ended", "endorsement"),
        ),
    ),
    "holds-and-requests": (_asked_on, ("deleted-under-hold", "deleted-while-held", "hold-acknowledged")),
    "credential-reporting": (_changed_on, ("credential-report", "removed-shared-login", "leaver-password")),
    "usage-reports": (_reported_on, ("usage-report",)),
}
ONLY_PRIVATE = frozenset(("holds-and-requests", "credential-reporting"))


def scores(context: DutyContext) -> Iterator[Score]:
    """The nine of each registered site, in the order of the sites."""
    late = _late_by_site(context)
    for site in context.registered_sites:
        for name, (newest, rows) in RESPONSIBILITY_ROWS.items():
            yield _score(context, site, name, newest, [late[row, site.id] for row in rows if (row, site.id) in late])


def _late_by_site(context: DutyContext) -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row in {row for _, rows in RESPONSIBILITY_ROWS.values() for row in rows}:
        for each in owed(context, DUTIES[row]):
            if each.late_on <= context.today and each.site:
                found.setdefault((row, each.site), each.missing)
    return found


def _score(context: DutyContext, site: Record[SiteValue], name: str, newest: _Day, late: list[str]) -> Score:
    def told(state: str, on: str = "", lacking: str = "") -> Score:
        age = _age(context.as_of, on) if on else None
        return Score(site.id, site.value["agency"], name, state, on, age, lacking)

    if name in ONLY_PRIVATE and not context.reads_private:
        return told(PRIVATE)
    if name == "moderation-statement" and not takes_comments(site):
        return told(NOT_NEEDED)
    on = newest(context, site)
    if late:
        return told(STALE if on else MISSING, on, "; ".join(late))
    if name in ("credential-reporting", "holds-and-requests") or on:
        return told(MET, on)
    return told(MISSING, lacking="nothing is recorded yet")


def _age(as_of: date, on: str) -> int:
    return (as_of - parse_date(on)).days
