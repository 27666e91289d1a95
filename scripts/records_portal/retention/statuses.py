"""What may be disposed of when: computed from values, at a date that is given, for every item alike.

* An item's class leads to one series or several: what the site says first, then its agency. Of several, permanent goes
  before the archives and those before the longest; what cannot be compared is `not-computable`.
* The version of a schedule in force on the as-of date governs; a series that only an older version has leads on
  through the crosswalk, or nowhere.
* The trigger is the latest local date that the item can date from, or the date of an event that covers it.
* An event that is not recorded is `pending-event`; every other lack is `not-computable`; neither is ever due.
* `later_of` waits for all of its rules; `earlier_of` for the first that has a date; one that cannot be computed
  makes the whole so.
* A status is the first that applies, in the order of `STATUSES`: a hold is stronger than an authorization.
* An authorization counts for what it was given for: another list or rule voids a one-off one, and a hold that comes
  later voids any for what it covers, be it released since.

Here one item at a time; all of them at once: see `due_list`. Not here: destroying anything, see `disposal`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from records_portal.register.model import Register
from records_portal.values.dates import (
    ONE_DAY,
    BeyondCalendar,
    Eligibility,
    FiscalYearStart,
    NotADate,
    eligibility,
    parse_date,
)

from .holds import UNKNOWN_SERIES, HeldSubject, Hold, holding, holds_in_force
from .item_lists import Named, RetainedItem, lists_now, residue_id
from .scopes import Authority, authorities, coverage_of
from .series import Combination, RetentionRule, Series, class_series, series_in_force, series_now

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
    rule: RetentionRule | Combination | None,
    created_on: date | None,
    events: Mapping[str, date],
    start: FiscalYearStart,
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


@dataclass(frozen=True, slots=True)
class SeriesOfItem:
    """Under which series an item is kept: all that its class leads to, and the one that governs, or why none does."""

    candidates: tuple[str, ...]
    reference: str
    entry: Series | None
    outcome: Outcome
    lack: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What retention makes of an item; `voided` says why an authorization that would cover it does not count."""

    item: RetainedItem
    governed: SeriesOfItem
    status: str
    holds: tuple[str, ...]
    authority: Authority | None
    voided: str

    @property
    def series(self) -> str:
        """The reference of the series that governs; empty where none does."""
        return self.governed.reference

    @property
    def entry(self) -> Series | None:
        """The series that governs."""
        return self.governed.entry

    @property
    def outcome(self) -> Outcome:
        """The dates, or what is lacking."""
        return self.governed.outcome


def first_of_several(found: Sequence[tuple[Series, Outcome]]) -> tuple[Series, Outcome] | None:
    """The series that governs of several: permanent, then archives, then the longest; nothing where none is sure."""
    ranks = [_rank(series) for series, _ in found]
    first = [each for each, rank in zip(found, ranks, strict=True) if rank == min(ranks)]
    if min(ranks) == 0:
        return first[0]
    if any(outcome.dates is None for _, outcome in first):
        return None
    last = max(outcome.dates.eligible_on for _, outcome in first if outcome.dates)
    longest = [(series, outcome) for series, outcome in first if outcome.dates and outcome.dates.eligible_on == last]
    demands = {(series.disposition, series.appraisal, series.authorization) for series, _ in longest}
    return longest[0] if len(demands) == 1 else None


def _rank(series: Series) -> int:
    return {"permanent": 0, "transfer-archives": 1}.get(series.disposition, 2)


