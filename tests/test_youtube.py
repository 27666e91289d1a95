"""YouTube in Google Takeout: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.film_length import film_milliseconds
from records_portal.exports.formats.youtube.values import plain_text
from records_portal.exports.pieces import Doubt
from tests.exports_x import zip_of
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of

CHANNEL = "UCLakelandParksExample01"
TOP = "Takeout/YouTube and YouTube Music"
LONG = "How we rebuilt the boardwalk at Pine Ridge: the whole story"

VIDEOS = (
    "Video ID,Approx duration (ms),Video category,Video description (original),Channel ID,Tag 1,"
    "Video title (original),Privacy,Video state,Video create timestamp,Video publish timestamp\n"
    f'-dock00001A,61000,Travel,"A walk, early\n#ParkAlert",{CHANNEL},trail,Dock at dawn?,Public,Processed,'
    "2023-05-01T10:00:00+00:00,2023-05-02T15:04:11.123456+00:00\n"
    f"board0001_B,3600000,Travel,,{CHANNEL},,{LONG},Unlisted,Processed,2023-06-01T09:00:00+00:00,\n"
    f"twin0000001,5000,Travel,,{CHANNEL},,Weather,Private,Processed,2023-07-01T09:00:00+00:00,\n"
    f"twin0000002,6000,Travel,,{CHANNEL},,Weather,Public,Processed,2023-07-02T09:00:00+00:00,\n"
    "\n\n"
)
TEXTS = (
    "Video ID,Video text create timestamp,Video description text segments 1,Video title text segments 1,"
    "Video text update timestamp\n"
    '-dock00001A,2023-05-01T10:00:00+00:00,"{""text"":""A walk, early ""},{""text"":""#ParkAlert""}",'
    '"{""text"":""Dock at dawn, again""}",2023-08-01T12:00:00+00:00\n'
    'gone0000001,2022-05-01T10:00:00+00:00,,"{""text"":""Gone""}",\n'
)
COMMENTS = (
    "Comment ID,Channel ID,Comment create timestamp,Price,Parent comment ID,Post ID,Video ID,Comment text,"
    "Top-level comment ID\n"
    f"Ugxcomment01AaABAg,{CHANNEL},2024-01-02T08:00:00.5+00:00,0,,,-dock00001A,"
    '"{""text"":""Open again: ""},{""text"":""0:42"",""videoLink"":{""startTimeSeconds"":""42""}}",\n'
    f"Ugxcomment01AaABAg.9reply01,{CHANNEL},2024-01-03T08:00:00+00:00,0,Ugxcomment01AaABAg,,-dock00001A,"
    '"{""takeoutSegments"":[{""text"":""Yes""}]}",Ugxcomment01AaABAg\n'
    f'Ugkxonpost01AaABAg,{CHANNEL},2024-01-04T08:00:00+00:00,0,,UgkxPost01,,"{{""text"":""On a post""}}",\n'
)
CHATS = (
    "Live chat ID,Channel ID,Live chat create timestamp,Price,Video ID,Live chat text\n"
    f'LCC.chat01%3D%3D,{CHANNEL},2024-02-01T18:00:00+00:00,0,board0001_B,"{{""text"":""We begin""}}"\n'
)
POSTS = (
    "Post ID,Channel ID,Post create timestamp,Post update timestamp,Post text 1\n"
    f'UgkxPost01,{CHANNEL},2024-01-01T08:00:00+00:00,,"{{""text"":""Happy new year""}}"\n'
)


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4 file."""
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def header(scale: int, units: int) -> bytes:
    """The header that says how many units of a second's `scale` parts a film lasts."""
    return box(b"mvhd", bytes(12) + scale.to_bytes(4, "big") + units.to_bytes(4, "big") + bytes(80))


def film(milliseconds: int, *, film_first: bool = False) -> bytes:
    """A film without pictures of a length."""
    boxes = [box(b"moov", header(1000, milliseconds)), box(b"mdat", b"a fictional film")]
    return box(b"ftyp", b"isom") + b"".join(reversed(boxes) if film_first else boxes)


LONG_HEADER = (1000).to_bytes(4, "big") + (90_000).to_bytes(8, "big")


