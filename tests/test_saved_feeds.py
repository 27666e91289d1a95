"""Saved feeds of every kind: each value as it must come out, and each byte in exactly one place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.formats.feeds.values import safe_id
from records_portal.exports.pieces import ExportedItem
from records_portal.register.findings import Refusal
from tests.roots import ingest_request
from tests.test_ingest import taken_in
from tests.test_twitter import assert_conserved, reading, remarks_of

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Lakeland Parks</title><link>https://parks.lakeland.example/</link><language>en</language>
<item><title>The dock &amp; the ramp</title><link>https://parks.lakeland.example/dock</link>
<guid isPermaLink="false">https://parks.lakeland.example/?p=5</guid><dc:creator>Ruth Calloway</dc:creator>
<pubDate>Wed, 01 May 2024 08:30:00 -0400</pubDate><category>Docks</category>
<description>It is &lt;b&gt;open&lt;/b&gt;.</description>
<content:encoded><![CDATA[<p>It is open.</p><p>
<img src="https://parks.lakeland.example/dock.jpg" alt=""></p>]]></content:encoded>
<enclosure url="https://parks.lakeland.example/dock.mp3" length="1" type="audio/mpeg"/>
<media:thumbnail url="https://parks.lakeland.example/small.jpg"/></item>
<item><guid>https://parks.lakeland.example/hours</guid><description>Nine to five</description>
<author>ruth@lakeland.example (Ruth Calloway)</author><pubDate>1 May 24 09:00:00 EST</pubDate></item>
<item><title>No day</title><pubDate>soon</pubDate><author>ruth@lakeland.example</author></item>
<item><title>No zone</title><pubDate>Wed, 01 May 2024 10:00:00</pubDate></item>
<item></item>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en"
 xml:base="https://parks.lakeland.example/"><title>Lakeland Parks</title>
<link rel="self" href="feed.atom"/><link href="https://parks.lakeland.example/"/><updated>2024-05-02T00:00:00Z</updated>
<author><name>Ruth Calloway</name></author>
<entry><id>tag:parks.lakeland.example,2024:5</id><title type="text">1 &lt; 2 docks</title>
<link rel="alternate" href="dock"/><link rel="enclosure" href="/dock.mp3"/><category term="docks" label="Docks"/>
<published>2024-05-01T08:30:00-04:00</published><updated>2024-05-01T15:00:00Z</updated>
<author><name>Milo Archer</name><email>milo@home.example</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It is <b>open</b>.</p>
<p>Come</p></div></content></entry>
<entry><id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id><title type="html">Rock &amp;amp; roll</title>
<updated>2024-05-02T07:00:00Z</updated><summary>Short</summary><content src="film.mp4" type="video/mp4"/></entry>
<entry><id>tag:parks.lakeland.example,2024:7</id><title>Re: docks</title><published>2024-05-03</published>
<thr:in-reply-to ref="tag:parks.lakeland.example,2024:5"/>
<content type="html">&lt;p&gt;Thanks&lt;/p&gt;</content></entry>
</feed>
"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://parks.lakeland.example/"><title>Parks</title>
<link>https://parks.lakeland.example/</link></channel>
<item rdf:about="https://parks.lakeland.example/dock"><title>Dock</title><link>https://parks.lakeland.example/dock</link>
<dc:date>2003-05-01T08:30:00+02:00</dc:date></item></rdf:RDF>
"""
JSON: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Lakeland Parks",
    "home_page_url": "https://parks.lakeland.example/",
    "language": "en",
    "items": [
        {
            "id": 5,
            "url": "https://parks.lakeland.example/dock",
            "external_url": "https://elsewhere.example/docks",
            "title": "The dock",
            "content_html": "<p>It is open.</p>",
            "date_published": "2024-05-01T08:30:00-04:00",
            "date_modified": "2024-05-01T09:30:00-04:00",
            "authors": [{"name": "Ruth Calloway", "url": "x"}],
            "tags": ["docks"],
            "attachments": [{"url": "https://parks.lakeland.example/dock.mp3", "title": "Sound of a dock"}],
        },
        {"id": "6", "content_text": "1 < 2", "author": {"name": "Milo Archer"}},
        {"id": "", "tags": "no list", "attachments": 7},
        "no object",
    ],
}


