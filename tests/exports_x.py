"""Small fictional X/Twitter exports in the real layouts; every value is written by hand."""

from __future__ import annotations

import csv
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

ACCOUNT = "900000001"
HANDLE = "LakelandParks"

POST_2017 = "842000000000000000"  # issued 2017-03-15 13:10:18 UTC
REPLY_2017 = "848000000000000001"  # issued 2017-04-01 02:32:09 UTC
REPOST_2017 = "850000000000000002"  # issued 2017-04-06 14:59:26 UTC
HEADING = (
    "tweet_id",
    "in_reply_to_status_id",
    "in_reply_to_user_id",
    "timestamp",
    "source",
    "text",
    "retweeted_status_id",
    "retweeted_status_user_id",
    "retweeted_status_timestamp",
    "expanded_urls",
)
POST_2009 = "1700000001"  # before ids carried a moment


def write_2018(folder: Path) -> Path:
    """An export of the monthly layout: four posts, one of them dated only by its day."""
    _write(folder / "README.txt", "# How to use your archive\n")
    _write(folder / "index.html", "<!doctype html><title>Archive</title>\n")
    _variable(folder / "data/js/user_details.js", "user_details", {"screen_name": HANDLE, "id": ACCOUNT})
    details = {"tweets": 4, "created_at": "2018-09-27 23:37:31 +0000", "lang": "en"}
    _variable(folder / "data/js/payload_details.js", "payload_details", details)
    _variable(folder / "data/js/tweet_index.js", "tweet_index", [{"file_name": "data/js/tweets/2017_03.js"}])
    _month(folder, "2009_05", [_monthly(POST_2009, "2009-05-01 00:00:00 +0000", "Opening day at Pine Lake")])
    _month(folder, "2017_03", [_post_2017()])
    _month(folder, "2017_04", [_repost_2017(), _reply_2017()])
    _table(folder / "tweets.csv")
    return folder


def _post_2017() -> dict[str, Any]:
    text = "Trails & tracks 🌲 open: https://t.co/aaaaaaaaaa https://t.co/bbbbbbbbbb".replace("&", "&amp;")
    post = _monthly(POST_2017, "2017-03-15 13:10:18 +0000", text)
    post["entities"]["hashtags"] = [{"text": "ParkAlert", "indices": [0, 6]}]
    post["entities"]["urls"] = [
        {
            "url": "https://t.co/aaaaaaaaaa",
            "expanded_url": "https://parks.lakeland.example/trails?a=1&b=2",
            "indices": [28, 51],
        }
    ]
    post["entities"]["media"] = [
        {
            "url": "https://t.co/bbbbbbbbbb",
            "media_url_https": "https://pbs.media.example/media/Trail01.jpg",
            "media_alt": "A trail through pines",
            "indices": [52, 75],
        }
    ]
    return post


def _reply_2017() -> dict[str, Any]:
    post = _monthly(REPLY_2017, "2017-04-01 02:32:09 +0000", "@FictionalVisitor The gate opens at 8 am")
    reply = {"in_reply_to_status_id_str": "847999999999999999", "in_reply_to_user_id_str": "900000777"}
    return post | reply


def _repost_2017() -> dict[str, Any]:
    original = _monthly(
        "849999999999999999", "2017-04-06 14:00:00 +0000", "Burn ban &lt;all counties&gt; until further notice"
    )
    original["user"] = {"screen_name": "LakelandFire", "id_str": "900000002"}
    post = _monthly(REPOST_2017, "2017-04-06 14:59:26 +0000", "RT @LakelandFire: Burn ban &lt;all counties&gt; until…")
    return post | {"retweeted_status": original}


def _monthly(post_id: str, created_at: str, text: str) -> dict[str, Any]:
    user = {"screen_name": HANDLE, "id_str": ACCOUNT}
    entities: dict[str, Any] = {"urls": [], "media": [], "hashtags": [], "user_mentions": []}
    return {
        "id": int(post_id),
        "id_str": post_id,
        "created_at": created_at,
        "text": text,
        "user": user,
        "entities": entities,
    }


def _month(folder: Path, month: str, posts: list[dict[str, Any]]) -> None:
    text = f"Grailbird.data.tweets_{month} = \n {json.dumps(posts, indent=2)}"
    _write(folder / f"data/js/tweets/{month}.js", text)


