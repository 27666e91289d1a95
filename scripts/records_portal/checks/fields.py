"""Where in a record a schema puts something of interest: found once a kind, then followed without looking elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from records_portal.files.yaml_text import ValuePath
from records_portal.register.shapes import Schema

Labels = Callable[[str, Schema, Mapping[str, Schema]], str]
"""From a property's name (in a list of a shared shape, that shape's), its schema and its fields: a label or none."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The part of a schema that leads to labelled values."""

    label: str
    fields: tuple[tuple[str, Branch], ...] = ()
    items: Branch | None = None


def branch_of(schema: Schema, labels: Labels) -> Branch:
    """The branches of a schema that lead to labelled values."""
    return _branch("", schema, schema.get("$defs", {}), labels, ()) or Branch("")


def _branch(
    name: str, schema: Schema, shared: Mapping[str, Schema], labels: Labels, inside: tuple[str, ...]
) -> Branch | None:
    reference = schema.get("$ref", "").removeprefix("#/$defs/")
    if reference in inside:
        return None
    inside = (*inside, reference) if reference else inside
    properties: dict[str, Schema] = {}
    items: Branch | None = None
    for part in _parts(schema, shared):
        properties = dict(part.get("properties", {})) | properties
        if not items and "items" in part:
            items = _branch(reference or name, part["items"], shared, labels, inside)
    found = {field: _branch(field, inner, shared, labels, inside) for field, inner in properties.items()}
    fields = tuple((field, branch) for field, branch in found.items() if branch)
    label = labels(name, schema, properties)
    return Branch(label, fields, items) if label or fields or items else None


def _parts(schema: Schema, shared: Mapping[str, Schema]) -> Iterator[Schema]:
    """A schema with all that applies beside it: what it refers to, its alternatives and its conditions."""
    yield schema
    if "$ref" in schema:
        yield from _parts(shared[schema["$ref"].removeprefix("#/$defs/")], shared)
    for inner in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if set(inner) & {"$ref", "properties", "then"}:
            yield from _parts(inner, shared)
    if "then" in schema:
        yield from _parts(schema["then"], shared)


Labelled = tuple[ValuePath, str, object, object]


def labelled(value: object, branch: Branch, path: ValuePath = (), holder: object = None) -> Iterator[Labelled]:
    """Each labelled value of a record: its path, its label, the value and the mapping that holds it."""
    if branch.label and not isinstance(value, list):
        yield path, branch.label, value, holder
    if isinstance(value, dict):
        for name, inner in branch.fields:
            if name in value:
                yield from labelled(value[name], inner, (*path, name), value)
    elif isinstance(value, list) and branch.items:
        for index, each in enumerate(value):
            yield from labelled(each, branch.items, (*path, index), holder)
