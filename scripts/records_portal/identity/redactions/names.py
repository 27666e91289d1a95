"""What older names stand for since history was redacted: by maps on the branch of attestations that two people signed.

* A statement that names a content which was taken out speaks of what stands in its place; an attestation and the
  settings that name a commit which was written anew speak of that commit as it is called now.
* A map counts when those whose signatures lie beside it were records officer and head in the register of its tip. One
  that nobody signed so, or whose tip is not on the main line, renames nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from records_portal.history.main_line import MainLine
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.kinds import ID

from ..signers import Signers
from ..statements import Statement
from .maps import NotAMap, RedactionMap, parse_map, who_signed

FOLDER = "log/redactions"
_MAP = re.compile(rf"{FOLDER}/([0-9a-f]{{64}})\Z")
_SIGNATURE = re.compile(rf"{FOLDER}/([0-9a-f]{{64}})\.({ID})\.sig\Z")


@dataclass(frozen=True)
class RedactedNames:
    """What each older name of a commit and of a content stands for; and who redacted, when and why, as one reads it."""

    commits: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    def statement(self, said: Statement) -> Statement:
        """What a statement speaks of now: what stands in the place of each content that it names."""
        if not self.contents:
            return said
        changes = (
            each._replace(old=self.contents.get(each.old, each.old), new=self.contents.get(each.new, each.new))
            for each in said.changes
        )
        return replace(said, changes=tuple(changes))


def redacted_names(
    repository: Repository, branch: str, line: MainLine, signers: Callable[[int], Signers]
) -> RedactedNames:
    """What the maps on a branch rename on a main line; `signers` are those of the register at a place of it."""
    files = _files(repository, branch)
    maps = dict(_maps(files))
    renamed = _followed(pair for each in maps.values() for pair in each.commits)
    places = {name: place for place, (name, _) in enumerate(line.commits)}
    good: dict[str, tuple[RedactionMap, str]] = {}
    for digest, said in maps.items():
        place = places.get(renamed.get(said.tip[1], said.tip[1]))
        if place is None:
            continue
        signatures = {
            found[2]: data for path, data in files.items() if (found := _SIGNATURE.match(path)) and found[1] == digest
        }
        with suppress(NotAMap):
            people = who_signed(files[f"{FOLDER}/{digest}"], said.on, signatures, signers(place))
            good[digest] = said, f"redacted by {' and '.join(people)} on {said.on}: {said.reason}"
    return RedactedNames(
        _followed(pair for each, _ in good.values() for pair in each.commits),
        _followed(pair for each, _ in good.values() for pair in each.blobs),
        tuple(sorted(told for _, told in good.values())),
    )


def _files(repository: Repository, branch: str) -> dict[str, bytes]:
    names: dict[str, str] = {}
    for tip in repository.branch_tips(branch):
        tree = CommitTree(repository, tip)
        names |= {path: tree.content_name(path) for path in tree.paths(FOLDER)}
    contents = dict(repository.blobs(sorted(set(names.values()))))
    return {path: contents[name] for path, name in names.items() if name in contents}


def _maps(files: Mapping[str, bytes]) -> Iterator[tuple[str, RedactionMap]]:
    for path, data in sorted(files.items()):
        found = _MAP.match(path)
        if found and hashlib.sha256(data).hexdigest() == found[1]:
            with suppress(NotAMap):
                yield found[1], parse_map(data)


def _followed(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Each older name with what it stands for after all maps; those of a circle stand for themselves."""
    one = dict(pairs)
    found = {}
    for old in one:
        now, seen = old, {old}
        while (following := one.get(now)) is not None:
            if following in seen:
                now = old
                break
            seen.add(following)
            now = following
        found[old] = now
    return found
