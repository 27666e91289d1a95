"""Pages of Instagram's HTML exports: the same items as in JSON, with moments whose zone must be proven."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import exports_instagram
from tests.test_instagram import items_of, residue_of, states
from tests.test_twitter import assert_conserved, reading, remarks_of

STORIES_PAGE = "your_instagram_activity/media/stories.html"


def test_html_gives_the_same_items_as_json(tmp_path: Path) -> None:
    pages = items_of(exports_instagram.write_html(tmp_path / "html"))
    lists = items_of(exports_instagram.write_2021(tmp_path / "json"))
    assert sorted(pages) == [
        "comment: Gates open at 8 🚣",
        "post: Café by the lake 🌲\nopen & free #PineLake",
        "post: Dock and boats, before and after",
        "post: Posted by mistake",
        "post: Welcome to Pine Lake",
        "story: 2841892438128197709.jpg",
    ]
    for name, each in pages.items():
        other = lists[name]
        assert other.created_at
        assert each.created_at == other.created_at.replace(second=0), name
        assert [medium.address for medium in each.media] == [medium.address for medium in other.media], name
        assert states(each) == states(other)
        assert (each.author, each.deleted, each.reply_to_account, each.hashtags) == (
            other.author, other.deleted, other.reply_to_account, other.hashtags,
        )  # fmt: skip


def test_json_and_html_handed_in_together_are_each_item_once(tmp_path: Path) -> None:
    lists = exports_instagram.write_2021(tmp_path / "json")
    pages = exports_instagram.write_html(tmp_path / "html")
    items = items_of(lists, pages)
    assert len(items) == 14
    assert [each.member.base for each in items["post: Welcome to Pine Lake"].fragments] == [
        "posts_1.json",
        "reels.json",
        "posts_1.html",
        "reels.html",
    ]
    assert items["post: Posted by mistake"].time_basis == "utc-by-format"
    assert_conserved(lists, pages)


def test_what_only_a_page_holds_is_an_item_beside_those_of_the_lists(tmp_path: Path) -> None:
    lists = exports_instagram.write_2021(tmp_path / "json")
    pages = exports_instagram.write_html(tmp_path / "html")
    exports_instagram.write_page(
        pages / STORIES_PAGE, "Stories", exports_instagram.story_block("x/a.jpg", "Jun 02, 2022 1:00 pm")
    )
    assert items_of(lists, pages)["story: a.jpg"].time_basis == "calibrated"
    assert len(items_of(lists, pages)) == 15
    assert_conserved(lists, pages)


def test_logins_prove_the_zone_of_the_pages(tmp_path: Path) -> None:
    with reading(exports_instagram.write_html(tmp_path)) as (_, recognised, _):
        assert (recognised.era, recognised.handle) == ("2021-on-html", "lakeland.parks")
        assert recognised.kinds == {"post", "story", "comment"}
    items = items_of(tmp_path)
    assert {each.time_basis for each in items.values()} == {"calibrated"}
    photo = items["post: Café by the lake 🌲\nopen & free #PineLake"]
    assert str(photo.created_at) == "2022-04-15 05:20:00+00:00"
    assert str(photo.latest_at) == "2022-04-15 05:20:59+00:00"
    assert remarks_of(tmp_path) == {}


def test_the_tag_of_a_caption_makes_no_difference(tmp_path: Path) -> None:
    older = items_of(exports_instagram.write_html(tmp_path / "div"))
    newer = items_of(exports_instagram.write_html(tmp_path / "h2", heading="h2"))
    assert list(older) == list(newer)


def test_the_id_of_a_story_proves_the_usual_zone(tmp_path: Path) -> None:
    items = items_of(exports_instagram.write_html(tmp_path, logins=False))
    assert {each.time_basis for each in items.values()} == {"calibrated"}
    assert str(items["comment: Gates open at 8 🚣"].created_at) == "2022-06-23 16:00:00+00:00"


def test_three_ids_prove_another_zone_which_may_be_a_summers(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path, logins=False)
    first, second = exports_instagram.OTHER_STORIES
    body = (
        exports_instagram.story_block(exports_instagram.STORY, "May 20, 2022 12:40 am")
        + exports_instagram.story_block(first, "May 08, 2022 10:53 am")
        + exports_instagram.story_block(second, "May 31, 2022 2:26 pm")
    )
    exports_instagram.write_page(tmp_path / STORIES_PAGE, "Stories", body)
    story = items_of(tmp_path)["story: 2841892438128197709.jpg"]
    assert (str(story.created_at), story.time_basis) == ("2022-05-19 22:40:00+00:00", "calibrated")
    assert str(story.latest_at) == "2022-05-19 23:40:59+00:00"


def test_a_zone_that_nothing_proves_is_assumed_and_counts_as_the_last_one(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path, logins=False)
    (tmp_path / STORIES_PAGE).unlink()
    items = items_of(tmp_path)
    photo = items["post: Café by the lake 🌲\nopen & free #PineLake"]
    assert photo.time_basis == "display-local-assumed"
    assert str(photo.created_at) == "2022-04-15 05:20:00+00:00"
    assert str(photo.latest_at) == "2022-04-15 09:20:59+00:00"
    assert remarks_of(tmp_path) == {"items whose zone is assumed: nothing in the export proves it": 5}


def test_logins_that_disagree_prove_nothing(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    path = tmp_path / "security_and_login_information/login_and_profile_creation/login_activity.html"
    path.write_text(path.read_text().replace("Jul 01, 2022 12:00 pm", "Jul 01, 2022 1:00 pm"))
    assert {each.time_basis for each in items_of(tmp_path).values()} == {"display-local-assumed"}


def test_pages_are_conserved_and_their_frames_are_residue(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    assert_conserved(tmp_path)
    assert residue_of(tmp_path) == {
        "account": ["personal_information.html"],
        "direct-messages": ["message_1.html"],
        "login": ["login_activity.html"],
        "viewer": ["Instagram-Logo.png", "start_here.html"],
    }


@pytest.mark.parametrize(
    ("page", "remark"),
    [
        ('<div class="new"><p>A caption</p><p>Oct 19, 2025 6:11 pm</p></div>', 1),
        ("<p>Nothing to see</p>", 0),
        ('<div class="_a6-g"></div>', 1),
    ],
)
def test_a_page_of_another_shape_is_reported_and_kept(tmp_path: Path, page: str, remark: int) -> None:
    exports_instagram.write_html(tmp_path)
    exports_instagram.write_page(tmp_path / STORIES_PAGE, "Stories", page)
    expected = {"objects of an unknown shape in stories.html": 1} if remark else {}
    assert remarks_of(tmp_path) == expected
    assert_conserved(tmp_path)


def test_a_block_without_a_moment_is_an_item_and_is_reported(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    exports_instagram.write_page(tmp_path / STORIES_PAGE, "Stories", exports_instagram.story_block("x/a.jpg", "soon"))
    story = items_of(tmp_path)["story: a.jpg"]
    assert (story.created_at, story.latest_at, story.time_basis) == (None, None, "unknown")
    assert remarks_of(tmp_path) == {"items without a moment that can be read": 1}


def test_the_moment_of_a_picture_is_never_that_of_its_post(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    body = exports_instagram.story_block("x/a.jpg", "soon").replace("fictional.birder", "Mar 01, 2022 1:00 pm")
    exports_instagram.write_page(tmp_path / STORIES_PAGE, "Stories", body)
    assert items_of(tmp_path)["story: a.jpg"].time_basis == "unknown"


def test_a_comment_of_the_first_pages_has_no_table(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    body = (
        '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_3-95 _2pim _a6-h _a6-i">fictional.angler'
        '</div><div class="_a6-p"><div><div>Pike!<br />Big ones</div><div>Jun 23, 2022, 8:02 AM</div></div></div></div>'
    )
    exports_instagram.write_page(tmp_path / "comments/post_comments.html", "Comments", body)
    comment = items_of(tmp_path)["comment: Pike!\nBig ones"]
    assert (comment.reply_to_account, str(comment.created_at)) == ("fictional.angler", "2022-06-23 16:02:00+00:00")


def test_a_repost_on_a_page_names_its_original(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    address = "https://www.instagram.com/p/Fictional02/"
    rows = "".join(
        f'<tr><td colspan="2" class="_2pin _a6_q">{label}<div><div>{value}</div></div></td></tr>'
        for label, value in (
            ("URL", f'<a target="_blank" href="{address}">{address}</a>'),
            ("Caption", "Burn ban"),
            ("URL", "https://www.instagram.com/lakeland.fire"),
            ("Username", "lakeland.fire"),
        )
    )
    body = (
        f'<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_a6-p"><table>{rows}</table></div>'
        '<div class="_3-94 _a6-o">Jun 23, 2025 8:02 am</div></div>'
    )
    exports_instagram.write_page(tmp_path / "your_instagram_activity/media/reposts.html", "Reposts", body)
    item = items_of(tmp_path)["repost: Burn ban"]
    assert (item.repost_of, item.repost_author, item.media) == (address, "lakeland.fire", ())


@pytest.mark.parametrize(
    "damage",
    [
        b'<div class="_a6-g">one<div class="_a6-g">two</div>',
        b'<div class="_a6-g"><div class="_a6-o">Apr 14, 2022 9:20 pm<div class="_a6-g">three',
        b'<!-- <div class="_a6-g"> --><div class=\'_a6-g\'><img src="posts_1.html"></div>\x00\xff<',
        b"<div class=_a6-g>" * 5000,
        b'<div class="_a6-g"><table>' + b'<tr><td class="_a6_q">' * 3000 + b"</table></div>",
        b'<script>"<div class=_a6-g>"</script><p>Apr 14, 2022 9:20 pm</p>',
    ],
)
def test_any_page_is_conserved(tmp_path: Path, damage: bytes) -> None:
    exports_instagram.write_html(tmp_path)
    (tmp_path / "your_instagram_activity/media/posts_2.html").write_bytes(damage)
    assert_conserved(tmp_path)


def test_what_a_page_says_is_text_and_never_markup(tmp_path: Path) -> None:
    exports_instagram.write_html(tmp_path)
    said = exports_instagram.block("&lt;b&gt; <script>alert(1)</script>&#064;all", [], "Apr 14, 2022 9:20 pm")
    exports_instagram.write_page(tmp_path / STORIES_PAGE, "Stories", said)
    assert "story: <b> @all" in items_of(tmp_path)
