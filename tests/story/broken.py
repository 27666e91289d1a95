"""Break every clause and tell the story: `python -m tests.story.broken WORK`, in segments of any length.

The sound story is told once and kept after each step, in WORK. Then each break is made in a copy of the program, and
with that copy each step that plays the clause is played from before it; one of them has to go red. A step is played
with a copy that is whole first: one that is red by itself would make every break look noticed. What came of it is a
row of `broken-clauses.csv`; a row stands as long as the break and the steps of its clause are what they were, so that a
run takes up where the last one stopped.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import inspect
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .breaks import Break, breaks
from .chapters import CHAPTERS
from .page import steps_by_clause
from .telling import Step, steps_of

RESULTS = Path(__file__).with_name("broken-clauses.csv")
COLUMNS = ("clause", "break", "digest", "outcome", "step", "said")
HERE = Path(__file__).parents[2]
PACKAGE = HERE / "scripts" / "records_portal"
STEPS = steps_of(CHAPTERS)
NAMES = [step.name for step in STEPS]
_SOUND: set[str] = set()
LONGEST = 600
SHORT = 160


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a break: whether the story went red, at which step, and what it said then."""

    clause: str
    what: str
    digest: str
    outcome: str
    step: str
    said: str


def digest_of(one: Break, played: Mapping[str, list[Step]]) -> str:
    """The digest of a break and of the steps that play its clause."""
    steps = [inspect.getsource(step.play) for step in played.get(one.clause, ())]
    return hashlib.sha256("\0".join([one.clause, one.what, *steps]).encode()).hexdigest()[:16]


def results() -> dict[tuple[str, str], Outcome]:
    """The rows so far, by clause and break."""
    if not RESULTS.exists():
        return {}
    rows = csv.reader(RESULTS.read_text(encoding="utf-8").splitlines()[1:])
    return {(row[0], row[1]): Outcome(*row) for row in rows}


def write_results(rows: Mapping[tuple[str, str], Outcome]) -> None:
    """Write the rows, in the order of the breaks, and of these alone."""
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(COLUMNS)
        for one in breaks():
            if row := rows.get((one.clause, one.what)):
                sheet.writerow([row.clause, row.what, row.digest, row.outcome, row.step, row.said])


def main() -> int:
    """Run what has no row yet, the first break of each clause first."""
    parser = argparse.ArgumentParser(prog="python -m tests.story.broken", description=__doc__)
    parser.add_argument("work", type=Path, metavar="WORK", help="a folder for the story as it was told")
    parser.add_argument("--seconds", type=float, default=1e9, metavar="N", help="begin nothing new after so long")
    parser.add_argument("--forget", action="store_true", help="only take out the rows that no longer stand")
    parser.add_argument("--clause", action="append", help="only this clause; again for each")
    given = parser.parse_args()
    work, began = given.work.resolve(), time.monotonic()
    played = steps_by_clause(STEPS)
    rows = {key: row for key, row in results().items() if row.digest == digest_of(Break(*key), played)}
    write_results(rows)
    if given.forget:
        return 0
    _keep_the_sound_story(work)
    for one in _first_ones_first(breaks()):
        if given.clause and one.clause not in given.clause:
            continue
        if time.monotonic() - began > given.seconds:
            break
        digest = digest_of(one, played)
        if (one.clause, one.what) in rows:
            continue
        try:
            _green_without_a_break(work, played[one.clause])
            done = _told_broken(work, one, digest, played[one.clause])
        except subprocess.TimeoutExpired:
            print(f"slow   {one.clause}  {one.what}: not told within {LONGEST} s, and no result", flush=True)
            continue
        rows[one.clause, one.what] = done
        write_results(rows)
        print(f"{done.outcome:5}  {done.clause}  {done.what}  {done.step}: {done.said}", flush=True)
    return 0


def _first_ones_first(every: Iterable[Break]) -> list[Break]:
    """The first break of each clause, then the second ones, and so on."""
    count: dict[str, int] = {}
    numbered = []
    for one in every:
        count[one.clause] = count.get(one.clause, 0) + 1
        numbered.append((count[one.clause], one))
    return [one for _, one in sorted(numbered, key=lambda each: each[0])]


def _keep_the_sound_story(work: Path) -> None:
    """Tell the story once with the program as it is, and keep the folder after each step; what is kept is gone on from.

    A step that was kept is whole: it is copied under another name first.
    """
    kept = work / "kept"
    there = [step for step in STEPS if (kept / step.name).is_dir()]
    if len(there) == len(STEPS):
        return
    shutil.rmtree(work / "office", ignore_errors=True)
    kept.mkdir(parents=True, exist_ok=True)
    on = _from_before(work, STEPS[len(there)])
    told = _tell(work, PACKAGE.parent, *on, "--keep", str(kept), seconds=None)
    if told.returncode:
        sys.exit(f"the story is red as it is:\n{told.stdout}{told.stderr}")


def _told_broken(work: Path, one: Break, digest: str, steps: Iterable[Step]) -> Outcome:
    """Make the break, and play each step of its clause from before it, until one goes red."""
    program = _copied_program(work)
    one.make(program / "records_portal")
    for step in steps:
        told = _tell(work, program, *_from_before(work, step), "--until", step.name)
        if told.returncode:
            return Outcome(one.clause, one.what, digest, "red", step.name, _said(told, work))
    return Outcome(one.clause, one.what, digest, "green", "", "")


def _green_without_a_break(work: Path, steps: Iterable[Step]) -> None:
    """Play steps with a whole copy of the program, each once for what the program and the kept story are now."""
    for step in steps:
        if step.name in _SOUND:
            continue
        told = _tell(work, _copied_program(work), *_from_before(work, step), "--until", step.name)
        if told.returncode:
            sys.exit(f"{step.name} is red without a break: {_said(told, work)}; tell the story anew in another folder")
        _SOUND.add(step.name)


def _copied_program(work: Path) -> Path:
    """A copy of the program with what it reads beside itself; the folder that it is imported from."""
    program = work / "program"
    shutil.rmtree(program, ignore_errors=True)
    shutil.copytree(PACKAGE, program / "scripts" / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(HERE / "requirements", program / "requirements")
    return program / "scripts"


def _from_before(work: Path, step: Step) -> tuple[str, ...]:
    """Put the office back to what it was before a step; the options to go on from there."""
    shutil.rmtree(work / "office", ignore_errors=True)
    place = NAMES.index(step.name)
    if not place:
        return ()
    shutil.copytree(work / "kept" / NAMES[place - 1], work / "office", symlinks=True)
    return ("--after", NAMES[place - 1])


def _said(told: subprocess.CompletedProcess[str], work: Path) -> str:
    """The line that says what was wrong, without where the story was told."""
    lines = [line for line in (told.stderr or told.stdout).splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("records: ", "not said", "said", "ended with"))]
    return (telling or lines or [""])[-1].replace(str(work), "WORK")[:SHORT]


def _tell(work: Path, program: Path, *more: str, seconds: float | None = LONGEST) -> subprocess.CompletedProcess[str]:
    """Tell the story, or the rest of it, with a program."""
    command = [sys.executable, "-m", "tests.story", str(work / "office"), *more]
    environment = {**os.environ, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=HERE, env=environment, capture_output=True, text=True, check=False, timeout=seconds
    )


if __name__ == "__main__":
    sys.exit(main())
