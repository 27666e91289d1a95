"""What a change of the register does to what is due: two due lists side by side, item by item, at one date.

For callers: these two signatures do not change.

* `compare_registers(before, after, items_before, items_after, as_of) -> Impact` computes both due lists itself.
* `impact_between(due_before, due_after, as_of) -> Impact` takes two that `due_dispositions` made.

An `Impact` is false where nothing changes; `impact.total("earlier")` counts; `impact.lines()` says all of it as plain
lines of text, of which nothing is escaped; `impact.as_mapping()` is for JSON; `render_impact` is safe in a comment.

* An item is the same by site, capture, id and version. One item can be counted under several effects.
* An item that had no date and has one now is earlier: nothing said before that it may ever go.
* An item that loses its date is later, or `not-computable` where a lack is the reason.
* Holds are compared where both registers were read with the private root; else nothing is held on either side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd

from records_portal.register.model import Register

from .due_list import due_dispositions
from .statuses import PAST_ELIGIBLE

EFFECTS = {
    "earlier": "become due earlier, or have a date where they had none",
    "due": "are past their period today and were not",
    "authorized": "may be disposed of today and could not",
    "later": "become due later, or lose their date",
    "no-longer-due": "are no longer past their period today",
    "not-computable": "lose their date because something is missing",
    "held": "are held and were not",
    "released": "are no longer held",
    "disposed": "count as disposed of and did not",
    "added": "are new",
    "removed": "are no longer listed",
}
MOST_EXAMPLES, MOST_COUNTS = 5, 20
KEY = ["site", "item", "version", "capture"]
COMPARED = ["series", "eligible_on", "status", "holds"]
GONE = ("disposed", "transferred")


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of one site and series feel an effect; the series is that after, or before where there is none."""

    effect: str
    site: str
    series: str
    items: int

    @property
    def place(self) -> str:
        """Site and series in one line."""
        return f"{self.site} {self.series or 'no series'}"


