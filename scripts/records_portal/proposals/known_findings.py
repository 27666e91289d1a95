"""What the checks said of a base, kept beside the history from one change to the next, and asked for by its tree.

* It is made from a base alone, never from what a change brings; it lies in the user's own cache folder, never in the
  repository. Tree, program, packages and day are its name: of any other it says nothing.
* Findings of records that differ are looked for again where what they say may differ too: with their lines.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import astuple
from datetime import date
from pathlib import Path

from records_portal.files.kept import read_kept, write_kept
from records_portal.files.program import program_digest, versions
from records_portal.register.findings import Finding, Severity

_TEXT, _NUMBER = "text", "number"
_FORM = (_TEXT, _NUMBER, _NUMBER, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT)
_TYPES = {_TEXT: str, _NUMBER: int}


def state_name(tree: str, day: date) -> str:
    """The name of what is known of a tree on a day; it hangs on the program too."""
    said = "\0".join((tree, day.isoformat(), program_digest(), *versions()))
    return hashlib.sha256(said.encode()).hexdigest()


def known_findings(folder: Path | None, name: str) -> list[Finding] | None:
    """What was found of a tree, or nothing where that is not known."""
    kept = read_kept(_path(folder)) if folder else None
    if not isinstance(kept, dict) or kept.get("name") != name or not isinstance(kept.get("findings"), list):
        return None
    try:
        return [_parsed(row) for row in kept["findings"]]
    except (TypeError, ValueError):
        return None


def keep_findings(folder: Path | None, name: str, findings: Iterable[Finding]) -> None:
    """Keep what was found of a tree in the place of what was known; without a folder the next time takes longer."""
    if not folder:
        return
    with suppress(OSError):
        write_kept(_path(folder), {"name": name, "findings": [astuple(each) for each in findings]})


def codes_to_place(before: Sequence[Finding], after: Iterable[Finding], paths: Iterable[str]) -> frozenset[str]:
    """The codes of findings before a change that are to be looked for again, with their lines in files that differ.

    They are errors, or findings that a file has more or less often after the change.
    """
    differ = frozenset(paths)
    was, now = (Counter(_said(each) for each in side if each.path in differ) for side in (before, after))
    errors = (each.code for each in before if each.path in differ and each.severity is Severity.ERROR)
    return frozenset((*errors, *(code for code, *_ in (was - now) + (now - was))))


def _said(one: Finding) -> tuple[str, ...]:
    return one.code, one.severity, one.path, one.subject, one.message


def _path(folder: Path) -> Path:
    return folder / "base-findings.json"


def _parsed(row: Sequence[object]) -> Finding:
    if len(row) != len(_FORM) or any(type(each) is not _TYPES[form] for each, form in zip(row, _FORM, strict=True)):
        raise ValueError("a finding has another form")
    path, line, column, code, subject, message, severity, expected, suggestion = row
    return Finding(
        str(path),
        int(str(line)),
        int(str(column)),
        str(code),
        str(subject),
        str(message),
        Severity(str(severity)),
        str(expected),
        str(suggestion),
    )
