"""Every kind of record has one closed, explained, self-contained schema, and every clause of the sources a place."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from records_portal.files.program import PACKAGE, digest_of
from records_portal.history import trail_cache
from records_portal.register import sources
from records_portal.register.kinds import KINDS
from records_portal.register.shapes import SCHEMAS, schemas

TABLE = Path(__file__).parents[1] / "docs" / "reference" / "source-documents.md"
FILES = sorted(SCHEMAS.glob("*.json"))
BRANCHES = ("allOf", "anyOf", "oneOf")
FIELD = re.compile(r"`([a-z]+): ([a-z0-9_.\[\]-]+)`")

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a schema that describes a value: a property, a list's entry, a shared definition or an alternative."""

    path: str
    schema: Schema


@cache
def schema_text(kind: str) -> str:
    return schemas()[kind].decode()


@cache
def schema(kind: str) -> Schema:
    loaded: Schema = json.loads(schema_text(kind))
    return loaded


def nodes(part: Schema, path: str = "") -> Iterator[Node]:
    """Every described value below a part of a schema; conditions describe none."""
    for keyword, mark in (("properties", "/"), ("$defs", "#")):
        for name, below in part.get(keyword, {}).items():
            yield Node(f"{path}{mark}{name}", below)
            yield from nodes(below, f"{path}{mark}{name}")
    if "items" in part:
        yield Node(f"{path}[]", part["items"])
        yield from nodes(part["items"], f"{path}[]")
    for keyword in BRANCHES:
        for number, below in enumerate(part.get(keyword, [])):
            if "properties" in below:
                yield Node(f"{path}|{number}", below)
            yield from nodes(below, f"{path}|{number}")


def references(part: object) -> Iterator[str]:
    """Every reference in a part of a schema, conditions included."""
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        for below in part.values():
            yield from references(below)
    elif isinstance(part, list):
        for below in part:
            yield from references(below)


def target(part: Schema, whole: Schema) -> Schema:
    """What a part stands for, once its reference is followed."""
    while "$ref" in part:
        part = whole["$defs"][part["$ref"].removeprefix("#/$defs/")]
    return part


def alternatives(part: Schema, whole: Schema) -> Iterator[Schema]:
    """A part and everything that may hold in its place: targets of references, branches, entries of a list."""
    part = target(part, whole)
    yield part
    for branch in (
        *(one for keyword in BRANCHES for one in part.get(keyword, [])),
        part.get("then"),
        part.get("items"),
    ):
        if branch is not None:
            yield from alternatives(branch, whole)


def fields_at(kind: str, path: str) -> list[Schema]:
    """The fields that a path of the table names; `facts[request]` keeps the alternative whose kind is `request`."""
    whole = schema(kind)
    found = [whole]
    for step in path.split("."):
        name, _, wanted = step.removesuffix("]").partition("[")
        parts = [one for part in found for one in alternatives(part, whole)]
        found = [part["properties"][name] for part in parts if name in part.get("properties", {})]
        if wanted:
            parts = [one for part in found for one in alternatives(part, whole)]
            found = [one for one in parts if one.get("properties", {}).get("kind", {}).get("const") == wanted]
    return found


def table_rows() -> list[tuple[str, str, str]]:
    """The rows of the tables of clauses: clause, what it asks for, where it is held; another table ends the page."""
    clauses, end, _ = TABLE.read_text(encoding="utf-8").partition("\n## Told, and not judged\n")
    assert end, "the table of clauses ends where what is not judged begins"
    lines = [line for line in clauses.splitlines() if line.startswith("| ")]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    return [(row[0], row[1], row[2]) for row in cells if row[0] != "Clause"]


def chosen_by_kind(part: Schema) -> bool:
    """Whether each kind that a part allows leads to a definition of its own, which is closed in its turn."""
    kinds = part.get("properties", {}).get("kind", {}).get("enum")
    chosen = [
        one["if"]["properties"]["kind"]["const"] for one in part.get("allOf", []) if "$ref" in one.get("then", {})
    ]
    return kinds is not None and sorted(kinds) == sorted(chosen)


every_kind = pytest.mark.parametrize("kind", sorted(KINDS))


every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_each_kind_has_a_file_and_each_file_but_the_shared_definitions_a_kind() -> None:
    assert {path.stem for path in FILES} == {*KINDS, "definitions"}


