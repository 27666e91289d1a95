"""What changed between two values of a record, in the words of its schema."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from .shapes import schema_of
from .sites import statuses

LONGEST = 600
SEPARATOR = " \u203a "


class FieldChange(NamedTuple):
    """One field's change: its name in words, and what it said before and after; empty where it was absent."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SchemaWords:
    """A schema with its shared definitions, to find titles by."""

    kind: str
    schema: Mapping[str, Any]

    def at(self, part: str | int, value: Any = None) -> SchemaWords:
        """The words of a property or of a list's entry; an unknown part has none."""
        return self.parts(value)[part].words

    def title(self, part: str | int, value: Any = None) -> str:
        """A property's title, or the part itself."""
        return self.parts(value)[part].title

    def parts(self, value: Any = None) -> Mapping[str | int, SchemaPart]:
        """Each part of a value with its title and its words."""
        schema = self._resolved(value)
        known = _PARTS.get((self.kind, id(schema)))
        if known is None:
            known = _PARTS[self.kind, id(schema)] = _SchemaParts(self.kind, schema)
        return known

    def _resolved(self, value: Any) -> Mapping[str, Any]:
        schema = self.schema
        while "$ref" in schema:
            schema = schema_of(self.kind)["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        if not isinstance(value, dict) or not ("allOf" in schema or "oneOf" in schema):
            return schema
        if branch := _branches(self.kind).get((id(schema), str(value.get("kind", "")))):
            return SchemaWords(self.kind, branch)._resolved(None)
        alternatives = schema.get("oneOf", ())
        return next((one for one in alternatives if value.keys() <= one["properties"].keys()), schema)

    def entry_title(self, value: Any) -> str:
        """What an entry of a list is called: its kind where it has one."""
        return str(self._resolved(value).get("title", "Entry"))


class SchemaPart(NamedTuple):
    """A property or a list's entry: its title, or its name where it has none, and its words."""

    title: str
    words: SchemaWords


class _SchemaParts(dict[str | int, SchemaPart]):
    """The parts of a schema that were asked for; an unknown one has no words. It holds the schema, so that it stays."""

    def __init__(self, kind: str, schema: Mapping[str, Any]) -> None:
        super().__init__()
        self.kind, self.schema = kind, schema

    def __missing__(self, part: str | int) -> SchemaPart:
        schema = self.schema
        inner = schema.get("items", {}) if isinstance(part, int) else schema.get("properties", {}).get(part, {})
        words = SchemaWords(self.kind, inner if isinstance(inner, dict) else {})
        self[part] = found = SchemaPart(str(words.schema.get("title", part)), words)
        return found


_PARTS: dict[tuple[str, int], _SchemaParts] = {}


@cache
def _branches(kind: str) -> Mapping[tuple[int, str], Mapping[str, Any]]:
    """What a kind's schema says of a mapping by its `kind`; a schema is read once and stays the same value."""
    found: dict[tuple[int, str], Mapping[str, Any]] = {}
    open_ended: list[Any] = [schema_of(kind)]
    while open_ended:
        node = open_ended.pop()
        open_ended += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        for branch in node.get("allOf", ()) if isinstance(node, dict) else ():
            chosen = branch.get("if", {}).get("properties", {}).get("kind", {}).get("const")
            if chosen and "then" in branch:
                found.setdefault((id(node), chosen), branch["then"])
    return found


@dataclass(frozen=True, slots=True)
class FactsAdded:
    """What a change adds to the facts of a site: the new ones, each with the status after it.

    `before` and `after` are the statuses of the site as a whole; `only_grows` says that no earlier fact was touched.
    """

    facts: tuple[Mapping[str, Any], ...] = ()
    statuses: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    only_grows: bool = True


NO_FACTS_ADDED = FactsAdded()


def facts_added(before: Any, after: Any) -> FactsAdded:
    """What becomes of a site's facts; they only grow where those already there are a beginning of those there now."""
    old, new = _facts(before), _facts(after)
    only_grows = new[: len(old)] == old
    came = range(len(old), len(new)) if only_grows else [at for at, one in enumerate(new) if one not in old]
    then, now = _statuses(old), _statuses(new)
    facts, led = tuple(new[at] for at in came), tuple(now[at] for at in came)
    return FactsAdded(facts, led, then[-1] if then else "", now[-1] if now else "", only_grows)


def _facts(value: Any) -> list[Mapping[str, Any]]:
    """The facts of a version of a site, as far as they can be read as facts."""
    listed = value.get("facts") if isinstance(value, Mapping) else None
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _statuses(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The status after each fact; of a version that was never sound, nothing."""
    sound = all(isinstance(one.get("kind"), str) and _SAYS.get(one["kind"], "kind") in one for one in facts)
    return [status for _, status in statuses(facts)] if sound else [""] * len(facts)


_SAYS = {"review": "decision", "listing": "entry"}


def words_of(kind: str) -> SchemaWords:
    """The words of a kind of record."""
    return SchemaWords(kind, schema_of(kind))


def differences(kind: str, before: Any, after: Any) -> tuple[FieldChange, ...]:
    """Every field that differs between two values of a kind; a new record differs in each of its fields."""
    return tuple(
        _differences(words_of(kind), (), before if before is not None else {}, after if after is not None else {})
    )


def _differences(words: SchemaWords, path: tuple[str, ...], before: Any, after: Any) -> Iterator[FieldChange]:
    if before == after:
        return
    if before is None and isinstance(after, str):  # most of a new record
        yield FieldChange(SEPARATOR.join(path), "", say(words, after))
    elif isinstance(before, dict) and isinstance(after, dict):
        then, now = words.parts(before), words.parts(after)
        for key in (*before, *(key for key in after if key not in before)):
            part = (now if key in after else then)[key]
            yield from _differences(part.words, (*path, part.title), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _list_differences(words, path, before, after)
    elif isinstance(after, list) and before is None and path and all(isinstance(one, dict) for one in after):
        yield from _list_differences(words, path, [], after)
    else:
        yield FieldChange(SEPARATOR.join(path), say(words, before), say(words, after))


def _list_differences(
    words: SchemaWords, path: tuple[str, ...], before: Sequence[Any], after: Sequence[Any]
) -> Iterator[FieldChange]:
    entry = words.at(0)
    if not before:
        for one in after:
            yield FieldChange(SEPARATOR.join(_named(words, path, one)), "", say(entry, one))
        return
    old, new = ([json.dumps(one, sort_keys=True) for one in side] for side in (before, after))
    for what, start, end, other_start, other_end in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            continue
        gone, come = before[start:end], after[other_start:other_end]
        paired = min(len(gone), len(come))
        for one, other in zip(gone[:paired], come[:paired], strict=True):
            yield from _differences(entry, _named(words, path, other), one, other)
        for one in gone[paired:]:
            yield FieldChange(SEPARATOR.join(_named(words, path, one)), say(entry, one), "")
        for one in come[paired:]:
            yield FieldChange(SEPARATOR.join(_named(words, path, one)), "", say(entry, one))


def _named(words: SchemaWords, path: tuple[str, ...], entry: Any) -> tuple[str, ...]:
    return (*path, words.at(0).entry_title(entry)) if isinstance(entry, dict) else path


def say(words: SchemaWords, value: Any) -> str:
    """A value as plain text with its titles, shortened where it is long."""
    text = _say(words, value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _say(words: SchemaWords, value: Any) -> str:
    if isinstance(value, str):
        return value  # most are
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        parts = words.parts(value)
        return "; ".join([f"{parts[key].title}: {_say(parts[key].words, inner)}" for key, inner in value.items()])
    if isinstance(value, list):
        joint = " | " if any(isinstance(one, dict) for one in value) else ", "
        entry = words.at(0)
        return joint.join([one if isinstance(one, str) else _say(entry, one) for one in value])
    return str(value)
