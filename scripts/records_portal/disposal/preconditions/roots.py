"""The roots are what is published: by the store's anchors, or for a rehearsal without them by their own settings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from records_portal.history.repository import LINK_MODES, CommitTree, Repository
from records_portal.identity.anchored_roots import AnchoredRoot, anchored_private_roots, anchored_root
from records_portal.register.findings import Refusal
from records_portal.register.kinds import FOLDERS
from records_portal.register.sources import FolderTree
from records_portal.store.anchors import Anchors, anchors_missing

PATIENCE = ("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=30")


def check_anchored_roots(
    root: Path, private: Iterable[Path], anchors: Anchors, environment: Mapping[str, str]
) -> list[AnchoredRoot]:
    """The root and each private root are clean, and what the addresses of their anchors have now."""
    roots = [anchored_root(root, anchors.public, environment), *anchored_private_roots(private, anchors, environment)]
    for each in roots:
        check_clean(each.repository, each.anchor.title)
    return roots


def refuse_without_anchors(store: Path) -> None:
    """Nothing is destroyed while nobody has said which repositories are meant."""
    raise Refusal(anchors_missing(store))


def check_public_root(root: Path, branch: str) -> Repository:
    """The root is clean and equal to the tip of the published branch, asked for where it is published."""
    if not branch:
        raise Refusal("nobody has said where the register is published; `records anchor set public ADDRESS` says it")
    repository = Repository(root)
    check_clean(repository, "the root")
    remote = _setting(repository, f"branch.{branch}.remote") or "origin"
    if remote == "." or not _setting(repository, f"remote.{remote}.url"):
        raise Refusal(
            f"the root has no remote {remote!r}; its published branch cannot be asked for, clone it from there"
        )
    try:
        listed = repository.run(*PATIENCE, "ls-remote", "--", remote, f"refs/heads/{branch}").decode()
    except Refusal as refusal:
        raise Refusal(f"the published branch {branch!r} cannot be read at {remote!r}: {refusal}") from refusal
    tips = [name for name, _, ref in (line.partition("\t") for line in listed.splitlines()) if _is(ref, branch)]
    if not tips:
        raise Refusal(f"{remote!r} has no branch {branch!r}; publish it, or mend published_branch")
    if tips[0] != repository.head():
        raise Refusal(
            f"the root is not at the tip of {branch!r} at {remote!r}; pull or publish until they are the same"
        )
    return repository


def _is(ref: str, branch: str) -> bool:
    return ref.strip() == f"refs/heads/{branch}"


def _setting(repository: Repository, name: str) -> str:
    try:
        return repository.run("config", "--get", name).decode("utf-8", "replace").strip()
    except Refusal:
        return ""


def check_clean(repository: Repository, what: str) -> None:
    """Every record is as it was committed, whatever git was told to overlook; no folder of the commit was exchanged."""
    repository.check_folders()
    if repository.is_dirty(*FOLDERS):
        raise Refusal(f"{what} has changes that are not committed below {', '.join(FOLDERS)}; commit or undo them")
    folder, committed = FolderTree(repository.root), CommitTree(repository, "HEAD")
    paths = [path for each in FOLDERS for path in folder.paths(each)]
    if strangers := sorted(set(paths) ^ {path for each in FOLDERS for path in committed.paths(each)}):
        raise Refusal(f"{what} and its commit differ in {strangers[0]!r}, which git overlooks; commit or undo that")
    if odd := [path for path in paths if "\n" in path or path.startswith('"')]:
        raise Refusal(f"{what} has a file named {odd[0]!r}, which is no record's; remove it")
    if links := [path for path in paths if committed.entries[path][0] in LINK_MODES]:
        raise Refusal(
            f"{what} has a link at {links[0]!r}, behind which no record is read; put the files themselves there, and "
            "commit them"
        )
    standard_input = b"".join(os.fsencode(repository.root.resolve() / path) + b"\n" for path in paths)
    names = repository.run("hash-object", "--no-filters", "--stdin-paths", standard_input=standard_input).split()
    for path, name in zip(paths, names, strict=True):
        if committed.entries[path][2] != name.decode():
            raise Refusal(f"{what} and its commit differ in {path!r}, which git overlooks; commit or undo that")


def check_private_roots(private: Sequence[Path], rule: str) -> list[Repository]:
    """A private root is named where it has to be; each is clean, and at the tip of its upstream where it has one."""
    if not private and rule == "required":
        raise Refusal("registry/portal.yml requires the private root, which has the holds; name it with --private")
    return [_checked_private_root(each) for each in private]


def _checked_private_root(private: Path) -> Repository:
    repository = Repository(private)
    check_clean(repository, "the private root")
    branch = repository.run("rev-parse", "--abbrev-ref", "HEAD").decode().strip()
    remote, merges = (_setting(repository, f"branch.{branch}.{name}") for name in ("remote", "merge"))
    if branch == "HEAD" and repository.run("remote").strip():
        raise Refusal("the private root is at no branch, so that nobody knows whether it lacks a hold; check one out")
    if not remote or remote == ".":
        return repository
    try:
        listed = repository.run(*PATIENCE, "ls-remote", "--", remote, merges).decode()
    except Refusal as refusal:
        raise Refusal(f"the private root's upstream cannot be read: {refusal}") from refusal
    tips = [name for name, _, ref in (line.partition("\t") for line in listed.splitlines()) if ref.strip() == merges]
    if tips != [repository.head()]:
        raise Refusal("the private root is not at the tip of its upstream and may lack a hold; pull or push it")
    return repository