def write(folder: Path, top: str = TOP, *, films: bool = True, **changes: str) -> Path:
    """The tables and files as a folder; those named are changed."""
    tables = {
        "video metadata/videos": VIDEOS,
        "video metadata/video texts": TEXTS,
        "comments/comments": COMMENTS,
        "live chats/live chats": CHATS,
        "posts/posts": POSTS,
        "channels/channel": f"Channel ID,Channel title (Original),Visibility\n{CHANNEL},Lakeland Parks,Public\n",
        "playlists/Watch later-videos": "Video ID,Playlist Video Creation Timestamp\nx,2024-01-01T00:00:00+00:00\n",
        "subscriptions/subscriptions": "Channel Id,Channel Url,Channel Title\nUCx,https://x.example,X\n",
    }
    for name, content in tables.items():
        key = name.rpartition("/")[2].replace(" ", "_")
        _put(folder / top / f"{name}.csv", changes.get(key, content))
    _put(folder / top / "history/watch-history.json", "[]")
    _put(folder / "Takeout/archive_browser.html", "<!doctype html>")
    if films:
        _put(folder / top / "videos/Dock at dawn_.mp4", "a fictional dawn")
        _put(folder / top / f"videos/{LONG[:46].replace(':', '_')}.mp4", "a fictional boardwalk")
        _put(folder / top / "videos/Weather.mp4", "fictional weather")
        _put(folder / top / "videos/Weather(1).mp4", "more fictional weather")
        _put(folder / top / "videos/Nothing of ours.mp4", "a fictional stranger")
    return folder


def _put(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, newline="")


def test_the_export_is_recognised_by_its_columns_in_any_folder(tmp_path: Path) -> None:
    for top in (TOP, "Takeout/YouTube", "Takeout/Vidéos à moi"):
        with reading(write(tmp_path / top.replace("/", "_"), top)) as (_, recognised, _):
            assert (recognised.format, recognised.account_id) == ("youtube", "UCLakelandParksExample01")
            assert "comments by others" in recognised.lacks


def test_kinds_are_told_apart_and_ids_say_what_they_name(tmp_path: Path) -> None:
    assert {each.id: each.kind for each in items_of(write(tmp_path)).values()} == {
        "video:-dock00001A": "post",
        "video:board0001_B": "post",
        "video:twin0000001": "post",
        "video:twin0000002": "post",
        "comment:Ugxcomment01AaABAg": "comment",
        "comment:Ugxcomment01AaABAg.9reply01": "reply",
        "comment:Ugkxonpost01AaABAg": "comment",
        "chat:LCC.chat01": "chat",
        "post:UgkxPost01": "post",
    }


def test_a_video_has_its_present_title_and_description_and_dates_as_late_as_their_change(tmp_path: Path) -> None:
    video = items_of(write(tmp_path))["video:-dock00001A"]
    assert video.text == "Dock at dawn, again\n\nA walk, early #ParkAlert"
    assert (video.permalink, video.author) == ("https://www.youtube.com/watch?v=-dock00001A", "Lakeland Parks")
    assert (str(video.created_at), video.time_basis) == ("2023-05-02 15:04:11+00:00", "explicit-offset")
    assert (video.edited, str(video.latest_at)) == (True, "2023-08-01 12:00:00+00:00")
    assert [each.member.base for each in video.fragments] == ["videos.csv", "video texts.csv"]
    assert (video.hashtags, video.visibility) == (("ParkAlert",), "public")


def test_a_video_without_texts_has_those_of_its_own_row_and_without_publishing_its_creation(tmp_path: Path) -> None:
    video = items_of(write(tmp_path))["video:board0001_B"]
    assert (video.text, video.visibility, video.edited) == (LONG, "unlisted", False)
    assert str(video.created_at) == "2023-06-01 09:00:00+00:00"
    plain = items_of(write(tmp_path, video_texts="Video ID\n"))["video:-dock00001A"]
    assert plain.text == "Dock at dawn?\n\nA walk, early\n#ParkAlert"


