"""Writes collections of twarc and Social Feed Manager as they give them; everything in them is made up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

OWN, HANDLE, OTHER = "900000001", "LakelandParks", "900000077"
# Issued 2023-05-01T14:00:00.000Z, an hour and two days later.
POST, REPLY, REPOST = "1653036549534646272", "1653051649029046272", "1653761325265846272"
ORIGINAL = "1652997668336566272"


def late(post_id: str, text: str, created: str, writer: str = OWN, **more: Any) -> dict[str, Any]:
    """A post of the later interface."""
    return {
        "id": post_id,
        "text": text,
        "author_id": writer,
        "created_at": created,
        "lang": "en",
        "edit_history_tweet_ids": [post_id],
        **more,
    }


def posts() -> list[dict[str, Any]]:
    """What the account published: with a link and a picture, an answer to itself, a repost."""
    return [
        late(
            POST,
            "Trails &amp; tracks: https://t.co/abc #ParkAlert https://t.co/pic",
            "2023-05-01T14:00:00.000Z",
            attachments={"media_keys": ["3_1"]},
            entities={
                "urls": [
                    {
                        "start": 21,
                        "end": 37,
                        "url": "https://t.co/abc",
                        "expanded_url": "https://parks.lakeland.example/trails?a=1&b=2",
                    },
                    {"start": 49, "end": 65, "url": "https://t.co/pic", "expanded_url": "x", "media_key": "3_1"},
                ],
                "hashtags": [{"start": 38, "end": 48, "tag": "ParkAlert"}],
            },
        ),
        late(
            REPLY,
            "cut off …",
            "2023-05-01T15:00:00.000Z",
            in_reply_to_user_id=OWN,
            referenced_tweets=[{"type": "replied_to", "id": POST}],
            note_tweet={"text": "It opens at six, &amp; closes when the last walker has gone home"},
        ),
        late(
            REPOST,
            "RT @Rangers: The bear was seen near the north…",
            "2023-05-03T14:00:00.000Z",
            referenced_tweets=[{"type": "retweeted", "id": ORIGINAL}],
        ),
    ]


def original() -> dict[str, Any]:
    """What was reposted."""
    return late(ORIGINAL, "The bear was seen near the north gate", "2023-05-01T11:25:30.000Z", OTHER)


def includes() -> dict[str, Any]:
    """What a page says beside its posts."""
    return {
        "users": [{"id": OWN, "username": HANDLE}, {"id": OTHER, "username": "Rangers"}],
        "media": [{"media_key": "3_1", "type": "photo", "url": "https://pbs.example/a.jpg", "alt_text": "A trail"}],
        "tweets": [original()],
    }


def page(found: Sequence[dict[str, Any]], beside: dict[str, Any] | None = None) -> dict[str, Any]:
    """A page of the later interface as twarc saves it."""
    return {
        "data": list(found),
        "includes": includes() if beside is None else beside,
        "meta": {"result_count": len(found)},
        "__twarc": {"url": f"https://api.example/2/users/{OWN}/tweets", "version": "2.13.0"},
    }


def flattened() -> list[dict[str, Any]]:
    """The same posts, each with what it refers to."""
    found = []
    for post in posts():
        post["author"] = {"id": OWN, "username": HANDLE}
        if "attachments" in post:
            post["attachments"]["media"] = includes()["media"]
        if post["id"] == REPOST:
            post["referenced_tweets"] = [
                {"type": "retweeted", **original(), "author": {"id": OTHER, "username": "Rangers"}}
            ]
        found.append(post)
    return found


def early(post_id: str, text: str, created: str, writer: str = OWN, **more: Any) -> dict[str, Any]:
    """A post of the earlier interface."""
    handle = {OWN: HANDLE, OTHER: "Rangers"}[writer]
    return {
        "id": int(post_id),
        "id_str": post_id,
        "full_text": text,
        "created_at": created,
        "user": {"id_str": writer, "screen_name": handle},
        "entities": {"hashtags": [], "urls": [], "user_mentions": []},
        "lang": "en",
        **more,
    }


def lines(values: Sequence[object]) -> bytes:
    """Values, one a line."""
    return "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in values).encode()


def write(folder: Path, content: bytes, name: str = "tweets.jsonl") -> Path:
    """A folder with one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder
