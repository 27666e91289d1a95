"""Captures verified: every bag of a store, and of a second copy, against what git says of it.

* Git is what was committed: a file of the root that differs from its commit is a finding and vouches for nothing.
* A bag is held against itself (its manifests), its record (manifests and received parts by digest) and its index
  (every item by its keyed digest), so that rewritten manifests are seen as well as changed files.
* Nothing stops early, and nothing is written: the store is not even locked.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records_portal.files.yaml_text import read_yaml
from records_portal.register.beside.later_commitments import COMMITMENTS, parse_commitments
from records_portal.register.findings import Finding, Place, Refusal, Severity, finding
from records_portal.register.item_lists.disposition_lists import FOLDER_OF_DISPOSITIONS, NotTheList, with_its_list
from records_portal.register.kinds import KINDS, kind_of
from records_portal.register.shapes import fits
from records_portal.register.sources import Tree
from records_portal.store.bag_reading import FoundBag, read_bag
from records_portal.store.bag_verification import INFO, verify_bag
from records_portal.store.bags import SALTS, render_info
from records_portal.store.folder import KEY_BYTES
from records_portal.store.removal import LOCKED

from .capture_record import description
from .commitments.leaves import commitment
from .commitments.seeds import read_seeds
from .contents import line_fragments
from .indexes.item_index import IndexRow, digest, parse_items
from .indexes.large_index import parse_parquet, render_summary
from .received import name_in_bag, received_part
from .root_captures import INDEX, RECORD, SUMMARY, WHOLE_INDEX

RULES = {
    "V001": "every capture has its bag in the store, and in the second copy",
    "V002": "every bag has the record of its capture in git",
    "V003": "a bag is whole: BagIt 1.0 with every file listed, there and unchanged",
    "V004": "a bag's payload manifests are those that the capture's record names",
    "V005": "what a bag keeps as received is what the capture's record names",
    "V006": "the record and the index in a bag are those in git",
    "V007": "the items in a bag are those of the index, by their keyed digests",
    "V008": "a site that has captures has its key in the store, and the same in the second copy",
    "V009": "the record and the index in the root are as they were committed",
    "V010": "an item that was committed to has its seed in the bag, which gives its root, and loses it when it goes",
}
RESTORE = "restore the bag from another copy of the store"
# The size and number of the payload change with a disposition; git keeps what is said beside them.
_OXUM = re.compile(rb"^Payload-Oxum: .*\n", re.MULTILINE)
_SEGMENT = re.compile(r"data/items/items-[0-9]+\.jsonl")
_NAMES = (RECORD, INDEX, SUMMARY)
_NOTHING: dict[str, Any] = {"bag": {}, "received": []}

Told = Iterator[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class CaptureInGit:
    """What git says of a capture: where its record lies, what it says, the files beside it, and the items that went."""

    id: str
    path: str
    value: Mapping[str, Any]
    files: Mapping[str, bytes]
    disposed: frozenset[tuple[str, int]] = frozenset()

    @property
    def site(self) -> str:
        """The site that was captured."""
        return self.id.split("/")[0]


def read_captures(folder: Tree, committed: Tree) -> tuple[list[CaptureInGit], list[Finding]]:
    """The captures of a root as they were committed, and where the files that lie there differ from that.

    A capture that was not committed yet is taken as it lies there.
    """
    captures: list[CaptureInGit] = []
    findings: list[Finding] = []
    named = {path: found for path in _records(folder) | _records(committed) if (found := kind_of(path))}
    for path, (_, capture) in sorted(named.items()):
        shown = f"{folder.label}/{path}" if folder.label else path
        lying, known = _files(folder, path), _files(committed, path)
        if pending := _pending(folder, lying, known):
            message = f"what disposition {pending!r} took out of the bag is not committed yet"
            right = f"commit {RECORD} and the disposition; restore nothing"
            findings.append(finding("V009", Place(shown), capture, message, expected=right))
            known = {}
        else:
            findings += _compared(capture, shown, lying, known)
        # What was committed vouches; what lies there only where there is nothing else.
        files = known or lying
        value, fault = read_yaml(files.get(RECORD, b""))
        if fault or not fits("captures", value):
            message = "the record cannot be read, so that nothing vouches for the bag"
            findings.append(finding("V009", Place(shown), capture, message, expected="restore the file from git"))
            value = _NOTHING
        disposed = frozenset(_disposed(committed if known else folder, capture, value))
        captures.append(CaptureInGit(capture, shown, value, files, disposed))
    return captures, findings


def _disposed(tree: Tree, capture: str, record: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Id and version of what was taken out of a capture's bag, by the dispositions that its record names."""
    for name in record.get("dispositions", ()):
        try:
            value, fault = read_yaml(tree.read(KINDS["dispositions"].path_of(name)))
        except OSError:
            continue
        if not fault and fits("dispositions", value):
            if "item_list" in value:
                try:
                    value = with_its_list(value, tree.read(f"{FOLDER_OF_DISPOSITIONS}{name}.csv"))
                except (NotTheList, OSError):
                    continue  # F009 says so; here nothing counts as disposed of by it
            site = capture.split("/")[0]
            yield from ((one["item"], one["version"]) for one in value.get("items", ()) if one["site"] == site)


