"""What was destroyed under a certificate and lies in a restored copy again, destroyed there under the same certificate.

* What goes is what the merged record of the disposition and its certificate name, from the bags that git says it took
  something out of, in the order in which the dispositions happened; see `merged_dispositions`. Where one of a bag's
  dispositions has no such authority, none destroys anything in that bag.
* Nothing goes while a hold, an open request or an undecided appeal reaches any of it, or an export as received that it
  lies in, or while that cannot be asked.
* The new bags are those that git knows, before anything is moved. Then: journal, aside, the signed record of this
  destruction, deletion. A kill at any moment ends, after the next run, with all of one disposition or nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from records_portal.captures.verification import CaptureInGit, bag_faults
from records_portal.disposal.bag_contents import Contents, bag_contents
from records_portal.disposal.bag_rewriting import Removal, rewrite_bag
from records_portal.disposal.disposition import check_conserved, move_and_certify
from records_portal.files.durable import write_durably
from records_portal.files.yaml_text import dump_yaml
from records_portal.identity.plan_signatures import PlanSignature
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.retention.item_lists import Named, residue_id
from records_portal.store.anchors import NoPrivateRoot
from records_portal.store.bags import BagWriter
from records_portal.store.certificates import Certificate, list_beside
from records_portal.store.folder import Store, read_key
from records_portal.store.identity import CopyMark
from records_portal.store.journals import Journal, complete, made_folder, read_journal
from records_portal.store.removal import (
    AGAIN,
    BAGS,
    CERTIFICATES,
    JOURNALS,
    LOCKED,
    certificate_path,
    delete_package,
    move_bag_into_lock,
    move_bag_out_of_lock,
)

from .certified import dispositions_of_bag
from .opening import JudgedBag, RestoredCopy, put_aside

FIRST_LINE = "records-destroy-again v1"
MOST_LISTED = 5_000


@dataclass(frozen=True, slots=True)
class SecondDestruction:
    """Under which disposition something is to be destroyed again: from which bags, what, and why it may not be.

    `aside` is what a run that was cut short had moved aside before the folder was copied.
    """

    disposition: str
    digest: str
    bags: tuple[str, ...]
    items: frozenset[Named]
    fault: str = ""
    aside: bool = False

    def lines(self) -> Iterator[str]:
        """What is signed of it."""
        yield f"disposition {self.disposition} {self.digest}"
        yield from (f"bag {self.disposition} {bag}" for bag in self.bags)
        yield f"items {self.disposition} {len(self.items)} {self.items_digest}"

    @property
    def items_digest(self) -> str:
        """The SHA-256 over a sorted line of JSON for each version of an item and each part of residue."""
        lines = (json.dumps(list(each), ensure_ascii=True) + "\n" for each in sorted(self.items))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DestructionSigned:
    """Who destroys again what: the plan's text, and the signature over its digest as over every disposition's plan."""

    person: str
    role: str
    on: str
    at: str
    software: str
    plan: bytes = b""
    signature: PlanSignature | None = None


@dataclass(frozen=True, slots=True)
class RootsAsked:
    """The commits at which the roots were asked, and the agencies that keep no holds, by what the anchors say."""

    tips: Mapping[str, str]
    without: Mapping[str, NoPrivateRoot]


Authorized = Callable[[str, Certificate | None], str]


def destructions(
    copy: RestoredCopy, judged: Sequence[JudgedBag], register: Register, authorized: Authorized
) -> list[SecondDestruction]:
    """What has to be destroyed again, the earliest disposition first, and of each why it may not be."""
    found: list[SecondDestruction] = []
    refused: set[str] = set()  # a later disposition waits for an earlier one in the same bag
    order, aside = _by_age(judged), put_aside(copy.folder)
    faults = {name: authorized(name, copy.certificates.get(name)) for name in {*order, *aside}}
    captures = {each.id: each for each in copy.captures}
    unsure = {each.name: fault for each in judged if (fault := _fault_of_bag(copy, each, captures, faults))}
    for disposition in order:
        bags = tuple(each.name for each in judged if disposition in each.pending)
        fault = faults[disposition] or next((unsure[bag] for bag in bags if bag in unsure), "")
        one = _destruction(copy, register, disposition, bags, fault)
        if not one.fault and (waits := refused.intersection(bags)):
            one = replace(one, fault=f"an earlier disposition of {min(waits)} has to be destroyed again first")
        if one.fault:
            refused.update(bags)
        found.append(one)
    found += [_aside(copy, register, each, faults[each]) for each in aside]
    left = [each for each in copy.packages() if each not in faults]
    return [*found, *(_package(copy, register, each, authorized(each, copy.certificates.get(each))) for each in left)]


def _fault_of_bag(
    copy: RestoredCopy, judged: JudgedBag, captures: Mapping[str, CaptureInGit], faults: Mapping[str, str]
) -> str:
    """Why nothing goes from a bag: what git says of it is not what every one of its dispositions would leave."""
    if not judged.pending:
        return ""
    if fault := next((faults[each] for each in judged.pending if faults[each]), ""):
        return fault
    said = list(captures[judged.name].value.get("dispositions", ()))
    if [*dispositions_of_bag(copy.place(judged.name)), *judged.pending] != said:
        return f"git says other dispositions of the bag {judged.name} than the bag and its certificates"
    return ""


def _by_age(judged: Sequence[JudgedBag]) -> list[str]:
    """The pending dispositions, so that in no bag a later one comes before an earlier one."""
    ordered: list[str] = []
    waiting = [list(each.pending) for each in judged]
    while names := sorted({each[0] for each in waiting if each}):
        # One that stands first wherever it stands; of dispositions of one bag git says the order.
        first = next((name for name in names if not any(name in each[1:] for each in waiting)), names[0])
        ordered.append(first)
        waiting = [[each for each in names if each != first] for names in waiting]
    return ordered


def _destruction(
    copy: RestoredCopy, register: Register, disposition: str, bags: tuple[str, ...], fault: str
) -> SecondDestruction:
    digest = _digest(copy, register, disposition)
    try:
        contents = [_contents(copy, bag) for bag in bags]
    except (Refusal, OSError, ValueError, KeyError, TypeError) as error:
        return SecondDestruction(disposition, digest, bags, frozenset(), fault or f"it cannot be read: {error}")
    named = copy.dispositions.get(disposition, frozenset())
    going = frozenset(each for bag in contents for each in bag.named & named)
    beside = frozenset(each for bag in contents if bag.keeps_export for each in bag.named) - going
    return SecondDestruction(disposition, digest, bags, going, fault or copy.reaching.why(going, beside))


def _aside(copy: RestoredCopy, register: Register, disposition: str, fault: str) -> SecondDestruction:
    """What the disposition itself had moved aside, and may delete now if nobody has come to hold it."""
    digest = _digest(copy, register, disposition)
    bags = read_journal(copy.folder / JOURNALS / f"{disposition}.json").bags
    named = copy.dispositions.get(disposition, frozenset())
    return SecondDestruction(disposition, digest, bags, named, fault or copy.reaching.why(named), aside=True)


def _package(copy: RestoredCopy, register: Register, disposition: str, fault: str) -> SecondDestruction:
    """The package of a transfer that happened, where no bag of the copy holds any of it any more."""
    named, digest = copy.dispositions.get(disposition, frozenset()), _digest(copy, register, disposition)
    return SecondDestruction(disposition, digest, (), named, fault or copy.reaching.why(named))


def _digest(copy: RestoredCopy, register: Register, disposition: str) -> str:
    """The digest of the original certificate, by the record or, where there is none, as it bears it."""
    if record := register.get("dispositions", disposition):
        return str(record.value["certificate"].get("digest", ""))
    certificate = copy.certificates.get(disposition)
    return certificate.digest if certificate else ""


def _contents(copy: RestoredCopy, bag: str) -> Contents:
    site = bag.split("/")[0]
    return bag_contents(site, copy.place(bag), read_key(copy.folder / "keys" / f"{site}.key"))


def plan_of_destructions(wanted: Sequence[SecondDestruction], mark: CopyMark, asked: RootsAsked) -> bytes:
    """The plan whose digest is signed: what is destroyed again in which copy, by the roots of which commits."""
    lines = [FIRST_LINE]
    lines += [f"copy {mark.store} {mark.number}", *(f"root {name} {tip}" for name, tip in sorted(asked.tips.items()))]
    lines += [f"no-holds {agency} {said.said_by} {said.on}" for agency, said in sorted(asked.without.items())]
    lines += [line for each in wanted for line in each.lines()]
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass(frozen=True, slots=True)
class DestructionRun:
    """A copy that is locked for this run, what git says of its captures, and what asks the roots once more."""

    store: Store
    copy: RestoredCopy
    captures: Mapping[str, CaptureInGit]
    ask_again: Callable[[], None]


def destroy_again(run: DestructionRun, one: SecondDestruction, record: Mapping[str, Any]) -> str:
    """Destroy what one disposition destroyed before, whole or not at all; the name of the record of it."""
    store = run.store
    name = _new_name(store.folder, one.disposition)
    made_folder(store.folder / AGAIN)
    text = dump_yaml(dict(record)).encode()
    if one.aside:
        run.ask_again()
        write_durably(certificate_path(store.folder, name), text)
        complete(store.folder, read_journal(store.folder / JOURNALS / f"{one.disposition}.json"))
        return name
    with store.staging() as staged:
        for bag in one.bags:
            _rewritten(run.copy, one, bag, staged, run.captures)
        written = _written(staged / "record.yml", text)
        moved = [bag for bag in one.bags if (store.folder / LOCKED / bag).is_dir()]
        for bag in moved:
            made_folder((store.folder / BAGS / bag).parent)
            move_bag_out_of_lock(store.folder, bag)
        journal = Journal(name, one.bags)
        try:
            move_and_certify(store.folder, journal, staged, written, run.ask_again)
        except BaseException:  # a Ctrl-C too: a bag that was put back is one that nobody may read
            for bag in moved:
                move_bag_into_lock(store.folder, bag)
            raise
    complete(store.folder, journal)
    if one.disposition in run.copy.packages():
        delete_package(store.folder, one.disposition, name)
    return name


def _rewritten(
    copy: RestoredCopy, one: SecondDestruction, bag: str, staged: Path, captures: Mapping[str, CaptureInGit]
) -> None:
    """Build the bag that is left; once everything else is gone that git says, it is byte for byte what git says."""
    contents = _contents(copy, bag)
    removal = _removal(copy, contents, one.disposition)
    check_conserved(removal)
    key = read_key(copy.folder / "keys" / f"{contents.site}.key")
    rewrite_bag(removal, BagWriter(staged / bag), key, one.disposition)
    held, built = captures[bag], staged / bag
    said, own = list(held.value.get("dispositions", ())), dispositions_of_bag(built)
    for number, later in enumerate(said[len(own) :]):
        after = staged / ".later" / str(number) / bag
        left = _removal(copy, bag_contents(contents.site, built, key), later)
        rewrite_bag(left, BagWriter(after), key, later)
        built = after
    for _, fault, _ in bag_faults(held, built, key):
        raise Refusal(f"the bag {bag} would not be what git says: {fault}; nothing was destroyed")


def _removal(copy: RestoredCopy, contents: Contents, disposition: str) -> Removal:
    """What a disposition takes out of a bag."""
    named = copy.dispositions[disposition]
    parts = frozenset(
        each for each in contents.parts if (contents.site, residue_id(contents.capture, each), 1) in named
    )
    return Removal(contents, frozenset(each for each in contents.lines if (contents.site, *each) in named), parts)


def _written(path: Path, data: bytes) -> Path:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path


def _new_name(folder: Path, disposition: str) -> str:
    number = 1
    while certificate_path(folder, f"{disposition}.again.{number}").exists():
        number += 1
    return f"{disposition}.again.{number}"


def destruction_record(
    one: SecondDestruction, mark: CopyMark, asked: RootsAsked, by: DestructionSigned
) -> dict[str, Any]:
    """The record of a second destruction: under which certificate, what, in which copy, by whom, and the signature."""
    record: dict[str, Any] = {
        "disposition": one.disposition,
        "certificate": {"reference": f"{CERTIFICATES}/{one.disposition}.yml", "digest": one.digest},
        "copy": {"store": mark.store, "number": mark.number},
        "bags": list(one.bags),
        "count": len(one.items),
        "items_digest": one.items_digest,
        "roots": dict(sorted(asked.tips.items())),
        "on": by.on,
        "at": by.at,
        "by": by.person,
        "role": by.role,
        "software": by.software,
    }
    if len(one.items) <= MOST_LISTED:  # of more the original certificate has the list
        names = ("site", "item", "version")
        record["items"] = [dict(zip(names, each, strict=True)) for each in sorted(one.items)]
    if asked.without:
        record["without_holds"] = {agency: said.as_mapping() for agency, said in sorted(asked.without.items())}
    if by.signature:
        signed = by.signature
        record["plan"] = by.plan.decode()
        record["signed"] = {
            "person": signed.person,
            "part": str(signed.part),
            "on": signed.on,
            "plan": signed.plan,
            "signature": signed.armored.decode(),
        }
    return record


def keep_original_certificate(store: Path, copy: Path, disposition: str) -> None:
    """The original certificate comes to the copy, where the store is still there to give it."""
    source, target = certificate_path(store, disposition), certificate_path(copy, disposition)
    # The list first: a certificate without the list that it names cannot be read.
    for mine, theirs in ((list_beside(source), list_beside(target)), (source, target)):
        if mine.is_file() and not theirs.exists():
            made_folder(theirs.parent)
            write_durably(theirs, mine.read_bytes())


def keep_record_in_store(copy: Path, store: Path, name: str) -> None:
    """The record of a second destruction comes to the store too, where it is still there, under a name that is free."""
    data = certificate_path(copy, name).read_bytes()
    if not any(each.read_bytes() == data for each in (store / AGAIN).glob("*.yml")):
        made_folder(store / AGAIN)
        write_durably(certificate_path(store, _new_name(store, name.partition(".again.")[0])), data)
