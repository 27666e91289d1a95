"""From the trigger to the day of eligibility, with every sum written out; the sums are those of `dates`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from records_portal.register.model import AnyRecord
from records_portal.retention.item_lists import RESIDUE
from records_portal.retention.scopes import coverage_of
from records_portal.retention.series import Combination, RetentionRule, Series
from records_portal.retention.statuses import Outcome, outcome_of
from records_portal.values.dates import (
    BeyondCalendar,
    FiscalYearStart,
    Period,
    add_period,
    cutoff_on,
    eligibility,
    parse_date,
)

from .case import ExplainedItem, ExplanationStep, numbered_rows
from .series import outcome_under, placed_series

Where = tuple[AnyRecord, tuple[str | int, ...]]
CUTOFFS = {"month-end": "month", "quarter-end": "quarter", "calendar-year-end": "calendar year"}
BASES = {
    "explicit-offset": "the export gives the moment with its offset from UTC",
    "utc-by-format": "the format gives moments in UTC",
    "display-local-assumed": "the export shows a local time without a zone, so the latest date that it can be counts",
    "calibrated": "the moment is reckoned from the platform's numbering",
}


def date_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """Trigger, cutoff, period and eligibility under the series that governs."""
    entry = case.judgement.entry
    if entry is None:
        return
    record, path, _ = placed_series(case, entry)
    if entry.disposition == "permanent":
        yield case.at("eligible", "never: it is kept for ever", record, *path, "disposition")
    elif entry.rule is None:
        says = "no date: the schedule gives no rule from which one could be worked out"
        yield case.at("eligible", says, record, *path)
    else:
        yield from _rule_steps(case, entry, entry.rule, (record, (*path, "rule")), "")


def _rule_steps(
    case: ExplainedItem, entry: Series, rule: RetentionRule | Combination, where: Where, mark: str
) -> Iterator[ExplanationStep]:
    if isinstance(rule, RetentionRule):
        yield from _single_steps(case, entry, rule, where, f"({mark}) " if mark else "")
        return
    key, word = ("later_of", "later") if rule.later else ("earlier_of", "earlier")
    record, path = where
    marks = [f"{mark}{letter}" for letter, _ in zip("abcdefgh", rule.members, strict=False)]
    for place, (letter, member) in enumerate(zip(marks, rule.members, strict=False)):
        yield from _rule_steps(case, entry, member, (record, (*path, key, place)), letter)
    members = [_outcome(case, entry, member) for member in rule.members]
    said = ", ".join(f"({letter}) {_day_or_lack(one)}" for letter, one in zip(marks, members, strict=False))
    whole = _day_or_lack(_outcome(case, entry, rule))
    yield case.at("eligible", f"{f'({mark}) ' if mark else ''}the {word} of {said}: {whole}", record, *path, key)


def _outcome(case: ExplainedItem, entry: Series, rule: RetentionRule | Combination) -> Outcome:
    if rule is entry.rule:
        return outcome_under(case, entry)
    created_on = parse_date(case.item.trigger_on) if case.item.trigger_on else None
    return outcome_of(rule, created_on, case.retention.events_of(case.item, entry.reference), entry.fiscal_year_start)


def _day_or_lack(outcome: Outcome) -> str:
    return outcome.dates.eligible_on.isoformat() if outcome.dates else outcome.lack


def _single_steps(
    case: ExplainedItem, entry: Series, rule: RetentionRule, where: Where, mark: str
) -> Iterator[ExplanationStep]:
    record, path = where
    trigger = case.retention.events_of(case.item, entry.reference).get(rule.event) if rule.event else _created(case)
    yield _trigger_step(case, entry, rule, where, mark)
    if trigger is None:
        return
    start = entry.fiscal_year_start
    try:
        end = cutoff_on(trigger, rule.cutoff, start)
        yield case.at("cutoff", mark + cutoff_words(rule.cutoff, trigger, end, start), record, *path, "cutoff")
        yield case.at("period", mark + spelled_period(rule.period), record, *path, "period")
        yield case.at("eligible", mark + eligible_words(trigger, rule, start), record, *path, "period")
    except BeyondCalendar:
        yield case.at("eligible", f"{mark}no date: it lies after the year {date.max.year}", record, *path, "period")


def _created(case: ExplainedItem) -> date | None:
    return parse_date(case.item.trigger_on) if case.item.trigger_on else None


def _trigger_step(case: ExplainedItem, entry: Series, rule: RetentionRule, where: Where, mark: str) -> ExplanationStep:
    record, path = where
    if not rule.event:
        if case.item.dated_on:
            return _dated_step(case, mark)
        if not case.item.on:
            return case.listed("trigger", f"{mark}creation, whose date is not known")
        basis = BASES.get(case.row.get("time_basis", ""), case.row.get("time_basis", "") or "no basis is named")
        if case.item.kind == RESIDUE:
            basis = "the day on which the capture was taken in, since a part may date from any day before"
        says = f"{mark}creation: it dates from {case.item.on} at the latest ({basis})"
        return case.listed("trigger", says)
    covering = [
        (str(event.value["on"]), event)
        for event in case.register.of("events").values()
        if event.value["event"] == rule.event
        and coverage_of(case.register, event.value["covers"]).surely_covers(
            *case.item.named, entry.reference, case.item.on
        )
    ]
    if not covering:
        says = f"{mark}the event {rule.event}, which is not recorded for this item"
        return case.at("trigger", says, record, *path, "event")
    on, event = max(covering, key=lambda one: (one[0], one[1].id))
    several = f", the last of {len(covering)} that cover it" if len(covering) > 1 else ""
    return case.at("trigger", f"{mark}the event {rule.event} of {on}, recorded as {event.id}{several}", event, "on")


def _dated_step(case: ExplainedItem, mark: str) -> ExplanationStep:
    """Who dated an item by which evidence; the day moves the trigger and nothing else."""
    wanted = f"{RESIDUE}/{case.item.id.split('/', 2)[2]}" if case.item.kind == RESIDUE else case.item.id
    said = wanted, case.item.dated_on
    rows = numbered_rows(case.tree, f"{case.folder}/dates.csv")
    line, row = [each for each in rows if (each[1].get("item"), each[1].get("dated_on")) == said][-1]
    who = f"decided on {row['on']} by {case.person(row['by'])}, who read {row['evidence']}"
    says = f"{mark}creation: it dates from {case.item.dated_on} at the latest ({who}); holds see every day it can be of"
    return case.beside("trigger", says, "dates.csv", line)


def cutoff_words(cutoff: str, trigger: date, end: date | None, start: FiscalYearStart) -> str:
    """Which period it is whose end counts, and when it ends."""
    if end is None:
        return "none: the period runs from the trigger itself"
    begins = f"{start.month:02}-{start.day:02}"
    parts = {
        each: f"fiscal {each.split('-')[1]} (of the fiscal year that begins on {begins})"
        for each in ("fiscal-quarter-end", "fiscal-month-end")
    }
    name = (CUTOFFS | parts).get(cutoff, f"fiscal year (which begins on {begins})")
    return f"the {name} that contains {trigger} ends on {end}"


def eligible_words(trigger: date, rule: RetentionRule, start: FiscalYearStart) -> str:
    """The sum from the trigger to the day of eligibility."""
    dates = eligibility(trigger, rule.period, rule.cutoff, start)
    began = dates.cutoff_on + timedelta(days=1) if dates.cutoff_on else trigger
    added = add_period(began, rule.period)
    sum_of_period = f"{began} + {spelled_period(rule.period)} = {added}{_clamped(began, rule.period)}"
    if dates.cutoff_on:
        said = f"{dates.cutoff_on} + 1 day = {began}; {sum_of_period}"
    else:
        said = f"{sum_of_period}, the last day; {added} + 1 day = {dates.eligible_on}"
    return f"{said}; kept through {dates.retained_through}, eligible from {dates.eligible_on}"


def _clamped(began: date, period: Period) -> str:
    """A note where the month reached lacks the day."""
    reached = add_period(began, Period(period.years, period.months))
    return f" (that month has no day {began.day}; its last one counts)" if reached.day != began.day else ""


def spelled_period(period: Period) -> str:
    """A period in words."""
    parts = ((period.years, "year"), (period.months, "month"), (period.weeks, "week"), (period.days, "day"))
    return ", ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in parts if number) or "no time"
