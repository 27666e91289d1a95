"""What no page, table or file of the portal says, though an older register says it in public, or said it once.

* When people leave, which training they took when, and who has access: whoever wants in could use it.
* A change of these is told as a change, without what it said; a file for download leaves the lines out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.history.audit_trail import AuditTrail, Change
from records_portal.register.changes import FieldChange
from records_portal.register.findings import Refusal
from records_portal.register.kinds import kind_of
from records_portal.register.migrations.private_particulars import MOVED
from records_portal.register.migrations.record_rewriting import without_property
from records_portal.register.model import Record, Register
from records_portal.register.shapes import schema_of
from records_portal.register.sources import Tree

WITHHELD: Mapping[str, tuple[str, ...]] = {each.kind: each.properties for each in MOVED}
WITHIN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "  # as changes name a field within another
INSTEAD = FieldChange("Particulars of the private root", "", "changed")


def shown_register(register: Register) -> Register:
    """The register without what is withheld."""
    kinds = {
        kind: {name: _shown(record) for name, record in records.items()} if kind in WITHHELD else records
        for kind, records in register.records.items()
    }
    return replace(register, records=kinds)


def _shown(record: Record) -> Record:
    names = WITHHELD[record.kind]
    if not any(name in record.value for name in names):
        return record
    return replace(record, value={name: value for name, value in record.value.items() if name not in names})


def shown_trail(trail: AuditTrail) -> AuditTrail:
    """The trail without what was said of what is withheld."""
    titles = {
        kind: frozenset(schema_of(kind)["properties"][name]["title"] for name in names)
        for kind, names in WITHHELD.items()
    }
    return trail.with_changes(
        replace(change, fields=tuple(_shown_fields(change, titles[change.kind]))) if change.kind in titles else change
        for change in trail.changes
    )


def _shown_fields(change: Change, titles: frozenset[str]) -> Iterator[FieldChange]:
    told = False
    for each in change.fields:
        if each.field.partition(WITHIN)[0] not in titles:
            yield each
        elif not told:
            told = True
            yield INSTEAD


@dataclass(slots=True)
class ShownTree:
    """The root's files, each record's without the lines of what is withheld."""

    tree: Tree
    label: str = ""

    def paths(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted."""
        return self.tree.paths(folder)

    def content_name(self, path: str) -> str:
        """The name that git gives to a file's whole content."""
        return self.tree.content_name(path)

    def read(self, path: str) -> bytes:
        """A file's bytes without the withheld lines."""
        found, data = kind_of(path), self.tree.read(path)
        names = WITHHELD.get(found[0].name, ()) if found else ()
        return _without_lines(data, names)


def _without_lines(data: bytes, names: tuple[str, ...]) -> bytes:
    value, fault = read_yaml(data)
    if fault or not isinstance(value, dict) or not any(name in value for name in names):
        return data
    for name in names:
        if name not in value:
            continue
        value = {other: each for other, each in value.items() if other != name}
        try:
            data, _ = without_property(data, (name,))
        except Refusal:
            data = dump_yaml(value).encode()
    return data
