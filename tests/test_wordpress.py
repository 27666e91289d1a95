"""Exports of WordPress: each value as it must come out, nothing of a commenter's address in an item, each byte once."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem, Residue
from records_portal.register.findings import Refusal
from tests.test_twitter import assert_conserved, items_of, reading, remarks_of, residue_of

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.5" created="2024-05-03 10:00" -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
	<title>Lakeland Parks</title>
	<link>https://blog.lakeland.example</link>
	<pubDate>Fri, 03 May 2024 10:00:00 +0000</pubDate>
	<language>en-US</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>https://blog.lakeland.example</wp:base_site_url>
	<wp:base_blog_url>https://blog.lakeland.example</wp:base_blog_url>
	<wp:author><wp:author_login><![CDATA[ruth]]></wp:author_login>
	<wp:author_email><![CDATA[ruth@lakeland.example]]></wp:author_email></wp:author>
"""
TAIL = "</channel>\n</rss>\n"
COMMENT = """<wp:comment>
			<wp:comment_id>31</wp:comment_id>
			<wp:comment_author><![CDATA[Milo &amp; Ada]]></wp:comment_author>
			<wp:comment_author_email>milo@home.example</wp:comment_author_email>
			<wp:comment_author_IP><![CDATA[192.0.2.7]]></wp:comment_author_IP>
			<wp:comment_date><![CDATA[2024-05-01 09:00:00]]></wp:comment_date>
			<wp:comment_date_gmt><![CDATA[2024-05-01 13:00:00]]></wp:comment_date_gmt>
			<wp:comment_content><![CDATA[Is the <em>dock</em> open?]]></wp:comment_content>
			<wp:comment_approved><![CDATA[1]]></wp:comment_approved>
			<wp:comment_type><![CDATA[comment]]></wp:comment_type>
			<wp:comment_parent>0</wp:comment_parent>
			<wp:commentmeta><wp:meta_key>akismet_as_submitted</wp:meta_key>
			<wp:meta_value><![CDATA[milo@home.example]]></wp:meta_value></wp:commentmeta>
		</wp:comment>"""
ANSWER = """<wp:comment><wp:comment_id>32</wp:comment_id><wp:comment_author>ruth</wp:comment_author>
			<wp:comment_date_gmt>2024-05-01 14:00:00</wp:comment_date_gmt><wp:comment_content>Yes.</wp:comment_content>
			<wp:comment_approved>0</wp:comment_approved><wp:comment_parent>31</wp:comment_parent></wp:comment>"""


def post(number: int, **values: str) -> str:
    """One element; `extra` stands at its end as it is, everything else replaces a value."""
    written = {
        "title": "The dock",
        "link": f"https://blog.lakeland.example/?p={number}",
        "pubDate": "Wed, 01 May 2024 12:30:00 +0000",
        "content": "<p>It is open.</p>",
        "excerpt": "",
        "date": "2024-05-01 08:30:00",
        "gmt": "2024-05-01 12:30:00",
        "modified": "2024-05-01 12:30:00",
        "status": "publish",
        "parent": "0",
        "type": "post",
        "password": "",
        "extra": "",
    } | values
    return f"""<item>
		<title><![CDATA[{written["title"]}]]></title>
		<link>{written["link"]}</link>
		<pubDate>{written["pubDate"]}</pubDate>
		<dc:creator><![CDATA[ruth]]></dc:creator>
		<guid isPermaLink="false">https://blog.lakeland.example/?p={number}</guid>
		<content:encoded><![CDATA[{written["content"]}]]></content:encoded>
		<excerpt:encoded><![CDATA[{written["excerpt"]}]]></excerpt:encoded>
		<wp:post_id>{number}</wp:post_id>
		<wp:post_date><![CDATA[{written["date"]}]]></wp:post_date>
		<wp:post_date_gmt><![CDATA[{written["gmt"]}]]></wp:post_date_gmt>
		<wp:post_modified_gmt><![CDATA[{written["modified"]}]]></wp:post_modified_gmt>
		<wp:status><![CDATA[{written["status"]}]]></wp:status>
		<wp:post_parent>{written["parent"]}</wp:post_parent>
		<wp:post_type><![CDATA[{written["type"]}]]></wp:post_type>
		<wp:post_password><![CDATA[{written["password"]}]]></wp:post_password>
		{written["extra"]}
	</item>
"""


