"""What may be disposed of when: each status, each lack, and which of several reasons counts first."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.register.model import Register
from records_portal.retention.due_list import due_dispositions
from records_portal.retention.item_lists import RetainedItem
from records_portal.retention.statuses import DUE_COLUMNS, PAST_ELIGIBLE, STATUSES, Judgement, Retention
from tests.roots import EVENT_RULE, SERIES, load, root_files, series, with_counsel

AS_OF = date(2026, 1, 15)


def item(**changes: str) -> dict[str, str]:
    row = {"site": "parks-x", "capture": "c1", "id": "1", "version": "1", "change": "new", "kind": "post"}
    whole = row | {"class": "routine", "latest_on": "2021-03-05"} | changes
    return whole | {"earliest_on": changes.get("earliest_on", whole["latest_on"])}


def due(register: Register, *rows: dict[str, str], as_of: date = AS_OF) -> list[dict[str, str]]:
    listed = due_dispositions(register, pd.DataFrame(list(rows), dtype=str), as_of)
    return listed.to_dict(orient="records")  # type: ignore[return-value]  # every cell is text


def status(register: Register, row: dict[str, str], as_of: date = AS_OF) -> str:
    return due(register, row, as_of=as_of)[0]["status"]


RULE_LINE = (
    '{{"appraisal": {appraisal}, "authorization": "{authority}", "disposition": "{disposition}", '
    '"fiscal_year_start": "07-01", "rule": {{"cutoff": "none", "event": "", "period": [{years}, 0, 0, 0]}}, '
    '"series": "local#{number}"}}\n'
)


def listed(number: str, *named: tuple[str, str, int], years: int = 3) -> str:
    """The digest of a list, from its definition: the series' rule as a line of JSON, then a line for each item."""
    policy = number == "policy"
    rule = RULE_LINE.format(
        number=number,
        years=years,
        appraisal="true" if policy else "false",
        authority="per-request",
        disposition="transfer-archives" if policy else "destroy",
    )
    lines = "".join(f'["{site}", "{item}", {version}]\n' for site, item, version in named)
    return hashlib.sha256(f"{rule}{lines}".encode()).hexdigest()


def authorization(series_number: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "one-off",
        "series": f"local#{series_number}",
        "items_digest": listed(series_number, ("parks-x", "1", 1)),
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
    listed = due_dispositions(load(tmp_path, with_counsel(root_files())), pd.DataFrame([item()], dtype=str), AS_OF)
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
    assert status(load(tmp_path, with_counsel(root_files(number))), item()) == expected


def test_the_fiscal_year_of_the_portal_is_used_unless_the_schedule_has_its_own(tmp_path: Path) -> None:
    files = with_counsel(root_files("fiscal"))
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
    assert status(load(tmp_path, with_counsel(root_files())), item(latest_on=on)) == expected


def test_without_class_date_or_known_site_nothing_is_due(tmp_path: Path) -> None:
    register = load(tmp_path, with_counsel(root_files()))
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


LONG = {"trigger": "creation", "period": "P9Y"}


@pytest.mark.parametrize(
    ("numbers", "governs", "expected"),
    [
        (("routine", "kept"), "kept", "permanent"),
        (("routine", "policy"), "policy", "awaiting-appraisal"),
        (("policy", "kept", "routine"), "kept", "permanent"),
        (("routine", "long"), "long", "retained"),
        (("routine", "same"), "routine", "awaiting-authorization"),
        (("routine", "free"), "", "not-computable"),
        (("routine", "event"), "", "not-computable"),
        (("routine", "unknown"), "", "not-computable"),
        (("routine", "absent"), "", "not-computable"),
        (("long", "policy"), "policy", "awaiting-appraisal"),
    ],
)
def test_of_several_series_permanent_goes_before_archives_before_the_longest(
    tmp_path: Path, numbers: tuple[str, ...], governs: str, expected: str
) -> None:
    files = with_counsel(root_files())
    files["schedules/local.yml"]["versions"][0]["series"] = [*SERIES, series("long", rule=LONG), series("same")]
    one = files["registry/sites/parks-x.yml"]["communications"][0]
    files["registry/sites/parks-x.yml"]["communications"] = [one | {"series": f"local#{each}"} for each in numbers]
    row = due(load(tmp_path, files), item())[0]
    assert (row["series"], row["status"]) == (governs, expected)


@pytest.mark.parametrize("number", ["routine", "long"])
def test_a_hold_on_any_of_several_series_binds(tmp_path: Path, number: str) -> None:
    files = with_counsel(root_files())
    files["schedules/local.yml"]["versions"][0]["series"] = [*SERIES, series("long", rule=LONG)]
    one = files["registry/sites/parks-x.yml"]["communications"][0]
    files["registry/sites/parks-x.yml"]["communications"] = [one, one | {"series": "local#long"}]
    private = {"registry/holds/m1.yml": hold({"series": [f"local#{number}"]})}
    assert status(load(tmp_path, files, private), item()) == "held"


def test_the_agency_answers_where_the_site_does_not(tmp_path: Path) -> None:
    files = with_counsel(root_files())
    del files["registry/sites/parks-x.yml"]["communications"]
    files["registry/agencies/parks.yml"]["class_series"] = [{"class": "routine", "series": "local#free"}]
    assert status(load(tmp_path, files), item()) == "authorized"


def test_an_event_starts_the_period_of_what_it_covers_and_of_nothing_else(tmp_path: Path) -> None:
    files = with_counsel(root_files("event"))
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
    files = with_counsel(root_files("event"))
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
        ({"items_digest": None}, "awaiting-authorization"),
        ({"items_digest": listed("routine", ("parks-x", "1", 1), ("parks-x", "2", 1))}, "awaiting-authorization"),
        ({"items_digest": listed("routine", ("parks-x", "1", 1), years=4)}, "awaiting-authorization"),
    ],
)
def test_a_one_off_authorization_counts_when_approved_covering_and_for_this_very_list_and_rule(
    tmp_path: Path, changes: dict[str, Any], expected: str
) -> None:
    value = {key: each for key, each in authorization("routine", **changes).items() if each is not None}
    files = with_counsel(root_files()) | {"schedules/authorizations/one.yml": value}
    assert status(load(tmp_path, files), item()) == expected


