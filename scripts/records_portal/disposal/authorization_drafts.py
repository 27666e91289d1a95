"""The request for authority as a record: computed from what is due, refused where it could not lawfully be granted.

* A one-off request fixes its list when it is made, over one or several series; every item of it is past its retention.
  Held items stand on it like any other: who reads the list learns nothing of holds, and nothing held is disposed of.
* An ongoing one is for replicated content alone, each with its original elsewhere, on sites that are in use.
* The series is in force and confirmed; a disposition is proposed with the notice in working days, or later.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, cast

from records_portal.identity.approvals import DISPOSITION_APPROVER, OFFICER, approves_dispositions
from records_portal.register.findings import Refusal
from records_portal.register.item_lists.authorized_lists import AuthorizedList
from records_portal.register.kinds import ID_BYTES
from records_portal.register.model import Record, Register
from records_portal.register.sites import IN_USE, status_of
from records_portal.register.staff import leaves_on
from records_portal.retention.item_lists import Named, RetainedItem, items_digest, listed_items
from records_portal.retention.series import Series
from records_portal.retention.statuses import Judgement, Retention
from records_portal.values.dates import ONE_DAY, BeyondCalendar, parse_date
from records_portal.values.state_holidays import UnknownHolidays
from records_portal.values.working_days import earliest_disposition, notice_days
from records_portal.wording.words import count

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

GONE = frozenset(("disposed", "transferred", "resurfaced"))
NONE_REQUIRED = "none-required"


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """What is asked for, by whom and when; days that are not given are worked out."""

    kind: str
    series: tuple[str, ...]
    sites: tuple[str, ...]
    by: str
    approver: str
    on: date
    from_on: date | None = None
    to_on: date | None = None
    proposed_on: date | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    cleared: tuple[tuple[str, str], ...] = ()
    only_due: bool = False


@dataclass(frozen=True, slots=True)
class AuthorizationDraft:
    """The record to write, what is on its list, and the first day for which a disposition may be proposed.

    `left_out` are the series of which something is past its retention, and nothing in the days asked for.
    """

    id: str
    value: AuthorizationValue
    listed: tuple[Judgement, ...]
    earliest_on: date
    left_out: tuple[str, ...] = ()

    @property
    def fixed(self) -> AuthorizedList:
        """The list that lies beside the record: each item with its series."""
        return {each.item.named: each.series for each in self.listed}

    @property
    def counts(self) -> dict[str, int]:
        """How many items of the list have each status, by status."""
        return dict(sorted(Counter(each.status for each in self.listed).items()))


@dataclass(slots=True)
class _Governed:
    """What is known of items that were judged: which series governs each."""

    register: Register
    series: Mapping[str, Series]
    references: Mapping[RetainedItem, str]

    def series_governing(self, item: RetainedItem) -> str:
        """The reference of that series."""
        return self.references[item]


def items_on_list(
    retention: Retention, authorization: Record[AuthorizationValue], judged: Iterable[Judgement]
) -> tuple[Judgement, ...]:
    """Of items that were judged, those on the list of an authorization, in the list's order."""
    known = {each.item: each for each in judged}
    governed = _Governed(retention.register, retention.series, {item: each.series for item, each in known.items()})
    return tuple(known[item] for item in listed_items(governed, authorization, known))


def drafted(
    retention: Retention, judged: Iterable[Judgement], asked: AuthorizationRequest, record_id: str = ""
) -> AuthorizationDraft:
    """The request as a record, or the reason why it cannot be made; `judged` is every item of the sites."""
    _refuse_people(retention.register, asked)
    every = list(judged)
    left_out: tuple[str, ...] = ()
    if not asked.series:
        asked, left_out = _of_every_series(retention, every, asked)
    series = [_series(retention, asked, reference) for reference in asked.series]
    method = method_of_several(series)
    _refuse_sites(retention.register, asked)
    earliest_on = _earliest(retention.register, asked)
    value: dict[str, object] = {"kind": asked.kind, "series": asked.series[0], "sites": list(asked.sites)}
    on_list: tuple[Judgement, ...] = ()
    if asked.kind != "ongoing":
        mine = [each for each in judged_once(every) if _could_be_asked(each, asked)]
        on_list = tuple(each for entry in series for each in _listed_or_refused(mine, entry.reference, asked))
        spans = [_reported_span([each for each in on_list if each.series == one], asked) for one in asked.series]
        value |= line_values(series, {each.item.named: each.series for each in on_list}, spans)
    elif asked.from_on or asked.to_on:
        value["span"] = _given_span(asked)
    value |= {"method": method, **asked.details, **_steps(asked, earliest_on)}
    whole = cast("AuthorizationValue", value)  # the schema reads it before it is written
    return AuthorizationDraft(record_id or _id(asked), whole, on_list, earliest_on, left_out)


