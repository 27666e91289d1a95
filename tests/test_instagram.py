"""Exports of Instagram: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestOutcome, IngestRequest
from records_portal.exports.formats.instagram import recognition as instagram
from records_portal.exports.pieces import ExportedItem, Residue
from tests import exports_instagram, exports_x
from tests.test_twitter import assert_conserved, reading, remarks_of

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "instagram-2024" / "transfer"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the real exports of 2024 are not beside the repository (../shared/samples)"
)
POSTS = "your_instagram_activity/media/posts_1.json"
STORIES_PAGE = "your_instagram_activity/media/stories.html"


def items_of(*paths: Path) -> dict[str, ExportedItem]:
    """The items by kind and text; those of equal text are told apart by the last part of their medium's address."""
    with reading(*paths) as (_, _, pieces):
        items = [piece for piece in pieces if isinstance(piece, ExportedItem)]
    named = {f"{each.kind}: {each.text or each.media[0].address.rpartition('/')[2]}": each for each in items}
    assert len(named) == len(items)
    return named


def residue_of(*paths: Path) -> dict[str, list[str]]:
    """The files that no item owns, by part."""
    found: dict[str, list[str]] = {}
    with reading(*paths) as (_, _, pieces):
        for piece in pieces:
            if isinstance(piece, Residue) and piece.data is None:
                found.setdefault(piece.part, []).append(piece.member.base)
    return found


def states(item: ExportedItem) -> list[str]:
    return [medium.state for medium in item.media]


def test_json_since_2021_is_recognised_with_its_account_and_kinds(tmp_path: Path) -> None:
    with reading(exports_instagram.write_2021(tmp_path)) as (_, recognised, _):
        assert (recognised.format, recognised.era, recognised.handle) == ("instagram", "2021-on", "lakeland.parks")
        assert recognised.platforms == {"instagram", "threads"}
        assert recognised.kinds == {"post", "reply", "repost", "story", "comment"}
        assert (recognised.doubts, recognised.declared, recognised.account_id) == ((), None, "")
        assert recognised.lacks == (
            "comments by others",
            "who liked and how many did",
            "addresses and ids of posts",
            "edits and earlier captions",
            "which dates and sections were asked for",
            "posts that replies on Threads answer",
        )


def test_every_item_of_json_since_2021_comes_out_with_its_moment(tmp_path: Path) -> None:
    items = items_of(exports_instagram.write_2021(tmp_path))
    assert {name: str(each.created_at) for name, each in items.items()} == {
        "post: Café by the lake 🌲\nopen & free #PineLake": "2022-04-15 05:20:00+00:00",
        "post: Dock and boats, before and after": "2022-04-26 19:06:40+00:00",
        "post: Welcome to Pine Lake": "2022-05-08 08:53:20+00:00",
        "post: Posted by mistake": "2022-05-31 12:26:40+00:00",
        "post: Old notice": "2022-06-12 02:13:20+00:00",
        "post: 278000000_111_222_n_17900000000000001.jpg": "2022-07-16 19:33:20+00:00",
        "story: 2841892438128197709.jpg": "2022-05-19 22:40:00+00:00",
        "story: gone.jpg": "2022-05-19 22:40:00+00:00",
        "comment: Gates open at 8 🚣": "2022-06-23 16:00:00+00:00",
        "comment: Schön!": "2022-06-23 16:01:00+00:00",
        "comment: Pike!": "2022-06-23 16:02:00+00:00",
        "repost: Please read\nBurn ban — all counties #FireSafety": "2022-07-28 09:20:00+00:00",
        "post: Burn ban lifted": "2022-07-05 05:46:40+00:00",
        "reply: Yes, all counties": "2022-07-05 05:46:41+00:00",
    }
    assert {each.time_basis for each in items.values()} == {"utc-by-format"}
    assert {each.author for each in items.values()} == {"lakeland.parks"}
    assert {(each.id, each.permalink) for each in items.values()} == {("", "")}
    assert all(each.latest_at == each.created_at for each in items.values())
    assert [name for name, each in items.items() if each.deleted] == ["post: Posted by mistake"]


