"""Every format of the table against its case folders: right values, no byte lost, damage told, nothing twice.

A format in the table without a folder in `tests/exports/` fails at each of these. `tests/export_cases.py` says what a
case folder holds.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from records_portal.disposal.bag_contents import bag_contents
from records_portal.disposal.bag_rewriting import Removal, rewrite_bag
from records_portal.exports import FORMATS
from records_portal.exports.archives.opening import Member, open_export
from records_portal.exports.pieces import Doubt, ExportedItem, Format, ListRead, Opener, Piece, Recognised, Residue
from records_portal.register.findings import Refusal
from records_portal.store.bag_verification import verify_bag
from records_portal.store.bags import BagWriter
from records_portal.values.item_kinds import PRIVATE_KINDS
from tests import export_cases
from tests.disposals import files_below
from tests.export_cases import (
    KEY,
    WITHOUT_A_CASE,
    Case,
    Intake,
    bag_lines,
    case_named,
    case_names,
    every_case,
    format_of,
    formats_without_a_case,
    lost_bytes,
    opened,
    packed_folder,
    read_case,
    read_export,
    rebuilt_files,
    received_files,
    record_of,
    remarks_of,
    values_of,
)

FORMATS_PAGE = Path(__file__).parents[1] / "docs/reference/formats.md"
# A web archive, a blog, a feed or a table can be of any platform; a mailbox and a wiki are of their services.
OF_ANY_PLATFORM = {"feeds", "files-csv", "warc", "wordpress"}
# Whose declared count has messages among it: in public it would tell how many they are.
COUNTS_MESSAGES = {"mastodon-2023"}
WELL_KNOWN = 25  # characters of a text that nobody writes twice by chance
Damage = Callable[[bytes], bytes]
DAMAGES: dict[str, Damage] = {
    "truncated": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    "noise": lambda content: random.Random(len(content)).randbytes(len(content)),  # noqa: S311
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A case whose export was taken in."""

    case: Case
    intake: Intake
    paths: list[Path]
    captures: list[Path]
    printed: str
    code: int

    @property
    def capture(self) -> Path:
        """The capture of the public root, which owns every byte of the export."""
        return self.captures[0]


@pytest.fixture(scope="module", params=every_case())
def taken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """The export of a case, taken in by the command as it was handed out."""
    case = case_named(request.param)
    folder = tmp_path_factory.mktemp(case.name)
    intake, paths = Intake(case, folder), case.paths(case.export, folder / "packed")
    done = intake.run(*paths)
    assert done.stderr == ""
    return Taken(case, intake, paths, intake.captures(), done.stdout, done.returncode)


@pytest.fixture(params=every_case())
def case(request: pytest.FixtureRequest) -> Case:
    """Each case; a format of the table that has none fails here."""
    return case_named(request.param)


def test_every_format_of_the_table_has_a_case() -> None:
    assert formats_without_a_case() - WITHOUT_A_CASE == set()
    assert WITHOUT_A_CASE & {format_of(name) for name in case_names()} == set()


def test_items_are_those_that_were_written_down(taken: Taken) -> None:
    found = [row for capture in taken.captures for row in taken.intake.items(capture)]
    assert sorted(found) == taken.case.expected()


def hidden_rows(case: Case) -> list[tuple[str, ...]]:
    """The items of a case that may not be public."""
    return [row for row in case.expected() if row[1] in PRIVATE_KINDS]


def test_what_may_not_be_public_is_nowhere_in_the_public_root(taken: Taken) -> None:
    hidden = hidden_rows(taken.case)
    assert len(taken.captures) == (2 if hidden else 1)
    public = taken.intake.items(taken.capture)
    assert [row for row in public if row[1] in PRIVATE_KINDS] == []
    assert sorted([*public, *hidden]) == taken.case.expected()


def test_the_record_says_what_the_case_says(taken: Taken) -> None:
    record, case = record_of(taken.capture), taken.case
    assert (record["format"], record["era"]) == (case.format, case.era)
    assert record["counts"].get("declared") == (None if case.name in COUNTS_MESSAGES else case.declared)
    assert tuple(part["part"] for part in record["residue"]) == case.residue
    assert {name: count for name, count in record["media"].items() if count} == case.media
    assert {each["what"]: each["count"] for each in record["unknown"]} == case.remarks


def test_the_verdict_is_that_of_the_case_and_decides_how_the_command_ends(taken: Taken) -> None:
    reasons = list(taken.case.reasons)
    value = "partial" if reasons else "complete"
    assert record_of(taken.capture)["verdict"] == {"value": value, "reasons": reasons}
    assert taken.code == (1 if reasons else 0)
    # An export as it was handed out, of a format that says how many items it holds, is complete.
    assert "undeclared" in reasons or reasons == []


