"""Collections of twarc and Social Feed Manager: whose posts are items, and each byte in exactly one place."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem, Residue
from records_portal.register.findings import Refusal
from tests import exports_twarc as made
from tests.exports_twarc import HANDLE, ORIGINAL, OTHER, OWN, POST, REPLY, REPOST
from tests.roots import ingest_request
from tests.test_ingest import refusal_of, taken_in
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of


def read_for(path: Path, account: str = "", *handles: str) -> tuple[list[str], dict[str, int]]:
    """The ids of the items, and how many stretches each part of the residue has, for a site's account."""
    with open_export([path]) as export:
        found = recognise(export.members, export.open)
        assert found
        recognised = replace(found[1], site_account=account, site_handles=frozenset(handles))
        pieces = list(found[0].read(recognised, export.open))
    parts = [each.part for each in pieces if isinstance(each, Residue) and each.data is not None]
    return [each.id for each in pieces if isinstance(each, ExportedItem)], {
        part: parts.count(part) for part in sorted({*parts})
    }


def test_a_page_is_cut_into_its_posts_and_what_they_refer_to_is_others(tmp_path: Path) -> None:
    folder = made.write(tmp_path, made.lines([made.page(made.posts())]))
    ids, residue = read_for(folder, OWN, "lakelandparks")
    assert ids == [POST, REPLY, REPOST]
    # Before, between and behind the three posts and the one that is referred to.
    assert residue == {"pages": 5, "posts-of-others": 1}
    post = items_of(folder)[POST]
    assert json.loads(post.fragments[0].data)["id"] == POST
    assert (post.author, post.account_id, post.hashtags) == (HANDLE, OWN, ("ParkAlert",))
    assert [(each.state, each.address, each.description) for each in post.media] == [
        ("remote", "https://pbs.example/a.jpg", "A trail")
    ]
    assert_conserved(folder)


def test_an_own_post_that_another_one_refers_to_is_an_item(tmp_path: Path) -> None:
    beside = made.includes() | {"tweets": [made.original(), made.posts()[0]]}
    folder = made.write(tmp_path, made.lines([made.page(made.posts()[1:2], beside)]))
    assert read_for(folder, OWN)[0] == [REPLY, POST]
    assert read_for(folder, "", "lakelandparks")[0] == [REPLY, POST]


def test_a_repost_has_the_whole_text_that_the_page_or_the_line_has_of_it(tmp_path: Path) -> None:
    whole = "RT @Rangers: The bear was seen near the north gate"
    paged = items_of(made.write(tmp_path / "paged", made.lines([made.page(made.posts())])))[REPOST]
    flat = items_of(made.write(tmp_path / "flat", made.lines(made.flattened())))[REPOST]
    assert {(each.text, each.repost_of, each.repost_author) for each in (paged, flat)} == {(whole, ORIGINAL, "Rangers")}
    alone = items_of(made.write(tmp_path / "alone", made.lines([made.page(made.posts(), {})])))[REPOST]
    assert (alone.kind, alone.text) == ("repost", "RT @Rangers: The bear was seen near the north…")


def test_flattened_and_unflattened_say_the_same(tmp_path: Path) -> None:
    paged = items_of(made.write(tmp_path / "paged", made.lines([made.page(made.posts())])))
    flat = items_of(made.write(tmp_path / "flat", made.lines(made.flattened())))
    assert {name: replace(each, fragments=()) for name, each in paged.items()} == {
        name: replace(each, fragments=()) for name, each in flat.items()
    }
    assert_conserved(tmp_path / "flat")


def test_a_long_text_is_the_whole_one(tmp_path: Path) -> None:
    reply = items_of(made.write(tmp_path, made.lines(made.flattened())))[REPLY]
    assert reply.text == "It opens at six, & closes when the last walker has gone home"
    assert (reply.kind, reply.reply_to, reply.reply_to_account) == ("reply", POST, OWN)


def test_an_edited_post_names_its_versions(tmp_path: Path) -> None:
    post = made.late(REPLY, "again", "2023-05-01T15:00:00.000Z", edit_history_tweet_ids=[POST, REPLY])
    item = items_of(made.write(tmp_path, made.lines([post])))[REPLY]
    assert (item.versions, item.edited) == ((POST, REPLY), True)


def test_of_a_search_only_the_sites_own_posts_are_items(tmp_path: Path) -> None:
    own, other = made.posts()[0], made.original()
    folder = made.write(tmp_path, made.lines([made.page([own, other])]))
    with reading(folder) as (_, recognised, _):
        assert (recognised.account_id, recognised.handle, recognised.complete) == ("", "", False)
    assert read_for(folder, OWN) == ([POST], {"pages": 4, "posts-of-others": 2})
    assert read_for(folder, "", "lakelandparks")[0] == [POST]
    assert read_for(folder, "900000099")[0] == []
    assert sorted(read_for(folder)[0]) == sorted([POST, ORIGINAL])


def test_a_timeline_names_its_account_and_anothers_is_refused(tmp_path: Path) -> None:
    folder = made.write(tmp_path / "export", made.lines([made.page(made.posts())]))
    with reading(folder) as (_, recognised, _):
        assert (recognised.format, recognised.account_id, recognised.handle) == ("twarc", OWN, HANDLE)
    request = ingest_request(tmp_path, platform="x")
    assert refusal_of(request, folder, platform="x", account_id=OTHER).endswith(f"the site 'parks-x' is {OTHER!r}")
    assert taken_in(request, folder, platform="x", account_id=OWN).counts["found"] == 3


