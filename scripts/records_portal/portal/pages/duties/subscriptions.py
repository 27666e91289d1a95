"""What each office subscribes to: its tasks as a feed and as a calendar, of one agency and of all; public values only.

* An office that somebody holds keeps its addresses while it owes nothing: a program that asks for them finds them.
* An entry keeps its name while its task is owed, and moves up when the task becomes late. Nobody is named in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from records_portal.duties.calendars import CalendarPage, ComingEvent, render_calendar
from records_portal.duties.context import days_after
from records_portal.duties.tasks import Task

from ...context import DAYS_AHEAD, PageContext
from ...downloads.feeds import NO_MOMENT, FeedEntry, FeedPage, render_feed
from ..calendars import calendar_link
from ..trail import feed_link
from .offices import Office

FEED, CALENDAR = ".atom", ".ics"
MOST_ENTRIES = 200


def subscriptions(
    context: PageContext, folder: str, page: str, offices: Sequence[Office], whose: str
) -> Iterator[tuple[str, bytes]]:
    """The feed and the calendar of each office, in a folder; `page` says more, `whose` names the agency."""
    for office in offices:
        title = f"{_portal_title(context)}: tasks of the {context.role(office.role)}{f', {whose}' if whose else ''}"
        url, stamp = str(context.register.portal.get("url", "")), context.portal.history.head_at
        address = f"{folder}{office.role}{CALENDAR}"
        yield address, render_calendar(CalendarPage(url, address, title, stamp), map(_event, office.tasks))
        address = f"{folder}{office.role}{FEED}"
        newest = sorted(office.tasks, key=lambda task: _shown_since(context, task), reverse=True)[:MOST_ENTRIES]
        feed = FeedPage(url, address, page, title, stamp or NO_MOMENT)
        yield address, render_feed(feed, (_entry(context, page, task) for task in newest))


def subscription_links(context: PageContext, offices: Sequence[Office]) -> Markup:
    """The links to feeds and calendars in the head of a page that lies beside them."""
    links = Markup()
    for office in offices:
        title = f"Tasks: {context.role(office.role)}"
        links += feed_link(title, f"{office.role}{FEED}") + calendar_link(f"{office.role}{CALENDAR}", title)
    return links


def _portal_title(context: PageContext) -> str:
    return str(context.register.portal.get("title", "Records Portal"))


def _event(task: Task) -> ComingEvent:
    return ComingEvent(task.owed_on, f"duty-{task.duty}", task.subject, (task.agency,), _page_of(task))


def _page_of(task: Task) -> str:
    return f"sites/{task.site}/" if task.site else f"agencies/{task.agency}/" if task.agency else ""


def _shown_since(context: PageContext, task: Task) -> str:
    """The day on which a task last changed: became late, became owed, or came into sight."""
    if task.late:
        return task.late_on
    return task.owed_on if task.owed_on <= context.as_of else days_after(task.owed_on, -DAYS_AHEAD)


def _entry(context: PageContext, page: str, task: Task) -> FeedEntry:
    about = context.title("sites", task.site) if task.site else task.subject
    state = f"Late since {task.late_on}" if task.late else f"Owed on {task.owed_on}"
    lines = (
        f"{state}: {task.missing}.",
        f"Done when there is: {task.done}.",
        f"By: {task.command}{f', records message {task.message}' if task.message else ''}",
        f"Asked for by: {task.source}",
    )
    return FeedEntry(
        f"{task.agency or 'all'}/{task.duty}/{task.subject}",
        f"{_shown_since(context, task)}T00:00:00Z",
        f"{'Late: ' if task.late else ''}{task.title}: {about}",
        _portal_title(context),
        "\n".join(lines),
        _page_of(task) or page,
        kind="tasks",
        since=task.owed_on,
    )
