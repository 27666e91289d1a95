"""Pages are cut by byte offsets: every byte once and in order, whatever the markup, in time linear to its size."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.exports.slices.html_slices import Node, cut, parse


def is_block(node: Node) -> bool:
    return "b" in node.classes


def blocks_of(page: str) -> list[str]:
    stretches = list(cut(page.encode(), is_block))
    assert b"".join(each.data for each in stretches) == page.encode()
    return [each.data.decode() for each in stretches if each.block]


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ('<p>a<div class="x b">é<div>ü</div></div>c', ['<div class="x b">é<div>ü</div></div>']),
        ("<div class=b>1</div><i CLASS='b'>2</i>", ["<div class=b>1</div>", "<i CLASS='b'>2</i>"]),
        ('<div class="b">1<div class="b">2</div></div>', ['<div class="b">1<div class="b">2</div></div>']),
        ('<div class="b"><p>1</div></p>', ['<div class="b"><p>1</div>']),
        ('<div class="b">1<div class="b">2', ['<div class="b">1', '<div class="b">2']),
        ('<!-- <div class="b">1</div> --><script>"<div class=b>"</script>', []),
        ('<div title=">" class="b">1</div>', ['<div title=">" class="b">1</div>']),
        ('<div class="b">1</div><div class="b" ', ['<div class="b">1</div>']),
        ("", []),
    ],
)
def test_outermost_blocks_are_cut_as_they_stand(page: str, blocks: list[str]) -> None:
    assert blocks_of(page) == blocks


def test_offsets_count_bytes() -> None:
    stretch = next(each for each in cut("☀ é<i class=b>1</i>".encode(), is_block) if each.block)
    assert (stretch.offset, stretch.data) == (6, b"<i class=b>1</i>")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>a</b> &amp; b<br/>c", "a & b\nc"),
        ("<div> one\n  two </div><div>three</div>", "one two\nthree"),
        ("a<!-- hidden -->b<script>no()</script><style>x</style>c", "abc"),
        ("open &#064; 8 &lt;am&gt; caf\u00e9 &#8211; &#x2600;", "open @ 8 <am> café \u2013 ☀"),
        ("<ul><li>1<li>2</ul>", "1\n2"),
        ("a < b", "a < b"),
        ("<img src=x alt=y>", ""),
    ],
)
def test_text_is_what_people_see(markup: str, text: str) -> None:
    assert parse(markup.encode()).text() == text


def test_elements_stay_where_the_source_has_them_though_browsers_would_move_them() -> None:
    root = parse(b'<p><div class="meta">date</div>told<div class="comment">said</div></p>')
    paragraph = next(root.tagged("p"))
    assert [node.attributes for node in paragraph.walk()] == [{"class": "meta"}, {"class": "comment"}]
    assert paragraph.text(leave_out=lambda node: node.tag == "div") == "told"


def test_attributes_are_unescaped_and_the_first_of_a_name_counts() -> None:
    node = next(parse(b"<a href='?a=1&amp;b=\xc3\xa9' HREF=other disabled>x</a>").tagged("a"))
    assert node.attributes == {"href": "?a=1&b=é", "disabled": ""}


@pytest.mark.parametrize(
    "page",
    [
        b"<a " * 100_000,
        b'<a x="' * 100_000,
        b"<!" * 100_000,
        b"<!--" * 100_000,
        b"<div>" * 40_000,
        b"<div>" * 20_000 + b"</p>" * 20_000,
        b'<div class="b">' * 20_000,
        b"<a " + b'="' * 100_000 + b"='" * 100_000,
        b"<script>" * 50_000,
        b"<a x" + b" " * 400_000 + b">",
    ],
)
def test_hostile_pages_take_no_longer_than_their_size(page: bytes) -> None:
    began = time.monotonic()
    assert b"".join(each.data for each in cut(page, is_block)) == page
    root = parse(page)
    root.text()
    assert sum(1 for _ in root.walk()) < 50_000
    assert time.monotonic() - began < 10


@given(
    st.lists(st.sampled_from(["<div class=b>", "</div>", "<div>", "<", ">", '"', "=", "a", "<!--", "-->", "<p>"]))
    | st.text(max_size=30).map(lambda text: [text])
)
def test_any_page_is_conserved_in_order(pieces: list[str]) -> None:
    page = "".join(pieces).encode()
    at = 0
    for each in cut(page, is_block):
        assert (each.offset, each.data) == (at, page[at : at + len(each.data)])
        at += len(each.data)
    assert at == len(page)
    parse(page).text()
