"""Random histories of a store, its second copy and copies of any age: nothing held is lost, nothing destroyed read.

Each history is played from its seed alone, on real bags: captures, holds, dispositions, time; the second copy brought
up to date, cut short at any call to the disk, from a damaged or a lost original; copies restored from any age, opened
against the right register, another one, or one that could not be asked; and destroyed again. What is in a bag is read
without the program; what is held and what is gone is known to the plain model of the other histories.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from records_portal.captures.verification import CaptureInGit, read_captures
from records_portal.copies.certified import disposed_of
from records_portal.copies.copy_places import check_restored, locked_copy, mark_complete
from records_portal.copies.destroying_again import (
    DestructionRun,
    DestructionSigned,
    RootsAsked,
    destroy_again,
    destruction_record,
    destructions,
)
from records_portal.copies.opening import RestoredCopy
from records_portal.copies.reaching import Reaching
from records_portal.copies.second_copy import SecondCopy, sound_certificates
from records_portal.copies.steps import CopyStep
from records_portal.register.findings import Refusal
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree
from records_portal.retention.statuses import Retention
from records_portal.store.certificates import Certificate
from records_portal.store.folder import locked_store
from records_portal.store.identity import CopyMark, read_mark, write_mark
from records_portal.store.replacing import settle_replacements
from tests.disposals import files_below
from tests.test_random_histories import CLASSES, KINDS, Histories, Hold, Named, in_a_process_killed_after

STEPS = 12
SITE = "parks-x"
Contents = dict[str, tuple[frozenset[str], bool]]


class CopyHistory:
    """One history, all of it from its seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- a test's
        self.office = Histories()
        self.routes: Counter[str] = Counter()
        self.aged: list[Path] = []
        self.number = 0

    @property
    def store(self) -> Path:
        return self.office.store

    @property
    def second(self) -> Path:
        return self.office.folder / "second"

    def play(self) -> Counter[str]:
        """Play it to its end; which routes it went."""
        office, chance = self.office, self.chance
        try:
            posts = [
                (kind, chance.randint(400, 2800), chance.random() < 0.3)
                for kind in ("post", *chance.choices(KINDS, k=3))
            ]
            office.open_the_office(posts)
            for _ in range(STEPS):
                chance.choice(self.steps())()
                office.every_bag_holds_what_it_should_and_no_more()
            self.bring_up_to_date()
            self.restore()
        finally:
            office.teardown()
        return self.routes

    def steps(self) -> list[Callable[[], None]]:
        return [
            self.capture,
            self.place_a_hold,
            self.release_a_hold,
            *[self.dispose] * 4,
            *[self.bring_up_to_date] * 3,
            self.bring_up_to_date_from_a_damaged_original,
            self.bring_up_to_date_a_damaged_copy,
            self.name_the_copy_of_another_store,
            *[self.keep_a_copy_of_this_day] * 2,
            *[self.restore] * 2,
            *[self.hold_what_a_copy_alone_still_has] * 2,
        ]

    # what happens to the store

    def capture(self) -> None:
        office = self.office
        office.today += timedelta(days=self.chance.choice([1, 30, 400]))
        office.write_a_post(self.chance.choice(KINDS), self.chance.randint(0, 2200), self.chance.random() < 0.3)
        if self.chance.random() < 0.3 and office.exports:
            office._capture(self.chance.choice(office.exports))
        else:
            office.capture_everything()

    def place_a_hold(self) -> None:
        office = self.office
        gone = sorted({name for name, _ in office.gone})  # a hold that comes too late for the store, not for its copies
        chosen = gone if gone and self.chance.random() < 0.6 else sorted(office.posts)
        items = frozenset(self.chance.sample(chosen, 1)) if self.chance.random() < 0.7 else None
        days = sorted(office.today - timedelta(days=self.chance.randint(0, 2500)) for _ in range(2))
        first, last = (date(2000, 1, 1), date(2060, 1, 1)) if items else days
        office.holds.append(Hold(office.today, items, first, last))
        office._write_hold(len(office.holds) - 1)

    def release_a_hold(self) -> None:
        if bound := [n for n, each in enumerate(self.office.holds) if not each.released]:
            number = self.chance.choice(bound)
            self.office.holds[number].released = True
            self.office._write_hold(number)

    def dispose(self) -> None:
        """Wait for the period of some post to end, and dispose of everything that is due with it."""
        office, chance = self.office, self.chance
        post = chance.choice([each for each in office.posts.values() if CLASSES[each.kind]])
        ends = post.on + relativedelta(years=office._years(CLASSES[post.kind]), days=1)
        office.today = max(office.today, ends)
        office.be_given_authority_and_dispose(CLASSES[post.kind], -1, chance.choice([0, 0, 0, 20, 60, 110]))

    # the second copy

    def bring_up_to_date(self) -> None:
        before = contents(self.second)
        asked = self.chance.random() < 0.8
        if calls := self.chance.choice([0, 0, 7, 15, 30, 50, 80, 130]):
            in_a_process_killed_after(calls, lambda: self.copied(asked=asked))
            self.routes["killed while copying"] += 1
            self.check_nothing_left_unlawfully(self.second, before)
        steps = self.copied(asked=asked)
        self.check_nothing_left_unlawfully(self.second, before)
        told = Counter(each.what for each in steps)
        self.routes["replaced under certificates"] += told["replaced"]
        self.routes["kept in the copy"] += told["kept"]
        mine, now = contents(self.store), contents(self.second)
        for name in mine:
            if now.get(name) != mine[name]:
                assert any(each.name == f"bags/{name}" and each.what == "kept" for each in steps), name
        assert asked or not told["replaced"]
        assert files_below(self.second / "replacing") == {}

    def copied(self, *, asked: bool = True) -> list[CopyStep]:
        """The second copy brought up to date as the command does it."""
        with locked_store(self.store) as store, locked_copy(store, self.second, adopt=False) as copy:
            run = SecondCopy(store, copy, self.captures(), lambda: self.reaching(asked=asked), by_its_record)
            steps = list(run.bring_up_to_date())
            if not any(each.lacks for each in steps):
                mark_complete(self.second)
        return steps

    def bring_up_to_date_from_a_damaged_original(self) -> None:
        """What the store lost or damaged without a certificate stays as it is in the copy."""
        bag = self.chance.choice(sorted(self.store.glob(f"bags/{SITE}/*")))
        name = f"{SITE}/{bag.name}"
        good = self.office.folder / "good"
        shutil.copytree(bag, good)
        before, known = bag_bytes(self.second, name), contents(self.second)
        if self.chance.random() < 0.5:
            shutil.rmtree(bag)
        else:
            path = self.chance.choice(sorted(each for each in bag.rglob("*") if each.is_file() and each.stat().st_size))
            data = path.read_bytes()
            path.unlink()  # kept files are links to those of other bags
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        self.copied()
        assert bag_bytes(self.second, name) == before
        self.check_nothing_left_unlawfully(self.second, known)
        shutil.rmtree(bag, ignore_errors=True)
        shutil.copytree(good, bag)
        shutil.rmtree(good)
        self.routes["damaged original"] += bool(before)

    def bring_up_to_date_a_damaged_copy(self) -> None:
        if not (found := sorted(self.second.glob(f"bags/{SITE}/*/data/items/items-*.jsonl"))):
            return
        before = files_below(self.store / "bags")
        path = self.chance.choice(found)
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data + b"\n")
        name = "/".join(path.relative_to(self.second / "bags").parts[:2])
        steps = self.copied()
        assert files_below(self.store / "bags") == before
        repaired = bag_bytes(self.second, name) == bag_bytes(self.store, name)
        assert repaired or any(each.name == f"bags/{name}" and each.what == "kept" for each in steps)
        self.routes["damaged copy"] += 1
        if not repaired:
            path.unlink()
            path.write_bytes(data)

    def name_the_copy_of_another_store(self) -> None:
        if not (mark := read_mark(self.second) if self.second.is_dir() else None):
            return
        write_mark(self.second, CopyMark("store-" + "0" * 32, mark.number, mark.state))
        before = files_below(self.office.folder)
        with pytest.raises(Refusal, match="is a copy of another store"):
            self.copied()
        assert files_below(self.office.folder) == before
        write_mark(self.second, mark)
        self.routes["another store"] += 1

    # copies of any age

    def keep_a_copy_of_this_day(self) -> None:
        source = self.second if self.second.is_dir() and self.chance.random() < 0.6 else self.store
        folder = self.office.folder / f"aged-{len(self.aged)}"
        shutil.copytree(source, folder)
        self.aged.append(folder)

    def hold_what_a_copy_alone_still_has(self) -> None:
        office = self.office
        texts = {folder: frozenset().union(*(each for each, _ in contents(folder).values())) for folder in self.aged}
        found = [(folder, text) for folder in self.aged for text in sorted(texts[folder])]
        found = [(folder, text) for folder, text in found if self.named(text) in office.gone]
        if found:
            folder, text = self.chance.choice(found)
            items = frozenset((self.named(text)[0],))
            office.holds.append(Hold(office.today, items, date(2000, 1, 1), date(2060, 1, 1)))
            office._write_hold(len(office.holds) - 1)
            self.routes["held in a copy alone"] += 1
            self.restore(folder)

    def restore(self, aged: Path | None = None) -> None:
        """A copy of some age opened, against what register there is, and destroyed again."""
        if not self.aged:
            self.keep_a_copy_of_this_day()
        self.number += 1
        folder = self.office.folder / f"restored-{self.number}"
        shutil.copytree(aged or self.chance.choice(self.aged), folder)
        before = contents(folder)
        how = self.chance.choice(["asked", "asked", "asked", "unasked", "wrong root"])
        self.opened(folder, how)
        assert contents(folder) == before
        readable = contents(folder, "bags")
        if how != "asked":
            assert readable == {}
            self.routes[how] += 1
            self.opened(folder, "asked")
            readable = contents(folder, "bags")
        self.check_readable(readable)
        self.routes["locked"] += len(before) > len(readable)
        if calls := self.chance.choice([0, 0, 12, 30, 50, 75, 110]):
            in_a_process_killed_after(calls, lambda: self.destroyed_again(folder))
            self.routes["killed while destroying"] += 1
            if (mark := read_mark(folder)) and mark.state == "opened":
                self.check_readable(contents(folder, "bags"))
            self.check_nothing_left_unlawfully(folder, before)
            self.opened(folder, "asked")
        self.destroyed_again(folder)
        self.check_nothing_left_unlawfully(folder, before)
        self.check_readable(contents(folder, "bags"))
        self.routes["destroyed again"] += contents(folder) != before
        self.routes["refused to destroy"] += bool(list(folder.glob("locked/*/*")))
        shutil.rmtree(folder)

    def opened(self, folder: Path, how: str) -> RestoredCopy:
        """A copy opened as the command does it, but for the published tips."""
        mark = check_restored(folder, [], adopt=True)
        with locked_store(folder, is_copy=True):
            settle_replacements(folder)
            return self.looked_at(folder, mark, how)

    def looked_at(self, folder: Path, mark: CopyMark, how: str) -> RestoredCopy:
        restored = self.restored(folder, how)
        write_mark(folder, CopyMark(mark.store, mark.number, "opening"))
        restored.lock(restored.judge())
        write_mark(folder, CopyMark(mark.store, mark.number, "opened"))
        return restored

    def restored(self, folder: Path, how: str) -> RestoredCopy:
        register = self.office._register() if how != "wrong root" else Register({})
        named = {each.id: disposed_of(each.value) for each in register.of("dispositions").values()}
        certificates = dict(sound_certificates(folder)) | dict(sound_certificates(self.store))
        named = {name: disposed_of(each.disposition) for name, each in certificates.items()} | named
        captures = self.captures() if how != "wrong root" else []
        return RestoredCopy(folder, captures, certificates, self.reaching(asked=how != "unasked"), named)

    def destroyed_again(self, folder: Path) -> None:
        mark = check_restored(folder, [], adopt=True)
        with locked_store(folder, is_copy=True) as copy:
            restored, register = self.restored(folder, "asked"), self.office._register()
            wanted = [
                each for each in destructions(restored, restored.judge(), register, by_its_record) if not each.fault
            ]
            write_mark(folder, CopyMark(mark.store, mark.number, "opening"))
            by = DestructionSigned("ana", "agency-head", self.office.today.isoformat(), "", "Test 1.0")
            run = DestructionRun(copy, restored, {each.id: each for each in restored.captures}, lambda: None)
            for each in wanted:
                record = destruction_record(each, mark, RootsAsked({}, {}), by)
                destroy_again(run, each, record)
            self.looked_at(folder, mark, "asked")

    # what is known

    def captures(self) -> list[CaptureInGit]:
        tree = FolderTree(self.office.root)
        return read_captures(tree, tree)[0]

    def reaching(self, *, asked: bool = True) -> Reaching:
        if not asked:
            return Reaching(Retention(Register({}), self.office.today), {}, "nobody answers")
        rows = [row.item for row in self.office._rows()]
        named = {item.named: [each for each in rows if each.named == item.named] for item in rows}
        return Reaching(Retention(self.office._register(), self.office.today, rows), named)

    # what must always hold

    def check_readable(self, readable: Contents) -> None:
        """What may be read is just what the store's own bags hold now: nothing that was destroyed."""
        expected = contents(self.store)
        assert readable == {name: expected[name] for name in readable}

    def check_nothing_left_unlawfully(self, folder: Path, before: Contents) -> None:
        """What a copy no longer holds is gone under a certificate, and nobody holds it."""
        now = contents(folder)
        for name, (texts, received) in before.items():
            left, still = now[name]
            gone = {self.named(text) for text in texts - left}
            assert gone <= self.office._certified().keys(), f"{name}: gone without a certificate"
            assert not any(self.is_held(each) for each in gone), f"{name}: held, and lost"
            if received and not still:
                frozen = [text for text in texts if self.is_held(self.named(text))]
                assert not frozen, f"{name}: an export that holds something held is lost"
            assert left <= texts, f"{name}: more than before"

    def named(self, text: str) -> Named:
        """The version of the post that a text is of."""
        post = self.office.posts[text.split("-")[1]]
        return post.id, post.captured.index(text) + 1

    def is_held(self, named: Named) -> bool:
        post = self.office.posts[named[0]]
        return any(hold.covers(post) for hold in self.office.holds if not hold.released)


