"""The list of a request: fixed by name when it is made, ticked in a spreadsheet, read back, and kept to afterwards."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from records_portal.checks import check_register
from records_portal.register.item_lists.authorized_lists import NotAList, parse_authorized_list
from records_portal.register.sources import FolderTree, load_register
from tests.test_authorization_commands import ITEMS, ONE_OFF, Office

DRAFT = (*ONE_OFF, "--id", "a-1")
LIST = "schedules/authorizations/a-1.csv"
HEAD = b"site,item,version,series\r\n"
APPROVED = {"status": "approved", "on": "2026-12-01", "by": "State Archives", "number": "A-1"}
SECOND = {
    "number": "110",
    "title": "Plans",
    "classes": ["policy-program"],
    "rule": {"trigger": "creation", "period": "P1Y"},
    "disposition": "destroy-confidential",
    "authorization": "per-request",
    "citation": "Parks schedule 110",
    "confirmed": {"on": "2024-01-05", "by": "flo-records", "source": "The signed schedule"},
}
PLANS = {"type": "plans", "vetting": "supervisor", "class": "policy-program", "series": "parks-general#110"}


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, capsys)


def second_series(office: Office) -> None:
    """The site has plans too, under a series of their own."""

    def with_second(value: dict[str, Any]) -> dict[str, Any]:
        value["versions"][0]["series"].append(SECOND)
        return value

    office.change("schedules/parks-general.yml", with_second)
    office.change(
        "registry/sites/parks-x.yml", lambda value: value | {"communications": [*value["communications"], PLANS]}
    )
    office.items(
        *ITEMS, ("2001", "post", "policy-program", "2022-06-01"), ("2002", "post", "policy-program", "2025-12-01")
    )


def approve(office: Office) -> None:
    office.change("schedules/authorizations/a-1.yml", lambda value: value | {"status": [*value["status"], APPROVED]})


def statuses(office: Office, as_of: str = "2026-12-24") -> dict[str, str]:
    _, out, err = office.run("due", "--as-of", as_of, "--format", "csv")
    assert out, err
    return {row["item"]: row["status"] for row in csv.DictReader(io.StringIO(out))}


def findings(office: Office) -> list[str]:
    tree = FolderTree(office.root)
    loaded = load_register(tree)
    found = [*loaded.findings, *check_register(loaded.register, [(tree, False)], date(2026, 12, 24))]
    return [f"{each.code} {each.message}" for each in found if "authorizations" in each.path]


def test_the_list_lies_beside_the_request_by_name(office: Office) -> None:
    office.run(*DRAFT)
    assert (office.root / LIST).read_bytes() == HEAD + (
        b"parks-x,1001,1,parks-general#100\r\nparks-x,1002,1,parks-general#100\r\n"
    )
    assert findings(office) == []


def test_what_turns_up_later_is_outside_and_the_rest_keeps_its_authority(office: Office) -> None:
    office.run(*DRAFT)
    approve(office)
    office.items(*ITEMS, ("1000", "post", "routine", "2022-02-01"), ("1001b", "post", "routine", "2022-05-01"))
    found = statuses(office)
    assert {name: found[name] for name in ("1001", "1002")} == {"1001": "authorized", "1002": "authorized"}
    assert {name: found[name] for name in ("1000", "1001b")} == dict.fromkeys(
        ("1000", "1001b"), "awaiting-authorization"
    )
    _, out, _ = office.run("explain", "parks-x", "1001b", "--as-of", "2026-12-24")
    assert "a-1 does not cover it: it turned up after the list was made" in out


@pytest.mark.parametrize("changed", [("1002", "post", "replicated", "2023-05-01"), ("1002", "post", "", "2023-05-01")])
def test_a_listed_item_loses_its_authority_by_its_own_change_alone(changed: tuple[str, ...], office: Office) -> None:
    office.run(*DRAFT)
    approve(office)
    office.items(*(changed if each[0] == "1002" else each for each in ITEMS))  # type: ignore[arg-type]
    found = statuses(office)
    assert (found["1001"], found["1002"] == "authorized") == ("authorized", False)


def test_a_changed_rule_takes_the_authority_and_is_an_error(office: Office) -> None:
    office.run(*DRAFT)
    approve(office)
    office.series("100", rule={"trigger": "creation", "period": "P1M"})
    assert statuses(office)["1001"] == "awaiting-authorization"
    assert findings(office) == ["Z012 2 items of 'parks-general#100' beside it have another digest"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda data: data + b"parks-x,1003,1,parks-general#100\r\n", "Z012 3 items of"),
        (lambda data: data.replace(b"parks-x,1001,1,parks-general#100\r\n", b""), "Z012 1 item of"),
        (lambda data: data.replace(b"1001,1", b"1001,2"), "Z012 2 items of"),
    ],
)
def test_a_list_that_is_not_what_the_digest_says_authorizes_nothing(
    change: Callable[[bytes], bytes], expected: str, office: Office
) -> None:
    office.run(*DRAFT)
    approve(office)
    (office.root / LIST).write_bytes(change((office.root / LIST).read_bytes()))
    assert [each[: len(expected)] for each in findings(office)] == [expected]
    assert "authorized" not in statuses(office).values()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the first line is not site,item,version,series"),
        (b"site,item\r\n", "the first line is not site,item,version,series"),
        (HEAD, "no item stands on it"),
        (HEAD + b"x,1,1\r\n", "line 2 does not name site, item, version and series"),
        (HEAD + b"x,,1,s#1\r\n", "line 2 does not name site, item, version and series"),
        (HEAD + b"x,1,0,s#1\r\n", "line 2 does not name site, item, version and series"),
        (HEAD + b"x,1,1,s#1\r\nx,1,1,s#2\r\n", "line 3 repeats x/1"),
        (HEAD + b"x,2,1,s#1\r\nx,1,1,s#1\r\n", "the rows are not in the order of site, item and version"),
        (b"\xff", "not readable as CSV: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(data: bytes, message: str) -> None:
    with pytest.raises(NotAList) as caught:
        parse_authorized_list(data)
    assert str(caught.value) == message


def test_one_request_goes_over_every_series_of_a_site_that_has_something_due(office: Office) -> None:
    second_series(office)
    code, out, err = office.run(
        "authorization", "draft", "--site", "parks-x", "--by", "ed-admin", "--approver", "flo-records", "--id", "a-1"
    )
    assert code == 0, err
    value = office.record("a-1")
    assert [(each["series"], each["volume"], each["span"]) for each in value["lines"]] == [
        ("parks-general#100", 2, {"from_on": "2022-03-01", "to_on": "2023-05-01"}),
        ("parks-general#110", 1, {"from_on": "2022-06-01", "to_on": "2022-06-01"}),
        ("parks-general#200", 1, {"from_on": "2020-01-01", "to_on": "2020-01-01"}),
    ]
    assert (value["series"], value["volume"], value["method"]) == ("parks-general#100", 4, "destroy-confidential")
    assert findings(office) == []
    approve(office)
    found = statuses(office)
    assert [name for name in sorted(found) if found[name] == "authorized"] == ["1001", "1002", "1005", "2001"]
    assert "items: 4, dated 2020-01-01 to 2023-05-01" in out


def test_a_changed_rule_of_one_series_leaves_the_other_lines(office: Office) -> None:
    second_series(office)
    office.run(*DRAFT, "--series", "parks-general#110")
    approve(office)
    office.series("110", rule={"trigger": "creation", "period": "P1M"})
    found = statuses(office)
    assert (found["1001"], found["2001"]) == ("authorized", "awaiting-authorization")


def test_what_is_destroyed_and_what_is_transferred_are_asked_for_apart(office: Office) -> None:
    second_series(office)
    office.series("110", disposition="transfer-archives")
    assert office.refusal(*DRAFT, "--series", "parks-general#110") == (
        "the series are not disposed of in one way (parks-general#100 destroy, parks-general#110 transfer-archives); "
        "make a request for each way"
    )


def test_case_files_whose_event_came_are_asked_for_without_the_others(office: Office) -> None:
    """The case of 1001 is closed, that of 1002 in the same span is not."""
    office.series("100", rule={"trigger": "event", "event": "case-closed", "period": "P1Y"})
    event = {
        "event": "case-closed",
        "on": "2024-02-01",
        "covers": {"items": [{"site": "parks-x", "item": "1001"}]},
        "recorded": {"on": "2024-02-02", "by": "flo-records"},
    }
    office.write("schedules/events/case-a.yml", event)
    code, _, err = office.run(*DRAFT, "--only-due", "--from", "2022-01-01", "--to", "2023-12-31")
    assert code == 0, err
    assert (office.root / LIST).read_bytes() == HEAD + b"parks-x,1001,1,parks-general#100\r\n"
    approve(office)
    assert {name: each for name, each in statuses(office).items() if name in ("1001", "1002")} == {
        "1001": "authorized",
        "1002": "pending-event",
    }


def sheet_of(office: Office, suffix: str = "csv") -> Path:
    file = office.folder / f"list.{suffix}"
    code, out, err = office.run("authorization", "list", "a-1", "--out", file)
    assert (code, out) == (0, f"{file}\n"), err
    return file


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def write_rows(file: Path, rows: list[dict[str, str]], delimiter: str = ",") -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), "utf-8", newline="")


def test_a_sheet_opens_right_and_has_a_row_for_each_item(office: Office) -> None:
    """The byte order mark says UTF-8 to a spreadsheet; a long number stands in a text that none rounds."""
    office.items(("1234567890123456789", "post", "routine", "2022-03-01"))
    office.run(*DRAFT)
    file = sheet_of(office)
    assert file.read_bytes()[:3] == b"\xef\xbb\xbf"
    (row,) = rows_of(file)
    assert row["list"].startswith("list-")
    assert {name: each for name, each in row.items() if name != "list"} == {
        "spare": "",
        "reason": "",
        "item": "parks-x/1234567890123456789/1",
        "series": "parks-general#100",
        "kind": "post",
        "dated_on": "2022-03-01",
        "eligible_on": "2025-03-02",
    }


SPARED = {
    "site": "parks-x",
    "item": "1002",
    "version": 1,
    "reason": "Opening of the bridge",
    "by": "flo-records",
    "on": "2026-11-20",
}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_marked_item_leaves_the_list_with_its_reason(delimiter: str, office: Office) -> None:
    office.run(*DRAFT)
    file = sheet_of(office)
    rows = rows_of(file)
    rows[1] |= {"spare": "x", "reason": "Opening of the bridge"}
    write_rows(file, rows[::-1], delimiter)
    before = office.record("a-1")
    code, _, err = office.run("authorization", "tick", "a-1", file, "--by", "flo-records")
    assert (code, err) == (0, "spared: 1; on the list: 1\n")
    value = office.record("a-1")
    assert value["spared"] == [SPARED]
    assert (value["volume"], value["span"]) == (1, {"from_on": "2022-03-01", "to_on": "2022-03-01"})
    assert value["items_digest"] != before["items_digest"]
    assert (office.root / LIST).read_bytes() == HEAD + b"parks-x,1001,1,parks-general#100\r\n"
    assert findings(office) == []
    approve(office)
    assert {name: each for name, each in statuses(office).items() if name in ("1001", "1002")} == {
        "1001": "authorized",
        "1002": "awaiting-authorization",
    }
    _, out, _ = office.run("explain", "parks-x", "1002", "--as-of", "2026-12-24")
    assert "2026-11-20: Opening of the bridge" in out


def test_a_workbook_is_ticked_as_well(office: Office) -> None:
    office.run(*DRAFT)
    file = sheet_of(office, "xlsx")
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["A3"], book.worksheets[0]["B3"] = "x", "Opening of the bridge"
    book.save(file)
    code, _, err = office.run("authorization", "tick", "a-1", file, "--by", "flo-records")
    assert code == 0, err
    assert office.record("a-1")["spared"] == [SPARED]


def test_a_workbook_with_hidden_rows_is_not_ticked(office: Office) -> None:
    office.run(*DRAFT)
    file = sheet_of(office, "xlsx")
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["A3"], book.worksheets[0]["B3"] = "x", "Opening of the bridge"
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(file)
    said = office.refusal("authorization", "tick", "a-1", file, "--by", "flo-records")
    assert said.endswith("rows are hidden: 1, first row 3; show them all, then save it"), said
    assert "spared" not in office.record("a-1")


def test_a_series_of_which_everything_is_spared_leaves_the_request(office: Office) -> None:
    second_series(office)
    office.run(*DRAFT, "--series", "parks-general#110")
    file = sheet_of(office)
    rows = rows_of(file)
    rows[2] |= {"spare": "x", "reason": "Wanted by the historian"}
    write_rows(file, rows)
    office.run("authorization", "tick", "a-1", file, "--by", "flo-records")
    value = office.record("a-1")
    assert ("lines" in value, value["series"], value["volume"]) == (False, "parks-general#100", 2)
    assert findings(office) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[0].update(list="list-0000000000000000"), "row 2 is of another list, list-0000000000000000"),
        (lambda rows: rows[0].update(list=""), "row 2 is of another list, none"),
        (
            lambda rows: rows.append(rows[0] | {"item": "parks-x/9999/1"}),
            "row 4 names 'parks-x/9999/1', which is not on the list; take the row out",
        ),
        (lambda rows: rows.pop(), "the sheet lacks 'parks-x/1002/1'; give back every row of the list"),
        (lambda rows: rows.append(rows[0]), "row 4 repeats 'parks-x/1001/1' of row 2; leave one of them"),
        (lambda rows: rows[0].update(spare="x"), "row 2 spares 'parks-x/1001/1' without a reason; say why it is kept"),
        (
            lambda rows: rows[0].update(reason="Kept"),
            "row 2 has a reason and no mark; mark it under spare, or take the reason out",
        ),
        (
            lambda rows: [each.update(spare="x", reason="Kept") for each in rows],
            "every item is spared; nothing is left to ask for, take the request back",
        ),
        (
            lambda rows: [each.pop("spare") for each in rows],
            "the first row names no column 'spare'; give back the sheet of `records authorization list`",
        ),
    ],
)
def test_a_sheet_that_is_not_that_list_is_refused(
    change: Callable[[list[dict[str, str]]], Any], message: str, office: Office
) -> None:
    office.run(*DRAFT)
    file = sheet_of(office)
    rows = rows_of(file)
    change(rows)
    write_rows(file, rows)
    assert office.refusal("authorization", "tick", "a-1", file, "--by", "flo-records").startswith(message)


def test_a_sheet_of_before_the_list_changed_is_refused(office: Office) -> None:
    office.run(*DRAFT)
    file = sheet_of(office)
    rows = rows_of(file)
    rows[1] |= {"spare": "x", "reason": "Opening of the bridge"}
    write_rows(file, rows)
    office.run("authorization", "tick", "a-1", file, "--by", "flo-records")
    assert office.refusal("authorization", "tick", "a-1", file, "--by", "flo-records").startswith(
        "row 2 is of another list"
    )


def test_a_list_is_fixed_once_it_was_handed_in(office: Office) -> None:
    office.run(*DRAFT)
    file = sheet_of(office)
    office.run("authorization", "answer", "a-1", "--request-number", "521188")
    assert office.refusal("authorization", "tick", "a-1", file, "--by", "flo-records") == (
        "the list of 'a-1' is fixed, for it was handed in; make another request"
    )


def test_a_sheet_without_marks_changes_nothing(office: Office) -> None:
    office.run(*DRAFT)
    file, before = sheet_of(office), office.record("a-1")
    assert office.run("authorization", "tick", "a-1", file)[0] == 0
    assert office.record("a-1") == before


def test_a_dry_run_of_a_ticked_list_writes_nothing(office: Office) -> None:
    office.run(*DRAFT)
    file, before = sheet_of(office), office.record("a-1")
    rows = rows_of(file)
    rows[1] |= {"spare": "x", "reason": "Opening of the bridge"}
    write_rows(file, rows)
    code, out, _ = office.run("authorization", "tick", "a-1", file, "--by", "flo-records", "--dry-run")
    assert (code, "+- site: parks-x" in out) == (0, True)
    assert office.record("a-1") == before


def test_under_a_series_that_needs_no_authority_the_office_decides_by_itself(office: Office) -> None:
    """The decision is a record of its own: nobody is asked, and somebody approves it all the same."""
    office.series("100", authorization="none")
    code, out, err = office.run(*DRAFT, "--kind", "none-required")
    assert code == 0, err
    assert out.startswith("schedules/authorizations/a-1.yml: none-required request for parks-general#100")
    assert office.record("a-1")["kind"] == "none-required"
    assert json.loads(json.dumps(office.record("a-1")))["volume"] == 2
    assert findings(office) == []
    office.series("100", authorization="per-request")
    assert office.refusal(*ONE_OFF, "--kind", "none-required") == (
        "series 'parks-general#100' needs an authorization; ask for a one-off one"
    )


def test_what_has_no_date_is_asked_for_once_its_event_has_come(office: Office) -> None:
    office.series("100", rule={"trigger": "event", "event": "case-closed", "period": "P1Y"})
    (index,) = office.root.rglob("items.csv")
    text = index.read_text("utf-8")
    index.write_text(text.replace("2022-03-01T12:00:00Z,2022-03-01,utc-by-format", ",,none"), "utf-8")
    event = {
        "event": "case-closed",
        "on": "2024-02-01",
        "covers": {"items": [{"site": "parks-x", "item": "1001"}]},
        "recorded": {"on": "2024-02-02", "by": "flo-records"},
    }
    office.write("schedules/events/case-a.yml", event)
    code, out, err = office.run(*DRAFT, "--only-due")
    assert code == 0, err
    assert "items: 1, without dates of their own" in out
    assert "span" not in office.record("a-1")
    approve(office)
    assert statuses(office)["1001"] == "authorized"


def test_what_is_left_of_replicated_content_goes_by_a_request_in_the_same_series(office: Office) -> None:
    """The site is closed, and with it the ongoing authority has ended."""
    closing = {
        "kind": "decommissioning",
        "on": "2026-11-20",
        "by": "di-web",
        "role": "web-content-team",
        "handle_fate": "parked",
        "recheck_on": "2027-01-10",
    }
    office.change("registry/sites/parks-x.yml", lambda value: value | {"facts": [*value["facts"], closing]})
    asked = ("--site", "parks-x", "--by", "ed-admin", "--approver", "flo-records", "--id", "a-1")
    assert "decommissioned" in office.refusal(
        "authorization", "draft", "--series", "parks-general#200", "--kind", "ongoing", *asked
    )
    code, _, err = office.run("authorization", "draft", "--series", "parks-general#200", *asked)
    assert code == 0, err
    approve(office)
    assert statuses(office)["1005"] == "authorized"
