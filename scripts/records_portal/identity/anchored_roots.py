"""Whether a root on this disk is the one that an anchor means, and is what its address has now.

* The root is whole: a git repository with every object of its own and no history cut off.
* Its branch and the remote that the branch follows are the anchor's, and no setting of git turns the address elsewhere.
* What the address answers descends from the commit last seen there; the root is at that commit.
* Which private roots have to be asked is decided by the agencies that the sites ever belonged to, and by those that
  were ever above them.

What cannot be asked, or what the anchors do not say, refuses; that the files are those of the commit is not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.files.durable import locked_folder
from records_portal.history.published_tips import published_tip
from records_portal.history.repository import GitSetting, Repository
from records_portal.register.findings import Refusal
from records_portal.register.model import Record, Register
from records_portal.store.anchors import Anchor, Anchors, NoPrivateRoot, read_anchors, write_anchors

from .anchor_moves import AgenciesSaid

if TYPE_CHECKING:
    from records_portal.register.records import SiteValue

_INSTEAD = re.compile(r"url\.(.*)\.(?:push)?insteadof", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AnchoredRoot:
    """A root that is what its anchor's address had when it was asked."""

    anchor: Anchor
    repository: Repository
    tip: str


def anchored_root(root: Path, anchor: Anchor, environment: Mapping[str, str]) -> AnchoredRoot:
    """The root, once it is known to be what the anchor means and what its address has now."""
    repository = _whole(root, anchor)
    _refuse_another_branch(repository, anchor)
    _refuse_turned(repository, anchor)
    tip = asked_tip(anchor, repository, environment)
    if tip != repository.head():
        raise Refusal(
            f"{anchor.title} is at {_short(repository.head())}, and {anchor.branch!r} at {anchor.address!r} is at "
            f"{_short(tip)}; pull or publish until they are the same"
        )
    return AnchoredRoot(anchor, repository, tip)


def asked_tip(anchor: Anchor, repository: Repository | None, environment: Mapping[str, str]) -> str:
    """What the anchor's address answers; one that a root shows not to descend from the commit last seen is refused."""
    try:
        tip = published_tip(anchor.address, anchor.branch, environment)
    except Refusal as refusal:
        raise Refusal(f"{anchor.title} cannot be compared with what is published: {refusal}") from refusal
    for seen, when in ((anchor.last_seen, "last seen there"), *((each, "seen there") for each in anchor.certified)):
        if repository and repository.has(tip) and not _descends(repository, tip, seen):
            raise Refusal(
                f"{anchor.branch!r} at {anchor.address!r} is at {_short(tip)}, which does not descend from "
                f"{_short(seen)}, {when}: its history was rewritten, or it is another repository; "
                "find out who did that before `records anchor move`"
            )
    return tip


def remember_seen(store: Path, roots: Iterable[AnchoredRoot]) -> None:
    """Write down what was seen at the roots' addresses: forward only, so that what was seen once is never unseen.

    Anybody may have asked meanwhile, and have seen more than this run; a root that was moved since is another.
    """
    with locked_folder(store):
        if anchors := read_anchors(store):
            tips = {
                each.anchor.name: each.tip
                for each in roots
                if (now := anchors.get(each.anchor.name))
                and (now.address, now.branch) == (each.anchor.address, each.anchor.branch)
                and _descends(each.repository, each.tip, now.last_seen)
            }
            write_anchors(store, anchors.seen(tips))


def _descends(repository: Repository, tip: str, last_seen: str) -> bool:
    if not last_seen:
        return True
    return repository.has(last_seen) and repository.descends(tip, last_seen)


def _short(commit: str) -> str:
    return commit[:12]


def opened_root(root: Path, what: str) -> Repository:
    """The git repository that a root lies in, with a commit."""
    if not root.is_dir():
        raise Refusal(f"{what} {str(root)!r} is not a folder; is the disk there?")
    try:
        repository = Repository(root)
    except Refusal as refusal:
        if "is not in a git repository" not in str(refusal):
            raise
        raise Refusal(
            f"{what} {str(root)!r} is no git repository, so that nobody knows whether it lacks something; clone it"
        ) from refusal
    if not repository.has_commit():
        raise Refusal(f"{what} {str(root)!r} has no commit; clone it from where it is published")
    return repository


def _whole(root: Path, anchor: Anchor) -> Repository:
    repository = opened_root(root, anchor.title)
    if repository.prefix:  # a folder below the top would hide what lies beside it, holds above all
        raise Refusal(f"{anchor.title} is {repository.prefix!r} within its repository; name the top of the clone")
    if repository.is_shallow():
        raise Refusal(
            f"{anchor.title} is a shallow clone, whose history ends before the commit last seen; git fetch --unshallow"
        )
    if repository.is_partial():
        raise Refusal(
            f"{anchor.title} is a partial clone, which fetches what it lacks when it is asked; clone it whole, without "
            "--filter"
        )
    if repository.borrows_objects():
        raise Refusal(
            f"{anchor.title} has objects in another folder (objects/info/alternates); run git repack -a -d and take "
            "that file away, or clone it anew"
        )
    return repository


def _refuse_another_branch(repository: Repository, anchor: Anchor) -> None:
    if not (branch := repository.branch()):
        raise Refusal(
            f"{anchor.title} is at no branch, so that nobody knows whether it lacks something; "
            f"git switch {anchor.branch}"
        )
    if branch != anchor.branch:
        raise Refusal(f"{anchor.title} is at branch {branch!r}, its anchor says {anchor.branch!r}; check that out")


