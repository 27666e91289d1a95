"""The certificate of a disposition, for paper files and for the archives: what the record in git says, set in type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from records_portal.register.model import Record, Register
from records_portal.retention.transfer_particulars import PARTICULARS
from records_portal.values.dates import parse_date
from records_portal.wording.words import DISPOSITIONS, count, day, joined, moment, plain, size

from .letterheads import agencies_of, framed, number_of_items, person, role, series_entry, site_names, span
from .typesetting import typeset

if TYPE_CHECKING:
    from records_portal.register.records import (
        Correction,
        DispositionClearance,
        DispositionItem,
        DispositionKnown,
        DispositionLiveSite,
        DispositionTransfer,
        DispositionValue,
        DispositionVolume,
    )

MOST_ITEMS = 5_000
DONE = {
    "destroy": "destroyed",
    "destroy-confidential": "destroyed so that nobody can read them again",
    "transfer-file": "moved to the file that they belong to",
    "transfer-archives": "transferred to the archives",
}
LIVE_STATES = {
    "deleted": "deleted",
    "flagged-for-deletion": "flagged for deletion",
    "already-gone": "was gone already",
    "still-there": "still there",
    "site-closed": "the site is closed",
    "unknown": "not known",
}
WAYS = {"signed": "signed with a key of the register", "declared": "declared, not signed"}
DAYS = {
    "published-clock": "told by the clock of the portal's published address",
    "signatures": "covered by the signatures of whoever carried it out and of the witness; no published clock told it",
    "declared": "by the clock of the computer alone",
}

Row = tuple[str, str]


def certificate(register: Register, disposition: Record[DispositionValue]) -> bytes:
    """The certificate of a disposition as a PDF; the canonical one is the file in the store that it names."""
    value = disposition.value
    dated_on = parse_date(str(value["certificate"].get("issued_at", value["on"]))[:10])
    sites = _sites(value)
    transferred = value["method"].startswith("transfer")
    values = framed(
        register,
        agencies_of(register, sites),
        "Certificate of transfer" if transferred else "Certificate of destruction",
        f"Disposition {disposition.id}",
        dated_on,
    )
    values["statement"] = (
        f"The records described below were {DONE[value['method']]} on {day(value['on'])}, after their retention period "
        "had ended and under the authority named here."
    )
    parts = [_part(heading, rows) for heading, rows in _parts(register, disposition, sites) if rows]
    values["parts"] = [*parts, *([_part("Note", (), [value["note"]])] if "note" in value else [])]
    values["lists"] = [each for each in _lists(value) if each["rows"]]
    witnesses = [f"Witness: {person(register, value['witness'])}, date"] if "witness" in value else []
    values["signatures"] = [f"{person(register, value['by'])}, date", *witnesses]
    return typeset("certificate", values, dated_on)


def _part(heading: str, rows: Sequence[Row], paragraphs: Sequence[str] = ()) -> dict[str, object]:
    return {"heading": heading, "rows": list(rows), "paragraphs": list(paragraphs)}


def _sites(value: DispositionValue) -> list[str]:
    every = (*value.get("items", ()), *value.get("residue", ()), *value.get("received", ()))
    return sorted({each["site"] for each in every})


def _parts(
    register: Register, disposition: Record[DispositionValue], sites: list[str]
) -> list[tuple[str, Sequence[Row]]]:
    value = disposition.value
    issued = value["certificate"]
    return [
        ("Authority", _authority(register, value)),
        ("Records", _records(register, value, sites)),
        ("What was done", _done(register, value)),
        ("How that is known", _known(register, value["known"]) if "known" in value else []),
        ("Clearances", [(plain(one["kind"]).capitalize(), _by(register, one)) for one in value.get("clearances", ())]),
        ("The live sites", [(each["site"], _live(register, each)) for each in value.get("live_site", ())]),
        ("Transfer", _transfer(value["transfer"]) if "transfer" in value else []),
        ("The twelve particulars of 36 CFR 1232.16(a)", _particulars(value["transfer"]) if "transfer" in value else []),
        (
            "Canonical certificate",
            _given(
                ("Name in the store", issued["reference"]),
                ("Digest (SHA-256)", issued.get("digest", "")),
                ("Issued", moment(issued.get("issued_at", ""))),
            ),
        ),
        ("Corrections", [(each["corrects"], _correction(register, each)) for each in value.get("corrections", ())]),
    ]


def _authority(register: Register, value: DispositionValue) -> list[Row]:
    schedule, version, entry = series_entry(register, value["series"])
    return _given(
        ("Authorization", value["authorization"]),
        ("Request number", value.get("request_number", "")),
        ("Authorization number", value.get("authorization_number", "")),
        ("Granted on", value.get("authorized_on", "")),
        ("Schedule", f"{schedule}, version {value.get('schedule_version', version)}"),
        ("Series", f"{value['series'].partition('#')[2]} {entry['title'] if entry else ''}".strip()),
        ("Citation", entry["citation"] if entry else ""),
    )


def _records(register: Register, value: DispositionValue, sites: list[str]) -> list[Row]:
    return _given(
        ("Sites", site_names(register, sites)),
        ("Inclusive dates", span(value["span"])),
        ("Volume", _volume(value["volume"])),
        ("Medium", value.get("medium", "")),
        ("Location", value.get("location", "")),
        ("Digest of the list and the rule (SHA-256)", value.get("items_digest", "")),
    )


def _done(register: Register, value: DispositionValue) -> list[Row]:
    return _given(
        ("Method", DISPOSITIONS.get(value["method"], plain(value["method"]))),
        ("Manner", value.get("manner", "")),
        ("Date", value["on"]),
        ("By", f"{person(register, value['by'])}{_as(register, value)}"),
        ("Witness", person(register, value["witness"]) if "witness" in value else ""),
    )


def _known(register: Register, known: DispositionKnown) -> list[Row]:
    """How it is known who acted and which day it was, and whose parts fall together."""
    approvals = [f"{person(register, each['person'])} ({each['known']})" for each in known.get("approvals", ())]
    together = [f"{person(register, each['person'])}: {joined([*each['parts']])}" for each in known.get("together", ())]
    letter = known.get("letter")
    said = f"{letter['reference']}, {letter['on']}, {person(register, letter['said_by'])}" if letter else ""
    return _given(
        ("Carried out", WAYS[known["executor"]]),
        ("Seen", WAYS[known["witness"]]),
        ("The day", DAYS[known["day"]]),
        ("Approved by", "; ".join(approvals)),
        ("More than one part", "; ".join(together)),
        ("Without signatures, by the letter", said),
        ("Digest of the plan that was signed", known.get("plan_digest", "")),
    )


def _given(*rows: Row) -> list[Row]:
    return [row for row in rows if row[1]]


def _as(register: Register, value: DispositionValue) -> str:
    return f" (as {role(register, value['role'])})" if "role" in value else ""


def _by(register: Register, value: DispositionClearance | Correction) -> str:
    return f"{value['on']}, {person(register, value['by'])}"


def _volume(volume: DispositionVolume) -> str:
    amount = f"{volume['amount']:,} {plain(volume['unit'])}"
    return f"{amount}, {size(volume['bytes'])}" if "bytes" in volume else amount


def _live(register: Register, value: DispositionLiveSite) -> str:
    parts = [LIVE_STATES[value["state"]], value.get("on", "")]
    parts.append(person(register, value["by"]) if "by" in value else "")
    parts.append(value.get("reason", ""))
    return ", ".join(part for part in parts if part)


def _transfer(value: DispositionTransfer) -> list[Row]:
    receipt = value.get("receipt")
    told = (receipt["reference"], receipt["on"], receipt.get("by", "")) if receipt else ()
    return _given(
        ("Received by", value["to"]),
        ("Control number", value.get("control_number", "")),
        ("Receipt", ", ".join(filter(None, told))),
        ("Accession number", receipt.get("accession", "") if receipt else ""),
        ("Digest of the manifest that it repeats", receipt.get("manifest_sha256", "") if receipt else ""),
        ("Checksums compared on", receipt.get("fixity_checked_on", "") if receipt else ""),
    )


def _particulars(value: DispositionTransfer) -> list[Row]:
    shown: dict[str, object] = {**value, "span": span(value.get("span"))}
    return [(label, str(shown.get(name, ""))) for name, label in PARTICULARS]


def _correction(register: Register, value: Correction) -> str:
    return f"{_by(register, value)}: {value['reason']}"


def _lists(value: DispositionValue) -> list[dict[str, object]]:
    residue, received, copies = value.get("residue", ()), value.get("received", ()), value.get("copies_destroyed", ())
    return [
        _items(value.get("items", ())),
        _list(
            "Parts of exports that belong to no item",
            f"{count(len(residue), 'part')}.",
            (("Site", 1), ("Capture", 1.5), ("Part", 2), ("Class", 0)),
            [(each["site"], each["capture"], each["part"], each.get("class", "")) for each in residue],
        ),
        _list(
            "Exports as received",
            f"{count(len(received), 'file')} destroyed with the first item in them; what else they held stays.",
            (("Site", 1), ("Capture", 1.5), ("SHA-256 of the file", 3), ("Proved whole on", 0)),
            [(one["site"], one["capture"], one.get("sha256", ""), one.get("conserved_on", "")) for one in received],
        ),
        _list(
            "Other copies destroyed",
            f"{count(len(copies), 'kind of copy', 'kinds of copies')}.",
            (("Copy", 1), ("Where", 2), ("How many", 0), ("Date", 0)),
            [
                (plain(each["copy"]), each.get("location", ""), str(each.get("count", "")), each.get("on", ""))
                for each in copies
            ],
        ),
    ]


def _items(items: Sequence[DispositionItem]) -> dict[str, object]:
    about = (
        f"{number_of_items(len(items))}, by site, id and version. The keyed digest tells a returning copy; it says "
        "nothing of the content."
    )
    if len(items) > MOST_ITEMS:
        about += f" The first {MOST_ITEMS:,} stand here; the canonical certificate has all."
    rows = [
        (f"{number:,}", each["site"], each["item"], str(each["version"]), each.get("digest", ""))
        for number, each in enumerate(items[:MOST_ITEMS], 1)
    ]
    columns = (("No.", 0), ("Site", 1), ("Item", 2), ("Version", 0), ("Keyed digest", 3))
    return _list("Items", about, columns, rows)


def _list(
    heading: str, about: str, columns: Sequence[tuple[str, float]], rows: Sequence[tuple[str, ...]]
) -> dict[str, object]:
    return {
        "heading": heading,
        "paragraphs": [about],
        "columns": [name for name, _ in columns],
        "widths": [width for _, width in columns],
        "rows": rows,
    }
