"""The tasks of an office: put together by week and by duty, so that a page of many tasks stays short.

What the law asks for stands before custom in each week, and what is late before everything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from records_portal.duties.context import DutyContext, days_after
from records_portal.duties.table import DUTIES
from records_portal.duties.tasks import Task
from records_portal.values.dates import parse_date

LATE = ""
# what owes something in public; an office that holds such a role keeps its feed and calendar while it owes nothing
PUBLIC_ROLES = frozenset(duty.role for duty in DUTIES.values() if not duty.secret)


@dataclass(frozen=True, slots=True)
class Alike:
    """The tasks of one duty that are owed in one week."""

    first: Task
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A week by its Monday and Sunday, `late` for all that is late already, with what is owed in it."""

    from_on: str
    to_on: str
    alike: tuple[Alike, ...]

    @property
    def late(self) -> bool:
        """Whether it holds what is late already."""
        return self.from_on == LATE

    @property
    def count(self) -> int:
        """How many tasks are owed in it."""
        return sum(len(each.tasks) for each in self.alike)


@dataclass(frozen=True, slots=True)
class Office:
    """The tasks of one role, of an agency or of all, and who holds it."""

    role: str
    holders: tuple[str, ...]
    tasks: tuple[Task, ...]

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(task.late for task in self.tasks)

    def weeks(self, most: int) -> list[Week]:
        """At most so many tasks by week and duty, what is late first."""
        shown = sorted(self.tasks[:most], key=_week_of)
        return [Week(*week, tuple(_alike(own))) for week, own in groupby(shown, key=_week_of)]


def offices_of(listed: Iterable[Task], held: Iterable[str] = ()) -> list[Office]:
    """An office for each role that owes something or is held: whoever is latest first, whoever owes nothing last."""
    by_role: dict[str, list[Task]] = defaultdict(list)
    for role in held:
        by_role[role] = []
    for task in listed:
        by_role[task.role].append(task)
    offices = []
    for role, own in by_role.items():
        counted = Counter(name for task in own for name in task.people)
        offices.append(Office(role, tuple(sorted(counted)), tuple(own)))
    return sorted(offices, key=lambda office: (-office.late, not office.tasks, office.role))


def held_roles(context: DutyContext) -> Mapping[str, Sequence[str]]:
    """Of each agency the roles in which somebody may owe something in public, sorted."""
    found: dict[str, set[str]] = defaultdict(set)
    for role, agencies in context.agencies_of_roles.items():
        if role in PUBLIC_ROLES:
            for agency in agencies:
                found[agency].add(role)
    return {agency: sorted(roles) for agency, roles in found.items()}


def _week_of(task: Task) -> tuple[str, str]:
    if task.late:
        return LATE, LATE
    weekday = parse_date(task.owed_on).weekday()
    return days_after(task.owed_on, -weekday), days_after(task.owed_on, 6 - weekday)


def _alike(tasks: Iterable[Task]) -> Iterator[Alike]:
    by_duty: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_duty[task.duty].append(task)
    for own in by_duty.values():  # the tasks come in the order of the law before custom, and duties keep it
        yield Alike(own[0], tuple(own))
