"""`nox -s mutation`: break a module in every small way and see whether a test goes red.

Each mutant runs in a process forked from one that has everything else imported; a test that fails, or that takes far
too long, has found it. What no test found is printed, and is either a test that is missing or a change of no effect.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import signal
import sys
import time
import types
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.mutation.mutants import Mutant, mutants_of

HERE = Path(__file__).parents[2]
PACKAGE = HERE / "scripts/records_portal"
TESTS = {
    "dates": ["tests/test_dates.py"],
    "series": ["tests/test_retention.py"],
    "scopes": ["tests/test_retention.py"],
    "item_lists": ["tests/test_item_lists.py", "tests/test_retention.py", "tests/test_due_list.py"],
    "retention": ["tests/test_retention.py", "tests/test_due_list.py"],
    "due_list": ["tests/test_due_list.py"],
    "working_days": ["tests/test_working_days.py"],
    "journals": ["tests/test_disposal_refusals.py", "tests/test_disposal.py", "tests/test_random_histories.py"],
    "disposal_plan": ["tests/test_disposal.py", "tests/test_random_histories.py"],
    "disposal_preconditions": ["tests/test_disposal_refusals.py"],
    "disposal": ["tests/test_disposal.py", "tests/test_random_histories.py"],
}
SECONDS = 120
OPTIONS = [
    "-x",
    "-q",
    "--no-header",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
]


def main() -> int:
    """Run the mutants of the modules that are named, else of all; a sample of them where one is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"some of {', '.join(TESTS)}")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many mutants of each module")
    given = parser.parse_args()
    survived = 0
    for module in given.modules or TESTS:
        survived += _campaign(module, given.sample)
    return int(survived > 0 and given.sample is None)


def _campaign(module: str, sample: int | None) -> int:
    path = PACKAGE / f"{module}.py"
    mutants = list(mutants_of(path.read_text(encoding="utf-8")))
    if sample is not None:
        mutants = random.Random(7).sample(mutants, min(sample, len(mutants)))  # noqa: S311 -- the same every time
    start = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda mutant: is_found(module, mutant), mutants))
    left = [mutant for mutant, one in zip(mutants, found, strict=True) if not one]
    seconds = time.perf_counter() - start
    print(f"{module}: {len(mutants)} mutants, {len(mutants) - len(left)} found, {len(left)} not, {seconds:.0f} s")
    for mutant in left:
        print(f"  {path.relative_to(HERE)}:{mutant.line}: {mutant.change.splitlines()[0]}")
    sys.stdout.flush()
    return len(left)


def is_found(module: str, mutant: Mutant) -> bool:
    """Whether a test goes red when the module is the mutant."""
    child = os.fork()
    if child == 0:
        outcome = 1
        try:
            outcome = _tested(module, mutant.source)
        finally:
            os._exit(outcome)
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status != 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _tested(module: str, source: str) -> int:
    """Replace the module, forget whatever has imported it, and run its tests."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.chdir(HERE)
    name = f"records_portal.{module}"
    for loaded in [each for each in sys.modules if each.startswith(("records_portal", "tests.test_", "tests.roots"))]:
        del sys.modules[loaded]
    importlib.import_module("records_portal")
    made = types.ModuleType(name)
    made.__file__, made.__package__ = str(PACKAGE / f"{module}.py"), "records_portal"
    sys.modules[name] = made
    try:
        exec(compile(source, made.__file__, "exec"), made.__dict__)  # noqa: S102 -- our own module, broken on purpose
    except Exception:  # noqa: BLE001 -- a module that cannot even be imported is found
        return 1
    return int(pytest.main([*OPTIONS, *TESTS[module]]))


def preloaded() -> Iterator[str]:
    """What every mutant's process would otherwise import by itself."""
    for name in ("pandas", "numpy", "pyarrow", "hypothesis", "jsonschema", "jsonschema_rs", "click", "yaml"):
        importlib.import_module(name)
        yield name


if __name__ == "__main__":
    list(preloaded())
    sys.exit(main())