def test_a_collection_without_a_post_of_the_site_says_so(tmp_path: Path) -> None:
    folder = made.write(tmp_path / "export", made.lines([made.page([made.posts()[0], made.original()])]))
    outcome = taken_in(ingest_request(tmp_path, platform="x"), folder, platform="x", account_id="900000099")
    assert outcome.counts["found"] == 0
    assert list(outcome.unknown) == [{"what": "posts, none of them of this site's account", "count": 2}]


def test_one_post_alone_and_a_list_of_posts_are_read(tmp_path: Path) -> None:
    lookup = {"data": made.posts()[0], "includes": made.includes()}
    assert list(items_of(made.write(tmp_path / "one", made.lines([lookup])))) == [POST]
    listed = made.write(tmp_path / "list", json.dumps(made.flattened(), indent=1).encode(), "tweets.json")
    assert list(items_of(listed)) == [POST, REPLY, REPOST]
    assert_conserved(listed)


def test_lines_that_cannot_be_read_and_other_shapes_are_kept_and_counted(tmp_path: Path) -> None:
    strange = b'\n{"id": "1"}\n["a"]\nnot json\n{"data": [7, {"id": "x", "text": "t", "author_id": "1"}]}\n{"cut off'
    folder = made.write(tmp_path, made.lines(made.flattened()) + strange)
    (folder / "notes.txt").write_text("collected on Monday")
    assert sorted(items_of(folder)) == sorted([POST, REPLY, REPOST])
    assert remarks_of(folder) == {"objects of an unknown shape in tweets.jsonl": 6}
    assert residue_of(folder) == {"other-files": ["notes.txt"]}
    assert_conserved(folder)


def test_a_line_that_never_ends_is_read_in_pieces_and_no_post(tmp_path: Path) -> None:
    endless = made.lines(made.flattened()) + b'{"text": "' + b"a" * (9 << 20) + b'"}\n' + made.lines([made.posts()[0]])
    folder = made.write(tmp_path, endless)
    assert remarks_of(folder) == {"objects of an unknown shape in tweets.jsonl": 2}
    assert_conserved(folder)


def test_an_id_that_contradicts_the_written_moment_is_reported(tmp_path: Path) -> None:
    post = made.late(POST, "x", "2023-04-01T00:00:00.000Z")
    folder = made.write(tmp_path, made.lines([post]))
    assert remarks_of(folder) == {"posts whose id carries another moment than the one written": 1}
    assert str(items_of(folder)[POST].latest_at) == "2023-05-01 14:00:00+00:00"


def test_a_tables_repost_keeps_the_originals_address_apart(tmp_path: Path) -> None:
    table = Path(__file__).parent / "exports/twarc-table-2018/export/tweets.csv"
    folder = made.write(tmp_path, table.read_bytes() + b"1.2E+18,x,y,z,a,b,original" + b"," * 17 + b"\n", "tweets.csv")
    repost = items_of(folder)["859059835499446272"]
    assert repost.permalink == "https://twitter.com/i/web/status/859059835499446272"
    assert (repost.repost_of, repost.repost_author) == ("859000000000000001", "Rangers")
    assert remarks_of(folder) == {"objects of an unknown shape in tweets.csv": 1}
    assert_conserved(folder)


def test_rows_of_a_table_whose_ids_a_spreadsheet_rounded_are_residue(tmp_path: Path) -> None:
    lines = (Path(__file__).parent / "exports/twarc-table-2018/export/tweets.csv").read_text().splitlines(keepends=True)
    rounded = lines[0] + lines[1].replace("859044736005046272,", "859044736005046000,")
    folder = made.write(tmp_path, rounded.encode(), "tweets.csv")
    assert items_of(folder) == {}
    assert remarks_of(folder)["rows whose id a spreadsheet rounded"] == 1
    assert_conserved(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}\n",
        b'{"id_str": 7}\n',
        b'{"data": [], "includes": {}}\n',
        b'["id_str":',
        b'{"author_id": 1, "text": 7}\n',
    ],
)
def test_other_lines_are_not_recognised(tmp_path: Path, content: bytes) -> None:
    with open_export([made.write(tmp_path, content)]) as export:
        assert recognise(export.members, export.open) is None


def test_a_page_without_a_post_may_come_first(tmp_path: Path) -> None:
    empty = {"meta": {"result_count": 0}, "__twarc": {"version": "2.13.0"}}
    folder = made.write(tmp_path, made.lines([empty, made.page(made.posts())]))
    assert list(items_of(folder)) == [POST, REPLY, REPOST]
    assert remarks_of(folder) == {}
    users = {"data": [{"id": OWN, "username": HANDLE}], "meta": {}, "__twarc": {}, "includes": {}}
    with open_export([made.write(tmp_path / "users", made.lines([users]))]) as export:
        assert recognise(export.members, export.open) is None


def test_a_first_line_too_deep_to_read_is_no_traceback(tmp_path: Path) -> None:
    with open_export([made.write(tmp_path, b'{"id_str":' + b"[" * 100_000)]) as export:
        try:
            assert recognise(export.members, export.open) is None
        except Refusal as refusal:
            pytest.fail(str(refusal))
