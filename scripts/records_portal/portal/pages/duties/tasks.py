"""Tasks by agency and office, and the scorecard of each agency's sites: no more than the public root says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from records_portal.duties.policy_elements import BY_KEY
from records_portal.duties.policy_scorecard import POLICY_COLUMNS
from records_portal.duties.scorecard import RESPONSIBILITY_ROWS, SCORE_COLUMNS, Score
from records_portal.duties.tasks import COLUMNS, Task
from records_portal.values.csv_text import csv_text

from ...context import PageContext
from ..render import RecordPage, body
from .offices import Office, held_roles, offices_of
from .subscriptions import subscription_links, subscriptions

MOST_TASKS = 200


def tasks_section(context: PageContext) -> Markup:
    """How many tasks each agency and each office has."""
    rows = []
    for agency, listed in sorted(_by_agency(context).items()):
        rows.append((agency, len(listed), sum(task.late for task in listed)))
    total = sum(number for _, number, _ in rows)
    return body("tasks", context, "tasks/", rows=rows, total=total, offices=_offices_of_all(context))


def tasks_head(context: PageContext) -> Markup:
    """The links in the head of the page of all tasks."""
    return subscription_links(context, _offices_of_all(context))


def task_pages(context: PageContext) -> Iterator[RecordPage]:
    """A page for each agency that has a task or a registered site."""
    by_agency, by_site, held = _by_agency(context), _scores_by_agency(context), held_roles(context.duties)
    for agency in context.register.of("agencies").values():
        listed, scored = by_agency.get(agency.id, []), by_site.get(agency.id, {})
        parts = context.policy_scores.get(agency.id, [])
        if not listed and not scored and not parts:
            continue
        address, name = f"tasks/{agency.id}/", agency.value["name"]
        offices = offices_of(listed, held.get(agency.id, ()))
        text = body(
            "tasks_of_agency",
            context,
            address,
            agency=agency.id,
            offices=offices,
            scored=scored,
            parts=parts,
            part_titles={name: element.title for name, element in BY_KEY.items()},
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
            head=subscription_links(context, offices),
        )


def task_files(context: PageContext) -> Iterator[tuple[str, bytes]]:
    """The tasks and the scorecard as tables, and what each office subscribes to."""
    yield "tasks/tasks.csv", csv_text(COLUMNS, ([*each.as_mapping().values()] for each in context.tasks)).encode()
    yield "tasks/scorecard.csv", csv_text(SCORE_COLUMNS, (each.as_row() for each in context.scores)).encode()
    parts = (each.as_row() for listed in context.policy_scores.values() for each in listed)
    yield "tasks/policies.csv", csv_text(POLICY_COLUMNS, parts).encode()
    yield from subscriptions(context, "tasks/", "tasks/", _offices_of_all(context), "")
    by_agency, by_site, held = _by_agency(context), _scores_by_agency(context), held_roles(context.duties)
    for agency in context.register.of("agencies"):
        listed = by_agency.get(agency, [])
        if (
            listed or agency in by_site or agency in context.policy_scores
        ):  # what has no page has nothing that leads to its files
            address, offices = f"tasks/{agency}/", offices_of(listed, held.get(agency, ()))
            yield from subscriptions(context, address, address, offices, context.title("agencies", agency))


def _offices_of_all(context: PageContext) -> list[Office]:
    """The offices of all agencies together."""
    held = {role for roles in held_roles(context.duties).values() for role in roles}
    return offices_of(context.tasks, sorted(held))


def _by_agency(context: PageContext) -> Mapping[str, list[Task]]:
    """The tasks of each agency that has a record; those of none, and of a name that is no agency's, below nothing."""
    agencies = context.register.of("agencies")
    found: dict[str, list[Task]] = defaultdict(list)
    for task in context.tasks:
        found[task.agency if task.agency in agencies else ""].append(task)
    return found


def _scores_by_agency(context: PageContext) -> Mapping[str, Mapping[str, list[Score]]]:
    found: dict[str, dict[str, list[Score]]] = defaultdict(dict)
    for score in context.scores:
        found[score.agency].setdefault(score.site, []).append(score)
    return found
