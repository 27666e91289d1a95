"""Journals: a disposition that was begun is undone while it has no certificate, and completed once it has one.

* A journal is durable before the first bag is moved, and is removed after the last deletion.
* Bags are moved aside and put into place by renames; nothing is deleted before the certificate lies in its place.
* Whatever is found after a kill, each step here may be taken again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from records_portal.files.durable import sync_folder, write_durably
from records_portal.register.findings import Refusal

from .removal import (
    CERTIFICATES,
    JOURNALS,
    aside_path,
    certificate_path,
    delete_disposed,
    delete_indexes,
    delete_journal,
    delete_package,
    delete_uncertified_list,
    delete_undone,
    delete_unfinished_journals,
    is_again,
    move_bag_aside,
    move_bag_back,
    move_certificate_into_place,
    move_rewritten_bag_away,
    move_rewritten_bag_into_place,
)


@dataclass(frozen=True, slots=True)
class Journal:
    """What a disposition touches: the bags, as SITE/CAPTURE, and the transfer package that goes with them."""

    id: str
    bags: tuple[str, ...]
    package: str = ""


def recover(store: Path) -> list[str]:
    """Undo or complete whatever a run that was cut short has left; the dispositions that were."""
    found = [read_journal(path) for path in journals(store)]
    for journal in found:
        if certificate_path(store, journal.id).is_file():
            complete(store, journal)
        else:
            undo(store, journal)
    delete_unfinished_journals(store)
    return [journal.id for journal in found]


def undo_uncertified(store: Path) -> None:
    """In a copy, undo whatever has no certificate; what has one stays aside, where nobody reads it.

    Only what was destroyed in the copy itself is completed, for holds were asked for before its record was written.
    """
    for journal in [read_journal(path) for path in journals(store)]:
        if not certificate_path(store, journal.id).is_file():
            undo(store, journal)
        elif is_again(journal.id):
            complete(store, journal)
    delete_unfinished_journals(store)


def journals(store: Path) -> list[Path]:
    """The journals of dispositions that did not come to their end."""
    return sorted((store / JOURNALS).glob("[!.]*.json"))


def read_journal(path: Path) -> Journal:
    """The journal in a file; another one is refused, since nobody knows what it began."""
    try:
        value = json.loads(path.read_bytes())
        return Journal(path.stem, tuple(map(str, value["bags"])), str(value["package"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(
            f"{path.parent.name}/{path.name} in the store is no journal; restore the store from a copy"
        ) from error


def begin(store: Path, journal: Journal) -> None:
    """Write the journal, from which on the disposition is undone or completed."""
    for name in (JOURNALS, CERTIFICATES):
        made_folder(store / name)
    value = {"bags": list(journal.bags), "package": journal.package}
    # Before anything is moved: a journal that is lost with the power leaves bags that nobody puts back.
    write_durably(store / JOURNALS / f"{journal.id}.json", json.dumps(value, indent=1).encode() + b"\n")


def put_in_place(store: Path, journal: Journal, built: Path) -> None:
    """Move each old bag aside and the new one, built under the same name, into its place."""
    for bag in journal.bags:
        made_folder(aside_path(store, journal.id, bag).parent)
        move_bag_aside(store, journal.id, bag)
        move_rewritten_bag_into_place(store, built, bag)


def certify(store: Path, journal: Journal, certificate: Path) -> None:
    """Move a finished certificate to its place: the one moment from which the disposition is done."""
    move_certificate_into_place(store, certificate, journal.id)


def complete(store: Path, journal: Journal) -> None:
    """Delete what was moved aside, the transfer package and what can be derived again; then the journal."""
    if missing := [bag for bag in journal.bags if not (store / "bags" / bag).is_dir()]:
        raise Refusal(f"the bag {missing[0]!r} is missing; restore it from another copy of the store")
    delete_disposed(store, journal.id)
    delete_indexes(store)
    if journal.package:
        delete_package(store, journal.package)
    delete_journal(store, journal.id)


def undo(store: Path, journal: Journal) -> None:
    """Put each bag that was moved aside back into its place; then the journal goes."""
    for number, bag in enumerate(journal.bags):
        place = store / "bags" / bag
        if aside_path(store, journal.id, bag).is_dir():
            # Put aside and not deleted, so that a second kill here finds both bags.
            if place.is_dir():
                move_rewritten_bag_away(store, journal.id, bag, number)
            move_bag_back(store, journal.id, bag)
        elif not place.is_dir():
            raise Refusal(f"the bag {bag!r} is missing; restore it from another copy of the store")
    delete_undone(store, journal.id)
    delete_uncertified_list(store, journal.id)
    delete_journal(store, journal.id)


def made_folder(folder: Path) -> None:
    """A folder of the store with those above it, each made durable."""
    for each in reversed(list(_missing(folder))):
        each.mkdir(mode=0o700)
        sync_folder(each.parent)


def _missing(folder: Path) -> Iterator[Path]:
    while not folder.is_dir():
        yield folder
        folder = folder.parent
