"""The audit trail: the history of the public root, read once, as events in the records' own words.

* People appear by name and role, through a verified signature or the forge's no-reply address; anyone else is
  `unregistered`. Commit subjects, names typed into git and e-mail addresses go nowhere.
* Approvals are `Approved-by:` trailers of registered people, of the commit itself and of the merge that brought it
  in; the facts in the records say the rest.
* A shallow history is refused: a trail with a missing beginning is none.
* Git is asked once for each commit; what it said is kept by the commit's name and never asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from records_portal.files.uncollected import uncollected
from records_portal.files.yaml_parts import PartReader
from records_portal.register.changes import NO_FACTS_ADDED, FactsAdded, FieldChange, differences, facts_added
from records_portal.register.findings import Refusal
from records_portal.register.kinds import KINDS, kind_of
from records_portal.register.model import Record, Register
from records_portal.values.ssh_keys import NotAKey, parse_key

from .commit_signatures import ASKED, UNSIGNED, asked_signatures, commit_signatures
from .main_line import landing_places
from .repository import COMMITS_AT_ONCE, LINK_MODES, Repository
from .trail_cache import TrailCache

_TRAILERS = "%(trailers:key=Approved-by,valueonly,unfold,separator=%x1e)"
_FIELDS = ("%ct", "%ae", "%ce", _TRAILERS)
_NUMBER = re.compile(r"\A[0-9]+\+")
_ADDRESS = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acted: a registered person with name and title, or `unregistered`."""

    person: str
    name: str
    role: str


UNREGISTERED = Actor("", "unregistered", "")
VERIFIED, BY_FORGE = "verified", "forge"
SignerOf = Callable[[str, str], tuple[str, str]]  # by commit and key: the person, and how the signature is told
DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Approver(Actor):
    """Somebody who approved, and how that is known; a name that anybody could have typed is only declared.

    `note` says more than the one word: by whose letter it goes, or that the role was not needed.
    """

    known: str = DECLARED
    note: str = ""

    @property
    def told(self) -> str:
        """How it is known, in full."""
        return self.note or self.known


@dataclass(frozen=True, slots=True)
class Merge:
    """The commit of the main line with which a change came, who made that commit, and how far its signature says so.

    What the forge squashed or rebased is committed by the forge: whoever pressed the button is in no commit.
    """

    commit: str = ""
    by: Actor = UNREGISTERED
    signed: str = "no"


NOT_MERGED = Merge()


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's change to one record, and what content it led to; of a site also what became of its facts.

    `signed` is `verified` by a registered key, `forge` by one of the forge's own, `unverified`, or `no`.
    """

    commit: str
    at: str
    by: Actor
    approved_by: tuple[Approver, ...]
    signed: str
    kind: str
    id: str
    what: str
    fields: tuple[FieldChange, ...]
    course: FactsAdded = NO_FACTS_ADDED
    content: str = field(default="", compare=False)
    merge: Merge = field(default=NOT_MERGED, compare=False)


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """The whole trail, newest change first, up to one commit."""

    head: str
    head_at: str
    changes: tuple[Change, ...]
    _by_record: Mapping[tuple[str, str], tuple[Change, ...]] = field(default_factory=dict, repr=False)

    def of(self, kind: str, record_id: str) -> tuple[Change, ...]:
        """The changes of one record, newest first."""
        return self._by_record.get((kind, record_id), ())

    def with_changes(self, changes: Iterable[Change]) -> AuditTrail:
        """The same trail with its changes told otherwise."""
        return audit_trail(self.head, self.head_at, changes)


def audit_trail(head: str, head_at: str, changes: Iterable[Change]) -> AuditTrail:
    """A trail, with the changes of each record at hand."""
    listed = tuple(changes)
    by_record: dict[tuple[str, str], list[Change]] = {}
    for change in listed:
        by_record.setdefault((change.kind, change.id), []).append(change)
    return AuditTrail(head, head_at, listed, {key: tuple(each) for key, each in by_record.items()})


@dataclass(frozen=True, slots=True)
class _Commit:
    name: str
    at: str
    signed: str
    key: str
    author: str
    committer: str
    approvals: tuple[str, ...]
    files: tuple[tuple[str, str, str, str], ...]


def read_audit_trail(
    repository: Repository, register: Register, cache_folder: Path | None = None, signer: SignerOf | None = None
) -> AuditTrail:
    """The history of the root's records; who signed a commit is asked of `signer`, else of the register as it is."""
    with uncollected():
        return _read_history(repository, register, cache_folder, signer)


