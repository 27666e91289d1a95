"""An agency's list of accounts: sound rows become records, everything else is told with row, column and the way out."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from records_portal.commands.cli import run
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.imports.account_import import Imported, import_accounts, render_defects, write_files
from records_portal.imports.account_rows import Listing
from records_portal.imports.account_sheets import MAX_ROWS, read_sheet
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.sites import statuses
from tests.roots import load, root_files

LISTING = Listing("Inventory 2026", "2026-10-01")
AS_OF = date(2026, 11, 20)
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACTIVE = {
    "origin": "inventory",
    "account_id": "4711",
    "handles": [{"handle": "ParksTest", "from_on": "2020-02-10"}],
    "url": "https://x.com/ParksTest",
    "facts": [{"kind": "listing", "on": "2022-01-01", "list": "Inventory 2022", "entry": "in-use"}],
}


@pytest.fixture
def files() -> dict[str, Any]:
    files = root_files()
    files["registry/sites/parks-x.yml"] = {**files["registry/sites/parks-x.yml"], **ACTIVE}
    files["registry/platforms/x.yml"] |= {"hosts": ["x.com", "twitter.com"], "id_pattern": "[0-9]{1,19}"}
    files["registry/platforms/instagram.yml"] = {
        "name": "Instagram",
        "hosts": ["instagram.com"],
        "handle_pattern": "[A-Za-z0-9_.]{1,30}",
        "url_template": "https://instagram.com/{handle}",
        "category": "photo-sharing",
    }
    return files


@pytest.fixture
def register(tmp_path: Path, files: Mapping[str, Any]) -> Register:
    return load(tmp_path, files)


Take = Callable[[str], Imported]


@pytest.fixture
def take(tmp_path: Path, register: Register) -> Take:
    def taken(text: str) -> Imported:
        (tmp_path / "accounts.csv").write_text(text, encoding="utf-8")
        return import_accounts(tmp_path / "accounts.csv", register, LISTING, AS_OF)

    return taken


def values(imported: Imported) -> dict[str, Any]:
    return {path: read_yaml(data)[0] for path, data in imported.files.items()}


def test_a_row_becomes_a_record_of_what_it_says_and_no_more(take: Take) -> None:
    heading = "Agency,Service,User name,Link,Account ID,Account name,Description,Administrator,In use since,Status\n"
    row = 'PARKS,X,@LakeTrails,twitter.com/LakeTrails/status/1?s=20,0042,Trails,"News,\nand plans",Ana,2020-05-01,\n'
    imported = take(heading + row + "parks,,,https://www.instagram.com/LakeTrails,,,,,,closed\n")
    assert imported.defects == ()
    assert values(imported) == {
        "registry/sites/parks-x-laketrails.yml": {
            "agency": "parks",
            "platform": "x",
            "account_id": "0042",
            "account_name": "Trails",
            "handles": [{"handle": "LakeTrails", "from_on": "2020-05-01"}],
            "url": "https://twitter.com/LakeTrails",
            "audience": "public",
            "origin": "inventory",
            "purpose": "News,\nand plans",
            "facts": [
                {
                    "kind": "listing",
                    "on": "2026-10-01",
                    "note": "The list names ana as administrator.",
                    "list": "Inventory 2026",
                    "entry": "in-use",
                }
            ],
        },
        "registry/sites/parks-instagram.yml": {
            "agency": "parks",
            "platform": "instagram",
            "handles": [{"handle": "LakeTrails", "from_on": "2026-10-01"}],
            "url": "https://instagram.com/LakeTrails",
            "audience": "public",
            "origin": "inventory",
            "purpose": "Not stated in the list from which the account was taken over.",
            "facts": [{"kind": "listing", "on": "2026-10-01", "list": "Inventory 2026", "entry": "closed"}],
        },
    }


DEFECTS = [
    ("parkz,x,abc,,,", ", agency: 'parkz' not in registry/agencies/; did you mean 'parks'?"),
    (",x,abc,,,", ", agency: no agency is named; an id or a name"),
    ("parks,mastodon,abc,,,", ", platform: 'mastodon' not in registry/platforms/; an id or a name from registry/platforms/"),  # noqa: E501
    ("parks,,abc,,,", ", platform: no platform is named; a platform, or the account's address"),
    ("parks,x,,,,", ", url: no account is named; its address, its handle or its account id"),
    ("parks,x,,https://x.com.evil.example/abc,,", ", url: 'https://x.com.evil.example/abc' host 'x.com.evil.example' belongs to no platform of the register; an address on the platform named"),  # noqa: E501
    ("parks,x,,https://instagram.com/abc,,", ", url: 'https://instagram.com/abc' it is on 'instagram'; an address on 'x'"),  # noqa: E501
    ("parks,x,,javascript:alert(1),,", ", url: 'javascript:alert(1)' not the address of an account; as the browser shows it"),  # noqa: E501
    ("parks,x,abc,https://x.com/other,,", ", handle: 'abc' the address names 'other'; the same account in both"),
    ("parks,x,=1+1,,,", ", handle: '=1+1' a formula; its value as plain text"),
    ("parks,x,abc,,1.23E+15,", ", account_id: '1.23E+15' a number that the spreadsheet has rounded; the cell formatted as text"),  # noqa: E501
    ("parks,x,abc,,,5/1/2020", ", since: '5/1/2020' not a date; year-month-day, such as 2024-05-01"),
    ("parks,x,abc,,,2027-01-01", ", since: '2027-01-01' after the date of the list, 2026-10-01; an earlier day"),
    ("parks,x,ab\u202ec,,,", ", handle: 'ab\\u202ec' the character U+202E cannot be seen; the text typed anew"),
    ("parks,x,ab\x1bc,,,", ", handle: 'ab\\x1bc' the character U+001B cannot be seen; the text typed anew"),
    ("parks,x,,,1e" + "\u0301" * 32 + ",", ": text is not in Unicode normal form C; composed characters (NFC)"),
    ("parks,x,a-b,,,", ": 'a-b' is not a handle on X; all of it matching [A-Za-z0-9_]{1,15}"),
    ("parks,x,ParksTest,,,", ", handle: 'ParksTest' the account of site 'parks-x'; each account once"),
    ("parks,x,,https://m.twitter.com/@parkstest/status/1?s=2,,", ", url: 'https://x.com/@parkstest' the account of site 'parks-x'; each account once"),  # noqa: E501
    ("parks,x,New,,4711,", ", account_id: '4711' the account of site 'parks-x'; each account once"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "told"), DEFECTS, ids=[str(number) for number in range(len(DEFECTS))])
def test_a_row_with_a_defect_is_left_out_and_told(take: Take, row: str, told: str) -> None:
    imported = take(f"agency,platform,handle,url,account id,since\n{row}\nparks,x,Sound,,,\n")
    assert list(imported.files) == ["registry/sites/parks-x-sound.yml"]
    assert [str(one) for one in imported.defects] == [f"row 2{told}"]


def test_one_account_in_two_spellings_is_taken_once(take: Take) -> None:
    imported = take("agency,url\nparks,https://x.com/Trails\nparks,http://www.twitter.com/@trails?utm_source=a\n")
    assert len(imported.files) == 1
    assert [str(one) for one in imported.defects] == [
        "row 3, url: 'http://x.com/@trails' the account of row 2; each account once"
    ]


def test_records_of_one_agency_and_platform_get_ids_of_their_own(take: Take) -> None:
    imported = take("agency,platform,handle\n" + "".join(f"parks,instagram,a{one}b\n" for one in "._"))
    assert sorted(imported.files) == ["registry/sites/parks-instagram-a-b.yml", "registry/sites/parks-instagram.yml"]


def test_a_column_that_is_not_read_is_told_and_a_missing_one_refused(take: Take) -> None:
    imported = take("agency,handle,platform,favourite colour\nparks,abc,x,red\n")
    assert [one.column for one in imported.defects] == ["favourite colour"]
    assert len(imported.files) == 1
    with pytest.raises(Refusal, match="has no column agency and no column url, handle or account id"):
        take("colour\nred\n")
    with pytest.raises(Refusal, match="two columns say 'url'"):
        take("agency,url,link\nparks,a,b\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_that_of_the_heading(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(["agency", "handle", "purpose"]) + "\n" + delimiter.join(["parks", "abc", '"a,b;c"']) + "\n"
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert [cell.text for cell in read_sheet(tmp_path / "a.csv")[1].cells] == ["parks", "abc", "a,b;c"]


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_workbook_is_read_like_csv(tmp_path: Path, register: Register) -> None:
    rows: list[list[Any]] = [
        ["Agency", "Platform", "Handle", "Account ID", "Since"],
        ["parks", "x", "one", "900000000000000201", date(2020, 5, 1)],
        ["parks", "x", "two", 4712, None],
        [None, None, None, None, None],
        ["parks", "x", "three", 9.00000000000000201e17, None],
        ["parks", "x", '=HYPERLINK("https://evil.example")', None, None],
    ]
    imported = import_accounts(workbook(tmp_path / "a.xlsx", rows), register, LISTING, AS_OF)
    found = values(imported)
    assert [one["account_id"] for one in found.values()] == ["900000000000000201", "4712"]
    assert found["registry/sites/parks-x-one.yml"]["handles"][0]["from_on"] == "2020-05-01"
    assert [(one.row, one.column, one.wrong) for one in imported.defects] == [
        (5, "account_id", "a number that the spreadsheet has rounded"),
        (6, "handle", "a formula"),
    ]


LISTED: list[list[Any]] = [["Agency", "Platform", "Handle"], ["parks", "x", "one"], ["parks", "x", "two"]]


def hidden(path: Path, hide: Callable[[Any], None]) -> Path:
    book = openpyxl.load_workbook(workbook(path, LISTED))
    book.create_sheet("Seen")
    hide(book)
    book.save(path)
    return path


def hide_row(book: Any, number: int) -> None:
    book.worksheets[0].row_dimensions[number].hidden = True


def test_a_hidden_row_is_a_defect(tmp_path: Path, register: Register) -> None:
    path = hidden(tmp_path / "a.xlsx", lambda book: hide_row(book, 3))
    imported = import_accounts(path, register, LISTING, AS_OF)
    assert [*imported.files] == ["registry/sites/parks-x-one.yml"]
    assert [str(each) for each in imported.defects] == ["row 3: the row is hidden; show it, or leave it out"]
    assert (imported.rows, imported.faulty) == (2, 1)


def test_a_row_without_height_is_hidden(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", LISTED)
    repacked(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b'<row r="2"', b'<row r="2" ht="0"'))
    assert [row.hidden for row in read_sheet(path)] == [False, True, False]


def hide_sheet(book: Any) -> None:
    book.worksheets[0].sheet_state = "veryHidden"


def hide_column(book: Any) -> None:
    book.worksheets[0].column_dimensions["C"].hidden = True


@pytest.mark.parametrize(
    ("hide", "said"),
    [
        (hide_sheet, "'a.xlsx': its first sheet 'Sheet' is hidden; show it, or leave it out"),
        (
            hide_column,
            "'a.xlsx': column 3 of row 1 is hidden and holds 'Handle'; show the column, or leave it out",
        ),
        (lambda book: hide_row(book, 1), "'a.xlsx': row 1, which names the columns, is hidden; show it"),
    ],
)
def test_what_a_workbook_hides_is_refused(tmp_path: Path, hide: Callable[[Any], None], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_sheet(hidden(tmp_path / "a.xlsx", hide))
    assert str(refused.value) == said


def test_what_is_hidden_and_empty_does_no_harm(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book.worksheets[0].column_dimensions["E"].hidden = True
        book.worksheets[1].sheet_state = "hidden"
        hide_row(book, 9)

    assert len(read_sheet(hidden(tmp_path / "a.xlsx", hide))) == 3


def repacked(path: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, data in members.items():
            archive.writestr(one, change(data) if one == name else data)


def test_hostile_workbooks_are_refused_in_one_line(tmp_path: Path) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    path = workbook(tmp_path / "a.xlsx", [["agency", "handle"], ["parks", "abc"]])
    repacked(path, sheet, lambda data: data + b" " * 51_000_000)
    with pytest.raises(Refusal, match="unpacks to more than 50 MB"):
        read_sheet(path)
    entities = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'
    workbook(path, [["agency", "handle"], ["parks", "abc"]])
    repacked(path, sheet, lambda data: entities + data)
    with pytest.raises(Refusal, match="declares entities in 'xl/worksheets/sheet1"):
        read_sheet(path)
    workbook(path, [["agency", "handle"], ["parks", "abc"]])
    repacked(path, sheet, lambda data: data[: len(data) // 2])
    with pytest.raises(Refusal, match="cannot be read as a workbook"):
        read_sheet(path)
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(Refusal, match="cannot be read as a workbook"):
        read_sheet(path)


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = workbook(tmp_path_factory.mktemp("damaged") / "a.xlsx", [["agency", "since"], ["parks", date(2020, 1, 1)]])
    with zipfile.ZipFile(path) as archive:
        name = data.draw(st.sampled_from(archive.namelist()))
    junk = st.sampled_from(
        [b"9999999999", b'"', b"<", b"</row>", b'<row r="99999999">', b't="d"', b't="s"', b"-1", b""]
    )

    def damage(whole: bytes) -> bytes:
        at, length = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 30))
        return whole[:at] + data.draw(junk) + whole[at + length :]

    repacked(path, name, damage)
    try:
        read_sheet(path)
    except Refusal as refused:
        assert "\n" not in str(refused)


def test_lists_beyond_the_limits_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("agency,handle\n" + "parks,abc\n" * (MAX_ROWS + 1), encoding="utf-8")
    with pytest.raises(Refusal, match="more than 20,000 rows"):
        read_sheet(path)
    path.write_text("agency,handle\nparks," + "x" * 1_000_000 + "\n", encoding="utf-8")
    with pytest.raises(Refusal, match="line 2: not readable as CSV"):
        read_sheet(path)
    path.write_text("agency,handle\n" + "x," * 101 + "x\n", encoding="utf-8")
    with pytest.raises(Refusal, match="more than 100 cells"):
        read_sheet(path)
    path.write_bytes("agency\npärks\n".encode("latin-1"))
    with pytest.raises(Refusal, match="save it as one of them"):
        read_sheet(path)
    for not_a_file in (tmp_path, Path("/dev/zero")):
        with pytest.raises(Refusal, match="is not a file"):
            read_sheet(not_a_file)


def test_a_cell_of_a_megabyte_in_a_workbook_is_a_defect(tmp_path: Path, register: Register) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["agency", "platform", "handle", "purpose"], ["parks", "x", "abc", "y" * 30_000]]
    )
    imported = import_accounts(path, register, LISTING, AS_OF)
    assert [(one.column, one.wrong) for one in imported.defects] == [("purpose", "30,000 characters")]


def test_the_report_has_no_cell_that_a_spreadsheet_would_execute(take: Take) -> None:
    imported = take("agency,platform,handle\n=cmd|calc,x,abc\n+1,x,abc\n@SUM(A1),x,abc\n")
    cells = [cell for row in csv.reader(io.StringIO(render_defects(imported.defects, "csv"))) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []


def test_all_records_are_written_or_none(tmp_path: Path) -> None:
    site = dump_yaml(root_files()["registry/sites/parks-x.yml"]).encode()
    files = {f"registry/sites/a-{number}.yml": site for number in range(3)}
    with pytest.raises(Refusal, match="a-9"):
        write_files(tmp_path, {**files, "registry/sites/a-9.yml": b"agency: parks\n"})
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    kept = tmp_path / "registry/sites/a-1.yml"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"somebody's\n")
    with pytest.raises(Refusal, match="exists already; nothing was written"):
        write_files(tmp_path, files)
    assert [path.read_bytes() for path in tmp_path.rglob("*.yml")] == [b"somebody's\n"]


def test_the_command_writes_records_that_validate_and_a_second_run_adds_nothing(
    tmp_path: Path, register: Register, capsys: pytest.CaptureFixture[str]
) -> None:
    assert register.get("sites", "parks-x")
    source, report = tmp_path / "accounts.csv", tmp_path / "defects.csv"
    source.write_text("agency,platform,handle\nparks,x,Trails\nparkz,x,abc\n", encoding="utf-8")
    root = ["--root", str(tmp_path / "root")]
    settings = {"cache": tmp_path / "cache", "started_at": TODAY}

    def call(*arguments: str) -> tuple[int, str]:
        return run([*root, *arguments], settings), capsys.readouterr().out

    assert call("import", "accounts", str(source), "--dry-run")[0] == 1
    assert not (tmp_path / "root/registry/sites/parks-x-trails.yml").exists()
    code, out = call("import", "accounts", str(source), "--report", str(report), "--on", "2026-10-01")
    assert (code, out.splitlines()[0]) == (1, "rows: 2, written: 1, left out: 1")
    assert report.read_text(encoding="utf-8").splitlines()[1].startswith("3,agency,parkz,")
    code, out = call("validate", "--format", "json")
    assert (code, [one for one in json.loads(out) if one["severity"] == "error"]) == (0, [])
    before = {path: path.read_bytes() for path in (tmp_path / "root").rglob("*.yml")}
    code, out = call("import", "accounts", str(source))
    assert (code, out.splitlines()[2]) == (1, "rows: 2, written: 0, left out: 2")
    source.write_text("agency,platform,handle\nparks,x,Trails\n", encoding="utf-8")
    code, out = call("import", "accounts", str(source))  # what is there already needs no mending
    assert (code, out.splitlines()[1]) == (0, "rows: 1, written: 0, left out: 1")
    assert {path: path.read_bytes() for path in (tmp_path / "root").rglob("*.yml")} == before


def test_a_site_from_a_list_catches_up_on_the_procedure_and_stays_official_meanwhile(
    tmp_path: Path, files: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for person, role in (("di", "communications-director"), ("cy", "cto-cio"), ("webb", "web-content-team")):
        roles = [{"role": role, "from_on": "2020-01-01"}]
        files[f"registry/people/{person}.yml"] = {**files["registry/people/ana.yml"], "name": person, "roles": roles}
    load(tmp_path, files)
    source = tmp_path / "accounts.csv"
    source.write_text("agency,platform,handle\nparks,x,Trails\n", encoding="utf-8")
    settings = {"cache": tmp_path / "cache", "started_at": TODAY}

    def call(*arguments: str, code: int = 0) -> str:
        assert run(["--root", str(tmp_path / "root"), *arguments], settings) == code
        return capsys.readouterr().out

    def owed() -> list[str]:
        found = json.loads(call("validate", "--format", "json"))
        return [each["message"] for each in found if each["code"] == "L003" and "trails" in each["subject"]]

    def record(kind: str, by: str, role: str, *values: str) -> None:
        said = ("--on", "2026-11-20", "--by", by, "--role", role, "--copies-to", "agency-head")
        call("new", "fact", "parks-x-trails", kind, *said, *values)

    def decide(decision: str) -> None:
        roles = (("di", "communications-director"), ("cy", "cto-cio"))
        given = [
            f"--set=approvals.{at}.{name}={value}"
            for at, (by, role) in enumerate(roles)
            for name, value in (("by", by), ("role", role), ("on", "2026-11-20"))
        ]
        record("review", "di", "communications-director", "--decision", decision, "--reason", "Looked at", *given)

    asks: tuple[str, ...] = ("--agency=parks", "--type=Microblog", "--purpose=News", "--communication-types=News")
    asks += ("--justification=The mission", "--terms-url=https://x.example/tos", "--proposed-administrators=ana")
    call("import", "accounts", str(source), "--on", "2026-10-01")
    assert owed() == ["no request, no approval, no registration"]
    record("request", "ana", "it-web-liaison", *asks)
    assert owed() == ["no approval, no registration"]
    decide("rejected")
    assert owed() == ["turned down on 2026-11-20, no registration"]
    record("request", "ana", "it-web-liaison", *asks)
    decide("approved")
    record(
        "registration", "webb", "web-content-team", "--pages-url=https://parks.example/", "--pages-seen-on=2026-11-20"
    )
    assert owed() == []
    site, _ = read_yaml((tmp_path / "root/registry/sites/parks-x-trails.yml").read_bytes())
    states = [(fact["kind"], status) for fact, status in statuses(site["facts"])]
    assert states == [
        ("listing", "activated"),
        ("request", "activated"),
        ("review", "activated"),
        ("request", "activated"),
        ("review", "activated"),
        ("registration", "registered"),
    ]
    (tmp_path / "again.csv").write_text("agency,platform,handle\nparks,x,Trails\n", encoding="utf-8")
    assert "left out: 1" in call("import", "accounts", str(tmp_path / "again.csv"))


@pytest.mark.parametrize(
    ("since", "on", "said"),
    [
        ("2026-11-21", "2026-10-01", "row 2, since: '2026-11-21' after the date of the list, 2026-10-01"),
        ("1989-01-01", "2026-10-01", "row 2: from_on 1989-01-01 is long ago; a day from 1990-01-01 on"),
        ("", "2026-11-21", "--on 2026-11-21 has not come yet"),
    ],
)
def test_an_account_was_there_on_a_day_that_has_come(
    tmp_path: Path, register: Register, capsys: pytest.CaptureFixture[str], since: str, on: str, said: str
) -> None:
    assert register.get("sites", "parks-x")
    source = tmp_path / "accounts.csv"
    source.write_text(f"agency,platform,handle,since\nparks,x,Trails,{since}\n", encoding="utf-8")
    settings = {"cache": tmp_path / "cache", "started_at": TODAY}
    code = run(["--root", str(tmp_path / "root"), "import", "accounts", str(source), "--on", on], settings)
    told = capsys.readouterr()
    assert (code, said in told.out + told.err) == (2 if not since else 1, True), told
    assert not (tmp_path / "root/registry/sites/parks-x-trails.yml").exists()


def test_a_formula_over_several_cells_and_an_error_are_no_text(tmp_path: Path, register: Register) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["agency", "platform", "handle", "purpose"])
    page.append(["parks", "x", "Trails", "#REF!"])
    page.append(["parks", "x", "Walks", "News"])
    page["D3"] = ArrayFormula("D3:D4", "=A1:A2&B1:B2")
    page.append(["parks", "x", "Lakes", time(12, 30)])
    page.append(["parks", "x", "Rivers", "#hashtag news"])
    book.save(tmp_path / "accounts.xlsx")
    imported = import_accounts(tmp_path / "accounts.xlsx", register, LISTING, AS_OF)
    assert [str(each) for each in imported.defects] == [
        "row 2, purpose: '#REF!' the spreadsheet's own error; the value that belongs there, as plain text",
        "row 3, purpose: 'ArrayFormula' a formula over several cells; its value as plain text",
        "row 4, purpose: 'time' a time, no text; what is meant as plain text",
    ]
    assert [value["purpose"] for value in values(imported).values()] == ["#hashtag news"]