def test_every_byte_is_an_items_or_residue(case: Case, tmp_path: Path) -> None:
    with opened(case, case.paths(case.export, tmp_path)) as (export, recognised, pieces):
        assert recognised.format == case.format
        assert lost_bytes(export, pieces) == []


def test_a_zip_of_the_export_says_the_same(case: Case, tmp_path: Path) -> None:
    with opened(case, case.paths(case.export, tmp_path / "work")) as (_, _, pieces):
        written = values_of(pieces)
    folders = [case.export / part for part in case.parts] or [case.export]
    packed = [
        packed_folder(each, tmp_path / f"{number}.zip") if each.is_dir() else each
        for number, each in enumerate(folders)
    ]
    with opened(case, packed) as (export, recognised, pieces):
        assert (recognised.format, values_of(pieces)) == (case.format, written)
        assert lost_bytes(export, pieces) == []


@dataclass(frozen=True, slots=True)
class Careless:
    """A reader around another one, that spoils one byte of one piece."""

    reader: Format
    spoil: Callable[[bytes], bytes]
    of: type[ExportedItem] | type[Residue]

    def recognise(self, members: Sequence[Member], opener: Opener) -> Recognised | None:
        """What the other one recognises."""
        return self.reader.recognise(members, opener)

    def read(self, recognised: Recognised, opener: Opener) -> Iterator[Piece]:
        """What the other one reads, but for one byte."""
        done = False
        for piece in self.reader.read(recognised, opener):
            spoilt = piece if done else self._spoilt(piece, opener)
            done = done or spoilt is not piece
            yield spoilt
        assert done, "nothing to spoil"

    def _spoilt(self, piece: Piece, opener: Opener) -> Piece:
        if isinstance(piece, ExportedItem) and self.of is ExportedItem and piece.fragments:
            first, *others = piece.fragments
            return replace(piece, fragments=(replace(first, data=self.spoil(first.data)), *others))
        if isinstance(piece, Residue) and self.of is Residue and piece.member.size:
            with opener(piece.member) as stream:
                data = stream.read() if piece.data is None else piece.data
            return replace(piece, data=self.spoil(data)) if data else piece
        return piece


SPOILING: dict[str, Callable[[bytes], bytes]] = {
    "the last byte dropped": lambda data: data[:-1],
    "the first byte dropped": lambda data: data[1:],
    "a byte changed": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "a byte twice": lambda data: data + data[-1:],
}


@pytest.mark.parametrize("spoil", SPOILING.values(), ids=SPOILING)
@pytest.mark.parametrize("of", [ExportedItem, Residue])
def test_a_reader_that_loses_one_byte_is_found(
    case: Case, tmp_path: Path, spoil: Damage, of: type[ExportedItem] | type[Residue]
) -> None:
    careless = Careless(FORMATS[case.format], spoil, of)
    with opened(case, case.paths(case.export, tmp_path), {**FORMATS, case.format: careless}) as (export, _, pieces):
        assert len(lost_bytes(export, pieces)) == 1


def test_a_format_without_a_case_fails_at_each_of_these(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "invented", FORMATS["linkedin"])
    assert every_case()[-1] == "invented-HAS-NO-CASE"
    with pytest.raises(pytest.fail.Exception, match="invented is in the table of formats and has no folder"):
        case_named("invented-HAS-NO-CASE")
    with pytest.raises(AssertionError, match="is named after no format of the table"):
        format_of("unheard-of-2024")


def test_whatever_is_damaged_nothing_is_lost_silently(case: Case, tmp_path: Path) -> None:
    folder = case.copied(tmp_path / "export")
    with opened(case, case.paths(folder, tmp_path / "work")) as (_, _, pieces):
        written, said = values_of(pieces), remarks_of(pieces)
    silent = []
    for path, (name, damage) in itertools.product(sorted(folder.rglob("*")), DAMAGES.items()):
        if path.is_dir() or not path.stat().st_size:
            continue
        whole = path.read_bytes()
        try:
            path.write_bytes(damage(whole))
            if lost := _lost_silently(case, case.paths(folder, tmp_path / "work"), written, said):
                silent.append(f"{path.relative_to(folder)} {name}: {lost}")
        finally:
            path.write_bytes(whole)
    assert silent == []


def _lost_silently(case: Case, paths: list[Path], written: Counter[tuple[object, ...]], said: dict[str, int]) -> str:
    """What a damaged export lost without a word: a refusal, a remark, a doubt, a list too short, or no list at all."""
    try:
        with open_export(paths) as export:
            found = read_export(case, export)
            if not found:
                return ""
            recognised, pieces = found
            lost = lost_bytes(export, pieces)
    except Refusal as refusal:
        return "" if "\n" not in str(refusal) else f"a refusal of several lines: {refusal}"
    if lost:
        return lost[0]
    missed = sum((written - values_of(pieces)).values())
    told = remarks_of(pieces) != said or any(isinstance(each, Doubt) for each in (*recognised.doubts, *pieces))
    lists = [each for each in pieces if isinstance(each, ListRead)]
    short = any(each.declared > each.found for each in lists) or (recognised.declared is None and not lists)
    return f"{missed} of {sum(written.values())} items" if missed and not (told or short) else ""


