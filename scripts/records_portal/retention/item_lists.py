"""The list of items that an authorization is about, and its digest: another list or another rule is another digest.

Not here: whether an authorization counts; see `retention`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, Protocol

from records_portal.register.model import Record, Register

from .request_lines import RequestLine, lines_of
from .scopes import ALWAYS, FOREVER, Coverage
from .series import Combination, RetentionRule, Series

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue

Named = tuple[str, str, int]
RESIDUE = "residue"


_SAID_WITH_ITS_ZONE = "explicit-offset"
_IN_UTC = "utc-by-format"
NAMES_OF_ITEM = (
    *("site", "id", "version", "kind", "class", "latest_on", "change", "capture"),
    *("earliest_on", "classes_before", "dated_on"),
)


def derived_earliest_on(row: Mapping[str, str]) -> str:
    """The first day that an item can date from, of a row that does not say it: empty unless it is certain.

    It is certain where the moment was written in UTC by its format, or with its offset beside the platform's own id:
    then it is the moment's day in UTC or, in a zone behind, the day before. A clock of an assumed zone and a moment
    that was worked out say no first day, nor does a page, which shows what is older than itself.
    """
    certain = row["time_basis"] == _IN_UTC or (row["time_basis"], row["id_basis"]) == (_SAID_WITH_ITS_ZONE, "platform")
    if not certain or row["kind"] == "page" or not row["created_at"]:
        return ""
    try:
        return (date.fromisoformat(row["created_at"][:10]) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def is_within(day: str, earliest_on: str, latest_on: str) -> bool:
    """Whether an item can have been made on a day, by the days of its index; an empty one bounds nothing."""
    return earliest_on <= day and (not latest_on or day <= latest_on)


class RetainedItem(NamedTuple):
    """What retention has to know of an item; `on` is the latest local date that it can date from, or empty.

    `earliest_on` is the first such date: empty is unknown, which every hold covers. `classes_before` are the classes
    that it had before the one that it has, a word each. `dated_on` is the day that somebody gave it by evidence: it
    moves the trigger, and nothing else; holds and requests go on seeing the days that it can date from.
    """

    site: str
    id: str
    version: int
    kind: str
    content_class: str
    on: str
    change: str = "new"
    capture: str = ""
    earliest_on: str = ""
    classes_before: str = ""
    dated_on: str = ""

    @property
    def trigger_on(self) -> str:
        """The day from which its period is counted: the one that was decided, else the latest that it can date from."""
        return self.dated_on or self.on

    @property
    def named(self) -> Named:
        """What tells it from every other item."""
        return self.site, self.id, self.version


class SeriesFinder(Protocol):
    """Whatever knows under which series an item is kept."""

    @property
    def register(self) -> Register: ...

    @property
    def series(self) -> Mapping[str, Series]: ...

    def series_governing(self, item: RetainedItem) -> str:
        """The reference of that series; empty where there is none or none is sure."""


def residue_id(capture: str, part: str) -> str:
    """How a residue part of a capture is called where items are."""
    return f"{RESIDUE}/{capture}/{part}"


def normative_fields(series: Series) -> dict[str, object]:
    """What a series says that decides over a disposition; a change of any of these is another rule."""
    start = series.fiscal_year_start
    return {
        "series": series.reference,
        "rule": _rule_value(series.rule),
        "fiscal_year_start": f"{start.month:02}-{start.day:02}",
        "disposition": series.disposition,
        "appraisal": series.appraisal,
        "authorization": series.authorization,
    }


def _rule_value(rule: RetentionRule | Combination | None) -> object:
    if isinstance(rule, Combination):
        return {"later_of" if rule.later else "earlier_of": [_rule_value(each) for each in rule.members]}
    if rule is None:
        return None
    period = [rule.period.years, rule.period.months, rule.period.weeks, rule.period.days]
    return {"event": rule.event, "cutoff": rule.cutoff, "period": period}


def items_digest(series: Series, items: Iterable[Named]) -> str:
    """The digest of a list: SHA-256 over a line of JSON with the series' rule, then a sorted line for each item."""
    digest = hashlib.sha256()
    digest.update(json.dumps(normative_fields(series), sort_keys=True, ensure_ascii=True).encode() + b"\n")
    for site, item, version in sorted(set(items)):
        digest.update(json.dumps([site, item, version], ensure_ascii=True).encode() + b"\n")
    return digest.hexdigest()