@pytest.mark.parametrize("another", [{"id": "2"}, {"version": "2"}, {"capture": "c2", "id": "3"}])
def test_one_item_more_voids_a_one_off_authorization_and_a_repeated_row_does_not(
    tmp_path: Path, another: dict[str, str]
) -> None:
    register = load(
        tmp_path, with_counsel(root_files()) | {"schedules/authorizations/one.yml": authorization("routine")}
    )
    assert [row["status"] for row in due(register, item(), item(capture="c2"))] == ["authorized"] * 2
    assert {row["status"] for row in due(register, item(), item(**another))} == {"awaiting-authorization"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "authorization-lapsed"),
        ({"renewals": [{"on": "2025-02-01", "until_on": "2026-01-15"}]}, "authorized"),
        ({"renewals": [{"on": "2025-02-01", "until_on": "2026-01-14"}]}, "authorization-lapsed"),
        ({"renewals": [{"on": "2025-02-01", "until_on": "2026-01-15"}], "series": "local#routine"}, "no authority"),
    ],
)
def test_an_ongoing_authority_counts_until_its_last_day_and_for_replicated_content_alone(
    tmp_path: Path, changes: dict[str, Any], expected: str
) -> None:
    files = with_counsel(root_files("replicated"))
    files["registry/sites/parks-x.yml"]["communications"][0]["class"] = "replicated"
    routine = {"type": "Dialogue", "vetting": "none", "class": "routine", "series": "local#routine"}
    files["registry/sites/parks-x.yml"]["communications"].append(routine)
    files["schedules/authorizations/one.yml"] = authorization("replicated", **({"kind": "ongoing"} | changes))
    register = load(tmp_path, files)
    if expected == "no authority":
        assert status(register, item()) == "awaiting-authorization"
    else:
        assert status(register, item(**{"class": "replicated"})) == expected


def test_an_ongoing_authority_ends_when_the_site_is_decommissioned(tmp_path: Path) -> None:
    files = with_counsel(root_files("replicated"))
    site = files["registry/sites/parks-x.yml"]
    site["communications"][0]["class"] = "replicated"
    renewals = [{"on": "2025-02-01", "until_on": "2027-01-15"}]
    files["schedules/authorizations/one.yml"] = authorization("replicated", kind="ongoing", renewals=renewals)
    row = item(**{"class": "replicated"})
    assert status(load(tmp_path / "a", files), row) == "authorized"
    site["facts"] = [
        *site["facts"],
        {
            "kind": "decommissioning",
            "on": "2025-09-01",
            "by": "ana",
            "role": "web-content-team",
            "handle_fate": "parked",
            "recheck_on": "2026-09-01",
        },
    ]
    assert status(load(tmp_path / "b", files), row) == "awaiting-authorization"
    assert status(load(tmp_path / "b", files), row, date(2025, 8, 31)) == "authorized"


