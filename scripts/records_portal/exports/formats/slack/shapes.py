"""The fields of a message in a Slack export, as they were seen and published so far."""

from __future__ import annotations

import re

from ...known_shapes import ANYTHING, FLAG, NUMBER, TEXT, Kind, ListOf, Shape

_TS = re.compile(r"\d{9,10}\.\d{6}\Z", re.ASCII)
_CHANGE = Shape({"user": TEXT, "ts": _TS})
_FILE = Shape({"id": TEXT}, is_open=True)
_SOMETIMES: dict[str, Kind] = {
    "subtype": TEXT,
    "user": TEXT,
    "bot_id": TEXT,
    "username": TEXT,
    "thread_ts": _TS,
    "latest_reply": _TS,
    "edited": _CHANGE,
    "files": ListOf(_FILE),
    "file": _FILE,
    "reply_count": NUMBER,
    "reply_users_count": NUMBER,
    "upload": FLAG,
    "display_as_bot": FLAG,
    "is_locked": FLAG,
    "subscribed": FLAG,
    **dict.fromkeys(
        (
            "client_msg_id", "team", "user_team", "source_team", "user_profile", "bot_profile", "app_id", "icons",
            "blocks", "attachments", "reactions", "replies", "reply_users", "last_read", "parent_user_id", "root",
            "hidden", "pinned_to", "pinned_info", "x_files", "permalink", "metadata", "comment", "item", "channel",
            "is_starred", "mrkdwn", "purpose", "topic", "trigger_id", "room", "no_notifications",
            "assistant_app_thread", "unread_count", "language",
            "event_ts", "is_intro", "upload_reply_to", "bot_link", "inviter", "links",
        ),
        ANYTHING,
    ),
}  # fmt: skip
SAID = Shape({"type": re.compile("message"), "ts": _TS, "text": TEXT}, _SOMETIMES)
