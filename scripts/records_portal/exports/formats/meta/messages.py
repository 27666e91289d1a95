"""Direct messages in the JSON exports of Facebook and Instagram: `messages/BOX/CONVERSATION/message_N.json`.

* A message has no id, so one is synthesised; it is known by its sender's name as it stands in the export.
* The conversation is told by its two folders; who takes part in it, and its title, stay residue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...archives.opening import Member
from ...leftovers import UnknownShapes, is_packaging
from ...loose_values import dicts, mapping, text_of
from ...moments import dated, moment_of_number
from ...pieces import ExportedItem, Fragment, Opener, Residue
from ...slices.json_lists import JsonStretch, list_elements
from ..instagram.values import FindMedia, hashtags_of, media_of
from .text import mended

PART = "direct-messages"
_FILE = re.compile(r"(?:.*/)?messages/([^/]+/[^/]+)/message(?:_\d{1,6})?\.json\Z")
_SECTIONS = re.compile(r"participants|messages|magic_words")
_LISTS = ("photos", "videos", "audio_files", "gifs", "files")
_FIRST_YEAR = 2004


def message_files(members: Iterable[Member]) -> list[Member]:
    """The files that hold messages."""
    return [each for each in members if _FILE.match(each.name) and not is_packaging(each.name)]


def messages(
    member: Member, opener: Opener, find: FindMedia, strangers: UnknownShapes
) -> Iterator[ExportedItem | Residue]:
    """The messages of a file, and the rest of it."""
    match = _FILE.match(member.name)
    conversation = match[1] if match else ""
    with opener(member) as stream:
        for each in list_elements(stream, _SECTIONS):
            item = _message(each, member, conversation, find) if each.element and each.key == "messages" else None
            strange = each.broken or (each.element and each.key in ("", "messages"))
            if item:
                yield item
            elif strange:
                yield strangers.residue(member, each.offset, each.data)
            elif each.data:
                yield Residue(PART, member, each.offset, each.data)


def _message(each: JsonStretch, member: Member, conversation: str, find: FindMedia) -> ExportedItem | None:
    """The item that a message makes, or nothing where it has another shape."""
    fields = mapping(mended(each.value))
    sender, stamp = fields.get("sender_name"), fields.get("timestamp_ms")
    if not isinstance(sender, str) or isinstance(stamp, bool) or not isinstance(stamp, int):
        return None
    text = _text(fields)
    item = ExportedItem(
        id="",
        kind="message",
        text=text,
        fragments=(Fragment(member, each.offset, each.data),),
        media=media_of(list(_addresses(fields)), find),
        author=sender,
        hashtags=hashtags_of(text),
        deleted=fields.get("is_unsent") is True,
        visibility="direct",
        conversation=conversation,
    )
    return dated(item, moment_of_number(stamp, 0, _FIRST_YEAR), "utc-by-format")


def _text(fields: Mapping[str, Any]) -> str:
    """What was written, then what was shared, without what was said already."""
    shared = mapping(fields.get("share"))
    text = text_of(fields.get("content")).strip()
    for each in (text_of(shared.get("share_text")).strip(), text_of(shared.get("link")).strip()):
        if each and each not in text:
            text = f"{text}\n{each}" if text else each
    return text


def _addresses(fields: Mapping[str, Any]) -> Iterator[str]:
    """The files of a message, films with the picture that stands for them."""
    for each in [*(one for name in _LISTS for one in dicts(fields.get(name))), mapping(fields.get("sticker"))]:
        yield from filter(None, (text_of(each.get("uri")), text_of(mapping(each.get("thumbnail")).get("uri"))))
