"""Many entries at once from a spreadsheet: what is taken in, what is told of each row, and what is left alone."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.register.findings import Refusal
from records_portal.register.record_editing import RecordWrite, write_records
from tests.roots import root_files

Outcome = tuple[int, str, str]
Records = Callable[..., Outcome]
HEADING = "Site,Date of posting,Author,Approval authority,Approved on,Title of the post,Description of the post"
SOUND = "parks-x,2024-05-02,ana,bo,2024-05-01,Trail closed,The ridge trail is closed"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = root_files()
    ana = files["registry/people/ana.yml"]
    files["registry/people/bo.yml"] = {**ana, "name": "Bo Reed", "roles": ana["roles"][:1]}
    files["registry/sites/trails-x.yml"] = files["registry/sites/parks-x.yml"]
    for path, value in files.items():
        (tmp_path / "root" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / path).write_text(dump_yaml(value), encoding="utf-8")
    (tmp_path / "private/registry").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def records(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Records:
    def call(*arguments: str | Path) -> Outcome:
        settings = {"cache": tmp_path / "cache", "started_at": datetime(2024, 6, 1, 12, tzinfo=UTC)}
        roots = ["--root", str(root), "--private", str(tmp_path / "private")]
        code = run([*roots, "import", *map(str, arguments)], settings)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def sheet(tmp_path: Path, *lines: str, heading: str = HEADING, name: str = "rows.csv") -> Path:
    (tmp_path / name).write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8")
    return tmp_path / name


def value_of(file: Path) -> Any:
    return read_yaml(file.read_bytes())[0]


POST = {
    "posted_on": "2024-05-02",
    "author": "ana",
    "approved_by": "bo",
    "approved_on": "2024-05-01",
    "title": "Trail closed",
    "description": "The ridge trail is closed",
}


def test_posts_of_several_sites_and_years_go_into_their_logs(records: Records, root: Path, tmp_path: Path) -> None:
    rows = (SOUND, SOUND.replace("parks-x", "trails-x"), SOUND.replace("2024-05", "2023-05"))
    code, out, err = records("posts", sheet(tmp_path, *rows))
    assert (code, out, err) == (0, "rows: 3, written: 3, left out: 0\n", "")
    assert value_of(root / "registry/posts/parks-x/2024.yml") == {"posts": [POST]}
    assert value_of(root / "registry/posts/trails-x/2024.yml") == {"posts": [POST]}
    assert [one["posted_on"] for one in value_of(root / "registry/posts/parks-x/2023.yml")["posts"]] == ["2023-05-02"]


def test_people_are_named_by_name_and_every_defect_of_every_row_is_told(
    records: Records, root: Path, tmp_path: Path
) -> None:
    rows = (
        SOUND.replace(",bo,", ",Bo Reed,"),
        "parks-y,05/02/2024,nobody,bo,45413,,No title",
        ",2024-05-02,ana,bo,2024-05-01,Other,Other",
        "parks-x,2024-02-30,ana,bo,2024-05-01,Third,Third",
    )
    code, out, _ = records("posts", sheet(tmp_path, *rows))
    assert code == 1
    assert out.splitlines() == [
        "row 3, Approved on: '45413' a number where a day is asked; the column formatted as a date, or year-month-day",
        "row 3, Date of posting: '05/02/2024' day and month in an order that nobody said; "
        "year-month-day, or the order with --dates mdy|dmy",
        "row 3, Site: 'parks-y' not in the register; did you mean 'parks-x'?",
        "row 3, Title of the post: not answered; The title of the post (New Jersey, agency responsibilities).",
        "row 4, Site: nothing is named; a name or an id of the register",
        "row 5, Date of posting: '2024-02-30' is not a date; such as 2024-05-01",
        "rows: 4, written: 1, left out: 3",
    ]
    assert value_of(root / "registry/posts/parks-x/2024.yml") == {"posts": [POST]}


def test_what_the_register_says_against_an_entry_is_told_of_its_row_alone(
    records: Records, root: Path, tmp_path: Path
) -> None:
    other = SOUND.replace("Trail closed", "Second").replace(",ana,", ",zoe,")
    code, out, _ = records("posts", sheet(tmp_path, SOUND, other))
    assert code == 1
    assert out.splitlines() == [
        "row 3: no such person 'zoe'; the record registry/people/zoe.yml",
        "rows: 2, written: 1, left out: 1",
    ]
    assert value_of(root / "registry/posts/parks-x/2024.yml") == {"posts": [POST]}


def test_where_every_row_is_bad_nothing_is_written(records: Records, root: Path, tmp_path: Path) -> None:
    bad = SOUND.replace("2024-05-02", "soon")
    code, out, _ = records("posts", sheet(tmp_path, *[bad] * 6))
    assert (code, out.splitlines()[-1]) == (1, "rows: 6, written: 0, left out: 6")
    assert not (root / "registry/posts").exists()


def test_the_same_rows_again_change_nothing_and_another_entry_of_the_name_is_told(
    records: Records, root: Path, tmp_path: Path
) -> None:
    records("posts", sheet(tmp_path, SOUND))
    file = root / "registry/posts/parks-x/2024.yml"
    file.write_bytes(b"# kept by Ana\n" + file.read_bytes())
    before = file.read_bytes()
    again = SOUND.replace("The ridge trail is closed", "Closed until May")
    code, out, _ = records("posts", sheet(tmp_path, SOUND, again))
    assert (code, out.splitlines()) == (
        1,
        [
            "row 3: another entry of 2024-05-02, Trail closed stands in registry/posts/parks-x/2024.yml already; "
            "a correction, or another day or title",
            "rows: 2, written: 0, there already: 1, left out: 1",
        ],
    )
    assert file.read_bytes() == before
    assert records("posts", sheet(tmp_path, SOUND, SOUND.replace("Trail closed", "Open")))[0] == 0
    assert file.read_bytes().startswith(before)


@pytest.mark.parametrize(("order", "day"), [("mdy", "2024-05-02"), ("dmy", "2024-02-05")])
def test_days_in_another_order_are_taken_where_the_order_is_said(
    records: Records, root: Path, tmp_path: Path, order: str, day: str
) -> None:
    row = SOUND.replace("2024-05-02", "05/02/2024").replace("2024-05-01", "")
    assert records("posts", sheet(tmp_path, row), "--dates", order)[0] == 0
    assert value_of(root / "registry/posts/parks-x/2024.yml")["posts"][0]["posted_on"] == day


def test_a_spreadsheet_as_excel_saves_it_in_europe(records: Records, root: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes(b"\xef\xbb\xbf" + f"{HEADING}\r\n{SOUND}\r\n".replace(",", ";").encode())
    assert records("posts", file)[:2] == (0, "rows: 1, written: 1, left out: 0\n")
    assert value_of(root / "registry/posts/parks-x/2024.yml") == {"posts": [POST]}


def test_a_workbook_with_excel_days(records: Records, root: Path, tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(HEADING.split(","))
    page.append(["parks-x", date(2024, 5, 2), "ana", "bo", date(2024, 5, 1), "Trail closed", POST["description"]])
    page.append(["parks-x", "=TODAY()", "ana", "bo", None, "Formula", "A formula"])
    book.save(tmp_path / "rows.xlsx")
    code, out, _ = records("posts", tmp_path / "rows.xlsx")
    assert (code, out.splitlines()[0]) == (
        1,
        "row 3, Date of posting: '=TODAY()' a formula; its value as plain text",
    )
    assert value_of(root / "registry/posts/parks-x/2024.yml") == {"posts": [POST]}


def test_a_hidden_row_of_a_workbook_is_left_out_and_told(records: Records, root: Path, tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for line in (HEADING, SOUND, SOUND.replace("Trail closed", "Unseen")):
        page.append(line.split(","))
    page.row_dimensions[3].hidden = True
    book.save(tmp_path / "rows.xlsx")
    code, out, _ = records("posts", tmp_path / "rows.xlsx")
    told = ["row 3: the row is hidden; show it, or leave it out", "rows: 2, written: 1, left out: 1"]
    assert (code, out.splitlines()) == (1, told)
    assert value_of(root / "registry/posts/parks-x/2024.yml") == {"posts": [POST]}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_is_taken_in_once_it_is_filled_in(records: Records, root: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"template.{ending}"
    assert records("posts", "--template", file)[0] == 0
    assert records("posts", "--template", file)[0] == 2  # never over a file that is there
    filled = {
        "Site": "parks-x",
        "Date of posting": "2024-05-02",
        "Author": "ana",
        "Approval authority": "bo",
        "Approved on": "2024-05-01",
        "Title of the post": "Trail closed",
        "Description of the post": "The ridge trail is closed",
    }
    if ending == "csv":
        text = file.read_bytes().decode("utf-8-sig")
        headings = next(csv.reader(io.StringIO(text)))
        with file.open("a", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerow([filled.get(each, "") for each in headings])
    else:
        book = load_workbook(file)
        page = book.worksheets[0]
        page.append([filled.get(str(cell.value)) for cell in page[1]])
        book.save(file)
    assert records("posts", file)[:2] == (0, "rows: 1, written: 1, left out: 0\n")
    assert value_of(root / "registry/posts/parks-x/2024.yml") == {"posts": [POST]}


def test_attestations_of_many_sites_with_what_holds_for_all(records: Records, root: Path, tmp_path: Path) -> None:
    heading = "Site,Not monitored from,Why not"
    file = sheet(tmp_path, "parks-x,,", "trails-x,2024-05-12,Nobody was there", heading=heading)
    said = ("month=5/2024", "Attested on=2024-06-01", "by=ana", "role=agency head", "Content current=yes")
    code, out, err = records("attestations", file, *(word for one in said for word in ("--set", one)))
    assert (code, out, err) == (0, "rows: 2, written: 2, left out: 0\n", "")
    entry = {"month": "2024-05", "on": "2024-06-01", "by": "ana", "role": "agency-head", "content_current": True}
    gap = {"from_on": "2024-05-12", "reason": "Nobody was there"}
    assert value_of(root / "registry/operations/parks-x/2024.yml") == {"monitoring": [entry]}
    assert value_of(root / "registry/operations/trails-x/2024.yml") == {"monitoring": [entry | {"exceptions": [gap]}]}


def test_training_and_its_acknowledgement_stand_in_the_private_root(records: Records, tmp_path: Path) -> None:
    training = sheet(tmp_path, "ana,Basics,2024-05-01", "Bo Reed,Basics,2024-05-01", heading="Person,Course,Taken on")
    assert records("training", training)[:2] == (0, "rows: 2, written: 2, left out: 0\n")
    heading = "Person,Course,Acknowledged on"
    rows = ("bo,Basics,2024-05-03", "ana,Another,2024-05-03")
    code, out, _ = records("acknowledgements", sheet(tmp_path, *rows, heading=heading))
    assert (code, out.splitlines()) == (
        1,
        ["row 3: training has no entry with course 'Another'; one of Basics", "rows: 2, written: 1, left out: 1"],
    )
    staff = tmp_path / "private/registry/staff"
    assert value_of(staff / "ana.yml") == {"training": [{"course": "Basics", "on": "2024-05-01"}]}
    assert value_of(staff / "bo.yml") == {
        "training": [{"course": "Basics", "on": "2024-05-01", "acknowledged_on": "2024-05-03"}]
    }
    assert records("acknowledgements", sheet(tmp_path, rows[0], heading=heading))[1] == (
        "rows: 1, written: 0, there already: 1, left out: 0\n"
    )


def test_access_lists_and_usage_figures(records: Records, root: Path, tmp_path: Path) -> None:
    access = sheet(tmp_path, "parks-x,Ana,own login,2024-01-01", heading="Site,Person,How,Since")
    assert records("access", access)[:2] == (0, "rows: 1, written: 1, left out: 0\n")
    assert value_of(tmp_path / "private/registry/access/parks-x.yml") == {
        "access": [{"person": "ana", "how": "own-login", "from_on": "2024-01-01"}]
    }
    heading = "Site,Reported on,Reported by,From,To,Followers,posts,Sent to"
    usage = sheet(tmp_path, 'parks-x,2024-06-01,ana,2024-05-01,2024-05-31,"1,204",17,cto-cio|ana', heading=heading)
    assert records("usage", usage)[:2] == (0, "rows: 1, written: 1, left out: 0\n")
    (report,) = value_of(root / "registry/operations/parks-x/2024.yml")["usage_reports"]
    assert report["measures"] == [{"measure": "followers", "value": 1204}, {"measure": "posts", "value": 17}]
    assert report["to"] == ["cto-cio", "ana"]


def test_a_report_of_the_defects_as_a_spreadsheet(records: Records, tmp_path: Path) -> None:
    rows = sheet(tmp_path, SOUND.replace(",ana,", ",=cmd(),"), heading=f"{HEADING},Mood")
    code, out, _ = records("posts", rows, "--report", tmp_path / "defects.csv", "--dry-run")
    assert (code, out) == (1, "rows: 1, would be written: 0, left out: 1\n")
    assert (tmp_path / "defects.csv").read_text(encoding="utf-8").splitlines() == [
        "row,column,value,defect,right",
        "1,Mood,,a column that is not asked for,leave it out",
        "2,Author,'=cmd(),a formula,its value as plain text",
    ]


def test_a_dry_run_writes_nothing(records: Records, root: Path, tmp_path: Path) -> None:
    code, out, _ = records("posts", sheet(tmp_path, SOUND), "--dry-run")
    assert (code, out) == (0, "rows: 1, would be written: 1, left out: 0\n")
    assert not (root / "registry/posts").exists()


def test_where_one_record_changed_meanwhile_none_is_written(tmp_path: Path) -> None:
    log = dump_yaml({"posts": [POST]}).encode()
    other = tmp_path / "registry/posts/trails-x/2024.yml"
    other.parent.mkdir(parents=True)
    other.write_bytes(log + b"# changed meanwhile\n")
    there = "registry/posts/parks-x/2023.yml"
    (tmp_path / there).parent.mkdir(parents=True)
    (tmp_path / there).write_bytes(log)
    files = (
        RecordWrite(tmp_path, "registry/posts/parks-x/2024.yml", None, log),
        RecordWrite(tmp_path, there, log, log + b"# more\n"),
        RecordWrite(tmp_path, "registry/posts/trails-x/2024.yml", log, log),
    )
    with pytest.raises(Refusal, match="changed meanwhile"):
        write_records(files)
    assert not (tmp_path / "registry/posts/parks-x/2024.yml").exists()
    assert (tmp_path / there).read_bytes() == log


def test_a_record_that_was_in_place_when_the_disk_failed_is_put_back_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = dump_yaml({"posts": [POST]}).encode()
    paths = [f"registry/posts/{site}/2024.yml" for site in ("parks-x", "trails-x")]
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / paths[1]).write_bytes(log)
    synced: list[int] = []
    really = os.fsync

    def failing(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 4:  # of each record the file, then its folder: the second one's name is there already
            raise OSError(5, "Input/output error")
        really(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="Input/output error"):
        write_records([RecordWrite(tmp_path, paths[0], None, log), RecordWrite(tmp_path, paths[1], log, log + b"#\n")])
    assert not (tmp_path / paths[0]).exists()
    assert (tmp_path / paths[1]).read_bytes() == log


def test_two_columns_of_one_meaning_and_a_missing_one_are_refused(records: Records, tmp_path: Path) -> None:
    code, _, err = records("posts", sheet(tmp_path, SOUND + ",a", heading=HEADING + ",Title"))
    assert (code, err) == (2, "records: 'rows.csv': two columns say 'Title'; leave one out\n")
    code, _, err = records("posts", sheet(tmp_path, "a,b", heading="Title,Author"))
    assert (code, err) == (2, "records: 'rows.csv' has no column 'Site'; the first line names the columns\n")


ITEMS = """\
id,kind,created_at,text
p-1,post,2024-05-02T09:30:00-04:00,CANARY one
p-2,post,2024-05-03T09:30:00-04:00,CANARY two
c-3,comment,2024-05-03T10:00:00-04:00,CANARY three
p-4,post,2024-04-30T09:30:00-04:00,CANARY four
"""


def test_the_posts_of_a_month_come_from_the_captures_without_a_word_of_them(
    records: Records, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "export/items.csv").write_text(ITEMS, encoding="utf-8")
    settings = {"cache": tmp_path / "cache", "started_at": datetime(2024, 6, 1, 12, tzinfo=UTC)}
    whole = ["--root", str(root), "ingest", str(tmp_path / "export"), "--site", "parks-x", "--by", "ana"]
    assert run(whole, settings) == 1  # partial: such a table says nothing of how many items there are
    logged = {**POST, "item": "p-1"}
    (root / "registry/posts/parks-x").mkdir(parents=True)
    (root / "registry/posts/parks-x/2024.yml").write_text(dump_yaml({"posts": [logged]}), encoding="utf-8")
    file = tmp_path / "may.csv"
    code, out, _ = records("posts", "--template", file, "--from-captures", "parks-x", "--month", "2024-05")
    assert (code, out.splitlines()[-1]) == (0, f"{file}: 1 row to complete")
    text = file.read_bytes().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert {name: value for name, value in row.items() if value} == {
        "Site": "parks-x",
        "Date of posting": "2024-05-03",
        "Captured item": "p-2",
        "Kind": "post",
    }
    assert "CANARY" not in text
    assert records("posts", file)[0] == 1  # author, title and description are still to be filled in
    filled = row | {"Author": "ana", "Title of the post": "Two", "Description of the post": "Words"}
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(row))
        writer.writeheader()
        writer.writerow(filled)
    assert records("posts", file)[:2] == (0, "rows: 1, written: 1, left out: 0\n")
    second = value_of(root / "registry/posts/parks-x/2024.yml")["posts"][1]
    assert second == {
        "posted_on": "2024-05-03",
        "author": "ana",
        "title": "Two",
        "description": "Words",
        "item": "p-2",
    }


def test_the_sites_that_nobody_attested_yet_are_the_rows_of_a_template(
    records: Records, root: Path, tmp_path: Path
) -> None:
    site = value_of(root / "registry/sites/parks-x.yml")
    listing = {"kind": "listing", "on": "2020-01-02", "list": "The old list", "entry": "in-use"}
    account = {
        "account_id": "1",
        "handles": [{"handle": "Parks", "from_on": "2020-01-02"}],
        "url": "https://x.com/Parks",
    }
    for name, changes in (("parks-x", {}), ("trails-x", {"facts": [listing], "origin": "imported", **account})):
        (root / f"registry/sites/{name}.yml").write_text(dump_yaml({**site, **changes}), encoding="utf-8")
    file = tmp_path / "may.xlsx"
    code, out, _ = records("attestations", "--template", file, "--month", "2024-05")
    assert (code, out) == (0, f"{file}: 1 row to complete\n")
    headings, *rows = load_workbook(file).worksheets[0].iter_rows(values_only=True)
    assert dict(zip(headings, rows[0], strict=True)) == {
        **dict.fromkeys(headings),
        "Site": "trails-x",
        "Month": "2024-05",
        "Attested on": "2024-06-01",
        "Content current": "yes",
    }


def test_a_post_without_a_day_is_told_and_a_planned_one_stands_in_the_private_root(
    records: Records, root: Path, tmp_path: Path
) -> None:
    file = sheet(
        tmp_path, "parks-x,,ana,,,One,Words,", "parks-x,,ana,,,Two,Words,2024-07-01", heading=f"{HEADING},planned_on"
    )
    code, out, _ = records("posts", file)
    assert (code, out.splitlines()) == (
        1,
        [
            "row 2, Date of posting: not answered; as the template says",
            "rows: 2, written: 1, left out: 1",
        ],
    )
    assert not (root / "registry/posts").exists()
    (planned,) = value_of(tmp_path / "private/registry/posts/parks-x/2024.yml")["posts"]
    assert (planned["title"], planned["planned_on"]) == ("Two", "2024-07-01")


def test_a_post_is_logged_on_a_day(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"cache": tmp_path / "cache", "started_at": datetime(2024, 6, 1, 12, tzinfo=UTC)}
    said = ["--author", "ana", "--title", "One", "--description", "Words"]
    roots = ["--root", str(root), "--private", str(tmp_path / "private")]
    assert run([*roots, "new", "post", "parks-x", *said], settings) == 2
    assert capsys.readouterr().err == "records: log a post: on which day? posted_on or planned_on\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (SOUND.replace("2024-05-02", "2024-06-02"), "posted_on 2024-06-02 has not come yet; a day up to 2024-06-01"),
        (SOUND.replace("2024-05-01", "1924-05-01"), "approved_on 1924-05-01 is long ago; a day from 1990-01-01 on"),
    ],
)
def test_a_row_of_what_has_not_happened_yet_is_left_out(
    records: Records, root: Path, tmp_path: Path, row: str, said: str
) -> None:
    code, out, _ = records("posts", sheet(tmp_path, SOUND.replace("2024-05-02", "2024-05-03"), row))
    assert (code, out.splitlines()) == (1, [f"row 3: {said}", "rows: 2, written: 1, left out: 1"])
    posts = value_of(root / "registry/posts/parks-x/2024.yml")["posts"]
    assert [one["posted_on"] for one in posts] == ["2024-05-03"]
