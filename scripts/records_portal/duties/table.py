"""The one table of duties: who owes what, by when, and what shows that it is done.

Findings, tasks, pages, calendars and reminders ask `owed`; nothing else works out a duty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType

from .context import DutyContext
from .model import Duty, Owed
from .rows import (
    audits,
    authority,
    captures,
    closing,
    designations,
    holds,
    impostors,
    incidents,
    log_reviews,
    operations,
    people,
    policy,
    policy_kept,
    post_particulars,
    posts,
    requests,
    series,
    sites,
)

SUBJECTS: tuple[tuple[str, ModuleType], ...] = (
    ("Sites", sites),
    ("Designated administrators", designations),
    ("Keeping a site", operations),
    ("Authoring log", posts),
    ("Looks at the authoring log", log_reviews),
    ("What a post shows", post_particulars),
    ("Captures", captures),
    ("Closing a site", closing),
    ("Incidents", incidents),
    ("Impostors", impostors),
    ("People", people),
    ("Policy and programme", policy),
    ("Policy and practice", policy_kept),
    ("Audits", audits),
    ("Series and schedules", series),
    ("Authority to dispose", authority),
    ("Holds", holds),
    ("Records requests", requests),
)
DUTIES: Mapping[str, Duty] = {row.id: row for _, module in SUBJECTS for row in module.ROWS}


def owed(context: DutyContext, duty: Duty) -> Iterator[Owed]:
    """What is owed by one row: nothing of a secret one where no private root is read."""
    if context.reads_private or not duty.secret:
        yield from duty.owed(context)
