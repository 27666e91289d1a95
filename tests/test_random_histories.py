"""Random histories of an office, played on real bags, with what must never happen checked after every step.

Posts are written, edited, deleted and captured again; holds come, widen and go; authority is asked for and granted;
schedules change; time passes; dispositions are carried out, cut short at any call that changes the disk, and run again;
old exports are handed in once more. A plain model beside it knows what was captured, what is held and what is due.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from hypothesis import HealthCheck, assume, currently_in_test_context, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from records_portal.captures.index import load_items, load_residue
from records_portal.captures.indexes.item_index import ClassificationRule
from records_portal.captures.ingest import ingest_export
from records_portal.captures.root_captures import restore_dispositions
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.disposal.bag_contents import contents_of_bags
from records_portal.disposal.disposition import _carried_out
from records_portal.disposal.disposition_record import DispositionCircumstances, certificate_facts, shared_record
from records_portal.disposal.intended import Disposition
from records_portal.disposal.plan import ListedItem, disposition_plan
from records_portal.files.yaml_text import dump_yaml
from records_portal.register.model import Register
from records_portal.register.sources import FolderTree, load_register
from records_portal.retention.due_list import single_items
from records_portal.retention.item_lists import items_digest, listed_items
from records_portal.retention.statuses import Retention
from records_portal.store.bag_verification import verify_bag
from records_portal.store.folder import locked_store
from tests.disposals import nothing_moved
from tests.roots import root_files, series

HEADING = "id,kind,created_at,author,text,permalink,in_reply_to,media,deleted,edited"
CLASSES = {"post": "routine", "reply": "policy-program", "story": ""}
KINDS = ("post", "post", "reply", "story")
YEARS = {"routine": 3, "policy-program": 5}
RULES = tuple(ClassificationRule(kind, name, kinds=(kind,)) for kind, name in CLASSES.items() if name)
FIRST_DAY = date(2016, 1, 10)
MEMORY = Path("/dev/shm")  # where waiting for a disk proves nothing  # noqa: S108
CALLS = (0, 0, 0, *range(5, 200, 3))  # how many calls to the disk a run is allowed; 0 for all of them
OF_A_DAY = 100  # examples of the profile that is not the night's
Named = tuple[str, int]


@dataclass(slots=True)
class Post:
    """A post as it stands on the platform, with every text that was captured of it in the order of their capture."""

    id: str
    kind: str
    on: date
    text: str
    picture: str
    live: bool = True
    captured: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Hold:
    """A hold of the model: which posts, which days, since when, and whether it still binds."""

    placed_on: date
    items: frozenset[str] | None
    from_on: date
    to_on: date
    released: bool = False

    def covers(self, post: Post) -> bool:
        return (self.items is None or post.id in self.items) and self.from_on <= post.on <= self.to_on


@dataclass(slots=True)
class Grant:
    """An authority of the model: the class, the days and the very list it was given for, and when."""

    name: str
    content_class: str
    from_on: date
    to_on: date
    years: int
    items: frozenset[Named]
    on: date


class Histories(RuleBasedStateMachine):
    """An office and, beside it, the model of what it may and must not do."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="histories-", dir=MEMORY if MEMORY.is_dir() else None))
        self.root, self.private, self.store = (self.folder / name for name in ("root", "private", "store"))
        self.posts: dict[str, Post] = {}
        self.holds: list[Hold] = []
        self.grants: list[Grant] = []
        self.exports: list[dict[str, str]] = []
        self.bags: dict[str, set[Named]] = {}
        self.whole_exports: set[str] = set()
        self.gone: dict[Named, str] = {}
        self.years = [(date(2010, 1, 1), dict(YEARS))]
        self.today = FIRST_DAY
        self.number = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize(posts=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(400, 2800), st.booleans()), min_size=2))
    def open_the_office(self, posts: list[tuple[str, int, bool]]) -> None:
        self.files = root_files()
        self.files["schedules/local.yml"]["versions"] = [self._version("1", date(2010, 1, 1), YEARS)]
        one = self.files["registry/sites/parks-x.yml"]["communications"][0]
        self.files["registry/sites/parks-x.yml"]["communications"] = [
            one | {"class": name, "series": f"local#{name}"} for name in YEARS
        ]
        self._write(self.root, self.files)
        self.private.mkdir()
        for kind, ago, shares in posts[:5]:
            self.write_a_post(kind, ago, shares)
        self.capture_everything()

    def _version(self, name: str, on: date, years: dict[str, int]) -> dict[str, Any]:
        listed = [series(each, rule={"trigger": "creation", "period": f"P{count}Y"}) for each, count in years.items()]
        return {"version": name, "effective_on": on.isoformat(), "series": listed}

    def _write(self, folder: Path, files: dict[str, Any]) -> None:
        for path, value in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(dump_yaml(value), encoding="utf-8")

    def _next(self) -> int:
        self.number += 1
        return self.number

    # what happens on the platform

    @rule(kind=st.sampled_from(KINDS), ago=st.integers(0, 2200), shares=st.booleans())
    def write_a_post(self, kind: str, ago: int, shares: bool) -> None:
        name = f"{1000 + self._next()}"
        pictures = [each.picture for each in self.posts.values() if each.picture]
        picture = pictures[-1] if shares and pictures else f"pictures/{name}.jpg"
        self.posts[name] = Post(name, kind, self.today - timedelta(days=ago), f"text-{name}-a", picture)

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def edit_a_post(self, data: st.DataObject) -> None:
        post = self.posts[data.draw(st.sampled_from(sorted(self.posts)))]
        post.text = f"text-{post.id}-{self._next()}"

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def delete_a_post(self, data: st.DataObject) -> None:
        self.posts[data.draw(st.sampled_from(sorted(self.posts)))].live = False

    @rule(days=st.sampled_from([1, 30, 200, 400, 1100]))
    def let_time_pass(self, days: int) -> None:
        assume(self.today.year < 2040)
        self.today += timedelta(days=days)

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), content_class=st.sampled_from(sorted(YEARS)), over=st.sampled_from([0, 0, 1]))
    def reach_the_last_day_of_a_post(self, data: st.DataObject, content_class: str, over: int) -> None:
        post = self.posts[data.draw(st.sampled_from(sorted(self.posts)))]
        ends = post.on + relativedelta(years=self._years(CLASSES[post.kind] or content_class), days=over)
        assume(self.today <= ends)
        self.today = ends
        self.be_given_authority_and_dispose(CLASSES[post.kind] or content_class, -1, 0)

    # what the office does

    @precondition(lambda self: any(post.live for post in self.posts.values()))
    @rule()
    def capture_everything(self) -> None:
        self._capture({post.id: post.text for post in self.posts.values() if post.live})

    @precondition(lambda self: self.exports)
    @rule(data=st.data())
    def hand_in_an_old_export_again(self, data: st.DataObject) -> None:
        self._capture(data.draw(st.sampled_from(self.exports)))

    def _capture(self, texts: dict[str, str]) -> None:
        export = self.folder / f"export-{self._next()}"
        export.mkdir()
        rows = []
        for name, text in sorted(texts.items()):
            post = self.posts[name]
            (export / post.picture).parent.mkdir(exist_ok=True)
            (export / post.picture).write_bytes(f"picture of {post.picture}".encode())
            rows.append(f"{name},{post.kind},{post.on}T12:00:00Z,Parks,{text},,,{post.picture},,")
        (export / "items.csv").write_text("\r\n".join([HEADING, *rows, ""]), newline="")
        (export / "note.txt").write_text(f"export {self.number}")
        moment = datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=12)
        outcome = ingest_export(
            IngestRequest(
                (export,), self.root, self.store, "parks-x", "x", None, "UTC", RULES, moment, "ana", "Test 1.0"
            )
        )
        shutil.rmtree(export)
        self.exports.append(texts)
        held = self.bags[outcome.capture] = set()
        self.whole_exports.add(outcome.capture)
        for name, text in texts.items():
            post = self.posts[name]
            if text not in post.captured:
                post.captured.append(text)
            held.add((name, post.captured.index(text) + 1))

    @rule(data=st.data(), items=st.booleans(), span=st.tuples(st.integers(0, 2500), st.integers(0, 2500)))
    def place_a_hold(self, data: st.DataObject, items: bool, span: tuple[int, int]) -> None:
        chosen = data.draw(st.sets(st.sampled_from(sorted(self.posts)), min_size=1)) if items and self.posts else None
        first, last = (self.today - timedelta(days=each) for each in (max(span), min(span)))
        hold = Hold(self.today, frozenset(chosen) if chosen else None, first, last)
        self.holds.append(hold)
        self._write_hold(len(self.holds) - 1)

    @precondition(lambda self: any(not hold.released for hold in self.holds))
    @rule(data=st.data())
    def release_a_hold(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from([n for n, each in enumerate(self.holds) if not each.released]))
        self.holds[number].released = True
        self._write_hold(number)

    def _write_hold(self, number: int) -> None:
        hold = self.holds[number]
        scope: dict[str, Any] = {"from_on": hold.from_on.isoformat(), "to_on": hold.to_on.isoformat()}
        if hold.items is not None:
            scope["items"] = [{"site": "parks-x", "item": each} for each in sorted(hold.items)]
        step: dict[str, Any] = {"by": "ana"}
        value: dict[str, Any] = {"matter": "M", "kind": "litigation", "subject": "S", "scope": scope}
        value["placed"] = step | {"on": hold.placed_on.isoformat()}
        if hold.released:
            value["releases"] = [step | {"on": self.today.isoformat()}]
        self._write(self.private, {f"registry/holds/h{number}.yml": value})

    @rule(content_class=st.sampled_from(sorted(YEARS)), years=st.sampled_from([1, 2, 4, 7]))
    def change_the_schedule(self, content_class: str, years: int) -> None:
        versions = self.files["schedules/local.yml"]["versions"]
        effective_on = self.today + timedelta(days=1)
        assume(effective_on > self.years[-1][0])
        now = self.years[-1][1] | {content_class: years}
        self.years.append((effective_on, now))
        versions.append(self._version(f"{len(versions) + 1}", effective_on, now))
        self._write(self.root, {"schedules/local.yml": self.files["schedules/local.yml"]})

    @rule(
        content_class=st.sampled_from(["routine", *YEARS]), first=st.integers(1000, 9000), short=st.integers(-99, 900)
    )
    def be_given_authority(self, content_class: str, first: int, short: int) -> None:
        to_on = self.today - relativedelta(years=self._years(content_class)) - timedelta(days=short)
        from_on = to_on - timedelta(days=first)
        day = self.today.isoformat()
        name = f"a{len(self.grants)}"
        value: dict[str, Any] = {
            "kind": "one-off",
            "series": f"local#{content_class}",
            "sites": ["parks-x"],
            "span": {"from_on": from_on.isoformat(), "to_on": to_on.isoformat()},
            "requested": {"on": day, "by": "ana"},
            "status": [{"status": "pending", "on": day}, {"status": "approved", "on": day, "number": name}],
        }
        path = {f"schedules/authorizations/{name}.yml": value}
        self._write(self.root, path)
        register, rows = self._register(), self._rows()
        retention = Retention(register, self.today)
        record = register.of("authorizations")[name]
        listed = listed_items(retention, record, (row.item for row in rows))
        value["items_digest"] = items_digest(retention.series[value["series"]], (each.named for each in listed))
        self._write(self.root, path)
        years = self._years(content_class)
        items = frozenset((each.id, each.version) for each in listed)
        assert items >= self._covered(content_class, from_on, to_on) - self.gone.keys()
        self.grants.append(Grant(name, content_class, from_on, to_on, years, items, self.today))

    @rule(content_class=st.sampled_from(sorted(YEARS)), short=st.integers(-10, 300), calls=st.sampled_from(CALLS))
    def be_given_authority_and_dispose(self, content_class: str, short: int, calls: int) -> None:
        self.be_given_authority(content_class, 9000, short)
        self._dispose(self.grants[-1], calls)

    @precondition(lambda self: self.grants)
    @rule(data=st.data(), calls=st.sampled_from(CALLS))
    def dispose(self, data: st.DataObject, calls: int) -> None:
        self._dispose(self.grants[data.draw(st.integers(0, len(self.grants) - 1))], calls)

    def _dispose(self, grant: Grant, killed_after: int) -> None:
        intended = self._deed(grant)
        wanted = {(entry.item.id, entry.item.version) for entry in intended.plan.entries}
        for named in wanted:
            self._assert_lawful(named, grant)
        if currently_in_test_context():
            event(f"{'something' if wanted else 'nothing'} was due")
        if not wanted:
            return
        if killed_after:
            in_a_process_killed_after(killed_after, lambda: self._carry_out(intended))
            with locked_store(self.store) as store:  # what the next run does first
                restore_dispositions(self.root, store.folder)
        else:
            self._carry_out(intended)
        done = self._certified()
        assert wanted <= done.keys() or not wanted & (done.keys() - self.gone.keys()), "half of it"
        if wanted <= done.keys() and any(named in done and self._is_out(named) for named in wanted):
            for capture, held in self.bags.items():
                if held & wanted:
                    held -= wanted
                    self.whole_exports.discard(capture)
        self.gone = done

    def _is_out(self, named: Named) -> bool:
        text = self.posts[named[0]].captured[named[1] - 1]
        return all(text not in texts for texts in self._texts().values())

    def _carry_out(self, intended: Disposition) -> None:
        with locked_store(self.store) as store:
            _carried_out(store, intended, nothing_moved)

    def _deed(self, grant: Grant) -> Disposition:
        register, rows = self._register(), self._rows()
        retention = Retention(register, self.today, (row.item for row in rows))
        record = register.of("authorizations")[grant.name]
        plan = disposition_plan(retention, record, rows, contents_of_bags(self.store, ["parks-x"]))
        moment = datetime.combine(self.today, datetime.min.time(), UTC) + timedelta(hours=13)
        about = DispositionCircumstances("ana", "agency-head", "", self.today.isoformat(), moment, "Test 1.0")
        shared = shared_record(register, record, plan.every_series, "destroy", about)
        facts = certificate_facts(register, record, plan.every_series, about)
        return Disposition(self.root, plan, ("parks-x",), shared, facts, about.issued_at)

    def _register(self) -> Register:
        loaded = load_register(FolderTree(self.root), FolderTree(self.private))
        assert [str(each) for each in loaded.findings if each.severity == "error"] == []
        return loaded.register

    def _rows(self) -> list[ListedItem]:
        trees, register = [(FolderTree(self.root), False)], self._register()
        frame = pd.concat([load_items(trees, register), load_residue(trees, register)], ignore_index=True)
        return [
            ListedItem(item, digest, int(size))
            for item, digest, size in zip(single_items(frame), frame["digest"], frame["bytes"], strict=True)
        ]

    # what the model knows

    def _years(self, content_class: str) -> int:
        return next(years[content_class] for on, years in reversed(self.years) if on <= self.today)

    def _covered(self, content_class: str, from_on: date, to_on: date) -> frozenset[Named]:
        """Every captured version of a class and span."""
        return frozenset(
            (post.id, number)
            for post in self.posts.values()
            if CLASSES[post.kind] == content_class and from_on <= post.on <= to_on
            for number in range(1, len(post.captured) + 1)
        )

    def _assert_lawful(self, named: Named, grant: Grant) -> None:
        post = self.posts[named[0]]
        assert CLASSES[post.kind] == grant.content_class, "of another class, or of none"
        years = self._years(grant.content_class)
        assert self.today > post.on + relativedelta(years=years), "early"
        assert not any(hold.covers(post) for hold in self.holds if not hold.released), "held"
        assert not any(hold.covers(post) for hold in self.holds if hold.placed_on >= grant.on), "held since the grant"
        assert grant.from_on <= post.on <= grant.to_on, "outside of the span"
        assert years == grant.years, "granted under another rule"
        assert named in grant.items or named in self.gone, "not on the list"
        now = self._covered(grant.content_class, grant.from_on, grant.to_on)
        assert now <= grant.items | self.gone.keys(), "the list has grown"
        for capture in self.whole_exports:
            if named in self.bags[capture]:
                others = [self.posts[name] for name, _ in self.bags[capture]]
                held = [hold for hold in self.holds if not hold.released]
                assert not any(hold.covers(each) for hold in held for each in others), "in a frozen export"

    # what must always hold

    def _texts(self) -> dict[str, set[str]]:
        """The texts of the items of each bag, read without the program."""
        found = {}
        for bag in self.store.glob("bags/parks-x/*"):
            lines = [line for path in bag.glob("data/items/*.jsonl") for line in path.read_bytes().splitlines()]
            found[bag.name] = {str(json.loads(line)["item"]["text"]) for line in lines}
        return found

    def _certified(self) -> dict[Named, str]:
        found = {}
        for path in sorted((self.root / "schedules/dispositions").glob("*.yml")):
            record = self._register().of("dispositions")[path.stem]
            for each in record.value.get("items", ()):
                found[each["item"], each["version"]] = path.stem
        return found

    @invariant()
    def every_bag_holds_what_it_should_and_no_more(self) -> None:
        expected = {
            capture: {self.posts[name].captured[number - 1] for name, number in held}
            for capture, held in self.bags.items()
        }
        assert self._texts() == expected
        for capture in self.bags:
            assert (self.store / "bags/parks-x" / capture / "data/received").exists() == (capture in self.whole_exports)

    @invariant()
    def nothing_of_what_is_gone_is_left_anywhere(self) -> None:
        left = {each for held in self.bags.values() for each in held}
        gone = self.gone.keys() - left
        texts = [self.posts[name].captured[number - 1].encode() for name, number in gone]
        if texts:
            pictures = {self.posts[name].picture for name, _ in left}
            texts += [
                f"picture of {post.picture}".encode()
                for post in self.posts.values()
                if post.picture not in pictures and post.captured
            ]
            for data in _everything(self.store):
                assert not any(text in data for text in texts)

    def finish(self) -> None:
        for bag in self.store.glob("bags/parks-x/*"):
            assert verify_bag(bag) == []


def _everything(folder: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in folder.rglob("*") if path.is_file())


def in_a_process_killed_after(calls: int, work: Any) -> None:
    """Carry something out in a process of its own that ends, without a word, at one of its calls to the disk."""
    child = os.fork()
    if child == 0:
        left = calls

        def counted(real: Any) -> Any:
            def call(*arguments: Any, **named: Any) -> Any:
                nonlocal left
                left -= 1
                if not left:
                    os._exit(9)
                return real(*arguments, **named)

            return call

        for name in ("rename", "fsync", "mkdir", "unlink", "rmdir", "link"):
            setattr(os, name, counted(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


@pytest.mark.parametrize(
    "histories", [pytest.param(25, id="few"), pytest.param(2 * OF_A_DAY, id="many", marks=pytest.mark.builds)]
)
def test_no_history_destroys_anything_early_held_or_without_authority(histories: int) -> None:
    checked = settings(
        max_examples=10_000 if settings().max_examples > OF_A_DAY else histories,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Histories, settings=checked)
