"""Small fictional X/Twitter exports of the eras between the monthly files and today's, and of several parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.exports_x import ACCOUNT, HANDLE, zip_of

PICTURE = "1080000000000000000"  # issued 2019-01-01 07:17:20 UTC
ANSWER = "1090000000000000001"  # issued 2019-01-28 21:33:45 UTC
CIRCLE = "1588000000000000000"  # issued 2022-11-03 02:47:58 UTC
COMMUNITY = "1588100000000000001"  # issued 2022-11-03 09:25:20 UTC
SECOND = "1588200000000000002"  # issued 2022-11-03 16:02:41 UTC


def post(post_id: str, created_at: str, text: str, **fields: Any) -> dict[str, Any]:
    """A post as exports since 2018 write it."""
    entities: dict[str, Any] = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}
    return {
        "id": post_id,
        "id_str": post_id,
        "created_at": created_at,
        "full_text": text,
        "entities": entities,
    } | fields


def _posts() -> list[dict[str, Any]]:
    text = "Frost &amp; fog 🌫️ https://t.co/aaaaaaaaaa https://t.co/bbbbbbbbbb"
    picture = post(PICTURE, "Tue Jan 01 07:17:20 +0000 2019", text)
    address = "https://parks.lakeland.example/frost"
    picture["entities"]["urls"] = [{"url": "https://t.co/aaaaaaaaaa", "expanded_url": address, "indices": ["19", "42"]}]
    medium = {"url": "https://t.co/bbbbbbbbbb", "media_url_https": "https://pbs.media.example/media/Frost01.jpg"}
    picture["entities"]["media"] = [medium | {"indices": ["43", "66"], "type": "photo"}]
    picture["extended_entities"] = {"media": picture["entities"]["media"]}
    answer = post(ANSWER, "Mon Jan 28 21:33:45 +0000 2019", "@FictionalVisitor At 8 am")
    return [answer | {"in_reply_to_status_id_str": "1089999999999999999", "in_reply_to_user_id_str": "77"}, picture]


def write_2019(folder: Path) -> Path:
    """Everything at the root, and posts that nothing is wrapped around."""
    script(folder / "account.js", "account", [{"account": {"username": HANDLE, "accountId": ACCOUNT}}])
    script(folder / "tweet.js", "tweet", _posts())
    _put(folder / f"tweet_media/{PICTURE}-Frost01.jpg", "a fictional frost")
    script(folder / "direct-message.js", "direct_message", [{"dmConversation": {}}])
    script(folder / "like.js", "like", [{"like": {"tweetId": "1"}}])
    script(folder / "ip-audit.js", "ip_audit", [{"ipAudit": {"loginIp": "192.0.2.1"}}])
    _put(folder / "direct_message_media/1-a.jpg", "a fictional private picture")
    return folder


def write_2021(folder: Path) -> Path:
    """Everything below data/, posts wrapped, a deleted one without the time of its deletion."""
    data = folder / "data"
    script(data / "account.js", "account", [{"account": {"username": HANDLE, "accountId": ACCOUNT}}])
    script(data / "tweet.js", "tweet", [{"tweet": each} for each in _posts()])
    deleted = post(SECOND, "Thu Nov 03 16:02:41 +0000 2022", "Posted by mistake")
    script(data / "deleted-tweet.js", "deleted_tweet", [{"tweet": deleted}])
    _put(data / f"tweet_media/{PICTURE}-Frost01.jpg", "a fictional frost")
    listed = {"tweet": ("data/tweet.js", "2"), "deletedTweet": ("data/deleted-tweet.js", "1")}
    write_manifest(data / "manifest.js", listed)
    _put(data / "README.txt", "What is in this archive\n")
    _put(folder / "Your archive.html", "<!doctype html>")
    return folder


def write_audiences(folder: Path) -> Path:
    """Posts for a circle and for a community, each with a picture in its own folder."""
    data = folder / "data"
    for post_id, kind, moment in (
        (CIRCLE, "twitter-circle-tweet", "Thu Nov 03 02:47:58 +0000 2022"),
        (COMMUNITY, "community-tweet", "Thu Nov 03 09:25:20 +0000 2022"),
    ):
        medium = {"url": "https://t.co/bbbbbbbbbb", "media_url_https": "https://pbs.media.example/media/Few01.jpg"}
        few = post(post_id, moment, "For a few", extended_entities={"media": [medium]})
        script(data / f"{kind}.js", kind.replace("-", "_"), [{"tweet": few}])
        _put(data / f"{kind.replace('-', '_')}_media/{post_id}-Few01.jpg", f"a fictional picture of {kind}")
    return folder


def write_parts(folder: Path) -> list[Path]:
    """Two zips of one export, each with its own manifest, posts and media; a picture lies in the other part."""
    first, second = folder / "1/data", folder / "2/data"
    script(first / "tweets.js", "tweets", [{"tweet": each} for each in _posts()])
    later = {"tweet": post(SECOND, "Thu Nov 03 16:02:41 +0000 2022", "In the second part")}
    script(second / "tweets-part1.js", "tweets", [later], number=1)
    _put(second / f"tweets_media/{PICTURE}-Frost01.jpg", "a fictional frost")
    write_manifest(first / "manifest.js", {"tweets": ("data/tweets.js", "2")}, partial=True)
    write_manifest(second / "manifest.js", {"tweets": ("data/tweets-part1.js", "1")}, partial=True)
    return [zip_of(each.parent, folder / f"part-{each.parent.name}.zip") for each in (first, second)]


def write_manifest(path: Path, listed: dict[str, tuple[str, str]], *, partial: bool = False) -> None:
    """A manifest that names the files of each kind and their counts."""
    types = {kind: {"files": [{"fileName": name, "count": count}]} for kind, (name, count) in listed.items()}
    value = {
        "userInfo": {"accountId": ACCOUNT, "userName": HANDLE},
        "archiveInfo": {"generationDate": "2022-11-05T06:00:00.000Z", "isPartialArchive": partial},
        "dataTypes": types,
    }
    _put(path, f"window.__THAR_CONFIG = {json.dumps(value, indent=2)}")


def script(path: Path, kind: str, values: list[dict[str, Any]], number: int = 0) -> None:
    """A file of values as a script."""
    _put(path, f"window.YTD.{kind}.part{number} = {json.dumps(values, indent=2, ensure_ascii=False)}")


def _put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())
