"""All items at once: the same as one at a time, whatever names single items, and in any partition."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records_portal.captures.indexes.item_index import IndexRow
from records_portal.captures.indexes.large_captures import large_capture_items, large_captures, partitions
from records_portal.captures.indexes.large_index import render_summary, write_parquet
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.due_list import (
    MOST_FLAGS,
    CaseBook,
    _numbered,
    count_table,
    due_counts,
    due_dispositions,
    lists_of,
    single_items,
)
from records_portal.retention.due_partitions import counted, partitions_of
from records_portal.retention.statuses import DUE_COLUMNS, Retention, due_cells
from tests.roots import load, root_files, series, with_counsel
from tests.test_retention import authorization, hold, listed

AS_OF = date(2026, 1, 15)
RECORDED = {"on": "2024-06-02", "by": "ana"}
CLASSES = ("routine", "replicated", "policy-program", "nonrecord", "")
COLUMNS = ["site", "capture", "id", "version", "change", "kind", "class", "latest_on"]
COLUMNS += ["earliest_on", "classes_before"]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Two sites, series of every sort, and holds, events, authorizations and a disposition that name single items."""
    files = with_counsel(root_files("routine"))
    site = files["registry/sites/parks-x.yml"]
    also = [("replicated", "event"), ("policy-program", "policy"), ("policy-program", "routine")]
    one = site["communications"][0]
    site["communications"] += [one | {"class": each, "series": f"local#{number}"} for each, number in also]
    files["registry/sites/parks-y.yml"] = site | {"communications": [one | {"series": "local#fiscal"}]}
    files["schedules/local.yml"]["versions"][0]["series"].append(series("spare"))
    for name, covers in (("all", {"sites": ["parks-x"]}), ("one", {"items": [{"site": "parks-x", "item": "3"}]})):
        files[f"schedules/events/{name}.yml"] = {
            "event": "superseded",
            "on": "2022-06-01" if name == "all" else "2025-06-01",
            "covers": covers | {"to_on": "2021-12-31"},
            "recorded": RECORDED,
        }
    files["schedules/authorizations/first.yml"] = authorization("routine", span={"to_on": "2020-12-31"})
    files["schedules/authorizations/second.yml"] = authorization("routine", items_digest=listed("routine"))
    files["schedules/dispositions/first.yml"] = {
        "authorization": "first",
        "series": "local#routine",
        "method": "destroy",
        "on": "2025-03-01",
        "by": "ana",
        "items": [{"site": "parks-x", "item": "2", "version": 1}],
        "span": {"from_on": "2020-01-01", "to_on": "2020-12-31"},
        "volume": {"amount": 1, "unit": "items"},
        "certificate": {"reference": "C-1"},
    }
    private = {
        "registry/holds/one.yml": hold({"items": [{"site": "parks-y", "item": "1", "version": 2}]}),
        "registry/holds/span.yml": hold({"sites": ["parks-x"], "from_on": "2019-06-01", "to_on": "2019-08-31"}),
        "registry/holds/freed.yml": hold({"series": ["local#routine"]}, releases=[{"on": "2025-08-01", "by": "ana"}]),
    }
    return load(tmp_path_factory.mktemp("due"), files, private)


items = st.lists(
    st.tuples(
        st.sampled_from(["parks-x", "parks-y", "unknown"]),
        st.just("c1"),
        st.sampled_from(["1", "2", "3", "4", "5"]),
        st.sampled_from(["1", "2"]),
        st.sampled_from(["new", "edited", "returned"]),
        st.just("post"),
        st.sampled_from(CLASSES),
        st.sampled_from(["", "2018-01-31", "2019-07-01", "2020-02-29", "2021-12-31", "2022-01-01", "2025-12-31"]),
        st.sampled_from(["", "2017-01-01", "2019-06-01", "2019-07-15", "2019-08-31", "2019-09-01", "2024-01-01"]),
        st.sampled_from(["", "", "routine", "nonrecord routine"]),
    ),
    max_size=12,
    unique=True,
)


def frame_of(rows: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=str)


@given(rows=items, coded=st.booleans())
@settings(max_examples=150)
def test_all_at_once_is_the_same_as_one_at_a_time(register: Register, rows: list[Any], coded: bool) -> None:
    frame = frame_of(rows)
    single = list(single_items(frame))
    retention = Retention(register, AS_OF, single)
    expected = [
        [each.site, each.id, each.kind, each.content_class, *due_cells(retention.judge(each))] for each in single
    ]
    kinds = ["site", "class", "latest_on", "change", "earliest_on"]
    given_frame = frame.astype(dict.fromkeys(kinds, "category")) if coded else frame
    assert due_dispositions(register, given_frame, AS_OF)[DUE_COLUMNS].values.tolist() == expected
    assert lists_of(retention, [frame]) == retention.lists


@given(rows=items, cut=st.integers(0, 12))
@settings(max_examples=100)
def test_counts_are_those_of_the_list_however_it_is_parted(register: Register, rows: list[Any], cut: int) -> None:
    frame = frame_of(rows)
    due = due_dispositions(register, frame, AS_OF)
    retention = Retention(register, AS_OF)
    retention.lists = lists_of(retention, [frame])
    whole = counted(retention, [frame.iloc[:cut], frame.iloc[cut:]])
    names = ["site", "schedule", "series", "eligible_on", "status"]
    cells = (due[name].tolist() for name in names)
    expected = Counter((site, *rest, on[:7], status) for site, *rest, on, status in zip(*cells, strict=True))
    assert {tuple(row[:-1]): row[-1] for row in whole.values.tolist()} == expected