@every_file
def test_a_file_is_printed_with_two_spaces(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


@every_file
def test_an_editor_that_follows_a_reference_by_the_file_finds_what_is_published(file: Path) -> None:
    """An `$id` would become the base of relative references, and from a URN none can be followed."""
    source = json.loads(file.read_text(encoding="utf-8"))
    assert "$id" not in source
    resolver = every_file_at_its_address().resolver(file.as_uri())
    published = {name: part for kind in KINDS for name, part in schema(kind)["$defs"].items()}
    for reference in references(source):
        found = resolver.lookup(reference).contents
        assert within_the_whole(found) == published[reference.rsplit("/", 1)[1]]


@cache
def every_file_at_its_address() -> Registry[Any]:
    contents = [(file.as_uri(), json.loads(file.read_text(encoding="utf-8"))) for file in FILES]
    return Registry[Any]().with_resources([(at, DRAFT202012.create_resource(one)) for at, one in contents])


def within_the_whole(part: Schema) -> Schema:
    whole: Schema = json.loads(json.dumps(part).replace('"definitions.json#/', '"#/'))
    return whole


def test_a_definition_stands_in_one_file_and_the_shared_ones_are_shared() -> None:
    standing = [name for file in FILES for name in json.loads(file.read_text(encoding="utf-8")).get("$defs", {})]
    assert len(standing) == len(set(standing))
    users = Counter(name for kind in KINDS for name in schema(kind)["$defs"])
    shared = json.loads((SCHEMAS / "definitions.json").read_text(encoding="utf-8"))["$defs"]
    assert set(shared) == {name for name, count in users.items() if count > 1}


@every_file
def test_what_is_kept_from_an_earlier_run_depends_on_every_file(file: Path, tmp_path: Path) -> None:
    place = file.relative_to(PACKAGE)
    shutil.copytree(PACKAGE / "register", tmp_path / "register")
    before = digest_of(tmp_path, "register")
    (tmp_path / place).write_bytes(file.read_bytes() + b"\n")
    assert digest_of(tmp_path, "register") != before
    assert "register" in sources.READING and "register" in trail_cache.READING


@every_kind
def test_a_schema_is_valid_and_names_itself(kind: str) -> None:
    whole = schema(kind)
    Draft202012Validator.check_schema(whole)
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert whole["$id"] == f"urn:records-portal:schema:v1:{kind}"
    assert whole["title"]
    assert whole["description"]


@every_kind
def test_a_schema_is_printed_with_two_spaces(kind: str) -> None:
    assert schema_text(kind) == json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


@every_kind
def test_every_object_is_closed(kind: str) -> None:
    objects = [Node("", schema(kind)), *nodes(schema(kind))]
    open_ones = [
        node.path
        for node in objects
        if (node.schema.get("type") == "object" or "properties" in node.schema)
        and node.schema.get("additionalProperties") is not False
        and not chosen_by_kind(node.schema)
        and "oneOf" not in node.schema
    ]
    assert open_ones == []


@every_kind
def test_every_property_has_title_description_and_examples(kind: str) -> None:
    """An entry of a list that is only a reference speaks through the definition it names."""
    bare = []
    for node in nodes(schema(kind)):
        spoken = (
            target(node.schema, schema(kind))
            if list(node.schema) == ["$ref"] and node.path.endswith("[]")
            else node.schema
        )
        bare += [f"{node.path}: {word}" for word in ("title", "description", "examples") if not spoken.get(word)]
    assert bare == []


@every_kind
def test_every_example_fits_what_it_illustrates(kind: str) -> None:
    whole = schema(kind)
    wrong = []
    for node in (Node("", whole), *nodes(whole)):
        check = Draft202012Validator(
            {**node.schema, "$defs": whole["$defs"]}, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        examples = node.schema.get("examples", [])
        wrong += [f"{node.path}: {error.message}" for example in examples for error in check.iter_errors(example)]
    assert wrong == []


@every_kind
def test_no_reference_leaves_the_file_and_no_definition_lies_idle(kind: str) -> None:
    assert set(references(schema(kind))) == {f"#/$defs/{name}" for name in schema(kind)["$defs"]}


def test_definitions_of_one_name_are_equal_in_every_file() -> None:
    first: dict[str, tuple[str, Schema]] = {}
    different = []
    for kind in sorted(KINDS):
        for name, definition in schema(kind)["$defs"].items():
            where, known = first.setdefault(name, (kind, definition))
            if known != definition:
                different.append(f"{name} in {where} and {kind}")
    assert different == []


@every_kind
def test_dates_end_in_on_and_moments_in_at(kind: str) -> None:
    whole = schema(kind)
    ends: dict[object, str] = {"date": r"([a-z0-9]+_)*on", "date-time": r"([a-z0-9]+_)*at"}
    wrong = []
    for node in nodes(whole):
        name = re.search(r"/(\w+)$", node.path)
        form = target(node.schema, whole).get("format")
        if name and not re.fullmatch(ends.get(form, r"[a-z0-9]+(_[a-z0-9]+)*"), name[1]):
            wrong.append(node.path)
    assert wrong == []


@every_kind
def test_words_to_choose_from_are_kebab_case(kind: str) -> None:
    words = [f"{node.path}: {word}" for node in nodes(schema(kind)) for word in node.schema.get("enum", [])]
    assert [word for word in words if not re.search(r": [a-z0-9]+(-[a-z0-9]+)*$", word)] == []


@every_kind
def test_no_field_asks_for_a_secret(kind: str) -> None:
    secret = {"password", "passphrase", "pin", "secret", "token", "credential", "credentials", "recovery_code"}
    assert [node.path for node in nodes(schema(kind)) if node.path.rsplit("/", 1)[-1] in secret] == []


def test_every_row_of_the_table_names_a_place_a_procedure_or_a_reason() -> None:
    unplaced = [
        clause for clause, _, held in table_rows() if not re.search(r"`[a-z]+: |procedure: `|no field: \w", held)
    ]
    assert unplaced == []


@pytest.mark.parametrize("row", table_rows(), ids=lambda row: row[0])
def test_every_place_that_the_table_names_is_in_a_schema(row: tuple[str, str, str]) -> None:
    named = FIELD.findall(row[2])
    assert len(named) == row[2].count(": ") - row[2].count("procedure: ") - row[2].count("no field: ")
    assert [f"{kind}: {path}" for kind, path in named if kind not in KINDS or not fields_at(kind, path)] == []


def test_the_table_goes_through_both_documents() -> None:
    sections = {re.match(r"(NJ|MO) [A-E0-9]", clause)[0] for clause, _, _ in table_rows()}  # type: ignore[index]
    new_jersey = {"NJ 1", "NJ 2", "NJ 3", "NJ 4", "NJ A", "NJ B", "NJ C", "NJ D", "NJ E"}
    assert sections == new_jersey | {"MO 1", "MO 2", "MO 3", "MO 4", "MO 5"}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("sites", "facts[request].decision"),
        ("sites", "facts[nothing].on"),
        ("sites", "purpose.text"),
        ("policies", "programme.reason"),
        ("requests", "log.who"),
    ],
)
def test_a_place_that_no_schema_has_is_not_found(kind: str, path: str) -> None:
    assert fields_at(kind, path) == []


