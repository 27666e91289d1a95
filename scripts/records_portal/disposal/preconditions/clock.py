"""Which day it is: a clock that somebody set wrong destroys early."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from records_portal.history.repository import Repository
from records_portal.register.findings import Refusal

FURTHEST_AHEAD = timedelta(days=2 * 366)
FURTHEST_APART = timedelta(days=1)


def check_clock(moment: datetime, repositories: Iterable[Repository]) -> None:
    """The moment is neither before the newest commit nor more than two years after it."""
    seconds = [int(each.run("log", "-1", "--format=%ct", "HEAD")) for each in repositories]
    newest = datetime.fromtimestamp(max(seconds), UTC)
    now = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
    told = f"by the clock it is {now} UTC, and the newest commit is of {newest:%Y-%m-%d %H:%M} UTC"
    if moment < newest:
        raise Refusal(f"{told}; set the clock")
    if moment > newest + FURTHEST_AHEAD:
        raise Refusal(f"{told}; set the clock, or commit what has been decided since")


def check_published_clock(moment: datetime, published: datetime, url: str) -> None:
    """The moment is within a day of what is told where the portal is published."""
    if abs(moment - published) > FURTHEST_APART:
        raise Refusal(
            f"by the clock it is {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC, and at {url!r} "
            f"{published:%Y-%m-%d %H:%M} UTC, more than a day apart; set the clock"
        )


def check_published_day(today: date, published: date, url: str) -> None:
    """It is the same date where the portal is published: a period ends with a day."""
    if today != published:
        raise Refusal(
            f"by the clock it is {today} here, and at {url!r} it is {published}; set the clock, or wait until both are "
            "of one day"
        )
