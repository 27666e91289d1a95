"""The gate as a hook of a real bare repository: a push is looked at in quarantine, and a refusal leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.acting import ON, SITE, ActingOffice
from tests.roots import root_files
from tests.test_private_gate import HOLD, RECORDS

TOKEN = "EAA" + "Gm0PX4ZCpsBA" * 5
COMMAND = "import sys; from records_portal.commands.cli import main; main()"


def install(bare: Path, *roots: str) -> None:
    """Put the hook into a bare repository, as the guide says it."""
    words = [sys.executable, "-c", f"'{COMMAND}'", *roots, "hook", "pre-receive"]
    hook = bare / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    cache = bare.parent / "cache"
    hook.write_text(f"#!/bin/sh\nexec env XDG_CACHE_HOME={cache} {' '.join(words)}\n")
    hook.chmod(0o755)


def push(office: ActingOffice, *refs: str) -> tuple[int, str]:
    """Push, and what the server says."""
    command = ["git", "-C", str(office.root.folder), "push", "origin", *refs]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told = [line.removeprefix("remote: ").rstrip() for line in done.stderr.splitlines() if line.startswith("remote: ")]
    return done.returncode, "\n".join(told)


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    """Four people with keys, and a bare repository with the gate in it, to which their first commits were pushed."""
    office = ActingOffice(tmp_path / "root")
    bare = tmp_path / "register.git"
    office.root.git("init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    office.root.git("remote", "add", "origin", str(bare))
    install(bare, "--root", ".")
    assert push(office, "main") == (0, "")
    office.propose()
    return office


def objects(office: ActingOffice) -> int:
    bare = office.root.folder.parent / "register.git"
    return sum(path.is_file() for path in (bare / "objects").rglob("*"))


def events(office: ActingOffice, on: str) -> None:
    """A change that a records officer agrees to."""
    office.write({"schedules/local.yml": office.files["schedules/local.yml"] | {"name": f"Local {on}"}})
    office.commit("Rename")


def test_a_change_without_its_approval_is_refused_and_nothing_of_it_stays(office: ActingOffice) -> None:
    events(office, ON)
    before = objects(office)
    code, told = push(office, "proposal:main")
    assert (code, told) == (1, "refs/heads/main: the approval of records-officer is missing for schedules/local")
    assert objects(office) == before


def test_its_honest_twin_is_signed_and_taken_in_also_with_a_merge_and_several_at_once(office: ActingOffice) -> None:
    events(office, ON)
    office.approve("ben")
    assert push(office, "proposal:main") == (0, "")
    office.root.git("switch", "--quiet", "main")
    for number in (1, 2):
        office.root.git("merge", "--quiet", "--ff-only" if number == 1 else "--no-ff", "-m", "Merge", "proposal")
        office.root.git("switch", "--quiet", "-C", "proposal")
        office.write({"schedules/local.yml": office.files["schedules/local.yml"] | {"name": f"Again {number}"}})
        office.commit("Rename again")
        office.approve("ben")
        office.root.git("switch", "--quiet", "main")
    office.root.git("merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    assert push(office, "main") == (0, "")


def test_a_handle_that_is_swapped_and_a_record_that_is_gone_are_refused(office: ActingOffice) -> None:
    value = deepcopy(office.files[SITE]) | {"platform": "y"}
    office.write({SITE: value})
    office.root.git("rm", "--quiet", "--cached", "schedules/local.yml")
    (office.root.folder / "schedules/local.yml").unlink()
    office.commit("Hostile")
    code, told = push(office, "proposal:main")
    assert code == 1
    assert f"refs/heads/main: {SITE}:2:1: X003 parks-x: platform is changed in place; what was written" in told
    assert "X002 local: a merged record is removed; the record kept, and closed by a fact or an entry" in told


def test_a_secret_is_refused_in_a_proposal_too_even_where_a_later_commit_takes_it_out(office: ActingOffice) -> None:
    notes = office.root.folder / "notes.md"
    notes.write_text(f"{TOKEN}\n")
    office.commit("Notes")
    notes.write_text("nothing\n")
    office.commit("No notes")
    code, told = push(office, "proposal")
    assert code == 1
    assert told.startswith("refs/heads/proposal: notes.md:1:1: X009 notes.md: an access token of Meta; take it out")
    assert TOKEN not in told


def test_a_proposal_may_be_pushed_changed_and_taken_away(office: ActingOffice) -> None:
    events(office, ON)
    assert push(office, "proposal") == (0, "")
    office.root.git("commit", "--quiet", "--amend", "-m", "Rename it")
    assert push(office, "--force", "proposal") == (0, "")
    assert push(office, "--delete", "proposal") == (0, "")


@pytest.mark.parametrize(
    ("refs", "told"),
    [
        (("--delete", "main"), "refs/heads/main: refused: this branch is never taken away"),
        (("--force", "other:main"), "refs/heads/main: refused: this would forget what the branch has; fetch it, and"),
        (("--force", "other:refs/tags/v1"), "refs/tags/v1: refused: a tag stays where it is; make another one"),
        (("--delete", "refs/tags/v1"), "refs/tags/v1: refused: a tag stays where it is; make another one"),
        (("other:refs/replace/x",), "refused: only branches and tags are taken in; nothing may replace, graft or"),
        (("other:refs/notes/commits",), "refused: only branches and tags are taken in; nothing may replace, graft or"),
    ],
)
def test_history_is_not_rewritten(office: ActingOffice, refs: tuple[str, ...], told: str) -> None:
    bare = office.root.folder.parent / "register.git"
    office.root.git("-C", str(bare), "config", "receive.denyDeleteCurrent", "ignore")
    assert push(office, "main:refs/tags/v1")[0] == 0
    office.root.git("switch", "--quiet", "--orphan", "other")
    office.write(root_files())
    office.commit("Another history")
    office.root.git("update-ref", "refs/replace/x", "HEAD")
    before = office.root.git("-C", str(bare), "for-each-ref")
    code, said = push(office, *refs)
    assert code == 1
    assert told in said
    assert office.root.git("-C", str(bare), "for-each-ref") == before


def test_what_git_does_not_say_is_not_understood(tmp_path: Path, office: ActingOffice) -> None:
    words = [sys.executable, "-c", COMMAND, "--root", str(tmp_path / "register.git"), "hook", "pre-receive"]
    done = subprocess.run(words, input="once upon a time\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "records: 'once upon a time' is no line of a push; git hands the hook OLD NEW REF\n"
    words[4] = str(tmp_path / "root")
    done = subprocess.run(words, input="", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "is no bare repository whose HEAD names a branch; name it with --root" in done.stderr


def test_a_private_root_has_the_same_door_with_people_of_the_public_one(tmp_path: Path, office: ActingOffice) -> None:
    private: Any = ActingOffice.__new__(ActingOffice)
    private.root = type(office.root)(tmp_path / "private")
    hold = {key: value for key, value in RECORDS[HOLD].items() if key not in ("notified", "updates")}
    hold |= {"scope": {"sites": ["parks-x"]}, "placed": {"on": "2024-05-01", "by": "cy"}}
    private.write({HOLD: hold})
    private.commit("A hold")
    bare = tmp_path / "private.git"
    private.root.git("init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    private.root.git("remote", "add", "origin", str(bare))
    install(bare, "--root", ".", "--public", str(tmp_path / "register.git"))
    assert push(private, "main") == (0, "")
    private.write({HOLD: hold | {"scope": {"sites": ["parks-y"]}}})
    private.commit("Another scope")
    code, told = push(private, "main")
    assert code == 1
    assert "refs/heads/main: holds/flood: scope.sites is changed in place; what was written stays" in told
    private.root.git("reset", "--quiet", "--hard", "HEAD~1")
    private.write({HOLD: hold | {"updates": [{"on": "2024-05-02", "by": "cy"}]}})
    private.commit("An update")
    assert push(private, "main") == (0, "")
