"""What may become of the files beside captures and among the acts: what was signed and an index stay, decisions grow.

A line that is taken out of one, or written otherwise, could free an item from a hold or make it due earlier, unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from records_portal.register.beside.capture_verdicts import VERDICTS, NotVerdicts, parse_verdicts
from records_portal.register.beside.later_commitments import COMMITMENTS
from records_portal.register.kinds import STATEMENTS
from records_portal.register.sources import Tree

INDEXES = ("items.csv", "summary.csv")
DECISIONS = ("classes.csv", "dates.csv", VERDICTS, COMMITMENTS)


def altered_files(before: Tree, after: Tree) -> Iterator[tuple[str, str, str]]:
    """Each such file to which a change does what it must not do: its path, what that is, and what would be right."""
    there = {path: after.content_name(path) for folder in ("captures", STATEMENTS) for path in after.paths(folder)}
    for path in before.paths(STATEMENTS):
        if there.get(path) != before.content_name(path):
            what = "is changed" if path in there else "is taken away"
            yield path, f"what was signed {what}", "it stays as it was merged"
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