def _table(path: Path) -> None:
    trail = "Trails &amp; tracks 🌲 open: https://t.co/aaaaaaaaaa https://t.co/bbbbbbbbbb"
    addresses = f"https://parks.lakeland.example/trails?a=1&b=2,https://twitter.com/{HANDLE}/status/{POST_2017}/photo/1"
    burn = "RT @LakelandFire: Burn ban &lt;all counties&gt; until…"
    gate = "@FictionalVisitor The gate opens at 8 am"
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADING)
    writer.writerow(
        [REPOST_2017, "", "", "2017-04-06 14:59:26 +0000", "web", burn, "849999999999999999", "900000002", "", ""]
    )
    writer.writerow(
        [REPLY_2017, "847999999999999999", "900000777", "2017-04-01 02:32:09 +0000", "web", gate, "", "", "", ""]
    )
    writer.writerow([POST_2017, "", "", "2017-03-15 13:10:18 +0000", "web", trail, "", "", "", addresses])
    writer.writerow([POST_2009, "", "", "2009-05-01 00:00:00 +0000", "web", "Opening day at Pine Lake", "", "", "", ""])
    _write(path, text.getvalue())


PHOTO = "1588000000000000000"  # issued 2022-11-03 02:47:58 UTC
VIDEO = "1588100000000000001"  # issued 2022-11-03 09:25:20 UTC
REPOST = "1588200000000000002"  # issued 2022-11-03 16:02:41 UTC
LONG = "1700000000000000003"  # issued 2023-09-08 04:15:59 UTC
FIRST = "1700100000000000004"  # issued 2023-09-08 10:53:20 UTC
EDITED = "1700100100000000005"  # issued 2023-09-08 10:53:44 UTC
DELETED = "1700200000000000006"  # issued 2023-09-08 17:30:42 UTC


def write_2022(folder: Path, *, posts: list[dict[str, Any]] | None = None) -> Path:
    """An export of the layout since 2022: six posts, one deleted post, media and much that is no item."""
    data = folder / "data"
    chosen = posts_2022() if posts is None else posts
    account = {"email": "parks@lakeland.example", "username": HANDLE, "accountId": ACCOUNT}
    _part(data / "account.js", "account", [{"account": account}])
    _write(data / "manifest.js", f"window.__THAR_CONFIG = {json.dumps(_manifest(chosen), indent=2)}")
    _part(data / "tweets.js", "tweets", [{"tweet": each} for each in chosen])
    deleted = _later(DELETED, "Fri Sep 08 17:30:42 +0000 2023", "Posted by mistake") | {
        "deleted_at": "2023-09-09T08:00:00.000Z"
    }
    _part(data / "deleted-tweets.js", "deleted_tweets", [{"tweet": deleted}])
    headers = [{"tweet": {"tweet_id": each["id_str"], "user_id": ACCOUNT}} for each in chosen]
    _part(data / "tweet-headers.js", "tweet_headers", headers)
    _part(data / "note-tweet.js", "note_tweet", [{"noteTweet": _note()}])
    _write(data / f"tweets_media/{PHOTO}-Dock01.jpg", b"\xff\xd8 a fictional photograph \xff\xd9")
    _write(data / f"tweets_media/{VIDEO}-Boat640.mp4", b"a fictional film")
    _write(data / "tweets_media/1500000000000000000-Nobody.jpg", b"\xff\xd8 named by no post \xff\xd9")
    _part(data / "direct-messages.js", "direct_messages", [{"dmConversation": {"conversationId": "1-2"}}])
    _part(data / "like.js", "like", [{"like": {"tweetId": "1"}}])
    _part(data / "follower.js", "follower", [{"follower": {"accountId": "2"}}])
    _part(data / "ad-engagements.js", "ad_engagements", [{"ad": {}}])
    _part(data / "ip-audit.js", "ip_audit", [{"ipAudit": {"loginIp": "192.0.2.1"}}])
    _write(folder / "Your archive.html", "<!doctype html><title>Your archive</title>\n")
    _write(folder / "assets/js/main.js", "// viewer\n")
    return folder


