"""`records store`: a second copy of the store kept up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records_portal.register.findings import Refusal, one_line

from .options import FOLDER, FORMAT
from .output import tell
from .places import Places

if TYPE_CHECKING:
    from records_portal.captures.verification import CaptureInGit
    from records_portal.copies.reaching import Reaching
    from records_portal.copies.steps import CopyStep
    from records_portal.register.model import Register
    from records_portal.retention.item_lists import Named, RetainedItem
    from records_portal.store.anchors import Anchors


@click.group()
def store() -> None:
    """Keep a second copy of the store, and open one that was restored."""


@store.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--adopt", is_flag=True, help="DIR is a copy of this store that was made by other means.")
@FORMAT
@click.pass_obj
def copy(places: Places, folder: Path, adopt: bool, form: str) -> int:
    """Bring the second copy of the store at DIR up to date, verified before and after."""
    from records_portal.copies.copy_places import check_apart, locked_copy, mark_complete
    from records_portal.copies.second_copy import SecondCopy
    from records_portal.store.folder import locked_store

    if not places.store.is_dir():
        raise Refusal(f"there is no store at {str(places.store)!r}; name it")
    check_apart(places.store, folder, places.folders)
    captures = _captures(places)
    asked = cache(lambda: _reaching(places, places.store))
    with locked_store(places.store) as original, locked_copy(original, folder, adopt=adopt) as second:
        steps = list(SecondCopy(original, second, captures, asked).bring_up_to_date())
        if not any(each.lacks for each in steps):
            mark_complete(folder)
    return _tell(steps, form, folder)


def _captures(places: Places) -> list[CaptureInGit]:
    """What git says of the captures of every root that was named."""
    from records_portal.captures.verification import read_captures
    from records_portal.history.repository import CommitTree, Repository

    found = []
    for (tree, _), root in zip(places.trees, places.folders, strict=True):
        found += read_captures(tree, CommitTree(Repository(root), "HEAD"))[0]
    return found


def _reaching(places: Places, store: Path) -> Reaching:
    """Who may reach what would go, by the roots as they are published now; what cannot be asked is said."""
    from records_portal.copies.reaching import Reaching
    from records_portal.register.model import Register
    from records_portal.retention.statuses import Retention

    places = replace(places)  # read anew: nothing that was read before the roots were asked counts
    try:
        tips, anchors = asked_roots(places, store)
        places.refuse_unreadable()
        rows = list(retained_items(places))
    except Refusal as refusal:
        return Reaching(Retention(Register({}), places.started_at.date()), {}, str(refusal))
    named: dict[Named, list[RetainedItem]] = {}
    for item in rows:
        named.setdefault(item.named, []).append(item)
    return Reaching(
        Retention(places.loaded.register, places.today(), rows),
        named,
        unasked_of=dict(_unasked(places.loaded.register, anchors, tips)),
    )


def asked_roots(places: Places, store: Path) -> tuple[Mapping[str, str], Anchors]:
    """The commits of the roots by their anchors' names; every root is clean and at the tip of its address."""
    from records_portal.disposal.preconditions.roots import check_anchored_roots, refuse_without_anchors
    from records_portal.store.anchors import read_anchors

    if not (anchors := read_anchors(store)):
        refuse_without_anchors(store)
        raise AssertionError("unreachable")
    roots = check_anchored_roots(places.root, places.private, anchors, places.environment)
    return {each.anchor.name: each.tip for each in roots}, anchors


def _unasked(register: Register, anchors: Anchors, tips: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each site of which a private root was not asked, and which one."""
    from records_portal.identity.anchored_roots import check_holds_asked

    for site in sorted(register.of("sites")):
        try:
            check_holds_asked(register, anchors, [site], tips)
        except Refusal as refusal:
            yield site, str(refusal)


def retained_items(places: Places) -> Iterator[RetainedItem]:
    """Every item and residue part of every capture, those of captures that are too large for git too."""
    from records_portal.captures.large_captures import large_capture_items
    from records_portal.retention.item_lists import RetainedItem

    names = ("site", "id", "version", "kind", "class", "latest_on", "change", "capture")
    for frame in (places.items_and_residue, large_capture_items(places.large)):
        for site, name, version, *rest in zip(*(frame[each].tolist() for each in names), strict=True):
            yield RetainedItem(site, name, int(version), *rest)


def _tell(steps: Sequence[CopyStep], form: str, folder: Path) -> int:
    """Print what was done, one line each; 1 where something was left as it was."""
    from records_portal.copies.steps import in_numbers

    if form == "json":
        click.echo(json.dumps([each.as_mapping() for each in steps], indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{one_line(str(each))}\n" for each in steps), nl=False)
    state = "it is not complete" if any(each.lacks for each in steps) else "it is complete"
    tell(f"{folder}: {in_numbers(steps) or 'nothing had changed'}; {state}")
    return int(any(each.what == "kept" for each in steps))
