"""What every step of an explanation is made from: one item as it is listed, and what retention makes of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records_portal.register.findings import Place, Refusal
from records_portal.register.model import AnyRecord, Record, Register
from records_portal.register.sources import Tree
from records_portal.retention.item_lists import RetainedItem, residue_id
from records_portal.retention.statuses import Judgement, Retention

if TYPE_CHECKING:
    from records_portal.captures.comparison import IndexLine
    from records_portal.register.records import CaptureValue


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One link of the chain: what it is about, what it says, and the file, line and commit that say so."""

    step: str
    says: str
    path: str = ""
    line: int = 0
    commit: str = ""
    private: bool = False

    def as_mapping(self) -> dict[str, str | int]:
        """The step under the names that machines read."""
        return {"step": self.step, "says": self.says, "path": self.path, "line": self.line, "commit": self.commit}


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """One item: its row of the index, the capture that lists it, and the judgement that is to be explained.

    `gone` is the row in which a later capture says that the platform has it no more.
    """

    retention: Retention
    judgement: Judgement
    row: Mapping[str, str]
    line: int
    others: tuple[str, ...]
    capture: Record[CaptureValue]
    tree: Tree
    holds_seen: bool
    gone: IndexLine | None = None

    @property
    def register(self) -> Register:
        """The records that decide."""
        return self.retention.register

    @property
    def item(self) -> RetainedItem:
        """The item itself."""
        return self.judgement.item

    @property
    def folder(self) -> str:
        """The folder of the capture below its root."""
        return self.capture.path.rpartition("/")[0]

    def at(self, step: str, says: str, record: AnyRecord, *path: str | int) -> ExplanationStep:
        """A step that a value of a record says."""
        place = record.place(*path)
        return ExplanationStep(step, says, place.path, place.line, private=record.private)

    def beside(self, step: str, says: str, name: str, line: int) -> ExplanationStep:
        """A step that a line of a file beside the capture says."""
        path = f"{self.folder}/{name}"
        return ExplanationStep(
            step, says, f"{self.tree.label}/{path}" if self.tree.label else path, line, "", self.capture.private
        )

    def listed(self, step: str, says: str) -> ExplanationStep:
        """A step that the item's own line says: of the index, or of the capture where it is residue or in the store."""
        if self.line:
            return self.beside(step, says, "items.csv", self.line)
        capture = self.capture.id.partition("/")[2]
        parts = [residue_id(capture, one["part"]) for one in self.capture.value["residue"]]
        place = ("residue", parts.index(self.item.id)) if self.item.id in parts else ()
        return self.at(step, says, self.capture, *place)

    def person(self, person_id: str) -> str:
        """A person by name and title; the id of somebody whom the register does not know."""
        record = self.register.get("people", person_id)
        return f"{record.value['name']}, {record.value['title']}" if record else person_id


def numbered_rows(tree: Tree, path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, each with the number of its line; none where there is no such file."""
    try:
        text = tree.read(path).decode("utf-8", "replace")
    except FileNotFoundError:
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        columns = next(reader, [])
        line = reader.line_num + 1
        for cells in reader:
            yield line, dict(zip(columns, cells, strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refusal(f"{Place(path, reader.line_num)}: not readable as CSV: {error}") from error
