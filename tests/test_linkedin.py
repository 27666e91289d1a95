"""A member's data from LinkedIn: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem
from tests.exports_x import zip_of
from tests.test_twitter import assert_conserved, reading, remarks_of, residue_of

SHARE = "urn:li:share:7345821825630208005"  # issued 2025-07-01 14:33:22 UTC
UGC = "urn:li:ugcPost:7170704596271104009"  # issued 2024-03-05 09:00:01 UTC
FEED = "https://www.linkedin.com/feed/update/"

SHARES = (
    "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\r\n"
    f"2025-07-01 14:33:22,{FEED}urn%3Ali%3Ashare%3A7345821825630208005,"
    '"Opening day at ""Pine Lake"" ""\n""""\n""Details below #ParkAlert""\n""",'
    "https://parks.lakeland.example/opening,,MEMBER_NETWORK\r\n"
    f"2024-03-05 09:00:01,{FEED}urn%3Ali%3AugcPost%3A7170704596271104009,"
    "A dock at dawn,,https://media.linkedin.example/dms/dock.jpg,MEMBER_NETWORK\r\n"
)
COMMENTS = (
    "Date,Link,Message\n"
    f'2024-03-06 10:00:00,{FEED}urn%3Ali%3AugcPost%3A7170704596271104009,"We said \\"open\\",\nand it is"\n'
    f"2024-03-07 11:30:00,{FEED}urn%3Ali%3Aactivity%3A7170704596271104111?commentUrn=urn%3Ali%3Acomment%3A%28activity"
    "%3A7170704596271104111%2C7171000000000000001%29,Thank you\n"
)
REPOSTS = f"Date,Link\n2024-03-08 12:00:00,{FEED}urn%3Ali%3Ashare%3A7171000000000000002\n"


