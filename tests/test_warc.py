"""Web archives: which records make a page, what every page says, and each byte in exactly one place."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tracemalloc
import zlib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports import FORMATS
from records_portal.exports.archives.opening import Member, open_export
from records_portal.exports.finding.finder import find_export
from records_portal.exports.formats.web_archives import reading as warc
from records_portal.exports.formats.web_archives.page_text import page_text, seen_text
from records_portal.exports.formats.web_archives.warc_records import WarcRecord, unpacked_record, warc_stretches
from records_portal.exports.pieces import Doubt, ExportedItem, Fragment, Piece, Recognised, Remark, Residue
from records_portal.register.findings import Refusal
from tests import web_archives as web
from tests.timing import seconds_of

HOME_KEY = "page-" + hashlib.sha256(b"https://chirpwell.example/lakeland-parks").hexdigest()[:32]
POST_KEY = "page-" + hashlib.sha256(b"https://chirpwell.example/lakeland-parks/42").hexdigest()[:32]


def reading(*paths: Path) -> tuple[Recognised, list[Piece]]:
    """What an archive is and every piece of it, after each byte was met in exactly one place."""
    with open_export(paths) as export:
        recognised = warc.recognise(export.members, export.open)
        assert recognised
        pieces = list(warc.read(recognised, export.open))
        owned: dict[Member, list[tuple[int, bytes]]] = defaultdict(list)
        for piece in pieces:
            for fragment in _stretches(piece):
                owned[fragment.member].append((fragment.offset, fragment.data))
        for member in export.members:
            with export.open(member) as stream:
                content = stream.read()
            if any(isinstance(each, Residue) and each.data is None and each.member == member for each in pieces):
                owned[member].append((0, content))
            rebuilt = b""
            for offset, data in sorted(owned[member]):
                assert offset == len(rebuilt), member.name
                rebuilt += data
            assert rebuilt == content, member.name
    return recognised, pieces


def _stretches(piece: Piece) -> tuple[Fragment, ...]:
    if isinstance(piece, ExportedItem):
        return piece.fragments
    if isinstance(piece, Residue) and piece.data is not None:
        return (Fragment(piece.member, piece.offset, piece.data),)
    return ()


def items_of(pieces: list[Piece]) -> dict[str, ExportedItem]:
    return {piece.permalink: piece for piece in pieces if isinstance(piece, ExportedItem)}


def remarks_of(pieces: list[Piece]) -> dict[str, int]:
    cut = {piece.what: piece.count for piece in pieces if isinstance(piece, Doubt) and piece.reason == "broken-list"}
    return cut | {piece.what: piece.count for piece in pieces if isinstance(piece, Remark)}


def addresses_of(item: ExportedItem) -> list[str]:
    """Kind and address of the records of an item, in order."""
    found = []
    for fragment in item.fragments:
        if fragment.member.name.endswith("jsonl"):
            found.append("listed")
        else:
            (one,) = warc_stretches(io.BytesIO(fragment.data))
            found.append(f"{one.kind} {one.uri}")
    return found


def residue_of(pieces: list[Piece]) -> dict[str, list[str]]:
    """The parts of the residue: files by name, and records by kind and address."""
    found: dict[str, list[str]] = defaultdict(list)
    for piece in pieces:
        if isinstance(piece, Residue) and piece.data is None:
            found[piece.part].append(piece.member.name)
        elif isinstance(piece, Residue) and piece.member.name.endswith(("warc", "gz")):
            found[piece.part] += [
                f"{each.kind} {each.uri}".strip() for each in warc_stretches(io.BytesIO(piece.data or b""))
            ]
    return found


def file_of(tmp_path: Path, content: bytes, name: str = "crawl.warc.gz") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_each_listed_page_is_one_item_with_its_records(tmp_path: Path) -> None:
    recognised, pieces = reading(web.write_wacz(tmp_path / "parks.wacz", web.wacz_files()))
    assert (recognised.format, recognised.era, recognised.platforms) == ("warc", "wacz-1-1-1", frozenset())
    assert recognised.exported_at == datetime(2024, 5, 1, 11, 0, tzinfo=UTC)
    assert recognised.complete is False
    items = items_of(pieces)
    assert {each.kind for each in items.values()} == {"page"}
    assert addresses_of(items[web.HOME]) == ["listed", f"response {web.HOME}", f"request {web.HOME}"]
    assert addresses_of(items[web.POST]) == [
        "listed",
        f"response {web.POST}",
        f"request {web.POST}",
        f"response {web.COMMENTS}",
        f"request {web.COMMENTS}",
        f"resource urn:pageinfo:{web.POST}",
    ]
    assert remarks_of(pieces) == {}


def test_a_page_is_dated_by_the_visit_and_known_by_its_address(tmp_path: Path) -> None:
    items = items_of(reading(web.write_wacz(tmp_path / "parks.wacz", web.wacz_files()))[1])
    home, post = items[web.HOME], items[web.POST]
    assert (home.id, home.id_basis, home.time_basis) == (HOME_KEY, "synthesised", "explicit-offset")
    assert post.id == POST_KEY
    assert str(home.created_at) == str(home.latest_at) == "2024-05-01 10:00:00+00:00"


def test_a_page_can_date_from_its_youngest_record(tmp_path: Path) -> None:
    late = web.record("response", web.COMMENTS, web.http("[]", "application/json"), "2024-05-01T10:03:00Z")
    files = {
        "archive/data.warc.gz": web.warc([*web.crawl()[:3], late]),
        "pages/pages.jsonl": web.page_list({"url": web.HOME, "ts": 0.5}),
    }
    (item,) = items_of(reading(web.write_wacz(tmp_path / "a.wacz", files))[1]).values()
    assert str(item.created_at) == "2024-05-01 10:00:00+00:00"
    assert str(item.latest_at) == "2024-05-01 10:03:00+00:00"


def test_a_moment_in_milliseconds_is_read(tmp_path: Path) -> None:
    files = {
        "archive/data.warc.gz": web.warc(web.crawl()),
        "pages/pages.jsonl": web.page_list({"url": web.HOME, "ts": 1714557600000}),
    }
    item = items_of(reading(web.write_wacz(tmp_path / "a.wacz", files))[1])[web.HOME]
    assert str(item.created_at) == "2024-05-01 10:00:00+00:00"


def test_more_records_than_can_be_planned_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "MOST_RECORDS", 9)
    with pytest.raises(Refusal, match=r"^the archive holds more than 9 records; hand it in as several archives$"):
        reading(file_of(tmp_path, web.warc(web.crawl())))


def test_headers_without_an_end_or_a_colon_are_read_in_passing() -> None:
    long = b"WARC/1.0\r\n" + b"x" * (1 << 20)
    assert [each.fault for each in warc_stretches(io.BytesIO(long))] == ["damaged"]
    assert [each.fault for each in warc_stretches(io.BytesIO(gzip.compress(long)))] == ["wrong length"]
    assert seconds_of(lambda: list(warc_stretches(io.BytesIO(long))), enough=1) < 1


def test_a_pages_text_is_the_listed_one_or_what_its_response_says(tmp_path: Path) -> None:
    items = items_of(reading(web.write_wacz(tmp_path / "parks.wacz", web.wacz_files()))[1])
    assert items[web.HOME].text == "Lakeland Parks\nTrails & tracks\nOpen"
    assert items[web.POST].text == "Burn ban lifted\nThank you!"


def test_what_several_pages_can_need_is_residue(tmp_path: Path) -> None:
    residue = residue_of(reading(web.write_wacz(tmp_path / "parks.wacz", web.wacz_files()))[1])
    assert residue == {
        "warc-info": ["warcinfo"],
        "page-resources": [f"response {web.STYLE}", f"request {web.STYLE}"],
        "indexes": ["indexes/index.cdx"],
        "archive-description": ["datapackage-digest.json", "datapackage.json"],
    }


def test_data_that_two_pages_fetched_belongs_to_neither(tmp_path: Path) -> None:
    shared = [
        *web.crawl(),
        web.record("request", web.COMMENTS, web.asking("/comments?post=42", web.HOME), WARC_Page_ID=web.HOME_ID),
    ]
    _, pieces = reading(file_of(tmp_path, web.warc(shared)))
    assert residue_of(pieces)["page-resources"][-3:] == [
        f"response {web.COMMENTS}",
        f"request {web.COMMENTS}",
        f"request {web.COMMENTS}",
    ]


def test_data_to_which_another_pages_revisit_refers_belongs_to_neither(tmp_path: Path) -> None:
    again = web.record(
        "revisit",
        "https://api.chirpwell.example/comments?again",
        web.http("", "application/json"),
        WARC_Page_ID=web.HOME_ID,
        WARC_Refers_To_Target_URI=web.COMMENTS,
    )
    _, pieces = reading(file_of(tmp_path, web.warc([*web.crawl(), again])))
    assert f"response {web.COMMENTS}" in residue_of(pieces)["page-resources"]


def test_an_archive_of_one_page_belongs_to_it_whole(tmp_path: Path) -> None:
    _, pieces = reading(file_of(tmp_path, web.warc(web.crawl()[:5])))
    (item,) = items_of(pieces).values()
    assert len(addresses_of(item)) == 4
    assert residue_of(pieces) == {"warc-info": ["warcinfo"]}


@pytest.mark.parametrize("packed", [True, False])
def test_without_a_list_every_html_document_is_a_page(tmp_path: Path, packed: bool) -> None:
    name = "crawl.warc.gz" if packed else "crawl.warc"
    recognised, pieces = reading(file_of(tmp_path, web.warc(web.crawl(), packed=packed), name))
    assert recognised.era == "warc"
    items = items_of(pieces)
    assert set(items) == {web.HOME, web.POST}
    assert items[web.POST].text == "Burn ban\nBurn ban lifted"
    assert str(items[web.POST].created_at) == "2024-05-01 10:00:09+00:00"


def test_records_without_page_ids_are_placed_by_who_asked(tmp_path: Path) -> None:
    plain = [each.replace(b"WARC-Page-ID", b"X-Nothing") for each in web.crawl()]
    items = items_of(reading(file_of(tmp_path, web.warc(plain)))[1])
    assert f"response {web.COMMENTS}" in addresses_of(items[web.POST])


def test_redirections_belong_to_the_page_that_they_lead_to(tmp_path: Path) -> None:
    old = "http://chirpwell.example/lakeland-parks"
    moved = [
        web.record("response", old, web.http("", status="301 Moved", Location="//chirpwell.example/temp")),
        web.record("response", "http://chirpwell.example/temp", web.http("", status="302 Found", Location=web.HOME)),
    ]
    items = items_of(reading(file_of(tmp_path, web.warc([*moved, *web.crawl()])))[1])
    assert addresses_of(items[web.HOME])[:2] == [f"response {old}", "response http://chirpwell.example/temp"]


def test_a_page_listed_under_its_old_address_has_the_records_of_the_new_one(tmp_path: Path) -> None:
    old = "http://chirpwell.example/parks"
    moved = web.record("response", old, web.http("", status="301 Moved", Location=web.HOME))
    files = {
        "archive/data.warc.gz": web.warc([moved, *web.crawl()]),
        "pages/pages.jsonl": web.page_list({"url": old, "ts": "2024-05-01T10:00:00Z"}, {"url": web.POST}),
    }
    item = items_of(reading(web.write_wacz(tmp_path / "a.wacz", files))[1])[old]
    assert f"response {web.HOME}" in addresses_of(item)
    assert item.text == "Lakeland Parks\nTrails & tracks\nOpen"


def test_redirections_in_a_circle_end(tmp_path: Path) -> None:
    circle = [
        web.record("response", f"{web.HOME}/{one}", web.http("", status="301 Moved", Location=f"{web.HOME}/{two}"))
        for one, two in (("a", "b"), ("b", "a"))
    ]
    bad = web.record("response", f"{web.HOME}/c", web.http("", status="301 Moved", Location="http://[broken"))
    assert len(items_of(reading(file_of(tmp_path, web.warc([*circle, bad, *web.crawl()])))[1])) == 2


def test_two_visits_of_a_page_share_its_address_and_each_has_its_own_records(tmp_path: Path) -> None:
    later = [
        web.record("response", web.HOME, web.http("<p>Closed"), "2024-05-02T10:00:00Z"),
        web.record("request", web.HOME, web.asking("/lakeland-parks"), "2024-05-02T10:00:00Z"),
    ]
    _, pieces = reading(file_of(tmp_path, web.warc([*web.crawl()[:3], *later])))
    items = [piece for piece in pieces if isinstance(piece, ExportedItem)]
    assert [(each.id, each.text, len(each.fragments)) for each in items] == [
        (HOME_KEY, "Lakeland Parks\nTrails & tracks\nOpen", 2),
        (HOME_KEY, "Closed", 2),
    ]


def test_a_page_without_records_is_an_item_of_its_line_alone(tmp_path: Path) -> None:
    gone = "https://chirpwell.example/gone"
    files = web.wacz_files() | {"pages/pages.jsonl": web.pages_of_crawl() + json.dumps({"url": gone}).encode()}
    del files["datapackage.json"], files["datapackage-digest.json"]
    _, pieces = reading(web.write_wacz(tmp_path / "a.wacz", files))
    assert addresses_of(items_of(pieces)[gone]) == ["listed"]
    assert (items_of(pieces)[gone].created_at, items_of(pieces)[gone].time_basis) == (None, "unknown")
    assert remarks_of(pieces) == {"pages that are listed without a record of them": 1}


def test_lines_that_are_no_page_are_named(tmp_path: Path) -> None:
    listed = b'\xef\xbb\xbf{"format": "json-pages-1.0"}\r\n\r\n{"url": 7.5}\n[1]\n{broken\n' + web.pages_of_crawl()
    files = {"archive/data.warc.gz": web.warc(web.crawl()), "pages/pages.jsonl": listed}
    _, pieces = reading(web.write_wacz(tmp_path / "a.wacz", files))
    assert remarks_of(pieces) == {"lines of an unknown shape in lists of pages": 3}


@pytest.mark.parametrize(
    ("name", "said"),
    [("archive/data.warc.gz", "'archive/data.warc.gz'"), ("datapackage.json", "'datapackage.json'")],
)
def test_a_wrong_digest_refuses_the_archive(tmp_path: Path, name: str, said: str) -> None:
    files = web.wacz_files()
    files[name] += b" " if name.endswith("json") else gzip.compress(web.record("response", web.HOME, web.http("new")))
    with pytest.raises(Refusal) as caught:
        reading(web.write_wacz(tmp_path / "a.wacz", files))
    assert str(caught.value) == (
        f"{said} is not what the archive's description says (sha256 differs); fetch the archive again"
    )


def test_digests_in_their_old_place_are_compared_too(tmp_path: Path) -> None:
    files = web.wacz_files()
    value = json.loads(files["datapackage.json"])
    value["resources"] = [
        {"path": each["path"], "stats": {"hash": each["hash"], "bytes": each["bytes"]}} for each in value["resources"]
    ]
    value["wacz_version"] = "1.0.0"
    files["datapackage.json"] = json.dumps(value).encode()
    del files["datapackage-digest.json"]
    assert reading(web.write_wacz(tmp_path / "a.wacz", files))[0].era == "wacz-1-0-0"
    files["pages/pages.jsonl"] += b"\n"
    with pytest.raises(Refusal, match=r"pages\.jsonl"):
        reading(web.write_wacz(tmp_path / "b.wacz", files))


def test_the_kind_of_a_digest_may_stand_beside_it(tmp_path: Path) -> None:
    files = web.wacz_files()
    value = json.loads(files["datapackage.json"])
    entries = [(each["path"], each["bytes"], each["hash"].partition(":")[2]) for each in value["resources"]]
    for stated in ("", "0" * 64):
        value["resources"] = [
            {"path": path, "stats": {"hash": stated or right, "bytes": size}, "hashing": "sha256"}
            for path, size, right in entries
        ]
        described = files | {"datapackage.json": json.dumps(value).encode()}
        described.pop("datapackage-digest.json", None)
        path = web.write_wacz(tmp_path / f"a{stated}.wacz", described)
        if stated:
            with pytest.raises(Refusal, match="sha256 differs"):
                reading(path)
        else:
            assert "digests of an unknown kind" not in remarks_of(reading(path)[1])


def test_files_that_the_description_does_not_fit_are_remarked(tmp_path: Path) -> None:
    files = web.wacz_files()
    described = json.loads(files["datapackage.json"])
    described["resources"] += [
        {"path": "archive/lost.warc.gz", "hash": "sha256:00"},
        {"path": "fuzzy.json", "hash": "crc:1"},
    ]
    files |= {"datapackage.json": json.dumps(described).encode(), "fuzzy.json": b"{}", "logs/crawl.log": b"ok\n"}
    digest = {
        "hash": f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}",
        "signedData": {"signature": "x"},
    }
    files["datapackage-digest.json"] = json.dumps(digest).encode()
    _, pieces = reading(web.write_wacz(tmp_path / "a.wacz", files))
    assert remarks_of(pieces) == {
        "digests of an unknown kind": 1,
        "files that the archive's description lists and the archive lacks": 1,
        "files that the archive's description does not list": 1,
        "signatures that were kept but not verified": 1,
    }
    assert residue_of(pieces)["crawl-logs"] == ["logs/crawl.log"]


def test_one_more_folder_around_and_several_archives_together(tmp_path: Path) -> None:
    whole = web.write_wacz(tmp_path / "a.wacz", web.wacz_files(), top="crawl 1/")
    extra = "https://chirpwell.example/extra"
    second = file_of(tmp_path, web.warc([web.record("response", extra, web.http("<p>More"))]))
    assert set(items_of(reading(whole, second)[1])) == {web.HOME, web.POST, extra}


def test_the_rest_of_a_file_that_is_cut_off_is_named_and_what_came_before_is_read(tmp_path: Path) -> None:
    content = web.warc(web.crawl()[:6])[:-30]
    _, pieces = reading(file_of(tmp_path, content))
    assert set(items_of(pieces)) == {web.HOME}
    assert remarks_of(pieces) == {"records that are cut off": 1}
    assert {piece.part for piece in pieces if isinstance(piece, Residue)} == {"warc-info", "damaged-records"}


@pytest.mark.parametrize("packed", [True, False])
def test_reading_goes_on_behind_a_damaged_record(packed: bool) -> None:
    parts = [gzip.compress(each, mtime=0) if packed else each for each in web.crawl()]
    middle = parts[4]
    parts[4] = middle[:20] + bytes(each ^ 0x55 for each in middle[20:60]) + middle[60:] if packed else b"\x00" * 90
    if not packed:
        parts[4] += b"\r\n\r\n"
    found = list(warc_stretches(io.BytesIO(b"".join(parts))))
    assert [each.fault for each in found] == ["", "", "", "", "damaged", "", "", "", "", ""]
    assert [each.length for each in found] == [len(each) for each in parts]


def test_records_are_found_behind_damage_wherever_pieces_of_the_file_end() -> None:
    start, end = web.warc(web.crawl()[:1]), web.warc(web.crawl()[1:2])
    for length in (0, 1, 1023, 1024, 1025, 2047, 2048, 65_535, 65_536, 65_536 * 2 - len(start) - 3):
        found = list(warc_stretches(io.BytesIO(start + b"\x00" * length + end)))
        assert [each.fault for each in found] == (["", "damaged", ""] if length else ["", ""]), length
        assert found[-1].uri == web.HOME


def test_a_packing_of_several_records_is_one_stretch_with_a_fault(tmp_path: Path) -> None:
    content = gzip.compress(b"".join(web.crawl()[:3])) + web.warc(web.crawl()[5:7])
    _, pieces = reading(file_of(tmp_path, content))
    assert set(items_of(pieces)) == {web.POST}
    assert remarks_of(pieces) == {"stretches that pack several records as one": 1}


def test_a_record_of_another_length_than_it_says_is_named() -> None:
    lying = web.record("response", web.HOME, b"x" * 50).replace(b"Content-Length: 50", b"Content-Length: 99")
    assert [each.fault for each in warc_stretches(io.BytesIO(gzip.compress(lying)))] == ["wrong length"]
    (cut,) = warc_stretches(io.BytesIO(lying))
    assert (cut.fault, cut.length) == ("cut off", len(lying))


def test_a_record_with_an_absurd_length_ends_with_the_file() -> None:
    absurd = b"WARC/1.0\r\nContent-Length: 999999999999999\r\n\r\nx"
    assert [(each.fault, each.length) for each in warc_stretches(io.BytesIO(absurd))] == [("cut off", len(absurd))]
    (one,) = warc_stretches(io.BytesIO(absurd.replace(b"999999999999999", b"9" * 5000)))
    assert one.fault == "damaged"


def test_a_record_that_differs_from_its_own_digest_is_remarked(tmp_path: Path) -> None:
    block = web.http(web.HOME_TEXT)
    right = web.record("response", web.HOME, block, WARC_Block_Digest=f"sha256:{hashlib.sha256(block).hexdigest()}")
    base32 = "sha1:" + "UMDMDRWLVNVE4JXI5LQTUJAW2T7WUKAH"
    wrong = web.record("response", web.POST, web.http(web.POST_TEXT), WARC_Block_Digest=base32)
    for packed in (True, False):
        found = list(warc_stretches(io.BytesIO(web.warc([right, wrong], packed=packed))))
        assert [each.wrong_digest for each in found] == [False, True]
    _, pieces = reading(file_of(tmp_path, web.warc([right, wrong])))
    assert remarks_of(pieces) == {"records that differ from their own digest": 1}


def test_a_record_that_the_crawler_cut_short_is_remarked(tmp_path: Path) -> None:
    short = web.record("response", web.HOME, web.http("<p>Be"), WARC_Truncated="length")
    assert remarks_of(reading(file_of(tmp_path, web.warc([short])))[1]) == {"records that the crawler cut short": 1}


def test_records_of_an_unknown_kind_are_residue(tmp_path: Path) -> None:
    odd = web.record("hologram", web.HOME, b"x")
    _, pieces = reading(file_of(tmp_path, web.warc([*web.crawl(), odd])))
    assert remarks_of(pieces) == {"records of an unknown kind": 1}
    assert residue_of(pieces)["unknown-shapes"] == [f"hologram {web.HOME}"]


def test_a_record_too_large_for_an_item_is_kept_beside_it(tmp_path: Path) -> None:
    film = web.record("response", "https://video.chirpwell.example/1", web.http(b"\x00" * (9 << 20), "video/mp4"))
    _, pieces = reading(file_of(tmp_path, web.warc([*web.crawl()[:3], film], packed=False), "crawl.warc"))
    (item,) = items_of(pieces).values()
    assert len(item.fragments) == 2
    assert remarks_of(pieces) == {"records too large to be part of a page, kept beside it": 1}


def test_nothing_is_held_beyond_its_bound(tmp_path: Path) -> None:
    films = [
        web.record("response", f"https://video.chirpwell.example/{number}", web.http(b"\x00" * (5 << 20), "video/mp4"))
        for number in range(8)
    ]
    _, pieces = reading(file_of(tmp_path, web.warc([*web.crawl()[:3], *films], packed=False), "crawl.warc"))
    (item,) = items_of(pieces).values()
    assert sum(len(each.data) for each in item.fragments) <= 24 << 20
    assert remarks_of(pieces) == {"records too large to be part of a page, kept beside it": 4}


def test_a_bomb_of_a_record_is_damaged_and_not_unpacked_further() -> None:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    bomb = packer.compress(b"WARC/1.0\r\nContent-Length: 999999999\r\n\r\n" + bytes(65 << 20)) + packer.flush()
    found = list(warc_stretches(io.BytesIO(bomb + WHOLE)))
    assert [each.fault for each in found] == ["damaged", *[""] * 10]


def test_a_packing_of_several_records_is_not_searched_for_records() -> None:
    stored = gzip.compress(b"".join(web.crawl()[:3]), 0)
    found = list(warc_stretches(io.BytesIO(stored + WHOLE)))
    assert [each.fault for each in found] == ["several", *[""] * 10]
    assert found[0].length == len(stored)


def test_what_is_held_is_let_go_with_its_page(tmp_path: Path) -> None:
    crawl = []
    for page in (f"{web.HOME}/{number}" for number in range(4)):
        crawl.append(web.record("response", page, web.http("<p>One"), WARC_Page_ID=page))
        data = web.http(b"[" + b" " * (7 << 20) + b"]", "application/json")
        crawl.append(web.record("response", f"{page}?data", data, WARC_Page_ID=page))
    _, pieces = reading(file_of(tmp_path, web.warc(crawl, packed=False), "crawl.warc"))
    assert [len(each.fragments) for each in items_of(pieces).values()] == [2, 2, 2, 2]
    assert remarks_of(pieces) == {}


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (web.http(gzip.compress(b"<p>Packed"), Content_Encoding="gzip"), "Packed"),
        (web.http(zlib.compress(b"<p>Packed"), Content_Encoding="deflate"), "Packed"),
        (web.http(zlib.compress(b"<p>Packed", wbits=-15), Content_Encoding="deflate"), "Packed"),
        (web.http("<p>Already unpacked", Content_Encoding="gzip"), "Already unpacked"),
        (web.http(brotli.compress(b"<p>Packed"), Content_Encoding="br"), "Packed"),
        (web.http(gzip.compress(brotli.compress(b"<p>Packed")), Content_Encoding="br, gzip"), "Packed"),
        (web.http("<p>Already unpacked", Content_Encoding="br"), "Already unpacked"),
        (web.http(b"5\r\n<p>Ch\r\n4;x=1\r\nunks\r\n0\r\n\r\n", Transfer_Encoding="chunked"), "Chunks"),
        (web.http("<p>Not in chunks", Transfer_Encoding="chunked"), "Not in chunks"),
        (web.http("<p>Caf\xe9".encode("latin-1"), "text/html; charset=ISO-8859-1"), "Caf\xe9"),
        (web.http(b'<meta charset="windows-1251"><p>\xef\xe0\xf0\xea', "text/html"), "\u043f\u0430\u0440\u043a"),
        (web.http("<p>Odd", "text/html; charset=no-such"), "Odd"),
        (web.http("plain <b>words</b>", "text/plain"), "plain <b>words</b>"),
        (web.http(b"\x89PNG", "image/png"), ""),
    ],
)  # fmt: skip
def test_answers_are_read_through_their_codings(answer: bytes, text: str) -> None:
    assert page_text(gzip.compress(web.record("response", web.HOME, answer))) == ("", text)
    assert page_text(web.record("response", web.HOME, answer)) == ("", text)


@pytest.mark.parametrize(("body", "coding"), [(b"\x01\x02", "br"), (b"\xff" * 40, "br"), (b"\x28\xb5", "zstd")])
def test_a_packing_that_cannot_be_undone_leaves_a_page_without_text_and_is_told(
    tmp_path: Path, body: bytes, coding: str
) -> None:
    packed = web.record("response", web.HOME, web.http(body, Content_Encoding=coding))
    _, pieces = reading(file_of(tmp_path, web.warc([packed])))
    assert items_of(pieces)[web.HOME].text == ""
    assert remarks_of(pieces) == {"pages in a coding that is not read, kept without text": 1}


def test_a_bomb_in_brotli_is_unpacked_to_the_bound_alone() -> None:
    bomb = brotli.compress(b"<p>" + b"a" * (64 << 20))
    tracemalloc.start()
    found = page_text(web.record("response", web.HOME, web.http(bomb, Content_Encoding="br")))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert len(found[1]) < 9 << 20
    assert most < 120 << 20


def test_html_kept_as_a_file_is_a_page_and_a_crawlers_log_is_none(tmp_path: Path) -> None:
    records = [
        web.record("resource", "http://example.test/a.html", b"<title>A</title><p>First", Content_Type="text/html"),
        web.record("resource", "metadata://crawler/wget.log", b"Saving to a.html", Content_Type="text/plain"),
        web.record("resource", "urn:dom:http://example.test/b.html", b"<p>Seen", Content_Type="text/html"),
    ]
    _, pieces = reading(file_of(tmp_path, web.warc(records)))
    found = items_of(pieces)
    assert {address: item.text for address, item in found.items()} == {"http://example.test/a.html": "A\nFirst"}


def test_a_page_that_was_answered_is_not_a_second_one_as_a_file(tmp_path: Path) -> None:
    kept = web.record("resource", web.HOME, b"<p>Kept", "2024-05-01T10:00:01Z", Content_Type="text/html")
    _, pieces = reading(file_of(tmp_path, web.warc([web.record("response", web.HOME, web.http("<p>Said")), kept])))
    assert {address: item.text for address, item in items_of(pieces).items()} == {web.HOME: "Said"}


def collection(folder: Path, **changes: Any) -> Path:
    """Two archives beside a description of both."""
    entries = []
    for number, page in enumerate((web.HOME, web.POST), 1):
        files = {"archive/data.warc.gz": web.warc([web.record("response", page, web.http(f"<p>Page {number}"))])}
        path = web.write_wacz(folder / f"crawl-{number}.wacz", {**files, "datapackage.json": web.package(files)})
        stated = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        entries.append({"name": path.name, "path": path.name, "hash": stated, "bytes": path.stat().st_size})
    entries[1] |= changes
    value = {"profile": "multi-wacz-package", "resources": entries}
    (folder / "datapackage.json").write_text(json.dumps({name: each for name, each in value.items() if each}))
    return folder


def found_in(*paths: Path) -> tuple[list[Piece], Recognised]:
    """What the finder hands to the format."""
    with open_export(paths) as export:
        found = find_export(export, FORMATS)
        assert found
        return list(found[0].read(found[1], export.open)), found[1]


def test_a_collection_of_archives_is_read_and_its_digests_are_compared(tmp_path: Path) -> None:
    collection(tmp_path)
    pieces, _ = found_in(tmp_path)
    assert {address: item.text for address, item in items_of(pieces).items()} == {
        web.HOME: "Page 1", web.POST: "Page 2",
    }  # fmt: skip
    assert remarks_of(pieces) == {}


def test_a_collection_packed_as_one_file_is_read_too(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    collection(folder)
    packed = web.write_wacz(tmp_path / "all.wacz", {each.name: each.read_bytes() for each in folder.iterdir()})
    assert {each.text for each in items_of(found_in(packed)[0]).values()} == {"Page 1", "Page 2"}


@pytest.mark.parametrize("changes", [{"hash": f"sha256:{'0' * 64}"}, {"hash": "0" * 64}, {"bytes": 7}, {"size": 7}])
def test_an_archive_that_the_collection_describes_otherwise_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    collection(tmp_path, **changes)
    with pytest.raises(Refusal, match=r"'crawl-2\.wacz' is not (as long as|what) the collection's description says"):
        found_in(tmp_path)


def test_older_collections_name_addresses_and_bare_digests_and_what_is_not_there_is_told(tmp_path: Path) -> None:
    collection(tmp_path)
    stated = hashlib.sha256((tmp_path / "crawl-1.wacz").read_bytes()).hexdigest()
    entries = [
        {"path": f"https://archive.example/files/crawl-1.wacz?sig={'a' * 9}", "hash": stated},
        {"path": "https://archive.example/files/crawl-3.wacz", "hash": stated},
    ]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": entries}))
    pieces, recognised = found_in(tmp_path)
    assert [each for each in pieces if isinstance(each, Doubt)] == [
        Doubt("missing-parts", "archives that the collection's description lists and that are not there", 1)
    ]
    assert remarks_of(pieces) == {}
    assert not recognised.complete


SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "warc"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the archives of py-wacz are not beside the repository")
def test_the_real_files_kept_as_resources_are_pages() -> None:
    _, pieces = reading(SAMPLES / "example-resource.warc.gz")
    assert list(items_of(pieces)) == ["https://example.com/index.html"]


def test_markup_scripts_and_styles_are_no_text() -> None:
    source = '<body><script>"</p>"</script><!-- no --><a title="a > b" href=x>Gate</a> opens<br>at 8 &lt; 9<svg>x</svg>'
    assert seen_text(source) == "Gate opens\nat 8 < 9"


def test_addresses_with_passwords_or_of_no_web_are_no_permalinks(tmp_path: Path) -> None:
    pages = web.page_list(
        {"url": "https://user:secret@chirpwell.example/"}, {"url": "javascript:alert(1)"}, {"url": "http://[broken"}
    )
    files = {"archive/a.warc.gz": web.warc(web.crawl()), "pages/pages.jsonl": pages}
    _, pieces = reading(web.write_wacz(tmp_path / "a.wacz", files))
    assert {each.permalink for each in pieces if isinstance(each, ExportedItem)} == {""}


def test_files_without_records_are_no_web_archive(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty/crawl.warc.gz").write_bytes(b"\x1f\x8b no")
    (tmp_path / "empty/__MACOSX").mkdir()
    (tmp_path / "empty/__MACOSX/._crawl.warc").write_bytes(b"WARC/1.0\r\n")
    with open_export([tmp_path / "empty"]) as export:
        assert warc.recognise(export.members, export.open) is None


WHOLE = web.warc(web.crawl())
PLAIN = web.warc(web.crawl(), packed=False)


@given(st.sampled_from([WHOLE, PLAIN]), st.integers(0, len(WHOLE)), st.integers(0, 60), st.binary(max_size=60))
def test_every_byte_of_a_damaged_file_is_in_one_stretch(content: bytes, place: int, length: int, new: bytes) -> None:
    damaged = content[:place] + new + content[place + length :]
    at = 0
    for each in warc_stretches(io.BytesIO(damaged)):
        assert each.offset == at
        assert each.length > 0
        at += each.length
    assert at == len(damaged)


@given(st.binary(max_size=200))
def test_any_bytes_behind_a_record_are_read(rest: bytes) -> None:
    found: list[WarcRecord] = list(warc_stretches(io.BytesIO(WHOLE + rest)))
    assert sum(each.length for each in found) == len(WHOLE) + len(rest)
    assert found[: len(web.crawl())] == list(warc_stretches(io.BytesIO(WHOLE)))


@pytest.mark.parametrize("content", [WHOLE, PLAIN, web.warc([each.replace(b"/1.1", b"/1.0") for each in web.crawl()])])
def test_another_reader_finds_the_same_records_at_the_same_places(content: bytes) -> None:
    theirs = [
        (each.stream_pos, str(each.record_type), each.headers.get("WARC-Target-URI", ""))
        for each in ArchiveIterator(io.BytesIO(content), parse_http=False)
    ]
    assert [(each.offset, each.kind, each.uri) for each in warc_stretches(io.BytesIO(content))] == theirs
    assert len(theirs) == len(web.crawl())


def test_names_of_headers_are_read_in_any_case_and_lines_with_either_end() -> None:
    (plain, *_) = warc_stretches(io.BytesIO(web.crawl()[1]))
    for other in (
        web.crawl()[1].replace(b"Content-Length", b"content-length").replace(b"WARC-Type", b"WARC-TYPE"),
        web.crawl()[1].replace(b"\r\nWARC-", b"\nWARC-"),
        web.crawl()[1].partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n")
        + b"\n\n"
        + web.crawl()[1].partition(b"\r\n\r\n")[2],
    ):
        assert list(warc_stretches(io.BytesIO(other))) == [replace(plain, length=len(other))]


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_header_can_go_on_in_indented_lines(end: bytes) -> None:
    (plain, *_) = warc_stretches(io.BytesIO(web.crawl()[1]))
    folded = web.crawl()[1].replace(b"WARC-Target-URI: ", b"WARC-Target-URI:" + end + b" \t")
    folded = folded.replace(
        b"WARC-Page-ID: ", b"X-Note: one" + end + b"  two" + end + b"\tWARC-Date: 3" + end + b"WARC-Page-ID: "
    )
    assert list(warc_stretches(io.BytesIO(folded))) == [replace(plain, length=len(folded))]


def test_unpacking_stops_at_its_bound() -> None:
    assert unpacked_record(gzip.compress(b"x" * 1000), 10) == b"x" * 10


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    """A request without parts, for a site of a platform that no export is read of."""
    root, store = tmp_path / "root", tmp_path / "store"
    (root / "registry/sites").mkdir(parents=True)
    (root / "registry/sites/parks-chirpwell.yml").write_text("agency: parks\n")
    return IngestRequest(
        paths=(),
        root=root,
        store=store,
        site="parks-chirpwell",
        platform="chirpwell",
        account_id="0a1b2c3d",
        time_zone="America/New_York",
        rules=(),
        moment=datetime(2024, 5, 2, 14, 30, tzinfo=UTC),
        by="dana-whitfield",
        software="Records Portal 0.1.0",
    )


def index_of(request: IngestRequest, capture: str) -> list[list[str]]:
    path = request.root / "captures/parks-chirpwell" / capture / "items.csv"
    return [line.split(",") for line in path.read_text().splitlines()[1:]]


def test_a_lone_warc_file_becomes_a_capture_of_any_platform(tmp_path: Path, request_: IngestRequest) -> None:
    path = file_of(tmp_path, web.warc(web.crawl()), "handed in.gz")
    outcome = ingest_export(replace(request_, paths=(path,)))
    assert (outcome.platform, outcome.format, outcome.era) == ("chirpwell", "warc", "warc")
    assert outcome.kinds == {"page": 2}
    assert [row[:5] + row[7:10] for row in index_of(request_, outcome.capture)] == [
        [HOME_KEY, "synthesised", "1", "new", "page", "2024-05-01T10:00:00Z", "2024-05-01", "explicit-offset"],
        [POST_KEY, "synthesised", "1", "new", "page", "2024-05-01T10:00:09Z", "2024-05-01", "explicit-offset"],
    ]
    received = request_.store / "bags/parks-chirpwell" / outcome.capture / "data/received/part-1.warc.gz"
    assert received.read_bytes() == path.read_bytes()


def test_a_page_captured_again_is_a_new_version_where_it_says_something_else(
    tmp_path: Path, request_: IngestRequest
) -> None:
    first = file_of(tmp_path, web.warc(web.crawl()), "one.warc.gz")
    changed: Any = [
        web.record("response", web.HOME, web.http(web.HOME_TEXT.replace("Open", "Closed")), "2024-05-02T10:00:00Z"),
        web.record("response", web.POST, web.http(web.POST_TEXT), "2024-05-02T10:00:09Z"),
    ]
    ingest_export(replace(request_, paths=(first,)))
    outcome = ingest_export(replace(request_, paths=(file_of(tmp_path, web.warc(changed), "two.warc.gz"),)))
    assert {name: count for name, count in outcome.counts.items() if count} == {"found": 2, "edited": 1, "repeated": 1}
    assert [row[:4] for row in index_of(request_, outcome.capture)] == [[HOME_KEY, "synthesised", "2", "edited"]]


def test_a_wrong_digest_leaves_nothing_behind(tmp_path: Path, request_: IngestRequest) -> None:
    files = web.wacz_files() | {"indexes/index.cdx": b"changed"}
    path = web.write_wacz(tmp_path / "a.wacz", files)
    for dry_run in (True, False):
        with pytest.raises(Refusal, match=r"^'indexes/index.cdx' is not what the archive's description says"):
            ingest_export(replace(request_, paths=(path,), dry_run=dry_run))
    assert not (request_.root / "captures").exists()
    assert not list((request_.store / "bags").rglob("*"))