def _read_history(
    repository: Repository, register: Register, cache_folder: Path | None, signer: SignerOf | None
) -> AuditTrail:
    head = repository.head()
    if repository.is_shallow():
        raise Refusal("the git history is shallow, so the audit trail would lack its beginning; git fetch --unshallow")
    people = _People(register)
    graph = repository.commits()
    keys = registered_keys(register)
    # whose key bears a signature out is private where the person is, and so is all of a root without settings
    is_private = not register.of("portal") or any(one.private for one in people.people.values())
    kept_in = None if is_private else cache_folder
    cache = TrailCache(kept_in, repository.root, [*keys, *forge_keys(register)])
    signed_by = signer or (lambda _, key: (keys.get(key, ""), VERIFIED))
    comparisons = _Comparisons(repository, cache)
    for part in _described(repository, [name for name in graph if name not in cache.commits], cache):
        comparisons.add(part)  # while git makes the next part
    commits = [_Commit(name, *_kept(cache.commits[name])) for name in graph]
    cache.commits = {name: cache.commits[name] for name in graph}
    comparisons.add(commits)
    landed = _landed(head, graph)
    by_name = {each.name: each for each in commits}
    merges = {name: people.merge(by_name[name], len(graph[name]), signed_by) for name in dict.fromkeys(landed.values())}
    changes = tuple(
        change
        for commit in commits
        for change in _changes(
            commit, comparisons.told, people.of(commit, signed_by), people, by_name[landed[commit.name]], merges
        )
    )
    cache.write()
    return audit_trail(head, commits[0].at, changes)


def _described(repository: Repository, names: Sequence[str], cache: TrailCache) -> Iterator[list[_Commit]]:
    """Put the commits that are not known yet into the cache, and hand them on many at a time."""
    asked, part = list[str](), list[_Commit]()
    # in turn: git makes the next parts of the first two while the signatures of the third are verified
    told = repository.described(names, *_FIELDS), repository.raw_changes(names), commit_signatures(repository, names)
    for (at, author, committer, trailers), (name, changes), (_, signature) in zip(*told, strict=True):
        approvals = list(filter(None, trailers.strip().split("\x1e")))
        files = list(_files(changes, repository.prefix))
        entry = [moment_of(int(at or 0)), signature.state, signature.key, author, committer, approvals, files]
        cache.add(name, entry)
        part.append(_Commit(name, *_kept(entry)))
        if signature.state == ASKED:
            asked.append(name)
        if len(part) == COMMITS_AT_ONCE:
            yield part
            part = []
    yield part
    for name, signature in asked_signatures(repository, asked):
        cache.commits[name][2] = signature.key


def _files(changes: Iterable[tuple[str, str]], prefix: str) -> Iterator[list[str]]:
    """The records among the changes: kind, id, and the blobs before and after."""
    folder = f"{prefix}/" if prefix else ""
    for raw, path in changes:
        if path.startswith(folder) and (named := kind_of(path.removeprefix(folder))):
            yield [named[0].name, named[1], *_sides(raw)]


def _kept(entry: Sequence[Any]) -> tuple[Any, ...]:
    *said, approvals, files = entry
    return *said, tuple(approvals), tuple(map(tuple, sorted(files)))


def _sides(raw: str) -> tuple[str, str]:
    """The blobs before and after of a raw change; of a merge, those of its first parent and of the result."""
    parents = len(raw) - len(raw.lstrip(":"))
    parts = raw.lstrip(":").split()
    modes, names = parts[: parents + 1], parts[parents + 1 : 2 * parents + 2]
    pairs = [
        ("" if not name.strip("0") or mode in LINK_MODES else name) for mode, name in zip(modes, names, strict=True)
    ]
    return pairs[0], pairs[-1]


_Told = Mapping[str, tuple[tuple[FieldChange, ...], FactsAdded]]


@dataclass(slots=True)
class _Comparisons:
    """What each pair of contents differs in, under the key by which it is kept."""

    repository: Repository
    cache: TrailCache
    told: dict[str, tuple[tuple[FieldChange, ...], FactsAdded]] = field(default_factory=dict)
    reader: PartReader = field(default_factory=PartReader)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, commits: Sequence[_Commit]) -> None:
        """Compare what these commits changed, where it is not known."""
        pairs = {_key(kind, old, new): (kind, old, new) for each in commits for kind, _, old, new in each.files}
        missing = {key: pair for key, pair in pairs.items() if key not in self.told and not self._is_kept(key)}
        self._read(missing.values())
        for key, (kind, old, new) in missing.items():
            before, after = self.values.get(old), self.values.get(new)
            added = facts_added(before, after) if kind == "sites" else NO_FACTS_ADDED
            self.told[key] = differences(kind, before, after), added
            if not KINDS[kind].private:  # a hold that lies in a public root by mistake is not copied elsewhere
                self.cache.keep(key, self.told[key])

    def _is_kept(self, key: str) -> bool:
        if (found := self.cache.find(key)) is None:
            return False
        self.told[key] = found
        return True

    def _read(self, pairs: Iterable[tuple[str, str, str]]) -> None:
        names = dict.fromkeys(name for _, *sides in reversed(list(pairs)) for name in sides if name)
        if wanted := [name for name in names if name not in self.values]:
            self.values |= {name: self.reader.read(data) for name, data in self.repository.blobs(wanted)}


