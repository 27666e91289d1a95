"""The main line: the commits along first parents, oldest first, and which content each file had at each of them.

* It is read in one pass: what a merge changed is what differs from its first parent, whatever its side branches did.
* A place on the line is a number, so that "before" never depends on the dates that commits claim.
* A link and a submodule have no content; a file that is not there has none either.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from records_portal.register.findings import Refusal

from .repository import LINK_MODES, Repository

ABSENT = ""


class Transition(NamedTuple):
    """A file's content before and after a commit of the main line; empty where there is none."""

    place: int
    old: str
    new: str


@dataclass(frozen=True)
class MainLine:
    """The commits with their moments in seconds, and each file's transitions, both oldest first."""

    commits: tuple[tuple[str, int], ...]
    transitions: dict[str, list[Transition]] = field(repr=False)

    @property
    def last(self) -> int:
        """The place of the last commit."""
        return len(self.commits) - 1

    @cached_property
    def _moments(self) -> list[int]:
        """For each place the latest moment that was claimed until then."""
        return list(accumulate((at for _, at in self.commits), max))

    def moment(self, place: int) -> int:
        """The moment at which a commit came: the latest that was claimed until then, for it may be dated back."""
        return self._moments[min(place, self.last)] if self.commits and place >= 0 else 0

    def until(self, moment: int) -> int:
        """The last place before the first commit of a later moment; -1 where that is the first one."""
        return bisect_right(self._moments, moment) - 1

    def content(self, path: str, place: int) -> str:
        """The name of a file's content at a commit; empty where it is not there, and before the first commit."""
        known = self.transitions.get(path, [])
        found = bisect_right(known, place, key=lambda each: each.place)
        return known[found - 1].new if found else ABSENT

    def files(self, prefixes: Sequence[str], place: int) -> dict[str, str]:
        """The files below some paths at a commit, each with the name of its content."""
        wanted = tuple(prefixes)
        found = {path: self.content(path, place) for path in self.transitions if path.startswith(wanted)}
        return {path: name for path, name in sorted(found.items()) if name}

    def since(self, path: str, old: str, place: int) -> int | None:
        """The place at which a file left a content for what it has at another place; nothing where it never did so."""
        for each in reversed(self.transitions.get(path, [])):
            if each.place <= place and each.old == old:
                return each.place
        return None


def read_main_line(repository: Repository, revision: str = "HEAD") -> MainLine:
    """The main line up to a revision, with every file of the root."""
    if repository.is_shallow():
        raise Refusal("the git history is shallow, so what came first cannot be told; git fetch --unshallow")
    asked = ("log", "--first-parent", "--diff-merges=first-parent", "--root", "--reverse", "--raw", "-z")
    form = ("--no-abbrev", "--no-renames", "--no-ext-diff", "--format=%x01%H %ct")
    output = repository.run(*asked, *form, repository.resolved(revision), "--")
    commits: list[tuple[str, int]] = []
    transitions: dict[str, list[Transition]] = {}
    for commit, files in _parsed(output.split(b"\0"), repository.prefix):
        for path, old, new in files:
            transitions.setdefault(path, []).append(Transition(len(commits), old, new))
        commits.append(commit)
    return MainLine(tuple(commits), transitions)


def landing_places(parents: Mapping[str, Sequence[str]], line: Sequence[str]) -> dict[str, int]:
    """Each commit with the place on the main line at which it landed: its own, or that of the merge that brought it."""
    places = {name: place for place, name in enumerate(line)}
    for place, merge in enumerate(line):
        reached = [name for name in parents[merge][1:] if name not in places]
        while reached:
            name = reached.pop()
            places[name] = place
            reached += [before for before in parents[name] if before not in places]
    return places


def _parsed(tokens: Iterable[bytes], prefix: str) -> Iterator[tuple[tuple[str, int], list[tuple[str, str, str]]]]:
    below = f"{prefix}/" if prefix else ""
    commit: tuple[str, int] | None = None
    files: list[tuple[str, str, str]] = []
    remaining = iter(tokens)
    for token in remaining:
        text = token.lstrip(b"\n").decode("ascii", "replace")
        if text.startswith("\x01"):
            if commit:
                yield commit, files
            name, _, at = text[1:].partition(" ")
            commit, files = (name, int(at)), []
        elif text.startswith(":"):
            old_mode, new_mode, old, new, _ = text[1:].split(" ", 4)
            path = next(remaining).decode("utf-8", "surrogateescape")
            if path.startswith(below):
                files.append((path.removeprefix(below), _content(old_mode, old), _content(new_mode, new)))
    if commit:
        yield commit, files


def _content(mode: str, name: str) -> str:
    return ABSENT if mode in LINK_MODES or not name.strip("0") else name
