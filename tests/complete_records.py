"""Records with every field that their schemas know, made from the schemas; the texts are the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from records_portal.register.shapes import schema_of

Schema = Mapping[str, Any]
Chosen = Callable[[Callable[[str], bool]], str | None]
PLAIN = ("2024-05-01", "2024-05-01T12:00:00Z", "https://a.example/", "parks", "P1Y", "local#a", "0" * 64, "US", "07-01")


def complete_record(kind: str, choose: Chosen) -> Any:
    """A record of a kind with every field, and an entry in every list for each alternative.

    `choose` is given a test of a field's rules and returns a text that passes it, or none; then an example is taken.
    """
    return next(iter(_Maker(kind, choose).values(schema_of(kind), ())))


class _Maker:
    def __init__(self, kind: str, choose: Chosen) -> None:
        self.definitions = schema_of(kind).get("$defs", {})
        self.choose = choose

    def values(self, schema: Schema, inside: tuple[str, ...]) -> Iterator[Any]:
        """The alternatives that a schema allows; none where it stands in itself."""
        while "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            if name in inside:
                return
            inside = (*inside, name)
            schema = {**self.definitions[name], **{key: part for key, part in schema.items() if key != "$ref"}}
        if branches := [*schema.get("oneOf", ()), *schema.get("anyOf", ())]:
            rest = {key: part for key, part in schema.items() if key not in ("oneOf", "anyOf")}
            for branch in branches:
                yield from self.values(_merged(rest, self.resolved(branch)), inside)
        elif "properties" in schema or "allOf" in schema:
            yield from self.mappings(schema, inside)
        elif "items" in schema and "enum" in schema["items"]:
            yield schema["items"]["enum"][: schema.get("minItems", 1)]
        elif "items" in schema:
            found = list(self.values(schema["items"], inside))
            distinct = [one for place, one in enumerate(found) if one not in found[:place]][
                : schema.get("maxItems", 99)
            ]
            yield distinct * (schema.get("minItems", 1) if len(distinct) == 1 else 1)
        elif schema.get("type") != "object":
            yield self.simple(schema)

    def simple(self, schema: Schema) -> Any:
        """A value that is neither a mapping nor a list."""
        if "const" in schema or "enum" in schema:
            return schema["const"] if "const" in schema else schema["enum"][0]
        if schema.get("type") in ("integer", "number"):
            return schema.get("minimum", 1)
        return True if schema.get("type") == "boolean" else self.text(schema)

    def resolved(self, schema: Schema) -> Schema:
        """What a reference stands for."""
        while "$ref" in schema:
            schema = self.definitions[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def mappings(self, schema: Schema, inside: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        """A mapping for each kind that a schema tells apart, with every field."""
        kinds = [part for part in schema.get("allOf", ()) if "const" in _kind(part)]
        for part in kinds:
            chosen = _merged(schema, self.resolved(part["then"]))
            yield from self.mapping({**chosen["properties"], "kind": _kind(part)}, inside)
        if not kinds:
            yield from self.mapping(schema.get("properties", {}), inside)

    def mapping(self, properties: Mapping[str, Any], inside: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        """One mapping, and none where a field can have no value."""
        found = {name: next(self.values(part, inside), None) for name, part in properties.items() if part is not False}
        yield {name: value for name, value in found.items() if value not in (None, [])}

    def text(self, schema: Schema) -> str:
        """A text that keeps a field's rules: the caller's, else an example."""
        rules = jsonschema_rs.Draft202012Validator({**schema, "$defs": self.definitions}, validate_formats=True)
        if (chosen := self.choose(rules.is_valid)) is not None:
            return chosen
        return next(str(one) for one in (*schema.get("examples", ()), *PLAIN) if rules.is_valid(one))


def _kind(part: Schema) -> Schema:
    found: Schema = part.get("if", {}).get("properties", {}).get("kind", {})
    return found


def _merged(one: Schema, other: Schema) -> Schema:
    return {**one, **other, "properties": {**one.get("properties", {}), **other.get("properties", {})}}