def words_at(kind: str, path: str) -> set[str]:
    return {
        word
        for part in fields_at(kind, path)
        for one in alternatives(part, schema(kind))
        for word in one.get("enum", ())
    }


def test_the_sources_lists_are_whole() -> None:
    assert words_at("designations", "designations.responsibilities") == {
        "content-current", "moderation-statement", "daily-monitoring", "moderation-actions", "retention", "authoring",
        "holds-and-requests", "credential-reporting", "usage-reports",
    }  # fmt: skip
    assert words_at("policies", "programme.step") == {
        "business-case", "management-support", "research", "drafting", "content-management", "promulgation", "training",
        "control", "evaluation",
    }  # fmt: skip
    six_kinds = {
        "abusive", "criminal-or-discriminatory", "copyrighted", "commercial-endorsement", "political-endorsement",
        "confidential",
    }  # fmt: skip
    assert words_at("operations", "moderation.category") == six_kinds
    assert words_at("policies", "management.moderation_statement.unacceptable") == six_kinds
    assert set(schema("dispositions")["properties"]["transfer"]["properties"]) == {
        "to", "creating_office", "series_title", "description", "span", "physical_form", "volume", "schedule_citation",
        "access_restrictions", "disposition", "disposition_action_on", "physical_location", "control_number", "receipt",
    }  # fmt: skip


def test_the_policy_and_the_platforms_know_the_same_technologies() -> None:
    assert words_at("policies", "technological_scope.category") == words_at("platforms", "category")


def test_the_policy_and_the_sites_know_the_same_modes_and_clearances() -> None:
    assert words_at("policies", "management.settings.mode") == words_at("sites", "comments.mode")
    assert words_at("policies", "communication.vetting.vetting") == words_at("sites", "communications.vetting")


def test_the_disposition_and_its_authorization_know_the_same_methods_and_clearances() -> None:
    assert words_at("dispositions", "method") == words_at("authorizations", "method")
    assert words_at("dispositions", "clearances.kind") == words_at("authorizations", "clearances.kind")


def test_no_example_that_a_refusal_may_repeat_names_somebody_of_the_sample() -> None:
    people = {path.stem for path in (Path(__file__).parents[1] / "registry/people").glob("*.yml")}
    named = {
        (path.relative_to(SCHEMAS).as_posix(), person)
        for path in SCHEMAS.rglob("*.json")
        for person in people
        if f'"{person}"' in path.read_text(encoding="utf-8")
    }
    assert len(people) > 10
    assert named == set()
