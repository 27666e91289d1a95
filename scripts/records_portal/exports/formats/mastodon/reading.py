"""Archives of Mastodon: `outbox.json`, `actor.json` and `media_attachments/`, packed as zip, tar or tar.gz.

* Direct messages stand among the posts; they and their media are residue unless they are asked for.
* Only the last version of an edited post is there; it can date from its last change.
* A boost holds the address of what was boosted, and no text.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...archives.opening import Member
from ...known_shapes import KnownShapes, Shape
from ...leftovers import Parts, UnknownShapes, is_packaging, list_doubt
from ...loose_values import mapping
from ...moments import disagree
from ...pieces import ExportedItem, Fragment, ListRead, Opener, Owner, OwnersMet, Piece, Recognised, Remark, Residue
from ...slices.json_slices import LONGEST_OPENING, elements
from .lists import lists_pieces
from .shapes import BOOST, POLL, POST
from .values import (
    MEDIA,
    MastodonAccount,
    MastodonContext,
    accounts_of_activity,
    item_of_activity,
    moment_of_address,
    nameless,
)

NAME = "mastodon"
KINDS = frozenset(("post", "reply", "repost"))
MESSAGES = "direct-messages"
_LACKS = (
    "replies by others",
    "earlier versions of edited posts",
    "text and media of boosted posts",
    "who liked or boosted",
    "deleted posts",
)
_OUTBOX = re.compile(r"(?:[^/]+/)*outbox\.json\Z")
_ACTOR = re.compile(r"(?:[^/]+/)*actor\.json\Z")
_KEY = re.compile(rb'"orderedItems"\s*:\s*\[')
_DECLARED = re.compile(rb'"totalItems"\s*:\s*(\d{1,9})\b')
_LARGEST_ACTOR = 1 << 20
_PARTS = Parts.of(
    account=r"(?:.*/)?(?:actor\.json|(?:avatar|header)\.[^/]*)",
    likes=r"(?:.*/)?likes\.json",
    bookmarks=r"(?:.*/)?bookmarks\.json",
    moderation_lists=r"(?:.*/)?(?:blocks|blocked_accounts|blocked_domains|mutes|muted_accounts)[^/]*\.(?:csv|json)",
    contacts=r"(?:.*/)?(?:following|followers|lists)[^/]*\.(?:csv|json)",
    orphan_media=r"(?:.*/)?media_attachments/.*",
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The archive by the list in its outbox; nothing where none is there."""
    openings = [_opening(member, opener) for member in _named(members, _OUTBOX)]
    if not any(_KEY.search(each) for each in openings):
        return None
    declared = [int(match[1]) for each in openings if (match := _DECLARED.search(each))]
    return Recognised(
        platforms=frozenset(("mastodon",)),
        format=NAME,
        era="2018-on",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        handle=_actor(members, opener).handle,
        owners=tuple(
            Owner(member.base, address=actor.id, handles=frozenset(filter(None, (actor.handle,))))
            for member, actor in _actors(members, opener)
        ),
        declared=sum(declared) if declared else None,
        counts_private=True,
        offers=frozenset(("messages",)),
    )


def _named(members: Sequence[Member], pattern: re.Pattern[str]) -> Iterator[Member]:
    yield from (member for member in members if pattern.match(member.name) and not is_packaging(member.name))


def _opening(member: Member, opener: Opener) -> bytes:
    with opener(member) as stream:
        return stream.read(LONGEST_OPENING)


def _actor(members: Sequence[Member], opener: Opener) -> MastodonAccount:
    return next((actor for _, actor in _actors(members, opener)), MastodonAccount())