def _refuse_turned(repository: Repository, anchor: Anchor) -> None:
    """Refuse a remote that is not the anchor's address, and settings that turn the address elsewhere."""
    settings = repository.settings()
    remote, urls = remote_of(settings, anchor.branch)
    if not urls:
        raise Refusal(f"{anchor.title} has no remote, so that it is a copy of nobody knows what; clone it anew")
    for each in urls:
        if each.value != anchor.address:
            raise Refusal(
                f"the remote {remote!r} of {anchor.title} is {each.value!r} ({each.origin}), its anchor says "
                f"{anchor.address!r}; clone it from there"
            )
    for each in settings:
        if (turned := _INSTEAD.fullmatch(each.name)) and anchor.address.startswith(each.value):
            raise Refusal(
                f"a setting of git turns {anchor.address!r} to {turned[1]!r} ({each.name.rpartition('.')[2]} in "
                f"{each.origin}); take it out"
            )


def remote_of(settings: Sequence[GitSetting], branch: str) -> tuple[str, list[GitSetting]]:
    """The remote that a branch follows, or else origin, with each address that it has for fetching and pushing."""
    named = [each.value for each in settings if each.name == f"branch.{branch}.remote"]
    remote = named[-1] if named else "origin"
    wanted = (f"remote.{remote}.url", f"remote.{remote}.pushurl")
    return remote, [each for each in settings if each.name in wanted]


def private_anchor_of(root: Path, anchors: Anchors) -> Anchor:
    """The anchor that a private root belongs to: by the address that it was cloned from, or else by its commits."""
    repository = opened_root(root, "--private")
    branch = repository.branch()
    _, urls = remote_of(repository.settings(), branch)
    addresses = {each.value for each in urls}
    found = [each for each in anchors.private if each.address in addresses]
    found = [each for each in found if each.branch == branch] or found
    found = found or [each for each in anchors.private if each.last_seen and repository.has(each.last_seen)]
    if found:
        return found[0]
    come_from = f"comes from {', '.join(map(repr, sorted(addresses)))}" if addresses else "has no remote"
    known = ", ".join(repr(each.address) for each in anchors.private) or "none"
    raise Refusal(f"--private {str(root)!r} {come_from}, and no anchor names that; private roots: {known}")


def named_private_root(root: Path, anchors: Anchors) -> Anchor:
    """The anchor of a private root that is written to, whose remote is the anchor's, be it at a proposal's branch."""
    anchor = private_anchor_of(root, anchors)
    _refuse_turned(opened_root(root, anchor.title), anchor)
    return anchor


def roots_asked_for(register: Register, anchors: Anchors, agencies: Iterable[str]) -> dict[str, str | NoPrivateRoot]:
    """Where holds of some agencies, and of those ever above them, are asked for, as far as the anchors say it."""
    known = anchors.agencies
    return {each: known[each] for each in sorted(_with_those_above(register, agencies)) if each in known}


def anchored_private_roots(
    roots: Iterable[Path], anchors: Anchors, environment: Mapping[str, str]
) -> list[AnchoredRoot]:
    """The private roots that were given, each with its own anchor and at the commit that its address has now."""
    found: dict[str, AnchoredRoot] = {}
    for root in roots:
        anchor = private_anchor_of(root, anchors)
        if anchor.name in found:
            raise Refusal(f"--private {str(root)!r} is {anchor.title} once more; name each once")
        found[anchor.name] = anchored_root(root, anchor, environment)
    return list(found.values())


def agencies_ever_of(register: Register, site: Record[SiteValue]) -> set[str]:
    """Every agency that a site belongs to or ever belonged to, by its record and by what that said before."""
    named = [each.value["agency"] for each in register.past.of("sites", site.id)]
    for fact in site.value["facts"]:
        named += (fact.get("agency", ""), fact.get("from_agency", ""), fact.get("to_agency", ""))
    return {each for each in (site.value["agency"], *named) if each}


def _with_those_above(register: Register, agencies: Iterable[str]) -> set[str]:
    """Some agencies and every agency that is or ever was above one of them."""
    found, waiting = set[str](), set(agencies)
    while waiting:
        agency = waiting.pop()
        found.add(agency)
        record = register.get("agencies", agency)
        said = [each.value for each in register.past.of("agencies", agency)]
        said += [record.value] if record else []
        waiting |= {str(each["parent"]) for each in said if "parent" in each} - found
    return found


def check_holds_asked(
    register: Register, said: AgenciesSaid, sites: Iterable[str], asked: Iterable[str]
) -> Mapping[str, NoPrivateRoot]:
    """Every private root of every agency that the sites were ever under was asked; the agencies that keep no holds.

    The register is one with its past: a site that was moved in place belonged to another agency all the same. That an
    agency keeps no holds counts as it was signed.
    """
    anchors = said.anchors
    said.check_certified(anchors.public)
    asked, without = set(asked), {}
    records = (site for name in sites if (site := register.get("sites", name)))
    agencies = {agency for site in records for agency in agencies_ever_of(register, site)}
    for agency in sorted(_with_those_above(register, agencies)):
        root = anchors.agencies.get(agency)
        if root is None:
            raise Refusal(
                f"the anchors do not say where the holds of agency {agency!r} are; "
                f"`records anchor set --agency {agency} NAME` says it"
            )
        if isinstance(root, NoPrivateRoot):
            without[agency] = replace(root, signed_by=said.signer(agency, root))
            continue
        anchor = anchors.get(root)
        if anchor:
            said.check_unmoved(agency, anchor)
            said.check_certified(anchor, agency)
        if root not in asked:
            address = anchor.address if anchor else ""
            raise Refusal(
                f"the holds of agency {agency!r} are in the private root {root!r}, published at {address!r}; "
                "name your clone of it with --private"
            )
    return without
