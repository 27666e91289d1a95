"""Exports of Facebook: JSON and pages of each age, every value as it must come out, every byte in one place."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.formats.meta.text import mended, mended_text
from records_portal.exports.pieces import ExportedItem
from tests import exports_facebook as facebook
from tests.exports_x import zip_of
from tests.test_twitter import assert_conserved, reading, remarks_of, residue_of

LAYOUTS = [facebook.write_json, facebook.write_page, facebook.write_html, facebook.write_html_2017]
POSTS = f"{facebook.YOURS}/posts/your_posts__check_ins__photos_and_videos_1.json"


def items_of(*paths: Path) -> dict[str, ExportedItem]:
    """The items by their text; two of one text would hide each other and fail."""
    with reading(*paths) as (_, recognised, pieces):
        assert recognised.format == "facebook"
        items = [piece for piece in pieces if isinstance(piece, ExportedItem)]
    assert len({item.text for item in items}) == len(items)
    return {item.text: item for item in items}


@pytest.mark.parametrize("write", LAYOUTS)
def test_every_byte_is_an_items_or_residue(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    assert_conserved(write(tmp_path))


def test_the_json_of_a_profile_is_recognised_with_its_name(tmp_path: Path) -> None:
    with reading(facebook.write_json(tmp_path)) as (_, recognised, _):
        assert (recognised.era, recognised.account_name) == ("json-2023-on", "Lakeland Parks")
        assert recognised.account_id == ""
        assert (recognised.exported_at, recognised.declared, recognised.complete) == (None, None, True)
        assert "comments by others" in recognised.lacks


def test_posts_comments_and_stories_are_told_apart(tmp_path: Path) -> None:
    items = items_of(facebook.write_json(tmp_path))
    assert {text: item.kind for text, item in items.items()} == {
        "Ten years ago": "repost",
        "Burn ban in force\nhttps://parks.lakeland.example/burn-ban": "post",
        "New dock … café opens #PineLake": "post",
        "Before the storm": "post",
        "The old dock": "post",
        "Boats on Sunday\nThe boats": "post",
        "Thank you!": "comment",
        "Open at 8 am": "reply",
        "": "story",
    }
    assert {item.id for item in items.values()} == {""}  # the platform gives none
    assert {item.author for item in items.values()} == {"Lakeland Parks"}


def test_a_post_has_its_moment_edit_hashtags_and_media(tmp_path: Path) -> None:
    item = items_of(facebook.write_json(tmp_path))["New dock … café opens #PineLake"]
    assert (str(item.created_at), item.time_basis) == ("2024-05-01 13:05:00+00:00", "utc-by-format")
    assert (item.edited, str(item.latest_at)) == (True, "2024-05-02 14:00:00+00:00")
    assert item.hashtags == ("PineLake",)
    assert [(each.state, each.description) for each in item.media] == [("found", ""), ("found", "The ramp")]
    assert item.media[0].member is not None
    assert item.media[0].member.name == facebook.DOCK


def test_a_picture_that_stands_in_a_post_and_an_album_is_one_item(tmp_path: Path) -> None:
    items = items_of(facebook.write_json(tmp_path))
    post = items["New dock … café opens #PineLake"]
    assert [each.member.base for each in post.fragments] == [POSTS.rpartition("/")[2], "0.json"]
    assert json.loads(post.fragments[1].data)["uri"] == facebook.DOCK
    lonely = items["The old dock"]
    assert [each.member.base for each in lonely.fragments] == ["0.json", "your_uncategorized_photos.json"]


def test_media_are_missing_or_orphans(tmp_path: Path) -> None:
    items = items_of(facebook.write_json(tmp_path))
    assert [each.state for each in items["Before the storm"].media] == ["missing"]
    assert residue_of(tmp_path)["orphan-media"] == [f"{facebook.YOURS}/posts/media/Dock_100/888_n_8.jpg"]


def test_what_is_private_is_in_named_parts(tmp_path: Path) -> None:
    residue = residue_of(facebook.write_json(tmp_path))
    assert {part: len(names) for part, names in residue.items()} == {
        "account": 1,
        "advertising": 1,
        "contacts": 1,
        "direct-messages": 1,
        "edits-of-posts": 1,
        "login": 1,
        "orphan-media": 1,
        "reactions": 1,
        "viewer": 1,
    }


def test_the_export_of_a_page_is_read_from_its_own_folder(tmp_path: Path) -> None:
    with reading(facebook.write_page(tmp_path)) as (_, recognised, _):
        assert (recognised.era, recognised.account_name) == ("json-page", "Lakeland Parks")
    items = items_of(tmp_path)
    link, film = "Burn ban in force\nhttps://parks.lakeland.example/burn-ban", "Boats on Sunday\nFrom the tower"
    assert set(items) == {link, film, "Thank you!"}
    assert [each.state for each in items[film].media] == ["found"]


@pytest.mark.parametrize(
    ("name", "value", "era"),
    [
        ("posts/your_posts.json", {"status_updates": facebook.posts()}, "json-2018-2021"),
        ("posts/your_posts_1.json", facebook.posts(), "json-2018-2021"),
        ("your_activity_across_facebook/posts/your_posts_1.json", facebook.posts(), "json-2022-2023"),
        ("download/posts/posts.json", facebook.posts(), "json-2018-2021"),
    ],
)
def test_older_and_renamed_files_of_posts_are_read(tmp_path: Path, name: str, value: object, era: str) -> None:
    facebook.put(tmp_path / name, value)
    with reading(tmp_path) as (_, recognised, _):
        assert recognised.era == era
    assert "Ten years ago" in items_of(tmp_path)
    assert_conserved(tmp_path)


def test_objects_of_labels_and_values_are_items_with_the_platforms_id(tmp_path: Path) -> None:
    entry = {
        "timestamp": facebook.OPENING * 1000,
        "fbid": "1000000000123",
        "media": [],
        "label_values": [
            {"label": "URL", "href": "https://www.facebook.example/1"},
            {"label": "Descripci\u00c3\u00b3n", "value": "Bienvenidos al lago"},
        ],
    }
    facebook.put(tmp_path / f"{facebook.YOURS}/posts/your_posts_1.json", [entry, {"label_values": []}])
    item = items_of(tmp_path)["Bienvenidos al lago"]
    assert (item.id, str(item.created_at)) == ("1000000000123", "2024-05-01 13:00:00+00:00")
    assert remarks_of(tmp_path) == {"objects of an unknown shape in your_posts_1.json": 1}


def labelled_post() -> dict[str, Any]:
    """A post on somebody else's page in the form of labels and values, its picture in a group of a group."""
    picture = {"uri": f"{facebook.YOURS}/posts/media/dock.jpg", "creation_timestamp": facebook.OPENING}
    target = [{"label": "Name", "value": "Lakeland Fire"}, {"label": "Description", "value": "Fire service"}]
    return {
        "label_values": [
            {"label": "Creation time", "timestamp_value": facebook.OPENING},
            {"label": "Message", "value": "The dock is open"},
            {"title": "Target", "dict": target},
            {"title": "Media", "dict": [{"title": "", "dict": [{"label": "Picture", "media": [picture]}]}]},
        ]
    }


