"""A large export read in a process of its own, while what it gives is put into the bag by this one.

* Reading and gathering cost about the same, and neither waits for the other; what is written stays the same bytes.
* The other process opens the same copy in staging and recognises it anew; it is given the request and nothing else.
* A piece comes as plain values, a batch at a time. What ends the reading there, a refusal too, ends it here.
* A process that ends without saying so has lost pieces: that is refused, and nothing is kept.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

from records_portal.exports.archives.opening import Export
from records_portal.exports.pieces import ExportedItem, Fragment, Media, Piece, Residue
from records_portal.register.findings import Refusal

from .request import IngestRequest

# To start a process takes half a second, in which some megabytes are read.
LEAST_APART = 32 << 20
BATCH_BYTES = 1 << 20
_LENGTH = 8
# Of these formats read the whole content; pictures and films are copied by the process that writes.
_READ = frozenset({".csv", ".html", ".js", ".json", ".jsonl", ".mbox", ".ndjson", ".txt", ".xml"})
_ITEM, _RESIDUE, _OTHER = range(3)
_NAMES = tuple(each.name for each in fields(ExportedItem))
_values = attrgetter(*_NAMES)
_FRAGMENTS, _MEDIA = _NAMES.index("fragments"), _NAMES.index("media")


def is_read_apart(export: Export) -> bool:
    """Whether there is so much to read that a second process is worth its start."""
    texts = (each.size for each in export.members if Path(each.name).suffix.casefold() in _READ)
    return sum(texts) >= LEAST_APART and (os.cpu_count() or 1) > 1


@contextmanager
def pieces_apart(paths: Iterable[Path], request: IngestRequest) -> Iterator[Iterator[Piece]]:
    """The pieces of an export that another process reads; it is ended with the block, whatever ends that."""
    # Made here, so that nobody's settings change what is read.
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONUTF8": "1",
        "TMPDIR": tempfile.gettempdir(),
    }
    command = [sys.executable, "-P", "-m", __package__]
    with subprocess.Popen(  # noqa: S603 -- our own interpreter and a fixed command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as reading:
        assert reading.stdin and reading.stdout
        try:
            with suppress(BrokenPipeError), reading.stdin as asked:  # one that ended already is told by what it lacks
                pickle.dump((tuple(paths), request), asked)
            yield _received(reading.stdout)
        finally:
            reading.kill()


def _received(stream: IO[bytes]) -> Iterator[Piece]:
    """The pieces, batch by batch, until the other process says that they were all."""
    while batch := _batch(stream):
        if isinstance(batch, Refusal):
            raise batch
        for kind, values in batch:
            yield _MADE[kind](values)
    if batch is None:
        raise Refusal("the process that reads the export ended before its end; nothing was kept: run it again")


def _batch(stream: IO[bytes]) -> Any:
    """The next batch: pieces, none behind the last, a refusal; nothing where the stream ends before that is said."""
    length = int.from_bytes(stream.read(_LENGTH))
    data = stream.read(length)
    # It comes from our own program, by a pipe that nobody else holds.
    return pickle.loads(data) if data and len(data) == length else None  # noqa: S301


def _item(values: list[Any]) -> ExportedItem:
    values[_FRAGMENTS] = tuple(Fragment(*each) for each in values[_FRAGMENTS])
    values[_MEDIA] = tuple(Media(*each) for each in values[_MEDIA])
    return ExportedItem(*values)


def _residue(values: tuple[Any, ...]) -> Residue:
    return Residue(*values)


def _as_it_is(piece: Piece) -> Piece:
    return piece


_MADE: tuple[Callable[[Any], Piece], ...] = (_item, _residue, _as_it_is)


def _plain(piece: Piece) -> tuple[int, Any]:
    """A piece as plain values: of a class each would be sent with its fields looked up anew."""
    if isinstance(piece, ExportedItem):
        values = list(_values(piece))
        values[_FRAGMENTS] = [(each.member, each.offset, each.data) for each in piece.fragments]
        values[_MEDIA] = [(each.address, each.member, each.expected, each.description) for each in piece.media]
        return _ITEM, values
    if isinstance(piece, Residue):
        return _RESIDUE, (piece.part, piece.member, piece.offset, piece.data)
    return _OTHER, piece


def _size(piece: Piece) -> int:
    if isinstance(piece, ExportedItem):
        return sum(len(each.data) for each in piece.fragments)
    return len(piece.data) if isinstance(piece, Residue) and piece.data else 0


def send_pieces(pieces: Iterable[Piece], stream: IO[bytes]) -> None:
    """Write pieces in batches, and an empty one behind the last."""
    batch: list[tuple[int, Any]] = []
    size = 0
    for piece in pieces:
        batch.append(_plain(piece))
        size += _size(piece) + 1_000
        if size > BATCH_BYTES:
            send_batch(batch, stream)
            batch, size = [], 0
    if batch:
        send_batch(batch, stream)
    send_batch([], stream)


def send_batch(batch: object, stream: IO[bytes]) -> None:
    """Write one batch, or the refusal that ends them."""
    data = pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_LENGTH) + data)
    stream.flush()
