"""Ingest: an export becomes a bag in the store and a record in the root, whole or not at all.

* Everything is read from the copy in staging, so that what was read is what is kept.
* The bag's rename in the store is the one moment from which the capture exists.
* `capture.yml` and `items.csv` lie in the bag; they are copied to the root afterwards, and again by any later run.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from records_portal.exports import FORMATS
from records_portal.exports.archives.opening import Export, open_export
from records_portal.exports.finding.diagnosis import unknown_export
from records_portal.exports.finding.finder import find_export
from records_portal.exports.owner_names import owners_of
from records_portal.exports.part_names import missing_parts
from records_portal.exports.pieces import Format, Recognised
from records_portal.exports.services import may_come_from
from records_portal.files.progress import Progress, unseen
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.register.kinds import ID, KINDS
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter, Rehearsal
from records_portal.store.folder import Store, check_place, locked_store, read_key
from records_portal.values.item_kinds import PRIVATE_KINDS

from .capture_record import CaptureCircumstances, Scope, capture_value, description, read_capture
from .gathering import Gathering, Setting
from .indexes.item_index import ClassificationRule, IndexRow, changes_by_kind, parse_items, render_items
from .indexes.known_items import AskedItems, KnownItems, PackedRows
from .indexes.large_index import parse_parquet, render_summary, write_parquet
from .judging.export_owners import OwnersHeld, SiteAccount
from .private_parts import Portion, Portioned, parts_kept_back
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
from .verdict import COMPLETE, NOT_UNDERSTOOD, CaptureFacts, ExportVerdict, judged_export, most_of_a_kind

EVERYTHING = Scope()
NOTHING_WRITTEN = ""  # in place of the name of a capture that was not made
SELECTION = "files-csv"
INCLUDABLE = {"messages": ("message",)}


@dataclass(frozen=True, slots=True)
class IngestRequest:
    """One export to be taken in: its parts, where to, for which site, and everything else that decides the outcome.

    `root` is where the capture goes and the site's record lies, or `site_root` does where that is elsewhere;
    `is_private` says whether it is a private root. What of a public site stands in a private root alone goes to
    `private_root`, if one was named. `is_listed_platform` says whether the platform is one of the known ones.
    """

    paths: tuple[Path, ...]
    root: Path
    store: Path
    site: str
    platform: str
    account_id: str | None
    time_zone: str
    rules: tuple[ClassificationRule, ...]
    moment: datetime
    by: str
    software: str
    scope: Scope = EVERYTHING
    include: frozenset[str] = frozenset()
    dry_run: bool = False
    handles: tuple[str, ...] = ()
    personal: bool = False
    most_listed: int = 100_000
    url: str = ""
    account_name: str = ""
    accepted: str = ""
    said_gone: int | None = None
    dates: str = ""
    is_private: bool = False
    site_root: Path | None = None
    private_root: Path | None = None
    is_listed_platform: bool = False

    @property
    def portion(self) -> Portion:
        """What a capture in the root has of the export."""
        return Portion.WHOLE if self.is_private else Portion.PUBLIC


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What was understood and done; `written` lists the bag (below the store) and the files (below the root).

    `known` items of earlier captures should be in the export, `would_go` of them are not. `changes` are the numbers of
    each kind by change. An export that was not understood makes no capture; `stands` says that an earlier one holds the
    same bytes.
    """

    site: str
    platform: str
    format: str
    era: str
    account: str | None
    span: Mapping[str, str]
    counts: Mapping[str, int]
    kinds: Mapping[str, int]
    declared: int | None
    media: Mapping[str, int]
    residue: Sequence[Mapping[str, Any]]
    lacks: Sequence[str]
    unknown: Sequence[Mapping[str, Any]]
    capture: str
    written: Sequence[str]
    verdict: ExportVerdict
    changes: Mapping[str, Mapping[str, int]]
    known: int = 0
    would_go: int = 0
    offered_id: str = ""
    dry_run: bool = False
    kept_back: Sequence[str] = ()
    private: IngestOutcome | None = None
    places: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)
    stands: bool = False


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
    if request.include:  # refused before anything of either is written
        _refuse_without(request, progress)
    public = _ingested(replace(request, include=frozenset()), request.portion, progress)
    if not request.private_root:
        return replace(public, kept_back=parts_kept_back(public.residue))
    if public.verdict.value == NOT_UNDERSTOOD:
        return public
    # What was copied and verified just now is read again; a bag from before may have lost what was received.
    kept = None if public.dry_run or public.stands else Store(request.store).bag(request.site, public.capture)
    private = _ingested(_private_part(request), Portion.PRIVATE, progress, kept)
    return replace(public, private=private if private.kinds else None)


