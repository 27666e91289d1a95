"""`nox -s mutation`: break each module that decides in every small way and see whether a test goes red.

What no test found is printed, and is either a test that is missing or a change of no effect; the latter are listed in
`floors.toml` with the reason. Of the others each module has to reach its floor.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time

from tests.mutation.campaign import not_found
from tests.mutation.floors import Entry, entries, write_score
from tests.mutation.mutants import Mutant, mutants_of

SEED = 7
PRELOADED = ("pandas", "numpy", "pyarrow", "jsonschema", "jsonschema_rs", "click", "yaml", "git", "jinja2", "openpyxl")


def main() -> int:
    """Run the mutants of the modules that are named, else of all; 1 where one is below its floor."""
    known = entries()
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="as floors.toml names them")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many mutants of each module")
    parser.add_argument("--all", action="store_true", help="all mutants also where floors.toml names a sample")
    parser.add_argument("--write", action="store_true", help="write the scores into floors.toml")
    given = parser.parse_args()
    if strangers := sorted({*given.modules} - {*known}):
        parser.error(f"{', '.join(strangers)}: not in floors.toml")
    for name in PRELOADED:
        importlib.import_module(name)
    below = 0
    for name in given.modules or known:
        entry = known[name]
        sample = given.sample or (None if given.all else entry.sample)
        below += not _campaign(entry, sample, write=given.write)
    return int(below > 0)


def _campaign(entry: Entry, sample: int | None, *, write: bool) -> bool:
    """Whether a module's tests find as many of its mutants as its floor says; prints what they did not find."""
    mutants = mutants_of(entry.module.path.read_text(encoding="utf-8"))
    gone = {*entry.no_effect} - {(each.function, each.change) for each in mutants}
    if sample is not None and sample < len(mutants):
        mutants = sorted(random.Random(SEED).sample(mutants, sample), key=lambda each: each.number)  # noqa: S311 -- the same every time
    start = time.monotonic()
    left = not_found(entry.module, mutants, entry.has_no_effect)
    of_no_effect = {each.number for each in mutants if entry.has_no_effect(each)}
    missed = [each for each in left if each.number not in of_no_effect]
    after_all = [each for each in mutants if each.number in of_no_effect - {one.number for one in left}]
    judged = len(mutants) - len(of_no_effect)
    score = 100 * (judged - len(missed)) / judged if judged else 100.0
    seconds = time.monotonic() - start
    print(
        f"{entry.module.name}: {len(mutants)} mutants, {len(mutants) - len(left)} found, "
        f"{len(of_no_effect)} of no effect, {len(missed)} not found: "
        f"{score:.1f} %, floor {entry.floor:g}, {seconds:.0f} s"
    )
    _tell(entry, "not found", missed)
    _tell(entry, "listed as of no effect, and found", after_all)
    for function, change in sorted(gone):
        print(f"  listed as of no effect, and no mutant: in {function}: {change}")
    sys.stdout.flush()
    if write and (sample is None or sample == entry.sample):
        write_score(entry.module.name, len(mutants), len(mutants) - len(left))
    return score >= entry.floor and not after_all and not gone


def _tell(entry: Entry, what: str, mutants: list[Mutant]) -> None:
    for each in mutants:
        print(f"  {what}: {entry.module.name}:{each.lines.start}: in {each.function}: {each.change}")


if __name__ == "__main__":
    sys.exit(main())
