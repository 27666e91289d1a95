"""Exports of TikTok: one file of JSON, or a folder of text files.

* The file is known by its keys at the top, which tell the year; lists of items by their key, wherever they stand.
* Text files in another language than English cannot be told from each other: they are residue, and that is said.
* What nobody published (messages, purchases, log-ins, what was watched) is residue by its section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...archives.opening import Member
from ...leftovers import Parts, UnknownShapes, is_packaging
from ...loose_values import json_value, mapping
from ...moments import disagree
from ...pieces import Fragment, Opener, Owner, Piece, Recognised, Remark, Residue
from ...slices.json_trees import LARGEST_TREE, Path, keys_at_top, tree_stretches
from .lines import TextBlock, text_blocks
from .values import (
    BLOCKS,
    CHATS,
    COMMENTS,
    DELETED,
    FILTERS,
    KINDS,
    MODERATION,
    POSTS,
    REPOSTS,
    STORIES,
    TikTokAccount,
    entry_of_moderation,
    folded_values,
    has_key,
    item_of_tiktok,
    moment_of_post,
)

NAME = "tiktok"
PART = "moderation-lists"
OLDEST = "json-until-2023"
_LACKS = (
    "films and pictures",
    "comments by others",
    "ids of comments",
    "captions of films before 2024",
    "deleted posts after a while",
    "earlier captions",
)
_SECTIONS = {
    "direct-messages": ("direct message", "direct messages"),
    "account": ("profile", "profile and settings", "app settings"),
    "advertising": ("ads and data",),
    "purchases": ("income plus wallet transactions", "income+ wallet", "tiktok shop", "tiktok shopping"),
    "activity": ("activity", "your activity", "likes and favorites", "location review"),
    "live": ("tiktok live",),
}
_PART_OF = {name: part for part, names in _SECTIONS.items() for name in names}
_WITH_ITEMS = frozenset(("video", "post", "comment", "your activity", "activity", "tiktok live"))
_PUBLISHED = frozenset(("video", "post", "comment"))
# Parts can be left out when the export is asked for; these names no other platform has.
_ITS_OWN = _PART_OF.keys() - {"profile", "activity", "direct message", "direct messages"}
_NEWEST = frozenset(("profile and settings", "income+ wallet", "likes and favorites"))
_TOP = _PUBLISHED | _PART_OF.keys()
_LISTS = {
    "commentslist": COMMENTS,
    "postlist": DELETED,
    "repostlist": REPOSTS,
    "storylist": STORIES,
}
_VIDEOS = re.compile(r"(?:video|post)/(?:videos|posts)/videolist")
_LIVE = re.compile(r"tiktok live/.*/comments")
_STORY = re.compile(r"post/stor(?:y|ies)/.*")
_SETTINGS = ("app settings", "profile and settings")
_BLOCKS = re.compile(r"(?:app settings|profile and settings)/(?:.*/)?block(?: ?list)?/blocklist")
_FILTERS = re.compile(r"(?:app settings|profile and settings)/.*/content preferences/keyword filters for [^/]*")
_MODERATION_AT = re.compile(r"block(?: ?list)?|settings|settingsmap|content preferences")
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
# One of them stands near the start of every file; only a file that has one is read to its end.
_NEAR = re.compile(
    rb'"(?:Ads and data|App Settings|Direct Messages?|TikTok Shop|Tiktok (?:Live|Shopping)|Your Activity|Activity'
    rb'|Profile And Settings|Likes and Favorites|Comment|Video|Post)"\s*:\s*[{\[n]'
)
_START = 1 << 18
_OBJECTS_IN_LIST = re.compile(rb"\[\s*\{")
_PARTS = Parts.of(
    direct_messages=r"(?:.*/)?tiktok/(?:direct messages?)/.*",
    account=r"(?:.*/)?tiktok/(?:profile|profile and settings|app settings)/.*",
    advertising=r"(?:.*/)?tiktok/ads[^/]*/.*",
    purchases=r"(?:.*/)?tiktok/(?:tiktok shop|income[^/]*)/.*",
    activity=r"(?:.*/)?tiktok/(?:activity|your activity|likes and favorites|location review)/.*",
    live=r"(?:.*/)?tiktok/tiktok live/.*",
)
_TEXTS = re.compile(r"(?:.*/)?TikTok/[^/]+/[^/]+\.txt", re.IGNORECASE)
_NEEDED_TEXTS = {POSTS: "posts", COMMENTS: "comments"}
_TABLES = {"posts.txt": POSTS, "videos.txt": POSTS, "comments.txt": COMMENTS, "reposts.txt": REPOSTS}
_DELETED_TEXTS = re.compile(r"recently deleted[^/]*\.txt", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:.*[^\d/])?(\d{15,20})(?!\d)[^/]*\.(?:mp4|mov|jpe?g|png|webp|webm)", re.IGNORECASE | re.ASCII
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by the keys of its file, or by its folder of texts; nothing where neither is there."""
    eras = _eras(members, opener)
    texts = [member for member in members if _is_table(member)]
    if not eras and not any(True for member in texts for _ in _first_blocks(member, opener)):
        return None
    profiles = list(_profiles(eras, opener))
    account = next(iter(profiles), TikTokAccount())
    return Recognised(
        platforms=frozenset(("tiktok",)),
        format=NAME,
        era=max(eras.values(), default="text"),
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        handle=account.handle,
        account_name=account.name,
        owners=tuple(Owner("a profile", handles=frozenset(filter(None, (each.handle,)))) for each in profiles),
    )


