"""Closing a site (flow E) as a checklist: what is done, what is open, what waits for something else, at a date.

* The state of a step follows from the facts since the direction, from the captures, designations and authorizations.
* Nothing may be deleted on the live site before its final capture is whole, nor while a hold may reach it.
* The handle is never forgotten: it stays in the register, and somebody looks again who has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.captures.final_captures import capture_faults, captures_of, lacks_of, made_on
from records_portal.register.fact_kinds import FACT_KINDS
from records_portal.register.model import Record, Register
from records_portal.register.sites import PRESENT, current_designations, handle_of, status_of
from records_portal.register.staff import access_to
from records_portal.retention.live_holds import holds_on_site
from records_portal.retention.scopes import authorities

if TYPE_CHECKING:
    from records_portal.register.records import Designation, Rule, SiteFact, SiteFactKind, SiteValue

DONE, OPEN, BLOCKED, MISSED = STATES = ("done", "open", "blocked", "missed")
WAITS_FOR = {
    "direction": "",
    "holds": "",
    "final-capture": "direction",
    "ongoing-authority": "direction",
    "notice": "direction",
    "deactivation": "final-capture",
    "access": "deactivation",
    "credentials-handed-over": "deactivation",
    "decommissioning": "credentials-handed-over",
    "event": "decommissioning",
    "recheck": "decommissioning",
}
TITLES = {
    "direction": "The head of the agency directs that the site be closed",
    "holds": "It is known which holds reach the site",
    "final-capture": "All contents and their metadata are in a final capture, whole, with nothing missing unseen",
    "ongoing-authority": "The ongoing authority for replicated content ends",
    "notice": "The public is told, and the agency's pages no longer link to the site",
    "deactivation": "Further access is blocked, and the contents are deleted, flagged or kept under hold",
    "access": "Every designation is removed and every access has ended",
    "credentials-handed-over": "The final list of log-in credentials is handed over",
    "decommissioning": "The register says that the site is closed and what became of its handle",
    "event": "The event that starts retention periods is recorded",
    "recheck": "Somebody looks again whether the handle has been taken by another",
}
FACT_OF: dict[str, SiteFactKind] = {
    "direction": "direction",
    "final-capture": "final-capture",
    "notice": "notice",
    "deactivation": "deactivation",
    "credentials-handed-over": "credentials-handed-over",
    "decommissioning": "decommissioning",
    "recheck": "decommissioning",
}
WHO: dict[str, tuple[str, ...]] = {
    "holds": ("records-officer",),
    "ongoing-authority": ("site-administrator", "records-officer"),
    "access": ("agency-head", "web-content-team"),
    "event": ("records-officer",),
    **{step: FACT_KINDS[kind].takes for step, kind in FACT_OF.items()},
    "recheck": ("web-content-team", "cto-cio"),
}
DELETING = ("deleted", "flagged-for-deletion")


@dataclass(frozen=True, slots=True)
class Closing:
    """A site that is being closed, as of a day; `asked` says whether the private root was there to ask for holds.

    `problems` are those of the final capture's bag; nothing where there is no store. `unasked` is why the holds that
    the store's anchors name could not be asked for.
    """

    register: Register
    site: Record[SiteValue]
    as_of: str
    asked: bool = False
    problems: Sequence[str] | None = None
    unasked: str = ""

    @property
    def facts(self) -> list[SiteFact]:
        """The facts of this closing: from the last direction on, or all where none is recorded."""
        known = [fact for fact in self.site.value["facts"] if fact["on"] <= self.as_of]
        begun = [index for index, fact in enumerate(known) if fact["kind"] == "direction"]
        return known[begun[-1] :] if begun else known

    def last(self, kind: SiteFactKind) -> SiteFact | None:
        """The last fact of a kind in this closing."""
        return next((fact for fact in reversed(self.facts) if fact["kind"] == kind), None)

    @property
    def status(self) -> str:
        """The site's status on the day."""
        return status_of(self.site.value, self.as_of)

    @property
    def holds(self) -> list[str]:
        """The holds that may reach the site, as far as they are known here."""
        return holds_on_site(self.register, self.site.id, self.as_of)

    @property
    def pages(self) -> list[str]:
        """The pages on which a link to the site was seen, oldest first."""
        seen = [page for fact in self.site.value["facts"] for page in fact.get("pages", [])]
        return list(dict.fromkeys(page["url"] for page in (*seen, *self.site.value.get("linked_from", []))))


