"""Tasks: what is owed, by whom, since when, with the command and the message that do it; law before custom.

* A task is shown a week before it is owed, or as far ahead as is asked for.
* What an attacker could use stands in no task unless a private root is read.
* Nothing is shown twice: one task for each duty and subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .context import DutyContext, days_after
from .model import Duty, Owed
from .table import DUTIES, owed

DAYS_AHEAD = 7
COLUMNS = (*("duty", "subject", "role", "person", "owed_on", "late_on", "missing", "command", "message", "source"),)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do; `people` are all who may do it, the first of them is named."""

    duty: str
    title: str
    subject: str
    role: str
    people: tuple[str, ...]
    owed_on: str
    late_on: str
    missing: str
    done: str
    command: str
    message: str
    source: str
    agency: str
    site: str
    law: bool
    late: bool
    secret: bool
    advice: bool

    @property
    def person(self) -> str:
        """Who does it; empty where nobody holds the role."""
        return next(iter(self.people), "")

    def as_mapping(self) -> dict[str, str]:
        """The task under the names that machines read."""
        return {name: str(getattr(self, name)) for name in COLUMNS}


def tasks(context: DutyContext, *, days_ahead: int = DAYS_AHEAD, duties: Iterable[Duty] = ()) -> list[Task]:
    """Everything that is owed by a day some days ahead: law before custom, what is late longest first."""
    until = days_after(context.today, days_ahead)
    found: dict[tuple[str, str], Task] = {}
    for duty in duties or DUTIES.values():
        for each in owed(context, duty):
            if each.shown and each.owed_on <= until:
                task = _task(context, duty, each)
                found.setdefault((task.duty, task.subject), task)
    return sorted(found.values(), key=_in_order)


def _in_order(task: Task) -> tuple[bool, bool, bool, str, str, str]:
    return not task.law, not task.late, task.advice, task.late_on, task.subject, task.duty


def _task(context: DutyContext, duty: Duty, each: Owed) -> Task:
    role = each.role or duty.role
    people = each.people or context.holders(role, each.agency, each.site)
    return Task(
        duty.id,
        duty.title,
        each.about,
        role,
        people,
        each.owed_on,
        each.late_on,
        each.missing,
        each.done or duty.done,
        filled_in(duty, each),
        duty.message,
        duty.source,
        each.agency,
        each.site,
        duty.law,
        each.late_on <= context.today,
        duty.secret or each.record.private,
        duty.weight == "advice",
    )


def filled_in(duty: Duty, each: Owed) -> str:
    """The command that does it, with the names filled in that are known."""
    known = {"site": each.site, "agency": each.agency, "id": each.record.id, **dict(each.names)}
    text = duty.command
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def tasks_of(
    found: Iterable[Task], context: DutyContext, *, whose: str = "", agency: str = "", site: str = ""
) -> Iterator[Task]:
    """Those of a person or a role, of an agency with those below it, of a site."""
    for task in found:
        if whose and whose not in (task.role, *task.people):
            continue
        if agency and agency not in {task.agency, *(each.id for each in context.agencies_above(task.agency))}:
            continue
        if site and site != task.site:
            continue
        yield task
