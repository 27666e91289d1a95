"""The fields of posts as either interface of X gave them to those who collected them."""

from __future__ import annotations

import re

from ...known_shapes import ANYTHING, NUMBER, TEXT, Kind, ListOf, Shape

_ID = re.compile(r"-?[0-9]{1,20}\Z")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\Z|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d \+0000 \d{4}\Z"
)
_OPEN = Shape({}, is_open=True)
_USER = Shape({"id_str": _ID, "screen_name": re.compile(r"\w{1,50}\Z")}, is_open=True)
_LINK = Shape({"url": TEXT, "expanded_url": TEXT, "indices": ListOf(_ID)}, is_open=True)
_ENTITIES = Shape({"urls": ListOf(_LINK), "hashtags": ListOf(Shape({"text": TEXT}, is_open=True))}, is_open=True)
_EARLY: dict[str, Kind] = {"id_str": _ID, "created_at": _MOMENT, "user": _USER, "entities": _ENTITIES}
_EARLY_SOMETIMES: dict[str, Kind] = {
    "id": _ID,
    "text": TEXT,
    "full_text": TEXT,
    "lang": TEXT,
    "in_reply_to_status_id_str": _ID,
    "in_reply_to_user_id_str": _ID,
    "extended_entities": Shape({"media": ListOf(Shape({"media_url_https": TEXT}, is_open=True))}),
    "extended_tweet": _OPEN,
    "quoted_status": _OPEN,
    **dict.fromkeys(
        (
            "truncated", "display_text_range", "source", "in_reply_to_status_id", "in_reply_to_user_id",
            "in_reply_to_screen_name", "geo", "coordinates", "place", "contributors", "is_quote_status",
            "quoted_status_id", "quoted_status_id_str", "quoted_status_permalink", "retweet_count", "favorite_count",
            "reply_count", "quote_count", "favorited", "retweeted", "possibly_sensitive",
            "possibly_sensitive_appealable", "possibly_sensitive_editable", "filter_level", "timestamp_ms",
            "matching_rules", "metadata", "withheld_in_countries", "withheld_copyright", "withheld_scope", "scopes",
            "current_user_retweet", "card", "limit", "supplemental_language", "self_thread",
        ),
        ANYTHING,
    ),
}  # fmt: skip
EARLY = Shape(_EARLY, {**_EARLY_SOMETIMES, "retweeted_status": Shape(_EARLY, _EARLY_SOMETIMES)})
_LATE_LINK = Shape({"url": TEXT, "start": NUMBER, "end": NUMBER, "expanded_url": TEXT}, is_open=True)
_LATE_ENTITIES = Shape(
    {}, {"urls": ListOf(_LATE_LINK), "hashtags": ListOf(Shape({"tag": TEXT}, is_open=True))}, is_open=True
)
_REFERENCE = Shape({"type": re.compile(r"(?:replied_to|retweeted|quoted)\Z"), "id": _ID}, is_open=True)
LATE = Shape(
    {"id": _ID, "text": TEXT, "created_at": _MOMENT, "author_id": _ID, "edit_history_tweet_ids": ListOf(_ID)},
    {
        "lang": TEXT,
        "author": Shape({"id": _ID, "username": TEXT}, is_open=True),
        "attachments": Shape(
            {}, {"media_keys": ListOf(TEXT), "media": ListOf(Shape({"media_key": TEXT}, is_open=True))}, is_open=True
        ),
        "entities": _LATE_ENTITIES,
        "in_reply_to_user_id": _ID,
        "referenced_tweets": ListOf(_REFERENCE),
        "note_tweet": Shape({"text": TEXT}, {"entities": _LATE_ENTITIES}),
        **dict.fromkeys(
            (
                "context_annotations", "conversation_id", "edit_controls", "geo", "in_reply_to_user",
                "non_public_metrics", "organic_metrics", "possibly_sensitive", "promoted_metrics", "public_metrics",
                "reply_settings", "source", "withheld", "__twarc", "scopes", "card_uri", "community_id",
                "media_metadata", "suggested_source_links", "article", "display_text_range", "matching_rules",
            ),
            ANYTHING,
        ),
    },
)  # fmt: skip
# Posts of before September 2022, which could not be edited, do not say which versions they have.
LATE_BEFORE_EDITS = Shape(
    {name: kind for name, kind in LATE.always.items() if name != "edit_history_tweet_ids"}, LATE.sometimes
)
INCLUDED_USER = Shape({"id": _ID, "username": TEXT}, is_open=True)
INCLUDED_MEDIUM = Shape({"media_key": TEXT, "type": TEXT}, is_open=True)
