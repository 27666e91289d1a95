"""Files that grow with the register, cut into blocks: what an earlier build wrote of the same block is taken over.

The trail is cut from its oldest change on, records after ids that a hash picks, so that one more moves no other block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar
from zlib import crc32

from records_portal.history.audit_trail import Change
from records_portal.values.csv_text import csv_lines

from ..context import PageContext
from ..inputs import Pieced, change_inputs, input_key
from .tables import CHANGE_COLUMNS, change_rows, json_rows, record_cells, record_columns, record_row

CHANGES_PER_BLOCK = 200
RECORDS_PER_BLOCK = 64

Part = TypeVar("Part")
Block = tuple[str, Sequence[Part]]
Piece = tuple[str, Callable[[], bytes]]


def change_files(context: PageContext, shared: str) -> Iterator[tuple[str, Pieced]]:
    """The whole trail as CSV and as JSON."""
    blocks = [
        (input_key("block of changes", shared, changes=[change_inputs(context, one) for one in block]), block)
        for block in _from_the_oldest(context.changes)
    ]
    yield "data/changes.csv", _csv(CHANGE_COLUMNS, blocks, _change_cells)
    yield "data/changes.json", _json(blocks, change_rows)


def _change_cells(changes: Iterable[Change]) -> Iterator[Iterable[Any]]:
    return (row.values() for row in change_rows(changes))


def record_files(context: PageContext, kind: str, shared: str) -> Iterator[tuple[str, Pieced]]:
    """Every record of a kind as CSV and as JSON."""
    register = context.register
    records = register.of(kind).values()
    blocks = [
        (input_key("block of records", shared, records=[(one.path, one.digest) for one in block]), block)
        for block in _by_hash(list(records))
    ]
    yield (
        f"data/{kind}.csv",
        _csv(record_columns(kind), blocks, lambda block: (record_cells(register, one) for one in block)),
    )
    yield f"data/{kind}.json", _json(blocks, lambda block: (record_row(register, one) for one in block))


def _from_the_oldest(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Blocks, newest first, of which only the first is not full."""
    end = len(changes) % CHANGES_PER_BLOCK
    if end:
        yield changes[:end]
    for start in range(end, len(changes), CHANGES_PER_BLOCK):
        yield changes[start : start + CHANGES_PER_BLOCK]


def _by_hash(records: Sequence[Any]) -> Iterator[Sequence[Any]]:
    start = 0
    for place, record in enumerate(records, 1):
        if place == len(records) or crc32(record.id.encode()) % RECORDS_PER_BLOCK == 0:
            yield records[start:place]
            start = place


def _csv(
    columns: Sequence[str],
    blocks: Sequence[Block[Part]],
    rows: Callable[[Sequence[Part]], Iterable[Iterable[Any]]],
) -> Pieced:
    head: Piece = ("", lambda: csv_lines([columns]).encode())
    return Pieced((head, *((key, partial(_lines, csv_lines, rows, block)) for key, block in blocks)))


def _json(blocks: Sequence[Block[Part]], rows: Callable[[Sequence[Part]], Iterable[Any]]) -> Pieced:
    """A list: the comma between two blocks is a piece of its own, so that a block is the same wherever it stands."""
    if not blocks:
        return Pieced((("", lambda: b"[]\n"),))
    pieces: list[Piece] = []
    for key, block in blocks:
        pieces += ("", partial(bytes, b",\n" if pieces else b"[\n")), (key, partial(_lines, json_rows, rows, block))
    return Pieced((*pieces, ("", lambda: b"\n]\n")))


def _lines(
    render: Callable[[Iterable[Any]], str], rows: Callable[[Sequence[Part]], Iterable[Any]], block: Sequence[Part]
) -> bytes:
    return render(rows(block)).encode()
