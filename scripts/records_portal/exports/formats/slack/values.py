"""One message of a Slack export as an item: names for ids, links as people see them, moments of its own id."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ...archives.opening import Member
from ...loose_values import dicts, mapping, text_in
from ...moments import dated
from ...pieces import ExportedItem, Media

CHAT, MESSAGE = "chat", "message"
_SAID = frozenset(
    ("", "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "reply_broadcast")
)
_TS = re.compile(r"(\d{9,10})\.\d{6}\Z", re.ASCII)
_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\Z")
_MARKED = re.compile(r"<([^<>]{1,4000})>")
_FIRST_YEAR = 2013


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel or a talk among some: its id, its name, and whether everybody of the workspace could read it."""

    id: str
    name: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a message does not say itself: the names of people, conversations by their folder, and files by their id."""

    people: Mapping[str, str] = field(default_factory=dict)
    conversations: Mapping[str, Conversation] = field(default_factory=dict)
    files: Mapping[str, Member] = field(default_factory=dict)

    def conversation(self, folder: str) -> Conversation:
        """The conversation of a folder; what no list calls public is private."""
        return self.conversations.get(folder, Conversation(folder, folder, is_public=False))


def is_said(message: Mapping[str, Any]) -> bool:
    """Whether a value is what somebody wrote, and not what happened in a channel."""
    return message.get("type") == "message" and text_in(message.get("subtype")) in _SAID


def item_of_message(message: Mapping[str, Any], where: Conversation, workspace: Workspace) -> ExportedItem | None:
    """The item that a message makes, without its fragment; nothing where it has another shape."""
    ts, text = text_in(message.get("ts")), message.get("text", "")
    said_at = moment_of_ts(ts)
    if said_at is None or not isinstance(text, str) or not _PLACE.match(where.id):
        return None
    thread = text_in(message.get("thread_ts"))
    edited = moment_of_ts(text_in(mapping(message.get("edited")).get("ts")))
    person = text_in(message.get("user")) or text_in(message.get("bot_id"))
    item = ExportedItem(
        id=f"{where.id}/{ts}",
        kind=CHAT if where.is_public else MESSAGE,
        text=display_text_of(text, workspace),
        media=tuple(_media(message, workspace)),
        author=workspace.people.get(person) or text_in(message.get("username")) or person,
        reply_to=f"{where.id}/{thread}" if _TS.match(thread) and thread != ts else "",
        edited=edited is not None,
        visibility="" if where.is_public else "direct",
        conversation=where.id,
    )
    return dated(item, said_at, "utc-by-format", changed=edited)


def moment_of_ts(ts: str) -> datetime | None:
    """The moment in a message's id, which counts seconds since 1970; none before there were such ids."""
    match = _TS.match(ts)
    found = datetime.fromtimestamp(int(match[1]), UTC) if match else None
    return found if found and _FIRST_YEAR <= found.year <= 2200 else None


def display_text_of(text: str, workspace: Workspace) -> str:
    """A text as people saw it: names of people and channels, the words of links with their addresses."""
    shown = _MARKED.sub(lambda match: _shown(match[1], workspace), text)
    return html.unescape(shown).strip()


def _shown(marked: str, workspace: Workspace) -> str:
    target, _, label = marked.partition("|")
    if target.startswith("@"):
        return f"@{label or workspace.people.get(target[1:], target[1:])}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    if not label or label == target or target == f"mailto:{label}":
        return label or target
    return f"{label} ({target})"


def _media(message: Mapping[str, Any], workspace: Workspace) -> Iterator[Media]:
    """The files of a message; an address there ends with a key that opens it, which is left out."""
    for each in dicts(message.get("files")):
        address = text_in(each.get("url_private")) or text_in(each.get("permalink"))
        if address:
            member = workspace.files.get(text_in(each.get("id")))
            yield Media(address.partition("?")[0], member, bool(workspace.files), text_in(each.get("title")))
