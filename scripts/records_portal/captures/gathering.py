"""What a reader of exports gives, put into a bag: items in segments, media and residue as files, all of it counted.

`data/items/items-NNNNNN.jsonl` holds an item a line (canonical value, fragments with their bytes, media);
`data/items/media/PART/NAME` its media; `data/residue/NAME/files/PART/PATH` whole files that no item owns;
`data/residue/NAME/ranges/NNNNNN` stretches of a file between items; `data/residue/index.jsonl` says what each is.
"""

from __future__ import annotations

import base64
import json
from array import array
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Self
from zoneinfo import ZoneInfo

import orjson

from records_portal.exports.archives.opening import Member
from records_portal.exports.archives.streams import told
from records_portal.exports.pieces import (
    MOST_PLACES,
    Doubt,
    ExportedItem,
    Fragment,
    ListRead,
    Media,
    Opener,
    Piece,
    Remark,
    Residue,
)
from records_portal.register.findings import Refusal
from records_portal.store.bags import SALTS, BagWriter, Fixity, PayloadFile

from .commitments.leaves import commitment
from .commitments.seeds import HEADING, DrawSeed, seed_line
from .indexes.item_index import ClassificationRule, IndexRow, classified, content_digest, digest
from .indexes.known_items import KnownItems, PackedRows, pack
from .private_parts import own_id, public_remarks
from .received import name_in_bag
from .synthesised_ids import SynthesisedIds

SEGMENT_BYTES = 32 << 20
# The parts of the residue that say what of the files of items was not understood.
_MISSING = "missing"  # the state of a medium that the export should hold
UNKNOWN = frozenset(("unknown-shapes", "damaged-records"))
# What an item says of itself, in the order in which its line has it; where it was read from is not among them.
_SAID = (
    "id", "id_basis", "kind", "created_at", "time_basis", "author", "account_id", "permalink", "language", "text",
    "hashtags", "reply_to", "reply_to_account", "repost_of", "repost_author", "versions", "deleted", "deleted_at",
    "visibility", "conversation",
)  # fmt: skip
_what_is_said = attrgetter(*_SAID)


@dataclass(frozen=True, slots=True)
class Setting:
    """What an item is read with: the site's key, its zone and its rules, and what gives it a seed if it gets one."""

    key: bytes
    zone: ZoneInfo
    rules: tuple[ClassificationRule, ...]
    draw_seed: DrawSeed | None = None


@dataclass(slots=True)
class _Stretches:
    """What of one file belongs to one part of the residue: where it is written, and the offset and length of each."""

    file: PayloadFile
    entry: dict[str, Any]
    places: array[int] = field(default_factory=lambda: array("q"))

    def take_in(self, offset: int, size: int) -> bool:
        """Note a stretch; whether it stands apart from the one before."""
        if self.places and self.places[-2] + self.places[-1] == offset:
            self.places[-1] += size
            return False
        self.places.extend((offset, size))
        return True


