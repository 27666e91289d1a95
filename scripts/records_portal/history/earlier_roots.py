"""Roots as they were: the public one at a commit, the private one at the moment of that commit.

The two have histories of their own; what the private one said is what its last commit until then said.
"""

from __future__ import annotations

from pathlib import Path

from records_portal.register.findings import Refusal

from .repository import CommitTree, Repository


def public_root_at(root: Path, commit: str) -> CommitTree:
    """The public root's files at a commit."""
    tree = CommitTree(Repository(root), commit)
    if not tree.paths("registry"):
        raise Refusal(f"commit {commit!r} has no folder registry/; name a commit that has the records")
    return tree


def private_root_at(private: Path, root: Path, commit: str) -> CommitTree:
    """The private root's files as they were at the moment of the public root's commit."""
    return CommitTree(Repository(private), private_commit_at(private, root, commit), str(private))


def private_commit_at(private: Path, root: Path, commit: str) -> str:
    """The last commit of the private root until the moment of the public root's commit."""
    moment = Repository(root).run("show", "-s", "--no-show-signature", "--format=%ct", "--end-of-options", commit)
    limit = f"--min-age={int(moment)}"  # the raw form of --before
    found = Repository(private).run("rev-list", "--max-count=1", limit, "HEAD").decode().strip()
    if not found:
        raise Refusal(f"--private {private} has no commit from before {commit!r}; leave out --private to see no holds")
    return found
