"""Bags written anew: of exports of every format, without each of their items, and with copies within one bag."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from records_portal.captures.contents import fragment_bytes
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.disposal.bag_contents import bag_contents
from records_portal.disposal.bag_rewriting import Removal, rewrite_bag
from records_portal.disposal.conservation import conservation_problems
from records_portal.files.yaml_text import read_yaml
from records_portal.register.findings import Refusal
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter
from tests import (
    exports_facebook,
    exports_instagram,
    exports_mastodon,
    exports_messages,
    exports_x,
    exports_x_eras,
    test_linkedin,
    test_youtube,
    web_archives,
)
from tests.disposals import files_below
from tests.roots import ingest_request
from tests.test_files_csv import POST, REPLY, written_export
from tests.test_ingest import bag_of, taken_in

KEY = bytes(range(32))
WRITERS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "x-2018": ("x", exports_x.write_2018),
    "x-2019": ("x", exports_x_eras.write_2019),
    "x-2022": ("x", exports_x.write_2022),
    "facebook-json": ("facebook", exports_facebook.write_json),
    "facebook-html": ("facebook", exports_facebook.write_html),
    "facebook-html-2017": ("facebook", exports_facebook.write_html_2017),
    "instagram-2018": ("instagram", exports_instagram.write_2018),
    "instagram-2021": ("instagram", exports_instagram.write_2021),
    "instagram-html": ("instagram", exports_instagram.write_html),
    "messages": ("x", exports_messages.write_x),
    "mastodon": ("mastodon", exports_mastodon.write),
    "linkedin": ("linkedin", test_linkedin.write),
    "youtube": ("youtube", test_youtube.write),
}


@pytest.fixture
def request_(tmp_path: Path) -> IngestRequest:
    return ingest_request(tmp_path)


def lines_of(bag: Path) -> list[bytes]:
    return [line for path in sorted(bag.glob("data/items/items-*.jsonl")) for line in path.read_bytes().splitlines()]


def only_of(bag: Path, gone: set[str]) -> set[bytes]:
    """What only the items that go were read from: fragments long enough to be told from others."""
    pieces: dict[bool, set[bytes]] = {True: set(), False: set()}
    for line in map(json.loads, lines_of(bag)):
        found = pieces[line["id"] in gone]
        found |= {data for each in line["fragments"] if len(data := fragment_bytes(each)) > 60}
    return {each for each in pieces[True] if not any(each in other for other in pieces[False])}


@pytest.mark.parametrize(
    ("name", "form"), [*((name, "zip") for name in WRITERS), ("x-2018", "folder"), ("x-2022", "tar.gz")]
)
def test_an_export_of_any_format_is_conserved_and_half_of_its_items_go(
    tmp_path: Path, request_: IngestRequest, name: str, form: str
) -> None:
    platform, write = WRITERS[name]
    export = write(tmp_path / "export")
    if form != "folder":
        export = (exports_x.zip_of if form == "zip" else exports_x.tar_of)(export, tmp_path / f"x.{form}")
    check_rewritten(tmp_path, bag_of(request_, taken_in(request_, export, platform=platform)), form)


def test_a_web_archive_is_conserved_and_half_of_its_pages_go(tmp_path: Path, request_: IngestRequest) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(web_archives.warc(web_archives.crawl()))
    check_rewritten(tmp_path, bag_of(request_, taken_in(request_, tmp_path / "crawl.warc.gz")), "warc-gz")
    packed = web_archives.write_wacz(tmp_path / "crawl.wacz", web_archives.wacz_files())
    later = replace(request_, moment=request_.moment + timedelta(days=1))
    bag = bag_of(later, taken_in(later, packed))
    assert list(conservation_problems(bag, ["zip"])) == []


def check_rewritten(tmp_path: Path, bag: Path, form: str) -> None:
    """Half of the items of a bag go, and nothing else; what only they were read from is nowhere."""
    assert list(conservation_problems(bag, [form.replace(".", "-")])) == []
    contents = bag_contents("parks-x", bag, KEY)
    ids = sorted({item for item, _ in contents.lines})
    gone = set(ids[::2])
    removal = Removal(contents, frozenset(each for each in contents.lines if each[0] in gone), frozenset())
    before, fragments = files_below(bag), only_of(bag, gone)
    new = tmp_path / "new"
    value = rewrite_bag(removal, BagWriter(new), KEY, "gone-1")
    assert files_below(bag) == before
    assert verify_bag(new) == []
    assert lines_of(new) == [line for line in lines_of(bag) if json.loads(line)["id"] not in gone]
    after = files_below(new)
    assert {n: d for n, d in before.items() if "/residue/" in n} == {n: d for n, d in after.items() if "/residue/" in n}
    assert not [n for n in after if "/received/" in n]
    assert [name for name, data in after.items() for each in fragments if each in data] == []
    named = {each for line in map(json.loads, lines_of(new)) for each in line["files"]}
    assert {n for n in after if n.startswith("data/items/media/")} == named
    assert value["dispositions"] == ["gone-1"]
    assert [each["disposition"] for each in value["received"]] == ["gone-1"]
    assert value == read_yaml((new / "capture.yml").read_bytes())[0]


def test_a_copy_within_a_bag_goes_with_what_it_repeats(tmp_path: Path, request_: IngestRequest) -> None:
    bag = bag_of(request_, taken_in(request_, written_export(tmp_path / "export", POST, REPLY, POST)))
    assert [json.loads(line)["version"] for line in lines_of(bag)] == [1, 1, None]
    contents = bag_contents("parks-x", bag, KEY)
    assert dict(contents.lines) == {("1001", 1): 2, ("1002", 1): 1}
    removal = Removal(contents, frozenset({("1001", 1)}), frozenset())
    assert removal.lines == 2
    rewrite_bag(removal, BagWriter(tmp_path / "new"), KEY, "gone-1")
    assert [json.loads(line)["id"] for line in lines_of(tmp_path / "new")] == ["1002"]
    segment = bag / "data/items/items-000001.jsonl"
    first, *others = segment.read_text().splitlines(keepends=True)
    segment.write_text("".join([first.replace("is open, all day", "is shut, all day"), *others]))
    with pytest.raises(Refusal, match="holds a copy of item '1001' that no other line is of"):
        bag_contents("parks-x", bag, KEY)


def test_the_last_item_leaves_a_bag_of_residue(tmp_path: Path, request_: IngestRequest) -> None:
    bag = bag_of(request_, taken_in(request_, written_export(tmp_path / "export", REPLY)))
    contents = bag_contents("parks-x", bag, KEY)
    parts = frozenset({"other-files"})
    value = rewrite_bag(Removal(contents, frozenset(contents.lines), parts), BagWriter(tmp_path / "new"), KEY, "gone-1")
    assert verify_bag(tmp_path / "new") == []
    left = bag_contents("parks-x", tmp_path / "new", KEY)
    assert (dict(left.lines), left.keeps_export) == ({}, False)
    assert left.parts == contents.parts - parts
    assert {each["part"]: each.get("disposition") for each in value["residue"]} == {
        part: "gone-1" if part == "other-files" else None for part in contents.parts
    }
