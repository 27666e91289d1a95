"""The index of a capture too large for git: every row as Parquet in the bag, and only sums (`summary.csv`) in git."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from records_portal.register.findings import Refusal

from .item_index import COLUMNS, EARLIER_COLUMNS, IndexRow

SUMMARY_COLUMNS = ("latest_on_month", "kind", "class", "change", "items", "bytes")
_NUMBERS = ("version", "media", "bytes")
_REPEATED = ("id_basis", "change", "kind", "class", "class_rule", "latest_on", "earliest_on", "time_basis")
_ROWS_HELD = 5_000


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


class _Written(io.RawIOBase):
    """A file that only takes in: what pyarrow asks of a file that it writes."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write, self._size = write, 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self._write(taken)
        self._size += len(taken)
        return len(taken)


def write_parquet(rows: Iterable[IndexRow], write: Callable[[bytes], object]) -> None:
    """Write rows in the order of the index, under its own column names; a group of them is held at a time."""
    # Loaded here: only captures of this size need it.
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    schema = pa.schema([(name, pa.int64() if name in _NUMBERS else pa.string()) for name in COLUMNS])
    left = iter(rows)
    with pq.ParquetWriter(_Written(write), schema, compression="zstd", use_dictionary=list(_REPEATED)) as written:
        while group := list(islice(left, _ROWS_HELD)):
            columns = [pa.array(map(itemgetter(place), group), kind.type) for place, kind in enumerate(schema)]
            written.write(pa.table(columns, schema=schema))


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
