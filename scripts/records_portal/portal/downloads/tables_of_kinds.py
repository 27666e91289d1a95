"""Open data: every public kind as CSV and JSON, each record by itself, the due list, the trail and the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from records_portal.register.kinds import KINDS
from records_portal.register.model import Record
from records_portal.register.shapes import schema_of, schemas
from records_portal.retention.statuses import DUE_COLUMNS
from records_portal.values.urls import is_plain_url

from ..context import PUBLIC_KINDS, WITHOUT_PAGE, PageContext
from ..inputs import Deferred, Pieced, input_key
from ..pages.calendars import CALENDAR, subscription
from ..pages.render import body
from .large_files import change_files, record_files
from .tables import json_text, record_row, render_csv, table_json
from .verifier import verifier_digest

LONGEST_EXAMPLE = 60
EXAMPLES = {
    "One list, with curl": "curl --fail --remote-name BASEdata/sites.csv",
    "Official accounts by agency and platform, with pandas": """import pandas as pd

sites = pd.read_csv("BASEdata/sites.csv", dtype=str, keep_default_na=False)
official = sites[sites["status"].isin(["activated", "registered"])]
print(official.groupby(["agency", "platform"]).size().reset_index(name="sites"))""",
    "What becomes eligible in which month, with DuckDB": """SELECT left(eligible_on, 7) AS month, status,
       count(*) AS items
FROM read_csv('BASEdata/due.csv', header = true, all_varchar = true)
WHERE eligible_on <> ''
GROUP BY ALL
ORDER BY ALL;""",
    "How often which kind of record changed, with DuckDB": """SELECT kind, what, count(DISTINCT commit) AS commits
FROM read_json('BASEdata/changes.json')
GROUP BY ALL
ORDER BY ALL;""",
}
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


def data_section(context: PageContext) -> Markup:
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
        licence=context.register.portal.get("licence", {}),
        calendar_at=CALENDAR if context.coming else "",
        webcal=subscription(context, CALENDAR),
        whole=is_plain_url(context.register.portal.get("url", "")),
        url=_base(context),
        verifier=verifier_digest(),
        examples=[(title, code.replace("BASE", _base(context))) for title, code in EXAMPLES.items()],
    )


def _base(context: PageContext) -> str:
    """The portal's own address, or one to put it in the place of."""
    url = str(context.register.portal.get("url", ""))
    return f"{url.rstrip('/')}/" if is_plain_url(url) else "https://records.example/"


def downloads(context: PageContext, shared: str = "") -> Iterator[tuple[str, bytes | Deferred | Pieced]]:
    """Every file that `/data/` and `/schemas/` name; those of one record are made when asked for."""
    register, due = context.register, context.portal.due[DUE_COLUMNS]
    for kind in PUBLIC_KINDS:
        yield from record_files(context, kind, shared)
        for record in register.of(kind).values() if kind not in WITHOUT_PAGE else ():
            yield from _alternates(context, record, shared)
    yield "data/due.csv", render_csv(due).encode()
    yield "data/due.json", table_json(due).encode()
    yield from change_files(context, shared)
    for kind, text in schemas().items():
        yield f"schemas/v1/{kind}.json", text


def _alternates(context: PageContext, record: Record, shared: str) -> Iterator[tuple[str, Deferred]]:
    name = f"data/{record.kind}/{record.id}"
    key = input_key("record", shared, record=record.digest)
    yield f"{name}.json", Deferred(key, lambda: json_text(record_row(context.register, record)).encode())
    yield f"{name}.yml", Deferred(key, lambda: context.portal.tree.read(record.path))


def dictionary_section(context: PageContext) -> Markup:
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
