"""The list of an authorization and its digest: what stands on it, and what makes it another one."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records_portal.register.model import Register
from records_portal.retention.item_lists import (
    RetainedItem,
    disposed_on,
    is_covered,
    items_digest,
    listed_items,
    residue_id,
)
from records_portal.retention.series import Series, series_in_force
from records_portal.retention.statuses import Retention
from records_portal.values.dates import FiscalYearStart
from tests.roots import load, root_files
from tests.test_retention import authorization, listed

AS_OF = date(2026, 1, 15)
ONE, TWO = ("parks-x", "1", 1), ("parks-x", "2", 1)


def item(number: str, **changes: Any) -> RetainedItem:
    return RetainedItem("parks-x", number, 1, "post", "routine", "2021-03-05")._replace(**changes)


def disposition(on: str, **changes: Any) -> dict[str, Any]:
    return {
        "authorization": "other",
        "series": "local#routine",
        "method": "destroy",
        "on": on,
        "by": "ana",
        "items": [{"site": "parks-x", "item": "2", "version": 1}],
        "span": {"from_on": "2020-01-01", "to_on": "2021-12-31"},
        "volume": {"amount": 1, "unit": "items"},
        "certificate": {"reference": "C-1"},
    } | changes


def statuses(register: Register, *items: RetainedItem) -> list[str]:
    retention = Retention(register, AS_OF, items)
    return [retention.judge(each).status for each in items]


def test_a_digest_is_of_the_rule_and_of_the_sorted_list_without_repeats(tmp_path: Path) -> None:
    series = series_in_force(load(tmp_path, root_files()), "2026-01-15")["local#routine"]
    assert items_digest(series, [TWO, ONE, TWO]) == listed("routine", ONE, TWO)
    assert items_digest(series, []) == listed("routine")


@pytest.mark.parametrize(("number", "word"), [("later", "later_of"), ("earlier", "earlier_of")])
def test_a_combined_rule_is_in_the_digest_as_it_is(tmp_path: Path, number: str, word: str) -> None:
    series = series_in_force(load(tmp_path, root_files()), "2026-01-15")[f"local#{number}"]
    line = (
        '{"appraisal": false, "authorization": "per-request", "disposition": "destroy", "fiscal_year_start": "07-01", '
        f'"rule": {{"{word}": [{{"cutoff": "none", "event": "", "period": [3, 0, 0, 0]}}, '
        '{"cutoff": "none", "event": "superseded", "period": [1, 0, 0, 0]}]}, '
        f'"series": "local#{number}"}}\n["parks-x", "1", 1]\n'
    )
    assert items_digest(series, [ONE]) == hashlib.sha256(line.encode()).hexdigest()


def test_a_series_without_a_rule_has_a_digest_too(tmp_path: Path) -> None:
    series = series_in_force(load(tmp_path, root_files()), "2026-01-15")["local#unknown"]
    line = (
        '{"appraisal": false, "authorization": "per-request", "disposition": "destroy", "fiscal_year_start": "07-01", '
        '"rule": null, "series": "local#unknown"}\n'
    )
    assert items_digest(series, []) == hashlib.sha256(line.encode()).hexdigest()


@pytest.mark.parametrize(
    ("disposed_on", "on_list", "expected"),
    [
        ("2025-01-04", (ONE,), "authorized"),
        ("2025-01-04", (ONE, TWO), "awaiting-authorization"),
        ("2025-01-05", (ONE,), "authorized"),
        ("2025-01-05", (ONE, TWO), "authorized"),
        ("2025-01-06", (ONE,), "awaiting-authorization"),
        ("2025-01-06", (ONE, TWO), "authorized"),
    ],
)
def test_what_was_disposed_of_before_the_request_is_not_on_its_list(
    tmp_path: Path, disposed_on: str, on_list: tuple[tuple[str, str, int], ...], expected: str
) -> None:
    files = root_files() | {
        "schedules/authorizations/one.yml": authorization("routine", items_digest=listed("routine", *on_list)),
        "schedules/dispositions/first.yml": disposition(disposed_on),
    }
    assert statuses(load(tmp_path, files), item("1"), item("2")) == [expected, "disposed"]


def test_of_two_dispositions_of_an_item_the_first_counts(tmp_path: Path) -> None:
    files = root_files() | {
        "schedules/authorizations/one.yml": authorization("routine", items_digest=listed("routine", ONE)),
        "schedules/dispositions/first.yml": disposition("2024-01-04"),
        "schedules/dispositions/second.yml": disposition("2025-06-01"),
    }
    assert statuses(load(tmp_path, files), item("1"), item("2")) == ["authorized", "disposed"]


def test_a_residue_part_is_listed_and_disposed_of_by_its_capture_and_name(tmp_path: Path) -> None:
    part = item(residue_id("c1", "messages"), kind="residue")
    assert part.id == "residue/c1/messages"
    residue = [{"site": "parks-x", "capture": "c1", "part": "messages"}]
    files = root_files() | {
        "schedules/authorizations/one.yml": authorization("routine", items_digest=listed("routine", part.named)),
    }
    assert statuses(load(tmp_path / "a", files), part) == ["authorized"]
    gone = {key: value for key, value in disposition("2025-06-01", residue=residue).items() if key != "items"}
    files["schedules/dispositions/first.yml"] = gone
    assert statuses(load(tmp_path / "b", files), part, part._replace(id="residue/c2/messages")) == [
        "disposed",
        "awaiting-authorization",
    ]


def test_an_ongoing_authority_with_a_digest_is_still_no_list(tmp_path: Path) -> None:
    files = root_files() | {"schedules/authorizations/one.yml": authorization("routine", kind="ongoing")}
    assert Retention(load(tmp_path, files), AS_OF, [item("1")]).lists == {}


def test_what_is_disposed_of_is_told_with_its_first_day(tmp_path: Path) -> None:
    part = {"site": "parks-x", "capture": "c1", "part": "likes"}
    files = root_files() | {
        "schedules/dispositions/a.yml": disposition("2025-06-01", residue=[part]),
        "schedules/dispositions/b.yml": disposition("2025-01-04"),
    }
    assert disposed_on(load(tmp_path, files)) == {
        ("parks-x", "2", 1): "2025-01-04",
        ("parks-x", "residue/c1/likes", 1): "2025-06-01",
    }


def test_a_digest_writes_other_letters_by_their_numbers() -> None:
    series = Series("local", "größe", "G", "1", None, FiscalYearStart(7, 1), "destroy", False, "none", confirmed=True)
    lines = (
        r'{"appraisal": false, "authorization": "none", "disposition": "destroy", "fiscal_year_start": "07-01", '
        r'"rule": null, "series": "local#gr\u00f6\u00dfe"}'
        "\n"
        r'["parks-x", "\u00fc", 1]'
        "\n"
    )
    assert items_digest(series, [("parks-x", "ü", 1)]) == hashlib.sha256(lines.encode()).hexdigest()


def test_an_authority_without_a_digest_has_no_list(tmp_path: Path) -> None:
    undigested = {key: each for key, each in authorization("routine").items() if key != "items_digest"}
    files = root_files() | {
        "schedules/authorizations/one.yml": authorization("routine"),
        "schedules/authorizations/two.yml": undigested,
        "schedules/authorizations/three.yml": authorization("gone"),
    }
    register = load(tmp_path, files)
    assert Retention(register, AS_OF, [item("1")]).lists == {"one": frozenset({listed("routine", ONE)})}


def test_a_list_is_of_what_lies_surely_within_series_sites_and_span(tmp_path: Path) -> None:
    files = root_files()
    site = files["registry/sites/parks-x.yml"]
    site["communications"].append(site["communications"][0] | {"class": "policy-program", "series": "local#policy"})
    span = {"from_on": "2021-01-01", "to_on": "2021-12-31"}
    files["schedules/authorizations/one.yml"] = authorization("routine", span=span)
    register = load(tmp_path, files)
    retention, record = Retention(register, AS_OF), register.of("authorizations")["one"]
    others = [
        item("2", content_class="policy-program"),
        item("3", on="2022-01-01"),
        item("4", on=""),
        item("5", site="parks-y"),
    ]
    assert [is_covered(retention, record, each) for each in (item("1"), *others)] == [True, *[False] * 4]
    again = item("1", capture="c2")
    assert listed_items(retention, record, [item("9"), *others, item("1"), again]) == [item("1"), item("9")]