def attachment(number: int, parent: int = 0, name: str = "dock.jpg", title: str = "The dock") -> str:
    address = f"https://blog.lakeland.example/wp-content/uploads/2024/05/{name}"
    words = "<wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A dock</wp:meta_value>"
    extra = f"<wp:attachment_url><![CDATA[{address}]]></wp:attachment_url><wp:postmeta>{words}</wp:postmeta>"
    return post(number, type="attachment", status="inherit", parent=str(parent), content="", extra=extra, title=title)


EXPORT = (
    HEAD
    + post(5, extra=f'<category domain="post_tag" nicename="docks"><![CDATA[Docks]]></category>\n{COMMENT}\n{ANSWER}')
    + post(6, type="page", title="About us", content="<h2>Hours</h2>Nine to five.", modified="2024-05-02 07:00:00")
    + post(7, status="draft", gmt="0000-00-00 00:00:00", date="2024-05-02 09:00:00", modified="0000-00-00 00:00:00",
           pubDate="Wed, 30 Nov -0001 00:00:00 +0000", title="Plans")
    + post(8, password="sesame", title="For staff", content="Staff only")
    + post(9, status="trash", title="Thrown away", content="")
    + attachment(10, parent=5)
    + attachment(11, name="map.pdf", title="A map")
    + post(12, type="nav_menu_item", title="Menu")
    + post(13, type="feedback", title="milo@home.example", content="My complaint")
    + TAIL
)  # fmt: skip


def write(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files or {"lakeland.WordPress.2024-05-03": EXPORT}).items():
        (folder / f"{name}.xml").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_an_export_is_recognised_by_the_words_of_wordpress(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, recognised, _):
        assert (recognised.format, recognised.era) == ("wordpress", "wxr-1-2")
        assert recognised.account_name == "https://blog.lakeland.example"
        assert str(recognised.exported_at) == "2024-05-03 10:00:00+00:00"
        assert (recognised.declared, recognised.platforms) == (None, frozenset())


