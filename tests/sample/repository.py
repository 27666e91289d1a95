"""The story as a git repository: fictional authors, the story's own dates, the same commits on every run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from records_portal.register.kinds import KINDS

from .steps import Step


class Repository:
    """A new repository in a folder, deaf to whatever git settings the machine has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._git({}, "init", "--quiet", "--initial-branch=main", "--object-format=sha1", "--template=")

    def commit(self, step: Step, values: Mapping[str, Any]) -> None:
        """Commit what lies in the folder as the step's author; the last who approved it puts it in."""
        author, address = identity(step.by, values)
        committer, committed_from = identity((step.approved_by or (step.by,))[-1], values)
        trailers = "".join("Approved-by: {} <{}>\n".format(*identity(person, values)) for person in step.approved_by)
        moment = f"{step.on}T12:00:00+0000"
        environment = {
            "GIT_AUTHOR_NAME": author,
            "GIT_AUTHOR_EMAIL": address,
            "GIT_AUTHOR_DATE": moment,
            "GIT_COMMITTER_NAME": committer,
            "GIT_COMMITTER_EMAIL": committed_from,
            "GIT_COMMITTER_DATE": moment,
        }
        self._git({}, "add", "--all", "--force", ".")
        message = f"{step.says}\n" + (f"\n{trailers}" if trailers else "")
        self._git(environment, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=verbatim", "-m", message)

    def _git(self, environment: Mapping[str, str], *arguments: str) -> None:
        alone = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder / ".git"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        command = ("git", "-c", "core.autocrlf=false", "-c", "core.excludesFile=", "-c", "gc.auto=0", *arguments)
        subprocess.run(command, cwd=self.folder, env={**alone, **environment}, check=True)


def identity(person: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """A person's name and no-reply address on the fictional forge."""
    record = values[KINDS["people"].path_of(person)]
    domain = values["registry/portal.yml"]["forge"]["noreply_domain"]
    return record["name"], f"{record['forge_login']}@{domain}"
