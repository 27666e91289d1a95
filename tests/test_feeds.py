"""Feeds and pages of changes: valid Atom, names that stay, nothing that acts, every choice of changes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from records_portal.history.audit_trail import UNREGISTERED, Approver, Change
from records_portal.portal.building.shell import Shells
from records_portal.portal.contents import render_pages
from records_portal.portal.downloads.feeds import FeedEntry, FeedPage, render_feed
from records_portal.portal.pages.trail import FEED_SIZE
from records_portal.register.changes import FactsAdded, FieldChange
from records_portal.register.model import Register
from tests.test_pages import change, history, small

if TYPE_CHECKING:
    from records_portal.register.records import PortalValue

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "]]></title><script>alert(1)</script>&amp;\"'\x00\x0b\ufffe {{7*7}}"
FEED = FeedPage("https://records.example", "sites/parks-x/feed.atom", "sites/parks-x/", "Changes")


def entry(**changes: Any) -> FeedEntry:
    fields = {
        "name": "abc/sites/parks-x",
        "at": "2026-01-02T03:04:05Z",
        "title": "Parks on X: Purpose",
        "author": "Ana, Officer",
        "text": "Purpose: old becomes new",
        "page": "sites/parks-x/",
    }
    return FeedEntry(**fields | changes)


def parsed(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 -- what we wrote ourselves


def text(element: ElementTree.Element, path: str) -> list[str]:
    return [one.text or "" for one in element.findall("/".join(f"{ATOM}{part}" for part in path.split("/")))]


def links(element: ElementTree.Element) -> dict[str, str]:
    return {one.attrib["rel"]: one.attrib["href"] for one in element.findall(f"{ATOM}link")}


def test_a_feed_has_what_atom_asks_for() -> None:
    feed = parsed(render_feed(FEED, [entry(), entry(name="abd/sites/parks-x", at="2025-12-31T00:00:00Z")]))
    assert text(feed, "id") == ["https://records.example/sites/parks-x/feed.atom"]
    assert (text(feed, "title"), text(feed, "updated")) == (["Changes"], ["2026-01-02T03:04:05Z"])
    assert links(feed) == {
        "self": "https://records.example/sites/parks-x/feed.atom",
        "alternate": "https://records.example/sites/parks-x/",
    }
    assert text(feed, "entry/id") == [
        "tag:records.example,2026-01-02:changes/abc/sites/parks-x",
        "tag:records.example,2025-12-31:changes/abd/sites/parks-x",
    ]
    assert text(feed, "entry/author/name") == ["Ana, Officer", "Ana, Officer"]
    assert text(feed, "entry/content")[0] == "Purpose: old becomes new"


def test_a_portal_without_an_address_has_relative_links_and_names_all_the_same() -> None:
    feed = parsed(render_feed(replace(FEED, portal="javascript:alert(1)"), [entry()]))
    assert links(feed) == {"self": "../../sites/parks-x/feed.atom", "alternate": "../../sites/parks-x/"}
    assert text(feed, "id") == ["urn:records-portal:sites/parks-x/feed.atom"]
    assert text(feed, "entry/id") == ["urn:records-portal:changes/abc/sites/parks-x"]


def test_no_value_acts_in_a_feed() -> None:
    hostile = entry(title=HOSTILE, author=HOSTILE, text=HOSTILE, name=HOSTILE)
    data = render_feed(replace(FEED, title=HOSTILE), [hostile])
    feed = parsed(data)
    assert b"<script" not in data
    shown = "]]></title><script>alert(1)</script>&amp;\"'\ufffd\ufffd\ufffd {{7*7}}"
    assert text(feed, "title") == text(feed, "entry/title") == text(feed, "entry/content") == [shown]
    assert {one.tag for one in feed.iter()} == {
        f"{ATOM}{name}" for name in ("feed", "id", "title", "updated", "link", "entry", "author", "name", "content")
    }


def test_a_long_text_is_cut() -> None:
    feed = parsed(render_feed(FEED, [entry(title="x" * 1_000, text="y" * 10_000)]))
    assert [len(one) for one in (*text(feed, "entry/title"), *text(feed, "entry/content"))] == [300, 4_000]


def pages_of(tmp_path: Path, shells: Shells, *changes: Change) -> dict[str, str]:
    data = small(tmp_path, history=history(*changes))
    portal = data.register.of("portal")["portal"]
    value: PortalValue = {**portal.value, "url": "https://records.example"}
    register = Register({**data.register.records, "portal": {"portal": replace(portal, value=value)}})
    pages = render_pages(replace(data, register=register), shells)  # tasks have feeds of their own
    return {address: page.decode() for address, page in pages if not address.startswith("tasks/")}


def test_each_site_and_agency_has_a_feed_and_the_whole_register_one(tmp_path: Path, shells: Shells) -> None:
    pages = pages_of(tmp_path, shells, change(1), change(2, "agencies", "parks"), change(3, "schedules", "local"))
    feeds = {address: parsed(page.encode()) for address, page in pages.items() if address.endswith(".atom")}
    assert {address: len(text(feed, "entry/id")) for address, feed in feeds.items()} == {
        "changes/feed.atom": 3,
        "sites/parks-x/feed.atom": 1,
        "agencies/parks/feed.atom": 2,
    }
    assert text(feeds["changes/feed.atom"], "entry/title")[0] == "Parks on X: Site changed: Purpose"
    assert text(feeds["changes/feed.atom"], "title") == ["Test: Changes to the register"]


def test_a_feed_has_the_newest_changes_only(tmp_path: Path, shells: Shells) -> None:
    pages = pages_of(tmp_path, shells, *(change(number) for number in range(60)))
    names = text(parsed(pages["changes/feed.atom"].encode()), "entry/id")
    assert (len(names), names[0][-52:-14]) == (FEED_SIZE, "0" * 38)


def test_pages_name_their_feed(tmp_path: Path, shells: Shells) -> None:
    pages = pages_of(tmp_path, shells, change(1), change(2, "agencies", "parks"))
    link = '<link rel="alternate feed" type="application/atom\\+xml" title="[^"]*" href="([^"]*)">'
    found = {address: re.findall(link, page) for address, page in pages.items() if address.endswith("/")}
    assert {address: hrefs for address, hrefs in found.items() if hrefs} == {
        "changes/": ["feed.atom"],
        "sites/parks-x/": ["feed.atom"],
        "agencies/parks/": ["feed.atom"],
        "changes/kind--sites/": ["../../changes/feed.atom"],
        "changes/kind--agencies/": ["../../changes/feed.atom"],
        "changes/agency--parks/": ["../../changes/feed.atom"],
    }


def test_without_a_change_there_is_no_feed(tmp_path: Path, shells: Shells) -> None:
    assert [address for address in pages_of(tmp_path, shells) if "atom" in address or "--" in address] == []


def test_a_kind_and_an_agency_have_pages_of_their_own(tmp_path: Path, shells: Shells) -> None:
    several = [change(number) for number in range(201)]
    pages = pages_of(tmp_path, shells, *several, change(300, "agencies", "parks"), change(301, "schedules", "local"))
    counts = {
        address: page.count("<tr data-kind=") for address, page in pages.items() if address.startswith("changes/")
    }
    del counts["changes/feed.atom"]
    assert counts == {
        "changes/": 200,
        "changes/1/": 200,
        "changes/2/": 3,
        "changes/kind--sites/": 200,
        "changes/kind--sites--1/": 200,
        "changes/kind--sites--2/": 1,
        "changes/kind--agencies/": 1,
        "changes/kind--schedules/": 1,
        "changes/agency--parks/": 200,
        "changes/agency--parks--1/": 200,
        "changes/agency--parks--2/": 2,
    }
    assert '<a href="../changes/agency--parks/">Parks</a> (202)' in pages["changes/"]
    assert 'data-agency="parks"' in pages["changes/kind--sites--2/"]
    assert 'href="../../sites/parks-x/"' in pages["changes/kind--sites--2/"]


def test_a_year_leads_to_the_page_on_which_its_newest_change_stands(tmp_path: Path, shells: Shells) -> None:
    newer = [change(number) for number in range(200)]
    older = replace(change(400), at="2024-02-03T00:00:00Z")
    page = pages_of(tmp_path, shells, *newer, older)["changes/"]
    assert '<a href="../changes/">2026 and before</a>, <a href="../changes/1/">2024 and before</a>' in page


def test_a_new_fact_reads_as_a_sentence_everywhere(tmp_path: Path, shells: Shells) -> None:
    fact = {"kind": "suspension", "on": "2026-01-02", "by": "ana", "role": "web-content-team", "reason": "<b>why</b>"}
    fields = (FieldChange("Facts \u203a Suspension", "", "Kind of fact: suspension"), FieldChange("Purpose", "a", "b"))
    course = FactsAdded((fact,), ("suspended",), "registered", "suspended")
    one = Change(
        "c" * 40, "2026-01-02T03:04:05Z", UNREGISTERED, (), "no", "sites", "parks-x", "changed", fields, course
    )
    pages = pages_of(tmp_path, shells, one)
    sentence = "Suspended on {} by Ana, Officer as Web and Content Management Team: the site is now suspended"
    assert sentence.format("2026-01-02") in pages["changes/"]
    assert sentence.format("January 2, 2026") in pages["sites/parks-x/"]
    assert sentence.format("2026-01-02") in pages["sites/parks-x/feed.atom"]
    assert "Facts \u203a Suspension" not in pages["changes/"], "it was told already"


def test_who_approved_stands_in_the_feed(tmp_path: Path, shells: Shells) -> None:
    asking = Approver("ana", "Ana", "Head", "signed", "signed, asked for it")
    approved = replace(change(1), approved_by=(Approver("ben", "Ben & Co", "Director"), asking))
    feed = parsed(pages_of(tmp_path, shells, approved)["sites/parks-x/feed.atom"].encode())
    assert text(feed, "entry/content") == [
        "Approved by Ben & Co (declared), Ana (signed, asked for it)\nPurpose: old 1 becomes new 1"
    ]