def test_media_are_found_missing_shared_or_orphans_whatever_their_ending(tmp_path: Path) -> None:
    items = items_of(exports_instagram.write_2021(tmp_path))
    album = items["post: Dock and boats, before and after"]
    assert [each.address for each in album.media] == [
        "media/posts/202204/17900000000000002.jpg",
        "media/posts/202204/17900000000000003",
        "media/posts/202204/17900000000000009.webp",
    ]
    assert states(album) == ["found", "found", "missing"]
    assert states(items["story: gone.jpg"]) == ["missing"]
    photo = items["post: Café by the lake 🌲\nopen & free #PineLake"]
    assert photo.media[0].member == items["post: 278000000_111_222_n_17900000000000001.jpg"].media[0].member
    assert residue_of(tmp_path)["orphan-media"] == ["17900000000000099"]


def test_a_reel_in_two_lists_is_one_item_with_its_subtitles(tmp_path: Path) -> None:
    reel = items_of(exports_instagram.write_2021(tmp_path))["post: Welcome to Pine Lake"]
    assert [each.member.base for each in reel.fragments] == ["posts_1.json", "reels.json"]
    assert [each.address[-4:] for each in reel.media] == [".mp4", ".srt"]
    assert states(reel) == ["found", "found"]
    assert json.loads(reel.fragments[1].data)["media"][0]["title"] == "Welcome to Pine Lake"


def test_for_a_site_on_threads_the_posts_of_threads_alone_are_items(tmp_path: Path) -> None:
    with reading(exports_instagram.write_2021(tmp_path)) as (export, recognised, _):
        asked = replace(recognised, platforms=frozenset(("threads",)))
        pieces = list(instagram.read(asked, export.open))
    assert [each.text for each in pieces if isinstance(each, ExportedItem)] == ["Burn ban lifted", "Yes, all counties"]
    others = {each.member.base for each in pieces if isinstance(each, Residue) and each.part == "other-platform-data"}
    assert {"posts_1.json", "stories.json", "post_comments_1.json"} <= others


def test_hashtags_and_the_account_commented_on_are_known(tmp_path: Path) -> None:
    items = items_of(exports_instagram.write_2021(tmp_path))
    assert items["post: Café by the lake 🌲\nopen & free #PineLake"].hashtags == ("PineLake",)
    assert items["comment: Gates open at 8 🚣"].reply_to_account == "fictional.visitor"
    assert items["comment: Schön!"].reply_to_account == "fictional.birder"
    assert items["comment: Pike!"].reply_to_account == "fictional.angler"


def test_a_repost_names_its_original(tmp_path: Path) -> None:
    item = items_of(exports_instagram.write_2021(tmp_path))["repost: Please read\nBurn ban — all counties #FireSafety"]
    assert item.repost_of == "https://www.instagram.com/reel/Fictional01/"
    assert (item.repost_author, item.hashtags, item.media) == ("lakeland.fire", ("FireSafety",), ())


