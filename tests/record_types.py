"""The types of the records' values, made from the schemas: `nox -s types` writes `register/records.py` anew.

An object becomes a TypedDict named after where it stands, words to choose from become a Literal, a list a list. What
alternatives hold becomes one TypedDict in which only what all of them require is required: a fact of a site is read by
its `kind`, and the schema has already seen to the rest.
"""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from records_portal.register import shapes
from records_portal.register.kinds import KINDS
from records_portal.register.shapes import schema_of

TARGET = Path(shapes.__file__).with_name("records.py")
COMMAND = "nox -s types"
STEMS = {"people": "person", "operations": "operations-log", "posts": "authoring-log"}
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
SETTINGS = "portal"
LINE = 120

ASKED_BY_KIND = (
    ("OfKind", "The records of a kind by id, in the order of their ids.", "", "Mapping[str, {}]"),
    ("EachOfKind", "The records of a kind, in the order of their ids.", "", "Collection[{}]"),
    ("GetOfKind", "A record, or nothing where there is none.", ", record_id: str", "{} | None"),
)

Schema = Mapping[str, Any]

HEAD = f'''"""The types of what records say, made from the schemas by `{COMMAND}`.

Nothing imports this module when the program runs. A key that no schema has is an error of the type checker.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Literal, NotRequired, Protocol, TypedDict, overload

if TYPE_CHECKING:
    from .record import Record
'''


@dataclass(slots=True)
class Types:
    """The definitions made so far, by name, in the order in which they were needed."""

    made: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)

    def of_kind(self, kind: str) -> str:
        """The type of a kind's value; the portal's settings are empty where their file could not be read."""
        name = f"{_class(_stem(kind))}Value"
        whole = schema_of(kind)
        self._object(name, _class(_stem(kind)), whole, whole["$defs"], frozenset() if kind == SETTINGS else None)
        return name

    def _type(self, name: str, schema: Schema, shared: Schema) -> str:
        """The type of a part of a schema; `name` is what it is called where it needs a definition."""
        if "$ref" in schema:
            definition = schema["$ref"].rsplit("/", 1)[1]
            if definition not in self.shared:
                self.shared[definition] = _class(definition)  # a rule holds rules: the name comes before the type
                self.shared[definition] = self._type(_class(definition), shared[definition], shared)
            return self.shared[definition]
        if "enum" in schema:
            return self._define(name, _literal(name, schema["enum"]))
        if "const" in schema:
            return f"Literal[{_quoted(schema['const'])}]"
        if "items" in schema:
            return f"list[{self._type(_one(name), schema['items'], shared)}]"
        if "properties" in schema or "oneOf" in schema:
            form = self._object(name, name, schema, shared)
            return f"str | {form}" if "string" in schema.get("type", ()) else form
        return SIMPLE[schema["type"]]

    def _object(
        self, name: str, prefix: str, schema: Schema, shared: Schema, required: frozenset[str] | None = None
    ) -> str:
        """A mapping as a TypedDict, its alternatives in one; a key that the mapping itself has is taken from there."""
        own = schema.get("properties", {})
        types = {key: [self._type(_below(prefix, key), part, shared)] for key, part in own.items()}
        always = frozenset(schema.get("required", ())) if required is None else required
        alternatives = list(_alternatives(schema, prefix, shared))
        for alternative, inner in alternatives:
            for key, part in alternative["properties"].items():
                if key not in own:
                    types.setdefault(key, []).append(self._type(_below(inner, key), part, shared))
        if alternatives:
            always |= frozenset.intersection(*(frozenset(one["required"]) for one, _ in alternatives))
        forms = {key: _joined(found) for key, found in types.items()}
        return self._define(
            name, _typed_dict(name, {k: f if k in always else f"NotRequired[{f}]" for k, f in forms.items()})
        )

    def _define(self, name: str, text: str) -> str:
        known = self.made.setdefault(name, text)
        assert known == text, f"two different types would be called {name}"
        return name


