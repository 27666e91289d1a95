"""Exports of TikTok of three times and as text: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.formats.tiktok.lines import text_blocks
from records_portal.exports.pieces import ExportedItem, Residue
from records_portal.exports.slices.json_trees import TreeStretch, tree_stretches
from tests.exports_x import zip_of
from tests.test_twitter import assert_conserved, reading, remarks_of, residue_of

DOCK = 7364000000000000001  # issued 2024-05-01 12:00:59 UTC: the number over 2**32 is the second
OTHER = 7364000000000000777
ADDRESS = "https://www.tiktokv.com/share/video/{0}/"

UNTIL_2023: dict[str, Any] = {
    "Activity": {"Login History": {"LoginHistoryList": [{"Date": "2022-05-01 10:00:00 UTC", "IP": "192.0.2.1"}]}},
    "Ads and data": {"Ad Interests": {"AdInterestCategories": ""}},
    "App Settings": {"Block": {"BlockList": None}},
    "Comment": {"Comments": {"CommentsList": [{"Date": "2022-05-02 10:00:00", "Comment": "Thank you\nall"}]}},
    "Direct Messages": {"Chat History": {"ChatHistory": {"Chat with milo": [{"Content": "Hello"}]}}},
    "Profile": {"Profile Information": {"ProfileMap": {"userName": "lakelandparks", "emailAddress": "a@b.example"}}},
    "Tiktok Shopping": {},
    "Video": {"Videos": {"VideoList": [{"Date": "2024-05-01 12:00:59", "Link": ADDRESS.format(DOCK), "Likes": "5"}]}},
}
IN_2024: dict[str, Any] = {
    "Comment": {"Comments": {"CommentsList": [
        {"date": "2024-05-02 10:00:00", "comment": "N/A", "photo": "", "url": "",
         "original post link": ADDRESS.format(OTHER)},
        {"date": "2024-05-02 10:05:00", "comment": "", "photo": "https://cdn.example/a.jpg?sig=1", "sticker": "N/A"},
    ]}},
    "Post": {
        "Posts": {"VideoList": [
            {"Date": "2024-05-01 12:00:59", "Link": f"https://v16.cdn.example/x/?a=1&item_id={DOCK}&sig=abc",
             "Likes": "5", "Title": "The dock is open 🌲 #ParkAlert", "Sound": "N/A", "Location": "",
             "WhoCanView": "Everyone", "AlternateText": "A dock"},
            {"Date": "2024-05-03 09:00:00", "Link": "https://v16.cdn.example/y/film?sig=abc", "Title": "No id"},
        ]},
        "Recently Deleted Posts": {"PostList": [
            {"Date": "2024-05-01 12:00:59", "Link": ADDRESS.format(OTHER), "Title": "A mistake",
             "WhoCanView": "Only me"}]},
    },
    "Profile": {"Profile Information": {"ProfileMap": {"userName": "lakelandparks", "displayName": "Lakeland Parks"}}},
    "App Settings": {},
    "Your Activity": {"Watch History": {"VideoList": [{"Date": "2024-05-01 10:00:00", "Link": ADDRESS.format(OTHER)}]}},
}  # fmt: skip
FROM_2026: dict[str, Any] = {
    "Comment": {"Comments": {"App": 1233, "CommentsList": [
        {"date": "2026-05-02 10:00:00 UTC", "comment": "🔥", "originalPostUrl": ADDRESS.format(OTHER)}]}},
    "Direct Message": {"Direct Messages": {"ChatHistory": {}}},
    "Likes and Favorites": {"Like List": {"ItemFavoriteList": [{"date": "2026-05-01 10:00:00", "link": "x"}]}},
    "Post": {"Posts": {"VideoList": None}, "Recently Deleted Posts": {"PostList": []}, "Story": {}},
    "Profile And Settings": {"Profile Info": {"ProfileMap": {"userName": "lakelandparks"}}},
    "TikTok Live": {"Watch Live History": {"WatchLiveMap": {"77": {
        "Comments": [{"CommentTime": "2026-05-02 11:00:00", "CommentContent": "Welcome", "RawTime": 1}],
        "Questions": None}}}},
    "Your Activity": {"Reposts": {"RepostList": [{"Date": "2026-05-03 10:00:00", "Link": ADDRESS.format(OTHER)}]},
                      "Login History": {"LoginHistoryList": [{"Date": "2026-05-03 10:00:00", "IP": "192.0.2.1"}]}},
}  # fmt: skip
TEXTS = {
    "TikTok/Post/Posts.txt": f"Date: 2024-05-01 12:00:59\nLink: {ADDRESS.format(DOCK)}\nLike(s): 5\nTitle: The dock:\n"
    "Note: it is open\n\nand more\nSound: N/A\n\n\nDate: 2024-05-03 09:00:00\nLink: https://cdn.example/y?sig=1\n",
    "TikTok/Comment/Comments.txt": "Date: 2024-05-02 10:00:00 UTC\nComment: Thank you\nPhoto: N/A\n\n",
    "TikTok/Your Activity/Login History.txt": "Date: 2024-05-02 10:00:00\nIP: 192.0.2.1\n",
}


NAMELESS = {"posts whose address does not hold their id": 1}


def write(folder: Path, value: dict[str, Any], name: str = "user_data_tiktok.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return folder


def write_texts(folder: Path, **more: str) -> Path:
    for name, content in (TEXTS | more).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode())
    return folder


def items_of(*paths: Path) -> list[ExportedItem]:
    with reading(*paths) as (_, _, pieces):
        return [piece for piece in pieces if isinstance(piece, ExportedItem)]


@pytest.mark.parametrize(
    ("value", "era", "remarks"),
    [
        (UNTIL_2023, "json-until-2023", {}),
        (IN_2024, "json-2024-2025", NAMELESS),
        (FROM_2026, "json-2026-on", {}),
    ],
)
def test_a_file_is_known_by_its_keys_whatever_it_is_called(
    tmp_path: Path, value: dict[str, Any], era: str, remarks: dict[str, int]
) -> None:
    folder = write(tmp_path, value, "renamed.json")
    with reading(folder) as (_, recognised, _):
        assert (recognised.format, recognised.era, recognised.handle) == ("tiktok", era, "lakelandparks")
        assert (recognised.declared, recognised.platforms) == (None, frozenset(("tiktok",)))
    assert remarks_of(folder) == remarks
    assert_conserved(folder)
    assert_conserved(zip_of(folder, tmp_path.parent / f"{era}.zip"))


def test_posts_until_2023_have_no_text(tmp_path: Path) -> None:
    comment, film = items_of(write(tmp_path, UNTIL_2023))
    assert (comment.id, comment.kind, comment.text, comment.author) == (
        "",
        "comment",
        "Thank you\nall",
        "lakelandparks",
    )
    assert (film.id, film.kind, film.text) == (str(DOCK), "post", "")
    assert film.permalink == f"https://www.tiktok.com/@lakelandparks/video/{DOCK}"
    assert (str(film.created_at), film.time_basis) == ("2024-05-01 12:00:59+00:00", "utc-by-format")
    assert [(each.address, each.state) for each in film.media] == [(ADDRESS.format(DOCK), "remote")]


def test_posts_of_2024_have_their_caption_and_no_address_that_expires(tmp_path: Path) -> None:
    items = items_of(write(tmp_path, IN_2024))
    nothing, picture, dock, nameless, deleted = items
    assert (nothing.text, nothing.reply_to) == ("N/A", str(OTHER))
    assert [each.address for each in picture.media] == ["https://cdn.example/a.jpg"]
    assert (dock.id, dock.text, dock.hashtags, dock.visibility) == (
        str(DOCK),
        "The dock is open 🌲 #ParkAlert",
        ("ParkAlert",),
        "public",
    )
    assert [(each.address, each.description) for each in dock.media] == [(ADDRESS.format(DOCK), "A dock")]
    assert (nameless.id, [each.address for each in nameless.media]) == ("", ["https://v16.cdn.example/y/film"])
    assert (deleted.deleted, deleted.visibility, deleted.text) == (True, "private", "A mistake")


def test_reposts_and_comments_in_live_films_of_2026_are_items(tmp_path: Path) -> None:
    items = items_of(write(tmp_path, FROM_2026))
    assert [(each.kind, each.text, each.reply_to, each.repost_of) for each in items] == [
        ("comment", "🔥", str(OTHER), ""),
        ("chat", "Welcome", "", ""),
        ("repost", "", "", str(OTHER)),
    ]
    assert str(items[0].created_at) == "2026-05-02 10:00:00+00:00"


def test_what_nobody_published_is_residue_by_its_section(tmp_path: Path) -> None:
    with reading(write(tmp_path, UNTIL_2023)) as (_, _, pieces):
        parts = {piece.part: piece.data or b"" for piece in pieces if isinstance(piece, Residue)}
        items = b"".join(each.data for piece in pieces if isinstance(piece, ExportedItem) for each in piece.fragments)
    assert sorted(parts) == ["account", "activity", "advertising", "direct-messages", "framing", "purchases"]
    assert b"Hello" in parts["direct-messages"]
    assert b"192.0.2.1" in parts["activity"]
    assert b"192.0.2.1" not in items


def test_films_beside_the_file_that_are_named_after_their_post_are_found(tmp_path: Path) -> None:
    folder = write(tmp_path, IN_2024)
    (folder / f"{DOCK}.mp4").write_bytes(b"a film")
    (folder / "film.mp4").write_bytes(b"nobody's")
    assert [each.state for item in items_of(folder) if item.id == str(DOCK) for each in item.media] == ["found"]
    assert residue_of(folder) == {"other-files": ["film.mp4"]}
    assert_conserved(folder)


def test_an_id_that_contradicts_the_written_moment_is_reported_and_both_count(tmp_path: Path) -> None:
    folder = write(tmp_path, json.loads(json.dumps(UNTIL_2023).replace("2024-05-01 12:00:59", "2024-04-30 12:00:59")))
    film = items_of(folder)[1]
    assert (str(film.earliest_at), str(film.latest_at)) == ("2024-04-30 12:00:59+00:00", "2024-05-01 12:00:59+00:00")
    assert remarks_of(folder) == {"posts whose id carries another moment than the one written": 1}


def test_entries_of_an_unknown_shape_are_residue_and_reported(tmp_path: Path) -> None:
    value = json.loads(json.dumps(UNTIL_2023))
    value["Video"]["Videos"]["VideoList"] += [{"Date": "soon", "Link": "nowhere"}, "no object", None]
    folder = write(tmp_path, value)
    assert len(items_of(folder)) == 2
    assert remarks_of(folder) == {"objects of an unknown shape in user_data_tiktok.json": 3}
    assert_conserved(folder)


def test_a_file_that_breaks_off_or_whose_brackets_do_not_match_is_told(tmp_path: Path) -> None:
    whole = json.dumps(UNTIL_2023)
    half = tmp_path / "half/user_data.json"
    half.parent.mkdir()
    half.write_text(whole[: whole.index('"Video"') + 30])
    assert [each.kind for each in items_of(half.parent)] == ["comment"]
    assert remarks_of(half.parent) == {"objects of an unknown shape in user_data.json": 1}
    assert_conserved(half.parent)
    # A bracket that is lost in a history would else swallow the posts behind it.
    half.write_text(whole.replace('"192.0.2.1"}]}}', '"192.0.2.1"}}}'))
    assert items_of(half.parent) == []
    assert remarks_of(half.parent) == {"objects of an unknown shape in user_data.json": 1}
    assert_conserved(half.parent)


def test_text_files_are_blocks_of_values(tmp_path: Path) -> None:
    folder = write_texts(tmp_path)
    with reading(folder) as (_, recognised, _):
        assert (recognised.era, recognised.handle) == ("text", "")
    comment, dock, other = sorted(items_of(folder), key=lambda each: (each.kind, each.text == ""))
    assert (comment.kind, comment.text) == ("comment", "Thank you")
    assert (dock.id, dock.text) == (str(DOCK), "The dock:\nNote: it is open\n\nand more")
    assert (other.id, str(other.created_at)) == ("", "2024-05-03 09:00:00+00:00")
    assert residue_of(folder) == {"activity": ["TikTok/Your Activity/Login History.txt"]}
    assert remarks_of(folder) == NAMELESS
    assert_conserved(folder)


def test_text_files_in_another_language_are_told(tmp_path: Path) -> None:
    folder = write_texts(tmp_path, **{"TikTok/Je activiteit/Berichten.txt": "Datum: 2024-05-01\n"})
    assert remarks_of(folder) == NAMELESS | {"text files whose name is none of English; their posts are not read": 1}
    assert_conserved(folder)


def test_text_files_are_known_by_their_own_name_and_what_is_not_there_is_told(tmp_path: Path) -> None:
    folder = write_texts(tmp_path)
    (folder / "TikTok/Post").rename(folder / "TikTok/Je berichten")
    (folder / "TikTok/Comment/Comments.txt").unlink()
    assert [each.kind for each in items_of(folder)] == ["post", "post"]
    assert remarks_of(folder) == NAMELESS | {"text files without any of comments": 1}


def test_a_key_in_front_changes_nothing_and_what_is_unknown_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, {"Version": 3} | IN_2024 | {"Novelties": {"List": [{"Date": "2024-05-01"}]}})
    assert len(items_of(folder)) == 5
    assert remarks_of(folder) == NAMELESS | {"sections whose name is not known": 1}
    renamed = json.loads(json.dumps(IN_2024).replace('"VideoList"', '"Films"').replace('"Title"', '"Caption"'))
    folder = write(tmp_path / "renamed", renamed)
    assert remarks_of(folder) == {"objects of an unknown shape in user_data_tiktok.json": 1}
    untitled = json.loads(json.dumps(IN_2024).replace('"Title"', '"Caption"'))
    assert remarks_of(write(tmp_path / "untitled", untitled)) == NAMELESS | {
        "posts without the key of their caption": 2
    }
    assert_conserved(folder)


@pytest.mark.parametrize(
    ("keys", "era"),
    [
        (("Post", "Your Activity"), "json-2024-2025"),
        (("Comment", "App Settings"), "json-2024-2025"),
        (("Post",), ""),
        (("Comment", "Profile"), ""),
    ],
)
def test_an_export_of_some_parts_is_known_where_a_name_is_tiktoks_own(
    tmp_path: Path, keys: tuple[str, ...], era: str
) -> None:
    write(tmp_path, {key: IN_2024[key] for key in keys})
    with open_export([tmp_path]) as export:
        found = recognise(export.members, export.open)
    assert (found[1].era if found else "") == era


def test_a_block_without_a_date_is_residue_and_reported(tmp_path: Path) -> None:
    folder = write_texts(
        tmp_path, **{"TikTok/Comment/Comments.txt": "Hello\nDate: 2024-05-02 10:00:00\nComment: x\n\xff"}
    )
    assert remarks_of(folder) == NAMELESS | {"objects of an unknown shape in Comments.txt": 1}
    assert_conserved(folder)


def test_other_objects_are_not_recognised(tmp_path: Path) -> None:
    write(tmp_path, {"Comment": {}, "Other": {}}, "a.json")
    write(tmp_path, {"Profile": {}}, "b.json")
    (tmp_path / "c.json").write_text("[1]")
    with open_export([tmp_path]) as export:
        assert recognise(export.members, export.open) is None


def test_a_tree_is_cut_where_it_is_looked_into() -> None:
    data = b'\xef\xbb\xbf{ "a": {"b": [1, "]", {"c": [2]}], "d\\"e": null}, "f": [3] }\n'
    found = list(tree_stretches(io.BytesIO(data), lambda path: True, lambda path: path == ("a", "b")))
    assert b"".join(each.data for each in found) == data
    assert [(each.path, each.data) for each in found if each.element] == [
        (("a", "b"), b"1"),
        (("a", "b"), b'"]"'),
        (("a", "b"), b'{"c": [2]}'),
    ]
    assert [(each.path, each.data) for each in found if each.path and not each.element] == [
        (("a", 'd"e'), b'"d\\"e": null'),
        (("f",), b'"f": [3]'),
    ]


@pytest.mark.parametrize(
    "text", ['{"a": 1', '{"a" 1}', "{1: 2}", '{"a": }', '{"a": [1}', '{"a": 1} 2', '{"a": "x', "[]", ""]
)
def test_a_tree_that_cannot_be_followed_is_broken(text: str) -> None:
    found = list(tree_stretches(io.BytesIO(text.encode()), lambda path: True, lambda path: True))
    assert b"".join(each.data for each in found) == text.encode()
    assert [each.broken for each in found][-1:] == [True]


def test_a_broken_element_has_no_value() -> None:
    assert TreeStretch((), 0, b"{x}").value is None


def test_a_text_without_an_end_is_cut_within_its_limit() -> None:
    data = b"Date: 2024-05-01 10:00:00\nTitle: " + b"x" * (3 << 20)
    blocks = list(text_blocks(io.BytesIO(data)))
    assert b"".join(each.data for each in blocks) == data
    assert max(len(each.data) for each in blocks) <= 3 << 20
