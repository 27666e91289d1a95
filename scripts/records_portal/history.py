"""The audit trail: the history of the public root, read once, as events in the records' own words.

* People appear by name and role, through a verified signature or the forge's no-reply address; anyone else is
  `unregistered`. Commit subjects, names typed into git and e-mail addresses go nowhere.
* Approvals are `Approved-by:` trailers of registered people, of the commit itself and of the merge that brought it
  in; the facts in the records say the rest.
* A shallow history is refused: a trail with a missing beginning is none.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .changes import FieldChange, differences
from .findings import Refusal
from .kinds import FOLDERS, kind_of
from .model import Record, Register
from .repository import LINK_MODES, Repository
from .yaml_text import read_yaml

_TRAILERS = "%(trailers:key=Approved-by,valueonly,unfold,separator=%x1e)"
_FORMAT = f"%x01%H%n%ct%n%G?%n%GS%n%ae%n{_TRAILERS}"
_NUMBER = re.compile(r"\A[0-9]+\+")
_ADDRESS = re.compile(r"<([^<>\s]+)>")
_NO_SIGNATURE, _GOOD = "N", "G"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acted: a registered person with name and title, or `unregistered`."""

    person: str
    name: str
    role: str


UNREGISTERED = Actor("", "unregistered", "")


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's change to one record."""

    commit: str
    at: str
    by: Actor
    approved_by: tuple[Actor, ...]
    signed: str
    kind: str
    id: str
    what: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The whole trail, newest change first, up to one commit."""

    head: str
    head_at: str
    changes: tuple[Change, ...]
    _by_record: Mapping[tuple[str, str], tuple[Change, ...]] = field(default_factory=dict, repr=False)

    def of(self, kind: str, record_id: str) -> tuple[Change, ...]:
        """The changes of one record, newest first."""
        return self._by_record.get((kind, record_id), ())


@dataclass(frozen=True, slots=True)
class _Commit:
    name: str
    at: str
    signed: str
    signer: str
    author: str
    approvals: tuple[str, ...]
    files: tuple[tuple[str, str, str], ...]


def read_history(repository: Repository, register: Register) -> History:
    """The history of the root's records."""
    head = repository.head()
    if repository.is_shallow():
        raise Refusal("the git history is shallow, so the audit trail would lack its beginning; git fetch --unshallow")
    people = _People(register)
    commits = list(_commits(repository, people.signers()))
    names = {name for commit in commits for _, *pair in commit.files for name in pair if name}
    values = {name: read_yaml(data)[0] for name, data in repository.blobs(sorted(names))}
    landed = _approvals_of_merges(repository)
    changes = tuple(
        change for commit in commits for change in _changes(commit, values, people, landed.get(commit.name, ()))
    )
    by_record: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_record.setdefault((change.kind, change.id), []).append(change)
    head_at = _moment(repository.run("show", "-s", "--format=%ct", head).decode())
    return History(head, head_at, changes, {key: tuple(listed) for key, listed in by_record.items()})


def _commits(repository: Repository, signers: str) -> Iterator[_Commit]:
    with tempfile.NamedTemporaryFile("w", prefix="allowed-signers-") as file:
        file.write(signers)
        file.flush()
        tokens = iter(repository.log(_FORMAT, Path(file.name), *FOLDERS))
    header: list[str] = []
    files: list[tuple[str, str, str]] = []
    for token in tokens:
        text = token.decode("utf-8", "replace").lstrip("\n")
        if text.startswith("\x01"):
            if header:
                yield _commit(header, files)
            header, files = text[1:].split("\n", 5), []
        elif text.startswith(":"):
            path = next(tokens).decode("utf-8", "surrogateescape").removeprefix(repository.prefix).lstrip("/")
            if kind_of(path):
                files.append((path, *_sides(text)))
    if header:
        yield _commit(header, files)