def _private_part(request: IngestRequest) -> IngestRequest:
    """What is asked for of an export for the private root alone."""
    root = request.private_root or request.root
    return replace(request, root=root, scope=Scope(complete=False, picked=True), said_gone=None)


def _refuse_without(request: IngestRequest, progress: Progress) -> None:
    """Refuse, before anything is written, an export in which none of what is to be taken in too can be read."""
    found = _ingested(replace(_private_part(request), dry_run=True), Portion.PRIVATE, progress)
    for each in sorted(request.include):
        if not any(found.kinds.get(kind) for kind in INCLUDABLE[each]):
            raise Refusal(
                f"no {each} were read, though '--include {each}' asks for them: their files hold none, or are broken "
                f"off; ask the platform for the export again, or leave out '--include {each}'"
            )


def _ingested(request: IngestRequest, portion: Portion, progress: Progress, kept: Path | None = None) -> IngestOutcome:
    """The capture in one root; `kept` is the bag of another one that has what was received already."""
    progress("looking", 0, 0)
    with open_export(request.paths) as export:
        _refuse_foreign_form(_recognised(export, request)[1], request)
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


def _recognised(export: Export, request: IngestRequest) -> tuple[Format, Recognised]:
    """The format and what it says of the export; one that belongs to another account or platform is refused."""
    found = find_export(export, FORMATS)
    names = ", ".join(repr(path.name) for path in request.paths)
    if not found:
        raise unknown_export(export, request.platform)
    recognised = found[1]
    if request.personal and recognised.format != SELECTION:
        raise Refusal(
            f"{names} is the export of a personal account, of which only the agency's items may be kept; pick them "
            "with `records captures select` and hand in those"
        )
    if recognised.platforms and request.platform not in recognised.platforms:
        raise Refusal(
            f"{names} is an export of {recognised.format!r}; the site {request.site!r} is on {request.platform!r}"
        )
    _owners_held(recognised, request).check()
    # A format of any platform serves the one of the site without being narrowed to it.
    meant = frozenset((request.platform,)) if recognised.platforms else recognised.platforms
    recognised = replace(
        recognised,
        platforms=meant,
        site_account=request.account_id or "",
        site_handles=frozenset(handle.casefold() for handle in request.handles),
    )
    doubts = (*recognised.doubts, *missing_parts(path.name for path in request.paths))
    return found[0], _including(request.include, replace(recognised, dates=request.dates, doubts=doubts), names)


def _refuse_foreign_form(recognised: Recognised, request: IngestRequest) -> None:
    """A mailbox or a wiki is no export of a service that hands out another: its posts would be taken for gone."""
    if recognised.platforms or may_come_from(recognised.format, request.platform, is_listed=request.is_listed_platform):
        return
    names = ", ".join(repr(path.name) for path in request.paths)
    raise Refusal(
        f"{names} is an export of {recognised.format!r}; the site {request.site!r} is on {request.platform!r}, which "
        "hands out nothing in that form"
    )


def _owners_held(recognised: Recognised, request: IngestRequest) -> OwnersHeld:
    """Whose the export is before its items are read, against the site's account."""
    names = [path.name for path in request.paths]
    return OwnersHeld(", ".join(map(repr, names)), list(owners_of(recognised, names)), _account(request))


