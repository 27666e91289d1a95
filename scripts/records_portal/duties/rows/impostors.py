"""Accounts that seem to speak for the agency: looked at, told to platform and public, looked at again, answered.

All of it is secret: such an account may be somebody's own. The documents say nothing of them; the days are ours, as
short as a platform's form and a warning take.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.files.yaml_text import ValuePath
from records_portal.register.model import Record

from ..context import DutyContext, days_after
from ..model import Duty, Owed, site_owes
from .operations import logs_of_sites

if TYPE_CHECKING:
    from records_portal.register.records import OperationsLogImpostorReport, OperationsLogValue, SiteValue

TO_LOOK, TO_TELL, TO_WARN, TO_ANSWER, TO_LOOK_AGAIN = 1, 1, 2, 5, 14
SOURCE = "how the U.S. Digital Registry failed: names taken by strangers; rhythm of the office's own"
_Report = tuple[Record["SiteValue"], Record["OperationsLogValue"], int, "OperationsLogImpostorReport"]


def _reports(context: DutyContext) -> Iterator[_Report]:
    for site, log in logs_of_sites(context):
        for index, each in enumerate(log.value.get("impostor_reports", [])):
            yield site, log, index, each


def _owed(report: _Report, since: str, late_on: str, missing: str) -> Owed:
    site, log, index, each = report
    path: ValuePath = ("impostor_reports", index)
    return site_owes(site, path, since, late_on, missing, record=log, detail=f"impostor {each['on']} {index + 1}")


def _impersonations(context: DutyContext) -> Iterator[tuple[_Report, str, str]]:
    """The reports whose last look found somebody in the agency's name, with the first such day and the last."""
    for report in _reports(context):
        looks = report[3].get("looks", [])
        if looks and looks[-1]["found"] == "impersonation":
            first = next(look["on"] for look in looks if look["found"] == "impersonation")
            yield report, first, looks[-1]["on"]


def _not_looked_at(context: DutyContext) -> Iterator[Owed]:
    for report in _reports(context):
        if not report[3].get("looks"):
            on = report[3]["on"]
            missing = f"an account that looks like the agency's was reported on {on}, and nobody looked at it"
            yield _owed(report, on, context.after_working_days(on, TO_LOOK), missing)


def _platform_not_told(context: DutyContext) -> Iterator[Owed]:
    for report, first, _ in _impersonations(context):
        if "platform_told_on" not in report[3]:
            missing = f"somebody speaks in the agency's name, seen on {first}, and the platform was not told"
            yield _owed(report, first, context.after_working_days(first, TO_TELL), missing)


def _public_not_warned(context: DutyContext) -> Iterator[Owed]:
    for report, first, _ in _impersonations(context):
        if "warned_on" not in report[3]:
            missing = f"somebody speaks in the agency's name, seen on {first}, and whether to warn is not decided"
            yield _owed(report, first, context.after_working_days(first, TO_WARN), missing)


def _not_looked_at_again(context: DutyContext) -> Iterator[Owed]:
    for report, _, last in _impersonations(context):
        again = days_after(last, TO_LOOK_AGAIN)
        case = f" ({report[3]['platform_reference']!r} there)" if "platform_reference" in report[3] else ""
        missing = f"it was there on {last}, and nobody looked since whether the platform{case} took it down"
        yield _owed(report, again, days_after(again, 1), missing)


def _not_answered(context: DutyContext) -> Iterator[Owed]:
    for report in _reports(context):
        if report[3].get("reported_by") == "public" and "reporter_answered_on" not in report[3]:
            on = report[3]["on"]
            missing = f"whoever reported an account on {on} was not answered"
            yield _owed(report, on, context.after_working_days(on, TO_ANSWER), missing)


ROWS = (
    Duty(
        "impostor-look",
        "Look at an account that was reported as an impostor's",
        "web-content-team",
        _not_looked_at,
        "a look with what was found",
        "records new impostor-look {site}",
        "",
        SOURCE,
        f"within {TO_LOOK} working day",
        secret=True,
        code="B170",
    ),
    Duty(
        "impostor-platform",
        "Tell the platform that somebody speaks in the agency's name",
        "web-content-team",
        _platform_not_told,
        "platform_told_on",
        "records change impostor-report {site}",
        "",
        SOURCE,
        f"within {TO_TELL} working day of the look",
        secret=True,
        code="B171",
    ),
    Duty(
        "impostor-warning",
        "Decide whether to warn the public of an impostor",
        "communications-director",
        _public_not_warned,
        "warned_on",
        "records change impostor-report {site}",
        "",
        SOURCE,
        f"within {TO_WARN} working days of the look",
        secret=True,
        code="B172",
    ),
    Duty(
        "impostor-again",
        "Look again whether an impostor's account is gone",
        "web-content-team",
        _not_looked_at_again,
        "a look with what was found",
        "records new impostor-look {site}",
        "",
        SOURCE,
        f"every {TO_LOOK_AGAIN} days until it is gone",
        secret=True,
        code="B173",
    ),
    Duty(
        "impostor-answer",
        "Answer whoever reported an impostor",
        "communications-director",
        _not_answered,
        "reporter_answered_on",
        "records change impostor-report {site}",
        "",
        SOURCE,
        f"within {TO_ANSWER} working days",
        secret=True,
        code="B174",
    ),
)