def test_posts_pages_comments_and_loose_files_are_items(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    assert {each.id: (each.kind, each.visibility, each.text) for each in items.values()} == {
        "post:5": ("post", "public", "The dock\n\nIt is open."),
        "comment:31": ("comment", "public", "Is the dock open?"),
        "comment:32": ("comment", "pending", "Yes."),
        "post:6": ("page", "public", "About us\n\nHours\n\nNine to five."),
        "post:7": ("post", "draft", "Plans\n\nIt is open."),
        "post:8": ("post", "password", "For staff\n\nStaff only"),
        "post:9": ("post", "trash", "Thrown away"),
        "post:11": ("post", "public", "A map"),
    }
    assert [each.id for each in items.values() if each.deleted] == ["post:9"]
    assert items["post:5"].hashtags == ("Docks",)
    assert (items["post:5"].author, items["post:5"].language) == ("ruth", "en-US")
    assert_conserved(tmp_path)


def test_a_comment_answers_a_post_or_a_comment_and_has_its_place_on_the_page(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    comment, answer = items["comment:31"], items["comment:32"]
    assert (comment.author, comment.reply_to) == ("Milo & Ada", "post:5")
    assert comment.permalink == "https://blog.lakeland.example/?p=5#comment-31"
    assert (answer.author, answer.reply_to) == ("ruth", "comment:31")
    assert str(comment.created_at) == "2024-05-01 13:00:00+00:00"


def test_no_address_of_a_commenter_and_no_password_is_in_an_item(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, _, pieces):
        items = [piece for piece in pieces if isinstance(piece, ExportedItem)]
        whole = b"".join(fragment.data for item in items for fragment in item.fragments)
        private = b"".join(
            piece.data or b"" for piece in pieces if isinstance(piece, Residue) and piece.part == "personal-particulars"
        )
    for secret in (b"milo@home.example", b"192.0.2.7", b"sesame", b"akismet"):
        assert secret not in whole
        assert secret in private
    assert b"Is the <em>dock</em> open?" in whole


def test_a_post_dates_from_its_last_change_at_the_latest(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    assert (items["post:6"].edited, str(items["post:6"].latest_at)) == (True, "2024-05-02 07:00:00+00:00")
    assert (items["post:5"].edited, str(items["post:5"].latest_at)) == (False, "2024-05-01 12:30:00+00:00")
    assert items["post:5"].time_basis == "utc-by-format"


def test_a_draft_without_a_moment_dates_by_the_clock_of_the_site_or_not_at_all(tmp_path: Path) -> None:
    draft = items_of(write(tmp_path / "clock"))["post:7"]
    assert (draft.time_basis, str(draft.earliest_at), str(draft.latest_at)) == (
        "display-local-assumed",
        "2024-05-01 19:00:00+00:00",
        "2024-05-02 21:00:00+00:00",
    )
    never = post(7, status="draft", gmt="0000-00-00 00:00:00", date="0000-00-00 00:00:00", modified="", pubDate="")
    draft = items_of(write(tmp_path / "never", export=HEAD + never + TAIL))["post:7"]
    assert (draft.created_at, draft.latest_at, draft.time_basis) == (None, None, "unknown")
    printed = post(7, gmt="0000-00-00 00:00:00", date="", modified="", pubDate="Thu, 02 May 2024 08:00:00 -0400")
    item = items_of(write(tmp_path / "printed", export=HEAD + printed + TAIL))["post:7"]
    assert (str(item.created_at), item.time_basis) == ("2024-05-02 12:00:00+00:00", "explicit-offset")


def test_an_attachment_is_a_medium_of_its_post_and_its_element_a_fragment(tmp_path: Path) -> None:
    items = items_of(write(tmp_path))
    (medium,) = items["post:5"].media
    assert (medium.state, medium.description) == ("remote", "A dock")
    assert medium.address == "https://blog.lakeland.example/wp-content/uploads/2024/05/dock.jpg"
    assert any(b"dock.jpg" in fragment.data for fragment in items["post:5"].fragments)
    assert [each.address[-7:] for each in items["post:11"].media] == ["map.pdf"]


def test_files_beside_the_export_are_found_and_others_are_orphans(tmp_path: Path) -> None:
    folder = write(tmp_path)
    uploads = folder / "wp-content/uploads/2024/05"
    uploads.mkdir(parents=True)
    (uploads / "dock.jpg").write_bytes(b"a dock")
    (uploads / "gone.jpg").write_bytes(b"nobody's")
    items = items_of(folder)
    assert [each.state for each in items["post:5"].media] == ["found"]
    assert residue_of(folder) == {"orphan-media": ["wp-content/uploads/2024/05/gone.jpg"]}
    assert_conserved(folder)


def test_pictures_in_a_text_are_media_and_smaller_copies_are_not(tmp_path: Path) -> None:
    top = "https://blog.lakeland.example/wp-content/uploads/2024/05/"
    text = (
        f'<img class="x" src="{top}dock-300x200.jpg" /><img src=\'https://elsewhere.example/a-20x20.png\'><img src="x">'
    )
    folder = write(tmp_path, export=HEAD + post(5, content=text) + attachment(10, parent=5) + TAIL)
    assert [each.address for each in items_of(folder)["post:5"].media] == [
        f"{top}dock.jpg",
        "https://elsewhere.example/a-20x20.png",
    ]


def test_several_files_are_one_export_and_an_attachment_finds_its_post_in_another(tmp_path: Path) -> None:
    folder = write(tmp_path, one=HEAD + attachment(10, parent=5) + TAIL, two=HEAD + post(5) + TAIL)
    items = items_of(folder)
    assert (list(items), len(items["post:5"].media)) == (["post:5"], 1)
    assert {fragment.member.base for fragment in items["post:5"].fragments} == {"one.xml", "two.xml"}
    assert_conserved(folder)


def test_a_post_in_two_files_has_its_attachment_once(tmp_path: Path) -> None:
    folder = write(tmp_path, one=HEAD + post(5) + attachment(10, parent=5) + TAIL, two=HEAD + post(5) + TAIL)
    assert_conserved(folder)


def test_the_export_of_two_sites_is_refused(tmp_path: Path) -> None:
    other = EXPORT.replace("https://blog.lakeland.example", "https://news.lakeland.example")
    write(tmp_path, one=EXPORT, two=other)
    with open_export([tmp_path]) as export, pytest.raises(Refusal) as refusal:
        recognise(export.members, export.open)
    assert str(refusal.value) == (
        "the files are of 2 sites, 'https://blog.lakeland.example' and 'https://news.lakeland.example'; hand in those "
        "of one site at a time"
    )


def test_parts_of_a_design_and_forms_that_were_sent_in_are_residue_by_name(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, _, pieces):
        parts = {piece.part: piece.data for piece in pieces if isinstance(piece, Residue)}
    assert b"nav_menu_item" in (parts["design"] or b"")
    assert b"My complaint" in (parts["submissions"] or b"")


def test_control_characters_are_told_and_the_item_is_read(tmp_path: Path) -> None:
    write(tmp_path, export=EXPORT.replace("It is open.", "It is\x0bopen\x08.", 1))
    assert items_of(tmp_path)["post:5"].text == "The dock\n\nIt is open ."
    assert remarks_of(tmp_path) == {"characters in export.xml that XML forbids, read as spaces or question marks": 2}
    assert_conserved(tmp_path)


def test_an_element_that_is_no_xml_is_residue_and_the_others_are_items(tmp_path: Path) -> None:
    write(tmp_path, export=EXPORT.replace("<![CDATA[About us]]>", "About & us"))
    assert "post:6" not in items_of(tmp_path)
    assert len(items_of(tmp_path)) == 7
    assert remarks_of(tmp_path) == {"objects of an unknown shape in export.xml": 1}
    assert_conserved(tmp_path)


def test_an_export_that_breaks_off_or_declares_entities_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "half", export=EXPORT[: EXPORT.index("About us")])
    assert sorted(items_of(folder)) == ["comment:31", "comment:32", "post:5"]
    assert remarks_of(folder) == {"objects of an unknown shape in export.xml": 1}
    assert_conserved(folder)
    bomb = EXPORT.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<rss', 1)
    with open_export([write(tmp_path / "bomb", export=bomb)]) as export:
        assert recognise(export.members, export.open) is None


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_earlier_versions_are_read_the_same(tmp_path: Path, version: str) -> None:
    earlier = EXPORT.replace("export/1.2/", f"export/{version}/").replace(">1.2<", f">{version}<")
    with reading(write(tmp_path, export=earlier)) as (_, recognised, _):
        assert recognised.era == f"wxr-{version.replace('.', '-')}"
    assert items_of(tmp_path)["comment:31"].text == "Is the dock open?"


def test_an_element_without_an_id_is_an_item_without_one(tmp_path: Path) -> None:
    folder = write(tmp_path, export=HEAD + post(5).replace("<wp:post_id>5</wp:post_id>", "") + TAIL)
    (item,) = items_of(folder).values()
    assert (item.id, item.text) == ("", "The dock\n\nIt is open.")


def test_a_feed_of_another_program_is_no_export(tmp_path: Path) -> None:
    write(tmp_path, feed='<rss version="2.0"><channel><title>x</title></channel></rss>', page="<html/>", list="<a/>")
    with open_export([tmp_path]) as export:
        found = recognise(export.members, export.open)
    assert found is None or found[1].format != "wordpress"


def test_the_same_file_twice_has_every_byte_in_one_place(tmp_path: Path) -> None:
    folder = write(tmp_path, one=EXPORT, two=EXPORT)
    assert_conserved(folder)
