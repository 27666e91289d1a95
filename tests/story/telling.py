"""Steps and chapters: what happens on which day, which clauses it plays, and the run through all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from .office import Office

Play = Callable[[Office], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens on a day, the clauses that it plays, and its chapter."""

    name: str
    on: str
    clauses: tuple[str, ...]
    play: Play
    says: str

    @property
    def title(self) -> str:
        """Its name in words."""
        return self.name.rpartition(".")[2].replace("_", " ")


_STEPS: dict[str, list[Step]] = {}


def step(on: str, *clauses: str) -> Callable[[Play], Play]:
    """Make a function a step of its module, in the order in which they stand there."""

    def entered(play: Play) -> Play:
        says = (play.__doc__ or "").partition("\n")[0]
        chapter = play.__module__
        name = f"{chapter.rpartition('.')[2]}.{play.__name__}"
        _STEPS.setdefault(chapter, []).append(Step(name, on, clauses, play, says))
        return play

    return entered


def steps_of(chapters: Iterable[ModuleType]) -> tuple[Step, ...]:
    """The steps of chapters, in order."""
    return tuple(step for chapter in chapters for step in _STEPS[chapter.__name__])


def tell(office: Office, steps: Iterable[Step]) -> Iterator[Step]:
    """Play steps one after another, each on its day; what was played is handed out."""
    for each in steps:
        office.day(each.on)
        each.play(office)
        yield each
