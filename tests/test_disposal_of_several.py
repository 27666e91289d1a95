"""A request over several series, one that needs no authority, and what turned up later: carried out for real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.register.item_lists.authorized_lists import list_path, render_authorized_list
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.item_lists import items_digest
from records_portal.retention.series import series_in_force
from tests.disposals import Office, authorization

Capsys = pytest.CaptureFixture[str]
PATH = "schedules/authorizations/both.yml"
POLICY = {"type": "Plans", "vetting": "none", "class": "policy-program", "series": "local#event"}
SUPERSEDED = {
    "event": "superseded",
    "on": "2020-01-01",
    "covers": {"items": [{"site": "parks-x", "item": "1002"}]},
    "recorded": {"on": "2020-01-02", "by": "ana"},
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Post 1001 is routine, 1002 is policy of a series that begins with an event, 1003 is not due."""
    office = Office(tmp_path)
    outcome = office.ingest(office.write_export("export", "1001", "1002", "1003"))
    site, _ = read_yaml((office.root.folder / "registry/sites/parks-x.yml").read_bytes())
    classes = office.root.folder / f"captures/parks-x/{outcome.capture}/classes.csv"
    classes.write_text("item,class,by,on,reason\r\n1002,policy-program,bo,2025-01-15,A plan\r\n", newline="")
    office.publish(
        {
            "registry/sites/parks-x.yml": site | {"communications": [*site["communications"], POLICY]},
            "schedules/events/plan.yml": SUPERSEDED,
        }
    )
    return office


def ask(office: Office, items: dict[str, str], **changes: Any) -> None:
    """Publish a request for these items, each under its series, with the list beside it."""
    register = load_register(FolderTree(office.root.folder)).register
    in_force = series_in_force(register, "2025-02-03")
    named = {("parks-x", item, 1): series for item, series in items.items()}
    lines = [
        {
            "series": series,
            "items_digest": items_digest(in_force[series], (one for one, under in named.items() if under == series)),
            "volume": list(items.values()).count(series),
        }
        for series in dict.fromkeys(items.values())
    ]
    asked = {"series": lines[0]["series"], "volume": len(items), "span": None}
    asked |= {"lines": lines} if len(lines) > 1 else {"items_digest": lines[0]["items_digest"]}
    (office.root.folder / "schedules/authorizations").mkdir(exist_ok=True)
    (office.root.folder / list_path(PATH)).write_bytes(render_authorized_list(named))
    office.publish({PATH: authorization(**asked | changes)})


def certificate_of(office: Office) -> dict[str, Any]:
    (path,) = (office.store / "certificates").glob("*.yml")
    value: dict[str, Any] = read_yaml(path.read_bytes())[0]
    return value


def test_one_run_disposes_of_several_series_and_the_certificate_names_each(office: Office, capsys: Capsys) -> None:
    ask(office, {"1001": "local#routine", "1002": "local#event"})
    code, out, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert code == 0, err
    told = "series local#routine (Series routine), local#event (Series event)"
    assert out.splitlines()[0] == f"Authorization: both, destroy, {told}"
    value = certificate_of(office)
    assert sorted(each["item"] for each in value["disposition"]["items"]) == ["1001", "1002"]
    assert (value["disposition"]["series"], value["disposition"]["further_series"]) == (
        "local#routine",
        [{"series": "local#event", "schedule_version": "1"}],
    )
    assert [each["reference"] for each in value["certificate"]["further_series"]] == ["local#event"]
    assert office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)[0] == 0


def test_what_turned_up_later_is_left_and_told(office: Office, capsys: Capsys) -> None:
    ask(office, {"1001": "local#routine"}, span={"from_on": "2019-01-01", "to_on": "2024-12-31"})
    code, out, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert code == 0, err
    assert [each["item"] for each in certificate_of(office)["disposition"]["items"]] == ["1001"]
    assert "1 not on its list, for it turned up later" in out


def without_authority(office: Office) -> None:
    """The routine series asks for no authority, and is confirmed so."""
    office.supersede_routine(authorization="none")


PENDING = [{"status": "pending", "on": "2025-01-20"}]


def test_what_needs_no_authority_goes_by_the_offices_own_decision(office: Office, capsys: Capsys) -> None:
    without_authority(office)
    ask(office, {"1001": "local#routine"}, kind="none-required", status=PENDING)
    code, _, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert code == 0, err
    value = certificate_of(office)
    assert value["certificate"]["authority"]["kind"] == "none-required"
    assert value["certificate"]["approvals"] == [{"person": "cy", "name": "Cy", "known": "declared"}]


def test_an_own_decision_that_was_taken_back_disposes_of_nothing(office: Office, capsys: Capsys) -> None:
    without_authority(office)
    denied = [*PENDING, {"status": "denied", "on": "2025-02-01", "reason": "The historian asked for them."}]
    ask(office, {"1001": "local#routine"}, kind="none-required", status=denied)
    code, _, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert (code, "authorization 'both' is denied, not approved" in err) == (2, True)


def test_an_own_decision_stands_in_for_no_authority(office: Office, capsys: Capsys) -> None:
    ask(office, {"1001": "local#routine"}, kind="none-required", status=PENDING)
    code, _, err = office.dispose("both", "--execute", "--witness", "ana", capsys=capsys)
    assert (code, "Z015 both: series 'local#routine' asks for an authority" in err) == (2, True)
