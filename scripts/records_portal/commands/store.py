"""`records store`: a second copy of the store kept up to date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from records_portal.register.findings import Refusal, one_line
from records_portal.wording.words import count

from .options import FOLDER, FORMAT
from .output import tell
from .places import Places, agencies_said

if TYPE_CHECKING:
    import pandas as pd

    from records_portal.captures.verification import CaptureInGit
    from records_portal.copies.destroying_again import DestructionSigned, RootsAsked, SecondDestruction
    from records_portal.copies.merged_dispositions import MergedDispositions
    from records_portal.copies.opened_report import OpenedCopy
    from records_portal.copies.opening import RestoredCopy
    from records_portal.copies.reaching import Reaching
    from records_portal.copies.steps import CopyStep
    from records_portal.identity.anchor_moves import AgenciesSaid
    from records_portal.register.model import Register
    from records_portal.retention.item_lists import Named, RetainedItem
    from records_portal.store.anchors import Anchors, NoPrivateRoot
    from records_portal.store.certificates import Certificate
    from records_portal.store.folder import Store
    from records_portal.store.identity import CopyMark


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
    from records_portal.store.anchors import read_anchors
    from records_portal.store.folder import locked_store

    if not places.store.is_dir():
        raise Refusal(f"there is no store at {str(places.store)!r}; name it")
    check_apart(places.store, folder, places.folders)
    captures = _captures(places)
    asked = cache(lambda: reaching_now(places, read_anchors(places.store), places.store))
    with locked_store(places.store) as original, locked_copy(original, folder, adopt=adopt) as second:
        said_lost = any(said_to_be_lost(places.loaded.register))
        run = SecondCopy(
            original,
            second,
            captures,
            lambda: asked().reaching,
            lambda *each: asked().authorized(*each),
            lambda: asked().standing_in() if said_lost else {},
        )
        steps = list(run.bring_up_to_date())
        if not any(each.lacks for each in steps):
            mark_complete(folder)
    return _tell(steps, form, folder)


@store.command("open")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--adopt", is_flag=True, help="DIR is a copy of a store that was made by other means.")
@click.option("--as-store", is_flag=True, help="Make it the store, once nothing in it has to be destroyed again.")
@FORMAT
@click.pass_obj
def open_copy(places: Places, folder: Path, adopt: bool, as_store: bool, form: str) -> int:
    """Hold the restored copy at DIR against the register, lock what nobody may read, and open the rest to be read."""
    from records_portal.copies.copy_places import check_restored, take_over
    from records_portal.store.folder import locked_store
    from records_portal.store.replacing import settle_replacements

    mark = check_restored(folder, places.folders, adopt=adopt)
    if as_store and places.store_folder.resolve() != folder.resolve():
        raise Refusal(f"{str(places.store_folder)!r} is the store; name {str(folder)!r} with --store to make it that")
    anchors = _checked_register(places, folder, mark)
    with locked_store(folder, is_copy=True):
        settle_replacements(folder)
        found = _look_again(places, folder, mark, anchors)
        if as_store:
            take_over(folder, mark, found.bags, [*found.aside, *found.packages])
    return _tell_opened(found, form, folder, as_store=as_store)


class SecondDestructionOptions(TypedDict):
    """By whom something is destroyed again, and how it is told."""

    key: Path | None
    by: str | None
    execute: bool
    form: str


@store.command("destroy-again")
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--execute", is_flag=True, help="Do it, and sign it. Without this nothing is written.")
@click.option("--key", type=FOLDER, metavar="FILE", help="Your key; default: the one that git signs with.")
@click.option("--by", metavar="PERSON", help="Who does it; default: whose key it is.")
@FORMAT
@click.pass_obj
def again(places: Places, folder: Path, **asked: Unpack[SecondDestructionOptions]) -> int:
    """Destroy in the opened copy at DIR what certificates say was destroyed, under the same certificates."""
    from records_portal.copies.copy_places import check_restored
    from records_portal.store.folder import locked_store
    from records_portal.store.identity import refuse_unopened

    mark = check_restored(folder, places.folders, adopt=False)
    if mark.state != "opening":  # one that a run was killed in is looked at again here
        refuse_unopened(folder)
    anchors = _checked_register(places, folder, mark)
    if not asked["execute"]:
        _, wanted = _found_again(places, folder, mark, anchors)
        return _tell_again(wanted, [], asked["form"], folder)
    with locked_store(folder, is_copy=True) as copy:
        return _destroyed_again(places, copy, (mark, anchors), asked)


def _checked_register(places: Places, folder: Path, mark: CopyMark) -> Anchors:
    """The anchors, once the public root was found to be the one that they mean, and clean.

    Against another register nothing could be said of any bag; what a private root cannot answer only locks.
    """
    from records_portal.disposal.preconditions.roots import check_clean
    from records_portal.identity.anchored_roots import anchored_root

    anchors = checked_anchors(anchors_for(places, folder, mark), folder)
    check_clean(anchored_root(places.root, anchors.public, places.environment).repository, anchors.public.title)
    return anchors


def _found_again(
    places: Places, folder: Path, mark: CopyMark, anchors: Anchors
) -> tuple[RestoredCopy, list[SecondDestruction]]:
    """What has to be destroyed again by what is known now."""
    from records_portal.copies.destroying_again import destructions

    now = reaching_now(places, anchors, folder)
    if now.reaching.unasked:
        raise Refusal(f"whether a hold reaches anything cannot be asked: {now.reaching.unasked}")
    restored = restored_copy(places, folder, mark, now)
    return restored, destructions(restored, restored.judge(), now.places.loaded.register, now.authorized)


def _destroyed_again(
    places: Places, copy: Store, about: tuple[CopyMark, Anchors], asked: SecondDestructionOptions
) -> int:
    """Sign and carry out what may be, one disposition after the other; then look at the copy again."""
    from records_portal.copies.destroying_again import (
        DestructionRun,
        RootsAsked,
        destroy_again,
        destruction_record,
        keep_original_certificate,
        keep_record_in_store,
    )
    from records_portal.store.identity import CopyMark, write_mark
    from records_portal.store.replacing import settle_replacements

    (mark, anchors), folder = about, copy.folder
    settle_replacements(folder)
    restored, wanted = _found_again(places, folder, mark, anchors)
    ready = [each for each in wanted if not each.fault]
    done = []
    if ready:
        roots = RootsAsked(_tips(places, anchors), _without(places, anchors, ready))
        signed = _signed_again(places, ready, (mark, roots), asked)
        # From here to the end nobody reads the copy: a kill leaves it to be opened again.
        write_mark(folder, CopyMark(mark.store, mark.number, "opening"))
        captures = {each.id: each for each in restored.captures}
        run = DestructionRun(copy, restored, captures, partial(_refuse_moved, places, anchors, roots.tips))
        original = _original(places, folder, mark)
        for each in ready:
            record = destruction_record(each, mark, roots, signed)
            done.append(destroy_again(run, each, record))
            if original:
                keep_original_certificate(original, folder, each.disposition)
                keep_record_in_store(folder, original, done[-1])
    if ready or mark.state == "opening":
        _look_again(places, folder, mark, anchors)
    return _tell_again(wanted, done, asked["form"], folder)


def _look_again(places: Places, folder: Path, mark: CopyMark, anchors: Anchors) -> OpenedCopy:
    """Judge every bag of a copy that is locked for this run, move each to where it belongs, and open the rest."""
    from records_portal.copies.opened_report import opened_copy, write_opened
    from records_portal.store.identity import CopyMark, write_mark

    now = reaching_now(places, anchors, folder)
    restored = restored_copy(places, folder, mark, now)
    write_mark(folder, CopyMark(mark.store, mark.number, "opening"))
    judged = restored.judge()
    restored.lock(judged)
    found = opened_copy(restored, judged, now.tips, mark.state)
    write_opened(folder, found, places.started_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    write_mark(folder, CopyMark(mark.store, mark.number, "opened"))
    return found


def _tips(places: Places, anchors: Anchors) -> Mapping[str, str]:
    """The commits of the roots, asked once more just before something goes."""
    from records_portal.disposal.preconditions.roots import check_anchored_roots

    roots = check_anchored_roots(places.root, places.private, anchors, places.environment)
    return {each.anchor.name: each.tip for each in roots}


def _refuse_moved(places: Places, anchors: Anchors, tips: Mapping[str, str]) -> None:
    """Nothing goes where a root is published at another commit than the one that was read."""
    if moved := [name for name, tip in _tips(places, anchors).items() if tips.get(name) != tip]:
        raise Refusal(f"the root {moved[0]!r} was published anew meanwhile; everything was put back, run it again")


def _without(places: Places, anchors: Anchors, ready: Sequence[SecondDestruction]) -> Mapping[str, NoPrivateRoot]:
    """The agencies of the sites concerned that keep no holds, by what the anchors say."""
    from records_portal.identity.anchored_roots import check_holds_asked

    sites = {bag.split("/")[0] for each in ready for bag in each.bags}
    names = [each.name for each in anchors.private]
    return check_holds_asked(places.remembering, agencies_said(places, anchors), sites, names)


def _signed_again(
    places: Places,
    ready: Sequence[SecondDestruction],
    about: tuple[CopyMark, RootsAsked],
    asked: SecondDestructionOptions,
) -> DestructionSigned:
    """Who destroys it again, with a signature under all of it that counts by the register as it is published."""
    from records_portal import __version__
    from records_portal.copies.destroying_again import DestructionSigned, plan_of_destructions
    from records_portal.disposal.preconditions.clock import check_clock
    from records_portal.disposal.preconditions.people import check_person, role_of
    from records_portal.history.repository import Repository
    from records_portal.identity.plan_signatures import (
        PLAN_NAMESPACE,
        PlanPart,
        PlanSignature,
        plan_signature_faults,
        plan_statement,
    )
    from records_portal.identity.signers import Signers

    from .approve import key_holder, sign_with, signing_key

    repository, register = Repository(places.root), places.loaded.register
    check_clock(places.started_at, [repository, *map(Repository, places.private)])
    key, today = signing_key(repository, asked["key"]), places.today()
    person = check_person(register, key_holder(Signers(register), key, asked["by"]).id, "--by", today)
    plan, on = plan_of_destructions(ready, *about), today.isoformat()
    digest = hashlib.sha256(plan).hexdigest()
    armored = sign_with(key, plan_statement(person.id, PlanPart.EXECUTOR, on, digest), PLAN_NAMESPACE)
    signature = PlanSignature(person.id, PlanPart.EXECUTOR, on, digest, armored)
    if fault := next(plan_signature_faults(repository, register, [signature]), ""):
        raise Refusal(f"nothing was destroyed, for the signature would not count: {fault}")
    at = places.started_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    software = f"Records Portal {__version__}"
    return DestructionSigned(person.id, role_of(person, today), on, at, software, plan, signature)


def _original(places: Places, folder: Path, mark: CopyMark) -> Path | None:
    """The store of which the folder is a copy, where it is still there."""
    from records_portal.store.identity import read_identity

    original = places.store_folder
    if not original.is_dir() or original.resolve() == folder.resolve():
        return None
    identity = read_identity(original)
    return original if identity and mark.store in identity.known_as else None


def _tell_again(wanted: Sequence[SecondDestruction], done: Sequence[str], form: str, folder: Path) -> int:
    """Print what was or would be destroyed again; 1 where something may not be."""
    if form == "json":
        told = [
            {"disposition": each.disposition, "bags": each.bags, "items": len(each.items), "fault": each.fault}
            for each in wanted
        ]
        click.echo(json.dumps({"destructions": told, "records": list(done)}, indent=2, ensure_ascii=False))
    else:
        lines = [f"{each.disposition}: {count(len(each.items), 'item')}{_may(each)}" for each in wanted]

        lines += [f"destroyed-again/{name}.yml: written" for name in done]
        click.echo("".join(f"{one_line(line)}\n" for line in lines), nl=False)
    left = [each for each in wanted if each.fault]
    if not wanted:
        tell(f"{folder} holds nothing that was disposed of")
    elif not done and len(left) < len(wanted):
        tell("nothing was written; --execute would destroy it again, and sign that")
    return int(bool(left))


def _may(one: SecondDestruction) -> str:
    return f": not destroyed again: {one.fault}" if one.fault else ""


def anchors_for(places: Places, folder: Path, mark: CopyMark) -> Anchors | None:
    """The anchors that a copy is held against: those of the store where it is at hand, for they may be later."""
    from records_portal.store.anchors import read_anchors

    original = _original(places, folder, mark)
    return (read_anchors(original) if original else None) or read_anchors(folder)


def restored_copy(places: Places, folder: Path, mark: CopyMark, asked: AskedNow) -> RestoredCopy:
    """A restored copy with everything that it is held against."""
    from records_portal.copies.certified import disposed_of
    from records_portal.copies.named_papers import lacking_papers
    from records_portal.copies.opening import RestoredCopy
    from records_portal.copies.second_copy import sound_certificates

    places = asked.places
    certificates = dict(sound_certificates(folder))
    if original := _original(places, folder, mark):
        certificates |= sound_certificates(original)
    standing_in = asked.standing_in()
    certificates = {**standing_in, **certificates}
    named = {name: disposed_of(each.disposition) for name, each in certificates.items()}
    named |= {each.id: disposed_of(each.value) for each in places.loaded.register.of("dispositions").values()}
    papers = () if asked.reaching.unasked else tuple(lacking_papers(places.loaded.register, folder, standing_in))
    return RestoredCopy(folder, _captures(places), certificates, asked.reaching, named, papers)


def _tell_opened(found: OpenedCopy, form: str, folder: Path, *, as_store: bool) -> int:
    """Print what a copy was found to be; 1 where something is locked or lacking."""
    if form == "json":
        click.echo(json.dumps(found.as_mapping(), indent=2, ensure_ascii=False))
    else:
        lines = [
            *map(str, found.locked),
            *(f"{each}: lacking: the copy is of before, or lost it" for each in found.lacking),
        ]
        lines += [f"{each}: locked: what it moved aside is still there" for each in found.aside]
        lines += [f"transfers/{each}: what was handed over under {each!r} lies there still" for each in found.packages]
        click.echo("".join(f"{one_line(line)}\n" for line in lines), nl=False)
    if found.was_incomplete:
        tell(f"{folder}: the run that wrote it last did not come to its end")
    what = "is the store now" if as_store else "is open to be read"
    tell(
        f"{folder} {what}: {count(len(found.bags) - len(found.locked), 'bag')} open, {len(found.locked):,} locked, "
        f"{len(found.lacking):,} lacking, {count(len(found.held), 'item')} held; see {folder / 'opened'}"
    )
    if found.disposed or found.aside or found.packages:
        tell(f"disposed of since: {count(len(found.disposed), 'item')}; `records store destroy-again {folder}`")
    return int(not found.is_whole)


def _captures(places: Places) -> list[CaptureInGit]:
    """What git says of the captures of every root that was named."""
    from records_portal.captures.verification import read_captures
    from records_portal.history.repository import CommitTree, Repository

    found = []
    for (tree, _), root in zip(places.trees, places.folders, strict=True):
        found += read_captures(tree, CommitTree(Repository(root), "HEAD"))[0]
    return found


def checked_anchors(anchors: Anchors | None, folder: Path) -> Anchors:
    """The anchors of a store or a copy, without which nobody knows which repositories are meant."""
    from records_portal.store.anchors import anchors_missing

    if not anchors:
        raise Refusal(anchors_missing(folder))
    return anchors


@dataclass(frozen=True)
class AskedNow:
    """What the roots are now, read after they were asked: by what, who reaches what, and what was listed where."""

    places: Places
    reaching: Reaching
    tips: Mapping[str, str]
    folder: Path

    def authorized(self, disposition: str, certificate: Certificate | None) -> str:
        """Why a disposition takes nothing out of a copy; empty where it does."""
        if self.reaching.unasked:
            return f"whether it is merged cannot be asked: {self.reaching.unasked}"
        return self._merged.fault(disposition, certificate)

    def standing_in(self) -> Mapping[str, Certificate]:
        """What stands in for certificates that are said to be lost; nothing where the roots cannot be asked."""
        if self.reaching.unasked:
            return {}
        found = ((name, self._merged.standing_in(name)) for name in said_to_be_lost(self.places.loaded.register))
        return {name: each for name, each in found if each}

    @cached_property
    def _merged(self) -> MergedDispositions:
        from records_portal.copies.merged_dispositions import MergedDispositions
        from records_portal.history.repository import Repository

        digests = cache(partial(listed_digests, self.places, self.folder))  # asked for each residue part
        private = {str(each): Repository(each) for each in self.places.private}
        return MergedDispositions(Repository(self.places.root), self.places.loaded.register, digests, private)


def said_to_be_lost(register: Register) -> Iterator[str]:
    """The dispositions of which somebody says that the certificate is lost."""
    from records_portal.disposal.preconditions.certificates import LOST

    for record in register.of("dispositions").values():
        if any(each["corrects"] == LOST for each in record.value.get("corrections", ())):
            yield record.id


def reaching_now(places: Places, anchors: Anchors | None, folder: Path) -> AskedNow:
    """Who may reach what would go, by the roots as they are published now; what cannot be asked is said."""
    from records_portal.copies.reaching import Reaching
    from records_portal.disposal.preconditions.roots import check_anchored_roots
    from records_portal.identity.anchored_roots import remember_seen
    from records_portal.register.model import Register
    from records_portal.retention.statuses import Retention

    places = replace(places)  # read anew: nothing that was read before the roots were asked counts
    try:
        roots = check_anchored_roots(places.root, places.private, checked_anchors(anchors, folder), places.environment)
        with suppress(OSError):  # one of them may be on a disk that is only read
            for each in {folder.resolve(), places.store_folder.resolve()}:
                remember_seen(each, roots)
        tips = {each.anchor.name: each.tip for each in roots}
        places.refuse_unreadable()
        rows = list(retained_items(places, folder))
    except Refusal as refusal:
        nobody = Reaching(Retention(Register({}), places.started_at.date()), {}, str(refusal))
        return AskedNow(places, nobody, {}, folder)
    named: dict[Named, list[RetainedItem]] = {}
    for item in rows:
        named.setdefault(item.named, []).append(item)
    register = places.remembering
    said = agencies_said(places, checked_anchors(anchors, folder).seen(tips))
    unasked = dict(_unasked(register, said, tips))
    return AskedNow(
        places, Reaching(Retention(register, places.today(), rows), named, unasked_of=unasked), tips, folder
    )


def _unasked(register: Register, said: AgenciesSaid, tips: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each site of which a private root was not asked, and which one."""
    from records_portal.identity.anchored_roots import check_holds_asked

    for site in sorted(register.of("sites")):
        try:
            check_holds_asked(register, said, [site], tips)
        except Refusal as refusal:
            yield site, str(refusal)


