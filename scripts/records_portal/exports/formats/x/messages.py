"""Direct messages of an X/Twitter export: each message an item of its own, all else in their files residue.

* A conversation is one element of its file; its id goes to every message of it.
* Links have no indices here, so each short one is replaced wherever it stands; those to the message's media go.
* What happens in a conversation without being a message (someone joins, a name changes) is counted and stays residue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from ...archives.opening import Member
from ...known_shapes import KnownShapes
from ...leftovers import UnknownShapes
from ...loose_values import dicts, mapping, text_of
from ...pieces import ExportedItem, Fragment, Media, Opener, Remark, Residue
from ...slices.json_lists import below
from ...slices.json_slices import Slice, elements
from .shapes import CONVERSATION, MESSAGE
from .values import ID, PostContext, disagrees, timed

PART = "direct-messages"
_SHORT = re.compile(r"https?://t\.co/\w+")
_OWN_MEDIA = re.compile(r"https?://(?:www\.)?(?:twitter|x)\.com/messages/media/\d+\Z")


@dataclass(slots=True)
class Conversations:
    """One passage through the files of messages: what was met that is none, or does not fit."""

    opener: Opener
    around: PostContext
    strangers: UnknownShapes = field(default_factory=UnknownShapes)
    shapes: KnownShapes = field(default_factory=lambda: KnownShapes("messages"))
    around_shapes: KnownShapes = field(default_factory=lambda: KnownShapes("conversations"))
    events: int = 0
    disagreeing: int = 0

    def pieces(self, member: Member) -> Iterator[ExportedItem | Residue]:
        """The messages of a file, and the rest of it."""
        with self.opener(member) as stream:
            for each in elements(stream):
                if each.element:
                    yield from self._conversation(member, each)
                else:
                    yield from self._between(member, each)

    def remarks(self) -> Iterator[Remark]:
        """What people should look at."""
        yield from self.strangers.remarks()
        yield from self.shapes.remarks()
        yield from self.around_shapes.remarks()
        if self.events:
            yield Remark("events of conversations that are no messages, kept as residue", self.events)
        if self.disagreeing:
            yield Remark("messages whose id carries another moment than the one written", self.disagreeing)

    def _between(self, member: Member, each: Slice) -> Iterator[Residue]:
        if each.broken:
            yield self.strangers.residue(member, each.offset, each.data)
        elif each.data:
            yield Residue(PART, member, each.offset, each.data)

    def _conversation(self, member: Member, whole: Slice) -> Iterator[ExportedItem | Residue]:
        fields = mapping(mapping(whole.value).get("dmConversation"))
        if fields and "messages" not in fields:
            yield Residue(PART, member, whole.offset, whole.data)
            return
        self.around_shapes.look(member.base, whole.value, b"", CONVERSATION)
        for each in below(whole, ("dmConversation", "messages")):
            if each.element:
                yield self._entry(member, each, text_of(fields.get("conversationId")))
            else:
                yield from self._between(member, each)

    def _entry(self, member: Member, each: Slice, conversation: str) -> ExportedItem | Residue:
        entry = mapping(each.value)
        item = message(entry.get("messageCreate"), Fragment(member, each.offset, each.data), self.around)
        if item:
            self.shapes.look(member.base, entry.get("messageCreate"), b"", MESSAGE)
            self.disagreeing += disagrees(item)
            return replace(item, conversation=conversation)
        if "messageCreate" not in entry and len(entry) == 1 and mapping(next(iter(entry.values()))):
            self.events += 1
            return Residue(PART, member, each.offset, each.data)
        return self.strangers.residue(member, each.offset, each.data)


def message(value: object, fragment: Fragment, around: PostContext) -> ExportedItem | None:
    """The item that a message makes, or nothing where it has another shape."""
    fields = mapping(value)
    message_id, sender = text_of(fields.get("id")), text_of(fields.get("senderId"))
    if not ID.match(message_id) or not sender or not isinstance(fields.get("text", ""), str):
        return None
    return timed(
        fields.get("createdAt"),
        ExportedItem(
            id=message_id,
            kind="message",
            text=_text(fields),
            fragments=(fragment,),
            media=tuple(_media(message_id, fields, around)),
            author=around.handle if sender == around.account_id else "",
            account_id=sender,
            visibility="direct",
        ),
    )


def _text(fields: Mapping[str, Any]) -> str:
    """The text as people saw it."""
    expanded = {text_of(each.get("url")): text_of(each.get("expanded")) for each in dicts(fields.get("urls"))}

    def shown(short: re.Match[str]) -> str:
        full = expanded.get(short[0], "")
        own = bool(_OWN_MEDIA.match(full)) and bool(_addresses(fields))
        return "" if own else html.escape(full or short[0], quote=False)

    return html.unescape(_SHORT.sub(shown, text_of(fields.get("text")))).strip()


def _addresses(fields: Mapping[str, Any]) -> list[str]:
    listed = fields.get("mediaUrls")
    return list(dict.fromkeys(filter(None, map(text_of, listed)))) if isinstance(listed, list) else []


def _media(message_id: str, fields: Mapping[str, Any], around: PostContext) -> Iterator[Media]:
    for address in _addresses(fields):
        try:
            base = urlsplit(address).path.rpartition("/")[2]
        except ValueError:
            base = ""
        yield Media(address, around.find_media(f"{message_id}-{base}") if base else None, around.has_media)
