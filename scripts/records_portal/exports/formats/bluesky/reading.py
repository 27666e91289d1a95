"""A repository of Bluesky: one CAR file (com.atproto.sync.getRepo), with blobs and the identity's log beside it.

* The tree lists the records; a block that it does not reach was replaced or deleted, and is no record.
* Every block is held against its CID; what differs is damaged, and what the tree lists and the file lacks is counted.
* Pictures and films are not in the file: they are found under their CID beside it, and held against it too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...leftovers import Parts, UnknownShapes, is_packaging
from ...loose_values import dicts, json_value
from ...member_digests import digest_of_member
from ...moments import disagree, moment_with_offset
from ...pieces import Doubt, ExportedItem, Fragment, Opener, Piece, Recognised, Remark, Residue
from ...slices.car_blocks import CarSection, car_sections, cid_text, dag_cbor
from .tree import ListedRecords, repository_of, roots_of
from .values import APART, ITEMS, KINDS, POST, REPOST, BlueskyAccount, item_of_record, moment_of_key

NAME = "bluesky"
_LACKS = (
    "replies by others",
    "deleted posts",
    "pictures and films, unless they lie beside it",
    "the handle, unless the identity's log lies beside it",
    "who liked or reposted",
)
_CAR = re.compile(r"(?:.*/)?[^/]+\.car\Z", re.IGNORECASE)
_BLOB = re.compile(r"(?:.*/)?(bafkrei[a-z2-7]{52})(?:\.[A-Za-z0-9]{1,5})?\Z")
_LOG = re.compile(r"(?:.*/)?[^/]+\.json\Z", re.IGNORECASE)
_LARGEST_LOG = 1 << 20
_MOST_LOGS = 20
_MISSING = "missing-parts"
_PARTS = Parts.of(orphan_media=r"(?:.*/)?bafkrei[a-z2-7]{52}[^/]*")
_COLLECTIONS = (
    (re.compile(r"app\.bsky\.feed\.like\Z"), "likes"),
    (re.compile(r"app\.bsky\.graph\..*"), "contacts"),
    (re.compile(r"app\.bsky\.actor\..*"), "account"),
    (re.compile(r"app\.bsky\.feed\.(?:threadgate|postgate)\Z"), "who-may-answer"),
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The repository by its file's header; nothing where none is there."""
    repositories = _repositories(members, opener)
    if not repositories:
        return None
    dids = sorted({each.did for each in repositories.values() if each.did})
    if len(dids) > 1:
        raise Refusal(f"the export holds the repositories of {dids[0]!r} and {dids[1]!r}; hand in one account's")
    did = dids[0] if dids else ""
    listed = [path for each in repositories.values() for paths in each.records.values() for path in paths]
    declared = sum(path.partition("/")[0] in (POST, REPOST) for path in listed)
    return Recognised(
        platforms=frozenset(("bluesky",)),
        format=NAME,
        era="car-1",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        account_id=did,
        handle=BlueskyAccount(did, _handles(members, opener, did)[0]).handle,
        declared=declared,
        # A part of a tree says nothing of what is no longer in the whole.
        complete=not any(each.absent for each in repositories.values()),
    )


def _repositories(members: Sequence[Member], opener: Opener) -> dict[Member, ListedRecords]:
    """Each repository file and what it lists."""
    found = {}
    for member in members:
        if _CAR.match(member.name) and not is_packaging(member.name):
            with opener(member) as stream:
                roots = roots_of(stream)
            if roots:
                with opener(member) as stream:
                    found[member] = repository_of(stream, roots)
    return found


def _handles(
    members: Sequence[Member], opener: Opener, did: str
) -> tuple[tuple[tuple[datetime, str], ...], frozenset[Member]]:
    """The handles of an identity by the moment since which each was its own, and the files that say so."""
    found: set[tuple[datetime, str]] = set()
    logs = set()
    small = [each for each in members if _LOG.match(each.name) and each.size <= _LARGEST_LOG]
    for member in small[:_MOST_LOGS]:
        with opener(member) as stream:
            entries = dicts(json_value(stream.read()))
        own = [each for each in entries if each.get("did") == did and isinstance(each.get("operation"), dict)]
        if own:
            logs.add(member)
            found.update(filter(None, map(_handle_of, own)))
    return tuple(sorted(found)), frozenset(logs)