def _records(tree: Tree) -> set[str]:
    return {path for path in tree.paths("captures") if (found := kind_of(path)) and found[0] is KINDS["captures"]}


def _files(tree: Tree, record: str) -> dict[str, bytes]:
    found = {}
    for name in (*_NAMES, COMMITMENTS):
        try:
            found[name] = tree.read(f"{record.rpartition('/')[0]}/{name}")
        except OSError:
            continue
    return found


def _pending(folder: Tree, lying: Mapping[str, bytes], known: Mapping[str, bytes]) -> str:
    """The first disposition that a capture's record names where it lies and not yet where it was committed."""
    told = [_dispositions(files) for files in (lying, known)]
    if not known or told[0][: len(told[1])] != told[1] or lying.get(INDEX) != known.get(INDEX):
        return ""
    new = told[0][len(told[1]) :]
    paths = set(folder.paths("schedules"))
    return new[0] if new and all(KINDS["dispositions"].path_of(each) in paths for each in new) else ""


def _dispositions(files: Mapping[str, bytes]) -> list[str]:
    value, fault = read_yaml(files.get(RECORD, b""))
    return [] if fault or not fits("captures", value) else list(value.get("dispositions", ()))


def _compared(capture: str, shown: str, lying: Mapping[str, bytes], known: Mapping[str, bytes]) -> Iterator[Finding]:
    if not known:
        message = "the capture is not committed yet"
        yield finding("V009", Place(shown), capture, message, severity=Severity.ADVICE, expected="commit it")
        return
    for name in sorted(lying.keys() | known.keys()):
        if lying.get(name) != known.get(name):
            if name == COMMITMENTS and name not in known:
                place, told = Place(f"{shown.rpartition('/')[0]}/{name}"), f"{name} is not committed yet"
                yield finding("V009", place, capture, told, severity=Severity.ADVICE, expected="commit it")
                continue
            what = "is not there, though it was committed" if name not in lying else "differs from what was committed"
            place = Place(f"{shown.rpartition('/')[0]}/{name}")
            yield finding("V009", place, capture, f"{name} {what}", expected="restore the file from git")


def bags_of(store: Path) -> list[str]:
    """What lies where a store keeps its bags, as SITE/CAPTURE; a file or folder that is none by its own name."""
    sites = store / "bags"
    found = []
    for site in sorted(sites.iterdir()) if sites.is_dir() else ():
        if site.is_dir() and not site.is_symlink():
            found += [f"{site.name}/{each.name}" for each in sorted(site.iterdir())]
        else:
            found.append(site.name)
    return found


def verify_captures(
    captures: Iterable[CaptureInGit], store: Path, second: Path | None, wanted: Callable[[str], bool]
) -> Iterator[Finding]:
    """Everything that is wrong with the bags of the captures that are wanted, in the store and in a second copy."""
    known = list(captures)
    for copy in (store, second) if second else (store,):
        for stranger in sorted(set(bags_of(copy)) - {each.id for each in known}):
            if wanted(stranger):
                message = "no capture in git has this bag"
                right = "ingest the export again, which restores the record, or name the private root that has it"
                yield finding("V002", Place(str(copy / "bags" / stranger)), stranger, message, expected=right)
        keys: dict[str, bytes | None] = {}
        for held in (each for each in known if wanted(each.id)):
            if held.site not in keys:
                keys[held.site] = _key(copy, held.site)
                yield from _check_key(copy, held.site, keys[held.site], _key(store, held.site))
            bag = copy / "bags" / held.id
            for code, message, right in bag_faults(held, bag, keys[held.site]):
                yield finding(code, Place(str(bag)), held.id, message, expected=right)


def _key(store: Path, site: str) -> bytes | None:
    path = store / "keys" / f"{site}.key"
    key = path.read_bytes() if path.is_file() else b""
    return key if len(key) == KEY_BYTES else None


