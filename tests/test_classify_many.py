"""Many items classed at once: by today's rules or from a spreadsheet, with what it moves shown before it counts."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from records_portal.captures.ingest import ingest_export
from records_portal.captures.likeness import ordered_by_likeness
from records_portal.commands.classify import classify
from records_portal.commands.due import due
from records_portal.commands.ingest import classification_rules
from records_portal.register.sources import FolderTree, load_register
from tests import exports_x
from tests.roots import ingest_request
from tests.test_capture_commands import Desk, desk

__all__ = ["desk"]

DOCK, ANSWER, REPOST = "1588000000000000000", "1588100000000000001", "1588200000000000002"
RULES: list[dict[str, Any]] = [
    {"id": "answers", "kinds": ["reply"], "class": "routine"},
    {"id": "own", "kinds": ["post"], "to_on": "2022-12-31", "class": "policy-program"},
]
DECIDED = ("--by", "ana", "--reason", "Agreed with counsel")


@pytest.fixture
def ruled(desk: Desk) -> Desk:
    """The desk with rules that were written after the capture, so that none reached it."""
    decided = {"on": "2024-04-20", "by": "ana", "reason": "Everyday dialogue"}
    desk.root.commit({"schedules/classifications/parks-x.yml": {"rules": RULES, "decided": decided}})
    return desk


def classes(desk: Desk) -> dict[str, str]:
    table = desk.run(due, "--format", "json", "--site", "parks-x")[1]
    return {each["item"]: each["class"] for each in json.loads(table) if not each["item"].startswith("residue")}


def decisions(desk: Desk) -> list[list[str]]:
    path = desk.folder / "root/captures/parks-x" / desk.capture / "classes.csv"
    return list(csv.reader(io.StringIO(path.read_text())))[1:] if path.exists() else []


def test_rules_that_came_later_reach_what_is_there_once_somebody_decides(ruled: Desk) -> None:
    code, out, err = ruled.run(classify, "parks-x", "--by-rule")
    assert code == 0
    assert out.startswith(
        "parks-x: answers classes 1 item routine\nparks-x: own classes 1 item policy-program\n"
        "1 item: become due earlier, or have a date where they had none [earlier]\n"
    )
    assert err.endswith("nothing is written: --by PERSON and --reason TEXT decide it\n")
    assert "4 items of parks-x without a class would be left for people: --queue lists them\n" in err
    assert decisions(ruled) == []
    assert set(classes(ruled).values()) == {""}
    code, out, _ = ruled.run(classify, "parks-x", "--by-rule", *DECIDED)
    folder = f"captures/parks-x/{ruled.capture}/classes.csv"
    assert out.endswith(f"{folder}: 1 item policy-program\n{folder}: 1 item routine\n")
    assert decisions(ruled) == [
        [DOCK, "policy-program", "ana", "2024-05-02", "rule own: Agreed with counsel"],
        [ANSWER, "routine", "ana", "2024-05-02", "rule answers: Agreed with counsel"],
    ]
    assert {item: each for item, each in classes(ruled).items() if each} == {DOCK: "policy-program", ANSWER: "routine"}


def test_what_moves_is_what_the_due_list_says_before_and_after(ruled: Desk) -> None:
    told = json.loads(ruled.run(classify, "parks-x", "--by-rule", "--format", "json")[1])
    before = json.loads(ruled.run(due, "--format", "json")[1])
    ruled.run(classify, "parks-x", "--by-rule", *DECIDED)
    after = {each["item"]: each for each in json.loads(ruled.run(due, "--format", "json")[1])}
    moved = [each["item"] for each in before if after[each["item"]]["eligible_on"] != each["eligible_on"]]
    assert moved == [ANSWER]
    assert told["impact"]["totals"]["earlier"] == 1
    assert [each["item"] for each in told["impact"]["examples"] if each["effect"] == "earlier"] == moved
    assert (told["unclassified"], told["written"]) == (4, [])


def test_what_a_person_decided_stays_whatever_a_rule_says(ruled: Desk) -> None:
    arguments = ("--class", "nonrecord", "--by", "ana", "--reason", "A test")
    ruled.run(classify, "parks-x", ruled.capture, ANSWER, *arguments)
    told = json.loads(ruled.run(classify, "parks-x", "--by-rule", "--format", "json", *DECIDED)[1])
    assert [each["item"] for each in told["classes"]] == [DOCK]
    assert classes(ruled)[ANSWER] == "nonrecord"


def test_the_same_again_writes_nothing(ruled: Desk) -> None:
    ruled.run(classify, "parks-x", "--by-rule", *DECIDED)
    before = decisions(ruled)
    code, out, err = ruled.run(classify, "parks-x", "--by-rule", *DECIDED)
    assert (code, out) == (0, "as of 2024-05-02: nothing changes for 16 items\n")
    assert "nothing was written: the same was decided already" in err
    assert decisions(ruled) == before


def queued(desk: Desk, name: str = "queue.csv") -> tuple[Path, list[dict[str, str]]]:
    path = desk.folder / name
    assert desk.run(classify, "parks-x", "--queue", path)[0] == 0
    return path, list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def filled(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_queue_has_every_item_without_a_class_those_that_say_the_same_together(ruled: Desk) -> None:
    ruled.run(classify, "parks-x", "--by-rule", *DECIDED)
    _, rows = queued(ruled)
    assert list(rows[0]) == ["item", "on", "kind", "alike", "author", "text", "tick", "class"]
    assert {each["item"].split()[1] for each in rows} == {item for item, cls in classes(ruled).items() if not cls}
    assert [each["text"] for each in rows if each["alike"] == "picnic"] == ["Picnic on Sunday", "Picnic on Sundey"]


def test_a_filled_in_queue_decides_many_with_one_reason_and_shows_first(ruled: Desk) -> None:
    path, rows = queued(ruled)
    for each in rows:
        each["class"] = "Routine" if each["alike"] == "picnic" else ""
    filled(path, rows)
    code, out, err = ruled.run(classify, "parks-x", "--from", path)
    assert code == 0
    assert out.startswith("2 items: become due earlier")
    assert "nothing is written" in err
    assert decisions(ruled) == []
    ruled.run(classify, "parks-x", "--from", path, *DECIDED)
    assert [(row[1], row[4]) for row in decisions(ruled)] == [("routine", "Agreed with counsel")] * 2


def test_the_ticked_rows_of_a_workbook_get_one_class(ruled: Desk) -> None:
    _, rows = queued(ruled)
    book = openpyxl.Workbook()
    sheet = book.create_sheet("queue", 0)
    sheet.append(list(rows[0]))
    for each in rows:
        sheet.append([*list(each.values())[:6], "x" if each["kind"] == "reply" else None, None])
    book.save(ruled.folder / "queue.xlsx")
    book.close()
    ruled.run(classify, "parks-x", "--from", ruled.folder / "queue.xlsx", "--class", "routine", *DECIDED)
    assert [row[:2] for row in decisions(ruled)] == [[ANSWER, "routine"]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"class": "rutine"}, "'queue.csv', row 2: class 'rutine' is not known; one of "),
        ({"class": "routine", "item": "2020-01-01-00000000 1"}, "'queue.csv', row 2: no capture of the site lists "),
        ({"class": "routine", "item": "1.58E+18"}, "'queue.csv', row 2, column 'item': a number that the spreadsheet"),
        ({"class": ""}, "'queue.csv' decides nothing; fill in `class`, or tick rows and name --class"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_and_none_is_written(
    ruled: Desk, change: dict[str, str], told: str
) -> None:
    path, rows = queued(ruled)
    rows[0] |= change
    if change["class"]:
        rows[1]["class"] = "routine"
    assert ruled.refusal(classify, "parks-x", "--from", filled(path, rows), *DECIDED).startswith(told)
    assert decisions(ruled) == []


def test_a_queue_holds_what_items_say_and_so_lies_in_no_repository(ruled: Desk) -> None:
    told = ruled.refusal(classify, "parks-x", "--queue", ruled.folder / "root/queue.csv")
    assert "and git never forgets what items say; name a place elsewhere" in told
    assert not (ruled.folder / "root/queue.csv").exists()


def test_what_belongs_together_is_asked_for_together(ruled: Desk) -> None:
    assert ruled.refusal(classify, "parks-x") == (
        "name a capture and items of it, or one of --by-rule, --queue FILE and --from FILE"
    )
    assert ruled.refusal(classify, "parks-x", "--by-rule", "--by", "ana").startswith("--by and --reason belong")
    assert ruled.refusal(classify, "parks-x", ruled.capture, DOCK, "--class", "routine").startswith("name items of")
    assert ruled.refusal(classify, "parks-x", "--by-rule", "--by", "zoe", "--reason", "x") == (
        "--by 'zoe' is not in registry/people/; name a registered person"
    )
    assert decisions(ruled) == []


def test_a_store_without_the_bag_is_refused(ruled: Desk) -> None:
    ruled.bag.rename(ruled.folder / "elsewhere")
    assert f"has no bag of captures/parks-x/{ruled.capture}; name the store" in ruled.refusal(
        classify, "parks-x", "--by-rule"
    )


def test_a_rule_gives_the_class_that_it_would_have_given_at_ingest(ruled: Desk, tmp_path: Path) -> None:
    """The same export taken in after the rules has the classes that the rules give to what was there before."""
    rules = classification_rules(load_register(FolderTree(ruled.folder / "root")).register, "parks-x")
    request = ingest_request(tmp_path / "later", account_id="900000001", rules=rules)
    ingest_export(replace(request, paths=(exports_x.write_2022(tmp_path / "again"),)))
    [index] = (tmp_path / "later/root/captures/parks-x").glob("*/items.csv")
    at_ingest = {row["id"]: row["class"] for row in csv.DictReader(io.StringIO(index.read_text()))}
    ruled.run(classify, "parks-x", "--by-rule", *DECIDED)
    assert classes(ruled) == at_ingest


def test_likeness_puts_weekly_notices_beside_each_other_whatever_their_dates() -> None:
    texts = [
        "Farmers' market on 3 May, Dock Street https://a.example/1",
        "The council meets at noon",
        "Road works on Mill Road",
        "FARMERS' MARKET on 10 May, Dock Street https://a.example/2",
        "Mill Road is open again",
        "An answer to nobody",
        "A walk round the reservoir",
        "Farmers' market on 17 May, Dock Street https://a.example/3",
    ]
    order = [place for place, _ in ordered_by_likeness(texts)]
    assert sorted(order) == list(range(len(texts)))
    for group in ({0, 3, 7}, {2, 4}):
        at = sorted(order.index(place) for place in group)
        assert at == list(range(at[0], at[0] + len(group)))


def test_the_order_is_the_same_each_time_and_no_text_is_none() -> None:
    assert ordered_by_likeness([]) == []
    assert ordered_by_likeness(["", "", "1 2 3"]) == [(0, ""), (1, ""), (2, "")]
