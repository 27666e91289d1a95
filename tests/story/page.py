"""The page on the source documents, made from clauses and the steps that play them: `python -m tests.story.page`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from .chapters import CHAPTERS
from .clauses import Clause, clauses
from .telling import Step, steps_of
from .unplayed import UNPLAYED

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "source-documents.md"
INTRODUCTION = Path(__file__).with_name("papers") / "source-documents.md"


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION.read_text(encoding="utf-8"), *_tables(), *_without_a_step(), *_told()])


def _tables() -> Iterator[str]:
    played = steps_by_clause(steps_of(CHAPTERS))
    for title, rows in groupby(clauses().values(), key=lambda clause: clause.section):
        yield f"## {title}\n\n| Clause | What it asks for | Where it is held | Played |\n|---|---|---|---|"
        yield from (_row(clause, played.get(clause.key, ())) for clause in rows)
        yield ""


def _row(clause: Clause, steps: Iterable[Step]) -> str:
    told = "; ".join(f"{step.on} {step.title}" for step in steps)
    return f"| {clause.number} | {clause.asks} | {clause.held} | {told or 'no step, see below'} |"


def _without_a_step() -> Iterator[str]:
    yield "## Without a step\n"
    for key, reason in UNPLAYED.items():
        yield f"* **{clauses()[key].number}**, {clauses()[key].asks}: {reason}"
    yield ""


def _told() -> Iterator[str]:
    """The places of clauses that only tell, with the reason: everything else is asked for by a duty or a check."""
    from tests.parts_told import lines_for, places_of

    yield (
        "## Told, and not judged\n\nA duty, a check or the schema asks for every place above but for these, which say"
        " something to readers. A test looks for each part that nothing asks for.\n\n| Place | Why | Clauses |\n"
        "|---|---|---|"
    )
    found: dict[tuple[str, str], list[Clause]] = {}
    for clause in clauses().values():
        for place in places_of(clause):
            found.setdefault(place, []).append(clause)
    for (kind, part), named in sorted(found.items()):
        if lines := lines_for(kind, part):
            numbers = ", ".join(dict.fromkeys(clause.number for clause in named))
            yield f"| `{kind}: {part}` | {lines[0].why} | {numbers} |"
    yield ""


def steps_by_clause(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """The steps that play each clause."""
    played: dict[str, list[Step]] = {}
    for step in steps:
        for clause in step.clauses:
            played.setdefault(clause, []).append(step)
    return played


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