class Retention:
    """A register prepared for questions about items, at one as-of date; `items` is everything that there is."""

    def __init__(self, register: Register, as_of: date, items: Iterable[RetainedItem] = ()) -> None:
        self.register: Register = register
        self.as_of = as_of
        day = as_of.isoformat()
        self.series: Mapping[str, Series] = series_in_force(register, day)
        self.holds = holds_in_force(register, day)
        self.authorities = authorities(register, day)
        self.named = {site.id: class_series(register, site) for site in register.of("sites").values()}
        self.events = [
            (record.value["event"], parse_date(record.value["on"]), coverage_of(register, record.value["covers"]))
            for record in register.of("events").values()
        ]
        self.disposed = _disposed(register)
        self.taken_out = _taken_out(register)
        self._now: dict[str, str] = {}
        self._tabulated: dict[tuple[tuple[str, ...], str, tuple[tuple[str, date], ...]], SeriesOfItem] = {}
        self.lists: Mapping[str, frozenset[str]] = lists_now(self, items)

    def candidates(self, site: str, content_class: str) -> tuple[str, ...]:
        """The references of the series to which a class of a site leads, as its record names them."""
        return self.named.get(site, {}).get(content_class, ())

    def now(self, reference: str) -> str:
        """The series in force that a reference leads to; empty where none is sure."""
        if reference not in self._now:
            self._now[reference] = series_now(self.register, reference, self.as_of.isoformat())
        return self._now[reference]

    def events_of(self, item: RetainedItem, series: str) -> dict[str, date]:
        """The date of each kind of event that covers an item; of several the latest, so that nothing is early."""
        found: dict[str, date] = {}
        for event, happened_on, coverage in self.events:
            if coverage.surely_covers(*item.named, series, item.on):
                found[event] = max(found.get(event, happened_on), happened_on)
        return found

    def governed(self, item: RetainedItem) -> SeriesOfItem:
        """Under which series an item is kept, and what that makes of its date; looked up or computed once."""
        candidates = self.candidates(item.site, item.content_class)
        if not self.events:
            key = candidates, item.trigger_on, ()
            if key not in self._tabulated:
                self._tabulated[key] = self._governed(candidates, item)
            return self._tabulated[key]
        return self._governed(candidates, item)

    def series_governing(self, item: RetainedItem) -> str:
        """The reference of the series that governs an item; empty where there is none or none is sure."""
        return self.governed(item).reference

    def _governed(self, candidates: tuple[str, ...], item: RetainedItem) -> SeriesOfItem:
        none = Outcome("not-computable")
        if not candidates:
            return SeriesOfItem((), "", None, none, "its class leads to no series")
        found = []
        for candidate in candidates:
            reference = self.now(candidate)
            if not reference:
                return SeriesOfItem(candidates, "", None, none, f"{candidate} is in force no more, and leads nowhere")
            entry = self.series[reference]
            found.append((entry, self._outcome(entry, item)))
        chosen = found[0] if len(found) == 1 else first_of_several(found)
        if chosen is None:
            return SeriesOfItem(candidates, "", None, none, f"{', '.join(candidates)} cannot be compared")
        return SeriesOfItem(candidates, chosen[0].reference, *chosen)

    def _outcome(self, entry: Series, item: RetainedItem) -> Outcome:
        try:
            created_on = parse_date(item.trigger_on) if item.trigger_on else None
        except NotADate:
            return Outcome("not-computable")
        events = self.events_of(item, entry.reference) if self.events else {}
        return outcome_of(entry.rule, created_on, events, entry.fiscal_year_start)

    def judge(self, item: RetainedItem) -> Judgement:
        """The series, the dates, what binds, what allows, and the status that follows."""
        governed = self.governed(item)
        subject = held_subject(item, governed)
        holds = tuple(holding(self.holds, subject))
        authority, voided = self._authority(item, governed, subject)
        return Judgement(item, governed, self._status(item, governed, holds, authority), holds, authority, voided)

    def _authority(
        self, item: RetainedItem, governed: SeriesOfItem, subject: HeldSubject
    ) -> tuple[Authority | None, str]:
        """The strongest authorization that counts for an item, or why one that covers it does not."""
        counting, voided = [], ""
        for each in self.authorities.get(governed.reference, []):
            # a list names an item whatever its date; a span says nothing of one that has none
            dated = bool(item.on) or each.coverage.items is not None
            if not dated or not each.coverage.covers(*item.named, governed.reference, item.on):
                continue
            if each.state != "awaiting-authorization" and (reason := self._void(each, item, governed, subject)):
                voided = voided or f"{each.id}: {reason}"
            else:
                counting.append(each)
        strongest = ("authorized", "authorization-lapsed", "awaiting-authorization")
        chosen = min(counting, key=lambda each: (strongest.index(each.state), each.id), default=None)
        return chosen, voided if chosen is None else ""

    def _void(self, authority: Authority, item: RetainedItem, governed: SeriesOfItem, subject: HeldSubject) -> str:
        """Why an authorization that was given does not count for an item; empty where it does."""
        if authority.kind == "ongoing":
            if item.content_class != "replicated" or (governed.entry and governed.entry.authorization != "ongoing"):
                return "an ongoing authority is for replicated content alone, under a series that allows it"
        elif authority.kind == "none-required" and governed.entry and governed.entry.authorization != "none":
            return "its series asks for an authority"
        elif not authority.items_digest:
            return "it names no list of items"
        elif authority.items_digest not in self.lists.get(authority.id, ()):
            return "the items or the series' rule are not those that it was given for"
        for hold in self.holds:
            if hold.came_after(authority.granted_on, subject):
                return f"the hold {hold.id} came {_how_late(hold, authority.granted_on, subject)}"
        return ""

    def _status(
        self, item: RetainedItem, governed: SeriesOfItem, holds: tuple[str, ...], authority: Authority | None
    ) -> str:
        ended = self.disposed.get(item.named)
        entry, dates = governed.entry, governed.outcome.dates
        if ended:
            lies_there = (item.site, item.capture, item.id, item.version) not in self.taken_out
            return "resurfaced" if item.change == "returned" and lies_there else ended
        if holds:
            return "held"
        if entry and entry.disposition == "permanent":
            return "permanent"
        if item.content_class == "nonrecord" and not (entry and entry.is_ground):
            return "nonrecord"
        if not item.content_class:
            return "unclassified"
        if dates is None or entry is None:
            return governed.outcome.lack or "not-computable"
        if self.as_of < dates.eligible_on:
            return "retained"
        return _past_eligible(entry, authority)


