"""What decides over a status at the edges: what has no date, what allows too little, which reason is told first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records_portal.files.yaml_text import read_yaml
from records_portal.retention.item_lists import RetainedItem
from records_portal.retention.series import Combination, RetentionRule
from records_portal.retention.statuses import Outcome, due_cells, outcome_of
from records_portal.values.dates import FiscalYearStart, parse_period
from tests.roots import EVENT_RULE, load, root_files, series
from tests.test_retention import ONE, authorization, disposition, due, item, judged, listed, recorded

PENDING = [{"status": "pending", "on": "2025-01-05"}]
RENEWED = [{"on": "2025-02-01", "until_on": "2027-01-15"}]


def rule(event: str) -> RetentionRule:
    return RetentionRule(event, "none", parse_period("P1Y"))


@pytest.mark.parametrize("later", [True, False])
def test_a_rule_of_no_rules_is_not_computable(later: bool) -> None:
    assert outcome_of(Combination(later, ()), None, {}, FiscalYearStart(7, 1)) == Outcome("not-computable")


@pytest.mark.parametrize("later", [True, False])
def test_of_two_events_that_are_not_recorded_both_are_waited_for(later: bool) -> None:
    both = Combination(later, (rule("closed"), rule("superseded")))
    assert outcome_of(both, None, {}, FiscalYearStart(7, 1)) == Outcome("pending-event")


def test_of_two_permanent_series_the_first_that_is_named_governs(tmp_path: Path) -> None:
    files = root_files("kept")
    files["schedules/local.yml"]["versions"][0]["series"].append(
        series("always", rule=None, disposition="permanent", authorization="none")
    )
    one = files["registry/sites/parks-x.yml"]["communications"][0]
    files["registry/sites/parks-x.yml"]["communications"] = [one, one | {"series": "local#always"}]
    (row,) = due(load(tmp_path, files), item())
    assert (row["series"], row["status"]) == ("kept", "permanent")


def ongoing(tmp_path: Path, content_class: str = "replicated", **changes: Any) -> Any:
    """A register in which content of a class is kept under a series that allows an ongoing authority."""
    files = root_files("replicated")
    files["registry/sites/parks-x.yml"]["communications"][0]["class"] = content_class
    for each in files["schedules/local.yml"]["versions"][0]["series"]:
        if each["number"] == "replicated":
            each["rule"] = EVENT_RULE
    files["schedules/events/end.yml"] = recorded("2021-06-01")
    files["schedules/authorizations/one.yml"] = authorization("replicated", kind="ongoing", renewals=RENEWED, **changes)
    return load(tmp_path, files)


@pytest.mark.parametrize("span", [{}, {"span": {"from_on": "2021-01-01", "to_on": "2021-12-31"}}])
@pytest.mark.parametrize(("on", "expected"), [("2021-03-05", "authorized"), ("", "awaiting-authorization")])
def test_no_authority_covers_an_item_of_unknown_date(
    tmp_path: Path, span: dict[str, Any], on: str, expected: str
) -> None:
    (found,) = judged(ongoing(tmp_path, **span), ONE._replace(content_class="replicated", on=on))
    assert found.status == expected
    assert found.voided == ""


def test_an_ongoing_authority_is_not_for_other_content_of_a_series_that_allows_one(tmp_path: Path) -> None:
    (found,) = judged(ongoing(tmp_path, "routine"), ONE)
    assert (found.series, found.authority, found.status) == ("local#replicated", None, "awaiting-authorization")
    assert found.voided == ("one: an ongoing authority is for replicated content alone, under a series that allows it")


def test_what_is_merely_asked_for_is_named_whatever_it_lacks(tmp_path: Path) -> None:
    value = {key: each for key, each in authorization("routine", status=PENDING).items() if key != "items_digest"}
    (found,) = judged(load(tmp_path, root_files() | {"schedules/authorizations/one.yml": value}), ONE)
    assert (found.authority and found.authority.id, found.voided, found.status) == ("one", "", "awaiting-authorization")


def test_of_several_that_do_not_count_the_first_is_told(tmp_path: Path) -> None:
    void = authorization("routine", items_digest=listed("routine"))
    files = root_files() | {f"schedules/authorizations/{name}.yml": void for name in ("a", "b")}
    assert judged(load(tmp_path, files), ONE)[0].voided.startswith("a: ")


def test_a_permanent_series_shows_no_dates_even_where_it_has_a_rule(tmp_path: Path) -> None:
    files = root_files("always")
    files["schedules/local.yml"]["versions"][0]["series"].append(series("always", disposition="permanent"))
    (found,) = judged(load(tmp_path, files), ONE)
    assert due_cells(found) == ["local", "always", "2021-03-05", "", "", "", "permanent", "", ""]


def test_an_event_that_starts_the_period_is_shown_as_the_trigger(tmp_path: Path) -> None:
    files = root_files("event") | {"schedules/events/end.yml": recorded("2021-06-01")}
    (found,) = judged(load(tmp_path, files), ONE)
    assert due_cells(found)[2:7] == ["2021-06-01", "", "2022-06-01", "2022-06-02", "awaiting-authorization"]


def test_a_part_of_residue_ends_as_items_do(tmp_path: Path) -> None:
    part = {"site": "parks-x", "capture": "c1", "part": "likes"}
    ended = {key: each for key, each in disposition(residue=[part]).items() if key != "items"}
    files = root_files() | {"schedules/dispositions/one.yml": ended}
    parts = [RetainedItem("parks-x", f"residue/{name}", version, "residue", "routine", "2021-03-05")
             for name, version in (("c1/likes", 1), ("c1/likes", 0), ("c1/likes", 2), ("c2/likes", 1))]  # fmt: skip
    statuses = [each.status for each in judged(load(tmp_path, files), *parts)]
    assert statuses == ["disposed", *["awaiting-authorization"] * 3]


def test_what_another_sites_capture_let_go_still_lies_in_ones_own(tmp_path: Path) -> None:
    files = root_files() | {"schedules/dispositions/one.yml": disposition()}
    files["registry/sites/parks-two.yml"] = files["registry/sites/parks-x.yml"]
    sample = Path(__file__).parents[1] / "captures/parks-x"
    capture = read_yaml(next(sample.glob("*/capture.yml")).read_bytes())[0]
    whole = {key: each for key, each in capture.items() if key != "dispositions"}
    files["captures/parks-x/c1/capture.yml"] = whole
    files["captures/parks-two/c1/capture.yml"] = whole | {"dispositions": ["one"]}
    assert due(load(tmp_path, files), item(change="returned", capture="c1"))[0]["status"] == "resurfaced"
