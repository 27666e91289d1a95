"""`records hook`: the gate inside a bare repository, asked by git before a push is taken in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import in_order, one_line

from .places import Places

if TYPE_CHECKING:
    from records_portal.history.received import RefUpdate
    from records_portal.history.repository import Repository

SHOWN = 60
MOST_STEPS = 100


@click.group()
def hook() -> None:
    """The gate as a hook of a bare repository, on the server that people push to."""


@hook.command("pre-receive")
@click.pass_obj
def pre_receive(places: Places) -> int:
    """Refuse a push that may not be merged; git hands it OLD NEW REF on standard input.

    --root names the bare repository; of a private root's, --public names the public root, bare or checked out. It ends
    with 0 where the push may come, 1 where it may not, 2 where that cannot be told; then nothing of it is taken in.
    """
    from records_portal.history.received import main_branch, parse_updates, with_received

    bare = places.private[0] if places.in_private else places.root
    updates = parse_updates(sys.stdin.read())
    main = main_branch(bare)
    if not updates:
        return 0
    name = next((each.new or each.old for each in updates), "")
    with with_received(bare, {**places.environment, **places.received}, name) as folder:
        refused = [line for update in updates for line in _against(places, folder, main, update)]
    for line in refused[:SHOWN]:
        click.echo(one_line(line))
    if len(refused) > SHOWN:
        click.echo(f"and {len(refused) - SHOWN:,} more; `records diff` tells all of it")
    return int(bool(refused))


def _against(places: Places, folder: Path, main: str, update: RefUpdate) -> Iterator[str]:
    """What speaks against what a push makes of a branch or a tag, a line each."""
    from records_portal.history.repository import Repository
    from records_portal.proposals.ref_updates import ref_fault
    from records_portal.proposals.whole_tree import whole_tree_findings

    repository = Repository(folder)
    if fault := ref_fault(update, main, repository.descends):
        yield f"{update.ref}: refused: {fault}"
        return
    if not update.new:
        return
    head = repository.resolved(update.new)
    if update.ref == main and update.old:
        yield from _steps(places, folder, repository, update, head)
        return
    known = _tip(repository, main)
    base = repository.merge_base(known, head) if known and repository.shares(known, head) else ""
    for each in in_order(whole_tree_findings(repository, base or repository.nothing(), head, places.started_at)):
        yield f"{update.ref}: {each}"


def _tip(repository: Repository, main: str) -> str:
    return next(iter(repository.branch_tips(main.removeprefix("refs/heads/"))), "")


def _steps(places: Places, folder: Path, repository: Repository, update: RefUpdate, head: str) -> Iterator[str]:
    """What the gate has against all that comes to the main branch; where it is several changes, against each of them.

    A change and its approvals may come as commits of one line, and several merged changes in one push.
    """
    whole = list(_gate(places, folder, update.old, head))
    if not whole:
        return
    steps = repository.first_parents(update.old, head)
    if 1 < len(steps) <= MOST_STEPS:
        told = [
            line
            for base, end in zip((update.old, *steps), steps, strict=False)
            for line in _gate(places, folder, base, end)
        ]
        whole = told if not told else whole
    yield from (f"{update.ref}: {line}" for line in whole)


def _gate(places: Places, folder: Path, base: str, head: str) -> Iterator[str]:
    """What stands against a change from one commit to another, in the order of the gate's own report."""
    if places.in_private:
        yield from _private_gate(places, folder, base, head)
        return
    from .diff import approval_state_of, difference

    asked = replace(places, root=folder, private=(), in_private=False)
    day = asked.at(base).today()
    found = difference(asked, f"{base}..{head}", day)
    state = approval_state_of(asked, found, f"{base}..{head}", day, None)
    yield from (str(each) for each in found.errors)
    for each in state.missing:
        of = f" of {each.approval.agency}" if each.approval.agency else ""
        yield f"the approval of {each.approval.role}{of} is missing for {', '.join(each.lacking[:10])}"
    for given in state.not_counting[:10]:
        yield f"what {given.person} gave ({given.known}) does not count: {given.reason}"


def _private_gate(places: Places, folder: Path, base: str, head: str) -> Iterator[str]:
    """The same of a private root, with people from the public one as it is published beside it."""
    from contextlib import nullcontext

    import pandas as pd

    from records_portal.captures.index import load_items, load_residue
    from records_portal.history.received import with_received
    from records_portal.history.repository import CommitTree, Repository
    from records_portal.proposals.hold_changes import PrivateChange, register_at
    from records_portal.proposals.private_gate import private_difference

    is_bare = (places.root / "HEAD").is_file() and (places.root / "objects").is_dir()
    with with_received(places.root, places.environment) if is_bare else nullcontext(places.root) as root:
        public = CommitTree(Repository(root), "HEAD")
        change = PrivateChange(root, public, folder, base, head)
        register = register_at(change, base)
        trees = [(public, False), (CommitTree(Repository(folder), base, str(folder)), True)]
        items = pd.concat([load_items(trees, register), load_residue(trees, register)], ignore_index=True)
        day = replace(places, root=root, commit=public.commit, private=(), in_private=False).today()
        found = private_difference(change, items, day, places.started_at)
    yield from (str(each) for each in found.errors)
    yield from found.lacking