@pytest.mark.parametrize(
    ("placed_on", "scope", "expected"),
    [
        ("2025-01-31", {"sites": ["parks-x"]}, "authorized"),
        ("2025-02-01", {"sites": ["parks-x"]}, "awaiting-authorization"),
        ("2025-06-01", {"items": [{"site": "parks-x", "item": "1"}]}, "awaiting-authorization"),
        ("2025-06-01", {"items": [{"site": "parks-x", "item": "2"}]}, "authorized"),
    ],
)
def test_a_later_hold_voids_an_authorization_for_what_it_covers_even_when_released(
    tmp_path: Path, placed_on: str, scope: dict[str, Any], expected: str
) -> None:
    released = hold(scope, placed={"on": placed_on, "by": "ana"}, releases=[{"on": "2025-08-01", "by": "ana"}])
    files = with_counsel(root_files()) | {"schedules/authorizations/one.yml": authorization("routine")}
    assert status(load(tmp_path, files, {"registry/holds/m1.yml": released}), item()) == expected


def test_an_appraisal_opens_the_way_to_the_authorization(tmp_path: Path) -> None:
    appraised = {"on": "2025-01-20", "by": "State Archives", "decision": "transfer-to-archives"}
    files = with_counsel(root_files("policy")) | {
        "schedules/authorizations/one.yml": authorization("policy", appraised=appraised)
    }
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
    files = with_counsel(root_files()) | {"schedules/authorizations/one.yml": authorization("routine")}
    register = load(tmp_path, files, {"registry/holds/m1.yml": hold(scope)})
    assert due(register, item())[0]["holds"] == ("m1" if held else "")
    assert status(register, item()) == ("held" if held else "authorized")


def test_a_hold_binds_what_has_no_date_and_a_dated_release_does_not_free_it(tmp_path: Path) -> None:
    dated = {"sites": ["parks-x"], "from_on": "2021-01-01", "to_on": "2021-12-31"}
    release = {"on": "2025-08-01", "by": "ana", "scope": dated}
    register = load(tmp_path, with_counsel(root_files()), {"registry/holds/m1.yml": hold(dated, releases=[release])})
    assert status(register, item(latest_on="")) == "held"
    assert status(register, item()) == "awaiting-authorization"


def test_a_full_release_brings_the_original_period_back(tmp_path: Path) -> None:
    held = hold({"sites": ["parks-x"]}, releases=[{"on": "2025-08-01", "by": "ana"}])
    row = due(load(tmp_path, with_counsel(root_files()), {"registry/holds/m1.yml": held}), item())[0]
    assert (row["status"], row["eligible_on"]) == ("awaiting-authorization", "2024-03-06")


def test_an_amendment_widens_a_hold(tmp_path: Path) -> None:
    amendment = {"on": "2025-06-01", "by": "ana", "scope": {"sites": ["parks-x"]}}
    held = hold({"from_on": "2030-01-01"}, amendments=[amendment])
    assert status(load(tmp_path, with_counsel(root_files()), {"registry/holds/m1.yml": held}), item()) == "held"


def test_a_hold_in_the_public_root_binds_all_the_same(tmp_path: Path) -> None:
    files = with_counsel(root_files()) | {"registry/holds/m1.yml": hold({"sites": ["parks-x"]})}
    assert status(load(tmp_path, files), item()) == "held"


def test_a_hold_is_stronger_than_permanent_and_an_item_without_class(tmp_path: Path) -> None:
    private = {"registry/holds/m1.yml": hold({"sites": ["parks-x"]})}
    register = load(tmp_path, with_counsel(root_files("kept")), private)
    assert [row["status"] for row in due(register, item(), item(**{"class": ""}))] == ["held", "held"]


