"""Open data: every public kind as CSV and JSON, each record by itself, the due list, the trail and the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from ..kinds import KINDS
from ..model import Record
from ..retention import DUE_COLUMNS
from ..shapes import schema_of, schemas
from ..tables import changes_csv, changes_json, json_text, record_row, records_csv, records_json, render_csv, table_json
from .context import PUBLIC_KINDS, WITHOUT_PAGE, Context
from .render import body

LONGEST_EXAMPLE = 60
PLURALS = {"text": "texts", "mapping": "mappings", "date": "dates", "web address": "web addresses"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind, as the data dictionary describes it."""

    name: str
    anchor: str
    title: str
    form: str
    required: bool
    description: str
    example: str
    like: str


def data_section(context: Context) -> Markup:
    """The list of downloads."""
    rows = [(KINDS[kind], len(context.register.of(kind))) for kind in PUBLIC_KINDS]
    return body(
        "data",
        context,
        "data/",
        rows=rows,
        items=len(context.portal.due),
        changes=len(context.changes),
        schemas=list(KINDS.values()),
    )


def downloads(context: Context) -> Iterator[tuple[str, bytes]]:
    """Every file that `/data/` and `/schemas/` name."""
    register, due = context.register, context.portal.due[DUE_COLUMNS]
    for kind in PUBLIC_KINDS:
        yield f"data/{kind}.csv", records_csv(register, kind).encode()
        yield f"data/{kind}.json", records_json(register, kind).encode()
        for record in register.of(kind).values() if kind not in WITHOUT_PAGE else ():
            yield from _alternates(context, record)
    yield "data/due.csv", render_csv(due).encode()
    yield "data/due.json", table_json(due).encode()
    yield "data/changes.csv", changes_csv(context.changes).encode()
    yield "data/changes.json", changes_json(context.changes).encode()
    for kind, text in schemas().items():
        yield f"schemas/v1/{kind}.json", text


def _alternates(context: Context, record: Record) -> Iterator[tuple[str, bytes]]:
    yield f"data/{record.kind}/{record.id}.json", json_text(record_row(context.register, record)).encode()
    yield f"data/{record.kind}/{record.id}.yml", context.portal.tree.read(record.path)


def dictionary_section(context: Context) -> Markup:
    """The data dictionary: every field of every kind, from the schemas alone."""
    kinds = [(kind, schema_of(kind.name), _fields(kind.name)) for kind in KINDS.values()]
    return body("dictionary", context, "data/dictionary/", kinds=kinds)


def _fields(kind: str) -> list[Field]:
    """Every field of a kind; of a name that alternatives share, the first is the one that links lead to."""
    fields = list(_walk(kind, schema_of(kind), "", {}))
    first = {field.anchor: place for place, field in reversed(list(enumerate(fields)))}
    return [field if first[field.anchor] == place else replace(field, anchor="") for place, field in enumerate(fields)]


def _walk(kind: str, schema: Mapping[str, Any], prefix: str, seen: dict[str, str]) -> Iterator[Field]:
    """The fields of a mapping and of what they hold; a shared definition is described where it comes first."""
    resolved, _ = _resolved(kind, schema)
    required = resolved.get("required", ())
    for key, part in resolved.get("properties", {}).items():
        name = f"{prefix}{key}"
        entry, reference, mark = _entry(kind, part)
        first = seen.get(reference, "")
        yield _field(kind, name, part, key in required, first)
        if first:
            continue
        if reference and _is_mapping(entry):
            seen[reference] = name
        yield from _walk(kind, entry, f"{name}{mark}.", seen)
    for branch in resolved.get("oneOf", ()):
        yield from _walk(kind, branch, prefix, seen)
    for branch in resolved.get("allOf", ()):
        chosen = branch.get("if", {}).get("properties", {}).get("kind", {}).get("const")
        if chosen:
            yield from _walk(kind, branch.get("then", {}), f"{prefix.rstrip('.')}({chosen}).", seen)


def _entry(kind: str, part: Mapping[str, Any]) -> tuple[Mapping[str, Any], str, str]:
    """What a field holds, itself or in a list, the name of its definition, and the mark of a list."""
    resolved, reference = _resolved(kind, part)
    if "items" not in resolved:
        return resolved, reference, ""
    entry, inner = _resolved(kind, resolved["items"])
    return entry, inner or reference, "[]"


def _is_mapping(schema: Mapping[str, Any]) -> bool:
    return any(word in schema for word in ("properties", "oneOf", "allOf"))


def _resolved(kind: str, schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    name = ""
    while "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        schema = schema_of(kind)["$defs"][name]
    return schema, name


def _field(kind: str, name: str, part: Mapping[str, Any], required: bool, first: str) -> Field:
    resolved, _ = _resolved(kind, part)
    merged = {**resolved, **part}
    examples = merged.get("examples", [])
    return Field(
        name=name,
        anchor=f"{kind}.{name}",
        title=str(merged.get("title", name)),
        form=_form(kind, merged),
        required=required,
        description=str(merged.get("description", "")),
        example=_example(examples[0]) if examples else "",
        like=f"{kind}.{first}" if first else "",
    )


def _example(value: Any) -> str:
    """A short example; the fields of a mapping have examples of their own."""
    text = json.dumps(value, ensure_ascii=False)
    return "" if isinstance(value, dict) or "{" in text or len(text) > LONGEST_EXAMPLE else text


def _form(kind: str, schema: Mapping[str, Any]) -> str:
    """What a value looks like, in words."""
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if "const" in schema:
        return f"always {schema['const']}"
    if "items" in schema:
        entry, _ = _resolved(kind, schema["items"])
        form = _form(kind, entry)
        return f"list of {PLURALS.get(form, form)}"
    if schema.get("format"):
        return {"date": "date", "uri": "web address", "date-time": "moment", "email": "e-mail address"}.get(
            schema["format"], str(schema["format"])
        )
    words = {"string": "text", "object": "mapping", "integer": "whole number", "boolean": "true or false"}
    return words.get(str(schema.get("type", "")), str(schema.get("type", "")) or "mapping")
