"""The copy of unacceptable content (flow D): a capture of its own, taken in as files and a table, and given its class.

The same content with the same words about it makes the same bytes, so that a second call writes nothing.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from records_portal.captures.classification import Decision, append_decision
from records_portal.captures.indexes.item_index import IndexRow, parse_items
from records_portal.captures.indexes.large_index import parse_parquet
from records_portal.captures.ingest import ingest_export
from records_portal.captures.root_captures import INDEX, RECORD, WHOLE_INDEX
from records_portal.captures.taking_in.request import IngestRequest
from records_portal.exports.formats.files_csv import COLUMNS, TABLE
from records_portal.register.findings import Refusal
from records_portal.retention.item_lists import RESIDUE

from .moderation import CLASS, KIND_OF, Moderation

TEXT_BYTES = 64_000
WHY_CLASSED = "Unacceptable content, copied before it was taken down"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in the store: its capture, its item and version, the keyed digest, and what was written."""

    capture: str
    item: str
    version: int
    digest: str
    written: tuple[str, ...] = ()


def take_copy(asked: Moderation, request: IngestRequest) -> Copy:
    """Take the copy into the store as a capture of its own, and give its item the class; both where not done yet."""
    with tempfile.TemporaryDirectory(prefix="records-copy-") as work:
        folder = Path(work) / "copy"
        write_export(folder, asked)
        include = frozenset(("messages",)) if KIND_OF.get(asked.content) == "message" else frozenset()
        request = replace(request, paths=(folder,), include=include)
        tried = ingest_export(replace(request, dry_run=True))
        if tried.counts["found"] != 1:
            why = tried.unknown[0]["what"] if tried.unknown else "the row cannot be read"
            raise Refusal(f"the copy cannot be taken in: {why}; mend what was given")
        outcome = ingest_export(request)
    item, version = _item_of(request.store / "bags" / request.site / outcome.capture)
    listed = _classed(asked, request, item, version)
    parts = tuple(f"{RESIDUE}/{each['part']}" for each in outcome.residue)
    files = (*outcome.written, *listed.written, *_decided(asked, request, outcome.capture, parts))
    return replace(listed, capture=outcome.capture, written=tuple(dict.fromkeys(files)))


def captured_copy(asked: Moderation, request: IngestRequest) -> Copy:
    """What an earlier capture holds of the content, classed; refused where none does."""
    return _classed(asked, request, asked.item, 0)


def _classed(asked: Moderation, request: IngestRequest, item: str, version: int) -> Copy:
    """The item as the newest capture lists it (0 means any version), with the class decided wherever it is listed."""
    listed = list(listed_in(request.root, request.store, asked.site, item))
    found = [(capture, row) for capture, row in listed if version in (0, row.version)]
    if not found:
        raise Refusal(f"no capture of {asked.site!r} lists the item {item!r}; name it as items.csv does, or --copy it")
    captures = dict.fromkeys(capture for capture, _ in listed)
    files = [path for capture in captures for path in _decided(asked, request, capture, (item,))]
    capture, row = found[-1]
    return Copy(capture, item, row.version, row.digest, tuple(files))


def _decided(asked: Moderation, request: IngestRequest, capture: str, items: tuple[str, ...]) -> list[str]:
    """Give items, or the residue of a copy, the class; the file where that was not decided already."""
    decision = Decision(asked.site, capture, items, CLASS, asked.by, asked.on, WHY_CLASSED)
    written = items and append_decision(request.root, request.store, decision)
    return [f"{decision.folder}/classes.csv"] if written else []


def _item_of(bag: Path) -> tuple[str, int]:
    """The one item of a copy's bag."""
    with (bag / "data/items/items-000001.jsonl").open("rb") as file:
        line = json.loads(file.readline())
    return line["id"], line["version"]


def listed_in(root: Path, store: Path, site: str, item: str) -> Iterator[tuple[str, IndexRow]]:
    """Each capture of a site that lists an item, with its row, in the order of the captures' names."""
    for record in sorted((root / "captures" / site).glob(f"*/{RECORD}")):
        index, capture = record.with_name(INDEX), record.parent.name
        whole = store / "bags" / site / capture / WHOLE_INDEX
        if index.is_file():
            rows = parse_items(index.read_bytes(), index.relative_to(root).as_posix())
        elif whole.is_file():
            rows = parse_parquet(whole)
        else:
            continue
        yield from ((capture, row) for row in rows if row.id == item and row.change != "gone")


def write_export(folder: Path, asked: Moderation) -> None:
    """Write the copy as files and a table, the same bytes for the same content."""
    folder.mkdir()
    text, files = _text_and_files(asked.copies)
    names = []
    for number, path in enumerate(files, 1):
        suffix = path.suffix.lower()
        names.append(f"{number}{suffix if _SUFFIX.fullmatch(suffix) else ''}")
        shutil.copyfile(path, folder / names[-1])
    cells = dict.fromkeys(COLUMNS, "") | {
        "id": asked.item,
        "kind": KIND_OF.get(asked.content, "comment"),
        "created_at": asked.posted_at,
        "author": asked.author,
        "text": text,
        "permalink": asked.url,
        "media": "|".join(names),
        "original_format": asked.original_format,
    }
    table = io.StringIO(newline="")
    csv.writer(table, lineterminator="\n").writerows((COLUMNS, cells.values()))
    (folder / TABLE).write_bytes(table.getvalue().encode())


def _text_and_files(copies: Sequence[Path]) -> tuple[str, list[Path]]:
    """The words, where one text file holds them, and the other files."""
    texts = [path for path in copies if path.suffix.lower() == ".txt" and path.stat().st_size <= TEXT_BYTES]
    if len(texts) == 1:
        try:
            words = texts[0].read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            words = "\0"
        if "\0" not in words and words.strip():
            return words, [path for path in copies if path != texts[0]]
    return "", list(copies)
