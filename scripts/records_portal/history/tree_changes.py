"""What differs between two commits, of the whole repository and of every kind of entry: files, links and submodules.

Nothing is checked out, and no setting or attribute of a repository hides a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .repository import Repository

PLAIN, EXECUTABLE = "100644", "100755"
ABSENT = "000000"
READ_AT_ONCE = 16_000_000  # bytes


class TreeChange(NamedTuple):
    """One entry that differs: its path in the repository, its modes and its contents before and after."""

    path: str
    old_mode: str
    new_mode: str
    old: str
    new: str

    @property
    def what(self) -> str:
        """Whether it was added, changed or removed."""
        return "added" if self.old_mode == ABSENT else "removed" if self.new_mode == ABSENT else "changed"


@dataclass(frozen=True, slots=True)
class CommitDates:
    """The moments that a commit claims, as it says them: seconds and zone of its author and of its committer."""

    commit: str
    said: tuple[tuple[str, str], ...]


def tree_changes(repository: Repository, base: str, head: str) -> list[TreeChange]:
    """Every entry of the repository that differs between two commits, below the root or not."""
    asked = ("diff-tree", "-r", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--full-index")
    words = iter(repository.run(*asked, base, head).decode("utf-8", "surrogateescape").split("\0")[:-1])
    found = []
    for word in words:
        old_mode, new_mode, old, new, _ = word.removeprefix(":").split(" ")
        found.append(TreeChange(next(words), old_mode, new_mode, old, new))
    return found


def whole_paths(repository: Repository, commit: str) -> list[str]:
    """The path of every entry of the repository at a commit."""
    listed = repository.run("ls-tree", "-r", "-z", "--full-tree", "--name-only", commit)
    return listed.decode("utf-8", "surrogateescape").split("\0")[:-1]


def contents_of(repository: Repository, names: Sequence[str], largest: int) -> Iterator[tuple[str, bytes]]:
    """The bytes of each content that is no longer than the largest, some megabytes at a time."""
    sizes = blob_sizes(repository, names)
    part: list[str] = []
    size = 0
    for name in dict.fromkeys(names):
        if sizes[name] > largest:
            continue
        if part and size + sizes[name] > READ_AT_ONCE:
            yield from repository.blobs(part)
            part, size = [], 0
        part.append(name)
        size += sizes[name]
    if part:
        yield from repository.blobs(part)


def blob_sizes(repository: Repository, names: Sequence[str]) -> dict[str, int]:
    """How many bytes each content has."""
    asked = "".join(f"{name}\n" for name in dict.fromkeys(names)).encode()
    listed = repository.run("cat-file", "--batch-check=%(objectname) %(objectsize)", standard_input=asked)
    return {name: int(size) for name, size in (line.split() for line in listed.decode().splitlines())}


def commits_between(repository: Repository, base: str, head: str) -> list[str]:
    """The commits that a change brings: those up to its last one that the base does not have, the oldest first.

    A base that is no commit has none of them.
    """
    without = (f"^{base}",) if repository.has(base) else ()
    return repository.run("rev-list", "--reverse", head, *without, "--").decode().split()


def claimed_dates(repository: Repository, commits: Sequence[str]) -> Iterator[CommitDates]:
    """What each commit claims of its dates, byte for byte: git itself reads an impossible one as another."""
    for name, data in repository.commit_objects(commits):
        lines = data.partition(b"\n\n")[0].decode("utf-8", "replace").split("\n")
        said = [line.rsplit(" ", 2)[1:] for line in lines if line.startswith(("author ", "committer "))]
        yield CommitDates(name, tuple((each[0], each[-1]) for each in said))