@dataclass(frozen=True, slots=True)
class UnreadStretch:
    """A file that no item was read from, or stretches of one by offset and length, and its part of the residue."""

    part: str
    member: Member
    places: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Gathering:
    """One capture in the making: where it is written, and the figures so far.

    `mixed` are the files that hold things which a public capture keeps back.
    """

    bag: BagWriter
    opener: Opener
    setting: Setting
    history: KnownItems
    rows: PackedRows = field(default_factory=PackedRows)
    changes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    media_states: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    lists: list[ListRead] = field(default_factory=list)
    unknown: int = 0
    changed: int = 0
    unmatched: int = 0
    days: set[str] = field(default_factory=set)
    residue: dict[str, Counter[str]] = field(default_factory=dict)
    unread: list[UnreadStretch] = field(default_factory=list)
    is_public: bool = False
    mixed: frozenset[Member] = frozenset()
    _missing: list[str] = field(default_factory=list)
    _cut: dict[str, set[Member]] = field(default_factory=dict)
    _owned: Counter[Member] = field(default_factory=Counter)
    _media: dict[Member, tuple[str, str]] = field(default_factory=dict)
    _last: dict[Member, tuple[int, str]] = field(default_factory=dict)
    _shared: dict[Member, set[str]] = field(default_factory=dict)
    _ids: SynthesisedIds = field(init=False)
    _index: list[tuple[dict[str, Any], array[int]]] = field(default_factory=list)
    _stretches: dict[tuple[str, Member], _Stretches] = field(default_factory=dict)
    _stretched: Member | None = None
    _segment: PayloadFile | None = None
    _open_stretches: ExitStack = field(default_factory=ExitStack)
    _open_segment: ExitStack = field(default_factory=ExitStack)
    _seeds: PayloadFile | None = None
    _open_seeds: ExitStack = field(default_factory=ExitStack)
    _segments: int = 0
    _ranges: int = 0

    def __post_init__(self) -> None:
        self._ids = SynthesisedIds(self.setting.key, self.setting.zone, self.history)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: Any) -> None:
        """Let go of the files that a failure left open."""
        self._open_stretches.__exit__(*failure)
        self._open_segment.__exit__(*failure)
        self._open_seeds.__exit__(*failure)

    def add(self, piece: Piece) -> None:
        """Take in one piece of the export."""
        if isinstance(piece, ExportedItem):
            self._add_item(piece)
        elif isinstance(piece, Residue):
            self._add_residue(piece)
        elif isinstance(piece, ListRead):
            self.lists.append(piece)
        elif isinstance(piece, Doubt):
            self.doubts.add(piece.reason)
            self.remarks.append(Remark(piece.what, piece.count, places=piece.places))
        elif isinstance(piece, Remark):
            self.remarks.append(piece)
            self.changed += piece.count if piece.is_change else 0

    def finish(self, members: Sequence[Member]) -> None:
        """Close what is open, write the residue's index, and refuse a capture in which a byte belongs to nothing."""
        self._close_stretches()
        self._open_segment.close()
        self._open_seeds.close()
        with self.bag.open("data/residue/index.jsonl") as file:
            for entry, places in self._index:
                ranges = [list(each) for each in zip(places[::2], places[1::2], strict=True)]
                file.write(_line({**entry, "ranges": ranges} if ranges else entry))
        for member in members:
            # The sum and not each byte: formats say where each stretch lies, and tests rebuild every file.
            if self._owned[member] != member.size:
                raise Refusal(
                    f"{member.name!r} has {member.size} bytes, of which {self._owned[member]} were accounted for"
                )

    def add_gone(self, rows: Sequence[IndexRow]) -> None:
        """Take in the items of earlier captures that this one had to hold and does not."""
        self.rows.packed += map(pack, rows)
        self.changes["gone"] += len(rows)

    def told_remarks(self) -> list[Remark]:
        """What people should look at, as the record says it."""
        return list(public_remarks(self.remarks, self.mixed)) if self.is_public else self.remarks

    def places(self) -> dict[str, tuple[str, ...]]:
        """Where the first of what is told was seen, by the words of the record; of what it keeps back, nothing."""
        found = {each.what: each.places for each in self.told_remarks() if each.places}
        return found | ({_MISSING: tuple(self._missing)} if self._missing else {})

    def last_items(self) -> dict[Member, str]:
        """The item that stands last in each file."""
        return {member: item for member, (_, item) in self._last.items()}

    def tells_of_private(self, part: str) -> bool:
        """Whether stretches of a part of the residue stand between things that were kept back."""
        return not self.mixed.isdisjoint(self._cut.get(part, ()))

    @property
    def shared(self) -> int:
        """How many media files belong to several items."""
        return sum(len(items) > 1 for items in self._shared.values())

    def _add_item(self, item: ExportedItem) -> None:
        files = [self._file_of(medium) for medium in item.media]
        of_platform = bool(item.id)
        if not of_platform:
            item = self._ids.identified(item, [sha256 for _, sha256 in files if sha256])
        item = own_id(item)
        for medium in item.media:
            if medium.member:
                self._shared.setdefault(medium.member, set()).add(item.id)
        canonical = canonical_value(item, [sha256 for _, sha256 in files])
        placed = self.history.placed(self._row(item, canonical, [sha256 for _, sha256 in files if sha256]))
        row, packed = placed or (None, b"")
        # Media are part of an id that is made here: without them a known item is met under another one.
        if row and row.change == "new" and not of_platform:
            self.unmatched += any(medium.state == "missing" for medium in item.media)
        if row and row.change:
            # The commitment is the last cell of a packed row, and empty until here.
            self.rows.packed.append(packed + self._committed(row, canonical, item.fragments))
        if row:
            self.changes[row.change or "repeated"] += 1
            self.kinds[row.kind] += 1
            if row.created_at:
                self.days.add(row.created_at[:10])
        self._write_item(item, canonical, row, [name for name, _ in files])
        for first in item.fragments[:1]:
            self._last[first.member] = max(self._last.get(first.member, (-1, "")), (first.offset, item.id))
        for fragment in item.fragments:
            self._owned[fragment.member] += len(fragment.data)
            self.bag.told(len(fragment.data))

    def _row(self, item: ExportedItem, canonical: dict[str, Any], media: Sequence[str]) -> IndexRow:
        earliest = latest = item.latest_at.astimezone(self.setting.zone).date() if item.latest_at else None
        if item.earliest_at != item.latest_at:
            earliest = item.earliest_at.astimezone(self.setting.zone).date() if item.earliest_at else None
        content_class, rule = classified(self.setting.rules, item.kind, item.author, item.hashtags, latest)
        members = {medium.member: medium.member.size for medium in item.media if medium.member} if item.media else {}
        return IndexRow(
            id=item.id,
            id_basis=item.id_basis,
            version=0,
            change="",
            kind=item.kind,
            content_class=content_class,
            class_rule=rule,
            created_at=canonical["created_at"],
            latest_on=latest.isoformat() if latest else "",
            time_basis=item.time_basis,
            edited="yes" if item.edited else "",
            deleted="yes" if item.deleted else "",
            media=len(item.media),
            bytes=sum(members.values()) + sum(len(fragment.data) for fragment in item.fragments),
            digest=digest(self.setting.key, canonical),
            content_digest=content_digest(self.setting.key, item.text, media),
            earliest_on=earliest.isoformat() if earliest else "",
        )

    def _committed(self, row: IndexRow, canonical: dict[str, Any], fragments: Sequence[Fragment]) -> bytes:
        """What binds an item to its words and fields, as a cell; its seed is written into the bag."""
        if self.setting.draw_seed is None:
            return b""
        if self._seeds is None:
            self._seeds = self._open_seeds.enter_context(self.bag.open_tag(SALTS))
            self._seeds.write(HEADING)
        seed = self.setting.draw_seed()
        self._seeds.write(seed_line(row.id, row.version, seed))
        return commitment(seed, canonical, [each.data for each in fragments]).encode()

    def _file_of(self, medium: Media) -> tuple[str, str]:
        """The bag's file of a medium and its SHA-256, copied when first met; two empty texts where none is held.

        A file without a byte goes with its item but has no digest: all such files would be one picture.
        """
        self.media_states[medium.state] += 1
        if medium.state == _MISSING and len(self._missing) < MOST_PLACES:
            self._missing.append(told(_name_of(medium)))
        member = medium.member
        if member is None:
            return "", ""
        if member not in self._media:
            part, path = member.place
            name = f"data/items/media/{part}/{path}"
            sha256 = self._copied(name, member).sha256
            self._media[member] = name, sha256 if member.size else ""
            self._owned[member] += member.size
        return self._media[member]

    def _write_item(
        self, item: ExportedItem, canonical: dict[str, Any], row: IndexRow | None, files: Sequence[str]
    ) -> None:
        if self._segment is None or self._segment.size > SEGMENT_BYTES:
            self._open_segment.close()
            self._segments += 1
            name = f"data/items/items-{self._segments:06}.jsonl"
            self._segment = self._open_segment.enter_context(self.bag.open(name))
        line = {
            "id": item.id,
            "version": row.version if row else None,
            "change": (row.change or "repeated") if row else "copy",
            "item": canonical,
            "files": [name for name in files if name],
            "fragments": [_fragment(each) for each in item.fragments],
        }
        self._segment.write(_line(line))

    def _add_residue(self, residue: Residue) -> None:
        size = residue.member.size if residue.data is None else len(residue.data)
        self.unknown += residue.part in UNKNOWN
        count = self.residue.setdefault(residue.part, Counter())
        count["bytes"] += size
        self._owned[residue.member] += size
        if residue.data is None:
            count["files"] += 1
            self._copy_file(residue)
            self.unread.append(UnreadStretch(residue.part, residue.member))
        else:
            count["ranges"] += self._write_range(residue, residue.data)
            self._cut.setdefault(residue.part, set()).add(residue.member)
            self.bag.told(size)

    def _copy_file(self, residue: Residue) -> None:
        part, path = residue.member.place
        name = f"data/residue/{residue.part}/files/{part}/{path}"
        self._copied(name, residue.member)
        entry = {"part": residue.part, "received": part, "path": path, "file": name}
        self._index.append((entry, array("q")))

    def _copied(self, name: str, member: Member) -> Fixity:
        """A file of the export copied into the bag; what was received as a file by itself was digested then."""
        part, path = member.place
        known = self.bag.payload.get(f"{name_in_bag(part, 'folder')}/{path}")
        with self.opener(member) as stream:
            return self.bag.copy_again(name, stream, known) if known else self.bag.copy(name, stream)

    def _write_range(self, residue: Residue, data: bytes) -> bool:
        """Write a stretch; whether it stands apart from the one before."""
        key = residue.part, residue.member
        # A part may have a million files: only those of the one being read are open.
        if self._stretches and residue.member is not self._stretched and residue.member != self._stretched:
            self._close_stretches()
        self._stretched = residue.member
        if key not in self._stretches:
            self._ranges += 1
            name = f"data/residue/{residue.part}/ranges/{self._ranges:06}"
            part, path = residue.member.place
            entry = {"part": residue.part, "received": part, "path": path, "file": name}
            file = self._open_stretches.enter_context(self.bag.open(name))
            self._stretches[key] = _Stretches(file, entry)
        stretches = self._stretches[key]
        stretches.file.write(data)
        return stretches.take_in(residue.offset, len(data))

    def _close_stretches(self) -> None:
        self._open_stretches.close()
        for (part, member), each in self._stretches.items():
            self._index.append((each.entry, each.places))
            ranges = tuple(zip(each.places[::2], each.places[1::2], strict=True))
            self.unread.append(UnreadStretch(part, member, ranges))
        self._stretches.clear()


