"""What an X/Twitter export says of its own files: which it lists and lacks, which hold nothing, which are misnamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...archives.opening import Member
from ...finding.renamed import original_name
from ...loose_values import dicts, mapping, text_of
from ...pieces import Doubt, Opener, Owner, Remark
from ...slices.json_slices import elements, first_value
from . import files

TWEET_INDEX = "data/js/tweet_index.js"
_COUNT = re.compile(r"[0-9]{1,11}\Z")
# How lists begin whose entries are items, whatever their file is called.
_POSTS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:window\.YTD\.(?:deleted_)?(?:tweets?|note_tweets?|community_tweet|twitter_circle_tweet)\."
    rb"|Grailbird\.data\.tweets_)"
)
_MESSAGES = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\.YTD\.direct_messages?(?:_group)?\.")


def count_of(value: object) -> int | None:
    """A count as it is written, as a number or as text."""
    return int(text_of(value)) if _COUNT.match(text_of(value)) else None


def first_objects(named: Sequence[tuple[str, Member]], wanted: str, opener: Opener) -> Iterator[Mapping[str, Any]]:
    """The first object of a file, at the root or under data/, in each part that has it."""
    for name, member in named:
        if name in (wanted, f"data/{wanted}"):
            with opener(member) as stream:
                yield mapping(first_value(stream))


def files_of_manifests(named: Sequence[tuple[str, Member]], opener: Opener) -> dict[str, int | None]:
    """The files with items that the manifests name, each with how many entries they say that it holds."""
    return {
        text_of(entry.get("fileName")): count_of(entry.get("count"))
        for manifest in first_objects(named, "manifest.js", opener)
        for kind in mapping(manifest.get("dataTypes")).values()
        for entry in dicts(mapping(kind).get("files"))
        if files.holds_items(text_of(entry.get("fileName")))
    }


def is_understood(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest has kinds, and of each kind a list of files or at least a folder of media."""
    kinds = [mapping(kind) for kind in mapping(manifest.get("dataTypes")).values()]
    return bool(kinds) and all(_lists_files(kind) for kind in kinds)


def _lists_files(kind: Mapping[str, Any]) -> bool:
    if "files" not in kind:
        return "mediaDirectory" in kind
    listed = kind["files"]
    return isinstance(listed, list) and all(text_of(mapping(each).get("fileName")) for each in listed)


def files_of_index(named: Sequence[tuple[str, Member]], opener: Opener) -> dict[str, int | None]:
    """The monthly files that the index of a monthly layout names, each with its count."""
    listed: dict[str, int | None] = {}
    for name, member in named:
        if name == TWEET_INDEX:
            with opener(member) as stream:
                entries = [mapping(each.value) for each in elements(stream) if each.element]
            listed |= {text_of(each.get("file_name")): count_of(each.get("tweet_count")) for each in entries}
    return {name: count for name, count in listed.items() if files.MONTHS.match(name)}


def absent_files(listed: Mapping[str, int | None], named: Iterable[tuple[str, Member]]) -> set[str]:
    """The listed files that are not there; one in which nothing would stand is not missed."""
    return {name for name, count in listed.items() if count != 0} - {name for name, _ in named}


def remarks_on_files(
    named: Sequence[tuple[str, Member]], used: set[Member], opener: Opener, *, messages: bool
) -> Iterator[Remark | Doubt]:
    """Files that ought to hold items and are empty, and others that begin as lists of items do."""
    parts, told = {member.part for _, member in named}, list(first_objects(named, "manifest.js", opener))
    if told and len(told) < len(parts):
        yield Remark("parts of the export without a manifest of their own", len(parts) - len(told))
    # Real manifests name files that were never handed out: told, and no reason to take the export for a part of itself.
    if any(not files.POSTS.match(name) for name in absent_files(files_of_manifests(named, opener), named)):
        yield Remark("files of items besides posts that the manifest names and the export does not hold", 1)
    empty = sum(member.size == 0 for name, member in named if files.holds_items(name))
    if empty:
        yield Remark("files of items in which nothing stands", empty)
    beginnings = [_POSTS, _MESSAGES] if messages else [_POSTS]
    others = [
        member
        for name, member in named
        if member not in used and member.base.endswith(".js") and not _is_copy(name, named)
    ]
    if misnamed := sum(_begins_as(member, opener, beginnings) for member in others):
        yield Doubt("unknown-parts", "files that begin as lists of items do, under names that are not known", misnamed)


def _is_copy(name: str, named: Sequence[tuple[str, Member]]) -> bool:
    """Whether a file is called a copy of another that is there: the finder of the export's top compares the two."""
    before = original_name(name)
    return before != name and any(before == other for other, _ in named)


def _begins_as(member: Member, opener: Opener, beginnings: Sequence[re.Pattern[bytes]]) -> bool:
    with opener(member) as stream:
        head = stream.read(200)
    return any(each.match(head) for each in beginnings)


def archive_owner(where: str, account_id: object, handles: Iterable[object], name: object) -> Owner:
    """Whose an archive is, as one place in it says."""
    known = frozenset(filter(None, map(text_of, handles)))
    return Owner(where, text_of(account_id), handles=known, names=frozenset(filter(None, [text_of(name)])))


def counts_of_posts(listed: Mapping[str, int | None]) -> dict[str, int | None]:
    """Of the files that are listed, those of posts."""
    return {name: count for name, count in listed.items() if files.POSTS.match(name)}
