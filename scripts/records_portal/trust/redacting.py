"""A redaction of history, in two steps: the map that two people sign, and the change that it describes.

* Planning writes objects that nothing points to, and moves nothing. What it names is the history as it is; where that
  goes on before it is carried out, it is planned again.
* Carrying out moves the branch of the records, the tags and the branch of the log at once, and appends the map to the
  log. Broken off between the two, it is carried out once more and goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from records_portal.history.repository import Repository
from records_portal.identity.attestations import BRANCH
from records_portal.identity.base import base_reader
from records_portal.identity.redactions.maps import NotAMap, RedactionMap, parse_map, who_signed
from records_portal.register.findings import Refusal

from .leaves import LoggedChange, Redaction, escaped_path, plain_path
from .log_files import BrokenLog, parse_log, salts_path
from .notes import NoteKey
from .publishing import FOLDER, OWN_REFERENCE, Appended, LogBranch, appended, place_of_log, read_log_branch
from .redactions import map_path
from .rewriting import Rewriting, without_salts
from .tiles import WIDTH


@dataclass(frozen=True, slots=True)
class Replacement:
    """A content of a record that is to go out of the history, by git's name, and the bytes that stand there instead."""

    content: str
    data: bytes


def planned_redaction(repository: Repository, replacements: list[Replacement], on: str, reason: str) -> bytes:
    """The bytes of the map, for two people to sign; the objects that it names are written, and nothing is moved."""
    branch = read_log_branch(repository)
    bases = base_reader(repository)
    log = branch.log
    if log.last is None or place_of_log(log, bases) != bases.line.last:
        raise Refusal("the log does not go as far as the main line; `records log append` first")
    if repository.branch_tips(BRANCH) != [branch.tip]:
        raise Refusal(f"the branch {BRANCH} here is not where the origin's is; push it, or fetch that one, before")
    named = {each.content: repository.name_of("blob", each.data) for each in replacements}
    leaves = list(_leaves_of(repository, branch, bases.line.commits[-1][0], replacements))
    salts = _salts_without(repository, branch.tip, [index for index, _ in leaves])
    new = Rewriting(repository, {**named, **{old: repository.name_of("blob", data) for old, data in salts.items()}})
    for data in (*(each.data for each in replacements), *salts.values()):
        new.add("blob", data)
    tip = bases.line.commits[-1][0]
    tags = [(name, there, repository.tag_object(there)) for name, there in repository.tags()]
    new.rewrite([tip, branch.tip, *(repository.resolved(there) for _, there, _ in tags)])
    if tip not in new.commits:
        raise Refusal("no commit of the main line has that content; name it as COMMIT:PATH, or by git's name of it")
    moved = [
        (escaped_path(name), there, new.tag(there, data) if data else new.commits.get(there, there))
        for name, there, data in tags
    ]
    said = RedactionMap(
        on,
        reason,
        log.last.branch,
        (tip, new.commits[tip]),
        (branch.tip, new.commits.get(branch.tip, branch.tip)),
        tuple(new.commits.items()),
        tuple(each for each in moved if each[1] != each[2]),
        tuple(named.items()),
        tuple(leaves),
    )
    data = said.render()
    repository.write_objects(new.written)
    return data


def _leaves_of(
    repository: Repository, branch: LogBranch, tip: str, replacements: list[Replacement]
) -> Iterator[tuple[int, str]]:
    """The leaves of the contents that go, each with the digest of what stands there then."""
    log = branch.log
    digests = {each.content: hashlib.sha256(each.data).hexdigest() for each in replacements}
    changes = [(index, leaf) for index, leaf in enumerate(log.said) if isinstance(leaf, LoggedChange)]
    names = repository.contents_at([(leaf.commit, plain_path(leaf.path)) for _, leaf in changes])
    for (index, _), name in zip(changes, names, strict=True):
        if name in digests:
            yield index, digests[name]


def _salts_without(repository: Repository, tip: str, leaves: list[int]) -> dict[str, bytes]:
    """Every version of the files of salts that changes, with what it is without those of some leaves."""
    found: dict[str, bytes] = {}
    for start in sorted({index // WIDTH * WIDTH for index in leaves}):
        places = [index - start for index in leaves if index // WIDTH * WIDTH == start]
        versions = dict(repository.blobs(repository.versions_of(tip, f"{FOLDER}/{salts_path(start)}")))
        now = {name: without_salts(data, places) for name, data in versions.items()}
        found |= {name: data for name, data in now.items() if data != versions[name]}
    return found


def carried_out(
    repository: Repository,
    data: bytes,
    signatures: Mapping[str, bytes],
    sign: Callable[[bytes], bytes],
    key: NoteKey,
    at: datetime,
    program: str,
) -> Appended:
    """What a redaction appends to the log, once its references are moved; refused before where it does not fit."""
    try:
        said = parse_map(data)
        bases = base_reader(repository, said.tip[1])
        who_signed(data, said.on, signatures, bases.signers(bases.line.last))
    except NotAMap as error:
        raise Refusal(f"the map of the redaction: {error}") from error
    branch = plain_path(said.branch)
    moves = [(f"refs/heads/{branch}", *said.tip), (OWN_REFERENCE, *said.attestations)]
    moves += [(plain_path(name), old, new) for name, old, new in said.references]
    _move(repository, branch, moves)
    digest = hashlib.sha256(data).hexdigest()
    there = read_log_branch(repository, said.attestations[1])
    files = {map_path(digest): data} | {
        f"{map_path(digest)}.{person}.sig": armored for person, armored in signatures.items()
    }
    with_map = LogBranch(there.tip, replace(there.log, files={**there.log.files, **files}))
    made = appended(
        with_map,
        repository,
        bases,
        sign,
        key,
        of=branch,
        at=at,
        program=program,
        begin=[Redaction(digest)],
        since=bases.line.last,
    )
    if made is None:
        raise Refusal("the redaction is in the log already")
    below = {f"{FOLDER}/{path}": content for path, content in files.items()} | dict(made.files)
    _check_whole(there, below, repository, said)
    return replace(made, files=below)


def _check_whole(there: LogBranch, below: Mapping[str, bytes], repository: Repository, said: RedactionMap) -> None:
    """What would be refused the next time is not written."""
    files = {path.removeprefix(f"{FOLDER}/"): content for path, content in below.items()}
    try:
        place_of_log(parse_log({**there.log.files, **files}), base_reader(repository, said.tip[1]))
    except BrokenLog as error:
        raise Refusal(f"the log would not hold together: {error}") from error


def _move(repository: Repository, branch: str, moves: list[tuple[str, str, str]]) -> None:
    now = repository.references([name for name, *_ in moves])
    waiting = [(name, old, new) for name, old, new in moves if now.get(name) != new and old != new]
    if wrong := next((name for name, old, _ in waiting if now.get(name) != old), ""):
        raise Refusal(f"{wrong} moved since the redaction was planned; plan it again, and have it signed again")
    if not waiting:
        return
    if repository.branch() == branch:
        if repository.is_dirty("."):
            raise Refusal("there are changes that are not committed; commit them, or take them away, before")
        repository.move_files(moves[0][1], moves[0][2])
    repository.move_references(waiting)
