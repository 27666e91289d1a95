"""What a closing is held against before it is recorded: the bag of its final capture, and every check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from records_portal.captures.verification import read_captures, verify_captures
from records_portal.checks import check_register
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.findings import Finding, Refusal, Severity
from records_portal.register.model import AnyRecord, Register
from records_portal.register.record_editing import read_record
from records_portal.register.sources import Tree


def bag_problems(tree: Tree, root: Path, store: Path, capture: str) -> list[str] | None:
    """What is wrong with a capture's bag; nothing where there is no store."""
    if not store.is_dir():
        return None
    known, findings = read_captures(tree, CommitTree(Repository(root), "HEAD"))
    findings += verify_captures(known, store, None, lambda each: each == capture)
    subjects = (capture, capture.split("/")[0])
    errors = [each for each in findings if each.severity is Severity.ERROR and each.subject in subjects]
    return [f"{each.code} {each.message}" for each in errors]


def refuse_faulty(
    register: Register, trees: Sequence[tuple[Tree, bool]], today: date, change: tuple[AnyRecord, bytes]
) -> None:
    """Refuse a record's new bytes that would bring an error into the register."""
    record, data = change
    changed = replace(read_record(record.path, data), private=record.private, origin=record.origin)
    same_kind = dict(register.of(record.kind)) | {record.id: changed}
    after = Register(dict(register.records) | {record.kind: same_kind}, register.unreadable, register.lists)
    before = {(each.code, each.message) for each in _errors_in(register, trees, today, record)}
    for each in _errors_in(after, trees, today, record):
        if (each.code, each.message) not in before:
            raise Refusal(str(each))


def _errors_in(register: Register, trees: Sequence[tuple[Tree, bool]], today: date, record: AnyRecord) -> list[Finding]:
    """The errors that stand in a record's file."""
    found = check_register(register, trees, today)
    return [each for each in found if each.severity is Severity.ERROR and each.path.endswith(record.path)]