def _eras(members: Sequence[Member], opener: Opener) -> dict[Member, str]:
    return {member: era for member in members if (era := _era(member, opener))}


def _era(member: Member, opener: Opener) -> str:
    """The years in which a file was made so; nothing where it is no such file."""
    if not member.base.lower().endswith(".json") or is_packaging(member.name):
        return ""
    with opener(member) as stream:
        start = stream.read(_START)
        if not (_OBJECT.match(start) and _NEAR.search(start)) or member.size > LARGEST_TREE:
            return ""
    with opener(member) as stream:
        keys = {key.casefold() for key in keys_at_top(stream.read())} or _keys_in(member, opener)
    if not keys & _ITS_OWN or not keys & _WITH_ITEMS:
        return ""
    if keys & _NEWEST:
        return "json-2026-on"
    return OLDEST if keys & {"video", "activity", "tiktok shopping"} else "json-2024-2025"


def _keys_in(member: Member, opener: Opener) -> set[str]:
    """What may be keys at the top of a file that cannot be followed to its end."""
    with opener(member) as stream:
        found = re.findall(rb'"([A-Za-z+ ]{4,40})"\s*:\s*\{', stream.read())
    return {each.decode().casefold() for each in found} & _TOP


def _is_table(member: Member) -> bool:
    # By its own name: the folder is in the language of the account.
    return bool(_table_of(member)) and not is_packaging(member.name)


def _table_of(member: Member) -> str:
    return DELETED if _DELETED_TEXTS.fullmatch(member.base) else _TABLES.get(member.base.lower(), "")


def _first_blocks(member: Member, opener: Opener) -> Iterator[TextBlock]:
    with opener(member) as stream:
        yield from (block for block in text_blocks(stream) if block.values)


def _account(recognised: Recognised) -> TikTokAccount:
    """Whose export it is, with the files beside it that are named after posts."""
    members = reversed(recognised.members)
    files = {match[1]: member for member in members if (match := _NUMBERED.fullmatch(member.name))}
    return TikTokAccount(recognised.handle, recognised.account_name, files)


def _profiles(trees: Iterable[Member], opener: Opener) -> Iterator[TikTokAccount]:
    """Whose the export is by each profile in it."""
    for member in trees:
        with opener(member) as stream:
            for each in tree_stretches(stream, _is_profile, _no_list):
                if _folded(each.path).endswith("/profilemap"):
                    profile = folded_values(_value_behind_key(each.data))
                    yield TikTokAccount(profile.get("username", ""), profile.get("displayname", ""))


def _value_behind_key(data: bytes) -> object:
    # A value is cut with its key: within brackets the two are an object.
    return next(iter(mapping(json_value(b"{" + data + b"}")).values()), None)


def _is_profile(path: Path) -> bool:
    return path[0].casefold() in ("profile", "profile and settings") and path[-1].casefold() != "profilemap"


def _no_list(path: Path) -> bool:
    return False


def _folded(path: Path) -> str:
    return "/".join(path).casefold()


def _is_open(path: Path) -> bool:
    top, *below = (each.casefold() for each in path)
    return top in _WITH_ITEMS or (top in _SETTINGS and all(map(_MODERATION_AT.fullmatch, below)))


def _list_of(path: Path) -> str:
    """Which table a list at a path is; nothing where it holds no items."""
    whole = _folded(path)
    if path[0].casefold() in _SETTINGS:
        return BLOCKS if _BLOCKS.fullmatch(whole) else FILTERS if _FILTERS.fullmatch(whole) else ""
    if _VIDEOS.fullmatch(whole):
        return POSTS
    if _LIVE.fullmatch(whole):
        return CHATS
    return STORIES if _STORY.fullmatch(whole) else _LISTS.get(path[-1].casefold().replace(" ", ""), "")