def _check_key(copy: Path, site: str, key: bytes | None, first: bytes | None) -> Iterator[Finding]:
    place = Place(str(copy / "keys" / f"{site}.key"))
    if key is None:
        right = "restore it from another copy; without it nothing that returns is recognised"
        yield finding("V008", place, site, "the key is missing or no key", expected=right)
    elif first is not None and key != first:
        yield finding("V008", place, site, "the second copy has another key", expected="the key of the store")


def bag_faults(held: CaptureInGit, bag: Path, key: bytes | None) -> Told:
    """What is wrong with a bag by what git says of its capture: code, fault, and what would be right."""
    location = held.value["bag"].get("location", f"bags/{held.id}")
    if location != f"bags/{held.id}":
        yield "V001", f"the record places the bag at {location!r}", f"bags/{held.id}"
    if bag.is_symlink() or not bag.is_dir():
        if (bag.parents[2] / LOCKED / held.id).is_dir():
            yield "V001", "the bag is locked", "`records store open` says why"
            return
        yield "V001", "the bag is missing", RESTORE
        return
    for problem in verify_bag(bag):
        yield "V003", problem, RESTORE
    found = read_bag(bag)
    yield from _check_manifests(held, bag)
    yield from _check_received(held, found)
    yield from _check_copied_files(held, found)
    if key:
        yield from _check_items(held, found, key)


def _check_manifests(held: CaptureInGit, bag: Path) -> Told:
    for named in held.value["bag"].get("manifests", []):
        name = f"manifest-{named['algorithm']}.txt"
        path = bag / name
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        if data is not None and hashlib.sha256(data).hexdigest() != named["sha256"]:
            yield "V004", f"{name} is not the one that {RECORD} in git names: it was rewritten", RESTORE


def _check_received(held: CaptureInGit, bag: FoundBag) -> Told:
    """Each received part by its size and digest, from the manifest, which is compared on its own."""
    # Manifests were compared with their digests before, and files with the manifests: nothing is read twice.
    digests = next((each.digests for each in bag.payload if each.algorithm == "sha256"), {})
    unmatched = {name for name in bag.sizes if name.startswith("data/received/")}
    for number, part in enumerate(held.value["received"], 1):
        top = name_in_bag(number, part["form"])
        names = [name for name in unmatched if name == top or name.startswith(f"{top}/")]
        unmatched.difference_update(names)
        inner = [(name.removeprefix(f"{top}/"), bag.sizes[name], digests.get(name, "")) for name in names]
        found = received_part(part["form"], inner) if inner or part["form"] == "folder" else None
        if "disposition" in part:
            if inner:
                yield "V005", f"{top} was disposed of under {part['disposition']!r} and is there", RESTORE
            continue
        if part.get("kept") is False and not inner:
            continue
        if found is None:
            yield "V005", f"{top} is missing", RESTORE
        elif found.as_mapping() != part:
            yield "V005", f"{top} is not what was received: {found.size} bytes, {RECORD} in git says otherwise", RESTORE
    for name in sorted(unmatched):
        yield "V005", f"{name} was never received, by what {RECORD} in git says", RESTORE
    for part in (each for each in held.value.get("residue", ()) if "disposition" in each):
        if any(name.startswith(f"data/residue/{part['part']}/") for name in bag.sizes):
            yield "V005", f"residue {part['part']!r} was disposed of and is there", RESTORE


def _check_copied_files(held: CaptureInGit, bag: FoundBag) -> Told:
    """The files beside the payload are those that ingest writes, with what git says in them."""
    listed = {name for manifest in bag.tags for name in manifest.digests}
    expected = {name: data for name, data in held.files.items() if name in _NAMES}
    if "ingested" in held.value:
        expected[INFO] = render_info(description(held.value))
    for name, data in sorted(expected.items()):
        if name in bag.sizes and _OXUM.sub(b"", (bag.folder / name).read_bytes()) != data:
            yield "V006", f"{name} is not what git says", RESTORE
        elif name not in bag.sizes and name not in listed:
            yield "V006", f"{name} is not in the bag, though git has it", RESTORE
    known = {
        *expected,
        WHOLE_INDEX,
        SALTS,
        "bagit.txt",
        "fetch.txt",
        *(each.name for each in (*bag.payload, *bag.tags)),
    }
    for name in bag.tag_files:
        if name in listed and name not in known:
            yield "V006", f"{name} is no file that a capture has", RESTORE
    if INDEX not in held.files and SUMMARY not in held.files:
        yield "V006", f"git has neither {INDEX} nor {SUMMARY}", "restore the file from git"


