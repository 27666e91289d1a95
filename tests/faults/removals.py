"""Everything that takes from a store, once, as one process that tells each: `ROOT STORE EXPORT INTENDED`.

An export is taken in, a first run of another store fails, a disposition that was cut short is undone, and another one
is carried out to its end.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path

import records_portal
from records_portal.store.folder import locked_store
from tests.faults.dispose_of import disposed
from tests.faults.take_in import taken_in
from tests.removal_watch import RemovalWatch


def taken(root: Path, store: Path, export: Path, intended: Path) -> RemovalWatch:
    """What was taken meanwhile."""
    watch = RemovalWatch(f"{Path(records_portal.__file__).parent}/")
    watch.begin()
    taken_in(root, store, export)  # undoes what was cut short before
    with suppress(ValueError), locked_store(store.with_name("other")):
        raise ValueError
    disposed(root, store, intended)
    return watch


if __name__ == "__main__":
    for each in taken(*map(Path, sys.argv[1:5])).taken:
        print(json.dumps([each.event, *each.paths, f"{each.module} {each.function}"]))