def test_labels_and_values_are_read_at_any_depth_with_the_media_in_them(tmp_path: Path) -> None:
    name = f"{facebook.YOURS}/posts/posts_on_other_pages_and_profiles.json"
    facebook.put(tmp_path / name, [labelled_post()])
    (tmp_path / f"{facebook.YOURS}/posts/media").mkdir()
    (tmp_path / f"{facebook.YOURS}/posts/media/dock.jpg").write_bytes(b"\xff\xd8 a dock \xff\xd9")
    facebook.put(tmp_path / POSTS, facebook.posts())
    item = items_of(tmp_path)["The dock is open"]
    assert [(each.state, each.address.rpartition("/")[2]) for each in item.media] == [("found", "dock.jpg")]
    assert (str(item.created_at), item.time_basis) == ("2024-05-01 13:00:00+00:00", "utc-by-format")
    assert remarks_of(tmp_path) == {}
    assert_conserved(tmp_path)


def test_life_events_check_ins_and_shared_groups_are_texts(tmp_path: Path) -> None:
    def attached(**said: Any) -> dict[str, Any]:
        return {"timestamp": facebook.OPENING, "title": "", "attachments": [{"data": [said]}]}

    place = {"name": "Pine Lake dock", "coordinate": {"latitude": 1.5, "longitude": 2.5}}
    posts = [
        attached(life_event={"title": "Opened the new visitor centre", "start_date": {"year": 2024}}),
        attached(place=place),
        attached(place=place) | {"data": [{"post": "We are here"}]},
        attached(name="Friends of Pine Lake"),
    ]
    facebook.put(tmp_path / POSTS, posts)
    assert set(items_of(tmp_path)) == {
        "Opened the new visitor centre", "Pine Lake dock", "We are here", "Friends of Pine Lake",
    }  # fmt: skip
    assert remarks_of(tmp_path) == {}


