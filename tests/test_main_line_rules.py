"""The main line: which content a file had where, since when, and where a commit landed; from values and from git."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from records_portal.history.main_line import MainLine, Transition, landing_places, read_main_line
from records_portal.history.repository import Repository
from records_portal.register.findings import Refusal
from tests.roots import Root

A, B, C = "a" * 40, "b" * 40, "c" * 40
LINE = MainLine(
    (("one", 100), ("two", 50), ("three", 300), ("four", 400), ("five", 500)),
    {
        "registry/a.yml": [Transition(1, "", A), Transition(3, A, B)],
        "registry/b.yml": [Transition(0, "", A), Transition(2, A, ""), Transition(4, "", A)],
        "docs/c.md": [Transition(0, "", C), Transition(1, C, A), Transition(2, A, C), Transition(3, C, A)],
    },
)


@pytest.mark.parametrize(
    ("path", "contents"),
    [
        ("registry/a.yml", ["", "", A, A, B, B, B]),
        ("registry/b.yml", ["", A, A, "", "", A, A]),
        ("docs/c.md", ["", C, A, C, A, A, A]),
        ("none", [""] * 7),
    ],
)
def test_a_file_has_the_content_of_its_last_transition(path: str, contents: Sequence[str]) -> None:
    assert [LINE.content(path, place) for place in range(-1, 6)] == contents


def test_a_commit_that_is_dated_back_came_no_earlier_than_the_one_before_it() -> None:
    assert [LINE.moment(place) for place in range(-1, LINE.last + 1)] == [0, 100, 100, 300, 400, 500]


@pytest.mark.parametrize(("moment", "place"), [(99, -1), (100, 1), (299, 1), (300, 2), (499, 3), (500, 4), (501, 4)])
def test_what_was_there_at_a_moment_is_what_came_before_the_first_later_one(moment: int, place: int) -> None:
    assert LINE.until(moment) == place


def test_the_files_at_a_commit_are_those_that_are_there_below_the_paths() -> None:
    assert LINE.files(["registry/"], 1) == {"registry/a.yml": A, "registry/b.yml": A}
    assert LINE.files(["registry/"], 2) == {"registry/a.yml": A}
    assert list(LINE.files(["registry/", "docs/c.md"], 4)) == ["docs/c.md", "registry/a.yml", "registry/b.yml"]
    assert LINE.files([], 4) == {}
    assert LINE.files(["registry/"], -1) == {}


@pytest.mark.parametrize(
    ("path", "old", "place", "left"),
    [
        ("registry/a.yml", "", 0, None),
        ("registry/a.yml", "", 1, 1),
        ("registry/a.yml", "", 4, 1),
        ("registry/a.yml", A, 2, None),
        ("registry/a.yml", A, 3, 3),
        ("registry/a.yml", B, 4, None),
        ("docs/c.md", C, 4, 3),
        ("docs/c.md", C, 3, 3),
        ("docs/c.md", C, 2, 1),
        ("docs/c.md", A, 4, 2),
        ("none", "", 4, None),
    ],
)
def test_a_file_left_a_content_where_it_last_did_so_up_to_a_place(
    path: str, old: str, place: int, left: int | None
) -> None:
    assert LINE.since(path, old, place) == left


# a graph: one - two - (merge of s1, s2) - (merge of t, u at once), where s2 comes from one and t from s1
PARENTS = {
    "one": (),
    "two": ("one",),
    "s1": ("one",),
    "s2": ("s1",),
    "merge": ("two", "s2"),
    "t": ("s1",),
    "u": ("merge",),
    "v": ("u",),
    "octopus": ("merge", "t", "v"),
    "never": ("octopus",),
}


def test_a_commit_landed_where_the_main_line_first_had_it() -> None:
    assert landing_places(PARENTS, ["one", "two", "merge", "octopus"]) == {
        "one": 0,
        "two": 1,
        "merge": 2,
        "s2": 2,
        "s1": 2,
        "octopus": 3,
        "t": 3,
        "u": 3,
        "v": 3,
    }


def test_what_an_earlier_merge_brought_in_did_not_land_with_a_later_one() -> None:
    parents = {"one": (), "s1": ("one",), "m1": ("one", "s1"), "s2": ("s1",), "m2": ("m1", "s2")}
    assert landing_places(parents, ["one", "m1", "m2"]) == {"one": 0, "m1": 1, "s1": 1, "m2": 2, "s2": 2}


def test_a_merge_of_what_has_landed_moves_nothing() -> None:
    parents = {"one": (), "s1": ("one",), "m1": ("one", "s1"), "m2": ("m1", "s1"), "m3": ("m2", "one")}
    assert landing_places(parents, ["one", "m1", "m2", "m3"]) == {"one": 0, "m1": 1, "s1": 1, "m2": 2, "m3": 3}


def test_a_commit_that_is_reached_twice_lands_once() -> None:
    parents = {"one": (), "s": ("one",), "a": ("s",), "b": ("s",), "side": ("a", "b"), "m": ("one", "side")}
    assert landing_places(parents, ["one", "m"]) == {"one": 0, "m": 1, "side": 1, "a": 1, "b": 1, "s": 1}


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return Root(tmp_path / "root")


def commit(root: Root, files: dict[str, str | None], at: int = 1_700_000_000) -> str:
    """Commit files with these texts, at this moment; a file without a text is taken away."""
    for path, text in files.items():
        target = root.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        if text is not None:
            target.write_text(text, encoding="utf-8")
    return root.commit({}, GIT_COMMITTER_DATE=f"@{at} +0000")


def blob(root: Root, text: str) -> str:
    """The name of a content, as git's own command gives it."""
    (root.folder.parent / "text").write_text(text, encoding="utf-8")
    return root.git("hash-object", str(root.folder.parent / "text")).strip()


