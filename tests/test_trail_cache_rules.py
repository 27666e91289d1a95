"""What the trail's cache takes for its own: each way in which an entry is outdated, foreign or damaged, from values."""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from records_portal.files.kept import read_kept, write_kept
from records_portal.files.program import program_digest
from records_portal.history.trail_cache import TrailCache
from records_portal.register.changes import NO_FACTS_ADDED, FactsAdded, FieldChange

COMMIT = [
    "2024-05-01T10:00:00Z",
    "yes",
    "SHA256:a",
    "a@b.example",
    "c@d.example",
    ["Ana <a@b>"],
    [["sites", "parks-x", "", "c1"]],
]
ASKED = ["2024-05-01T10:00:00Z", "asked", "OPENPGP:a", "a@b.example", "c@d.example", [], []]
UNSIGNED = ["2024-05-01T10:00:00Z", "no", "", "a@b.example", "c@d.example", [], []]
FIELDS = [["Purpose", "", "News"]]
COURSE = [[{"kind": "request"}], ["requested"], "", "requested", True]
FOUND = (
    (FieldChange("Purpose", "", "News"),),
    FactsAdded(({"kind": "request"},), ("requested",), "", "requested", True),
)
KEYS = ["SHA256:a", "SHA256:b"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def opened(folder: Path | None, keys: list[str] = KEYS) -> TrailCache:
    """The cache of the root `/a/root`."""
    return TrailCache(folder, Path("/a/root"), keys)


def kept(folder: Path, **changed: Any) -> Path:
    """Keep a file as an earlier run left it, but for what is changed."""
    cache = opened(folder)
    assert cache.path
    known = {"basis": cache.basis, "keys": cache.keys, "commits": {"one": COMMIT}, "differences": {"k": [FIELDS, None]}}
    write_kept(cache.path, known | changed)
    return cache.path


def test_what_one_run_found_out_the_next_one_knows(folder: Path) -> None:
    first = opened(folder)
    assert (first.commits, first.find("sites  c1"), first.is_whole) == ({}, None, False)
    first.add("one", COMMIT)
    first.keep("sites  c1", FOUND)
    first.keep("people  c2", ((), NO_FACTS_ADDED))
    first.write()
    second = opened(folder)
    assert (second.commits, second.is_whole) == ({"one": COMMIT}, True)
    assert second.find("sites  c1") == FOUND
    assert second.find("people  c2") == ((), NO_FACTS_ADDED)
    assert second.find("people  c3") is None


def test_the_file_is_named_by_its_root_and_says_all_that_it_depends_on(folder: Path) -> None:
    cache = opened(folder)
    named = hashlib.sha256(b"/a/root").hexdigest()[:16]
    assert cache.path == folder / f"history-{named}.json"
    cache.add("one", COMMIT)
    cache.keep("k", (FOUND[0], NO_FACTS_ADDED))
    cache.keep("l", FOUND)
    cache.write()
    read = ("values", "files", "register", "wording", "history")
    basis = repr((program_digest(*read), version("PyYAML"), version("cryptography")))
    assert read_kept(cache.path) == {
        "basis": hashlib.sha256(basis.encode()).hexdigest(),
        "keys": hashlib.sha256(b"SHA256:a SHA256:b").hexdigest(),
        "commits": {"one": COMMIT},
        "differences": {"k": [FIELDS, None], "l": [FIELDS, COURSE]},
    }


def test_a_root_that_is_reached_by_another_way_has_the_same_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "link").symlink_to("root")
    paths = [TrailCache(folder, tmp_path / name, ()).path for name in ("root", "link")]
    assert paths[0] == paths[1]
    assert TrailCache(folder, Path(os.fsdecode(b"/\xff")), ()).path != paths[0]


def test_without_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    cache = opened(None)
    cache.add("one", COMMIT)
    cache.keep("k", FOUND)
    cache.write()
    assert (cache.path, cache.is_whole, cache.commits) == (None, False, {"one": COMMIT})
    assert list(tmp_path.iterdir()) == []


def test_what_is_found_again_is_not_written_again(folder: Path) -> None:
    path = kept(folder)
    before = path.stat().st_ino
    cache = opened(folder)
    cache.find("k")
    cache.write()
    assert path.stat().st_ino == before


@pytest.mark.parametrize("way", ["add", "keep"])
def test_something_new_is_written(folder: Path, way: str) -> None:
    path = kept(folder)
    cache = opened(folder)
    cache.find("k")
    if way == "add":
        cache.add("two", UNSIGNED)
    else:
        cache.keep("l", FOUND)
    assert not cache.is_whole
    cache.write()
    found = read_kept(path)
    assert sorted(found["commits"]) == (["one", "two"] if way == "add" else ["one"])
    assert sorted(found["differences"]) == (["k"] if way == "add" else ["k", "l"])


