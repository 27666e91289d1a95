"""The second copy brought up to date with the store, bag by bag, so that a kill at any moment loses nothing.

* Every bag is verified before: the store's against what git says of it, the copy's against its own manifests.
* A bag that the copy lacks is copied; one that lost something in the store is replaced where certificates name all that
  went, their dispositions are merged and signed as they must be, and no hold, request or appeal reaches it; a damaged
  one is replaced by the very same bag.
* Nothing is taken over a good bag of the copy otherwise: a damaged original, one without its certificate and one that
  is another are told, and the copy keeps its own.
* A copied bag is verified once more, where it lies, before it gets its place.

Not here: whether the folder is a copy of this store at all; see `copy_places`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from records_portal.captures.commitments.seeds import read_seeds
from records_portal.captures.verification import CaptureInGit, bags_of, verify_captures
from records_portal.register.findings import Refusal, Severity
from records_portal.store.bag_verification import verify_bag
from records_portal.store.certificates import Certificate, read_certificate
from records_portal.store.folder import Store, read_key
from records_portal.store.journals import made_folder
from records_portal.store.removal import (
    CERTIFICATES,
    TRANSFERS,
    delete_indexes,
    delete_package,
    move_package_into_place,
)
from records_portal.store.replacing import add_bag, bag_seal, copied_bag, replace_bag

from .certified import BagSuccession, Departure, ahead_of_git, certified_items, departure
from .copied_files import copy_files
from .reaching import Reaching
from .steps import CopyStep


@dataclass(slots=True)
class SecondCopy:
    """A store, its second copy, what git says of the captures, and who is asked before something goes.

    `authorized` says why a disposition takes nothing out of a copy, `lost` what stands in for the certificates that no
    store has; see `merged_dispositions`.
    """

    store: Store
    copy: Store
    captures: Sequence[CaptureInGit]
    reaching: Callable[[], Reaching]
    authorized: Callable[[str, Certificate], str]
    lost: Callable[[], Mapping[str, Certificate]] = dict
    certificates: Mapping[str, Certificate] = field(default_factory=dict)
    damaged: Mapping[str, str] = field(default_factory=dict)

    def bring_up_to_date(self) -> Iterator[CopyStep]:
        """Copy, replace and let go whatever may be; what was done, and what was left and why."""
        self.certificates = {**self.lost(), **dict(sound_certificates(self.store.folder))}
        bags = self.store.folder / "bags"
        known = [ahead_of_git(each, bags / each.id, self.certificates) for each in self.captures]
        self.damaged = _damaged(self.store.folder, known)
        # Keys first: without its key nothing in a bag is recognised again.
        yield from copy_files(self.store.folder, self.copy.folder)
        names = {*bags_of(self.store.folder), *bags_of(self.copy.folder), *(each.id for each in self.captures)}
        for name in sorted(names):
            yield from self._bag(name)
        yield from self._packages()
        # Derived of what may have been destroyed since; it is made again from the bags.
        delete_indexes(self.copy.folder)

    def _bag(self, name: str) -> Iterator[CopyStep]:
        mine, theirs, shown = self.store.folder / "bags" / name, self.copy.folder / "bags" / name, f"bags/{name}"
        if odd := [each for each in (mine, theirs) if each.is_symlink() or (each.exists() and not each.is_dir())]:
            yield CopyStep(shown, "kept", f"{odd[0]} is no bag; find out what it is, and take it away")
            return
        if "/" not in name:
            return
        faults = verify_bag(theirs) if theirs.is_dir() else ["the bag is missing"]
        if fault := self.damaged.get(name, "") if mine.is_dir() else "the bag is missing":
            yield self._original_fault(shown, fault, faults)
        elif not theirs.is_dir():
            with self.copy.staging() as staged:
                add_bag(self.copy.folder, name, copied_bag(mine, staged / "bag"))
            yield CopyStep(shown, "added")
        elif bag_seal(mine) == bag_seal(theirs):
            if faults:
                self._replace(mine, name)
                yield CopyStep(shown, "repaired", faults[0])
            elif read_seeds(mine) != (theirs_too := read_seeds(theirs)):
                # Added beside the manifests, which are the same; seeds that are there are never written over.
                if theirs_too:
                    yield CopyStep(shown, "kept", "the two have other seeds of their items; compare them", lacks=True)
                else:
                    self._replace(mine, name)
                    yield CopyStep(shown, "replaced", "with the seeds of its items")
        elif faults:
            why = f"the copy's bag is damaged ({faults[0]}) and is not the store's; mv it aside, and run it again"
            yield CopyStep(shown, "kept", why, lacks=True)
        else:
            yield self._succeeded(name, mine, theirs)

    def _original_fault(self, shown: str, fault: str, faults: Sequence[str]) -> CopyStep:
        """What to do about a bag that is damaged or missing in the store: the copy's is never touched."""
        if faults:
            return CopyStep(shown, "kept", f"damaged in the store ({fault}), and in the copy ({faults[0]})", lacks=True)
        mine, theirs = self.store.folder / shown, self.copy.folder / shown
        away = "" if fault == "the bag is missing" else f"mv {mine} aside, then "
        return CopyStep(shown, "kept", f"the store's own: {fault}; the copy's is whole: {away}cp -a {theirs} {mine}")

    def _succeeded(self, name: str, mine: Path, theirs: Path) -> CopyStep:
        """Replace a bag by one from which something was disposed of, where that is certified and may be."""
        shown = f"bags/{name}"
        going = self._departure(name, theirs, mine)
        if going.fault:
            return CopyStep(shown, "kept", f"{going.fault}; compare the two before either goes", lacks=True)
        under = ", ".join(map(repr, going.certificates))
        if why := self.reaching().why(going.items, going.beside):
            return CopyStep(shown, "kept", f"what went under {under} stays in the copy: {why}")
        for each in going.certificates:
            if why := self.authorized(each, self.certificates[each]):
                return CopyStep(shown, "kept", f"what went under {each!r} stays in the copy: {why}")
        self._replace(mine, name)
        return CopyStep(shown, "replaced", f"under {under}")

    def _departure(self, name: str, older: Path, newer: Path) -> Departure:
        try:
            key = read_key(self.store.folder / "keys" / f"{name.split('/')[0]}.key")
        except (Refusal, OSError) as error:
            return Departure(fault=f"the site's key cannot be read ({error})")
        return departure(BagSuccession(name, older, newer, key), self.certificates)

    def _replace(self, mine: Path, name: str) -> None:
        with self.copy.staging() as staged:
            replace_bag(self.copy.folder, name, copied_bag(mine, staged / "bag"))

    def _packages(self) -> Iterator[CopyStep]:
        """Transfer packages: copied while they wait for their receipt, and gone with their certificate."""
        folders = [each.folder / TRANSFERS for each in (self.store, self.copy)]
        for name in sorted({each.name for folder in folders if folder.is_dir() for each in folder.iterdir()}):
            shown, (mine, theirs) = f"{TRANSFERS}/{name}", [folder / name for folder in folders]
            if mine.is_dir() and not theirs.is_dir():
                if problems := verify_bag(mine):
                    yield CopyStep(shown, "kept", f"damaged in the store: {problems[0]}", lacks=True)
                else:
                    with self.copy.staging() as staged:
                        made_folder(theirs.parent)
                        move_package_into_place(self.copy.folder, copied_bag(mine, staged / "package"), name)
                    yield CopyStep(shown, "added")
            elif theirs.is_dir() and not mine.is_dir():
                yield self._package_gone(shown, name)

    def _package_gone(self, shown: str, name: str) -> CopyStep:
        if not (certificate := self.certificates.get(name)) or "transfer" not in certificate.disposition:
            return CopyStep(shown, "kept", "the store has no such package, and no certificate says why")
        why = self.reaching().why(certified_items([certificate])) or self.authorized(name, certificate)
        if why:
            return CopyStep(shown, "kept", f"what went under {name!r} stays in the copy: {why}")
        delete_package(self.copy.folder, name)
        return CopyStep(shown, "removed", f"under {name!r}")


def sound_certificates(store: Path) -> Iterator[tuple[str, Certificate]]:
    """Every certificate of a store that is what was certified, by its id."""
    for path in sorted((store / CERTIFICATES).glob("[!.]*.yml")):
        try:
            yield path.stem, read_certificate(path)
        except (Refusal, OSError):
            continue


def _damaged(store: Path, captures: Sequence[CaptureInGit]) -> dict[str, str]:
    """What is wrong with each bag of the store: by what git says of it or, where git says nothing, by itself."""
    found: dict[str, str] = {}
    known = {each.id for each in captures}
    for each in verify_captures(captures, store, None, lambda name: True):
        if each.severity is Severity.ERROR and each.subject in known:
            found.setdefault(each.subject, each.message)
    for name in set(bags_of(store)) - known:
        if problems := verify_bag(store / "bags" / name):
            found.setdefault(name, problems[0])
    return found
