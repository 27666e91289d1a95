"""What the accounts of the story posted, and the archives that the platform hands out of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tests import exports_mastodon
from tests.sample.exports import Account, Export, Post, write_files
from tests.sample.exports_2024 import files_of_2024

PARKS = Account("900000000000000201", "LkldParks", "Lakeland Parks")
SENTENCES = (
    "Fox Hollow closes at noon today. Notice: https://parks.lakeland.example/notices/{number} #ParkAlert",
    "Yes, dogs are welcome at Heron Marsh, on a lead. {number}",
    "We answered {number} letters about the plan for Otter Bay. #LakelandPlan",
)
EVERY = timedelta(days=30)


def posts(until: date) -> Iterator[Post]:
    """A post each thirty days from the day after the account was registered."""
    day, number = date(2025, 3, 6), 0
    while day < until:
        text = SENTENCES[number % len(SENTENCES)].format(number=number + 1)
        images = ("map.png",) if number % 6 == 0 else ()
        yield Post(datetime.combine(day, time(15), UTC), text, number, images=images)
        day, number = day + EVERY, number + 1


def write_archive(folder: Path, made_on: date) -> Path:
    """The archive of the parks' account as the platform hands it out on a day."""
    export = Export(PARKS, datetime.combine(made_on, time(9), UTC), tuple(posts(made_on)))
    write_files(folder, files_of_2024(export))
    return folder


def write_mastodon(folder: Path, made_on: date) -> Path:
    """The archive of the trails' account on the State's own server: six posts, one each week."""
    days = [datetime(2025, 10, 22, 9, tzinfo=UTC) + timedelta(weeks=number) for number in range(6)]
    assert days[-1].date() < made_on
    listed = [
        exports_mastodon.create(
            exports_mastodon.note(
                f"{exports_mastodon.ACTOR}/statuses/{int(day.timestamp() * 1000) << 16}",
                f"{day:%Y-%m-%dT%H:%M:%SZ}",
                f"<p>The ridge trail, week {number + 1}.</p>",
            )
        )
        for number, day in enumerate(days)
    ]
    return exports_mastodon.write(folder, listed)
