"""The fields of photos and comments in exports of Flickr, as they were seen and published so far."""

from __future__ import annotations

import re

from ..known_shapes import ANYTHING, TEXT, ListOf, Shape

_CLOCK = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\Z|1\d{9}\Z|\Z", re.ASCII)
_ID = re.compile(r"\d{1,19}\Z", re.ASCII)
_ADDRESS = re.compile(r"https?://|\Z")
PHOTO = Shape(
    {
        "id": _ID,
        "name": TEXT,
        "description": TEXT,
        "date_imported": _CLOCK,
        "photopage": _ADDRESS,
        "original": _ADDRESS,
        "tags": ListOf(Shape({"tag": TEXT}, {"user": TEXT, "date_create": TEXT})),
        "comments": ListOf(Shape({}, is_open=True)),
        "privacy": TEXT,
    },
    {
        "date_taken": _CLOCK,
        "geo": ANYTHING,
        "albums": ListOf(Shape({"id": TEXT}, {"title": TEXT, "url": _ADDRESS})),
        **dict.fromkeys(
            (
                "count_views", "count_faves", "count_tags", "count_comments", "count_notes", "rotation", "exif",
                "license", "groups", "people", "notes", "comment_permissions", "tagging_permissions", "safety",
                "safety_level", "content_type", "media", "location", "galleries",
            ),
            ANYTHING,
        ),
    },
)  # fmt: skip
OWN_COMMENT = Shape(
    {"comment": TEXT, "comment_id": TEXT, "created": _CLOCK},
    {"photo_id": TEXT, "photo_url": _ADDRESS, "comment_url": _ADDRESS, "id": TEXT, "user": TEXT},
)
