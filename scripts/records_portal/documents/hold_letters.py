"""The formal letter that tells everybody concerned what has to be kept, and for how long: until released in writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.register.sites import current_designations, name_of
from records_portal.retention.holds import ended_on, items_are_enough, why_not_free
from records_portal.values.dates import BeyondCalendar, add_period, parse_date, parse_period
from records_portal.wording.words import day, every, joined

from .letterheads import agencies_of, framed, person, role, series_entry, site_names
from .typesetting import typeset

if TYPE_CHECKING:
    from records_portal.register.records import HoldNotified, HoldScope, HoldValue, ItemReference

KINDS = {
    "litigation": "Litigation, pending or expected",
    "public-records-request": "Public records request",
    "audit": "Audit",
    "investigation": "Investigation",
    "other": "Another legal duty to keep records",
}
UPDATE_PERIOD = "P6M"
TO_DO = (
    "Keep everything described above, wherever it lies: on the platform, in captures and exports, on work devices, in "
    "mailboxes, in drafts and in copies. What is made or received later and fits the description is covered too.",
    "Delete, edit and hide nothing of it on the live site either: no posts, no comments, no messages, no pictures. "
    "Unacceptable content is hidden from view only after counsel was asked. An account that holds such content is not "
    "closed, renamed or handed over.",
    "Stop whatever deletes by itself: disappearing messages, automatic clean-up, the end of a contract or a licence.",
    "No disposition authorization counts for these records while they are held, whether it was granted before or "
    "comes later.",
    "If you do not hold any of it, or know others who do, tell the sender.",
)


def hold_letter(register: Register, hold: Record[HoldValue], as_of: str) -> bytes:
    """The letter of a hold that is in force on a day; one that was released as a whole has nothing left to tell."""
    if released_on := ended_on(register, hold.id, hold.value, as_of):
        raise Refusal(f"hold {hold.id!r} was released on {released_on}; a letter is for one that is in force")
    value = _counting(register, hold, as_of)
    history = sorted(_history(register, value), key=lambda each: each[0])
    dated_on = parse_date(max([value["placed"]["on"], *(each[0] for each in history)]))
    title = "Notice to preserve records" if not history else "Notice to preserve records, as it stands now"
    values = framed(register, _agencies(register, value), title, f"Hold {hold.id}", dated_on)
    sender = person(register, value["placed"]["by"])
    values["particulars"] = [
        ("Date", day(dated_on.isoformat())),
        ("To", "\n".join(addressees(register, value))),
        ("From", sender),
        ("Matter", value["matter"]),
        ("Reason", KINDS[value["kind"]]),
        ("Our reference", "; ".join(filter(None, (hold.id, value["placed"].get("letter", ""))))),
    ]
    values["parts"] = [
        _part("What this is about", [value["subject"]]),
        _part("What has to be kept", _kept(register, hold), list(_scopes(register, value))),
        _part("What you have to do", [], list(TO_DO)),
        _part("How long", list(_how_long(register, value, dated_on.isoformat()))),
    ]
    values["history"] = [(day(on), *rest) for on, *rest in history]
    values["signed_by"] = f"{sender}, date"
    return typeset("hold-letter", values, dated_on)


def _counting(register: Register, hold: Record[HoldValue], as_of: str) -> HoldValue:
    """A hold without what frees nothing: releases that do not count, and what amendments that do not would drop."""

    def counts(step: Mapping[str, object]) -> bool:
        return not why_not_free(register, hold.id, hold.value, step, as_of)

    releases = [each for each in hold.value.get("releases", ()) if "scope" in each and counts(each)]
    amendments = [each.copy() for each in hold.value.get("amendments", ())]
    for each in amendments:
        if "covers" in each and not counts(each):
            del each["covers"]
    return {**hold.value, "releases": releases, "amendments": amendments}


def _part(heading: str, paragraphs: list[str], bullets: list[str] | None = None) -> dict[str, object]:
    return {"heading": heading, "paragraphs": paragraphs, "bullets": bullets or []}


def addressees(register: Register, value: HoldValue) -> list[str]:
    """Those whom the record names; where it names nobody, whoever answers for the sites in its scope."""
    if named := value.get("notified"):
        return list(dict.fromkeys(_told(register, each) for each in named))
    found: dict[str, None] = {}
    for site in _sites(register, value):
        record = register.get("sites", site)
        accountable = record.value.get("accountable", {}) if record else {}
        parts = (accountable.get("posting", ()), accountable.get("responding", ()), accountable.get("retention", ()))
        names = [name for part in parts for name in part]
        names += [each["person"] for each in current_designations(register, site)]
        found |= dict.fromkeys(person(register, each) for each in names)
    return list(found) or ["Everybody who keeps the records described below"]


def _told(register: Register, named: str | HoldNotified) -> str:
    """A person with their title; a role where a record of an older form has that."""
    if isinstance(named, str) and not register.get("people", named):
        return role(register, named)
    return person(register, named if isinstance(named, str) else named["person"])


def scopes_of(value: HoldValue) -> Iterator[HoldScope]:
    """The scope that a hold was placed with, then each widening."""
    yield value["scope"]
    yield from (each["scope"] for each in value.get("amendments", ()))


def _sites(register: Register, value: HoldValue) -> list[str]:
    found: dict[str, None] = {}
    for scope in scopes_of(value):
        found |= dict.fromkeys(scope.get("sites", ()))
        found |= dict.fromkeys(each["site"] for each in scope.get("items", ()))
        if "sites" not in scope and "agencies" in scope:
            theirs = (each for each in register.of("sites").values() if each.value["agency"] in scope["agencies"])
            found |= dict.fromkeys(each.id for each in theirs)
    return list(found)


def _agencies(register: Register, value: HoldValue) -> Iterable[str]:
    named = {each for scope in scopes_of(value) for each in scope.get("agencies", ())}
    return named | set(agencies_of(register, _sites(register, value)))


def scope_words(register: Register, scope: HoldScope) -> str:
    """A scope in words: everything that agrees in each of its respects."""
    parts = []
    if "sites" in scope:
        parts.append(f"on {site_names(register, scope['sites'])}")
    if "agencies" in scope:
        named = [name_of(register, "agencies", each) for each in scope["agencies"]]
        parts.append(f"on any official site of {joined(named, 'or')}")
    if "series" in scope:
        titles = [_series(register, each) for each in scope["series"]]
        parts.append(f"kept under the series {joined(titles, 'or')}")
    if "items" in scope:
        parts.append(f"namely {joined([_item(each) for each in scope['items']])}")
    if dated := _dated(scope):
        parts.append(dated)
    return f"Everything {'; '.join(parts)}."


def _series(register: Register, reference: str) -> str:
    _, _, entry = series_entry(register, reference)
    return f"{entry['title']} ({reference})" if entry else f"({reference})"


def _item(value: ItemReference) -> str:
    version = f", version {value['version']}" if "version" in value else ""
    return f"item {value['item']} of {value['site']}{version}"


def _dated(scope: HoldScope) -> str:
    first, last = scope.get("from_on"), scope.get("to_on")
    if not first and not last:
        return ""
    days = (
        f"from {day(first)} to {day(last)}"
        if first and last
        else (f"on {day(first)} or later" if first else f"on {day(str(last))} or earlier")
    )
    return f"dated {days}, and whatever has no certain date"


def _scopes(register: Register, value: HoldValue) -> Iterator[str]:
    yield scope_words(register, value["scope"])
    for each in value.get("amendments", ()):
        instead = "instead" if "covers" in each else "also"  # what has covers states the whole scope
        yield f"Since {day(each['on'])} {instead}: {scope_words(register, each['scope'])}"
    for release in value.get("releases", ()):
        yield f"Released on {day(release['on'])}, so no longer to be kept for this matter: " + scope_words(
            register, release["scope"]
        )


def _kept(register: Register, hold: Record[HoldValue]) -> list[str]:
    if items_are_enough(register, hold.id, hold.value):
        return ["Counsel has recorded that the items themselves are enough; the export they came in need not be kept."]
    return ["An export that contains any of it is kept whole, as it was received."]


def _how_long(register: Register, value: HoldValue, last_on: str) -> Iterator[str]:
    yield (
        "This notice ends only when you are told in writing that it is released. It does not lapse: neither time, nor "
        "silence, nor the end of your duties ends it. After the release the ordinary retention periods apply again."
    )
    period = register.portal.get("cadences", {}).get("hold_update", UPDATE_PERIOD)
    try:
        due_on = add_period(parse_date(last_on), parse_period(period)).isoformat()
    except BeyondCalendar:
        return
    yield (
        f"You will hear how the matter stands at least {every(period)}; the next word is due by {day(due_on)}. If you "
        "hear nothing, go on keeping everything, and ask."
    )


def _history(register: Register, value: HoldValue) -> Iterator[tuple[str, str, str, str]]:
    for each in value.get("amendments", ()):
        yield each["on"], "Widened", person(register, each["by"]), each.get("note", "")
    for confirmed in value.get("updates", ()):
        yield confirmed["on"], "Confirmed", person(register, confirmed["by"]), confirmed.get("note", "")
    for released in value.get("releases", ()):
        yield released["on"], "Released in part", person(register, released["by"]), released.get("note", "")
