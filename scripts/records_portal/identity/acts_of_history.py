"""The acts that a history holds: each statement below `registry/acts/`, verified where it stands on the main line.

* A statement counts when the contents that it names are those that the main line went from and to, when the register
  of before that change gave its person the key and the role, and when that key still counts where it was merged.
* One that landed before acts begin, as the settings say, is declared and no more.
* It is read where it first came; one that was changed or taken away since is told as that, and counts no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from records_portal.history.audit_trail import moment_of
from records_portal.history.main_line import ABSENT, MainLine
from records_portal.history.repository import Repository
from records_portal.register.kinds import STATEMENTS

from .acts import Act, Known
from .base import BaseReader
from .statements import ContentChange, NotAStatement, Statement, parse_statement


@dataclass(frozen=True, slots=True)
class UnreadableAct:
    """A file among the acts that is no statement, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Acts:
    """Every act of a history in the order of the main line, and what could not be read."""

    acts: tuple[Act, ...]
    unreadable: tuple[UnreadableAct, ...]

    def about(self, path: str, content: str) -> Iterator[Act]:
        """The acts that hold and that led a file to a content."""
        for act in self.acts:
            if act.holds and any(
                each.path == path and named_content(each.new) == content for each in act.statement.changes
            ):
                yield act


def read_acts(repository: Repository, bases: BaseReader) -> Acts:
    """The acts of a history."""
    line = bases.line
    paths = [path for path in line.transitions if path.startswith(f"{STATEMENTS}/") and path.endswith(".txt")]
    first = {path: line.transitions[path][0] for path in paths}
    signatures = {path: line.content(f"{path}.sig", first[path].place) for path in paths}
    wanted = {first[path].new for path in paths} | set(signatures.values())
    blobs = dict(repository.blobs(sorted(wanted - {ABSENT})))
    days = landing_days(line)
    acts: list[tuple[int, Act]] = []
    unreadable: list[UnreadableAct] = []
    for path in sorted(paths, key=lambda each: (first[each].place, each)):
        place = first[path].place
        stated = blobs.get(first[path].new, b"")  # a link has no content
        try:
            statement = parse_statement(stated)
        except NotAStatement as error:
            unreadable.append(UnreadableAct(path, str(error)))
            continue
        commit, at = line.commits[place]
        moment = moment_of(at)
        armored = blobs.get(signatures[path], b"")
        begun, fault = _begun(line, statement.changes, place)
        signed = stated, armored
        fingerprint, reason = (
            ("", fault) if fault else _verified(path, (begun, place, days[place]), statement, signed, bases)
        )
        known = Known.SIGNED if place > bases.acts_since else Known.DECLARED
        act = Act(statement, known, commit, moment, fingerprint, reason=reason, begun=begun, place=place)
        acts.append((place, act))
    return Acts(tuple(act for _, act in sorted(acts, key=lambda each: each[0])), tuple(unreadable))


def _verified(
    path: str, places: tuple[int, int, str], statement: Statement, signed: tuple[bytes, bytes], bases: BaseReader
) -> tuple[str, str]:
    """The fingerprint that signed a statement, and why it does not count; empty where it does."""
    begun, place, landed = places
    if not signed[1]:
        return "", f"there is no signature beside it, {path}.sig"
    if statement.path != path:
        return "", f"it is not under its own name, {statement.path}"
    fingerprint = ""
    for before in dict.fromkeys((begun - 1, place - 1)):
        found = bases.signers(before).check(statement, *signed, landing=before >= begun, landed=landed)
        fingerprint = found.fingerprint
        if found.reason:
            return fingerprint, found.reason
    return fingerprint, _altered(bases.line, path, place)


def landing_days(line: MainLine) -> list[str]:
    """For each place of the main line the latest day that a commit had claimed until then: no clock runs back."""
    return list(accumulate((moment_of(at)[:10] for _, at in line.commits), max))


def _begun(line: MainLine, changes: Iterable[ContentChange], place: int) -> tuple[int, str]:
    """The first commit of the change that is spoken of, and why there is no such change."""
    begun = place
    for each in changes:
        old, new = named_content(each.old), named_content(each.new)
        if line.content(each.path, place) != new:
            return place, f"{each.path} is not as it was approved where it was merged"
        left = line.since(each.path, old, place)
        if left is None:
            return place, f"{each.path} was never as it was before what was approved"
        begun = min(begun, left)
    return begun, ""


def _altered(line: MainLine, path: str, place: int) -> str:
    """Whether a statement or its signature was changed or taken away after it came."""
    for name in (path, f"{path}.sig"):
        if any(each.place > place for each in line.transitions[name]):
            return f"{name} was changed or taken away after it was merged"
    return ""


def named_content(blob: str) -> str:
    """A content as the main line names it: nothing where a statement writes zeros."""
    return blob if blob.strip("0") else ABSENT


def changes_between(before: Mapping[str, str], after: Mapping[str, str], zeros: str) -> tuple[ContentChange, ...]:
    """What differs between two sets of files, as a statement names it; statements themselves are left out."""
    paths = sorted(before.keys() | after.keys())
    return tuple(
        ContentChange(path, before.get(path) or zeros, after.get(path) or zeros)
        for path in paths
        if before.get(path) != after.get(path) and not path.startswith(f"{STATEMENTS}/")
    )