def _key(kind: str, old: str, new: str) -> str:
    return f"{kind} {old} {new}"


def _landed(head: str, parents: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Each commit with that of the main line with which it came: itself, or the merge that brought it in."""
    line = [head]
    while parents[line[-1]]:
        line.append(parents[line[-1]][0])
    line.reverse()
    return {name: line[place] for name, place in landing_places(parents, line).items()}


def moment_of(seconds: int) -> str:
    """A commit's moment, which anybody can have claimed: what is beyond the calendar is told as its end."""
    last = datetime.max.replace(tzinfo=UTC, microsecond=0)
    first = datetime(1, 1, 1, tzinfo=UTC)
    held = min(max(seconds, int(first.timestamp())), int(last.timestamp()))
    return datetime.fromtimestamp(held, UTC).isoformat().replace("+00:00", "Z")


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

    def of(self, commit: _Commit, signer: SignerOf) -> tuple[Actor, str]:
        """Who made a commit, and how far its signature bears that out, by whom its key is said to be of."""
        person, told = signer(commit.name, commit.key) if commit.key else ("", "")
        if found := self.people.get(person):
            return _actor(found), told
        if told == BY_FORGE:
            return self.behind(commit.author), told
        return self.behind(commit.author), "no" if commit.signed == UNSIGNED else "unverified"

    def merge(self, commit: _Commit, parents: int, signer: SignerOf) -> Merge:
        """Who made a commit of the main line: of one with several parents its author, else its committer."""
        by, told = self.of(commit, signer)
        if told != VERIFIED and parents < 2:  # the author of a commit that was squashed or rebased did not put it there
            by = self.behind(commit.committer)
        return Merge(commit.name, by, told)

    def behind(self, address: str) -> Actor:
        """The person with this address, or nobody that the register knows."""
        record = self.by_address.get(_NUMBER.sub("", address.lower()))
        return _actor(record) if record else UNREGISTERED

    def approving(self, trailers: Iterable[str], by: Actor) -> tuple[Approver, ...]:
        """The registered people among the approvals; nobody approves by a trailer what is their own."""
        found = (self.behind(match[1]) for trailer in trailers if (match := _ADDRESS.search(trailer)))
        others = dict.fromkeys(actor for actor in found if actor not in (UNREGISTERED, by))
        return tuple(Approver(each.person, each.name, each.role) for each in others)


def registered_keys(register: Register) -> dict[str, str]:
    """Whose each registered key is, by its fingerprint; one that two people have is nobody's."""
    holders: dict[str, set[str]] = {}
    for person in register.of("people").values():
        entered = [entry["key"] for entry in person.value.get("keys", ())]
        for key in (person.value.get("signing_key", ""), *entered):
            with suppress(NotAKey):
                holders.setdefault(parse_key(key).fingerprint, set()).add(person.id)
    return {key: people.pop() for key, people in holders.items() if len(people) == 1}


def forge_keys(register: Register) -> list[str]:
    """The keys with which the forge signs what it does itself, as the settings have them."""
    return [entry["key"] for entry in register.portal.get("forge", {}).get("keys", ())]


def registered_person(register: Register, address: str) -> str:
    """The id of the person behind a forge's no-reply address; empty where the register knows nobody."""
    return _People(register).behind(address).person


def _actor(record: Record) -> Actor:
    return Actor(record.id, str(record.value["name"]), str(record.value["title"]))


def _changes(
    commit: _Commit,
    told: _Told,
    acted: tuple[Actor, str],
    people: _People,
    landing: _Commit,
    merges: Mapping[str, Merge],
) -> Iterator[Change]:
    by, signed = acted
    with_merge = landing.approvals if landing is not commit else ()
    approved_by = people.approving((*commit.approvals, *with_merge), by)
    merge = merges[landing.name]
    for kind, record_id, before, after in commit.files:
        what = "changed" if before and after else "added" if after else "removed"
        fields, came = told[_key(kind, before, after)]
        yield Change(commit.name, commit.at, by, approved_by, signed, kind, record_id, what, fields, came, after, merge)