def write(folder: Path, **changes: str | bytes) -> Path:
    """The tables as a folder; those named are changed."""
    files: dict[str, str | bytes] = {
        "Shares": SHARES,
        "Comments": COMMENTS,
        "InstantReposts": REPOSTS,
        "Profile": "First Name,Last Name,Headline\nMilo,Archer,Ranger (fictional)\n",
        "messages": "CONVERSATION ID,FROM,CONTENT\n1,Milo Archer,Hello\n",
        "Connections": 'Notes:\n"Some addresses may be missing"\n\nFirst Name,Last Name\nRuth,Calloway\n',
        "Reactions": "Date,Type,Link\n2024-03-05 09:00:01,LIKE,https://www.linkedin.com/x\n",
        "Ad_Targeting": "Member Age\n35-54\n",
        "Logins": "Login Date,IP Address\n2024-03-05,192.0.2.1\n",
        "Skills": "Name\nForestry\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files | changes).items():
        (folder / f"{name}.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def items_of(*paths: Path) -> list[ExportedItem]:
    with reading(*paths) as (_, _, pieces):
        return [piece for piece in pieces if isinstance(piece, ExportedItem)]


def by_text(*paths: Path) -> dict[str, ExportedItem]:
    return {each.text.split("\n")[0]: each for each in items_of(*paths)}


def test_the_tables_are_recognised_by_their_columns(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, recognised, _):
        assert (recognised.format, recognised.account_id, recognised.declared) == ("linkedin", "", None)
        assert "posts of company pages" in recognised.lacks


def test_a_share_has_its_line_breaks_its_own_quotation_marks_and_the_link_that_it_shares(tmp_path: Path) -> None:
    share = {each.id: each for each in items_of(write(tmp_path))}[SHARE]
    assert share.text == (
        'Opening day at "Pine Lake" \n\nDetails below #ParkAlert\n\nhttps://parks.lakeland.example/opening'
    )
    assert (share.kind, share.author, share.hashtags) == ("post", "Milo Archer", ("ParkAlert",))
    assert share.permalink == f"{FEED}urn%3Ali%3Ashare%3A7345821825630208005"
    assert (str(share.created_at), share.time_basis) == ("2025-07-01 14:33:22+00:00", "utc-by-format")
    assert share.visibility == "member-network"


def test_a_fragment_is_the_row_with_its_quoted_line_breaks(tmp_path: Path) -> None:
    share = {each.id: each for each in items_of(write(tmp_path))}[SHARE]
    fragment = share.fragments[0]
    assert (fragment.member.name, fragment.offset) == ("Shares.csv", 62)
    assert fragment.data.startswith(b"2025-07-01 14:33:22,https://")
    assert fragment.data.endswith(b",MEMBER_NETWORK\r\n")


def test_media_are_known_by_their_address_only(tmp_path: Path) -> None:
    share = {each.id: each for each in items_of(write(tmp_path))}[UGC]
    assert [(each.state, each.address) for each in share.media] == [
        ("remote", "https://media.linkedin.example/dms/dock.jpg")
    ]


def test_comments_are_read_with_backslashes_and_reply_to_their_post(tmp_path: Path) -> None:
    comment = by_text(write(tmp_path))['We said "open",']
    assert comment.text == 'We said "open",\nand it is'
    assert (comment.id, comment.kind, comment.reply_to, comment.permalink) == ("", "comment", UGC, "")


def test_a_comment_whose_address_names_it_has_that_id(tmp_path: Path) -> None:
    comment = by_text(write(tmp_path))["Thank you"]
    assert comment.id == "urn:li:comment:activity:7170704596271104111:7171000000000000001"
    assert comment.reply_to == "urn:li:activity:7170704596271104111"
    assert "commentUrn=" in comment.permalink


def test_a_plain_repost_says_what_it_reposts(tmp_path: Path) -> None:
    repost = next(each for each in items_of(write(tmp_path)) if each.kind == "repost")
    assert (repost.id, repost.text, repost.repost_of) == ("", "", "urn:li:share:7171000000000000002")


def test_comments_in_the_common_dialect_are_read_too(tmp_path: Path) -> None:
    rows = f'Date,Link,Message\n2024-03-06 10:00:00,{FEED}urn%3Ali%3AugcPost%3A7170704596271104009,"a ""b"", c"\n'
    assert 'a "b", c' in by_text(write(tmp_path, Comments=rows))
    assert remarks_of(tmp_path) == {}


def test_what_no_item_owns_is_in_named_parts(tmp_path: Path) -> None:
    assert residue_of(write(tmp_path)) == {
        "account": ["Profile.csv"],
        "advertising": ["Ad_Targeting.csv"],
        "contacts": ["Connections.csv"],
        "direct-messages": ["messages.csv"],
        "login": ["Logins.csv"],
        "other-files": ["Skills.csv"],
        "reactions": ["Reactions.csv"],
    }


def test_every_byte_is_an_items_or_residue(tmp_path: Path) -> None:
    assert_conserved(write(tmp_path / "plain"))
    marked = write(tmp_path / "marked/top", Shares="\ufeff" + SHARES + "\r\n\r\n")
    packed = zip_of(marked.parent, tmp_path / "linkedin.zip")
    assert len(items_of(packed)) == 5
    assert remarks_of(packed) == {}
    assert_conserved(packed)


def test_rows_of_an_unknown_shape_are_residue_and_reported(tmp_path: Path) -> None:
    strange = "too,few\r\n,,,,,\r\n2024-01-01,nowhere,,,,\r\n" + '2024-01-01,"never closed'
    write(tmp_path, Shares=SHARES + strange, Comments=COMMENTS.encode() + b"2024-01-01,x,\xff\n")
    assert remarks_of(tmp_path) == {
        "objects of an unknown shape in Comments.csv": 1,
        "objects of an unknown shape in Shares.csv": 3,
    }
    assert len(items_of(tmp_path)) == 5
    assert_conserved(tmp_path)


def test_an_id_that_contradicts_the_written_moment_is_reported_and_the_later_counts(tmp_path: Path) -> None:
    write(tmp_path, Shares=SHARES.replace("2025-07-01 14:33:22", "2025-06-30 14:33:22"))
    share = {each.id: each for each in items_of(tmp_path)}[SHARE]
    assert str(share.latest_at) == "2025-07-01 14:33:22+00:00"
    assert remarks_of(tmp_path) == {"posts whose id carries another moment than the one written": 1}


@pytest.mark.parametrize("written", ["", "01/07/2025", "2025-07-01T14:33:22+02:00", "9999-99-99 00:00:00"])
def test_a_moment_that_is_not_in_the_formats_form_is_taken_from_the_id(tmp_path: Path, written: str) -> None:
    write(tmp_path, Shares=SHARES.replace("2025-07-01 14:33:22", written))
    share = {each.id: each for each in items_of(tmp_path)}[SHARE]
    assert (str(share.created_at), share.time_basis) == ("2025-07-01 14:33:22+00:00", "calibrated")


def test_tables_of_something_else_are_not_recognised(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("Date,Link,Message\n2024-01-01,x,y\n")
    with open_export([tmp_path]) as export:
        assert recognise(export.members, export.open) is None


ARTICLE = (
    "<html><head><title>Why the lake is low</title><style>body { margin: 0 }</style></head><body>"
    '<img src="https://media.licdn.example/cover01" alt="" title="" />'
    '<h1><a href="https://www.linkedin.com/pulse/why-lake-low-milo-archer-ab1">Why the lake is low</a></h1>'
    '<p class="created">Created on 2025-07-01 00:06</p>\n<p class="published">Published on 2025-07-01 20:09</p>'
    "<div><p>It rained <strong>too little</strong>.</p><h3>What now</h3><p>Wait for May. #PineLake</p></div>"
    "</body></html>"
)


def test_a_published_article_is_an_item_that_can_date_from_any_places_clock(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "Articles/Articles").mkdir(parents=True)
    (tmp_path / "Articles/Articles/why-lake-low.html").write_text(ARTICLE)
    draft = ARTICLE.replace('<p class="published">Published on 2025-07-01 20:09</p>', "").replace("ab1", "ab2")
    (tmp_path / "Articles/Articles/draft.html").write_text(draft)
    (item,) = [each for each in items_of(tmp_path) if each.kind == "article"]
    assert (item.id, item.permalink) == (
        "article:why-lake-low-milo-archer-ab1", "https://www.linkedin.com/pulse/why-lake-low-milo-archer-ab1",
    )  # fmt: skip
    assert item.text == "Why the lake is low\n\nIt rained too little.\n\nWhat now\n\nWait for May. #PineLake"
    assert (str(item.earliest_at), str(item.latest_at)) == ("2025-07-01 06:09:00+00:00", "2025-07-02 08:09:59+00:00")
    assert (item.time_basis, item.author, item.hashtags) == ("display-local-assumed", "Milo Archer", ("PineLake",))
    assert [(each.state, each.address) for each in item.media] == [("remote", "https://media.licdn.example/cover01")]
    assert residue_of(tmp_path)["articles"] == ["Articles/Articles/draft.html"]
    assert_conserved(tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<p>no article",
        ARTICLE.replace("2025-07-01 20:09", "2025-17-01 20:09"),
        '<p class="published">' + "a" * 10**6,
    ],
)
def test_any_other_page_among_the_articles_is_residue(tmp_path: Path, page: str) -> None:
    write(tmp_path)
    (tmp_path / "Articles").mkdir()
    (tmp_path / "Articles/page.html").write_text(page)
    assert not [each for each in items_of(tmp_path) if each.kind == "article"]
    assert residue_of(tmp_path)["articles"] == ["Articles/page.html"]
    assert_conserved(tmp_path)
