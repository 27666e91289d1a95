"""The record of a capture (`capture.yml`): what was received, understood and kept, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records_portal.exports.pieces import Recognised
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.values.item_kinds import PRIVATE_PARTS

from .gathering import Gathering
from .received import Received
from .verdict import ExportVerdict

if TYPE_CHECKING:
    from records_portal.register.records import CaptureValue

_PRIVATE = frozenset(PRIVATE_PARTS.values())
_ROUGHLY = 1_000_000  # bytes; of what is private nothing is told but that it is there


@dataclass(frozen=True, slots=True)
class Scope:
    """What an export was asked to hold: everything, or the items of some days and kinds; and what else was taken in.

    Of what was picked by hand nothing follows for anything else. `in_words` is that somebody said it is everything,
    `gone` how many known items somebody said were really removed.
    """

    complete: bool = True
    in_words: bool = False
    from_on: date | None = None
    to_on: date | None = None
    kinds: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    picked: bool = False
    dates: str = ""
    gone: int | None = None

    @property
    def is_said(self) -> bool:
        """Whether somebody said what the export was asked for: everything, or the items of some days or kinds."""
        return self.in_words or bool(self.from_on or self.to_on or self.kinds)

    def as_mapping(self) -> dict[str, Any]:
        """The scope as the record says it."""
        value: dict[str, Any] = {"complete": self.complete} | ({"picked": True} if self.picked else {})
        if self.from_on:
            value["from_on"] = self.from_on.isoformat()
        if self.to_on:
            value["to_on"] = self.to_on.isoformat()
        if self.dates:
            value["dates"] = self.dates
        if self.gone is not None:
            value["gone"] = self.gone
        lists = {"kinds": self.kinds, "include": self.include}
        return value | {name: list(listed) for name, listed in lists.items() if listed}


@dataclass(frozen=True, slots=True)
class CaptureCircumstances:
    """For which site, when, by whom and with what a capture was taken, and of which scope."""

    site: str
    platform: str
    scope: Scope
    at: datetime
    by: str
    software: str
    private_part: bool = False
    items_alone: bool = False


def capture_value(
    about: CaptureCircumstances,
    recognised: Recognised,
    gathering: Gathering,
    received: Sequence[Received],
    bag: Mapping[str, Any],
    verdict: ExportVerdict,
) -> dict[str, Any]:
    """The record of a capture; what is not known is left out."""
    optional = {
        "account_id": recognised.account_id or None,
        "private_part": about.private_part or None,
        "scope": about.scope.as_mapping(),
        "verdict": verdict.as_mapping(),
        "exported_at": _moment(recognised.exported_at) if recognised.exported_at else None,
    }
    return {
        "site": about.site,
        "platform": about.platform,
        "format": recognised.format,
        "era": recognised.era,
        **{name: value for name, value in optional.items() if value is not None},
        "ingested": {"at": _moment(about.at), "by": about.by, "software": about.software},
        **({"span": {"from_on": min(gathering.days), "to_on": max(gathering.days)}} if gathering.days else {}),
        "counts": _counts(recognised, gathering),
        "kinds": [{"kind": kind, "items": count} for kind, count in sorted(gathering.kinds.items())],
        "media": _media(gathering),
        "residue": [
            {"part": part, **_sizes(part, count, gathering)} for part, count in sorted(gathering.residue.items())
        ],
        "lacks": list(recognised.lacks),
        "unknown": [{"what": remark.what, "count": remark.count} for remark in gathering.told_remarks()],
        "received": [each.as_mapping() | ({"kept": False} if about.items_alone else {}) for each in received],
        "bag": dict(bag),
    }


def description(value: Mapping[str, Any]) -> dict[str, str]:
    """What a capture's bag says of itself, from the record."""
    return {
        "Bagging-Date": value["ingested"]["at"][:10],
        "Bag-Software-Agent": value["ingested"]["software"],
        "External-Identifier": value["bag"]["location"].removeprefix("bags/"),
    }


def _counts(recognised: Recognised, gathering: Gathering) -> dict[str, int]:
    found = gathering.history.found
    # What an export declares beyond the public items would tell how many others were kept back.
    known = recognised.declared
    declared = {} if known is None or (recognised.counts_private and gathering.mixed) else {"declared": known}
    changes = {name: gathering.changes[name] for name in ("new", "edited", "returned", "repeated", "gone")}
    return {**declared, "found": found, **changes}


def _media(gathering: Gathering) -> dict[str, int]:
    states = {name: gathering.media_states[name] for name in ("found", "missing", "remote")}
    orphans = gathering.residue.get("orphan-media", {"files": 0})
    return {**states, "orphan": orphans["files"], "shared": gathering.shared}


def _sizes(part: str, count: Mapping[str, int], gathering: Gathering) -> dict[str, int]:
    """How large a part is: in a public record beside private things only up to full megabytes, of these too.

    What was received is told to the byte, and so is each item: the rest of an export is what every part has together.
    """
    if part in _PRIVATE or gathering.tells_of_private(part):
        return {"bytes": _ROUGHLY}
    if gathering.is_public and not _PRIVATE.isdisjoint(gathering.residue):
        return {"bytes": -(-count.get("bytes", 0) // _ROUGHLY) * _ROUGHLY}
    return {"files": count.get("files", 0), "ranges": count.get("ranges", 0), "bytes": count.get("bytes", 0)}


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_order_of_ingest(value: Mapping[str, Any], name: str) -> tuple[str, bool, str]:
    """Where a capture stands among those of its site; of one second, what tells of known items is the later."""
    return str(value["ingested"]["at"]), refers_to_earlier(value), name


def refers_to_earlier(value: Mapping[str, Any]) -> bool:
    """Whether a capture tells of items that an earlier one held."""
    return any(value.get("counts", {}).get(name) for name in ("edited", "returned", "repeated", "gone"))


def read_capture(path: Path) -> CaptureValue:
    """The record in a file that this program wrote; another one is refused."""
    value, fault = read_yaml(path.read_bytes())
    record: CaptureValue = value
    if fault or not isinstance(value, dict) or not {"ingested", "received", "bag"} <= value.keys():
        where = f":{fault.line}:{fault.column}: {fault.message}" if fault else ": this is no record of a capture"
        raise Refusal(f"{path}{where}; restore the file from git")
    return record
