"""XML files in their elements: each byte once whatever is in it, and nothing expanded, fetched or forged."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.exports.slices import xml_slices
from records_portal.exports.slices.xml_slices import XmlNode, XmlStretch, xml_elements, xml_opening

ITEM = frozenset(("item",))
FEED = (
    b'<?xml version="1.0"?>\n<rss xmlns:x="http://purl.org/dc/elements/1.1/"><channel><title>T</title>\n'
    b"<item><title>A &amp; B</title><x:creator>ana</x:creator></item>\n"
    b"<item><title><![CDATA[<item>no</item>]]></title><item>inner</item></item><item/>\n</channel></rss>\n"
)


def stretches(data: bytes) -> list[XmlStretch]:
    found = list(xml_elements(io.BytesIO(data), ITEM))
    at = 0
    for each in found:
        assert (each.offset, each.data) == (at, data[at : at + len(each.data)])
        at += len(each.data)
    assert at == len(data)
    return found


def items(data: bytes) -> list[XmlNode]:
    return [each.node for each in stretches(data) if each.node]


def titles(data: bytes) -> list[str]:
    return [each.within("title") for each in items(data)]


def test_elements_are_cut_where_they_begin_and_end() -> None:
    found = [each.data for each in stretches(FEED) if each.node]
    assert found == [
        b"<item><title>A &amp; B</title><x:creator>ana</x:creator></item>",
        b"<item><title><![CDATA[<item>no</item>]]></title><item>inner</item></item>",
        b"<item/>",
    ]
    assert titles(FEED) == ["A & B", "<item>no</item>", ""]


def test_a_namespace_is_known_by_its_address_and_an_undeclared_prefix_stands_for_itself() -> None:
    assert items(FEED)[0].within("dc:creator") == "ana"
    undeclared = b"<rss><item><wp:post_id>7</wp:post_id></item></rss>"
    assert items(undeclared)[0].within("wp:post_id") == "7"


def test_what_an_element_holds_can_be_had_as_markup_again() -> None:
    data = b'<feed><item><p class="a&amp;b">1 &lt; 2<b>x</b></p>tail</item></feed>'
    assert items(data)[0].markup() == '<p class="a&amp;b">1 &lt; 2<b>x</b></p>tail'
    assert items(data)[0].text() == "1 < 2xtail"


def test_offsets_of_what_stands_within_are_those_of_the_file() -> None:
    creator = items(FEED)[0].first("dc:creator")
    assert creator
    assert FEED[creator.start : creator.end] == b"<x:creator>ana</x:creator>"


@pytest.mark.parametrize("piece", [4, 5, 7, 64])
def test_pieces_of_any_size_give_the_same(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = FEED.replace(b"ana", "Grüße 🌲".encode())
    whole = [(each.offset, each.data, each.broken) for each in stretches(data) if each.node]
    monkeypatch.setattr(xml_slices, "PIECE", piece)
    assert [(each.offset, each.data, each.broken) for each in stretches(data) if each.node] == whole
    assert items(data)[0].within("dc:creator") == "Grüße 🌲"


def test_forbidden_characters_are_read_as_spaces_and_counted() -> None:
    data = FEED.replace(b"A &amp; B", b"A\x0bB\x00 \xff \xef\xbf\xbe")
    found = [each for each in stretches(data) if each.node]
    assert titles(data)[0] == "A B  ? ???"
    assert [each.mended for each in found] == [4, 0, 0]
    assert b"A\x0bB\x00 \xff" in found[0].data


def test_behind_a_broken_element_reading_goes_on_with_the_next() -> None:
    broken = FEED.replace(b"<title>A &amp; B</title>", b"<title>A & B</title>")
    assert titles(broken) == ["<item>no</item>", ""]
    assert [each.data for each in stretches(broken) if each.broken] == [
        b"<item><title>A & B</title><x:creator>ana</x:creator></item>\n"
    ]


def test_what_looks_like_an_element_within_a_broken_text_is_none() -> None:
    broken = b"<item>& <![CDATA[ <item><title>forged</title></item> ]]></item>"
    data = b"<rss><c>" + broken + b"<item><title>x</title></item></c></rss>"
    assert titles(data) == ["x"]


def test_many_broken_elements_take_no_longer_than_their_length() -> None:
    data = b"<rss><c>" + b"<item>&</item>" * 30_000 + b"<item><title>last</title></item></c></rss>"
    assert titles(data) == ["last"]


def test_a_file_that_breaks_off_keeps_what_was_whole() -> None:
    assert titles(FEED[:200]) == ["A & B"]
    assert stretches(FEED[:200])[-1].broken


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE rss [<!ENTITY % more SYSTEM "http://192.0.2.1/x.dtd"> %more;]>',
    ],
)
def test_a_file_that_declares_entities_is_not_read(declaration: bytes) -> None:
    data = FEED.replace(b"?>\n", b"?>\n" + declaration, 1).replace(b"A &amp; B", b"&file;&b;")
    assert titles(data) == []
    assert [each.broken for each in stretches(data)] == [False, True]


def test_the_document_type_of_old_feeds_and_names_of_html_are_passed_over() -> None:
    kind = b'<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    data = FEED.replace(b"?>\n", b"?>\n" + kind, 1).replace(b"A &amp; B", b"A&nbsp;&mdash;&unheardof; B")
    assert titles(data)[0] == "A\xa0\u2014&unheardof; B"


def test_space_before_the_declaration_a_mark_and_other_encodings_are_read() -> None:
    assert titles(b"\n\n" + FEED)[0] == "A & B"
    assert titles(b"\xef\xbb\xbf" + FEED)[0] == "A & B"
    latin = FEED.replace(b'"1.0"?', b'"1.0" encoding="ISO-8859-1"?').replace(b"A &amp; B", "Grüße".encode("latin-1"))
    assert titles(latin)[0] == "Grüße"
    wide = FEED.decode().replace('"1.0"?', '"1.0" encoding="UTF-16"?').encode("utf-16")
    assert titles(wide)[0] == "A & B"
    unheard = FEED.replace(b'"1.0"?', b'"1.0" encoding="x-unheard-of"?')
    assert titles(unheard) == []


def test_depth_has_a_limit_and_breaks_nothing() -> None:
    deep = b"<rss><item>" + b"<d>" * 5000 + b"x" + b"</d>" * 5000 + b"</item><item><title>y</title></item></rss>"
    assert titles(deep) == ["", "y"]
    assert items(deep)[0].text() == "x"
    assert len(items(deep)[0].markup()) < 1000


def test_an_element_larger_than_memory_allows_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_slices, "LARGEST_ELEMENT", 1 << 17)
    data = b"<rss><item>" + b"x" * (1 << 19) + b"</item><item/></rss>"
    assert items(data) == []


def test_the_opening_is_the_root_with_what_comes_before_the_first_element() -> None:
    root = xml_opening(io.BytesIO(FEED), ITEM)
    assert root
    assert (root.name, [each.name for each in root.children if isinstance(each, XmlNode)]) == ("rss", ["channel"])
    channel = root.first("channel")
    assert channel
    assert (channel.within("title"), channel.first("item")) == ("T", None)
    assert xml_opening(io.BytesIO(b"no xml"), ITEM) is None
    assert xml_opening(io.BytesIO(b""), ITEM) is None


TOKENS = (
    b"<item>", b"</item>", b"<a b='", b"'>", b"&x;", b"<![CDATA[", b"]]>", b"\xc3", b"\0", b"<rss>", b"</rss>", b"<!--",
    b"-->", b"<?x", b"?>", b"text", b"<item/>", b"&",
)  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=30))
def test_whatever_stands_in_a_file_each_byte_is_in_one_stretch(pieces: list[bytes]) -> None:
    stretches(b"<rss>" + b"".join(pieces))
    stretches(b"".join(pieces))
    xml_opening(io.BytesIO(b"".join(pieces)), ITEM)
