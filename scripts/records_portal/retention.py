"""What may be disposed of when: computed from values, at a date that is given, for every item alike.

* An item's class leads to a series: what the site says first, then its agency; two answers are none.
* The version of a schedule in force on the as-of date governs; a series that only an older version has is superseded.
* The trigger is the latest local date that the item can date from, or the date of an event that covers it.
* An event that is not recorded is `pending-event`; every other lack is `not-computable`; neither is ever due.
* `later_of` waits for all of its rules; `earlier_of` for the first that has a date; one that cannot be computed
  makes the whole so.
* A status is the first that applies, in the order of `STATUSES`: a hold is stronger than an authorization.

One scalar function says what a series makes of a day; the mass computation tabulates it by series and day.
Not here: destroying anything, see `disposal`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from .dates import BeyondCalendar, Eligibility, FiscalYearStart, NotADate, eligibility, parse_date
from .model import Register
from .scopes import Authority, authorities, coverage_of, holding, holds_in_force
from .series import Combination, Rule, Series, class_series, series_in_force

STATUSES = (
    "resurfaced",
    "disposed",
    "transferred",
    "held",
    "permanent",
    "nonrecord",
    "unclassified",
    "not-computable",
    "pending-event",
    "retained",
    "unconfirmed",
    "awaiting-appraisal",
    "awaiting-authorization",
    "authorization-lapsed",
    "authorized",
)
PAST_ELIGIBLE = STATUSES[10:]
DUE_COLUMNS = [
    "site",
    "item",
    "kind",
    "class",
    "schedule",
    "series",
    "trigger_on",
    "cutoff_on",
    "retained_through",
    "eligible_on",
    "status",
    "holds",
    "authorization",
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule makes of a trigger: dates, or the reason why there are none."""

    lack: str = ""
    trigger_on: date | None = None
    dates: Eligibility | None = None


def outcome_of(
    rule: Rule | Combination | None, created_on: date | None, events: Mapping[str, date], start: FiscalYearStart
) -> Outcome:
    """What a rule makes of a creation date and the events that cover the item: the one scalar function."""
    if rule is None:
        return Outcome("not-computable")
    if isinstance(rule, Combination):
        return _combined(rule, [outcome_of(member, created_on, events, start) for member in rule.members])
    trigger = events.get(rule.event) if rule.event else created_on
    if trigger is None:
        return Outcome("pending-event" if rule.event else "not-computable")
    try:
        return Outcome("", trigger, eligibility(trigger, rule.period, rule.cutoff, start))
    except BeyondCalendar:
        return Outcome("not-computable", trigger)


def _combined(rule: Combination, outcomes: list[Outcome]) -> Outcome:
    if not outcomes or any(one.lack == "not-computable" for one in outcomes):
        return Outcome("not-computable")
    dated = [one for one in outcomes if one.dates]
    if not dated or (rule.later and len(dated) < len(outcomes)):
        return Outcome("pending-event")
    choose = max if rule.later else min
    return choose(dated, key=lambda one: one.dates.eligible_on if one.dates else date.max)