def _account(request: IngestRequest) -> SiteAccount:
    """What the register says of the site's account, and its earlier captures."""
    folder = request.root / "captures" / request.site
    # An id in the register decides alone: what earlier captures say need not be read.
    known = [] if request.account_id else sorted(folder.glob(f"*/{RECORD}"))
    records = [(each.parent.name, read_capture(each)) for each in known]
    seen = tuple((name, record["account_id"]) for name, record in records if "account_id" in record)
    own = request.account_id or "", request.handles, request.url, request.account_name
    return SiteAccount(request.site, *own, seen=seen, accepted=request.accepted)


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What an export that was taken in is held to be by today's readers, and which known items are not in it."""

    verdict: ExportVerdict
    not_in_it: frozenset[str]


def read_again(request: IngestRequest, portion: Portion, history: KnownItems, progress: Progress = unseen) -> ReadAgain:
    """An export that was taken in, read and judged again; nothing is written."""
    bag = Rehearsal(Path(os.devnull), progress=progress)
    key = read_key(request.store / "keys" / f"{request.site}.key")
    with open_export(request.paths) as export:
        found = _recognised(export, request)
        asked = _asked(found[1], request.scope)
        read = _read(export, found, request, (bag, key, history, Portioned(portion)))
    return ReadAgain(read.verdict, frozenset(row.id for row in history.gone(asked)) if asked else frozenset())


def _including(include: frozenset[str], recognised: Recognised, names: str) -> Recognised:
    """What the export is with what is to be taken in too; refused where it holds nothing of it that is read."""
    if lacking := sorted(include - recognised.offers):
        raise Refusal(
            f"{lacking[0]} cannot be taken in from {names}: an export of {recognised.format!r} in the layout of "
            f"{recognised.era!r} without any that can be read; leave out '--include {lacking[0]}'"
        )
    kinds = {kind for each in include for kind in INCLUDABLE[each]}
    return replace(recognised, include=include, kinds=recognised.kinds | kinds)


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
        form, recognised = _recognised(export, request)
        capture, exists = _capture_id(store, request, portion, (recognised, received))
        if exists:
            written = copy_to_root(request.root, request.site, store.bag(request.site, capture))
            return _standing(store, request, capture, sorted({*restored, *written}))
        history = read_known_items(request.root, request.site, request.store)
        _check_key(store.folder, request, history)
        into_bag = bag, store.key(request.site), history, Portioned(portion)
        read = _read(export, (form, recognised), request, into_bag)
    bag.begin("listing", 0)
    value = _sealed(request, bag, (read, received), capture, portion)
    # Of an export with nothing private there is no private capture, and none at all of one that was not understood.
    if (portion is Portion.PRIVATE and not read.gathering.kinds) or read.verdict.value == NOT_UNDERSTOOD:
        return _outcome(NOTHING_WRITTEN, value, restored, request, _Told.of(read))
    bag.begin("checking", sum(each.size for each in bag.written.values()))
    # Before the rename, while it can still be refused and leaves nothing behind.
    if problems := verify_bag(bag.folder, bag.written, bag.told):
        raise Refusal(f"the bag of {capture} was not written as it should be ({problems[0]}); run it again")
    place = store.commit(bag.folder, request.site, capture)
    files = copy_to_root(request.root, request.site, place)
    written = [*restored, place.relative_to(store.folder).as_posix(), *files]
    return _outcome(capture, value, written, request, _Told.of(read))


@dataclass(frozen=True, slots=True)
class _Read:
    """An export that was read whole: what it is, what was gathered of it, and what it is held to be."""

    recognised: Recognised
    gathering: Gathering
    facts: CaptureFacts
    verdict: ExportVerdict


