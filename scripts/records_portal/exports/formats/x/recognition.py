"""Exports of X (Twitter): monthly files with a table (2012 to 2019), tweet.js, data/tweet.js, data/tweets.js.

Told by file names and by how the files begin: the era, whose the archive is, and what it says that it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from ...archives.opening import Member
from ...archives.streams import told
from ...loose_values import mapping, text_of
from ...pieces import MOST_PLACES, Doubt, Opener, Owner, Piece, Recognised
from ...slices.json_slices import elements
from . import files
from .listed import (
    absent_files,
    archive_owner,
    count_of,
    counts_of_posts,
    files_of_index,
    files_of_manifests,
    first_objects,
    is_understood,
)
from .reading import PostsReading
from .values import written_moment

NAME = "twitter"
PLATFORMS = frozenset(("x", "twitter"))
KINDS = frozenset(("post", "reply", "repost", "article"))
_KINDS_MONTHLY = KINDS - {"article"}
_LACKS = ("replies by others", "poll results", "who liked or reposted")
_LACKS_MONTHLY = (*_LACKS, "media files", "deleted posts", "edits", "direct messages")
_LACKS_LATER = (
    *_LACKS,
    "full text of reposts",
    "posts replied to",
    "image descriptions",
    "deleted posts after two weeks",
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The era by file names and by how the files begin; nothing where no file holds posts."""
    named = list(files.logical_names(members))
    names = {name for name, _ in named}
    monthly = any(files.MONTHS.match(name) for name in names)
    if monthly or (files.CSV in names and _has_table(named, opener)):
        return _monthly(members, named, opener)
    posts = [(name, member) for name, member in named if files.POSTS.match(name)]
    if not any(_begins_with(member, opener, b"window.YTD.") for _, member in posts):
        return None
    return _later(members, named, opener)


def _has_table(named: Sequence[tuple[str, Member]], opener: Opener) -> bool:
    return any(_begins_with(member, opener, b"tweet_id") for name, member in named if name == files.CSV)


def _begins_with(member: Member, opener: Opener, start: bytes) -> bool:
    with opener(member) as stream:
        return stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip(b' \t\r\n"').startswith(start)


def _monthly(members: Sequence[Member], named: Sequence[tuple[str, Member]], opener: Opener) -> Recognised:
    user = _first(named, "data/js/user_details.js", opener)
    payload = _first(named, "data/js/payload_details.js", opener)
    listed = files_of_index(named, opener)
    return Recognised(
        platforms=PLATFORMS,
        format=NAME,
        era="2012-2019",
        members=tuple(members),
        lacks=_LACKS_MONTHLY,
        kinds=_KINDS_MONTHLY,
        account_id=text_of(user.get("id")),
        handle=text_of(user.get("screen_name")),
        exported_at=written_moment(payload.get("created_at")),
        owners=tuple(_owners_of_months(named, opener)),
        declared=count_of(payload.get("tweets")),
        lists=tuple((name, count) for name, count in listed.items() if count is not None),
        doubts=tuple(_doubts(absent_files(listed, named), partial=False)),
    )


def _later(members: Sequence[Member], named: Sequence[tuple[str, Member]], opener: Opener) -> Recognised:
    account = mapping(_first(named, "account.js", opener).get("account"))
    manifests = list(first_objects(named, "manifest.js", opener))
    manifest = next(iter(manifests), {})
    user, archive = mapping(manifest.get("userInfo")), mapping(manifest.get("archiveInfo"))
    all_listed = files_of_manifests(named, opener)
    listed = counts_of_posts(all_listed)
    known = {name: count for name, count in listed.items() if count is not None}
    # Deleted posts stand in a private root alone, and so does how many there are.
    counts = [count for name, count in listed.items() if not files.DELETED.match(name)]
    names = {name for name, _ in named}
    alone = len({member.part for member in members}) == 1
    understood = all(map(is_understood, manifests))
    partial = alone and any(_is_partial(mapping(each.get("archiveInfo"))) for each in manifests)
    return Recognised(
        platforms=PLATFORMS,
        format=NAME,
        era=_era(names),
        members=tuple(members),
        lacks=_LACKS_LATER,
        kinds=KINDS,
        account_id=text_of(account.get("accountId")) or text_of(user.get("accountId")),
        handle=text_of(account.get("username")) or text_of(user.get("userName")),
        exported_at=written_moment(archive.get("generationDate")),
        owners=tuple(_owners(named, opener)),
        declared=sum(filter(None, counts)) if counts and None not in counts else None,
        lists=tuple(known.items()),
        doubts=tuple(_doubts(absent_files(listed, named), partial=partial, understood=understood)),
        offers=frozenset(("messages",) if any(map(files.MESSAGES.match, names)) else ()),
    )


def _owners_of_months(named: Sequence[tuple[str, Member]], opener: Opener) -> Iterator[Owner]:
    for user in first_objects(named, "data/js/user_details.js", opener):
        yield archive_owner("user_details.js", user.get("id"), (user.get("screen_name"),), user.get("full_name"))


def _owners(named: Sequence[tuple[str, Member]], opener: Opener) -> Iterator[Owner]:
    """Whose the archive is by each part's account and manifest; with the handles that the account had before."""
    changes = [
        mapping(mapping(entry.get("screenNameChange")).get("screenNameChange") or entry.get("screenNameChange"))
        for name, member in named
        if files.HANDLES.match(name)
        for entry in _entries(member, opener)
    ]
    former = [each.get(key) for each in changes for key in ("changedFrom", "changedTo")]
    accounts = [member for name, member in named if name in ("account.js", "data/account.js")]
    for entry in (entry for member in accounts for entry in _entries(member, opener)):
        account = mapping(entry.get("account"))
        handles = (account.get("username"), *former)
        yield archive_owner("account.js", account.get("accountId"), handles, account.get("accountDisplayName"))
    for entry in first_objects(named, "manifest.js", opener):
        user = mapping(entry.get("userInfo"))
        yield archive_owner(
            "manifest.js", user.get("accountId"), (user.get("userName"), *former), user.get("displayName")
        )


def _entries(member: Member, opener: Opener) -> Iterator[Mapping[str, Any]]:
    with opener(member) as stream:
        yield from (mapping(each.value) for each in elements(stream) if each.element)


def _doubts(absent: Collection[str], *, partial: bool, understood: bool = True) -> Iterator[Doubt]:
    if not understood:
        yield Doubt("unknown-parts", "a manifest whose lists of files are not understood")
    if absent:
        what, names = "files of posts that the export names itself and does not hold", sorted(map(told, absent))
        yield Doubt("missing-parts", what, len(absent), tuple(names[:MOST_PLACES]))
    if partial:
        yield Doubt("partial-by-its-own-word", "an archive that says it is one part of several, handed in alone")


def _era(names: set[str]) -> str:
    if any(name.startswith("data/tweets") and files.POSTS.match(name) for name in names):
        return "2022-on"
    return "2020-2022" if any(name.startswith("data/") and files.POSTS.match(name) for name in names) else "2018-2020"


def _first(named: Sequence[tuple[str, Member]], wanted: str, opener: Opener) -> Mapping[str, Any]:
    """The first object of a file, at the root or under data/; empty where there is none."""
    return next(first_objects(named, wanted, opener), {})


def _is_partial(archive: Mapping[str, Any]) -> bool:
    return archive.get("isPartialArchive") in (True, "true")


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    yield from PostsReading(recognised, opener).pieces()
