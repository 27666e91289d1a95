"""Confirmed series of older schedules: what was confirmed gets a digest, so that a later change shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ..confirmation import confirmed_digest, fiscal_start
from ..record_editing import add_property
from .parts import RecordEdit, Steps, UpgradeAnswers, UpgradedRoots, attempted


def bind_confirmations(roots: UpgradedRoots, _: UpgradeAnswers) -> Steps:
    """confirmed-digest: what is confirmed of a series is bound to its fields by a digest; approving the change confirms
    that they are those of the published schedule."""
    portal = roots.public.value("portal", "portal")
    for root in roots.all:
        for _name, path, text, schedule in root.of("schedules"):
            start = fiscal_start(schedule, portal)
            yield from attempted(root.name, path, partial(_bound, root.name, path, text, schedule, start))


def _bound(root: str, path: str, text: bytes, schedule: Mapping[str, Any], start: str) -> Steps:
    changed = text
    for place, version in enumerate(schedule["versions"]):
        for number, series in enumerate(version["series"]):
            if "digest" not in series.get("confirmed", {"digest": ""}):
                at = ("versions", place, "series", number, "confirmed", "digest")
                changed = add_property(changed, at, confirmed_digest(series, start))
    if changed != text:
        yield RecordEdit(root, path, changed)
