"""Disposal: everything on a list goes from every bag of its sites, whole or not at all, and a certificate says so.

* New bags are built and verified beside the old ones; a journal is durable before the first of them is moved.
* The certificate's rename in the store is the one moment from which the disposition is done; before it everything is
  put back, after it everything is completed, by this run or the next.
* Nothing is deleted before that moment, and nothing is written to the root before it either.

Not here: what may be disposed of, see `disposal_plan`; whether now, see `disposal_preconditions`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.captures.capture_record import read_capture
from records_portal.captures.root_captures import RECORD, restore_dispositions
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import RESIDUE
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter
from records_portal.store.certificates import Certificate, new_id, sealed_certificate
from records_portal.store.folder import Store, read_key
from records_portal.store.journals import Journal, begin, certify, complete, made_folder, put_in_place, undo
from records_portal.store.removal import JOURNALS, certificate_path, move_package_into_place

from .bag_contents import Contents, bag_contents
from .bag_rewriting import Removal, rewrite_bag
from .conservation import conservation_problems
from .disposition_record import portion_record
from .plan import MOST_ENTRIES, DispositionPlan, PlannedItem, portions
from .transfers import Receipt, check_package, check_packed_elsewhere, package_path, write_package

if TYPE_CHECKING:
    from records_portal.register.records import DispositionCopiesDestroyed, DispositionTransfer, DispositionValue


@dataclass(frozen=True, slots=True)
class Disposition:
    """A disposition as it is to be carried out: the list, and what its records and its certificates say alike.

    `particulars` and `cover`, a PDF, are those of a transfer.
    """

    root: Path
    plan: DispositionPlan
    sites: tuple[str, ...]
    record: DispositionValue
    facts: Mapping[str, object]
    issued_at: str
    particulars: Mapping[str, object] | None = None
    cover: bytes = b""
    receipt: Receipt | None = None
    most: int = MOST_ENTRIES


@dataclass(frozen=True, slots=True)
class DispositionOutcome:
    """What a run has done: the certificates, what was written to the root, and the package that waits."""

    certificates: tuple[Certificate, ...] = ()
    written: tuple[str, ...] = ()
    package: str = ""
    is_new: bool = False


def contents_of_bags(store: Path, sites: Sequence[str]) -> list[Contents]:
    """What every bag of some sites holds, in the order of sites and captures."""
    keys = site_keys(store, sites)
    return [
        bag_contents(site, folder, keys[site])
        for site in sites
        for folder in Store(store).bags(site)
        if not folder.is_symlink()
    ]


def site_keys(store: Path, sites: Sequence[str]) -> dict[str, bytes]:
    """The key of each site that has bags."""
    found = {}
    for site in sites:
        path = store / "keys" / f"{site}.key"
        if path.is_file():
            found[site] = read_key(path)
        elif Store(store).bags(site):
            raise Refusal(f"the store {str(store)!r} has no key of {site!r}; restore it from a copy of the store")
    return found


def dispose_of_plan(store: Store, intended: Disposition) -> DispositionOutcome:
    """Dispose of everything on the list, portion by portion; of a transfer, package a portion first and await it."""
    portion, *others = portions(intended.plan.entries, intended.most)
    if intended.particulars is not None:
        disposition = new_id(store.folder, intended.root, intended.plan.authorization)
        if intended.receipt is None:
            return DispositionOutcome(package=disposition, is_new=_packaged(store, intended, disposition, portion))
        others = []
    certificates = [_disposed(store, intended, each) for each in (portion, *others)]
    return DispositionOutcome(
        tuple(certificates), tuple(restore_dispositions(intended.root, store.folder)), is_new=True
    )


def _disposed(store: Store, intended: Disposition, portion: tuple[PlannedItem, ...]) -> Certificate:
    """One disposition, whole or not at all."""
    disposition = new_id(store.folder, intended.root, intended.plan.authorization)
    keys = site_keys(store.folder, intended.sites)
    removals = list(_removals(contents_of_bags(store.folder, intended.sites), portion))
    intended = _with_receipt(store, intended, disposition, portion)
    check_packed_elsewhere(store.folder, disposition if intended.receipt else "", portion)
    for removal in removals:
        _check_conserved(removal)
    with store.staging() as staged:
        for removal in removals:
            rewrite_bag(removal, BagWriter(staged / removal.name), keys[removal.contents.site], disposition)
        record = portion_record(intended.record, portion, removals, intended.plan.digest_of(portion))
        bags = [{"bag": each.name, "lines": each.lines, "parts": len(each.parts)} for each in removals]
        certificate = sealed_certificate(disposition, {**intended.facts, "bags": bags}, record, intended.issued_at)
        journal = Journal(disposition, tuple(each.name for each in removals), disposition if intended.receipt else "")
        _carry_out(store.folder, journal, staged, _written(staged / "certificate.yml", certificate))
    complete(store.folder, journal)
    return certificate


def _removals(bags: Sequence[Contents], portion: Sequence[PlannedItem]) -> Iterator[Removal]:
    """What goes from each bag that holds something on a list."""
    for bag in bags:
        items = frozenset(
            each.item.named[1:] for each in portion if each.item.site == bag.site and each.item.kind != RESIDUE
        )
        parts = frozenset(
            each.part
            for each in portion
            if each.part and (each.item.site, each.item.capture) == (bag.site, bag.capture)
        )
        if bag.lines.keys() & items or bag.parts & parts:
            yield Removal(bag, items & bag.lines.keys(), parts & bag.parts)


def _check_conserved(removal: Removal) -> None:
    """Refuse to let an export go of which items and residue do not hold every byte, or a bag that is not whole."""
    bag = removal.contents
    if problems := verify_bag(bag.folder):
        raise Refusal(f"the bag {bag.name} is not whole: {problems[0]}; restore it from another copy of the store")
    if bag.keeps_export:
        forms = [part["form"] for part in read_capture(bag.folder / RECORD)["received"]]
        if problem := next(conservation_problems(bag.folder, forms), ""):
            raise Refusal(
                f"the export in {bag.name} cannot go: {problem}; restore the bag from another copy of the store; if "
                "that is the same, the export has to stay"
            )


def _written(path: Path, certificate: Certificate) -> Path:
    with path.open("xb") as file:
        file.write(dump_yaml(certificate.value).encode())
        file.flush()
        os.fsync(file.fileno())
    return path


def _carry_out(store: Path, journal: Journal, built: Path, certificate: Path) -> None:
    """Move everything and certify it; where that does not come to its end, put everything back."""
    try:
        begin(store, journal)
        put_in_place(store, journal, built)
        certify(store, journal, certificate)
    finally:
        begun = (store / JOURNALS / f"{journal.id}.json").is_file()
        if begun and not certificate_path(store, journal.id).is_file():
            undo(store, journal)


def _packaged(store: Store, intended: Disposition, disposition: str, portion: tuple[PlannedItem, ...]) -> bool:
    """Make the package that a receipt is awaited for; whether it was not there yet."""
    place = package_path(store.folder, disposition)
    if place.is_dir():
        check_package(place, portion, intended.plan)
        return False
    keys = site_keys(store.folder, intended.sites)
    bags = [(bag, keys[bag.site]) for bag in contents_of_bags(store.folder, intended.sites)]
    for removal in _removals([bag for bag, _ in bags], portion):
        _check_conserved(removal)
    particulars = {**(intended.particulars or {}), "items_digest": intended.plan.digest_of(portion)}
    with store.staging() as staged:
        package = BagWriter(staged / "package")
        write_package(package, portion, bags, (particulars, intended.cover))
        if problems := verify_bag(package.folder):
            raise Refusal(f"the package was not written as it should be ({problems[0]}); run it again")
        made_folder(place.parent)
        move_package_into_place(store.folder, package.folder, disposition)
    return True


def _with_receipt(
    store: Store, intended: Disposition, disposition: str, portion: tuple[PlannedItem, ...]
) -> Disposition:
    """The intended with the package's particulars and its receipt in the record, where it is a transfer."""
    if intended.receipt is None:
        return intended
    place = package_path(store.folder, disposition)
    if not place.is_dir():
        raise Refusal(f"there is no package transfers/{disposition} that a receipt could be for; make it without one")
    particulars = check_package(place, portion, intended.plan)
    if intended.receipt.on < particulars["disposition_action_on"]:
        raise Refusal(
            f"the receipt is of {intended.receipt.on}, before the package was made; name the day of the receipt"
        )
    transfer: DispositionTransfer = {**particulars, "receipt": intended.receipt.as_mapping()}
    package: DispositionCopiesDestroyed = {
        "copy": "other",
        "location": f"transfers/{disposition}",
        "count": len(portion),
        "on": intended.record["on"],
    }
    return replace(intended, record={**intended.record, "transfer": transfer, "copies_destroyed": [package]})


def going_from(store: Path, intended: Disposition) -> frozenset[str]:
    """The bags that something on the list goes from, as SITE/CAPTURE."""
    return frozenset(each.name for each in _removals(contents_of_bags(store, intended.sites), intended.plan.entries))
