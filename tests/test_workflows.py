"""The workflows that look at a proposal and append to the log: their own commands, run in real repositories.

A proposal brings a workflow and a program of its own along, and a name and texts that would be run where they were
pasted into a command; what is said of it, and whether the check is green, comes from the base all the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from records_portal.starting.forge_files import FORGES
from tests.acting import ActingOffice, run_git
from tests.roots import command
from tests.test_verify_log import LoggedOffice

HERE = Path(__file__).parents[1]
# what stands in for the forge: it has no reviews and no comment yet, hands out the artifact, and keeps what is posted
GH = """#!/bin/sh
for one in "$@"; do printf '%s\\n' "$one"; done >> "$ASKED"
case "$*" in
  *"/reviews?per_page=100") echo '[[]]' ;;
  "run download "*) : ;;
  *"--method POST"*) cat body.md > "$POSTED" ;;
esac
"""


def workflow(name: str) -> Any:
    return yaml.safe_load((HERE / f".github/workflows/{name}.yml").read_text(encoding="utf-8"))


class Runner:
    """A checkout of the base, as the forge's runner has it, with the commands of a workflow's steps."""

    def __init__(self, folder: Path, office: ActingOffice) -> None:
        self.folder, self.asked, self.posted = folder, folder / "asked", folder / "posted.md"
        self.forge = folder / "forge.git"
        run_git(folder, "clone", "--quiet", "--bare", "--no-local", str(office.root.folder), str(self.forge))
        run_git(self.forge, "update-ref", "refs/heads/main", "main")
        self.base = run_git(self.forge, "rev-parse", "main").strip()
        head = run_git(office.root.folder, "rev-parse", "HEAD").strip()
        run_git(self.forge, "update-ref", "refs/pull/7/head", head)
        self.head = head
        self.checkout = folder / "checkout"
        run_git(folder, "clone", "--quiet", "--no-local", "--branch", "main", str(self.forge), str(self.checkout))
        self._program(self.checkout / ".venv/bin/records", f'exec {sys.executable} -m records_portal "$@"')
        self._program(folder / "programs/gh", GH.partition("\n")[2])
        (folder / "temporary").mkdir()

    @staticmethod
    def _program(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(0o755)

    def run(self, name: str, job: str, **more: str) -> int:
        """The steps of a job but the installation; the exit code of the first that fails."""
        environment = {
            "PATH": f"{self.folder / 'programs'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "PYTHONPATH": str(HERE / "scripts"),
            "RUNNER_TEMP": str(self.folder / "temporary"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "GITHUB_REPOSITORY": "town/register",
            "GITHUB_RUN_ID": "1",
            "NUMBER": "7",
            "BASE": self.base,
            "HEAD": self.head,
            "GH_TOKEN": "secret",
            "ASKED": str(self.asked),
            "POSTED": str(self.posted),
            "GIT_CONFIG_GLOBAL": os.devnull,
        } | more
        for step in workflow(name)["jobs"][job]["steps"]:
            if "run" not in step or step.get("name", "").startswith("Install"):
                continue
            words = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
            done = subprocess.run(words, cwd=self.checkout, env=environment, check=False)
            if done.returncode:
                return done.returncode
        return 0


@pytest.fixture
def office(tmp_path: Path) -> ActingOffice:
    """An office with a proposal that nobody approved, and that brings along what would speak for it."""
    office = ActingOffice(tmp_path / "root")
    office.propose()
    office.change("News $(touch pwned) `touch pwned` \"; touch pwned; ' ${{ github.token }}")
    for path, text in {
        ".github/workflows/changes.yml": "name: changes\non: pull_request\njobs: {words: {steps: [{run: exit 0}]}}\n",
        "scripts/records_portal/__main__.py": "print('All is approved')\n",
        ".venv/bin/records": "#!/bin/sh\necho All is approved\n",
        "words/changes.md": "All is approved\n",
    }.items():
        target = office.root.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    office.commit("Trust me")
    return office


def test_a_proposal_words_neither_its_comment_nor_its_check(office: ActingOffice, tmp_path: Path) -> None:
    runner = Runner(tmp_path, office)
    assert runner.run("changes", "words") == 1
    words = (runner.checkout / "words/changes.md").read_text(encoding="utf-8")
    assert words.startswith("<!-- records-diff -->")
    assert "All is approved" not in words
    assert "changes.yml" in words, "a workflow that it brings is told"
    assert runner.run("changes", "comment") == 0
    assert runner.posted.read_text(encoding="utf-8") == words
    assert [str(path) for path in tmp_path.rglob("pwned")] == []


def test_a_proposal_that_is_approved_has_a_green_check(tmp_path: Path) -> None:
    office = ActingOffice(tmp_path / "root")
    office.propose()
    recorded = {"by": "ana", "on": "2024-05-02"}
    event = {"event": "superseded", "on": "2024-05-01", "covers": {"sites": ["parks-x"]}, "recorded": recorded}
    office.write({"schedules/events/event-1.yml": event})
    office.commit("Event")
    office.approve("ben", on=datetime.now(UTC).date().isoformat())
    runner = Runner(tmp_path, office)
    assert runner.run("changes", "words") == 0, (runner.checkout / "words/changes.md").read_text(encoding="utf-8")


def test_the_preview_is_the_proposals_portal_and_says_that_it_is_a_draft(tmp_path: Path) -> None:
    office = ActingOffice(tmp_path / "root")
    office.propose()
    office.change("Trails and closures")
    (office.root.folder / "docs").mkdir(exist_ok=True)
    (office.root.folder / "docs/passwd").symlink_to("/etc/passwd")
    office.commit("Change")
    runner = Runner(tmp_path, office)
    assert runner.run("preview", "site") == 0
    page = next((tmp_path / "temporary/site").glob("sites/parks-x*/index.html")).read_text(encoding="utf-8")
    assert "Trails and closures" in page
    assert "draft" in page.lower()
    assert "Trails" not in (runner.checkout / "registry/sites/parks-x.yml").read_text(encoding="utf-8")


def test_what_was_merged_is_appended_to_the_log_and_pushed(tmp_path: Path) -> None:
    office = LoggedOffice(tmp_path)
    runner = Runner(tmp_path, office)
    key = office.key.read_text(encoding="utf-8")
    assert runner.run("log", "append", PUBLISHER_KEY="") == 0
    assert "attestations" not in run_git(runner.forge, "branch", "--list", "attestations")
    assert runner.run("log", "append", PUBLISHER_KEY=key) == 0
    first = run_git(runner.forge, "show", "attestations:log/checkpoint")
    assert runner.run("log", "append", PUBLISHER_KEY=key) == 0
    assert run_git(runner.forge, "show", "attestations:log/checkpoint") == first, "nothing came, nothing is appended"


def test_a_log_that_another_run_pushed_meanwhile_is_taken_up(tmp_path: Path) -> None:
    office = LoggedOffice(tmp_path)
    runner = Runner(tmp_path, office)
    # another run's publication arrives at the forge while this one makes its own
    office.publish()
    run_git(office.root.folder, "push", "--quiet", str(runner.forge), "attestations:refs/heads/theirs")
    hook = runner.forge / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        "#!/bin/sh\nunset GIT_QUARANTINE_PATH\nif [ ! -e late ]; then touch late; "
        "git update-ref refs/heads/attestations theirs; exit 1; fi\n"
    )
    hook.chmod(0o755)
    assert runner.run("log", "append", PUBLISHER_KEY=office.key.read_text(encoding="utf-8")) == 0
    tips = [run_git(runner.forge, "rev-parse", each).strip() for each in ("attestations", "theirs")]
    assert tips[0] == tips[1], "the other run's publication stands, and nothing is in its place"
    done = command("--root", office.root.folder, "log", "append", "--key", office.key, home=tmp_path)
    assert done.returncode == 0


def test_who_reads_the_proposal_may_write_nothing_and_who_writes_runs_nothing() -> None:
    found = workflow("changes")
    words, comment = found["jobs"]["words"], found["jobs"]["comment"]
    assert (found[True], found["permissions"]) == ({"pull_request_target": {"branches": ["main"]}}, {})
    assert words["permissions"] == {"contents": "read", "pull-requests": "read"}
    assert comment["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert [step for step in comment["steps"] if "uses" in step] == [], "no checkout, no foreign action"
    checkout = next(step["with"] for step in words["steps"] if "checkout" in step.get("uses", ""))
    assert checkout["ref"] == "${{ github.event.pull_request.base.sha }}"


@pytest.mark.parametrize("name", sorted(path.stem for path in (HERE / ".github/workflows").glob("*.yml")))
def test_nothing_is_pasted_into_a_command_and_rights_are_named(name: str) -> None:
    found = workflow(name)
    assert found["permissions"] == {}
    for job in found["jobs"].values():
        assert "permissions" in job
        assert [step for step in job["steps"] if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("forge", ["forgejo", "gitlab"])
def test_the_log_is_appended_to_at_other_forges(tmp_path: Path, forge: str) -> None:
    """The commands of the job as they are shipped, but for the installation and the address of the forge."""
    office = LoggedOffice(tmp_path)
    runner = Runner(tmp_path, office)
    source = {"forgejo": "forgejo/log.yml", "gitlab": "gitlab/gitlab-ci.yml"}[forge]
    found = yaml.safe_load((FORGES / source).read_text(encoding="utf-8").replace("@BRANCH@", "main"))
    if forge == "gitlab":
        lines = [line for line in found["log"]["script"] if "venv/bin/pip" not in line and "-m venv" not in line]
        text = "\n".join(each for each in lines if "set-url" not in each).replace("../venv/bin/", ".venv/bin/")
        key: str = str(office.key)
    else:
        (step,) = found["jobs"]["append"]["steps"]
        lines = [line for line in step["run"].splitlines() if "venv/bin/pip" not in line and "-m venv" not in line]
        text = "\n".join(lines).replace("venv/bin/records", ".venv/bin/records")
        key = office.key.read_text(encoding="utf-8")
        served = tmp_path / "town/register.git"
        served.parent.mkdir()
        served.symlink_to(runner.forge)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(HERE / "scripts"),
        "PUBLISHER_KEY": key,
        "TOKEN": "secret",
        "GITHUB_SERVER_URL": tmp_path.as_uri(),
        "GITHUB_REPOSITORY": "town/register",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    done = subprocess.run(["sh", "-e", "-c", text], cwd=runner.checkout, env=environment, check=False)
    assert done.returncode == 0
    assert run_git(runner.forge, "show", "attestations:log/checkpoint").startswith(
        "records.town.example/register/log\n"
    )
