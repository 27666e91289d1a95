"""Attestations: what the forge's reviews approved, as a workflow wrote and signed it after a merge.

* They lie on the branch `attestations`, for a commit that came with the change would not be the one reviewed. Each says
  which commit of the main line merged the change, which commit was reviewed and in which review, and then a statement
  in its one form, of the person whose review it was.
* It is signed with the key of an attester whom the settings of before the merge name, in a namespace of its own: no
  person's signature makes one, and an attester's makes no statement.
* Where people have keys, an attester's key is entered with a signature: somebody who has to agree to the settings
  signed for them as they were when its entry last changed. Whether that key was admitted is asked with the key history.
* It counts when that commit changed just these contents, and the person was registered and held the role before it. It
  is `attested` and never more: enough for no disposition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from records_portal.history.audit_trail import moment_of
from records_portal.history.main_line import ABSENT, MainLine, Transition
from records_portal.history.merged_changes import change_begun, landing_days
from records_portal.history.repository import CommitTree, Repository
from records_portal.register.kinds import STATEMENTS
from records_portal.register.model import Register
from records_portal.values.ssh_keys import NotAKey, parse_key
from records_portal.values.ssh_signatures import verify_signature

from .acts import Act, Known
from .approvals import HEAD, OFFICER, TEAM
from .base import BaseReader
from .redactions.names import RedactedNames
from .signers import FOR_EVER
from .statements import NotAStatement, Statement, parse_statement

BRANCH = "attestations"
SETTINGS = "registry/portal.yml"
NAMESPACE = "records-attestation"
FIRST_LINE = "records-attestation v1"
_COMMIT = r"(?:[0-9a-f]{40}|[0-9a-f]{64})"
_HEAD = re.compile(rf"{FIRST_LINE}\nmerged ({_COMMIT})\nreviewed ({_COMMIT})\nreview ([1-9][0-9]{{0,18}})\n")


@dataclass(frozen=True, slots=True)
class Attestation:
    """A statement of a reviewer's: the commit that merged it, the one that was reviewed, and the review's number."""

    merged: str
    reviewed: str
    review: int
    statement: Statement

    def render(self) -> bytes:
        """The bytes that the attester signs."""
        head = f"{FIRST_LINE}\nmerged {self.merged}\nreviewed {self.reviewed}\nreview {self.review}\n"
        return head.encode() + self.statement.render()


def parse_attestation(data: bytes) -> Attestation:
    """The attestation in a file's bytes; `NotAStatement` where there is none."""
    found = _HEAD.match(data[:400].decode("utf-8", "replace"))
    if not found:
        raise NotAStatement(f"it does not begin as {FIRST_LINE!r} with merged, reviewed and review")
    statement = parse_statement(data[len(found[0].encode()) :])
    return Attestation(found[1], found[2], int(found[3]), statement)


def has_attestations(repository: Repository) -> bool:
    """Whether there is a branch of attestations."""
    return bool(repository.branch_tips(BRANCH))


def read_attestations(repository: Repository, bases: BaseReader, signed: Iterable[Act]) -> list[Act]:
    """The acts that are attested, of merges on this main line; of others nothing is told.

    What people signed on that line says which settings count.
    """
    places = {name: place for place, (name, _) in enumerate(bases.line.commits)}
    here = [each for each in _found(repository, bases.redacted) if each.now.merged in places]
    if not here:
        return []
    days, settings = landing_days(bases.line), _signed_settings(signed)
    otherwise = _merged_otherwise(repository, bases, places, here)
    found = []
    for each in here:
        place = places[each.now.merged]
        found.append(_judged(each, bases, (place, days[place]), settings, otherwise.get(each.path, "")))
    return sorted(found, key=lambda each: each.place)


@dataclass(frozen=True, slots=True)
class _Found:
    """An attestation as it lies on the branch: its path, what it says, what that is called now, and its signature."""

    path: str
    said: Attestation
    now: Attestation
    armored: bytes


def _found(repository: Repository, redacted: RedactedNames) -> Iterator[_Found]:
    """The attestations of the branch, by their paths; what stands under one path twice is read where it comes first."""
    names: dict[str, tuple[str, str]] = {}
    for tip in repository.branch_tips(BRANCH):
        tree = CommitTree(repository, tip)
        for path in tree.paths(STATEMENTS):
            if path.endswith(".txt") and path not in names:
                names[path] = _content_name(tree, path), _content_name(tree, f"{path}.sig")
    contents = dict(repository.blobs(sorted({name for both in names.values() for name in both if name})))
    for path, (text, signature) in sorted(names.items()):
        with suppress(NotAStatement):  # the branch also holds what the log writes
            said = parse_attestation(contents.get(text, b""))
            now = replace(
                said,
                merged=redacted.commits.get(said.merged, said.merged),
                reviewed=redacted.commits.get(said.reviewed, said.reviewed),
                statement=redacted.statement(said.statement),
            )
            yield _Found(path, said, now, contents.get(signature, b""))