def test_a_list_in_two_partitions_has_the_digest_of_the_whole(register: Register) -> None:
    rows = [("parks-x", "c1", str(number), "1", "new", "post", "routine", "2018-01-31", "", "") for number in range(20)]
    frame, retention = frame_of(rows), Retention(register, AS_OF)
    assert lists_of(retention, [frame.iloc[:7], frame.iloc[7:]]) == lists_of(retention, [frame])


def row(number: int, on: str, content_class: str = "routine", change: str = "new") -> IndexRow:
    """A line of an index."""
    identity = (f"{number}", "platform", 1, change, "post", content_class, "")
    return IndexRow(*identity, f"{on}T12:00:00Z", on, "explicit-offset", "", "", 0, 9, "0" * 64, "")


@pytest.fixture
def large(tmp_path: Path) -> tuple[FolderTree, Register, Path]:
    """A root whose only capture has sums in git and its index in the store."""
    rows = [row(1, "2019-05-03"), row(2, "2023-01-01"), row(3, "2023-01-20"), row(4, "2019-05-30", change="gone")]
    register = load(tmp_path, with_counsel(root_files()))
    folder = tmp_path / "root/captures/parks-x/2024-01-01-0a0b0c0d"
    folder.mkdir(parents=True)
    sample = Path(__file__).parents[1] / "captures/parks-x"
    folder.joinpath("capture.yml").write_bytes(next(sample.glob("*/capture.yml")).read_bytes())
    folder.joinpath("summary.csv").write_bytes(render_summary(rows))
    folder.joinpath("classes.csv").write_text("item,class,by,on,reason\n2,nonrecord,ana,2024-02-01,A test\n")
    index = tmp_path / "store/bags/parks-x/2024-01-01-0a0b0c0d/items.parquet"
    index.parent.mkdir(parents=True)
    with index.open("wb") as file:
        write_parquet(rows, file.write)
    tree = FolderTree(tmp_path / "root")
    register = load_register(tree).register
    return tree, register, tmp_path / "store"


def test_a_large_capture_is_listed_from_the_store_with_its_decisions(large: tuple[FolderTree, Register, Path]) -> None:
    tree, register, store = large
    found = large_capture_items(large_captures([(tree, False)], register, store))
    assert found[["site", "id", "class", "latest_on"]].values.tolist() == [
        ["parks-x", "1", "routine", "2019-05-03"],
        ["parks-x", "2", "nonrecord", "2023-01-01"],
        ["parks-x", "3", "routine", "2023-01-20"],
    ]


def test_a_large_capture_is_counted_from_its_sums_where_no_store_has_its_index(
    large: tuple[FolderTree, Register, Path],
) -> None:
    tree, register, store = large
    retention = Retention(register, AS_OF)
    exact = counted(retention, partitions(large_captures([(tree, False)], register, store)))
    sums = counted(retention, partitions(large_captures([(tree, False)], register)))
    assert exact[["month", "status", "items"]].values.tolist() == [
        ["", "nonrecord", 1],
        ["2022-05", "awaiting-authorization", 1],
        ["2026-01", "retained", 1],
    ]
    assert sums[["month", "status", "items"]].values.tolist() == [
        ["2022-06", "awaiting-authorization", 1],
        ["2026-02", "retained", 2],
    ]


def test_ids_are_left_unread_where_nothing_names_an_item(large: tuple[FolderTree, Register, Path]) -> None:
    index = next(large[2].rglob("items.parquet"))
    read = set(next(partitions_of(index, "parks-x", named=False)).columns)
    assert read == {"site", "class", "latest_on", "change", "earliest_on"}


@pytest.mark.parametrize("most", [7, MOST_FLAGS + 1])
def test_rows_are_numbered_by_the_sorted_values_of_their_key_however_many_there_may_be(most: int) -> None:
    values, places = _numbered(np.array([5, 3, 5, 6], dtype=np.int64), most)
    assert (values.tolist(), places.tolist()) == ([3, 5, 6], [1, 0, 1, 2])


def test_a_table_of_counts_is_sorted_and_leaves_out_what_is_not_there() -> None:
    late, early = ("local", "routine", "2026-01", "retained"), ("local", "routine", "2022-05", "authorized")
    table = count_table({("parks-y", early): 1, ("parks-x", late): 2, ("parks-x", early): 3, ("parks-z", late): 0})
    assert list(table.columns) == ["site", "schedule", "series", "month", "status", "items"]
    assert table.values.tolist() == [
        ["parks-x", "local", "routine", "2022-05", "authorized", 3],
        ["parks-x", "local", "routine", "2026-01", "retained", 2],
        ["parks-y", "local", "routine", "2022-05", "authorized", 1],
    ]


def test_a_partition_without_rows_counts_nothing(register: Register) -> None:
    assert due_counts(CaseBook(Retention(register, AS_OF)), frame_of([])) == {}


def test_only_a_one_off_authority_with_a_digest_under_a_series_in_force_has_a_list(tmp_path: Path) -> None:
    undigested = {key: each for key, each in authorization("routine").items() if key != "items_digest"}
    files = with_counsel(root_files()) | {
        "schedules/authorizations/one.yml": authorization("routine"),
        "schedules/authorizations/two.yml": undigested,
        "schedules/authorizations/three.yml": authorization("gone"),
        "schedules/authorizations/four.yml": authorization("routine", kind="ongoing"),
    }
    retention = Retention(load(tmp_path, files), AS_OF)
    frame = frame_of([("parks-x", "c1", "1", "1", "new", "post", "routine", "2021-03-05", "", "")])
    assert lists_of(retention, [frame]) == {"one": frozenset({listed("routine", ("parks-x", "1", 1))})}
