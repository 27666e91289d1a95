"""Unacceptable content (flow D): copied with its metadata, then taken down, and the facts entered in the log.

* The copy is a capture of its own, so that it is verified, held and disposed of as every other; its class is
  `unacceptable`. Nothing is entered as deleted or hidden before there is a copy, or a reason why there can be none.
* What it is illegal to possess is never copied: it is reported, and the number of the report is recorded.
* What may be held is not deleted on the live site.
* The log has facts: never the content, never its author's name. The same call again writes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from records_portal.exports.formats.files_csv import cell_moment
from records_portal.register.findings import Refusal
from records_portal.register.kinds import KINDS
from records_portal.register.model import Record, Register
from records_portal.register.record_editing import append_entry
from records_portal.retention.live_holds import holds_on_content

if TYPE_CHECKING:
    from records_portal.register.records import OperationsLogValue

ILLEGAL = "illegal-to-possess"
TAKEN_DOWN = ("deleted", "hidden")
NOT_COPIED = ("already-gone", "captured-before", "left-standing")
KIND_OF = {"post": "post", "reply": "reply", "message": "message"}
CLASS = "unacceptable"
_METADATA = (
    ("author", "author"),
    ("posted_at", "posted-at"),
    ("original_format", "original-format"),
    ("url", "web-address"),
)
_DAYS = frozenset(("on", "deleted_on", "holds_checked_on"))
_ADDRESS = re.compile(r"https?://[!-~]+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moderation:
    """What somebody says of one piece of unacceptable content; an empty action means that it still stands there."""

    site: str
    category: str
    by: str
    on: date
    action: str = ""
    content: str = "comment"
    item: str = ""
    url: str = ""
    author: str = ""
    posted_at: str = ""
    original_format: str = ""
    copies: tuple[Path, ...] = ()
    not_copied: str = ""
    notice: str = ""
    told_by: str = ""
    reason: str = ""
    because: str = ""
    report_number: str = ""
    reported_to: str = ""

    @property
    def illegal(self) -> bool:
        """Whether nobody may have a copy of it."""
        return self.category == ILLEGAL


def refuse_incomplete(asked: Moderation, moment: datetime) -> None:
    """Refuse what cannot be carried out or would leave the procedure half done."""
    for fault in _faults(asked, moment):
        raise Refusal(fault)


def _faults(asked: Moderation, moment: datetime) -> Iterator[str]:
    if asked.illegal:
        yield from _faults_of_illegal(asked)
    elif asked.report_number or asked.reported_to:
        yield f"--report-number and --reported-to belong to --category {ILLEGAL}; leave them out"
    elif asked.copies and asked.not_copied:
        yield "both --copy and --not-copied are given; there is a copy or there is none"
    elif asked.copies:
        yield from _faults_of_copy(asked)
    elif asked.action in TAKEN_DOWN and asked.not_copied != "captured-before":
        yield "nothing is taken down before it is copied; add --copy FILE, or --not-copied captured-before"
    elif not asked.action:
        yield "neither a copy nor an action is given; add --copy FILE, and --action once something was done"
    yield from _faults_of_content(asked, moment)
    if asked.action in TAKEN_DOWN and not asked.notice:
        yield "whether its author was told is missing; add --notice sent, or --notice not-sent with --reason TEXT"
    if (asked.notice == "not-sent") != bool(asked.reason):
        yield "--notice not-sent and --reason TEXT, why its author was not told, belong together"


def _faults_of_content(asked: Moderation, moment: datetime) -> Iterator[str]:
    if not (asked.item or asked.url):
        yield "which content it is was not said; add --item ID, or --url URL where the id is not known"
    if asked.url and not _ADDRESS.match(asked.url):
        yield f"--url {asked.url!r} is no web address; begin with https://"
    if asked.not_copied == "captured-before" and not asked.item:
        yield "what was captured before has an id; add --item ID as items.csv has it"
    found = cell_moment(asked.posted_at) if asked.posted_at else None
    if asked.posted_at and not found:
        yield f"--posted-at {asked.posted_at!r} is no moment; write it as 2026-05-21T14:30:00-04:00, or the day alone"
    if found and found.at > moment:
        yield f"--posted-at {asked.posted_at!r} has not come yet; name the moment at which the content was posted"


def _faults_of_illegal(asked: Moderation) -> Iterator[str]:
    if asked.copies or asked.not_copied:
        yield "what it is illegal to possess is never copied; leave out --copy and destroy that copy as counsel says"
    if not asked.report_number:
        yield "what it is illegal to possess is reported first; add --report-number NO"
    if not asked.action:
        yield "what was done is missing; add --action reported, or --action deleted or hidden"
    if asked.author or asked.url:
        yield "of what it is illegal to possess neither author nor address is recorded; leave them out, add --item ID"


def _faults_of_copy(asked: Moderation) -> Iterator[str]:
    for option, value in (
        ("--author TEXT", asked.author),
        ("--posted-at MOMENT", asked.posted_at),
        ("--original-format FORMAT", asked.original_format),
    ):
        if not value.strip():
            yield f"a copy is kept with author, moment and original format; add {option}"
    for path in asked.copies:
        if path.is_symlink() or not path.is_file():
            yield f"--copy {str(path)!r} is no plain file; name the saved page, picture or text"


def held_content(register: Register, asked: Moderation, posted_on: str) -> list[str]:
    """The holds that may cover the content on the day of the action."""
    return holds_on_content(register, asked.site, asked.item, posted_on, asked.on.isoformat())


def refuse_held(register: Register, asked: Moderation, posted_on: str) -> None:
    """Refuse to delete on the live site what may be held."""
    if asked.action == "deleted" and (holds := held_content(register, asked, posted_on)):
        named = ", ".join(map(repr, holds))
        raise Refusal(f"hold {named} covers it: it may not be deleted on the site; hide it and say --action hidden")


def posted_on(asked: Moderation, zone: str) -> str:
    """The day on which the content was posted, in the portal's zone where that is certain; empty where unknown."""
    found = cell_moment(asked.posted_at) if asked.posted_at else None
    if found is None:
        return ""
    return (found.at.astimezone(ZoneInfo(zone)) if found.basis == "explicit-offset" else found.at).date().isoformat()


