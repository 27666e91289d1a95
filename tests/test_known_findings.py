"""What is known of a base spares looking at it again, and changes nothing of what is said about a change."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from records_portal.checks import CHECKS, check_changed, check_register
from records_portal.commands.cli import run
from records_portal.files.kept import read_kept, write_kept
from records_portal.history.earlier_roots import public_root_at
from records_portal.proposals.difference import differing_files, placed_roughly
from records_portal.proposals.known_findings import codes_to_place, keep_findings, known_findings, state_name
from records_portal.register.findings import Place, Severity, finding
from records_portal.register.sources import FolderTree, LoadedRegister, ReadBefore, load_register
from tests.roots import Root, root_files
from tests.test_checks import CASES, REPOS, overlay

DAY = date(2026, 1, 15)
STARTED = datetime(2026, 1, 15, 12, tzinfo=UTC)
SITE, PERSON = "registry/sites/parks-x.yml", "registry/people/ana.yml"
Capsys = pytest.CaptureFixture[str]


def sides(case: str, folder: Path) -> tuple[FolderTree, LoadedRegister, FolderTree, FolderTree | None]:
    """The sound root, read, and a case of a broken one."""
    public, private = overlay(case, folder)
    sound = FolderTree(REPOS / "base")
    return sound, load_register(sound), FolderTree(public), FolderTree(private, "private") if private else None


@pytest.mark.parametrize("case", CASES)
def test_of_every_broken_root_the_same_is_found_by_what_differs(case: str, tmp_path: Path) -> None:
    """Both ways: what comes and what goes; checks of one record are asked of those that differ alone."""
    sound, before, tree, hidden = sides(case, tmp_path)
    after = load_register(tree, hidden, None, ReadBefore(sound, before.register))
    trees = [(tree, False), *([(hidden, True)] if hidden else [])]
    paths = differing_files(sound, tree)
    was, now = placed_roughly(before.register, paths), placed_roughly(after.register, paths)
    all_before, all_after = list(check_register(was, [(sound, False)], DAY)), list(check_register(now, trees, DAY))
    came = set(check_changed(now, trees, DAY, before.register, all_before))
    went = set(check_changed(was, [(sound, False)], DAY, after.register, all_after))
    assert (came, went) == (set(all_after), set(all_before))


def test_a_file_of_the_same_content_is_the_same_record_and_any_other_is_read(tmp_path: Path) -> None:
    root = Root(tmp_path / "root")
    root.commit(root_files())
    root.commit({PERSON: root_files()[PERSON] | {"title": "Head"}})
    old, new = public_root_at(root.folder, "HEAD~1"), public_root_at(root.folder, "HEAD")
    before = load_register(old)
    after = load_register(new, None, None, ReadBefore(old, before.register)).register
    assert after.of("sites")["parks-x"] is before.register.of("sites")["parks-x"]
    assert after.of("people")["ana"].value["title"] == "Head"
    assert after == load_register(new).register


def test_the_checks_that_cost_most_are_asked_of_one_record() -> None:
    marked = {each.rule.code for each in CHECKS if each.beside is not None}
    assert {"E001", "E002", "P003", "T001", "T004", "L002", "L008", "A008"} <= marked


def diff(root: Root, cache: Path, capsys: Capsys, form: str = "text") -> str:
    capsys.readouterr()
    code = run(
        ["--root", str(root.folder), "diff", "HEAD~1..HEAD", "--format", form], {"cache": cache, "started_at": STARTED}
    )
    out, err = capsys.readouterr()
    assert code in (0, 1), err
    return out


CHANGES: dict[str, Any] = {
    "a purpose": {SITE: {"purpose": "Alerts"}},
    "an error that comes": {SITE: {"agency": "nobody"}},
    "a person gone": {PERSON: {"roles": []}},
    "two findings alike in one file": {SITE: {"facts": root_files()[SITE]["facts"] * 2}},
    "a file that is no record": {PERSON: {"no-such": 1}},
}
BEFORE: dict[str, Any] = {
    "sound": {},
    "with an error": {SITE: {"url": "https://ana:secretword@x.com/LakelandParks"}},
    "with two alike": {SITE: {"facts": root_files()[SITE]["facts"] * 3}},
    "without a person's name": {PERSON: {"name": 7}},
}


@pytest.mark.parametrize("was", BEFORE)
@pytest.mark.parametrize("becomes", CHANGES)
def test_the_same_bytes_are_said_with_and_without_what_was_known(
    tmp_path: Path, capsys: Capsys, was: str, becomes: str
) -> None:
    root, files = Root(tmp_path / "root"), root_files()
    before = {path: value | BEFORE[was].get(path, {}) for path, value in files.items()}
    root.commit(before)
    root.commit({path: files[path] | fields for path, fields in CHANGES[becomes].items()})
    for form in ("text", "json", "markdown"):
        cold, warm = (diff(root, tmp_path / form, capsys, form) for _ in range(2))
        assert (tmp_path / form / "base-findings.json").is_file()
        assert warm == cold


@pytest.mark.parametrize("was", BEFORE)
def test_what_comes_and_goes_is_what_both_sides_say_in_full(tmp_path: Path, capsys: Capsys, was: str) -> None:
    """Held against all checks of both sides, each with its line: what is removed is told with its place of before."""
    root, files = Root(tmp_path / "root"), root_files()
    root.commit({path: value | BEFORE[was].get(path, {}) for path, value in files.items()})
    root.commit(files)
    told = json.loads(diff(root, tmp_path / "cache", capsys, "json"))["findings"]
    found = []
    differ = differing_files(public_root_at(root.folder, "HEAD~1"), public_root_at(root.folder, "HEAD"))
    for revision in ("HEAD~1", "HEAD"):
        tree = public_root_at(root.folder, revision)
        loaded = load_register(tree)
        register = placed_roughly(loaded.register, differ)
        found.append({*loaded.findings, *check_register(register, [(tree, False)], DAY)})
    said = [{(each.code, each.subject, each.message) for each in side} for side in found]
    gone = [each.as_mapping() for each in sorted(found[0]) if (each.code, each.subject, each.message) not in said[1]]
    came = [each.as_mapping() for each in sorted(found[1]) if (each.code, each.subject, each.message) not in said[0]]
    assert (told["removed"], told["added"]) == (gone, came)
    assert bool(gone) == (was != "sound")


def test_nothing_is_taken_from_what_is_known_of_another_tree_or_has_another_form(tmp_path: Path) -> None:
    found = [finding("L008", Place("registry/sites/x.yml", 3, 1), "x", "was not", severity=Severity.LATE)]
    name = state_name("a" * 40, DAY)
    keep_findings(tmp_path, name, found)
    assert known_findings(tmp_path, name) == found
    assert known_findings(tmp_path, state_name("b" * 40, DAY)) is None
    assert known_findings(tmp_path, state_name("a" * 40, date(2026, 1, 16))) is None
    keep_findings(None, name, found)
    assert known_findings(None, name) is None, "without a folder nothing is kept"
    kept = read_kept(tmp_path / "base-findings.json")
    for row in (
        [1] * 9,
        ["p", 1, 1, "L008", "x", "m", "grave", "", ""],
        ["p"],
        7,
        ["p", True, *kept["findings"][0][2:]],
    ):
        write_kept(tmp_path / "base-findings.json", kept | {"findings": [row]})
        assert known_findings(tmp_path, name) is None


def test_what_is_known_is_of_the_base_and_never_of_what_a_change_brings(tmp_path: Path, capsys: Capsys) -> None:
    root = Root(tmp_path / "root")
    root.commit(root_files())
    root.commit({SITE: root_files()[SITE] | {"agency": "nobody"}})
    diff(root, tmp_path / "cache", capsys)
    trees = [root.git("rev-parse", f"{commit}^{{tree}}").strip() for commit in ("HEAD~1", "HEAD")]
    assert known_findings(tmp_path / "cache", state_name(trees[0], DAY)) is not None
    assert known_findings(tmp_path / "cache", state_name(trees[1], DAY)) is None


def test_a_finding_that_was_there_twice_and_is_there_once_is_looked_for_with_its_lines() -> None:
    rough = finding("K001", Place(SITE), "parks-x", "late", severity=Severity.LATE)
    assert codes_to_place([rough, rough], [rough], [SITE]) == {"K001"}
    assert codes_to_place([rough], [rough], [SITE]) == frozenset()
    assert codes_to_place([rough], [], [PERSON]) == frozenset()
    error = finding("L008", Place(SITE), "parks-x", "was not")
    assert codes_to_place([error], [error], [SITE]) == {"L008"}
