"""Which parts of the records the table of duties and the checks ask for by name, and which parts there are.

A record's value is handed out watched: a key that is asked for by its name counts as read, one that is only gone
through with all others does not. What is read shows in an office without fault, in each omission of it, in each broken
case of the rules, and in the sample.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, KeysView, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from records_portal.checks import CHECKS
from records_portal.checks.context import CheckContext
from records_portal.duties.context import DutyContext
from records_portal.duties.evidence_pack import AuditedTime, evidence_pack
from records_portal.duties.scorecard import scores
from records_portal.duties.table import DUTIES, owed
from records_portal.register.model import Register
from records_portal.register.shapes import schema_of
from records_portal.register.sources import FolderTree, load_register
from tests.duty_office import faultless, register_of
from tests.duty_omissions import OMISSIONS
from tests.test_checks import AS_OF, CASES, overlay

Part = tuple[str, str]
SAMPLE = Path(__file__).parents[1]
SAMPLE_DAY = date(2026, 11, 20)
ALL_DAYS = AuditedTime("2000-01-01", "2026-12-31")


class WatchedMapping(dict[str, Any]):
    """A mapping that notes each key that is asked for by its name."""

    def __init__(self, value: Mapping[str, Any], kind: str, path: str, read: set[Part]) -> None:
        self.kind, self.path, self.read = kind, path, read
        super().__init__({key: watched(each, kind, self.part(key)[1], read) for key, each in value.items()})

    def part(self, key: object) -> Part:
        """The part that a key leads to."""
        return self.kind, f"{self.path}.{key}" if self.path else str(key)

    def __getitem__(self, key: str) -> Any:
        self.read.add(self.part(key))
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(self.part(key))
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.read.add(self.part(key))
        return super().__contains__(key)

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        return KeysView(self)


def watched(value: Any, kind: str, path: str, read: set[Part]) -> Any:
    """A value whose mappings are watched, those in lists too."""
    if isinstance(value, dict):
        return WatchedMapping(value, kind, path, read)
    return [watched(each, kind, path, read) for each in value] if isinstance(value, list) else value


def watched_register(register: Register, read: set[Part]) -> Register:
    """The same register, every record of it watched."""
    records = {
        kind: {name: replace(each, value=watched(each.value, kind, "", read)) for name, each in by_id.items()}
        for kind, by_id in register.records.items()
    }
    return replace(register, records=records)


def parts_read() -> set[Part]:
    """Every part that a row of the table, a check, the scorecard or the auditor's pack asks for."""
    read: set[Part] = set()
    with tempfile.TemporaryDirectory() as folder:
        for number, omission in enumerate(OMISSIONS):
            files = faultless()
            omission.given(files)
            omission.edit(files)
            register = watched_register(register_of(Path(folder) / str(number), files), read)
            rows = [DUTIES[omission.duty]] if number else DUTIES.values()
            context = DutyContext(register, date.fromisoformat(omission.on), True)
            for duty in rows:
                list(owed(context, duty))
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            _ask_checks(*overlay(case, Path(folder)), AS_OF, case[:4], read)
    register = _ask_checks(SAMPLE, SAMPLE / "examples" / "private", SAMPLE_DAY, "", read)
    context = DutyContext(register, SAMPLE_DAY, True)
    for duty in DUTIES.values():
        list(owed(context, duty))
    list(scores(context))
    list(evidence_pack(context, ALL_DAYS))
    return read


def _ask_checks(root: Path, private: Path | None, as_of: date, code: str, read: set[Part]) -> Register:
    """Ask the checks of a code, or all of them, about two roots."""
    trees = (FolderTree(root), *((FolderTree(private, "private"),) if private else ()))
    register = watched_register(load_register(*trees).register, read)
    context = CheckContext(register, as_of, tuple((tree, number > 0) for number, tree in enumerate(trees)))
    for check in CHECKS:
        if check.rule.code.startswith(code):
            list(check.findings(context))
    return register


def parts_of(kind: str) -> set[Part]:
    """Every part that a kind's schema knows; of what stands in itself the first turn."""
    return {(kind, path) for path in _paths(schema_of(kind), "", schema_of(kind).get("$defs", {}), ())}


def _paths(
    schema: Mapping[str, Any], path: str, definitions: Mapping[str, Any], inside: tuple[str, ...]
) -> Iterator[str]:
    name = schema.get("$ref", "").rpartition("/")[2]
    if name in inside:
        return
    if name:
        yield from _paths(definitions[name], path, definitions, (*inside, name))
    inner = [each for key in ("allOf", "oneOf", "anyOf") for each in schema.get(key, ())]
    inner += [schema[key] for key in ("then", "items") if isinstance(schema.get(key), Mapping)]
    for each in inner:
        yield from _paths(each, path, definitions, inside)
    for key, each in schema.get("properties", {}).items():
        if isinstance(each, Mapping):
            here = f"{path}.{key}" if path else key
            yield here
            yield from _paths(each, here, definitions, inside)