def posts_2022() -> list[dict[str, Any]]:
    """The posts of `tweets.js`, newest first, as the platform writes them."""
    photo = _later(
        PHOTO,
        "Thu Nov 03 02:47:58 +0000 2022",
        "New dock 🛶 &amp; ramp https://t.co/cccccccccc https://t.co/dddddddddd",
    )
    photo["entities"]["urls"] = [
        {
            "url": "https://t.co/cccccccccc",
            "expanded_url": "https://parks.lakeland.example/dock",
            "indices": ["22", "45"],
        }
    ]
    photo["extended_entities"] = {"media": [_medium("Dock01.jpg", ["46", "69"]), _medium("Dock02.jpg", ["46", "69"])]}
    photo["entities"]["media"] = photo["extended_entities"]["media"][:1]
    video = _later(VIDEO, "Thu Nov 03 09:25:20 +0000 2022", "Boat inspection, continued")
    video |= {"in_reply_to_status_id_str": PHOTO, "in_reply_to_user_id_str": ACCOUNT}
    video["extended_entities"] = {"media": [_film()]}
    repost = _later(
        REPOST, "Thu Nov 03 16:02:41 +0000 2022", "RT @LakelandFire: Burn ban lifted in all counties of the nor…"
    )
    long = _later(
        LONG,
        "Fri Sep 08 04:15:59 +0000 2023",
        "The plan for Pine Lake &amp; its shore begins with… https://t.co/eeeeeeeeee",
    )
    first = _later(FIRST, "Fri Sep 08 10:53:20 +0000 2023", "Picnic on Sundey") | {"edit_info": {"initial": _control()}}
    edited = _later(EDITED, "Fri Sep 08 10:53:44 +0000 2023", "Picnic on Sunday")
    edited |= {"edit_info": {"edit": {"initialTweetId": FIRST, "editControlInitial": _control()}}}
    return [edited, first, long, repost, video, photo]


def _later(post_id: str, created_at: str, text: str) -> dict[str, Any]:
    entities: dict[str, Any] = {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}
    return {
        "id": post_id,
        "id_str": post_id,
        "created_at": created_at,
        "full_text": text,
        "lang": "en",
        "retweeted": False,
        "favorite_count": "7",
        "entities": entities,
        "edit_info": {"initial": _control(post_id)},
    }


def _medium(name: str, indices: list[str]) -> dict[str, Any]:
    address = f"https://pbs.media.example/media/{name}"
    return {"url": "https://t.co/dddddddddd", "media_url_https": address, "type": "photo", "indices": indices}


def _film() -> dict[str, Any]:
    variants = [
        {"url": "https://video.media.example/v/playlist.m3u8?tag=1"},
        {"url": "https://video.media.example/v/Boat640.mp4?tag=1"},
    ]
    return _medium("Boat.jpg", ["0", "0"]) | {"type": "video", "video_info": {"variants": variants}}


def _control(*posts: str) -> dict[str, Any]:
    return {
        "editTweetIds": list(posts or (FIRST, EDITED)),
        "editableUntil": "2023-09-08T11:51:14.000Z",
        "editsRemaining": "4",
    }


def _note() -> dict[str, Any]:
    text = "The plan for Pine Lake & its shore begins with the dam: https://t.co/ffffffffff says all."
    urls = [
        {"shortUrl": "https://t.co/ffffffffff", "expandedUrl": "https://parks.lakeland.example/plan", "fromIndex": "55"}
    ]
    core = {"text": text, "urls": urls, "hashtags": [], "mentions": []}
    return {"noteTweetId": "1699999999999999999", "createdAt": "2023-09-08T04:15:59.000Z", "core": core}


def _manifest(posts: list[dict[str, Any]]) -> dict[str, Any]:
    posts_file = {"fileName": "data/tweets.js", "globalName": "YTD.tweets.part0", "count": str(len(posts))}
    return {
        "userInfo": {"accountId": ACCOUNT, "userName": HANDLE},
        "archiveInfo": {"generationDate": "2023-10-01T06:00:00.000Z", "isPartialArchive": False},
        "dataTypes": {
            "tweets": {"files": [posts_file]},
            "deletedTweets": {"files": [{"fileName": "data/deleted-tweets.js", "count": "1"}]},
            "like": {"files": [{"fileName": "data/like.js", "count": "1"}]},
            "article": {"files": [{"fileName": "data/article.js", "count": "0"}]},
        },
    }


def _part(path: Path, kind: str, values: list[dict[str, Any]]) -> None:
    _write(path, f"window.YTD.{kind}.part0 = {json.dumps(values, indent=2, ensure_ascii=False)}")


def _variable(path: Path, name: str, value: Any) -> None:
    _write(path, f"var {name} =  {json.dumps(value, indent=2)}")


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def zip_of(folder: Path, path: Path, top: str = "") -> Path:
    """The folder's files as a zip, below a top folder if one is named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.write(file, top + file.relative_to(folder).as_posix())
    return path


def tar_of(folder: Path, path: Path) -> Path:
    """The folder's files as a tar, packed where the name ends in gz."""
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.add(file, file.relative_to(folder).as_posix(), recursive=False)
    return path
