"""The table of all items: first days as written or derived, the classes that an item had, and residue."""

from __future__ import annotations

from pathlib import Path

import pytest

from records_portal.captures.index import load_items, load_residue
from records_portal.register.findings import Refusal
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.item_lists import derived_earliest_on
from tests.test_comparison import EVERYTHING, HEADING, Site, capture, row

FOLDER = "captures/parks-x/2024-05-02-0a1b2c3d"


@pytest.mark.parametrize(
    ("created_at", "time_basis", "id_basis", "kind", "first"),
    [
        ("2019-05-10T12:00:00Z", "explicit-offset", "platform", "post", "2019-05-09"),
        ("2019-05-10T12:00:00Z", "utc-by-format", "synthesised", "post", "2019-05-09"),
        ("2019-05-10", "utc-by-format", "platform", "post", "2019-05-09"),
        ("2019-05-10T12:00:00Z", "explicit-offset", "synthesised", "post", ""),
        ("2019-05-10T12:00:00Z", "display-local-assumed", "platform", "post", ""),
        ("2019-05-10T12:00:00Z", "calibrated", "platform", "post", ""),
        ("2019-05-10T12:00:00Z", "utc-by-format", "platform", "page", ""),
        ("", "utc-by-format", "platform", "post", ""),
        ("0001-01-01T00:00:00Z", "utc-by-format", "platform", "post", ""),
        ("2019-13-10T12:00:00Z", "utc-by-format", "platform", "post", ""),
    ],
)
def test_a_first_day_is_derived_where_it_is_certain_and_is_the_day_before(
    created_at: str, time_basis: str, id_basis: str, kind: str, first: str
) -> None:
    cells = {"created_at": created_at, "time_basis": time_basis, "id_basis": id_basis, "kind": kind}
    assert derived_earliest_on(cells) == first


def table(tmp_path: Path, heading: str, *rows: str, classes: str = "") -> dict[str, tuple[str, str, str]]:
    site = Site(tmp_path)
    site.capture("2024-05-02")
    (tmp_path / FOLDER / "items.csv").write_text(heading + "".join(rows))
    if classes:
        (tmp_path / FOLDER / "classes.csv").write_text(f"item,class,by,on,reason\n{classes}")
    tree = FolderTree(tmp_path)
    items = load_items([(tree, False)], load_register(tree).register)
    return {
        item: (first, now, before)
        for item, first, now, before in zip(
            items["id"], items["earliest_on"], items["class"], items["classes_before"], strict=True
        )
    }


NEWER = HEADING.replace("\n", ",earliest_on\n")


def test_a_first_day_that_is_written_counts_and_one_that_is_not_is_derived(tmp_path: Path) -> None:
    with_day = row("2", "2024-05-01").replace("\n", ",2024-04-20\n")
    without = row("3", "2024-05-01").replace("\n", ",\n")
    found = table(tmp_path / "newer", NEWER, with_day, without)
    assert [first for first, _, _ in found.values()] == ["2024-04-20", "2024-04-30"]
    found = table(tmp_path / "older", HEADING, row("1", "2024-05-01"))
    assert found == {"1": ("2024-04-30", "routine", "")}


def test_a_row_of_another_length_than_its_heading_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"items\.csv:2:1: 16 cells; 17 columns"):
        table(tmp_path, NEWER, row("1", "2024-05-01"))


def test_the_classes_that_an_item_had_before_are_kept(tmp_path: Path) -> None:
    classes = "1,policy-program,ana,2024-05-03,x\n1,nonrecord,ana,2024-05-04,x\n2,routine,ana,2024-05-04,x\n"
    found = table(tmp_path, HEADING, row("1", "2024-05-01"), row("2", "2024-05-01"), classes=classes)
    assert found == {
        "1": ("2024-04-30", "nonrecord", "policy-program routine"),
        "2": ("2024-04-30", "routine", ""),
    }


def test_residue_has_no_first_day(tmp_path: Path) -> None:
    site = Site(tmp_path)
    parts = [{"part": "direct-messages", "files": 1, "ranges": 0, "bytes": 9}]
    site.write({f"{FOLDER}/capture.yml": capture(EVERYTHING, "2024-05-02") | {"residue": parts}})
    tree = FolderTree(tmp_path)
    residue = load_residue([(tree, False)], load_register(tree).register)
    assert residue[["id", "earliest_on", "latest_on", "classes_before"]].values.tolist() == [
        ["residue/2024-05-02-0a1b2c3d/direct-messages", "", "2024-05-02", ""]
    ]
