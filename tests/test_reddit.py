"""Exports of Reddit: each value as it must come out, no address of a computer in an item, and each byte once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem, ListRead, Residue
from records_portal.exports.slices.csv_slices import cell_places
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of

SITE = "https://www.reddit.com/r/lakeland/comments"
POSTS = (
    "id,permalink,date,ip,subreddit,gildings,title,url,body\n"
    f"1abc,{SITE}/1abc/opening/,2024-01-12 17:29:56 UTC,192.0.2.1,lakeland,0,Opening day #ParkAlert,,"
    '"The dock is ""open"",\nall day."\n'
    f"1abd,{SITE}/1abd/a_dock/,2024-01-13 08:00:00 UTC,,lakeland,0,A dock,https://i.redd.it/dock.jpg,\n"
    f"1abe,{SITE}/1abe/gone/,2024-01-14 08:00:00 UTC,192.0.2.1,lakeland,0,Gone,{SITE}/1abe/gone/,[removed]\n"
)
COMMENTS = (
    "id,permalink,date,ip,subreddit,gildings,link,parent,body,media\n"
    f"k1,{SITE}/1abc/opening/k1/,2024-01-12 18:00:00 UTC,192.0.2.2,lakeland,0,{SITE}/1abc/opening/,,Come early,\n"
    f'1abc,{SITE}/1abc/opening/1abc/,2024-01-12 19:00:00 UTC,192.0.2.2,lakeland,0,{SITE}/1abc/opening/,k0,"Yes, it is",'
    "https://preview.redd.it/map.png?s=1\n"
)
POST_HEADERS = (
    "id,permalink,date,ip,subreddit,gildings,url\n"
    f"1abc,{SITE}/1abc/opening/,2024-01-12 17:29:56 UTC,192.0.2.1,lakeland,0,\n"
    f"1abd,{SITE}/1abd/a_dock/,2024-01-13 08:00:00 UTC,,lakeland,0,https://i.redd.it/dock.jpg\n"
    f"1abe,{SITE}/1abe/gone/,2024-01-14 08:00:00 UTC,192.0.2.1,lakeland,0,\n"
)
COMMENT_HEADERS = (
    "id,permalink,date,ip,subreddit,gildings,link,parent\n"
    f"k1,{SITE}/1abc/opening/k1/,2024-01-12 18:00:00 UTC,192.0.2.2,lakeland,0,{SITE}/1abc/opening/,\n"
    f"1abc,{SITE}/1abc/opening/1abc/,2024-01-12 19:00:00 UTC,192.0.2.2,lakeland,0,{SITE}/1abc/opening/,k0\n"
)
FILES = {
    "posts": POSTS,
    "comments": COMMENTS,
    "post_headers": POST_HEADERS,
    "comment_headers": COMMENT_HEADERS,
    "messages": "id,permalink,thread_id,date,ip,from,to,subject,body\n1,x,1,2024-01-12 18:00:00 UTC,,a,b,c,Hello\n",
    "ip_logs": "date,ip\n2024-01-12 18:00:00 UTC,192.0.2.2\n",
    "statistics": "statistic,value\naccount name,lakelandparks\nexport time,2024-02-01 10:00:00 UTC\n",
    "post_votes": "id,permalink,direction\n1,x,up\n",
}


def write(folder: Path, **changes: str) -> Path:
    """The tables as a folder with its list of checksums; those named are changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (FILES | changes).items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    said = (f"{name}.csv,{hashlib.sha256(content.encode()).hexdigest()}\n" for name, content in FILES.items())
    (folder / "checkfile.csv").write_text("filename,sha256\n" + "".join(said))
    return folder


def test_tables_are_recognised_by_their_columns_and_say_whose_they_are(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, recognised, pieces):
        assert (recognised.format, recognised.era, recognised.handle) == ("reddit", "2020-on", "lakelandparks")
        assert str(recognised.exported_at) == "2024-02-01 10:00:00+00:00"
        assert recognised.lists == (("comments", 2), ("posts", 3))
        assert recognised.doubts == ()
        assert [piece for piece in pieces if isinstance(piece, ListRead)] == [
            ListRead("comments", 2, 2),
            ListRead("posts", 3, 3),
        ]


