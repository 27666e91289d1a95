"""The next silent change: what becomes of exports as a platform might write them tomorrow, and who says so.

Of a changed export either every item comes out with the same values, or something says that it does not; a harmless
change loses no item. `python -m tests.silent_changes --count 10000 --seed 1` prints the figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from records_portal.captures.capture_record import Scope
from records_portal.captures.ingest import ingest_export
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports.archives.opening import open_export
from records_portal.exports.pieces import Piece, Residue
from records_portal.register.findings import Refusal
from tests.export_cases import Case, case_names, lost_bytes, read_case, read_export, remarks_of, values_of
from tests.export_variants import packed, parts_of, variant
from tests.roots import ingest_request


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a variant: how many values of items are other than before, and what says so.

    `told` says it on a run like any other; `told_in_words` even where somebody said that the export is complete.
    """

    case: str
    number: int
    name: str
    what: str
    lost: int
    told: str
    told_in_words: str

    @property
    def silent(self) -> bool:
        """Whether values are lost and nothing says so."""
        return bool(self.lost) and not self.told


def unknown_shapes(pieces: Sequence[Piece]) -> Counter[bytes]:
    """What was not understood, as it was received."""
    unknown = (each for each in pieces if isinstance(each, Residue) and each.part == "unknown-shapes")
    return Counter(each.data or b"" for each in unknown)


def orphans(pieces: Sequence[Piece]) -> frozenset[str]:
    """The media that no item names any more, of which the record has a figure."""
    media = (each.member.base for each in pieces if isinstance(each, Residue) and each.part == "orphan-media")
    return frozenset(media)


@dataclass(slots=True)
class Trial:
    """Where variants of a case are tried: a root and a store into which nothing is written."""

    case: Case
    folder: Path
    request: IngestRequest = field(init=False)
    written: Counter[tuple[Any, ...]] = field(init=False)
    remarks: dict[str, int] = field(init=False)
    unknown: Counter[bytes] = field(init=False)
    orphans: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        site: dict[str, Any] = {
            "platform": self.case.platform,
            "handles": self.case.handles,
            "include": self.case.include,
        }
        site |= {"is_private": True}  # its one capture has everything, messages too
        self.request = ingest_request(self.folder, account_id=self.case.account_id or None, dry_run=True, **site)
        pieces = self._pieces(packed(parts_of(self.case), self.folder, ending=self._ending))
        assert isinstance(pieces, list), f"{self.case.name}: {pieces}"
        self.written, self.remarks, self.unknown = values_of(pieces), remarks_of(pieces), unknown_shapes(pieces)
        self.orphans = orphans(pieces)

    @property
    def _ending(self) -> str:
        return self.case.packed.rpartition(".")[2] or "zip"

    def tried(self, number: int, seed: int, *, harmless: bool = False) -> Outcome:
        """What becomes of a variant."""
        changed = variant(self.case, seed, number, harmless=harmless)
        paths = packed(changed.parts, self.folder, changed.order, self._ending)
        pieces = self._pieces(paths)
        about = self.case.name, number, changed.name, changed.what
        if isinstance(pieces, str):
            return Outcome(*about, sum(self.written.values()), pieces, pieces)
        lost = sum((self.written - values_of(pieces)).values())
        if not lost:
            return Outcome(*about, 0, "", "")
        remark = self._remark(pieces)
        return Outcome(*about, lost, remark or self._verdict(paths), remark or self._verdict(paths, in_words=True))

    def _pieces(self, paths: list[Path]) -> list[Piece] | str:
        """What is read, or in which way nothing is; bytes that belong to nothing are the worst of all losses."""
        try:
            with open_export(paths) as export:
                found = read_export(self.case, export)
                if not found:
                    return "not recognised"
                pieces = found[1]
                assert not (lost := lost_bytes(export, pieces)), lost
                return pieces
        except Refusal as refusal:
            assert "\n" not in str(refusal)
            return "refused"

    def _remark(self, pieces: Sequence[Piece]) -> str:
        """A remark that the export as it was does not have."""
        new = {what for what, count in remarks_of(pieces).items() if self.remarks.get(what) != count}
        if new:
            return "remark"
        if unknown_shapes(pieces) != self.unknown:
            return "unknown shapes"
        return "orphans" if orphans(pieces) - self.orphans else ""

    def _verdict(self, paths: list[Path], *, in_words: bool = False) -> str:
        """Why the export is not held to be complete, if it is not."""
        try:
            outcome = ingest_export(replace(self.request, paths=tuple(paths), scope=Scope(in_words=in_words)))
        except Refusal:
            return "refused"
        return next(reversed(outcome.verdict.reasons), "")