def test_a_file_is_found_by_its_title_where_nothing_else_fits(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    assert {each: items[f"video:{each}"].media[0].state for each in ("-dock00001A", "board0001_B", "twin0000001")} == {
        "-dock00001A": "found",
        "board0001_B": "found",
        "twin0000001": "missing",
    }
    assert remarks_of(tmp_path) == {
        "videos whose file was found by its title alone": 2,
        "video files that fit several videos, or a video that several fit": 2,
        "texts without their video": 1,
    }
    assert residue_of(tmp_path)["orphan-media"] == [
        f"{TOP}/videos/Nothing of ours.mp4",
        f"{TOP}/videos/Weather(1).mp4",
        f"{TOP}/videos/Weather.mp4",
    ]


def test_of_films_with_one_title_the_length_tells_which_is_which(tmp_path: Path) -> None:
    folder = write(tmp_path) / TOP / "videos"
    (folder / "Weather.mp4").write_bytes(film(6_000))
    (folder / "Weather(1).mp4").write_bytes(film(5_000, film_first=True))
    items = items_of(tmp_path)
    names = {each: items[f"video:{each}"].media[0].member for each in ("twin0000001", "twin0000002")}
    assert {each: member and member.base for each, member in names.items()} == {
        "twin0000001": "Weather(1).mp4",
        "twin0000002": "Weather.mp4",
    }
    assert remarks_of(tmp_path)["videos whose file was found by its title and length"] == 2
    assert_conserved(tmp_path)


def test_films_of_one_title_and_length_stay_without_a_video(tmp_path: Path) -> None:
    folder = write(tmp_path) / TOP / "videos"
    (folder / "Weather.mp4").write_bytes(film(6_000))
    (folder / "Weather(1).mp4").write_bytes(film(6_000))
    assert items_of(tmp_path)["video:twin0000002"].media[0].state == "missing"
    assert remarks_of(tmp_path)["video files that fit several videos, or a video that several fit"] == 2
    assert_conserved(tmp_path)


@pytest.mark.parametrize(
    ("data", "milliseconds"),
    [
        (box(b"ftyp", b"isom") + box(b"moov", header(600, 36_600)), 61_000),
        (box(b"moov", box(b"free", b"") + box(b"mvhd", bytes([1, 0, 0, 0]) + bytes(16) + LONG_HEADER)), 90_000),
        (box(b"mdat", b"x" * 3_000_000) + box(b"moov", header(1000, 7)), 7),
        ((1).to_bytes(4, "big") + b"mdat" + (20).to_bytes(8, "big") + b"abcd" + box(b"moov", header(1, 2)), 2_000),
        (box(b"mdat", b"film")[:-1] + box(b"moov", header(1, 2)), None),
        ((0).to_bytes(4, "big") + b"mdat" + box(b"moov", header(1, 2)), None),
        (box(b"moov", header(0, 2)), None),
        (box(b"moov", header(1, 2))[:-82], None),
        (b"no film at all", None),
        (b"", None),
    ],
)
def test_the_length_of_a_film_is_in_its_header(data: bytes, milliseconds: int | None) -> None:
    assert film_milliseconds(io.BytesIO(data)) == milliseconds


def test_without_any_video_file_none_was_asked_for(tmp_path: Path) -> None:
    items = items_of(write(tmp_path, films=False))
    assert {media.state for each in items.values() for media in each.media} == {"remote"}


def test_comments_and_replies_say_what_they_answer_and_where_they_are(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    comment, reply = items["comment:Ugxcomment01AaABAg"], items["comment:Ugxcomment01AaABAg.9reply01"]
    assert (comment.text, comment.reply_to) == ("Open again: 0:42", "video:-dock00001A")
    assert comment.permalink == "https://www.youtube.com/watch?v=-dock00001A&lc=Ugxcomment01AaABAg"
    assert (reply.text, reply.reply_to) == ("Yes", "comment:Ugxcomment01AaABAg")
    on_post = items["comment:Ugkxonpost01AaABAg"]
    assert (on_post.reply_to, on_post.permalink) == ("post:UgkxPost01", "")
    assert (items["chat:LCC.chat01"].text, items["chat:LCC.chat01"].reply_to) == ("We begin", "video:board0001_B")
    assert items["post:UgkxPost01"].text == "Happy new year"


def test_columns_come_and_go_and_are_written_in_other_ways(tmp_path: Path) -> None:
    comments = (
        "Channel Id,Comment Id,Comment Create Timestamp,Comment Text,Video Id\n"
        f"{CHANNEL},Ugxolder01.9child,2023-01-02T08:00:00+00:00,plain words,-dock00001A\n"
    )
    videos = "Video ID,Video Title(Original),Video Create Timestamp\nold00000001,Old,2020-01-01 00:00\n"
    write(tmp_path, comments=comments, videos=videos)
    items = items_of(tmp_path)
    assert (items["comment:Ugxolder01.9child"].kind, items["comment:Ugxolder01.9child"].text) == (
        "reply",
        "plain words",
    )
    assert (items["video:old00000001"].text, items["video:old00000001"].time_basis) == ("Old", "unknown")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('{"text":"a"},{"text":"b"}', "ab"),
        ('{"takeoutSegments":[{"text":"a"},{"text":"\\nb"}]}', "a\nb"),
        ("plain, words", "plain, words"),
        ('{"text":"never closed', '{"text":"never closed'),
        ('{"emoji":"x"}', '{"emoji":"x"}'),
        ("{}", "{}"),
        ("{" * 5000, "{" * 5000),
        ('{"a":' * 5000, '{"a":' * 5000),
        ("", ""),
    ],
)
def test_text_is_in_segments_or_plain(cell: str, text: str) -> None:
    assert plain_text(cell) == text


