"""A site's authoring log held against its captures, both ways, one line for each post, to be worked off.

* An entry that names its item is held against that item; any other takes the first item of its day that is left.
* An entry without an item is judged only where a capture of known scope would hold it; items only from the day on which
  the log begins. Without any entry that is the day on which the account was opened.
* Where git has sums of a capture and no list, an entry of its days may be among them: that is said, and nothing else.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.beside.capture_verdicts import has_known_scope
from records_portal.register.model import Record, Register
from records_portal.register.sites import first_fact

if TYPE_CHECKING:
    from records_portal.register.records import AuthoringLogPost, AuthoringLogValue, CaptureValue

STATES: Mapping[str, str] = {
    "matched": "the entry names the item",
    "withdrawn": "withdrawn, and in no capture",
    "by-day": "the entry names no item; one of its day is taken for it",
    "no-item": "in no capture that covers the day",
    "no-entry": "captured, and in no entry of the log",
    "not-covered": "no capture covers the day yet",
    "not-listed": "a capture covers the day, and git has only the sums of its items",
}
SETTLED = frozenset(("matched", "withdrawn"))
RECONCILED_COLUMNS = ("site", "day", "state", "title", "item", "capture", "source", "command")


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of the authoring log that was posted: the log, the entry's place in it, and what it says."""

    log: Record[AuthoringLogValue]
    number: int
    post: AuthoringLogPost

    @property
    def posted_on(self) -> str:
        """The day of posting."""
        return self.post["posted_on"]


@dataclass(frozen=True, slots=True)
class CapturedPost:
    """An item that captures hold: its kind, the days on which it may have been posted, the first capture with it."""

    id: str
    kind: str
    days: frozenset[str]
    capture: str
    gone: bool = False

    @property
    def first_on(self) -> str:
        """The earliest day on which it may have been posted; empty where none is known."""
        return min(self.days, default="")


@dataclass(frozen=True, slots=True)
class ReconciledPost:
    """A post as the log and the captures of a site have it: the state, and what either side knows of it."""

    site: str
    day: str
    state: str
    entry: LogEntry | None = None
    item: CapturedPost | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self.state not in SETTLED

    @property
    def command(self) -> str:
        """What settles it; nothing where nothing is open, or the store has to be asked."""
        title = shlex.quote(self.entry.post["title"]) if self.entry else ""
        item = shlex.quote(self.item.id) if self.item else ""
        return {
            "by-day": f"records change post {self.site} --title {title} --item {item}",
            "no-item": f"records change post {self.site} --title {title} --item ITEM",
            "no-entry": f"records new post {self.site} --posted-on {self.day} --set item={item}",
            "not-covered": f"records ingest EXPORT --site {self.site}",
        }.get(self.state, "")

    def as_row(self) -> tuple[str, ...]:
        """The post as a row of a table."""
        entry, item = self.entry, self.item
        named = item.id if item else (entry.post.get("item", "") if entry else "")
        source = f"posts/{entry.log.id}" if entry else ""
        title = entry.post["title"] if entry else ""
        return self.site, self.day, self.state, title, named, item.capture if item else "", source, self.command


def reconciled_sites(register: Register, found: Iterable[tuple[str, CapturedPost]]) -> Iterator[ReconciledPost]:
    """Every post of every site that has a log or a capture, site by site; `found` are items, each with its site."""
    items: dict[str, list[CapturedPost]] = {}
    for site, item in found:
        items.setdefault(site, []).append(item)
    logged = {log.id.split("/")[0] for log in register.of("posts").values()}
    for site in sorted({*items, *logged}):
        yield from reconciled(register, site, items.get(site, ()))


def reconciled(register: Register, site: str, items: Iterable[CapturedPost]) -> Iterator[ReconciledPost]:
    """The posts of one site in the order of their days; what captures hold of other kinds is no post."""
    left: dict[str, CapturedPost] = {}
    for each in items:
        left.setdefault(each.id, each)
    logged = _entries(register, site)
    begins_on = min((each.posted_on for each in logged), default=_opened_on(register, site))
    asked = [each for each in register.of("captures").values() if each.id.split("/")[0] == site]
    listed = {each.capture for each in left.values()}
    lines = [*_of_entries(site, logged, left, lambda day: _covering(asked, listed, day))]
    lines += (
        ReconciledPost(site, each.first_on, "no-entry", item=each)
        for each in left.values()
        if begins_on and each.kind == "post" and not each.gone and each.first_on >= begins_on
    )
    yield from sorted(lines, key=lambda line: line.day)


def _entries(register: Register, site: str) -> list[LogEntry]:
    logs = (log for log in register.of("posts").values() if log.id.split("/")[0] == site)
    return [
        LogEntry(log, number, post)
        for log in logs
        for number, post in enumerate(log.value["posts"])
        if "posted_on" in post
    ]


def _opened_on(register: Register, name: str) -> str:
    site = register.get("sites", name)
    opened = first_fact(site.value, "activation") or first_fact(site.value, "registration") if site else None
    return opened["on"] if opened else ""


def _of_entries(
    site: str, logged: Sequence[LogEntry], left: dict[str, CapturedPost], covering: Callable[[str], str]
) -> Iterator[ReconciledPost]:
    """A line for each entry; the item that it has is taken from those that are left."""
    known = dict(left)
    by_day: dict[str, list[CapturedPost]] = {}
    for each in known.values():
        for day in each.days:
            by_day.setdefault(day, []).append(each)
    for entry in sorted(logged, key=lambda each: "item" not in each.post):
        named, on = entry.post.get("item", ""), entry.posted_on
        of_day = (each for each in by_day.get(on, ()) if each.id in left and _fits(each, entry.post))
        item = known.get(named) if named else next(of_day, None)
        left.pop(item.id if item else named, None)
        if item:
            yield ReconciledPost(site, on, "matched" if named else "by-day", entry, item)
        elif "withdrawn_on" in entry.post:
            yield ReconciledPost(site, on, "withdrawn", entry)
        else:
            yield ReconciledPost(site, on, covering(on), entry)


def _fits(item: CapturedPost, post: AuthoringLogPost) -> bool:
    kinds = ("repost",) if post.get("format") == "repost" else ("post", "story")
    return item.kind in kinds


def _covering(captures: Sequence[Record[CaptureValue]], listed: set[str], day: str) -> str:
    """What is to be said of an entry without an item: whether a capture of known scope would hold a post of its day."""
    would = [each for each in captures if _covers(each.value, day)]
    if any(each.value["counts"]["new"] and each.id not in listed for each in would):
        return "not-listed"
    return "no-item" if would else "not-covered"


def _covers(capture: CaptureValue, day: str) -> bool:
    scope = capture["scope"]
    made_on = str(capture.get("exported_at", capture["ingested"]["at"]))[:10]
    dated = scope.get("from_on", "") <= day <= scope.get("to_on", "9999-12-31") and day < made_on
    return has_known_scope(capture) and dated and "post" in scope.get("kinds", ["post"])