def _actors(members: Sequence[Member], opener: Opener) -> Iterator[tuple[Member, MastodonAccount]]:
    for member in _named(members, _ACTOR):
        if member.size <= _LARGEST_ACTOR:
            with opener(member) as stream:
                try:
                    yield member, MastodonAccount.of(json.loads(stream.read().removeprefix(b"\xef\xbb\xbf")))
                except (ValueError, RecursionError):
                    continue


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the archive, each byte in exactly one of them."""
    members = recognised.members
    media = {match[0]: member for member in reversed(members) if (match := MEDIA.search(member.name))}
    around = MastodonContext(_actor(members, opener), media)
    strangers, owned, private = UnknownShapes(), set[Member](), dict[Member, None]()
    disagreeing = undated = 0
    lacking, shapes = Counter[str](), KnownShapes("posts")
    for member in _named(members, _OUTBOX):
        owned.add(member)
        found: set[str] = set()
        for piece, item in _pieces(member, opener, around, (strangers, lacking, shapes), recognised.include):
            yield piece
            if item:
                found.add(item.id)
                files = [each.member for each in item.media if each.member]
                if isinstance(piece, ExportedItem):
                    owned.update(files)
                    disagreeing += disagree(item.created_at, moment_of_address(item.id), 1)
                    undated += item.time_basis != "explicit-offset"
                else:
                    private.update(dict.fromkeys(files))
        if declared := _DECLARED.search(_opening(member, opener)):
            yield ListRead(member.base, len(found), int(declared[1]))
    yield from lists_pieces(members, opener, around.actor.handle, owned)
    for member in members:
        if member not in owned:
            yield Residue(MESSAGES if member in private else _PARTS.part(member.name), member)
    yield from strangers.remarks()
    yield from shapes.remarks()
    if disagreeing:
        yield Remark("posts whose id carries another moment than the one written", disagreeing)
    yield from (Remark(what, count) for what, count in sorted(lacking.items()) if count)
    if undated:
        yield Remark("items without a written moment that can be read", undated)


def _pieces(
    member: Member,
    opener: Opener,
    around: MastodonContext,
    counts: tuple[UnknownShapes, Counter[str], KnownShapes],
    include: frozenset[str],
) -> Iterator[tuple[Piece, ExportedItem | None]]:
    """Each stretch of an outbox, with the item that was read from it; that of a message nobody asked for is residue."""
    strangers, lacking, shapes = counts
    owners = OwnersMet()
    with opener(member) as stream:
        for each in elements(stream, below="orderedItems"):
            item = item_of_activity(each.value, around) if each.element else None
            if item is None or item.kind != "message":
                lacking["hashtags and choices of polls without their name"] += (
                    nameless(each.value) if each.element else 0
                )
            for account in accounts_of_activity(each.value) if item else ():
                handles = frozenset(filter(None, (account.handle,)))
                yield from ((told, None) for told in owners.told(Owner(member.base, "", account.id, handles)))
            if item:
                shapes.look(member.base, each.value, each.data, _shape_of(each.value))
                shapes.changed[member.base] += _contradicts_itself(each.value)
            if each.fault:
                yield list_doubt(member, each.fault), None
            if item and item.kind == "message" and "messages" not in include:
                yield Residue(MESSAGES, member, each.offset, each.data), item
            elif item:
                whole = replace(item, fragments=(Fragment(member, each.offset, each.data),))
                yield whole, whole
            elif each.element or each.broken:
                yield strangers.residue(member, each.offset, each.data), None
            elif each.data:
                yield Residue("framing", member, each.offset, each.data), None


def _shape_of(value: object) -> Shape:
    """What an activity has to look like, by what it says that it is."""
    activity = mapping(value)
    note = activity.get("object")
    if activity.get("type") == "Announce":
        return BOOST
    is_poll = isinstance(note, dict) and note.get("type") == "Question" and "anyOf" not in note
    return POLL if is_poll else POST


def _contradicts_itself(value: object) -> bool:
    """Whether a post's text is not the one that it says by language, or it was changed at no moment."""
    note = mapping(mapping(value).get("object"))
    by_language = note.get("contentMap")
    other = isinstance(by_language, dict) and bool(by_language) and note.get("content") not in by_language.values()
    return other or ("updated" in note and not note["updated"])
