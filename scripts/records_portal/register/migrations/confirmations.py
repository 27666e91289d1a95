"""Confirmed series of older schedules: what was confirmed gets a digest, so that a later change shows."""

from __future__ import annotations

from ..confirmation import confirmed_digest, fiscal_start
from ..record_editing import add_property
from .parts import RecordEdit, Steps, UpgradeAnswers, UpgradedRoots


def bind_confirmations(roots: UpgradedRoots, _: UpgradeAnswers) -> Steps:
    """confirmed-digest: what is confirmed of a series is bound to its fields by a digest; approving the change confirms
    that they are those of the published schedule."""
    portal = roots.public.value("portal", "portal")
    for root in roots.all:
        for _name, path, text, schedule in root.of("schedules"):
            start, changed = fiscal_start(schedule, portal), text
            for place, version in enumerate(schedule["versions"]):
                for number, series in enumerate(version["series"]):
                    if "digest" not in series.get("confirmed", {"digest": ""}):
                        at = ("versions", place, "series", number, "confirmed", "digest")
                        changed = add_property(changed, at, confirmed_digest(series, start))
            if changed != text:
                yield RecordEdit(root.name, path, changed)
