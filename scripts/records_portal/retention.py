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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from .dates import (
    BeyondCalendar,
    Eligibility,
    FiscalYearStart,
    NotADate,
    Period,
    eligibility,
    parse_date,
    parse_fiscal_year_start,
    parse_period,
)
from .model import Record, Register

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
FOREVER = "9999-12-31"
ALWAYS = "0000-00-00"


@dataclass(frozen=True, slots=True)
class Rule:
    """One member of a series' rule: from creation where `event` is empty, else from that event."""

    event: str
    cutoff: str
    period: Period


@dataclass(frozen=True, slots=True)
class Combination:
    """The later or the earlier of several rules."""

    later: bool
    members: tuple[Rule | Combination, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A records series in force: how long, what then, and what a disposition needs."""

    schedule: str
    number: str
    title: str
    version: str
    rule: Rule | Combination | None
    fiscal_year_start: FiscalYearStart
    disposition: str
    appraisal: bool
    authorization: str
    confirmed: bool

    @property
    def reference(self) -> str:
        """SCHEDULE#NUMBER."""
        return f"{self.schedule}#{self.number}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule makes of a trigger: dates, or the reason why there are none."""

    lack: str = ""
    trigger_on: date | None = None
    dates: Eligibility | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A scope: every key that is given must agree, one of its values is enough; an unknown date is covered."""

    sites: frozenset[str] | None = None
    series: frozenset[str] | None = None
    items: frozenset[tuple[str, str, int]] | None = None
    from_on: str = ALWAYS
    to_on: str = FOREVER

    def covers(self, site: str, item: str, version: int, series: str, on: str) -> bool:
        """Whether an item lies within the scope; one without a series or a date cannot be ruled out."""
        return (
            (self.sites is None or site in self.sites)
            and (self.series is None or not series or series in self.series)
            and (self.items is None or (site, item, version) in self.items or (site, item, 0) in self.items)
            and (not on or self.from_on <= on <= self.to_on)
        )

    def surely_covers(self, site: str, item: str, version: int, series: str, on: str) -> bool:
        """Whether an item lies within the scope beyond doubt: what frees or starts a clock needs no less."""
        dated = bool(on) or (self.from_on == ALWAYS and self.to_on == FOREVER)
        placed = bool(series) or self.series is None
        return dated and placed and self.covers(site, item, version, series, on)


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that still binds something: its scopes, less those that were released."""

    id: str
    scopes: tuple[Coverage, ...]
    released: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """An authorization as it stands on the as-of date: `authorized`, `authorization-lapsed` or merely asked for."""

    id: str
    coverage: Coverage
    state: str
    appraised: bool


def rule_of(value: Mapping[str, Any] | None) -> Rule | Combination | None:
    """A rule from its record."""
    if value is None:
        return None
    for key in ("later_of", "earlier_of"):
        if key in value:
            members = tuple(rule for member in value[key] if (rule := rule_of(member)))
            return Combination(key == "later_of", members)
    return Rule(value.get("event", ""), value.get("cutoff", "none"), parse_period(value["period"]))


def version_in_force(schedule: Mapping[str, Any], as_of: str) -> Mapping[str, Any] | None:
    """The version of a schedule that governs on a date, or nothing before the first."""
    in_force = [version for version in schedule["versions"] if version["effective_on"] <= as_of]
    return max(in_force, key=lambda version: str(version["effective_on"])) if in_force else None


def series_in_force(register: Register, as_of: str) -> dict[str, Series]:
    """Every series of every schedule in force on a date, by reference."""
    fallback = register.portal.get("fiscal_year_start", "01-01")
    return {
        f"{record.id}#{series['number']}": _series(record, version, series, fallback)
        for record in register.of("schedules").values()
        if (version := version_in_force(record.value, as_of))
        for series in version["series"]
    }


def _series(record: Record, version: Mapping[str, Any], value: Mapping[str, Any], fallback: str) -> Series:
    return Series(
        schedule=record.id,
        number=value["number"],
        title=value["title"],
        version=version["version"],
        rule=rule_of(value.get("rule")),
        fiscal_year_start=parse_fiscal_year_start(record.value.get("fiscal_year_start", fallback)),
        disposition=value["disposition"],
        appraisal=value.get("appraisal") == "required",
        authorization=value["authorization"],
        confirmed="confirmed" in value,
    )


def class_series(register: Register, site: Record) -> dict[str, str]:
    """The series of each content class of a site: its own answer, else its agency's; two answers give none."""
    agency = register.get("agencies", site.value["agency"])
    own = _by_class(site.value.get("communications", []))
    return (_by_class(agency.value.get("class_series", [])) if agency else {}) | own


def _by_class(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for entry in entries:
        if "series" in entry:
            found.setdefault(entry["class"], set()).add(entry["series"])
    return {content_class: next(iter(series)) if len(series) == 1 else "" for content_class, series in found.items()}


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


def coverage_of(register: Register, value: Mapping[str, Any]) -> Coverage:
    """A scope from its record; agencies become their sites, and with sites given too both must agree."""
    sites = frozenset(value["sites"]) if "sites" in value else None
    if "agencies" in value:
        theirs = frozenset(
            site.id for site in register.of("sites").values() if site.value["agency"] in value["agencies"]
        )
        sites = theirs if sites is None else sites & theirs
    items = value.get("items")
    return Coverage(
        sites,
        frozenset(value["series"]) if "series" in value else None,
        frozenset((one["site"], one["item"], one.get("version", 0)) for one in items) if items is not None else None,
        value.get("from_on", ALWAYS),
        value.get("to_on", FOREVER),
    )


def holds_in_force(register: Register) -> list[Hold]:
    """Every hold with what is left of its scope; a hold binds from the moment it is written."""
    return [
        Hold(
            record.id,
            tuple(
                coverage_of(register, scope)
                for scope in (record.value["scope"], *(each["scope"] for each in record.value.get("amendments", [])))
            ),
            tuple(
                coverage_of(register, release["scope"]) if "scope" in release else Coverage()
                for release in record.value.get("releases", [])
            ),
        )
        for record in register.of("holds").values()
    ]


def holding(holds: Iterable[Hold], site: str, item: str, version: int, series: str, on: str) -> list[str]:
    """The ids of the holds that bind an item."""
    found = []
    for hold in holds:
        bound = any(scope.covers(site, item, version, series, on) for scope in hold.scopes)
        freed = any(scope.surely_covers(site, item, version, series, on) for scope in hold.released)
        if bound and not freed:
            found.append(hold.id)
    return found


def authorities(register: Register, as_of: str) -> dict[str, list[Authority]]:
    """Every authorization that was granted, by series, as it stands on a date."""
    found: dict[str, list[Authority]] = {}
    for record in register.of("authorizations").values():
        value = record.value
        span = value.get("span", {})
        coverage = Coverage(
            frozenset(value["sites"]), None, None, span.get("from_on", ALWAYS), span.get("to_on", FOREVER)
        )
        authority = Authority(record.id, coverage, _authority_state(value, as_of), "appraised" in value)
        found.setdefault(value["series"], []).append(authority)
    return found


def _authority_state(value: Mapping[str, Any], as_of: str) -> str:
    known = [status for status in value["status"] if status["on"] <= as_of]
    if not known or known[-1]["status"] != "approved":
        return "awaiting-authorization"
    if value["kind"] == "one-off":
        return "authorized"
    ends = [
        known[-1].get("until_on", ""),
        *(each["until_on"] for each in value.get("renewals", []) if each["on"] <= as_of),
    ]
    return "authorized" if max(ends) >= as_of else "authorization-lapsed"


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
        for one in record.value["items"]
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
