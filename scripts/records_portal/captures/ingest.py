"""Ingest: an export becomes a bag in the store and a record in the root, whole or not at all.

* Everything is read from the copy in staging, so that what was read is what is kept.
* The bag's rename in the store is the one moment from which the capture exists.
* `capture.yml` and `items.csv` lie in the bag; they are copied to the root afterwards, and again by any later run.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records_portal.exports.archives.opening import Export, open_export
from records_portal.exports.owner_names import name_of_account
from records_portal.exports.pieces import Recognised
from records_portal.files.progress import Progress, unseen
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.register.kinds import ID, KINDS
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter, Rehearsal
from records_portal.store.folder import Store, check_place, locked_store, read_key

from .capture_record import CaptureCircumstances, Scope, capture_value, description, read_capture
from .indexes.item_index import IndexRow, changes_by_kind, parse_items, render_items
from .indexes.known_items import KnownItems, PackedRows
from .indexes.large_index import parse_parquet, render_summary, write_parquet
from .private_parts import Portion, parts_kept_back
from .received import Received, receive, receive_part, received_parts, received_paths
from .root_captures import (
    INDEX,
    RECORD,
    SUMMARY,
    WHOLE_INDEX,
    copy_to_root,
    read_known_items,
    refuse_earlier_store,
    restore_dispositions,
    restore_missing,
    standing_capture,
)
from .taking_in.names import capture_name
from .taking_in.reading import (
    INCLUDABLE,
    ReadExport,
    ReadingPlace,
    read_export,
    recognised_export,
    refuse_foreign_form,
)
from .taking_in.request import IngestOutcome, IngestRequest
from .verdict import COMPLETE, NOT_UNDERSTOOD, ExportVerdict

NOTHING_WRITTEN = ""  # in place of the name of a capture that was not made


def ingest_export(request: IngestRequest, progress: Progress = unseen) -> IngestOutcome:
    """Take in an export; the same bytes again write nothing. What may not be public goes to the private root."""
    _check_request(request)
    if request.is_private:
        return _ingested(request, request.portion, progress)
    if request.include and not request.private_root:
        raise Refusal(
            f"{min(request.include)} of {request.site!r} stand in a private root, though the site is public; name it "
            f"with --private DIR, or leave out '--include {min(request.include)}'"
        )
    # Refused before anything of either is written.
    rehearsed = _private_rehearsal(request, progress) if request.include else None
    public = _ingested(replace(request, include=frozenset()), request.portion, progress)
    if not request.private_root:
        return replace(public, kept_back=parts_kept_back(public.residue))
    if public.verdict.value == NOT_UNDERSTOOD:
        return public
    # What was copied and verified just now is read again; a bag from before may have lost what was received.
    kept = None if public.dry_run or public.stands else Store(request.store).bag(request.site, public.capture)
    if rehearsed and public.dry_run:
        return replace(public, private=rehearsed)
    private = _ingested(_private_part(request), Portion.PRIVATE, progress, kept)
    return replace(public, private=private if private.kinds else None)


def _private_part(request: IngestRequest) -> IngestRequest:
    """What is asked for of an export for the private root alone."""
    root = request.private_root or request.root
    return replace(request, root=root, scope=Scope(complete=False, picked=True), said_gone=None)


def _private_rehearsal(request: IngestRequest, progress: Progress) -> IngestOutcome:
    """What would go to the private root; an export in which none of what is to be taken in too is read is refused."""
    found = _ingested(replace(_private_part(request), dry_run=True), Portion.PRIVATE, progress)
    for each in sorted(request.include):
        if not any(found.kinds.get(kind) for kind in INCLUDABLE[each]):
            raise Refusal(
                f"no {each} were read, though '--include {each}' asks for them: their files hold none, or are broken "
                f"off; ask the platform for the export again, or leave out '--include {each}'"
            )
    return found


def _ingested(request: IngestRequest, portion: Portion, progress: Progress, kept: Path | None = None) -> IngestOutcome:
    """The capture in one root; `kept` is the bag of another one that has what was received already."""
    progress("looking", 0, 0)
    with open_export(request.paths) as export:
        refuse_foreign_form(recognised_export(export, request)[1], request)
        if request.dry_run:
            return _rehearsed(export, request, portion, progress)
    # What an earlier run left out of the root is written before it is read as history.
    try:
        return _into_store(request, portion, progress, kept)
    except _NothingWrittenError as nothing:
        return nothing.outcome


class _NothingWrittenError(Exception):
    """An export made no capture: the store is left as one that was never touched."""

    def __init__(self, outcome: IngestOutcome) -> None:
        super().__init__(outcome.site)
        self.outcome = outcome


def _into_store(request: IngestRequest, portion: Portion, progress: Progress, kept: Path | None) -> IngestOutcome:
    """The capture, committed; where there is none the key and the folders that waited for it are taken back."""
    with locked_store(request.store) as store:
        refuse_earlier_store(request.root, request.site, store)
        restored = restore_dispositions(request.root, store.folder)
        restored += restore_missing(request.root, request.site, store, private_part=_is_apart(request, portion))
        with store.staging() as staged:
            bag = BagWriter(staged / "bag", progress=progress)
            # The private part keeps its items alone: what was received lies in the public capture's bag.
            copy = BagWriter(staged / "received", progress=progress) if portion is Portion.PRIVATE else bag
            received = received_parts(read_capture(kept / RECORD)) if kept else receive(request.paths, copy)
            outcome = _captured(request, (store, bag, kept or copy.folder, portion), received, restored)
        if outcome.capture == NOTHING_WRITTEN:
            raise _NothingWrittenError(outcome)
        return outcome


def _is_apart(request: IngestRequest, portion: Portion) -> bool:
    """Whether a capture lies in a private root although its site is public."""
    return portion is Portion.PRIVATE or request.site_root is not None


def _check_request(request: IngestRequest) -> None:
    record = KINDS["sites"].path_of(request.site)
    if not re.fullmatch(ID, request.site) or not ((request.site_root or request.root) / record).is_file():
        raise Refusal(f"no site {request.site!r}: {record!r} does not exist; request the site first, or mend the name")
    try:
        ZoneInfo(request.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Refusal(f"no time zone {request.time_zone!r}; name one such as 'America/New_York'") from error
    if not request.paths:
        raise Refusal("no export was named; name the zip, tar, tar.gz or folder that the platform gave")
    if len({path.resolve() for path in request.paths}) < len(request.paths):
        raise Refusal("the same part of the export was named twice; name each part once")
    check_place(request.store)


def _captured(
    request: IngestRequest,
    into: tuple[Store, BagWriter, Path, Portion],
    received: tuple[Received, ...],
    restored: list[str],
) -> IngestOutcome:
    """The capture of what lies in staging, committed; an earlier one of the same bytes stands instead."""
    store, bag, copy, portion = into
    # Read again from the copy: a file that was changed since it was looked at is not what is kept.
    with open_export(received_paths(copy, received)) as export:
        form, recognised = recognised_export(export, request)
        capture, exists = capture_name(store, request, portion, (recognised, received))
        if exists:
            written = copy_to_root(request.root, request.site, store.bag(request.site, capture))
            return _standing(store, request, (capture, recognised), sorted({*restored, *written}))
        history = read_known_items(request.root, request.site, request.store)
        _check_key(store.folder, request, history)
        place = ReadingPlace(bag, store.key(request.site), history, portion)
        read = read_export(export, form, recognised, request, place)
    bag.begin("listing", 0)
    value = _sealed(request, bag, (read, received), capture, portion)
    # Of an export with nothing private there is no private capture, and none at all of one that was not understood.
    if (portion is Portion.PRIVATE and not read.gathering.kinds) or read.verdict.value == NOT_UNDERSTOOD:
        return _outcome(NOTHING_WRITTEN, value, restored, request, _Told.of(read, request))
    bag.begin("checking", sum(each.size for each in bag.written.values()))
    # Before the rename, while it can still be refused and leaves nothing behind.
    if problems := verify_bag(bag.folder, bag.written, bag.told):
        raise Refusal(f"the bag of {capture} was not written as it should be ({problems[0]}); run it again")
    committed = store.commit(bag.folder, request.site, capture)
    files = copy_to_root(request.root, request.site, committed)
    written = [*restored, committed.relative_to(store.folder).as_posix(), *files]
    return _outcome(capture, value, written, request, _Told.of(read, request))


def _sealed(
    request: IngestRequest,
    bag: BagWriter,
    parts: tuple[ReadExport, tuple[Received, ...]],
    capture: str,
    portion: Portion,
) -> dict[str, Any]:
    """Write everything beside the payload; the record of the capture."""
    read, received = parts
    is_part = portion is Portion.PRIVATE
    recognised = replace(read.recognised, declared=None) if is_part else read.recognised
    complete = request.scope.complete and read.verdict.value == COMPLETE
    scope = replace(request.scope, complete=complete, include=tuple(sorted(request.include)), dates=request.dates)
    scope = replace(scope, gone=request.said_gone)
    circumstances = request.site, request.platform, scope, request.moment, request.by, request.software
    about = CaptureCircumstances(*circumstances, private_part=_is_apart(request, portion), items_alone=is_part)
    manifests = [{"algorithm": name, "sha256": sha256} for name, sha256 in bag.write_manifests().items()]
    location = f"bags/{request.site}/{capture}"
    place = {"location": location, "manifests": manifests}
    value = capture_value(about, recognised, read.gathering, received, place, read.verdict)
    _write_index(bag, read.gathering.rows, request.most_listed)
    bag.write_tag(RECORD, dump_yaml(value).encode())
    bag.seal(description(value))
    return value


def _write_index(bag: BagWriter, rows: PackedRows, most: int) -> None:
    """Write the index for git, or sums for git and the whole index for the store alone where it is too long."""
    if len(rows) <= most:
        bag.write_tag(INDEX, render_items(rows))
    else:
        bag.write_tag(SUMMARY, render_summary(rows))
        with bag.open_tag(WHOLE_INDEX) as file:
            write_parquet(rows, file.write)


def _rehearsed(export: Export, request: IngestRequest, portion: Portion, progress: Progress) -> IngestOutcome:
    """What an ingest would do: everything is read and checked, nothing is written."""
    bag = Rehearsal(Path(os.devnull), progress=progress)
    received = tuple(receive_part(export, number, bag) for number in range(1, len(export.paths) + 1))
    form, recognised = recognised_export(export, request)
    capture, exists = capture_name(Store(request.store), request, portion, (recognised, received))
    if exists:
        return _standing(Store(request.store), request, (capture, recognised), [])
    history = read_known_items(request.root, request.site, request.store)
    _check_key(request.store, request, history)
    path = request.store / "keys" / f"{request.site}.key"
    key = read_key(path) if path.exists() else secrets.token_bytes(32)
    read = read_export(export, form, recognised, request, ReadingPlace(bag, key, history, portion))
    name = NOTHING_WRITTEN if read.verdict.value == NOT_UNDERSTOOD else capture
    value = _sealed(request, bag, (read, received), capture, portion)
    return _outcome(name, value, [], request, _Told.of(read, request))


def _check_key(store: Path, request: IngestRequest, history: KnownItems) -> None:
    if history.any_known and not (store / "keys" / f"{request.site}.key").is_file():
        raise Refusal(
            f"the store {str(store)!r} has no key of {request.site!r}, which has captures; name the store of those"
        )


def _standing(
    store: Store, request: IngestRequest, known: tuple[str, Recognised], written: Sequence[str]
) -> IngestOutcome:
    """The outcome of the capture that holds the same bytes already, which were recognised again."""
    capture, recognised = known
    place = store.bag(request.site, capture)
    index = place / INDEX
    rows = parse_items(index.read_bytes(), INDEX) if index.is_file() else parse_parquet(place / WHOLE_INDEX)
    value = read_capture(place / RECORD)
    folder = request.root / "captures" / request.site / capture
    standing = standing_capture(folder) if (folder / RECORD).is_file() else value
    called = name_of_account(recognised, [path.name for path in request.paths])
    told = _Told(ExportVerdict.standing(standing), rows, stands=True, called=called)
    return _outcome(capture, value, written, request, told)


@dataclass(frozen=True, slots=True)
class _Told:
    """What an outcome says beyond the record: verdict, rows of the index, and what of the known items is not there."""

    verdict: ExportVerdict
    rows: Iterable[IndexRow]
    known: int = 0
    would_go: int = 0
    declared: int | None = None
    stands: bool = False
    called: str = ""
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, read: ReadExport, request: IngestRequest) -> _Told:
        """What is told of an export that was read now."""
        facts, gathering = read.facts, read.gathering
        places = {each.reason: each.places for each in read.recognised.doubts if each.places} | gathering.places()
        lists = sum(each.declared for each in gathering.lists) if gathering.lists else None
        declared = lists if read.recognised.declared is None else read.recognised.declared
        called = name_of_account(read.recognised, [path.name for path in request.paths])
        counts = facts.known, facts.would_go, declared
        return cls(read.verdict, gathering.rows, *counts, called=called, places=places)


def _outcome(
    capture: str, value: Mapping[str, Any], written: Sequence[str], request: IngestRequest, told: _Told
) -> IngestOutcome:
    return IngestOutcome(
        site=request.site,
        platform=value["platform"],
        format=value["format"],
        era=value["era"],
        account=value.get("account_id"),
        span=value.get("span", {}),
        counts={name: count for name, count in value["counts"].items() if name != "declared"},
        kinds={each["kind"]: each["items"] for each in value["kinds"]},
        declared=value["counts"].get("declared", told.declared),
        media=value["media"],
        residue=value["residue"],
        lacks=value["lacks"],
        unknown=value["unknown"],
        capture=capture,
        written=tuple(written),
        verdict=told.verdict,
        changes=changes_by_kind({each["kind"]: each["items"] for each in value["kinds"]}, told.rows),
        known=told.known,
        would_go=told.would_go,
        offered_id="" if request.account_id else value.get("account_id", ""),
        dry_run=request.dry_run,
        stands=told.stands,
        called=told.called,
        places=told.places,
    )
