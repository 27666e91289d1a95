"""The last commit that changed each file: what bears out what a step of an explanation says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from records_portal.register.findings import Refusal

from .repository import Repository

UNCOMMITTED = "uncommitted"


def last_commits(root: Path, paths: Iterable[str], commit: str = "") -> dict[str, str]:
    """The last commit that changed each file up to a commit; without one up to now, and `uncommitted` where it differs.

    Outside git, and where an older commit was not fetched, nothing is said rather than something wrong.
    """
    wanted = sorted(set(paths))
    try:
        repository = Repository(root)
        if repository.is_shallow():
            return dict.fromkeys(wanted, "")
        return {path: _last_commit(repository, path, commit) for path in wanted}
    except Refusal:
        return dict.fromkeys(wanted, "")


def _last_commit(repository: Repository, path: str, commit: str) -> str:
    if not commit and repository.is_dirty(path):
        return UNCOMMITTED
    prefix = f"{repository.prefix}/" if repository.prefix else ""
    found = repository.run("rev-list", "--max-count=1", commit or "HEAD", "--", f":(top,literal){prefix}{path}")
    return found.decode().strip()
