"""The request for disposition as a filled form, with the fields that the State's system asks for.

Ours, and not the State's official form: a composite of the fields that such requests have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from records_portal.disposal.request_particulars import particulars_of
from records_portal.register.model import Record, Register
from records_portal.register.sites import name_of
from records_portal.retention.granting_answers import last_grant
from records_portal.retention.item_lists import items_digest
from records_portal.retention.request_lines import RequestLine, lines_of, series_asked
from records_portal.retention.statuses import Judgement, Retention
from records_portal.values.dates import parse_date
from records_portal.wording.words import DISPOSITIONS, plain

from .letterheads import agencies_of, agency_names, framed, number_of_items, person, series_entry, site_names, span
from .typesetting import typeset

if TYPE_CHECKING:
    from records_portal.register.records import AuthorizationValue, DispositionValue

ITEM_COLUMNS = ("site", "item", "version", "kind", "dated_on", "eligible_on")
MOST_ITEMS = 2_000
CLEARANCES = (
    ("audit", "Audit clearance"),
    ("litigation", "Litigation clearance"),
    ("public-records-request", "Public records request clearance (OPRA)"),
)

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RequestForm:
    """A request as its form shows it: parts with their fields, the items, and what is to be known of the list."""

    id: str
    sites: tuple[str, ...]
    dated_on: date
    parts: tuple[tuple[str, tuple[Row, ...]], ...]
    items: tuple[tuple[str, ...], ...]
    about_items: tuple[str, ...]

    @property
    def fields(self) -> Iterator[Row]:
        """Every field with its value, in the order of the form."""
        for _, rows in self.parts:
            yield from rows


def request_form(
    register: Register, record: Record[AuthorizationValue], retention: Retention, listed: Sequence[Judgement]
) -> RequestForm:
    """The form of an authorization; `listed` is what its series, sites and span cover on the as-of date."""
    value = record.value
    dispositions = [
        each.value for each in register.of("dispositions").values() if each.value["authorization"] == record.id
    ]
    days = [value["requested"]["on"], *(each["on"] for each in (*value["status"], *dispositions))]
    days += [each["on"] for each in value.get("renewals", ())]
    items = _items(listed) if not dispositions else _disposed_items(dispositions)
    parts = (
        ("Agency", _agency(register, value)),
        ("Records series", _series(register, value)),
        ("Records", _records(register, value, len(items))),
        ("Clearances", _clearances(register, value)),
        ("Request", _request(value)),
        ("Decision", _decision(value)),
        ("Destruction", _destruction(register, dispositions)),
        *(("Copies", rows) for rows in (_auditors_copy(register, value),) if rows),
    )
    about = ("These items were disposed of.",) if dispositions else _about(value, retention, listed)
    return RequestForm(record.id, tuple(value["sites"]), parse_date(max(days)), parts, items, about)


def request_pdf(register: Register, form: RequestForm) -> bytes:
    """The form as a PDF; of a very long list the beginning."""
    about = list(form.about_items)
    if len(form.items) > MOST_ITEMS:
        about.append(f"The first {MOST_ITEMS:,} stand here; {form.id}-items.csv has all {len(form.items):,}.")
    values = framed(
        register,
        agencies_of(register, form.sites),
        "Request for authorization to dispose of records",
        f"Request {form.id}",
        form.dated_on,
    )
    values["parts"] = [{"heading": heading, "rows": rows} for heading, rows in form.parts]
    values["about_items"] = about
    values["items"] = [(f"{number:,}", *item) for number, item in enumerate(form.items[:MOST_ITEMS], 1)]
    return typeset("request", values, form.dated_on)


def _agency(register: Register, value: AuthorizationValue) -> tuple[Row, ...]:
    requested = value["requested"]
    approver = requested.get("approver", "")
    return (
        ("Agency", agency_names(register, value["sites"])),
        ("Requester", person(register, requested["by"])),
        ("Agency approver", person(register, approver) if approver else ""),
    )


def _series(register: Register, value: AuthorizationValue) -> tuple[Row, ...]:
    """The fields of each series, one after the other; of several with the days and the volume of each."""
    rows: list[Row] = []
    for reference in series_asked(value):
        schedule, version, entry = series_entry(register, reference)
        rows += [
            ("Schedule number", f"{schedule}, version {version}" if version else schedule),
            ("Item number", reference.partition("#")[2]),
            ("Series title", entry["title"] if entry else ""),
            ("Citation", entry["citation"] if entry else ""),
        ]
        for line in value.get("lines", ()):
            if line["series"] == reference:
                rows += [("Its inclusive dates", span(line.get("span"))), ("Its volume", str(line["volume"]))]
    return tuple(rows)


def _records(register: Register, value: AuthorizationValue, listed: int) -> tuple[Row, ...]:
    ongoing = value["kind"] == "ongoing"
    volume = value.get("volume", "" if ongoing else listed)
    _, _, entry = series_entry(register, value["series"])
    method = value.get("method", entry["disposition"] if entry else "")
    return (
        ("Kind of request", "Ongoing authority, renewed yearly" if ongoing else "One-off"),
        ("Social media sites", site_names(register, value["sites"])),
        ("Inclusive dates", span(value.get("span"))),
        ("Volume", str(volume) if volume != "" else "as it arises"),
        ("Unit", "items"),
        ("Medium", value.get("medium", "")),
        ("Location", value.get("location", "")),
        ("Disposition method", DISPOSITIONS.get(method, plain(method))),
    )


def _clearances(register: Register, value: AuthorizationValue) -> tuple[Row, ...]:
    given = {each["kind"]: each for each in value.get("clearances", ())}
    return tuple(
        (label, f"{given[kind]['on']}, {person(register, given[kind]['by'])}" if kind in given else "not recorded")
        for kind, label in CLEARANCES
    )


def _request(value: AuthorizationValue) -> tuple[Row, ...]:
    requested = value["requested"]
    return (
        ("Proposed disposition date", requested.get("proposed_on", "")),
        ("Submitted date", requested["on"]),
        ("Request number", requested.get("number", "")),
    )


def _decision(value: AuthorizationValue) -> tuple[Row, ...]:
    last = value["status"][-1]
    found = last_grant(value)
    latest = found[1] if found else None
    rows = [
        ("Status", f"{last['status']} since {last['on']}"),
        ("Authorization number", latest.get("number", "") if latest else ""),
        ("Authorization date", latest["on"] if latest else ""),
    ]
    if value["kind"] == "ongoing":
        rows.append(("Counts until", latest.get("until_on", "") if latest else ""))
    if "reason" in last:
        rows.append(("Reason given", last["reason"]))
    return tuple(rows)


def _destruction(register: Register, dispositions: Sequence[DispositionValue]) -> tuple[Row, ...]:
    days = dict.fromkeys(each["on"] for each in dispositions)
    people = dict.fromkeys(person(register, each["by"]) for each in dispositions)
    witnesses = dict.fromkeys(person(register, each["witness"]) for each in dispositions if "witness" in each)
    return (
        ("Destroyed date", "; ".join(days)),
        ("Destroyed by", "; ".join(people)),
        ("Witness", "; ".join(witnesses)),
    )


def _auditors_copy(register: Register, value: AuthorizationValue) -> tuple[Row, ...]:
    """To whom the auditor's copy goes where the jurisdiction asks for one: the State's auditor, a local agency's own.

    N.J.A.C. 15:3-2.2: the original stays with the Division, the signed copy goes back to the agency.
    """
    asked = [each for _, each in particulars_of(register, value) if each["particular"] == "auditors-copy"]
    return tuple(
        (f"Auditor's copy ({each['citation']})", _auditor(register, agency))
        for each in asked
        for agency in agencies_of(register, value["sites"])
    )


def _auditor(register: Register, agency: str) -> str:
    record = register.get("agencies", agency)
    if record and record.value["kind"] == "state":
        return "State Auditor"
    own = [
        person(register, each.id)
        for each in register.of("people").values()
        for held in each.value.get("roles", ())
        if held["role"] == "auditor" and held.get("agency", each.value.get("agency")) == agency and "to_on" not in held
    ]
    return "; ".join(dict.fromkeys(own)) or f"the auditor of {name_of(register, 'agencies', agency)}"


def _items(listed: Sequence[Judgement]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            each.item.site,
            each.item.id,
            str(each.item.version),
            each.item.kind,
            each.item.trigger_on,
            each.outcome.dates.eligible_on.isoformat() if each.outcome.dates else "",
        )
        for each in listed
    )


def _disposed_items(dispositions: Sequence[DispositionValue]) -> tuple[tuple[str, ...], ...]:
    named = {
        (one["site"], one["item"], one["version"]): None for value in dispositions for one in value.get("items", ())
    }
    return tuple((site, item, str(version), "", "", "") for site, item, version in sorted(named))


def _about(value: AuthorizationValue, retention: Retention, listed: Sequence[Judgement]) -> tuple[str, ...]:
    """What is to be known of the list: for an ongoing authority none, else whether it is still the one asked for."""
    if value["kind"] == "ongoing":
        return ("An ongoing authority has no list of its own; each disposition under it fixes its list.",)
    sentences = [f"{number_of_items(len(listed))} as of {retention.as_of}."]
    lines = lines_of(value)
    if not all(line.items_digest for line in lines):
        return (*sentences, "The request does not fix its list with a digest yet; nothing can be disposed of under it.")
    of_which = [f" of {line.series}" if len(lines) > 1 else "" for line in lines]
    sentences += [
        f"Digest of the list and the rule{of_one} (SHA-256): {line.items_digest}"
        for line, of_one in zip(lines, of_which, strict=True)
    ]
    if not all(_is_unchanged(line, retention, listed) for line in lines):
        sentences.append(
            "The list or the rule has changed since the request: this is not what was asked for. A new one is needed."
        )
    return tuple(sentences)


def _is_unchanged(line: RequestLine, retention: Retention, listed: Sequence[Judgement]) -> bool:
    """Whether a line's list and rule are those that were asked for."""
    series = retention.series.get(line.series)
    named = [each.item.named for each in listed if each.series == line.series]
    return series is not None and items_digest(series, named) == line.items_digest