def test_an_export_that_lies_whole_below_another_part_of_it_is_read(tmp_path: Path) -> None:
    facebook.put(tmp_path / f"personal_information/profile_information/{POSTS}", facebook.posts())
    facebook.put(tmp_path / "plain" / POSTS, facebook.posts())
    assert items_of(tmp_path / "personal_information").keys() == items_of(tmp_path / "plain").keys()


def test_unknown_shapes_are_residue_and_reported(tmp_path: Path) -> None:
    strange = [{"timestamp": 1}, {"poke": 1}, 17, None, "x", ["y"]]
    facebook.put(tmp_path / POSTS, facebook.posts() + strange)
    facebook.put(tmp_path / f"{facebook.YOURS}/stories/new.json", {"novelties_v9": [{"a": 1}, {"b": 2}]})
    assert remarks_of(tmp_path) == {
        "objects of an unknown shape in new.json": 2,
        f"objects of an unknown shape in {POSTS.rpartition('/')[2]}": 6,
    }
    assert_conserved(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"{",
        b"null",
        b'{"comments_v2": [',
        b'{"comments_v2": [1,',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 9999,
        b'[{"timestamp": 1' + b"0" * 5000 + b', "title": "x"}]',
        b'\xef\xbb\xbf[{"timestamp": true, "title": "x"}]\r\n',
    ],
)
@pytest.mark.parametrize("name", [POSTS, f"{facebook.YOURS}/comments_and_reactions/comments.json"])
def test_any_content_is_conserved(tmp_path: Path, name: str, content: bytes) -> None:
    facebook.put(tmp_path / name, content)
    assert_conserved(tmp_path)


def test_pages_say_when_the_export_was_made_and_whose_it_is(tmp_path: Path) -> None:
    with reading(facebook.write_html(tmp_path)) as (_, recognised, _):
        assert (recognised.era, recognised.account_name) == ("html-2023-on", "Lakeland Parks")
        assert recognised.complete
        assert str(recognised.exported_at) == "2024-08-02 10:40:00+00:00"
        assert "time zones of moments" in recognised.lacks


def test_blocks_of_pages_are_items_with_an_assumed_zone(tmp_path: Path) -> None:
    items = items_of(facebook.write_html(tmp_path))
    assert {text: item.kind for text, item in items.items()} == {
        "New dock & ramp\nopen @ Pine Lake … ☀": "post",
        "The plan\nhttps://parks.lakeland.example/plan?a=1&b=2": "post",
        "Ten years ago": "repost",
        "The old dock": "post",
        "At 8 am": "reply",
    }
    dock = items["New dock & ramp\nopen @ Pine Lake … ☀"]
    assert (str(dock.created_at), dock.time_basis) == ("2024-07-26 12:35:01+00:00", "display-local-assumed")
    assert str(dock.clock_at) == "2024-07-26 13:35:01+00:00"
    assert (dock.edited, str(dock.latest_at)) == (True, "2024-07-28 21:00:00+00:00")  # nine in the last zone of all
    assert str(items["Ten years ago"].created_at) == "2022-05-19 19:12:37+00:00"


def test_pages_of_albums_join_the_post_that_shows_the_same_file(tmp_path: Path) -> None:
    items = items_of(facebook.write_html(tmp_path))
    dock = items["New dock & ramp\nopen @ Pine Lake … ☀"]
    assert [each.state for each in dock.media] == ["found"]
    assert [each.member.base for each in dock.fragments] == [POSTS.rpartition("/")[2].replace("json", "html"), "0.html"]
    assert dock.fragments[0].data.startswith(b'<div class="_3-95 _a6-g">')
    lonely = items["The old dock"]
    assert [each.member.base for each in lonely.fragments] == ["0.html", "your_uncategorized_photos.html"]


def framed(address: str, below: str) -> str:
    """A picture in its frame, with what stands below it."""
    return f'<div class="_a7ng"><div><a href="{address}"><img src="{address}"/></a>{below}</div></div>'