def write(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def items_of(*paths: Path) -> list[ExportedItem]:
    with reading(*paths) as (_, _, pieces):
        return [piece for piece in pieces if isinstance(piece, ExportedItem)]


def test_entries_of_rss_have_their_texts_and_moments(tmp_path: Path) -> None:
    folder = write(tmp_path, feed_xml=RSS)
    with reading(folder) as (_, recognised, _):
        assert (recognised.format, recognised.era, recognised.account_name) == ("feeds", "rss-2-0", "Lakeland Parks")
        assert (recognised.complete, recognised.declared) == (False, None)
    dock, hours, no_day, no_zone = items_of(folder)
    assert (dock.id, dock.text) == ("https://parks.lakeland.example/_3Fp_3D5", "The dock & the ramp\n\nIt is open.")
    assert (str(dock.created_at), dock.time_basis) == ("2024-05-01 12:30:00+00:00", "explicit-offset")
    assert (dock.author, dock.permalink, dock.hashtags, dock.language) == (
        "Ruth Calloway",
        "https://parks.lakeland.example/dock",
        ("Docks",),
        "en",
    )
    assert [(each.address[-8:], each.state) for each in dock.media] == [("dock.mp3", "remote"), ("dock.jpg", "remote")]
    assert (hours.id, hours.permalink, hours.author) == (
        "https://parks.lakeland.example/hours",
        "https://parks.lakeland.example/hours",
        "Ruth Calloway",
    )
    assert str(hours.created_at) == "2024-05-01 14:00:00+00:00"
    assert (no_day.id, no_day.created_at, no_day.time_basis, no_day.author) == ("", None, "unknown", "")
    assert (no_zone.time_basis, str(no_zone.latest_at)) == ("display-local-assumed", "2024-05-01 22:00:00+00:00")
    assert remarks_of(folder) == {"objects of an unknown shape in feed.xml": 1}
    assert_conserved(folder)


def test_entries_of_atom_have_texts_of_each_type_and_addresses_by_their_base(tmp_path: Path) -> None:
    folder = write(tmp_path, feed_atom=ATOM)
    dock, rock, answer = items_of(folder)
    assert (dock.id, dock.text) == ("tag:parks.lakeland.example_2C2024:5", "1 < 2 docks\n\nIt is open.\n\nCome")
    assert (dock.permalink, dock.author) == ("https://parks.lakeland.example/dock", "Milo Archer")
    assert [each.address for each in dock.media] == ["https://parks.lakeland.example/dock.mp3"]
    assert (dock.edited, str(dock.created_at), str(dock.latest_at)) == (
        True,
        "2024-05-01 12:30:00+00:00",
        "2024-05-01 15:00:00+00:00",
    )
    assert (rock.text, [each.address for each in rock.media]) == (
        "Rock & roll\n\nShort",
        ["https://parks.lakeland.example/film.mp4"],
    )
    assert (answer.kind, answer.reply_to, answer.text) == (
        "comment",
        "tag:parks.lakeland.example,2024:5",
        "Re: docks\n\nThanks",
    )
    assert (answer.date_only, str(answer.earliest_at), str(answer.latest_at)) == (
        True,
        "2024-05-02 10:00:00+00:00",
        "2024-05-04 11:59:59+00:00",
    )
    assert remarks_of(folder) == {}
    assert_conserved(folder)


def test_an_entry_that_says_only_when_it_was_changed_can_be_of_any_day_before(tmp_path: Path) -> None:
    rock = items_of(write(tmp_path, feed_atom=ATOM))[1]
    assert (str(rock.created_at), rock.earliest_at, str(rock.latest_at)) == (
        "2024-05-02 07:00:00+00:00",
        None,
        "2024-05-02 07:00:00+00:00",
    )


def test_the_description_of_a_film_is_its_text(tmp_path: Path) -> None:
    entry = (
        "<entry><id>yt:video:dock00001A</id><title>The dock</title><published>2024-05-01T12:30:00+00:00</published>"
        "<media:group><media:content url='https://www.youtube.com/v/dock00001A'/>"
        "<media:description>A film of it</media:description></media:group></entry></feed>"
    )
    feed = ATOM[: ATOM.index("<entry>")].replace("<feed ", '<feed xmlns:media="http://search.yahoo.com/mrss/" ') + entry
    (film,) = items_of(write(tmp_path, feed_atom=feed))
    assert (film.id, film.text) == ("yt:video:dock00001A", "The dock\n\nA film of it")


def test_rss_1_and_earlier_versions_are_read(tmp_path: Path) -> None:
    (dock,) = items_of(write(tmp_path / "rdf", index_rdf=RDF))
    assert (dock.id, dock.text) == ("https://parks.lakeland.example/dock", "Dock")
    assert str(dock.created_at) == "2003-05-01 06:30:00+00:00"
    old = RSS.replace('version="2.0"', 'version="0.91"')
    with reading(write(tmp_path / "old", feed_xml=old)) as (_, recognised, _):
        assert recognised.era == "rss-0-91"
    early = ATOM.replace('"http://www.w3.org/2005/Atom"', '"http://purl.org/atom/ns#" version="0.3"')
    early = early.replace("published>", "issued>")
    with reading(write(tmp_path / "early", feed=early)) as (_, recognised, pieces):
        assert recognised.era == "atom-0-3"
        first = next(piece for piece in pieces if isinstance(piece, ExportedItem))
        assert str(first.created_at) == "2024-05-01 12:30:00+00:00"


def test_objects_of_a_json_feed_are_entries(tmp_path: Path) -> None:
    folder = write(tmp_path, feed_json=json.dumps(JSON, indent=1))
    with reading(folder) as (_, recognised, _):
        assert (recognised.era, recognised.account_name) == ("json-feed-1-1", "Lakeland Parks")
    dock, other = items_of(folder)
    assert (dock.id, dock.text) == ("5", "The dock\n\nIt is open.\n\nhttps://elsewhere.example/docks")
    assert (dock.edited, str(dock.latest_at)) == (True, "2024-05-01 13:30:00+00:00")
    assert [(each.address[-8:], each.description) for each in dock.media] == [("dock.mp3", "Sound of a dock")]
    assert (other.id, other.text, other.author) == ("6", "1 < 2", "Milo Archer")
    assert remarks_of(folder) == {"objects of an unknown shape in feed.json": 2}
    assert_conserved(folder)


def test_what_is_broken_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    broken = RSS.replace("<title>No day</title>", "<title>No & day</title>").replace("Nine to five", "Nine\x0bto five")
    folder = write(tmp_path, feed_xml=broken)
    assert [each.text for each in items_of(folder)][1:] == ["Nine to five", "No zone"]
    assert remarks_of(folder) == {
        "characters in feed.xml that XML forbids, read as spaces or question marks": 1,
        "objects of an unknown shape in feed.xml": 2,
    }
    assert_conserved(folder)
    half = json.dumps(JSON)[:500]
    write(tmp_path / "half", feed_json=half)
    assert remarks_of(tmp_path / "half") == {"objects of an unknown shape in feed.json": 1}
    assert_conserved(tmp_path / "half")


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("https://x.example/?p=5", "https://x.example/_3Fp_3D5"),
        ("a_b", "a_b"),
        ("a_3F", "a_5F3F"),
        ("ü", "entry:_C3_BC"),
        ("=cmd()", "entry:_3Dcmd_28_29"),
        ("", ""),
    ],
)
def test_an_id_is_written_so_that_an_index_can_hold_it(written: str, safe: str) -> None:
    assert safe_id(written) == safe