def test_the_same_bytes_again_write_nothing(taken: Taken) -> None:
    intake = taken.intake
    before = files_below(intake.root), files_below(intake.private), files_below(intake.store)
    done = intake.run(*taken.paths)
    assert (done.returncode, done.stderr) == (taken.code, "")
    assert f"these bytes are capture parks-x/{taken.capture.name} already" in done.stdout
    assert (files_below(intake.root), files_below(intake.private), files_below(intake.store)) == before


def test_the_bag_rebuilds_the_export_byte_for_byte(taken: Taken) -> None:
    bag = taken.intake.bag(taken.capture)
    assert verify_bag(bag) == []
    copies = sorted((bag / "data/received").iterdir())
    assert rebuilt_files(bag) == (received := received_files(copies))
    # A file that was handed in alone lies in the bag under the name of its part.
    given = received_files(taken.paths)
    assert sorted((part, content) for (part, _), content in received.items()) == sorted(
        (part, content) for (part, _), content in given.items()
    )


def test_an_item_that_is_disposed_of_is_gone_and_the_rest_is_as_it_was(taken: Taken, tmp_path: Path) -> None:
    for capture in taken.captures:
        bag = taken.intake.bag(capture)
        contents, lines = bag_contents("parks-x", bag, KEY), bag_lines(bag)
        for version in {min(contents.lines), max(contents.lines)}:
            new = tmp_path / capture.name / f"{version[0].rpartition('/')[2]}-{version[1]}"
            rewrite_bag(Removal(contents, frozenset((version,)), frozenset()), BagWriter(new), KEY, "gone-1")
            assert verify_bag(new) == []
            assert bag_lines(new) == [each for each in lines if (each["id"], each["version"]) != version]
            assert _residue(new) == _residue(bag)
            assert files_below(new / "data/received") == {}
            assert {name for line in bag_lines(new) for name in line["files"]} == {
                f"data/items/media/{name}" for name in files_below(new / "data/items/media")
            }


def _residue(bag: Path) -> dict[str, bytes]:
    return files_below(bag / "data/residue")


def test_what_is_printed_is_short_lines_that_repeat_no_text(taken: Taken) -> None:
    lines = taken.printed.splitlines()
    assert any(line.startswith(("Complete:   an export of ", "Partial:    an export of ")) for line in lines)
    assert not any("Traceback" in line for line in lines)
    texts = {row[-1][:WELL_KNOWN] for row in taken.case.expected() if len(row[-1]) >= WELL_KNOWN}
    assert [text for text in texts if text in taken.printed] == []


def test_an_export_of_another_platform_is_refused_in_one_line(case: Case, tmp_path: Path) -> None:
    elsewhere = "chirpwell" if case.platform != "chirpwell" else "x"
    intake = Intake(replace(case, platform=elsewhere, account_id="", handles=()), tmp_path)
    done = intake.run(*case.paths(case.export, tmp_path / "work"))
    if case.format in OF_ANY_PLATFORM:
        assert (done.returncode, len(intake.captures())) == (1 if case.reasons else 0, 2 if hidden_rows(case) else 1)
        return
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"is an export of '{case.format}'; the site 'parks-x' is on '{elsewhere}'" in done.stderr
    assert intake.captures() == []


def test_the_page_of_formats_says_what_the_export_is_keeps_and_lacks(taken: Taken) -> None:
    record, words = record_of(taken.capture), " ".join(FORMATS_PAGE.read_text(encoding="utf-8").split())
    assert re.search(rf"\| `{taken.case.format}`, [^|]*`{re.escape(taken.case.era)}`", words)
    assert [part["part"] for part in record["residue"] if f"`{part['part']}`" not in words] == []
    assert [each for each in record["lacks"] if each not in words] == []


def test_a_case_says_only_what_a_case_can_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_cases, "FOLDER", tmp_path)
    (tmp_path / "linkedin-a").mkdir()
    facts = "platform: linkedin\nera: x\ndeclared: null\nresidue: []\nmedia: {}\nverdict: [undeclared]\n"
    (tmp_path / "linkedin-a/case.yml").write_text(facts)
    assert read_case("linkedin-a").format == "linkedin"
    (tmp_path / "linkedin-a/case.yml").write_text(f"{facts}remark: {{}}\n")
    with pytest.raises(TypeError, match="remark"):
        read_case("linkedin-a")
    (tmp_path / "linkedin-a/case.yml").write_text("platform: linkedin\nera: x\n")
    with pytest.raises(AssertionError, match="lacks a fact"):
        read_case("linkedin-a")
