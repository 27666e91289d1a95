"""X/Twitter exports of 2018 to 2022, of other audiences and of several parts: each value, and each byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import exports_x_eras as eras
from tests.exports_x import zip_of
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of


@pytest.mark.parametrize(("write", "era"), [(eras.write_2019, "2018-2020"), (eras.write_2021, "2020-2022")])
def test_the_layouts_of_2018_to_2022_give_the_same_posts(tmp_path: Path, write: object, era: str) -> None:
    assert callable(write)
    folder = write(tmp_path)
    with reading(folder) as (_, recognised, _):
        assert (recognised.era, recognised.account_id, recognised.handle) == (era, "900000001", "LakelandParks")
    items = items_of(folder)
    picture, answer = items[eras.PICTURE], items[eras.ANSWER]
    assert picture.text == "Frost & fog 🌫️ https://parks.lakeland.example/frost"
    assert (str(picture.created_at), picture.time_basis) == ("2019-01-01 07:17:20+00:00", "explicit-offset")
    assert [each.state for each in picture.media] == ["found"]
    assert (answer.kind, answer.reply_to, answer.reply_to_account) == ("reply", "1089999999999999999", "77")
    assert remarks_of(folder) == {}
    assert_conserved(folder)


def test_a_medium_that_only_the_extended_list_names_leaves_the_text_too(tmp_path: Path) -> None:
    medium = {"url": "https://t.co/bbbbbbbbbb", "media_url_https": "https://pbs.media.example/media/Few01.jpg"}
    few = eras.post(eras.CIRCLE, "Thu Nov 03 02:47:58 +0000 2022", "For a few https://t.co/bbbbbbbbbb")
    eras.script(tmp_path / "data/tweet.js", "tweet", [{"tweet": few | {"extended_entities": {"media": [medium]}}}])
    assert items_of(tmp_path)[eras.CIRCLE].text == "For a few"


def test_at_the_root_what_no_item_owns_is_in_named_parts_too(tmp_path: Path) -> None:
    assert residue_of(eras.write_2019(tmp_path)) == {
        "account": ["account.js"],
        "direct-messages": ["direct-message.js", "direct_message_media/1-a.jpg"],
        "likes": ["like.js"],
        "login": ["ip-audit.js"],
    }


def test_a_deleted_post_without_the_time_of_its_deletion_is_deleted(tmp_path: Path) -> None:
    eras.write_2021(tmp_path)
    assert (items_of(tmp_path)[eras.SECOND].deleted, items_of(tmp_path)[eras.SECOND].deleted_at) == (True, "")
    with reading(tmp_path) as (_, recognised, _):
        assert (recognised.declared, recognised.doubts) == (2, ())


def test_posts_for_a_few_say_for_whom_and_find_their_media(tmp_path: Path) -> None:
    items = items_of(eras.write_audiences(tmp_path))
    assert {each.id: each.visibility for each in items.values()} == {eras.CIRCLE: "circle", eras.COMMUNITY: "community"}
    assert [each.media[0].state for each in items.values()] == ["found", "found"]
    assert_conserved(tmp_path)


def test_parts_with_manifests_of_their_own_are_one_export(tmp_path: Path) -> None:
    parts = eras.write_parts(tmp_path)
    with reading(*parts) as (_, recognised, _):
        assert (recognised.declared, recognised.doubts) == (3, ())
    items = items_of(*parts)
    assert items.keys() == {eras.PICTURE, eras.ANSWER, eras.SECOND}
    assert items[eras.PICTURE].media[0].state == "found"
    assert_conserved(*parts)


def test_one_part_of_a_partial_export_is_incomplete(tmp_path: Path) -> None:
    first, _ = eras.write_parts(tmp_path)
    with reading(first) as (_, recognised, _):
        assert [each.reason for each in recognised.doubts] == ["partial-by-its-own-word"]
    assert items_of(first)[eras.PICTURE].media[0].state == "missing"


def test_an_archive_inside_is_kept_and_reported_and_its_media_are_found_beside_it_unpacked(tmp_path: Path) -> None:
    folder = eras.write_2021(tmp_path / "export")
    inner = tmp_path / "inner"
    inner.mkdir()
    (folder / f"data/tweet_media/{eras.PICTURE}-Frost01.jpg").rename(inner / f"{eras.PICTURE}-Frost01.jpg")
    zip_of(inner, folder / "data/tweet_media/tweet-media-part1.zip")
    assert items_of(folder)[eras.PICTURE].media[0].state == "missing"
    assert residue_of(folder)["nested-archives"] == ["data/tweet_media/tweet-media-part1.zip"]
    assert remarks_of(folder) == {"archives inside the export, kept but not read": 1}
    assert items_of(folder, inner)[eras.PICTURE].media[0].state == "found"
    assert_conserved(folder, inner)


def test_articles_and_spaces_are_parts_of_their_own(tmp_path: Path) -> None:
    eras.write_audiences(tmp_path)
    eras.script(tmp_path / "data/article.js", "article", [{"article": {}}])
    (tmp_path / "data/articles_media").mkdir()
    (tmp_path / "data/articles_media/1.jpg").write_bytes(b"of no article")
    eras.script(tmp_path / "data/spaces-metadata.js", "spaces_metadata", [{"spacesMetadata": {}}])
    residue = residue_of(tmp_path)
    assert (residue["articles"], residue["spaces"]) == (["data/articles_media/1.jpg"], ["data/spaces-metadata.js"])


def test_rows_of_the_table_whose_ids_a_spreadsheet_rounded_make_no_items(tmp_path: Path) -> None:
    heading = (
        "tweet_id,in_reply_to_status_id,in_reply_to_user_id,timestamp,source,text,retweeted_status_id,"
        "retweeted_status_user_id,retweeted_status_timestamp,expanded_urls\n"
    )
    row = '"{}","","","2013-05-01 10:00:00 +0000","web","{}","","","",""\n'
    rounded = [row.format("329534000000000000", text) for text in ("one", "two")]
    (tmp_path / "tweets.csv").write_text(heading + "".join(rounded) + row.format(329534783000000123, "three"))
    assert list(items_of(tmp_path)) == ["329534783000000123"]
    assert remarks_of(tmp_path)["objects of an unknown shape in tweets.csv"] == 2
    assert_conserved(tmp_path)


def test_the_table_reads_on_behind_a_broken_row(tmp_path: Path) -> None:
    heading = (
        "tweet_id,in_reply_to_status_id,in_reply_to_user_id,timestamp,source,text,retweeted_status_id,"
        "retweeted_status_user_id,retweeted_status_timestamp,expanded_urls\n"
    )
    row = '"{}","","","2013-05-01 10:00:00 +0000","web","one\ntwo","","","",""\n'
    broken = '"5","","","2013-05-01 10:00:00 +0000","web","half" of it","","","",""\n'
    (tmp_path / "tweets.csv").write_text(heading + row.format(7) + broken + row.format(9))
    assert {each.id: each.text for each in items_of(tmp_path).values()} == {"7": "one\ntwo", "9": "one\ntwo"}
    assert remarks_of(tmp_path) == {"objects of an unknown shape in tweets.csv": 1}
    assert_conserved(tmp_path)