def _is_list(path: Path) -> bool:
    return bool(_list_of(path))


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    yield from _TikTokReading(recognised, opener).pieces()


class _TikTokReading:
    """One passage through an export: whose it is, which files belong to posts, and what was not understood."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        self._trees = _eras(recognised.members, opener)
        self._account = _account(recognised)
        self._strangers, self._found = UnknownShapes(), Counter[str]()
        self._used: set[Member] = set()

    def pieces(self) -> Iterator[Piece]:
        for member in self._members:
            if member in self._trees:
                self._used.add(member)
                yield from self._tree(member)
            elif _is_table(member):
                self._used.add(member)
                yield from self._lines(member)
        for member in self._members:
            if member not in self._used:
                known = _PARTS.part(member.name)
                self._found["text files whose name is none of English; their posts are not read"] += (
                    bool(_TEXTS.fullmatch(member.name)) and known == "other-files"
                )
                yield Residue(known, member)
        yield from self._strangers.remarks()
        self._miss_texts()
        yield from (Remark(what, count) for what, count in self._found.items() if count)

    def _miss_texts(self) -> None:
        """Count which tables a folder of texts should have and has not."""
        there = {_table_of(member) for member in self._members if _is_table(member) and member.size}
        for table, words in _NEEDED_TEXTS.items():
            self._found[f"text files without any of {words}"] += not self._trees and table not in there

    def _tree(self, member: Member) -> Iterator[Piece]:
        between = "framing"
        with self._opener(member) as stream:
            for each in tree_stretches(stream, _is_open, _is_list):
                if each.element:
                    between = PART if _list_of(each.path) in MODERATION else "framing"
                if each.broken:
                    yield self._strangers.residue(member, each.offset, each.data)
                elif each.element and between == PART:
                    yield self._moderation(Fragment(member, each.offset, each.data), _list_of(each.path), each.value)
                elif each.element:
                    table, value = _list_of(each.path), each.value
                    # Every post has the key since 2024, with or without a caption.
                    self._found["posts without the key of their caption"] += (
                        table == POSTS and self._trees[member] != OLDEST and not has_key(value, "title")
                    )
                    yield self._piece(Fragment(member, each.offset, each.data), table, folded_values(value))
                elif each.path:
                    yield self._section(Fragment(member, each.offset, each.data), each.path)
                else:
                    # What stands between the entries of a private list would tell how many there are.
                    yield Residue(between, member, each.offset, each.data)

    def _moderation(self, fragment: Fragment, table: str, value: object) -> Piece:
        """An entry of a private list; one that is not understood is told once and not how often."""
        if item := entry_of_moderation(table, value, self._account):
            return replace(item, fragments=(fragment,))
        self._found["lists of blocked accounts or filtered words with entries of an unknown shape"] = 1
        return Residue(PART, fragment.member, fragment.offset, fragment.data)

    def _section(self, fragment: Fragment, path: Path) -> Residue:
        """A value that is no list of items, by its section; among what is published an unknown list is told."""
        top = path[0].casefold()
        lists = bool(_OBJECTS_IN_LIST.search(fragment.data))
        if top in _PUBLISHED and lists:
            return self._strangers.residue(fragment.member, fragment.offset, fragment.data)
        self._found["sections whose name is not known"] += top not in _TOP and lists
        return Residue(_PART_OF.get(top, "other-data"), fragment.member, fragment.offset, fragment.data)

    def _lines(self, member: Member) -> Iterator[Piece]:
        with self._opener(member) as stream:
            for block in text_blocks(stream):
                if block.values:
                    values = folded_values(block.values)
                    yield self._piece(Fragment(member, block.offset, block.data), _table_of(member), values)
                elif block.data.strip(b"\xef\xbb\xbf\r\n\t -="):
                    yield self._strangers.residue(member, block.offset, block.data)
                else:
                    yield Residue("framing", member, block.offset, block.data)

    def _piece(self, fragment: Fragment, table: str, values: Mapping[str, str]) -> Piece:
        item = item_of_tiktok(table, values, self._account)
        if not item:
            return self._strangers.residue(fragment.member, fragment.offset, fragment.data)
        self._used.update(each.member for each in item.media if each.member)
        self._found["posts whose address does not hold their id"] += not item.id and table in (POSTS, DELETED)
        if item.id:
            self._found["posts whose id carries another moment than the one written"] += disagree(
                item.created_at, moment_of_post(item.id), 3600
            )
        return replace(item, fragments=(fragment,))
