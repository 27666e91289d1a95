"""Who was told of a hold: people with the day, in place of a role or a person by its word alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from .parts import OpenQuestion, RecordEdit, Steps, UpgradeAnswers, UpgradedRoot, UpgradedRoots, attempted
from .record_rewriting import with_entry_replaced


def name_who_was_told(roots: UpgradedRoots, answers: UpgradeAnswers) -> Steps:
    """notified: whoever a hold says was told of it is a person, told on the day of its placing; a role is the one
    person who held it that day, or whom `--role ROLE=PERSON` names."""
    for root in roots.all:
        for _, path, text, hold in root.of("holds"):
            if any(isinstance(each, str) for each in hold.get("notified", ())):
                yield from attempted(root.name, path, partial(_named, roots, root, path, (text, hold), answers))


def _named(
    roots: UpgradedRoots,
    root: UpgradedRoot,
    path: str,
    record: tuple[bytes, Mapping[str, Any]],
    answers: UpgradeAnswers,
) -> Steps:
    text, hold = record
    people = {name: value for each in (roots.public, root) for name, _, _, value in each.of("people")}
    day, changed = hold["placed"]["on"], text
    for place, word in enumerate(hold["notified"]):
        if not isinstance(word, str):
            continue
        found = [word] if word in people else list(_holders(people, word, day))
        if len(found) != 1 and answers.people_of_roles.get(word) in people:
            found = [answers.people_of_roles[word]]
        if len(found) == 1:
            changed = with_entry_replaced(changed, ("notified", place), {"person": found[0], "on": day})
        else:
            held = f"was {', '.join(found)}" if found else "was nobody"
            yield OpenQuestion(root.name, path, f"{word} {held} on {day}; who was told: --role {word}=PERSON")
    if changed != text:
        yield RecordEdit(root.name, path, changed)


def _holders(people: Mapping[str, Any], role: str, on: str) -> Iterator[str]:
    """The people who held a role on a day."""
    for name, person in people.items():
        if any(each["role"] == role and each["from_on"] <= on <= each.get("to_on", on) for each in person["roles"]):
            yield name
