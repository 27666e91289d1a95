"""Exports of X/Twitter: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.exports import recognise
from records_portal.exports.archives.opening import Export, Member, open_export
from records_portal.exports.pieces import ExportedItem, Piece, Recognised, Remark, Residue
from records_portal.exports.slices.json_slices import elements
from tests import exports_x

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "samples" / "twitter-2018"
needs_sample = pytest.mark.skipif(
    not SAMPLE.is_dir(), reason="the real archive of 2018 is not beside the repository (../shared/samples/twitter-2018)"
)


@contextmanager
def reading(*paths: Path) -> Iterator[tuple[Export, Recognised, list[Piece]]]:
    with open_export(paths) as export:
        found = recognise(export.members, export.open)
        assert found
        form, recognised = found
        yield export, recognised, list(form.read(recognised, export.open))


def items_of(*paths: Path) -> dict[str, ExportedItem]:
    with reading(*paths) as (_, _, pieces):
        return {piece.id: piece for piece in pieces if isinstance(piece, ExportedItem)}


def remarks_of(*paths: Path) -> dict[str, int]:
    with reading(*paths) as (_, _, pieces):
        return {piece.what: piece.count for piece in pieces if isinstance(piece, Remark)}


def assert_conserved(*paths: Path) -> None:
    """Every byte of every member is in exactly one fragment, medium or piece of residue, and is that byte."""
    with reading(*paths) as (export, _, pieces):
        content: dict[Member, bytes] = {}
        for member in export.members:
            with export.open(member) as stream:
                content[member] = stream.read()
        owned: dict[Member, list[tuple[int, bytes]]] = defaultdict(list)
        for medium in {medium.member for piece in pieces if isinstance(piece, ExportedItem) for medium in piece.media}:
            if medium:
                owned[medium].append((0, content[medium]))
        for piece in pieces:
            if isinstance(piece, ExportedItem):
                for fragment in piece.fragments:
                    owned[fragment.member].append((fragment.offset, fragment.data))
            elif isinstance(piece, Residue):
                data = content[piece.member] if piece.data is None else piece.data
                owned[piece.member].append((piece.offset, data))
        for member, expected in content.items():
            rebuilt = b""
            for offset, data in sorted(owned[member]):
                assert offset == len(rebuilt), (member.name, offset, len(rebuilt))
                rebuilt += data
            assert rebuilt == expected, member.name


def residue_of(*paths: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    with reading(*paths) as (_, _, pieces):
        for piece in pieces:
            if isinstance(piece, Residue) and piece.data is None:
                found[piece.part].append(piece.member.name)
    return found


def test_the_monthly_layout_is_recognised_with_account_and_declared_count(tmp_path: Path) -> None:
    with reading(exports_x.write_2018(tmp_path)) as (_, recognised, pieces):
        assert (recognised.format, recognised.era, recognised.account_id) == ("twitter", "2012-2019", "900000001")
        assert (recognised.handle, recognised.declared) == ("LakelandParks", 4)
        assert str(recognised.exported_at) == "2018-09-27 23:37:31+00:00"
        assert sum(isinstance(piece, ExportedItem) for piece in pieces) == 4


def test_links_are_expanded_before_the_text_is_unescaped_and_media_links_removed(tmp_path: Path) -> None:
    item = items_of(exports_x.write_2018(tmp_path))["842000000000000000"]
    assert item.text == "Trails & tracks 🌲 open: https://parks.lakeland.example/trails?a=1&b=2"
    assert item.hashtags == ("ParkAlert",)
    assert [(each.state, each.description) for each in item.media] == [("remote", "A trail through pines")]


def test_a_row_of_the_table_is_a_second_fragment_of_its_post(tmp_path: Path) -> None:
    item = items_of(exports_x.write_2018(tmp_path))["848000000000000001"]
    assert [fragment.member.name for fragment in item.fragments] == ["data/js/tweets/2017_04.js", "tweets.csv"]
    assert item.fragments[1].data.startswith(b'"848000000000000001","847999999999999999"')
    assert json.loads(item.fragments[0].data)["id"] == 848000000000000001


def test_kinds_are_told_apart_and_a_repost_has_its_whole_text(tmp_path: Path) -> None:
    items = items_of(exports_x.write_2018(tmp_path))
    assert {each.id: each.kind for each in items.values()} == {
        "842000000000000000": "post",
        "848000000000000001": "reply",
        "850000000000000002": "repost",
        "1700000001": "post",
    }
    repost = items["850000000000000002"]
    assert repost.text == "RT @LakelandFire: Burn ban <all counties> until further notice"
    assert (repost.repost_of, repost.repost_author) == ("849999999999999999", "LakelandFire")


def test_an_exact_midnight_before_ids_carried_time_is_a_date_only(tmp_path: Path) -> None:
    item = items_of(exports_x.write_2018(tmp_path))["1700000001"]
    assert (item.date_only, item.time_basis) == (True, "utc-by-format")
    assert str(item.latest_at) == "2009-05-01 23:59:59+00:00"


def test_the_table_alone_gives_the_same_texts_and_kinds(tmp_path: Path) -> None:
    whole = items_of(exports_x.write_2018(tmp_path / "whole"))
    exports_x.write_2018(tmp_path / "table")
    for month in (tmp_path / "table/data/js/tweets").iterdir():
        month.unlink()
    alone = items_of(tmp_path / "table")
    assert alone.keys() == whole.keys()
    post, reply = "842000000000000000", "848000000000000001"
    assert (alone[post].text, alone[reply].text) == (whole[post].text, whole[reply].text)
    assert {each.id: each.kind for each in alone.values()} == {each.id: each.kind for each in whole.values()}
    assert_conserved(tmp_path / "table")


def test_the_layout_since_2022_is_recognised_by_its_manifest(tmp_path: Path) -> None:
    with reading(exports_x.write_2022(tmp_path)) as (_, recognised, _):
        assert (recognised.era, recognised.account_id, recognised.handle) == ("2022-on", "900000001", "LakelandParks")
        assert (recognised.declared, recognised.doubts) == (6, ())
        assert str(recognised.exported_at) == "2023-10-01 06:00:00+00:00"


def test_media_are_found_missing_or_orphans(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path)
    items = items_of(tmp_path)
    assert items[exports_x.PHOTO].text == "New dock 🛶 & ramp https://parks.lakeland.example/dock"
    assert [each.state for each in items[exports_x.PHOTO].media] == ["found", "missing"]
    film = items[exports_x.VIDEO].media[0]
    assert film.member is not None
    assert film.member.name == f"data/tweets_media/{exports_x.VIDEO}-Boat640.mp4"
    assert residue_of(tmp_path)["orphan-media"] == ["data/tweets_media/1500000000000000000-Nobody.jpg"]


def test_a_picture_without_a_byte_is_missing(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path)
    (tmp_path / f"data/tweets_media/{exports_x.PHOTO}-Dock02.jpg").write_bytes(b"")
    item = items_of(tmp_path)[exports_x.PHOTO]
    assert [each.state for each in item.media] == ["found", "missing"]
    assert residue_of(tmp_path)["orphan-media"] == ["data/tweets_media/1500000000000000000-Nobody.jpg"]


def test_a_long_text_joins_its_post_and_is_not_unescaped(tmp_path: Path) -> None:
    item = items_of(exports_x.write_2022(tmp_path))[exports_x.LONG]
    assert item.text == (
        "The plan for Pine Lake & its shore begins with the dam: https://parks.lakeland.example/plan says all."
    )
    assert [each.member.base for each in item.fragments] == ["tweets.js", "tweet-headers.js", "note-tweet.js"]


def test_a_long_text_without_its_post_is_an_item_and_is_reported(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path, posts=[each for each in exports_x.posts_2022() if each["id"] != exports_x.LONG])
    assert items_of(tmp_path)["1699999999999999999"].kind == "post"
    assert remarks_of(tmp_path)["long texts without their post, kept as items of their own"] == 1
    assert_conserved(tmp_path)


def long_post(text: str, note: str, *, urls: Sequence[dict[str, str]] = (), **said: object) -> Any:
    """The post and its note, as the two files hold them."""
    entities = {"urls": [{"url": each["shortUrl"], "expanded_url": each["expandedUrl"]} for each in urls]}
    post = next(each for each in exports_x.posts_2022() if each["id"] == exports_x.LONG)
    core = {"text": note, "urls": list(urls)}
    kept = {"noteTweetId": "1699999999999999999", "createdAt": "2023-09-08T04:15:59.000Z", "core": core, **said}
    return [post | {"full_text": text, "entities": entities}, {"noteTweet": kept}]


SHORE = "The plan for Pine Lake and its shore begins with the dam, goes on with the mill and the two meadows behind it"
LINKED = [{"shortUrl": "https://t.co/ffffffffff", "expandedUrl": "https://parks.lakeland.example/plan"}]


@pytest.mark.parametrize(
    ("text", "note", "urls"),
    [
        (f"@Visitor @Angler {SHORE}\u2026 https://t.co/eeeeeeeeee", f"{SHORE} and ends here", []),
        (f"{SHORE}\u2026", f"@Visitor {SHORE} and ends here", []),
        (f"See https://t.co/ffffffffff {SHORE}\u2026", f"See https://t.co/ffffffffff {SHORE} and ends here", LINKED),
        (f"See https://t.co/ffffffffff {SHORE}", f"See https://parks.lakeland.example/plan {SHORE} ends", LINKED),
        (f"See https://t.co/gggggggggg {SHORE}", f"See https://t.co/ffffffffff {SHORE} ends", LINKED),
        (f"{SHORE}\u2026 https://twitter.com/i/web/status/1700000000000000003", f"{SHORE} and ends here", []),
        (f"{SHORE}  &amp;\u2026", f"{SHORE}\n\n& ends here", []),
    ],
)
def test_a_long_text_joins_whatever_its_links_and_leading_names(
    tmp_path: Path, text: str, note: str, urls: list[dict[str, str]]
) -> None:
    post, kept = long_post(text, note, urls=urls)
    exports_x.write_2022(tmp_path, posts=[post])
    (tmp_path / "data/note-tweet.js").write_text(f"window.YTD.note_tweet.part0 = {json.dumps([kept])}")
    items = items_of(tmp_path)
    assert [each for each in items if not items[each].deleted] == [exports_x.LONG]
    assert items[exports_x.LONG].text == note.replace("https://t.co/ffffffffff", "https://parks.lakeland.example/plan")
    assert_conserved(tmp_path)


def test_a_long_text_that_names_its_post_joins_it_whatever_both_say(tmp_path: Path) -> None:
    post, kept = long_post("Something else", "Nothing alike", tweetId=exports_x.LONG, createdAt="2023-09-08T04:20:00Z")
    exports_x.write_2022(tmp_path, posts=[post])
    (tmp_path / "data/note-tweet.js").write_text(f"window.YTD.note_tweet.part0 = {json.dumps([kept])}")
    assert items_of(tmp_path)[exports_x.LONG].text == "Nothing alike"
    assert "1699999999999999999" not in items_of(tmp_path)
    assert_conserved(tmp_path)


def test_a_short_post_of_the_same_second_is_no_beginning_of_a_long_text(tmp_path: Path) -> None:
    post, kept = long_post("The plan", f"The plan {SHORE}")
    exports_x.write_2022(tmp_path, posts=[post])
    (tmp_path / "data/note-tweet.js").write_text(f"window.YTD.note_tweet.part0 = {json.dumps([kept])}")
    assert items_of(tmp_path)[exports_x.LONG].text == "The plan"
    assert items_of(tmp_path)["1699999999999999999"].text == f"The plan {SHORE}"


def test_edits_know_their_versions_and_the_superseded_one_dates_as_late_as_the_last(tmp_path: Path) -> None:
    items = items_of(exports_x.write_2022(tmp_path))
    assert items[exports_x.FIRST].versions == (exports_x.FIRST, exports_x.EDITED)
    assert items[exports_x.EDITED].versions == (exports_x.FIRST, exports_x.EDITED)
    assert str(items[exports_x.FIRST].latest_at) == "2023-09-08 10:53:44+00:00"
    assert [each.id for each in items.values() if each.edited] == [exports_x.EDITED, exports_x.FIRST]


def test_deleted_posts_say_when(tmp_path: Path) -> None:
    item = items_of(exports_x.write_2022(tmp_path))[exports_x.DELETED]
    assert (item.deleted, item.deleted_at, item.text) == (True, "2023-09-09T08:00:00Z", "Posted by mistake")


def test_a_repost_is_known_by_its_beginning_and_a_thread_by_its_account(tmp_path: Path) -> None:
    items = items_of(exports_x.write_2022(tmp_path))
    assert (items[exports_x.REPOST].kind, items[exports_x.REPOST].repost_author) == ("repost", "LakelandFire")
    assert (items[exports_x.VIDEO].kind, items[exports_x.VIDEO].reply_to_account) == ("reply", "900000001")


def test_what_no_item_owns_is_in_named_parts(tmp_path: Path) -> None:
    residue = residue_of(exports_x.write_2022(tmp_path))
    assert residue == {
        "account": ["data/account.js", "data/manifest.js"],
        "advertising": ["data/ad-engagements.js"],
        "contacts": ["data/follower.js"],
        "direct-messages": ["data/direct-messages.js"],
        "likes": ["data/like.js"],
        "login": ["data/ip-audit.js"],
        "orphan-media": ["data/tweets_media/1500000000000000000-Nobody.jpg"],
        "viewer": ["Your archive.html", "assets/js/main.js"],
    }


def test_objects_of_an_unknown_shape_are_residue_and_reported(tmp_path: Path) -> None:
    strange = [{"id_str": "abc", "full_text": "x"}, {"full_text": "no id"}, {"id_str": "1"}]
    exports_x.write_2022(tmp_path)
    path = tmp_path / "data/tweets.js"
    text = (
        path.read_text().rstrip("]") + "," + ",".join(json.dumps({"tweet": each}) for each in strange) + ", 17, null]"
    )
    path.write_text(text)
    assert remarks_of(tmp_path) == {"objects of an unknown shape in tweets.js": 5}
    assert_conserved(tmp_path)


def test_a_file_that_breaks_off_keeps_its_end_as_residue(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path)
    path = tmp_path / "data/tweets.js"
    path.write_bytes(path.read_bytes()[:-200])
    assert len(items_of(tmp_path)) == 6  # five of six posts and the deleted one
    assert remarks_of(tmp_path) == {"objects of an unknown shape in tweets.js": 1, "headers without their post": 1}
    assert_conserved(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        b"\xff\xfe not text",
        b"[" * 200_000,
        b'[{"a": NaN}]',
        b'[{"id_str": "' + b"9" * 5000 + b'"}]',
        b"",
        b"[",
        b"null",
    ],
)
def test_any_content_of_a_posts_file_is_conserved(tmp_path: Path, damage: bytes) -> None:
    exports_x.write_2022(tmp_path)
    (tmp_path / "data/tweets-part1.js").write_bytes(damage)
    assert_conserved(tmp_path)


def test_an_id_that_contradicts_the_written_moment_is_reported_and_the_later_counts(tmp_path: Path) -> None:
    post = next(each for each in exports_x.posts_2022() if each["id"] == exports_x.REPOST)
    exports_x.write_2022(tmp_path, posts=[post | {"created_at": "Wed Nov 02 16:02:41 +0000 2022"}])
    item = items_of(tmp_path)[exports_x.REPOST]
    assert str(item.created_at) == "2022-11-02 16:02:41+00:00"
    assert str(item.latest_at) == "2022-11-03 16:02:41+00:00"
    assert remarks_of(tmp_path)["posts whose id carries another moment than the one written"] == 1


@pytest.mark.parametrize("written", ["Fri Dec 31 23:59:59 +0000 9999", "0001-01-01 00:00:00 +0000", "soon", None, 7])
def test_a_moment_that_cannot_be_meant_is_taken_from_the_id(tmp_path: Path, written: object) -> None:
    post = next(each for each in exports_x.posts_2022() if each["id"] == exports_x.REPOST)
    exports_x.write_2022(tmp_path, posts=[post | {"created_at": written}])
    item = items_of(tmp_path)[exports_x.REPOST]
    assert (str(item.created_at), item.time_basis) == ("2022-11-03 16:02:41+00:00", "calibrated")


@pytest.mark.parametrize(
    ("name", "wrapped", "era"),
    [("tweet.js", False, "2018-2020"), ("data/tweet.js", True, "2020-2022"), ("data/tweets-part2.js", True, "2022-on")],
)
def test_older_layouts_and_parts_are_read_wrapped_or_not(tmp_path: Path, name: str, wrapped: bool, era: str) -> None:
    posts = [{"tweet": each} if wrapped else each for each in exports_x.posts_2022()]
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"window.YTD.tweet.part0 = {json.dumps(posts)}")
    with reading(tmp_path) as (_, recognised, pieces):
        assert (recognised.era, recognised.account_id, recognised.declared) == (era, "", None)
        assert sum(isinstance(piece, ExportedItem) for piece in pieces) == 6
    assert_conserved(tmp_path)


def test_a_top_folder_system_files_a_mark_and_carriage_returns_change_nothing(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path / "export/twitter-2023-10-01")
    path = tmp_path / "export/twitter-2023-10-01/data/tweets.js"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "export/__MACOSX").mkdir()
    (tmp_path / "export/__MACOSX/._data").write_bytes(b"\0")
    (tmp_path / "export/.DS_Store").write_bytes(b"\0")
    packed = exports_x.zip_of(tmp_path / "export", tmp_path / "export.zip")
    plain = items_of(exports_x.write_2022(tmp_path / "plain"))
    assert {each.id: each.text for each in items_of(packed).values()} == {each.id: each.text for each in plain.values()}
    assert residue_of(packed)["packaging"] == [".DS_Store", "__MACOSX/._data"]
    assert_conserved(packed)


def test_media_in_another_part_are_found(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path / "posts")
    (tmp_path / "media/data").mkdir(parents=True)
    (tmp_path / "posts/data/tweets_media").rename(tmp_path / "media/data/tweets_media")
    parts = (tmp_path / "posts", exports_x.zip_of(tmp_path / "media", tmp_path / "media.zip"))
    assert [each.state for each in items_of(*parts)[exports_x.PHOTO].media] == ["found", "missing"]
    assert_conserved(*parts)


def test_a_posts_file_that_the_manifest_names_and_nobody_handed_in_makes_the_export_incomplete(tmp_path: Path) -> None:
    exports_x.write_2022(tmp_path)
    (tmp_path / "data/deleted-tweets.js").unlink()
    with reading(tmp_path) as (_, recognised, _):
        assert [each.reason for each in recognised.doubts] == ["missing-parts"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
STARTS = st.sampled_from(["", "window.YTD.tweets.part0 = "])


@given(st.lists(JSON, max_size=6), st.booleans(), st.integers(1, 40), STARTS)
def test_a_list_is_cut_into_its_elements_wherever_a_piece_that_was_read_ends(
    values: list[Any], escaped: bool, piece: int, start: str
) -> None:
    data = (start + json.dumps(values, ensure_ascii=escaped, indent=1)).encode()
    slices = list(elements(io.BytesIO(data), piece))
    assert b"".join(each.data for each in slices) == data
    assert [each.value for each in slices if each.element] == values
    assert not any(each.broken for each in slices)


@given(st.binary(max_size=60) | st.text(alphabet='[]{}",:=1 \n', max_size=40).map(str.encode), st.integers(1, 40))
def test_any_bytes_are_conserved_in_order(data: bytes, piece: int) -> None:
    rebuilt = b""
    for each in elements(io.BytesIO(data), piece):
        assert each.offset == len(rebuilt)
        rebuilt += each.data
    assert rebuilt == data


@pytest.mark.parametrize("write", [exports_x.write_2018, exports_x.write_2022])
def test_every_byte_is_an_items_or_residue(tmp_path: Path, write: object) -> None:
    assert callable(write)
    assert_conserved(write(tmp_path))


def test_files_of_something_else_are_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "tweets.js").write_text("export const tweets = [1, 2]")
    with open_export([tmp_path]) as export:
        assert recognise(export.members, export.open) is None


@needs_sample
def test_the_real_archive_of_2018_comes_out_complete_and_conserved() -> None:
    items = items_of(SAMPLE)
    assert len(items) == 2313
    assert all(len(each.fragments) == 2 for each in items.values())
    assert remarks_of(SAMPLE) == {}
    assert_conserved(SAMPLE)
    first = items["486685382843842560"]
    assert str(first.created_at) == "2014-07-09 01:36:52+00:00"


@needs_sample
def test_the_real_table_alone_gives_the_texts_of_the_real_posts(tmp_path: Path) -> None:
    (tmp_path / "tweets.csv").write_bytes((SAMPLE / "tweets.csv").read_bytes())
    whole, alone = items_of(SAMPLE), items_of(tmp_path)
    assert alone.keys() == whole.keys()
    different = [each for each in whole if whole[each].kind != "repost" and whole[each].text != alone[each].text]
    assert len(different) == 0
