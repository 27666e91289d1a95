"""The shape of each kind of record: its JSON Schema, a fast verdict, and findings for what does not fit.

A compiled validator says yes or no; only what it turns down is read again by the one that gives messages and paths.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import jsonschema_rs

from .findings import Finding, finding
from .kinds import KINDS
from .model import Record

if TYPE_CHECKING:
    import jsonschema
    from jsonschema.exceptions import ValidationError

Schema = TypedDict(
    "Schema",
    {
        "$schema": str,
        "$id": str,
        "$ref": str,
        "$defs": "dict[str, Schema]",
        "title": str,
        "description": str,
        "examples": list[object],
        "type": str,
        "format": str,
        "pattern": str,
        "enum": list[str],
        "const": str,
        "properties": "dict[str, Schema]",
        "required": list[str],
        "additionalProperties": bool,
        "items": "Schema",
        "allOf": "list[Schema]",
        "anyOf": "list[Schema]",
        "oneOf": "list[Schema]",
        "if": "Schema",
        "then": "Schema",
        "minItems": int,
        "maxItems": int,
        "minLength": int,
        "maxLength": int,
        "minProperties": int,
        "minimum": int,
        "maximum": int,
        "uniqueItems": bool,
    },
    total=False,
)
"""What a schema, or a part of one, says: the words of JSON Schema that are used here."""

SCHEMAS = Path(__file__).parent / "schemas"
DEFINITIONS = "definitions"


@cache
def _source(name: str) -> Mapping[str, Any]:
    source: Mapping[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_bytes())
    return source


@cache
def schema_of(kind: str) -> Schema:
    """The JSON Schema (2020-12) of a kind of record, whole: its file with the shared definitions that it needs.

    The files name each other by relative reference, which editors follow; an `$id` that is no address would stop
    them, so it is given here.
    """
    file: dict[str, Any] = _within(_source(kind))
    own = file.pop("$defs", {})
    known = {**_source(DEFINITIONS)["$defs"], **own}
    needed, open_ones = set(own), [file, *own.values()]
    while open_ones:
        new = set(_references(open_ones.pop())) - needed
        needed |= new
        open_ones += [known[name] for name in new]
    first = {"$schema": file.pop("$schema"), "$id": f"urn:records-portal:schema:v1:{kind}"}
    whole: Any = {**first, **file, "$defs": {name: known[name] for name in sorted(needed)}}
    found: Schema = whole
    return found


def _within(part: Any) -> Any:
    """A part of a file with its references to the shared definitions made references within the whole schema."""
    if isinstance(part, dict):
        return {
            key: value.removeprefix(f"{DEFINITIONS}.json") if key == "$ref" else _within(value)
            for key, value in part.items()
        }
    return [_within(one) for one in part] if isinstance(part, list) else part


def _references(part: Any) -> Iterator[str]:
    """The definitions that a part refers to by name."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].removeprefix("#/$defs/")
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for one in part:
            yield from _references(one)


@cache
def schemas() -> Mapping[str, bytes]:
    """Every whole schema's text by kind, as it is published."""
    return {kind: f"{json.dumps(schema_of(kind), indent=2, ensure_ascii=False)}\n".encode() for kind in KINDS}


@cache
def _verdict(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(schema_of(kind)), validate_formats=True)