def test_an_albums_name_is_no_text_and_a_description_is_where_nothing_else_is(tmp_path: Path) -> None:
    album, first, second = "<div>Gates</div>", "posts/media/1.jpg", "posts/media/2.jpg"
    described = '<div></div><div class="_3-95">The north gate</div>'
    prompt = '<video src="posts/media/3.mp4"><a href="posts/media/3.mp4"><div>Click for video:</div></a></video>'
    blocks = [
        f'<div class="_2pin"><div class="_a7nf">{framed(first, album)}{framed(second, album)}</div></div>'
        '<div class="_2pin"><div>All gates are open<br />all gates are free<br />all gates are open</div></div>'
        '<div class="_2pin"><div>Cập nhật Jul 26, 2024 1:35:01pm</div><div></div></div>',
        f'<div class="_2pin"><div class="_a7nf">{framed(second, described)}</div></div>',
        f'<div class="_2pin"><div class="_a7ng">{prompt}<div class="_3-95">The boats</div></div></div>',
        '<div class="_2pin"><div class="_3-95"><span class="_a6_m">Group: </span>Friends</div>Come at 8</div>',
        '<div class="_2pin">Thanks to &#064;[100200300:69:Friends of the lake]!</div>',
        f'<div class="_2pin"><div class="_a7nf">{framed(first, album)}</div></div>',
    ]
    page = facebook.page([facebook.block("x", each, "Jul 26, 2024 1:35:01pm") for each in blocks])
    facebook.put(tmp_path / "posts/your_posts_1.html", page)
    items = items_of(tmp_path)
    gates = "All gates are open\nall gates are free\nall gates are open"
    texts = {gates, "The north gate", "The boats", "Come at 8", "Thanks to Friends of the lake!", ""}
    assert set(items) == texts
    assert [each.description for each in items[gates].media] == ["Gates", "Gates"]
    assert [each.description for each in items["The north gate"].media] == [""]
    assert not any(item.edited for item in items.values())  # what was updated in the same second was not edited


def test_only_files_that_a_block_shows_or_links_to_as_media_are_media(tmp_path: Path) -> None:
    body = (
        '<div class="_2pin">Links</div><a href="../../messages/inbox/visitor_1/message_1.html">m</a>'
        '<a href="profile.php?id=1">p</a><a href="https://parks.lakeland.example/a.jpg">far</a><a href="#top">t</a>'
        '<img src="../../files/icon.png"/><img src="data:image/gif;base64,AAAA"/><a href="posts/media/1.JPG">one</a>'
        '<video src="posts/media/film"></video>'
    )
    facebook.put(tmp_path / "posts/your_posts_1.html", facebook.page([facebook.block("x", body, "May 1, 2024 1:00pm")]))
    facebook.put(tmp_path / "posts/media/film", b"a film without an ending")
    (item,) = items_of(tmp_path).values()
    assert [(each.address, each.state) for each in item.media] == [
        ("posts/media/1.JPG", "missing"),
        ("posts/media/film", "found"),
    ]


def test_a_block_of_an_unknown_shape_is_reported(tmp_path: Path) -> None:
    assert remarks_of(facebook.write_html(tmp_path)) == {
        "objects of an unknown shape in your_posts__check_ins__photos_and_videos_1.html": 1
    }


def test_a_page_without_known_blocks_is_reported_by_its_dates(tmp_path: Path) -> None:
    row = '<div class="_new"><div>Something</div><div>Jul 26, 2024 1:35:01pm</div></div>'
    facebook.put(tmp_path / "posts/your_posts_1.html", f"<html><body>{row}{row}</body></html>")
    assert items_of(tmp_path) == {}
    assert remarks_of(tmp_path) == {"dates outside any block of a known shape in your_posts_1.html": 2}
    assert_conserved(tmp_path)


