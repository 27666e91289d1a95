"""A policy as a document: its parts in the order of both source documents, in words, and what is not filled in.

* A part says where its clause stands in the documents; one that lacks says who writes it.
* The programme is a board: the nine action steps in their order, each with its state, day and participants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.register.shapes import schema_of

from .policy_elements import ELEMENTS, PolicyElement, places_of_parts
from .rows.policy import PROGRAMME

if TYPE_CHECKING:
    from records_portal.register.records import PolicyValue

Schema = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """One of the thirty-six: what it is called, where it is asked for, what it says in lines, whether it is owed."""

    key: str
    title: str
    source: str
    lines: tuple[str, ...]
    owed: bool
    role: str


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """One of the nine action steps as it stands."""

    step: str
    words: str
    status: str
    on: str
    participants: str


def policy_parts(policy: Record[PolicyValue]) -> Iterator[PolicyPart]:
    """Every part in its order; one that is not there has no lines."""
    value: Mapping[str, object] = policy.value
    elsewhere = places_of_parts(value)
    for element in ELEMENTS:
        yield _part(element, value.get(element.key), elsewhere.get(element.key, ""))


def _part(element: PolicyElement, said: object, place: str) -> PolicyPart:
    lines = tuple(_lines(said, _property(schema_of("policies"), element.key))) if said else ()
    lines += (f"It stands in {place}",) if place else ()
    owed = element.always and not lines
    return PolicyPart(element.key, element.title, element.source, lines, owed, element.role)


def _lines(value: object, schema: Schema) -> Iterator[str]:
    """A value in lines: one for each entry of a list, one for each answer of a group."""
    if isinstance(value, list):
        inner = _resolved(_mapping(schema.get("items")))
        for each in value:
            yield _sentence(each, inner)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            inner = _property(schema, str(key))
            title = str(inner.get("title", key))
            if isinstance(each, list) and any(isinstance(one, Mapping) for one in each):
                yield f"{title}:"
                yield from (f"- {line}" for line in _lines(each, inner))
            else:
                yield f"{title}: {_sentence(each, inner)}"
    else:
        yield _word(value)


def _sentence(value: object, schema: Schema) -> str:
    if isinstance(value, Mapping):
        said = []
        for key, each in value.items():
            inner = _property(schema, str(key))
            said.append(f"{inner.get('title', key)}: {_sentence(each, inner)}")
        return "; ".join(said)
    if isinstance(value, list):
        inner = _resolved(_mapping(schema.get("items")))
        return ", ".join(_sentence(each, inner) for each in value)
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(str(value).split())


def _property(schema: Schema, name: str) -> Schema:
    """The schema of a property; its own title and description stand before those of what it refers to."""
    own = _mapping(_mapping(schema.get("properties")).get(name))
    return {**_resolved(own), **{key: part for key, part in own.items() if key != "$ref"}}


def _resolved(schema: Schema) -> Schema:
    reference = str(schema.get("$ref", ""))
    if not reference:
        return schema
    definitions = _mapping(schema_of("policies").get("$defs"))
    return _mapping(definitions.get(reference.rpartition("/")[2]))


def _mapping(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {}


def programme_board(policy: Record[PolicyValue]) -> list[ProgrammeStep]:
    """The nine action steps in their order."""
    listed = {each["step"]: each for each in policy.value.get("programme", [])}
    board = []
    for step, (_, words) in PROGRAMME.items():
        each = next((one for name, one in listed.items() if name == step), None)
        people = _participants(each.get("participants", []) if each else [])
        status = each["status"].replace("-", " ") if each else "not recorded"
        board.append(ProgrammeStep(step, words, status, each.get("on", "") if each else "", people))
    return board


def _participants(listed: Sequence[Mapping[str, object]]) -> str:
    named = [str(each.get("name") or each.get("person") or each["group"]).replace("-", " ") for each in listed]
    return ", ".join(named)
