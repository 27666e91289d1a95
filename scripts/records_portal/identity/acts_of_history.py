"""The acts that a history holds: each statement below `registry/acts/`, verified where it stands on the main line.

* A statement counts when the contents that it names are those that the main line went from and to, when the register
  of before that change gave its person the key and the role, and when that key still counts where it was merged.
* One that landed before acts begin, as the settings say, is declared and no more.
* What it says of a content that was redacted since, it says of what stands in its place.
* It is read where it first came; one that was changed or taken away since is told as that, and counts no more. Another
  mode and another name among the acts are no change of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from records_portal.history.audit_trail import moment_of
from records_portal.history.main_line import ABSENT, MainLine, Transition
from records_portal.history.merged_changes import change_begun, landing_days, named_content
from records_portal.history.repository import Repository
from records_portal.register.kinds import STATEMENTS

from .acts import Act, Known
from .attestations import read_attestations
from .base import BaseReader
from .key_history import KeyHistory
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

    def about(self, path: str, content: str, line: MainLine, keys: KeyHistory) -> Iterator[Act]:
        """The acts that hold and led a file to a content that it has since: by keys that were admitted as they must be.

        One that came before the file's last change speaks of an earlier time at which it said the same.
        """
        last = max((each.place for each in line.transitions.get(path, ())), default=-1)
        for act in self.acts:
            led = any(each.path == path and named_content(each.new) == content for each in act.statement.changes)
            if act.holds and led and act.place >= last and keys.bears_out(act):
                yield act


def read_acts(repository: Repository, bases: BaseReader) -> Acts:
    """The acts of a history."""
    line = bases.line
    paths = [path for path in line.transitions if path.startswith(f"{STATEMENTS}/") and path.endswith(".txt")]
    contents = _contents(repository, line, paths)
    days, moves = landing_days(line), _moves(line)
    acts: list[Act] = []
    unreadable: list[UnreadableAct] = []
    for path in sorted(paths, key=lambda each: (line.transitions[each][0].place, each)):
        found = _statement_at(path, line, contents)
        if isinstance(found, UnreadableAct):
            unreadable.append(found)
            continue
        first, statement, squatted = found
        if squatted:
            unreadable.append(squatted)
        if statement.path != path and _is_moved(first, statement, line):
            continue  # it counts, or not, where it first stood
        place = first.place
        commit, at = line.commits[place]
        armored = contents.get(line.content(f"{path}.sig", place), b"")
        now = bases.redacted.statement(statement)
        begun, fault = change_begun(line, now.changes, place)
        signed = contents[first.new], armored
        fingerprint, reason = (
            ("", fault) if fault else _verified(path, (begun, place, days[place]), statement, signed, bases)
        )
        reason = reason or _altered(line, moves, path, place)
        moment = moment_of(at)
        known = Known.SIGNED if place > bases.acts_since else Known.DECLARED
        acts.append(Act(now, known, commit, moment, fingerprint, reason=reason, begun=begun, place=place))
    acts += read_attestations(repository, bases, tuple(acts))
    return Acts(tuple(sorted(acts, key=lambda each: each.place)), tuple(unreadable))


def _contents(repository: Repository, line: MainLine, paths: Iterable[str]) -> dict[str, bytes]:
    """Every content that a statement or its signature ever had, by name."""
    both = [name for path in paths for name in (path, f"{path}.sig")]
    wanted = {each.new for name in both for each in line.transitions.get(name, ())}
    return dict(repository.blobs(sorted(wanted - {ABSENT})))


def _statement_at(
    path: str, line: MainLine, contents: Mapping[str, bytes]
) -> tuple[Transition, Statement, UnreadableAct | None] | UnreadableAct:
    """The first content of a path that is the statement of its name, and what stood in its place before.

    The name has the digest of one content alone: whatever else is put there keeps no statement from coming.
    """
    first: tuple[Transition, Statement] | None = None
    squatted: UnreadableAct | None = None
    fault = UnreadableAct(path, "it is no plain file")
    for each in line.transitions[path]:
        try:
            statement = parse_statement(contents.get(each.new, b""))  # a link has no content
        except NotAStatement as error:
            if fault.reason == "it is no plain file" and each.place == line.transitions[path][0].place:
                fault = UnreadableAct(path, str(error))
            squatted = squatted or fault
            continue
        if statement.path == path:
            return each, statement, squatted
        first = first or (each, statement)
    return (*first, squatted) if first else fault


def _is_moved(first: Transition, statement: Statement, line: MainLine) -> bool:
    """Whether a statement under another name than its own is one that stood under its own before."""
    before = line.transitions.get(statement.path, ())
    return any(each.new == first.new and each.place < first.place for each in before)


def _moves(line: MainLine) -> dict[tuple[int, str], str]:
    """Where among the acts a content came up, by the commit that put it there and its name."""
    return {
        (each.place, each.new): path
        for path, transitions in line.transitions.items()
        if path.startswith(f"{STATEMENTS}/")
        for each in transitions
        if each.old == ABSENT
    }


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
    return fingerprint, ""


def _altered(line: MainLine, moves: Mapping[tuple[int, str], str], path: str, place: int) -> str:
    """Whether a statement or its signature was changed or taken away after it came.

    Another mode or another name takes nothing of it: what is followed is the content.
    """
    for name in (path, f"{path}.sig"):
        content, now, since = line.content(name, place), name, place
        while later := next(
            (each for each in line.transitions[now] if each.place > since and each.new != content), None
        ):
            moved = moves.get((later.place, content)) if later.new == ABSENT else None
            if moved is None or moved == now:
                return f"{name} was changed or taken away after it was merged"
            now, since = moved, later.place
    return ""


def changes_between(before: Mapping[str, str], after: Mapping[str, str], zeros: str) -> tuple[ContentChange, ...]:
    """What differs between two sets of files, as a statement names it; statements themselves are left out."""
    paths = sorted(before.keys() | after.keys())
    return tuple(
        ContentChange(path, before.get(path) or zeros, after.get(path) or zeros)
        for path in paths
        if before.get(path) != after.get(path) and not path.startswith(f"{STATEMENTS}/")
    )
