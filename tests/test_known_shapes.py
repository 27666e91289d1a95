"""Fields that a platform adds, drops, moves or writes otherwise are told, by file and in numbers; nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from records_portal.exports.known_shapes import TEXT, KnownShapes, ListOf, OrNothing, Shape, has_repeated_keys
from records_portal.exports.pieces import Doubt, Remark
from tests import exports_facebook, exports_mastodon, exports_x, test_linkedin
from tests.export_cases import case_named, opened
from tests.test_twitter import items_of, reading, remarks_of

PERSON = Shape({"name": TEXT, "tags": ListOf(Shape({"text": TEXT}))}, {"age": frozenset((int,)), "note": TEXT})
SOUND = {"name": "Milo", "tags": [{"text": "a"}], "age": 7}
CHANGED = "without usual fields, or with other values in them, in"


def told_of(*values: Any) -> dict[str, int]:
    shapes = KnownShapes("people")
    for value in values:
        shapes.look("people.json", value, json.dumps(value).encode(), PERSON)
    return {each.what: each.count for each in shapes.remarks()}


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (SOUND, []),
        (SOUND | {"age": None}, []),
        (SOUND | {"tags": []}, []),
        (SOUND | {"colour": "red"}, ["with fields that are not known in"]),
        ({"name": "Milo"}, [CHANGED]),
        (SOUND | {"name": None}, [CHANGED]),
        (SOUND | {"name": ["Milo"]}, [CHANGED]),
        (SOUND | {"age": True}, [CHANGED]),
        (SOUND | {"tags": {"text": "a"}}, [CHANGED]),
        (SOUND | {"tags": [{"text": "a"}, {"text": "a"}]}, [CHANGED]),
        (SOUND | {"tags": [{"words": "a"}]}, ["with fields that are not known in", CHANGED]),
        ([SOUND], [CHANGED]),
    ],
)
def test_what_is_new_and_what_is_changed_is_counted_by_file(value: Any, what: list[str]) -> None:
    assert told_of(value) == {f"people {each} people.json": 1 for each in what}


def test_a_list_can_have_a_least_length_and_a_value_be_nothing() -> None:
    assert ListOf(TEXT, least=1).check([]) != 0
    assert ListOf(TEXT, least=1).check(["a"]) == 0
    assert [OrNothing(TEXT).check(each) == 0 for each in (None, "a", 1)] == [True, True, False]


@pytest.mark.parametrize(
    ("data", "twice"),
    [
        (b'{"a": 1, "b": {"a": 2}}', False),
        (b'{"a" : 1, "b" : [{"a" : 2}]}', False),
        (b'{"a": "he said \\":\\" twice"}', False),
        (b'{"a": 1, "a": 2}', True),
        (b'{"b": [{"a": 1, "a": 1}]}', True),
    ],
)
def test_a_key_that_stands_twice_is_seen_though_only_the_last_is_read(data: bytes, twice: bool) -> None:
    assert has_repeated_keys(json.loads(data), data) is twice


def test_of_many_entries_the_first_hundred_and_every_sixteenth_are_looked_at() -> None:
    shapes = KnownShapes("people")
    for _ in range(100 + 160):
        shapes.look("a.json", {}, b"{}", PERSON)
    assert list(shapes.remarks()) == [Remark(f"people {CHANGED} a.json", 110)]


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    "change",
    [
        lambda post: post.pop("created_at"),
        lambda post: post.update(full_text=""),
        lambda post: post.update(created_at="2023-09-08 at ten"),
        lambda post: post.update(id="1"),
        lambda post: post.pop("edit_info"),
        lambda post: post["edit_info"]["initial"].pop("editTweetIds"),
        lambda post: post.update(entities=[post["entities"]]),
        lambda post: post["entities"].update(media=[post.pop("extended_entities")["media"][0]]),
        lambda post: post.update(extended_entities={"media": []}),
    ],
)
def test_a_post_of_x_that_is_written_otherwise_is_told(tmp_path: Path, change: Change) -> None:
    posts = exports_x.posts_2022()
    change(posts[-2])
    exports_x.write_2022(tmp_path, posts=posts)
    assert remarks_of(tmp_path) == {f"posts {CHANGED} tweets.js": 1}
    assert exports_x.VIDEO in items_of(tmp_path)


def test_a_link_that_nothing_expands_is_told(tmp_path: Path) -> None:
    posts = exports_x.posts_2022()
    posts[-1]["entities"]["urls"] = []
    what = "posts with a short link, or the link to their whole text, that no file expands"
    assert remarks_of(exports_x.write_2022(tmp_path, posts=posts)) == {what: 1}


def test_files_of_x_that_are_misnamed_empty_or_not_there_are_told(tmp_path: Path) -> None:
    data = exports_x.write_2022(tmp_path) / "data"
    (data / "note-tweet.js").rename(data / "long-posts.js")
    (data / "tweets-part1.js").write_bytes(b"")
    assert remarks_of(tmp_path)["files of items in which nothing stands"] == 1
    with reading(tmp_path) as (_, _, pieces):
        doubts = [(each.reason, each.what, each.count) for each in pieces if isinstance(each, Doubt)]
    what = "files that begin as lists of items do, under names that are not known"
    assert ("unknown-parts", what, 1) in doubts


def test_a_month_that_the_index_lists_and_the_archive_has_not_is_a_doubt(tmp_path: Path) -> None:
    exports_x.write_2018(tmp_path)
    (tmp_path / "data/js/tweets/2017_03.js").unlink()
    with reading(tmp_path) as (_, recognised, _):
        assert [(each.reason, each.count) for each in recognised.doubts] == [("missing-parts", 1)]


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.pop("inReplyTo"),
        lambda note: note.update(content="<p>another</p>"),
        lambda note: note.update(updated=None),
        lambda note: note.update(attachment={}),
    ],
)
def test_a_post_of_mastodon_that_is_written_otherwise_is_told(tmp_path: Path, change: Change) -> None:
    listed = exports_mastodon.activities()
    change(listed[1]["object"])
    told = remarks_of(exports_mastodon.write(tmp_path, listed))
    assert told[f"posts {CHANGED} outbox.json"] == 1


def test_something_new_in_json_beside_pages_of_facebook_leaves_the_pages_to_be_read(tmp_path: Path) -> None:
    exports_facebook.write_html(tmp_path)
    before = items_of(tmp_path)
    new = {"new_feature_v2": [{"title": "a new thing", "timestamp": 1_700_000_000}]}
    exports_facebook.put(tmp_path / exports_facebook.YOURS / "posts/new_feature.json", new)
    assert items_of(tmp_path) == before
    with reading(tmp_path) as (_, recognised, _):
        assert recognised.era == "html-2023-on"


def test_a_column_more_in_the_tables_of_linkedin_changes_nothing(tmp_path: Path) -> None:
    before = test_linkedin.by_text(test_linkedin.write(tmp_path / "before")).keys()
    reposts = test_linkedin.REPOSTS.replace("Date,Link\n", "Date,Link,Reach\n").replace("0002\n", "0002,7\n")
    after = test_linkedin.write(tmp_path / "after", InstantReposts=reposts)
    assert test_linkedin.by_text(after).keys() == before


@pytest.mark.parametrize(
    ("name", "path", "before", "after", "what"),
    [
        ("linkedin-2024", "Shares.csv", "SharedUrl", "Shared", "columns that are not known in Shares.csv"),
        ("linkedin-2024", "Shares.csv", "SharedUrl", "Shared", "columns that are usual and not in Shares.csv"),
        ("youtube-2024", "metadata/videos.csv", "Privacy", "Audience", "columns that are not known in videos.csv"),
        ("slack-2024", "general/2024-05-01.json", '"edited"', '"changed"',
         "messages with fields that are not known in the days of public channels"),
        ("slack-2024", "channels.json", '"general"', '"town-hall"', "folders of days that no list of channels names"),
        ("flickr-2024", "photo_5570200001.json", '"description"', '"about"',
         "entries without usual fields, or with other values in them, in the files of photos"),
        ("twarc-v1-2017", "lakeland.jsonl", '"entities"', '"parts"',
         "posts without usual fields, or with other values in them, in lakeland.jsonl"),
        ("twarc-v2-2023", "timeline.jsonl", '"created_at"', '"made_at"',
         "posts without usual fields, or with other values in them, in timeline.jsonl"),
        ("facebook-json-2024", "comments.json", '"author"', '"by"',
         "entries with fields that are not known in comments.json"),
        ("instagram-json-2022", "media/posts_1.json", '"creation_timestamp": 1650000000', '"creation_timestamp": "1"',
         "posts without usual fields, or with other values in them, in posts_1.json"),
        ("wordpress-2024", ".xml", "wp:comment>", "wp:remark>", "elements in posts that are not known"),
    ],
)  # fmt: skip
def test_entries_that_are_written_otherwise_are_told(
    tmp_path: Path, name: str, path: str, before: str, after: str, what: str
) -> None:
    case = case_named(name)
    folder = case.copied(tmp_path / "export")
    [file] = [each for each in folder.rglob("*") if each.as_posix().endswith(path)]
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
    with opened(case, case.paths(folder, tmp_path / "packed")) as (_, _, pieces):
        assert [each.is_change for each in pieces if isinstance(each, Remark) and each.what == what] == [True]
