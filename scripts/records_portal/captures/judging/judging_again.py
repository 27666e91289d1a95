"""A capture that was taken in under a wrong verdict is judged again, by today's readers and by what is said of it now.

* The record is never edited: a row in `verdicts.csv` beside it supersedes it, and the last one stands.
* It can take back that items are gone, and it says which days a capture covers; it makes nothing gone by itself.
* What was received is read again, once its bag was held against its manifests and the record's digests of them; where
  it was disposed of, the record's own figures are judged, and the reasons that stand in it stay.
* Of captures that were taken in within one second none becomes complete unless their records say which came first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import TYPE_CHECKING

from records_portal.files.durable import locked_folder, write_durably
from records_portal.files.progress import Progress, unseen
from records_portal.register.beside.capture_verdicts import (
    VERDICTS,
    LaterVerdict,
    parse_verdicts,
    render_verdicts,
    with_verdict,
)
from records_portal.register.findings import Refusal
from records_portal.values.item_kinds import ITEM_KINDS

from ..capture_record import Scope, read_capture, refers_to_earlier
from ..gathering import UNKNOWN
from ..indexes.item_index import IndexRow, parse_items
from ..indexes.known_items import AskedItems, KnownItems
from ..indexes.large_index import parse_parquet
from ..private_parts import Portion
from ..received import received_parts, received_paths
from ..root_captures import INDEX, RECORD, WHOLE_INDEX, read_known_items, standing_capture
from ..taking_in.reading import read_again
from ..taking_in.request import IngestRequest
from ..verdict import COMPLETE, CaptureFacts, ExportVerdict, judged_export, most_of_a_kind
from ..verification import CaptureInGit, bag_faults

# Bag and manifests, and what was received; the record beside it may be of an earlier form.
_OF_THE_BAG = frozenset(("V001", "V003", "V004", "V005"))

if TYPE_CHECKING:
    from pathlib import Path

    from records_portal.register.records import CaptureValue


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """A capture with the verdict that stood, the one it has now, and how many items are no longer held to be gone."""

    capture: str
    before: ExportVerdict
    verdict: ExportVerdict
    back: int
    written: str


def judge_again(request: IngestRequest, capture: str, progress: Progress = unseen) -> JudgedAgain:
    """Judge a capture of the request's site again, under the scope that is said now, or else its own."""
    folder = request.root / "captures" / request.site / capture
    if not (folder / RECORD).is_file():
        raise Refusal(f"no capture {capture!r} of {request.site!r}: name the folder below captures/{request.site}/")
    standing, record = standing_capture(folder), read_capture(folder / RECORD)
    if record["scope"].get("picked"):
        raise Refusal(f"capture {capture!r} holds a part of an export, which says nothing of what is not in it")
    own = _scope_of(standing)
    scope = replace(request.scope, include=own.include) if request.scope.is_said else own
    scope = replace(scope, gone=standing["scope"].get("gone"))
    asked = replace(request, scope=scope, include=frozenset(own.include), dates=standing["scope"].get("dates", ""))
    if not any("disposition" in each for each in record["received"]):
        _refuse_another_bag(request, folder, record)
    called_gone = [row for row in _rows(request, capture) if row.change == "gone" and row.deleted != "yes"]
    before = ExportVerdict.standing(standing)
    verdict = _verdict(asked, (record, before), capture, called_gone, progress)
    if verdict.value == COMPLETE != before.value:
        _refuse_unordered(request, folder)
    later = _row(asked, verdict)
    now = with_verdict(record, later)
    same = (now["scope"], now["verdict"]) == (standing["scope"], standing.get("verdict"))
    back = len(called_gone) if before.value == COMPLETE and verdict.value != COMPLETE else 0
    written = "" if same or request.dry_run else _append(folder, later)
    return JudgedAgain(capture, before, verdict, back, written)


def judged_captures(root: Path, site: str) -> list[str]:
    """The captures of a site that can be judged, in the order of their names; parts of exports cannot."""
    folders = sorted((root / "captures" / site).glob(f"*/{RECORD}"))
    return [each.parent.name for each in folders if not read_capture(each)["scope"].get("picked")]


def _verdict(
    request: IngestRequest,
    known: tuple[CaptureValue, ExportVerdict],
    capture: str,
    called_gone: Sequence[IndexRow],
    progress: Progress,
) -> ExportVerdict:
    """What the export is held to be; partial too where what was called gone is in it, or was not asked for."""
    record = known[0]
    history = read_known_items(request.root, request.site, request.store, before=capture)
    bag = request.store / "bags" / request.site / capture
    paths = received_paths(bag, received_parts(record))
    if any("disposition" in each for each in record["received"]):
        return _verdict_of_record(request, known, history, called_gone)
    portion = Portion.PUBLIC if not request.is_private else Portion.WHOLE
    read = read_again(replace(request, paths=paths), portion, history, progress)
    outside = {row.id for row in called_gone if _is_outside(row, request.scope)}
    there = {row.id for row in called_gone} - outside - {row.id for row in read.not_in_it}
    words = (*(["wrongly-gone"] if there else ()), *(["gone-outside"] if outside else ()))
    if words and read.verdict.value == COMPLETE:
        return ExportVerdict("partial", words)
    return read.verdict


