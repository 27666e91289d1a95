"""What a disposition would take, from values alone: each reason for which something is left, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from records_portal.disposal.bag_contents import Contents
from records_portal.disposal.plan import (
    FROZEN,
    OTHER,
    DispositionPlan,
    ListedItem,
    PlannedItem,
    disposition_plan,
    fits_in_record,
)
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.retention.statuses import Retention
from tests.roots import load, root_files, series, with_counsel
from tests.test_retention import AS_OF, ONE, authorization, disposition, hold, listed

BEFORE = {"on": "2025-01-01", "by": "ana"}
BOTH = listed("routine", ("parks-x", "1", 1), ("parks-x", "2", 1))
OTHER_LIST = "voided: the items or the series' rule are not those that it was given for"


def row(item: str = "1", **changes: Any) -> ListedItem:
    return ListedItem(ONE._replace(id=item, **changes), f"digest of {item}", 10)


def bag(*items: str, capture: str = "c1", parts: Iterable[str] = (), keeps_export: bool = False) -> Contents:
    lines = {(item, 1): 1 for item in items}
    return Contents("parks-x", capture, Path(capture), lines, frozenset(parts), keeps_export)


def classes(files: dict[str, Any], numbers: Mapping[str, str]) -> None:
    """Each class of the site has a series."""
    files["registry/sites/parks-x.yml"]["communications"] = [
        {"type": name, "vetting": "none", "class": name, "series": f"local#{number}"}
        for name, number in numbers.items()
    ]


def register(folder: Path, *holds: Mapping[str, Any], **records: Mapping[str, Any]) -> Register:
    """A register with dispositions and authorizations by name; without any, one that is for items 1 and 2."""
    files = with_counsel(root_files())
    classes(
        files, {"routine": "routine", "policy-program": "policy", "nonrecord": "kept", "unacceptable": "unconfirmed"}
    )
    versions = files["schedules/local.yml"]["versions"][0]
    versions["series"] = [each for each in versions["series"] if each["number"] != "kept"]
    versions["series"].append(series("kept", disposition="permanent"))
    for name, value in ({"one": authorization("routine", items_digest=BOTH)} | records).items():
        place = "dispositions" if "method" in value else "authorizations"
        files[f"schedules/{place}/{name}.yml"] = value
    return load(folder, files, {f"registry/holds/h{number}.yml": each for number, each in enumerate(holds)})


def planned(
    register: Register, rows: Sequence[ListedItem], bags: Sequence[Contents], name: str = "one"
) -> DispositionPlan:
    retention = Retention(register, AS_OF, [each.item for each in rows])
    return disposition_plan(retention, register.of("authorizations")[name], rows, bags)


def told(plan: DispositionPlan) -> tuple[list[str], dict[str, int]]:
    return [each.item.id for each in plan.entries], dict(plan.left)


def test_what_is_due_under_the_authority_and_lies_in_a_bag_is_taken(tmp_path: Path) -> None:
    rows = [row("2"), row("1")]
    plan = planned(register(tmp_path), rows, [bag("1", "2")])
    assert plan.entries == tuple(
        PlannedItem(ONE._replace(id=each), f"digest of {each}", 10, "2024-03-06", "local#routine")
        for each in ("1", "2")
    )
    assert (plan.authorization, plan.series.reference, plan.left) == ("one", "local#routine", {})
    assert plan.digest_of(plan.entries) == BOTH
    assert told(planned(register(tmp_path / "b"), rows, [bag("2")])) == (["2"], {}), "what lies in no bag is not there"


def test_a_series_that_is_not_in_force_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="series 'local#gone' is not in force; ask for authority under one that is"):
        planned(register(tmp_path, one=authorization("gone")), [row()], [bag("1")])


@pytest.mark.parametrize("lying", [{"items": ["1", "9"]}, {"items": ["1"], "parts": ["likes"]}])
def test_a_bag_with_what_no_index_lists_stops_everything(tmp_path: Path, lying: dict[str, Any]) -> None:
    name = "residue/c1/likes" if "parts" in lying else "9"
    with pytest.raises(Refusal, match=f"parks-x: a bag holds item '{name}', which no index lists"):
        planned(register(tmp_path), [row()], [bag(*lying["items"], parts=lying.get("parts", ()))])


def test_what_the_authority_does_not_cover_is_neither_taken_nor_counted(tmp_path: Path) -> None:
    rows = [row(), row("2"), row("3", content_class="policy-program"), row("4", on="")]
    spanned = authorization("routine", items_digest=BOTH, span={"from_on": "2021-01-01", "to_on": "2021-12-31"})
    plan = planned(register(tmp_path, one=spanned), rows, [bag("1", "2", "3", "4")])
    assert told(plan) == (["1", "2"], {})


@pytest.mark.parametrize(
    ("changes", "keeps_export", "expected"),
    [
        ({}, True, ([], {FROZEN: 1, "held": 1})),
        ({}, False, (["1"], {"held": 1})),
        ({"preserve": "items"}, True, (["1"], {"held": 1})),
        ({"preserve": "items", "placed": BEFORE | {"by": "nobody"}}, True, ([], {FROZEN: 1, "held": 1})),
    ],
)
def test_an_export_that_holds_something_held_keeps_everything_else_in_it(
    tmp_path: Path, changes: dict[str, Any], keeps_export: bool, expected: Any
) -> None:
    held = hold({"items": [{"site": "parks-x", "item": "2"}]}, **{"placed": BEFORE} | changes)
    bags = [bag("1", "2", keeps_export=keeps_export), bag("1", capture="c2", keeps_export=True)]
    assert told(planned(register(tmp_path, held), [row(), row("2")], bags)) == expected


def test_one_copy_that_is_held_is_enough_to_freeze(tmp_path: Path) -> None:
    held = hold({"sites": ["parks-x"], "from_on": "2022-01-01"}, placed=BEFORE)
    may = {"earliest_on": "2021-03-05"}  # what has no earliest day is covered by every hold
    rows = [row(**may), row("2", **may), row("2", on="2022-03-05", earliest_on="2022-03-05")]
    plan = planned(register(tmp_path, held), rows, [bag("1", "2", keeps_export=True)])
    assert told(plan) == ([], {FROZEN: 1, "held": 1})


def test_of_several_copies_the_first_is_listed(tmp_path: Path) -> None:
    found = register(tmp_path, one=authorization("routine"))
    plan = planned(found, [row(), row()._replace(digest="another", size=11)], [bag("1")])
    assert [(each.digest, each.size) for each in plan.entries] == [("digest of 1", 10)]


def test_another_export_goes_although_one_is_frozen(tmp_path: Path) -> None:
    held = hold({"items": [{"site": "parks-x", "item": "2"}]}, placed=BEFORE)
    bags = [bag("2", keeps_export=True), bag("1", capture="c2", keeps_export=True)]
    assert told(planned(register(tmp_path, held), [row(), row("2")], bags)) == (["1"], {"held": 1})


def test_a_part_of_residue_is_taken_by_its_name(tmp_path: Path) -> None:
    digest = listed("routine", ("parks-x", "residue/c1/likes", 1))
    part = row("residue/c1/likes", kind="residue")
    found = register(tmp_path / "a", one=authorization("routine", items_digest=digest))
    plan = planned(found, [part], [bag(parts=["likes"])])
    assert [(each.item.id, each.part) for each in plan.entries] == [("residue/c1/likes", "likes")]
    assert PlannedItem(ONE._replace(id="a/b/c"), "", 0, "").part == ""
    gone = {"residue": [{"site": "parks-x", "capture": "c1", "part": "likes"}], "on": "2025-01-05"}
    again = {key: each for key, each in disposition(**gone).items() if key != "items"}
    found = register(tmp_path / "b", one=authorization("routine", items_digest=digest), d=again)
    assert told(planned(found, [part], [bag(parts=["likes"])])) == (["residue/c1/likes"], {})


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (
            {"one": authorization("routine", status=[{"status": "pending", "on": "2025-01-05"}])},
            "awaiting-authorization",
        ),
        ({"one": authorization("routine", items_digest=listed("routine"))}, OTHER_LIST),
        ({"a": authorization("routine")}, OTHER),
    ],
)
def test_what_this_authority_does_not_allow_is_left_with_the_reason(
    tmp_path: Path, records: dict[str, Any], expected: str
) -> None:
    found = register(tmp_path, **{"one": authorization("routine"), **records})
    assert told(planned(found, [row()], [bag("1")])) == ([], {expected: 1})


@pytest.mark.parametrize(("on", "expected"), [("2023-01-14", (["1"], {})), ("2023-01-15", ([], {"retained": 1}))])
@pytest.mark.parametrize("change", ["new", "returned"])
def test_nothing_goes_before_its_day_be_it_for_the_first_time_or_again(
    tmp_path: Path, on: str, change: str, expected: Any
) -> None:
    records = {"d": disposition(on="2025-01-05")} if change == "returned" else {}
    found = register(tmp_path, one=authorization("routine"), **records)
    assert told(planned(found, [row(on=on, change=change)], [bag("1")])) == expected


def test_a_hold_that_came_after_the_grant_is_told(tmp_path: Path) -> None:
    found = register(tmp_path, hold({"sites": ["parks-x"]}), one=authorization("routine"))
    assert told(planned(found, [row()], [bag("1")])) == ([], {"voided: the hold h0 came after it": 1})


@pytest.mark.parametrize(
    ("on", "left"),
    [
        ("2025-01-09", {}),
        ("2025-01-10", {"voided: the hold h0 came on the very day on which it was granted, 2025-01-10": 1}),
        ("2025-01-11", {"voided: the hold h0 came after it": 1}),
    ],
)
def test_a_hold_of_the_day_of_the_grant_voids_it_be_it_released_that_day(
    tmp_path: Path, on: str, left: dict[str, int]
) -> None:
    """Nobody can tell which came first on one day: whoever granted may not have known of it, and is asked anew."""
    placed = hold({"sites": ["parks-x"]}, placed={"on": on, "by": "ana"}, releases=[{"on": on, "by": "ana"}])
    status = [{"status": "pending", "on": "2025-01-05"}, {"status": "approved", "on": "2025-01-10"}]
    found = register(tmp_path, placed, one=authorization("routine", status=status, items_digest=BOTH))
    taken = [] if left else ["1"]
    assert told(planned(found, [row(), row("2")], [bag("1")])) == (taken, left)


RETURNED = {"change": "returned"}


@pytest.mark.parametrize(
    ("authority", "expected"),
    [("one", (["1"], {})), ("another", ([], {"resurfaced": 1}))],
)
def test_what_comes_back_goes_again_under_the_authority_that_it_went_under(
    tmp_path: Path, authority: str, expected: Any
) -> None:
    gone = disposition(authorization=authority, on="2025-01-05")
    found = register(tmp_path, one=authorization("routine"), another=authorization("policy"), d=gone)
    assert told(planned(found, [row(**RETURNED)], [bag("1")])) == expected


@pytest.mark.parametrize("method", ["destroy", "transfer-archives"])
def test_what_comes_back_and_is_held_stays(tmp_path: Path, method: str) -> None:
    found = register(
        tmp_path,
        hold({"sites": ["parks-x"]}, placed=BEFORE),
        one=authorization("routine"),
        d=disposition(on="2025-01-05", method=method),
    )
    for change in ("returned", "edited"):
        assert told(planned(found, [row(change=change)], [bag("1")])) == ([], {"held": 1})


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ([{"status": "pending", "on": "2025-01-05"}], "awaiting-authorization"),
        ([{"status": "denied", "on": "2025-01-05", "reason": "no"}], "awaiting-authorization"),
    ],
)
def test_what_comes_back_stays_without_an_authority_in_force(tmp_path: Path, status: Any, expected: str) -> None:
    found = register(tmp_path, one=authorization("routine", status=status), d=disposition(on="2025-01-05"))
    assert told(planned(found, [row(**RETURNED)], [bag("1")])) == ([], {expected: 1})


def test_what_comes_back_stays_where_its_list_is_another_and_that_is_said(tmp_path: Path) -> None:
    void = authorization("routine", items_digest=listed("routine", ("parks-x", "7", 1)))
    found = register(tmp_path, one=void, d=disposition(on="2025-01-05"))
    assert told(planned(found, [row(**RETURNED)], [bag("1")])) == ([], {OTHER_LIST: 1})


@pytest.mark.parametrize(
    "copy",
    [
        {"content_class": "of no series"},
        {"on": ""},
        {"content_class": "nonrecord"},  # its series is permanent here, and has a period all the same
        {"content_class": "unacceptable"},  # its series is not confirmed here
        {"content_class": "policy-program"},
        {"on": "2025-06-01"},
    ],
)
def test_what_comes_back_stays_where_one_copy_of_it_is_not_due(tmp_path: Path, copy: dict[str, str]) -> None:
    found = register(tmp_path, one=authorization("routine"), d=disposition(on="2025-01-05"))
    for changes in ({}, copy):
        rows = [row(**RETURNED), row(**RETURNED, **changes)]
        expected = ([], {"retained": 1}) if changes else (["1"], {})
        assert told(planned(found, rows, [bag("1")])) == expected


def test_a_copy_that_was_appraised_is_as_due_as_the_others(tmp_path: Path) -> None:
    appraised = {"on": "2025-01-10", "by": "ana", "decision": "no-archival-value"}
    rows = [row(**RETURNED), row(**RETURNED, content_class="policy-program")]
    for name, changes, expected in (("a", {"appraised": appraised}, OTHER), ("b", {}, "retained")):
        more = authorization("policy", items_digest=listed("policy", ("parks-x", "1", 1)), **changes)
        found = register(tmp_path / name, one=authorization("routine"), two=more, d=disposition(on="2025-01-05"))
        assert told(planned(found, rows, [bag("1")])) == ([], {expected: 1})


def test_of_several_reasons_the_strongest_is_told(tmp_path: Path) -> None:
    held = hold({"series": ["local#policy"]}, placed=BEFORE)
    found = register(tmp_path / "a", held, one=authorization("routine", items_digest=listed("routine")))
    rows = [row(), row(content_class="policy-program"), row(content_class="of no series")]
    assert told(planned(found, rows, [bag("1")])) == ([], {"held": 1})
    found = register(tmp_path / "b", one=authorization("routine", items_digest=listed("routine")))
    rows = [row(), row(content_class="of no series")]
    assert told(planned(found, rows, [bag("1")])) == ([], {"not-computable": 1})


def entries(count: int, length: int) -> list[PlannedItem]:
    return [PlannedItem(ONE._replace(id="1" * length), "", 0, "") for _ in range(count)]


@pytest.mark.parametrize(
    ("count", "length", "most", "fits"),
    [(0, 1, 5, True), (5, 1, 5, True), (6, 1, 5, False), (99, 8_373, 5_000, True), (100, 8_373, 5_000, True),
     (101, 8_373, 5_000, False), (5_000, 1, 5_000, True), (5_001, 1, 5_000, False)],
)  # fmt: skip
def test_a_record_has_so_many_entries_and_so_many_bytes_and_no_more(
    count: int, length: int, most: int, fits: bool
) -> None:
    assert fits_in_record(entries(count, length), most) is fits


def test_a_record_is_full_to_the_byte() -> None:
    assert fits_in_record([*entries(99, 8_373), *entries(1, 8_373)])
    assert not fits_in_record([*entries(99, 8_373), *entries(1, 8_374)])


def test_a_record_has_five_thousand_entries_where_nothing_else_is_said() -> None:
    assert fits_in_record(entries(5_000, 1))
    assert not fits_in_record(entries(5_001, 1))
