"""Captured items read in the browser: for one reader, with nothing fetched, and with nothing hostile that acts."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.viewing.pages import render_item, render_list
from records_portal.captures.viewing.server import POLICY, ReadingRoom, opening_address, reading_server
from records_portal.captures.viewing.shelf import Shelf, Wanted, shelved_items
from records_portal.commands.places import Places, every_item
from records_portal.commands.read import read_items
from records_portal.register.findings import Refusal
from tests import exports_x
from tests.roots import Root, root_files
from tests.test_capture_commands import Desk, desk
from tests.test_verification import ingest

__all__ = ["desk"]

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(60)
HOSTILE = (
    "<script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)> \u202ehidden "
    'javascript:alert(1) "><iframe src=//evil.example>{{ 7*7 }}'
)


def post(number: int, text: str, **more: Any) -> dict[str, Any]:
    post_id = str(1_700_000_000_000_000_000 + number)
    return exports_x._later(post_id, "Fri Sep 08 04:15:59 +0000 2023", text) | more


@pytest.fixture
def hostile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A capture whose posts, names and media were made by somebody who means harm."""
    made = object.__new__(Desk)
    made.folder, made.capsys, made.root = tmp_path, capsys, Root(tmp_path / "root")
    made.root.write(root_files())
    names = ("1.png", "2.png", "3.mp4")
    media = [exports_x._medium(name, ["0", "1"]) | {"media_alt": "<b onclick=alert(1)>"} for name in names]
    answered = {"in_reply_to_status_id_str": "1700000000000000001", "in_reply_to_user_id_str": "900000001"}
    posts = [
        post(1, HOSTILE, extended_entities={"media": media}),
        post(2, "An answer to it, about the dock", **answered),
        post(3, "Something else"),
    ]
    export = exports_x.write_2022(tmp_path / "export", posts=posts)
    folder = export / "data/tweets_media"
    folder.mkdir(exist_ok=True)
    contents = (PICTURE, b"<html><script>alert(1)</script></html>", b"\0\0\0\x18ftypisom" + bytes(5_000))
    for medium, content in zip(media, contents, strict=True):
        name = str(medium["media_url_https"]).rpartition("/")[2]
        (folder / f"1700000000000000001-{name}").write_bytes(content)
    ingest(tmp_path / "root", tmp_path / "root-store", export)
    made.root.commit({})
    made.capture = next((tmp_path / "root/captures/parks-x").iterdir()).name
    made.bag = tmp_path / "root-store/bags/parks-x" / made.capture
    return made


def places_of(desk: Desk) -> Places:
    moment = datetime(2024, 5, 2, 3, 0, tzinfo=UTC)
    return Places(desk.folder / "root", (), None, desk.folder / "cache", moment)


def shelf_of(desk: Desk) -> Shelf:
    every = every_item(places_of(desk))
    listed = every[(every["site"] == "parks-x") & (every["kind"] != "residue")]
    return shelved_items(desk.folder / "root-store", "parks-x", listed)


