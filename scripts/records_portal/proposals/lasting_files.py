"""What may become of the files beside a private root's captures: an index stays, decisions are only added to.

A line that is taken out of one, or written otherwise, could free an item from a hold or make it due earlier, unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from records_portal.history.repository import CommitTree
from records_portal.register.beside.capture_verdicts import VERDICTS, NotVerdicts, parse_verdicts

INDEXES = ("items.csv", "summary.csv")
DECISIONS = ("classes.csv", "dates.csv", VERDICTS)


def altered_files(before: CommitTree, after: CommitTree) -> Iterator[str]:
    """What a change does to such a file and must not do, a line for each file."""
    for path in before.paths("captures"):
        name = path.rpartition("/")[2]
        if name not in (*INDEXES, *DECISIONS) or _content(before, path) == _content(after, path):
            continue
        if path not in after.entries:
            yield f"{path} is taken away; what stands beside a capture stays with it"
        elif name in INDEXES:
            yield f"{path} is changed in place; an index stays as it was written when the capture was taken in"
        elif lost := list((_lines(before, path) - _lines(after, path)).elements()):
            told = f"{path} loses its line {lost[0]!r}"
            yield f"{told}; a later line supersedes a decision, and none is taken out"


def _content(tree: CommitTree, path: str) -> str:
    return tree.content_name(path) if path in tree.entries else ""


def _lines(tree: CommitTree, path: str) -> Counter[str]:
    """The lines of a file; of later verdicts each alike whether or not it has a column for how many items are gone."""
    try:
        data = tree.read(path)
    except OSError:  # a link has no lines
        return Counter()
    if path.endswith(f"/{VERDICTS}"):
        with suppress(NotVerdicts):
            return Counter(",".join(each.cells if each.gone else each.cells[:-1]) for each in parse_verdicts(data))
    return Counter(data.decode("utf-8", "replace").splitlines())
