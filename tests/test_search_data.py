"""What the header's search finds: agencies, schedules and sites without an account beside accounts, in few bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records_portal.accounts.lookup import account_words, lookup_of
from records_portal.portal.building.shell import Shells
from records_portal.portal.contents import render_pages
from records_portal.portal.context import prepare
from records_portal.portal.downloads.lookup_data import FOLDER, crowded_starts, lookup_files, row_words, runs
from records_portal.portal.downloads.search_data import searched_rows
from tests.bench.lookup import SEARCHED, agency_rows, ask, large_register, write_files
from tests.test_pages import ACTIVE, small

FACTS = {"tags": {"registered": ["official", "official"]}}
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed; the browser asks the same")


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    """The files of a register without accounts, in which some rows are found."""
    lookup = lookup_of(large_register(made_up=True), "2026-11-20")
    none = type(lookup)(lookup.table, (), {}, {})
    for address, content in lookup_files(none, {}, FACTS, rows):
        path = folder / address.removeprefix(FOLDER)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def found(folder: Path, *texts: str) -> list[list[str]]:
    return [one["found"] for one in ask(folder, list(texts), "searches.js")]


def test_sites_without_an_account_agencies_and_schedules_are_rows(tmp_path: Path) -> None:
    rows = searched_rows(prepare(small(tmp_path)))
    assert rows[0] == {
        "site": "parks-x",
        "title": "Parks on X",
        "agency": "Parks",
        "platform_name": "X",
        "tag": ["requested", "requested"],
    }
    assert [one["address"] for one in rows[1:]] == ["agencies/parks/", "schedules/local/"]
    assert [one["tag"] for one in rows[1:]] == [["", "agency"], ["", "schedule"]]


def test_a_site_with_an_account_is_found_once_by_the_look_up(tmp_path: Path, shells: Shells) -> None:
    pages = dict(render_pages(small(tmp_path, ACTIVE), shells))
    index = json.loads(pages["check/data/index.json"])
    rows = json.loads(pages["check/data/rows/0.json"])
    assert (index["accounts"], index["sites"]) == (1, 1)
    assert [one.get("site") or one["address"] for one in rows] == ["parks-x", "agencies/parks/", "schedules/local/"]
    assert index["tags"][rows[0]["state"]] == ["official", "official"]


@given(st.lists(st.integers(0, 3)))
def test_runs_stand_for_the_same_distances(distances: list[int]) -> None:
    meant = [one for run in runs(distances) for one in ([1] * -run if run < 0 else [run])]
    assert meant == distances


def test_a_crowded_beginning_is_cut_by_one_letter_more() -> None:
    words = {f"texas{letter}{'x' * 400}": [place] for place, letter in enumerate("abcdefghijklmnopqrstu")}
    assert crowded_starts(words | {"texas": [3, 40], "tex": [50]}) == {
        "tex": [*range(21), 40, 50],
        "texa": [*range(21), 40],
        "texas": [*range(21), 40],
    }
    assert crowded_starts(dict(list(words.items())[:19])) == {}


def test_a_run_of_neighbours_is_one_number() -> None:
    assert runs([5, 1, 1, 1, 7, 1, 2]) == [5, -3, 7, 1, 2]


def test_a_row_is_found_by_the_words_of_its_account() -> None:
    lookup = lookup_of(large_register(made_up=True), "2026-11-20")
    files = dict(lookup_files(lookup, {}, {}))
    rows = json.loads(files["check/data/rows/3.json"])
    assert [row_words(row) for row in rows] == [account_words(one) for one in lookup.accounts[24:32]]


HOSTILE = "<img src=x onerror=alert(1)> __proto__"
ROWS: list[dict[str, Any]] = [
    *(
        {"site": f"park-{number}", "title": f"Lakepark {number} on X", "agency": "Parks", "tag": ["requested", "x"]}
        for number in range(12)
    ),
    {"site": "whole-x", "title": "Lake on X", "agency": "Waters", "tag": ["requested", "requested"]},
    *({"address": f"agencies/{name}/", "title": f"Lake {name}", "tag": ["", "agency"]} for name in "abcd"),
    {"address": "agencies/hostile/", "title": HOSTILE, "tag": ["", "agency"]},
    {"address": "agencies/garden/", "title": "حديقة", "agency": "Département de l'Eau", "tag": ["", "agency"]},
    {"address": "agencies/of/", "title": "Office of the Ob", "tag": ["", "agency"]},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("parts"), ROWS)


@needs_node
def test_sites_come_first_then_a_few_others_and_whole_words_before_beginnings(folder: Path) -> None:
    [answer] = ask(folder, ["lake"], "searches.js")
    others = [f"agencies/{name}/" for name in "abc"]
    assert answer["found"] == ["whole-x", *(f"park-{number}" for number in range(6)), *others]
    assert answer["count"] == 17


@needs_node
def test_every_word_has_to_begin_one_of_the_record(folder: Path) -> None:
    assert found(folder, "waters lake", "lakepark 11", "lak wat on", "lakepark waters", "nothing") == [
        ["whole-x"],
        ["park-11"],
        ["whole-x"],
        [],
        [],
    ]


@needs_node
def test_accents_and_case_make_no_difference_and_any_script_is_a_word(folder: Path) -> None:
    assert found(folder, "DEPARTEMENT eau", "حديقة", "حدي") == [["agencies/garden/"]] * 3


@needs_node
def test_two_letters_are_a_whole_word_and_still_being_typed_at_the_end(folder: Path) -> None:
    assert found(folder, "of", "office ob", "office xx", "ob office", "xx office", "o", "") == [
        ["agencies/of/"],
        ["agencies/of/"],
        ["agencies/of/"],
        ["agencies/of/"],
        [],
        [],
        [],
    ]


@needs_node
@pytest.mark.parametrize(
    "text", ["constructor", "toString", "hasOwnProperty", "\u202e", "%", "/", "a" * 3_000, "x.com/"]
)
def test_a_hostile_text_finds_nothing(folder: Path, text: str) -> None:
    assert found(folder, text) == [[]]


@needs_node
def test_a_hostile_name_is_found_by_its_words_as_text(folder: Path) -> None:
    assert found(folder, "<img", "__proto__", "onerror") == [["agencies/hostile/"]] * 3


@needs_node
def test_every_beginning_of_a_crowded_name_finds_it(tmp_path: Path) -> None:
    rows = [
        {"site": f"texas-{number}", "title": f"Texas{number:04}{'x' * 30} Texas", "tag": ["requested", "requested"]}
        for number in range(300)
    ]
    folder = written(tmp_path, rows)
    index = json.loads((folder / "index.json").read_text("utf-8"))
    assert "texas0" in index["crowded"]
    answers = ask(folder, ["tex", "texa", "texas", "texas0", "texas01", "texas0123", "texas0123y", "te"], "searches.js")
    assert [answer["count"] for answer in answers] == [300, 300, 300, 300, 100, 1, 0, 0]
    assert answers[5]["found"] == ["texas-123"]


@pytest.mark.builds
@needs_node
def test_a_search_reads_little_of_eleven_thousand_accounts(tmp_path: Path) -> None:
    register = large_register(made_up=True)
    lookup = lookup_of(register, "2026-11-20")
    write_files(lookup, tmp_path, agency_rows(register))
    asked = lookup.accounts[::400]
    texts = [text for one in asked for text in (one.title, one.agency, one.agency[:3], f"@{one.handle}", one.url)]
    answers = ask(tmp_path, texts, "searches.js")
    assert min(answer["count"] for answer in answers) >= 1
    assert max(answer["bytes"] for answer in answers) < SEARCHED
    assert max(len(answer["found"]) for answer in answers) == 10