@dataclass(slots=True)
class Figures:
    """What became of many variants."""

    tried: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    silent: list[Outcome] = field(default_factory=list)
    only_undeclared: list[Outcome] = field(default_factory=list)
    harmed: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome, *, harmless: bool) -> None:
        """Count one variant."""
        if harmless:
            self.harmless[outcome.case] += 1
            self.harmed += [outcome] if outcome.lost else []
        else:
            self.tried[outcome.case] += 1
            self.whole[outcome.case] += not outcome.lost
            self.told[outcome.told] += bool(outcome.lost)
        self.silent += [outcome] if outcome.silent else []
        self.only_undeclared += [outcome] if outcome.lost and outcome.told and not outcome.told_in_words else []

    def lines(self) -> Iterator[str]:
        """The figures, a line each."""
        tried, harmless = sum(self.tried.values()), sum(self.harmless.values())
        yield f"{tried} changed exports of {len(self.tried)} cases: {sum(self.whole.values())} with every value"
        said = ", ".join(f"{count} {word or 'nothing'}" for word, count in self.told.most_common())
        yield f"  said of the others: {said}"
        yield f"  told by nothing but that the format declares nothing: {len(self.only_undeclared)}"
        yield f"  silent losses: {len(self.silent)}"
        share = 100 * (harmless - len(self.harmed)) / harmless if harmless else 100.0
        yield f"{harmless} harmless changes: {share:.1f} of 100 with every value"
        for case in sorted(self.tried):
            silent = sum(each.case == case for each in self.silent)
            weak = sum(each.case == case for each in self.only_undeclared)
            harmed = sum(each.case == case for each in self.harmed)
            yield (
                f"  {case}: {self.tried[case]} changed, {self.whole[case]} whole, {weak} weakly told, {silent} silent; "
                f"{self.harmless[case]} harmless, {harmed} harmed"
            )


HARMLESS_SHARE = 5  # one in five variants is harmless


def campaign(folder: Path, count: int, seed: int, cases: Sequence[str] = (), share: int = HARMLESS_SHARE) -> Figures:
    """So many variants, the cases in turn; one of `share` is harmless."""
    figures = Figures()
    trials = []
    for name in cases or case_names():
        (folder / name).mkdir(parents=True)
        trials.append(Trial(read_case(name), folder / name))
    for number in range(count):
        trial = trials[number % len(trials)]
        harmless = number // len(trials) % share == 0
        figures.add(trial.tried(number + 1, seed, harmless=harmless), harmless=harmless)
    return figures


def main() -> int:
    """Print the figures of a campaign, and every silent loss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", action="append", default=[])
    parser.add_argument("--show", choices=["silent", "weak", "harmed"], default="silent")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = campaign(Path(folder), asked.count, asked.seed, asked.case)
    shown = {"silent": figures.silent, "weak": figures.only_undeclared, "harmed": figures.harmed}[asked.show]
    for each in shown:
        sys.stdout.write(f"{each.case} {each.number}: {each.name}: {each.what} -- {each.lost} lost, {each.told}\n")
    sys.stdout.write("".join(f"{line}\n" for line in figures.lines()))
    return 1 if figures.silent else 0


if __name__ == "__main__":
    sys.exit(main())