def test_the_version_in_force_governs_and_a_series_it_lacks_is_not_computable(tmp_path: Path) -> None:
    files = with_counsel(root_files())
    later = {"version": "2", "effective_on": "2025-07-01", "series": [series("other")]}
    files["schedules/local.yml"]["versions"].append(later)
    register = load(tmp_path, files)
    assert status(register, item(), date(2025, 6, 30)) == "awaiting-authorization"
    assert status(register, item(), date(2025, 7, 1)) == "not-computable"


STEPS = [{"from": "routine", "to": "other"}]


@pytest.mark.parametrize(
    ("second", "third", "expected"),
    [
        ({"crosswalk": STEPS, "series": [series("other")]}, None, "other"),
        ({"crosswalk": STEPS, "series": [series("other"), series("routine")]}, None, ""),
        ({"crosswalk": [*STEPS, {"from": "routine", "to": "next"}], "series": [series("other")]}, None, ""),
        (
            {"crosswalk": STEPS, "series": [series("other")]},
            {"crosswalk": [{"from": "other", "to": "next"}], "series": [series("next")]},
            "next",
        ),
        ({"crosswalk": STEPS, "series": [series("other")]}, {"series": [series("next")]}, ""),
    ],
)
def test_a_superseded_series_leads_on_through_the_crosswalk_where_it_leads_to_one(
    tmp_path: Path, second: dict[str, Any], third: dict[str, Any] | None, expected: str
) -> None:
    files = with_counsel(root_files())
    versions = files["schedules/local.yml"]["versions"]
    versions.append({"version": "2", "effective_on": "2025-07-01"} | second)
    if third:
        versions.append({"version": "3", "effective_on": "2025-08-01"} | third)
    row = due(load(tmp_path, files), item())[0]
    assert (row["series"], row["status"]) == (expected, "awaiting-authorization" if expected else "not-computable")


def test_a_crosswalk_voids_an_authorization_and_not_a_hold(tmp_path: Path) -> None:
    files = with_counsel(root_files()) | {"schedules/authorizations/one.yml": authorization("routine")}
    second = {"version": "2", "effective_on": "2025-07-01", "crosswalk": STEPS, "series": [series("other")]}
    files["schedules/local.yml"]["versions"].append(second)
    assert status(load(tmp_path / "a", files), item(), date(2025, 6, 30)) == "authorized"
    assert status(load(tmp_path / "a", files), item(), date(2025, 7, 1)) == "awaiting-authorization"
    private = {"registry/holds/m1.yml": hold({"series": ["local#routine"]})}
    assert status(load(tmp_path / "b", files, private), item(), date(2025, 7, 1)) == "held"


def test_the_order_of_statuses_is_the_designs() -> None:
    assert STATUSES[:4] == ("resurfaced", "disposed", "transferred", "held")
    assert STATUSES[-5:] == (
        "unconfirmed",
        "awaiting-appraisal",
        "awaiting-authorization",
        "authorization-lapsed",
        "authorized",
    )


def test_an_event_that_is_said_of_every_day_starts_the_period_of_what_has_no_date(tmp_path: Path) -> None:
    files = with_counsel(root_files("event"))
    event = {"event": "superseded", "on": "2024-06-01", "recorded": {"on": "2024-06-02", "by": "ana"}}
    files["schedules/events/end.yml"] = event | {"covers": {"sites": ["parks-x"]}}
    assert due(load(tmp_path / "a", files), item(latest_on=""))[0]["eligible_on"] == "2025-06-02"
    files["schedules/events/end.yml"] = event | {"covers": {"sites": ["parks-x"], "from_on": "2010-01-01"}}
    assert status(load(tmp_path / "b", files), item(latest_on="")) == "pending-event"


def test_a_release_of_a_series_frees_nothing_of_which_the_series_is_unknown(tmp_path: Path) -> None:
    release = {"on": "2025-08-01", "by": "ana", "scope": {"series": ["local#routine"]}}
    private = {"registry/holds/m1.yml": hold({"sites": ["parks-x"]}, releases=[release])}
    register = load(tmp_path, with_counsel(root_files()), private)
    assert [row["status"] for row in due(register, item(), item(**{"class": ""}))] == [
        "awaiting-authorization",
        "held",
    ]


def test_sites_and_agencies_of_a_scope_must_both_agree(tmp_path: Path) -> None:
    files = with_counsel(root_files())
    files["registry/agencies/waters.yml"] = files["registry/agencies/parks.yml"]
    scope = {"sites": ["parks-x"], "agencies": ["waters"]}
    assert status(load(tmp_path, files, {"registry/holds/m1.yml": hold(scope)}), item()) == "awaiting-authorization"