def test_an_id_that_is_too_long_is_a_digest() -> None:
    assert safe_id("x" * 201) == "entry:84a0678c90937f5dcf9994d5866668da6b995109"


def test_feeds_of_two_sites_are_refused(tmp_path: Path) -> None:
    other = RSS.replace("parks.lakeland.example", "news.lakeland.example")
    write(tmp_path, one_xml=RSS, two_xml=other)
    with open_export([tmp_path]) as export, pytest.raises(Refusal) as refusal:
        recognise(export.members, export.open)
    assert str(refusal.value) == (
        "the feeds are of 2 sites, 'news.lakeland.example' and 'parks.lakeland.example'; hand in those of one site at "
        "a time"
    )


def test_other_xml_and_a_feed_beside_a_table_of_files_are_not_recognised(tmp_path: Path) -> None:
    write(tmp_path / "other", page_xml="<html><body/></html>", list_json='{"items": []}', x_xml="<rss/>", empty_rss="")
    with open_export([tmp_path / "other"]) as export:
        assert recognise(export.members, export.open) is None
    folder = write(tmp_path / "table", feed_xml=RSS, items_csv="id,created_at,text\n1,2024-05-01,x\n")
    with reading(folder) as (_, recognised, _):
        assert recognised.format == "files-csv"


def test_what_dropped_out_of_a_feed_is_not_gone_and_what_stands_in_two_is_one(tmp_path: Path) -> None:
    request: IngestRequest = ingest_request(tmp_path / "root", platform="blog")
    first = taken_in(request, write(tmp_path / "first", feed_xml=RSS), platform="blog")
    assert first.counts["new"] == 4
    later = RSS.replace(RSS[RSS.index("<item><title>The dock") : RSS.index("<item><guid>")], "")
    second = taken_in(request, write(tmp_path / "second", feed_xml=later, again_xml=RSS), platform="blog")
    assert (second.counts["gone"], second.counts["new"], second.counts["repeated"]) == (0, 0, 4)
