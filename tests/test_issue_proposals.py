"""An issue becomes a proposal: the workflow's own commands, run on an issue's event, with its text as data."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from records_portal.answers.block import render_block
from records_portal.files.yaml_text import read_yaml
from tests.roots import Root, root_files

HERE = Path(__file__).parents[1]
TEXT = (HERE / ".github/workflows/answers.yml").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load(TEXT)
STEPS = WORKFLOW["jobs"]["proposal"]["steps"]
RUN = [step["run"] for step in STEPS if "run" in step]
HOSTILE = "Moved. $(touch pwned) `touch pwned` \"; touch pwned; # ${{ github.token }} '\\n' @everyone"
NOTICE = {"on": "2020-02-01", "by": "ana", "role": "it-web-liaison", "audience": "The public"}
# what stands in for the forge: it writes down what it was asked, and hands out no proposal that is open
GH = """#!/bin/sh
for one in "$@"; do printf '%s\\n' "$one"; done >> "$ASKED"
case "$1 $2" in "pr list") echo 0 ;; esac
for one in "$@"; do case "$before" in --body-file) cat "$one" >> "$ASKED" ;; esac; before="$one"; done
"""


class Forge:
    """A checkout of a root with its bare repository, and what its workflow did to both."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = Root(folder / "root")
        self.root.commit(root_files())
        subprocess.run(["git", "init", "--quiet", "--bare", str(folder / "forge.git")], check=True)
        self.root.git("remote", "add", "origin", str(folder / "forge.git"))
        programs = folder / "programs"
        programs.mkdir()
        (programs / "gh").write_text(GH, encoding="utf-8")
        (programs / "gh").chmod(0o755)
        own = self.root.folder / ".venv/bin/records"
        own.parent.mkdir(parents=True)
        own.write_text(f'#!/bin/sh\nexec {sys.executable} -m records_portal "$@"\n', encoding="utf-8")
        own.chmod(0o755)
        self.asked = folder / "asked"

    def issue(self, body: str) -> int:
        """Run the workflow's steps but the installation; the exit code of the last one that ran."""
        event = self.folder / "event.json"
        url = "https://forge.example/town/register/issues/7"
        event.write_text(json.dumps({"issue": {"body": body, "html_url": url, "number": 7}}), encoding="utf-8")
        environment = {
            "PATH": f"{self.folder / 'programs'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "PYTHONPATH": str(HERE / "scripts"),
            "GITHUB_EVENT_PATH": str(event),
            "RUNNER_TEMP": str(self.folder),
            "NUMBER": "7",
            "BASE": "main",
            "GH_TOKEN": "secret",
            "ASKED": str(self.asked),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
        for commands in RUN[1:]:
            done = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", commands], cwd=self.root.folder, env=environment, check=False
            )
            if done.returncode:
                return done.returncode
        return 0

    def proposed(self, path: str) -> Any:
        """A record as the branch of the proposal has it."""
        command = ["git", "-C", str(self.folder / "forge.git"), "show", f"answers/7:{path}"]
        value, fault = read_yaml(subprocess.run(command, capture_output=True, check=True).stdout)
        assert fault is None
        return value


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


def test_the_answers_of_an_issue_are_proposed_with_the_issue_as_evidence(forge: Forge) -> None:
    block = render_block("notice", "parks-x", NOTICE | {"text": "Moved."})
    assert forge.issue(f"```text\r\n{block}```\r\n".replace("\n", "\r\n")) == 0
    fact = forge.proposed("registry/sites/parks-x.yml")["facts"][-1]
    evidence = fact.pop("evidence")
    assert fact == {"kind": "notice", **NOTICE, "text": "Moved."}
    assert (evidence["form"], evidence["reference"], len(evidence["digest"])) == (
        "ticket", "https://forge.example/town/register/issues/7", 64,
    )  # fmt: skip
    asked = forge.asked.read_text(encoding="utf-8")
    assert "pr\ncreate\n--head\nanswers/7\n--base\nmain\n--title\nAnswers of issue 7\n" in asked
    assert "Closes #7." in asked
    assert forge.root.git("log", "--format=%an %s", "-1").strip() == "answers Answers of the issue with the number 7"


def test_an_issues_text_is_never_part_of_a_command(forge: Forge) -> None:
    block = render_block("notice", "parks-x", NOTICE | {"text": HOSTILE})
    assert forge.issue(f"{HOSTILE}\n\n{block}\n{HOSTILE}\n") == 0
    assert forge.proposed("registry/sites/parks-x.yml")["facts"][-1]["text"] == HOSTILE
    assert [str(path) for path in forge.folder.rglob("pwned")] == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("--- records answers 1 ---\nkind: ntice\n--- end ---\n", "did you mean 'notice'?"),
        (render_block("notice", "../../x", NOTICE | {"text": "Moved."}), "../../x"),
        (render_block("notice", "parks-x", NOTICE | {"by": "nobody", "text": HOSTILE}), "nobody"),
    ],
)
def test_what_cannot_be_entered_is_answered_in_the_issue_and_proposes_nothing(
    forge: Forge, body: str, said: str
) -> None:
    assert forge.issue(body) == 1
    asked = forge.asked.read_text(encoding="utf-8")
    assert asked.startswith("issue\ncomment\n7\n--body-file\n")
    told = asked.partition("These answers cannot be entered as they stand.\n\n")[2]
    assert said in told
    assert all(line.startswith("    ") for line in told.splitlines()), "nothing of it is rendered"
    assert forge.root.git("branch", "--list").split() == ["*", "main"]
    assert [str(path) for path in forge.folder.rglob("pwned")] == []


def test_the_workflow_puts_no_expression_into_a_command_and_runs_nothing_of_a_fork() -> None:
    assert [commands for commands in RUN if "${{" in commands] == []
    assert WORKFLOW["permissions"] == {}
    (checkout,) = [step for step in STEPS if str(step.get("uses", "")).startswith("actions/checkout@")]
    assert checkout["with"] == {
        "ref": "${{ github.event.repository.default_branch }}",
        "fetch-depth": 0,
        "persist-credentials": False,
    }
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]) for step in STEPS if "uses" in step)
    given = {value for step in STEPS for value in step.get("env", {}).values()}
    assert given == {
        "${{ secrets.PROPOSER_TOKEN || github.token }}",
        "${{ github.event.issue.number }}",
        "${{ github.event.repository.default_branch }}",
    }
    needed = WORKFLOW["jobs"]["proposal"]["if"]
    assert "'register'" in needed
    assert 'fromJSON(\'["OWNER", "MEMBER", "COLLABORATOR"]\')' in needed
