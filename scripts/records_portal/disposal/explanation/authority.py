"""What binds the item and what allows its disposition: each hold and each authorization, and whether it covers it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.register.model import Record
from records_portal.retention.holds import Hold, HoldReach, why_not_free
from records_portal.retention.item_lists import turned_up_later
from records_portal.retention.request_lines import lines_of, series_asked
from records_portal.retention.scopes import ALWAYS, FOREVER, Authority, Coverage, authorization_coverage
from records_portal.retention.statuses import held_subject
from records_portal.wording.words import count

from .case import ExplainedItem, ExplanationStep

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, HoldValue

STATES = {
    "awaiting-authorization": "not granted",
    "authorization-lapsed": "no longer in force",
    "authorized": "in force",
}


def hold_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """Every hold that was read, and whether it covers the item; without the private root none is seen."""
    if not case.holds_seen:
        yield ExplanationStep("hold", "not looked up: holds are kept in the private root, so clearance may be pending")
        return
    for hold in case.retention.holds:
        record = case.register.get("holds", hold.id)
        if record is None:
            yield ExplanationStep("hold", f"{hold.id} {_vanished_words(case, hold)}")
            continue
        released = hold.id not in case.judgement.holds and _covered(case, hold)
        where = ("releases", len(record.value.get("releases", ())) - 1) if released else ("scope",)
        yield case.at("hold", f"{hold.id} {_hold_words(case, hold, record)}", record, *where)
    if not case.retention.holds:
        yield ExplanationStep("hold", "none: there is no hold at all")


def _series(case: ExplainedItem) -> tuple[str, ...]:
    governed = case.judgement.governed
    return tuple(dict.fromkeys((*governed.candidates, governed.reference))) if governed.reference else ("",)


def _covered(case: ExplainedItem, hold: Hold) -> bool:
    """Whether a hold covers the item, be it released."""
    return hold.covered(held_subject(case.item, case.judgement.governed))


def _laid(hold: Hold) -> list[HoldReach]:
    """What a hold was laid on, the first scope first."""
    return [reach for step in hold.steps for _, reach in step.laid]


def _vanished_words(case: ExplainedItem, hold: Hold) -> str:
    binds = "binds it" if hold.id in case.judgement.holds else "does not cover it"
    return f"{binds}: its file is gone, and only the history of the private root has it"


def _hold_words(case: ExplainedItem, hold: Hold, record: Record[HoldValue]) -> str:
    item, placed = case.item, record.value["placed"]
    by = f"placed on {placed['on']} by {case.person(placed['by'])}"
    if hold.id in case.judgement.holds:
        undated = "" if item.on else "; the item's date is not known, so it cannot be ruled out"
        return f"covers it: {by}; {_scope_words(_laid(hold)[0])}{undated}{_uncounted_words(case, record)}"
    if _covered(case, hold):
        last = max(step.on for step in hold.steps if not step.laid)
        return f"covered it until it was released on {last}; {by}"
    reasons = dict.fromkeys(_outside(reach, case) for reach in _laid(hold))
    return f"does not cover it: {'; '.join(reasons)}"


def _uncounted_words(case: ExplainedItem, record: Record[HoldValue]) -> str:
    """Why releases that were written down do not count."""
    day = case.retention.as_of.isoformat()
    said = (
        f"; the release of {release['on']} does not count: {why}"
        for release in record.value.get("releases", ())
        if (why := why_not_free(case.register, record.id, record.value, release, day))
    )
    return "".join(said)


def _scope_words(scope: HoldReach) -> str:
    """What a scope is about, in a few words."""
    parts = []
    if scope.sites is not None:
        parts.append(f"{len(scope.sites)} site{'' if len(scope.sites) == 1 else 's'}")
    if scope.series is not None:
        parts.append(f"series {', '.join(sorted(scope.series))}")
    if scope.items is not None:
        parts.append(f"{count(len(scope.items), 'item')} by name")
    if (scope.from_on, scope.to_on) != (ALWAYS, FOREVER):
        parts.append(_span_words(scope))
    return f"it is about {', '.join(parts) or 'everything'}"


def _span_words(scope: Coverage | HoldReach) -> str:
    began = "the beginning" if scope.from_on == ALWAYS else scope.from_on
    return f"content from {began} to {'today and on' if scope.to_on == FOREVER else scope.to_on}"


def _outside(scope: HoldReach, case: ExplainedItem) -> str:
    """Why a scope leaves the item out: the first key that disagrees."""
    item = case.item
    if scope.sites is not None and item.site not in scope.sites:
        return "it is about other sites"
    if scope.items is not None and item.named not in scope.items and (item.site, item.id, 0) not in scope.items:
        return "it names other items"
    if (item.on and item.on < scope.from_on) or (item.earliest_on and scope.to_on < item.earliest_on):
        days = item.on if item.earliest_on in ("", item.on) else f"{item.earliest_on} to {item.on}"
        return f"it is about {_span_words(scope)}, and the item dates from {days}"
    return "it is about other series"


def authorization_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """Every authorization for the series and the site, and whether it counts for the item; else what is missing."""
    entry = case.judgement.entry
    if entry is None or entry.disposition == "permanent":
        return
    if entry.authorization == "none":
        yield ExplanationStep("authorization", "none needed: the schedule asks for no authorization of its own")
        return
    found = list(_for_series_and_site(case))
    for record in found:
        yield _authorization_step(case, record)
    if not found:
        yield ExplanationStep(
            "authorization", f"none was asked for: nothing names {entry.reference} and {case.item.site}"
        )
    if entry.appraisal and not (case.judgement.authority and case.judgement.authority.appraised):
        yield ExplanationStep(
            "appraisal", "missing: no authorization that counts says that the archives have appraised it"
        )


def _for_series_and_site(case: ExplainedItem) -> Iterator[Record[AuthorizationValue]]:
    """Authorizations for the site under the series that governs, be it under a number that it had before."""
    wanted = set(_series(case))
    for record in case.register.of("authorizations").values():
        if wanted.intersection(series_asked(record.value)) and case.item.site in record.value["sites"]:
            yield record


def _authorization_step(case: ExplainedItem, record: Record[AuthorizationValue]) -> ExplanationStep:
    item, chosen = case.item, case.judgement.authority
    listed = case.retention.authorities.get(case.judgement.series, ())
    authority = next((one for one in listed if one.id == record.id), None)
    if authority is None:
        asked, governs = series_asked(record.value), case.judgement.series
        leads = any(case.retention.now(series) == governs for series in asked)
        now = f"which is {governs} now" if leads else f"and {governs} governs"
        says = f"does not count: it is for {', '.join(asked)}, {now}"
        return case.at("authorization", f"{record.id} {says}", record, "series")
    state = _state_words(record, authority)
    line = next(one for one in lines_of(record.value) if one.series == case.judgement.series)
    named = authorization_coverage(case.register, record, line)
    if named.items is not None and item.named not in named.items:
        return case.at(
            "authorization", f"{record.id} does not cover it: {_off_the_list(case, record)}; {state}", record
        )
    if not item.on and named.items is None:
        says = f"does not cover it: its date is not known; {state}"
        return case.at("authorization", f"{record.id} {says}", record, "span")
    if not named.covers(*item.named, case.judgement.series, item.on):
        says = f"does not cover it: it is for {_span_words(named)}, and the item dates from {item.on}; {state}"
        return case.at("authorization", f"{record.id} {says}", record, "span")
    if not authority.coverage.covers(*item.named, case.judgement.series, item.on):
        return case.at("authorization", f"{record.id} ended with the site, which is decommissioned", record, "sites")
    if chosen and chosen.id == record.id:
        return case.at("authorization", f"{record.id} covers it: {state}", record, "status")
    if case.judgement.voided.startswith(f"{record.id}: "):
        reason = case.judgement.voided.removeprefix(f"{record.id}: ")
        return case.at("authorization", f"{record.id} does not count: {reason}; {state}", record, "items_digest")
    counts = "covers it, but is not the one that counts" if chosen else "does not count either"
    return case.at("authorization", f"{record.id} {counts}: {state}", record, "status")


def _off_the_list(case: ExplainedItem, record: Record[AuthorizationValue]) -> str:
    """Why an item is not on the list that was asked for."""
    for each in record.value.get("spared", ()):
        if (each["site"], each["item"], each["version"]) == case.item.named:
            return f"it was spared by {case.person(each['by'])} on {each['on']}: {each['reason']}"
    later = turned_up_later(case.retention, record, case.item)
    return "it turned up after the list was made" if later else "it is not on the list"


def _state_words(record: Record[AuthorizationValue], authority: Authority) -> str:
    """How far a request came, and until when an ongoing one counts."""
    last = record.value["status"][-1]
    number = f" as {last['number']}" if "number" in last else ""
    renewed = record.value.get("renewals", ())
    until = max((one["until_on"] for one in (last, *renewed) if "until_on" in one), default="")
    appraised = record.value.get("appraised")
    parts = [
        f"{authority.kind}, {STATES[authority.state]}",
        f"{last['status']} on {last['on']}{number}",
        f"in force until {until}" if until else "",
        f"appraised on {appraised['on']}: {appraised['decision']}" if appraised else "",
    ]
    return "; ".join(filter(None, parts))