def test_a_difference_that_was_not_asked_for_is_forgotten(folder: Path) -> None:
    path = kept(folder, differences={"k": [FIELDS, None], "old": [FIELDS, None]})
    cache = opened(folder)
    cache.find("k")
    cache.add("two", UNSIGNED)
    cache.write()
    assert list(read_kept(path)["differences"]) == ["k"]


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = opened(tmp_path / "file")
    cache.add("one", COMMIT)
    cache.write()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_was_asked_of_git_counts_for_one_set_of_keys_alone(folder: Path) -> None:
    kept(folder, commits={"one": COMMIT, "two": ASKED, "three": UNSIGNED})
    assert sorted(opened(folder).commits) == ["one", "three", "two"]
    assert sorted(opened(folder, KEYS[::-1]).commits) == ["one", "three", "two"]
    other = opened(folder, [*KEYS, "SHA256:c"])
    assert sorted(other.commits) == ["one", "three"]
    assert not other.is_whole
    assert other.find("k") == ((FieldChange("Purpose", "", "News"),), NO_FACTS_ADDED)


def test_what_another_program_kept_is_not_read(folder: Path) -> None:
    kept(folder, basis="another")
    cache = opened(folder)
    assert (cache.commits, cache.find("k"), cache.is_whole) == ({}, None, False)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"text"', '{"commits": {}}'])
def test_a_file_that_is_damaged_is_not_read(folder: Path, text: str) -> None:
    kept(folder).write_text(text)
    assert (opened(folder).commits, opened(folder).is_whole) == ({}, False)


def test_a_file_of_no_mapping_is_not_read(folder: Path) -> None:
    write_kept(kept(folder), ["basis"])
    assert opened(folder).commits == {}
    kept(folder, commits=[], differences=None)
    assert (opened(folder).commits, opened(folder).find("k")) == ({}, None)


def replaced(entry: list[Any], place: int, value: Any) -> list[Any]:
    return [*entry[:place], value, *entry[place + 1 :]]


ROW = ["sites", "parks-x", "", "c1"]
WRONG: tuple[Any, ...] = (None, 1, [])
NO_TEXTS: tuple[Any, ...] = (None, "text", [1], ["a", 1], {"a": 1})
NO_FACTS: tuple[Any, ...] = (None, {}, "text", ["text"], [{}, "text"])
NO_ROWS: tuple[Any, ...] = (None, "text", {"a": 1}, [1], ["four"], [[]])
NO_TRUTH: tuple[Any, ...] = (None, 1, "true")
OTHER_COMMITS: list[Any] = [
    None,
    7,
    "text12",
    {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6},
    [],
    COMMIT[:6],
    [*COMMIT, ""],
    *(replaced(COMMIT, place, value) for place in range(5) for value in WRONG),
    *(replaced(COMMIT, 5, value) for value in NO_TEXTS),
    *(replaced(COMMIT, 6, value) for value in NO_ROWS),
    replaced(COMMIT, 6, [ROW[:3]]),
    replaced(COMMIT, 6, [[*ROW, ""]]),
    replaced(COMMIT, 6, [ROW, ROW[:3]]),
    replaced(COMMIT, 6, [["sites", "parks-x", "", 1]]),
    replaced(COMMIT, 6, [["nothing", "parks-x", "", "c1"]]),
    replaced(COMMIT, 6, [ROW, ["nothing", "parks-x", "", "c1"]]),
    replaced(COMMIT, 6, [["parks-x", "sites", "", "sites"]]),
]


@pytest.mark.parametrize("entry", OTHER_COMMITS, ids=json.dumps)
def test_what_is_no_commit_as_it_was_kept_is_left_out(folder: Path, entry: Any) -> None:
    kept(folder, commits={"one": COMMIT, "other": entry})
    assert list(opened(folder).commits) == ["one"]


OTHER_DIFFERENCES: list[Any] = [
    7,
    True,
    "ab",
    {"a": 1, "b": 2},
    [],
    [FIELDS],
    [FIELDS, None, None],
    [None, None],
    ["abc", None],
    [{"Purpose": 1}, None],
    [[["Purpose", ""]], None],
    [[["Purpose", "", "News", ""]], None],
    [[["Purpose", "", 1]], None],
    [["abc"], None],
    [[FIELDS[0], ["Purpose"]], None],
    [[["Purpose"]], COURSE],
    *(
        [FIELDS, course]
        for course in (
            "abcde",
            {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5},
            [],
            COURSE[:4],
            [*COURSE, True],
            *(replaced(COURSE, 0, value) for value in NO_FACTS),
            *(replaced(COURSE, 1, value) for value in NO_TEXTS),
            *(replaced(COURSE, place, value) for place in (2, 3) for value in WRONG),
            *(replaced(COURSE, 4, value) for value in NO_TRUTH),
            False,
            0,
        )
    ),
]


@pytest.mark.parametrize("entry", OTHER_DIFFERENCES, ids=json.dumps)
def test_what_is_no_difference_as_it_was_kept_is_not_found(folder: Path, entry: Any) -> None:
    kept(folder, differences={"k": entry})
    assert opened(folder).find("k") is None


def test_a_difference_of_no_field_and_no_fact_is_found(folder: Path) -> None:
    kept(folder, differences={"k": [[], None], "l": [[], [[], [], "", "", False]]})
    assert opened(folder).find("k") == ((), NO_FACTS_ADDED)
    assert opened(folder).find("l") == ((), FactsAdded((), (), "", "", False))
