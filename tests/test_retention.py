"""What may be disposed of when: each status, each lack, and which of several reasons counts first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from records_portal.model import Register
from records_portal.retention import DUE_COLUMNS, STATUSES, due_dispositions
from tests.roots import load, root_files, series

AS_OF = date(2026, 1, 15)


def item(**changes: str) -> dict[str, str]:
    row = {"site": "parks-x", "capture": "c1", "id": "1", "version": "1", "change": "new", "kind": "post"}
    return row | {"class": "routine", "latest_on": "2021-03-05"} | changes


def due(register: Register, *rows: dict[str, str], as_of: date = AS_OF) -> list[dict[str, str]]:
    listed = due_dispositions(register, pd.DataFrame(list(rows), dtype=str), as_of)
    return listed.to_dict(orient="records")  # type: ignore[return-value]  # every cell is text


def status(register: Register, row: dict[str, str], as_of: date = AS_OF) -> str:
    return due(register, row, as_of=as_of)[0]["status"]


def authorization(series_number: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "one-off",
        "series": f"local#{series_number}",
        "sites": ["parks-x"],
        "requested": {"on": "2025-01-05", "by": "ana"},
        "status": [
            {"status": "pending", "on": "2025-01-05"},
            {"status": "approved", "on": "2025-02-01", "number": "A-1"},
        ],
    } | changes


def hold(scope: dict[str, Any], **changes: Any) -> dict[str, Any]:
    placed = {"on": "2025-05-01", "by": "ana"}
    return {"matter": "M-1", "kind": "litigation", "subject": "Test", "scope": scope, "placed": placed} | changes


def test_the_columns_are_the_contract_then_version_and_capture(tmp_path: Path) -> None:
    listed = due_dispositions(load(tmp_path, root_files()), pd.DataFrame([item()], dtype=str), AS_OF)
    assert list(listed.columns) == [*DUE_COLUMNS, "version", "capture"]
    assert listed.iloc[0].to_dict() == {
        "site": "parks-x",
        "item": "1",
        "kind": "post",
        "class": "routine",
        "schedule": "local",
        "series": "routine",
        "trigger_on": "2021-03-05",
        "cutoff_on": "",
        "retained_through": "2024-03-05",
        "eligible_on": "2024-03-06",
        "status": "awaiting-authorization",
        "holds": "",
        "authorization": "",
        "version": "1",
        "capture": "c1",
    }


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("routine", "awaiting-authorization"),
        ("policy", "awaiting-appraisal"),
        ("replicated", "awaiting-authorization"),
        ("event", "pending-event"),
        ("kept", "permanent"),
        ("unknown", "not-computable"),
        ("unconfirmed", "unconfirmed"),
        ("later", "pending-event"),
        ("earlier", "awaiting-authorization"),
        ("far", "not-computable"),
        ("free", "authorized"),
        ("absent", "not-computable"),
    ],
)
def test_what_a_series_makes_of_an_old_item(tmp_path: Path, number: str, expected: str) -> None:
    assert status(load(tmp_path, root_files(number)), item()) == expected


def test_the_fiscal_year_of_the_portal_is_used_unless_the_schedule_has_its_own(tmp_path: Path) -> None:
    files = root_files("fiscal")
    first = due(load(tmp_path / "a", files), item())[0]
    assert (first["cutoff_on"], first["eligible_on"]) == ("2021-06-30", "2023-07-01")
    files["schedules/local.yml"]["fiscal_year_start"] = "09-01"
    second = due(load(tmp_path / "b", files), item())[0]
    assert (second["cutoff_on"], second["eligible_on"]) == ("2021-08-31", "2023-09-01")


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-01-15", "retained"), ("2023-01-15", "retained"), ("2023-01-14", "awaiting-authorization")],
)
def test_an_item_is_kept_through_its_last_day(tmp_path: Path, on: str, expected: str) -> None:
    assert status(load(tmp_path, root_files()), item(latest_on=on)) == expected


def test_without_class_date_or_known_site_nothing_is_due(tmp_path: Path) -> None:
    register = load(tmp_path, root_files())
    rows = (
        item(**{"class": ""}),
        item(**{"class": "nonrecord"}),
        item(latest_on=""),
        item(site="other"),
        item(**{"class": "replicated"}),
    )
    assert [row["status"] for row in due(register, *rows)] == [
        "unclassified",
        "nonrecord",
        "not-computable",
        "not-computable",
        "not-computable",
    ]


def test_two_series_for_one_class_are_none(tmp_path: Path) -> None:
    files = root_files()
    second = {"type": "Dialogue", "vetting": "none", "class": "routine", "series": "local#free"}
    files["registry/sites/parks-x.yml"]["communications"].append(second)
    assert status(load(tmp_path, files), item()) == "not-computable"


def test_the_agency_answers_where_the_site_does_not(tmp_path: Path) -> None:
    files = root_files()
    del files["registry/sites/parks-x.yml"]["communications"]
    files["registry/agencies/parks.yml"]["class_series"] = [{"class": "routine", "series": "local#free"}]
    assert status(load(tmp_path, files), item()) == "authorized"


def test_an_event_starts_the_period_of_what_it_covers_and_of_nothing_else(tmp_path: Path) -> None:
    files = root_files("event")
    recorded = {"on": "2024-06-02", "by": "ana"}
    covers = {"sites": ["parks-x"], "to_on": "2021-12-31"}
    files["schedules/events/end.yml"] = {
        "event": "superseded",
        "on": "2024-06-01",
        "covers": covers,
        "recorded": recorded,
    }
    rows = due(load(tmp_path, files), item(), item(latest_on="2022-01-01"), item(latest_on=""))
    assert [row["status"] for row in rows] == ["awaiting-authorization", "pending-event", "pending-event"]
    assert rows[0]["eligible_on"] == "2025-06-02"


def test_of_two_events_the_later_counts(tmp_path: Path) -> None:
    files = root_files("event")
    for name, on in (("first", "2021-06-01"), ("second", "2025-06-01")):
        recorded = {"on": on, "by": "ana"}
        covers = {"sites": ["parks-x"]}
        files[f"schedules/events/{name}.yml"] = {
            "event": "superseded",
            "on": on,
            "covers": covers,
            "recorded": recorded,
        }
    assert due(load(tmp_path, files), item())[0]["eligible_on"] == "2026-06-02"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "authorized"),
        ({"status": [{"status": "pending", "on": "2025-01-05"}]}, "awaiting-authorization"),
        ({"status": [{"status": "denied", "on": "2025-01-05", "reason": "no"}]}, "awaiting-authorization"),
        ({"status": [{"status": "approved", "on": "2026-01-16"}]}, "awaiting-authorization"),
        ({"span": {"from_on": "2021-03-05", "to_on": "2021-03-05"}}, "authorized"),
        ({"span": {"from_on": "2021-03-06"}}, "awaiting-authorization"),
        ({"kind": "ongoing"}, "authorization-lapsed"),
        ({"kind": "ongoing", "renewals": [{"on": "2025-02-01", "until_on": "2026-01-15"}]}, "authorized"),
        ({"kind": "ongoing", "renewals": [{"on": "2025-02-01", "until_on": "2026-01-14"}]}, "authorization-lapsed"),
    ],
)
def test_an_authorization_counts_when_approved_in_force_and_covering(
    tmp_path: Path, changes: dict[str, Any], expected: str
) -> None:
    files = root_files() | {"schedules/authorizations/one.yml": authorization("routine", **changes)}
    assert status(load(tmp_path, files), item()) == expected


def test_an_appraisal_opens_the_way_to_the_authorization(tmp_path: Path) -> None:
    appraised = {"on": "2025-01-20", "by": "State Archives", "decision": "transfer-to-archives"}
    files = root_files("policy") | {"schedules/authorizations/one.yml": authorization("policy", appraised=appraised)}
    assert status(load(tmp_path, files), item()) == "authorized"


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        ({"sites": ["parks-x"]}, True),
        ({"agencies": ["parks"]}, True),
        ({"series": ["local#routine"]}, True),
        ({"series": ["local#free"]}, False),
        ({"items": [{"site": "parks-x", "item": "1"}]}, True),
        ({"items": [{"site": "parks-x", "item": "1", "version": 2}]}, False),
        ({"from_on": "2021-03-05", "to_on": "2021-03-05"}, True),
        ({"from_on": "2021-03-06"}, False),
        ({"sites": ["parks-x"], "from_on": "2022-01-01"}, False),
    ],
)
def test_a_hold_binds_what_all_its_keys_cover(tmp_path: Path, scope: dict[str, Any], held: bool) -> None:
    files = root_files() | {"schedules/authorizations/one.yml": authorization("routine")}
    register = load(tmp_path, files, {"registry/holds/m1.yml": hold(scope)})
    assert due(register, item())[0]["holds"] == ("m1" if held else "")
    assert status(register, item()) == ("held" if held else "authorized")


def test_a_hold_binds_what_has_no_date_and_a_dated_release_does_not_free_it(tmp_path: Path) -> None:
    dated = {"sites": ["parks-x"], "from_on": "2021-01-01", "to_on": "2021-12-31"}
    release = {"on": "2025-08-01", "by": "ana", "scope": dated}
    register = load(tmp_path, root_files(), {"registry/holds/m1.yml": hold(dated, releases=[release])})
    assert status(register, item(latest_on="")) == "held"
    assert status(register, item()) == "awaiting-authorization"


def test_a_full_release_brings_the_original_period_back(tmp_path: Path) -> None:
    held = hold({"sites": ["parks-x"]}, releases=[{"on": "2025-08-01", "by": "ana"}])
    row = due(load(tmp_path, root_files(), {"registry/holds/m1.yml": held}), item())[0]
    assert (row["status"], row["eligible_on"]) == ("awaiting-authorization", "2024-03-06")


def test_an_amendment_widens_a_hold(tmp_path: Path) -> None:
    amendment = {"on": "2025-06-01", "by": "ana", "scope": {"sites": ["parks-x"]}}
    held = hold({"from_on": "2030-01-01"}, amendments=[amendment])
    assert status(load(tmp_path, root_files(), {"registry/holds/m1.yml": held}), item()) == "held"


def test_a_hold_in_the_public_root_binds_all_the_same(tmp_path: Path) -> None:
    files = root_files() | {"registry/holds/m1.yml": hold({"sites": ["parks-x"]})}
    assert status(load(tmp_path, files), item()) == "held"


def test_a_hold_is_stronger_than_permanent_and_an_item_without_class(tmp_path: Path) -> None:
    private = {"registry/holds/m1.yml": hold({"sites": ["parks-x"]})}
    register = load(tmp_path, root_files("kept"), private)
    assert [row["status"] for row in due(register, item(), item(**{"class": ""}))] == ["held", "held"]


def test_the_version_in_force_governs_and_a_series_it_lacks_is_not_computable(tmp_path: Path) -> None:
    files = root_files()
    later = {"version": "2", "effective_on": "2025-07-01", "series": [series("other")]}
    files["schedules/local.yml"]["versions"].append(later)
    register = load(tmp_path, files)
    assert status(register, item(), date(2025, 6, 30)) == "awaiting-authorization"
    assert status(register, item(), date(2025, 7, 1)) == "not-computable"


def test_the_order_of_statuses_is_the_designs() -> None:
    assert STATUSES[:4] == ("resurfaced", "disposed", "transferred", "held")
    assert STATUSES[-5:] == (
        "unconfirmed",
        "awaiting-appraisal",
        "awaiting-authorization",
        "authorization-lapsed",
        "authorized",
    )