def _handle_of(entry: Mapping[str, Any]) -> tuple[datetime, str] | None:
    """The handle that an entry of an identity's log gave, and since when; nothing where it was taken back."""
    operation, since = entry["operation"], moment_with_offset(entry.get("createdAt"))
    known = operation.get("alsoKnownAs")
    names = [each for each in known if isinstance(each, str)] if isinstance(known, list) else []
    handle = next((each.removeprefix("at://") for each in names if each.startswith("at://")), operation.get("handle"))
    if entry.get("nullified") or since is None or not isinstance(handle, str):
        return None
    return since, handle


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the repository, each byte in exactly one of them."""
    yield from _BlueskyReading(recognised, opener).pieces()


class _BlueskyReading:
    """One passage through a repository and what lies beside it."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        self._seen: Counter[str] = Counter()
        self._strangers = UnknownShapes()
        handles, self._logs = _handles(self._members, opener, recognised.account_id)
        self._account = BlueskyAccount(recognised.account_id, handles, self._blobs())

    def _blobs(self) -> dict[str, Member]:
        """The files beside the repository that are named by their CID and are what it says."""
        found: dict[str, Member] = {}
        for member in self._members:
            if match := _BLOB.match(member.name):
                digest = bytes.fromhex(digest_of_member(member, "sha256", self._opener))
                if cid_text(b"\x01\x55\x12\x20" + digest) == match[1]:
                    found.setdefault(match[1], member)
                else:
                    self._seen["files whose content is not what their CID names"] += 1
        return found

    def pieces(self) -> Iterator[Piece]:
        used: set[Member] = set()
        repositories = _repositories(self._members, self._opener)
        for member, repository in repositories.items():
            for piece in self._of_file(member, repository):
                if isinstance(piece, ExportedItem):
                    used.update(each.member for each in piece.media if each.member)
                yield piece
        for member in self._members:
            if member not in used and member not in repositories:
                part = "identity-history" if member in self._logs else _PARTS.part(member.name)
                yield Residue(part, member)
        yield from self._strangers.remarks()
        yield from (Remark(what, count) for what, count in sorted(self._seen.items()) if count)

    def _of_file(self, member: Member, repository: ListedRecords) -> Iterator[Piece]:
        """The pieces of one repository file, in the order of its blocks."""
        met: set[bytes] = set()
        with self._opener(member) as stream:
            for section in car_sections(stream):
                yield from self._of_section(member, section, repository, met)
        missing = sum(len(paths) for cid, paths in repository.records.items() if cid not in met)
        if repository.absent:
            yield Doubt(_MISSING, "parts of the repository's tree that are not in the file", repository.absent)
        if missing:
            yield Doubt(_MISSING, "records that the repository lists and that are not in the file", missing)

    def _of_section(
        self, member: Member, section: CarSection, repository: ListedRecords, met: set[bytes]
    ) -> Iterator[Piece]:
        fragment = Fragment(member, section.offset, section.data)
        if part := self._part_of(section, repository, met):
            yield Residue(part, member, section.offset, section.data)
            return
        met.add(section.cid)
        paths = repository.records[section.cid]
        items = [item for path in paths if path.partition("/")[0] in ITEMS for item in self._item(section, path)]
        if not items and any(path.partition("/")[0] in ITEMS for path in paths):
            yield self._strangers.residue(member, section.offset, section.data)
        elif not items:
            yield Residue(_part_of_collection(paths[0]), member, section.offset, section.data)
        for number, item in enumerate(items):
            # Two records that say the same are one block; its bytes belong to the first.
            yield replace(item, fragments=() if number else (fragment,))

    def _part_of(self, section: CarSection, repository: ListedRecords, met: set[bytes]) -> str:
        """The part of the residue that a section belongs to; nothing where it is a record that is listed."""
        if section.broken:
            self._seen["places where the file breaks off"] += 1
            return "unknown-shapes"
        if not section.cid:
            return "framing"
        if not section.is_sound:
            self._seen["blocks that are not what their CID names"] += 1
            return "damaged-blocks"
        if section.cid == repository.commit or section.cid in repository.nodes:
            return "repository"
        if section.cid not in repository.records:
            return "deleted-posts" if _is_post(section) else "unreachable-blocks"
        return "repeated-blocks" if section.cid in met else ""

    def _item(self, section: CarSection, path: str) -> Iterator[ExportedItem]:
        try:
            record = dag_cbor(section.content)
        except ValueError:
            return
        if item := item_of_record(record, path, self._account):
            written = moment_with_offset(record.get("createdAt"))
            apart = "records whose key carries another moment than the one written"
            self._seen[apart] += disagree(written, moment_of_key(path.partition("/")[2]), APART)
            yield item


def _is_post(section: CarSection) -> bool:
    """Whether a block was a post or a repost once."""
    try:
        record = dag_cbor(section.content)
    except ValueError:
        return False
    return isinstance(record, dict) and record.get("$type") in (POST, REPOST)


def _part_of_collection(path: str) -> str:
    collection = path.partition("/")[0]
    return next((part for pattern, part in _COLLECTIONS if pattern.match(collection)), "other-records")
