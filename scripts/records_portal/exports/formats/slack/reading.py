"""Exports of a Slack workspace: a folder for each channel, a file for each day, lists of channels and people beside.

* What was said in a public channel is an item; joins, renames and the like are residue.
* Private channels and direct messages are residue unless they are asked for; so is a folder that no list names.
* Only the last version of an edited message is there; it can date from its last change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from records_portal.register.findings import Refusal

from ...archives.opening import Member
from ...known_shapes import KnownShapes
from ...leftovers import Parts, UnknownShapes, is_packaging
from ...loose_values import dicts, json_value, mapping, text_in
from ...pieces import Doubt, Fragment, Opener, Piece, Recognised, Remark, Residue
from ...slices.json_slices import elements
from .shapes import SAID
from .values import MESSAGE, Conversation, Workspace, is_said, item_of_message

NAME = "slack"
KINDS = frozenset(("chat",))
MESSAGES = "direct-messages"
_LACKS = (
    "files, of which the export has addresses alone",
    "earlier versions of edited messages",
    "deleted messages",
    "private channels and direct messages, where the workspace may not export them",
)
_DAY = re.compile(r"((?:.*/)?)([^/]+)/\d{4}-\d\d-\d\d\.json\Z", re.ASCII)
_LIST = re.compile(r"(?:.*/)?(channels|groups|dms|mpims|users|org_users)\.json\Z")
_CHANNELS = re.compile(r"(?:.*/)?channels\.json\Z")
_FILE = re.compile(r"(?:.*/)?(F[A-Z0-9]{6,20})[/_-][^/]+\Z")
_LARGEST_LIST = 64 << 20
_PARTS = Parts.of(
    contacts=r"(?:.*/)?(?:org_)?users\.json",
    channels=r"(?:.*/)?(?:channels|groups|dms|mpims)\.json",
    integrations=r"(?:.*/)?integration_logs\.json",
    canvases=r"(?:.*/)?(?:canvases|file_conversations|lists)\.json",
    orphan_media=r"(?:.*/)?F[A-Z0-9]{6,20}[/_-][^/]+",
)


def recognise(members: Sequence[Member], opener: Opener) -> Recognised | None:
    """The export by its list of channels beside the days of one; nothing where either is missing."""
    listed = {match[1] for each in members if (match := _LIST.match(each.name))}
    if not listed & {"channels", "groups", "dms", "mpims"} or not any(_DAY.match(each.name) for each in members):
        return None
    workspace = _workspace(members, opener)
    if not workspace.conversations:
        return None
    _refuse_two(members, opener)
    return Recognised(
        platforms=frozenset(("slack",)),
        format=NAME,
        era="2014-on",
        members=tuple(members),
        lacks=_LACKS,
        kinds=KINDS,
        offers=frozenset(("messages",)),
    )


def _workspace(members: Sequence[Member], opener: Opener) -> Workspace:
    people: dict[str, str] = {}
    conversations: dict[str, Conversation] = {}
    for member in members:
        match = _LIST.match(member.name)
        if match and member.size <= _LARGEST_LIST and not is_packaging(member.name):
            values = _values(member, opener)
            if match[1].endswith("users"):
                people.update({text_in(each.get("id")): _name(each) for each in values})
            else:
                found = (_conversation(each, is_public=match[1] == "channels") for each in values)
                conversations.update({(each.name or each.id): each for each in found if each.id})
    files = {match[1]: member for member in reversed(members) if (match := _FILE.match(member.name))}
    return Workspace(people, conversations, files)


def _refuse_two(members: Sequence[Member], opener: Opener) -> None:
    """Refuse lists of public channels that share none: every list of one workspace has its general channel."""
    lists = [member for member in members if _CHANNELS.match(member.name) and member.size <= _LARGEST_LIST]
    found = {each: {text_in(one.get("id")) for one in _values(each, opener)} - {""} for each in lists}
    for (one, ids), (other, others) in combinations(found.items(), 2):
        if ids and others and not ids & others:
            raise Refusal(
                f"the lists of channels are of two workspaces: {min(ids)!r} in {one.name!r} and {min(others)!r} in "
                f"{other.name!r}; hand in the export of one workspace alone"
            )


def _values(member: Member, opener: Opener) -> Sequence[Mapping[str, Any]]:
    """The objects of a list; none where it cannot be read."""
    with opener(member) as stream:
        return dicts(json_value(stream.read()))


def _conversation(listed: Mapping[str, Any], *, is_public: bool) -> Conversation:
    return Conversation(
        text_in(listed.get("id")),
        text_in(listed.get("name")),
        is_public=is_public and listed.get("is_private") is not True,
    )


def _name(person: Mapping[str, Any]) -> str:
    known = mapping(person.get("profile"))
    names = (known.get("display_name"), known.get("real_name"), person.get("real_name"), person.get("name"))
    return next(filter(None, map(text_in, names)), "")


def read(recognised: Recognised, opener: Opener) -> Iterator[Piece]:
    """Items and residue of the export, each byte in exactly one of them."""
    yield from _SlackReading(recognised, opener).pieces()


class _SlackReading:
    """One passage through the days of all channels."""

    def __init__(self, recognised: Recognised, opener: Opener) -> None:
        self._members, self._opener = recognised.members, opener
        self._with_messages = "messages" in recognised.include
        self._workspace = _workspace(recognised.members, opener)
        self._strangers = UnknownShapes()
        self._shapes = KnownShapes("messages")
        self._owned: set[Member] = set()
        self._private: set[Member] = set()

    def pieces(self) -> Iterator[Piece]:
        for member in self._members:
            match = _DAY.match(member.name)
            if match and not is_packaging(member.name):
                self._owned.add(member)
                yield from self._of_day(member, self._workspace.conversation(match[2]))
        for member in self._members:
            if member not in self._owned:
                yield Residue(MESSAGES if member in self._private else _PARTS.part(member.name), member)
        yield from self._strangers.remarks()
        yield from self._shapes.remarks()
        yield from self._files_beside()

    def _files_beside(self) -> Iterator[Doubt | Remark]:
        """What lies in folders and is neither a day nor a list, and folders of which no list says whose they are."""
        known = set(self._workspace.conversations) | {each.id for each in self._workspace.conversations.values()}
        days = [match[2] for each in self._owned if (match := _DAY.match(each.name))]
        folders = {each.folder for each in self._owned if _DAY.match(each.name)}
        others = (each for each in self._members if each not in self._owned and each.name.endswith(".json"))
        if beside := sum(each.folder in folders and not is_packaging(each.name) for each in others):
            yield Doubt("unknown-parts", "files beside the days of channels that are called otherwise", beside)
        # Not how many: they may be of private channels.
        if not known.issuperset(days):
            yield Remark("folders of days that no list of channels names", 1, private=True, is_change=True)

    def _of_day(self, member: Member, where: Conversation) -> Iterator[Piece]:
        """What was said on a day, and what stands between and happened besides."""
        between = "framing" if where.is_public else MESSAGES
        with self._opener(member) as stream:
            for each in elements(stream):
                fragment = Fragment(member, each.offset, each.data)
                if each.element and isinstance(each.value, dict) and is_said(each.value):
                    yield self._message(fragment, each.value, where)
                elif each.element and isinstance(each.value, dict) and each.value.get("type") == "message":
                    yield Residue("events" if where.is_public else MESSAGES, member, each.offset, each.data)
                elif each.element or each.broken:
                    yield self._strangers.residue(member, each.offset, each.data)
                elif each.data:
                    yield Residue(between, member, each.offset, each.data)

    def _message(self, fragment: Fragment, value: Mapping[str, Any], where: Conversation) -> Piece:
        item = item_of_message(value, where, self._workspace)
        if item is None:
            return self._strangers.residue(fragment.member, fragment.offset, fragment.data)
        if where.is_public:
            self._shapes.look("the days of public channels", value, fragment.data, SAID)
        files = {each.member for each in item.media if each.member}
        if item.kind == MESSAGE and not self._with_messages:
            self._private |= files
            return Residue(MESSAGES, fragment.member, fragment.offset, fragment.data)
        self._owned |= files
        return replace(item, fragments=(fragment,))
