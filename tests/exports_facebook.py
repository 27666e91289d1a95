"""Small fictional Facebook exports in the layouts of each age; every value is written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

NAME = "Lakeland Parks"
YOURS = "your_facebook_activity"
PAGE = "this_profile's_activity_across_facebook"
OPENING = 1_714_568_400  # 2024-05-01 13:00:00 UTC
DOCK = f"{YOURS}/posts/media/Dock_100/701_n_1.jpg"
RAMP = f"{YOURS}/posts/media/Dock_100/702_n_2.jpg"
LONELY = f"{YOURS}/posts/media/Dock_100/703_n_3.jpg"
FILM = f"{YOURS}/posts/media/videos/801_n_4.mp4"
DOCK_TEXT = "New dock \u00e2\u0080\u00a6 caf\u00c3\u00a9 opens #PineLake"  # as the platform escapes it
GONE = f"{YOURS}/posts/media/Dock_100/799_n_9.jpg"


def posts() -> list[dict[str, Any]]:
    """The posts of a JSON file, newest first, as the platform writes them."""
    shared = {"external_context": {"url": "https://parks.lakeland.example/burn-ban"}}
    place = {"place": {"name": "Pine Lake", "coordinate": {"latitude": 46.1, "longitude": -94.2}}}
    return [
        {"timestamp": OPENING + 900, "title": f"{NAME} shared a memory.", "data": [{"post": "Ten years ago"}]},
        {
            "timestamp": OPENING + 600,
            "title": f"{NAME} shared a link.",
            "attachments": [{"data": [shared]}],
            "data": [{"post": "Burn ban in force"}],
        },
        {
            "timestamp": OPENING + 300,
            "title": f"{NAME} added 2 new photos.",
            "data": [{"post": DOCK_TEXT}, {"update_timestamp": OPENING + 90_000}],
            "attachments": [
                {"data": [_medium(DOCK, DOCK_TEXT), _medium(RAMP, "The ramp")]},
                {"data": [place]},
            ],
        },
        {"timestamp": OPENING, "attachments": [{"data": [_medium(GONE, "Before the storm")]}], "title": NAME},
    ]  # fmt: skip


def _medium(uri: str, description: str) -> dict[str, Any]:
    exif = {"exif_data": [{"upload_ip": "192.0.2.7", "taken_timestamp": OPENING}]}
    return {"media": _picture(uri, description) | {"media_metadata": {"photo_metadata": exif}}}


def _picture(uri: str, description: str = "") -> dict[str, Any]:
    title = "Boats on Sunday" if uri.endswith(".mp4") else "Dock"  # a film's own, and the name of a picture's album
    written = {"uri": uri, "creation_timestamp": OPENING + 300, "title": title, "description": description}
    return {name: each for name, each in written.items() if each}


def write_json(folder: Path) -> Path:
    """A profile's export in JSON as of 2024: four posts, a lone picture and film, two comments, a story."""
    root = folder / YOURS
    put(root / "posts/your_posts__check_ins__photos_and_videos_1.json", posts())
    album = {
        "name": "Dock",
        "photos": [_picture(DOCK), _picture(LONELY, "The old dock")],
        "cover_photo": _picture(DOCK),
        "last_modified_timestamp": OPENING + 400,
        "description": "All about the dock",
    }
    put(root / "posts/album/0.json", album)
    put(root / "posts/your_uncategorized_photos.json", {"other_photos_v2": [_picture(LONELY, "The old dock")]})
    put(root / "posts/your_videos.json", {"videos_v2": [_picture(FILM, "The boats")]})
    put(root / "posts/edits_you_made_to_posts.json", [{"timestamp": OPENING, "fbid": "1000123", "label_values": []}])
    put(root / "comments_and_reactions/comments.json", {"comments_v2": comments()})
    reaction = {"timestamp": OPENING, "title": f"{NAME} likes a post."}
    put(root / "comments_and_reactions/likes_and_reactions_1.json", [reaction])
    story = {"timestamp": OPENING + 50, "title": NAME, "attachments": [{"data": [_medium(RAMP, "")]}]}
    put(root / "stories/archived_stories.json", {"archived_stories_v2": [story]})
    put(root / "messages/inbox/visitor_1/message_1.json", {"messages": [{"sender_name": "A Visitor"}]})
    put(folder / "personal_information/profile_information/profile_information.json", profile())
    put(folder / "security_and_login_information/logins.json", {"logins_v2": [{"ip": "192.0.2.1"}]})
    put(folder / "ads_information/advertisers.json", {"custom_audiences_v2": []})
    put(folder / "connections/friends/your_friends.json", {"friends_v2": [{"name": "A Visitor"}]})
    put(folder / "start_here.html", "<!doctype html><title>Your information</title>")
    put_media(folder)
    return folder