def test_a_hold_on_an_item_without_a_version_binds_every_version(tmp_path: Path) -> None:
    private = {"registry/holds/m1.yml": hold({"items": [{"site": "parks-x", "item": "1"}]})}
    register = load(tmp_path, with_counsel(root_files()), private)
    assert [row["status"] for row in due(register, item(), item(version="2"))] == ["held", "held"]


def test_one_scope_of_a_hold_that_came_later_is_enough_to_void(tmp_path: Path) -> None:
    amendment = {"on": "2025-06-01", "by": "ana", "scope": {"sites": ["parks-x"]}}
    released = hold({"from_on": "2030-01-01"}, amendments=[amendment], releases=[{"on": "2025-08-01", "by": "ana"}])
    files = with_counsel(root_files()) | {"schedules/authorizations/one.yml": authorization("routine")}
    register = load(tmp_path, files, {"registry/holds/m1.yml": released})
    assert status(register, item()) == "awaiting-authorization"


def test_an_authorization_counts_from_its_day_and_a_hold_of_that_day_voids_it(tmp_path: Path) -> None:
    files = with_counsel(root_files()) | {"schedules/authorizations/one.yml": authorization("routine")}
    granted = date(2025, 2, 1)
    assert status(load(tmp_path / "a", files), item(), granted) == "authorized"
    assert status(load(tmp_path / "a", files), item(), date(2025, 1, 31)) == "awaiting-authorization"
    release = [{"on": "2025-02-01", "by": "ana"}]
    same_day = hold({"sites": ["parks-x"]}, placed={"on": "2025-02-01", "by": "ana"}, releases=release)
    register = load(tmp_path / "b", files, {"registry/holds/m1.yml": same_day})
    assert status(register, item(), granted) == "awaiting-authorization"
    voided = Retention(register, granted, [ONE]).judge(ONE._replace(earliest_on=ONE.on)).voided
    assert voided == "one: the hold m1 came on the very day on which it was granted, 2025-02-01"


def test_a_renewal_after_a_hold_was_released_counts_from_its_day(tmp_path: Path) -> None:
    files = with_counsel(root_files("replicated"))
    files["registry/sites/parks-x.yml"]["communications"][0]["class"] = "replicated"
    first = {"status": "approved", "on": "2024-02-01", "until_on": "2025-06-30"}
    files["schedules/authorizations/one.yml"] = authorization(
        "replicated",
        kind="ongoing",
        requested={"on": "2024-01-05", "by": "ana"},
        status=[{"status": "pending", "on": "2024-01-05"}, first],
        renewals=[{"on": "2025-06-01", "until_on": "2026-06-30"}],
    )
    released = hold(
        {"sites": ["parks-x"]}, placed={"on": "2024-06-01", "by": "ana"}, releases=[{"on": "2024-09-01", "by": "ana"}]
    )
    row = item(**{"class": "replicated"})
    assert status(load(tmp_path / "a", files), row, date(2025, 5, 31)) == "authorized"
    register = load(tmp_path / "b", files, {"registry/holds/m1.yml": released})
    assert status(register, row, date(2025, 5, 31)) == "awaiting-authorization"
    assert status(register, row, date(2025, 6, 1)) == "authorized"
    assert status(register, row, date(2026, 6, 30)) == "authorized"
    assert status(register, row, date(2026, 7, 1)) == "authorization-lapsed"


def test_an_appraisal_counts_from_its_day(tmp_path: Path) -> None:
    appraised = {"on": "2025-05-20", "by": "State Archives", "decision": "transfer-to-archives"}
    files = with_counsel(root_files("policy")) | {
        "schedules/authorizations/one.yml": authorization("policy", appraised=appraised)
    }
    register = load(tmp_path, files)
    assert status(register, item(), date(2025, 5, 19)) == "awaiting-appraisal"
    assert status(register, item(), date(2025, 5, 20)) == "authorized"


def test_a_crosswalk_to_two_series_in_force_leads_nowhere(tmp_path: Path) -> None:
    files = with_counsel(root_files())
    steps = [*STEPS, {"from": "routine", "to": "next"}]
    second = {"version": "2", "effective_on": "2025-07-01", "crosswalk": steps}
    files["schedules/local.yml"]["versions"].append(second | {"series": [series("other"), series("next")]})
    assert status(load(tmp_path, files), item()) == "not-computable"


