"""The page of verdicts says of each case, whole and damaged, what an ingest says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.export_cases import case_names
from tests.verdict_table import lines_of, listed_rows, row_of

# Declared, undeclared and never complete ones, lists, lines and tables; the others when the table is written anew.
ASKED = ("twitter-2022", "instagram-json-2022", "flickr-2024", "tiktok-text", "feeds-rss-2024", "reddit-2024")


def test_every_case_has_its_row_and_no_damage_makes_an_item_gone() -> None:
    rows = listed_rows()
    assert list(rows) == case_names()
    assert [name for name, row in rows.items() if " gone" in row] == []


@pytest.mark.parametrize("name", ASKED)
def test_the_row_is_what_an_ingest_says(name: str, tmp_path: Path) -> None:
    row = list(lines_of(iter([row_of(name, tmp_path)])))[-1]
    assert listed_rows()[name] == row, "write it anew: PYTHONPATH=.:scripts python -m tests.verdict_table"