class Retention:
    """A register prepared for questions about items, at one as-of date."""

    def __init__(self, register: Register, as_of: date) -> None:
        self.register = register
        self.as_of = as_of
        day = as_of.isoformat()
        self.series = series_in_force(register, day)
        self.holds = holds_in_force(register)
        self.authorities = authorities(register, day)
        self.by_site = {site.id: class_series(register, site) for site in register.of("sites").values()}
        self.events = [
            (record.value["event"], parse_date(record.value["on"]), coverage_of(register, record.value["covers"]))
            for record in register.of("events").values()
        ]
        self.disposed = _disposed(register)
        self._tabulated: dict[tuple[str, str, tuple[tuple[str, date], ...]], Outcome] = {}

    def series_of(self, site: str, content_class: str) -> str:
        """The reference of the series under which a site keeps a class; empty where there is none."""
        return self.by_site.get(site, {}).get(content_class, "")

    def events_of(self, site: str, item: str, version: int, series: str, on: str) -> dict[str, date]:
        """The date of each kind of event that covers an item; of several the latest, so that nothing is early."""
        found: dict[str, date] = {}
        for event, happened_on, coverage in self.events:
            if coverage.surely_covers(site, item, version, series, on):
                found[event] = max(found.get(event, happened_on), happened_on)
        return found

    def outcome(self, series: str, on: str, events: Mapping[str, date]) -> Outcome:
        """What a series makes of a day, looked up or computed once."""
        key = (series, on, tuple(sorted(events.items())))
        if key not in self._tabulated:
            self._tabulated[key] = self._computed(series, on, events)
        return self._tabulated[key]

    def _computed(self, series: str, on: str, events: Mapping[str, date]) -> Outcome:
        entry = self.series.get(series)
        if entry is None:
            return Outcome("not-computable")
        try:
            created_on = parse_date(on) if on else None
        except NotADate:
            return Outcome("not-computable")
        return outcome_of(entry.rule, created_on, events, entry.fiscal_year_start)

    def row(self, site: str, item: str, version: int, kind: str, content_class: str, on: str, change: str) -> list[str]:
        """One row of the due list, in the order of `DUE_COLUMNS`."""
        reference = self.series_of(site, content_class)
        entry = self.series.get(reference)
        series_events = self.events_of(site, item, version, reference, on) if self.events else {}
        outcome = self.outcome(reference, on, series_events)
        holds = holding(self.holds, site, item, version, reference, on)
        authority = self._authority(reference, site, item, version, on)
        status = self._status(site, item, version, content_class, change, entry, outcome, holds, authority)
        shows_dates = outcome.dates is not None and not (entry and entry.disposition == "permanent")
        dates = outcome.dates if shows_dates else None
        return [
            site,
            item,
            kind,
            content_class,
            *(reference.split("#", 1) if reference else ("", "")),
            _text(outcome.trigger_on) or on,
            _text(dates.cutoff_on if dates else None),
            _text(dates.retained_through if dates else None),
            _text(dates.eligible_on if dates else None),
            status,
            " ".join(holds),
            authority.id if authority else "",
        ]

    def _authority(self, series: str, site: str, item: str, version: int, on: str) -> Authority | None:
        covering = [
            each
            for each in self.authorities.get(series, [])
            if on and each.coverage.covers(site, item, version, series, on)
        ]
        strongest = ("authorized", "authorization-lapsed", "awaiting-authorization")
        return min(covering, key=lambda each: (strongest.index(each.state), each.id), default=None)

    def _status(
        self,
        site: str,
        item: str,
        version: int,
        content_class: str,
        change: str,
        entry: Series | None,
        outcome: Outcome,
        holds: list[str],
        authority: Authority | None,
    ) -> str:
        ended = self.disposed.get((site, item, version)) or self.disposed.get((site, item, 0))
        if ended:
            return "resurfaced" if change == "returned" else ended
        if holds:
            return "held"
        if entry and entry.disposition == "permanent":
            return "permanent"
        if content_class == "nonrecord":
            return "nonrecord"
        if not content_class:
            return "unclassified"
        if outcome.dates is None:
            return outcome.lack
        if self.as_of < outcome.dates.eligible_on or entry is None:
            return "retained"
        return _past_eligible(entry, authority)


def _past_eligible(entry: Series, authority: Authority | None) -> str:
    if not entry.confirmed:
        return "unconfirmed"
    if entry.appraisal and not (authority and authority.appraised):
        return "awaiting-appraisal"
    if entry.authorization == "none":
        return "authorized"
    return authority.state if authority else "awaiting-authorization"


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _disposed(register: Register) -> dict[tuple[str, str, int], str]:
    return {
        (one["site"], one["item"], one.get("version", 0)): (
            "transferred" if str(record.value["method"]).startswith("transfer") else "disposed"
        )
        for record in register.of("dispositions").values()
        for one in record.value.get("items", ())
    }


def due_dispositions(register: Register, items: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Every item with its series, its dates and its status: `DUE_COLUMNS`, then `version` and `capture`."""
    retention = Retention(register, as_of)
    columns = (items[name] for name in ("site", "id", "version", "kind", "class", "latest_on", "change"))
    rows = [
        retention.row(site, item, int(version), kind, content_class, on, change)
        for site, item, version, kind, content_class, on, change in zip(*columns, strict=True)
    ]
    due = pd.DataFrame(rows, columns=pd.Index(DUE_COLUMNS), dtype=str)
    due["version"] = items["version"].to_numpy()
    due["capture"] = items["capture"].to_numpy()
    return due
