"""What files said before: every content that a commit gave to a record's file, on any line of the history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.kinds import kind_of
from records_portal.register.past import EarlierVersion
from records_portal.register.shapes import fits

from .repository import LINK_MODES, Repository

# a day begins first in this zone: a version counts for no earlier day than it can have been there
_FIRST_ZONE = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A content that a file was given by a commit, and the latest day on which that can have been anywhere."""

    path: str
    on: str
    blob: str
    commit: str


def earlier_versions(
    repository: Repository, revisions: Sequence[str], folders: Sequence[str]
) -> Mapping[tuple[str, str], tuple[EarlierVersion, ...]]:
    """The sound versions of each record below some folders that the history up to some commits has, the oldest first.

    A version that no record could have is left out: it never was read as one.
    """
    versions = list(file_contents(repository, revisions, folders))
    texts = dict(repository.blobs(sorted({each.blob for each in versions})))
    found: dict[tuple[str, str], list[EarlierVersion]] = {}
    for each in versions:
        named = kind_of(each.path)
        value = _value(texts[each.blob])
        if named and isinstance(value, dict) and fits(named[0].name, value):
            known = found.setdefault((named[0].name, named[1]), [])
            if not known or known[-1].value != value:
                known.append(EarlierVersion(each.on, value, each.path, each.commit))
    return {name: tuple(known) for name, known in found.items()}


def _value(text: bytes) -> Any:
    value, fault = read_yaml(text)
    return None if fault else value


def file_contents(repository: Repository, revisions: Sequence[str], folders: Sequence[str]) -> Iterator[FileVersion]:
    """Every content that a commit of the history up to some commits gave to a file below some folders, oldest first."""
    if repository.is_shallow():
        raise Refusal(
            f"{repository.root}: the history is cut off, so that nobody knows what was there; git fetch --unshallow"
        )
    prefix = f"{repository.prefix}/" if repository.prefix else ""
    # each parent of a merge is compared: what came by a side branch came, whatever the merge made of it
    asked = ("log", "--diff-merges=separate", "--full-history", "--root", "--reverse", "--topo-order")
    form = (
        *("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff"),
        "--format=%x01%H %ct",
        *revisions,
        "--",
        *(f":(top,literal){prefix}{each}" for each in folders),
    )
    output = repository.run(*asked, *form)
    on = commit = ""
    remaining = iter(output.split(b"\0"))
    for token in remaining:
        text = token.lstrip(b"\n").decode("ascii", "replace")
        if text.startswith("\x01"):
            commit, _, at = text[1:].partition(" ")
            on = (datetime.fromtimestamp(int(at), UTC) + _FIRST_ZONE).date().isoformat()
        elif text.startswith(":"):
            _, mode, _, blob, _ = text[1:].split(" ", 4)
            path = next(remaining).decode("utf-8", "surrogateescape")
            if mode not in LINK_MODES and blob.strip("0") and path.startswith(prefix):
                yield FileVersion(path.removeprefix(prefix), on, blob, commit)
