"""The sample agencies: what is committed is what the generator makes, sound, and shows every state there is."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from records_portal.captures.index import load_items
from records_portal.checks import check_register
from records_portal.files.yaml_text import dump_yaml, read_yaml
from records_portal.history.audit_trail import read_audit_trail
from records_portal.history.repository import Repository
from records_portal.register import sites
from records_portal.register.fact_kinds import STATUSES
from records_portal.register.findings import Severity
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention import due_list
from records_portal.retention import statuses as retention

from .sample import CHAPTERS, GENERATED, Story, read_steps, write_sample

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 20)
PUBLIC = (FolderTree(ROOT), False)
PRIVATE = (FolderTree(ROOT / "examples/private", "examples/private"), True)
NEVER_SHOWN = {"resurfaced", "transferred"}


def files_of(root: Path) -> Mapping[str, bytes]:
    """Every generated file below a root by its path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for name in GENERATED
        for path in sorted((root / name).rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("fresh") / "sample"
    write_sample(out)
    return out


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("grown") / "sample"
    write_sample(out, history=True)
    return out


def git(root: Path, *arguments: str) -> str:
    """What git says in a repository."""
    return subprocess.run(("git", *arguments), cwd=root, check=True, capture_output=True, text=True).stdout


def test_the_committed_tree_is_what_the_generator_makes(fresh: Path) -> None:
    committed, made = files_of(ROOT), files_of(fresh)
    refresh = "run python -m tests.sample ."
    assert sorted(committed) == sorted(made), refresh
    assert [path for path in made if committed[path] != made[path]] == [], refresh


def test_the_history_ends_in_the_same_tree(fresh: Path, grown: Path) -> None:
    assert files_of(grown) == files_of(fresh)
    assert git(grown, "status", "--porcelain") == ""


def test_the_history_has_the_same_commits_on_every_run(grown: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "again", history=True)
    assert git(tmp_path / "again", "rev-parse", "HEAD") == git(grown, "rev-parse", "HEAD")


def test_commits_have_the_authors_days_and_approvals_of_the_story(grown: Path) -> None:
    log = git(grown, "log", "--reverse", "--format=%an <%ae> %aI %cI%n%(trailers:key=Approved-by)", "-n", "70")
    assert "Dora Finch <dfinch@users.noreply.forge.example> 2022-03-21T12:00:00+00:00 2022-03-21T12:00:00+00:00" in log
    assert "Approved-by: Emil Rook <erook@users.noreply.forge.example>\n" in log


def test_the_story_is_told_in_order() -> None:
    days = [step.on for chapter in CHAPTERS for step in read_steps(chapter)]
    assert days == sorted(days)
    assert (days[0], days[-1]) == ("2022-01-17", "2026-11-20")


def test_every_step_of_the_story_leaves_a_sound_register(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    story, tree = Story(tmp_path / "root", tmp_path / "store"), FolderTree(tmp_path / "root")
    for step in (step for chapter in CHAPTERS for step in read_steps(chapter)):
        story.tell(step)
        loaded = load_register(tree)
        found = [*loaded.findings, *check_register(loaded.register, [(tree, False)], date.fromisoformat(step.on))]
        assert [str(one) for one in found if one.severity is Severity.ERROR] == [], step.says


def test_everybody_in_the_audit_trail_is_registered(grown: Path) -> None:
    trail = read_audit_trail(Repository(grown), load_register(FolderTree(grown)).register)
    assert len({change.commit for change in trail.changes}) > 60
    assert {change.by.person for change in trail.changes} == {
        "ada-thornfield",
        "boris-quayle",
        "celia-wren",
        "dora-finch",
        "fern-alder",
        "gus-heron",
        "hana-birch",
        "ivo-marsh",
        "june-sedge",
        "nell-plover",
        "otto-linden",
        "pia-larch",
    }


def test_facts_are_only_ever_added(grown: Path) -> None:
    for path in sorted((grown / "registry/sites").glob("*.yml")):
        commits = git(grown, "log", "--reverse", "--format=%H", "--", f"registry/sites/{path.name}").split()
        versions = [read_yaml(git(grown, "show", f"{one}:registry/sites/{path.name}").encode())[0] for one in commits]
        for earlier, later in pairwise(versions):
            assert later["facts"][: len(earlier["facts"])] == earlier["facts"], path.name


def test_a_request_is_merged_before_its_decision(grown: Path) -> None:
    path = "registry/sites/parks-youtube.yml"
    commits = git(grown, "log", "--reverse", "--format=%H", "--", path).split()
    found = [sites.status_of(read_yaml(git(grown, "show", f"{one}:{path}").encode())[0]) for one in commits]
    assert found[:6] == ["requested", "rejected", "requested", "approved", "activated", "registered"]


def test_nothing_is_wrong_and_something_is_late() -> None:
    loaded = load_register(PUBLIC[0], PRIVATE[0])
    found = [*loaded.findings, *check_register(loaded.register, [PUBLIC, PRIVATE], AS_OF)]
    assert [str(one) for one in found if one.severity is Severity.ERROR] == []
    assert {one.severity for one in found} == {Severity.LATE, Severity.ADVICE}


def test_the_public_root_stands_without_the_private_one() -> None:
    loaded = load_register(PUBLIC[0])
    found = [*loaded.findings, *check_register(loaded.register, [PUBLIC], AS_OF)]
    assert [str(one) for one in found if one.severity is Severity.ERROR] == []


def test_every_status_of_a_site_occurs_on_sixteen_sites_and_eight_platforms() -> None:
    register = load_register(PUBLIC[0]).register
    records = list(register.of("sites").values())
    assert len(records) == 16
    assert len({one.value["platform"] for one in records}) == 8 == len(register.of("platforms"))
    assert {sites.status_of(one.value) for one in records} == set(STATUSES)
    assert [one.id for one in records if sites.is_compromised(one.value)] == ["library-facebook"]


def statuses(register: Register, *trees: tuple[FolderTree, bool]) -> set[str]:
    """The statuses in the due list."""
    return set(due_list.due_dispositions(register, load_items(trees, register), AS_OF)["status"])


def test_every_status_of_an_item_occurs_and_held_only_with_the_private_root() -> None:
    public = statuses(load_register(PUBLIC[0]).register, PUBLIC)
    both = statuses(load_register(PUBLIC[0], PRIVATE[0]).register, PUBLIC, PRIVATE)
    assert both == set(retention.STATUSES) - NEVER_SHOWN
    assert public == both - {"held"}


def test_every_kind_of_record_has_a_sample() -> None:
    register = load_register(PUBLIC[0], PRIVATE[0]).register
    assert [kind for kind in register.records if not register.of(kind)] == []


def test_the_later_capture_shows_what_is_new_edited_and_gone() -> None:
    register = load_register(PUBLIC[0]).register
    counts = {one.id[:18]: one.value["counts"] for one in register.of("captures").values()}
    assert counts["parks-x/2018-12-03"]["new"] == 40
    assert counts["parks-x/2024-09-09"]["new"] == 60
    last = counts["parks-x/2026-11-02"]
    assert {name: last[name] for name in ("new", "edited", "repeated", "gone")} == {
        "new": 24,
        "edited": 1,
        "repeated": 57,
        "gone": 2,
    }


def test_every_generated_record_is_in_canonical_form() -> None:
    for path, content in files_of(ROOT).items():
        if path.endswith(".yml"):
            value, fault = read_yaml(content)
            assert fault is None
            assert dump_yaml(value).encode() == content, path


def test_only_the_fictional_schedule_is_confirmed_and_real_ones_are_cited() -> None:
    for schedule in load_register(PUBLIC[0]).register.of("schedules").values():
        for version in schedule.value["versions"]:
            for series in version["series"]:
                assert series["citation"]
                assert schedule.value["local_extension"] or "confirmed" not in series, schedule.id
