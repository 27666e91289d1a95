"""Dumps of wikis: each revision a version of its page, and each byte in exactly one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.exports import recognise
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import ExportedItem, Residue
from tests.roots import ingest_request
from tests.test_ingest import rows_of, taken_in
from tests.test_twitter import assert_conserved, reading, remarks_of, residue_of

CASE = (Path(__file__).parent / "exports/mediawiki-dump-2024/export/wiki.xml").read_text(encoding="utf-8")


def write(folder: Path, content: str = CASE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wiki.xml").write_text(content, encoding="utf-8", newline="")
    return folder


def items_of(path: Path) -> list[ExportedItem]:
    with reading(path) as (_, _, pieces):
        return [each for each in pieces if isinstance(each, ExportedItem)]


def test_each_revision_has_its_page_its_writer_and_its_address(tmp_path: Path) -> None:
    first, second, third = items_of(write(tmp_path))
    assert [each.id for each in (first, second, third)] == ["page/12", "page/12", "page/13"]
    assert (first.author, second.author, third.author) == ("Milo Archer", "", "")
    assert first.permalink == "https://wiki.lakeland.example/wiki/Gate_B_%26_C?oldid=101"
    assert [(each.state, each.address) for each in first.media] == [("remote", "Gate_B.jpg")]
    assert (third.deleted, third.text) == (True, "Keys")
    assert_conserved(tmp_path)


def test_the_address_of_a_writer_without_a_name_is_in_no_item(tmp_path: Path) -> None:
    with reading(write(tmp_path)) as (_, _, pieces):
        private = [each.data for each in pieces if isinstance(each, Residue) and each.part == "personal-particulars"]
        own = b"".join(part.data for each in pieces if isinstance(each, ExportedItem) for part in each.fragments)
    assert private == [b"<ip>192.0.2.17</ip>"]
    assert b"192.0.2" not in own


def test_revisions_are_versions_and_a_later_dump_adds_what_is_new(tmp_path: Path) -> None:
    request = ingest_request(tmp_path, platform="wiki")
    outcome = taken_in(request, write(tmp_path / "first"), platform="wiki")
    told = [(row["id"], row["version"], row["change"], row["latest_on"]) for row in rows_of(request, outcome)]
    assert told == [("page/12", "1", "new", "2024-05-01"), ("page/12", "2", "edited", "2024-05-02")]
    later = CASE.replace("102</id>", "109</id>").replace("''open''", "''open'' again").replace("05-02T", "06-02T")
    outcome = taken_in(request, write(tmp_path / "second", later), platform="wiki")
    told = [(row["id"], row["version"], row["change"], row["latest_on"]) for row in rows_of(request, outcome)]
    assert told == [("page/12", "3", "edited", "2024-06-02")]


def test_revisions_of_another_shape_are_kept_and_counted(tmp_path: Path) -> None:
    strange = CASE.replace("<id>101</id>", "<id>x</id>").replace("2024-05-02T14:00:00Z", "yesterday")
    folder = write(tmp_path, strange)
    assert [each.id for each in items_of(folder)] == ["page/13"]
    assert remarks_of(folder) == {"objects of an unknown shape in wiki.xml": 2}
    assert_conserved(folder)


def test_a_revision_without_a_page_is_no_item(tmp_path: Path) -> None:
    folder = write(tmp_path, CASE.replace("<title>Gate B &amp; C</title>", ""))
    assert [each.id for each in items_of(folder)] == ["page/13"]
    assert_conserved(folder)


def test_a_dump_that_breaks_off_keeps_what_it_has(tmp_path: Path) -> None:
    folder = write(tmp_path, CASE[: CASE.index("<ip>")])
    assert [each.id for each in items_of(folder)] == ["page/12"]
    assert remarks_of(folder) == {"objects of an unknown shape in wiki.xml": 1}
    assert_conserved(folder)


def test_a_dump_that_declares_entities_is_not_read_on(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n' + CASE.replace("''open''", "&b;")
    folder = write(tmp_path, bomb)
    with open_export([folder]) as export:
        assert recognise(export.members, export.open) is None


def test_files_beside_it_are_media_or_orphans(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "images/a").mkdir(parents=True)
    (folder / "images/a/Gate_B.jpg").write_bytes(b"a gate")
    (folder / "images/Other.jpg").write_bytes(b"another")
    assert items_of(folder)[0].media[0].state == "found"
    assert residue_of(folder) == {"orphan-media": ["images/Other.jpg"]}
    assert_conserved(folder)


@pytest.mark.parametrize("content", ["", "<mediawiki", "<rss></rss>", "no xml"])
def test_another_file_is_not_recognised(tmp_path: Path, content: str) -> None:
    with open_export([write(tmp_path, content)]) as export:
        found = recognise(export.members, export.open)
        assert found is None or found[1].format != "mediawiki" or content == "<mediawiki"
