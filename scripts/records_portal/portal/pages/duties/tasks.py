"""Tasks by agency and office, and the scorecard of each agency's sites: no more than the public root says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from records_portal.duties.calendars import CalendarPage, ComingEvent, render_calendar
from records_portal.duties.scorecard import RESPONSIBILITY_ROWS, SCORE_COLUMNS, Score
from records_portal.duties.tasks import COLUMNS, Task
from records_portal.values.csv_text import csv_text

from ...context import PageContext
from ..render import RecordPage, body

MOST_TASKS = 200


@dataclass(frozen=True, slots=True)
class Office:
    """The tasks of one role of an agency, and who holds it."""

    role: str
    holders: tuple[str, ...]
    tasks: tuple[Task, ...]
    calendar: str

    @property
    def late(self) -> int:
        """How many of them are late."""
        return sum(task.late for task in self.tasks)


def tasks_section(context: PageContext) -> Markup:
    """How many tasks each agency has."""
    rows = []
    for agency, listed in sorted(_by_agency(context).items()):
        rows.append((agency, len(listed), sum(task.late for task in listed)))
    return body("tasks", context, "tasks/", rows=rows, total=sum(number for _, number, _ in rows))


def task_pages(context: PageContext) -> Iterator[RecordPage]:
    """A page for each agency that has a task or a registered site."""
    by_agency, by_site = _by_agency(context), _scores_by_agency(context)
    for agency in context.register.of("agencies").values():
        listed, scored = by_agency.get(agency.id, []), by_site.get(agency.id, {})
        if not listed and not scored:
            continue
        address, name = f"tasks/{agency.id}/", agency.value["name"]
        text = body(
            "tasks_of_agency",
            context,
            address,
            agency=agency.id,
            offices=_offices(agency.id, listed),
            scored=scored,
            responsibilities=list(RESPONSIBILITY_ROWS),
            total=len(listed),
            most=MOST_TASKS,
        )
        yield RecordPage(
            address=address,
            title=f"Tasks: {name}",
            description=f"What the offices of {name} owe for its sites, and how the nine responsibilities stand.",
            breadcrumb=(("Tasks", "tasks/"), (name, f"agencies/{agency.id}/")),
            body=text,
            kicker="Tasks",
        )


def task_files(context: PageContext) -> Iterator[tuple[str, bytes]]:
    """The tasks and the scorecard as tables, and for each office of an agency a calendar of what it owes."""
    yield "tasks/tasks.csv", csv_text(COLUMNS, ([*each.as_mapping().values()] for each in context.tasks)).encode()
    yield "tasks/scorecard.csv", csv_text(SCORE_COLUMNS, (each.as_row() for each in context.scores)).encode()
    title = str(context.register.portal.get("title", "Records Portal"))
    for agency, listed in _by_agency(context).items():
        for office in _offices(agency, listed) if agency else ():  # what is of no agency has no page to lead to it
            coming = [_event(task) for task in office.tasks]
            named = f"{title}: {context.role(office.role)}, {context.title('agencies', agency)}"
            url, stamp = str(context.register.portal.get("url", "")), context.portal.history.head_at
            address = f"tasks/{agency}/{office.calendar}"
            yield address, render_calendar(CalendarPage(url, address, named, stamp), coming)


def _event(task: Task) -> ComingEvent:
    page = f"sites/{task.site}/" if task.site else f"agencies/{task.agency}/" if task.agency else ""
    return ComingEvent(task.owed_on, f"duty-{task.duty}", task.subject, (task.agency,), page)


def _offices(agency: str, listed: Sequence[Task]) -> list[Office]:
    by_role: dict[str, list[Task]] = defaultdict(list)
    for task in listed:
        by_role[task.role].append(task)
    offices = []
    for role, own in by_role.items():
        counted = Counter(name for task in own for name in task.people)
        offices.append(Office(role, tuple(sorted(counted)), tuple(own), f"{role}.ics"))
    return sorted(offices, key=lambda office: (-office.late, office.role))


def _by_agency(context: PageContext) -> Mapping[str, list[Task]]:
    found: dict[str, list[Task]] = defaultdict(list)
    for task in context.tasks:
        found[task.agency].append(task)
    return found


def _scores_by_agency(context: PageContext) -> Mapping[str, Mapping[str, list[Score]]]:
    found: dict[str, dict[str, list[Score]]] = defaultdict(dict)
    for score in context.scores:
        found[score.agency].setdefault(score.site, []).append(score)
    return found