def put(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


def test_both_dialects_lie_side_by_side_and_posts_json_is_no_list_of_posts(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path)
    own = tmp_path / "your_instagram_activity/media"
    before, remarks = items_of(tmp_path), remarks_of(tmp_path)
    about = {"timestamp": exports_instagram.REPOST_AT, "label_values": [{"label": "Posts", "value": "3"}], "media": []}
    put(own / "posts.json", [about])
    assert items_of(tmp_path).keys() == before.keys()
    assert remarks_of(tmp_path) == remarks
    picture = {"uri": "media/posts/202605/17900000000000999.jpg", "creation_timestamp": exports_instagram.REPOST_AT}
    labels = [
        {"label": "Caption", "value": exports_instagram.as_meta_writes("Café reopens #PineLake")},
        {"title": "Owner", "dict": [{"label": "Text", "value": "Lakeland Parks"}]},
        {"title": "Media", "dict": [{"title": "", "dict": [{"label": "File", "media": [picture]}]}]},
    ]
    put(own / "posts_2.json", [{"label_values": labels}])
    item = items_of(tmp_path)["post: Café reopens #PineLake"]
    assert ([each.state for each in item.media], item.kind, item.hashtags) == (["missing"], "post", ("PineLake",))
    assert item.created_at == datetime.fromtimestamp(exports_instagram.REPOST_AT, UTC)
    assert_conserved(tmp_path)


def test_reposts_are_found_in_the_doubled_folder_too(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path)
    fields = {
        "Caption": {"value": "Trail closed"},
        "Media": {"href": "https://www.instagram.com/p/Fictional02/", "value": ""},
        "Username": {"value": "lakeland.fire"},
        "Time": {"timestamp": exports_instagram.REPOST_AT},
    }
    folder = tmp_path / "personal_information/personal_information"
    put(folder / "reposts.json", {"profile_media_reposts": [{"title": "", "string_map_data": fields}]})
    item = items_of(tmp_path)["repost: Trail closed"]
    assert (item.kind, item.repost_of, item.repost_author) == (
        "repost", "https://www.instagram.com/p/Fictional02/", "lakeland.fire",
    )  # fmt: skip
    assert_conserved(tmp_path)


@pytest.mark.parametrize("at_the_top", [True, False])
def test_archived_posts_of_threads_are_read_whichever_place_has_their_text(tmp_path: Path, at_the_top: bool) -> None:
    exports_instagram.write_2021(tmp_path)
    medium = {"uri": "", "creation_timestamp": exports_instagram.REPOST_AT, "title": "Gate closed"}
    medium |= {"text_app_post": {"is_reply": False, "reply_control": "everyone", "geo_gated_country_list": []}}
    post: dict[str, Any] = {"media": [medium]}
    if at_the_top:
        post |= {"title": medium.pop("title"), "creation_timestamp": medium.pop("creation_timestamp")}
    put(tmp_path / "your_instagram_activity/threads/archived.json", {"text_post_app_text_app_archived_posts": [post]})
    assert items_of(tmp_path)["post: Gate closed"].kind == "post"
    assert_conserved(tmp_path)


def test_threads_on_a_page_are_read(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    body = exports_instagram.block("Burn ban lifted", [], "Oct 19, 2025 6:11 pm")
    page = f"<html><body><main>{body}</main></body></html>"
    folder = tmp_path / "your_instagram_activity/threads"
    folder.mkdir(parents=True)
    (folder / "threads_and_replies.html").write_text(page)
    assert items_of(tmp_path)["post: Burn ban lifted"].kind == "post"
    assert_conserved(tmp_path)


def test_what_no_item_owns_is_in_named_parts(tmp_path: Path) -> None:
    assert residue_of(exports_instagram.write_2021(tmp_path)) == {
        "account": ["personal_information.json"],
        "advertising": ["advertisers.json"],
        "contacts": ["followers_1.json"],
        "direct-messages": ["message_1.json", "9.jpg"],
        "empty-sections": ["no-data.txt"],
        "likes": ["liked_posts.json"],
        "login": ["login_activity.json"],
        "orphan-media": ["17900000000000099"],
    }
    assert remarks_of(tmp_path) == {}
    assert_conserved(tmp_path)


def test_older_folders_and_renamed_files_are_read_too(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path / "new")
    whole = items_of(tmp_path / "new")
    (tmp_path / "new/your_instagram_activity").rename(tmp_path / "new/content")
    (tmp_path / "new/content/media/posts_1.json").rename(tmp_path / "new/content/posts.json")
    (tmp_path / "new/content/media/stories.json").rename(tmp_path / "new/content/Rosalind Quill.json")
    moved = items_of(tmp_path / "new")
    assert {name: each.media for name, each in moved.items()} == {name: each.media for name, each in whole.items()}
    path = tmp_path / "new/content/Rosalind Quill.json"
    path.write_text(path.read_text().replace('"ig_stories": [', '"ig_stories": [17, '))
    assert remarks_of(tmp_path / "new") == {"objects of an unknown shape in a renamed file": 1}


def test_the_layout_of_2018_groups_the_rows_of_one_post(tmp_path: Path) -> None:
    with reading(exports_instagram.write_2018(tmp_path)) as (_, recognised, _):
        assert (recognised.era, recognised.handle) == ("2018-2020", "lakeland.parks")
        assert recognised.kinds == {"post", "story", "comment"}
    items = [each for name, each in items_by_place(tmp_path)]
    found = [(each.kind, each.text, str(each.created_at), each.time_basis, states(each)) for each in items]
    assert found == [
        ("comment", "Thank you, gates open at 8 🚣", "2019-05-05 08:00:00+00:00", "utc-by-format", []),
        ("comment", "See the map", "2020-02-01 09:00:00+00:00", "explicit-offset", []),
        ("comment", "Nice heron", "2020-02-02 09:00:00+00:00", "explicit-offset", []),
        ("story", "", "2019-06-01 10:00:00+00:00", "utc-by-format", ["found"]),
        ("story", "", "2019-06-01 10:00:00+00:00", "utc-by-format", ["found"]),
        ("post", "Dock, ramp & café", "2019-05-04 18:30:00+00:00", "utc-by-format", ["found", "found", "found"]),
        ("post", "Snow", "2020-01-02 03:04:05+00:00", "explicit-offset", ["missing"]),
        ("post", "Snow", "2020-01-02 03:04:06+00:00", "explicit-offset", ["found"]),
        ("post", "", "2018-03-01 12:00:00+00:00", "utc-by-format", ["found"]),
    ]
    assert items[0].reply_to_account == "fictional.visitor"
    assert len(items[5].fragments) == 3
    assert_conserved(tmp_path)


def items_by_place(*paths: Path) -> list[tuple[tuple[str, int], ExportedItem]]:
    """The items in the order of the files and places that they were read from."""
    with reading(*paths) as (_, _, pieces):
        items = [piece for piece in pieces if isinstance(piece, ExportedItem)]
    return sorted(
        (((each.fragments[0].member.name, each.fragments[0].offset), each) for each in items), key=lambda each: each[0]
    )


def test_the_residue_of_2018_is_named_and_media_of_messages_are_messages(tmp_path: Path) -> None:
    assert residue_of(exports_instagram.write_2018(tmp_path)) == {
        "account": ["profile.json"],
        "contacts": ["connections.json"],
        "direct-messages": ["f.jpg", "messages.json"],
        "likes": ["likes.json"],
        "searches": ["searches.json"],
    }
    with reading(tmp_path) as (_, _, pieces):
        rows = [each.data for each in pieces if isinstance(each, Residue) and each.part == "direct-messages"]
    assert any(data and b"direct/201803/f.jpg" in data for data in rows)
    assert remarks_of(tmp_path) == {}


def test_parts_that_repeat_their_folder_and_their_lists_make_each_item_once(tmp_path: Path) -> None:
    exports_instagram.write_2018(tmp_path / "1/lakeland.parks_20200301_part_1")
    (tmp_path / "1/lakeland.parks_20200301_part_1/videos").rename(tmp_path / "videos")
    (tmp_path / "2/lakeland.parks_20200301_part_2").mkdir(parents=True)
    (tmp_path / "videos").rename(tmp_path / "2/lakeland.parks_20200301_part_2/videos")
    media = (tmp_path / "1/lakeland.parks_20200301_part_1/media.json").read_bytes()
    (tmp_path / "2/lakeland.parks_20200301_part_2/media.json").write_bytes(media)
    parts = (tmp_path / "1", exports_x.zip_of(tmp_path / "2", tmp_path / "part_2.zip"))
    items = [each for _, each in items_by_place(*parts)]
    assert len(items) == 9
    assert sorted(states(each) for each in items if each.text.startswith("Dock")) == [["found", "found", "found"]]
    assert_conserved(*parts)


def test_an_upload_after_the_written_moment_counts_and_is_reported(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path)
    path = tmp_path / "your_instagram_activity/media/stories.json"
    path.write_text(path.read_text().replace("1653000000", "1652900000"))
    story = items_of(tmp_path)["story: 2841892438128197709.jpg"]
    assert str(story.created_at) == "2022-05-18 18:53:20+00:00"
    assert str(story.latest_at) == "2022-05-19 22:40:00+00:00"
    assert remarks_of(tmp_path) == {"items whose media were uploaded after the written moment": 1}


@pytest.mark.parametrize(
    "damage",
    [
        b"\xff\xfe not text",
        b"[" * 200_000,
        b'[{"media": [{"uri": "a", "creation_timestamp": NaN}]}]',
        b'[{"media": [{"uri": "a", "creation_timestamp": 1e999}]}, {"media": 7}, {"media": [1]}, 5, null, "x"]',
        b'{"ig_stories": [{"uri": "b.jpg", "creation_timestamp": 1653000000, "title": ""}, {"uri": "c',
        b'{"ig_stories": [{"uri": "\xff", "creation_timestamp": 1653000000}]}',
        b'{"ig_stories": [], "more": {"a": 1}, "ig_new": [{"x": 2}]}',
        b'{"media": [{"uri": "a"}]}',
        b"",
        b"[",
        b"{}",
        b"null",
    ],
)
@pytest.mark.parametrize("name", ["posts_2.json", "stories_2.json", "post_comments_2.json", "posts_1.html"])
def test_any_content_of_a_file_is_conserved(tmp_path: Path, name: str, damage: bytes) -> None:
    exports_instagram.write_2021(tmp_path)
    (tmp_path / "your_instagram_activity/media" / name).write_bytes(damage)
    assert_conserved(tmp_path)


def test_objects_of_an_unknown_shape_are_reported_and_the_others_read(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path)
    path = tmp_path / POSTS
    strange = '[{"label_values": []}, {"media": [{"uri": 7}]}, 17, '
    path.write_text(path.read_text().replace("[", strange, 1))
    assert len(items_of(tmp_path)) == 14
    assert remarks_of(tmp_path) == {"objects of an unknown shape in posts_1.json": 3}
    assert_conserved(tmp_path)


def test_a_list_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path)
    path = tmp_path / "your_instagram_activity/media/stories.json"
    path.write_bytes(path.read_bytes()[:-40])
    assert "story: 2841892438128197709.jpg" in items_of(tmp_path)
    assert remarks_of(tmp_path) == {"objects of an unknown shape in stories.json": 1}
    assert_conserved(tmp_path)


@pytest.mark.parametrize(
    ("uri", "state"),
    [
        ("your_instagram_activity/media/posts_1.json", "missing"),
        ("your_instagram_activity/messages/inbox/fictional_1/photos/9.jpg", "missing"),
        ("../../../../etc/hostname", "missing"),
        ("/media/posts/202204/17900000000000002.jpg", "found"),
        ("media/posts/202204/17900000000000002%2Ejpg", "found"),
        ("..%2F..%2Fetc%2Fhostname", "missing"),
        ("https://media.example/a.jpg", "remote"),
        ("javascript:alert(1)", "remote"),
        ("..", "missing"),
    ],
)
def test_an_address_never_leads_to_data_messages_or_out_of_the_export(tmp_path: Path, uri: str, state: str) -> None:
    exports_instagram.write_2021(tmp_path)
    path = tmp_path / POSTS
    path.write_text(path.read_text().replace(exports_instagram.PHOTO, uri))
    assert states(items_of(tmp_path)["post: Café by the lake 🌲\nopen & free #PineLake"]) == [state]
    assert_conserved(tmp_path)


def test_a_top_folder_system_files_a_mark_and_carriage_returns_change_nothing(tmp_path: Path) -> None:
    plain = items_of(exports_instagram.write_2021(tmp_path / "plain"))
    exports_instagram.write_2021(tmp_path / "export/instagram-lakeland-2024-01-01-abcdefgh")
    path = tmp_path / "export/instagram-lakeland-2024-01-01-abcdefgh" / POSTS
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "export/__MACOSX").mkdir()
    (tmp_path / "export/__MACOSX/._posts_1.json").write_bytes(b"\0")
    packed = exports_x.zip_of(tmp_path / "export", tmp_path / "export.zip")
    assert {name: each.created_at for name, each in items_of(packed).items()} == {
        name: each.created_at for name, each in plain.items()
    }
    assert residue_of(packed)["packaging"] == ["._posts_1.json"]
    assert_conserved(packed)


