"""What may become of the files beside captures and among the acts: what was signed and an index stay, decisions grow.

A line that is taken out of one, or written otherwise, could free an item from a hold or make it due earlier, unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from records_portal.identity.statements import NAMESPACE, NotAStatement, parse_statement
from records_portal.register.beside.capture_verdicts import VERDICTS, NotVerdicts, parse_verdicts
from records_portal.register.beside.later_commitments import COMMITMENTS
from records_portal.register.kinds import STATEMENTS, is_statement
from records_portal.register.sources import Tree
from records_portal.values.ssh_signatures import verify_signature

INDEXES = ("items.csv", "summary.csv")
DECISIONS = ("classes.csv", "dates.csv", VERDICTS, COMMITMENTS)


def altered_files(before: Tree, after: Tree) -> Iterator[tuple[str, str, str]]:
    """Each such file to which a change does what it must not do: its path, what that is, and what would be right."""
    there = {path: after.content_name(path) for folder in ("captures", STATEMENTS) for path in after.paths(folder)}
    for path in before.paths(STATEMENTS):
        if there.get(path) != before.content_name(path):
            what = "is changed" if path in there else "is taken away"
            yield path, f"what was signed {what}", "it stays as it was merged"
    yield from _came_unsigned(before, after)
    for path in before.paths("captures"):
        name = path.rpartition("/")[2]
        if name not in (*INDEXES, *DECISIONS) or before.content_name(path) == there.get(path):
            continue
        if path not in there:
            yield path, "is taken away", "what stands beside a capture stays with it"
        elif name in INDEXES:
            yield path, "is changed in place", "an index stays as it was written when the capture was taken in"
        elif lost := list((_lines(before, path) - _lines(after, path)).elements()):
            yield path, f"loses its line {lost[0]!r}", "a later line supersedes a decision, and none is taken out"


def _came_unsigned(before: Tree, after: Tree) -> Iterator[tuple[str, str, str]]:
    """Each file that comes among the acts and is no signed statement: it could never be taken away again."""
    known, there = set(before.paths(STATEMENTS)), set(after.paths(STATEMENTS))
    for path in sorted(there - known):
        if is_statement(path) and (fault := _fault_of_act(after, path, there)):
            yield (
                path,
                fault,
                "a statement under its own name with its signature beside it, as `records approve` writes",
            )


def _fault_of_act(tree: Tree, path: str, there: set[str]) -> str:
    """Why a file among the acts is neither a statement that somebody signed nor the signature of one."""
    if path.endswith(".sig"):
        return "" if path.removesuffix(".sig") in there else "is the signature of nothing"
    try:
        statement = parse_statement(tree.read(path))
        armored = tree.read(f"{path}.sig") if f"{path}.sig" in there else b""
    except NotAStatement as error:
        return f"is no statement: {error}"
    except OSError:
        return "is no plain file"
    if statement.path != path:
        return f"is not under its own name, {statement.path}"
    if not armored:
        return "has no signature beside it"
    verdict = verify_signature(armored, statement.render(), NAMESPACE)
    return "" if verdict.holds else f"has a signature that is not of it: {verdict.reason}"


def _lines(tree: Tree, path: str) -> Counter[str]:
    """The lines of a file; of later verdicts each alike whether or not it has a column for how many items are gone."""
    try:
        data = tree.read(path)
    except OSError:  # a link has no lines
        return Counter()
    if path.endswith(f"/{VERDICTS}"):
        with suppress(NotVerdicts):
            return Counter(",".join(each.cells if each.gone else each.cells[:-1]) for each in parse_verdicts(data))
    return Counter(data.decode("utf-8", "replace").splitlines())
