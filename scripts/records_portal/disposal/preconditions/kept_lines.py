"""That what people decided beside a capture still stands: a line is added to such a file, and never taken out of it.

A class that an item once had binds it to the holds on that class; taking the line out would free it unseen.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from records_portal.captures.index import CLASS_COLUMNS, DATE_COLUMNS
from records_portal.checks.items import CLASSES
from records_portal.history.file_versions import file_contents
from records_portal.history.repository import Repository
from records_portal.register.beside.capture_verdicts import VERDICTS, NotVerdicts, parse_verdicts
from records_portal.register.findings import Refusal
from records_portal.register.sources import Tree
from records_portal.retention.item_lists import RESIDUE

_COLUMNS = {"classes.csv": CLASS_COLUMNS, "dates.csv": DATE_COLUMNS}
_NAMES = (*_COLUMNS, VERDICTS)
_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LostLine:
    """A line of a decision that a commit had and the root has no more; `about` is a site and what it was decided of."""

    path: str
    line: int
    commit: str
    about: tuple[str, str]
    row: _Row

    @property
    def is_about_an_item(self) -> bool:
        """Whether it decided on one item: not on a part of the residue, nor on the verdict of the whole capture."""
        return not (self.path.endswith(VERDICTS) or self.about[1].startswith(f"{RESIDUE}/"))

    @property
    def told(self) -> str:
        """What was lost, in words."""
        return f"{self.path} lost its line {self.line} of commit {self.commit[:12]}, {','.join(self.row)!r}"


def check_lines_stand(
    tree: Tree, repositories: Iterable[Repository], captures: Collection[str], items: Collection[tuple[str, str]]
) -> None:
    """No decision about the captures that any root's history has is missing in the root that they lie in now.

    Asked are the lines about `items`, by site and as a decision names them; one with an unknown class never counted.
    """
    for lost in lost_lines(tree, repositories, captures):
        if lost.path.endswith(VERDICTS) or lost.about in items:
            raise Refusal(f"{lost.told}; put the line back: a later line supersedes a decision, and none is taken out")


def lost_lines(tree: Tree, repositories: Iterable[Repository], captures: Collection[str]) -> Iterator[LostLine]:
    """The lines that decided something about captures by any root's history, and that their root has no more."""
    files = {f"captures/{capture}/{name}": (capture, name) for capture in captures for name in _NAMES}
    folders = sorted({f"captures/{capture}" for capture in captures})
    for repository in repositories if folders else ():
        versions = [each for each in file_contents(repository, ["HEAD"], folders) if each.path in files]
        texts = dict(repository.blobs(sorted({each.blob for each in versions})))
        now = {path: set(_rows(files[path][1], _read(tree, path))) for path in {each.path for each in versions}}
        for each in versions:
            capture, name = files[each.path]
            for line, row in enumerate(_rows(name, texts[each.blob]), 2):
                if row not in now[each.path] and _decided(name, row):
                    yield LostLine(each.path, line, each.commit, (capture.split("/")[0], row[0]), row)


def _read(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except FileNotFoundError:
        return b""


def _rows(name: str, text: bytes) -> Sequence[_Row]:
    """The rows below the heading; none of what never could be read."""
    return list(_sound_rows(_COLUMNS[name], text) if name in _COLUMNS else _verdict_rows(text))


def _verdict_rows(text: bytes) -> Iterator[_Row]:
    """Later verdicts, each alike whether the file has a column for the number of items that are gone or not."""
    try:
        yield from (each.cells if each.gone else each.cells[:-1] for each in parse_verdicts(text))
    except NotVerdicts:
        return


def _sound_rows(columns: list[str], text: bytes) -> Iterator[_Row]:
    try:
        heading, *rows = list(csv.reader(io.StringIO(text.decode("utf-8"), newline=""), strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error):
        return
    if heading == columns:
        yield from (tuple(row) for row in rows if len(row) == len(columns))


def _decided(name: str, row: _Row) -> bool:
    """Whether a line decided something: one with a slip in it, mended before it landed, did not."""
    return name != "classes.csv" or row[1] in CLASSES
