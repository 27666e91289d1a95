"""Series and schedule: where a class leads, which of several series governs, and the version that says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from records_portal.register.model import AnyRecord, Record
from records_portal.retention.series import Series, version_in_force
from records_portal.retention.statuses import Outcome, outcome_of
from records_portal.values.dates import parse_date

from .case import ExplainedItem, ExplanationStep

if TYPE_CHECKING:
    from records_portal.register.records import ScheduleValue, ScheduleVersion, SiteValue

Found = tuple[AnyRecord, tuple[str | int, ...], str]


def series_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """The series to which the class leads, the crosswalks in between, and the one that governs."""
    content_class, site = case.item.content_class, case.register.of("sites")[case.item.site]
    if not content_class:
        yield case.at("series", "none: only a class leads to a series", site)
        return
    sources = list(_sources(case, site))
    for record, path, reference in sources:
        yield case.at("series", f"{content_class} leads to {reference}, as {_owner(record)}", record, *path)
    for candidate in case.judgement.governed.candidates:
        yield from _crosswalk_steps(case, candidate)
    if not sources:
        says = f"none: neither the site nor its agency names a series for {content_class}"
        yield case.at("series", says, site, "communications")
    elif case.judgement.entry is None:
        yield case.at("governs", f"none: {case.judgement.governed.lack}", site)
    elif len(case.judgement.governed.candidates) > 1:
        record, path, _ = sources[0]
        yield case.at("governs", _why(case, case.judgement.entry), record, *path)


def _owner(record: AnyRecord) -> str:
    return f"the site {record.id} says" if record.kind == "sites" else f"the agency {record.id} says for its sites"


def _sources(case: ExplainedItem, site: Record[SiteValue]) -> Iterator[Found]:
    """What names a series for the class: entries of the site, or of its agency where the site has none."""
    agency = case.register.get("agencies", site.value["agency"])
    for record, field, entries in (
        (site, "communications", site.value.get("communications", ())),
        (agency, "class_series", agency.value.get("class_series", ()) if agency else ()),
    ):
        found = [
            (record, (field, place, "series"), str(one["series"]))
            for place, one in enumerate(entries)
            if record and "series" in one and one["class"] == case.item.content_class
        ]
        yield from found
        if found:
            return


def _crosswalk_steps(case: ExplainedItem, candidate: str) -> Iterator[ExplanationStep]:
    """Each renumbering that leads from a reference to the series in force."""
    schedule, _, moved = candidate.partition("#")
    record, as_of = case.register.get("schedules", schedule), case.retention.as_of.isoformat()
    if record is None or case.retention.now(candidate) in ("", candidate):
        return
    for place, version in sorted(enumerate(record.value["versions"]), key=lambda one: str(one[1]["effective_on"])):
        for number, pair in enumerate(version.get("crosswalk", ())):
            if pair["from"] == moved and version["effective_on"] <= as_of:
                says = f"version {version['version']} of {schedule} renumbered {pair['from']} to {pair['to']}"
                yield case.at("crosswalk", says, record, "versions", place, "crosswalk", number)
                moved = pair["to"]
                break


def _why(case: ExplainedItem, chosen: Series) -> str:
    """Why one of several series governs."""
    entries = [case.retention.series[case.retention.now(one)] for one in case.judgement.governed.candidates]
    among = ", ".join(f"{one.reference} ({_fate(case, one)})" for one in dict.fromkeys(entries))
    if chosen.disposition == "permanent":
        reason = "what is kept for ever goes before everything else"
    elif chosen.disposition == "transfer-archives" and {one.disposition for one in entries} != {"transfer-archives"}:
        reason = "what goes to the archives goes before what does not"
    else:
        reason = "it keeps the item longest"
    return f"{chosen.reference}, of {among}: {reason}"


def _fate(case: ExplainedItem, entry: Series) -> str:
    dates = outcome_under(case, entry).dates
    if entry.disposition == "permanent":
        return "permanent"
    return f"{entry.disposition}, {f'from {dates.eligible_on}' if dates else 'no date'}"


def outcome_under(case: ExplainedItem, entry: Series) -> Outcome:
    """What a series makes of the item, be it the one that governs or not."""
    created_on = parse_date(case.item.trigger_on) if case.item.trigger_on else None
    events = case.retention.events_of(case.item, entry.reference)
    return outcome_of(entry.rule, created_on, events, entry.fiscal_year_start)


def schedule_steps(case: ExplainedItem) -> Iterator[ExplanationStep]:
    """The version in force and what it says of the series that governs."""
    entry = case.judgement.entry
    if entry is None:
        return
    record, path, version = placed_series(case, entry)
    after = sorted(one["effective_on"] for one in record.value["versions"])
    until = next((str(on) for on in after if on > case.retention.as_of.isoformat()), "")
    in_force = f"in force since {version['effective_on']}" + (f", until {until} sets in" if until else "")
    says = f"version {version['version']} of {record.id}, {in_force}: {entry.number}, {entry.title}"
    series = record.value["versions"][path[1]]["series"][path[3]]
    confirmed = series.get("confirmed")
    by = f"confirmed on {confirmed['on']} by {case.person(confirmed['by'])}" if confirmed else "confirmed by nobody yet"
    read_in = f", source: {confirmed['source']}" if confirmed and "source" in confirmed else ""
    told = f"{says}; {entry.disposition}; {by}{read_in}; citation: {series['citation']}"
    yield case.at("schedule", told, record, *path)


def placed_series(
    case: ExplainedItem, entry: Series
) -> tuple[Record[ScheduleValue], tuple[str, int, str, int], ScheduleVersion]:
    """The schedule of a series in force, the path of the series in it, and the version."""
    record = case.register.of("schedules")[entry.schedule]
    version = version_in_force(record.value, case.retention.as_of.isoformat())
    assert version is not None, "a series governs that is in force"
    place = record.value["versions"].index(version)
    number = next(at for at, one in enumerate(version["series"]) if one["number"] == entry.number)
    return record, ("versions", place, "series", number), version
