"""A table that ends at the end of a row looks whole: of no format is it held to be, unless something says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.verdict import COMPLETE
from records_portal.exports.slices.csv_slices import csv_slices
from tests.export_cases import Case, case_names, read_case
from tests.roots import ingest_request

TABLES = [
    (name, each.relative_to(read_case(name).export).as_posix())
    for name in case_names()
    for each in sorted(read_case(name).export.rglob("*.csv"))
]


def judged(case: Case, folder: Path, export: Path) -> tuple[str, int]:
    """What an export is held to be, and how many items it has."""
    site: dict[str, Any] = {"platform": case.platform, "handles": case.handles, "include": case.include}
    dates = case.ingest[case.ingest.index("--dates") + 1] if "--dates" in case.ingest else ""
    request = ingest_request(
        folder, account_id=case.account_id or None, dry_run=True, dates=dates, is_private=True, **site
    )
    outcome = ingest_export(replace(request, paths=tuple(case.paths(export, folder / "packed"))))
    return outcome.verdict.value, outcome.counts["found"]


@pytest.mark.parametrize(("name", "table"), TABLES)
@pytest.mark.parametrize("ends", ["", "\n"])
def test_a_table_cut_at_the_end_of_a_row_is_never_the_whole(name: str, table: str, ends: str, tmp_path: Path) -> None:
    case = read_case(name)
    path = case.copied(tmp_path / "export") / table
    with path.open("rb") as stream:
        rows = [each for each in csv_slices(stream) if each.cells and any(each.cells)]
    assert rows
    whole = judged(case, tmp_path / "whole", tmp_path / "export")
    data = path.read_bytes()
    path.write_bytes(data[: rows[-1].offset].rstrip(b"\r\n") + ends.encode())
    cut = judged(case, tmp_path / "cut", tmp_path / "export")
    assert cut[0] != COMPLETE or cut[1] == whole[1]
