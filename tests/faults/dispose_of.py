"""One disposition as a process of its own, once everything that precedes it was found to hold: `ROOT STORE DEED`."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace
from pathlib import Path

from records_portal.captures.root_captures import restore_dispositions
from records_portal.disposal.disposition import _carried_out
from records_portal.disposal.intended import Disposition
from records_portal.store.certificates import Certificate, certificates_of
from records_portal.store.folder import locked_store
from tests.faults.ending import ended


def nothing_moved() -> None:
    """No root has changed since it was asked: what is asked is no part of a disposition's own steps."""


def disposed(root: Path, store: Path, intended: Path) -> list[Certificate]:
    """The disposition itself, or what is missing of one that was done; its certificates."""
    planned: Disposition = pickle.loads(intended.read_bytes())  # noqa: S301 -- the test wrote it
    with locked_store(store) as locked:
        restore_dispositions(root, locked.folder)
        earlier = certificates_of(locked.folder, planned.plan.authorization)
        return earlier or list(_carried_out(locked, replace(planned, root=root), nothing_moved).certificates)


def main() -> int:
    """The exit code, as the command line gives it."""
    certificates = ended(lambda: disposed(*map(Path, sys.argv[1:4])))
    if certificates is None:
        return 2
    print(*(each.digest for each in certificates))
    return 0


if __name__ == "__main__":
    sys.exit(main())
