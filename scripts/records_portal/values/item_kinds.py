"""The kinds of item, and which of them stand in a private root alone, whatever the site.

Messages, block and mute lists, filters and deleted posts are records of the office that name private people or what was
withdrawn: the public root has neither their rows and ids nor how many there are.
"""

from __future__ import annotations

ITEM_KINDS = (
    "post", "reply", "repost", "comment", "story", "article", "chat", "page",
    "message", "block", "mute", "filter", "deleted",
)  # fmt: skip
PRIVATE_KINDS = frozenset(("message", "block", "mute", "filter", "deleted"))
# What no capture of the public root ever listed; messages of one were, before they too went to private roots.
NEVER_PUBLIC = PRIVATE_KINDS - {"message"}
PRIVATE_PARTS = {
    "message": "direct-messages",
    "block": "moderation-lists",
    "mute": "moderation-lists",
    "filter": "moderation-lists",
    "deleted": "deleted-posts",
}
