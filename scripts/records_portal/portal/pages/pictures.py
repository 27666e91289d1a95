"""What the pictures show: each as SVG with the same numbers as a table.

* What becomes eligible by month, from the due list.
* Sites by platform and status.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from records_portal.register.fact_kinds import STATUSES
from records_portal.retention.statuses import PAST_ELIGIBLE
from records_portal.wording.words import DUE_STATUS, SHORT_MONTHS, count, plain

from ..context import PageContext
from ..downloads.svg_pictures import Bar, BarChart, render_bars

MONTHS_BACK, MONTHS_AHEAD = 12, 24
CUT_ABOVE = 4
MOST_PLATFORMS, LONGEST_NAME = 12, 14
WAITING = tuple(status for status in PAST_ELIGIBLE if status != "authorized")
STANDING = {
    "in use": ("activated", "registered"),
    "on the way": ("requested", "approved"),
    "suspended or closing": ("suspended", "decommissioning"),
    "closed or turned down": ("decommissioned", "rejected"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the same numbers as a table; `note` says how to read it or how it was made."""

    id: str
    title: str
    note: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    look: str = ""


def due_picture(context: PageContext) -> Picture | None:
    """What became or becomes eligible in which month, by status; nothing where no item has such a date."""
    counts = _by_month(context)
    if not counts:
        return None
    now = _number(context.as_of[:7])
    months = range(now - MONTHS_BACK, now + MONTHS_AHEAD)
    before = _sum(counts, lambda month: month < months.start)
    after = _sum(counts, lambda month: month >= months.stop)
    listed = [("earlier", before)] if before else []
    listed += [(_month(month), counts.get(month, Counter())) for month in months]
    statuses = [status for status in ("retained", *PAST_ELIGIBLE) if any(one[status] for one in counts.values())]
    return Picture(
        "due-months",
        "Eligible by month",
        f"The {MONTHS_BACK} months before {_month(now)} and the {MONTHS_AHEAD} from then on, and what lies earlier. "
        "Items without a date, and what was disposed of, are not counted here.",
        render_bars(_due_chart(listed, _all(after), _month(now))),
        ("Month", *(DUE_STATUS[status][0] for status in statuses), "All"),
        tuple(
            (label, (*(f"{found[status]:,}" for status in statuses), f"{_all(found):,}"))
            for label, found in (*listed, *([("later", after)] if after else ()))
        ),
    )


def _due_chart(listed: Sequence[tuple[str, Counter[str]]], later: int, now: str) -> BarChart:
    """The chart of the months and of what lies earlier, whose bar is cut where it would make the others tiny."""
    bars = tuple(_due_bar(label, found) for label, found in listed)
    months = bars[-MONTHS_AHEAD - MONTHS_BACK :]
    longest, first = max(bar.total for bar in months), bars[0].total
    coming = sum(bar.total for bar in bars[-MONTHS_AHEAD:])
    return BarChart(
        "due-months",
        "Items by the month from which they are eligible for disposition",
        f"{count(sum(bar.total for bar in bars) - coming, 'item')} before {now}, {coming:,} in the {MONTHS_AHEAD} "
        f"months from then on, {later:,} later.",
        ("still retained", "period over, something is missing", "period over, authorized"),
        bars,
        full=longest if longest and first > CUT_ABOVE * longest else max(longest, first),
    )


def _by_month(context: PageContext) -> dict[int, Counter[str]]:
    due, counts = context.portal.due, dict[int, Counter[str]]()
    dated = due["eligible_on"].str.match(r"\d{4}-\d\d")
    shown = due[due["status"].isin(("retained", *PAST_ELIGIBLE)) & dated]
    pairs = Counter(zip(shown["eligible_on"].str[:7].tolist(), shown["status"].tolist(), strict=True))
    for (month, status), items in pairs.items():
        counts.setdefault(_number(month), Counter())[status] += items
    return counts


def _sum(counts: Mapping[int, Counter[str]], wanted: Callable[[int], bool]) -> Counter[str]:
    return sum((found for month, found in counts.items() if wanted(month)), Counter[str]())


def _all(found: Counter[str]) -> int:
    return sum(found.values())


def _due_bar(label: str, found: Counter[str]) -> Bar:
    return Bar(label, (found["retained"], sum(found[status] for status in WAITING), found["authorized"]))


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _month(number: int) -> str:
    return f"{SHORT_MONTHS[number % 12]} {number // 12}"


def platform_picture(context: PageContext) -> Picture | None:
    """Sites by platform and status; nothing where there is no site."""
    counts: dict[str, Counter[str]] = {}
    for site in context.register.of("sites").values():
        counts.setdefault(site.value["platform"], Counter())[context.status[site.id]] += 1
    if not counts:
        return None
    ordered = sorted(counts, key=lambda one: (-_all(counts[one]), one))
    names = {one: context.title("platforms", one) for one in ordered}
    bars = [_platform_bar(names[one], counts[one]) for one in ordered[:MOST_PLATFORMS]]
    if rest := ordered[MOST_PLATFORMS:]:
        bars.append(_platform_bar(count(len(rest), "other"), sum((counts[one] for one in rest), Counter[str]())))
    chart = BarChart(
        "platforms",
        "Sites by platform and status",
        "; ".join(f"{bar.label}: {bar.total:,}" for bar in bars) + ".",
        tuple(STANDING),
        tuple(bars),
    )
    found = [status for status in STATUSES if any(one[status] for one in counts.values())]
    return Picture(
        "platforms",
        "Sites by platform and status",
        "Closed sites stay in the register and are counted too.",
        render_bars(chart),
        ("Platform", *(plain(status).capitalize() for status in found), "All"),
        tuple((names[one], _status_cells(counts[one], found)) for one in ordered),
    )


def _platform_bar(label: str, found: Counter[str]) -> Bar:
    name = label if len(label) <= LONGEST_NAME else f"{label[: LONGEST_NAME - 1]}…"
    return Bar(name, tuple(sum(found[status] for status in statuses) for statuses in STANDING.values()))


def _status_cells(found: Counter[str], statuses: Iterable[str]) -> tuple[str, ...]:
    return (*(f"{found[status]:,}" for status in statuses), f"{_all(found):,}")