def test_unacceptable_content_is_kept_as_routine_unless_it_has_a_series_of_its_own(tmp_path: Path) -> None:
    files = with_counsel(root_files())
    assert due(load(tmp_path / "a", files), item(**{"class": "unacceptable"}))[0]["series"] == "routine"
    own = {"type": "Removed", "vetting": "none", "class": "unacceptable", "series": "local#fiscal"}
    files["registry/sites/parks-x.yml"]["communications"].append(own)
    assert due(load(tmp_path / "b", files), item(**{"class": "unacceptable"}))[0]["series"] == "fiscal"


FIVE_YEARS = {"trigger": "creation", "period": "P5Y"}
NO_DATE = {"trigger": "creation", "period": "P9000Y"}


def recorded(on: str, event: str = "superseded") -> dict[str, Any]:
    return {"event": event, "on": on, "covers": {"sites": ["parks-x"]}, "recorded": {"on": on, "by": "ana"}}


@pytest.mark.parametrize(
    ("rule", "happened_on", "eligible_on"),
    [
        ({"later_of": [FIVE_YEARS, EVENT_RULE]}, "2020-06-01", "2026-03-06"),
        ({"later_of": [FIVE_YEARS, EVENT_RULE]}, "2030-06-01", "2031-06-02"),
        ({"earlier_of": [FIVE_YEARS, EVENT_RULE]}, "2020-06-01", "2021-06-02"),
        ({"earlier_of": [FIVE_YEARS, EVENT_RULE]}, "2030-06-01", "2026-03-06"),
        ({"earlier_of": [EVENT_RULE, FIVE_YEARS]}, "", "2026-03-06"),
        ({"later_of": [EVENT_RULE, FIVE_YEARS]}, "", "pending-event"),
        ({"later_of": [NO_DATE, FIVE_YEARS]}, "", "not-computable"),
        ({"earlier_of": [NO_DATE, FIVE_YEARS]}, "", "not-computable"),
        ({"earlier_of": [EVENT_RULE, NO_DATE]}, "2020-06-01", "not-computable"),
        ({"later_of": [{"earlier_of": [FIVE_YEARS, EVENT_RULE]}, EVENT_RULE]}, "2030-06-01", "2031-06-02"),
        ({"later_of": [{"earlier_of": [FIVE_YEARS, EVENT_RULE]}, EVENT_RULE]}, "", "pending-event"),
    ],
)
def test_the_later_waits_for_all_and_the_earlier_for_the_first_that_has_a_date(
    tmp_path: Path, rule: dict[str, Any], happened_on: str, eligible_on: str
) -> None:
    files = with_counsel(root_files("both"))
    files["schedules/local.yml"]["versions"][0]["series"] = [series("both", rule=rule)]
    if happened_on:
        files["schedules/events/end.yml"] = recorded(happened_on)
    row = due(load(tmp_path, files), item())[0]
    assert (row["eligible_on"] or row["status"]) == eligible_on


def disposition(**changes: Any) -> dict[str, Any]:
    return {
        "authorization": "one",
        "series": "local#routine",
        "method": "destroy",
        "on": "2025-03-01",
        "by": "ana",
        "items": [{"site": "parks-x", "item": "1", "version": 1}],
        "span": {"from_on": "2021-01-01", "to_on": "2021-12-31"},
        "volume": {"amount": 1, "unit": "items"},
        "certificate": {"reference": "C-1"},
    } | changes


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("destroy", "disposed"),
        ("destroy-confidential", "disposed"),
        ("transfer-file", "transferred"),
        ("transfer-archives", "transferred"),
    ],
)
def test_what_ended_is_told_before_everything_else(tmp_path: Path, method: str, expected: str) -> None:
    files = with_counsel(root_files()) | {"schedules/dispositions/one.yml": disposition(method=method)}
    private = {"registry/holds/m1.yml": hold({"sites": ["parks-x"]})}
    register = load(tmp_path, files, private)
    rows = due(register, item(), item(change="edited"), item(change="returned"), item(version="2"), item(id="2"))
    assert [row["status"] for row in rows] == [expected, expected, "resurfaced", "held", "held"]


