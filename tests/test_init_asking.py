"""`records init` on a real terminal: what a newcomer reads and types, line by line."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from records_portal.register.sources import FolderTree, load_register
from tests.beginnings import KEYS, TOWN
from tests.terminals import INTERRUPT, typed

RECORDS = (sys.executable, "-m", "records_portal")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, line in KEYS.items():
        (tmp_path / f"{name}.pub").write_text(f"{line}\n")
    return tmp_path


def shown_for(folder: Path, *options: str, answers: list[tuple[str, str]]) -> tuple[int, str]:
    code, shown = typed((*RECORDS, "init", "ours", *options), answers, folder, HOME=str(folder))
    return code, shown.replace(str(folder.resolve()), "F")


def test_a_newcomer_is_asked_everything_once_and_told_what_is_wrong(folder: Path) -> None:
    answers = [
        ("Title of the portal", ""),
        ("Title of the portal", "Official social media of Ourtown"),
        ("State", "New Jersy"),
        ("State", "New Jersey"),
        ("Kind of office", "town"),
        ("Kind of office", "local"),
        ("Time zone", ""),
        ("First day of the fiscal year", "1 July"),
        ("First day of the fiscal year", "01-01"),
        ("Agency, or spreadsheet", "Township of Ourtown"),
        ("  Short name", "Our Town"),
        ("  Short name", "ourtown"),
        ("  Its web page", "https://ourtown.example/"),
        ("Another agency", ""),
        ("Person, or spreadsheet", "Ana Reyes"),
        ("  Title", "Mayor"),
        ("  Roles", "records officr"),
        ("  Roles", "head, communications director"),
        ("  In these roles since", "soon"),
        ("  In these roles since", "2026-01-05"),
        ("  Login at the forge", ""),
        ("Another person", "Bo Lind"),
        ("  Title", "Clerk"),
        ("  Roles", "cio, records officer, web team, liaison"),
        ("  In these roles since", "2026-01-05"),
        ("  Login at the forge", ""),
        ("Another person", ""),
        ("Platforms", "facebook, x"),
        ("Retention schedules", ""),
        ("Private roots", ""),
        ("Whose key", "Ana"),
        ("  Its file", "ana.pub"),
        ("Whose key", "Ana Reyes"),
        ("  Its file", "nokey"),
        ("Whose key", "Ana Reyes"),
        ("  Its file", "ana.pub"),
        ("Whose key", "bo-lind"),
        ("  Its file", "bo"),
        ("Forge", ""),
        ("Where it will be published", ""),
        ("Make it?", ""),
    ]
    code, shown = shown_for(folder, answers=answers)
    assert code == 0
    assert shown == (Path(__file__).parent / "starting" / "newcomer.txt").read_text("utf-8")
    register = load_register(FolderTree(folder / "ours")).register
    assert (list(register.of("agencies")), sorted(register.of("platforms"))) == (["ourtown"], ["facebook", "x"])
    assert [len(each.value["keys"]) for each in register.of("people").values()] == [1, 1]


def test_what_an_option_said_is_not_asked_and_no_makes_nothing(folder: Path) -> None:
    options = (*TOWN, "--without-keys", "--platforms", "x", "--schedules", "none", "--private-root", "holds")
    answers = [("Time zone", ""), ("Forge", ""), ("Where it will be published", ""), ("Make it?", "n")]
    code, shown = shown_for(folder, *options, answers=answers)
    assert (code, shown.count("Enter alone takes"), shown.splitlines()[-1]) == (0, 1, "nothing was written")
    assert sorted(each.name for each in folder.iterdir() if each.suffix != ".pub") == []


def test_rows_from_spreadsheets_and_one_key_with_a_letter(folder: Path) -> None:
    (folder / "agencies.csv").write_text("Name,ID,Part of\nDepartment of Parks,parks,\nTrails Office,trails,parks\n")
    (folder / "people.csv").write_text("Name,Title,Roles,Agency\nAna Reyes,Director,Head of agency,parks\n")
    (folder / "wrong.csv").write_text("Name,Title,Roles\nAna Reyes,,head\n")
    answers = [
        ("Agency, or spreadsheet", "nowhere.csv"),
        ("Agency, or spreadsheet", "agencies.csv"),
        ("Person, or spreadsheet", "wrong.csv"),
        ("Person, or spreadsheet", "people.csv"),
        ("Private roots", "one=parks; two=trails"),
        ("Whose key", "ana-reyes"),
        ("  Its file", "ana.pub"),
        ("The head's letter", "Letter 2026-03 of the Director"),
        ("Forge", "github"),
        ("Where it will be published", "git@github.com:parks/records.git"),
        ("Where the private roots will be published", ""),
        ("Make it?", "y"),
    ]
    usual = ("--title", "T", "--state", "MO", "--kind", "state", "--platforms", "none", "--schedules", "none")
    said = (*usual, "--time-zone", "America/Chicago", "--fiscal-year-start", "07-01")
    code, shown = shown_for(folder, *said, answers=answers)
    assert code == 0, shown
    assert "  'wrong.csv': 1 of 1 row cannot be taken, so none was\n  row 2: the title of Ana Reyes is empty" in shown
    assert "one=git@github.com:parks/records-one.git two=git@github.com:parks/records-two.git" in shown
    key = load_register(FolderTree(folder / "ours")).register.of("people")["ana-reyes"].value["keys"][0]
    assert key["letter"] == {"form": "letter", "reference": "Letter 2026-03 of the Director"}


def test_leaving_in_the_middle_leaves_nothing(folder: Path) -> None:
    code, shown = shown_for(folder, answers=[("Title of the portal", "T"), ("State", INTERRUPT)])
    assert (code, shown.splitlines()[-1].endswith("records: interrupted")) == (2, True)
    assert sorted(each.name for each in folder.iterdir() if each.suffix != ".pub") == []
