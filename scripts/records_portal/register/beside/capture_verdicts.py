"""What a capture's verdict means for everything computed from captures; records from before there were verdicts too.

Whoever asks whether a capture holds everything, what it covers, or whether what it calls gone is gone, asks here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

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