def _sides(raw: str) -> tuple[str, str]:
    """The blobs before and after of a raw change; of a merge, those of its first parent and of the result."""
    parents = len(raw) - len(raw.lstrip(":"))
    parts = raw.lstrip(":").split()
    modes, names = parts[: parents + 1], parts[parents + 1 : 2 * parents + 2]
    pairs = [
        ("" if not name.strip("0") or mode in LINK_MODES else name) for mode, name in zip(modes, names, strict=True)
    ]
    return pairs[0], pairs[-1]


def _commit(header: list[str], files: list[tuple[str, str, str]]) -> _Commit:
    name, at, signature, signer, author, trailers = header
    signed = "no" if signature == _NO_SIGNATURE else "unverified"
    return _Commit(
        name,
        _moment(at),
        signed,
        signer if signature == _GOOD else "",
        author,
        tuple(filter(None, trailers.strip().split("\x1e"))),
        tuple(files),
    )


def _approvals_of_merges(repository: Repository) -> dict[str, tuple[str, ...]]:
    """What was approved by a merge: each commit that a merge on the main line brought in, with its trailers."""
    parents: dict[str, list[str]] = {}
    trailers: dict[str, tuple[str, ...]] = {}
    for entry in repository.graph(f"%H %P%n{_TRAILERS}"):
        names, _, approvals = entry.decode("utf-8", "replace").partition("\n")
        if names.strip():
            name, *before = names.split()
            parents[name], trailers[name] = before, tuple(filter(None, approvals.strip().split("\x1e")))
    line = [repository.head()]
    while parents[line[-1]]:
        line.append(parents[line[-1]][0])
    landed: dict[str, tuple[str, ...]] = dict.fromkeys(line, ())
    for merge in reversed(line):
        reached = [name for name in parents[merge][1:] if name not in landed]
        while reached:
            name = reached.pop()
            landed[name] = trailers[merge]
            reached += [before for before in parents[name] if before not in landed]
    return landed


def _moment(seconds: str) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _People:
    """Who is behind a forge's no-reply address."""

    def __init__(self, register: Register) -> None:
        self.people = register.of("people")
        domain = register.portal.get("forge", {}).get("noreply_domain", "")
        self.by_address = {
            f"{record.value['forge_login'].lower()}@{domain}": record
            for record in self.people.values()
            if domain and "forge_login" in record.value
        }

    def signers(self) -> str:
        """The registered signing keys, as git reads them: a key speaks for its person only."""
        keys = ((each.id, each.value["signing_key"]) for each in self.people.values() if "signing_key" in each.value)
        return "".join(f'{person} namespaces="git" {key}\n' for person, key in keys)

    def of(self, commit: _Commit) -> tuple[Actor, str]:
        """Who made a commit, and how far its signature bears that out."""
        signer = self.people.get(commit.signer)
        return (_actor(signer), "verified") if signer else (self.behind(commit.author), commit.signed)

    def behind(self, address: str) -> Actor:
        """The person with this address, or nobody that the register knows."""
        record = self.by_address.get(_NUMBER.sub("", address.lower()))
        return _actor(record) if record else UNREGISTERED

    def approving(self, trailers: Iterable[str]) -> tuple[Actor, ...]:
        """The registered people among the approvals."""
        found = (self.behind(match[1]) for trailer in trailers if (match := _ADDRESS.search(trailer)))
        return tuple(dict.fromkeys(actor for actor in found if actor is not UNREGISTERED))


def registered_person(register: Register, address: str) -> str:
    """The id of the person behind a forge's no-reply address; empty where the register knows nobody."""
    return _People(register).behind(address).person


def _actor(record: Record) -> Actor:
    return Actor(record.id, str(record.value["name"]), str(record.value["title"]))


def _changes(
    commit: _Commit, values: Mapping[str, Any], people: _People, merged_with: tuple[str, ...]
) -> Iterator[Change]:
    by, signed = people.of(commit)
    approved_by = people.approving((*commit.approvals, *merged_with))
    for path, before, after in sorted(commit.files):
        named = kind_of(path)
        if named is None:
            continue
        kind, record_id = named
        what = "changed" if before and after else "added" if after else "removed"
        fields = differences(kind.name, values.get(before), values.get(after))
        yield Change(commit.name, commit.at, by, approved_by, signed, kind.name, record_id, what, fields)
