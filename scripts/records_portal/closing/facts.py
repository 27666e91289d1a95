"""The facts of a closing, each built from what is said of it and refused where a step before it is not done.

What was recorded is never changed: a later fact is added, and the same one is not added twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from records_portal.captures.final_captures import capture_faults
from records_portal.register.findings import Refusal
from records_portal.register.record_editing import append_entry, read_record
from records_portal.register.shapes import schema_of
from records_portal.register.sites import current_designations, holds_role

from .decommissioning import BLOCKED, DELETING, DONE, FACT_OF, WAITS_FOR, WHO, Closing, closing_steps

if TYPE_CHECKING:
    from records_portal.register.records import SiteFact

NEEDED = {
    "direction": ("reason",),
    "final-capture": ("capture",),
    "notice": ("audience", "text"),
    "deactivation": ("contents",),
    "credentials-handed-over": ("channel",),
    "decommissioning": ("handle_fate", "recheck_on"),
    "recheck": ("handle_fate", "recheck_on"),
}
ALSO = {
    "final-capture": ("accepted_lacks", "filled_lacks"),
    "deactivation": ("access_blocked_on",),
    "credentials-handed-over": ("to",),
    "decommissioning": ("successor",),
    "recheck": ("successor",),
}
OPTION = {
    "accepted_lacks": "--accept",
    "filled_lacks": "--filled",
    "access_blocked_on": "--blocked-on",
}
SEVERAL = frozenset(("notice", "recheck", "final-capture"))


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What somebody says of a step: which, who, on which day, and the values that its fact needs."""

    step: str
    by: str
    on: str
    values: Mapping[str, object]
    evidence: str = ""
    note: str = ""


def option_of(name: str) -> str:
    """The option that gives a value of a fact."""
    return OPTION.get(name, f"--{name.replace('_', '-')}")


def closing_fact(closing: Closing, said: StepTaken) -> SiteFact:
    """The fact as it would be recorded; refused where it is incomplete, out of order or against a hold."""
    closing = replace(closing, as_of=said.on)
    fact = _built(closing, said)
    if fact in closing.site.value["facts"]:
        return fact
    for fault in (*_faults_of_order(closing, said), *_faults_of_content(closing, said, fact)):
        raise Refusal(fault)
    return fact


def happened_fact(closing: Closing, said: StepTaken) -> SiteFact | None:
    """The fact of a deletion that has happened, whatever holds it; nothing where the site's facts have no room for it.

    Before the direction, once the contents were dealt with, and after the closing the log alone has it.
    """
    if said.step != "deactivation" or said.values.get("contents") != "deleted":
        raise Refusal("--happened is of contents that were deleted; name --record deactivation and --contents deleted")
    closing = replace(closing, as_of=said.on)
    facts = closing.site.value["facts"]
    fact = _built(closing, said)
    if fact in facts:
        return fact
    room = closing.status == "decommissioning" and not closing.last("deactivation") and said.on >= facts[-1]["on"]
    return fact if room else None


def happened_entry(closing: Closing, said: StepTaken, checked_on: str) -> dict[str, object]:
    """What the log says of that deletion: under which holds, and on which day they were asked for."""
    held = replace(closing, as_of=said.on).holds
    entry: dict[str, object] = {
        "on": said.on,
        "by": said.by,
        "change": "deleted",
        "description": said.note or "The contents of the site, on the site itself.",
        "deleted_under": held,
        "holds_checked_on": checked_on,
        **_evidence(said),
    }
    return {name: value for name, value in entry.items() if value}


def _built(closing: Closing, said: StepTaken) -> SiteFact:
    known = (*NEEDED[said.step], *ALSO.get(said.step, ()))
    if strange := [option_of(name) for name in said.values if name not in known]:
        raise Refusal(f"{strange[0]} does not belong to {said.step}; it takes {', '.join(map(option_of, known))}")
    if missing := [option_of(name) for name in NEEDED[said.step] if not said.values.get(name)]:
        raise Refusal(f"{said.step} needs {' and '.join(missing)}; add what was decided")
    fact: dict[str, object] = {
        "kind": FACT_OF[said.step],
        "on": said.on,
        "by": said.by,
        "role": _role_of(closing, said),
        **_copies(closing, said.step),
        **_evidence(said),
        **({"note": said.note} if said.note else {}),
        **{name: said.values[name] for name in known if said.values.get(name)},
    }
    if said.step == "deactivation":
        fact.setdefault("access_blocked_on", said.on)
    if said.step == "credentials-handed-over":
        fact.setdefault("to", "cto-cio")
    if said.step == "final-capture" and closing.problems is not None:
        fact["verified_on"] = said.on
    return cast("SiteFact", fact)  # NEEDED and ALSO name a step's own keys; with_fact reads the whole by the schema


def _role_of(closing: Closing, said: StepTaken) -> str:
    person = closing.register.get("people", said.by)
    if person is None or (person.private and not closing.site.private):
        raise Refusal(f"--by {said.by!r} is not in registry/people/; name a registered person")
    held = [role for role in WHO[said.step] if holds_role(person.value, role, said.on)]
    if not held:
        raise Refusal(f"{said.by!r} was none of {', '.join(WHO[said.step])} on {said.on}; name whoever took the step")
    return held[0]