def test_a_numbered_file_that_is_missing_makes_the_export_incomplete(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path)
    (tmp_path / POSTS).rename(tmp_path / "your_instagram_activity/media/posts_2.json")
    with reading(tmp_path) as (_, recognised, _):
        assert [each.reason for each in recognised.doubts] == ["missing-parts"]


def taken_in(tmp_path: Path, *exports: Path) -> list[IngestOutcome]:
    """Several exports taken in for one site, one after the other."""
    root, store = tmp_path / "root", tmp_path / "store"
    (root / "registry/sites").mkdir(parents=True)
    (root / "registry/sites/parks-instagram.yml").write_text("agency: parks\n")
    request = IngestRequest(
        paths=(),
        root=root,
        store=store,
        site="parks-instagram",
        platform="instagram",
        account_id=None,
        is_private=True,  # so that what was deleted is compared too
        time_zone="America/New_York",
        rules=(),
        moment=datetime(2024, 5, 1, 14, 30, tzinfo=UTC),
        by="dana-whitfield",
        software="Records Portal 0.1.0",
    )
    return [ingest_export(replace(request, paths=(path,))) for path in exports]


def test_html_after_json_repeats_the_items_under_their_synthesised_ids(tmp_path: Path) -> None:
    lists = exports_instagram.write_2021(tmp_path / "json")
    pages = exports_x.zip_of(exports_instagram.write_html(tmp_path / "html"), tmp_path / "html.zip")
    first, second = taken_in(tmp_path, lists, pages)
    assert dict(first.counts) == {"found": 14, "new": 14, "edited": 0, "returned": 0, "repeated": 0, "gone": 0}
    assert dict(first.media) == {"found": 9, "missing": 2, "remote": 0, "orphan": 1, "shared": 1}
    assert (second.counts["repeated"], second.counts["new"], second.counts["edited"]) == (6, 0, 0)
    index = tmp_path / "root/captures/parks-instagram" / first.capture / "items.csv"
    with index.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["id_basis"] for row in rows} == {"synthesised"}
    assert len({row["id"] for row in rows}) == 14
    assert [row["latest_on"] for row in rows][:2] == ["2022-04-15", "2022-04-26"]


