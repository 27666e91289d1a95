"""What was confirmed of a records series: a digest over the fields that decide over a disposition.

* It covers number, classes, rule, disposition, appraisal and authorization, and where the rule cuts off by the fiscal
  year or a part of it the year's start: whoever changes one of these has another series, which nobody compared with the
  published schedule.
* Title, citation and note may be mended: they decide nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

FISCAL = ("fiscal-year-end", "fiscal-quarter-end", "fiscal-month-end")
NOT_SAID = "01-01"


class Confirmation(StrEnum):
    """How a series stands to what was confirmed of it."""

    NONE = "nobody confirmed it"
    UNBOUND = "confirmed without a digest"
    FITS = "confirmed as it stands"
    CHANGED = "changed since it was confirmed"


def fiscal_start(schedule: Mapping[str, Any], portal: Mapping[str, Any]) -> str:
    """The first day of the fiscal year by which a schedule's series cut off."""
    return str(schedule.get("fiscal_year_start", portal.get("fiscal_year_start", NOT_SAID)))


def confirmed_digest(series: Mapping[str, Any], fiscal_year_start: str) -> str:
    """The digest of a series' fields that decide: SHA-256 over one line of JSON with sorted keys."""
    rule = _rule(series.get("rule"))
    fields = {
        "number": series["number"],
        "classes": sorted(series.get("classes", ())),
        "rule": rule,
        "fiscal_year_start": fiscal_year_start if _is_fiscal(rule) else None,
        "disposition": series["disposition"],
        "appraisal": series.get("appraisal") == "required",
        "authorization": series["authorization"],
    }
    text = json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def confirmation_of(series: Mapping[str, Any], fiscal_year_start: str) -> Confirmation:
    """Whether a series still is what was confirmed of it."""
    if "confirmed" not in series:
        return Confirmation.NONE
    if "digest" not in series["confirmed"]:
        return Confirmation.UNBOUND
    fits = series["confirmed"]["digest"] == confirmed_digest(series, fiscal_year_start)
    return Confirmation.FITS if fits else Confirmation.CHANGED


def _is_fiscal(rule: object) -> bool:
    text = json.dumps(rule)
    return any(f'"{cutoff}"' in text for cutoff in FISCAL)


def _rule(value: Mapping[str, Any] | None) -> object:
    """A rule as it is meant: no cutoff is the same, said or not said."""
    if value is None:
        return None
    for combination in ("later_of", "earlier_of"):
        if combination in value:
            return {combination: [_rule(each) for each in value[combination]]}
    return {name: each for name, each in value.items() if (name, each) != ("cutoff", "none")}