def _check_items(held: CaptureInGit, bag: FoundBag, key: bytes) -> Told:
    """Every row has its item and every item that is no repetition its row, with the digest that the key gives."""
    try:
        rows = {(row.id, row.version): row for row in _rows(held, bag)}
    except (Refusal, OSError, UnicodeDecodeError) as error:
        yield "V007", f"the index cannot be read: {error}", "restore it from git or another copy of the store"
        return
    proofs = _Proofs.of(held, bag.folder, rows)
    if proofs.unreadable:
        yield "V010", proofs.unreadable, RESTORE
    # A row that says gone has nothing in the bag, nor has what was disposed of since.
    missing = {place for place, row in rows.items() if row.change != "gone"} - held.disposed
    for segment in filter(_SEGMENT.fullmatch, bag.payload_files):
        for number, item in _items(bag.folder / segment):
            where = f"{segment}:{number}"
            if item is None:
                yield "V007", f"{where} is no item", RESTORE
                continue
            place = item["id"], item["version"]
            missing.discard(place)
            if place in held.disposed:
                yield "V007", f"{where} is item {item['id']!r}, which was disposed of", RESTORE
            # A repetition has its row in an earlier capture, and a copy has it elsewhere in this one.
            if item["change"] not in ("repeated", "copy"):
                told = list(_check_item(where, item, rows.get(place), key))
                # What is not what was captured gives no root either, and is told once.
                yield from told or (() if place in held.disposed else proofs.check(where, item))
    for item_id, version in sorted(missing):
        yield "V007", f"version {version} of item {item_id!r} is in the index and not in the bag", RESTORE
    yield from proofs.left(held.disposed)
    if INDEX not in held.files and render_summary(rows.values()) != held.files.get(SUMMARY):
        yield "V007", f"{SUMMARY} in git is not the sum of the index in the bag", RESTORE


@dataclass(frozen=True, slots=True)
class _Proofs:
    """What the items of a bag are committed to by the index or the file beside it, and the seeds that the bag has."""

    roots: Mapping[tuple[str, int], str]
    seeds: Mapping[tuple[str, int], bytes]
    unreadable: str = ""

    @classmethod
    def of(cls, held: CaptureInGit, bag: Path, rows: Mapping[tuple[str, int], IndexRow]) -> _Proofs:
        """The roots in git and the seeds in the bag; no seed where their file cannot be read."""
        later = {
            each.version: each.commitment
            for each in parse_commitments(held.files.get(COMMITMENTS, b""))
            if each.commitment
        }
        roots = later | {version: row.commitment for version, row in rows.items() if row.commitment}
        try:
            return cls(roots, read_seeds(bag))
        except (Refusal, OSError) as error:
            return cls({}, {}, f"the seeds cannot be read: {error}")

    def check(self, where: str, item: Mapping[str, Any]) -> Told:
        """That a line gives its root with its seed."""
        version = item["id"], item["version"]
        if not (root := self.roots.get(version)):
            return
        if not (seed := self.seeds.get(version)):
            yield (
                "V010",
                f"{where} was committed to, and its seed is not in the bag: nothing of it can be proven",
                RESTORE,
            )
        elif commitment(seed, item["item"], line_fragments(item)) != root:
            yield "V010", f"{where} is not what item {item['id']!r} was committed to", RESTORE

    def left(self, disposed: frozenset[tuple[str, int]]) -> Told:
        """That no seed outlived its item."""
        for item, version in sorted(disposed & self.seeds.keys()):
            yield "V010", f"version {version} of item {item!r} was disposed of and its seed is there", RESTORE


def _rows(held: CaptureInGit, bag: FoundBag) -> Iterator[IndexRow]:
    if INDEX in held.files:
        return parse_items(held.files[INDEX], f"{held.path.rpartition('/')[0]}/{INDEX}")
    if WHOLE_INDEX not in bag.sizes:
        raise Refusal(f"{WHOLE_INDEX} is not there")
    return parse_parquet(bag.folder / WHOLE_INDEX)


def _items(segment: Path) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """The lines of a segment; nothing for one that is no item."""
    with segment.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                value = json.loads(line)
            # Damage can nest brackets deeper than the parser goes; that is no item either.
            except (ValueError, RecursionError):
                value = None
            yield number, value if _is_item(value) else None


def _is_item(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("id"), str)
        and isinstance(value.get("version", ()), int | None)
        and isinstance(value.get("change"), str)
        and isinstance(value.get("item"), dict)
    )


def _check_item(where: str, item: Mapping[str, Any], row: IndexRow | None, key: bytes) -> Told:
    if row is None:
        yield "V007", f"{where} is item {item['id']!r}, which is not in the index", RESTORE
    elif digest(key, item["item"]) != row.digest:
        yield "V007", f"{where} is not what the index says of item {item['id']!r}", RESTORE
