"""How many sites were in order at the end of each quarter, as far as the dates in the register tell.

* A site counts as registered by the facts dated up to that day.
* Its capture is current when the last one known on that day reaches less far back than its cadence allows.
* Its designation is current when somebody was designated by that day and not removed before the end of it.
* What was late and was never dated is not known any more, and nothing is said about it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from records_portal.checks.context import CheckContext as Checks
from records_portal.duties.rows.captures import reaches
from records_portal.register.model import Record
from records_portal.register.sites import statuses
from records_portal.wording.words import SHORT_MONTHS

from ..context import PageContext
from ..downloads.svg_pictures import Bar, BarChart, render_bars
from .pictures import Picture

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

QUARTERS = 12
HOW = (
    "Worked out from the dates in the register as it is now: the facts of each site, the days to which its captures "
    "reach together with its cadence, and the days on which its administrators were designated and removed. What was "
    "late without a date of its own is not known for the past."
)
MEASURES = ("registered sites", "of them with a current capture", "of them with a current designation")


def compliance_picture(context: PageContext) -> Picture | None:
    """Registered sites, and those with a current capture and designation, at the end of each of the last quarters."""
    days = [*_quarter_ends(context.portal.as_of)]
    counts = _counts(context, days)
    known = [one for one in days if any(counts[place, one] for place in range(len(MEASURES)))]
    if not known:
        return None
    rows = [
        (_label(on), tuple(counts[place, on] for place in range(len(MEASURES)))) for on in days[days.index(known[0]) :]
    ]
    last_label, last = rows[-1]
    chart = BarChart(
        "compliance",
        "Registered sites, and those in order, at the end of each quarter",
        f"{last_label}: {last[0]:,} registered, {last[1]:,} with a current capture, {last[2]:,} with a designation.",
        MEASURES,
        tuple(Bar(label, values) for label, values in rows),
        grouped=True,
    )
    return Picture(
        "compliance",
        "In order at the end of each quarter",
        HOW,
        render_bars(chart),
        ("End of", "Registered", "With a current capture", "With a current designation"),
        tuple((label, tuple(f"{value:,}" for value in values)) for label, values in rows),
    )


def _quarter_ends(as_of: date) -> Iterator[str]:
    """The last days of the quarters up to a date, oldest first, and the date itself where it is none."""
    ends = ("03-31", "06-30", "09-30", "12-31")
    today = as_of.isoformat()
    years = range(max(as_of.year - QUARTERS // 4 - 1, 1), as_of.year + 1)
    past = [f"{year:04}-{end}" for year in years for end in ends if f"{year:04}-{end}" < today]
    yield from past[1 - QUARTERS :]
    yield today


def _label(on: str) -> str:
    return f"{SHORT_MONTHS[int(on[5:7]) - 1]} {int(on[8:])}, {on[:4]}"


def _counts(context: PageContext, days: Sequence[str]) -> Counter[tuple[int, str]]:
    """The number of sites by the place of the measure and the day."""
    counts: Counter[tuple[int, str]] = Counter()
    checks = Checks(context.register, context.portal.as_of)
    captured = _reaches(context)
    for site in context.register.of("sites").values():
        known = [(fact["on"], status) for fact, status in statuses(site.value["facts"])][::-1]
        if not any(status == "registered" for _, status in known):
            continue
        until = [(on, _due_on(checks, site, on)) for on in captured.get(site.id, ())]
        spans = _designated(context, site.id)
        for on in days:
            if next((status for since, status in known if since <= on), "") != "registered":
                continue
            counts[0, on] += 1
            counts[1, on] += any(reached <= on <= due_on for reached, due_on in until)
            counts[2, on] += any(begun <= on < ended for begun, ended in spans)
    return counts


def _reaches(context: PageContext) -> Mapping[str, list[str]]:
    """The days to which the captures of each site reach; those of picked items alone do not count."""
    found: dict[str, list[str]] = defaultdict(list)
    for capture in context.register.of("captures").values():
        if "picked" not in capture.value["scope"]:
            found[capture.id.partition("/")[0]].append(reaches(capture))
    return found


def _due_on(checks: Checks, site: Record[SiteValue], on: str) -> str:
    return checks.due_on(on, "capture", site.value.get("capture", {}).get("every", ""))


def _designated(context: PageContext, site: str) -> list[tuple[str, str]]:
    record = context.register.get("designations", site)
    listed: Sequence[Mapping[str, Any]] = record.value["designations"] if record else ()
    return [(one["on"], one["removed"]["on"] if "removed" in one else "9999-12-31") for one in listed]
