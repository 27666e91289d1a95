"""The fields of posts in lists of Instagram since 2021, as they were seen so far; others come with every year."""

from __future__ import annotations

from ...known_shapes import NUMBER, TEXT, Kind, ListOf, OrNothing, Shape

_MEDIUM_SAYS: dict[str, Kind] = {
    "title": OrNothing(TEXT),
    "media_metadata": Shape({}, is_open=True),
    "backup_uri": TEXT,
    "text_app_post": Shape({}, is_open=True),
}
MEDIUM = Shape({"uri": TEXT, "creation_timestamp": NUMBER}, _MEDIUM_SAYS, is_open=True)
POST = Shape(
    {"media": ListOf(Shape({"uri": TEXT}, {**_MEDIUM_SAYS, "creation_timestamp": NUMBER}, is_open=True))},
    {"title": OrNothing(TEXT), "creation_timestamp": NUMBER},
    is_open=True,
)


def shape_of(value: object) -> Shape | None:
    """The shape that an element should have; nothing where it is written in labels, which are read as they come."""
    if not isinstance(value, dict) or "label_values" in value:
        return None
    return POST if "media" in value else MEDIUM
