"""Evidence: what is known by a message was entered by somebody else, from a message that can be found again.

The letter by which an office goes without signed approvals is a head's, and renewed yearly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from records_portal.files.yaml_text import ValuePath
from records_portal.register.agencies import letter_until
from records_portal.register.model import AnyRecord

from .context import CheckContext
from .rules import RuleFault, error, fault, late, of_one_record

BY_MESSAGE = "by-message"
ActKnownByMessage = tuple[AnyRecord, ValuePath, Mapping[str, object], Mapping[str, object]]


def _known_by_message(
    context: CheckContext,
) -> Iterator[ActKnownByMessage]:
    """Each evidence of an act known by a message, with its path and what it is evidence of."""
    for record in context.register:
        if record.kind in ("captures", "schedules"):  # neither holds an act of a person in office, and both are long
            continue
        facts = record.kind == "sites"  # of a site the facts alone are acts
        for path, act in _mappings(record.value["facts"] if facts else record.value, ("facts",) if facts else ()):
            evidence = act.get("evidence")
            if isinstance(evidence, Mapping) and evidence.get("known_by") == BY_MESSAGE:
                yield record, (*path, "evidence"), evidence, act


def _mappings(value: object, path: ValuePath) -> Iterator[tuple[ValuePath, Mapping[str, object]]]:
    if isinstance(value, Mapping):
        yield path, value
        for key, each in value.items():
            yield from _mappings(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _mappings(each, (*path, index))


def _approvers(approvals: object) -> Iterator[object]:
    for each in approvals if isinstance(approvals, list) else ():
        yield each.get("by")


def actors_of(kind: str, record_id: str, act: Mapping[str, object]) -> set[object]:
    """Who acted in an act of a record: of staff, who acknowledge the policy, they themselves."""
    actors = {act.get("by"), act.get("approver"), *_approvers(act.get("approvals"))}
    return (actors | ({record_id} if kind == "staff" else set())) - {None}


@error
@of_one_record()
def check_entered_by_another(context: CheckContext) -> Iterator[RuleFault]:
    """E001 what is known by a message was entered by somebody other than who acted."""
    for record, path, evidence, act in _known_by_message(context):
        if evidence.get("entered_by") in actors_of(record.kind, record.id, act):
            message = f"{evidence['entered_by']!r} acted, and entered the message"
            yield fault(record, (*path, "entered_by"), message, "somebody else enters it")


@error
@of_one_record()
def check_message_can_be_found(context: CheckContext) -> Iterator[RuleFault]:
    """E002 what is known by a message names who entered it and the message's digest."""
    for record, path, evidence, _ in _known_by_message(context):
        if lacks := [name for name in ("digest", "entered_by") if name not in evidence]:
            message = f"known by a message, without {' and '.join(lacks)}"
            yield fault(record, (*path, "known_by"), message, "`records new --answers MESSAGE` writes both")


@error
def check_letter_is_a_heads(context: CheckContext) -> Iterator[RuleFault]:
    """E003 the letter by which kinds of record go without signed approvals is the letter of an agency's head."""
    heads = sorted({each.value["head"] for each in context.of("agencies") if "head" in each.value})
    for portal in context.of("portal"):
        letter = portal.value.get("approvals")
        if letter and letter["said_by"] not in heads and letter["said_by"] in context.register.of("people"):
            message = f"{letter['said_by']!r} heads no agency"
            yield fault(portal, ("approvals", "said_by"), message, f"one of {', '.join(heads)}")


@late
def check_letter_is_renewed(context: CheckContext) -> Iterator[RuleFault]:
    """E004 the letter by which kinds of record go without signed approvals is renewed within a year."""
    for portal in context.of("portal"):
        letter = portal.value.get("approvals")
        if letter and (until := letter_until(letter)) < context.today:
            message = f"the letter of {letter['said_by']!r} counted until {until}"
            yield fault(portal, ("approvals", "on"), message, "a new letter, or signed approvals")
