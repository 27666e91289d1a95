"""No part of a record ends unread: a row of the table, a check or the schema asks for it, or a line says why none does.

`tests/parts_told.csv` has those lines. A line that nothing needs any more is red, so that the list stays the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from records_portal.register.shapes import schema_of
from tests.fields_read import Part, parts_of, parts_read
from tests.parts_told import lines_for, places_of, told_lines
from tests.story.clauses import clauses

# The kinds that hold what the two documents ask an agency to say and to do. Retention's own (schedules, captures,
# holds, requests, authorities, dispositions) are read by the rooms that judge and carry out.
KINDS = (
    *("policies", "posts", "audits", "operations", "sites", "designations", "people", "staff", "access"),
    *("agencies", "platforms"),
)


@cache
def _read() -> frozenset[Part]:
    return frozenset(parts_read())


def required(kind: str) -> set[Part]:
    """The parts without which the schema refuses the group in which they stand (S001)."""
    schema = schema_of(kind)
    return {(kind, path) for path in _required(schema, "", schema.get("$defs", {}), ())}


def _required(
    schema: Mapping[str, Any], path: str, definitions: Mapping[str, Any], inside: tuple[str, ...]
) -> Iterator[str]:
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in inside:
        return
    if name:
        yield from _required(definitions[name], path, definitions, (*inside, name))
    inner = [each for key in ("allOf", "oneOf", "anyOf") for each in schema.get(key, ())]
    for each in [*inner, *(schema[key] for key in ("then", "items") if isinstance(schema.get(key), Mapping))]:
        yield from _required(each, path, definitions, inside)
    for key in schema.get("required", ()):
        yield f"{path}.{key}" if path else key
    for key, each in schema.get("properties", {}).items():
        if isinstance(each, Mapping):
            yield from _required(each, f"{path}.{key}" if path else key, definitions, inside)


def unread(kind: str) -> set[Part]:
    return parts_of(kind) - _read() - required(kind)


@pytest.mark.builds
@pytest.mark.parametrize("kind", KINDS)
def test_every_part_is_read_or_says_why_not(kind: str) -> None:
    assert sorted(part for part in unread(kind) if not lines_for(*part)) == []


@pytest.mark.builds
def test_every_line_is_needed() -> None:
    needed = {line for kind in KINDS for part in unread(kind) for line in lines_for(*part)}
    assert [line for line in told_lines() if line not in needed] == []
    assert [line for line in told_lines() if len(line.why) < 5] == []


@pytest.mark.builds
def test_a_part_that_nothing_reads_is_noticed() -> None:
    """The watch itself: a part that no row asks for is not among those that were read, one that a row asks for is."""
    assert ("policies", "purpose.outcomes") in _read()
    assert ("policies", "vendors.contract") not in _read()


@pytest.mark.builds
def test_a_clause_ends_in_no_part_that_is_not_there() -> None:
    known = {part for kind in KINDS for part in parts_of(kind)}
    places = [(clause.key, *place) for clause in clauses().values() for place in places_of(clause)]
    assert [place for place in places if place[1] in KINDS and place[1:] not in known] == []