def canonical_value(item: ExportedItem, media: Sequence[str]) -> dict[str, Any]:
    """What an item says, without where it was read from and without figures that change by themselves."""
    # What is empty is left out, so that a field that is added later changes no older digest.
    value = {name: each for name, each in zip(_SAID, _what_is_said(item), strict=True) if each}
    value["created_at"] = _moment(item.created_at, item.date_only) if item.created_at else ""
    if item.reply_to_account and item.reply_to_account == item.account_id:
        value["thread"] = True
    if item.media:
        value["media"] = [
            {"state": each.state, "address": each.address, "description": each.description, "sha256": sha256}
            for each, sha256 in zip(item.media, media, strict=True)
        ]
    return value


def _moment(when: datetime, date_only: bool) -> str:
    return when.date().isoformat() if date_only else f"{when.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _name_of(medium: Media) -> str:
    """The name of a medium's file; of one that has an address alone, what stands at its end."""
    if medium.member:
        return medium.member.name
    is_address = "://" in medium.address
    return medium.address.partition("?")[0].rpartition("/")[2] if is_address else medium.address


def _fragment(fragment: Fragment) -> dict[str, Any]:
    part, path = fragment.member.place
    place = {"received": part, "path": path, "offset": fragment.offset, "length": len(fragment.data)}
    try:
        return {**place, "text": fragment.data.decode()}
    except UnicodeDecodeError:
        return {**place, "base64": base64.b64encode(fragment.data).decode()}


def _line(value: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # half of a surrogate pair, which only an escape keeps
        return json.dumps(value, separators=(",", ":")).encode() + b"\n"