def test_what_no_item_owns_is_in_named_parts(tmp_path: Path) -> None:
    assert residue_of(write(tmp_path, films=False)) == {
        "account": [f"{TOP}/channels/channel.csv"],
        "history": [f"{TOP}/history/watch-history.json"],
        "playlists": [f"{TOP}/playlists/Watch later-videos.csv"],
        "subscriptions": [f"{TOP}/subscriptions/subscriptions.csv"],
        "viewer": ["Takeout/archive_browser.html"],
    }


def test_every_byte_is_an_items_or_residue(tmp_path: Path) -> None:
    assert_conserved(write(tmp_path / "plain"))


def test_videos_in_another_part_are_found(tmp_path: Path) -> None:
    write(tmp_path / "one")
    films = tmp_path / "two" / TOP
    films.mkdir(parents=True)
    (tmp_path / "one" / TOP / "videos").rename(films / "videos")
    parts = [zip_of(tmp_path / each, tmp_path / f"takeout-{each}.zip") for each in ("one", "two")]
    assert items_of(*parts)["video:-dock00001A"].media[0].state == "found"
    assert_conserved(*parts)


def test_rows_of_an_unknown_shape_are_residue_and_reported(tmp_path: Path) -> None:
    write(tmp_path, films=False, comments=COMMENTS + '=HYPERLINK("x"),,,,,,,,\ntoo,few\n"never closed')
    assert remarks_of(tmp_path) == {
        "objects of an unknown shape in comments.csv": 3,
        "texts without their video": 1,
    }
    assert_conserved(tmp_path)


def test_a_row_that_is_there_twice_is_two_pieces_of_one_item(tmp_path: Path) -> None:
    write(tmp_path)
    _put(tmp_path / TOP / "comments/comments(1).csv", COMMENTS)
    assert len(items_of(tmp_path)) == 9
    assert_conserved(tmp_path)


def test_tables_of_something_else_are_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "comments.csv").write_text("Comment ID,Text\n1,x\n")
    with open_export([tmp_path]) as export:
        assert recognise(export.members, export.open) is None


def test_a_table_of_the_channels_items_in_another_language_is_no_mere_file(tmp_path: Path) -> None:
    write(tmp_path)
    videos = tmp_path / TOP / "video metadata/videos.csv"
    _put(videos.with_name("Videometadaten.csv"), VIDEOS.replace("ID", "Nr").replace("timestamp", "Zeitpunkt"))
    videos.unlink()
    told = "tables with moments of the channel, without the columns of any"
    with reading(tmp_path) as (_, _, pieces):
        assert [each.count for each in pieces if isinstance(each, Doubt) and each.what == told] == [1]
    with reading(write(tmp_path / "sound")) as (_, _, pieces):
        assert not [each for each in pieces if isinstance(each, Doubt)]