@pytest.mark.parametrize(
    "block",
    [
        '<section class="_a6-g"><h2 class="_2ph_ _a6-h _a6-i">Lakeland Parks updated the status.</h2>'
        '<div class="_2ph_ _a6-p"><div class="_2pin">Hello</div></div>'
        '<footer class="_3-94 _a6-o"><div class="_a72d">Dec 25, 2020 11:30:00 pm</div></footer></section>',
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_2ph_ _a6-p"><div><div class="_2pin"><div>'
        '<div class="_2pin">Hello</div></div></div></div></div>'
        '<div class="_3-94 _a6-o">Dec 25, 2020, 11:30 PM</div></div>',
        '<div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder"><div class="_3-96 _2let"><div class="_2pin">Hello</div>'
        '<div class="_2pin">Dec 25, 2020 11:30:00 PM</div></div></div>',
    ],
)
def test_blocks_are_known_by_their_classes_whatever_their_tag(tmp_path: Path, block: str) -> None:
    facebook.put(tmp_path / "posts/your_posts_1.html", facebook.page([block]).replace(facebook.HEADING, ""))
    item = items_of(tmp_path)["Hello"]
    assert str(item.created_at) == "2020-12-25 23:30:00+00:00"
    assert str(item.latest_at) == "2020-12-26 11:30:00+00:00"


def test_the_timeline_of_2017_has_moments_with_their_zone(tmp_path: Path) -> None:
    with reading(facebook.write_html_2017(tmp_path)) as (_, recognised, _):
        assert (recognised.era, recognised.account_name) == ("html-until-2018", "Lakeland Parks")
        assert not recognised.complete
        assert str(recognised.exported_at) == "2017-12-04 15:45:00+00:00"
    items = items_of(tmp_path)
    snow, path = items["Snow & ice on the trails"], items["Stien er åpen"]
    assert (str(snow.created_at), snow.time_basis) == ("2017-11-30 23:39:00+00:00", "explicit-offset")
    assert str(path.created_at) == "2016-11-05 01:39:00+00:00"
    assert snow.fragments[0].data.endswith(b"</div></p>")
    assert items[""].kind == "post"  # an entry that says only what was done
    assert remarks_of(tmp_path) == {"objects of an unknown shape in timeline.htm": 1}


def test_comments_of_others_in_albums_of_2017_are_items_of_their_authors(tmp_path: Path) -> None:
    items = items_of(facebook.write_html_2017(tmp_path))
    comment, picture = items["Lovely <3"], items["The gate at night"]
    assert (comment.kind, comment.author, str(comment.created_at)) == (
        "comment",
        "A Visitor",
        "2016-07-02 15:00:00+00:00",
    )
    assert b"A Visitor" not in b"".join(each.data for each in picture.fragments)
    assert [each.state for each in picture.media] == ["found"]
    assert [each.state for each in items["Boats"].media] == ["found"]


def test_json_and_pages_handed_in_together_are_read_once(tmp_path: Path) -> None:
    facebook.write_html(tmp_path / "html")
    (tmp_path / "html/start_here.html").unlink()
    packed = zip_of(tmp_path / "html", tmp_path / "html.zip")
    parts = (facebook.write_json(tmp_path / "json"), packed)
    assert len(items_of(*parts)) == 9
    assert len(residue_of(*parts)["pages-beside-json"]) == 4
    assert_conserved(*parts)


@pytest.mark.parametrize("write", [facebook.write_json, facebook.write_html])
def test_a_top_folder_system_files_and_media_in_another_part_change_nothing(
    tmp_path: Path, write: Callable[[Path], Path]
) -> None:
    plain = items_of(write(tmp_path / "plain"))
    top = tmp_path / "export/facebook-lakelandparks-2024-08-02-aBcD1234"
    write(top)
    (tmp_path / "media").mkdir()
    (top / facebook.YOURS / "posts/media").rename(tmp_path / "media/media")
    facebook.put(tmp_path / "export/__MACOSX/._x", b"\0")
    parts = (zip_of(tmp_path / "export", tmp_path / "one.zip"), zip_of(tmp_path / "media", tmp_path / "two.zip"))
    moved = items_of(*parts)
    assert {text: [each.state for each in item.media] for text, item in moved.items()} == {
        text: [each.state for each in item.media] for text, item in plain.items()
    }
    assert_conserved(*parts)


def test_localised_folders_are_found_though_the_json_escapes_their_bytes(tmp_path: Path) -> None:
    name = "posts/media/Fotky_z_časopisu_1/1_n.jpg"
    written = "posts/media/Fotky_z_\u00c4\u008dasopisu_1/1_n.jpg"
    post = {"timestamp": 1, "title": "x", "attachments": [{"data": [{"media": {"uri": written}}]}]}
    facebook.put(tmp_path / "posts/your_posts_1.json", [post])
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(tmp_path / "posts/your_posts_1.json", "posts/your_posts_1.json")
        archive.writestr(name, b"picture")
    assert items_of(tmp_path / "export.zip")[""].media[0].state == "found"


