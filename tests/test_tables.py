"""What the tables promise: cells no spreadsheet runs, RFC 4180, every field of every record."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from records_portal.history.audit_trail import Approver, Change
from records_portal.portal.downloads.tables import (
    CHANGE_COLUMNS,
    change_rows,
    due_summary,
    json_lines,
    record_cells,
    record_columns,
    record_row,
    render_csv,
    render_table,
    table_json,
)
from records_portal.register.changes import FieldChange
from records_portal.register.model import Register
from records_portal.values.csv_text import csv_text, plain_cell
from tests.roots import load, root_files


def records_csv(register: Register, kind: str) -> str:
    return csv_text(record_columns(kind), (record_cells(register, one) for one in register.of(kind).values()))


def records_json(register: Register, kind: str) -> str:
    return json_lines(record_row(register, one) for one in register.of(kind).values())


def changes_csv(changes: list[Change]) -> str:
    return csv_text(CHANGE_COLUMNS, (row.values() for row in change_rows(changes)))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"]
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(cell: str) -> None:
    assert plain_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (True, "true"),
        (12, "12"),
        (-5, "'-5"),
        (float("nan"), ""),
        (["a", "b"], "a | b"),
        (["=a", "b"], "'=a | b"),
        ([{"b": 1, "a": "é"}], '[{"a": "é", "b": 1}]'),
    ],
)
def test_a_value_has_one_text_in_a_cell(value: object, cell: str) -> None:
    assert plain_cell(value) == cell


def test_csv_is_written_as_rfc_4180_says() -> None:
    text = csv_text(["a", "b"], [['say "yes"', "one, two"], ["two\nlines", "=HYPERLINK(1)"]])
    assert text == 'a,b\r\n"say ""yes""","one, two"\r\n"two\nlines",\'=HYPERLINK(1)\r\n'


def test_a_record_has_a_column_for_every_field_and_what_follows_from_its_facts(tmp_path: Path) -> None:
    files = root_files()
    files["registry/sites/parks-x.yml"]["comments"] = {"mode": "off", "rationale": "=cmd|' /C calc'!A0"}
    register = load(tmp_path, files)
    (row,) = csv.DictReader(io.StringIO(records_csv(register, "sites"), newline=""))
    assert [row["id"], row["title"], row["status"], row["compromised"]] == [
        "parks-x",
        "Parks on X",
        "requested",
        "false",
    ]
    assert [row["comments.mode"], row["comments.rationale"]] == ["off", "'=cmd|' /C calc'!A0"]
    assert json.loads(row["communications"])[0]["series"] == "local#routine"
    assert row["url"] == ""


def test_json_keeps_values_as_they_are(tmp_path: Path) -> None:
    files = root_files()
    files["registry/sites/parks-x.yml"]["purpose"] = "=News"
    (row,) = json.loads(records_json(load(tmp_path, files), "sites"))
    assert (row["id"], row["status"], row["purpose"]) == ("parks-x", "requested", "=News")


def test_a_list_of_nothing_is_still_a_list(tmp_path: Path) -> None:
    register = load(tmp_path, root_files())
    assert records_json(register, "audits") == "[]\n"
    assert records_csv(register, "events") == (
        "id,event,on,covers.sites,covers.agencies,covers.series,covers.items,covers.from_on,covers.to_on,description,"
        "recorded.on,recorded.by,recorded.evidence.form,recorded.evidence.reference,recorded.evidence.dated_on,"
        "recorded.evidence.kept_at,recorded.evidence.digest,recorded.evidence.dkim.result,"
        "recorded.evidence.dkim.domain,recorded.evidence.known_by,recorded.evidence.entered_by\r\n"
    )


DUE = pd.DataFrame(
    [
        ["b", "2", "authorized"],
        ["a", "1", "retained"],
        ["a", "1", "authorized"],
        ["a", "1", "retained"],
        ["", "", "unclassified"],
    ],
    columns=["schedule", "series", "status"],
)


def test_the_due_summary_counts_by_series_and_status_in_their_order() -> None:
    assert due_summary(DUE).to_numpy().tolist() == [
        ["", "", "unclassified", 1],
        ["a", "1", "retained", 2],
        ["a", "1", "authorized", 1],
        ["b", "2", "authorized", 1],
    ]


def test_the_summary_of_nothing_has_its_columns() -> None:
    assert list(due_summary(DUE.iloc[:0]).columns) == ["schedule", "series", "status", "items"]


def test_a_table_for_a_terminal_lines_up_and_cannot_drive_it() -> None:
    table = pd.DataFrame({"site": ["parks-x", "a\x1b[31m\nb"], "items": [2, 1500]})
    assert render_table(table).splitlines() == [
        "site          items",
        "------------  -----",
        "parks-x           2",
        "a\\x1b[31m\\nb   1500",
    ]
    assert render_table(table.iloc[:0]).splitlines() == ["site  items", "----  -----"]


def test_a_frame_becomes_csv_and_json_with_the_same_cells() -> None:
    table = pd.DataFrame({"site": ["parks-x"], "item": ["-7"]})
    assert render_csv(table) == "site,item\r\nparks-x,'-7\r\n"
    assert json.loads(table_json(table)) == [{"site": "parks-x", "item": "-7"}]


def test_a_change_has_a_line_for_each_field() -> None:
    fields = (FieldChange("Purpose", "News", "=Alerts"), FieldChange("Address", "", "https://x.com/a"))
    ana = Approver("ana", "Ana", "Officer")
    change = Change("c1", "2026-01-02T03:04:05Z", ana, (ana,), "no", "sites", "parks-x", "changed", fields)
    assert changes_csv([change]).splitlines() == [
        "at,by,role,kind,id,what,field,before,after,approved_by,signed,commit",
        "2026-01-02T03:04:05Z,Ana,Officer,sites,parks-x,changed,Purpose,News,'=Alerts,Ana (declared),no,c1",
        "2026-01-02T03:04:05Z,Ana,Officer,sites,parks-x,changed,Address,,https://x.com/a,Ana (declared),no,c1",
    ]
