"""An export that is read whole and judged: what it is and whose, every piece of it, and what known items it lacks."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from records_portal.exports import FORMATS
from records_portal.exports.archives.opening import Export, open_export
from records_portal.exports.finding.diagnosis import unknown_export
from records_portal.exports.finding.finder import find_export
from records_portal.exports.owner_names import owners_of
from records_portal.exports.part_names import missing_parts
from records_portal.exports.pieces import Format, Piece, Recognised, Remark
from records_portal.exports.services import may_come_from
from records_portal.files.progress import Progress, unseen
from records_portal.register.findings import Refusal
from records_portal.store.bags import BagWriter, Rehearsal
from records_portal.store.folder import read_key
from records_portal.values.item_kinds import PRIVATE_KINDS
from records_portal.wording.words import count

from ..capture_record import Scope, read_capture
from ..gathering import Gathering, Setting
from ..indexes.item_index import IndexRow
from ..indexes.known_items import AskedItems, KnownItems
from ..judging.evidence import GoneItems, doubts_of_gone
from ..judging.export_owners import OwnersHeld, SiteAccount
from ..private_parts import Portion, Portioned
from ..root_captures import RECORD
from ..verdict import COMPLETE, CaptureFacts, ExportVerdict, judged_export, most_of_a_kind
from .apart import is_read_apart, pieces_apart
from .request import IngestRequest

SELECTION = "files-csv"
INCLUDABLE = {"messages": ("message",)}


def recognised_export(export: Export, request: IngestRequest) -> tuple[Format, Recognised]:
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


def refuse_foreign_form(recognised: Recognised, request: IngestRequest) -> None:
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
    owners = list(owners_of(recognised, names))
    return OwnersHeld(", ".join(map(repr, names)), owners, _account(request), request.others)


def _account(request: IngestRequest) -> SiteAccount:
    """What the register says of the site's account, and its earlier captures."""
    folder = request.root / "captures" / request.site
    # An id in the register decides alone: what earlier captures say need not be read.
    known = [] if request.account_id else sorted(folder.glob(f"*/{RECORD}"))
    records = [(each.parent.name, read_capture(each)) for each in known]
    seen = tuple((name, record["account_id"]) for name, record in records if "account_id" in record)
    own = request.account_id or "", request.handles, request.url, request.account_name
    return SiteAccount(request.site, *own, seen=seen, accepted=request.accepted)


def _including(include: frozenset[str], recognised: Recognised, names: str) -> Recognised:
    """What the export is with what is to be taken in too; refused where it holds nothing of it that is read."""
    if lacking := sorted(include - recognised.offers):
        raise Refusal(
            f"{lacking[0]} cannot be taken in from {names}: an export of {recognised.format!r} in the layout of "
            f"{recognised.era!r} without any that can be read; leave out '--include {lacking[0]}'"
        )
    kinds = {kind for each in include for kind in INCLUDABLE[each]}
    return replace(recognised, include=include, kinds=recognised.kinds | kinds)


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """Where the items of an export go: the bag, the site's key, what earlier captures hold, and which items."""

    bag: BagWriter
    key: bytes
    history: KnownItems
    portion: Portion


@dataclass(frozen=True, slots=True)
class ReadExport:
    """An export that was read whole: what it is, what was gathered of it, what it is held to be and what it lacks."""

    recognised: Recognised
    gathering: Gathering
    facts: CaptureFacts
    verdict: ExportVerdict
    not_in_it: Sequence[IndexRow]


def read_export(
    export: Export, form: Format, recognised: Recognised, request: IngestRequest, place: ReadingPlace
) -> ReadExport:
    """Every piece of the capture's portion, put into the bag, the verdict on it, and the items gone by that."""
    history, portioned = place.history, Portioned(place.portion)
    asked = _asked(recognised, request.scope)
    known = history.expected(asked) if asked else Counter[str]()
    place.bag.begin("reading", sum(member.size for member in recognised.members))
    # What is written nowhere keeps no seed, and is committed to nothing.
    draw_seed = None if isinstance(place.bag, Rehearsal) else request.draw_seed
    setting = Setting(place.key, ZoneInfo(request.time_zone), request.rules, draw_seed)
    with Gathering(place.bag, export.open, setting, history) as gathering:
        with _pieces(export, form, recognised, request) as read:
            for piece in portioned.pieces(_owners_held(recognised, request).pieces(read)):
                gathering.add(piece)
        # Of a private part every other byte lies in the public capture, where this is asked too.
        gathering.finish(() if place.portion is Portion.PRIVATE else recognised.members)
    gathering.mixed, gathering.is_public = frozenset(portioned.mixed), place.portion is Portion.PUBLIC
    gone = list(history.gone(asked)) if asked else []
    facts = replace(_facts(request, recognised, gathering, known, gone), withheld=portioned.withheld)
    if gone and not facts.declares and facts.said_gone != facts.would_go:
        missed = GoneItems(gone, history, request.store / "bags" / request.site)
        found = list(doubts_of_gone(missed, recognised, gathering))
        facts = replace(facts, evidence=frozenset(each.reason for each in found))
        gathering.remarks += (Remark(each.what, each.count, places=each.places) for each in found)
    verdict = judged_export(facts)
    if verdict.value == COMPLETE:
        gathering.add_gone(gone)
    return ReadExport(recognised, gathering, facts, verdict, gone)


@contextmanager
def _pieces(export: Export, form: Format, recognised: Recognised, request: IngestRequest) -> Iterator[Iterator[Piece]]:
    """Every piece of an export, read here or, where there is much to read, in a process of its own."""
    if is_read_apart(export):
        with pieces_apart(export.paths, request) as pieces:
            yield pieces
    else:
        yield form.read(recognised, export.open)


def _facts(
    request: IngestRequest, recognised: Recognised, gathering: Gathering, known: Counter[str], gone: Sequence[IndexRow]
) -> CaptureFacts:
    """What the verdict is made of; `known` items the export should hold, by kind, and `gone` are those it lacks."""
    if request.said_gone is not None and request.said_gone != len(gone):
        raise Refusal(
            f"--gone {request.said_gone}, but {len(gone)} of {count(known.total(), 'known item')} are not in the export"
        )
    return CaptureFacts(
        found=gathering.history.found,
        private=sum(gathering.kinds[kind] for kind in PRIVATE_KINDS),
        declared=None if gathering.lists else recognised.declared,
        lists=tuple(gathering.lists),
        doubts=frozenset(gathering.doubts | {each.reason for each in recognised.doubts}),
        unknown=gathering.unknown,
        in_words=request.scope.is_said,
        picked=request.scope.picked or request.personal,
        known=known.total(),
        would_go=len(gone),
        said_gone=request.scope.gone if request.said_gone is None else request.said_gone,
        most_of_a_kind=most_of_a_kind(Counter(row.kind for row in gone), known),
        shortened=_is_shortened(request, recognised, gathering, gone),
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


def read_again(
    request: IngestRequest, portion: Portion, history: KnownItems, progress: Progress = unseen
) -> ReadExport:
    """An export that was taken in, read and judged again; nothing is written."""
    bag = Rehearsal(Path(os.devnull), progress=progress)
    key = read_key(request.store / "keys" / f"{request.site}.key")
    with open_export(request.paths) as export:
        form, recognised = recognised_export(export, request)
        return read_export(export, form, recognised, request, ReadingPlace(bag, key, history, portion))
