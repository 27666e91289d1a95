"""The reader of BASE: who people are and what is set, as of the commit before a change.

Every question of approval is put to the register at the first parent on the main line: people, their roles and keys,
agencies, settings, and the owners of files. What a change itself says of them counts from the next one on.

Acts begin where the settings first said so: what landed up to that commit is shown as declared and authorizes nothing
new, whatever the settings say later.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from records_portal.files.yaml_text import read_yaml
from records_portal.history.main_line import MainLine, read_main_line
from records_portal.history.repository import Repository
from records_portal.register.model import Register
from records_portal.register.sources import load_register

from .redactions.names import RedactedNames, redacted_names
from .signers import Signers

SETTINGS = "registry/portal.yml"
ASKED = (SETTINGS, "registry/agencies/", "registry/people/")
OWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")  # the order in which forges look
EMPTY = Register({})


@dataclass
class _Contents:
    """Files by the names of their contents."""

    repository: Repository
    names: Mapping[str, str]
    label: str = ""

    def paths(self, folder: str) -> list[str]:
        """Their paths below a folder, sorted."""
        return sorted(path for path in self.names if path.startswith(f"{folder}/"))

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        if path not in self.names:
            raise FileNotFoundError(f"{path} is not there")
        return next(data for _, data in self.repository.blobs([self.names[path]]))

    def content_name(self, path: str) -> str:
        """The name of a file's content."""
        return self.names[path]


@dataclass
class BaseReader:
    """The registers along a main line, each read once however many commits lie between two changes of it."""

    repository: Repository
    line: MainLine
    _known: dict[tuple[tuple[str, str], ...], Signers] = field(default_factory=dict, repr=False)
    _at: dict[int, Signers] = field(default_factory=dict, repr=False)

    @cached_property
    def _asked(self) -> list[str]:
        """The files that say who may act; found once, for there are few of them among all that ever were."""
        return sorted(path for path in self.line.transitions if path.startswith(ASKED))

    @cached_property
    def _changed(self) -> list[int]:
        """The places at which one of these files changed, in order."""
        return sorted({each.place for path in self._asked for each in self.line.transitions[path]})

    def register(self, place: int) -> Register:
        """Settings, agencies and people at a place of the line; before its beginning, nobody."""
        return self.signers(place).register

    def signers(self, place: int) -> Signers:
        """The same people with their keys."""
        since = bisect_right(self._changed, place)
        if since not in self._at:
            self._at[since] = self._read(place)
        return self._at[since]

    def _read(self, place: int) -> Signers:
        files = {path: name for path in self._asked if (name := self.line.content(path, place))}
        key = tuple(files.items())
        if key not in self._known:
            register = load_register(_Contents(self.repository, files)).register if files else EMPTY
            self._known[key] = Signers(register)
        return self._known[key]

    @cached_property
    def redacted(self) -> RedactedNames:
        """What names of before a redaction of history stand for on this line."""
        return redacted_names(self.repository, "attestations", self.line, self.signers)

    @property
    def acts_since(self) -> int:
        """The place of the last commit whose approvals go by names; -1 where acts were signed from the beginning.

        The first settings that name a commit count; one that is not on the line before them is the one before them.
        """
        return self._first_said[0]

    @property
    def acts_since_said(self) -> Mapping[str, object]:
        """What the first settings that name a commit say; empty where none do."""
        return self._first_said[1]

    @cached_property
    def _first_said(self) -> tuple[int, Mapping[str, object]]:
        changes = [each for each in self.line.transitions.get(SETTINGS, ()) if each.new]
        texts = dict(self.repository.blobs(sorted({each.new for each in changes})))
        places = {name: place for place, (name, _) in enumerate(self.line.commits)}
        for each in changes:
            settings, _ = read_yaml(texts[each.new])
            said = settings.get("acts_since") if isinstance(settings, dict) else None
            if isinstance(said, dict):
                commit = str(said.get("commit"))
                named = places.get(self.redacted.commits.get(commit, commit), each.place)
                return (named if named < each.place else each.place - 1), said
        return -1, {}

    def owners(self, place: int) -> str:
        """The text that says who owns which files at a place of the line; empty where there is none."""
        for path in OWNERS:
            if name := self.line.content(path, place):
                return next(data for _, data in self.repository.blobs([name])).decode("utf-8", "replace")
        return ""


def owners_at(repository: Repository, commit: str) -> str:
    """The text that says who owns which files at a commit; empty where there is none."""
    names = repository.contents_at([(commit, path) for path in OWNERS])
    found = next((name for name in names if name), "")
    return next(data for _, data in repository.blobs([found])).decode("utf-8", "replace") if found else ""


def base_reader(repository: Repository, revision: str = "HEAD") -> BaseReader:
    """The reader of what stood before each commit up to a revision."""
    return BaseReader(repository, read_main_line(repository, revision))