def judged_once(judged: Iterable[Judgement]) -> list[Judgement]:
    """Each version of an item once, in the order of a list, whatever captures hold it."""
    known: dict[Named, Judgement] = {}
    for each in judged:
        known.setdefault(each.item.named, each)
    return [known[named] for named in sorted(known)]


def line_values(
    series: Sequence[Series], items: AuthorizedList, spans: Sequence[Mapping[str, str]]
) -> dict[str, object]:
    """What a record says of its list: digest, volume and span, and of several series a line for each."""
    named = [[one for one, under in items.items() if under == entry.reference] for entry in series]
    if len(series) == 1:
        digest = items_digest(series[0], named[0])
        return {**({"span": dict(spans[0])} if spans[0] else {}), "items_digest": digest, "volume": len(named[0])}
    lines = [
        {
            "series": entry.reference,
            **({"span": dict(span)} if span else {}),
            "items_digest": items_digest(entry, theirs),
            "volume": len(theirs),
        }
        for entry, theirs, span in zip(series, named, spans, strict=True)
    ]
    days = {name: [each[name] for each in spans if name in each] for name in ("from_on", "to_on")}
    whole = {"from_on": min(days["from_on"], default=""), "to_on": max(days["to_on"], default="")}
    return {"span": {name: day for name, day in whole.items() if day}, "volume": len(items), "lines": lines}


def _of_every_series(
    retention: Retention, judged: Sequence[Judgement], asked: AuthorizationRequest
) -> tuple[AuthorizationRequest, tuple[str, ...]]:
    """The request over every series that has something in its days, and the series that have nothing there."""
    fit = _series_with_due(retention, judged, asked)
    wanted = replace(asked, series=fit)
    mine = [each for each in judged_once(judged) if _could_be_asked(each, wanted)]
    named = [each for each in fit if asked.kind == "ongoing" or _listed(mine, each, asked)]
    if not named:
        where = f"{', '.join(asked.sites)} {_in_days(asked)}".strip()
        raise Refusal(f"nothing on {where} is past its retention and may be asked for; see `records due`")
    destroyed = [each for each in named if retention.series[each].disposition.startswith("destroy")]
    chosen = tuple(destroyed or named[:1])
    return replace(asked, series=chosen), tuple(each for each in fit if each not in named)


def _in_days(asked: AuthorizationRequest) -> str:
    """The days asked for, in words; empty where none were given."""
    return " ".join(f"{word} {day}" for word, day in (("from", asked.from_on), ("to", asked.to_on)) if day)


def _series_with_due(retention: Retention, judged: Iterable[Judgement], asked: AuthorizationRequest) -> tuple[str, ...]:
    """The series under which the sites have something past its retention that a request may be made for."""
    found = {
        each.series
        for each in judged
        if each.entry and each.item.site in asked.sites and each.status not in GONE and _is_due(each, asked.on)
    }
    fit = sorted(each for each in found if _why_unfit(retention.series[each], asked) == "")
    return tuple(fit)


def method_of_several(series: Sequence[Series]) -> str:
    """How what is asked for would be disposed of: one way for a request, of two ways to destroy the stricter."""
    ways = {each.disposition for each in series}
    if len(ways) > 1 and not all(way.startswith("destroy") for way in ways):
        told = ", ".join(f"{each.reference} {each.disposition}" for each in series)
        raise Refusal(f"the series are not disposed of in one way ({told}); make a request for each way")
    return max(ways, key=lambda way: way == "destroy-confidential")


def _steps(asked: AuthorizationRequest, earliest_on: date) -> dict[str, object]:
    """What was cleared, who asked for what day, and that nobody has decided yet."""
    on = asked.on.isoformat()
    cleared = [{"kind": kind, "on": on, "by": by} for kind, by in asked.cleared]
    proposed_on = (asked.proposed_on or earliest_on).isoformat()
    return {
        **({"clearances": cleared} if cleared else {}),
        "requested": {"on": on, "by": asked.by, "approver": asked.approver, "proposed_on": proposed_on},
        "status": [{"status": "pending", "on": on}],
    }