@dataclass(slots=True)
class Reader:
    """A browser, as far as a server can tell."""

    port: int
    cookie: str = ""
    met: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        given = {"Host": f"127.0.0.1:{self.port}"} | ({"Cookie": self.cookie} if self.cookie else {})
        connection.request(method, path, headers=given | headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        self.met = dict(answer.getheaders())
        return answer.status, data

    def open(self, path: str) -> str:
        """Open the view by its address; the place that it leads to."""
        assert self.get(path)[0] == 303
        self.cookie = self.met["Set-Cookie"].partition(";")[0]
        return self.met["Location"]


@contextmanager
def serving(desk: Desk, begin: str = "/") -> Iterator[tuple[Reader, str]]:
    """A server at work, a browser, and the path that opens it."""
    room = ReadingRoom(shelf_of(desk), desk.folder / "root-store", begin)
    with reading_server(room) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        address = opening_address(server, room)
        assert address.startswith(f"http://127.0.0.1:{server.server_port}/open/")
        try:
            yield Reader(server.server_port), address.partition(str(server.server_port))[2]
        finally:
            server.shutdown()
            thread.join()


FIRST, ANSWER = "1700000000000000001", "1700000000000000002"


def number_of(desk: Desk, item: str) -> int:
    return shelf_of(desk).by_id[item][-1]


def test_the_address_opens_once_and_for_whoever_comes_first(desk: Desk) -> None:
    with serving(desk, "/item/2") as (reader, path):
        assert reader.get("/")[0] == 403
        assert reader.get("/open/guess")[0] == 403
        assert reader.open(path) == "/item/2"
        assert "HttpOnly; SameSite=Strict" in reader.met["Set-Cookie"]
        assert reader.get("/")[0] == 200
        other = Reader(reader.port)
        assert other.get(path)[0] == 403
        assert other.get("/")[0] == 403
        assert other.get("/", Cookie=f"reading-{reader.port}=guess")[0] == 403


def test_no_name_but_the_loopback_address_is_answered(desk: Desk) -> None:
    with serving(desk) as (reader, path):
        reader.open(path)
        for host in ("evil.example", f"localhost:{reader.port}", f"127.0.0.1.evil.example:{reader.port}"):
            assert reader.get("/", Host=host)[0] == 403


def test_every_answer_forbids_scripts_frames_and_whatever_lies_elsewhere(hostile: Desk) -> None:
    with serving(hostile) as (reader, path):
        reader.open(path)
        at = number_of(hostile, FIRST)
        shown = ("/", f"/item/{at}", f"/media/{at}/0", f"/media/{at}/1", f"/media/{at}/2", "/style.css")
        for each in (*shown, "/nowhere", "/open/x"):
            assert (reader.get(each)[0] == 200) == (each in shown)
            assert reader.met["Content-Security-Policy"] == POLICY, each
            assert (reader.met["X-Content-Type-Options"], reader.met["Cache-Control"]) == ("nosniff", "no-store")
        assert reader.get("/", method="POST")[0] == 501
        assert reader.met["Content-Security-Policy"] == POLICY
    assert "script" not in POLICY
    assert "default-src 'none'" in POLICY


def test_what_an_export_says_is_text_and_nothing_else(hostile: Desk) -> None:
    with serving(hostile) as (reader, path):
        reader.open(path)
        at, answer = number_of(hostile, FIRST), number_of(hostile, ANSWER)
        addresses = (f"/item/{at}", "/", f"/item/{answer}", "/?words=%3Cscript%3E")
        pages = [reader.get(each)[1].decode() for each in addresses]
    for page in pages:
        assert "<script" not in page
        assert "<iframe" not in page
        assert "<b onclick" not in page
        assert "49" not in page.replace("&#34;", "")
        assert not re.findall(r'(?:src|href)="(?!/)(?!#)', page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages[0]


def test_media_are_shown_by_what_they_are_and_others_are_only_handed_out(hostile: Desk) -> None:
    with serving(hostile) as (reader, path):
        reader.open(path)
        at = number_of(hostile, FIRST)
        page = reader.get(f"/item/{at}")[1].decode()
        assert f'<img src="/media/{at}/0" alt="&lt;b onclick=alert(1)&gt;">' in page
        assert page.count("Save the file") == 1
        assert reader.get(f"/media/{at}/0") == (200, PICTURE)
        assert reader.met["Content-Type"] == "image/png"
        assert reader.get(f"/media/{at}/1")[0] == 200
        assert reader.met["Content-Type"] == "application/octet-stream"
        assert reader.met["Content-Disposition"] == f'attachment; filename="medium-{at}-1.bin"'
        status, data = reader.get(f"/media/{at}/2", Range="bytes=4-11")
        assert (status, data, reader.met["Content-Range"]) == (206, b"ftypisom", "bytes 4-11/5012")
        assert reader.get(f"/media/{at}/2", Range="bytes=9999-")[0] == 416
        assert reader.get(f"/media/{at}/9")[0] == 404
        assert reader.get("/media/../../key")[0] == 404


def test_a_link_in_a_bag_is_not_followed(hostile: Desk) -> None:
    [picture] = (hostile.bag / "data/items/media").rglob("*1.png")
    picture.unlink()
    picture.symlink_to(hostile.folder / "root-store/keys/parks-x.key")
    with serving(hostile) as (reader, path):
        reader.open(path)
        assert reader.get(f"/media/{number_of(hostile, FIRST)}/0")[0] == 404


def test_a_list_is_by_class_kind_days_and_words(desk: Desk) -> None:
    shelf = shelf_of(desk)

    def found(**asked: str) -> list[str]:
        return [each.id for each in shelf.found(Wanted(**asked))]

    assert len(found()) == 6
    assert found(kind="reply") == ["1588100000000000001"]
    assert found(words="picnic sunday") == ["1700100100000000005"]
    assert found(words="SUNDEY") == ["1700100000000000004"]
    assert found(from_on="2023-09-08", kind="post", words="plan") == [exports_x.LONG]
    assert len(found(to_on="2022-11-03")) == 3
    assert (found(content_class="routine"), len(found(content_class="-none-"))) == ([], 6)
    assert "6 of 6 items" in render_list(shelf, Wanted(), 0)
    assert "0 of 6 items" in render_list(shelf, Wanted(words="nowhere"), 7)


def test_an_item_has_its_thread_and_its_neighbours(hostile: Desk) -> None:
    shelf = shelf_of(hostile)
    at, after = shelf.by_id[FIRST][0], shelf.by_id[ANSWER][0]
    first = render_item(shelf, shelf.items[at], hostile.folder / "root-store")
    assert "<h2>Thread</h2>" in first
    assert "An answer to it, about the dock" in first
    assert 'accesskey="n"' in first
    answer = render_item(shelf, shelf.items[after], hostile.folder / "root-store")
    assert f'<li><a href="/item/{at}">post of 2023-09-08</a>' in answer


def test_versions_of_an_item_lead_to_each_other(desk: Desk) -> None:
    export = exports_x.write_2022(desk.folder / "later")
    tweets = export / "data/tweets.js"
    tweets.write_text(tweets.read_text().replace("Picnic on Sunday", "Picnic on Monday"))
    ingest(desk.folder / "root", desk.folder / "root-store", export)
    desk.root.commit({})
    shelf = shelf_of(desk)
    versions = [shelf.items[number] for number in shelf.by_id["1700100100000000005"]]
    assert [each.listed["version"] for each in versions] == ["1", "2"]
    pages = [render_item(shelf, each, desk.folder / "root-store") for each in versions]
    assert "Picnic on Sunday" in pages[0]
    assert "Picnic on Monday" in pages[1]
    assert f'<a href="/item/{versions[1].number}">Version 2, edited in' in pages[0]


def test_what_the_store_has_no_more_is_said_and_not_left_out(desk: Desk) -> None:
    [segment] = (desk.bag / "data/items").glob("*.jsonl")
    kept = [line for line in segment.read_text().splitlines(keepends=True) if "Picnic" not in line]
    segment.write_text("".join(kept))
    shelf = shelf_of(desk)
    assert sum(each.place is None for each in shelf.items) == 2
    page = render_list(shelf, Wanted(), 0)
    assert page.count("The store does not have its content") == 2
    assert "6 of 6 items" in page
    item = shelf.items[shelf.by_id["1700100100000000005"][0]]
    assert "The store does not have its content" in render_item(shelf, item, desk.folder / "root-store")


def test_content_classed_unacceptable_is_shown_when_it_is_asked_for(desk: Desk) -> None:
    shelf = shelf_of(desk)
    item = shelf.items[0]
    item.listed["class"] = "unacceptable"  # type: ignore[index]
    for page in (render_list(shelf, Wanted(), 0), render_item(shelf, item, desk.folder / "root-store")):
        assert "<details><summary>Show content that was classed unacceptable</summary>" in page


def test_the_command_refuses_what_it_cannot_show(desk: Desk) -> None:
    assert desk.refusal(read_items, "parks-y").startswith("site 'parks-y' is not in registry/sites/")
    assert desk.refusal(read_items, "parks-x", "158810000000000001") == (
        "no item '158810000000000001' of 'parks-x' is listed; did you mean '1588100000000000001'?"
    )
    desk.bag.rename(desk.folder / "elsewhere")
    assert "holds no item of 'parks-x'; name another with --store" in desk.refusal(read_items, "parks-x")


def test_a_line_that_is_no_item_is_refused_with_its_place(desk: Desk) -> None:
    [segment] = (desk.bag / "data/items").glob("*.jsonl")
    segment.write_text(json.dumps({"id": 1}) + "\n")
    with pytest.raises(Refusal, match=r"items-000001\.jsonl:1: this is no item"):
        shelf_of(desk)
