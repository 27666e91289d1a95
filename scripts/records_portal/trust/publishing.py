"""What a publication adds to the log: leaves for what the main line changed since the last one, and its checkpoint.

* Nothing is appended to a log that does not hold together, whose last publication is not on the main line, or that the
  origin's branch knows further: two checkpoints of one log that part are the proof of a split.
* A key counts by position: the settings in the first parent of the published commit name it. Of the first publication
  they may be the commit's own, for whoever begins with a log takes its key on trust.
* All is written in one commit of the branch, or nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from records_portal.history.main_line import ABSENT as NO_CONTENT
from records_portal.history.main_line import MainLine
from records_portal.history.merged_changes import landing_day
from records_portal.history.repository import CommitTree, Repository
from records_portal.identity.attestations import BRANCH
from records_portal.identity.base import BaseReader
from records_portal.identity.redactions.maps import NotAMap, names_now, who_signed
from records_portal.identity.signers import FOR_EVER, Signers
from records_portal.register.findings import Refusal
from records_portal.register.kinds import FOLDERS
from records_portal.values.ssh_keys import NotAKey, parse_key

from .leaves import (
    ABSENT,
    NONE,
    SALT_BYTES,
    Leaf,
    LoggedChange,
    Publication,
    Reference,
    escaped_path,
    render_leaf,
    salted_digest,
)
from .log_files import (
    CHECKPOINT,
    NO_SALT,
    BrokenLog,
    Log,
    check_signatures,
    checkpoint_path,
    grown,
    parse_log,
    people_path,
    snapshot_root,
)
from .notes import Checkpoint, NoteKey, note_key, signature_line
from .people import render_people
from .redactions import map_path, maps_of, signatures_of
from .tree import tree_root

FOLDER = "log"
VKEYS = "vkeys"
MESSAGE = "Append to the log"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
OWN_REFERENCE = f"refs/heads/{BRANCH}"


@dataclass(frozen=True)
class LogBranch:
    """The branch that has the log: the commit that is its tip, and the log in it; no tip where there is none yet."""

    tip: str
    log: Log


@dataclass(frozen=True, slots=True)
class Appended:
    """What a publication added: files below the root by their paths, its last leaf, and references that moved."""

    files: Mapping[str, bytes]
    publication: Publication
    leaves: int
    references: tuple[Reference, ...]


def read_log_branch(repository: Repository, tip: str = "") -> LogBranch:
    """The log on the branch, here or as the origin has it: whichever goes further; refused where they parted."""
    tip = tip or repository.furthest_tip(BRANCH)
    if not tip:
        return LogBranch("", Log())
    tree = CommitTree(repository, tip)
    names = {path.removeprefix(f"{FOLDER}/"): tree.content_name(path) for path in tree.paths(FOLDER)}
    contents = dict(repository.blobs(sorted({name for name in names.values() if name})))
    try:
        return LogBranch(tree.commit, parse_log({path: contents.get(name, b"") for path, name in names.items()}))
    except BrokenLog as error:
        raise Refusal(f"the log on the branch {BRANCH} does not hold together: {error}") from error


def published_log(repository: Repository) -> dict[str, bytes]:
    """The files of the log by their names below its folder, as a portal has them: of tiles the widest."""
    files = read_log_branch(repository).log.files
    return {path: data for path, data in sorted(files.items()) if not _has_whole(path, files)}


def _has_whole(path: str, files: Mapping[str, bytes]) -> bool:
    """Whether a path is that of a partial tile of which the whole one is there."""
    whole, partial, _ = path.partition(".p/")
    return bool(partial) and whole in files


def place_of_log(log: Log, bases: BaseReader) -> int:
    """The place on the main line up to which the log goes, -1 where it has nothing; refused where it does not fit."""
    if log.last is None:
        return -1
    try:
        where = _places(log, bases)
        origin = log.checkpoint.decode().partition("\n")[0]
        check_signatures(log, lambda each: publishers_at(bases, where[each.number], origin, first=each.number == 1))
    except BrokenLog as error:
        raise Refusal(f"the log on the branch {BRANCH}: {error}") from error
    return where[log.last.number]


def _places(log: Log, bases: BaseReader) -> dict[int, int]:
    """The place on the main line of each publication, by its number; older names by what redactions say of them."""
    places = {name: place for place, (name, _) in enumerate(bases.line.commits)}
    maps = list(maps_of(log))
    now = names_now([said for _, said in maps])
    for digest, said in maps:
        tip = places.get(now.get(said.tip[1], said.tip[1]))
        if tip is None:
            raise BrokenLog(f"{map_path(digest)} is of a history that is not the one here")
        try:
            who_signed(said.render(), said.on, signatures_of(log, digest), bases.signers(tip))
        except NotAMap as error:
            raise BrokenLog(f"{map_path(digest)}: {error}") from error
    found = {}
    for publication in log.publications:
        place = places.get(now.get(publication.commit, publication.commit))
        if place is None:
            raise BrokenLog(
                f"publication {publication.number} is of commit {publication.commit[:12]}, which is not on the main "
                "line here: history was rewritten, or this is another line; find out which before anything is appended"
            )
        found[publication.number] = place
    return found


def publishers_at(bases: BaseReader, place: int, origin: str, *, first: bool) -> list[NoteKey]:
    """The keys that sign a publication of a commit, under the log's origin."""
    day = landing_day(bases.line, place)
    named = [place - 1, *([place] if first else [])]
    return [note_key(origin, line) for each in named for line in _publishers(bases.signers(each), day)]