def _how_late(hold: Hold, granted_on: str, subject: HeldSubject) -> str:
    """How a hold that voids a grant lies to it: of one day nobody knows which came first."""
    day_after = (parse_date(granted_on) + ONE_DAY).isoformat()
    return (
        "after it" if hold.came_after(day_after, subject) else f"on the very day on which it was granted, {granted_on}"
    )


def _past_eligible(entry: Series, authority: Authority | None) -> str:
    if not entry.confirmed:
        return "unconfirmed"
    if entry.appraisal and not (authority and authority.appraised):
        return "awaiting-appraisal"
    if entry.authorization == "none":
        return "authorized"
    return authority.state if authority else "awaiting-authorization"


def held_subject(item: RetainedItem, governed: SeriesOfItem) -> HeldSubject:
    """What holds have to know of an item: its days, every series that it may belong to, every class that it had."""
    series = frozenset((*governed.candidates, governed.reference)) if governed.reference else UNKNOWN_SERIES
    classes = frozenset((*item.classes_before.split(), item.content_class)) - {""}
    return HeldSubject(*item.named, series, classes, item.earliest_on, item.on)


def due_cells(judgement: Judgement) -> list[str]:
    """What the due list says of an item after its site, id, kind and class."""
    shows_dates = not (judgement.entry and judgement.entry.disposition == "permanent")
    dates = judgement.outcome.dates if shows_dates else None
    return [
        *(judgement.series.split("#", 1) if judgement.series else ("", "")),
        _text(judgement.outcome.trigger_on) or judgement.item.trigger_on,
        _text(dates.cutoff_on if dates else None),
        _text(dates.retained_through if dates else None),
        _text(dates.eligible_on if dates else None),
        judgement.status,
        " ".join(judgement.holds),
        judgement.authority.id if judgement.authority else "",
    ]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _disposed(register: Register) -> dict[Named, str]:
    """How each version of an item, or residue part, ended."""
    found: dict[Named, str] = {}
    for record in register.of("dispositions").values():
        ended = "transferred" if str(record.value["method"]).startswith("transfer") else "disposed"
        for one in record.value.get("items", ()):
            found[one["site"], one["item"], one["version"]] = ended
        for part in record.value.get("residue", ()):
            found[part["site"], residue_id(part["capture"], part["part"]), 1] = ended
    return found


def _taken_out(register: Register) -> frozenset[tuple[str, str, str, int]]:
    """Site, capture, item and version of what a capture's record says was taken out of its bag: no copy lies there."""
    dispositions = register.of("dispositions")
    return frozenset(
        (one["site"], capture.id.split("/")[1], one["item"], one["version"])
        for capture in register.of("captures").values()
        for name in capture.value.get("dispositions", ())
        if name in dispositions
        for one in dispositions[name].value.get("items", ())
        if one["site"] == capture.id.split("/")[0]
    )