def test_media_that_were_missing_and_are_there_later_make_no_second_item(tmp_path: Path) -> None:
    less, whole = (exports_instagram.write_2021(tmp_path / name) for name in ("less", "whole"))
    for name in (exports_instagram.REEL, exports_instagram.ALBUM[0], exports_instagram.PHOTO):
        (less / name).unlink()
    first, second = taken_in(tmp_path, less, whole)
    counted = dict(second.counts)
    assert (counted["found"], counted["new"], counted["gone"]) == (14, 0, 0)
    assert counted["edited"] == first.media["missing"] - second.media["missing"] > 0


@needs_samples
@pytest.mark.parametrize(
    ("name", "text", "moment", "media", "places", "orphans"),
    [
        ("test_image", "A great rainy day lunch\n#italiansub", "2024-08-04 19:52:37+00:00", 1, 1, 0),
        ("test_images", "A lil flower garden update:", "2022-07-26 21:45:55+00:00", 5, 1, 0),
        ("test_mixed_media", "What an incredible weekend day trip", "2024-07-07 20:35:31+00:00", 10, 2, 0),
        ("test_video", "Pokemon test video", "2016-03-23 11:32:16+00:00", 1, 2, 1),
    ],
)
def test_the_real_exports_of_2024_come_out_complete_and_conserved(
    name: str, text: str, moment: str, media: int, places: int, orphans: int
) -> None:
    (item,) = [each for _, each in items_by_place(SAMPLES / name)]
    assert item.text.startswith(text)
    assert str(item.created_at) == moment
    assert states(item) == ["found"] * media
    assert len(item.fragments) == places
    assert len(residue_of(SAMPLES / name).get("orphan-media", [])) == orphans
    assert remarks_of(SAMPLES / name) == {}
    assert_conserved(SAMPLES / name)