def _refuse_people(register: Register, asked: AuthorizationRequest) -> None:
    named = [("--by", asked.by), ("--approver", asked.approver), *(("--cleared", by) for _, by in asked.cleared)]
    for option, name in named:
        person = register.get("people", name)
        if person is None:
            raise Refusal(f"{option} {name!r} is not in registry/people/; name a registered person")
        if (last_on := leaves_on(register, name)) < asked.on.isoformat():
            raise Refusal(f"{option} {name!r} left on {last_on}; name somebody who is there")
    if asked.by == asked.approver:
        raise Refusal(f"{asked.by!r} cannot approve a request of their own; --approver names another person")
    sites = (register.get("sites", name) for name in asked.sites)
    agencies = sorted({site.value["agency"] for site in sites if site})
    roles = (OFFICER, DISPOSITION_APPROVER)
    if not any(approves_dispositions(register, asked.approver, role, agencies, asked.on.isoformat()) for role in roles):
        raise Refusal(
            f"--approver {asked.approver!r} is neither a records officer nor a disposition approver of "
            f"{' and '.join(agencies) or 'an agency'} on {asked.on}; name somebody whose approval counts"
        )


def _series(retention: Retention, asked: AuthorizationRequest, reference: str) -> Series:
    """The series in force, fit for such a request."""
    series = retention.series.get(reference)
    if series is None:
        leads = retention.now(reference)
        right = f"it is {leads!r} now" if leads else "`records due --summary` lists those that have items"
        raise Refusal(f"series {reference!r} is not in force on {asked.on}; {right}")
    if reason := _why_unfit(series, asked):
        raise Refusal(f"series {reference!r} {reason}")
    if asked.kind == "ongoing":
        _refuse_ongoing_series(retention.register, series)
    return series


def _why_unfit(series: Series, asked: AuthorizationRequest) -> str:
    """Why a series cannot stand in such a request; empty where it can."""
    if not series.confirmed:
        return (
            "is not confirmed and can dispose of nothing; somebody compares it with the published schedule and "
            "records that under confirmed"
        )
    if series.disposition == "permanent":
        return "is permanent; nothing of it is disposed of"
    if series.authorization == "none" and asked.kind != NONE_REQUIRED:
        return f"needs no authorization; nothing has to be asked for: --kind {NONE_REQUIRED} records the decision"
    if series.authorization != "none" and asked.kind == NONE_REQUIRED:
        return "needs an authorization; ask for a one-off one"
    return ""


def _refuse_ongoing_series(register: Register, series: Series) -> None:
    schedule = register.of("schedules")[series.schedule].value
    classes = next(
        each.get("classes", ["replicated"])
        for version in schedule["versions"]
        if version["version"] == series.version
        for each in version["series"]
        if each["number"] == series.number
    )
    if classes != ["replicated"]:
        raise Refusal(
            f"series {series.reference!r} is for {', '.join(classes)} content; ongoing authority exists for "
            "replicated content only, ask for a one-off authorization"
        )
    if series.authorization != "ongoing":
        raise Refusal(f"series {series.reference!r} allows no ongoing authority; ask for a one-off authorization")


def _refuse_sites(register: Register, asked: AuthorizationRequest) -> None:
    for name in asked.sites:
        site = register.get("sites", name)
        if site is None:
            raise Refusal(f"site {name!r} is not in the register; `registry/sites/` has them")
        status = status_of(site.value, asked.on.isoformat())
        if asked.kind != "ongoing":
            continue
        if status not in IN_USE or status == "activated":
            raise Refusal(
                f"site {name!r} is {status or 'not requested yet'}; ongoing authority is for sites that are registered"
            )
        replicated = [each for each in site.value.get("communications", []) if each["class"] == "replicated"]
        if not replicated or not all("original" in each for each in replicated):
            raise Refusal(
                f"site {name!r} names no original of its replicated content; add original with system and location "
                "to each of its replicated communications"
            )


def _earliest(register: Register, asked: AuthorizationRequest) -> date:
    try:
        earliest_on = earliest_disposition(register.portal, asked.on)
    except (BeyondCalendar, UnknownHolidays) as error:
        raise Refusal(f"working days cannot be counted: {error}") from error
    if asked.proposed_on and asked.proposed_on < earliest_on:
        raise Refusal(
            f"--proposed-on {asked.proposed_on} is too early for a request of {asked.on}; "
            f"{earliest_on} or later, for {notice_days(register.portal)} working days"
        )
    return earliest_on


