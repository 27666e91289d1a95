"""A restored copy of any age held against the register: what nobody may read is locked, before anybody reads anything.

A bag is locked, which is moved below `locked/` and kept, where

* it still holds what was disposed of since, by what git or a certificate says of it;
* it is not, byte for byte, what git says, or git does not know it;
* a private root of an agency that its site ever belonged to could not be asked for holds.

Locked bags are looked at again each time, and come back once none of that is so. Nothing is deleted here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from records_portal.captures.verification import CaptureInGit, bag_faults
from records_portal.disposal.bag_contents import bag_contents
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import Named
from records_portal.store.certificates import Certificate
from records_portal.store.folder import read_key
from records_portal.store.journals import journals, made_folder, read_journal
from records_portal.store.removal import BAGS, LOCKED, TRANSFERS, move_bag_into_lock, move_bag_out_of_lock

from .certified import ahead_of_git, dispositions_of_bag
from .reaching import Reaching

LockReason = Literal["", "disposed", "unverified", "unasked"]


@dataclass(frozen=True, slots=True)
class JudgedBag:
    """A bag of a restored copy: why it is locked, in a word and in a sentence, and what was disposed of since."""

    name: str
    reason: LockReason = ""
    why: str = ""
    pending: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: locked: {self.why}" if self.reason else f"{self.name}: open"


@dataclass(frozen=True, slots=True)
class RestoredCopy:
    """A restored copy, what git says of the captures, the certificates that are at hand, and who was asked.

    Of each disposition, by git or by its certificate, everything that it disposed of; `papers` are the certificates and
    documents that the register names and the copy does not have.
    """

    folder: Path
    captures: Sequence[CaptureInGit]
    certificates: Mapping[str, Certificate]
    reaching: Reaching
    dispositions: Mapping[str, frozenset[Named]]
    papers: Sequence[str] = ()

    def judge(self) -> list[JudgedBag]:
        """Every bag of the copy, locked or not, by what is known now."""
        known = {each.id: each for each in self.captures}
        return [self._judged(name, known.get(name)) for name in self.names()]

    def names(self) -> list[str]:
        """Every bag of the copy, as SITE/CAPTURE, wherever it lies."""
        folders = [self.folder / BAGS, self.folder / LOCKED]
        return sorted({each.relative_to(folder).as_posix() for folder in folders for each in folder.glob("*/*")})

    def place(self, name: str) -> Path:
        """Where a bag lies."""
        locked = self.folder / LOCKED / name
        return locked if locked.exists() else self.folder / BAGS / name

    def lacking(self) -> list[str]:
        """What git has and the copy has not: bags of captures and papers that are later than the copy, or were lost."""
        return [*sorted({each.id for each in self.captures} - set(self.names())), *self.papers]

    def packages(self) -> list[str]:
        """The transfers that happened, by git or a certificate, and whose packages still lie in the copy."""
        folder = self.folder / TRANSFERS
        return sorted(each.name for each in folder.glob("[!.]*") if each.name in self.dispositions)

    def lock(self, judged: Sequence[JudgedBag]) -> None:
        """Move each bag to where it belongs by how it was judged."""
        for each in judged:
            lies_locked = (self.folder / LOCKED / each.name).exists()
            if each.reason and not lies_locked:
                made_folder((self.folder / LOCKED / each.name).parent)
                move_bag_into_lock(self.folder, each.name)
            elif not each.reason and lies_locked:
                made_folder((self.folder / BAGS / each.name).parent)
                move_bag_out_of_lock(self.folder, each.name)

    def _judged(self, name: str, held: CaptureInGit | None) -> JudgedBag:
        site, bag = name.split("/")[0], self.place(name)
        if unasked := self.reaching.unasked or self.reaching.unasked_of.get(site, ""):
            return JudgedBag(name, "unasked", unasked)
        if held is None:
            return JudgedBag(name, "unverified", "no capture in git has this bag")
        try:
            own = dispositions_of_bag(bag)
            key = read_key(self.folder / "keys" / f"{site}.key")
        except (Refusal, OSError) as error:
            return JudgedBag(name, "unverified", f"it cannot be held against git: {error}")
        if pending := self._pending(held, own):
            return JudgedBag(name, "disposed", f"it holds what {', '.join(map(repr, pending))} disposed of", pending)
        for _, fault, _ in bag_faults(ahead_of_git(held, bag, self.certificates), bag, key):
            return JudgedBag(name, "unverified", fault)
        return JudgedBag(name)

    def _pending(self, held: CaptureInGit, own: Sequence[str]) -> tuple[str, ...]:
        """The dispositions that took something out of a capture's bag elsewhere, and nothing out of this one."""
        said = list(held.value.get("dispositions", ()))
        said += [each.id for each in self._by_age if each.id not in said and held.id in bags_named(each)]
        return tuple(each for each in said if each not in own)

    @property
    def _by_age(self) -> list[Certificate]:
        return sorted(self.certificates.values(), key=lambda each: (each.value["certificate"]["issued_at"], each.id))

    def held(self) -> Iterator[tuple[Named, str]]:
        """Every version of an item that a hold binds, with the holds."""
        for named in sorted(self.reaching.items):
            if holds := self.reaching.holds_on(named):
                yield named, " ".join(holds)

    def disposed(self, judged: Sequence[JudgedBag]) -> Iterator[DisposedHere]:
        """Everything that was disposed of elsewhere and lies in a locked bag, under each disposition."""
        for each in judged:
            if not each.pending:
                continue
            present = self._present(each.name)
            for disposition in each.pending:
                for named in sorted(self.dispositions.get(disposition, frozenset())):
                    if present is None or named in present:
                        yield DisposedHere(each.name, disposition, named)

    def _present(self, name: str) -> frozenset[Named] | None:
        """What a bag holds; nothing where that cannot be read, so that everything is listed."""
        site = name.split("/")[0]
        try:
            contents = bag_contents(site, self.place(name), read_key(self.folder / "keys" / f"{site}.key"))
        except (Refusal, OSError, ValueError, KeyError, TypeError):
            return None
        return contents.named


@dataclass(frozen=True, slots=True)
class DisposedHere:
    """Something that a disposition destroyed elsewhere, and the bag of the copy in which it lies."""

    bag: str
    disposition: str
    named: Named


def bags_named(certificate: Certificate) -> set[str]:
    """The bags that something went from, by a certificate."""
    return {each["bag"] for each in certificate.value["certificate"].get("bags", ())}


def put_aside(folder: Path) -> list[str]:
    """The dispositions that were certified and of which the copy still has what was moved aside."""
    return [read_journal(path).id for path in journals(folder)]
