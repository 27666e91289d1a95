"""How many days the link to an export lives once a platform has sent it, as far as anybody said so.

The address is known by the platform's id; a platform that is not named here hands exports out at once, or its links'
life is not known. Only Instagram's was ever seen; the others are told by others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

LINK_DAYS: Mapping[str, int] = {
    "facebook": 4,
    "instagram": 4,
    "threads": 4,
    "tiktok": 4,
    "linkedin": 3,
    "youtube": 7,
    "google-groups": 7,
    "google-docs": 7,
    "google-business-profile": 7,
    "snapchat": 7,
    "reddit": 30,
}


def link_days(platform: str) -> int:
    """How many days the link to an export of a platform lives; nought where nobody knows."""
    return LINK_DAYS.get(platform, 0)


def last_day_of_link(platform: str, came_on: date) -> date | None:
    """The last day on which a link that came on a day may work; nothing where nobody knows how long links live."""
    days = link_days(platform)
    return came_on + timedelta(days=days) if days else None
