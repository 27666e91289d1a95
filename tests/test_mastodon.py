"""Archives of Mastodon: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.exports.pieces import ExportedItem, Residue
from records_portal.exports.slices.json_slices import elements
from records_portal.exports.slices.markup_text import hashtags_in, text_of_markup
from tests import exports_mastodon as archive
from tests.exports_x import tar_of, zip_of
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of


@pytest.fixture
def items(tmp_path: Path) -> dict[str, ExportedItem]:
    return items_of(archive.write(tmp_path))


def test_the_archive_is_recognised_with_its_handle_and_declared_count(tmp_path: Path) -> None:
    with reading(archive.write(tmp_path)) as (_, recognised, _):
        assert (recognised.format, recognised.era, recognised.handle) == ("mastodon", "2018-on", "parks")
        assert (recognised.declared, recognised.platforms) == (6, frozenset({"mastodon"}))
        assert "replies by others" in recognised.lacks


def test_kinds_are_told_apart_and_a_direct_message_is_none_of_them(items: dict[str, ExportedItem]) -> None:
    assert {each.id: each.kind for each in items.values()} == {
        archive.POST: "post",
        archive.THREAD: "reply",
        archive.POLL: "post",
        archive.BOOST: "repost",
        archive.WARNED: "post",
    }


def test_text_is_that_of_the_markup_with_whole_addresses(items: dict[str, ExportedItem]) -> None:
    post = items[archive.POST]
    assert post.text == archive.TEXT
    assert (post.hashtags, post.language, post.author) == (("ParkAlert",), "en", "parks")
    assert post.permalink == "https://social.lakeland.example/@parks/110299699675136000"
    assert (str(post.created_at), post.time_basis) == ("2023-05-02 15:04:11+00:00", "explicit-offset")


def test_a_poll_shows_its_choices_and_a_warning_stands_before_its_text(items: dict[str, ExportedItem]) -> None:
    assert items[archive.POLL].text == "Which day?\n\n- Friday\n- Sunday <all day>"
    assert items[archive.WARNED].text == "Wildlife <injured>\n\nThe photograph."


def test_media_are_found_behind_the_servers_prefix_or_missing(items: dict[str, ExportedItem]) -> None:
    media = items[archive.POST].media
    assert [(each.state, each.description) for each in media] == [("found", "A dock at dawn"), ("missing", "")]
    assert media[0].member is not None
    assert media[0].member.name == "media_attachments/files/109/001/original/dock.png"


def test_an_edited_post_dates_as_late_as_its_last_change(items: dict[str, ExportedItem]) -> None:
    item = items[archive.WARNED]
    assert (item.edited, str(item.created_at)) == (True, "2023-05-06 08:00:00+00:00")
    assert str(item.latest_at) == "2023-06-01 12:00:00+00:00"
    assert not items[archive.POST].edited


def test_a_boost_has_no_text_and_says_what_it_boosts(items: dict[str, ExportedItem]) -> None:
    boost = items[archive.BOOST]
    assert (boost.text, boost.permalink) == ("", "")
    assert boost.repost_of == "https://other.example/users/fire/statuses/110309000000000000"
    assert boost.repost_author == "fire@other.example"


def test_a_reply_to_the_accounts_own_post_is_a_thread(items: dict[str, ExportedItem]) -> None:
    assert items[archive.THREAD].reply_to == archive.POST
    assert items[archive.THREAD].reply_to_account == items[archive.THREAD].account_id == archive.ACTOR


def test_visibility_is_by_whom_a_post_is_addressed_to(items: dict[str, ExportedItem]) -> None:
    assert {each.id: each.visibility for each in items.values() if each.visibility} == {
        archive.POST: "public",
        archive.THREAD: "public",
        archive.POLL: "followers",
        archive.WARNED: "unlisted",
    }


def test_direct_messages_and_their_media_are_residue_of_their_own(tmp_path: Path) -> None:
    archive.write(tmp_path)
    assert residue_of(tmp_path) == {
        "account": ["actor.json", "avatar.png"],
        "bookmarks": ["bookmarks.json"],
        "direct-messages": ["media_attachments/files/109/003/original/private.png"],
        "likes": ["likes.json"],
        "orphan-media": ["media_attachments/files/109/004/original/nobody.png"],
    }
    with reading(tmp_path) as (_, _, pieces):
        stretches = [each for each in pieces if getattr(each, "part", "") == "direct-messages"]
    assert b"Only for you" in stretches[0].data  # type: ignore[union-attr, operator]
    assert not any(
        b"Only for you" in part.data for each in pieces if isinstance(each, ExportedItem) for part in each.fragments
    )


@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_every_form_gives_the_same_items_and_every_byte_is_an_items_or_residue(tmp_path: Path, pack: Any) -> None:
    folder = archive.write(tmp_path / "archive")
    packed = pack(folder, tmp_path / "archive.tar.gz")
    assert items_of(packed).keys() == items_of(folder).keys()
    assert remarks_of(packed) == {}
    assert_conserved(packed)


def test_a_top_folder_a_mark_and_line_breaks_change_nothing(tmp_path: Path) -> None:
    plain = items_of(archive.write(tmp_path / "plain"))
    inner = archive.write(tmp_path / "outer/archive-20230601")
    value = json.loads((inner / "outbox.json").read_text())
    (inner / "outbox.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(value, indent=1).replace("\n", "\r\n").encode())
    (tmp_path / "outer/__MACOSX").mkdir()
    (tmp_path / "outer/__MACOSX/._outbox.json").write_bytes(b"\0")
    other = items_of(tmp_path / "outer")
    assert {each.id: each.text for each in other.values()} == {each.id: each.text for each in plain.values()}
    assert other[archive.POST].media[0].state == "found"
    assert_conserved(tmp_path / "outer")


STRANGE: list[Any] = [
    17,
    {"type": "Create", "object": {"id": "javascript:alert(1)", "content": "x"}},
    {"type": "Create", "object": {"id": archive.POST, "content": ["x"]}},
    {"type": "Announce", "id": archive.BOOST, "object": None},
    {"type": "Undo", "object": archive.POST},
    {"type": "Create", "object": archive.POST},
]


def test_activities_of_an_unknown_shape_are_residue_and_reported(tmp_path: Path) -> None:
    archive.write(tmp_path, [*archive.activities(), *STRANGE])
    assert remarks_of(tmp_path) == {"objects of an unknown shape in outbox.json": 6}
    assert len(items_of(tmp_path)) == 5
    assert_conserved(tmp_path)


def test_an_archive_that_breaks_off_keeps_its_end_as_residue(tmp_path: Path) -> None:
    path = archive.write(tmp_path) / "outbox.json"
    path.write_bytes(path.read_bytes()[:-100])
    assert remarks_of(tmp_path) == {"objects of an unknown shape in outbox.json": 1}
    assert len(items_of(tmp_path)) == 4
    assert_conserved(tmp_path)


def test_an_address_whose_number_contradicts_the_written_moment_is_reported(tmp_path: Path) -> None:
    archive.write(tmp_path, [archive.create(archive.note(archive.POST, "2023-05-01T00:00:00Z", "<p>x</p>"))])
    assert str(items_of(tmp_path)[archive.POST].latest_at) == "2023-05-02 15:04:11+00:00"
    assert remarks_of(tmp_path) == {"posts whose id carries another moment than the one written": 1}


@pytest.mark.parametrize("published", ["9999-12-31T23:59:59-23:59", "yesterday", "2023-05-02T15:04:11", None, 7])
def test_a_moment_that_cannot_be_meant_is_taken_from_the_address(tmp_path: Path, published: object) -> None:
    post = archive.note(archive.POST, "", "<p>x</p>") | {"published": published}
    archive.write(tmp_path, [archive.create(post)])
    item = items_of(tmp_path)[archive.POST]
    assert (str(item.created_at), item.time_basis) == ("2023-05-02 15:04:11+00:00", "calibrated")


LISTS = st.lists(st.none() | st.integers() | st.text(max_size=6) | st.just({"orderedItems": [1]}), max_size=5)


@given(LISTS, st.integers(1, 40), st.sampled_from(["", ',"totalItems":2', ', "first" : [3]']))
def test_a_list_below_a_key_is_cut_into_its_elements_wherever_a_piece_that_was_read_ends(
    values: list[Any], piece: int, after: str
) -> None:
    data = f'{{"totalItems":1,"orderedItems": {json.dumps(values)}{after}}}\n'.encode()
    slices = list(elements(io.BytesIO(data), piece, below="orderedItems"))
    assert b"".join(each.data for each in slices) == data
    assert [each.value for each in slices if each.element] == values
    assert any(each.broken for each in slices) == bool(after)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ('see <a href="https://parks.lakeland.example/x">here</a>', "see here (https://parks.lakeland.example/x)"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("a < b &lt;c&gt; &amp;amp;", "a < b <c> &amp;"),
        ("x<script>alert(1)</script>y<!-- z -->!", "xy!"),
        ('<img src=x alt=":tree:">', ":tree:"),
        ("<p>never closed", "never closed"),
        ("<!-- never closed <p>", "<!-- never closed <p>"),
    ],
)
def test_markup_becomes_the_text_that_people_read(markup: str, text: str) -> None:
    assert text_of_markup(markup) == text


@given(st.text(alphabet="<>/!-ap \"'=&;#x\n", max_size=60))
def test_any_markup_gives_text(markup: str) -> None:
    assert isinstance(text_of_markup(markup), str)


@pytest.mark.parametrize("start", ["<a ", "<!--", "</", "<!", "&", '<a href="', "<p>"])
def test_markup_is_read_in_one_pass(start: str) -> None:
    assert isinstance(text_of_markup(start * 200_000), str)


def test_hashtags_are_words_and_neither_numbers_nor_addresses() -> None:
    assert hashtags_in("#Park_2 and #Park_2, #7 a#b https://x.example/#c (#Élan)") == ("Park_2", "Élan")


def test_lists_beside_the_archive_are_blocked_and_muted_accounts(tmp_path: Path) -> None:
    archive.write(tmp_path)
    (tmp_path / "blocked_accounts.csv").write_text("spammer@elsewhere.example\nlocal_troll\n")
    (tmp_path / "muted_accounts.csv").write_text("Account address,Hide notifications\nloud@elsewhere.example,true\n")
    (tmp_path / "blocked_domains.csv").write_text("bad.example\n?? no server ??\n")
    with reading(tmp_path) as (_, _, pieces):
        found = {
            each.id: (each.kind, each.text)
            for each in pieces
            if isinstance(each, ExportedItem) and each.kind in ("block", "mute")
        }
        framing = [each for each in pieces if isinstance(each, Residue) and each.member.base.endswith("accounts.csv")]
    assert found == {
        "block:spammer at elsewhere.example": ("block", "spammer@elsewhere.example"),
        "block:local_troll": ("block", "local_troll"),
        "mute:loud at elsewhere.example": ("mute", "loud@elsewhere.example"),
        "block:bad.example": ("block", "bad.example"),
    }
    assert {each.part for each in framing} == {"moderation-lists"}
    assert remarks_of(tmp_path)["list with entries that are no account or server: blocked_domains.csv"] == 1
    assert_conserved(tmp_path)
