"""The fields of the objects in lists of Facebook's JSON, as they were seen and published so far."""

from __future__ import annotations

from ...known_shapes import ANYTHING, NUMBER, TEXT, ListOf, Shape

_MEDIUM = Shape(
    {"uri": TEXT},
    {
        "creation_timestamp": NUMBER,
        "title": TEXT,
        "description": TEXT,
        "backup_uri": TEXT,
        "media_metadata": Shape({}, is_open=True),
        "comments": ListOf(Shape({}, is_open=True)),
        "thumbnail": Shape({"uri": TEXT}, is_open=True),
        "cross_post_source": ANYTHING,
        "dubbing_info": ANYTHING,
        "media_variants": ANYTHING,
    },
)
_COMMENT = Shape({"timestamp": NUMBER}, {"comment": TEXT, "author": TEXT, "group": TEXT})
_WRITTEN = Shape(
    {},
    {
        "post": TEXT,
        "update_timestamp": NUMBER,
        "backdated_timestamp": NUMBER,
        "comment": _COMMENT,
        "reaction": ANYTHING,
        "name": ANYTHING,
    },
)
_ATTACHED = Shape(
    {},
    {
        "media": _MEDIUM,
        "external_context": Shape({}, {"url": TEXT, "name": TEXT, "source": TEXT}),
        "place": Shape({}, {"name": TEXT, "coordinate": ANYTHING, "address": TEXT, "url": TEXT}),
        "event": Shape({}, {"name": TEXT}, is_open=True),
        "poll": Shape({}, {"question": TEXT}, is_open=True),
        "life_event": Shape({}, {"title": TEXT}, is_open=True),
        "text": TEXT,
        "name": TEXT,
        "fundraiser": ANYTHING,
        "for_sale_item": ANYTHING,
    },
)
_SAID = {
    "title": TEXT,
    "data": ListOf(_WRITTEN),
    "attachments": ListOf(Shape({"data": ListOf(_ATTACHED)})),
    "tags": ANYTHING,
    "fbid": TEXT,
}
POST = Shape({"timestamp": NUMBER}, _SAID)
COMMENT = Shape({"timestamp": NUMBER, "data": ListOf(Shape({"comment": _COMMENT}))}, _SAID)
PICTURE = _MEDIUM
