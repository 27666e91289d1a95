"""`nox -s bench`: measure and print; nothing here passes or fails."""

from __future__ import annotations

import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from records_portal.checks import check_register
from records_portal.register.sources import FolderTree, load_register
from tests.bench.captures import DEFAULT, LARGE, captures
from tests.bench.due import LARGE_SIZES, SIZES, due
from tests.bench.histories import histories
from tests.bench.impacts import impacts
from tests.bench.lookup import lookups
from tests.bench.many_acts import many_acts
from tests.bench.outsider import outsider
from tests.bench.signed_histories import signatures
from tests.bench.site import site
from tests.bench.synthetic import write_register
from tests.bench.web_archives import web_archives

SITES = 5_000
RUNS = 3


def median_seconds(work: Callable[[], object]) -> float:
    """The median of three runs."""
    return statistics.median(_seconds(work) for _ in range(RUNS))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_and_digest(folder: Path) -> None:
    """The least that anything can do: read every file and take its SHA-256."""
    for path in folder.rglob("*.yml"):
        hashlib.sha256(path.read_bytes()).digest()


def registers(folder: Path) -> None:
    """Load and validate 10,000 records, cold and unchanged."""
    count = write_register(folder / "root", SITES)
    tree = FolderTree(folder / "root")
    floor = median_seconds(lambda: read_and_digest(folder / "root"))
    cold = median_seconds(lambda: load_register(tree))
    load_register(tree, cache_folder=folder / "cache")
    unchanged = median_seconds(lambda: load_register(tree, cache_folder=folder / "cache"))
    register = load_register(tree, cache_folder=folder / "cache").register
    checks = median_seconds(lambda: list(check_register(register, [(tree, False)], date(2026, 1, 15))))
    rows = [
        ("read and SHA-256 (the floor)", floor),
        ("load, cold", cold),
        ("load, unchanged", unchanged),
        ("all checks", checks),
    ]
    print(f"{count:,} records")
    for name, seconds in rows:
        print(f"  {name:<32}{seconds:8.2f} s {seconds / floor:8.1f} x the floor")


BENCHMARKS: dict[str, Callable[[Path, bool], None]] = {
    "acts": lambda folder, _: many_acts(folder),
    "captures": lambda folder, large: captures(folder, LARGE if large else DEFAULT),
    "due": lambda folder, large: due(folder, LARGE_SIZES if large else SIZES),
    "lookup": lambda folder, _: lookups(folder),
    "history": lambda folder, _: histories(folder),
    "outsider": lambda folder, _: outsider(folder),
    "registers": lambda folder, _: registers(folder),
    "impacts": lambda folder, _: impacts(folder),
    "signatures": lambda folder, _: signatures(folder),
    "site": lambda folder, _: site(folder),
    "web-archives": lambda folder, _: web_archives(folder),
}


def main() -> int:
    """Run the benchmarks that are named, else every one, each in a folder that is thrown away."""
    named = [each for each in sys.argv[1:] if each in BENCHMARKS] or list(BENCHMARKS)
    for each in named:
        with tempfile.TemporaryDirectory() as name:
            BENCHMARKS[each](Path(name) / each, "--large" in sys.argv)
    return 0


sys.exit(main())