def disposed_on(register: Register) -> dict[Named, str]:
    """The first day on which each version of an item, or residue part, was disposed of."""
    found: dict[Named, str] = {}
    for record in register.of("dispositions").values():
        named = [(one["site"], one["item"], one["version"]) for one in record.value.get("items", ())]
        named += [(one["site"], residue_id(one["capture"], one["part"]), 1) for one in record.value.get("residue", ())]
        for each in named:
            found[each] = min(found.get(each, "9999"), record.value["on"])
    return found


def listed_items(
    retention: SeriesFinder, authorization: Record[AuthorizationValue], items: Iterable[RetainedItem]
) -> list[RetainedItem]:
    """What is on an authorization's list, or what its series, sites and span cover: each version of an item once.

    What was disposed of before the authorization was asked for is not on its list.
    """
    gone = disposed_on(retention.register)
    asked_on = authorization.value["requested"]["on"]
    found: dict[Named, RetainedItem] = {}
    for item in items:
        ended_on = gone.get(item.named, "9999")
        if ended_on >= asked_on and is_covered(retention, authorization, item):
            found.setdefault(item.named, item)
    return [found[named] for named in sorted(found)]


def is_covered(retention: SeriesFinder, authorization: Record[AuthorizationValue], item: RetainedItem) -> bool:
    """Whether an item is on the list of an authorization; without one, beyond doubt within its series, sites and span.

    On the list it stands under the series that governs it: under another it is not what was asked for.
    """
    fixed = retention.register.lists.get(authorization.id)
    if fixed is not None:
        return item.named in fixed and fixed[item.named] == retention.series_governing(item)
    return any(_lies_within(retention, authorization, line, item) for line in lines_of(authorization.value))


def turned_up_later(retention: SeriesFinder, authorization: Record[AuthorizationValue], item: RetainedItem) -> bool:
    """Whether an item lies within the series, sites and span of an authorization whose list does not name it."""
    fixed = retention.register.lists.get(authorization.id)
    spared = {(each["site"], each["item"], each["version"]) for each in authorization.value.get("spared", ())}
    if fixed is None or item.named in fixed or item.named in spared:
        return False
    return any(_lies_within(retention, authorization, line, item) for line in lines_of(authorization.value))


def _lies_within(
    retention: SeriesFinder, authorization: Record[AuthorizationValue], line: RequestLine, item: RetainedItem
) -> bool:
    sites = frozenset(authorization.value["sites"])
    coverage = Coverage(sites, None, None, line.from_on or ALWAYS, line.to_on or FOREVER)
    return coverage.surely_covers(*item.named, line.series, item.on) and retention.series_governing(item) == line.series


def fixed_digests(retention: SeriesFinder, authorization: Record[AuthorizationValue]) -> frozenset[str]:
    """The digest of each line of a list that lies beside an authorization, under the rule of its series now."""
    fixed = retention.register.lists[authorization.id]
    return frozenset(
        items_digest(series, (named for named, under in fixed.items() if under == line.series))
        for line in lines_of(authorization.value)
        if (series := retention.series.get(line.series))
    )


def lists_now(retention: SeriesFinder, items: Iterable[RetainedItem]) -> dict[str, frozenset[str]]:
    """The digests of the list of each one-off authorization, a line each: as it was fixed, else as it is now.

    What was disposed of on the very day of the request may have been on the list or not: both digests count.
    """
    register = retention.register
    one_off = [each for each in register.of("authorizations").values() if each.value["kind"] != "ongoing"]
    found = {each.id: fixed_digests(retention, each) for each in one_off if each.id in register.lists}
    computed = [
        (record, line)
        for record in one_off
        if record.id not in found
        for line in lines_of(record.value)
        if line.items_digest and line.series in retention.series
    ]
    every = list(items) if computed else []
    gone = disposed_on(register)
    for record, line in computed:
        listed = listed_items(retention, record, every)
        under = [each.named for each in listed if retention.series_governing(each) == line.series]
        left = [named for named in under if gone.get(named) != record.value["requested"]["on"]]
        series = retention.series[line.series]
        digests = frozenset((items_digest(series, under), items_digest(series, left)))
        found[record.id] = found.get(record.id, frozenset()) | digests
    return found
