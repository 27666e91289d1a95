"""Dates to come as iCalendar (RFC 5545): all-day events from the public register, for people to subscribe to.

* Nothing here names a person, an item or a hold; items are counted by site, series and month.
* One event for each kind and day says what comes then; it keeps its identifier. The stamp is the moment of the last
  commit, so that the same commit gives the same bytes.
* What should have happened before the as-of date is late and stands on the pages, not here.

Written line by line: a library's objects take half a minute for a register of ten thousand sites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlsplit

from records_portal.values.dates import parse_date
from records_portal.values.urls import is_plain_url

from .table import DUTIES

MOST_LINES = 20
LONGEST_LINE, LONGEST_TEXT = 75, 4_000
_NOT_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event: its name, what several are called, what to do then, and the page that says more."""

    title: str
    plural: str
    advice: str
    page: str


KINDS = {
    "capture": EventKind("Capture due", "sites", "An export is handed in by this day.", "captures/"),
    "eligible": EventKind(
        "Eligible for disposition",
        "sites and series",
        "Being eligible is not a permission: the series is confirmed, an authorization is given and no hold applies.",
        "due/",
    ),
    "export-link": EventKind(
        "Link to an export ends",
        "sites",
        "Every part is downloaded before; afterwards it is asked for again.",
        "captures/",
    ),
    "handle-recheck": EventKind(
        "Handle to look at again", "closed sites", "Somebody looks whether the name has been taken by others.", "check/"
    ),
    "link-check": EventKind(
        "Link check", "sites", "Somebody looks whether the agency's page still links to the account.", "sites/"
    ),
    "policy-review": EventKind(
        "Policy review", "policies", "The social media policy is reviewed by this day.", "operations/"
    ),
    "recertification": EventKind(
        "Recertification", "sites", "The agency confirms that the site is still needed and in order.", "sites/"
    ),
    "renewal": EventKind(
        "Authority renewal",
        "authorities",
        "Without a renewal nothing is disposed of under an ongoing authority after its last day.",
        "operations/",
    ),
    "terms-check": EventKind(
        "Terms of service", "agreements", "The terms that were agreed to are looked at again.", "sites/"
    ),
    "training": EventKind(
        "Training ends", "roles", "Whoever works with the content takes the course again before.", "agencies/"
    ),
}


@dataclass(frozen=True, slots=True)
class ComingEvent:
    """Something that comes: its day, its kind, what it is about in words, the agencies it concerns, and its page."""

    on: str
    kind: str
    about: str
    agencies: tuple[str, ...]
    page: str
    items: int = 0


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A calendar: the portal's address, its own below that, its title and the moment that stamps its events."""

    portal: str
    address: str
    title: str
    stamped_at: str

    @property
    def host(self) -> str:
        """The host that identifiers end in; a name that nobody has where the portal's is not known."""
        host = urlsplit(self.portal).hostname if is_plain_url(self.portal) else ""
        return host or "records-portal.invalid"

    def link(self, page: str) -> str:
        """The whole address of a page of the portal; empty where the portal's own is not known."""
        return f"{self.portal.rstrip('/')}/{page}" if is_plain_url(self.portal) else ""


def render_calendar(calendar: CalendarPage, coming: Iterable[ComingEvent]) -> bytes:
    """A calendar, the earliest event first; an event for each day and kind."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Records Portal//Dates to come//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(calendar.title)}",
        f"X-WR-CALNAME:{_text(calendar.title)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    stamp = _stamp(calendar.stamped_at)
    ordered = sorted(coming, key=lambda one: (one.on, one.kind, one.about))
    for (on, kind), group in groupby(ordered, key=lambda one: (one.on, one.kind)):
        lines += _event(calendar, stamp, on, kind, list(group))
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(calendar: CalendarPage, stamp: str, on: str, kind: str, coming: Sequence[ComingEvent]) -> Iterator[str]:
    begins, known = parse_date(on), KINDS.get(kind) or _of_duty(kind)
    scope = calendar.address.rpartition("/")[0]
    page = coming[0].page if len(coming) == 1 else known.page
    yield "BEGIN:VEVENT"
    yield f"UID:{'/'.join(part for part in (scope, kind, on) if part)}@{calendar.host}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(on)}"
    if begins.isoformat() < "9999-12-31":
        yield f"DTEND;VALUE=DATE:{_day((begins + timedelta(days=1)).isoformat())}"
    yield f"SUMMARY:{_text(_summary(known, coming))}"
    yield f"DESCRIPTION:{_text(_description(known, coming))}"
    yield f"CATEGORIES:{_text(known.title)}"
    if link := calendar.link(page):
        yield f"URL:{link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _of_duty(kind: str) -> EventKind:
    """The kind of event that a row of the table of duties makes."""
    duty = DUTIES[kind.removeprefix("duty-")]
    return EventKind(duty.title, "subjects", f"Done when there is: {duty.done}. {duty.source}.", "tasks/")


def _summary(kind: EventKind, coming: Sequence[ComingEvent]) -> str:
    items = sum(one.items for one in coming)
    counted = f"{items:,} {'item' if items == 1 else 'items'}" if items else ""
    about = coming[0].about if len(coming) == 1 else f"{len(coming):,} {kind.plural}"
    return f"{kind.title}: {counted + ', ' if counted else ''}{about}"


def _description(kind: EventKind, coming: Sequence[ComingEvent]) -> str:
    shown = [f"{one.about}: {one.items:,}" if one.items else one.about for one in coming[:MOST_LINES]]
    more = [f"and {len(coming) - MOST_LINES:,} more"] if len(coming) > MOST_LINES else []
    return "\n".join([kind.advice, *shown, *more])


def _day(on: str) -> str:
    return on.replace("-", "")


def _stamp(moment: str) -> str:
    """A moment in UTC as iCalendar writes it; the beginning of time where nothing was committed."""
    digits = re.sub(r"[^0-9]", "", moment)[:14]
    return f"{digits[:8]}T{digits[8:]}Z" if len(digits) == 14 else "19700101T000000Z"


def _text(text: str) -> str:
    clean = _NOT_TEXT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    clean = clean if len(clean) <= LONGEST_TEXT else f"{clean[: LONGEST_TEXT - 1]}…"
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, never cut inside a character."""
    data = line.encode()
    if len(data) <= LONGEST_LINE:
        return line
    pieces, begin, room = [], 0, LONGEST_LINE
    while begin < len(data):
        end = min(begin + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[begin:end].decode())
        begin, room = end, LONGEST_LINE - 1
    return "\r\n ".join(pieces)
