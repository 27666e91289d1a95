"""A platform changes its export without a word: no item is lost without one, and what is harmless does no harm."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from records_portal.exports import FORMATS
from records_portal.exports.archives.opening import Member
from records_portal.exports.pieces import ExportedItem, Format, Opener, Piece, Recognised, Residue
from tests.export_cases import case_names, format_of, read_case
from tests.export_variants import CHANGES, HARMLESS, document, parts_of, variant
from tests.silent_changes import Figures, Trial, campaign

SEED = 20_261_130
# Formats whose readers still lose values without a word; none may stay here.
STILL_SILENT: frozenset[str] = frozenset()
FAST, MANY = 20, 10_000  # variants of each case, and of all together


def silent_of(figures: Figures) -> list[str]:
    """The losses of which nothing was said, each so that it can be made again."""
    counted = (each for each in figures.silent if format_of(each.case) not in STILL_SILENT)
    return [f"{each.case} {each.number}: {each.what}" for each in counted]


@pytest.mark.parametrize("name", case_names())
def test_no_change_loses_an_item_silently(name: str, tmp_path: Path) -> None:
    figures = campaign(tmp_path, FAST, SEED, [name])
    assert silent_of(figures) == []


def test_ninety_five_of_a_hundred_harmless_changes_lose_nothing(tmp_path: Path) -> None:
    figures = campaign(tmp_path, 8 * len(case_names()), SEED, share=1)
    assert len(figures.harmed) * 20 <= sum(figures.harmless.values()), [each.what for each in figures.harmed]


@pytest.mark.nightly
def test_ten_thousand_changes_lose_nothing_silently(tmp_path: Path) -> None:
    figures = campaign(tmp_path, MANY, SEED)
    print("\n".join(figures.lines()))
    assert silent_of(figures) == []
    assert len(figures.harmed) * 20 <= sum(figures.harmless.values())


def test_a_variant_is_the_same_each_time_and_others_differ() -> None:
    case = read_case("linkedin-2024")
    assert variant(case, 1, 7, harmless=False) == variant(case, 1, 7, harmless=False)
    assert len({str(variant(case, 1, number, harmless=False).parts) for number in range(30)}) > 20


def test_every_way_of_changing_is_used() -> None:
    cases = [read_case(name) for name in case_names()]
    for changes, harmless in ((CHANGES, False), (HARMLESS, True)):
        variants = (variant(case, SEED, number, harmless=harmless) for case in cases for number in range(60))
        assert {each.name for each in variants} == changes.keys()


@pytest.mark.parametrize("name", case_names())
def test_a_file_that_is_taken_apart_and_written_again_says_the_same(name: str) -> None:
    for path, content in itertools.chain.from_iterable(files.items() for files in parts_of(read_case(name))):
        taken = document(path, content)
        again = document(path, taken.render()) if taken else None
        assert taken == (again and replace(again, indent=taken.indent, ascii_only=taken.ascii_only) if taken else None)


class Forgetful:
    """A reader that takes what it does not know for nothing worth a word."""

    def __init__(self, reader: Format) -> None:
        self.reader = reader

    def recognise(self, members: Sequence[Member], opener: Opener) -> Recognised | None:
        """What the other one recognises, as if it had said how many items there are, which is as many as are read."""
        found = self.reader.recognise(members, opener)
        if not found:
            return None
        return replace(found, declared=sum(isinstance(each, ExportedItem) for each in self.reader.read(found, opener)))

    def read(self, recognised: Recognised, opener: Opener) -> Iterator[Piece]:
        """What the other one reads, without its words."""
        for piece in self.reader.read(recognised, opener):
            if isinstance(piece, Residue) and piece.part == "unknown-shapes":
                yield replace(piece, part="framing")
            elif isinstance(piece, ExportedItem | Residue):
                yield piece


def test_a_reader_that_says_nothing_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, "linkedin", Forgetful(FORMATS["linkedin"]))
    figures = campaign(tmp_path, 60, SEED, ["linkedin-2024"])
    assert len(figures.silent) > 5
    assert f"  silent losses: {len(figures.silent)}" in list(figures.lines())


def test_a_loss_is_told_by_a_remark_by_the_verdict_or_by_nothing(tmp_path: Path) -> None:
    trial = Trial(read_case("linkedin-2024"), tmp_path)
    outcomes = [trial.tried(number, SEED) for number in range(80)]
    assert {each.told for each in outcomes if each.lost} >= {"remark", "undeclared"}
    assert {each.told for each in outcomes if not each.lost} == {""}
    assert not any(each.silent for each in outcomes)