def _read(
    export: Export,
    found: tuple[Format, Recognised],
    request: IngestRequest,
    into: tuple[BagWriter, bytes, KnownItems, Portioned],
) -> _Read:
    """Every piece of the capture's portion, put into the bag, the verdict on it, and the items gone by that."""
    (form, recognised), (bag, key, history, portioned) = found, into
    asked = _asked(recognised, request.scope)
    known = history.expected(asked) if asked else Counter[str]()
    bag.begin("reading", sum(member.size for member in recognised.members))
    setting = Setting(key, ZoneInfo(request.time_zone), request.rules)
    with Gathering(bag, export.open, setting, history) as gathering:
        for piece in portioned.pieces(_owners_held(recognised, request).pieces(form.read(recognised, export.open))):
            gathering.add(piece)
        # Of a private part every other byte lies in the public capture, where this is asked too.
        members = () if portioned.portion is Portion.PRIVATE else recognised.members
        gathering.finish(members)
    gathering.mixed, gathering.is_public = frozenset(portioned.mixed), portioned.portion is Portion.PUBLIC
    gone = list(history.gone(asked)) if asked else []
    facts = _facts(request, recognised, (gathering, portioned), (known, Counter(row.kind for row in gone)))
    facts = replace(facts, shortened=_is_shortened(request, recognised, gathering, gone))
    verdict = judged_export(facts)
    if verdict.value == COMPLETE:
        gathering.add_gone(gone)
    return _Read(recognised, gathering, facts, verdict)


def _facts(
    request: IngestRequest,
    recognised: Recognised,
    read: tuple[Gathering, Portioned],
    by_kind: tuple[Counter[str], Counter[str]],
) -> CaptureFacts:
    """What the verdict is made of; of the known items, how many the export should hold and how many it does not."""
    gathering, portioned = read
    known, would_go = (each.total() for each in by_kind)
    if request.said_gone is not None and request.said_gone != would_go:
        raise Refusal(f"--gone {request.said_gone}, but {would_go} of {known} known items are not in the export")
    return CaptureFacts(
        found=gathering.history.found,
        private=sum(gathering.kinds[kind] for kind in PRIVATE_KINDS),
        withheld=portioned.withheld,
        declared=None if gathering.lists else recognised.declared,
        lists=tuple(gathering.lists),
        doubts=frozenset(gathering.doubts | {each.reason for each in recognised.doubts}),
        unknown=gathering.unknown,
        in_words=request.scope.is_said,
        picked=request.scope.picked or request.personal,
        known=known,
        would_go=would_go,
        said_gone=request.scope.gone if request.said_gone is None else request.said_gone,
        most_of_a_kind=most_of_a_kind(by_kind[1], by_kind[0]),
        unmatched=gathering.unmatched,
    )


def _is_shortened(
    request: IngestRequest, recognised: Recognised, gathering: Gathering, gone: Sequence[IndexRow]
) -> bool:
    """Whether an export begins within the year before it was made, and every older item that is known is not in it.

    That is what the dialogs of platforms propose: the last year, or less.
    """
    first = min(gathering.days, default="")
    made_on = (recognised.exported_at or request.moment).date()
    within = first >= (made_on - timedelta(days=366)).isoformat()
    return bool(first) and within and any("" < row.created_at[:10] < first for row in gone)


