"""Roles that came since a register was begun: who holds them is for people to say."""

from __future__ import annotations

from ..kinds import KINDS
from ..record_editing import append_entry
from .needed_roles import unfilled_roles
from .parts import SETTINGS, OpenQuestion, RecordEdit, Steps, UpgradeAnswers, UpgradedRoots


def fill_roles(roots: UpgradedRoots, answers: UpgradeAnswers) -> Steps:
    """roles: counsel, records custodian, human resources and auditor of the portal, and an approver of dispositions of
    each agency with sites, are persons whom `--role ROLE=PERSON` or `--role ROLE@AGENCY=PERSON` names."""
    public, people = roots.public, roots.people
    agencies = {value["agency"] for _, _, _, value in public.of("sites")}
    texts = {name: text for name, _, text, _ in public.of("people")}
    changed = dict(texts)
    for needed in unfilled_roles(people.values(), agencies, answers.on) if agencies else ():
        said = answers.people_of_roles
        person = said.get(needed.title) or said.get(needed.role, "")
        if person not in people:
            lacks = f"{person!r} is not in registry/people/; " if person else ""
            yield OpenQuestion(public.name, SETTINGS, f"{lacks}who is {needed.title}: --role {needed.title}=PERSON")
            continue
        entry = {"role": needed.role, "from_on": answers.on}
        if needed.agency and needed.agency != people[person]["agency"]:
            entry["agency"] = needed.agency
        changed[person] = append_entry(changed[person], ("roles",), entry)
    for person, text in changed.items():
        if text != texts[person]:
            yield RecordEdit(public.name, KINDS["people"].path_of(person), text)