@dataclass(frozen=True, slots=True)
class ClosingStep:
    """One step of a closing: its state, who takes it, and what was done or is to be done."""

    name: str
    state: str
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is reached with it."""
        return TITLES[self.name]

    @property
    def who(self) -> tuple[str, ...]:
        """The roles that may take it."""
        return WHO[self.name]


def closing_steps(closing: Closing) -> list[ClosingStep]:
    """Every step in its order; one that waits for another is blocked, one that a closed site went without is missed."""
    steps: dict[str, ClosingStep] = {}
    for name, waits_for in WAITS_FOR.items():
        state, lines = _JUDGED[name](closing)
        if name == "event" and not lines:
            continue
        kind = FACT_OF.get(name)
        if closing.status == "decommissioned" and kind and kind == name and not closing.last(kind):
            state, lines = MISSED, ["the site was closed without it"]
        elif state == OPEN and waits_for and steps[waits_for].state not in (DONE, MISSED):
            state, lines = BLOCKED, [f"waits for {waits_for}"]
        steps[name] = ClosingStep(name, state, tuple(lines))
    return list(steps.values())


Judged = tuple[str, list[str]]


def _direction(closing: Closing) -> Judged:
    if fact := closing.last("direction"):
        return DONE, [_who_when(closing, fact)]
    if closing.status not in PRESENT:
        return BLOCKED, [
            f"only a site that was activated can be closed; this one is {closing.status or 'without facts'}"
        ]
    return OPEN, ["the head of the agency confirms that the site is no longer needed, and says so to the CTO/CIO"]


def _holds(closing: Closing) -> Judged:
    if closing.holds:
        named = ", ".join(closing.holds)
        return DONE, [f"held by {named}: access may be blocked, contents may not be deleted or flagged for deletion"]
    if not closing.asked:
        return OPEN, ["no hold was looked for; run this with --private DIR, or ask the records officer"]
    return DONE, [f"no hold reaches the site on {closing.as_of}; ask again on the day of the deletion"]


def _final_capture(closing: Closing) -> Judged:
    fact, directed_on = closing.last("final-capture"), _directed_on(closing)
    if fact:
        faults = list(capture_faults(closing.register, closing.site.id, fact, directed_on, closing.problems))
        return (OPEN, faults) if faults else (DONE, [_who_when(closing, fact), *_met(fact)])
    found = [
        each for each in captures_of(closing.register, closing.site.id, closing.as_of) if made_on(each) >= directed_on
    ]
    if not found:
        return OPEN, [
            "ask the platform for a complete export now, it may take days; then `records ingest`, and record it"
        ]
    newest = found[-1]
    name = newest.id.split("/")[1]
    lacking = [f"it lacks {lack!r}: capture that in another way, or accept it by name" for lack in lacks_of(newest)]
    return OPEN, [f"the newest capture is {name!r}, made on {made_on(newest)}", *lacking]


def _met(fact: SiteFact) -> list[str]:
    lines = [f"{each['lack']!r} is in {each['capture']!r}" for each in fact.get("filled_lacks", [])]
    return lines + [f"{name!r} was accepted by {fact['by']}" for name in fact.get("accepted_lacks", [])]


def _ongoing_authority(closing: Closing) -> Judged:
    found = [
        each
        for some in authorities(closing.register, closing.as_of).values()
        for each in some
        if each.kind == "ongoing" and each.state == "authorized" and closing.site.id in (each.coverage.sites or ())
    ]
    if found:
        named = ", ".join(sorted(each.id for each in found))
        return OPEN, [f"{named} ends for this site with its decommissioning: do not renew it, tell the State's system"]
    return DONE, ["none is in force for this site"]


def _notice(closing: Closing) -> Judged:
    if fact := closing.last("notice"):
        return DONE, [_who_when(closing, fact)]
    links = [f"remove the link from {page}" for page in closing.pages]
    return OPEN, ["say on the site itself when it closes and where people turn instead", *links]


def _deactivation(closing: Closing) -> Judged:
    if fact := closing.last("deactivation"):
        lines = [_who_when(closing, fact), f"contents: {fact['contents']}"]
        if closing.holds and fact["contents"] in DELETING:
            lines.append(f"hold {', '.join(closing.holds)} reaches the site: tell counsel at once what was deleted")
        return DONE, lines
    if closing.holds:
        return OPEN, ["block all further access; a hold reaches the site, so contents are kept-under-hold"]
    return OPEN, ["block all further access, then delete the contents or flag them for deletion"]


def _access(closing: Closing) -> Judged:
    named = [
        f"registry/designations/{closing.site.id}.yml: removed, for {each['person']}" for each in _designated(closing)
    ]
    named += [
        f"{record.path}: ended_on, for the access of {each['person']}"
        for record, _, each in access_to(closing.register, closing.site.id)
        if "ended_on" not in each
    ]
    return (OPEN, named) if named else (DONE, ["no designation and no access is left"])


def _designated(closing: Closing) -> Sequence[Designation]:
    return current_designations(closing.register, closing.site.id)


def _credentials(closing: Closing) -> Judged:
    if fact := closing.last("credentials-handed-over"):
        return DONE, [_who_when(closing, fact), f"to {fact['to']}"]
    return OPEN, ["hand over the final list of log-in credentials; the register has the fact and the channel only"]


def _decommissioning(closing: Closing) -> Judged:
    if fact := closing.last("decommissioning"):
        return DONE, [_who_when(closing, fact), f"the handle is {fact['handle_fate']}"]
    handle = handle_of(closing.site.value)
    kept = f"the handle {handle!r} stays in the register for ever" if handle else "no handle was ever recorded"
    return OPEN, [
        kept,
        "parked is safest: a handle that is given up can be taken by a stranger",
        *_to_be_ended(closing),
    ]


def _to_be_ended(closing: Closing) -> list[str]:
    if any("to_on" not in each for each in closing.site.value.get("handles", [])):
        return [f"where it is given up, add its last day in {closing.site.path}: to_on, under handles"]
    return []


def _event(closing: Closing) -> Judged:
    waiting = sorted(_series_waiting(closing.register))
    if not waiting:
        return DONE, []
    for record in closing.register.of("events").values():
        covered = record.value["covers"].get("sites", [])
        if record.value["event"] == "site-decommissioned" and closing.site.id in covered:
            return DONE, [record.path]
    return OPEN, [
        f"{', '.join(waiting)} waits for it: write schedules/events/{closing.site.id}-closed.yml with the event "
        f"site-decommissioned, the day, covers.sites [{closing.site.id}], and recorded"
    ]


def _series_waiting(register: Register) -> Iterator[str]:
    for schedule in register.of("schedules").values():
        for version in schedule.value["versions"]:
            for series in version["series"]:
                if "rule" in series and "site-decommissioned" in _events_of(series["rule"]):
                    yield f"{schedule.id}#{series['number']}"


def _events_of(rule: Rule) -> set[str]:
    members = [*rule.get("later_of", []), *rule.get("earlier_of", [])]
    return {rule.get("event", "")} | {word for member in members for word in _events_of(member)}


def _recheck(closing: Closing) -> Judged:
    fact = closing.last("decommissioning")
    if fact and fact["recheck_on"] > closing.as_of:
        return DONE, [f"next on {fact['recheck_on']}"]
    if fact:
        return OPEN, [f"it was to be looked at on {fact['recheck_on']}: record what was found and the next day"]
    return OPEN, ["a day for it is set with the decommissioning"]


def _directed_on(closing: Closing) -> str:
    fact = closing.last("direction")
    return fact["on"] if fact else ""


def _who_when(closing: Closing, fact: SiteFact) -> str:
    person = closing.register.get("people", fact.get("by", ""))
    return f"{person.value['name'] if person else fact.get('by', 'nobody named')}, {fact['on']}"


_JUDGED = {
    "direction": _direction,
    "holds": _holds,
    "final-capture": _final_capture,
    "ongoing-authority": _ongoing_authority,
    "notice": _notice,
    "deactivation": _deactivation,
    "access": _access,
    "credentials-handed-over": _credentials,
    "decommissioning": _decommissioning,
    "event": _event,
    "recheck": _recheck,
}
