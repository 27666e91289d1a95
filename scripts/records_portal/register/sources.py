"""Where records are read: a tree of files (a folder or a commit) becomes a register with its findings.

Nothing stops early: a file that cannot be read gives a finding and the rest is read all the same.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from records_portal.files.kept import read_kept, write_kept
from records_portal.files.payloads import HEAD, payload_begun, payload_named
from records_portal.files.program import program_digest
from records_portal.files.yaml_text import ValuePath, ValuePlaces, read_places, read_yaml

from .beside.capture_verdicts import VERDICTS, NotVerdicts, parse_verdicts, with_verdict, without_verdict
from .beside.later_commitments import COMMITMENTS
from .findings import Finding, Place, finding
from .item_lists.authorized_lists import AuthorizedList, NotAList, is_authorized_list, parse_authorized_list
from .item_lists.disposition_lists import FOLDER_OF_DISPOSITIONS, NotTheList, is_disposition_list, with_its_list
from .kinds import DEVICES, FOLDERS, ID_BYTES, KINDS, is_statement, kind_of
from .model import Record, Register
from .shapes import check_shape, fits

if TYPE_CHECKING:
    from .records import CaptureValue

BINDING = ("holds", "requests")
KEPT_IN_BOTH = ("operations", "posts")
BESIDE_A_CAPTURE = ("items.csv", "classes.csv", "dates.csv", "summary.csv", VERDICTS, COMMITMENTS)
WITH_FILES_BESIDE = ("captures", "dispositions")  # of these the value is that of the record and of a file beside it
READING = ("values", "files", "register")


class Tree(Protocol):
    """Bytes by path, from a folder or from a commit; `label` names it in messages."""

    label: str

    def paths(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted."""

    def read(self, path: str) -> bytes:
        """A file's bytes; `FileNotFoundError` where there is none, `Refusal` where it is not a plain file."""

    def content_name(self, path: str) -> str:
        """The name that git gives, or would give, to a file's content; empty for what is no plain file."""