def comments() -> list[dict[str, Any]]:
    """Two comments of the account: one below a post, one an answer to another comment."""
    first = {"comment": {"timestamp": OPENING + 700, "comment": "Thank you!", "author": NAME}}
    answer = {"comment": {"timestamp": OPENING + 800, "comment": "Open at 8 am", "author": NAME}}
    return [
        {"timestamp": OPENING + 800, "data": [answer], "title": f"{NAME} replied to A Visitor's comment."},
        {"timestamp": OPENING + 700, "data": [first], "title": f"{NAME} commented on their own post."},
    ]


def profile() -> dict[str, Any]:
    """What the export says of the account."""
    return {"profile_v2": {"name": {"full_name": NAME}, "profile_uri": "https://www.facebook.example/lakelandparks"}}


def put_media(folder: Path) -> None:
    """The media files, one of which nothing names and one of which is not there."""
    for name in (DOCK, RAMP, LONELY, FILM):
        put(folder / name, f"a fictional picture: {name}".encode())
    put(folder / YOURS / "posts/media/Dock_100/888_n_8.jpg", b"named by nobody")


def write_page(folder: Path) -> Path:
    """A page's export in JSON: a post, a video, a comment and the file that names the page."""
    film = f"{PAGE}/posts/media/videos/901_n.mp4"
    put(folder / PAGE / "posts/profile_posts_1.json", posts()[1:2])
    put(folder / PAGE / "posts/videos.json", {"videos_v2": [_picture(film, "From the tower")]})
    put(folder / PAGE / "comments_and_reactions/comments.json", {"comments_v2": comments()[1:]})
    put(folder / PAGE / "events/events.json", {"your_events_v2": [{"name": "Opening day"}]})
    dashboard = {"prodash_activity": [{"page_name": NAME}]}
    put(folder / "logged_information/professional_dashboard/your_professional_dashboard_activity.json", dashboard)
    put(folder / film, b"a fictional film")
    return folder


HEADING = f"Generated by {NAME} on Friday 2 August 2024 at 11:40 UTC+01:00"


def block(title: str, body: str, date: str) -> str:
    """A block of a page as the platform writes it since 2022."""
    link = f'<a target="_blank" href="https://www.facebook.com/dyi/l/?l=abc"><div class="_a72d">{date}</div></a>'
    return (
        f'<div class="_3-95 _a6-g"><div class="_2ph_ _a6-h _a6-i">{title}</div>'
        f'<div class="_2ph_ _a6-p"><div>{body}</div></div><div class="_3-94 _a6-o">{link}</div></div>'
    )


def page(blocks: list[str], base: str = "../../") -> str:
    """A page of blocks with its heading and end."""
    top = (
        f'<!doctype html><html><head><base href="{base}" /><title>Posts</title><style>._a6-g {{}}</style></head><body>'
    )
    main = f'<div role="main">{"".join(blocks)}</div>'
    return f'{top}<div class="_a705"><div class="_3-8y">{HEADING}</div>{main}</div></body></html>'


def pictured(address: str) -> str:
    """How a block shows a picture, with the table that says how it was taken."""
    table = (
        '<table class="_a6-q"><tr><td><div class="_a6-q">Upload IP address</div></td><td>192.0.2.7</td></tr></table>'
    )
    return f'<div class="_2pin"><div><a href="{address}"><img src="{address}" class="_a6_o" /></a>{table}</div></div>'


def html_blocks() -> list[str]:
    """Four posts of a page: pictures and an edit, a link, a memory in another language's date, and none of these."""
    words = '<div class="_2pin"><div><div>New dock &amp; ramp<br />open &#064; Pine Lake … ☀</div></div></div>'
    updated = '<div class="_2pin"><div>Updated Jul 28, 2024 9:00:00am</div></div>'
    link = '<div class="_2pin"><div><a href="https://parks.lakeland.example/plan?a=1&amp;b=2">The plan</a></div></div>'
    return [
        block(f"{NAME} added a new photo.", words + pictured(DOCK) + updated, "Jul 26, 2024 1:35:01pm"),
        block(f"{NAME} shared a link.", link, "Jul 20, 2024 11:59:59pm"),
        block(f"{NAME} shared a memory.", '<div class="_2pin">Ten years ago</div>', "мая 19, 2022 8:12:37pm"),
        '<div class="_3-95 _a6-g"><div>Something new</div></div>',
    ]


