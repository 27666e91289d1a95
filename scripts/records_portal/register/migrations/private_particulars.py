"""What an attacker could use: leaving dates, training particulars and access lists go to the private root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from records_portal.files.yaml_text import read_yaml

from ..kinds import KINDS
from ..record_editing import add_property
from .parts import OpenQuestion, RecordEdit, Steps, UpgradeAnswers, UpgradedRoot, UpgradedRoots, attempted
from .record_rewriting import without_property


class Moved(NamedTuple):
    """Which properties of a kind of record go to which kind of private record."""

    kind: str
    properties: tuple[str, ...]
    to: str


MOVED = (Moved("people", ("leaves_on", "training"), "staff"), Moved("sites", ("access",), "access"))


def move_to_private(roots: UpgradedRoots, answers: UpgradeAnswers) -> Steps:
    """private-particulars: when people leave, which training they took when, and who has access to a site stand in the
    private root of their agency; the public record of a person says that there was training."""
    for moved in MOVED:
        for root in roots.all:
            for record_id, path, text, value in root.of(moved.kind):
                if any(name in value for name in moved.properties):
                    record = record_id, path, text, value
                    yield from attempted(root.name, path, partial(_moved, roots, root, moved, record, answers))


def _moved(
    roots: UpgradedRoots,
    root: UpgradedRoot,
    moved: Moved,
    record: tuple[str, str, bytes, Mapping[str, Any]],
    answers: UpgradeAnswers,
) -> Steps:
    record_id, path, text, value = record
    target = root if root in roots.private else _private_root(roots, value.get("agency", ""), answers)
    if target is None:
        yield OpenQuestion(root.name, path, f"where the private root of {value['agency']!r} is: --private DIR")
        return
    named = [name for name in moved.properties if name in value]
    lines, rest = _taken(text, named)
    if "training" in named and "trained" not in value and root not in roots.private:
        rest = add_property(rest, ("trained",), True)
    private_path = KINDS[moved.to].path_of(record_id)
    known = target.files.get(private_path)
    if known is None:
        yield RecordEdit(target.name, private_path, lines)
    elif differing := _differing(known, value, named):
        yield OpenQuestion(root.name, path, f"{differing} says something else in {private_path} of the private root")
        return
    yield RecordEdit(root.name, path, rest)


def _private_root(roots: UpgradedRoots, agency: str, answers: UpgradeAnswers) -> UpgradedRoot | None:
    """The private root of an agency: the one that the anchors name, or the only one; nothing where none is sure."""
    if name := answers.roots_of_agencies.get(agency):
        return next((each for each in roots.private if each.name == name), None)
    return roots.private[0] if len(roots.private) == 1 else None


def _taken(text: bytes, names: Sequence[str]) -> tuple[bytes, bytes]:
    """The lines of some properties, and the text without them."""
    taken = b""
    for name in names:
        text, lines = without_property(text, (name,))
        taken += lines
    return taken, text


def _differing(known: bytes, value: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first property that the private record does not say just so; empty where it says all of them."""
    private = read_yaml(known)[0]
    there = private if isinstance(private, dict) else {}
    return next((name for name in names if there.get(name) != value[name]), "")
