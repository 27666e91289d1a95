"""`records audit`: the tables that an auditor asks for, over a time; credentials with the private root alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.duty_office import AUDIT, LOG, PRIVATE, both, faultless, with_value, without, write_office
from tests.duty_omissions import FINDING
from tests.roots import Root, command


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office in a repository, with one month that nobody attested and a point of an audit that is open."""
    folder = tmp_path_factory.mktemp("office")
    files = faultless()
    both(without(LOG, "monitoring", 3), with_value([FINDING], AUDIT, "findings"))(files)
    write_office(folder, files)
    public = {path: value for path, value in files.items() if not path.startswith(PRIVATE)}
    Root(folder / "root").commit(public, message="The whole register")
    return folder


def told(office: Path, *words: str | Path, private: bool = True) -> tuple[int, str, str]:
    named: list[str | Path] = ["--private", office / "private"] if private else []
    days = ["--as-of", "2026-05-12", "--from", "2026-01-01", "--to", "2026-05-12"]
    done = command("--root", office / "root", *named, "audit", *days, *words, home=office)
    return done.returncode, done.stdout, done.stderr


def pack(office: Path, *words: str, private: bool = True) -> dict[str, list[dict[str, str]]]:
    code, out, _ = told(office, *words, "--format", "json", private=private)
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    assert (found.pop("from_on"), found.pop("to_on")) == ("2026-01-01", "2026-05-12")
    return found


def test_the_pack_has_seven_tables(office: Path) -> None:
    found = pack(office)
    assert {name: len(rows) for name, rows in found.items() if name != "approvals"} == {
        "administrators": 2,
        "credentials": 1,
        "captures": 2,
        "dispositions": 0,
        "gaps": 2,
        "points": 1,
    }
    assert found["administrators"][0] == {
        "site": "parks-x",
        "person": "ed",
        "designated_on": "2025-01-13",
        "by": "ada",
        "responsibilities": "9",
        "removed_on": "",
        "access_ended_on": "",
    }
    assert found["credentials"][0]["reported"] == "web-content-team 2026-01-09"
    assert [(each["reaches"], each["verdict"]) for each in found["captures"]] == [
        ("2026-01-05", "complete"),
        ("2026-04-03", "complete"),
    ]


def test_a_gap_and_an_open_point_are_named(office: Path) -> None:
    found = pack(office)
    assert [(each["duty"], each["late_on"]) for each in found["gaps"]] == [
        ("audit-finding", "2026-05-02"),
        ("monitoring", "2026-05-08"),
    ]
    assert (found["points"][0]["owner"], found["points"][0]["closed_on"]) == ("flo", "")


def test_approvals_say_how_they_are_known(office: Path) -> None:
    listed = json.loads(told(office, "--from", "2000-01-01", "--to", "2099-12-31", "--format", "json")[1])["approvals"]
    assert {each["record"] for each in listed} >= {"sites/parks-x", "policies/parks"}
    assert {tuple(each) for each in listed} == {("record", "at", "commit", "by", "approved_by", "known")}


def test_credentials_are_told_with_the_private_root_alone(office: Path) -> None:
    assert pack(office, private=False)["credentials"] == []
    assert "without --private no change of credentials is told" in told(office, private=False)[2]


def test_each_table_is_written_for_a_spreadsheet(office: Path, tmp_path: Path) -> None:
    code, _, _ = told(office, "--out", tmp_path / "pack")
    assert code == 0
    names = ["administrators", "approvals", "captures", "credentials", "dispositions", "gaps", "points"]
    assert sorted(path.stem for path in (tmp_path / "pack").iterdir()) == names
    with (tmp_path / "pack/gaps.csv").open(newline="") as file:
        assert [row["duty"] for row in csv.DictReader(file)] == ["audit-finding", "monitoring"]


def test_an_agency_that_is_not_there_is_refused(office: Path) -> None:
    assert told(office, "--agency", "park")[0] == 2
    assert pack(office, "--agency", "parks")["administrators"] == pack(office)["administrators"]
