"""The portal's time zone, by which it is today."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from .findings import Refusal


def as_time_zone(portal: Mapping[str, object]) -> ZoneInfo:
    """The portal's time zone; UTC where the settings could not be read."""
    name = str(portal.get("time_zone", "UTC"))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Refusal(f"time_zone {name!r} is not an IANA time zone such as America/Chicago") from error