def test_posts_and_comments_are_items_with_ids_of_their_own_kind(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    assert {each.id: (each.kind, each.text, each.reply_to) for each in items.values()} == {
        "post:1abc": ("post", 'Opening day #ParkAlert\n\nThe dock is "open",\nall day.', ""),
        "post:1abd": ("post", "A dock\n\nhttps://i.redd.it/dock.jpg", ""),
        "post:1abe": ("post", "Gone\n\n[removed]", ""),
        "comment:k1": ("comment", "Come early", "post:1abc"),
        "comment:1abc": ("reply", "Yes, it is", "comment:k0"),
    }
    opening = items["post:1abc"]
    assert (str(opening.created_at), opening.time_basis) == ("2024-01-12 17:29:56+00:00", "explicit-offset")
    assert (opening.author, opening.permalink, opening.hashtags) == (
        "lakelandparks",
        f"{SITE}/1abc/opening/",
        ("ParkAlert",),
    )
    assert [each.address for each in items["post:1abd"].media] == ["https://i.redd.it/dock.jpg"]
    assert [each.address for each in items["comment:1abc"].media] == ["https://preview.redd.it/map.png?s=1"]
    assert (items["post:1abe"].deleted, items["post:1abe"].visibility) == (True, "removed")


def test_the_address_from_which_something_was_written_is_in_no_item(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, _, pieces):
        items = b"".join(each.data for piece in pieces if isinstance(piece, ExportedItem) for each in piece.fragments)
        addresses = [piece.data for piece in pieces if isinstance(piece, Residue) and piece.part == "ip-addresses"]
    assert b"192.0.2" not in items
    assert sorted(filter(None, addresses)) == [b"192.0.2.1"] * 4 + [b"192.0.2.2"] * 4
    assert_conserved(tmp_path)


def test_rows_of_headers_belong_to_their_item(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    assert {fragment.member.base for fragment in items["post:1abd"].fragments} == {"posts.csv", "post_headers.csv"}
    assert residue_of(tmp_path) == {
        "account": ["statistics.csv"],
        "checksums": ["checkfile.csv"],
        "direct-messages": ["messages.csv"],
        "login": ["ip_logs.csv"],
        "votes": ["post_votes.csv"],
    }


def test_a_header_without_its_item_is_told(tmp_path: Path) -> None:
    write(tmp_path, comments="".join(COMMENTS.splitlines(keepends=True)[:2]))
    with reading(tmp_path) as (_, _, pieces):
        assert ListRead("comments", 1, 2) in pieces
        parts = [piece.data for piece in pieces if isinstance(piece, Residue) and piece.part == "headers-without-items"]
    assert len(parts) == 1
    assert (parts[0] or b"").startswith(b"1abc,")
    assert remarks_of(tmp_path) == {"files whose checksum is another than checkfile.csv says": 1}
    assert_conserved(tmp_path)


def test_a_file_that_the_list_of_checksums_names_and_that_is_not_there_is_a_doubt(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "posts.csv").unlink()
    with reading(tmp_path) as (_, recognised, _):
        assert [(each.reason, each.count) for each in recognised.doubts] == [("missing-parts", 1)]


def test_broken_rows_are_residue_and_reported(tmp_path: Path) -> None:
    write(tmp_path, posts=POSTS + "too,few\n" + "!,x,2024-01-12 17:29:56 UTC,1,l,0,t,,b\n" + 'x,"never closed')
    assert len(items_of(tmp_path)) == 5
    assert remarks_of(tmp_path)["objects of an unknown shape in posts.csv"] == 3
    assert_conserved(tmp_path)


def test_a_moment_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    write(tmp_path, posts=POSTS.replace("2024-01-13 08:00:00 UTC", "13.1.2024"))
    assert items_of(tmp_path)["post:1abd"].created_at is None
    assert remarks_of(tmp_path)["posts and comments without a moment that can be read"] == 1


def test_an_export_without_headers_and_checksums_declares_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    for name in ("post_headers", "comment_headers", "checkfile", "statistics", "posts"):
        (tmp_path / f"{name}.csv").unlink()
    with reading(tmp_path) as (_, recognised, _):
        assert (recognised.lists, recognised.handle) == ((), "")
        assert recognised.kinds == frozenset(("comment", "reply"))


def test_other_tables_are_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("id,permalink,date,subreddit,title\n")
    (tmp_path / "votes.csv").write_text("id,permalink,direction\n")
    with open_export([tmp_path]) as export:
        assert recognise(export.members, export.open) is None


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (b"a,b,c\r\n", [b"a", b"b", b"c"]),
        (b'"a,""b""\n",,c', [b'"a,""b""\n"', b"", b"c"]),
        (b"\n", [b""]),
        (b",\n", [b"", b""]),
        (b'"a', [b""]),
    ],
)
def test_the_places_of_cells_are_those_of_the_row(row: bytes, cells: list[bytes]) -> None:
    assert [row[start:end] for start, end in cell_places(row)] == cells