@pytest.mark.parametrize(
    "address",
    ["../../../../etc/passwd", "/etc/passwd", "", "%2e%2e/x.jpg", "javascript:alert(1)", "\0", "//host/x.jpg"],
)
def test_hostile_addresses_find_nothing(tmp_path: Path, address: str) -> None:
    post = {"timestamp": 1, "title": "x", "attachments": [{"data": [{"media": {"uri": address}}]}]}
    facebook.put(tmp_path / "posts/your_posts_1.json", [post])
    facebook.put(tmp_path / "posts/media/1.jpg", b"picture")
    assert [each.state for item in items_of(tmp_path).values() for each in item.media if each.member] == []
    assert_conserved(tmp_path)


def test_an_instagram_export_or_a_blog_is_not_facebooks(tmp_path: Path) -> None:
    facebook.put(tmp_path / "posts/first.json", [{"title": "My blog", "date": "2024"}])
    with open_export([tmp_path]) as export:
        found = recognise(export.members, export.open)
    assert found is None or found[1].format != "facebook"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("caf\u00c3\u00a9", "café"),
        ("\u00e2\u0080\u00a6 \u00f0\u009f\u008c\u00b2", "… 🌲"),
        ("déjà vu … ok", "déjà vu … ok"),
        ("caf\u00c3\u00a9 and naïve … 日本", "café and naïve … 日本"),
        ("plain", "plain"),
        ("\u00c3", "\u00c3"),
    ],
)
def test_text_of_escaped_bytes_is_mended_and_real_characters_stay(written: str, meant: str) -> None:
    assert mended_text(written) == meant
    assert mended({written: [written, 1, None]}) == {meant: [meant, 1, None]}


@given(st.text())
def test_any_text_written_as_escaped_bytes_is_mended(text: str) -> None:
    written = text.encode("utf-8", "replace").decode("latin-1")
    assert mended_text(written) == text.encode("utf-8", "replace").decode()


