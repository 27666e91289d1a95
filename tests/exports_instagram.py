"""Small fictional Instagram exports in the real layouts; every value is written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HANDLE = "lakeland.parks"
JPEG = b"\xff\xd8\xff\xe0 a fictional photograph \xff\xd9"
FILM = b"\x00\x00\x00\x20ftypisom a fictional film"

PHOTO_AT = 1650000000  # 2022-04-15 05:20:00 UTC, 9:20 pm the day before in UTC-8
ALBUM_AT = 1651000000  # 2022-04-26 19:06:40 UTC
REEL_AT = 1652000000  # 2022-05-08 08:53:20 UTC
STORY_AT = 1653000000  # 2022-05-19 22:40:00 UTC
DELETED_AT = 1654000000  # 2022-05-31 12:26:40 UTC
ARCHIVED_AT = 1655000000  # 2022-06-12 02:13:20 UTC
COMMENT_AT = 1656000000  # 2022-06-23 16:00:00 UTC
THREAD_AT = 1657000000  # 2022-07-05 05:46:40 UTC
REPOST_AT = 1659000000  # 2022-07-28 09:20:00 UTC
PROFILE_AT = 1658000000  # 2022-07-16 19:33:20 UTC

PHOTO = "media/posts/202204/278000000_111_222_n_17900000000000001.jpg"
ALBUM = ("media/posts/202204/17900000000000002.jpg", "media/posts/202204/17900000000000003")
REEL = "media/reels/202205/17900000000000004.mp4"
SUBTITLES = "media/reels/202205/17900000000000004.srt"
STORY = "media/stories/202205/2841892438128197709.jpg"  # its id was issued 2022-05-19 22:40:00 UTC
OTHER_STORIES = ("media/stories/202205/2833503830128197709.jpg", "media/stories/202206/2850281046128197709.jpg")

PHOTO_TEXT = "Café by the lake 🌲\nopen & free #PineLake"
ALBUM_TEXT = "Dock and boats, before and after"


def as_meta_writes(text: str) -> str:
    """A text as the JSON files hold it: the bytes of its UTF-8, each a character."""
    return text.encode().decode("latin-1")


def write_2018(folder: Path) -> Path:
    """An export of 2018 to 2020: six rows of media that are four posts, two stories, three comments."""
    dock = "photos/201905/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.jpg"
    media = {
        "stories": [
            {"caption": "", "taken_at": "2019-06-01T10:00:00", "path": "stories/201906/story1.jpg"},
            {"caption": "", "taken_at": "2019-06-01T10:00:00", "path": "stories/201906/story2.mp4"},
        ],
        "photos": [
            {"caption": "Dock, ramp & café", "taken_at": "2019-05-04T18:30:00", "location": "Pine Lake", "path": dock},
            {"caption": "Dock, ramp & café", "taken_at": "2019-05-04T18:30:00", "path": "photos/201905/b.jpg"},
            {"caption": "Snow", "taken_at": "2020-01-02T03:04:05+00:00", "path": "photos/202001/gone.jpg"},
            {"caption": "Snow", "taken_at": "2020-01-02T03:04:06+00:00", "path": "photos/202001/c.jpg"},
        ],
        "videos": [{"caption": "Dock, ramp & café", "taken_at": "2019-05-04T18:30:00", "path": "videos/201905/d.mp4"}],
        "profile": [{"taken_at": "2018-03-01T12:00:00", "is_active_profile": True, "path": "profile/201803/e.jpg"}],
        "direct": [{"taken_at": "2018-03-02T12:00:00", "path": "direct/201803/f.jpg"}],
    }
    comments = {
        "media_comments": [
            ["2019-05-05T08:00:00", "Thank you, gates open at 8 🚣", "fictional.visitor"],
            ["2020-02-01T09:00:00+00:00", "See the map", HANDLE],
        ],
        "live_comments": ["You have no data in this section"],
        "story_comments": [["2020-02-02T09:00:00+00:00", "Nice heron", "fictional.birder"]],
    }
    _json(folder / "media.json", media, ascii_only=False)
    _json(folder / "comments.json", comments, ascii_only=False)
    _json(folder / "profile.json", {"username": HANDLE, "name": "Lakeland Parks", "date_joined": "2017-01-01T00:00:00"})
    _json(folder / "messages.json", [{"participants": ["a", "b"], "conversation": []}])
    _json(folder / "likes.json", {"media_likes": [["2019-05-05T08:00:00", "fictional.birder"]]})
    _json(folder / "connections.json", {"followers": {"fictional.visitor": "2019-01-01T00:00:00"}})
    _json(folder / "searches.json", ["You have no data in this section"])
    for name in (dock, "photos/201905/b.jpg", "photos/202001/c.jpg", "profile/201803/e.jpg", "direct/201803/f.jpg"):
        _file(folder / name, JPEG + name.encode())
    for name in ("videos/201905/d.mp4", "stories/201906/story2.mp4"):
        _file(folder / name, FILM + name.encode())
    _file(folder / "stories/201906/story1.jpg", JPEG)
    return folder


def write_2021(folder: Path) -> Path:
    """An export since 2021 in JSON: posts of all sorts, stories, comments, a repost, two Threads and much else."""
    own = folder / "your_instagram_activity"
    _json(own / "media/posts_1.json", [_photo(), _album(), _reel()])
    _json(own / "media/reels.json", {"ig_reels_media": [_reel()]})
    _json(own / "media/stories.json", {"ig_stories": [_story(), _story() | {"uri": "media/stories/202205/gone.jpg"}]})
    _json(own / "media/igtv_videos.json", {"ig_igtv_media": []})
    deleted = {"media": [_medium("media/recently_deleted/202205/1.jpg", DELETED_AT, "Posted by mistake")]}
    _json(own / "media/recently_deleted_content.json", {"ig_recently_deleted_media": [deleted]})
    archived = {"media": [_medium("media/archived_posts/202206/2.jpg", ARCHIVED_AT, "Old notice")]}
    _json(own / "media/archived_posts.json", {"ig_archived_post_media": [archived]})
    _json(own / "media/profile_photos.json", {"ig_profile_picture": [_medium(PHOTO, PROFILE_AT, "")]})
    _json(own / "comments/post_comments_1.json", [_comment("Gates open at 8 🚣", "fictional.visitor")])
    german = {
        "Kommentar": {"value": as_meta_writes("Schön!")},
        "Medieninhaber/in": {"value": "fictional.birder"},
        as_meta_writes("Uhrzeit"): {"timestamp": COMMENT_AT + 60},
    }
    _json(own / "comments/reels_comments.json", {"comments_reels_comments": [{"string_map_data": german}]})
    _json(own / "media/reposts.json", [_repost()])
    early = {"title": "fictional.angler", "string_list_data": [{"value": "Pike!", "timestamp": COMMENT_AT + 120}]}
    _json(own / "comments/post_comments.json", {"comments_media_comments": [early]})
    threads = [
        {"media": [_threads("Burn ban lifted", is_reply=False)]},
        {"media": [_threads("Yes, all counties", is_reply=True)]},
    ]
    _json(own / "threads/threads_and_replies.json", {"text_post_app_text_posts": threads})
    _json(own / "messages/inbox/fictional_1/message_1.json", {"messages": [{"content": "hello"}]})
    _file(own / "messages/inbox/fictional_1/photos/9.jpg", JPEG)
    _json(own / "likes/liked_posts.json", {"likes_media_likes": []})
    _file(own / "saved/no-data.txt", b"")
    user = {"string_map_data": {"Username": {"href": "", "value": HANDLE, "timestamp": 0}}}
    _json(folder / "personal_information/personal_information/personal_information.json", {"profile_user": [user]})
    _json(folder / "connections/followers_and_following/followers_1.json", [])
    _json(folder / "security_and_login_information/login_and_profile_creation/login_activity.json", {"a": []})
    _json(folder / "ads_information/ads_and_topics/advertisers.json", {"b": []})
    _file(folder / PHOTO, JPEG)
    _file(folder / ALBUM[0], JPEG + b"2")
    _file(folder / ALBUM[1], FILM)
    _file(folder / REEL, FILM + b"reel")
    _file(folder / SUBTITLES, b"1\n00:00:00,000 --> 00:00:01,000\nWelcome\n")
    _file(folder / STORY, JPEG + b"story")
    _file(folder / "media/recently_deleted/202205/1.jpg", JPEG + b"deleted")
    _file(folder / "media/archived_posts/202206/2.jpg", JPEG + b"archived")
    _file(folder / "media/other/202206/17900000000000099", FILM + b"named by nothing")
    return folder


def _photo() -> dict[str, Any]:
    return {"media": [_medium(PHOTO, PHOTO_AT, as_meta_writes(PHOTO_TEXT))]}


def _album() -> dict[str, Any]:
    media = [_medium(name, ALBUM_AT - 2, "") for name in (*ALBUM, "media/posts/202204/17900000000000009.webp")]
    media[0]["backup_uri"] = "https://media.example/expired.jpg"
    return {"media": media, "title": ALBUM_TEXT, "creation_timestamp": ALBUM_AT}


def _reel() -> dict[str, Any]:
    reel = _medium(REEL, REEL_AT, "Welcome to Pine Lake")
    reel["media_metadata"] = {"video_metadata": {"subtitles": {"uri": SUBTITLES, "creation_timestamp": REEL_AT}}}
    return {"media": [reel]}


def _story() -> dict[str, Any]:
    return _medium(STORY, STORY_AT, "")


def _medium(uri: str, created: int, title: str) -> dict[str, Any]:
    camera = {"camera_metadata": {"has_camera_metadata": False}}
    return {
        "uri": uri,
        "creation_timestamp": created,
        "media_metadata": camera,
        "title": title,
        "cross_post_source": {"source_app": "FB"},
    }


def _comment(text: str, owner: str) -> dict[str, Any]:
    fields = {
        "Comment": {"value": as_meta_writes(text)},
        "Media Owner": {"value": owner},
        "Time": {"timestamp": COMMENT_AT},
    }
    return {"media_list_data": [{"uri": ""}], "string_map_data": fields}


def _repost() -> dict[str, Any]:
    owner = [
        {"label": "URL", "value": "https://www.instagram.com/lakeland.fire"},
        {"label": "Name", "value": "Lakeland Fire"},
        {"label": "Username", "value": "lakeland.fire"},
    ]
    original = [
        {"label": "URL", "value": "https://www.instagram.com/reel/Fictional01/", "href": "https://example.example"},
        {"label": "Caption", "value": as_meta_writes("Burn ban — all counties #FireSafety")},
        {"title": "Owner", "dict": [{"dict": owner, "title": ""}]},
    ]
    labels = [
        {"label": "Text", "value": "Please read"},
        {"label": "Expiry time", "timestamp_value": 0},
        {"title": "Media", "dict": [{"dict": original, "title": ""}]},
    ]
    return {"timestamp": REPOST_AT, "media": [], "label_values": labels, "fbid": "17900000000000077"}


def _threads(text: str, *, is_reply: bool) -> dict[str, Any]:
    return {
        "uri": "",
        "creation_timestamp": THREAD_AT + is_reply,
        "title": text,
        "text_app_post": {"is_reply": is_reply},
    }


def write_html(folder: Path, *, logins: bool = True, heading: str = "div") -> Path:
    """An export since 2021 in HTML: the photo, the album, the reel, the story and the comment of the JSON export."""
    own = folder / "your_instagram_activity"
    photo = block("Café by the lake 🌲<br />open &amp; free #PineLake", [PHOTO], "Apr 14, 2022 9:20 pm", heading)
    album = block(ALBUM_TEXT, [*ALBUM, "media/posts/202204/17900000000000009.webp"], "Apr 26, 2022 11:06 am", heading)
    reel = block("Welcome to Pine Lake", [REEL], "May 08, 2022, 12:53\u202fAM", heading, subtitles=SUBTITLES)
    _page(own / "media/posts_1.html", "Posts", photo + album + reel)
    _page(own / "media/reels.html", "Reels", reel)
    _page(own / "media/stories.html", "Stories", block("", [STORY], "May 19, 2022 2:40 pm", heading))
    deleted = block("Posted by mistake", ["media/recently_deleted/202205/1.jpg"], "May 31, 2022 4:26 am", heading)
    _page(own / "media/recently_deleted_content.html", "Recently deleted", deleted)
    said = "Gates open at 8 🚣"
    comment = (
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_3-95 _a6-p">'
        f'<table style="table-layout: fixed;">{_wide("Comment", said)}{_wide("Media Owner", "fictional.visitor")}'
        f"{_pair('Time', 'Jun 23, 2022 8:00 am')}</table></div></div>"
    )
    _page(own / "comments/post_comments_1.html", "Comments", comment)
    about = (
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_3-95 _a6-p"><table>'
        f"{_wide('Username', 'lakeland.parks')}</table></div></div>"
    )
    _page(folder / "personal_information/personal_information/personal_information.html", "Personal", about)
    if logins:
        _page(
            folder / "security_and_login_information/login_and_profile_creation/login_activity.html",
            "Login activity",
            _login("2022-06-12T08:14:31+00:00", "Jun 12, 2022 12:14 am")
            + _login("2022-07-01T20:00:00+00:00", "Jul 01, 2022 12:00 pm"),
        )
    _page(own / "messages/inbox/fictional_1/message_1.html", "Messages", block("hello", [], "Jun 1, 2022 1:00 pm"))
    _file(folder / "start_here.html", b"<html><body>Start here</body></html>")
    _file(folder / "files/Instagram-Logo.png", b"\x89PNG\r\n\x1a\n")
    for name, content in (
        (PHOTO, JPEG),
        (ALBUM[0], JPEG + b"2"),
        (ALBUM[1], FILM),
        (REEL, FILM + b"reel"),
        (SUBTITLES, b"1\n00:00:00,000 --> 00:00:01,000\nWelcome\n"),
        (STORY, JPEG + b"story"),
        ("media/recently_deleted/202205/1.jpg", JPEG + b"deleted"),
    ):
        _file(folder / name, content)
    return folder


def block(text: str, media: list[str], written: str, heading: str = "div", *, subtitles: str = "") -> str:
    """A block of a page: caption, media with a table below, moment."""
    caption = f'<{heading} class="_3-95 _2pim _a6-h _a6-i">{text}</{heading}>' if text else ""
    shown = "".join(
        f'<div><video src="{name}" controls="1" class="_a6_o _3-96"><a target="_blank" href="{name}">'
        f"<div>Click for video:</div></a></video></div>"
        if name.endswith("mp4")
        else f'<div><a target="_blank" href="{name}"><img src="{name}" class="_a6_o _3-96" /></a><div></div></div>'
        for name in media
    )
    rows = _wide("Tagged users", "fictional.birder")
    if subtitles:
        rows += _wide("Subtitles", f'<a href="{subtitles}">Subtitles</a>')
    return (
        f'<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">{caption}<div class="_3-95 _a6-p"><div>{shown}'
        f'<div><table style="table-layout: fixed;">{rows}</table></div></div></div>'
        f'<div class="_3-94 _a6-o">{written}</div></div>'
    )


def story_block(name: str, written: str) -> str:
    """A story of one picture."""
    return block("", [name], written)


def _login(heading: str, written: str) -> str:
    return (
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder">'
        f'<h2 class="_3-95 _2pim _a6-h _a6-i">{heading}</h2><div class="_3-95 _a6-p"><table>'
        f"{_pair('IP Address', '192.0.2.1')}{_pair('Time', written)}{_pair('User Agent', 'Fictional 1.0')}"
        "</table></div></div>"
    )


def _wide(label: str, value: str) -> str:
    return f'<tr><td colspan="2" class="_2pin _a6_q">{label}<div><div>{value}</div></div></td></tr>'


def _pair(label: str, value: str) -> str:
    return f'<tr><td class="_2pin _a6_q">{label}</td><td class="_2pin _2piu _a6_r">{value}</td></tr>'


def _page(path: Path, title: str, body: str) -> None:
    text = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><base href="../../" />'
        f'<style type="text/css">._a6-g {{ color: red }}</style><title>{title}</title></head>'
        '<body class="_5vb_ _2yq _a7o5"><div class="_4bl9"><div class="_li"><a href="start_here.html">'
        '<img src="files/Instagram-Logo.png" class="_a6_r" /></a><div class="_3a_u"><div class="_a706" role="main">'
        f"{body}</div></div></div></div></body></html>"
    )
    _file(path, text.encode())


write_page = _page


def _json(path: Path, value: Any, *, ascii_only: bool = True) -> None:
    _file(path, json.dumps(value, indent=2, ensure_ascii=ascii_only).encode())


def _file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