def _is_outside(row: IndexRow, scope: Scope) -> bool:
    """Whether an export that was asked for with this scope says nothing of an item."""
    first, last = (each.isoformat() if each else "" for each in (scope.from_on, scope.to_on))
    is_other_kind = bool(scope.kinds) and row.kind not in scope.kinds
    return is_other_kind or row.created_at[:10] < first or (bool(last) and row.created_at[:10] > last)


def _refuse_another_bag(request: IngestRequest, folder: Path, record: CaptureValue) -> None:
    """Refuse to read what is not there, or is not what was taken in."""
    name = f"{request.site}/{folder.name}"
    bag = request.store / "bags" / name
    held = CaptureInGit(name, f"captures/{name}/{RECORD}", record, {})
    if fault := next((what for code, what, _ in bag_faults(held, bag, None) if code in _OF_THE_BAG), ""):
        raise Refusal(f"{name} is not judged: {fault}; restore the bag from another copy of the store")


def _refuse_unordered(request: IngestRequest, folder: Path) -> None:
    """Refuse to call a capture complete where another one may have come before it or after it."""
    own = read_capture(folder / RECORD)
    same = [each for each in sorted(folder.parent.glob(f"*/{RECORD}")) if each.parent != folder]
    others = [value for path in same if (value := read_capture(path))["ingested"]["at"] == own["ingested"]["at"]]
    # Of two, the one that tells of items known before came after the one that tells of none.
    certain = len(others) == 1 and refers_to_earlier(others[0]) != refers_to_earlier(own)
    if others and not certain:
        raise Refusal(
            f"{request.site}/{folder.name} and another capture of the site were taken in within one second, and "
            "nothing says which came first; it is not called complete"
        )


def _verdict_of_record(
    request: IngestRequest,
    known_record: tuple[CaptureValue, ExportVerdict],
    history: KnownItems,
    called_gone: Sequence[IndexRow],
) -> ExportVerdict:
    record, before = known_record
    counts = record["counts"]
    # That nobody said what was asked for is the one reason that words can answer.
    doubts = frozenset(before.reasons) - {"undeclared"}
    declares = "verdict" in record and "undeclared" not in before.reasons
    kinds = Counter(row.kind for each in called_gone if (row := history.row(each.id)))
    known = history.expected(AskedItems(record["format"], frozenset(ITEM_KINDS), "", "9999"))
    return judged_export(
        CaptureFacts(
            found=counts["found"],
            declared=counts.get("declared"),
            unknown=sum(each["part"] in UNKNOWN for each in record["residue"]),
            doubts=doubts,
            in_words=request.scope.is_said or declares,
            known=known.total(),
            would_go=len(called_gone),
            said_gone=request.scope.gone if request.said_gone is None else request.said_gone,
            most_of_a_kind=most_of_a_kind(kinds, known),
        )
    )


def _rows(request: IngestRequest, capture: str) -> list[IndexRow]:
    index = request.root / "captures" / request.site / capture / INDEX
    if index.is_file():
        return list(parse_items(index.read_bytes(), index.relative_to(request.root).as_posix()))
    return list(parse_parquet(request.store / "bags" / request.site / capture / WHOLE_INDEX))


def _scope_of(record: CaptureValue) -> Scope:
    """The scope that a record says; before there were verdicts nobody said that an export was asked for whole."""
    said = record["scope"]
    from_on, to_on = (date.fromisoformat(each) if each else None for each in (said.get("from_on"), said.get("to_on")))
    kinds = tuple(said.get("kinds", ()))
    return Scope(
        complete=not (from_on or to_on or kinds),
        in_words=said["complete"] and "verdict" in record,
        from_on=from_on,
        to_on=to_on,
        kinds=kinds,
        include=tuple(said.get("include", ())),
    )


def _row(request: IngestRequest, verdict: ExportVerdict) -> LaterVerdict:
    scope = request.scope
    said = scope.gone if request.said_gone is None else request.said_gone
    return LaterVerdict(
        judged_at=request.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        by=request.by,
        software=request.software,
        value=verdict.value,
        reasons=verdict.reasons,
        complete=scope.complete and verdict.value == COMPLETE,
        from_on=scope.from_on.isoformat() if scope.from_on else "",
        to_on=scope.to_on.isoformat() if scope.to_on else "",
        kinds=scope.kinds,
        gone=str(said) if said else "",
    )


def _append(folder: Path, later: LaterVerdict) -> str:
    """Add a row to the verdicts beside a capture."""
    path = folder / VERDICTS
    with locked_folder(folder):
        verdicts = parse_verdicts(path.read_bytes()) if path.is_file() else []
        write_durably(path, render_verdicts([*verdicts, later]))
    return f"captures/{folder.parent.name}/{folder.name}/{VERDICTS}"
