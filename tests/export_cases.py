"""Case folders of export formats: `tests/exports/FORMAT-ERA/`, and everything that is asked of every one of them.

* `export/` holds the files as a platform hands them out, small and fictional.
* `expected.csv` says by hand what each item must be: `id,kind,created_at,latest_on,earliest_on,time_basis,edited,
  deleted,media,text`. An id that is made here is left empty; a line break of a text is `\\n`, a backslash `\\\\`. What
  may not be public (messages, deleted posts, lists of blocked accounts) stands there like the rest: a private root is
  at hand when the export is taken in.
* `case.yml` says of which site it is, with what it is taken in, and what comes out beside the items in the public root.
"""

from __future__ import annotations

import base64
import csv
import json
import shutil
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from records_portal.exports import FORMATS
from records_portal.exports.archives.opening import Export, Member, open_export
from records_portal.exports.finding.finder import find_export
from records_portal.exports.pieces import ExportedItem, Format, Piece, Recognised, Remark, Residue
from records_portal.files.yaml_text import dump_yaml, read_yaml
from tests.roots import command, root_files

FOLDER = Path(__file__).parent / "exports"
COLUMNS = (
    "id", "kind", "created_at", "latest_on", "earliest_on", "time_basis", "edited", "deleted", "media", "text",
)  # fmt: skip
# Formats whose cases are still written by Python alone; none may stay here.
WITHOUT_A_CASE: frozenset[str] = frozenset()
KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Case:
    """One case folder: the facts of `case.yml` under their names there.

    `parts` are what is handed in, below `export/`, the whole folder if none is named; `packed` is the name of the zip
    that the files are handed in as, where a platform never hands them out otherwise.
    """

    name: str
    format: str
    platform: str
    era: str
    account_id: str = ""
    handles: tuple[str, ...] = ()
    time_zone: str = "America/New_York"
    parts: tuple[str, ...] = ()
    packed: str = ""
    ingest: tuple[str, ...] = ()
    declared: int | None = None
    residue: tuple[str, ...] = ()
    media: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)
    verdict: str | tuple[str, ...] = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the export is held to be less than complete, as `verdict` lists them; `complete` is no reason."""
        assert self.verdict == "complete" or isinstance(self.verdict, tuple), self.name
        return () if isinstance(self.verdict, str) else self.verdict

    @property
    def folder(self) -> Path:
        """Where the case lies."""
        return FOLDER / self.name

    @property
    def export(self) -> Path:
        """The files as they were handed out."""
        return self.folder / "export"

    @property
    def include(self) -> frozenset[str]:
        """What is to be taken in too."""
        return frozenset(
            word for before, word in zip(self.ingest, self.ingest[1:], strict=False) if before == "--include"
        )

    def copied(self, folder: Path) -> Path:
        """The files in another folder, where they may be changed."""
        return Path(shutil.copytree(self.export, folder))

    def paths(self, folder: Path, work: Path) -> list[Path]:
        """What of a copy of the export is handed in; what has to be packed is packed in a folder to work in."""
        if self.packed:
            work.mkdir(parents=True, exist_ok=True)
            return [packed_folder(folder, work / self.packed, zipfile.ZIP_STORED)]
        return [folder / part for part in self.parts] or [folder]

    def expected(self) -> list[tuple[str, ...]]:
        """The items as `expected.csv` says them, sorted."""
        with (self.folder / "expected.csv").open(newline="", encoding="utf-8") as file:
            heading, *rows = csv.reader(file)
        assert tuple(heading) == COLUMNS, self.name
        assert {len(row) for row in rows} <= {len(COLUMNS)}, self.name
        return sorted(tuple(row) for row in rows)


def packed_folder(folder: Path, path: Path, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """The files of a folder as a zip that is the same each time."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            archive.writestr(zipfile.ZipInfo(file.relative_to(folder).as_posix()), file.read_bytes(), method)
    return path


def format_of(name: str) -> str:
    """The format that a folder is named after: the longest name of the table that it begins with."""
    found = [each for each in FORMATS if name == each or name.startswith(f"{each}-")]
    assert found, f"tests/exports/{name} is named after no format of the table"
    return max(found, key=len)


def read_case(name: str) -> Case:
    """A case by its folder; an unknown or a forgotten word in `case.yml` is an error."""
    value, fault = read_yaml((FOLDER / name / "case.yml").read_bytes())
    assert fault is None, f"tests/exports/{name}/case.yml: {fault}"
    fields: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in value.items()}
    case = Case(name=name, format=format_of(name), **fields)
    assert {"declared", "residue", "media", "verdict"} <= fields.keys(), f"tests/exports/{name}/case.yml lacks a fact"
    return case