@dataclass(frozen=True, slots=True)
class Example:
    """One item that feels an effect, with what the due list said of it before and says after."""

    effect: str
    site: str
    item: str
    version: str
    series_before: str
    series_after: str
    eligible_before: str
    eligible_after: str
    status_before: str
    status_after: str

    def __str__(self) -> str:
        before, after = self.eligible_before or "no date", self.eligible_after or "no date"
        dates = f"{before} -> {after}" if before != after else before
        same = self.status_before == self.status_after
        status = self.status_after if same else f"{self.status_before or 'not listed'} -> {self.status_after or 'gone'}"
        return f"{self.site} {self.item} (version {self.version}): {dates}; {status}"


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes between two due lists at one date."""

    as_of: date
    items_before: int
    items_after: int
    counts: tuple[Count, ...]
    examples: tuple[Example, ...]

    def __bool__(self) -> bool:
        return bool(self.counts)

    def total(self, effect: str) -> int:
        """How many items feel an effect."""
        return sum(one.items for one in self.counts if one.effect == effect)

    def of(self, effect: str) -> tuple[list[Count], list[Example]]:
        """The counts of an effect by site and series, the greatest first, and its examples."""
        counts = [one for one in self.counts if one.effect == effect]
        return counts, [one for one in self.examples if one.effect == effect]

    def lines(self) -> Iterator[str]:
        """All of it as plain text: a line for each effect, below it its counts and its examples."""
        if not self:
            yield f"as of {self.as_of}: nothing changes for {_items(self.items_after)}"
        for effect, words in EFFECTS.items():
            counts, examples = self.of(effect)
            if counts:
                yield f"{_items(self.total(effect))}: {words} [{effect}]"
            yield from (f"  {one.place}: {one.items:,}" for one in counts)
            yield from (f"    {one}" for one in examples)

    def as_mapping(self) -> dict[str, object]:
        """All of it under the names that machines read."""
        return {
            "as_of": self.as_of.isoformat(),
            "items_before": self.items_before,
            "items_after": self.items_after,
            "totals": {effect: self.total(effect) for effect in EFFECTS},
            "counts": [asdict(one) for one in self.counts],
            "examples": [asdict(one) for one in self.examples],
        }


def compare_registers(
    before: Register, after: Register, items_before: pd.DataFrame, items_after: pd.DataFrame, as_of: date
) -> Impact:
    """What is due by one register with its items, and by another with its own, on the same day."""
    return impact_between(
        due_dispositions(before, items_before, as_of), due_dispositions(after, items_after, as_of), as_of
    )


def impact_between(due_before: pd.DataFrame, due_after: pd.DataFrame, as_of: date) -> Impact:
    """What changes between two due lists that were computed for the same day."""
    sides = _comparable(due_before), _comparable(due_after)
    both = sides[0].merge(sides[1], how="outer", on=KEY, suffixes=("_before", "_after")).fillna("")
    counts: list[Count] = []
    examples: list[Example] = []
    for effect, felt in _effects(both).items():
        rows = both[felt]
        if len(rows):
            counts += _counts(effect, rows)
            examples += _examples(effect, rows)
    return Impact(as_of, len(due_before), len(due_after), tuple(counts), tuple(examples))


def _comparable(due: pd.DataFrame) -> pd.DataFrame:
    """A due list by its keys, with series as references."""
    table = due[[*KEY, "schedule", *COMPARED]].astype(str)
    reference = (table["schedule"] + "#" + table["series"]).where(table["schedule"] != "", "")
    return table.assign(series=reference).drop(columns="schedule").drop_duplicates(KEY)


def _effects(both: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    """Which items feel which effect; an item that is on one side only has no status on the other."""
    before, after = both["eligible_on_before"], both["eligible_on_after"]
    was, now = both["status_before"], both["status_after"]
    known, lacks = (was != "") & (now != ""), now == "not-computable"
    due_before, due_after = was.isin(PAST_ELIGIBLE), now.isin(PAST_ELIGIBLE)
    held_before, held_after = both["holds_before"] != "", both["holds_after"] != ""
    return {
        "earlier": known & (after != "") & ((before == "") | (after < before)),
        "due": due_after & ~due_before,
        "authorized": (now == "authorized") & (was != "authorized"),
        "later": known & (before != "") & (((after == "") & ~lacks) | (after > before)),
        "no-longer-due": known & due_before & ~due_after,
        "not-computable": known & lacks & (was != "not-computable"),
        "held": held_after & ~held_before,
        "released": known & held_before & ~held_after,
        "disposed": now.isin(GONE) & ~was.isin(GONE),
        "added": was == "",
        "removed": now == "",
    }


def _counts(effect: str, rows: pd.DataFrame) -> list[Count]:
    series = rows["series_after"].where(rows["series_after"] != "", rows["series_before"])
    counted = Counter(zip(rows["site"].tolist(), series.tolist(), strict=True))
    found = [Count(effect, site, number, items) for (site, number), items in counted.items()]
    return sorted(found, key=lambda one: (-one.items, one.site, one.series))


def _examples(effect: str, rows: pd.DataFrame) -> list[Example]:
    day = rows["eligible_on_after"].where(rows["eligible_on_after"] != "", rows["eligible_on_before"])
    first = rows.assign(day=day.where(day != "", "9999")).sort_values(["day", *KEY], kind="stable").head(MOST_EXAMPLES)
    names = ["site", "item", "version", "series_before", "series_after", "eligible_on_before", "eligible_on_after"]
    columns = (first[name] for name in (*names, "status_before", "status_after"))
    return [Example(effect, *cells) for cells in zip(*columns, strict=True)]


def _items(number: int) -> str:
    return f"{number:,} item{'' if number == 1 else 's'}"


def render_impact(impact: Impact, title: str) -> str:
    """The impact for a comment in a forge: values stand as code only, where nothing in them can act."""
    lines = [f"### {_plain(title)}, as of {impact.as_of}", ""]
    if not impact:
        lines.append(f"Nothing changes for {_items(impact.items_after)}.")
    for effect, words in EFFECTS.items():
        counts, examples = impact.of(effect)
        if counts:
            lines.append(f"- **{_items(impact.total(effect))}** {words}")
            lines += [f"  - {_code(one.place)}: {one.items:,}" for one in counts[:MOST_COUNTS]]
            lines += [f"  - and more sites and series: {more:,}"] if (more := len(counts) - MOST_COUNTS) > 0 else []
            lines += [f"  - for example {_code(str(one))}" for one in examples]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    """A value as a code span that it cannot end."""
    return f"`{_plain(text)}`"


def _plain(text: str) -> str:
    return "".join(one if one.isprintable() and one not in "`<@[]" else " " for one in text)