def by_its_record(_: str, certificate: Certificate | None) -> str:
    """Nobody signs in a history, which has no git: a disposition has its authority where its certificate is there."""
    return "" if certificate else "there is no certificate of it"


def contents(folder: Path, *below: str) -> Contents:
    """The texts of each bag, and whether it has its export as received, read without the program, wherever it lies."""
    places = below or ("bags", "locked", "replacing", "dispositions")
    found: dict[str, tuple[frozenset[str], bool]] = {}
    for bag in (each for place in places for each in bags_below(folder / place)):
        lines = b"".join(path.read_bytes() for path in sorted(bag.glob("data/items/*.jsonl")))
        texts = frozenset(str(json.loads(line)["item"]["text"]) for line in lines.splitlines() if line)
        name = f"{SITE}/{capture_of(bag)}"
        had, received = found.get(name, (frozenset(), False))
        found[name] = texts | had, received or (bag / "data/received").is_dir()
    return found


def bags_below(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        yield from (path.parent for path in sorted(folder.rglob("bagit.txt")) if "data" not in path.parts)


def capture_of(bag: Path) -> str:
    return bag.parent.name if bag.name in ("old", "new") else bag.name


def bag_bytes(folder: Path, name: str) -> dict[str, bytes]:
    return files_below(folder / "bags" / name)


def played(seeds: range) -> Counter[str]:
    routes: Counter[str] = Counter()
    for seed in seeds:
        print(f"seed {seed}")
        routes += CopyHistory(seed).play()
    print(routes)
    return routes


EVERY_ROUTE = {
    "replaced under certificates",
    "kept in the copy",
    "killed while copying",
    "damaged original",
    "damaged copy",
    "another store",
    "unasked",
    "wrong root",
    "locked",
    "destroyed again",
    "killed while destroying",
    "refused to destroy",
    "held in a copy alone",
}


def test_no_copy_of_any_age_loses_what_is_held_or_shows_what_was_destroyed() -> None:
    assert {route for route, times in played(range(20)).items() if times} == EVERY_ROUTE


@pytest.mark.nightly
def test_hundreds_of_them() -> None:
    first = random.SystemRandom().randrange(10**9)
    assert {route for route, times in played(range(first, first + 400)).items() if times} == EVERY_ROUTE
