"""The names by which records refer to one another: where the schemas put them, and which of them lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import AnyRecord, Register
from records_portal.register.shapes import Schema, schema_of

from .fields import Branch, branch_of, labelled

KINDS_NAMED = (
    "people",
    "agencies",
    "platforms",
    "sites",
    "schedules",
    "captures",
    "authorizations",
    "holds",
    "audits",
)
_BY_SHAPE = {"person": "people", "site": "sites", "agency": "agencies", "series-reference": "series"}
_BY_NAME = {
    "platform": "platforms",
    "platforms": "platforms",
    "schedules": "schedules",
    "capture": "captures",
    "captures": "captures",
    "authorization": "authorizations",
    "holds": "holds",
    "audit": "audits",
    "copies-to": "copies",
    "notified": "copies",
}
_BY_FILE = {
    "designations": "sites",
    "operations": "sites",
    "posts": "sites",
    "classifications": "sites",
    "captures": "sites",
    "policies": "agencies",
    "staff": "people",
    "access": "sites",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a record that is not among those it may use; `kind` also knows `series` and `copies`."""

    record: AnyRecord
    path: ValuePath
    kind: str
    name: str


def _target(name: str, schema: Schema, _: Mapping[str, Schema]) -> str:
    """The kind of record that a property names."""
    reference = schema.get("$ref", "").removeprefix("#/$defs/")
    if reference in _BY_SHAPE:
        return _BY_SHAPE[reference]
    is_id = reference == "id" or ("string" in schema.get("type", "") and "a-z0-9" in schema.get("pattern", ""))
    return _BY_NAME.get(name, "") if is_id else ""


@cache
def _references_of(kind: str) -> Branch:
    return branch_of(schema_of(kind), _target)


@cache
def roles() -> tuple[str, ...]:
    """The roles that the schemas know."""
    return tuple(schema_of("people")["$defs"]["role"]["enum"])


def names_of(register: Register, kind: str, private: bool = True) -> Set[str]:
    """The names of a kind's records: with the private root's or without."""
    readable = {record.id for record in register.of(kind).values() if private or not record.private}
    return readable | {name for unreadable, name in register.unreadable if unreadable == kind}


def _usable(register: Register, series: Set[str], private: bool) -> dict[str, Set[str]]:
    names: dict[str, Set[str]] = {kind: names_of(register, kind, private) for kind in KINDS_NAMED}
    names["copies"] = names["people"] | set(roles())
    names["series"] = {name for name in series if name.split("#")[0] in names["schedules"]}
    return names


def unknown_names(register: Register, series: Set[str]) -> Iterator[Mention]:
    """Every name that a record may not use: of nothing, of a series not in force, of a private record in a public one.

    `series` are the references of the series in force.
    """
    usable = {private: _usable(register, series, private) for private in (False, True)}
    for record in register:
        names = usable[record.private]
        by_file = _BY_FILE.get(record.kind)
        if by_file and (named := record.id.split("/")[0]) not in names[by_file]:
            yield Mention(record, (), by_file, named)
        for path, kind, value, holder in labelled(record.value, _references_of(record.kind)):
            if isinstance(value, Mapping):
                continue  # what may be a word or a mapping has its names within
            name = _full_name(record, str(value), holder) if kind == "captures" else str(value)
            if name not in names[kind]:
                yield Mention(record, path, kind, name)


def _full_name(record: AnyRecord, value: str, holder: object) -> str:
    if "/" in value:
        return value
    site = holder.get("site") if isinstance(holder, Mapping) else None
    return f"{site or record.id.split('/')[0]}/{value}"
