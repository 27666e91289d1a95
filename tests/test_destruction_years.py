"""What was disposed of in a year: rows, sums, the table, the PDF and the page, each figure counted by hand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.commands.cli import run
from records_portal.documents import destruction_report
from records_portal.register.model import Record, Register
from records_portal.retention.destruction_years import dispositions_of_year, sums_of_year, years_of_dispositions
from tests.pdf_text import pdf_pages

ROOT = Path(__file__).parents[1]
HEAD = (
    "disposition,on,method,agencies,sites,series,items,residue_parts,dated_from,dated_to,authorization,request_number,"
    "authorization_number,certificate,by,witness\r\n"
)
SAMPLE = (
    "parks-routine-2012,2025-03-07,destroy,parks,parks-x,lakeland-general#SM-130,4,0,2012-01-01,2013-12-31,"
    "parks-routine-2012,100203,A-25-0019,C-2025-001,hana-birch,june-sedge\r\n"
)


def disposition(on: str, *items: tuple[str, str], **fields: Any) -> dict[str, Any]:
    """A disposition of items, each by site and id."""
    listed = [{"site": site, "item": item, "version": 1} for site, item in items]
    value = {
        "authorization": "a",
        "series": "local#1",
        "method": "destroy",
        "on": on,
        "by": "bo",
        "span": {"from_on": "2019-01-01", "to_on": "2019-12-31"},
        "certificate": {"reference": f"C-{on}"},
        "items": listed,
    }
    return {key: each for key, each in (value | fields).items() if each is not None}


def register(**dispositions: dict[str, Any]) -> Register:
    values: dict[str, dict[str, dict[str, Any]]] = {
        "sites": {"x": {"agency": "parks"}, "y": {"agency": "parks"}, "z": {"agency": "water"}},
        "authorizations": {"a": {"sites": ["x", "z"]}},
        "dispositions": dispositions,
    }
    return Register(
        {
            kind: {name: Record(kind, name, f"{name}.yml", value) for name, value in each.items()}
            for kind, each in values.items()
        }
    )


YEARS = register(
    late=disposition("2025-12-31", ("z", "1"), method="transfer-archives"),
    first=disposition("2025-01-01", ("x", "1"), ("y", "2")),
    twice=disposition("2025-06-01", ("x", "3"), residue=[{"site": "x", "capture": "c", "part": "p"}]),
    both=disposition("2025-07-01", ("x", "4"), ("z", "5"), further_series=[{"series": "local#2"}]),
    large=disposition("2025-08-01", items=None, count=6000),
    before=disposition("2024-12-31", ("x", "9")),
)


def test_a_year_has_the_dispositions_of_its_days_in_their_order() -> None:
    assert years_of_dispositions(YEARS) == [2025, 2024]
    rows = dispositions_of_year(YEARS, 2025)
    assert [(each.id, each.sites, each.agencies, each.series, each.items, each.residue) for each in rows] == [
        ("first", ("x", "y"), ("parks",), ("local#1",), 2, 0),
        ("twice", ("x",), ("parks",), ("local#1",), 1, 1),
        ("both", ("x", "z"), ("parks", "water"), ("local#1", "local#2"), 2, 0),
        # a list that lies beside the record: its number, and the sites of the authorization
        ("large", ("x", "z"), ("parks", "water"), ("local#1",), 6000, 0),
        ("late", ("z",), ("water",), ("local#1",), 1, 0),
    ]
    assert [each.id for each in dispositions_of_year(YEARS, 2024)] == ["before"]
    assert dispositions_of_year(YEARS, 2023) == []


def test_every_item_is_counted_once_in_the_sums() -> None:
    assert sums_of_year(dispositions_of_year(YEARS, 2025)) == [
        ("parks", "local#1", "destroy", 2, 3, 1),
        ("parks water", "local#1", "destroy", 1, 6000, 0),
        ("parks water", "local#1 local#2", "destroy", 1, 2, 0),
        ("water", "local#1", "transfer-archives", 1, 1, 0),
    ]


def test_a_year_without_dispositions_has_no_sums_and_a_report_that_says_so() -> None:
    assert (years_of_dispositions(register()), sums_of_year([])) == ([], [])
    text = unspaced(destruction_report(register(), 2025, [], date(2026, 1, 5)))
    assert "Recordsdisposedofin2025Nothingwasdisposedof." in text


def test_the_report_names_sums_authority_and_people() -> None:
    rows = dispositions_of_year(YEARS, 2025)
    text = unspaced(destruction_report(YEARS, 2025, rows, date(2026, 1, 5)))
    assert "5dispositions,6,006itemsand1partofwhatnoitemowns." in text
    assert "water" in text
    for said in ("2025-07-01bothx,z2abo", "2025-12-31latez1abo"):
        assert said in text
    assert destruction_report(YEARS, 2025, rows, date(2026, 1, 5)) == destruction_report(
        YEARS, 2025, rows, date(2026, 1, 5)
    )


def unspaced(pdf: bytes) -> str:
    """The text of a PDF as it is drawn, in which spaces are gaps."""
    return "".join("".join(pdf_pages(pdf)).split())


def asked(tmp_path: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(
        ["--root", str(ROOT), "report", "destruction", *arguments],
        {"cache": tmp_path / "cache", "started_at": datetime(2026, 1, 5, tzinfo=UTC)},
    )
    return code, *capsys.readouterr()


def test_the_sample_year_is_told_and_written_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = asked(tmp_path, capsys, "--year", "2025", "--csv", str(tmp_path / "deep/2025.csv"))
    assert (code, out, err) == (
        0,
        "parks  lakeland-general#SM-130  destroy: 1 disposition, 4 items, 0 of residue\n2025: 1 disposition, 4 items\n"
        f"{tmp_path / 'deep/2025.csv'}\n",
        "",
    )
    assert (tmp_path / "deep/2025.csv").read_bytes().decode() == HEAD + SAMPLE
    assert asked(tmp_path, capsys, "--year", "2024") == (0, "2024: nothing was disposed of\n", "")


def test_the_same_as_json_and_a_file_beside_it_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(tmp_path, capsys, "--year", "2025", "--format", "json")
    answer = json.loads(out)
    assert (code, answer["year"], answer["sums"]) == (
        0,
        2025,
        [
            {
                "agencies": "parks",
                "series": "lakeland-general#SM-130",
                "method": "destroy",
                "dispositions": 1,
                "items": 4,
                "residue_parts": 0,
            }
        ],
    )
    assert answer["dispositions"][0]["certificate"] == "C-2025-001"
    code, out, err = asked(tmp_path, capsys, "--year", "2025", "--format", "json", "--csv", str(tmp_path / "x.csv"))
    assert (code, out) == (2, "")
    assert "leave out --csv and --pdf, or --format json" in err
    assert not (tmp_path / "x.csv").exists()