def _content_name(tree: CommitTree, path: str) -> str:
    return tree.content_name(path) if path in tree.entries else ""


def _merged_otherwise(
    repository: Repository, bases: BaseReader, places: Mapping[str, int], found: Sequence[_Found]
) -> dict[str, str]:
    """Of attestations, by their paths, the first file that was not merged as it was reviewed, where there is one.

    Where the reviewed commit is gone, the attester's word stands.
    """
    reviewed = repository.here(sorted({each.now.reviewed for each in found}))
    asked = [(each, change) for each in found if each.now.reviewed in reviewed for change in each.now.statement.changes]
    there = repository.contents_at([(each.now.reviewed, change.path) for each, change in asked])
    told: dict[str, str] = {}
    for (each, change), content in zip(asked, there, strict=True):
        if bases.redacted.contents.get(content, content) != bases.line.content(change.path, places[each.now.merged]):
            told.setdefault(each.path, f"{change.path} was merged otherwise than it was reviewed")
    return told


def _signed_settings(signed: Iterable[Act]) -> dict[str, set[str]]:
    """The contents of the settings for which somebody who has to agree to them signed, each with the keys."""
    found: dict[str, set[str]] = {}
    for act in signed:
        may = act.statement.act == "approve" and act.statement.role in (OFFICER, TEAM, HEAD)
        for change in act.statement.changes if act.holds and act.known is Known.SIGNED and may else ():
            if change.path == SETTINGS:
                found.setdefault(change.new, set()).add(act.fingerprint)
    return found


def _judged(
    found: _Found, bases: BaseReader, landed: tuple[int, str], settings: Mapping[str, set[str]], otherwise: str
) -> Act:
    place, said = landed[0], found.said
    verdict = verify_signature(found.armored, said.render(), NAMESPACE)
    begun, fault = change_begun(bases.line, found.now.statement.changes, place)
    faults = _faults(found.path, said, bases, landed, verdict.fingerprint)
    reason = verdict.reason if not verdict.holds else next(faults, "") or otherwise or fault
    since = None if reason else _entered(bases, place, verdict.fingerprint)
    by = " ".join(sorted(settings.get(since.new, ()))) if since else ""
    if since and not by:
        reason = f"nobody signed for the settings that name the key {verdict.fingerprint} as an attester's"
    commit, at = bases.line.commits[place]
    moment, key = moment_of(at), verdict.fingerprint
    return Act(found.now.statement, Known.ATTESTED, commit, moment, key, by, reason, begun=begun, place=place)


def _faults(
    path: str, said: Attestation, bases: BaseReader, landed: tuple[int, str], fingerprint: str
) -> Iterator[str]:
    place, day = landed
    signers = bases.signers(place - 1)
    if said.statement.path != path:
        yield f"it is not under its own name, {said.statement.path}"
    if said.statement.act != "approve":
        yield f"a review approves; it does not {said.statement.act}"
    if fingerprint in signers.holders:
        yield f"the key {fingerprint} is a person's; an attester's is nobody's"
    if not any(from_on <= day <= to_on for from_on, to_on in attesters_of(signers.register).get(fingerprint, ())):
        yield f"the key {fingerprint} was no attester's before this change"
    if reason := signers.fault_of_role(said.statement, day):
        yield reason


def _entered(bases: BaseReader, place: int, fingerprint: str) -> Transition | None:
    """Where the settings last changed an attester's entry; nothing where that was before anybody had a key."""
    now = attesters_of(bases.register(place - 1))[fingerprint]
    since = None
    for each in reversed(bases.line.transitions[SETTINGS]):
        if each.place < place:
            if attesters_of(bases.register(each.place)).get(fingerprint) != now:
                break
            since = each
    return since if since and bases.signers(since.place - 1).holders else None


def merged_otherwise(paths: Iterable[str], reviewed: CommitTree, line: MainLine, place: int) -> Iterator[str]:
    """Which of the files that a commit of the main line changed are not as they were reviewed, in words."""
    for path in paths:
        there = reviewed.content_name(path) if path in reviewed.entries else ABSENT
        if there != line.content(path, place):
            yield f"{path} was merged otherwise than it was reviewed"


def attesters_of(register: Register) -> dict[str, list[tuple[str, str]]]:
    """The keys of attesters by fingerprint, each with the days on which it counts."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in register.portal.get("forge", {}).get("attesters", ()):
        try:
            name = parse_key(entry["key"]).fingerprint
        except NotAKey:
            continue
        found.setdefault(name, []).append((entry["from_on"], entry.get("to_on", FOR_EVER)))
    return found