def retained_items(places: Places, folder: Path) -> Iterator[RetainedItem]:
    """Every item and residue part of every capture; of those that are too large for git, from a store or a copy."""
    from records_portal.retention.due_list import single_items

    for frame in _listed(places, folder):
        yield from single_items(frame)


def listed_digests(places: Places, folder: Path) -> Mapping[Named, str]:
    """The digest of every item and residue part, as an index lists it first."""
    found: dict[Named, str] = {}
    for frame in _listed(places, folder):
        names = (frame[each].tolist() for each in ("site", "id", "version", "digest"))
        for site, name, version, digest in zip(*names, strict=True):
            found.setdefault((site, name, int(version)), digest)
    return found


def _listed(places: Places, folder: Path) -> Sequence[pd.DataFrame]:
    """The indexes, of git and of the captures that are too large for it."""
    from records_portal.captures.indexes.large_captures import large_capture_items, large_captures
    from records_portal.captures.root_captures import WHOLE_INDEX
    from records_portal.store.removal import LOCKED

    large = large_captures(places.trees, places.loaded.register, folder)
    for number, each in enumerate(large):
        locked = folder / LOCKED / each.site / each.capture / WHOLE_INDEX
        if each.index is None and locked.is_file():
            large[number] = replace(each, index=locked)
    return places.items_and_residue, large_capture_items(large)


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