def copies_of(closing: Closing, step: str) -> list[str]:
    """Who gets a copy of the message about a step."""
    people = [str(each["person"]) for each in current_designations(closing.register, closing.site.id)]
    copies = {
        "direction": [*(people or ["site-administrator"]), "web-content-team", "cto-cio"],
        "deactivation": ["cto-cio", "web-content-team", "agency-head"],
        "credentials-handed-over": ["web-content-team", "agency-head"],
    }
    return list(dict.fromkeys(copies.get(step, [])))


def begun_fact(closing: Closing, step: str) -> tuple[dict[str, object], dict[str, str]]:
    """What is known of a step's fact today, and what is still to be said, each with what it means."""
    people = closing.register.of("people").values()
    able = [each.id for each in people if not each.private and holds_role(each.value, WHO[step][0], closing.as_of)]
    agency = closing.register.get("agencies", closing.site.value["agency"])
    if step == "direction" and agency:
        able = [head] if (head := agency.value.get("head")) in able and head else able
    known: dict[str, object] = {
        "kind": FACT_OF[step],
        "on": closing.as_of,
        **({"by": able[0]} if len(able) == 1 else {}),
        "role": WHO[step][0],
        **_copies(closing, step),
        **({"access_blocked_on": closing.as_of} if step == "deactivation" else {}),
        **({"to": "cto-cio"} if step == "credentials-handed-over" else {}),
    }
    fields = schema_of("sites")["$defs"][f"fact-{FACT_OF[step]}"]["properties"]
    wanted = (*(() if "by" in known else ("by",)), *NEEDED[step])
    return known, {name: str(fields[name]["description"]) for name in wanted}


def _copies(closing: Closing, step: str) -> dict[str, object]:
    copies = copies_of(closing, step)
    return {"copies_to": copies} if copies else {}


def _evidence(said: StepTaken) -> dict[str, object]:
    if not said.evidence:
        return {}
    return {"evidence": {"form": "e-mail", "reference": said.evidence, "dated_on": said.on}}


def _faults_of_order(closing: Closing, said: StepTaken) -> Iterator[str]:
    last = closing.site.value["facts"][-1]
    if said.on < last["on"]:
        yield f"the last fact is of {last['on']}, after {said.on}; facts stand in the order of their dates"
    if closing.status == "decommissioned" and said.step not in ("recheck", "notice"):
        yield "the site is closed; what is found out later is recorded with --record recheck"
    steps = {step.name: step for step in closing_steps(closing)}
    step, before = steps[said.step], WAITS_FOR[said.step]
    if step.state == BLOCKED:
        first = steps[before] if before else step
        why = next(iter(first.lines), "")
        yield f"{said.step} comes after {before}, which is not done: {why}" if before else why
    elif step.state == DONE and said.step not in SEVERAL:
        yield f"{said.step} is recorded already; a wrong fact is followed by a correction"


def _faults_of_content(closing: Closing, said: StepTaken, fact: SiteFact) -> Iterator[str]:
    if said.step == "final-capture":
        direction = closing.last("direction")
        directed_on = direction["on"] if direction else ""
        capture = closing.register.get("captures", f"{closing.site.id}/{fact['capture']}")
        if capture and said.on < (taken_in := capture.value["ingested"]["at"][:10]):
            yield f"capture {fact['capture']!r} was taken in on {taken_in}, after {said.on}; name the day of the copy"
        yield from capture_faults(closing.register, closing.site.id, fact, directed_on, closing.problems)
    if said.step == "deactivation":
        yield from _faults_of_contents(closing, fact["contents"])
        if fact["access_blocked_on"] > said.on:
            yield f"--blocked-on {fact['access_blocked_on']} comes after {said.on}; a fact has happened"
    if "recheck_on" in fact and fact["recheck_on"] <= said.on:
        yield f"--recheck-on {fact['recheck_on']} is not after {said.on}; name a day on which somebody looks again"


def _faults_of_contents(closing: Closing, contents: str) -> Iterator[str]:
    if contents in DELETING and closing.holds:
        named = ", ".join(map(repr, closing.holds))
        yield f"hold {named} reaches it: nothing there may be deleted; block access and say --contents kept-under-hold"
    elif contents in DELETING and closing.unasked:
        yield closing.unasked
    elif contents in DELETING and not closing.asked and closing.register.portal.get("private_root") == "required":
        yield "registry/portal.yml requires the private root, where holds are: add --private DIR"
    elif contents not in DELETING and closing.asked and not closing.holds:
        yield "no hold reaches the site: contents are deleted or flagged-for-deletion"


def with_fact(closing: Closing, text: bytes, fact: SiteFact) -> bytes:
    """The site's file with the fact at the end of its facts; the same where it has the fact already."""
    if fact in closing.site.value["facts"]:
        return text
    data = append_entry(text, ("facts",), dict(fact))
    read_record(closing.site.path, data)
    return data
