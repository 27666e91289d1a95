"""The final capture of a site: whether it is one, and what of it is still missing before the site may be closed.

What an export cannot hold is filled by another capture of the same closing, or accepted by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from records_portal.register.beside.capture_verdicts import holds_everything
from records_portal.register.model import Record, Register

from .verdict import ExportVerdict

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue, SiteFact

NOT_ASKED_FOR = "what the export was not asked for"
MEDIA = "media files that the export should hold"
UNCOUNTED = "items that the export counts and does not hold"


def captures_of(register: Register, site: str, as_of: str) -> list[Record[CaptureValue]]:
    """The captures of a site until a day, oldest first, without what was picked by hand."""
    found = [
        each
        for each in register.of("captures").values()
        if each.id.split("/")[0] == site
        and "picked" not in each.value["scope"]
        and each.value["ingested"]["at"][:10] <= as_of
    ]
    return sorted(found, key=lambda each: (made_on(each), str(each.value["ingested"]["at"]), each.id))


def made_on(capture: Record[CaptureValue]) -> str:
    """The day of the export, or of its taking in where the export does not say."""
    return str(capture.value.get("exported_at", capture.value["ingested"]["at"]))[:10]


def lacks_of(capture: Record[CaptureValue]) -> list[str]:
    """Everything that a capture is known not to hold, by name."""
    value = capture.value
    lacks = list(value["lacks"])
    if not holds_everything(value):
        lacks.append(NOT_ASKED_FOR)
    if value["media"]["missing"]:
        lacks.append(MEDIA)
    # The record of an export with private items leaves out what it declares; the verdict says whether all were found.
    uncounted = "fewer-than-declared" in ExportVerdict.standing(value).reasons
    if uncounted or value["counts"].get("declared", 0) > value["counts"]["found"]:
        lacks.append(UNCOUNTED)
    return list(dict.fromkeys(lacks))


def open_lacks(capture: Record[CaptureValue], fact: SiteFact) -> list[str]:
    """What a capture lacks and the fact neither says to be filled nor accepts."""
    met = {_folded(name) for name in fact.get("accepted_lacks", [])}
    met |= {_folded(each["lack"]) for each in fact.get("filled_lacks", [])}
    return [lack for lack in lacks_of(capture) if _folded(lack) not in met]


def capture_faults(
    register: Register, site: str, fact: SiteFact, directed_on: str, problems: Sequence[str] | None
) -> Iterator[str]:
    """What keeps a final capture from being done; `problems` are those of its bag, or nothing where there is no store.

    Each says what is wrong and what would be right.
    """
    name = fact["capture"]
    capture = register.get("captures", f"{site}/{name}")
    if capture is None or "picked" in capture.value["scope"]:
        yield f"{name!r} is no capture of the whole site; take the export in with `records ingest` and name that"
        return
    if made_on(capture) < directed_on:
        yield f"capture {name!r} was made before the direction on {directed_on}; capture again, for what came since"
    newer = captures_of(register, site, "9999-12-31")[-1]
    if made_on(newer) > made_on(capture) and holds_everything(newer.value):
        yield f"capture {newer.id.split('/')[1]!r} is newer than {name!r}; name the newest"
    if problems is None and "verified_on" not in fact:
        yield f"capture {name!r} was not verified; run this where the store is, or name it with --store"
    yield from (f"capture {name!r} is not whole in the store: {each}" for each in (problems or ())[:1])
    yield from _wrong_names(register, site, capture, fact, directed_on)
    for lack in open_lacks(capture, fact):
        yield f"capture {name!r} lacks {lack!r}; --filled '{lack}=CAPTURE' names the one that has it, or --accept it"


def _wrong_names(
    register: Register, site: str, capture: Record[CaptureValue], fact: SiteFact, directed_on: str
) -> Iterator[str]:
    known = {_folded(lack) for lack in lacks_of(capture)}
    filled = fact.get("filled_lacks", [])
    for lack in (*fact.get("accepted_lacks", []), *(each["lack"] for each in filled)):
        if _folded(lack) not in known:
            yield f"the capture does not lack {lack!r}; it lacks {', '.join(map(repr, lacks_of(capture))) or 'nothing'}"
    for each in filled:
        other = register.get("captures", f"{site}/{each['capture']}")
        if other is None or other.id == capture.id or "picked" in other.value["scope"]:
            yield f"{each['capture']!r} is no other capture of {site!r}; name the folder below captures/{site}/"
        elif made_on(other) < directed_on:
            yield f"capture {other.id.split('/')[1]!r} was made before the direction; it cannot fill what came since"
        elif _folded(each["lack"]) in {_folded(lack) for lack in lacks_of(other)}:
            yield f"capture {other.id.split('/')[1]!r} lacks {each['lack']!r} too; name one that has it"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