def _alternatives(schema: Schema, prefix: str, shared: Schema) -> Iterator[tuple[Schema, str]]:
    """The mappings that may stand in the place of one, each with the beginning of its definitions' names."""
    branches = [one["then"] for one in schema.get("allOf", ()) if "$ref" in one.get("then", {})]
    for branch in (*branches, *schema.get("oneOf", ())):
        definition = branch.get("$ref", "").rsplit("/", 1)[-1]
        yield (shared[definition], _class(definition)) if definition else (branch, prefix)


def _typed_dict(name: str, keys: Mapping[str, str]) -> str:
    """A definition; a key that is a word of Python's makes it a call."""
    if any(keyword.iskeyword(key) for key in keys):
        fields = "".join(f"        {_quoted(key)}: {form},\n" for key, form in keys.items())
        return f"{name} = TypedDict(\n    {_quoted(name)},\n    {{\n{fields}    }},\n)\n"
    fields = "".join(f"    {key}: {form}\n" for key, form in keys.items())
    return f"class {name}(TypedDict):\n{fields}"


def _literal(name: str, words: Sequence[str]) -> str:
    """A choice of words: on one line, or within the brackets on one, or one a line."""
    quoted = ", ".join(map(_quoted, words))
    whole = f"{name} = Literal[{quoted}]\n"
    if len(whole) <= LINE + 1:
        return whole
    if len(quoted) <= LINE - 4:
        return f"{name} = Literal[\n    {quoted}\n]\n"
    lines = "".join(f"    {_quoted(word)},\n" for word in words)
    return f"{name} = Literal[\n{lines}]\n"


def _joined(found: list[str]) -> str:
    """One of several types, each named once."""
    return " | ".join(dict.fromkeys(found))


def _quoted(word: str) -> str:
    return json.dumps(word)


def _class(words: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"[-_]", words))


def _below(prefix: str, key: str) -> str:
    """The name of what stands at a key; a list of what its owner is called adds nothing."""
    return _class(key) if _one(_class(key)) == prefix else f"{prefix}{_class(key)}"


def _stem(kind: str) -> str:
    return STEMS.get(kind) or _one(kind)


def _one(name: str) -> str:
    """The name of an entry of a list: the list's in the singular."""
    if re.search(r"(series|status|ss)$", name, re.IGNORECASE):
        return name
    return re.sub(r"(?<=.)(ies|(?<=ss)es|s)$", lambda end: "y" if end[0] == "ies" else "", name)


def _by_kind(values: Mapping[str, str]) -> Iterator[str]:
    """How records are handed out, in three ways, by the name of their kind."""
    typed = {f"Literal[{_quoted(kind)}]": f"Record[{value}]" for kind, value in values.items()} | {"str": "Record"}
    for name, rule, asked, given in ASKED_BY_KIND:
        yield f'\n\nclass {name}(Protocol):\n    """{rule}"""\n'
        for kind, record in typed.items():
            signature = f"self, kind: {kind}{asked}"
            yield f"    @overload\n    def __call__({signature}) -> {given.format(record)}: ..."


def _each_fact_kind() -> str:
    """Something for each kind of fact of a site: whoever leaves one out does not pass the type checker."""
    kinds = schema_of("sites")["properties"]["facts"]["items"]["properties"]["kind"]["enum"]
    fields = "".join(f"        {_quoted(kind)}: object,\n" for kind in kinds)
    return f'EachSiteFactKind = TypedDict(\n    "EachSiteFactKind",\n    {{\n{fields}    }},\n)\n'


def module_text() -> str:
    """The whole module, in the form that the formatter asks for."""
    types = Types()
    values = {kind: types.of_kind(kind) for kind in KINDS}
    definitions = [_spaced(text) for text in (*types.made.values(), _each_fact_kind())]
    return re.sub(r"\n{4,}", "\n\n\n", "".join([HEAD, *definitions, "\n".join(_by_kind(values)), "\n"]))


def _spaced(definition: str) -> str:
    """A definition with the empty lines around it: two for a class, one for the rest."""
    return f"\n\n{definition}\n\n" if definition.startswith("class ") else f"\n{definition}"


if __name__ == "__main__":
    TARGET.write_text(module_text(), encoding="utf-8")
