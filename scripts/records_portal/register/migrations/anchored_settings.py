"""Settings that named the published branch and the private root: the store's anchors say both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records_portal.files.yaml_text import dump_yaml, read_yaml

from ..record_editing import add_property
from .parts import ANCHORS, SETTINGS, STORE, OpenQuestion, RecordEdit, Steps, UpgradeAnswers, UpgradedRoots
from .record_rewriting import without_property

OLDER = ("published_branch", "private_root")


def move_to_anchors(roots: UpgradedRoots, answers: UpgradeAnswers) -> Steps:
    """anchors: where the root is published and which private roots there are is said by the store's anchors, and taken
    out of the settings, which whoever can publish can change."""
    text, settings = roots.public.files.get(SETTINGS, b""), roots.public.value("portal", "portal")
    if not any(name in settings for name in OLDER):
        return
    said = _anchors(roots)
    anchors = _with_addresses(said, settings, sorted(_agencies(roots)), answers)
    name = roots.public.name
    if lacking := _lacking(anchors, settings):
        yield OpenQuestion(name, SETTINGS, lacking)
        return
    if anchors != said:
        yield RecordEdit(STORE, ANCHORS, dump_yaml(anchors).encode())
    branch = settings.get("published_branch", "main")
    if branch != "main" and "forge" in settings and "branch" not in settings["forge"]:
        text = add_property(text, ("forge", "branch"), branch)
    for each in OLDER:
        if each in settings:
            text, _ = without_property(text, (each,))
    yield RecordEdit(name, SETTINGS, text)


def _agencies(roots: UpgradedRoots) -> set[str]:
    return {agency for agency, *_ in roots.public.of("agencies")}


def _anchors(roots: UpgradedRoots) -> Mapping[str, Any]:
    """What the store's anchors say; empty where there are none."""
    text = roots.store.files.get(ANCHORS) if roots.store else None
    value = read_yaml(text)[0] if text is not None else None
    return value if isinstance(value, dict) else {}


def _with_addresses(
    said: Mapping[str, Any], settings: Mapping[str, Any], agencies: list[str], answers: UpgradeAnswers
) -> Mapping[str, Any]:
    """The anchors with the addresses that were answered; where there is one private root, it is every agency's."""
    anchors = dict(said)
    if answers.address and "public" not in anchors:
        anchors["public"] = {"address": answers.address, "branch": settings.get("published_branch", "main")}
    if answers.private_addresses and "private" not in anchors:
        anchors["private"] = [
            {"name": name, "address": address, "branch": "main"}
            for name, address in sorted(answers.private_addresses.items())
        ]
        if len(answers.private_addresses) == 1:
            anchors["agencies"] = dict.fromkeys(agencies, next(iter(answers.private_addresses)))
    return anchors


def _lacking(anchors: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """What the anchors do not say of what the settings say; empty where they say all of it."""
    branch = settings.get("published_branch", "main")
    if "public" not in anchors:
        return f"where branch {branch!r} is published: --address ADDRESS, with --store"
    if anchors["public"]["branch"] != branch:
        return (
            f"the anchors say branch {anchors['public']['branch']!r}, the settings {branch!r}; mend whichever is wrong"
        )
    if settings.get("private_root") == "required" and not anchors.get("private"):
        return "where the private root is published: --private-address NAME=ADDRESS"
    return ""