def _could_be_asked(judged: Judgement, asked: AuthorizationRequest) -> bool:
    return judged.item.site in asked.sites and judged.series in asked.series and judged.status not in GONE


def _is_due(judged: Judgement, on: date) -> bool:
    return judged.outcome.dates is not None and judged.outcome.dates.eligible_on <= on


def _listed_or_refused(mine: Sequence[Judgement], series: str, asked: AuthorizationRequest) -> list[Judgement]:
    """What of a series stands on the list; a series that has nothing for it, or too much, is refused."""
    listed = _listed(mine, series, asked)
    if not listed:
        raise Refusal(_nothing_due(_dated(mine, series, asked), series, asked))
    _refuse_undue(listed, asked)
    return listed


def _dated(mine: Sequence[Judgement], series: str, asked: AuthorizationRequest) -> list[Judgement]:
    """What of a series has a day of its own, in the days given."""
    given = _given_span(asked)
    first, last = given.get("from_on", "0000"), given.get("to_on", "9999")
    return [each for each in mine if each.series == series and (day := _day(each)) and first <= day <= last]


def _listed(mine: Sequence[Judgement], series: str, asked: AuthorizationRequest) -> list[Judgement]:
    """What of a series is due in the days given, else until the first item that is not due."""
    given, dated = _given_span(asked), _dated(mine, series, asked)
    if asked.only_due:
        # an event makes due what has no date of its own; days that are given leave it out, for it may lie beyond them
        undated = [] if given else [each for each in mine if each.series == series and not _day(each)]
        return [each for each in (*dated, *undated) if _is_due(each, asked.on)]
    undue = [_day(each) for each in dated if not _is_due(each, asked.on)]
    until = min(undue, default="9999") if "to_on" not in given else "9999"
    return [each for each in dated if _day(each) < until]


def _day(judged: Judgement) -> str:
    """The day from which an item's period is counted, where it is counted from the item's own day."""
    return judged.item.trigger_on


def _reported_span(listed: Sequence[Judgement], asked: AuthorizationRequest) -> dict[str, str]:
    """The days that a line covers: as given, else from its first item to its last."""
    days = [day for each in listed if (day := _day(each))]
    return ({"from_on": min(days), "to_on": max(days)} if days else {}) | _given_span(asked)


def _given_span(asked: AuthorizationRequest) -> dict[str, str]:
    if asked.from_on and asked.to_on and asked.to_on < asked.from_on:
        raise Refusal(f"--to {asked.to_on} is before --from {asked.from_on}; the earlier day comes first")
    given = {"from_on": asked.from_on, "to_on": asked.to_on}
    return {name: day.isoformat() for name, day in given.items() if day}


def _nothing_due(dated: Sequence[Judgement], series: str, asked: AuthorizationRequest) -> str:
    days = [each.outcome.dates.eligible_on for each in dated if each.outcome.dates]
    right = f"the first may go on {min(days)}" if days else "`records due` says what it has"
    where = f"{', '.join(asked.sites)} {_in_days(asked)}".strip()
    return f"no item of {series!r} on {where} is past its retention; {right}"


def _refuse_undue(listed: Sequence[Judgement], asked: AuthorizationRequest) -> None:
    undue = [each for each in listed if not _is_due(each, asked.on)]
    if not undue:
        return
    last = parse_date(min(_day(each) for each in undue)) - ONE_DAY
    before = [each for each in listed if _day(each) <= last.isoformat()]
    right = f"--to {last} leaves them out" if before else "ask when they are"
    are = "is not past its" if len(undue) == 1 else "are not past their"
    raise Refusal(f"{len(undue):,} of {count(len(listed), 'item')} {are} retention on {asked.on}; {right}")


def _id(asked: AuthorizationRequest) -> str:
    """A name for the request: its first site, the number of its one series, and its day."""
    number = asked.series[0].partition("#")[2] if len(asked.series) == 1 else ""
    words = f"{asked.sites[0]}-{number}".lower()
    plain = "-".join(re.findall(r"[a-z0-9]+", words))
    return f"{plain[: ID_BYTES - 11].strip('-')}-{asked.on}"