def test_blocked_and_restricted_accounts_are_known_since_when(tmp_path: Path) -> None:
    exports_instagram.write_2021(tmp_path)
    folder = tmp_path / "connections/followers_and_following"
    since = exports_instagram.REPOST_AT
    entry = {"title": "spam.account", "media_list_data": [], "string_list_data": [{"href": "", "timestamp": since}]}
    put(folder / "blocked_profiles.json", {"relationships_blocked_users": [entry, {"title": "no account at all"}]})
    older = {"title": "", "string_list_data": [{"href": "", "value": "loud_one", "timestamp": since}]}
    put(folder / "restricted_profiles.json", {"relationships_restricted_users": [older]})
    found = {each.id: each for each in items_of(tmp_path).values() if each.kind in ("block", "mute")}
    assert found.keys() == {"block:spam.account", "mute:loud_one"}
    assert found["block:spam.account"].created_at == datetime.fromtimestamp(since, UTC)
    assert remarks_of(tmp_path) == {"objects of an unknown shape in a renamed file": 1}
    with reading(tmp_path) as (_, _, pieces):
        parts = {
            each.part for each in pieces if isinstance(each, Residue) and each.member.base == "blocked_profiles.json"
        }
    assert parts == {"moderation-lists"}
    assert_conserved(tmp_path)
