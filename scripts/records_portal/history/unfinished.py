"""What git has begun in a working tree and not ended: what is written meanwhile becomes part of it, or is lost."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from records_portal.register.findings import Refusal

from .repository import Repository

# gitrepository-layout: a file or folder that is there as long as the work goes on; `git status` looks for the same ones
_SIGNS = (
    ("MERGE_HEAD", "merge", "git merge"),
    ("rebase-merge", "rebase", "git rebase"),
    ("rebase-apply/rebasing", "rebase", "git rebase"),
    ("rebase-apply/applying", "series of patches", "git am"),
    ("CHERRY_PICK_HEAD", "cherry-pick", "git cherry-pick"),
    ("REVERT_HEAD", "revert", "git revert"),
)


@dataclass(frozen=True, slots=True)
class UnfinishedWork:
    """A merge, rebase or the like that goes on in the working tree of a root, and the command that ends it."""

    root: Path
    name: str
    command: str

    def __str__(self) -> str:
        return (
            f"a {self.name} is not finished in {str(self.root)!r}: what is written now becomes part of it, and may "
            f"be lost with `{self.command} --abort`; first end it with `{self.command} --continue` or that"
        )


def unfinished_work(root: Path) -> UnfinishedWork | None:
    """What goes on in the working tree that a root lies in; nothing where it lies in none."""
    try:
        said = Repository(root).run("rev-parse", "--absolute-git-dir")  # of this working tree, not of the shared ones
    except Refusal:
        return None
    folder = Path(os.fsdecode(said.rstrip(b"\n")))
    return next(
        (UnfinishedWork(root, name, command) for sign, name, command in _SIGNS if (folder / sign).exists()), None
    )