class FolderTree:
    """The files of a folder as they lie on disk; a link is never followed."""

    def __init__(self, root: Path, label: str = "") -> None:
        self.root = root
        self.label = label

    def paths(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted."""
        return sorted(self._walk(self.root / folder, folder))

    def _walk(self, folder: Path, name: str) -> Iterator[str]:
        if not folder.is_dir() or folder.is_symlink():
            return
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{name}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield from self._walk(Path(entry.path), path)
                else:
                    yield path

    def read(self, path: str) -> bytes:
        """A plain file's bytes."""
        handle = os.open(f"{self.root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as file:  # noqa: PTH123 -- an open descriptor
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(f"{path} is not a plain file")
            return file.read()

    def content_name(self, path: str) -> str:
        """The name that git would give to a file's content; empty for what is no plain file."""
        try:
            data = self.read(path)
        except OSError:
            return ""
        return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class LoadedRegister:
    """A register and what was wrong with its files."""

    register: Register
    findings: tuple[Finding, ...]


class VerdictCache:
    """Values of files that were found sound, by the digest of their bytes; a miss only costs time.

    It lies in the user's own cache folder, never in the repository, where a change request could poison it. What is
    private by its kind is not kept, wherever it lies.
    """

    def __init__(self, folder: Path | None) -> None:
        self.path = folder / f"sound-{_reader()}.json" if folder else None
        known = read_kept(self.path) if self.path else None
        self.known: dict[str, Any] = known if isinstance(known, dict) else {}
        self.used: dict[str, Any] = {}

    def find(self, kind: str, digest: str) -> Any:
        """The value of a sound file, or nothing; what would not be sound was not written by us."""
        key = f"{kind}:{digest}"
        value = self.known.get(key)
        if value is None or not fits(kind, value):
            return None
        self.used[key] = value
        return value

    def keep(self, kind: str, digest: str, value: Any) -> None:
        """Remember a sound file's value."""
        if not KINDS[kind].private:
            self.used[f"{kind}:{digest}"] = value

    def write(self, *, and_known: bool = False) -> None:
        """Write what was used, beside all that was known where not all was asked for.

        Where the folder cannot be written the next run is merely slower.
        """
        if not self.path or self.used.keys() <= self.known.keys():
            return
        with suppress(OSError):
            write_kept(self.path, self.known | self.used if and_known else self.used)


@cache
def _reader() -> str:
    """What a value depends on besides its file's bytes: the program that reads it, and the two packages beneath."""
    reader = (program_digest(*READING), version("PyYAML"), version("jsonschema-rs"))
    return hashlib.sha256(repr(reader).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """The public records of another tree that were read already: a file of the same content is the same record."""

    tree: Tree
    register: Register

    def record(self, tree: Tree, path: str, kind: str, record_id: str) -> Record | None:
        """The record that a file is too, where it is one whose value hangs on nothing beside it."""
        record = self.register.get(kind, record_id) if kind not in WITH_FILES_BESIDE else None
        if record is None or record.private or record.path != path:
            return None
        name = tree.content_name(path)
        return record if name and name == self.tree.content_name(path) else None


def load_register(
    public: Tree,
    private: Tree | tuple[Tree, ...] | None = None,
    cache_folder: Path | None = None,
    read_before: ReadBefore | None = None,
) -> LoadedRegister:
    """Every record of the public tree, and of the private ones beside it, with the findings about their files.

    What another tree has with the same content, and was read before, is not read again.
    """
    sound = VerdictCache(cache_folder)
    findings: list[Finding] = []
    unreadable: set[tuple[str, str]] = set()
    records: dict[str, dict[str, Record]] = {kind: {} for kind in KINDS}
    lists: dict[str, AuthorizedList] = {}
    # what is private is not copied into the user's cache folder
    hidden = private if isinstance(private, tuple) else (private,) if private else ()
    for tree, verdicts in ((public, sound), *((each, VerdictCache(None)) for each in hidden)):
        before = read_before if tree is public else None
        for record in _read_tree(tree, tree is not public, verdicts, findings, unreadable, before):
            findings.extend(_enter(records[record.kind], _listed(tree, record, findings)))
        for record_id, items in _read_lists(tree, findings):
            lists.setdefault(record_id, items)
    # a private root, checked by itself, has no settings of a portal
    if records["portal"]:
        sound.write(and_known=read_before is not None)
    ordered = {kind: dict(sorted(by_id.items())) for kind, by_id in records.items()}
    if not ordered["portal"] and not any(each.path == "registry/portal.yml" for each in findings):
        findings.append(
            finding(
                "F001", Place("registry/portal.yml"), "portal", "the file is missing", expected="the portal's settings"
            )
        )
    return LoadedRegister(Register(ordered, frozenset(unreadable), lists), tuple(findings))


def _enter(records: dict[str, Record], record: Record) -> Iterator[Finding]:
    """F006 a record stands in one root only; logs may have a private part beside the public one."""
    if record.private and record.kind == "portal":
        return
    earlier = records.setdefault(record.id, record)
    if earlier is record:
        return
    if record.kind in KEPT_IN_BOTH and not earlier.private:
        earlier = records.setdefault(f"private/{record.id}", record)
        if earlier is record:
            return
    message = f"the private root repeats a record of the public root, {earlier.path}"
    if earlier.private:
        message = f"two private roots have a record of this name; the other one is {earlier.place().path}"
    yield finding("F006", record.place(), record.id, message, expected="each record in one place")


def _read_tree(
    tree: Tree,
    private: bool,
    cache: VerdictCache,
    findings: list[Finding],
    unreadable: set[tuple[str, str]],
    before: ReadBefore | None,
) -> Iterator[Record]:
    for folder in FOLDERS:
        for path in tree.paths(folder):
            named = kind_of(path)
            if named is None:
                findings.extend(_stray_file(tree, path))
                continue
            kind, record_id = named
            findings.extend(_check_name(tree, path))
            if kind.private and not private:
                message = f"{kind.title.lower()} in the public root, where everybody reads it"
                if kind.name in BINDING:
                    message = f"a {kind.title.lower()} in the public root; it binds all the same"
                findings.append(finding("F005", _place(tree, path), record_id, message, expected="the private root"))
            record = before.record(tree, path, kind.name, record_id) if before else None
            record = record or _read_record(tree, path, kind.name, record_id, private, cache, findings)
            if record:
                yield record
            else:
                unreadable.add((kind.name, record_id))


def _listed(tree: Tree, record: Record, findings: list[Finding]) -> Record:
    """F009 the list beside a disposition is the one that its record names."""
    if record.kind == "captures":
        return _judged(tree, record, findings)
    if record.kind != "dispositions" or "item_list" not in record.value:
        return record
    path = f"{record.path.removesuffix('.yml')}.csv"
    try:
        return replace(record, value=with_its_list(record.value, tree.read(f"{FOLDER_OF_DISPOSITIONS}{record.id}.csv")))
    except (NotTheList, OSError) as error:
        right = "the list from the store, which the next `records dispose` writes again"
        said = "the list is missing" if isinstance(error, OSError) else str(error)
        findings.append(finding("F009", Place(path), record.id, said, expected=right))
        return record


def _judged(tree: Tree, record: Record, findings: list[Finding]) -> Record:
    """F010 the verdicts beside a capture are such as its record could have; the last one stands."""
    path = f"captures/{record.id}/{VERDICTS}"
    try:
        data = tree.read(path)
    except FileNotFoundError:
        return record
    except OSError:
        data = b""
    # What is kept of a record by its digest is not kept of the same record with another verdict.
    digest = hashlib.sha256(f"{record.digest} {hashlib.sha256(data).hexdigest()}".encode()).hexdigest()
    own = cast("CaptureValue", record.value)
    try:
        value, wrong = with_verdict(own, parse_verdicts(data)[-1]), ""
    except NotVerdicts as fault:
        value, wrong = without_verdict(own), str(fault)
    if not wrong and not fits("captures", value):
        value, wrong = without_verdict(own), "the last one has words that a capture's record cannot have"
    if wrong:
        right = "the file as `records captures judge` wrote it"
        findings.append(finding("F010", _place(tree, path), record.id, wrong, expected=right))
    return replace(record, value=value, digest=digest)


def _read_lists(tree: Tree, findings: list[Finding]) -> Iterator[tuple[str, AuthorizedList]]:
    """F008 the list beside a request for authority names items, each once and in order.

    One that cannot be read is an empty one, so that nothing is authorized by it.
    """
    for path in tree.paths("schedules/authorizations"):
        if not is_authorized_list(path) or kind_of(f"{path.removesuffix('.csv')}.yml") is None:
            continue
        record_id = path.rpartition("/")[2].removesuffix(".csv")
        try:
            yield record_id, parse_authorized_list(tree.read(path))
        except (NotAList, OSError) as error:
            right = "the list as `records authorization draft` wrote it"
            findings.append(finding("F008", _place(tree, path), record_id, str(error), expected=right))
            yield record_id, {}


def _place(tree: Tree, path: str) -> Place:
    return Place(f"{tree.label}/{path}" if tree.label else path)


def _stray_file(tree: Tree, path: str) -> Iterator[Finding]:
    """F002 each file below registry/, schedules/ and captures/ is a record or a statement, or lies beside one."""
    if is_statement(path):
        return
    folder, _, name = path.rpartition("/")
    if name in BESIDE_A_CAPTURE and kind_of(f"{folder}/capture.yml"):
        return
    if (is_authorized_list(path) or is_disposition_list(path)) and kind_of(f"{path.removesuffix('.csv')}.yml"):
        return
    if what := payload_named(path, beside_records=True) or _payload_begun(tree, path):
        message = f"{what}; git never forgets, and content must be destroyable"
        yield finding("F007", _place(tree, path), name, message, expected="the store, by `records ingest`")
        return
    if name.startswith(".") or name == "README.md":
        return
    stem, _, ending = name.rpartition(".")
    if ending == "yaml":
        yield finding("F002", _place(tree, path), name, "the file would not be read", expected=f"the name {stem}.yml")
    else:
        right = "ID.yml, the id in lower-case letters, digits and single hyphens, in a folder that holds records"
        yield finding("F002", _place(tree, path), name, "not a record's file name or not its place", expected=right)


def _payload_begun(tree: Tree, path: str) -> str:
    """What a file is by its first bytes, under whatever name."""
    try:
        return payload_begun(tree.read(path)[:HEAD], beside_records=True)
    except OSError:
        return ""


def _check_name(tree: Tree, path: str) -> Iterator[Finding]:
    """F003 an id has 60 bytes at most, and is no name of a device on Windows."""
    for part in path.rpartition(".")[0].split("/")[1:]:
        if len(part) > ID_BYTES:
            yield finding(
                "F003", _place(tree, path), part, f"the id has {len(part)} bytes", expected=f"at most {ID_BYTES}"
            )
        if part in DEVICES:
            message = "Windows keeps the name for a device, and checks out no such file"
            yield finding("F003", _place(tree, path), part, message, expected="a longer id")


def _read_record(
    tree: Tree, path: str, kind: str, record_id: str, private: bool, cache: VerdictCache, findings: list[Finding]
) -> Record | None:
    try:
        data = tree.read(path)
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        findings.append(finding("F004", _place(tree, path), record_id, reason, expected="a plain file"))
        return None
    digest = hashlib.sha256(data).hexdigest()
    locate = _locator(_place(tree, path).path, data)
    value = cache.find(kind, digest)
    if value is not None:
        return Record(kind, record_id, path, value, private, locate, digest, tree.label)
    value, fault = read_yaml(data)
    if fault:
        place = Place(_place(tree, path).path, fault.line, fault.column)
        findings.append(finding(fault.code, place, record_id, fault.message, expected=fault.expected))
        return None
    record = Record(kind, record_id, path, value, private, locate, digest, tree.label)
    if fits(kind, value):
        cache.keep(kind, digest, value)
        return record
    findings.extend(check_shape(record))
    return None


def _locator(path: str, data: bytes) -> Any:
    places: ValuePlaces | None = None

    def locate(wanted: ValuePath) -> Place:
        nonlocal places
        places = places or read_places(data)
        while wanted and wanted not in places.values:
            wanted = wanted[:-1]
        line, column = places.keys.get(wanted) or places.values.get(wanted, (1, 1))
        return Place(path, line, column)

    return locate