def case_names() -> list[str]:
    """The names of the case folders."""
    return sorted(each.name for each in FOLDER.iterdir() if each.is_dir()) if FOLDER.is_dir() else []


def formats_without_a_case() -> set[str]:
    """The formats of the table that no case folder is of."""
    return set(FORMATS) - {format_of(name) for name in case_names()}


def every_case() -> list[str]:
    """Every case, and for every format of the table that has none a name at which each test fails."""
    return [*case_names(), *(f"{name}-HAS-NO-CASE" for name in sorted(formats_without_a_case() - WITHOUT_A_CASE))]


def case_named(name: str) -> Case:
    """The case that a test is about; a format without one fails there."""
    if name.endswith("-HAS-NO-CASE"):
        pytest.fail(
            f"{name.removesuffix('-HAS-NO-CASE')} is in the table of formats and has no folder in tests/exports/"
        )
    return read_case(name)


def read_export(
    case: Case, export: Export, formats: Mapping[str, Format] = FORMATS
) -> tuple[Recognised, list[Piece]] | None:
    """What an export is and all that is read of it for the site of a case; nothing where no format knows it."""
    found = find_export(export, formats)
    if not found:
        return None
    form, recognised = found
    handles = frozenset(map(str.casefold, case.handles))
    asked = case.include & recognised.offers
    recognised = replace(recognised, include=asked, site_account=case.account_id, site_handles=handles)
    return recognised, list(form.read(recognised, export.open))


@contextmanager
def opened(
    case: Case, paths: Sequence[Path], formats: Mapping[str, Format] = FORMATS
) -> Iterator[tuple[Export, Recognised, list[Piece]]]:
    """An export as it is recognised and read, by other readers if they are given."""
    with open_export(paths) as export:
        found = read_export(case, export, formats)
        assert found, f"{case.name} is not recognised"
        yield export, *found


Owned = dict[tuple[int, str], list[tuple[int, bytes | None]]]


def lost_bytes(export: Export, pieces: Sequence[Piece]) -> list[str]:
    """Where items and residue together are not what was received, byte by byte; in archives within it too."""
    owned: Owned = defaultdict(list)
    media = {medium.member for piece in pieces if isinstance(piece, ExportedItem) for medium in piece.media}
    for place in {each.place for each in media if each}:
        owned[place].append((0, None))
    for piece in pieces:
        if isinstance(piece, ExportedItem):
            for fragment in piece.fragments:
                owned[fragment.member.place].append((fragment.offset, fragment.data))
        elif isinstance(piece, Residue):
            owned[piece.member.place].append((piece.offset, piece.data))
    received = list(_received(export, export.members, owned))
    strangers = [f"{name}: no file of the export" for _, name in owned.keys() - {each.place for each in received}]
    return strangers + [each for member in received for each in _lost_of(export, member, owned[member.place])]


def _received(export: Export, members: Sequence[Member], owned: Owned) -> Iterator[Member]:
    """The files as received; of an archive that was opened those within it."""
    for member in members:
        inner = None if member.place in owned or member.place not in export.nested else export.within(member)
        yield from _received(export, inner, owned) if inner else (member,)


def _lost_of(export: Export, member: Member, owned: list[tuple[int, bytes | None]]) -> Iterator[str]:
    with export.open(member) as stream:
        content = stream.read()
    at = 0
    for offset, data in sorted(owned, key=lambda each: (each[0], len(each[1] or b""))):
        stretch = content if data is None else data
        if offset != at:
            yield f"{member.name}: a stretch begins at {offset} where the one before ends at {at}"
            return
        if content[at : at + len(stretch)] != stretch:
            yield f"{member.name}: other bytes than received from {offset} on"
            return
        at += len(stretch)
    if at != len(content):
        yield f"{member.name}: {at} of {len(content)} bytes"


def values_of(pieces: Sequence[Piece]) -> Counter[tuple[Any, ...]]:
    """What the items of an export say: two readings with equal ones found the same items."""
    return Counter(
        (each.id, each.kind, each.text, each.created_at, each.earliest_at, each.latest_at, each.time_basis,
         each.edited, each.deleted, len(each.media))
        for each in pieces if isinstance(each, ExportedItem)
    )  # fmt: skip


def remarks_of(pieces: Sequence[Piece]) -> dict[str, int]:
    """What a reader did not understand."""
    return {each.what: each.count for each in pieces if isinstance(each, Remark)}


