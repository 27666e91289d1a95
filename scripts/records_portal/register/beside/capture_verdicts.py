"""What a capture's verdict means for everything computed from captures; records from before there were verdicts too.

A verdict that was given later lies in `verdicts.csv` beside the record, which is never edited; the last one stands.
Whoever asks whether a capture holds everything, what it covers, or whether what it calls gone is gone, asks here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

if TYPE_CHECKING:
    from ..records import CaptureScope, CaptureValue

VerdictValue = Literal["complete", "partial", "not-understood"]
_LIMITS = frozenset(("from_on", "to_on", "kinds"))


def verdict_of(capture: CaptureValue) -> VerdictValue:
    """The verdict on a capture; one from before there were verdicts is complete where its scope was known."""
    if "verdict" in capture:
        return capture["verdict"]["value"]
    return "complete" if _is_bounded(capture["scope"]) else "partial"


def holds_everything(capture: CaptureValue) -> bool:
    """Whether a capture holds everything that the account had."""
    return capture["scope"]["complete"] and verdict_of(capture) == "complete"


def has_known_scope(capture: CaptureValue) -> bool:
    """Whether it is known for which days and kinds a capture holds everything."""
    return _is_bounded(capture["scope"]) and verdict_of(capture) == "complete"


def row_stands(capture: CaptureValue, change: str, deleted: str) -> bool:
    """Whether a row of an index counts: what it calls gone is gone where the export marks it so or had to hold it.

    A verdict that was superseded may have called items gone that are not.
    """
    return change != "gone" or deleted == "yes" or has_known_scope(capture)


def _is_bounded(scope: CaptureScope) -> bool:
    return scope["complete"] or bool(_LIMITS & scope.keys())


VERDICTS = "verdicts.csv"
COLUMNS = ("judged_at", "by", "software", "verdict", "reasons", "complete", "from_on", "to_on", "kinds")
# Since somebody said to a later verdict how many items were really removed.
COLUMNS_WITH_GONE = (*COLUMNS, "gone")
_GONE = re.compile(r"(?:[1-9]\d{0,8})?\Z", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", re.ASCII)


class NotVerdicts(ValueError):  # noqa: N818 -- what a file is, not an error of the program
    """Why a file is not a list of later verdicts."""


@dataclass(frozen=True, slots=True)
class LaterVerdict:
    """A verdict that supersedes the one in the record: when, by whom and with what it was given, and of which scope."""

    judged_at: str
    by: str
    software: str
    value: str
    reasons: tuple[str, ...]
    complete: bool = False
    from_on: str = ""
    to_on: str = ""
    kinds: tuple[str, ...] = ()
    gone: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The verdict as a row of the columns with the number of items that are gone."""
        complete, reasons, kinds = "yes" if self.complete else "", " ".join(self.reasons), " ".join(self.kinds)
        told = self.judged_at, self.by, self.software, self.value, reasons
        return (*told, complete, self.from_on, self.to_on, kinds, self.gone)


def render_verdicts(verdicts: Sequence[LaterVerdict]) -> bytes:
    """The file of later verdicts; without a number of items that are gone it has the columns of before."""
    columns = COLUMNS_WITH_GONE if any(each.gone for each in verdicts) else COLUMNS
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([columns, *(each.cells[: len(columns)] for each in verdicts)])
    return text.getvalue().encode()


def parse_verdicts(data: bytes) -> list[LaterVerdict]:
    """The verdicts that lie beside a capture, oldest first; the last one stands."""
    try:
        heading, *rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    except (ValueError, csv.Error) as error:
        raise NotVerdicts("it is no list of verdicts") from error
    if tuple(heading) not in (COLUMNS, COLUMNS_WITH_GONE) or not rows:
        raise NotVerdicts("its columns are not those of verdicts, or it has no row")
    if wrong := next((number for number, cells in enumerate(rows, 2) if len(cells) != len(heading)), 0):
        raise NotVerdicts(f"row {wrong} is no verdict")
    unsaid = [""] * (len(COLUMNS_WITH_GONE) - len(heading))
    return [_verdict_in(number, [*cells, *unsaid]) for number, cells in enumerate(rows, 2)]


def _verdict_in(number: int, cells: list[str]) -> LaterVerdict:
    if not _MOMENT.match(cells[0]) or cells[5] not in ("", "yes") or not _GONE.match(cells[9]):
        raise NotVerdicts(f"row {number} is no verdict")
    at, by, software, value, reasons, complete, from_on, to_on, kinds, gone = cells
    return LaterVerdict(
        at, by, software, value, tuple(reasons.split()), complete == "yes", from_on, to_on, tuple(kinds.split()), gone
    )


def with_verdict(capture: CaptureValue, later: LaterVerdict) -> CaptureValue:
    """The record as it is to be read since a later verdict: its scope and verdict are those that were given then."""
    own = {name: each for name, each in capture["scope"].items() if name not in (*_LIMITS, "complete")}
    limits = {"from_on": later.from_on, "to_on": later.to_on, "kinds": list(later.kinds)}
    scope = {"complete": later.complete, **own, **{name: each for name, each in limits.items() if each}}
    scope |= {"gone": int(later.gone)} if later.gone else {}
    verdict = {"value": later.value, "reasons": list(later.reasons)}
    return cast("CaptureValue", {**capture, "scope": scope, "verdict": verdict})


def without_verdict(capture: CaptureValue) -> CaptureValue:
    """The record where nobody can read how it was judged since: nothing is gone by it."""
    scope = {name: each for name, each in capture["scope"].items() if name not in _LIMITS} | {"complete": False}
    return cast("CaptureValue", {**capture, "scope": scope, "verdict": {"value": "partial", "reasons": []}})