def _publishers(signers: Signers, day: str) -> Iterator[str]:
    """The lines of the keys that sign on a day; a person's signs what people say, and no checkpoint."""
    for entry in signers.register.portal.get("log", {}).get("publishers", ()):
        with suppress(NotAKey):  # the checks say so; here it signs nothing
            own = parse_key(entry["key"]).fingerprint not in signers.holders
            if own and entry["from_on"] <= day <= entry.get("to_on", FOR_EVER):
                yield entry["key"]


def appended(
    branch: LogBranch,
    repository: Repository,
    bases: BaseReader,
    sign: Callable[[bytes], bytes],
    key: NoteKey,
    *,
    of: str,
    at: datetime,
    program: str,
    begin: Sequence[Leaf] = (),
    since: int | None = None,
) -> Appended | None:
    """The next publication, up to the end of the main line; nothing where nothing changed since the last one.

    `of` is the branch of the records. A redaction's leaf comes before the others, and says where the line goes on.
    """
    log, line = branch.log, bases.line
    place = place_of_log(log, bases) if since is None else since
    moved = _moved(log, repository, branch.tip)
    own_alone = all(each.name == OWN_REFERENCE for each in moved)
    if log.last and place == line.last and own_alone and not begin:
        return None
    _check_next(log, key.name, of, at)
    if key not in publishers_at(bases, line.last, key.name, first=log.last is None):
        raise Refusal(
            f"the key {key.vkey} is none that `log: publishers` in registry/portal.yml named before this commit; "
            "record it with `records new publisher`, merge that, and publish the commit after it"
        )
    leaves = [*((each, NO_SALT) for each in begin), *changes_after(repository, line, place)]
    leaves += [(each, NO_SALT) for each in moved]
    contents = log.contents | _last_contents([leaf for leaf, _ in leaves])
    contents = {path: content for path, content in contents.items() if content != ABSENT}
    people = render_people(bases, line.last)
    last = Publication(
        number=len(log.checkpoints) + 1,
        size=log.size + len(leaves) + 1,
        branch=escaped_path(of),
        commit=line.commits[-1][0],
        tree=repository.tree_name(line.commits[-1][0]),
        at=at.strftime(MOMENT),
        program=program,
        files=len(contents),
        snapshot=snapshot_root(contents),
        people=hashlib.sha256(people).hexdigest(),
        previous=hashlib.sha256(log.checkpoint).hexdigest() if log.checkpoints else NONE,
    )
    rendered = [(render_leaf(leaf), salt) for leaf, salt in (*leaves, (last, NO_SALT))]
    larger, files = grown(log, rendered)
    text = Checkpoint(key.name, larger.size, tree_root(larger.hashes)).text
    note = f"{text}\n{signature_line(key, sign(text.encode()))}".encode()
    files |= {checkpoint_path(last.number): note, CHECKPOINT: note, people_path(last.people): people}
    files[VKEYS] = "".join(f"{each.vkey}\n" for each in _named_keys(bases, key)).encode()
    parse_log({**log.files, **files})  # what would be refused the next time is not written
    below = {f"{FOLDER}/{path}": data for path, data in files.items()}
    return Appended(below, last, len(rendered), tuple(moved))


def _last_contents(leaves: Iterable[Leaf]) -> dict[str, str]:
    return {each.path: each.content for each in leaves if isinstance(each, LoggedChange)}


def _named_keys(bases: BaseReader, key: NoteKey) -> list[NoteKey]:
    """The keys that the settings name at the end of the line, and the one that signs; each once."""
    named = bases.register(bases.line.last).portal.get("log", {}).get("publishers", ())
    return list(dict.fromkeys([key, *(note_key(key.name, each["key"]) for each in named)]))


def _check_next(log: Log, origin: str, of: str, at: datetime) -> None:
    last = log.last
    if last is None:
        return
    if (before := log.checkpoint.decode().partition("\n")[0]) != origin:
        raise Refusal(f"the log's origin is {before!r}, and the settings say {origin!r}; it stays as it is for ever")
    if last.branch != escaped_path(of):
        raise Refusal(f"the log is of the branch {last.branch!r}, and {of!r} is checked out; switch to that one")
    if at.strftime(MOMENT) < last.at:
        raise Refusal(
            f"the clock says {at.strftime(MOMENT)}, before the last publication at {last.at}; set the clock right"
        )


def _moved(log: Log, repository: Repository, tip: str) -> list[Reference]:
    """The tags, and the log's own branch, that point elsewhere than the log says; sorted by their names."""
    now = {escaped_path(name): there for name, there in repository.tags()} | ({OWN_REFERENCE: tip} if tip else {})
    names = sorted(now.keys() | log.references.keys())
    return [Reference(name, now.get(name, ABSENT)) for name in names if now.get(name) != log.references.get(name)]


def changes_after(repository: Repository, line: MainLine, place: int) -> list[tuple[LoggedChange, str]]:
    """A leaf, with the line of its salt, for each record that a commit after a place changed, in their order."""
    below = tuple(f"{folder}/" for folder in FOLDERS)
    found = [
        (each.place, escaped_path(path), each.new)
        for path, transitions in line.transitions.items()
        if path.startswith(below)
        for each in transitions
        if each.place > place and each.old != each.new
    ]
    found.sort()
    salts = [secrets.token_bytes(SALT_BYTES) if name else b"" for *_, name in found]
    where: dict[str, list[int]] = {}
    for number, (*_, name) in enumerate(found):
        if name != NO_CONTENT:
            where.setdefault(name, []).append(number)
    digests = [ABSENT] * len(found)
    for name, data in repository.blobs_apart(sorted(where)):
        for number in where[name]:
            digests[number] = salted_digest(salts[number], data)
    commits = [name for name, _ in line.commits]
    return [
        (LoggedChange(commits[at], path, digest), salt.hex() or NO_SALT)
        for (at, path, _), digest, salt in zip(found, digests, salts, strict=True)
    ]