class Intake:
    """A root with the site of a case, a private root and a store beside it, into which the command takes exports."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self.folder, self.root, self.store = case, folder, folder / "root", folder / "store"
        self.private = folder / "private"
        (self.private / "registry").mkdir(parents=True)
        files = root_files()
        platform = {**files.pop("registry/platforms/x.yml"), "name": case.platform, "handle_pattern": "[^ ]{1,60}"}
        files[f"registry/platforms/{case.platform}.yml"] = platform
        files["registry/portal.yml"]["time_zone"] = case.time_zone
        site = files["registry/sites/parks-x.yml"]
        site |= {"platform": case.platform} | ({"account_id": case.account_id} if case.account_id else {})
        site |= (
            {"handles": [{"handle": each, "from_on": "2020-01-02"} for each in case.handles]} if case.handles else {}
        )
        for path, value in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(dump_yaml(value), encoding="utf-8")
        (self.store / "keys").mkdir(parents=True)
        (self.store / "keys/parks-x.key").write_bytes(KEY)

    def run(self, *paths: Path, options: Sequence[str] | None = None) -> CompletedProcess[str]:
        """Take these parts in as somebody would, with the options of the case."""
        asked = self.case.ingest if options is None else options
        places = ("--root", self.root, "--private", self.private, "--store", self.store)
        return command(*places, "ingest", *paths, "--site", "parks-x", "--by", "ana", *asked, home=self.folder)

    def captures(self) -> list[Path]:
        """The captures so far, each as its folder: those of the public root first, then those of the private one."""
        roots = (self.root / "captures/parks-x", self.private / "captures/parks-x")
        return [each for root in roots if root.is_dir() for each in sorted(root.iterdir())]

    def bag(self, capture: Path) -> Path:
        """The bag of a capture."""
        return self.store / "bags/parks-x" / capture.name

    def items(self, capture: Path) -> list[tuple[str, ...]]:
        """The items of a capture as `expected.csv` would say them: cells of the index, and the text out of the bag."""
        texts = {
            (line["id"], str(line["version"])): line["item"].get("text", "")
            for line in bag_lines(self.bag(capture))
            if line["version"]
        }
        with (capture / "items.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        found = []
        for row in rows:
            text = texts[row["id"], row["version"]].replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")
            cells = row | {"text": text, "id": row["id"] if row["id_basis"] == "platform" else ""}
            found.append(tuple(cells[name] for name in COLUMNS))
        return sorted(found)


def record_of(capture: Path) -> dict[str, Any]:
    """The record of a capture."""
    value, fault = read_yaml((capture / "capture.yml").read_bytes())
    assert fault is None
    assert isinstance(value, dict)
    return value


def bag_lines(bag: Path) -> list[dict[str, Any]]:
    """The lines of a bag's segments."""
    segments = sorted((bag / "data/items").glob("items-*.jsonl"))
    return [json.loads(line) for path in segments for line in path.read_text(encoding="utf-8").splitlines()]


def rebuilt_files(bag: Path) -> dict[tuple[int, str], bytes]:
    """Every received file, put together from what the bag keeps of items and residue alone."""
    pieces: dict[tuple[int, str], list[tuple[int, bytes]]] = defaultdict(list)
    for line in bag_lines(bag):
        for each in line["fragments"]:
            data = each["text"].encode() if "text" in each else base64.b64decode(each["base64"])
            pieces[each["received"], each["path"]].append((each["offset"], data))
    for entry in map(json.loads, (bag / "data/residue/index.jsonl").read_text(encoding="utf-8").splitlines()):
        data, at = (bag / entry["file"]).read_bytes(), 0
        for offset, length in entry.get("ranges", [[0, len(data)]]):
            pieces[entry["received"], entry["path"]].append((offset, data[at : at + length]))
            at += length
        assert at == len(data)
    media = bag / "data/items/media"
    for path in sorted(each for each in media.rglob("*") if each.is_file()):
        number, _, name = path.relative_to(media).as_posix().partition("/")
        pieces[int(number), name].append((0, path.read_bytes()))
    return {place: _joined(place, found) for place, found in pieces.items()}


def _joined(place: tuple[int, str], found: list[tuple[int, bytes]]) -> bytes:
    content = b""
    for offset, data in sorted(found):
        assert offset == len(content), place
        content += data
    return content


def received_files(paths: Sequence[Path]) -> dict[tuple[int, str], bytes]:
    """Every file of an export as it was handed in."""
    found = {}
    with open_export(paths) as export:
        for member in export.members:
            with export.open(member) as stream:
                found[member.part, member.name] = stream.read()
    return found
