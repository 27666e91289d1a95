"""The fields of posts, long texts and messages in exports of X/Twitter, as they were seen and published so far."""

from __future__ import annotations

import re

from ...known_shapes import ANYTHING, FLAG, TEXT, Kind, ListOf, Shape

_ID = re.compile(r"-?[0-9]{1,20}\Z")
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?\+00:?00|Z)\Z"
    r"|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d \+0000 \d{4}\Z"
)
_ADDRESS = re.compile(r"https?://|\Z")
_SOMETHING = re.compile(r"(?s).")  # a post of nothing but a picture has the picture's link as its text
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,8})*\Z")
_INDICES = ListOf(_ID)
_SHOWN = {"indices": _INDICES, "display_url": TEXT}

_URL = Shape({"url": _ADDRESS, "expanded_url": TEXT}, _SHOWN)
_HASHTAG = Shape({"text": TEXT}, {"indices": _INDICES})
_MENTION = Shape({"screen_name": TEXT}, {"name": TEXT, "indices": _INDICES, "id": _ID, "id_str": _ID})
_MEDIUM = Shape(
    {"media_url_https": _ADDRESS, "url": _ADDRESS},
    {
        **_SHOWN,
        "expanded_url": _ADDRESS,
        "media_url": _ADDRESS,
        "id": _ID,
        "id_str": _ID,
        "type": TEXT,
        "sizes": ANYTHING,
        "features": ANYTHING,
        "media_alt": TEXT,
        "ext_alt_text": TEXT,
        "video_info": Shape(
            {"variants": ListOf(Shape({"url": _ADDRESS}, {"bitrate": _ID, "content_type": TEXT}))},
            {"aspect_ratio": ANYTHING, "duration_millis": _ID},
        ),
        "additional_media_info": ANYTHING,
        "source_status_id": _ID,
        "source_status_id_str": _ID,
        "source_user_id": _ID,
        "source_user_id_str": _ID,
    },
)
_ENTITIES = Shape(
    {},
    {
        "urls": ListOf(_URL),
        "hashtags": ListOf(_HASHTAG),
        "symbols": ListOf(_HASHTAG),
        "user_mentions": ListOf(_MENTION),
        "media": ListOf(_MEDIUM),
        "timestamps": ANYTHING,
    },
)
_USER = Shape(
    {"screen_name": TEXT, "id_str": _ID},
    {
        "id": _ID,
        "name": TEXT,
        "protected": FLAG,
        "verified": FLAG,
        "profile_image_url_https": TEXT,
        "profile_image_url": TEXT,
    },
)
_ANSWER = {
    "in_reply_to_status_id": _ID,
    "in_reply_to_status_id_str": _ID,
    "in_reply_to_user_id": _ID,
    "in_reply_to_user_id_str": _ID,
    "in_reply_to_screen_name": TEXT,
}
_PLACE = {"geo": ANYTHING, "coordinates": ANYTHING, "place": ANYTHING, "contributors": ANYTHING}
_COMMON = {"id": _ID, "source": TEXT, **_ANSWER, **_PLACE}
_MONTHLY: dict[str, Kind] = {
    "id_str": _ID,
    "text": _SOMETHING,
    "created_at": _MOMENT,
    "user": _USER,
    "entities": _ENTITIES,
}
MONTHLY_POST = Shape(_MONTHLY, {**_COMMON, "retweeted_status": Shape(_MONTHLY, _COMMON)})
_CONTROL = Shape(
    {"editTweetIds": ListOf(_ID)}, {"editableUntil": _MOMENT, "editsRemaining": _ID, "isEditEligible": FLAG}
)
_EDIT = Shape({"initialTweetId": _ID, "editControlInitial": _CONTROL})
_LATER = Shape(
    {"id_str": _ID, "full_text": _SOMETHING, "created_at": _MOMENT},
    {
        **_COMMON,
        "entities": _ENTITIES,
        "extended_entities": Shape({"media": ListOf(_MEDIUM, least=1)}),
        "edit_info": Shape({}, {"initial": _CONTROL, "edit": _EDIT}),
        "deleted_at": _MOMENT,
        "lang": _LANGUAGE,
        "retweeted": FLAG,
        "favorited": FLAG,
        "truncated": FLAG,
        "favorite_count": _ID,
        "retweet_count": _ID,
        "display_text_range": _INDICES,
        "possibly_sensitive": FLAG,
        "withheld_in_countries": ANYTHING,
        "withheld_copyright": ANYTHING,
        "withheld_scope": ANYTHING,
        "scopes": ANYTHING,
        "card": ANYTHING,
        "quoted_status_id": _ID,
        "quoted_status_id_str": _ID,
        "quoted_status_permalink": ANYTHING,
        "is_quote_status": FLAG,
        "community_id": _ID,
        "community_id_str": _ID,
    },
)
LATER_POST = Shape({"tweet": _LATER})
BARE_POST = _LATER  # of the first archives since 2018, which nothing is wrapped around
_NOTE_URL = Shape({"shortUrl": _ADDRESS, "expandedUrl": TEXT}, {"displayUrl": TEXT, "fromIndex": _ID, "toIndex": _ID})
NOTE = Shape(
    {
        "noteTweet": Shape(
            {
                "noteTweetId": _ID,
                "createdAt": _MOMENT,
                "core": Shape(
                    {"text": TEXT, "urls": ListOf(_NOTE_URL)},
                    {
                        "hashtags": ListOf(Shape({"text": TEXT}, {"fromIndex": _ID, "toIndex": _ID})),
                        "mentions": ANYTHING,
                        "symbols": ANYTHING,
                        "cashtags": ANYTHING,
                        "styletags": ANYTHING,
                        "richtext": ANYTHING,
                        "media": ANYTHING,
                    },
                ),
            },
            {"updatedAt": _MOMENT, "lifecycle": ANYTHING, "tweetId": _ID, "tweetIds": ListOf(_ID)},
        )
    }
)
CONVERSATION = Shape({"dmConversation": Shape({"conversationId": TEXT, "messages": ListOf(ANYTHING)}, {"name": TEXT})})
_MESSAGE_URL = Shape({"url": _ADDRESS, "expanded": TEXT}, {"display": TEXT})
MESSAGE = Shape(
    {"id": _ID, "senderId": _ID, "createdAt": _MOMENT, "text": TEXT},
    {
        "recipientId": _ID,
        "reactions": ANYTHING,
        "urls": ListOf(_MESSAGE_URL),
        "mediaUrls": ListOf(_ADDRESS),
        "editHistory": ANYTHING,
        "conversationId": TEXT,
        "type": ANYTHING,
    },
)