def test_what_a_merge_changed_is_what_differs_from_its_first_parent(root: Root) -> None:
    first = commit(root, {"a": "one", "b\u00e9 c": "same"}, 1_700_000_300)
    root.git("switch", "--quiet", "-c", "side")
    commit(root, {"a": "thrown away"})
    commit(root, {"a": "two", "d": "new"})
    root.git("switch", "--quiet", "main")
    second = commit(root, {"b\u00e9 c": None}, 1_700_000_100)
    root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "side", GIT_COMMITTER_DATE="@1700000200 +0000")
    merge = root.git("rev-parse", "HEAD").strip()
    one, two, same, new = (blob(root, text) for text in ("one", "two", "same", "new"))
    line = read_main_line(Repository(root.folder))
    assert line == MainLine(
        ((first, 1_700_000_300), (second, 1_700_000_100), (merge, 1_700_000_200)),
        {
            "a": [Transition(0, "", one), Transition(2, one, two)],
            "b\u00e9 c": [Transition(0, "", same), Transition(1, same, "")],
            "d": [Transition(2, "", new)],
        },
    )
    assert read_main_line(Repository(root.folder), first).commits == ((first, 1_700_000_300),)


def test_a_link_has_no_content(root: Root) -> None:
    commit(root, {"a": "one", "b": "kept"})
    (root.folder / "a").unlink()
    (root.folder / "a").symlink_to("b")
    commit(root, {})
    commit(root, {"a": "two"})
    one, two = blob(root, "one"), blob(root, "two")
    transitions = read_main_line(Repository(root.folder)).transitions
    assert transitions["a"] == [Transition(0, "", one), Transition(1, one, ""), Transition(2, "", two)]


def test_a_commit_that_changes_nothing_has_its_place(root: Root) -> None:
    names = [commit(root, {"a": "one"}), commit(root, {}), commit(root, {"a": "two"}), commit(root, {})]
    line = read_main_line(Repository(root.folder))
    assert [name for name, _ in line.commits] == names
    assert [each.place for each in line.transitions["a"]] == [0, 2]


def test_a_root_below_the_top_sees_its_own_files_alone(root: Root) -> None:
    commit(root, {"office/registry/a": "one", "registry/a": "top", "office-2/registry/a": "other"})
    line = read_main_line(Repository(root.folder / "office"))
    assert line.transitions == {"registry/a": [Transition(0, "", blob(root, "one"))]}


def test_settings_of_the_reader_change_nothing(root: Root) -> None:
    commit(root, {"a\u00e9": "one"})
    commit(root, {"a\u00e9": None, "b": "one"})
    plain = read_main_line(Repository(root.folder))
    settings = {"log.showSignature": "true", "core.quotePath": "true", "diff.renames": "true", "log.diffMerges": "off"}
    for name, value in settings.items():
        root.git("config", name, value)
    assert read_main_line(Repository(root.folder)) == plain
    one = blob(root, "one")
    assert plain.transitions == {"a\u00e9": [Transition(0, "", one), Transition(1, one, "")],
                                 "b": [Transition(1, "", one)]}  # fmt: skip


def test_a_replaced_commit_does_not_stand_for_the_true_one(root: Root) -> None:
    commit(root, {"a": "one"})
    true = commit(root, {"a": "two"})
    false = commit(root, {"a": "false"})
    root.git("reset", "--quiet", "--hard", true)
    plain = read_main_line(Repository(root.folder))
    root.git("replace", true, false)
    assert read_main_line(Repository(root.folder)) == plain
    assert plain.content("a", 1) == blob(root, "two")


def test_a_shallow_history_is_refused(root: Root, tmp_path: Path) -> None:
    commit(root, {"a": "one"})
    commit(root, {"a": "two"})
    root.git("clone", "--quiet", "--depth=1", f"file://{root.folder}", str(tmp_path / "shallow"))
    with pytest.raises(Refusal, match="shallow, so what came first cannot be told; git fetch --unshallow"):
        read_main_line(Repository(tmp_path / "shallow"))
