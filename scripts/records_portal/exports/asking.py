"""What somebody should know before an export is asked for: choices, what will lack, the link's life, and its name.

* A step that nobody of us saw is marked so: dialogs change, and the words to look for stay longer than their place.
* An export is named `AGENCY_PLATFORM_ID_FROM_TO_taken_DAY`; readers go by what is in it and never by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from records_portal.values.export_links import last_day_of_link

from .services import Choice, Service, services

_NAMED = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_PART = 60


@dataclass(frozen=True, slots=True)
class AskedExport:
    """Which export is asked for: whose, from which day to which, and when; without a first day it is all time."""

    agency: str
    platform: str
    account: str
    from_on: date | None
    to_on: date
    asked_on: date

    @property
    def name(self) -> str:
        """The name to save it under, without its ending."""
        first = self.from_on.isoformat() if self.from_on else "beginning"
        parts = (self.agency, self.platform, self.account)
        named = (_NAMED.sub("-", part).strip("-")[:_LONGEST_PART] or "account" for part in parts)
        return "_".join((*named, first, self.to_on.isoformat(), "taken", self.asked_on.isoformat()))


def card_lines(service: Service, asked_on: date | None = None) -> Iterator[str]:
    """The card of a service, a line each; with the day of asking also the last day on which its link may work."""
    if service.ended_on:
        yield f"the service ended on {service.ended_on}: what there is was saved before"
    for choice in service.choices:
        yield f"step: {choice.step} ({_seen(choice)})"
    if service.link_days:
        yield _link(service, asked_on)
    yield from (f"will lack: {each}" for each in service.lacks)
    yield from (f"to fill the gap: {each}" for each in service.gap)
    if not service.formats:
        yield "taken as files and a table: keep the export, and write the table from it"


def _seen(choice: Choice) -> str:
    return f"last seen {choice.seen_on}" if choice.seen_on else "not confirmed"


def _link(service: Service, asked_on: date | None) -> str:
    seen = f"last seen {service.link_seen_on}" if service.link_seen_on else "told by others, not confirmed"
    lives = f"the link lives {service.link_days} days once it came ({seen})"
    if asked_on is None:
        return lives
    last_on = link_ends_on(service, asked_on)
    return f"{lives}: one that comes today may be dead after {last_on}; put that day into a calendar now"


def link_ends_on(service: Service, came_on: date) -> str:
    """The last day on which a link that came on a day may work; nothing where nobody knows how long links live."""
    last_on = last_day_of_link(service.id, came_on)
    return last_on.isoformat() if last_on else ""


def render_cards() -> str:
    """The cards of every service as a part of a page."""
    return "\n".join(_card(each) for each in services().values())


def _card(service: Service) -> str:
    lines = (f"* {line[0].upper()}{line[1:]}." for line in card_lines(service))
    return f"### {', '.join(service.called)}\n\n" + "".join(f"{line}\n" for line in lines)