def write_html(folder: Path) -> Path:
    """A profile's export in HTML as of 2024: three posts, a lone picture, a comment, and a block of no known shape."""
    root = folder / YOURS
    put(root / "posts/your_posts__check_ins__photos_and_videos_1.html", page(html_blocks()))
    album = [
        block("Dock", pictured(DOCK), "Jul 26, 2024 1:35:00pm"),
        block("Dock", '<div class="_2pin">The old dock</div>' + pictured(LONELY), "Jul 01, 2024 8:00:00am"),
    ]
    put(root / "posts/album/0.html", page(album, "../../../"))
    put(root / "posts/your_uncategorized_photos.html", page([album[1]]))
    answer = block(
        f"{NAME} replied to A Visitor's comment.", '<div class="_2pin">At 8 am</div>', "Jul 02, 2024 7:00:00am"
    )
    put(root / "comments_and_reactions/comments.html", page([answer]))
    put(root / "messages/inbox/visitor_1/message_1.html", page([block("A Visitor", "Hello", "Jul 02, 2024 7:00:00am")]))
    put(folder / "files/icon.png", b"icon")
    put(folder / "start_here.html", f"<html><body><div>{HEADING}</div></body></html>")
    put_media(folder)
    return folder


def entry(moment: str, narration: str, body: str = "") -> str:
    """An entry of a timeline as it was written until 2018."""
    comment = f'<div class="comment">{body}</div>' if body else ""
    return f'<p><div class="meta">{moment}</div>{narration}{comment}</p>'


def write_html_2017(folder: Path) -> Path:
    """A profile's export of 2017: four entries, a picture with a caption and a visitor's comment, and a video."""
    timeline = [
        entry(
            "Thursday, November 30, 2017 at 3:39pm PST", f"{NAME} updated her status.", "Snow &amp; ice on the trails"
        ),
        entry("5. november 2016 kl. 02:39 UTC+01", f"{NAME} oppdaterte statusen sin.", "Stien er åpen"),
        entry("Friday, July 1, 2016 at 11:30pm PDT", f"{NAME} added a new photo."),
        entry("some day", f"{NAME} did something."),
    ]
    top = f"<html><head><title>{NAME} - Timeline</title></head><body><div class='contents'>"
    by = f"Downloaded by {NAME} (https://www.facebook.com/lakelandparks)"
    foot = f"<div class='footer'>{by} on Monday, December 4, 2017 at 7:45am PST</div>"
    put(folder / "html/timeline.htm", f"{top}{''.join(timeline)}</div>{foot}</body></html>")
    picture = (
        '<div class="block"><img src="photos/55/901.jpg" /><div class="meta">Friday, July 1, 2016 at 11:29pm PDT</div>'
        '<div class="comment">The gate at night</div>'
        '<table class="meta"><tr><th>Upload IP Address</th><td>192.0.2.7</td></tr></table>'
        '<div class="comment"><span class="user">A Visitor</span>Lovely &lt;3'
        '<div class="meta">Saturday, July 2, 2016 at 8:00am PDT</div></div>'
        "</div>"
    )
    put(folder / "photos/55/index.htm", f"{top}<h1>Gates</h1>{picture}</div></body></html>")
    film = (
        '<div class="block"><video src="../videos/902.mp4"></video>'
        '<div class="meta">Sunday, July 3, 2016 at 9:00am PDT</div>Boats</div>'
    )
    put(folder / "html/videos.htm", f"{top}{film}</div>{foot}</body></html>")
    put(folder / "html/messages.htm", "<html><body><div class='thread'>A Visitor</div></body></html>")
    put(folder / "html/friends.htm", "<html><body>A Visitor</body></html>")
    put(folder / "index.htm", f"<html><body><h1>{NAME}</h1>{foot}</body></html>")
    put(folder / "photos/55/901.jpg", b"a fictional gate")
    put(folder / "videos/902.mp4", b"fictional boats")
    return folder


def put(path: Path, content: Any) -> None:
    """Write text and bytes as they are, and anything else as JSON, escaped as the platform does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2), encoding="utf-8")
