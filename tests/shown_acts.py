"""What is known of who acted, shown: `python -m tests.shown_acts`, which `nox -s acts` runs beside its tests.

The table of acts with the test of each cell, the ways to forge an approval with the test that refuses each, and the
sample's audit trail before and after its records were brought to today's form: how each approval is known.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from records_portal.history.repository import Repository
from records_portal.identity.acts import COUNTS, PREPARES, ActKind, Known
from records_portal.identity.trail import read_trail
from records_portal.register.sources import FolderTree, load_register
from tests.sample import write_sample
from tests.test_approvals_page import PLAYED, rows

UPGRADED = "acts_since"
COLUMNS = "  {:<52}{:<16}{}"


def table() -> Iterator[str]:
    """Each cell: whether an act that is known so counts, and its test."""
    yield "What counts for what"
    for act in ActKind:
        for known in Known:
            says = "counts" if known in COUNTS[act] else "prepares" if known in PREPARES.get(act, ()) else "no"
            test = f"tests/test_acts.py::test_what_counts_for_what[{act.name.lower()}-{known}]"
            yield COLUMNS.format(f"{act.split(':')[0][:38]}, {known}", says, test)


def forged() -> Iterator[str]:
    """Each way to forge an approval: why it is refused, and the test that plays it."""
    yield f"{len(PLAYED)} ways to forge an approval"
    for way, reason in rows("What is refused"):
        yield f"  {way}: {reason}\n    tests/{PLAYED[way].replace('.', '.py::')}"


def trails() -> Iterator[str]:
    """How the approvals of the sample are known, up to the change that upgraded it and in what came since."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "sample"
        write_sample(root, history=True)
        line = _git(root, "rev-list", "--first-parent", "--reverse", "HEAD").split()
        upgraded = next(each for each in line if UPGRADED in _git(root, "show", f"{each}:registry/portal.yml"))
        before = line[line.index(upgraded) - 1]
        _git(root, "switch", "--quiet", "--detach", before)
        yield from _trail(root, f"The sample's audit trail before the upgrade, at {before[:12]}")
        _git(root, "switch", "--quiet", "--detach", line[-1])
        yield from _trail(root, f"The same after it, at {line[-1][:12]}")


def _trail(root: Path, title: str) -> Iterator[str]:
    trail = read_trail(Repository(root), load_register(FolderTree(root)).register)
    told = Counter(each.told for change in trail.changes for each in change.approved_by)
    told["nobody approved"] = sum(not change.approved_by for change in trail.changes)
    yield f"{title}: {len(trail.changes)} changes"
    yield from (f"  {count:>6} {how}" for how, count in sorted(told.items()))
    for change in trail.changes:
        for each in change.approved_by:
            if each.known != Known.DECLARED:
                yield f"         {change.at[:10]} {change.kind}/{change.id}: {each.name}, {each.told}"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True).stdout


def main() -> int:
    """Print all of it."""
    for part in (table, forged, trails):
        print("\n".join(part()), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
