"""An export in the layout of 2022 on: posts, deleted posts, long texts and media, and much that is no post."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import Any

from .exports import HASHTAG, MENTION, SOURCE, Account, Export, Post, marked, script, shortened


def files_of_2024(export: Export) -> Iterable[tuple[str, bytes]]:
    """The layout of 2022 on: posts, deleted posts, long texts and media, and much that is no post."""
    account, made = export.account, f"{export.made_at:%Y-%m-%dT%H:%M:%S.000Z}"
    posts = [
        {"tweet": _later_entry(account, post)} for post in sorted(export.posts, key=lambda each: each.at, reverse=True)
    ]
    deleted = [
        {"tweet": _later_entry(account, post) | {"deleted_at": f"{export.made_at:%a %b %d %H:%M:%S +0000 %Y}"}}
        for post in export.deleted
    ]
    notes = [_note(post) for post in export.posts if post.long_text]
    yield "data/tweets.js", script("window.YTD.tweets.part0 = ", posts)
    yield "data/deleted-tweets.js", script("window.YTD.deleted_tweets.part0 = ", deleted)
    yield "data/note-tweet.js", script("window.YTD.note_tweet.part0 = ", notes)
    yield "data/account.js", script("window.YTD.account.part0 = ", [{"account": _account(account)}])
    yield "data/direct-messages.js", script("window.YTD.direct_messages.part0 = ", _messages(export))
    yield "data/ad-engagements.js", script("window.YTD.ad_engagements.part0 = ", [])
    yield "data/manifest.js", script("window.__THAR_CONFIG = ", _manifest(account, made, len(posts), len(deleted)))
    yield "data/README.txt", b"What the files of this archive hold is said at help.x.example.\n"
    for post in export.posts:
        for image in post.images:
            if image not in export.missing_images:
                yield f"data/tweets_media/{post.id}-{image}", png(image)


def _later_entry(account: Account, post: Post) -> dict[str, Any]:
    stored, links = shortened(post.text)
    media = [_media(account, post, number, image) for number, image in enumerate(post.images)]
    reply = (
        {"in_reply_to_status_id_str": post.reply_to, "in_reply_to_status_id": post.reply_to} if post.reply_to else {}
    )
    entities: dict[str, Any] = {
        "hashtags": marked(stored, HASHTAG, "text"),
        "symbols": [],
        "user_mentions": marked(stored, MENTION, "screen_name"),
        "urls": links,
    }
    pictures = {"entities": entities | {"media": media[:1]}, "extended_entities": {"media": media}} if media else {}
    entry = {
        "retweeted": False,
        "source": SOURCE,
        "entities": entities,
        "display_text_range": [0, len(stored)],
        "favorite_count": len(post.text) % 23,
        "id_str": post.id,
        "truncated": False,
        "retweet_count": len(post.text) % 7,
        "id": post.id,
        "created_at": f"{post.at:%a %b %d %H:%M:%S +0000 %Y}",
        "favorited": False,
        "full_text": stored,
        "lang": "en",
    }
    written: dict[str, Any] = _numbers_as_words(entry | pictures | reply)
    return written


def _numbers_as_words(value: Any) -> Any:
    """The value with its numbers written as text, as X does."""
    if isinstance(value, dict):
        return {key: _numbers_as_words(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers_as_words(each) for each in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _media(account: Account, post: Post, number: int, image: str) -> dict[str, Any]:
    return {
        "expanded_url": f"https://x.com/{account.handle}/status/{post.id}/photo/{number + 1}",
        "id_str": str(int(post.id) + number + 1),
        "media_url_https": f"https://media.x.example/{image}",
        "type": "photo",
        "url": f"https://t.co/{zlib.crc32(image.encode()):08x}pi",
    }


def _note(post: Post) -> dict[str, Any]:
    at = f"{post.at:%Y-%m-%dT%H:%M:%S.000Z}"
    core = {"styletags": [], "urls": [], "text": post.long_text, "mentions": [], "cashtags": [], "hashtags": []}
    return {
        "noteTweet": {
            "noteTweetId": str(int(post.id) + 77),
            "updatedAt": at,
            "lifecycle": {"value": "4", "name": "Sealed", "originalName": "Sealed", "annotations": {}},
            "createdAt": at,
            "core": core,
        }
    }


def _account(account: Account) -> dict[str, str]:
    return {
        "email": "posting@parks.lakeland.example",
        "createdVia": "web",
        "username": account.handle,
        "accountId": account.id,
        "createdAt": "2011-05-02T14:00:00.000Z",
        "accountDisplayName": account.name,
    }


def _messages(export: Export) -> list[dict[str, Any]]:
    said = [
        {
            "messageCreate": {
                "recipientId": export.account.id,
                "senderId": "1",
                "id": str(900 + number),
                "text": text,
                "createdAt": f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
            }
        }
        for number, (at, text) in enumerate(export.messages)
    ]
    return [{"dmConversation": {"conversationId": f"1-{export.account.id}", "messages": said}}] if said else []


def _manifest(account: Account, made: str, posts: int, deleted: int) -> dict[str, Any]:
    def kind(name: str, count: int, **more: str) -> dict[str, Any]:
        named = name.replace("-", "_")
        return more | {
            "files": [{"fileName": f"data/{name}.js", "globalName": f"YTD.{named}.part0", "count": str(count)}]
        }

    return {
        "userInfo": {"accountId": account.id, "userName": account.handle, "displayName": account.name},
        "archiveInfo": {
            "sizeBytes": "0",
            "generationDate": made,
            "isPartialArchive": False,
            "maxPartSizeBytes": "53687091200",
        },
        "readmeInfo": {"fileName": "data/README.txt", "directory": "data/", "name": "README.txt"},
        "dataTypes": {
            "tweets": kind("tweets", posts, mediaDirectory="data/tweets_media"),
            "deletedTweets": kind("deleted-tweets", deleted),
            "account": kind("account", 1),
        },
    }


def png(name: str) -> bytes:
    """A picture of 8 by 8 points in a colour that its name gives."""
    colour = zlib.crc32(name.encode()).to_bytes(4, "big")[:3]
    rows = b"".join(b"\0" + colour * 8 for _ in range(8))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)),
        (
            b"IDAT",
            b"\x78\x01\x01"
            + struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF)
            + rows
            + zlib.adler32(rows).to_bytes(4, "big"),
        ),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
