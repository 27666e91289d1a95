"""Disposal: everything on a list goes from every bag of its sites, whole or not at all, and a certificate says so.

* New bags are built and verified beside the old ones; a journal is durable before the first of them is moved.
* The certificate's rename in the store is the one moment from which the disposition is done; before it everything is
  put back, after it everything is completed, by this run or the next.
* Nothing is deleted before that moment, and nothing is written to the root before it either.

Not here: what may be disposed of, see `plan`; whether now, see `preconditions`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from records_portal.captures.capture_record import read_capture
from records_portal.captures.root_captures import RECORD, restore_dispositions
from records_portal.files.durable import write_durably
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.findings import Refusal
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter
from records_portal.store.certificates import Certificate, list_beside, new_id, sealed_certificate
from records_portal.store.folder import Store
from records_portal.store.journals import Journal, begin, certify, complete, made_folder, put_in_place, undo
from records_portal.store.removal import CERTIFICATES, JOURNALS, certificate_path, move_package_into_place

from .bag_contents import contents_of_bags, site_keys
from .bag_rewriting import Removal, removals_from, rewrite_bag
from .conservation import conservation_problems
from .disposition_record import portion_record
from .intended import Disposition
from .plan import PlannedItem, fits_in_record
from .plan_text import listed_in_csv
from .preconditions import ClearedDisposition
from .transfers import check_package, check_packed_elsewhere, check_repeated, package_path, write_package

if TYPE_CHECKING:
    from records_portal.register.records import DispositionCopiesDestroyed, DispositionTransfer


@dataclass(frozen=True, slots=True)
class DispositionOutcome:
    """What a run has done: the certificates, what was written to the root, and the package that waits."""

    certificates: tuple[Certificate, ...] = ()
    written: tuple[str, ...] = ()
    package: str = ""
    is_new: bool = False


def dispose_of_plan(store: Store, cleared: ClearedDisposition) -> DispositionOutcome:
    """Dispose of everything on the list of a disposition of which every precondition was found to hold."""
    if type(cleared) is not ClearedDisposition or not cleared.executes:
        raise TypeError("only what was cleared to be executed is carried out")
    return _carried_out(store, cleared.disposition, cleared.ask_again)


def _carried_out(store: Store, intended: Disposition, ask_again: Callable[[], None]) -> DispositionOutcome:
    """Dispose of everything under one certificate; of a transfer, make a package first and await its receipt."""
    entries = intended.plan.entries
    if intended.particulars is not None and intended.receipt is None:
        disposition = new_id(store.folder, intended.root, intended.plan.authorization)
        return DispositionOutcome(package=disposition, is_new=_packaged(store, intended, disposition, entries))
    certificate = _disposed(store, intended, entries, ask_again)
    return DispositionOutcome((certificate,), tuple(restore_dispositions(intended.root, store.folder)), is_new=True)


def _disposed(
    store: Store, intended: Disposition, portion: tuple[PlannedItem, ...], ask_again: Callable[[], None]
) -> Certificate:
    """One disposition, whole or not at all."""
    disposition = new_id(store.folder, intended.root, intended.plan.authorization)
    keys = site_keys(store.folder, intended.sites)
    removals = list(removals_from(contents_of_bags(store.folder, intended.sites, intended.apart), portion))
    intended = _with_receipt(store, intended, disposition, portion)
    check_packed_elsewhere(store.folder, disposition if intended.receipt else "", portion)
    for removal in removals:
        check_conserved(removal)
    with store.staging() as staged:
        for removal in removals:
            rewrite_bag(removal, BagWriter(staged / removal.name), keys[removal.contents.site], disposition)
        beside, short = listed_in_csv(portion), fits_in_record(portion, intended.most)
        record = portion_record(
            intended.record, portion, removals, intended.plan.digest_of(portion), beside, repeats=short
        )
        bags = [{"bag": each.name, "lines": each.lines, "parts": len(each.parts)} for each in removals]
        certificate = sealed_certificate(
            disposition, {**intended.facts, "bags": bags}, record, intended.issued_at, beside
        )
        # before the certificate that names it; without one it is nobody's and the next run writes over it
        made_folder(store.folder / CERTIFICATES)
        write_durably(list_beside(certificate_path(store.folder, disposition)), beside)
        journal = Journal(disposition, tuple(each.name for each in removals), disposition if intended.receipt else "")
        move_and_certify(store.folder, journal, staged, _written(staged / "certificate.yml", certificate), ask_again)
    complete(store.folder, journal)
    return certificate


def check_conserved(removal: Removal) -> None:
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


def move_and_certify(
    store: Path, journal: Journal, built: Path, certificate: Path, ask_again: Callable[[], None]
) -> None:
    """Move everything, ask the roots once more and certify it; where that does not come to its end, put all back."""
    try:
        begin(store, journal)
        put_in_place(store, journal, built)
        ask_again()  # as late as can be: from the next rename on nothing can be put back
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
    bags = [(bag, keys[bag.site]) for bag in contents_of_bags(store.folder, intended.sites, intended.apart)]
    for removal in removals_from([bag for bag, _ in bags], portion):
        check_conserved(removal)
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
    check_repeated(store.folder, disposition, intended.receipt)
    particulars = check_package(package_path(store.folder, disposition), portion, intended.plan)
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
