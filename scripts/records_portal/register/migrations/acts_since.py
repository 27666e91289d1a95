"""Approvals by name: since which commit of the main line an act has to be signed."""

from __future__ import annotations

from ..record_editing import add_property
from .parts import SETTINGS, OpenQuestion, RecordEdit, Steps, UpgradeAnswers, UpgradedRoots


def begin_acts(roots: UpgradedRoots, answers: UpgradeAnswers) -> Steps:
    """acts-since: the settings name the commit since which acts are signed and who says so; approvals of before are
    shown as declared, and authorize nothing new."""
    settings = roots.public.files.get(SETTINGS)
    signs = any(person.get("keys") for person in roots.people.values())
    if settings is None or "acts_since" in roots.public.value("portal", "portal"):
        return
    if (signs or not roots.people) and not answers.said_by:
        return  # a root that began with keys, or has nobody yet, has nothing of before
    name = roots.public.name
    if not answers.said_by:
        yield OpenQuestion(name, SETTINGS, "who says that acts are signed from now on: --said-by PERSON")
    elif answers.said_by not in roots.people:
        yield OpenQuestion(name, SETTINGS, f"--said-by {answers.said_by!r} is not in registry/people/")
    elif not answers.commit:
        yield OpenQuestion(name, SETTINGS, "since which commit: the root has none yet; commit it first")
    else:
        said = {"commit": answers.commit, "said_by": answers.said_by, "on": answers.on}
        yield RecordEdit(name, SETTINGS, add_property(settings, ("acts_since",), said))