PIECES = st.lists(
    st.sampled_from(
        ['<div class="_a6-g">', "</div>", '<div class="_2pin">', "<p>", "<", '"', "text", "<!--", "<table>"]
    ),
    max_size=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(PIECES)
def test_any_markup_is_conserved(tmp_path: Path, pieces: list[str]) -> None:
    (tmp_path / "posts").mkdir(exist_ok=True)
    (tmp_path / "posts/your_posts_1.html").write_text("".join(pieces))
    assert_conserved(tmp_path)


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    root, store = tmp_path / "root", tmp_path / "store"
    facebook.put(root / "registry/sites/parks-facebook.yml", "agency: parks\n")
    facebook.put(store / "keys/parks-facebook.key", bytes(range(32)))
    return IngestRequest(
        paths=(),
        root=root,
        store=store,
        site="parks-facebook",
        platform="facebook",
        account_id=None,
        time_zone="America/Chicago",
        rules=(),
        moment=datetime(2024, 8, 3, 12, 0, tzinfo=UTC),
        by="dana-whitfield",
        software="Records Portal 0.1.0",
    )


def rows_of(request: IngestRequest, capture: str) -> list[dict[str, str]]:
    text = (request.root / f"captures/{request.site}/{capture}/items.csv").read_text()
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(("write", "found"), list(zip(LAYOUTS, (9, 3, 5, 6), strict=True)))
def test_each_layout_is_taken_in_whole(
    tmp_path: Path, request_: IngestRequest, write: Callable[[Path], Path], found: int
) -> None:
    outcome = ingest_export(replace(request_, paths=(write(tmp_path / "export"),)))
    assert (outcome.counts["found"], outcome.counts["new"]) == (found, found)
    assert {row["id_basis"] for row in rows_of(request_, outcome.capture)} == {"synthesised"}


def test_synthesised_ids_are_the_same_in_every_export_and_equal_items_have_their_own(
    tmp_path: Path, request_: IngestRequest
) -> None:
    twice = {"timestamp": 1_700_000_000, "title": "x", "data": [{"post": "Same"}]}
    for name, posts in (("first", [twice, twice]), ("second", [*facebook.posts(), twice, twice])):
        facebook.put(tmp_path / name / POSTS, posts)
    first = ingest_export(replace(request_, paths=(tmp_path / "first",)))
    rows = rows_of(request_, first.capture)
    assert len({row["id"] for row in rows}) == 2
    assert {row["id_basis"] for row in rows} == {"synthesised"}
    second = ingest_export(replace(request_, paths=(tmp_path / "second",)))
    assert (second.counts["new"], second.counts["repeated"], second.counts["gone"]) == (4, 2, 0)


def test_a_picture_is_told_by_its_bytes_and_not_by_its_name(tmp_path: Path, request_: IngestRequest) -> None:
    for folder in ("a", "b"):
        post = {
            "timestamp": 1_700_000_000,
            "title": "x",
            "attachments": [{"data": [{"media": {"uri": f"posts/{folder}.jpg"}}]}],
        }
        facebook.put(tmp_path / folder / "posts/your_posts_1.json", [post])
        facebook.put(tmp_path / folder / f"posts/{folder}.jpg", b"one picture")
    ingest_export(replace(request_, paths=(tmp_path / "a",)))
    again = ingest_export(replace(request_, paths=(tmp_path / "b",)))
    assert (again.counts["new"], again.counts["repeated"]) == (0, 1)


def a_post(text: str, at: int) -> dict[str, object]:
    return {"timestamp": at, "title": "x", "data": [{"post": text}]}


def a_block(text: str, at: str) -> str:
    return facebook.block("x", f'<div class="_2pin">{text}</div>', at)


@pytest.mark.parametrize("json_first", [True, False])
def test_a_post_is_the_same_item_in_json_and_on_a_page_without_zone(
    tmp_path: Path, request_: IngestRequest, json_first: bool
) -> None:
    # 18:05 and 18:06 UTC are 13:05 and 13:06 at the site; a day later the same words are another post
    posts = [a_post("Open", 1_714_586_700), a_post("Open", 1_714_586_760), a_post("Open", 1_714_586_700 + 86_400)]
    blocks = [a_block("Open", "May 01, 2024 1:05:00pm"), a_block("Open", "May 01, 2024 1:06:00pm")]
    facebook.put(tmp_path / "json" / POSTS, posts)
    facebook.put(tmp_path / "html" / POSTS.replace(".json", ".html"), facebook.page(blocks))
    order = ("json", "html") if json_first else ("html", "json")
    ingest_export(replace(request_, paths=(tmp_path / order[0],)))
    again = ingest_export(replace(request_, paths=(tmp_path / order[1],)))
    assert (again.counts["new"], again.counts["repeated"]) == ((0, 2) if json_first else (1, 2))


@pytest.mark.parametrize("hours", [-8, -7, -5, 5, 7, 8])
def test_two_posts_of_json_hours_apart_are_never_taken_for_one(
    tmp_path: Path, request_: IngestRequest, hours: int
) -> None:
    facebook.put(tmp_path / "first" / POSTS, [a_post("Open", 1_714_586_700)])
    facebook.put(tmp_path / "second" / POSTS, [a_post("Open", 1_714_586_700 + hours * 3600)])
    ingest_export(replace(request_, paths=(tmp_path / "first",)))
    again = ingest_export(replace(request_, paths=(tmp_path / "second",)))
    assert (again.counts["new"], again.counts["repeated"]) == (1, 0)


@pytest.mark.parametrize(("dates", "day"), [("dmy", "2024-06-05"), ("mdy", "2024-05-06"), ("", "2024-06-05")])
def test_a_page_with_dates_in_numbers_is_read_in_the_order_that_was_said(tmp_path: Path, dates: str, day: str) -> None:
    blocks = [facebook.block("Parks updated their status.", "Gate open", "05/06/2024, 13:35")]
    facebook.put(tmp_path / f"{facebook.YOURS}/posts/your_posts_1.html", facebook.page(blocks).encode())
    with open_export([tmp_path]) as export:
        found = recognise(export.members, export.open)
        assert found
        pieces = list(found[0].read(replace(found[1], dates=dates), export.open))
    (item,) = [each for each in pieces if isinstance(each, ExportedItem)]
    assert str(item.clock_at)[:10] == day
    assert item.latest_at is not None
    assert item.earliest_at is not None
    assert (item.latest_at - item.earliest_at < timedelta(days=3)) is bool(dates)
