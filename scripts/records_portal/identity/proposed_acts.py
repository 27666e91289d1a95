"""The statements that a proposal brings, judged before it is merged as they will be judged after.

* People, roles and keys are those of the tip that it would be merged into, never those of the proposal.
* A statement speaks of the contents that the proposal changes, from what the tip has to what the proposal has.
* A key counts that was one of the first ones, or was admitted as it must be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from records_portal.history.merged_changes import named_content
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.kinds import STATEMENTS
from records_portal.register.sources import Tree

from .acts_of_history import UnreadableAct
from .base import BaseReader, base_reader
from .key_changes import read_key_history
from .statements import NotAStatement, Statement, parse_statement


@dataclass(frozen=True, slots=True)
class ProposedAct:
    """A statement with the fingerprint that signed it, and why it would not count; empty where it would."""

    statement: Statement
    fingerprint: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProposedActs:
    """What a proposal brings among the acts, and the files there that are no statements."""

    acts: tuple[ProposedAct, ...] = ()
    unreadable: tuple[UnreadableAct, ...] = ()


def proposed_acts(repository: Repository, tip: str, before: Tree, after: Tree, today: str) -> ProposedActs:
    """The statements that stand after a change and not before it; a change is judged by the register of the tip."""
    came = [
        path
        for path in after.paths(STATEMENTS)
        if path.endswith(".txt") and _content(before, path) != _content(after, path)
    ]
    if not came:
        return ProposedActs()
    bases = base_reader(repository, tip)
    merged_into = CommitTree(repository, tip)
    acts, unreadable = list[ProposedAct](), list[UnreadableAct]()
    for path in came:
        try:
            statement = parse_statement(_bytes(after, path))
        except NotAStatement as error:
            unreadable.append(UnreadableAct(path, str(error)))
            continue
        contents = (before, merged_into, after)
        fingerprint, reason = _signed(path, statement, after, bases, today)
        acts.append(ProposedAct(statement, fingerprint, reason or next(_moved(statement, contents), "")))
    return ProposedActs(tuple(acts), tuple(unreadable))


def _signed(path: str, statement: Statement, after: Tree, bases: BaseReader, today: str) -> tuple[str, str]:
    """The fingerprint that signed a statement, and why that would not count."""
    if statement.path != path:
        return "", f"it is not under its own name, {statement.path}"
    armored = _bytes(after, f"{path}.sig")
    if not armored:
        return "", f"there is no signature beside it, {path}.sig"
    signers = bases.signers(bases.line.last)
    found = signers.check(statement, statement.render(), armored, landed=today)
    if found.reason:
        return found.fingerprint, found.reason
    keys = read_key_history(bases.repository, bases)
    why = keys.voided(found.fingerprint) or keys.coming(found.fingerprint)
    return found.fingerprint, f"its key was not admitted: {why.reason}" if why and why.reason else ""


def _moved(statement: Statement, contents: tuple[Tree, Tree, Tree]) -> Iterator[str]:
    """Why a statement does not speak of the change as it would be merged."""
    before, tip, after = contents
    for each in statement.changes:
        old, new = named_content(each.old), named_content(each.new)
        if _content(after, each.path) != new:
            yield f"{each.path} is not as it was approved"
        elif _content(tip, each.path) != old:
            meanwhile = _content(before, each.path) == old
            yield (
                f"the main line changed {each.path} meanwhile; it is signed again"
                if meanwhile
                else f"{each.path} is not as it was before what was approved"
            )


def _bytes(tree: Tree, path: str) -> bytes:
    """A file's bytes; nothing where there is no plain file, and of what is no file of a statement's size."""
    try:
        return tree.read(path)
    except OSError:
        return b""


def _content(tree: Tree, path: str) -> str:
    """The name of a file's content; empty where there is no plain file."""
    try:
        return tree.content_name(path)
    except KeyError:  # a commit knows its paths
        return ""