def test_what_a_capture_let_go_again_is_not_said_to_lie_there(tmp_path: Path) -> None:
    files = with_counsel(root_files()) | {"schedules/dispositions/one.yml": disposition()}
    sample = Path(__file__).parents[1] / "captures/parks-x"
    capture = read_yaml(next(sample.glob("*/capture.yml")).read_bytes())[0]
    for name, dispositions in (("c1", ["one"]), ("c2", []), ("c3", ["another"])):
        value = {key: each for key, each in capture.items() if key != "dispositions"}
        files[f"captures/parks-x/{name}/capture.yml"] = value | ({"dispositions": dispositions} if dispositions else {})
    register = load(tmp_path, files)
    rows = [item(change="returned", capture=capture) for capture in ("c1", "c2", "c3")]
    assert [row["status"] for row in due(register, *rows)] == ["disposed", "resurfaced", "resurfaced"]


def judged(register: Register, *items: RetainedItem) -> list[Judgement]:
    retention = Retention(register, AS_OF, items)
    return [retention.judge(each) for each in items]


ONE = RetainedItem("parks-x", "1", 1, "post", "routine", "2021-03-05")


def test_why_an_authorization_does_not_count_is_told_unless_another_does(tmp_path: Path) -> None:
    files = with_counsel(root_files()) | {
        "schedules/authorizations/a.yml": authorization("routine", items_digest=listed("routine"))
    }
    found = judged(load(tmp_path / "a", files), ONE)[0]
    assert found.voided == "a: the items or the series' rule are not those that it was given for"
    assert (found.authority, found.series) == (None, "local#routine")
    assert found.entry is not None
    files["schedules/authorizations/b.yml"] = authorization("routine")
    found = judged(load(tmp_path / "b", files), ONE)[0]
    assert (found.authority and found.authority.id, found.voided) == ("b", "")


def test_of_several_authorizations_the_strongest_counts_and_then_the_first_by_name(tmp_path: Path) -> None:
    pending = [{"status": "pending", "on": "2025-01-05"}]
    files = with_counsel(root_files()) | {"schedules/authorizations/a.yml": authorization("routine", status=pending)}
    files |= {f"schedules/authorizations/{name}.yml": authorization("routine") for name in ("b", "c")}
    found = judged(load(tmp_path, files), ONE)[0]
    assert (found.authority and found.authority.id, found.status) == ("b", "authorized")


def test_an_ongoing_authority_does_not_count_under_a_series_that_allows_none(tmp_path: Path) -> None:
    files = with_counsel(root_files("routine"))
    files["registry/sites/parks-x.yml"]["communications"][0]["class"] = "replicated"
    renewals = [{"on": "2025-02-01", "until_on": "2027-01-15"}]
    files["schedules/authorizations/one.yml"] = authorization("routine", kind="ongoing", renewals=renewals)
    found = judged(load(tmp_path, files), ONE._replace(content_class="replicated"))[0]
    assert (found.status, found.authority) == ("awaiting-authorization", None)
    assert found.voided.startswith("one: an ongoing authority is for replicated content alone")


def test_a_later_hold_on_one_of_several_series_voids(tmp_path: Path) -> None:
    files = with_counsel(root_files())
    short = series("short", rule=EVENT_RULE | {"period": "P0D"})
    files["schedules/local.yml"]["versions"][0]["series"] = [*SERIES, short]
    files["schedules/events/end.yml"] = recorded("2021-06-01")
    one = files["registry/sites/parks-x.yml"]["communications"][0]
    files["registry/sites/parks-x.yml"]["communications"] = [one, one | {"series": "local#short"}]
    files["schedules/authorizations/one.yml"] = authorization("routine")
    released = hold({"series": ["local#short"]}, releases=[{"on": "2025-08-01", "by": "ana"}])
    assert status(load(tmp_path / "a", files), item()) == "authorized"
    register = load(tmp_path / "b", files, {"registry/holds/m1.yml": released})
    assert status(register, item()) == "awaiting-authorization"


def test_a_date_that_is_none_is_not_computable_and_shown_as_it_is(tmp_path: Path) -> None:
    row = due(load(tmp_path, with_counsel(root_files())), item(latest_on="2021-13-01"))[0]
    assert (row["status"], row["trigger_on"], row["eligible_on"]) == ("not-computable", "2021-13-01", "")


def test_what_is_past_its_day_starts_with_the_unconfirmed() -> None:
    assert STATUSES[-5:] == PAST_ELIGIBLE
