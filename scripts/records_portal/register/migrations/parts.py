"""What a migration is given and what it yields: texts in, edits of texts and open questions out; nothing is written.

* A migration that has nothing to do yields nothing, so that it can be made again and again.
* What it cannot decide from the records and the answers it leaves as it is, and asks for in one line.
* An edit keeps every byte that it does not have to change, comments and order included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from records_portal.files.yaml_text import read_yaml

from ..findings import Refusal
from ..kinds import KINDS, kind_of
from ..shapes import fits

PUBLIC = "public"
STORE = "store"
ANCHORS = "anchors.yml"
SETTINGS = "registry/portal.yml"


@dataclass(frozen=True)
class UpgradedRoot:
    """A root's texts by their paths: the public root, a private one by its folder, or the store with its anchors."""

    name: str
    files: Mapping[str, bytes]

    def of(self, kind: str) -> Iterator[tuple[str, str, bytes, Any]]:
        """Each sound record of a kind: its id, path, text and value; what is not sound is a finding elsewhere."""
        for path, text in self.files.items():
            found = kind_of(path)
            if found and found[0].name == kind and fits(kind, value := read_yaml(text)[0]):
                yield found[1], path, text, value

    def value(self, kind: str, record_id: str) -> Any:
        """A record's value; empty where there is none that is sound."""
        text = self.files.get(KINDS[kind].path_of(record_id))
        value = read_yaml(text)[0] if text is not None else None
        return value if value is not None and fits(kind, value) else {}


@dataclass(frozen=True, slots=True)
class RecordEdit:
    """A file's new text."""

    root: str
    path: str
    text: bytes


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What a migration cannot decide: about which file, and in one line what answers it."""

    root: str
    path: str
    line: str


@dataclass(frozen=True, slots=True)
class UpgradeAnswers:
    """What whoever upgrades says: who stands behind it, on which day, and what no record says."""

    on: str
    commit: str = ""
    said_by: str = ""
    address: str = ""
    private_addresses: Mapping[str, str] = field(default_factory=dict)
    people_of_roles: Mapping[str, str] = field(default_factory=dict)
    roots_of_agencies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class UpgradedRoots:
    """All texts that an upgrade reads, as they are after the edits so far."""

    public: UpgradedRoot
    private: tuple[UpgradedRoot, ...] = ()
    store: UpgradedRoot | None = None

    @property
    def all(self) -> tuple[UpgradedRoot, ...]:
        """The public root first, then each private one."""
        return (self.public, *self.private)

    @cached_property
    def people(self) -> Mapping[str, Any]:
        """The people of the public root by their ids."""
        return {name: value for name, _, _, value in self.public.of("people")}

    def with_edits(self, edits: Iterable[RecordEdit]) -> UpgradedRoots:
        """The texts after some edits."""
        made: dict[str, dict[str, bytes]] = {}
        for each in edits:
            made.setdefault(each.root, {})[each.path] = each.text

        def edited(root: UpgradedRoot) -> UpgradedRoot:
            return replace(root, files={**root.files, **made.get(root.name, {})})

        store = edited(self.store) if self.store else None
        return UpgradedRoots(edited(self.public), tuple(map(edited, self.private)), store)


Steps = Iterator[RecordEdit | OpenQuestion]


def attempted(root: str, path: str, steps: Callable[[], Steps]) -> Steps:
    """The steps for one file, all or none: where its text cannot be edited, that is asked and the others go on."""
    try:
        made = list(steps())
    except Refusal as refusal:
        made = [OpenQuestion(root, path, str(refusal))]
    yield from made


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration with its name, which is the first word of its docstring, and its rule, which is the rest."""

    steps: Callable[[UpgradedRoots, UpgradeAnswers], Steps]

    @property
    def name(self) -> str:
        """The word that `--only` takes."""
        return (self.steps.__doc__ or "").partition(": ")[0]

    @property
    def rule(self) -> str:
        """What it does, in a sentence."""
        return " ".join((self.steps.__doc__ or "").partition(": ")[2].split())
