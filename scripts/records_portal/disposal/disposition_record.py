"""The record of a disposition and the facts of its certificate: values in, values out.

Nothing here tells what is held or what was left: a disposition's record is public, and holds are not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from records_portal.captures.capture_record import read_capture
from records_portal.captures.root_captures import RECORD
from records_portal.identity.anchored_roots import AnchoredRoot
from records_portal.register.model import Record, Register
from records_portal.register.sites import name_of, site_title, status_of
from records_portal.retention.granting_answers import last_grant
from records_portal.retention.series import Series
from records_portal.store.anchors import NoPrivateRoot

from .bag_rewriting import Removal
from .plan import PlannedItem

if TYPE_CHECKING:
    from records_portal.register.records import (
        AuthorizationRenewal,
        AuthorizationStatus,
        AuthorizationValue,
        DispositionCopiesDestroyed,
        DispositionItem,
        DispositionKnownTogether,
        DispositionKnownTogetherPart,
        DispositionReceived,
        DispositionValue,
        ScheduleVersionSeries,
    )

MANNER = (
    "Files deleted from the file system of the store and not overwritten; a second copy of the store and backups are "
    "not reached by it"
)
LIVE_STATES = ("deleted", "flagged-for-deletion", "already-gone", "still-there", "site-closed", "unknown")


@dataclass(frozen=True, slots=True)
class DispositionCircumstances:
    """Who carries out a disposition, in which role, before whom, when, how, and what became of the live sites."""

    by: str
    role: str
    witness: str
    on: str
    moment: datetime
    software: str
    manner: str = MANNER
    live: Mapping[str, str] = field(default_factory=dict)

    @property
    def issued_at(self) -> str:
        """The moment of the certificate."""
        return self.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shared_record(
    register: Register,
    authorization: Record[AuthorizationValue],
    several: Sequence[Series],
    method: str,
    about: DispositionCircumstances,
) -> DispositionValue:
    """What the records of all dispositions of one run say alike; what is not known is left out."""
    value = authorization.value
    approved = _approved(value)
    record: dict[str, object] = {
        "authorization": authorization.id,
        "series": several[0].reference,
        "schedule_version": several[0].version,
        "further_series": [{"series": each.reference, "schedule_version": each.version} for each in several[1:]],
        "method": method,
        "manner": about.manner,
        "on": about.on,
        "by": about.by,
        "role": about.role,
        "witness": about.witness,
        "request_number": value["requested"].get("number"),
        "authorization_number": approved.get("number") if approved else None,
        "authorized_on": approved["on"] if approved else None,
        "medium": value.get("medium"),
        "location": value.get("location"),
        "clearances": value.get("clearances"),
        "live_site": [_live(register, authorization, site, about) for site in value["sites"]],
    }
    known = {name: each for name, each in record.items() if each}
    return cast("DispositionValue", known)  # but for what each of them adds; `portion_record` makes it whole


def _approved(value: AuthorizationValue) -> AuthorizationStatus | AuthorizationRenewal | None:
    """The last approval or renewal of an authorization."""
    found = last_grant(value)
    return found[1] if found else None


def _live(
    register: Register, authorization: Record[AuthorizationValue], site: str, about: DispositionCircumstances
) -> dict[str, object]:
    """The state of the same content on a live site: as told, as the operations log says, or unknown."""
    if site in about.live:
        return {"site": site, "state": about.live[site], "on": about.on, "by": about.by}
    logs = (log for log in register.of("operations").values() if log.id.removeprefix("private/").startswith(f"{site}/"))
    changes = [
        each
        for log in logs
        for each in log.value.get("content_changes", ())
        if each["change"] == "deleted" and each.get("authorization") == authorization.id and "items" not in each
    ]
    if changes:
        last = max(changes, key=lambda each: str(each["on"]))
        return {"site": site, "state": "deleted", "on": last["on"], "by": last["by"]}
    record = register.get("sites", site)
    closed = record is not None and status_of(record.value, about.on) == "decommissioned"
    return {"site": site, "state": "site-closed" if closed else "unknown"}


def portion_record(
    shared: DispositionValue,
    portion: Sequence[PlannedItem],
    removals: Iterable[Removal],
    items_digest: str,
    beside: bytes = b"",
    *,
    repeats: bool = True,
) -> DispositionValue:
    """The record of one disposition, but for its certificate; it names the list beside it, and repeats a short one."""
    items = [each for each in portion if not each.part]
    parts = [each for each in portion if each.part]
    touched = list(removals)
    # what has no date is no later than its capture, whose name begins with the capture's day
    days = sorted(each.item.trigger_on or each.item.capture[:10] for each in portion)
    repeated = sum(each.lines for each in touched) - len(items)
    copies: list[DispositionCopiesDestroyed] = (
        [{"copy": "item-in-another-capture", "count": repeated}] if repeated > 0 else []
    )
    named = [_named(each) for each in items]
    residue = [
        {"site": e.item.site, "capture": e.item.capture, "part": e.part, "class": e.item.content_class} for e in parts
    ]
    record: dict[str, object] = {
        **shared,
        "items": named,
        "items_digest": items_digest,
        "count": len(portion),
        "residue": residue,
        "received": [each for removal in touched for each in _exports(removal, shared["on"])],
        "span": {"from_on": days[0], "to_on": days[-1]},
        "volume": {"amount": len(portion), "unit": "items", "bytes": sum(each.size for each in portion)},
        "copies_destroyed": [*copies, *shared.get("copies_destroyed", ())],
    }
    if not repeats:
        del record["items"], record["residue"]
    if beside:
        record["item_list"] = {"sha256": hashlib.sha256(beside).hexdigest(), "rows": len(portion)}
    known = {name: each for name, each in record.items() if each not in ([], None)}
    return cast("DispositionValue", known)  # the schema reads it before it is written


def _named(entry: PlannedItem) -> DispositionItem:
    named: DispositionItem = {"site": entry.item.site, "item": entry.item.id, "version": entry.item.version}
    return {**named, "digest": entry.digest} if entry.digest else named


def _exports(removal: Removal, on: str) -> list[DispositionReceived]:
    """The parts of the export that go with the first item in it."""
    bag = removal.contents
    if not bag.keeps_export:
        return []
    parts = read_capture(bag.folder / RECORD)["received"]
    return [
        {"site": bag.site, "capture": bag.capture, "sha256": part["sha256"], "conserved_on": on}
        for part in parts
        if "disposition" not in part
    ]


def certificate_facts(
    register: Register,
    authorization: Record[AuthorizationValue],
    several: Sequence[Series],
    about: DispositionCircumstances,
) -> dict[str, object]:
    """What a certificate says beside the record, so that it can be read without the register."""
    value, approved = authorization.value, _approved(authorization.value)
    sites = [site for name in value["sites"] if (site := register.get("sites", name))]
    requested = value["requested"]
    said = [_series_facts(register, each) for each in several]
    facts: dict[str, object] = {
        "agencies": sorted({name_of(register, "agencies", site.value["agency"]) for site in sites}),
        "sites": [{"site": site.id, "title": site_title(register, site)} for site in sites],
        "series": said[0],
        "further_series": said[1:],
        "authority": {
            "kind": value["kind"],
            "requested_on": requested["on"],
            "requested_by": name_of(register, "people", requested["by"]),
            "approver": name_of(register, "people", requested["approver"]) if "approver" in requested else "",
            "granted_on": approved["on"] if approved else "",
            "granted_by": approved.get("by", "") if approved else "",
            "number": approved.get("number", "") if approved else "",
        },
        "executed_by": _person(register, about.by),
        "witness": _person(register, about.witness) if about.witness else {},
        "software": about.software,
    }
    return _without_empty(facts)


def _series_facts(register: Register, series: Series) -> dict[str, str]:
    """What a certificate says of a series."""
    entry = series_value(register, series)
    return {
        "reference": series.reference,
        "title": series.title,
        "schedule": name_of(register, "schedules", series.schedule),
        "version": series.version,
        "citation": entry["citation"] if entry else "",
    }


def asked_facts(
    roots: Iterable[AnchoredRoot], holds_in: Mapping[str, str], without: Mapping[str, NoPrivateRoot]
) -> dict[str, object]:
    """What a certificate says of the roots that were asked, whose holds they have, and which agencies keep none."""
    facts = {
        "asked": [
            {"root": each.anchor.name, "address": each.anchor.address, "branch": each.anchor.branch, "tip": each.tip}
            for each in roots
        ],
        "holds_in": [{"agency": agency, "root": root} for agency, root in holds_in.items()],
        "without_holds": [
            {
                "agency": agency,
                "why": said.why,
                "said_by": said.said_by,
                "on": said.on,
                "known": f"signed by {said.signed_by}" if said.signed_by else "declared, for nobody has a key",
            }
            for agency, said in without.items()
        ],
    }
    return {name: each for name, each in facts.items() if each}


def series_value(register: Register, series: Series) -> ScheduleVersionSeries | None:
    """What the schedule's record says of a series in the version that is in force, or nothing."""
    schedule = register.get("schedules", series.schedule)
    versions = schedule.value["versions"] if schedule else ()
    return next(
        (
            each
            for version in versions
            if version["version"] == series.version
            for each in version["series"]
            if each["number"] == series.number
        ),
        None,
    )


def _person(register: Register, person: str) -> dict[str, str]:
    record = register.get("people", person)
    return {"person": person, "name": record.value["name"], "title": record.value["title"]} if record else {}


def parts_together(parts: Mapping[str, Iterable[str]]) -> list[DispositionKnownTogether]:
    """The people who had more than one part, with their parts in the order in which they are given."""
    people = dict.fromkeys(person for several in parts.values() for person in several if person)
    had: dict[str, list[DispositionKnownTogetherPart]] = {
        person: [cast("DispositionKnownTogetherPart", part) for part, several in parts.items() if person in several]
        for person in people
    }
    return [{"person": person, "parts": parts} for person, parts in had.items() if len(parts) > 1]


def _without_empty(value: Mapping[str, object]) -> dict[str, object]:
    whole = {name: _without_empty(each) if isinstance(each, dict) else each for name, each in value.items()}
    return {name: each for name, each in whole.items() if each not in ("", {}, [])}
