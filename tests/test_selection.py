"""Of a personal account only picked items may be handed in, and nothing else of its export goes with them."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports.selection import write_selection
from records_portal.register.findings import Refusal
from tests.exports_x import write_2022, zip_of


def ids_of(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "items.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return zip_of(write_2022(tmp_path / "export"), tmp_path / "export.zip")


def request_for(tmp_path: Path, export: Path) -> IngestRequest:
    site = tmp_path / "root/registry/sites/ana-x.yml"
    site.parent.mkdir(parents=True, exist_ok=True)
    site.write_text("agency: parks\n", encoding="utf-8")
    return IngestRequest(
        paths=(export,),
        root=tmp_path / "root",
        store=tmp_path / "store",
        site="ana-x",
        platform="x",
        account_id=None,
        time_zone="UTC",
        rules=(),
        moment=datetime(2025, 8, 1, tzinfo=UTC),
        by="ana",
        software="test",
        personal=True,
    )


def test_picked_items_are_taken_in_and_the_rest_stays_out(tmp_path: Path, export: Path) -> None:
    whole = ingest_export(replace(request_for(tmp_path, export), personal=False, dry_run=True))
    text = (tmp_path / "export" / "data" / "tweets.js").read_text(encoding="utf-8")
    picked = re.findall(r'"id_str": ?"(\d+)"', text)[0]
    assert write_selection([export], [picked], tmp_path / "picked") == 1
    assert set(ids_of(tmp_path / "picked")) == {picked}
    outcome = ingest_export(request_for(tmp_path, tmp_path / "picked"))
    assert (outcome.format, outcome.counts["found"]) == ("files-csv", 1)
    assert whole.counts["found"] > 1
    other = next(each for each in re.findall(r'"id_str": ?"(\d+)"', text) if each != picked)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert picked.encode() in kept
    assert other.encode() not in kept


def test_the_whole_export_of_a_personal_account_is_refused(tmp_path: Path, export: Path) -> None:
    with pytest.raises(Refusal, match="pick them with `records captures select`"):
        ingest_export(request_for(tmp_path, export))
    assert not (tmp_path / "store").exists()


def test_an_id_that_is_not_there_leaves_nothing(tmp_path: Path, export: Path) -> None:
    with pytest.raises(Refusal, match="no item '1' in the export"):
        write_selection([export], ["1"], tmp_path / "picked")
    with pytest.raises(Refusal, match="exists already"):
        write_selection([export], ["1"], tmp_path / "export")
    assert not [path for path in tmp_path.iterdir() if "picked" in path.name]