@cache
def _explainer(kind: str) -> jsonschema.Draft202012Validator:
    import jsonschema  # half a second that a sound register never pays

    whole = json.loads(json.dumps(schema_of(kind)), object_hook=_pattern_to_the_end)
    return jsonschema.Draft202012Validator(whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def _pattern_to_the_end(node: dict[str, Any]) -> dict[str, Any]:
    """Python's `$` also matches before a last line break; a pattern means the end."""
    pattern = node.get("pattern")
    if isinstance(pattern, str) and pattern.endswith("$"):
        node["pattern"] = pattern[:-1] + r"\Z"
    return node


def fits(kind: str, value: Any) -> bool:
    """Whether a value has the shape of its kind."""
    return _verdict(kind).is_valid(value)


def check_shape(record: Record) -> Iterator[Finding]:
    """S001 the record has its schema's shape: known properties, all that are required, right values."""
    if fits(record.kind, record.value):
        return
    errors = [leaf for error in _explainer(record.kind).iter_errors(record.value) for leaf in _leaves(error)]
    found = {_shape_finding(record, error, problem) for error in errors for problem in _problems(error)}
    if not found:
        message = _verdict(record.kind).iter_errors(record.value)
        found = {finding("S001", record.place(*error.instance_path), record.id, error.message) for error in message}
    yield from sorted(found)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors to show for one: of alternatives, those of the one that was most likely meant."""
    if error.validator not in ("oneOf", "anyOf") or not error.context or _choices(error):
        yield error
        return
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    off = {"const": 4, "additionalProperties": 2, "required": 1}
    nearest = min(
        branches.values(), key=lambda group: (sum(off.get(str(one.validator), 0) for one in group), len(group))
    )
    for inner in nearest:
        yield from _leaves(inner)


def _choices(error: ValidationError) -> list[str]:
    """The properties of which one is wanted, where alternatives say no more than that."""
    branches: Any = error.validator_value
    if error.validator != "anyOf" or not all(list(branch) == ["required"] for branch in branches):
        return []
    return [name for branch in branches for name in branch["required"]]


def _problems(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], bool, str, str, str]]:
    """Each problem that an error holds: path, whether its key is meant, what is wrong, what would be right, a guess."""
    path = tuple(error.absolute_path)
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, Mapping) else {}
    wanted: Any = error.validator_value
    instance: Any = error.instance
    known = schema.get("properties", {})
    if error.validator == "additionalProperties":
        for name in sorted(set(instance) - set(known)):
            guess = difflib.get_close_matches(name, known, 1)
            right = "" if guess else f"one of {', '.join(known)}"
            yield (*path, name), True, f"unknown property {name!r}", right, guess[0] if guess else ""
    elif error.validator == "required":
        missing = next(name for name in wanted if name not in instance and repr(name) in error.message)
        yield path, False, f"{missing!r} is missing", _said(known.get(missing, {})) or f"{missing} with its value", ""
    elif choices := _choices(error):
        yield path, False, f"neither of {', '.join(choices)} is given", "one of them at least", ""
    elif error.validator == "enum":
        guess = difflib.get_close_matches(str(instance), [str(one) for one in wanted], 1)
        right = "" if guess else f"one of {', '.join(map(str, wanted))}"
        yield path, False, f"{instance!r} is not known here", right, guess[0] if guess else ""
    else:
        yield path, False, *_wrong_value(error, schema), ""


def _wrong_value(error: ValidationError, schema: Mapping[str, Any]) -> tuple[str, str]:
    instance: Any = error.instance
    shown = repr(error.instance) if len(repr(error.instance)) <= 80 else f"{repr(error.instance)[:77]}..."
    example = schema.get("examples", [None])[0]
    written = json.dumps(example, ensure_ascii=False) if isinstance(example, dict | list) else repr(example)
    such_as = f"such as {written}" if example is not None and len(written) <= 80 else ""
    match error.validator:
        case "type":
            wanted = such_as or f"{_type_word(error.validator_value)} with {', '.join(schema.get('required', []))}"
            message = "nothing is given" if instance is None else f"{shown} is not {_type_word(error.validator_value)}"
            return message, wanted.removesuffix(" with ")
        case "const":
            return f"{shown} is not {error.validator_value!r}", f"{error.validator_value!r}"
        case "format" | "pattern":
            return f"{shown} is not {_article(str(schema.get('title', error.validator_value)).lower())}", such_as
        case "minItems" | "minProperties" | "minLength":
            given = f"{len(instance)} given" if instance else "nothing is given"
            return given, f"at least {error.validator_value}, or leave the property out"
        case "maxItems" | "maxLength":
            what = "characters" if error.validator == "maxLength" else "entries"
            return f"{len(instance):,} {what}", f"at most {error.validator_value:,}"
        case "uniqueItems":
            return f"{shown} names something twice", "each once"
        case _:
            return error.message[:200], such_as


def _type_word(wanted: Any) -> str:
    words = {
        "object": "a mapping",
        "array": "a list",
        "string": "text",
        "integer": "a whole number",
        "boolean": "true or false",
    }
    return words.get(str(wanted), str(wanted))


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _said(schema: Mapping[str, Any]) -> str:
    return f"{schema['title']}: {schema['description']}".rstrip(".") if "title" in schema else ""


def _shape_finding(
    record: Record, error: ValidationError, problem: tuple[tuple[str | int, ...], bool, str, str, str]
) -> Finding:
    path, _, message, expected, guess = problem
    name = ".".join(map(str, path if error.validator != "additionalProperties" else path[:-1]))
    subject = f"{record.id} {name}".strip()
    return finding("S001", record.place(*path), subject, message, expected=expected, suggestion=guess)
