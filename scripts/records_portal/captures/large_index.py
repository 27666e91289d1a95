"""The index of a capture too large for git: every row as Parquet in the bag, and only sums (`summary.csv`) in git."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from records_portal.register.findings import Refusal

from .item_index import COLUMNS, EARLIER_COLUMNS, IndexRow

SUMMARY_COLUMNS = ("latest_on_month", "kind", "class", "change", "items", "bytes")
_NUMBERS = ("version", "media", "bytes")


def render_summary(rows: Iterable[IndexRow]) -> bytes:
    """Items and bytes by month of `latest_on`, kind, class and change, as CSV."""
    items: Counter[tuple[str, str, str, str]] = Counter()
    sizes: Counter[tuple[str, str, str, str]] = Counter()
    for row in rows:
        group = row.latest_on[:7], row.kind, row.content_class, row.change
        items[group] += 1
        sizes[group] += row.bytes
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SUMMARY_COLUMNS)
    writer.writerows((*group, items[group], sizes[group]) for group in sorted(items))
    return text.getvalue().encode()


def render_parquet(rows: Iterable[IndexRow]) -> bytes:
    """Every row, sorted as in the index, under the index's own column names."""
    # Loaded here: only captures of this size need it.
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    schema = pa.schema([(name, pa.int64() if name in _NUMBERS else pa.string()) for name in COLUMNS])
    # The same order as in `items.csv`: which of the two a capture has makes no other difference.
    ordered = sorted(rows, key=lambda each: each.order)
    columns = [
        pa.array(map(attrgetter(each.name), ordered), kind.type)
        for each, kind in zip(fields(IndexRow), schema, strict=True)
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, schema=schema), sink, compression="zstd")
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def parse_parquet(path: Path) -> Iterator[IndexRow]:
    """The rows of an index in the store, a batch at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            if tuple(file.schema_arrow.names) not in (COLUMNS, *EARLIER_COLUMNS):
                raise Refusal(f"{path}: these are not the columns of an item index; restore it from a second copy")
            for batch in file.iter_batches():
                yield from (
                    IndexRow(*values) for values in zip(*(each.to_pylist() for each in batch.columns), strict=True)
                )
    except (pa.ArrowException, OSError) as error:
        raise Refusal(f"{path}: the index cannot be read; restore it from a second copy of the store") from error