def entry_of(asked: Moderation, item: tuple[str, int], day: str) -> dict[str, object]:
    """The facts of an action but for its copy: of which item and version, posted on which day, as far as known."""
    told: dict[str, object] = {"notified": asked.notice == "sent"}
    told |= {"on": asked.on.isoformat(), "how": asked.told_by} if asked.notice == "sent" else {"reason": asked.reason}
    entry: dict[str, object] = {
        "id": _entry_id(asked, item),
        "on": asked.on.isoformat(),
        "by": asked.by,
        "category": "criminal-or-discriminatory" if asked.illegal else asked.category,
        "action": asked.action,
        "content": asked.content,
        "item": item[0],
        "version": item[1] or "",
        "posted_on": day,
        "reason": asked.because,
        "not_copied": _not_copied(asked),
        "deleted_on": asked.on.isoformat() if asked.action == "deleted" else "",
        "author_notified": {name: value for name, value in told.items() if value != ""} if asked.notice else {},
    }
    return {name: value for name, value in entry.items() if value not in ("", {})}


def _entry_id(asked: Moderation, item: tuple[str, int]) -> str:
    """A name that the same action has however often it is entered."""
    what = "\n".join((asked.category, asked.action, asked.content, *map(str, item), asked.url, asked.report_number))
    return f"m-{hashlib.sha256(what.encode()).hexdigest()[:12]}"


def _not_copied(asked: Moderation) -> dict[str, str]:
    if not asked.illegal:
        return {"reason": asked.not_copied} if asked.not_copied else {}
    report = {"reported_to": asked.reported_to, "report_number": asked.report_number}
    return {"reason": ILLEGAL} | {name: value for name, value in report.items() if value}


def logged_copy(asked: Moderation, reference: str, digest: str, series: str) -> dict[str, object]:
    """What the log says of a copy: where it lies and with which metadata, and how long it is kept."""
    told: dict[str, object] = {
        "on": asked.on.isoformat(),
        "by": asked.by,
        "kept_at": "The store",
        "reference": reference,
        "metadata": [name for given, name in _METADATA if getattr(asked, given)],
        "digest": digest,
        "class": CLASS,
        "series": series,
    }
    return {name: value for name, value in told.items() if value}


def entered(register: Register, site: str, entry: Mapping[str, object]) -> Record[OperationsLogValue] | None:
    """The log that has the entry already; one that says something else of the same action is refused."""
    for log in register.of("operations").values():
        for known in log.value.get("moderation", []) if log.path.startswith(f"registry/operations/{site}/") else ():
            if known.get("id") == entry["id"]:
                if _without_days(known) != _without_days(entry):
                    raise Refusal(
                        f"{log.path} has {entry['id']!r} with other facts; what was wrong goes under corrections"
                    )
                return log
    return None


def _without_days(value: Mapping[str, object]) -> dict[str, object]:
    """An entry without the days on which somebody looked or wrote, which differ from call to call."""
    return {
        name: _without_days(each) if isinstance(each, Mapping) else each
        for name, each in value.items()
        if name not in _DAYS
    }


def log_path(asked: Moderation) -> str:
    """The operations log of the year of the action."""
    return KINDS["operations"].path_of(f"{asked.site}/{asked.on.year}")


def log_with(text: bytes, entry: Mapping[str, object]) -> bytes:
    """The log with the entry."""
    return append_entry(text, ("moderation",), dict(entry))