def _asked(recognised: Recognised, scope: Scope) -> AskedItems | None:
    """What the export has to hold every item of; nothing where nobody knows it."""
    # Without a scope nobody said what the export should hold, and nothing can be missing from it.
    if not recognised.complete or not (scope.complete or scope.is_said):
        return None
    kinds = recognised.kinds & set(scope.kinds) if scope.kinds else recognised.kinds
    from_on = scope.from_on.isoformat() if scope.from_on else ""
    ends = [f"{scope.to_on.isoformat()}T24"] if scope.to_on else []
    if recognised.exported_at:
        ends.append(recognised.exported_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return AskedItems(recognised.format, kinds, from_on, min(ends, default="9999"))


def _sealed(
    request: IngestRequest,
    bag: BagWriter,
    parts: tuple[_Read, tuple[Received, ...]],
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
    form, recognised = _recognised(export, request)
    capture, exists = _capture_id(Store(request.store), request, portion, (recognised, received))
    if exists:
        return _standing(Store(request.store), request, capture, [])
    history = read_known_items(request.root, request.site, request.store)
    _check_key(request.store, request, history)
    path = request.store / "keys" / f"{request.site}.key"
    key = read_key(path) if path.exists() else secrets.token_bytes(32)
    read = _read(export, (form, recognised), request, (bag, key, history, Portioned(portion)))
    name = NOTHING_WRITTEN if read.verdict.value == NOT_UNDERSTOOD else capture
    value = _sealed(request, bag, (read, received), capture, portion)
    return _outcome(name, value, [], request, _Told.of(read))


def _capture_id(
    store: Store, request: IngestRequest, portion: Portion, of: tuple[Recognised, Sequence[Received]]
) -> tuple[str, bool]:
    """The capture's name (its day and the start of what was received, hashed), and whether it exists already.

    The same bytes with more taken in are another capture; with less they are the one that has more. The private part
    of an export of a public site is a capture of its own.
    """
    recognised, received = of
    digests = sorted(each.sha256 for each in received)
    if len(set(digests)) < len(digests):
        raise Refusal("two parts of the export hold the same bytes; name each part once")
    day = (recognised.exported_at or request.moment).astimezone(UTC).date().isoformat()
    bags = store.bags(request.site)
    part = frozenset(("private-part",) if portion is Portion.PRIVATE else ())
    own = _named(bags, day, digests, request.include | part)
    most = own if own[1] else _named(bags, day, digests, frozenset(INCLUDABLE) | part)
    if most[1]:
        _refuse_other_order(store, request, most[0])
    return most if most[1] else own


def _refuse_other_order(store: Store, request: IngestRequest, capture: str) -> None:
    """Other days for what is known would be no new content, and so nowhere: that is said, and not passed over."""
    said = read_capture(store.bag(request.site, capture) / RECORD)["scope"].get("dates", "")
    if request.dates and request.dates != said:
        before = f"with '--dates {said}'" if said else "without '--dates'"
        raise Refusal(
            f"these bytes are capture {request.site}/{capture} already, taken in {before}; `records date` gives an "
            "item another day"
        )


def _named(bags: Sequence[Path], day: str, digests: list[str], include: frozenset[str]) -> tuple[str, bool]:
    """The name of a capture of some bytes, and whether a bag holds it."""
    what = [*digests, *sorted(include)]
    whole = what[0] if len(what) == 1 else hashlib.sha256("\n".join(what).encode()).hexdigest()
    # Eight digits are enough for people; two captures of a site that share them get a longer name.
    for length in (8, 32):
        ending = whole[:length]
        same = [each for each in bags if each.name.endswith(f"-{ending}")]
        if not same:
            return f"{day}-{ending}", False
        if sorted(part["sha256"] for part in read_capture(same[0] / RECORD)["received"]) == digests:
            return same[0].name, True
    raise Refusal(f"a capture named {day}-{whole[:32]} holds other bytes; the store is damaged")


def _check_key(store: Path, request: IngestRequest, history: KnownItems) -> None:
    if history.any_known and not (store / "keys" / f"{request.site}.key").is_file():
        raise Refusal(
            f"the store {str(store)!r} has no key of {request.site!r}, which has captures; name the store of those"
        )


def _standing(store: Store, request: IngestRequest, capture: str, written: Sequence[str]) -> IngestOutcome:
    """The outcome of the capture that holds the same bytes already."""
    place = store.bag(request.site, capture)
    index = place / INDEX
    rows = parse_items(index.read_bytes(), INDEX) if index.is_file() else parse_parquet(place / WHOLE_INDEX)
    value = read_capture(place / RECORD)
    folder = request.root / "captures" / request.site / capture
    standing = standing_capture(folder) if (folder / RECORD).is_file() else value
    return _outcome(capture, value, written, request, _Told(ExportVerdict.standing(standing), rows, stands=True))


@dataclass(frozen=True, slots=True)
class _Told:
    """What an outcome says beyond the record: verdict, rows of the index, and what of the known items is not there."""

    verdict: ExportVerdict
    rows: Iterable[IndexRow]
    known: int = 0
    would_go: int = 0
    declared: int | None = None
    stands: bool = False
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, read: _Read) -> _Told:
        """What is told of an export that was read now."""
        facts, gathering = read.facts, read.gathering
        places = {each.reason: each.places for each in read.recognised.doubts if each.places} | gathering.places()
        declared = read.recognised.declared
        return cls(read.verdict, gathering.rows, facts.known, facts.would_go, declared, places=places)


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
        places=told.places,
    )
