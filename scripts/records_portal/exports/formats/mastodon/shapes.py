"""The fields of the activities in an outbox of Mastodon, as they were seen and published so far."""

from __future__ import annotations

import re

from ...known_shapes import ANYTHING, FLAG, TEXT, Kind, ListOf, OrNothing, Shape

_ADDRESS = re.compile(r"https?://")
_PATH = re.compile(r"https?://|/.*media_attachments/")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)\Z")
_SENT: dict[str, Kind] = {"id": _ADDRESS, "published": _MOMENT, "to": ListOf(TEXT), "cc": ListOf(TEXT)}
_AROUND: dict[str, Kind] = {"@context": ANYTHING, "actor": TEXT, "signature": ANYTHING}
_TAG = Shape(
    {"type": re.compile("Hashtag|Mention|Emoji"), "name": TEXT},
    {"href": TEXT, "id": TEXT, "updated": TEXT, "icon": ANYTHING},
)
_ATTACHMENT = Shape(
    {"type": re.compile("Document|Image|Video|Audio|Link"), "url": _PATH},
    {
        "mediaType": TEXT,
        "name": TEXT,
        "summary": TEXT,
        "blurhash": TEXT,
        "width": ANYTHING,
        "height": ANYTHING,
        "focalPoint": ANYTHING,
        "icon": ANYTHING,
        "updated": TEXT,
    },
)
_CHOICES = ListOf(Shape({"name": TEXT}, {"type": re.compile("Note"), "replies": ANYTHING}), least=2)
_NOTE: dict[str, Kind] = {
    **_SENT,
    "type": re.compile("Note|Question|Article|Page|Video|Event"),
    "url": _ADDRESS,
    "attachment": ListOf(_ATTACHMENT),
    "tag": ListOf(_TAG),
    # Since the first layouts a post says these three, even where it answers none and warns of nothing.
    "content": OrNothing(TEXT),
    "summary": OrNothing(re.compile(r"(?s).")),
    "inReplyTo": OrNothing(_ADDRESS),
    "attributedTo": _ADDRESS,
}
_MORE: dict[str, Kind] = {
    "contentMap": ANYTHING,
    "name": TEXT,
    "inReplyToAtomUri": TEXT,
    "atomUri": TEXT,
    "conversation": TEXT,
    "context": TEXT,
    "sensitive": FLAG,
    "updated": _MOMENT,
    "endTime": TEXT,
    "closed": ANYTHING,
    "votersCount": ANYTHING,
    "replies": ANYTHING,
    "likes": ANYTHING,
    "shares": ANYTHING,
    "quote": ANYTHING,
    "quoteUri": TEXT,
    "quoteUrl": TEXT,
    "quoteAuthorization": ANYTHING,
    "_misskey_quote": TEXT,
    "interactionPolicy": ANYTHING,
}
_CREATED: dict[str, Kind] = {**_SENT, "type": re.compile("Create")}
POST = Shape({**_CREATED, "object": Shape(_NOTE, {**_MORE, "anyOf": _CHOICES})}, _AROUND)
POLL = Shape({**_CREATED, "object": Shape({**_NOTE, "oneOf": _CHOICES}, _MORE)}, _AROUND)
BOOST = Shape({**_SENT, "type": re.compile("Announce"), "object": ANYTHING}, _AROUND)
